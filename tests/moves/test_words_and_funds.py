"""Advice, help, challenge, concession, endorsement; funds bid for and decided."""

import pytest

from shirehall.play.fields import Clause, Month, Pence, PlanLine
from shirehall.play.moves.advise import Advise, Challenge, Concede, Endorse, Lobby, OfferHelp, Press
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.funds import BidForFunds, DecideFunds
from shirehall.play.moves.intervening import Sanction
from shirehall.play.moves.plan import SubmitPlan
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.ruling import SettleRule
from tests.moves.helpers import Play


@pytest.mark.parametrize("ask", [Advise, OfferHelp, Challenge, Lobby])
def test_words_reach_those_they_are_for_and_nobody_else(ask):
    play = Play()
    (event,) = play.do("east-lead", ask(to=("trust-lead",), text="Open the ward."))
    assert set(event.audience) == {"east-lead", "trust-lead"}
    play.refused("east-lead", ask(to=("trust-lead",), text=" "))
    play.refused("east-lead", ask(to=(), text="To nobody."))


def test_pressing_reaches_those_who_have_not_replied():
    play = Play()
    play.do("east-lead", AskFor(to=("trust-lead", "nurses-lead"), text="Your figures?"))
    request = next(iter(play.session.view("east-lead").world.requests))
    assert play.do("east-lead", Press(request=request))[0].addressees == ("trust-lead", "nurses-lead")
    theirs = next(iter(play.session.view("trust-lead").world.requests))
    play.refused("trust-lead", Press(request=theirs))


def test_a_point_is_conceded_to_all_parties_of_an_agreement():
    play = Play()
    play.do(
        "east-lead",
        Propose(to=("trust", "nurses"), title="Beds", clauses=(Clause("Fewer beds"),), start=Month(2)),
    )
    number = play.local("trust-lead", "agreements", "Beds")
    (event,) = play.do("trust-lead", Concede(agreement=number, text="The date."))
    assert {"east-lead", "nurses-lead", "trust-nurse"} <= set(event.audience)
    assert "west-lead" not in event.audience
    play.refused("trust-lead", Concede(text="To nobody."))


def test_a_plan_is_endorsed_once_and_by_others():
    play = Play()
    play.do(
        "east-lead",
        SubmitPlan(to=("board",), title="Recovery", gap=Pence(100), lines=(PlanLine("acute", 100, "less"),)),
    )
    plan = play.local("board-lead", "plans", "Recovery")
    play.do("board-lead", Endorse(plan=plan))
    assert play.world.plans[2].endorsed_by == ("board",)
    play.refused("board-lead", Endorse(plan=plan))
    play.refused("east-lead", Endorse(plan=play.local("east-lead", "plans", "Recovery")))


def test_money_granted_is_paid_once_by_the_body_that_grants_it():
    play = Play()
    play.refused(
        "east-lead", BidForFunds(to="trust", title="Winter", sum=Pence(500_000_00)), "holder", "Board"
    )
    (asked,) = play.do("east-lead", BidForFunds(to="board", title="Winter", sum=Pence(500_000_00)))
    assert set(asked.audience) == {"east-lead", "east-clerk", "board-lead"}
    bid = play.local("board-lead", "matters", "Winter")
    play.refused("board-lead", DecideFunds(bid=bid, verdict="granted in part", sum=Pence(600_000_00)))
    play.do("board-lead", DecideFunds(bid=bid, verdict="granted in part", sum=Pence(200_000_00)))
    (term,) = play.world.terms
    assert dict(term.clause.terms) == {"payer": "board", "receiver": "east", "pounds": 200_000}
    assert (term.clause.mechanism, term.start, term.until) == ("fund", 1, 1)
    play.refused("board-lead", DecideFunds(bid=bid, verdict="refused"))


def test_a_suspended_rule_binds_no_longer():
    play = Play()
    play.do("board-lead", SettleRule(rule="holder", status="suspended"))
    play.do("east-lead", BidForFunds(to="trust", title="Winter", sum=Pence(5_00)))


def test_a_sanction_with_a_sum_is_paid_in_its_month_and_one_without_moves_no_money():
    play = Play()
    play.do("trust-lead", Sanction(against="clinics", what="Named in public", in_public=True))
    assert not play.world.terms
    play.do(
        "trust-lead",
        Sanction(against="clinics", what="Late letters, as the contract says", sum=Pence(9_000_00)),
    )
    (term,) = play.world.terms
    assert dict(term.clause.terms) == {"payer": "clinics", "pounds": 9_000, "receiver": "trust"}
    assert not play.session.view("west-lead").world.terms
    play.refused("trust-lead", Sanction(against="clinics", what="Less than nothing", sum=Pence(-1)))
