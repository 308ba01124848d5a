"""What a lab's runs come down to: flat tables, one row a run and measure, and each measure's spread in each arm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, stdev
from typing import Any

import numpy as np

from shirehall.economy.figures import MEASURES
from shirehall.lab.arms import Arm
from shirehall.lab.kept import Plan
from shirehall.lab.run import Run
from shirehall.patch.pack import Patch
from shirehall.study.exports.sheets import Sheet, columns
from shirehall.study.measures import every_measure

COUNTY = "county"
EVENTS = "events"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PLAIN_NAMES = ("base", "pack")
"""What the arm that the others are set against is called."""


@dataclass(frozen=True)
class Results:
    """The runs of a lab with its plan and the pack they were played on. `runs` are in the order of arm and seed."""

    plan: Plan
    patch: Patch
    runs: tuple[Run, ...]

    @cached_property
    def by_arm(self) -> Mapping[str, tuple[Run, ...]]:
        """The runs of each arm that has any, by its name, in the order of the plan, the base first."""
        found = defaultdict[str, list[Run]](list)
        for run in self.runs:
            found[run.arm].append(run)
        names = sorted((a.name for a in self.plan.arms), key=lambda name: name != self.base.name)
        return {name: tuple(found[name]) for name in names if found[name]}

    @cached_property
    def base(self) -> Arm:
        """The arm that the others are set against: the one called base or pack; else the first that changes nothing; else the
        first that scripts play; else the first."""
        arms = self.plan.arms
        named = [arm for arm in arms if arm.name in PLAIN_NAMES]
        plain = [arm for arm in arms if unchanged(arm) and not arm.baseline]
        scripted = [arm for arm in arms if not arm.baseline]
        return (*named, *plain, *scripted, *arms)[0]

    def baseline(self, kind: str) -> tuple[Run, ...]:
        """The runs in which every seat was random, or silent; the first arm of that kind that changes nothing else."""
        arms = [arm for arm in self.plan.arms if arm.baseline == kind and unchanged(arm)]
        return next((self.by_arm[arm.name] for arm in arms if arm.name in self.by_arm), ())

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The arms that are set against the base: those that have runs."""
        return tuple(name for name in self.by_arm if name != self.base.name)

    @cached_property
    def numbers(self) -> Mapping[str, Mapping[str, Mapping[int, float]]]:
        """Every number of every run: by its key, then by arm, then by seed."""
        found: dict[str, dict[str, dict[int, float]]] = {}
        for run in self.runs:
            for key, value in numbers(run).items():
                found.setdefault(key, {}).setdefault(run.arm, {})[run.seed] = value
        return dict(sorted(found.items()))

    def named(self, key: str) -> Named:
        """A number in words."""
        return named(key, {body.id: body.name for body in self.patch.organisations})


def unchanged(arm: Arm) -> bool:
    """Whether an arm plays the pack as it is, whoever fills the seats."""
    return not (arm.changes or arm.without or arm.jitter) and arm.managers is None and arm.people is None


@dataclass(frozen=True, slots=True)
class Named:
    """A number in words: its key, its title, its unit, and to how many decimals it is shown."""

    key: str
    title: str
    unit: str
    decimals: int = 2


def key_of(measure: str, subject: str) -> str:
    """The key of a county's figure, as its mean over the months of a run."""
    return f"month/{measure}/{subject}"


def numbers(run: Run) -> dict[str, float]:
    """The numbers of a run by key: its measures, how many events it has, and its county's figures, each as its mean over the months."""
    found = {EVENTS: float(run.events), **run.measures}
    months = defaultdict[tuple[str, str], list[float]](list)
    for _, measure, subject, value in run.months:
        months[measure, subject].append(value)
    found.update({key_of(*which): fmean(values) for which, values in months.items()})
    return found


