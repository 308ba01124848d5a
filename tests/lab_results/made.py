"""Runs made by hand for the tests of the lab's results: a pack that comes with Shirehall, and numbers that are known beforehand."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from shirehall.lab.arms import PLAIN, RANDOM, SILENT, Arm
from shirehall.lab.kept import RUNS, Folder, Plan
from shirehall.lab.run import Reading1, Run
from shirehall.lab.tables import Results
from shirehall.patch.pack import Patch
from shirehall.play.record.event import canonical
from tests.packs import pack

WITHOUT = Arm("without-habit", "Habit switched off.", without=("habit",))
ARMS = (RANDOM, PLAIN, SILENT, WITHOUT)


@cache
def bigshire() -> Patch:
    return pack("bigshire")


def told(outcome: str = "held", value: float | None = 1.0, why: str = "") -> Reading1:
    return Reading1(outcome, value, why)  # type: ignore[arg-type]


def a_run(arm: str, seed: int, findings: dict[str, Reading1] | None = None, **measures: float) -> Run:
    named = {name.replace("_", "-"): value for name, value in measures.items()}
    return Run(arm, seed, 1.5, f"{arm}-{seed}", 100, {"signed": 3}, findings or {}, named)


def results(*runs: Run, arms: tuple[Arm, ...] = ARMS, patch: Patch | None = None) -> Results:
    seeds = tuple(sorted({run.seed for run in runs}))
    on = patch or bigshire()
    plan = Plan(on.id, on.digest, arms, seeds, version="0")
    return Results(plan, on, tuple(sorted(runs, key=lambda run: run.key)))


def a_lab(seeds: int = 30, arms: tuple[Arm, ...] = ARMS, months: bool = True) -> Results:
    """A lab of every finding of the pack: half of them hold mostly under scripts, a few under all, some fall without habit."""
    chance = random.Random(8)
    ids = [finding.id for finding in bigshire().findings]
    leans = {name: chance.choice((0.95, 0.8, 0.3, 0.05)) for name in ids}
    runs = []
    for seed in range(1, seeds + 1):
        draws = {name: chance.random() for name in ids}
        common = chance.gauss(0, 1)
        for arm in arms:
            low = {"random": 0.2, "silent": 0.05}.get(arm.name, 1.0)
            findings = {
                name: told(
                    "held"
                    if draws[name] < leans[name] * low * (0.4 if arm.without and n % 5 == 0 else 1)
                    else "not held",
                    round(draws[name], 3),
                )
                for n, name in enumerate(ids)
            }
            busy = {"silent": 40, "random": 900}.get(arm.name, 620 if arm.without else 700)
            events = int(busy + 30 * common + chance.gauss(0, 12))
            measures = {
                "deed-share": round(min(max(0.06 + 0.01 * common, 0.0), 1.0), 4),
                "backlog-trend": round(common + (0.8 if arm.without else 0.0) + chance.gauss(0, 0.3), 3),
                "team-growth": float(max(0, round(2 + common))),
                "gini-of-contacts": round(0.4 + 0.02 * common, 3),
            }
            rows = tuple(
                (m, "ae-within-4h", "county", round(94 + common - 0.2 * m + chance.gauss(0, 0.4), 1))
                for m in range(1, 14)
            )
            kinds = {"signed": 3, "asked": max(events - 3, 0)}
            runs.append(
                Run(
                    arm.name,
                    seed,
                    round(1.2 + 0.1 * chance.random(), 2),
                    f"h{seed}",
                    events,
                    kinds,
                    findings,
                    measures,
                    rows if months else (),
                )
            )
    return results(*runs, arms=arms)


def kept(folder: Path, lab: Results) -> Path:
    """A lab kept in a folder as the lab's command keeps it."""
    out = Folder(folder)
    out.begin(lab.plan)
    out.end()
    lines = "".join(f"{canonical(run.as_json())}\n" for run in lab.runs)
    (folder / RUNS).write_text(lines, encoding="utf-8")
    return folder
