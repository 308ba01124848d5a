"""General practices as units of the model: who is on which list, and how far each refers, admits and prescribes.

A practice's index says how its rate stands to what age and need explain (1: as expected). Levers act on the practices of a
commissioner, or on one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.patch.county import CountyTables

Floats = npt.NDArray[np.float64]
PRACTICE = "practice"
INDICES = ("referral_index", "emergency_index", "prescribing_index")
CLOSED = ("referral_index", "prescribing_index")
"""Indices that a lever on variation brings nearer to the median."""


def median(values: list[float]) -> float:
    """The middle of a list of numbers (the mean of the middle two)."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class Practices:
    """The rows of practices.csv, in the order of their names, and the rows of places.csv that use each."""

    def __init__(self, tables: CountyTables) -> None:
        rows = sorted(tables.practices, key=lambda p: p.practice)
        self.rows = rows
        self.names = tuple(p.practice for p in rows)
        self.commissioner = tuple(p.consortium for p in rows)
        self.size = np.array([p.list_size for p in rows], np.float64)
        self.index = {name: np.array([getattr(p, name) for p in rows], np.float64) for name in INDICES}
        self.middle = {name: self._middle(name) for name in INDICES}
        self.shares = self._shares(tables)

    def _middle(self, index: str) -> Floats:
        """The median index of the practices of each practice's commissioner."""
        values: dict[str, list[float]] = {}
        for who, value in zip(self.commissioner, self.index[index], strict=True):
            values.setdefault(who, []).append(float(value))
        return np.array([median(values[who]) for who in self.commissioner], np.float64)

    def _shares(self, tables: CountyTables) -> Floats:
        """The share of each row's people on each list, by size: the practices of their commissioner in their place, or, where
        there are none, all of their commissioner's; failing those, whatever practices are in the place."""
        shares = np.zeros((len(tables.places), len(self.rows)))
        for i, row in enumerate(tables.places):
            mine = np.array([p.consortium == row.consortium for p in self.rows], bool)
            here = np.array([p.place == row.place for p in self.rows], bool)
            for chosen in (mine & here, mine, here):
                total = float((self.size * chosen).sum())
                if total > 0:
                    shares[i] = self.size * chosen / total
                    break
        return shares

    def indices(self, index: str, dials: Dials) -> Floats:
        """An index of every practice under the month's levers: those above their commissioner's median brought nearer to it by
        the share in `practice_close` (of the practice, else of its commissioner, else of all)."""
        values = self.index[index]
        if index in CLOSED and dials.practice_close:
            everybody = dials.practice_close.get(EVERYBODY, 0.0)
            close = np.array([
                dials.practice_close.get(name, dials.practice_close.get(who, everybody))
                for name, who in zip(self.names, self.commissioner, strict=True)
            ])  # fmt: skip
            values = values - close * np.maximum(0.0, values - self.middle[index])
        if index == "referral_index" and dials.practice_referral:
            values = values * np.array([dials.practice_referral.get(name, 1.0) for name in self.names])
        return values

    def factor(self, index: str, dials: Dials) -> Floats:
        """What their practices add to the demand of each row: the index weighted by list; 1 where a row has no practice."""
        if not self.rows:
            return np.ones(len(self.shares))
        held = self.shares.sum(axis=1)
        return np.where(held > 0, self.shares @ self.indices(index, dials), 1.0)

    def prescribing(self, commissioner: str, dials: Dials) -> float:
        """A commissioner's prescribing under the month's levers over what it was without them."""
        own = np.array([who == commissioner for who in self.commissioner], bool)
        if not own.any():
            return 1.0
        before = float((self.index["prescribing_index"] * self.size)[own].sum())
        return float((self.indices("prescribing_index", dials) * self.size)[own].sum()) / before

    def expected(self, index: str | None, entries: Floats, dials: Dials) -> Floats:
        """Entries of each practice's people, of entries by row: its part of each row's list, weighted by its index, so that
        practices add up to what their rows have."""
        weight = self.shares if index is None else self.shares * self.indices(index, dials)
        total = weight.sum(axis=1, keepdims=True)
        return np.asarray(entries @ (weight / np.where(total > 0, total, 1.0)))
