"""Cases, authorisation, registration, licences, investigations, summits, disputes, interventions, deadlines."""

import pytest

from shirehall.play.fields import Clause, Minutes, Month, Pence
from shirehall.play.moves.casework import (
    Authorise,
    BlockCase,
    ClearCase,
    ConditionCase,
    GrantLicence,
    OpenCase,
    Register,
    RequestRegistration,
    WithdrawLicence,
)
from shirehall.play.moves.inquiring import (
    AnswerComplaint,
    CallSummit,
    CloseInvestigation,
    Complain,
    Investigate,
)
from shirehall.play.moves.intervening import EndIntervention, ExtendDeadline, Intervene, Sanction
from shirehall.play.moves.mediation import AskMediation, Mediate
from shirehall.play.moves.meeting import Decline, Join
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.ruling import SettleRule
from shirehall.play.moves.sign import Sign
from shirehall.play.moves.tendering import BidInTender, PutToTender
from tests.moves.helpers import Play


def agreed_in_private(play: Play) -> None:
    play.do(
        "trust-lead", Propose(to=("nurses",), title="Deal", clauses=(Clause("Share wards"),), start=Month(2))
    )


def test_a_case_needs_the_power_and_blocks_the_agreement_it_is_about():
    play = Play()
    agreed_in_private(play)
    number = play.local("trust-lead", "agreements", "Deal")
    play.refused("trust-lead", OpenCase(title="Cartel", agreement=number), "competition", "Licensor")
    play.refused("licensor-lead", OpenCase(title="Cartel", agreement=2))
    play.do("trust-lead", share(number, "licensor-lead"))
    known = play.local("licensor-lead", "agreements", "Deal")
    play.do("licensor-lead", OpenCase(title="Cartel", agreement=known))
    case = play.local("licensor-lead", "matters", "Cartel")
    play.refused("licensor-lead", BlockCase(case=case))
    (blocked,) = play.do("licensor-lead", BlockCase(case=case, text="No choice is left."))
    assert "*" not in blocked.audience and "east-lead" not in blocked.audience
    play.refused("trust-lead", Sign(agreement=number), "competition", "Licensor")
    play.refused("licensor-lead", ClearCase(case=case, text="After all."))
    play.do("licensor-lead", SettleRule(rule="competition", status="suspended"))
    play.do("trust-lead", Sign(agreement=number))


def share(number, to):
    from shirehall.play.moves.message import Share

    return Share(to=(to,), agreement=number)


def test_a_cleared_case_lets_the_parties_sign():
    play = Play()
    agreed_in_private(play)
    number = play.local("nurses-lead", "agreements", "Deal")
    play.do("nurses-lead", share(number, "licensor-lead"))
    known = play.local("licensor-lead", "agreements", "Deal")
    play.do("licensor-lead", OpenCase(title="Cartel", agreement=known))
    case = play.local("licensor-lead", "matters", "Cartel")
    play.do("licensor-lead", ConditionCase(case=case, text="Publish prices."))
    play.do("nurses-lead", Sign(agreement=number))
    assert (
        play.session.view("trust-lead").world.matters[play.local("trust-lead", "matters", "Cartel")].status
        == "conditioned"
    )


def test_authorising_is_for_whoever_holds_the_power():
    play = Play()
    play.refused("licensor-lead", Authorise(body="east", verdict="pass"), "", "Board")
    play.refused("board-lead", Authorise(body="east", verdict="fail"))
    play.do("board-lead", Authorise(body="east", verdict="conditional", text="Show a plan."))
    assert play.session.view("clinics-lead").world.organisations["east"].authorised == "conditional"


def test_registration_is_asked_for_and_given_by_the_registrar():
    play = Play()
    play.refused("trust-lead", RequestRegistration(to="board", body="trust"), "registers", "Inspector")
    play.refused("trust-lead", RequestRegistration(to="inspector", body="clinics"))
    play.do("trust-lead", RequestRegistration(to="inspector", body="trust"))
    play.refused("board-lead", Register(body="trust", verdict="registered"), "registers", "Inspector")
    play.do("inspector-lead", Register(body="trust", verdict="refused", text="Not safe."))
    assert not play.world.organisations["trust"].registered
    assert {m.status for m in play.world.matters.values()} == {"refused"}
    tender(play)
    bid = BidInTender(
        tender=play.local("trust-lead", "tenders", "Clinics"), sum=Pence(1_00), completeness=90, text="Ours."
    )
    play.refused("trust-lead", bid, "registered-first", "inspector")
    play.do("inspector-lead", Register(body="trust", verdict="registered"))
    play.do("trust-lead", bid)


def tender(play: Play) -> None:
    ask = PutToTender(title="Clinics", intention="Nearer care", specification="Ten lists", criteria=("quality", "price"),
                      weights=(60, 40), minutes=Minutes(20), text="Come.")  # fmt: skip
    play.do("east-lead", ask)


def test_a_withdrawn_licence_stops_bids_and_main_contracts():
    play = Play()
    play.refused("board-lead", WithdrawLicence(body="clinics", text="Unsafe."), "licences", "Licensor")
    play.refused("licensor-lead", WithdrawLicence(body="clinics"))
    play.do("licensor-lead", WithdrawLicence(body="clinics", text="Unsafe."))
    tender(play)
    bid = BidInTender(
        tender=play.local("clinics-lead", "tenders", "Clinics"),
        sum=Pence(1_00),
        completeness=90,
        text="Ours.",
    )
    play.refused("clinics-lead", bid, "licensed-to-provide", "licensor")
    for tier in ("main", "side"):
        play.do(
            "east-lead",
            Propose(to=("clinics",), title=tier, clauses=(Clause("Care"),), start=Month(2), tier=tier),
        )
    play.refused(
        "clinics-lead",
        Sign(agreement=play.local("clinics-lead", "agreements", "main")),
        "licensed-to-provide",
    )
    play.do("clinics-lead", Sign(agreement=play.local("clinics-lead", "agreements", "side")))
    play.do("licensor-lead", GrantLicence(body="clinics"))
    play.do("clinics-lead", bid)


