"""Alliances, mergers, failure and takeover, sites that change hands."""

import pytest

from shirehall.play.fields import Clause, Minutes, Month, Pence
from shirehall.play.moves.alliances import FormAlliance, LeaveAlliance
from shirehall.play.moves.asking import Answer, AskFor
from shirehall.play.moves.casework import BlockCase, Register
from shirehall.play.moves.intervening import DeclareFailure
from shirehall.play.moves.offers import AcceptOffer, DeclineOffer
from shirehall.play.moves.people import HireStaff
from shirehall.play.moves.plan import SubmitPlan
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.moves.takeover import Acquire, Dispose, Merge
from shirehall.play.moves.tendering import BidInTender, PutToTender
from tests.moves.helpers import ALL, Play

ALLIANCE = FormAlliance(
    identity="care-together",
    name="Care Together",
    short="Together",
    form="joint venture",
    purpose="One team",
    members=("nurses", "clinics"),
)


def accept(play: Play, seat: str, title: str):
    return play.do(seat, AcceptOffer(offer=play.local(seat, "matters", title)))


@pytest.mark.requirement("NEG-05")
def test_an_alliance_is_founded_in_play_with_members_purpose_and_registration():
    play = Play()
    play.refused("trust-nurse", ALLIANCE, "authority", "trust-lead")
    play.do("trust-lead", ALLIANCE)
    body = play.session.view("west-lead").world.organisations["care-together"]
    assert (body.status, body.members, body.purpose, body.registered) == (
        "proposed",
        ("trust",),
        "One team",
        False,
    )
    play.refused("clinics-lead", ALLIANCE)
    accept(play, "nurses-lead", "Invitation to Care Together")
    play.refused(
        "nurses-lead", AcceptOffer(offer=play.local("nurses-lead", "matters", "Invitation to Care Together"))
    )
    assert play.world.organisations["care-together"].status == "proposed"
    accept(play, "clinics-lead", "Invitation to Care Together")
    body = play.session.view("west-lead").world.organisations["care-together"]
    assert (body.status, body.members) == ("standing", ("trust", "nurses", "clinics"))


@pytest.mark.requirement("RUL-07")
def test_a_partnership_makes_a_task_for_the_registrar_and_cannot_bid_before_it_is_done():
    play = Play()
    events = play.do("trust-lead", ALLIANCE)
    assert [e.kind for e in events] == ["organisation-formed", "offer-made", "task-arose", "task-arose"]
    tasks = {m.handler: m for m in play.world.matters.values() if m.kind != "alliance"}
    assert {k: m.kind for k, m in tasks.items()} == {
        "inspector": "registration",
        "licensor": "competition case",
    }
    assert "west-lead" not in events[2].audience and "inspector-lead" in events[2].audience
    accept(play, "nurses-lead", "Invitation to Care Together")
    accept(play, "clinics-lead", "Invitation to Care Together")
    play.do(
        "trust-lead",
        HireStaff(identity="together-lead", role="Director", may_commit=tuple(ALL), for_body="care-together"),
    )
    play.do("east-lead", PutToTender(title="Clinics", intention="Nearer", specification="Ten", criteria=("quality",), weights=(100,),
                                     minutes=Minutes(30)))  # fmt: skip
    bid = BidInTender(
        tender=play.local("together-lead", "tenders", "Clinics"), sum=Pence(1_00), completeness=80, text="Us."
    )
    play.refused("together-lead", bid, "registered-first", "inspector")
    play.do("inspector-lead", Register(body="care-together", verdict="registered"))
    assert {
        m.status for m in play.session.view("trust-lead").world.matters.values() if m.kind == "registration"
    } == {"registered"}
    play.do("together-lead", bid)


def test_a_blocked_alliance_signs_nothing():
    play = Play()
    play.do("trust-lead", ALLIANCE)
    accept(play, "nurses-lead", "Invitation to Care Together")
    accept(play, "clinics-lead", "Invitation to Care Together")
    play.do(
        "clinics-lead",
        HireStaff(identity="together-lead", role="Director", may_commit=tuple(ALL), for_body="care-together"),
    )
    play.do(
        "east-lead",
        Propose(to=("care-together",), title="Care", clauses=(Clause("All of it"),), start=Month(3)),
    )
    case = play.local("licensor-lead", "matters", "Care Together and competition")
    (event,) = play.do("licensor-lead", BlockCase(case=case, text="Too large."))
    assert event.audience == ("*",)
    play.refused(
        "together-lead",
        Sign(agreement=play.local("together-lead", "agreements", "Care")),
        "competition",
        "licensor",
    )


def test_an_alliance_that_all_decline_is_over_and_one_that_is_left_ends():
    play = Play()
    play.do("trust-lead", ALLIANCE)
    for seat in ("nurses-lead", "clinics-lead"):
        play.do(seat, DeclineOffer(offer=play.local(seat, "matters", "Invitation to Care Together")))
    assert play.world.organisations["care-together"].status == "ended"
    play = Play()
    play.do(
        "east-lead",
        FormAlliance(
            identity="pool", name="Pool", short="Pool", form="risk pool", purpose="Risk", members=("west",)
        ),
    )
    assert play.world.organisations["pool"].registered and len(play.world.matters) == 1
    accept(play, "west-lead", "Invitation to Pool")
    play.refused("trust-lead", LeaveAlliance(alliance="pool"))
    play.do("west-lead", LeaveAlliance(alliance="pool"))
    assert play.world.organisations["pool"].status == "ended"


