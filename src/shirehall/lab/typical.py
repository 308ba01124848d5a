"""The most typical run of an arm and the strangest: how far each lies from the middle of its arm, in standard deviations."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.lab.tables import Results, Spread, numbers, spread, unchanged

TELLING = 5
"""How many numbers are named that set a run apart."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A number that sets a run apart: its key, its value in the run, the arm's mean, and how many standard deviations lie between."""

    key: str
    value: float
    mean: float
    away: float


@dataclass(frozen=True, slots=True)
class Standout:
    """A run and how far it lies from the middle of its arm, with what sets it apart most, the farthest first."""

    arm: str
    seed: int
    distance: float
    odd: tuple[Odd, ...]


def distances(results: Results, arm: str) -> tuple[Standout, ...]:
    """The runs of an arm from the most typical to the strangest.

    The distance of a run is the root of the mean square of its numbers' standard scores in its arm: Euclid's distance over
    standardised measures, divided by the root of their number so that a number that some runs lack does not count against others.
    Numbers that are the same in every run say nothing and are left out. Runs as far as one another stand in the order of their seeds.
    """
    runs = results.by_arm.get(arm, ())
    every = {run.seed: numbers(run) for run in runs}
    keys = sorted({key for found in every.values() for key in found})
    spreads = {key: spread([found[key] for found in every.values() if key in found]) for key in keys}
    told = [standout(arm, seed, found, spreads) for seed, found in sorted(every.items())]
    return tuple(sorted(told, key=lambda each: (each.distance, each.seed)))


def standout(arm: str, seed: int, found: Mapping[str, float], spreads: Mapping[str, Spread]) -> Standout:
    """A run and how far it lies from the middle of its arm."""
    odd = [
        Odd(key, value, spreads[key].mean, (value - spreads[key].mean) / sd)
        for key, value in found.items()
        if (sd := spreads[key].sd or 0.0) > 1e-12 * max(abs(spreads[key].mean), 1e-300)
    ]
    distance = math.sqrt(math.fsum(each.away**2 for each in odd) / len(odd)) if odd else 0.0
    far = sorted(odd, key=lambda each: (-abs(each.away), each.key))
    return Standout(arm, seed, distance, tuple(far[:TELLING]))


def command(results: Results, arm_name: str, seed: int, folder: str) -> str:
    """The command that plays this very run into a folder, to open and read. `folder` is the lab's.

    A run of the pack as it is comes of `shirehall play`; any other of `shirehall rerun`, which reads from the lab what its arm changes.
    """
    plan, arm = results.plan, results.plan.arm(arm_name)
    out = ["--seed", str(seed), "--out", f"{arm_name}-{seed}"]
    alone = len(arm.who) == 1 and arm.who[0][0] == "*"
    if not unchanged(arm) or plan.record or plan.people != 1 or not alone:
        words = [
            "shirehall",
            "rerun",
            folder,
            "--arm",
            arm_name,
            *out,
            *(["--from", "RECORD"] if plan.record else []),
        ]
        return shlex.join(words)
    words = ["shirehall", "play", plan.pack, *out]
    words += [] if arm.who[0][1] == "script" else ["--who", arm.who[0][1]]
    words += [] if plan.county else ["--no-county"]
    return shlex.join(words)
