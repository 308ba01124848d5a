"""One run of a lab played again into a folder, to open and read: its record, report, figures and timeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shirehall.errors import RecordError, UsageError
from shirehall.lab.kept import Folder, Plan
from shirehall.lab.run import Branch, Task, played

if TYPE_CHECKING:
    from shirehall.patch.pack import Patch
    from shirehall.play.record.memory import MemoryStore

FILES = ("record.sqlite", "record.jsonl", "report.html", "indicators.json", "timeline.csv")


def rerun(folder: Path, arm: str, seed: int, out: Path, record: Path | None = None) -> list[Path]:
    """Play one run of a lab again and write it into a folder. `record` is the day that was branched, where the lab branches one.

    Another Shirehall may play it, as long as it comes out the same. Raises UsageError for an arm that the lab does not have, a folder
    that holds a day already, or a lab of another pack; RecordError when the run comes out otherwise than it was kept.
    """
    from shirehall.play.record.sidecar import fresh_folder

    kept = Folder(folder)
    task = task_of(kept.plan, arm, seed, record)
    store, patch = again(task)
    before = next((run.head for run in kept.runs(arm) if run.seed == seed), "")
    if before and store.digest() != before:
        raise RecordError(
            f"the run of arm {arm} and seed {seed} came out otherwise than it was kept.",
            mend="use the Shirehall and the pins that the lab was run with; its plan.json names the version.",
        )
    fresh_folder(out, FILES)
    write_day(store, patch, out)
    return [out / name for name in FILES]


def task_of(plan: Plan, arm: str, seed: int, record: Path | None) -> Task:
    """The task of a run of a lab. Raises UsageError as `rerun` does."""
    if plan.record and record is None:
        raise UsageError("the lab branches a day, and it is not said which.", mend="add --from RECORD.")
    branch = Branch(str(record), plan.month, plan.seats) if plan.record and record is not None else None
    return Task(plan.pack, plan.arm(arm), seed, plan.people, plan.county, plan.digest, branch=branch)


def again(task: Task) -> tuple[MemoryStore, Patch]:
    """A task's day played again: its record, and the patch as its arm has it."""
    from shirehall.lab.ground import ground_for, turn

    people = task.people if task.arm.people is None else task.arm.people
    with turn():
        ground = ground_for(task.pack, task.arm, people if task.county else 1.0)
        if task.digest and ground.pack_digest != task.digest:
            raise UsageError(
                f"the pack {task.pack} is not the one that the lab was run on.",
                mend="put the pack back as it was; the lab's plan.json holds its digest.",
            )
        _, store, patch = played(task, ground)
    return store, patch


def write_day(store: MemoryStore, patch: Patch, out: Path) -> None:
    """Write a day that was played in memory into a folder, as `shirehall play` does."""
    from shirehall import assemble
    from shirehall.paper.report import write_report
    from shirehall.play.record.jsonl import write_jsonl
    from shirehall.play.record.sqlite import SQLiteStore
    from shirehall.study.exports import export_as
    from shirehall.study.reading import tell

    telling = tell(tuple(store.read()), patch)
    write_jsonl(store, out / "record.jsonl")
    with SQLiteStore(out / "record.sqlite", create=True, about=assemble.about(patch)) as file:
        file.copy_from(store)
    export_as("indicators", telling, out / "indicators.json")
    export_as("timeline", telling, out / "timeline.csv")
    write_report(telling, out / "report.html")
