"""Two ways of doing the same thing, side by side: outcomes and cost, and how much room they leave for the person.

Where two variants of a pathway come out alike within a tolerance, on every outcome and on cost, either may be chosen for a
person as suits them: that is the flexibility the comparison allows. Where they do not, it says which outcome is worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shirehall.economy.figures import MEASURES, Figures
from shirehall.errors import UsageError

OUTCOMES = ("emergency-admissions", "delayed-days", "ae-within-4h", "elective-waiting", "carer-hours")
COST = "provider-cost"


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure under two variants: its mean over the months, the change in per cent of the first, and which is better."""

    measure: str
    first: float
    second: float
    percent: float
    verdict: Literal["alike", "first", "second", "differs"]


@dataclass(frozen=True, slots=True)
class Variants:
    """A comparison; `flexible` tells whether either variant may be chosen, since all that was compared is alike."""

    rows: tuple[Compared, ...]
    tolerance: float

    @property
    def flexible(self) -> bool:
        """Whether everything compared is alike within the tolerance."""
        return all(each.verdict == "alike" for each in self.rows)

    def told(self) -> str:
        """The comparison in a sentence."""
        if self.flexible:
            return f"Alike within {self.tolerance:g}% on all that was compared: either might be chosen, person by person."
        apart = "; ".join(
            f"{MEASURES[e.measure].title} {e.percent:+.1f}%" for e in self.rows if e.verdict != "alike"
        )
        return f"Not alike within {self.tolerance:g}%: in the second variant, {apart}."


def compare(
    first: Figures, second: Figures, tolerance: float = 2.0, measures: Sequence[str] = (*OUTCOMES, COST)
) -> Variants:
    """Compare two runs of a county (same seed, same months, different levers), `tolerance` in per cent.

    Raises UsageError for a measure that neither run has, or a tolerance below nought.
    """
    if tolerance < 0:
        raise UsageError(f"a tolerance is 0% or more, not {tolerance:g}%.", mend="raise it.")
    rows = []
    for measure in measures:
        one, two = mean(first, measure), mean(second, measure)
        percent = 0.0 if one == two else 100.0 if one == 0 else (two - one) / abs(one) * 100
        rows.append(Compared(measure, one, two, percent, _verdict(measure, percent, tolerance)))
    return Variants(tuple(rows), tolerance)


def mean(figures: Figures, measure: str) -> float:
    """The county's mean of a measure over the months; the bodies' sum where the county has no row of its own."""
    mine = [r for r in figures if r.measure == measure and r.group == "all"]
    if not mine:
        raise UsageError(f"these figures hold no {measure}.", mend="compare measures that the runs have.")
    whole = [r for r in mine if r.subject == "county"]
    months = {r.month for r in mine}
    return sum(r.value for r in (whole or mine)) / len(months)


def _verdict(
    measure: str, percent: float, tolerance: float
) -> Literal["alike", "first", "second", "differs"]:
    if abs(percent) <= tolerance:
        return "alike"
    better = "down" if measure == COST else MEASURES[measure].better
    if better == "neither":
        return "differs"
    return "second" if (percent > 0) == (better == "up") else "first"
