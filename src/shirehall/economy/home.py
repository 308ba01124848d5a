"""Care at home in place of a hospital bed: what else it takes.

Whoever is looked after at home instead of in a ward needs equipment, sometimes an adaptation of the home, visits, help with
daily life, and family who are there. Rates are for one day of one person; all are assumed by the authors of the model and are
there to be changed: no public source was found that gives them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.economy.dials import Dials
from shirehall.economy.figures import Row, row

IN_PLACE_OF_A_BED = ("avoid", "early", "home-places", "crisis-places", "monitors")
"""Resources that stand for somebody cared for at home who would else be in a hospital bed."""

CARE_STARTS = ("care-packages", "care-home-starts")
"""The lists on which people wait for the council's care."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What a day at home takes: equipment items and adaptations, hours of home staff (visits and travel) and of help with daily life."""

    equipment: float = 0.10
    adaptations: float = 0.005
    staff_hours: float = 1.5
    care_hours: float = 1.0


RATES = Rates()


def days_at_home(busy: Iterable[tuple[str, float]]) -> float:
    """Days at home in place of a bed, from (resource, days in use)."""
    return sum(days for name, days in busy if name in IN_PLACE_OF_A_BED)


def takes(days: float, rates: Rates = RATES) -> dict[str, float]:
    """What so many days at home take, by measure."""
    return {
        "equipment-needed": days * rates.equipment,
        "adaptations-needed": days * rates.adaptations,
        "home-staff-hours": days * rates.staff_hours,
        "home-care-hours": days * rates.care_hours,
    }


def rows(
    month: int, busy: Iterable[tuple[str, float]], dials: Dials, starts: Mapping[str, float]
) -> list[Row]:
    """The figures of a month: what care at home takes, and people who no longer qualify for the council's care.

    `starts` are the starts of care a month that each council could make at the opening.
    """
    found = [row(month, name, "county", value) for name, value in takes(days_at_home(busy)).items()]
    for council, share in sorted(dials.ineligible.items()):
        found.append(row(month, "care-unmet", council, max(0.0, share) * starts.get(council, 0.0)))
    return found
