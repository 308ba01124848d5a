"""One month as the reporter sees it, and the rows that are made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine, Seen
from shirehall.economy.figures import Row, row
from shirehall.economy.money import Accounts
from shirehall.economy.network import FIFTHS
from shirehall.economy.report.layout import COUNTY, Floats, Layout
from shirehall.economy.state import State

FIFTH = tuple(f"fifth-{f + 1}" for f in range(FIFTHS))


@dataclass(slots=True)
class Month:
    """The month's number and days, the county after it, what it showed, its dials; `rows` are the figures made so far.

    `wanted` are the measures whose figures are wanted, all where it is none.
    """

    number: int
    days: int
    new: State
    seen: Seen
    dials: Dials
    layout: Layout
    engine: Engine
    accounts: Accounts
    rows: list[Row] = field(default_factory=list)
    wanted: frozenset[str] | None = None

    def say(self, measure: str, subject: str, value: float, group: str = "all") -> None:
        """Add a figure, if it is wanted."""
        if self.wanted is not None and measure not in self.wanted:
            return
        self.rows.append(row(self.number, measure, subject, value, group))

    def subjects(self, site: str) -> tuple[str, ...]:
        """Who a site's figures are told of: the county, the site, and whoever runs it. A practice has no figures of its own."""
        owner = self.dials.owners[site]
        if self.layout.number.get(site, 0) >= len(self.layout.real):
            return (COUNTY, owner)
        return tuple(dict.fromkeys((COUNTY, site, owner)))

    def summed(self, parts: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """Sums by subject of what is known by site."""
        sums: dict[str, Any] = {}
        for site, part in parts:
            for subject in self.subjects(site):
                sums[subject] = sums[subject] + part if subject in sums else part
        return sums

    def say_fifths(self, measure: str, subject: str, values: Any) -> None:
        """A figure for each deprivation fifth."""
        for f in range(FIFTHS):
            self.say(measure, subject, float(values[f]), FIFTH[f])

    def say_groups(self, measure: str, by_group: Floats) -> None:
        """A number of people by group (payer x 5 + fifth): the county, its fifths, and each commissioner's people."""
        fifths, payers = by_group @ self.layout.to_fifths, by_group @ self.layout.to_payers
        self.say(measure, COUNTY, float(by_group.sum()))
        self.say_fifths(measure, COUNTY, fifths)
        for p, payer in self.layout.payers:
            self.say(measure, payer, float(payers[p]))

    def say_ratio(self, measure: str, part: Floats, whole: Floats, factor: float = 1.0) -> None:
        """A ratio of two numbers by group, as `say_groups`; nothing where the lower is nought."""
        for subject, group, above, below in self._cuts(part, whole):
            if below > 0:
                self.say(measure, subject, factor * above / below, group)

    def _cuts(self, part: Floats, whole: Floats) -> list[tuple[str, str, float, float]]:
        cut = [(COUNTY, "all", float(part.sum()), float(whole.sum()))]
        fifths, payers = self.layout.to_fifths, self.layout.to_payers
        above, below = part @ fifths, whole @ fifths
        cut += [(COUNTY, FIFTH[f], float(above[f]), float(below[f])) for f in range(FIFTHS)]
        above, below = part @ payers, whole @ payers
        return cut + [(payer, "all", float(above[p]), float(below[p])) for p, payer in self.layout.payers]

    def counted(self, *names: str) -> Floats:
        """How often the counts of these names were passed, by group."""
        return np.asarray(self.seen.counts[self.layout.at(names)].sum(axis=0), np.float64)

    def by_site(self, names: Iterable[str], values: Any) -> dict[str, float]:
        """Sums by subject of one value a count, over the counts of these names at sites that are no practices."""
        at, layout = self.layout.at(names), self.layout
        at = at[(layout.count_site[at] >= 0) & (layout.count_site[at] < len(layout.real))]
        sums = np.bincount(layout.count_site[at], weights=values[at], minlength=len(layout.real))
        return self.summed(
            (layout.real[i], float(sums[i])) for i in sorted(set(layout.count_site[at].tolist()))
        )
