"""A lab: many runs of a pack in one arm or several, paired by their seeds, kept as they finish, gone on with where they stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shirehall import __version__
from shirehall.errors import PackFault, PackFaults, ShirehallError, UsageError
from shirehall.lab.arms import PLAIN, RANDOM, SILENT, Arm
from shirehall.lab.arms_file import read_arms
from shirehall.lab.engines import Engine, Failed
from shirehall.lab.ground import ground_for, source_digest
from shirehall.lab.kept import Folder, Plan
from shirehall.lab.run import Branch, Run, Task
from shirehall.play.names import sentence_case
from shirehall.players.cast import Setting, cast

if TYPE_CHECKING:
    from shirehall.patch.pack import Patch

MOST_RUNS = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A lab as somebody asks for it: `runs` seeds from `seed` on, in every arm of a file and in the pack as it is.

    `baselines` adds the arms random and silent. `record` names a day to branch at the opening of month `month`, with scripts in
    `seats` (none: in all). An arm of the file called `pack` takes the place of the pack as it is.
    """

    pack: str
    runs: int
    seed: int = 1
    arms: Path | None = None
    people: float = 1.0
    county: bool = True
    baselines: bool = False
    record: Path | None = None
    month: int = 0
    seats: tuple[str, ...] = ()


@dataclass
class Lab:
    """A lab in its folder: what is asked for, and what is left to run."""

    plan: Plan
    folder: Folder
    branch: Branch | None = None
    failed: list[Failed] = field(default_factory=list)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every run of the plan, seed by seed, so that a lab that is stopped holds the same seeds in every arm but the last."""
        plan = self.plan
        return tuple(
            Task(plan.pack, arm, seed, plan.people, plan.county, plan.digest, plan.engine, self.branch)
            for seed in plan.seeds
            for arm in plan.arms
        )

    @property
    def left(self) -> tuple[Task, ...]:
        """The runs that are not kept yet."""
        return tuple(task for task in self.tasks if not self.folder.has(task.arm.name, task.seed))

    def go_on(self, engine: Engine, heard: Callable[[Run | Failed], None] = lambda _done: None) -> None:
        """Run what is left, each run on the disk before it is heard of. Runs that fail are kept aside in `failed`."""
        for done in engine.each(self.left):
            if isinstance(done, Failed):
                self.failed.append(done)
            else:
                self.folder.append(done)
            heard(done)


def plan_of(asked: Asked) -> Plan:
    """The plan of a lab: every arm read and held to hold, before anything is run.

    Raises UsageError, PackFaults or RecordError for whatever cannot be.
    """
    if not 1 <= asked.runs <= MOST_RUNS:
        raise UsageError(f"{asked.runs} runs are not possible.", mend=f"give --runs from 1 to {MOST_RUNS:,}.")
    base = ground_for(asked.pack, PLAIN, 1.0)
    plain: tuple[float, str, tuple[str, ...]] = (asked.people, "", ())
    people, record, seats = branch_of(asked) if asked.record is not None else plain
    arms = arms_of(asked, base.patch)
    return Plan(
        pack=asked.pack,
        digest=base.pack_digest,
        arms=arms,
        seeds=tuple(range(asked.seed, asked.seed + asked.runs)),
        people=people,
        county=asked.county,
        version=__version__,
        engine=source_digest(),
        record=record,
        month=asked.month,
        seats=seats,
    )


def branch_of(asked: Asked) -> tuple[float, str, tuple[str, ...]]:
    """The share of people that a day was lived with, the digest of its events up to the branch, and the seats that scripts take."""
    from shirehall.lab.branch import past_of
    from shirehall.play.record.memory import MemoryStore

    past = past_of(str(asked.record), asked.month)
    store = MemoryStore()
    store.append(past.events, expected_seq=0)
    return past.people, store.digest(), tuple(sorted(set(asked.seats)))


def arms_of(asked: Asked, patch: Patch) -> tuple[Arm, ...]:
    """The arms of a lab, the pack as it is first; each read with its changes and cast, so that a fault shows before any run.

    Raises UsageError for an arm that cannot be played, PackFaults for those with which the pack does not hold.
    """
    read = read_arms(asked.arms) if asked.arms is not None else ()
    ours = (PLAIN, *((RANDOM, SILENT) if asked.baselines else ()))
    names = {arm.name for arm in read}
    arms = (
        *(arm for arm in ours[:1] if arm.name not in names),
        *read,
        *(a for a in ours[1:] if a.name not in names),
    )
    faults: list[PackFault] = []
    for arm in arms:
        try:
            changed = patch if not arm.changes and arm.managers is None else tried(asked, arm)
            cast(changed, dict(arm.who), Setting(without=frozenset(arm.without)))
        except PackFaults as found:
            faults.extend(found.faults)
        except UsageError as fault:
            if fault.where is not None:
                raise
            raise UsageError(
                f"the arm `{arm.name}`: {fault.what}", mend=fault.mend, who="whoever wrote the arms"
            ) from None
    if faults:
        raise PackFaults(faults)
    return arms


def tried(asked: Asked, arm: Arm) -> Patch:
    """The patch as an arm has it, its faults laid to the lines of the arms' file."""
    from shirehall.lab.overlay import patch_with

    return patch_with(asked.pack, arm, str(asked.arms))


def lab_in(path: Path, asked: Asked) -> Lab:
    """The lab in a folder, begun or gone on with. Raises UsageError when the folder is that of another lab; see `plan_of`."""
    plan = plan_of(asked)
    folder = Folder(path)
    kept = folder.begin(plan)
    branch = Branch(str(asked.record), asked.month, plan.seats) if asked.record is not None else None
    return Lab(replace(kept, seeds=plan.seeds, arms=plan.arms), folder, branch)


def seconds_a_run(runs: Sequence[Run]) -> float:
    """The mean processor seconds of some runs; nought of none."""
    return sum(run.seconds for run in runs) / len(runs) if runs else 0.0


def why_failed(failed: Sequence[Failed]) -> ShirehallError:
    """What to tell of runs that failed: how many, and why the first one did."""
    first = failed[0]
    many = "a run" if len(failed) == 1 else f"{len(failed)} runs"
    return ShirehallError(
        f"{many} failed; the first was arm `{first.task.arm.name}`, seed {first.task.seed}: {first.why}",
        mend=f"the others are kept. {sentence_case(first.mend)}",
    )
