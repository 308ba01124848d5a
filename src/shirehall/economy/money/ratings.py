"""Financial ratings, as the pack's rules define them: figures of the contract year so far, scored, weighted and rounded.

Cut-offs, weights and triggers are the pack's (`ratings:` of money.yaml). A figure scores the best mark if it reaches the
first cut-off, one less for each cut-off it misses, and 1 below the last. The rating is the weighted mean, halves rounded up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.patch.county_money import Metric, Rating

DAYS = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Year:
    """A body's contract year so far, in pence, and its cash, what it employs and what its plan foresaw before capital charges."""

    months: int
    income: float
    cost: float
    capital: float
    debt: float
    cash: float
    assets: float
    planned: float

    @property
    def ebitda(self) -> float:
        """Income less cost before capital charges."""
        return self.income - self.cost + self.capital


def percent(part: float, whole: float) -> float:
    """A part of a whole in per cent: nought of nothing, and beyond every mark where there is a part and no whole, such as a loss without
    income."""
    if whole:
        return 100 * part / whole
    return math.copysign(math.inf, part) if part else 0.0


def plan_achieved(year: Year) -> float:
    """Earnings before capital charges against plan, in per cent; a plan of nothing or less is met by reaching it."""
    if year.planned <= 0:
        return 100.0 if year.ebitda >= year.planned else 0.0
    return percent(year.ebitda, year.planned)


def ebitda_margin(year: Year) -> float:
    """Earnings before capital charges, in per cent of income."""
    return percent(year.ebitda, year.income)


def surplus_margin(year: Year) -> float:
    """Income less all cost, in per cent of income."""
    return percent(year.income - year.cost, year.income)


def return_on_assets(year: Year) -> float:
    """Income less all cost, over a year, in per cent of what is employed."""
    return percent((year.income - year.cost) * 12 / max(1, year.months), year.assets)


def liquidity_days(year: Year) -> float:
    """How many days of operating cost the cash would pay for."""
    a_day = (year.cost - year.capital) / (max(1, year.months) * DAYS)
    return year.cash / a_day if a_day > 0 else 0.0


def capital_cover(year: Year) -> float:
    """How many times earnings pay capital charges and what is due on loans; without either, as often as the best asks (99)."""
    due = year.capital + year.debt
    return year.ebitda / due if due > 0 else 99.0


FIGURES = {
    "plan-achieved": plan_achieved, "ebitda-margin": ebitda_margin, "return": return_on_assets,
    "surplus-margin": surplus_margin, "liquidity-days": liquidity_days, "capital-cover": capital_cover,
}  # fmt: skip


def score(metric: Metric, year: Year) -> int:
    """The mark of one figure: the best is one more than there are cut-offs, the least 1."""
    value = FIGURES[metric.name](year) + metric.shift
    missed = sum(value < cut for cut in metric.cuts)
    return len(metric.cuts) + 1 - missed


def rate(rating: Rating, year: Year) -> int:
    """The rating: the weighted mean of the marks, halves rounded up."""
    whole = sum(metric.weight for metric in rating.metrics)
    mean = sum(metric.weight * score(metric, year) for metric in rating.metrics) / whole
    return math.floor(mean + 0.5)


def in_force(rating: Rating, stamp: str) -> bool:
    """Whether a rating is given in a month ("2013-06")."""
    return rating.first <= stamp <= rating.last


def viable(marks: Mapping[str, int], ratings: Mapping[str, Rating], year: Year) -> bool:
    """No rating in force is below its trigger; without one, a body stands unless it has borrowed and does not pay its way."""
    if marks:
        return all(mark >= ratings[name].trigger for name, mark in marks.items())
    return year.cash >= 0 or year.ebitda >= 0