def test_a_complaint_is_told_to_the_one_complained_of_when_it_is_answered():
    play = Play()
    (event,) = play.do(
        "east-lead", Complain(to="inspector", against="trust", title="Falls", text="Too many falls.")
    )
    assert "trust-lead" not in event.audience
    complaint = play.local("inspector-lead", "matters", "Falls")
    play.refused("inspector-lead", AnswerComplaint(complaint=complaint, verdict="upheld"))
    play.do("inspector-lead", AnswerComplaint(complaint=complaint, verdict="upheld", text="So it is."))
    known = play.session.view("trust-lead").world.matters[play.local("trust-lead", "matters", "Falls")]
    assert (known.status, known.by, known.outcome) == ("upheld", "east", "So it is.")


def test_findings_go_to_those_looked_into_or_to_everyone():
    play = Play()
    play.do("inspector-lead", Investigate(bodies=("trust",), title="Wards"))
    number = play.local("inspector-lead", "matters", "Wards")
    play.refused(
        "trust-lead",
        CloseInvestigation(investigation=play.local("trust-lead", "matters", "Wards"), text="Fine."),
    )
    (event,) = play.do(
        "inspector-lead", CloseInvestigation(investigation=number, text="Short of nurses.", to_everyone=True)
    )
    assert event.audience == ("*",)
    assert play.session.view("west-lead").world.matters


def test_a_summit_is_public_and_bodies_may_stay_away():
    play = Play()
    play.refused("east-lead", CallSummit(bodies=("trust",), title="Winter"), "", "Board")
    play.do("board-lead", CallSummit(bodies=("trust", "nurses"), title="Winter"))
    number = play.local("west-lead", "meetings", "Winter")
    assert play.session.view("west-lead").world.meetings[number].public
    play.refused("west-lead", Join(meeting=number))
    play.do("nurses-lead", Join(meeting=play.local("nurses-lead", "meetings", "Winter")))
    play.do("trust-lead", Decline(meeting=play.local("trust-lead", "meetings", "Winter")))
    (meeting,) = play.world.meetings.values()
    assert meeting.joined == ("board-lead", "nurses-lead") and meeting.declined == ("trust-lead",)


@pytest.mark.requirement("NEG-13")
def test_a_central_body_mediates_a_dispute_with_parties_and_an_outcome():
    play = Play()
    asking = AskMediation(mediator="licensor", others=("trust",), title="Price", text="They want double.")
    play.refused("east-lead", asking, "", "Board")
    (asked,) = play.do(
        "east-lead",
        AskMediation(mediator="board", others=("trust",), title="Price", text="They want double."),
    )
    assert {"trust-lead", "trust-nurse", "board-lead"} <= set(
        asked.audience
    ) and "west-lead" not in asked.audience
    dispute = play.local("board-lead", "matters", "Price")
    play.refused(
        "trust-lead",
        Mediate(dispute=play.local("trust-lead", "matters", "Price"), outcome="settled", text="Ours."),
    )
    play.do("board-lead", Mediate(dispute=dispute, outcome="settled", text="Half way."))
    (matter,) = play.world.matters.values()
    assert (matter.by, matter.against, matter.handler) == ("east", ("trust",), "board")
    assert (matter.status, matter.outcome) == ("settled", "Half way.")
    assert [status for status, _ in matter.history] == ["open", "settled"]
    play.refused("board-lead", Mediate(dispute=dispute, outcome="not settled", text="Again."))


def test_an_intervention_names_its_way_and_who_manages():
    play = Play()
    way = "hand management to another body"
    play.refused("licensor-lead", Intervene(body="trust", way="send people in", text="Now."), "", "Board")
    play.refused("board-lead", Intervene(body="east", way=way, text="Now."))
    play.do("board-lead", Intervene(body="east", way=way, managed_by="west", text="Until it balances."))
    number = next(iter(play.session.view("west-lead").world.matters))
    play.refused("west-lead", EndIntervention(intervention=number))
    play.do(
        "board-lead", EndIntervention(intervention=next(iter(play.session.view("board-lead").world.matters)))
    )
    assert [m.status for m in play.session.view("east-lead").world.matters.values()] == ["ended"]


def test_a_sanction_reaches_its_body_or_everyone():
    play = Play()
    (quiet,) = play.do("east-lead", Sanction(against="trust", what="Withhold a payment"))
    assert set(quiet.audience) == {"east-lead", "east-clerk", "trust-lead", "trust-nurse"}
    play.refused("east-clerk", Sanction(against="trust", what="Withhold a payment"), "authority", "east-lead")
    assert play.do("east-lead", Sanction(against="trust", what="Name it", in_public=True))[0].audience == (
        "*",
    )


def test_only_the_one_that_is_owed_puts_a_deadline_off():
    play = Play()
    play.refused("east-lead", ExtendDeadline(deadline="plans-due", minutes=Minutes(15)), "", "Board")
    play.refused("board-lead", ExtendDeadline(deadline="no-such", minutes=Minutes(15)))
    (event,) = play.do("board-lead", ExtendDeadline(deadline="plans-due", minutes=Minutes(15)))
    assert {"east-lead", "west-lead"} <= set(event.audience)
    deadline = play.session.view("east-lead").world.deadlines["plans-due"]
    assert (deadline.at, deadline.month) == (45, 3)
