"""The one exam of all players: views only, memory as a fold, same seed same acts, draws of one's own, always an answer."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

import shirehall.players as players_room
from shirehall.play.catalogue import gathered
from shirehall.play.view import view_of
from shirehall.players.cast import KINDS, Setting, cast, colleague
from shirehall.players.contract import Decision, recall, stream
from tests.players.helpers import PlainCounty, Played, county, usual_year, year

KINDS_ALONE = ("script", "random", "silent")
FORBIDDEN = ("shirehall.play.session", "shirehall.play.months", "shirehall.play.record.memory", "shirehall.play.record.sqlite",
             "shirehall.play.record.jsonl", "shirehall.study")  # fmt: skip


@cache
def played(kind: str, seed: int = 3) -> Played:
    return usual_year(seed) if kind == "script" else year(seed, kind, runner=PlainCounty(county()))


@cache
def replay_of(seed: int = 3) -> Played:
    first = played("script", seed)
    setting = Setting(record=tuple(first.events), catalogue=gathered())
    return year(seed, "replay", setting=setting, runner=PlainCounty(county()))


class Watching:
    """A player that behaves as another, and keeps what its draws and memories were."""

    def __init__(self, inner, seen):
        self.inner = inner
        self.seen = seen
        self.origin = inner.origin

    def begin(self, seat):
        return self.inner.begin(seat)

    def remember(self, memory, event):
        return self.inner.remember(memory, event)

    def decide(self, memory, view, random):
        self.seen[(view.seat, view.at)] = random.getstate()
        if view.at % 13 == 5 and len(self.seen) % 3 == 0:
            assert recall(self.inner, view.seat, view.events) == memory
        decision = self.inner.decide(memory, view, random)
        assert isinstance(decision, Decision) and decision.wake >= 1
        assert all(act.minutes >= 0 for act in decision.acts)
        return decision


MIXED = {"*": "script", "saltmere": "random", "monitor.case": "silent", "buft.chief": "silent"}


@cache
def watched(kind: str, seed: int = 3):
    """A year in which every player is watched: of one kind, or mixed."""
    seen: dict = {}
    who = MIXED if kind == "mixed" else kind
    made, _ = cast(county(), who)
    done = year(
        seed,
        who,
        players={seat: Watching(player, seen) for seat, player in made.items()},
        newcomer=lambda player, chair: Watching(colleague(player.inner, chair), seen),
        runner=PlainCounty(county()),
    )
    return done, seen


def sources() -> list[Path]:
    return sorted(Path(players_room.__path__[0]).rglob("*.py"))


def test_players_import_nothing_through_which_they_could_see_more_than_their_view() -> None:
    """The driver alone holds the session; no player's file imports it, a store or the study."""
    for path in sources():
        if path.name == "driver.py":
            continue
        imported = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported.update(name.name for name in node.names)
        assert not imported & set(FORBIDDEN), path


@pytest.mark.parametrize("kind", KINDS_ALONE)
def test_memory_rebuilt_from_the_view_equals_the_memory_kept(kind: str) -> None:
    """At sampled wakings of a whole year (inside Watching), and for every seat at the end."""
    done, seen = watched(kind)
    assert len(seen) > 200
    made, _ = cast(county(), kind)
    for seat, player in made.items():
        holder = done.driver.holders[seat]
        assert recall(player, seat, done.session.view(seat).events[: holder.read]) == holder.memory


@pytest.mark.parametrize("kind", KINDS_ALONE)
def test_one_seed_makes_the_same_acts_and_another_makes_others(kind: str) -> None:
    again, _ = watched(kind)
    assert again.events == played(kind).events
    if kind != "silent":
        other = year(4, kind, runner=PlainCounty(county()), months=2).events
        assert len(other) > 200
        assert other != again.events[: len(other)], "months of another seed"


def test_replacing_seats_moves_no_other_seats_draws() -> None:
    """Every stream is keyed by the seed, the seat and the minute: two plays that differ in some seats share them all."""
    _, all_scripts = watched("script")
    _, some_others = watched("mixed")
    common = [key for key in all_scripts if key in some_others]
    assert len(common) > 500
    assert all(all_scripts[key] == some_others[key] for key in common)
    assert stream(4, "a", 30).getstate() != stream(4, "b", 30).getstate()


