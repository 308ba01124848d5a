"""Who stands where at the month's end, by fifth and by whose people they are: lists, books, beds held by those ready to leave."""

from __future__ import annotations

import numpy as np

from shirehall.economy.kernel import WAITS
from shirehall.economy.report.layout import BEDS, COUNTY, Floats, Ints, Layout, live
from shirehall.economy.report.month import Month
from shirehall.economy.report.people import AT_HOME
from shirehall.economy.report.teams import STARTS

HELD = {
    "delayed-patients": "delayed", "community-caseload": "community-books", "mental-health-caseload": "mh-books",
    "care-clients": "care-clients", "care-home-residents": "care-home-clients",
}  # fmt: skip
"""Measures of people who hold something, by its name."""
CLIENTS = "care-clients"
APPOINTMENTS = "practice-waiting"


class Standing:
    """The steps that mean each measure, as rows of noughts and ones over all steps of a network."""

    def __init__(self, layout: Layout, stands_for: Ints) -> None:
        """`stands_for` is how many people each one stands for, by step."""
        self.layout = layout
        steps = len(layout.net.steps)
        waits: dict[str, Floats] = {"trolley-patients": np.zeros(steps), APPOINTMENTS: np.zeros(steps)}
        waits["trolley-patients"][layout.takes(BEDS)] = 1.0
        waits[APPOINTMENTS][layout.appointments] = 1.0
        for step, k in zip(layout.list_steps.tolist(), layout.list_of.tolist(), strict=True):
            measure = STARTS.get(layout.net.lists[k][1])
            if measure is not None:
                waits.setdefault(measure, np.zeros(steps))[step] = 1.0
        held = {name: layout.holding(what).astype(np.float64) for name, what in HELD.items()}
        self.waits = tuple(name for name, mask in waits.items() if mask.any())
        self.held = tuple(name for name, mask in held.items() if mask.any())
        at_home = np.sum([layout.holding(name) for name in AT_HOME], axis=0, dtype=np.float64)
        masks = np.array(
            [*(waits[name] for name in self.waits), *(held[name] for name in self.held), at_home]
        )
        self.steps = np.flatnonzero(masks.any(axis=0))
        self.masks = masks[:, self.steps] * stands_for[self.steps]
        self.column = np.full(steps, -1, np.int64)
        self.column[self.steps] = np.arange(len(self.steps))

    def say(self, month: Month) -> None:
        """People by fifth and commissioner; the county as a whole is told from what is queued and held, but for practices."""
        waiting, being = self._table(month)
        cut = len(self.waits)
        by_group = np.concatenate([self.masks[:cut] @ waiting, self.masks[cut:] @ (waiting + being)])
        found = dict(zip((*self.waits, *self.held), by_group, strict=False))
        for name, people in found.items():
            if name == APPOINTMENTS:
                month.say(name, COUNTY, people.sum())
            self._parts(month, name, people)
        self._carers(month, by_group[-1], found.get(CLIENTS, np.zeros_like(by_group[-1])))

    def _table(self, month: Month) -> tuple[Floats, Floats]:
        """People at the month's end by step that matters and group: those who wait in a queue, and the others."""
        people, groups = month.new.system["P"], len(self.layout.to_fifths)
        column = self.column[people["pc"]]
        at = np.flatnonzero((column >= 0) & live(month.new.system, self.layout.net))
        cell = column[at] * groups + people["b"][at]
        waits, size = (people["a"][at] & WAITS) > 0, len(self.steps) * groups
        tables = [np.bincount(cell[which], minlength=size).reshape(-1, groups) for which in (waits, ~waits)]
        return tables[0].astype(np.float64), tables[1].astype(np.float64)

    def _parts(self, month: Month, name: str, by_group: Floats) -> None:
        month.say_fifths(name, COUNTY, by_group @ self.layout.to_fifths)
        payers = by_group @ self.layout.to_payers
        for p, payer in self.layout.payers:
            month.say(name, payer, payers[p])

    def _carers(self, month: Month, at_home: Floats, clients: Floats) -> None:
        """Carers' hours of the month, shared out by who is looked after at its end."""
        setting = month.accounts.setting
        weight = at_home * setting("carer-hours-a-day-home") + clients * setting("carer-hours-a-day-client")
        hours = next(r.value for r in month.rows if r.measure == "carer-hours" and r.subject == COUNTY)
        if weight.sum() > 0:
            self._parts(month, "carer-hours", weight / weight.sum() * hours)
