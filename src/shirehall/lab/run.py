"""One run of a pack: what is asked for, and what is kept of it. A run is a pure function of (pack, arm, seed)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from shirehall.lab.arms import Arm

Outcome = Literal["held", "not held", "cannot tell"]
MonthRow = tuple[int, str, str, float]
"""(month counted from 1, measure of the county, subject, value): one line of `Run.months`."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A real day to go on from: its record's file, the month at whose opening the futures part, and the seats that scripts take.

    No seats means all of them; the others then stay empty.
    """

    record: str
    month: int
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A run that is asked for. `people` is the share of the county's simulated people, 1.0 for all of them.

    `pack` is a pack's name or the path of its folder, and `digest` that of its files where the lab was begun: a worker that finds
    another pack under the name refuses. Empty, it is not compared.
    """

    pack: str
    arm: Arm
    seed: int
    people: float = 1.0
    county: bool = True
    digest: str = ""
    branch: Branch | None = None


@dataclass(frozen=True, slots=True)
class Reading1:
    """A finding of the pack held against one run: the outcome, the value its measure took, and how it came about."""

    outcome: Outcome
    value: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """What is kept of a run: everything in it but `seconds` is the same whenever and wherever it is run.

    `seconds` are processor seconds, `head` the digest of the record's last event, `events` how many there are and `kinds` how many
    of each kind. `findings` are by id, `measures` by the measure's name, each without filters. `months` are the county's figures
    at each month's end that the pack publishes: of the whole county where the county has the measure, else of each body.
    """

    arm: str
    seed: int
    seconds: float
    head: str
    events: int
    kinds: Mapping[str, int]
    findings: Mapping[str, Reading1]
    measures: Mapping[str, float]
    months: tuple[MonthRow, ...] = ()
    people: float = field(default=1.0)

    def as_json(self) -> dict[str, Any]:
        """The run as a JSON object, one key a field."""
        return asdict(self)

    @property
    def key(self) -> tuple[str, int]:
        """What tells a run from the others of its folder: arm and seed."""
        return self.arm, self.seed


def run_from_json(data: Mapping[str, Any]) -> Run:
    """A run as it was kept. Raises KeyError, TypeError or ValueError for an object that is none."""
    findings = {name: Reading1(**each) for name, each in data["findings"].items()}
    months = tuple((int(m), str(measure), str(subject), v) for m, measure, subject, v in data["months"])
    return Run(**{**data, "findings": findings, "months": months})
