"""What is to be rehearsed, and what was measured while it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shirehall.host.rehearse.supervisor import PROGRAM


@dataclass(frozen=True, slots=True)
class Plan:
    """How a day is rehearsed. `seats` 0 takes the pack's; more are opened in play, as a facilitator would.

    `acts_a_minute` is of each seat, on a clock and not after answers. `measured` has the spells in which figures are taken before
    the faults begin; `fan_out` those with 500 and 2,000 streams besides. `most_acts` ends the year sooner, and so does
    `stop_after_troubles`, with which one trouble follows the other at once. `program` is what Python runs as the host.
    """

    pack: str
    data: Path
    seats: int = 0
    months: int = 13
    month_seconds: float = 20.0
    acts_a_minute: float = 36.0
    kills: int = 10
    faults: bool = True
    measured: bool = True
    fan_out: bool = False
    county: bool = True
    database: str = ""
    seed: int = 1
    observers: int = 6
    walls: int = 2
    most_acts: int = 0
    stop_after_troubles: bool = False
    program: Sequence[str] = PROGRAM

    @property
    def course(self) -> str:
        """What the rehearsal is of, in a word or two."""
        if self.stop_after_troubles:
            return f"{self.kills} kills"
        return f"{self.most_acts:,} acts" if self.most_acts else "a year"


@dataclass(slots=True)
class Spell:
    """What was offered in a spell: acts a second, for how long, and how late the load itself was at worst (seconds)."""

    name: str
    a_second: float
    seconds: float
    offered: int = 0
    late: float = 0.0


@dataclass(slots=True)
class Measures:
    """What was measured besides the histories. Seconds and megabytes."""

    started: float = 0.0
    joined: float = 0.0
    clients: int = 0
    spells: dict[str, Spell] = field(default_factory=dict)
    restarts_to_ack: list[float] = field(default_factory=list)
    restarts_to_streams: list[float] = field(default_factory=list)
    cold_to_ack: list[float] = field(default_factory=list)
    cold_to_streams: list[float] = field(default_factory=list)
    kills: int = 0
    planned: list[float] = field(default_factory=list)
    bursts: list[float] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)
    memory: float = 0.0
    memory_frozen: float = 0.0
    frozen: int = 0
    frozen_cut: list[float] = field(default_factory=list)
    copy_behind: float = -1.0
    copy_good: bool = False
    restored: float = 0.0
    duplicates: int = 0
    duplicates_wrong: list[str] = field(default_factory=list)
    guesses: int = 0
    guesses_let_in: int = 0
    throttled: int = 0
    stopped: float = 0.0
    unasked_deaths: int = 0
    drained: float = 0.0
    judged: float = 0.0
    whole: float = 0.0
    dropped_keys: list[str] = field(default_factory=list)
    fan: dict[int, tuple[float, int]] = field(default_factory=dict)
    fan_delays: dict[int, list[float]] = field(default_factory=dict)
    months: int = 0
    not_made: int = 0
    happened: list[tuple[float, str]] = field(default_factory=list)
    machine: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def folder_for(data: Path | None) -> Iterator[Path]:
    """The folder of a rehearsal: the one named, else one that is thrown away."""
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as made:
        yield Path(made) / "day"


def part(values: list[float], share: float) -> float:
    """The value below which a share of the values lies; 0 of none."""
    if not values:
        return 0.0
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]
