"""How many people there are, month by month: births, ageing, deaths and moves, in expected numbers.

Expected people are real numbers, not whole ones: nothing is drawn by chance here. A pack without `population` rows in
demand.csv keeps the people of places.csv for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shirehall.patch.county import BANDS, CountyTables

Floats = npt.NDArray[np.float64]
POPULATION = "population"
WIDTHS = (5.0, 10.0, 10.0, 20.0, 20.0, 10.0, 10.0)
"""Years in each age band but the last, which nobody leaves by ageing."""
LIFE = ("birth", "death", "migration", "ageing")


@dataclass(frozen=True, slots=True)
class Change:
    """What a month did to the people of each row: born (by row), died, moved in (net) and grown by trend (by row and band)."""

    born: Floats
    died: Floats
    moved: Floats
    grown: Floats


class Population:
    """People by row of places.csv and age band in any month of play; month 1 is the opening.

    In a month every rate is a twelfth of the year's. A person leaves a band for the next at the share of `ageing` rows, or
    at one over the band's width in years where the pack has births, deaths or moves and no such row; those born enter the
    first band of the row in which their parents live. `growth` is a trend on top, compounded by month. So people are
    conserved: people now = people before + born - died + moved in + grown.
    """

    def __init__(self, tables: CountyTables) -> None:
        found: dict[str, Floats] = {what: np.zeros(len(BANDS)) for what in (*LIFE, "growth")}
        rows = [row for row in tables.demand if row.pathway == POPULATION]
        self.living = any(row.what in LIFE for row in rows)
        if self.living:
            found["ageing"][:-1] = 1 / np.array(WIDTHS)
        for row in rows:
            if row.what in found:
                scale = 1.0 if row.what in ("ageing", "growth") else 1 / 1000
                bands = range(len(BANDS)) if row.key == "all" else [BANDS.index(row.key)]
                for band in bands:
                    found[row.what][band] = row.value * scale
        found["ageing"][-1] = 0.0
        self.rates = {what: found[what] / 12 for what in LIFE}
        self.growth = (1 + found["growth"] / 100) ** (1 / 12) - 1
        self.still = not self.living and not self.growth.any()
        people = np.array([row.people() for row in tables.places], np.float64).reshape(-1, len(BANDS))
        self._months: tuple[Floats, ...] = (people,)

    def at(self, month: int) -> Floats:
        """People by row and band in a month of play (the opening's before month 1). Do not alter the array."""
        wanted = 0 if self.still else max(0, month - 1)
        months = self._months
        while len(months) <= wanted:
            months = (*months, self._after(months[-1], self.changes(months[-1])))
        if len(months) > len(self._months):
            self._months = months
        return months[wanted]

    def changes(self, people: Floats) -> Change:
        """What the next month does to these people."""
        born = (people * self.rates["birth"]).sum(axis=1)
        return Change(
            born, people * self.rates["death"], people * self.rates["migration"], people * self.growth
        )

    def _after(self, people: Floats, change: Change) -> Floats:
        older = people * self.rates["ageing"]
        after = people - older - change.died + change.moved + change.grown
        after[:, 1:] += older[:, :-1]
        after[:, 0] += change.born
        return np.maximum(after, 0.0)
