"""Tipping points: marks beyond which a body, a service or a place is taken to have fallen, and who passes them first.

The marks are data, each with where it came from. What falls, when, in how many futures, and how much room is left to the
nearest mark, is read from the futures of one question.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from shirehall.economy import readings
from shirehall.economy.ask import HIGH, LOW, Asked
from shirehall.economy.futures import Floats, Futures, quantile
from shirehall.economy.lists import growth_of_queue
from shirehall.economy.marks import (
    EIGHTEEN_WEEKS,
    EIGHTEEN_WEEKS_SINCE,
    FOUR_HOURS,
    FOUR_HOURS_BEFORE,
    FULL_BEDS,
)
from shirehall.economy.readings import COUNTY, Lens, Reading

Kind = Literal["commissioner", "provider", "service", "place"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One mark.

    A subject has fallen in a month when its reading is `side` the mark. `step` is a change worth talking of, in the
    reading's unit; room is compared between marks in these steps. `before` gives another mark for months before a date
    ("YYYY-MM"); `since` and `until` bound the months in which the mark holds at all.
    """

    id: str
    kind: Kind
    title: str
    reading: Reading
    side: Literal["above", "below"]
    mark: float
    step: float
    unit: str
    means: str
    origin: str
    source: str
    before: tuple[str, float] | None = None
    since: str = ""
    until: str = ""

    def marks(self, calendar: Sequence[str]) -> Floats:
        """The mark of each month, NaN where it does not hold; `calendar` holds "YYYY-MM"."""
        found = []
        for month in calendar:
            holds = (not self.since or month >= self.since) and (not self.until or month <= self.until)
            mark = self.before[1] if self.before and month < self.before[0] else self.mark
            found.append(mark if holds else np.nan)
        return np.array(found)


THRESHOLDS: tuple[Threshold, ...] = (
    Threshold("overspend", "commissioner", "Overspent by more than 1%", readings.overspend, "above", 1.0, 0.5, "% of allocation",
              "Spending so far is over the allocation so far by more than 1%, with what is left of the top slice spent.",
              "assumed", "reference list of tipping points; 2% top slice and 1% reserve of the operating frameworks"),
    Threshold("continuity-rating", "provider", "Continuity rating of 2 or less", readings.told("continuity-rating", 1, "rated"),
              "below", 2.5, 1.0, "rating", "The regulator's rating of whether services can go on, 1 to 4, is 2 or less.",
              "sourced", "HFMA, 30 August 2013: from 1 October 2013", since="2013-10"),
    Threshold("risk-rating", "provider", "Financial risk rating below 3", readings.told("financial-risk-rating", 1, "rated"),
              "below", 2.5, 1.0, "rating", "The regulator's financial rating, 1 to 5, is below 3.",
              "sourced", "HFMA, 12 June 2012: a rating below 3 triggers attention", until="2013-09"),
    Threshold("ebitda", "provider", "Operating margin under 5%", readings.ebitda_margin, "below", 5.0, 1.0, "% of income",
              "Income less running cost, before capital charges, is under 5% of income over three months: a rating of 2 on that count.",
              "remembered", "financial risk rating cut-offs of Monitor, row 87 of the parameters"),
    Threshold("ebitda-low", "provider", "Operating margin under 1%", readings.ebitda_margin, "below", 1.0, 1.0, "% of income",
              "Income less running cost, before capital charges, is under 1% of income over three months: the lowest rating.",
              "sourced", "HFMA, 29 June 2012: the cut-off of the lowest rating"),
    Threshold("cash", "provider", "Under ten days of cash", readings.cash_days, "below", 10.0, 5.0, "days",
              "Cash would pay for fewer than ten days of running cost.", "assumed",
              "reference list of tipping points; near the lowest liquidity cut-off of row 89"),
    Threshold("pfi", "provider", "Private finance over 15% of income", readings.private_finance, "above", 15.0, 2.0, "% of income",
              "Private finance charges take more than 15% of income.", "assumed",
              "reported shares run from 10-13% in the worst placed trusts to 18.6% (row 84)"),
    Threshold("occupancy", "service", "Beds over 92% full for a quarter", readings.told("bed-occupancy", 3, "sites"), "above", FULL_BEDS,
              2.0, "%", "Over three months, more than 92% of general beds are taken on average.", "assumed",
              "above the risk marks of 85 and 90% of Bagust, BMJ 1999;319:155"),
    Threshold("four-hours", "service", "Four-hour standard missed", readings.told("ae-within-4h", 3, "sites"), "below", FOUR_HOURS, 1.0,
              "%", "Over three months, fewer than 95% leave A&E within four hours (98% before mid-2010).", "sourced",
              "operational standards of the time: 98% to June 2010, 95% after", before=FOUR_HOURS_BEFORE),
    Threshold("eighteen-weeks", "service", "Eighteen-week standard missed", readings.told("rtt-within-18w", 1), "below",
              EIGHTEEN_WEEKS, 1.0, "%", "Fewer than 92% of those waiting for planned treatment have waited under 18 weeks.", "sourced",
              "QualityWatch, November 2016: the incomplete standard", since=EIGHTEEN_WEEKS_SINCE),
    Threshold("delayed", "service", "More than 40 delayed days a year for each 1,000 people", readings.delayed_rate, "above", 40.0,
              5.0, "days per 1,000 a year", "People ready to leave hospital spend more than 40 days a year there for each 1,000 people.",
              "assumed", "England had 16.5 acute delayed days per 1,000 in 2013/14 (row 44)"),
    Threshold("list-grows", "service", "A planned list growing three months running", readings.list_growth("elective-waiting"),
              "above", 0.5, 0.5, "% a month", "The list for planned treatment grew by more than half a per cent in each of three months.",
              "assumed", "reference list of tipping points; half a per cent keeps chance out"),
    Threshold("community-grows", "service", "A community list growing three months running",
              readings.list_growth("community-waiting"), "above", 2.0, 2.0, "% a month",
              "The list for community care grew by more than 2% in each of three months.", "assumed",
              "reference list of tipping points; these lists are short, so 2% keeps chance out"),
    Threshold("safe-volume", "service", "A hospital below three quarters of its work", readings.volume_left, "below", 75.0, 10.0,
              "% of the baseline", "A hospital admits fewer than three quarters of those it would admit in the baseline: rotas and "
              "specialties may be too small to be safe.", "assumed", "no agreed figure; a quarter is taken"),
    Threshold("travel", "place", "People a tenth further from urgent care", readings.travel_longer, "above", 10.0, 5.0,
              "% more than the baseline", "People travel more than a tenth further to urgent care than in the baseline.", "assumed",
              "reference list of tipping points"),
    Threshold("gap", "place", "Gap between fifths wider by a tenth", readings.gap_wider, "above", 10.0, 5.0, "% more than the baseline",
              "The gap in emergency admissions between the most and the least deprived fifth is wider by more than a tenth than in the "
              "baseline.", "assumed", "reference list of tipping points"),
)  # fmt: skip

