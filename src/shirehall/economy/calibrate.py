"""Fitting a county to the targets its patch states, and holding it against those it must meet unfitted.

The multipliers move the tables, never the kernel: each round lives the same seeds (common random numbers), compares, and moves
the multipliers together by a damped quasi-Newton step in logarithms. What is *predicted* is measured on the way and never moved for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy.county import County, month_days
from shirehall.economy.figures import MEASURES
from shirehall.economy.state import State
from shirehall.economy.terms import Terms
from shirehall.errors import UsageError
from shirehall.patch.county import CountyTables
from shirehall.patch.county_rows import DemandRow, PathwayRow, ServiceRow
from shirehall.patch.fitted import Multiplier
from shirehall.patch.targets import Fit, Target

ROUNDS = 10
NEAR = 0.008
"""A fitted target is met closely enough when model and target differ by less than this in logarithms."""
NUDGE = 0.05
DAMPING = 0.9
LONGEST_STEP = 0.3
STAYS = ("stay", "shorter-stay", "stay-target")
SHARES = ("chance", "first", "try", "patience")
MINUTE_BIN = 10
Say = Callable[[str], None]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """A multiplier at work on the rows of the tables."""

    knob: str
    of: str
    ages: str
    factor: float

    def _named(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self.of.split())

    def demand(self, row: DemandRow) -> dict[str, Any]:
        """What changes in a row of demand.csv."""
        ages = self.ages.split()
        if self.knob != "volume" or row.what != "rate" or not self._named(row.pathway):
            return {}
        return {} if ages and row.key not in ages else {"value": round(row.value * self.factor, 4)}

    def service(self, row: ServiceRow) -> dict[str, Any]:
        """What changes in a row of services.csv; places are whole."""
        if not self._named(row.resource):
            return {}
        if self.knob == "opening":
            return {"wait_weeks": round(row.wait_weeks * self.factor, 2)} if row.wait_weeks else {}
        if self.knob != "capacity":
            return {}
        whole = row.measure != "a-week" and row.site != "practices"
        capacity = row.capacity * self.factor
        return {"capacity": float(max(1, round(capacity))) if whole else round(capacity, 2)}

    def pathway(self, row: PathwayRow) -> dict[str, Any]:
        """What changes in a row of pathways.csv."""
        if not self._named(f"{row.pathway}.{row.step}"):
            return {}
        if self.knob == "stay" and row.does in STAYS:
            return {"mean": _scaled(row.mean, self.factor, math.inf)}
        if self.knob == "share" and row.does in SHARES:
            return {"share": _scaled(row.share, self.factor, 1.0)}
        return {}


def _scaled(numbers: str, factor: float, most: float) -> str:
    """Numbers with spaces between, each times the factor; a name in braces, which a part fills in, is left alone."""
    return " ".join(
        part if "{" in part else f"{min(most, float(part) * factor):.5g}" for part in numbers.split()
    )


def scaled(tables: CountyTables, multipliers: Iterable[Multiplier]) -> CountyTables:
    """The tables under some multipliers, one after the other."""
    demand, services, pathways = list(tables.demand), list(tables.services), list(tables.pathways)
    for multiplier in multipliers:
        each = Scale(multiplier.knob, multiplier.of, multiplier.ages, multiplier.factor)
        demand = [row.model_copy(update=each.demand(row)) for row in demand]
        services = [row.model_copy(update=each.service(row)) for row in services]
        pathways = [row.model_copy(update=each.pathway(row)) for row in pathways]
    return tables.model_copy(update={"demand": demand, "services": services, "pathways": pathways})


@dataclass(slots=True)
class Lived:
    """One run of a county: its figures by (month, measure, subject, group), what the engine counted and
    clocked, who waited on each list at a month's end, and the days of the months."""

    people: int
    days: list[int] = field(default_factory=list)
    figures: dict[tuple[int, str, str, str], float] = field(default_factory=dict)
    counts: list[dict[str, int]] = field(default_factory=list)
    clocks: list[dict[str, list[int]]] = field(default_factory=list)
    queues: list[dict[str, int]] = field(default_factory=list)

    def first(self, months: int) -> Lived:
        """The same run as if it had ended sooner."""
        known = {key: value for key, value in self.figures.items() if key[0] <= months}
        return Lived(
            self.people,
            self.days[:months],
            known,
            self.counts[:months],
            self.clocks[:months],
            self.queues[:months],
        )


def live(tables: CountyTables, months: int, seed: int, terms: Terms = ()) -> Lived:
    """Live some months from the opening and keep what targets are measured by."""
    county = County(tables)
    seen: list[Any] = []
    engine_live = county.life.live

    def watched(*given: Any, **named: Any) -> Any:
        system, sight = engine_live(*given, **named)
        seen.append(sight)
        return system, sight

    state = county.begin(seed)
    setattr(county.life, "live", watched)  # noqa: B010 - the engine's own method, watched for this run
    lived = Lived(sum(sum(row.people()) for row in tables.places))
    for month in range(1, months + 1):
        state, figures = county.live_month(state, terms)
        lived.days.append(month_days(*county.calendar(month)))
        lived.figures |= {(r.month, r.measure, r.subject, r.group): r.value for r in figures}
        lived.counts.append(_counts(county, seen[-1]))
        lived.clocks.append(_clocks(county, seen[-1]))
        lived.queues.append(_queues(county, state))
    return lived


