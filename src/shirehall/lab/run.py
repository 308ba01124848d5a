"""One run of a pack: what is asked for, how it is played, and what is kept of it.

A run is a pure function of (pack, arm, seed): it writes nothing, and gives the same in any process on one machine and one set of
pins.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from shirehall.errors import UsageError
from shirehall.lab.arms import Arm

if TYPE_CHECKING:
    from shirehall.assemble import Day
    from shirehall.lab.ground import Ground
    from shirehall.patch.pack import Patch
    from shirehall.play.record.memory import MemoryStore
    from shirehall.study.reading import Telling

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
    another pack under the name refuses, and so does one whose Shirehall has another `engine`. Empty, they are not compared.
    """

    pack: str
    arm: Arm
    seed: int
    people: float = 1.0
    county: bool = True
    digest: str = ""
    engine: str = ""
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
    people: float = 1.0

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


def run(task: Task) -> Run:
    """Play every round of a task's pack and keep what is asked of it.

    Raises UsageError for a worker that has another pack or another Shirehall than the lab was begun with.
    """
    from shirehall.lab.ground import ground_for, source_digest, turn

    if task.engine and task.engine != source_digest():
        raise UsageError(
            "this worker runs another Shirehall than the lab.",
            mend="install the same one wherever workers run, and begin them again.",
        )
    arm = task.arm
    people = task.people if arm.people is None else arm.people
    with turn():
        ground = ground_for(task.pack, arm, people if task.county else 1.0)
        if task.digest and ground.pack_digest != task.digest:
            raise UsageError(
                f"this worker has another pack {task.pack} than the lab.",
                mend="put the same pack wherever workers run, and begin them again.",
            )
        began = time.thread_time()
        day, store, patch = played(task, ground)
        return kept_of(day, store, patch, task, ground.people, began)


def played(task: Task, ground: Ground) -> tuple[Day, MemoryStore, Patch]:
    """The day of a task, played to its end in memory, with its record and the patch as its arm has it."""
    from shirehall import assemble
    from shirehall.lab.branch import branched
    from shirehall.lab.jitter import jittered
    from shirehall.play.record.memory import MemoryStore
    from shirehall.players.cast import Setting

    arm = task.arm
    patch = jittered(ground.patch, arm.jitter, task.seed)
    store = MemoryStore(assemble.about(patch))
    setting = Setting(without=frozenset(arm.without))
    if task.branch is not None:
        day = branched(task, ground, patch, store, setting)
    else:
        living = ground.living(task.seed) if task.county else False
        day = assemble.new_day(
            patch,
            store,
            task.seed,
            who=dict(arm.who),
            county=living,
            setting=setting,
            people=ground.people,
            rounds=len(patch.head.rounds),
        )
    assemble.play(day)
    return day, store, patch


def kept_of(day: Day, store: MemoryStore, patch: Patch, task: Task, people: float, began: float) -> Run:
    """What is kept of a day that was played: counts, the pack's findings, the measures, the county's months."""
    from shirehall.study.findings import judge_all
    from shirehall.study.reading import tell

    telling = tell(tuple(day.session.events), patch)
    findings = {each.finding.id: Reading1(each.outcome, each.value, each.why) for each in judge_all(telling)}
    kinds = Counter(event.kind for event in telling.events)
    measures, months = measured(telling), months_of(telling)
    return Run(
        arm=task.arm.name,
        seed=task.seed,
        seconds=round(time.thread_time() - began, 3),
        head=store.digest(),
        events=store.last_seq(),
        kinds=dict(sorted(kinds.items())),
        findings=findings,
        measures=measures,
        months=months,
        people=people,
    )


def measured(telling: Telling) -> dict[str, float]:
    """Every measure of the record that comes down to one number without filters, by name; those with nothing to measure left out."""
    from shirehall.study.measures import measures

    found = {}
    for name, measure in measures().items():
        try:
            value = measure.read(telling, {}).value if measure.read is not None else None
        except UsageError:
            continue  # a measure that asks for a filter has no number without one
        if value is not None:
            found[name] = value
    return found


def months_of(telling: Telling) -> tuple[MonthRow, ...]:
    """The county's figures at each month's end that the pack publishes: of the county where it has them, else of each body."""
    wanted = {measure for each in telling.patch.head.publications for measure in each.measures}
    bodies = set(telling.world.organisations)
    rows = [
        row
        for row in telling.figures
        if row.group == "all" and row.measure in wanted and (row.subject == "county" or row.subject in bodies)
    ]
    whole = {row.measure for row in rows if row.subject == "county"}
    return tuple(
        (row.month, row.measure, row.subject, row.value)
        for row in rows
        if row.subject == "county" or row.measure not in whole
    )