BY_ID: Mapping[str, Threshold] = {each.id: each for each in THRESHOLDS}


@dataclass(frozen=True, slots=True)
class Fall:
    """What one mark meant for one subject over the replications of one option.

    `runs` of `of` futures passed the mark at some time, `at_end` had it behind them in the last month; `first` is the month
    (median, low, high) in which those that fell did. `room` is what was left at the tightest month (median, low, high), in
    the reading's unit, minus when it was passed; `steps` its median in steps worth talking of; `start` whether most were
    beyond the mark in their first month already; `reading` is the last month's median.

    Set against the same futures of the baseline: `brought` of them pass the mark under the option alone, `spared` in the
    baseline alone, and `deeper` is how much less room the option leaves at the tightest month (median, in steps).
    """

    threshold: Threshold
    subject: str
    body: str
    runs: int
    at_end: int
    of: int
    first: tuple[float, float, float] | None
    room: tuple[float, float, float]
    steps: float
    start: bool
    reading: float
    brought: int = 0
    spared: int = 0
    deeper: float = 0.0

    @property
    def falls(self) -> bool:
        """Whether it fell in half of the futures or more."""
        return self.runs * 2 >= self.of

    @property
    def lasts(self) -> bool:
        """Whether half of the futures or more still have it behind them in the last month."""
        return self.at_end * 2 >= self.of

    @property
    def by_option(self) -> bool:
        """Whether the option itself brings it about: it falls, and in clearly more futures than in the baseline."""
        return self.falls and self.brought - self.spared >= max(min(2, self.of), CLEARLY * self.of)

    @property
    def pushed(self) -> bool:
        """Whether it falls without the option too, and the option takes it further by a step worth talking of or more."""
        anyway = 2 * (self.runs - self.brought + self.spared) >= self.of
        return self.falls and anyway and not self.by_option and self.deeper >= 1


CLEARLY = 0.3
"""The share of futures by which an option must pass a mark more often than the baseline to be said to bring it about (assumed)."""


def calendar_of(asked: Asked) -> list[str]:
    """The months of a question as "YYYY-MM"."""
    return ["{:04d}-{:02d}".format(*asked.county.calendar(month)) for month in asked.months]


def rooms(threshold: Threshold, lens: Lens, calendar: Sequence[str]) -> dict[str, tuple[Floats, Floats]]:
    """For each subject, the reading and the room left to the mark (minus: beyond it), by replication and month."""
    marks = threshold.marks(calendar)
    sign = 1.0 if threshold.side == "above" else -1.0
    found = {}
    for subject, table in sorted(threshold.reading(lens).items()):
        room = sign * (marks[None, :] - table)
        if not np.isnan(room).all():
            found[subject] = (table, room)
    return found


def falls(asked: Asked, name: str) -> tuple[Fall, ...]:
    """Every mark against every subject it applies to, under one option: those that fall first come first."""
    lens = Lens(asked.county, asked.futures[name], asked.baseline)
    plain = Lens(asked.county, asked.baseline, asked.baseline)
    calendar = calendar_of(asked)
    found = []
    for threshold in THRESHOLDS:
        before = rooms(threshold, plain, calendar)
        for subject, (reading, room) in rooms(threshold, lens, calendar).items():
            without = before[subject][1] if subject in before else room
            found.append(against(fall_of(threshold, subject, reading, room, asked), room, without))
    return tuple(sorted(found, key=order))


