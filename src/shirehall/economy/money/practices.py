"""Budgets of groups of practices: what their patients cost against a fair share, who keeps savings, whom selection would shed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shirehall.economy.bargains import PracticeBudget, group_body
from shirehall.economy.dials import Dials
from shirehall.economy.money.books import Settlement
from shirehall.economy.people import People
from shirehall.economy.practices import INDICES

COSTLY = 5.0
"""How many times the mean the costliest people on a list cost (assumed), when some of them are shed."""
NEEDED = ("urgent", "gp-emergency", "referral")
"""How the names of pathways begin whose expected entries stand for what a list needs."""


@dataclass(frozen=True, slots=True)
class Share:
    """A group against its commissioner's whole: parts of need and of use (0 to 1), and need a head in per cent of the mean."""

    need: float
    use: float
    selection: float


class PracticeBudgets:
    """Groups of practices of a patch."""

    def __init__(self, people: People) -> None:
        self.practices = people.practices
        wanted = [p for p in sorted(people.rate) if p.startswith(NEEDED)]
        entries = sum((people.rate[p] * people.people for p in wanted), np.zeros_like(people.people))
        self.need: npt.NDArray[np.float64] = entries.sum(axis=1) @ self.practices.shares
        self.heads: npt.NDArray[np.float64] = people.people.sum(axis=1) @ self.practices.shares

    def share(self, budget: PracticeBudget, dials: Dials) -> Share | None:
        """The group's share of its commissioner's need and use; None where the group has no practice or no people.

        Need is what age and deprivation foresee of the people on the lists; use is need times the practices' indices.
        """
        whole = np.array([who == budget.payer for who in self.practices.commissioner], bool)
        named = [not budget.practices or name in budget.practices for name in self.practices.names]
        group = whole & np.array(named, bool)
        habits = sum(self.practices.indices(name, dials) for name in INDICES) / len(INDICES)
        use = self.need * habits
        if min(self.need[group].sum(), self.heads[group].sum()) <= 0 or not group.any():
            return None
        spared = max(0.0, 1 - COSTLY * budget.shed)
        kept = spared / max(1 - budget.shed, 1e-9)
        a_head = (self.need[group].sum() / self.heads[group].sum()) / (
            self.need[whole].sum() / self.heads[whole].sum()
        )
        return Share(
            float(self.need[group].sum() / self.need[whole].sum()),
            float(use[group].sum() * spared / use[whole].sum()),
            float(100 * kept * a_head),
        )

    def settle(
        self, settlement: Settlement, dials: Dials, foreseen: dict[str, int], spent: dict[str, int]
    ) -> None:
        """Settle each group's month.

        Budget: the sum agreed, else the group's share by need of what was foreseen for hospital care and prescribing. Spend: its
        share by use of what was spent. An indicative budget shares savings only; a real one takes savings and overspend.
        `foreseen` and `spent` are pence by commissioner. Shedding the costliest lightens the group, not the commissioner.
        """
        for budget in dials.bargains.practice_budgets:
            part = self.share(budget, dials)
            if part is None or budget.payer not in spent:
                continue
            group = group_body(budget.payer)
            settlement.opened.add(group)
            mine = budget.pence or round(foreseen[budget.payer] * part.need)
            saving = mine - round(spent[budget.payer] * part.use)
            if not budget.real:
                saving = max(0, saving)
            settlement.pay(budget.payer, group, round(saving * budget.share), "practice")
            settlement.selection[budget.payer] = part.selection
