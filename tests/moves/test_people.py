"""Hiring, enlarging a team, sharing a post, buying support."""

import pytest

from shirehall.play.fields import Clause, Month, Pence, Percent
from shirehall.play.moves.message import Message
from shirehall.play.moves.offers import AcceptOffer, DeclineOffer
from shirehall.play.moves.people import BuySupport, Hire, HireStaff, SharePost
from shirehall.play.moves.propose import Agree, Propose
from tests.moves.helpers import Play


@pytest.mark.requirement("NEG-06")
def test_hiring_a_named_person_moves_the_seat_and_the_knowledge():
    play = Play()
    play.do(
        "clinics-lead",
        Propose(to=("bureau",), title="Our deal", clauses=(Clause("Clinics together"),), start=Month(2)),
    )
    offer = Hire(
        seat="trust-nurse",
        role="Director of nursing",
        may_commit=("agreements",),
        knowledge="clinical",
        points=Percent(20),
    )
    (made,) = play.do("clinics-lead", offer)
    assert set(made.audience) == {"clinics-lead", "trust-nurse"}, (
        "the old employer does not hear of the offer"
    )
    play.refused("clinics-lead", offer)
    number = play.local("trust-nurse", "matters", "Post of Director of nursing")
    play.refused(
        "clinics-lead",
        AcceptOffer(offer=play.local("clinics-lead", "matters", "Post of Director of nursing")),
    )
    events = play.do("trust-nurse", AcceptOffer(offer=number))
    assert [e.kind for e in events] == ["offer-accepted", "seat-moved", "papers-handed-over"]
    for watcher in ("trust-lead", "west-lead", "trust-nurse"):
        seen = play.session.view(watcher).world
        assert seen.seats["trust-nurse"].organisation == "clinics"
        assert seen.knowledge == {"trust|clinical": -20, "clinics|clinical": 20}
    assert play.session.view("trust-nurse").organisation == "clinics"
    deal = play.local("trust-nurse", "agreements", "Our deal")
    play.do("trust-nurse", Agree(agreement=deal))
    assert "trust-nurse" not in play.world.seats_of("trust")


def test_a_person_may_decline_and_stays():
    play = Play()
    play.do("clinics-lead", Hire(seat="trust-nurse"))
    play.do("trust-nurse", DeclineOffer(offer=next(iter(play.session.view("trust-nurse").world.matters))))
    assert play.world.seats["trust-nurse"].organisation == "trust"
    assert [m.status for m in play.session.view("clinics-lead").world.matters.values()] == ["declined"]


def test_hiring_by_knowledge_from_a_body_or_the_market():
    play = Play()
    play.refused(
        "east-clerk",
        Hire(away_from="bureau", knowledge="contracting", points=Percent(10)),
        "authority",
        "east-lead",
    )
    play.refused("east-lead", Hire(away_from="bureau", knowledge="contracting"))
    (event,) = play.do("east-lead", Hire(away_from="bureau", knowledge="contracting", points=Percent(10)))
    assert set(event.audience) == {"east-lead", "east-clerk", "bureau-lead"}
    play.do("east-lead", Hire(knowledge="finance", points=Percent(5)))
    assert play.world.knowledge == {"bureau|contracting": -10, "east|contracting": 10, "east|finance": 5}
    play.refused("east-lead", Hire(seat="control-lead"))
    play.refused("control-lead", Hire(seat="trust-nurse"))


@pytest.mark.requirement("SEA-11")
def test_a_team_grows_by_a_seat_that_everyone_knows_and_that_can_play():
    play = Play()
    play.do("east-lead", Propose(to=("trust",), title="Beds", clauses=(Clause("Fewer"),), start=Month(2)))
    play.refused("east-clerk", HireStaff(identity="east-analyst", role="Analyst"), "authority", "east-lead")
    play.refused("east-lead", HireStaff(identity="trust-lead", role="Analyst"))
    play.refused("east-lead", HireStaff(identity="East Analyst", role="Analyst"))
    play.refused("east-lead", HireStaff(identity="east-analyst", role="Analyst", for_body="trust"))
    before = len(play.world.seats_of("east"))
    hire = HireStaff(
        identity="east-analyst", role="Analyst", may_commit=("plans",), pay=Pence(4_000_00), text="Dear."
    )
    added, _ = play.do("east-lead", hire)
    assert (added.kind, added.month) == ("seat-added", 1)
    assert len(play.world.seats_of("east")) == before + 1
    chair = play.session.view("west-lead").world.seats["east-analyst"]
    assert (chair.filled_by, chair.organisation, chair.role) == ("script", "east", "Analyst")
    play.do("east-analyst", Message(to=("trust-lead",), text="Good morning."))
    assert play.local("east-analyst", "agreements", "Beds")
    (term,) = play.world.terms
    assert dict(term.clause.terms)["pounds_a_month"] == 4000
    assert not play.session.view("west-lead").world.terms, "what a post pays is the payer's own affair"
    assert play.session.view("east-clerk").world.terms


def test_a_shared_post_hears_what_both_bodies_hear():
    play = Play()
    play.do(
        "nurses-lead", Propose(to=("west",), title="Visits", clauses=(Clause("Nightly"),), start=Month(2))
    )
    play.refused("trust-lead", SharePost(post="nurses-lead", shared_with="east"))
    play.do("trust-lead", SharePost(post="trust-nurse", shared_with="nurses"))
    offer = next(iter(play.session.view("nurses-lead").world.matters))
    (_, shared, papers) = play.do("nurses-lead", AcceptOffer(offer=offer))
    visits = play.local("nurses-lead", "agreements", "Visits")
    assert (shared.kind, papers.audience) == ("post-shared", ("trust-nurse",)) and visits
    events = play.do("west-lead", Agree(agreement=play.local("west-lead", "agreements", "Visits")))
    assert {"trust-nurse", "nurses-lead"} <= set(events[0].audience)
    assert "trust-lead" not in events[0].audience


def test_support_is_bought_at_a_price_from_those_who_sell_it():
    play = Play()
    ask = BuySupport(
        seller="bureau", area="data", points=Percent(15), price=Pence(90_000_00), compared_with=("advisers",)
    )
    play.refused(
        "east-lead",
        BuySupport(seller="trust", area="data", points=Percent(15), price=Pence(90_000_00)),
        None,
        "Bureau",
    )
    made, compared = play.do("east-lead", ask)
    assert "bureau-lead" in made.audience and set(compared.audience) == {"east-lead", "east-clerk"}
    assert "compared" not in str(made.body)
    play.do("bureau-lead", AcceptOffer(offer=next(iter(play.session.view("bureau-lead").world.matters))))
    assert play.world.knowledge == {"east|data": 15}
    (term,) = play.world.terms
    assert dict(term.clause.terms) == {"payer": "east", "receiver": "bureau", "pounds": 90_000}
    assert not play.session.view("advisers-lead").world.terms