def against(fall: Fall, room: Floats, without: Floats) -> Fall:
    """A fall set against the room of the same futures of the baseline."""
    mine, base = tightest(room), tightest(without)
    known = np.isfinite(mine) & np.isfinite(base)
    deeper = float(np.median((base - mine)[known])) / fall.threshold.step if known.any() else 0.0
    brought, spared = int(((mine < 0) & (base >= 0)).sum()), int(((base < 0) & (mine >= 0)).sum())
    return replace(fall, brought=brought, spared=spared, deeper=deeper)


def tightest(room: Floats) -> Floats:
    """The least room of each future, infinite where none is known."""
    return np.asarray(np.nanmin(np.where(np.isnan(room), np.inf, room), axis=1))


def brought_about(found: Sequence[Fall]) -> tuple[Fall, ...]:
    """What the option itself pushes over: what stays over before what comes back, then by month, then the deepest first."""
    mine = [fall for fall in found if fall.by_option]
    return tuple(
        sorted(
            mine,
            key=lambda f: (not f.lasts, f.first[0] if f.first else 1e6, -f.deeper, f.threshold.id, f.subject),
        )
    )


def order(fall: Fall) -> tuple[float, float, str, str]:
    """Those that fall in most futures first by month, then the rest by the room they have left."""
    when = fall.first[0] if fall.falls and fall.first else 1e6
    return (when, -fall.runs if fall.falls else fall.steps, fall.threshold.id, fall.subject)


def fall_of(threshold: Threshold, subject: str, reading: Floats, room: Floats, asked: Asked) -> Fall:
    """One subject against one mark."""
    beyond = np.nan_to_num(room, nan=1.0) < 0
    fell: npt.NDArray[np.bool_] = beyond.max(axis=1)
    months = [
        asked.months[int(np.argmax(row))] for row, did in zip(beyond, fell.tolist(), strict=True) if did
    ]
    left = [float(x) for x in tightest(room)]
    first = known_from(room)
    end = last_known(room)
    return Fall(
        threshold, subject, asked.county.life.owner.get(subject, subject), int(fell.sum()), int((end < 0).sum()), len(room),
        whole_months(months) if months else None,
        spread(left), statistics.median(left) / threshold.step, bool(np.median(room[:, first]) < 0),
        float(np.median(last_known(reading))),
    )  # fmt: skip


def known_from(table: Floats) -> int:
    """The first month that is known in any replication."""
    return int(np.argmax(~np.isnan(table).all(axis=0)))


def last_known(table: Floats) -> Floats:
    """The last known value of each replication."""
    at = table.shape[1] - 1 - np.argmax(~np.isnan(table)[:, ::-1], axis=1)
    return np.asarray(table[np.arange(len(table)), at])


def whole_months(months: Sequence[int]) -> tuple[float, float, float]:
    """Median, low and high of some months, as months that were lived."""
    ordered = sorted(months)
    return tuple(float(ordered[round(share * (len(ordered) - 1))]) for share in (0.5, LOW, HIGH))  # type: ignore[return-value]


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, low and high (10-90%)."""
    return statistics.median(values), quantile(values, LOW), quantile(values, HIGH)


def by_body(found: Sequence[Fall]) -> dict[str, tuple[Fall, ...]]:
    """The marks of each organisation (and of the county as a whole), in the order of `falls`."""
    bodies: dict[str, list[Fall]] = {}
    for fall in found:
        bodies.setdefault(fall.body, []).append(fall)
    return {
        body: tuple(each)
        for body, each in sorted(bodies.items(), key=lambda pair: (pair[0] == COUNTY, pair[0]))
    }


def viable_in(asked: Asked, name: str) -> dict[str, int]:
    """In how many futures each rated provider is viable at the end of the run (see the measure `viable`)."""
    futures = asked.futures[name]
    rated = Lens(asked.county, futures, asked.baseline).rated()
    return {
        body: int((futures.whole("viable", body) > 0).sum())
        for body in futures.subjects("viable")
        if body in rated
    }


def growing(futures: Futures, measure: str, subject: str = COUNTY) -> tuple[float, float, float] | None:
    """The growth a month of a list that grows in nine futures of ten or more (median, low, high); None when it does not.

    A list that grows has no mean wait: what is seen of it depends on how long one looks, so its growth is told instead.
    """
    sizes = futures.series(measure, subject)
    if sizes.shape[1] < 4 or np.isnan(sizes).any():
        return None
    slopes = np.array([growth_of_queue(each.tolist()) for each in sizes])
    rose = (slopes > 0.005 * np.maximum(sizes.mean(axis=1), 20)) & (sizes[:, -1] > sizes[:, 0])
    return spread([float(s) for s in slopes]) if rose.mean() >= HIGH else None
