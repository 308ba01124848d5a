"""Many futures side by side: what each replication showed, month by month, and over the whole run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from shirehall.economy.figures import MEASURES

Floats = npt.NDArray[np.float64]
Key = tuple[int, str, str, str]
"""Month, measure, subject and group of one figure."""
Lived = tuple[tuple[Key, ...], Floats]
"""What one replication showed: its figures' keys, and their values."""
Line = tuple[str, str, str]
"""Measure, subject and group: a figure without its month."""
Whole = Literal["sum", "mean", "last"]

ENDS = ("month's end", "end of the month", "added up since", "is left of")
"""Words of a measure's meaning that tell a stock, whose last month speaks for the run."""
STOCKS = ("-waiting", "-caseload", "-clients", "-residents", "register")
"""Ends of names of measures that are stocks too."""
RATES = ("weeks", "minutes", "miles", "posts", "times", "of 100", "kinds of work")
"""Units of measures whose months are averaged."""


@cache
def over(measure: str) -> Whole:
    """How a measure's months become one figure of the run: flows are added, shares and waits averaged, stocks read at the end."""
    what = MEASURES[measure]
    rate = what.unit.startswith(("%", *RATES)) or what.unit.endswith((" a month", "a year"))
    if any(words in what.meaning for words in ENDS) and what.unit != "%":
        return "last"
    if rate or what.meaning.startswith(("Mean", "Median", "Share")):
        return "mean"
    return "last" if measure.endswith(STOCKS) and measure != "worse-while-waiting" else "sum"


def quantile(values: Sequence[float], share: float) -> float:
    """The share-quantile of some numbers, between neighbours in proportion."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


@dataclass(frozen=True)
class Futures:
    """Figures of several replications under one set of terms.

    `keys` are in order of month, measure, subject and group; `values` is (replication, key), NaN where a replication had
    no such figure; `months` are the months lived.
    """

    months: tuple[int, ...]
    keys: tuple[Key, ...]
    values: Floats
    _columns: dict[Line, list[int]] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def of(lived: Sequence[Lived], months: Sequence[int]) -> Futures:
        """Gather what replications lived, in their order."""
        first = lived[0][0]
        if all(keys == first for keys, _ in lived):
            return Futures(tuple(months), first, np.stack([values for _, values in lived]))
        every = tuple(sorted(set().union(*(keys for keys, _ in lived))))
        rows = [dict(zip(keys, values.tolist(), strict=True)) for keys, values in lived]
        return Futures(
            tuple(months), every, np.array([[row.get(key, np.nan) for key in every] for row in rows])
        )

    def __len__(self) -> int:
        return len(self.values)

    @property
    def lines(self) -> Mapping[Line, list[int]]:
        """The columns of each measure, subject and group, a month each."""
        if not self._columns:
            for column, (_, measure, subject, group) in enumerate(self.keys):
                self._columns.setdefault((measure, subject, group), []).append(column)
        return self._columns

    def subjects(self, measure: str, group: str = "all") -> tuple[str, ...]:
        """Who a measure is told of, sorted."""
        return tuple(sorted(s for m, s, g in self.lines if m == measure and g == group))

    def series(self, measure: str, subject: str = "county", group: str = "all") -> Floats:
        """(replication, month) values, NaN where there is none."""
        table = np.full((len(self), len(self.months)), np.nan)
        for column in self.lines.get((measure, subject, group), ()):
            table[:, self.months.index(self.keys[column][0])] = self.values[:, column]
        return table

    def whole(self, measure: str, subject: str = "county", group: str = "all") -> Floats:
        """One value a replication for the whole run; see `over`. NaN where a replication had none."""
        return whole(self.series(measure, subject, group), over(measure))


def whole(table: Floats, how: Whole) -> Floats:
    """The months of each replication as one figure."""
    known = ~np.isnan(table)
    some = known.any(axis=1)
    if how == "last":
        at = table.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
        return np.where(some, table[np.arange(len(table)), at], np.nan)
    total = np.where(known, table, 0.0).sum(axis=1)
    if how == "mean":
        total = total / np.maximum(known.sum(axis=1), 1)
    return np.where(some, total, np.nan)


def trailing(table: Floats, months: int) -> Floats:
    """Means of the last `months` months, from the first month that has so many (the whole run when it is shorter)."""
    out = np.full_like(table, np.nan)
    span = min(months, table.shape[1])
    for month in range(span - 1, table.shape[1]):
        part = table[:, month - span + 1 : month + 1]
        known = ~np.isnan(part)
        number = known.sum(axis=1)
        mean = np.where(known, part, 0.0).sum(axis=1) / np.maximum(number, 1)
        out[:, month] = np.where(number > 0, mean, np.nan)
    return out
