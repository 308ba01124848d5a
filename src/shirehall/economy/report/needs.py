"""Long-term conditions and frailty: who is on a register, how well they are looked after, and who came to hospital with a flare-up."""

from __future__ import annotations

import numpy as np

from shirehall.economy.people import People
from shirehall.economy.report.layout import COUNTY, Layout
from shirehall.economy.report.month import Month

FLARE, WATCHED = "flare", "monitored"


class NeedFigures:
    """The figures of need."""

    def __init__(self, layout: Layout, people: People) -> None:
        self.people, self.needs = people, people.needs
        self.pathway = {name: row.pathway for name, row in self.needs.rows.items()}
        weight = {FLARE: 1.0, WATCHED: -1.0}
        self.came = layout.matrix([
            lambda way, _, count, mine=mine: weight.get(count, 0.0) if way == mine else 0.0  # type: ignore[misc]
            for mine in self.pathway.values()
        ])  # fmt: skip
        self.known = FLARE in layout.counted

    def say(self, month: Month) -> None:
        """Registers and care by need and commissioner; admissions that better care might have avoided."""
        if not self.needs.rows:
            return
        heads = self.people.population.at(month.number)
        group = self.people.group
        whole = np.zeros(len(month.layout.to_fifths))
        for name in self.needs.rows:
            register = self.needs.register(name, heads, month.dials).sum(axis=1)
            by_group = np.bincount(group, weights=register, minlength=len(whole))
            whole += by_group
            month.say("register", COUNTY, by_group.sum(), f"need:{name}")
            payers = by_group @ month.layout.to_payers
            for p, payer in month.layout.payers:
                month.say("register", payer, payers[p], f"need:{name}")
                care = 100 * self.needs.care(name, payer, month.dials.memory)
                month.say("care-level", payer, care, f"need:{name}")
        month.say("register", COUNTY, whole.sum())
        month.say_fifths("register", COUNTY, whole @ month.layout.to_fifths)
        if self.known:
            self._avoidable(month)

    def _avoidable(self, month: Month) -> None:
        by_need = self.came @ month.seen.counts.astype(np.float64)
        month.say_groups("avoidable-admissions", by_need.sum(axis=0))
        for name, by_group in zip(self.pathway, by_need, strict=True):
            month.say("avoidable-admissions", COUNTY, by_group.sum(), f"need:{name}")
            payers = by_group @ month.layout.to_payers
            for p, payer in month.layout.payers:
                month.say("avoidable-admissions", payer, payers[p], f"need:{name}")