def named(key: str, bodies: Mapping[str, str]) -> Named:
    """A number in words; `bodies` names the organisations by id. A key that nobody knows is its own title."""
    if key == EVENTS:
        return Named(key, "Events on the record", "events", 0)
    if key.startswith("month/"):
        _, measure, subject = key.split("/", 2)
        what = MEASURES.get(measure)
        where = "" if subject == COUNTY else f", {bodies.get(subject, subject)}"
        return Named(
            key,
            f"{what.title if what else measure}{where}",
            what.unit if what else "",
            what.decimals if what else 2,
        )
    found = every_measure().get(key)
    return Named(key, found.title if found else key, found.unit if found else "")


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number is spread over runs: how many runs gave it, mean, standard deviation (none of one run), ends and quantiles.

    Quantiles lie on straight lines between the values in order (Hyndman and Fan (1996), The American Statistician 50:361-365, type 7).
    """

    runs: int
    mean: float
    sd: float | None
    low: float
    p05: float
    p25: float
    median: float
    p75: float
    p95: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """The spread of some values. Raises ValueError for none."""
    if not values:
        raise ValueError("there are no values to tell the spread of")
    p05, p25, median, p75, p95 = (float(q) for q in np.quantile(np.array(values, dtype=float), QUANTILES))
    sd = stdev(values) if len(values) > 1 else None
    return Spread(len(values), fmean(values), sd, min(values), p05, p25, median, p75, p95, max(values))


def tables(results: Results) -> tuple[Sheet, ...]:
    """The flat tables of the runs: one row a run; a run and measure; a run and kind of event; a run and finding; a run, month and
    figure of the county; and each number's spread in each arm."""
    return (
        sheet("runs", "One row a run.", "arm seed:int seconds:float events:int people:float head", run_rows(results)),
        sheet("measures", "One row a run and measure.", "measure arm seed:int value:float", measure_rows(results)),
        sheet("events", "One row a run and kind of event.", "arm seed:int kind many:int", kind_rows(results)),
        sheet("findings", "One row a run and finding.", "finding arm seed:int outcome value:float why", finding_rows(results)),
        sheet(
            "months", "One row a run, month, figure of the county and subject.", "arm seed:int month:int measure subject value:float",
            ((r.arm, r.seed, *row) for r in results.runs for row in r.months),
        ),
        sheet(
            "summary", "One row an arm and number: how it is spread over the runs. A figure of the county is its mean over the months.",
            "measure title unit arm runs:int mean:float sd:float min:float p05:float p25:float median:float p75:float p95:float max:float",
            summary_rows(results),
        ),
    )  # fmt: skip


def a_measure_each(results: Results) -> tuple[Sheet, ...]:
    """A table for each number by itself: one row a run."""
    return tuple(
        sheet(
            key.replace("/", "."), results.named(key).title, "arm seed:int value:float",
            ((arm, seed, value) for arm, runs in arms.items() for seed, value in runs.items()),
        )
        for key, arms in results.numbers.items()
    )  # fmt: skip


def sheet(name: str, meaning: str, heads: str, rows: Iterable[Sequence[Any]]) -> Sheet:
    """A table from its heads, such as "arm seed:int", and its rows."""
    return Sheet(name, meaning, columns(heads), tuple(tuple(row) for row in rows))


def run_rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """One row a run."""
    for r in results.runs:
        yield r.arm, r.seed, r.seconds, r.events, r.people, r.head


def measure_rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """One row a run and measure, measure by measure."""
    for measure in sorted({name for run in results.runs for name in run.measures}):
        for run in results.runs:
            if measure in run.measures:
                yield measure, run.arm, run.seed, run.measures[measure]


def kind_rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """One row a run and kind of event."""
    for run in results.runs:
        for kind, many in sorted(run.kinds.items()):
            yield run.arm, run.seed, kind, many


def finding_rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """One row a run and finding, finding by finding."""
    for name in sorted({name for run in results.runs for name in run.findings}):
        for run in results.runs:
            if name in run.findings:
                found = run.findings[name]
                yield name, run.arm, run.seed, found.outcome, found.value, found.why


def summary_rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """One row a number and arm."""
    for key, arms in results.numbers.items():
        what = results.named(key)
        for arm in results.by_arm:
            if arm in arms:
                s = spread(list(arms[arm].values()))
                yield (
                    key, what.title, what.unit, arm, s.runs, s.mean, s.sd, s.low, s.p05, s.p25, s.median, s.p75, s.p95, s.high,
                )  # fmt: skip
