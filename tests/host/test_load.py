"""A hall full of people against a host that is killed again and again: nothing lost, nothing double, nothing out of order, no leak.

No speed is asserted here, and the numbers are small: the full ones are `shirehall rehearse`'s, which the soak gives.
"""

import asyncio
from pathlib import Path

import pytest

from shirehall.host.rehearse.checker import Judgement
from shirehall.host.rehearse.day import Rehearsal
from shirehall.host.rehearse.plan import Plan
from shirehall.patch.read import read_pack

FORGETFUL = Path(__file__).with_name("forgetful.py")


def rehearsed(plan: Plan) -> tuple[Rehearsal, Judgement]:
    """A rehearsal that was run, and its judgement."""
    rehearsal = Rehearsal(plan, read_pack(plan.pack), say=print)
    told = asyncio.run(rehearsal.run())
    assert told.well, "\n".join(told.words())
    assert not rehearsal.crowd.histories.strange, rehearsal.crowd.histories.strange[:5]
    assert rehearsal.measures.unasked_deaths == 0, (plan.data / "host.log").read_text(encoding="utf-8")[
        -4000:
    ]
    assert rehearsal.measures.copy_good, "the second copy is not the whole record"
    assert rehearsal.measures.guesses_let_in == 0
    return rehearsal, told


@pytest.mark.timeout(600)
def test_killed_again_and_again_under_load(tmp_path: Path) -> None:
    """F1, F7, F8, F10, F21, T1, T27: kills, planned restarts, dropped and frozen clients, double posts, bursts, a flood, guesses."""
    kills = 20
    plan = Plan(
        "bigshire",
        tmp_path / "day",
        seats=8,
        months=13,
        month_seconds=60.0,
        acts_a_minute=60.0,
        kills=kills,
        measured=False,
        county=False,
        observers=1,
        walls=1,
        stop_after_troubles=True,
        seed=5,
    )
    rehearsal, told = rehearsed(plan)
    measures = rehearsal.measures
    assert measures.kills == kills
    assert not measures.not_made
    assert len(measures.planned) >= 2
    assert measures.duplicates >= 5
    assert told.acked > 5 * kills
    assert told.unanswered <= 2, "acts were given up"


@pytest.mark.timeout(600)
def test_eighty_seats_and_everybody_receives_what_is_theirs(tmp_path: Path) -> None:
    """Every accepted move is on the record once, in order; every entitled seat received it, no other did."""
    acts = 300
    plan = Plan("bigshire", tmp_path / "day", seats=80, months=13, month_seconds=60.0, acts_a_minute=24.0, faults=False, kills=0,
                measured=False, county=False, most_acts=acts, seed=7)  # fmt: skip
    rehearsal, told = rehearsed(plan)
    seats = [*rehearsal.crowd.players, *rehearsal.crowd.facilitators]
    assert len({bot.seat for bot in seats}) == 80
    assert told.streams == 80 + plan.observers + plan.walls
    assert told.acked + told.refused >= 0.9 * acts
    assert told.unanswered == 0
    assert told.delivered > 5 * told.acked


def test_acts_that_are_acknowledged_before_they_are_kept_are_found_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host with its durability turned down: the same kills, and the judge must not be content."""
    plan = Plan("bigshire", tmp_path / "day", seats=8, months=13, month_seconds=60.0, acts_a_minute=120.0, kills=3, measured=False,
                county=False, observers=1, walls=1, stop_after_troubles=True, seed=9, program=(str(FORGETFUL), "host"))  # fmt: skip
    rehearsal = Rehearsal(plan, read_pack(plan.pack), say=print)
    kills = [(share, rehearsal.troubles.kill) for share in (0.2, 0.5, 0.8)]
    monkeypatch.setattr(rehearsal.troubles, "all_of", lambda _kills, _months: kills)
    told = asyncio.run(rehearsal.run())
    assert rehearsal.measures.kills == 3
    assert told.lost, told.words()
    assert not told.well
