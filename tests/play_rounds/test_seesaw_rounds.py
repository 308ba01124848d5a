"""SeeSaw's two rounds in one go: seats, bodies and the record go on from 2008/9 into 2012/13."""

from __future__ import annotations

from functools import partial

import pytest

from shirehall import assemble
from shirehall.play.catalogue import gathered
from shirehall.play.record.memory import MemoryStore
from shirehall.play.successions import current
from shirehall.players.cast import script_of
from shirehall.players.why import again
from shirehall.rounds import as_it_stood
from shirehall.study.reading import tell
from shirehall.study.timeline import timeline
from tests.packs import pack


@pytest.fixture(scope="module")
def day() -> assemble.Day:
    patch = pack("seesaw")
    played = assemble.new_day(patch, MemoryStore(assemble.about(patch)), 3, county=False, rounds=2)
    assemble.play(played)
    return played


@pytest.mark.requirement("RND-04")
def test_bodies_of_round_one_pass_to_those_of_round_two(day: assemble.Day) -> None:
    world = day.session.world
    heirs = {
        "taitshire-pct": "merged-pct", "georgetown-pct": "merged-pct", "taitshire-services": "taitshire-community-trust",
        "georgetown-services": "georgetown-enterprise", "georgetown-federation": "georgetown-enterprise", "hcc": "cqc",
    }  # fmt: skip
    for parent, heir in heirs.items():
        assert world.organisations[parent].successor == heir and parent in world.organisations[heir].parents
        assert not world.seats_of(parent) and world.organisations[heir].seated
    own = {seat.id for seat in day.patch.active_seats}
    for heir, number in (("merged-pct", 9), ("georgetown-enterprise", 6)):
        assert len([seat for seat in own if world.organisation_of(seat) == heir]) == number
    assert current(world, "gomersall-group") in world.organisations["merged-pct"].members
    owners = set(world.sites.values())
    assert not owners & set(heirs) and "georgetown-enterprise" in owners


def test_no_live_agreement_names_a_body_that_is_gone(day: assemble.Day) -> None:
    world = day.session.world
    gone = {body.id for body in world.organisations.values() if body.successor}
    for deal in world.agreements.values():
        assert not gone & set(deal.parties)
    assert any(event.kind == "signed" and event.month > 12 for event in day.session.events)


@pytest.mark.requirement("RND-02")
def test_all_thirteen_changes_are_read_out_and_mapped(day: assemble.Day) -> None:
    opened = next(event for event in day.session.events if event.kind == "round-opened")
    notice = opened.body["notice"]
    assert [line["number"] for line in notice] == list(range(1, 14))
    figures = {row["which"] for row in opened.body["designers"]["assumed"] if row["what"] == "figure"}
    rules = {row["id"] for part in ("added", "changed") for row in opened.body["rules"][part]}
    rules |= set(opened.body["rules"]["removed"])
    for line in notice:
        assert set(line["rules"]) <= rules and set(line["parameters"]) <= figures
        assert line["rules"] or line["parameters"] or line["organisations"]


@pytest.mark.requirement("RND-03")
def test_scripts_go_on_with_what_round_one_left(day: assemble.Day) -> None:
    opened = next(event.seq for event in day.session.events if event.kind == "round-opened")
    later = [event for event in day.session.events if event.seq > opened and event.seat]
    assert any(event.in_reply_to and event.in_reply_to < opened for event in later)
    assert any(event.subject and event.subject < opened for event in later)


def test_why_is_told_of_an_act_of_round_two_by_who_sat_there_then(day: assemble.Day) -> None:
    events, catalogue = tuple(day.session.events), gathered()
    acts = [e for e in events if e.month > 13 and e.seat.startswith("georgetown-pct.") and e.kind == "asked"]
    stood = as_it_stood(day.patch, events[: acts[0].seq - 1])
    assert stood.seats_of("merged-pct") and not stood.seats_of("georgetown-pct")
    trace = again(events, partial(script_of, stood), acts[0], catalogue)
    assert (trace.seat, trace.event) == (acts[0].seat, acts[0].seq) and trace.reasons


def test_the_story_of_both_rounds_is_told_in_their_own_phases(day: assemble.Day) -> None:
    telling = tell(day.session.events, day.patch)
    line = timeline(telling)
    assert [phase.id for phase in line.phases] == [
        "spring-1", "summer-1", "autumn-1", "winter-1", "spring-2", "summer-2", "autumn-2", "winter-2",
    ]  # fmt: skip
    assert telling.patch.month_name(13) == "April 2012"
    assert {"taitshire-pct", "merged-pct"} <= set(telling.bodies)


def test_the_record_folds_to_the_same_world_at_every_close(day: assemble.Day) -> None:
    assert assemble.replay(day.session.events).months == 24