def test_a_merger_passes_everything_to_the_new_body():
    play = Play()
    play.do(
        "nurses-lead", Propose(to=("east",), title="Visits", clauses=(Clause("Nightly"),), start=Month(2))
    )
    play.do(
        "nurses-lead",
        Propose(to=("clinics",), title="Between us", clauses=(Clause("Share"),), start=Month(2)),
    )
    play.do("clinics-lead", SubmitPlan(to=("board",), title="Growth", gap=Pence(1), lines=()))
    play.do("east-lead", AskFor(to=("clinics-lead",), text="Prices?"))
    merge = Merge(identity="one-body", name="One Body", short="One", purpose="Scale", others=("clinics",))
    play.refused(
        "nurses-lead", Merge(identity="trust", name="One", short="One", purpose="Scale", others=("clinics",))
    )
    play.do("nurses-lead", merge)
    events = accept(play, "clinics-lead", "Merger into One Body")
    assert [e.kind for e in events][:3] == ["offer-accepted", "organisation-formed", "bodies-succeeded"]
    world = play.session.view("east-lead").world
    assert world.organisations["nurses"].successor == "one-body"
    assert world.organisations["one-body"].parents == ("nurses", "clinics")
    assert world.seats["clinics-lead"].organisation == "one-body" and world.sites["hall"] == "one-body"
    assert play.session.view("clinics-lead").organisation == "one-body"
    visits = play.local("clinics-lead", "agreements", "Visits")
    assert play.session.view("clinics-lead").world.agreements[visits].parties == ("one-body", "east")
    play.do("clinics-lead", Sign(agreement=visits))
    play.do("east-lead", Sign(agreement=play.local("east-lead", "agreements", "Visits")))
    phases = {a.title: a.phase for a in play.world.agreements.values()}
    assert phases == {"Visits": "signed", "Between us": "lapsed"}
    assert [p.owner for p in play.session.view("board-lead").world.plans.values()] == ["one-body"]
    play.do(
        "clinics-lead",
        Answer(request=next(iter(play.session.view("clinics-lead").world.requests)), text="Low."),
    )
    kinds = {m.kind for m in play.session.view("clinics-lead").world.matters.values() if m.status == "open"}
    assert kinds == {"registration", "competition case"}
    play.refused(
        "east-lead", Propose(to=("clinics",), title="Late", clauses=(Clause("Care"),), start=Month(3))
    )


@pytest.mark.requirement("NEG-09")
def test_a_failed_body_is_taken_over_with_its_sites_and_debts_once_the_regulator_accepts():
    play = Play()
    play.refused("board-lead", DeclareFailure(body="nurses", text="No cash."), "licences", "Licensor")
    play.do("licensor-lead", DeclareFailure(body="nurses", text="It cannot pay its staff."))
    assert play.session.view("west-lead").world.organisations["nurses"].status == "failed"
    play.do(
        "trust-lead", Acquire(body="nurses", sum=Pence(1_00), debts=Pence(5_000_000_00), text="All of it.")
    )
    title = "Takeover of Nurses"
    play.refused("nurses-lead", AcceptOffer(offer=play.local("nurses-lead", "matters", title)))
    events = accept(play, "licensor-lead", title)
    assert [e.kind for e in events] == ["offer-accepted", "bodies-succeeded"]
    world = play.session.view("west-lead").world
    assert world.organisations["nurses"].successor == "trust" and world.organisations["trust"].parents == (
        "nurses",
    )
    assert world.sites["hall"] == "trust" and world.seats["nurses-lead"].organisation == "trust"
    assert {m.status for m in world.matters.values() if m.kind == "failure"} == {"taken over"}
    offer = next(m for m in play.world.matters.values() if m.kind == "takeover")
    assert (offer.status, offer.pence, offer.detail["debts"]) == ("accepted", 100, 500_000_000)
    (term,) = play.world.terms
    terms = {"body": "nurses", "by": "trust", "pounds": 1}
    assert (term.clause.mechanism, dict(term.clause.terms)) == ("takeover", terms)


def test_a_body_that_stands_answers_for_itself():
    play = Play()
    play.do("trust-lead", Acquire(body="clinics", sum=Pence(900_00)))
    play.do("clinics-lead", DeclineOffer(offer=play.local("clinics-lead", "matters", "Takeover of Clinics")))
    assert play.world.organisations["clinics"].status == "standing"
    play.refused("trust-lead", Acquire(body="trust", sum=Pence(1)))
    play.refused("trust-lead", Acquire(body="control", sum=Pence(1)))


def test_a_site_is_disposed_of_by_its_owner_and_paid_for():
    play = Play()
    play.refused("clinics-lead", Dispose(site="hall", to="trust", sum=Pence(5_00)), "own-services", "Nurses")
    play.do("nurses-lead", Dispose(site="hall", to="clinics", sum=Pence(700_000_00)))
    accept(play, "clinics-lead", "Site hall")
    seen = play.session.view("west-lead").world
    assert seen.sites["hall"] == "clinics"
    assert [t.clause.mechanism for t in seen.terms] == ["transfer"]
    assert [t.clause.mechanism for t in play.session.view("nurses-lead").world.terms] == ["transfer", "fund"]