@pytest.mark.parametrize("kind", [*KINDS_ALONE, "replay"])
def test_no_view_of_another_year_makes_a_player_fail(kind: str) -> None:
    """Views that the player did not bring about itself: of a year of random moves, cut at many places."""
    wild = played("random")
    setting = Setting(record=tuple(played("script").events), catalogue=gathered())
    made, _ = cast(county(), kind, setting)
    seats = list(made)
    for number, cut in enumerate(range(1, len(wild.events), max(1, len(wild.events) // 60))):
        seat = seats[number * 7 % len(seats)]
        view = view_of(wild.events[:cut], seat, wild.session.catalogue)
        decision = made[seat].decide(recall(made[seat], seat, view.events), view, Random(cut))
        assert decision.wake >= 1


def test_scripts_and_random_players_live_together() -> None:
    mixed, _ = watched("mixed")
    assert mixed.session.world.clock.closed
    labels = {chair.id: chair.filled_by for chair in mixed.session.world.seats.values()}
    assert (
        labels["saltmere.chair"] == "random"
        and labels["monitor.case"] == "silent"
        and labels["buft.chief"] == "silent"
        and labels["buft.finance"] == "script"
    )


def test_few_moves_of_scripts_are_refused() -> None:
    acts = [event for event in played("script").events if event.seat]
    refused = [event for event in acts if event.kind == "move-refused"]
    assert len(refused) < 0.15 * len(acts)


def test_a_year_of_scripts_is_of_a_size_that_people_could_have_played() -> None:
    counts = Counter(event.kind for event in played("script").events if event.seat)
    assert 1000 < sum(counts.values()) < 4000
    assert {
        "asked",
        "answered",
        "proposed",
        "signed",
        "plan-submitted",
        "plan-reviewed",
        "ruling-asked",
        "meeting-minuted",
    } <= set(counts)


@pytest.mark.requirement("PAC-03")
def test_time_is_finite_an_act_costs_minutes_and_nobody_acts_before_they_are_over() -> None:
    """Between two acts of one seat at least the minutes of the first have passed."""
    done = played("script")
    last: dict[str, tuple[int, int]] = {}
    for trace in done.traces:
        at, minutes = last.get(trace.seat, (-1000, 0))
        assert trace.at >= at + minutes
        last[trace.seat] = (trace.at, trace.minutes)
    spent = Counter()
    for trace in done.traces:
        spent[trace.seat] += trace.minutes
    months, length = done.session.world.clock.months, done.session.world.clock.minutes_a_month
    assert max(spent.values()) <= months * length + length


def test_every_act_of_a_script_has_its_reasons() -> None:
    acts = [trace for trace in played("script").traces if trace.move]
    assert acts and all(trace.reasons and all(trace.reasons) for trace in acts)


def test_a_replayed_seat_makes_its_moves_again_at_their_minutes() -> None:
    """A year replayed for every seat makes the same speech and deeds, seat by seat, at the same minutes."""
    first = [
        (e.at, e.seat, e.kind, e.body["text"]) for e in played("script").events if e.seat and "text" in e.body
    ]
    again = [
        (e.at, e.seat, e.kind, e.body["text"]) for e in replay_of().events if e.seat and "text" in e.body
    ]
    missing = Counter(first) - Counter(again)
    assert sum(missing.values()) <= 0.02 * len(first), list(missing)[:5]


def test_every_kind_of_player_is_cast_by_its_name_and_shown_as_what_it_is() -> None:
    setting = Setting(record=tuple(played("silent").events), catalogue=gathered())
    for kind in KINDS:
        made, labels = cast(county(), kind, setting)
        assert made and {labels[seat] for seat in made} == {kind}
        assert all(
            labels[seat.id] == "nobody"
            for seat in county().active_seats
            if county().organisation(seat.organisation).kind == "control"
        )
