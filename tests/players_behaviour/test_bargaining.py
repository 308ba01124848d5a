"""How scripts bargain through a year: with whom they like, in words before deeds, and back to those they speak for."""

from __future__ import annotations

from collections import Counter

import pytest

from shirehall.play.record.event import EVERYONE
from tests.players.helpers import Played, usual_year

TALK = ("message-sent", "asked", "answered", "proposed")
COMMITMENTS = ("agreed", "plan-submitted")
DEEDS = ("signed", "invested", "capacity-changed", "knowledge-hired")
STATES = ("proposed", "agreed", "signed", "in-force")


@pytest.fixture(scope="module")
def played() -> Played:
    return usual_year()


@pytest.mark.requirement("NEG-01")
def test_scripts_of_every_body_deal_with_many_others_and_out_of_others_hearing(played: Played) -> None:
    world = played.session.world
    bodies = {
        o.id
        for o in world.organisations.values()
        if o.kind not in ("control", "public") and world.seats_of(o.id)
    }
    pairs = {
        (e.organisation, world.organisation_of(seat))
        for e in played.events
        if e.seat
        for seat in e.addressees
        if seat in world.seats and world.organisation_of(seat) != e.organisation
    }
    met = Counter(body for pair in pairs for body in set(pair))
    assert all(met[body] >= 2 for body in bodies), [body for body in bodies if met[body] < 2]
    assert len(pairs) > 0.3 * len(bodies) * (len(bodies) - 1) / 2
    private = [e for e in played.events if e.kind in ("message-sent", "asked") and EVERYONE not in e.audience]
    assert private and all(len(e.audience) < len(world.seats) / 2 for e in private)


@pytest.mark.requirement("NEG-02")
def test_scripts_talk_far_more_than_they_do_and_the_record_tells_the_two_apart(played: Played) -> None:
    kinds = played.session.catalogue.kinds
    made = Counter(kinds[e.kind].nature for e in played.events if e.seat)
    assert made["talk"] > 2 * made["deed"] > 0
    assert {kinds[kind].nature for kind in TALK} == {"talk"}
    assert {kinds[kind].nature for kind in COMMITMENTS} == {"commitment"}
    assert {kinds[kind].nature for kind in DEEDS} == {"deed"}


@pytest.mark.requirement("NEG-03", "NEG-04")
def test_agreements_of_scripts_pass_through_their_states_and_stick_where_one_side_held_back(
    played: Played,
) -> None:
    deals = played.session.world.agreements.values()
    histories = [tuple(phase for phase, _, _ in deal.history) for deal in deals]
    assert any(history[: len(STATES)] == STATES for history in histories)
    assert len({history[-1] for history in histories}) >= 3
    months = [[month for _, month, _ in deal.history] for deal in deals]
    assert all(each == sorted(each) for each in months)
    apart = [
        deal
        for deal in deals
        if deal.phase in ("proposed", "agreed")
        and len({account.stance for account in deal.accounts.values()}) > 1
    ]
    assert apart, "nobody ever saw an agreement that the other side did not"


@pytest.mark.requirement("NEG-10")
def test_who_must_ask_those_behind_it_signs_only_after_they_have_answered(played: Played) -> None:
    world = played.session.world
    bound = {o.id for o in world.organisations.values() if o.consult == "consult-first"}
    heard: dict[tuple[str, int], int] = {}
    signed = 0
    for event in played.events:
        if event.kind == "consultation-closed" and event.body["agreement"]:
            heard[event.organisation, event.body["agreement"]] = event.at
        if event.kind == "signed" and event.organisation in bound:
            signed += 1
            assert (event.organisation, event.subject) in heard, (event.seat, event.subject)
            assert heard[event.organisation, event.subject or 0] <= event.at
    assert signed > 5


@pytest.mark.requirement("NEG-11")
def test_scripts_ask_in_general_and_on_specifics_and_hear_less_favour_for_specifics(played: Played) -> None:
    asked = [c for c in played.session.world.consultations.values() if c.status != "open"]
    vague = [c.support for c in asked if c.specificity <= 1]
    specific = [c.support for c in asked if c.specificity >= 3]
    assert len(vague) > 2 and len(specific) > 5
    assert sum(vague) / len(vague) > sum(specific) / len(specific)


@pytest.mark.requirement("NEG-12")
def test_scripts_ask_one_another_and_some_keep_back_put_off_or_say_nothing(played: Played) -> None:
    world = played.session.world
    found = Counter(e.kind for e in played.events if e.seat)
    assert found["asked"] > 100 and found["answered"] > 0.5 * found["asked"]
    assert found["withheld"] + found["deferred"] and found["information-kept"]
    unanswered = [r for r in world.requests.values() if r.due < world.at and not r.replies]
    assert len(unanswered) < 0.2 * len(world.requests)
    assert {"information", "advice"} <= {r.wants for r in world.requests.values()}
