"""The load that a pack plans for each month: injects received and deadlines owed, body by body, against the pack's own limit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shirehall.patch.checks_time import addressees
from shirehall.patch.pack import Patch


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """One month: its name, how much it plans in all, the limit, on whom most falls, and whether it is above the limit."""

    month: int
    name: str
    demands: int
    injects: int
    deadlines: int
    most: str
    most_demands: int
    limit: float

    @property
    def above(self) -> bool:
        """Whether the month is packed too full."""
        return self.demands > self.limit


def planned(patch: Patch, months: int = 0) -> tuple[MonthLoad, ...]:
    """Each month's planned load, as the pack's check counts it: an inject once for each body that it reaches, and each deadline owed."""
    bodies = {one.id: one for one in patch.organisations}
    limit = patch.head.pressure.load_warning.value
    found = []
    for month in range(1, (months or patch.round.months) + 1):
        injects = [
            one for one in patch.injects if not one.when.by_hand and one.when.month == month and not one.spare
        ]
        deadlines = [one for one in patch.calendar if one.month == month]
        load: Counter[str] = Counter()
        for inject in injects:
            load.update(addressees(inject.to, bodies))
        for deadline in deadlines:
            load.update(addressees(deadline.owes, bodies))
        most = max(load, key=lambda body: (load[body], body), default="")
        found.append(
            MonthLoad(month, patch.month_name(month), sum(load.values()), len(injects), len(deadlines),
                      bodies[most].short if most else "", load[most] if most else 0, limit)
        )  # fmt: skip
    return tuple(found)
