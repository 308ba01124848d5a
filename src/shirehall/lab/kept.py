"""The folder of a lab: its plan, and every run that was finished, one JSON line each, on the disk before it counts.

A line that was cut short by a lost machine is dropped and said; the run is then run again, and gives the same bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shirehall.errors import Place, RecordError, UsageError
from shirehall.lab.arms import Arm, arm_from_json
from shirehall.lab.run import Run, run_from_json
from shirehall.play.record.event import canonical
from shirehall.play.record.faults import RecordHeld
from shirehall.play.record.owner import Owner
from shirehall.play.record.small import sync_folder, write_whole

PLAN = "plan.json"
RUNS = "runs.jsonl"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lab is about: the pack and its digest, the arms, the seeds, and the Shirehall that runs them.

    `engine` is the digest of the source that a run depends on. `record` is the digest of the head of a day that the lab branches,
    at month `month`, with scripts in `seats` (none: in all); empty for a lab that begins at the opening.
    """

    pack: str
    digest: str
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    people: float = 1.0
    county: bool = True
    version: str = ""
    engine: str = ""
    record: str = ""
    month: int = 0
    seats: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The plan as a JSON object."""
        return {
            "pack": self.pack, "digest": self.digest, "arms": [arm.as_json() for arm in self.arms], "seeds": list(self.seeds),
            "people": self.people, "county": self.county, "version": self.version, "engine": self.engine, "record": self.record,
            "month": self.month, "seats": list(self.seats),
        }  # fmt: skip

    def arm(self, name: str) -> Arm:
        """The arm of that name. Raises UsageError when the plan has none."""
        for arm in self.arms:
            if arm.name == name:
                return arm
        known = ", ".join(arm.name for arm in self.arms)
        raise UsageError(f"the lab has no arm called {name}.", mend=f"name one of {known}.")


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """A plan as it was kept. Raises KeyError or TypeError for an object that is none."""
    arms = tuple(arm_from_json(each) for each in data["arms"])
    return Plan(**{**data, "arms": arms, "seeds": tuple(data["seeds"]), "seats": tuple(data["seats"])})


SAME = {
    "digest": "another pack, or the pack has changed since",
    "people": "another share of the county's people",
    "county": "another choice of whether the county lives",
    "engine": "another Shirehall, or its code has changed since",
    "record": "another day",
    "month": "another month to branch at",
    "seats": "other seats given to scripts",
}
"""What must be the same for a lab to go on in its folder, and what is wrong when it is not."""


def differs(kept: Plan, wanted: Plan) -> str:
    """Why a lab cannot go on in a folder of another plan; empty when it can. More seeds and more arms are welcome."""
    for name, words in SAME.items():
        if getattr(kept, name) != getattr(wanted, name):
            return words
    asked = {arm.name: arm for arm in wanted.arms}
    for arm in kept.arms:
        if arm.name not in asked:
            return f"an arm `{arm.name}` that is not asked for now"
        if replace(asked[arm.name], about=arm.about) != arm:
            return f"another arm called `{arm.name}`"
    return ""


@dataclass
class Folder:
    """A lab's folder. Reading it changes nothing, also while a lab writes in it.

    `said` holds what was wrong with it and is passed over, one sentence each. A last line that was cut short is taken away when the
    next run is kept.
    """

    path: Path
    said: list[str] = field(default_factory=list)
    _kept: dict[tuple[str, int], Run] | None = field(default=None, repr=False)
    _whole: int | None = field(default=None, repr=False)
    _owner: Owner | None = field(default=None, repr=False)

    @property
    def plan(self) -> Plan:
        """What the lab is about. Raises UsageError when the folder holds no lab, RecordError when its plan cannot be read."""
        file = self.path / PLAN
        if not file.is_file():
            raise UsageError(
                f"{self.path} holds no lab.", mend="name a folder that `shirehall lab --out` wrote."
            )
        try:
            return plan_from_json(json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as fault:
            raise RecordError(
                f"the lab's plan cannot be read: {fault!s:.80}.",
                where=Place(str(file)),
                mend="run the lab into a new folder; its runs can be had again from their seeds.",
            ) from fault

    def begin(self, plan: Plan) -> Plan:
        """Take the folder to write in it: its plan is written, or gone on with, its arms and seeds taken together with the new ones.

        Returns the plan that stands then. Raises UsageError when the folder is that of another plan, or another program writes in it;
        nothing is changed then.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._owner = self._owner or Owner(self.path / RUNS)
            if (self.path / PLAN).exists():
                there = self.plan
                cause = differs(there, plan)
                if cause:
                    raise UsageError(
                        f"{self.path} holds runs of another lab: {cause}.",
                        mend="name another folder with --out, or move this one away.",
                    )
                plan = replace(plan, seeds=tuple(sorted({*there.seeds, *plan.seeds})))
            write_whole(self.path / PLAN, json.dumps(plan.as_json(), ensure_ascii=False, indent=1) + "\n")
        except RecordHeld:
            raise UsageError(
                f"another lab is writing into {self.path}.",
                mend="wait for it, or name another folder with --out.",
            ) from None
        except OSError as fault:
            raise UsageError(
                f"the lab's folder cannot be written: {fault.strerror}.",
                mend="name a place that can be written with --out.",
            ) from fault
        except UsageError:
            self.end()
            raise
        return plan

    def end(self) -> None:
        """Let go of the folder, for others to write in. May be called twice."""
        if self._owner is not None:
            self._owner.release()
            self._owner = None

    def runs(self, arm: str | None = None) -> tuple[Run, ...]:
        """The runs that are kept, of one arm or of all, in the order of arm and seed.

        Raises RecordError for a damaged line that is not the last one.
        """
        kept = self._read()
        return tuple(kept[key] for key in sorted(kept) if arm in (None, key[0]))

    def has(self, arm: str, seed: int) -> bool:
        """Whether a run is kept."""
        return (arm, seed) in self._read()

    def append(self, run: Run) -> None:
        """Keep a run: when this returns, it is on the disk. A run that is kept already is left as it is.

        Raises RecordError when it cannot be kept.
        """
        kept = self._read()
        if run.key in kept:
            return
        file = self.path / RUNS
        try:
            fresh = not file.exists()
            with file.open("ab") as lines:
                if self._whole is not None:
                    lines.truncate(self._whole)
                    self._whole = None
                lines.write(canonical(run.as_json()).encode() + b"\n")
                lines.flush()
                os.fsync(lines.fileno())
            if fresh:
                sync_folder(self.path)
        except OSError as fault:
            raise RecordError(
                f"a run could not be kept: {fault.strerror}.",
                where=Place(str(file)),
                mend="see that there is room and that the folder may be written, then give the same command again.",
                who="the person giving the command",
            ) from fault
        kept[run.key] = run

    def _read(self) -> dict[tuple[str, int], Run]:
        if self._kept is None:
            self._kept = self._read_lines()
        return self._kept

    def _read_lines(self) -> dict[tuple[str, int], Run]:
        file = self.path / RUNS
        found: dict[tuple[str, int], Run] = {}
        if not file.is_file():
            return found
        raw = file.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if whole != raw:
            self._whole = len(whole)
            self.said.append(
                f"{file}: the last line was cut short when it was being written; it is dropped, and its run is run again."
            )
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                run = run_from_json(json.loads(line))
            except (ValueError, KeyError, TypeError) as fault:
                raise RecordError(
                    f"the run on this line cannot be read: {fault!s:.80}.",
                    where=Place(str(file), number),
                    mend="take the line away; the same command then runs it again.",
                ) from fault
            found[run.key] = run
        return found