def _counts(county: County, sight: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for i, (pathway, _, name) in enumerate(county.net.counts):
        number = int(sight.counts[i].sum())
        for key in (name, f"{pathway}.{name}"):
            found[key] = found.get(key, 0) + number
    return found


def _clocks(county: County, sight: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, (site, name) in enumerate(county.net.clocks):
        bins = [int(x) for x in sight.hist[i].sum(axis=0)]
        for key in (name, f"{name}@{site}"):
            found[key] = [a + b for a, b in zip(found.get(key, [0] * len(bins)), bins, strict=True)]
    return found


def _queues(county: County, state: State) -> dict[str, int]:
    """Who waits on each list, at all sites together."""
    found: dict[str, int] = {}
    for k, (_, name) in enumerate(county.net.lists):
        found[name] = found.get(name, 0) + int(state.system["queued"][len(county.net.resources) + k])
    return found


def measured(target: Target, lived: Lived) -> float:
    """What a run shows for a target. Raises UsageError when the run has no such figure."""
    months = range(1, len(lived.days) + 1)
    if target.how == "ratio":
        over = sum(_value(target.over, target, lived, m) for m in months)
        return 100 * sum(_value(target.measure, target, lived, m) for m in months) / over if over else 0.0
    if target.measure.split()[0] == "clock":
        return _clock_share(target, lived)
    if target.measure.split()[0] == "emergency-stay":
        return _emergency_stay(target, lived)
    if target.how in ("month", "month-a-thousand"):
        month = target.month or len(lived.days)
        value = _value(target.measure, target, lived, month)
        return value if target.how == "month" else value / lived.people * 1000
    total = sum(_value(target.measure, target, lived, m) for m in months)
    if target.how == "a-thousand":
        return total * 365.25 / sum(lived.days) / lived.people * 1000
    return total if target.how == "sum" else total / len(lived.days)


def _value(measure: str, target: Target, lived: Lived, month: int) -> float:
    words = measure.split()
    if words[0] == "count" and len(words) == 2:
        return float(lived.counts[month - 1].get(words[1], 0))
    key = (month, measure, target.subject, target.group)
    if key not in lived.figures:
        raise UsageError(
            f"target {target.target!r}: month {month} of the run has no {measure} of {target.subject}, {target.group}.",
            mend="name a measure of the county's figures that this patch has, and a month of the run."
            if measure in MEASURES
            else "name a measure of the county's figures, or `count NAME`.",
        )
    return lived.figures[key]


def _clock_share(target: Target, lived: Lived) -> float:
    """Per cent of the passages of a clock that fall between two times in minutes (whole tens)."""
    words = target.measure.split()
    if len(words) != 4:
        raise UsageError(
            f"target {target.target!r}: {target.measure!r} is not `clock NAME LOW HIGH`.", mend="write it so."
        )
    low, high = int(words[2]) // MINUTE_BIN, int(words[3]) // MINUTE_BIN
    found = [bins for month in lived.clocks for name, bins in month.items() if fnmatchcase(name, words[1])]
    if not found:
        raise UsageError(
            f"target {target.target!r}: the patch has no clock {words[1]}.",
            mend=f"name one of {', '.join(sorted({name for month in lived.clocks for name in month}))}.",
        )
    bins = [sum(column) for column in zip(*found, strict=True)]
    return float(100 * sum(bins[low:high]) / (sum(bins) or 1))


def _emergency_stay(target: Target, lived: Lived) -> float:
    """Days in a general bed an emergency admission: all occupied bed days less those of overnight elective stays."""
    elective = float(target.measure.split()[1])
    days, nights, admissions = 0.0, 0, 0.0
    for month, length in enumerate(lived.days, 1):
        opened = _value("beds-open", target, lived, month)
        days += opened * _value("bed-occupancy", target, lived, month) / 100 * length
        nights += lived.counts[month - 1].get("elective-night", 0)
        admissions += _value("emergency-admissions", target, lived, month)
    return (days - elective * nights) / (admissions or 1)


@dataclass(frozen=True, slots=True)
class Told:
    """A target beside the model: mean, least and greatest over the seeds, and whether the mean lies in the target's range."""

    target: Target
    model: float
    least: float
    greatest: float
    met: bool
    factor: float | None

    def as_json(self) -> dict[str, Any]:
        """The row for a program to read."""
        t = self.target
        return {
            "target": t.target, "kind": t.kind, "value": t.value, "low": t.low, "high": t.high, "unit": t.unit,
            "model": round(self.model, 3), "least": round(self.least, 3), "greatest": round(self.greatest, 3),
            "met": self.met, "multiplier": None if self.factor is None else round(self.factor, 4),
            "source": t.source,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitting:
    """The outcome of a calibration: the multipliers, the targets beside the model, and how many rounds it took."""

    multipliers: tuple[Multiplier, ...]
    rows: tuple[Told, ...]
    rounds: int
    seeds: tuple[int, ...]
    months: int
    settled: bool

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return all(row.met for row in self.rows)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def tell(
    targets: Sequence[Target], runs: Sequence[Lived], factors: Mapping[str, float] | None = None
) -> tuple[Told, ...]:
    """Each target beside what the runs show."""
    rows = []
    for target in targets:
        values = [measured(target, lived) for lived in runs]
        model = _mean(values)
        factor = (factors or {}).get(target.target) if target.fit else None
        met = target.low <= model <= target.high
        rows.append(Told(target, model, min(values), max(values), met, factor))
    return tuple(rows)


def calibrate(
    tables: CountyTables,
    targets: Sequence[Target],
    *,
    months: int = 12,
    seeds: Sequence[int] = (1, 2, 3),
    rounds: int = ROUNDS,
    say: Say = lambda _line: None,
) -> Fitting:
    """Fit the multipliers of the fitted targets and hold the county against all of them.

    The predicted ones are only measured. Raises UsageError when there are no targets or a fit moves nothing in the tables.
    """
    if not targets:
        raise UsageError(
            "the patch states no targets.", mend="write targets.yaml; docs/pack-authors.md says how."
        )
    wanted = [target for target in targets if target.fit is not None]
    _each_moves_something(tables, wanted)
    at, used = np.zeros(len(wanted)), 0
    runs = [live(tables, months, seed) for seed in seeds]
    gap, slope = _gaps(wanted, runs), None
    while wanted and used < rounds and np.abs(gap).max() >= NEAR:
        say(f"round {used}: {_off(wanted, gap)}")
        if slope is None:
            slope = _slopes(tables, wanted, months, seeds[0])
        step = np.clip(-DAMPING * np.linalg.lstsq(slope, gap, rcond=1e-3)[0], -LONGEST_STEP, LONGEST_STEP)
        at, used, before = at + step, used + 1, gap
        runs = [live(scaled(tables, multipliers(wanted, at)), months, seed) for seed in seeds]
        gap = _gaps(wanted, runs)
        if step @ step > 0:
            slope = slope + np.outer(gap - before - slope @ step, step) / (step @ step)
    settled = not wanted or bool(np.abs(gap).max() < NEAR)
    found = multipliers(wanted, at)
    factors = {target.target: each.factor for target, each in zip(wanted, found, strict=True)}
    return Fitting(found, tell(targets, runs, factors), used, tuple(seeds), months, settled)


def _off(wanted: Sequence[Target], gap: Floats) -> str:
    return ", ".join(f"{t.target} off by {100 * g:+.1f}%" for t, g in zip(wanted, gap, strict=True))


def multipliers(wanted: Sequence[Target], at: Floats) -> tuple[Multiplier, ...]:
    """The multipliers of the fitted targets, in their order; `at` holds their logarithms."""
    return tuple(
        Multiplier(t.fit.knob, t.fit.of, t.fit.ages, math.exp(float(x)))
        for t, x in zip(wanted, at, strict=True)
        if t.fit is not None
    )


def _gaps(wanted: Sequence[Target], runs: Sequence[Lived]) -> Floats:
    """How far the model is above each target, in logarithms."""
    found = []
    for target in wanted:
        model = _mean([measured(target, lived) for lived in runs])
        if model <= 0:
            raise UsageError(
                f"target {target.target!r}: the model shows {model:g}, which no multiplier can mend.",
                mend="see that the pathway has demand and the measure is the right one.",
            )
        found.append(math.log(model / target.value))
    return np.array(found)


def _slopes(tables: CountyTables, wanted: Sequence[Target], months: int, seed: int) -> Floats:
    """How each measure answers to each multiplier, both in logarithms: one run more for every multiplier, on one seed."""
    plain = _gaps(wanted, [live(tables, months, seed)])
    columns = []
    for number in range(len(wanted)):
        nudged = np.zeros(len(wanted))
        nudged[number] = NUDGE
        runs = [live(scaled(tables, multipliers(wanted, nudged)), months, seed)]
        columns.append((_gaps(wanted, runs) - plain) / NUDGE)
    return np.array(columns).T


def _each_moves_something(tables: CountyTables, wanted: Sequence[Target]) -> None:
    for target in wanted:
        fit: Fit = target.fit or Fit(knob="volume", of="-")
        each = Multiplier(fit.knob, fit.of, fit.ages, 2.0)
        if scaled(tables, [each]) == tables:
            raise UsageError(
                f"target {target.target!r}: no figure of the tables answers to {fit.knob} of {fit.of!r}.",
                mend="name pathways, steps as pathway.step, or resources that the patch has.",
            )
