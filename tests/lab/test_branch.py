"""A real day gone on with: what was stays, minds remember what their seats saw, the county is where it was, and futures differ."""

from dataclasses import replace
from pathlib import Path

import pytest

from shirehall import assemble
from shirehall.errors import RecordError, UsageError
from shirehall.lab.arms import PLAIN, SILENT
from shirehall.lab.branch import branched, lived_again, past_of
from shirehall.lab.ground import ground_for
from shirehall.lab.run import Branch, Run, Task, played, run
from shirehall.patch.read import read_pack
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.players.cast import Setting
from shirehall.players.contract import recall
from shirehall.players.minds.mind import ScriptedMind

MONTH = 4


@pytest.fixture(scope="module")
def record(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day of the small county, played to its end."""
    folder = tmp_path_factory.mktemp("day")
    assemble.play_into(read_pack(tiny), 11, folder)
    return folder / "record.sqlite"


@pytest.fixture(scope="module")
def events(record: Path) -> tuple[Event, ...]:
    return assemble.events_of(record)


def task(tiny: Path, record: Path, seed: int, *seats: str, month: int = MONTH, **more: object) -> Task:
    return replace(Task(str(tiny), PLAIN, seed, branch=Branch(str(record), month, seats)), **more)  # type: ignore[arg-type]


def heads_of(runs: tuple[Run, ...]) -> set[str]:
    return {each.head for each in runs}


def test_the_past_is_the_record_byte_for_byte_up_to_the_opening_of_the_month(
    tiny: Path, record: Path, events: tuple[Event, ...]
) -> None:
    asked = task(tiny, record, 1)
    day, store, _ = played(asked, ground_for(str(tiny), PLAIN, 1.0))
    last = next(e.seq for e in events if e.kind == "month-opened" and e.body["month"] == MONTH)
    assert tuple(store.read())[:last] == events[:last]
    assert day.session.world.clock.closed
    assert [e.body["of_month"] for e in day.session.events if e.kind == "month-lived"] == list(
        range(1, events[0].body["months"] + 1)
    )


def test_futures_part_by_their_seeds_and_each_is_the_same_again(tiny: Path, record: Path) -> None:
    runs = tuple(run(task(tiny, record, seed)) for seed in (1, 2, 3))
    assert len(heads_of(runs)) == 3
    assert replace(run(task(tiny, record, 2)), seconds=0) == replace(runs[1], seconds=0)

    def figures(done: Run, early: bool) -> list[tuple[int, str, str, float]]:
        return [row for row in done.months if (row[0] < MONTH) == early]

    assert figures(runs[0], True) == figures(runs[1], True) == figures(runs[2], True) != []
    assert figures(runs[0], False) != figures(runs[1], False), "chance parts the county's futures"


def test_a_scripts_memory_is_that_of_the_seat_at_the_moment_of_the_branch(tiny: Path, record: Path) -> None:
    ground = ground_for(str(tiny), PLAIN, 1.0)
    patch = ground.patch
    store = MemoryStore()
    day = branched(task(tiny, record, 1), ground, patch, store, Setting())
    day.driver.seat_everyone()
    at = day.session.world.at
    day.driver.wake_those_due(at)
    holders = [h for h in day.driver.holders.values() if isinstance(h.player, ScriptedMind)]
    assert len(holders) > 4
    for holder in holders:
        seen = day.session.view(holder.seat, at).events[: holder.read]
        assert len(seen) > 5, "it has read what its seat saw in the months before"
        assert any(event.month < MONTH - 1 for event in seen)
        assert holder.memory == recall(holder.player, holder.seat, seen)


def test_scripts_sit_in_the_seats_asked_for_and_nobody_in_the_others(
    tiny: Path, record: Path, events: tuple[Event, ...]
) -> None:
    last = next(e.seq for e in events if e.kind == "month-opened" and e.body["month"] == MONTH)
    for seats, bodies in ((("east.chair",), {"east"}), (("acute", "west"), {"acute", "west"})):
        day, _, _ = played(task(tiny, record, 1, *seats), ground_for(str(tiny), PLAIN, 1.0))
        acted = {e.organisation for e in day.session.events[last:] if e.seat and e.origin == "script"}
        assert acted and acted <= bodies


def test_the_county_goes_on_from_the_state_on_the_record(
    tiny: Path, record: Path, events: tuple[Event, ...]
) -> None:
    state = lived_again(str(tiny), str(record), MONTH, 1.0)
    lived = {e.body["of_month"]: e.body["state"] for e in events if e.kind == "month-lived"}
    assert (state.month, state.digest) == (MONTH - 1, lived[MONTH - 1])


def test_an_arm_may_change_minds_and_rules_of_a_branch_but_not_the_countys_tables(
    tiny: Path, record: Path
) -> None:
    from shirehall.lab.arms import Change

    plain = run(task(tiny, record, 1))
    quiet = run(task(tiny, record, 1, arm=replace(SILENT)))
    assert quiet.events < plain.events
    poor = replace(
        PLAIN, name="poor", changes=(Change("times", "money.yaml", '"east"', ("allocation",), "0.5"),)
    )
    with pytest.raises(UsageError, match="cannot change the county's tables"):
        run(task(tiny, record, 1, arm=poor))


@pytest.mark.parametrize("month", [1, 99])
def test_a_month_that_cannot_be_branched_is_refused(record: Path, month: int) -> None:
    with pytest.raises(UsageError, match=f"month {month} does not open on the record"):
        past_of(str(record), month)


def test_a_seat_that_the_day_does_not_have_and_a_pack_that_has_changed_are_refused(
    tiny: Path, record: Path
) -> None:
    with pytest.raises(UsageError, match="no seat or body `nobody`"):
        run(task(tiny, record, 1, "nobody"))
    with pytest.raises(RecordError, match="is not the one that the day was played on"):
        run(task(tiny, record, 1, pack="bigshire", county=False))
