"""Whose people live where: commissioners' areas beside councils', which need not match."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.patch.county import PlaceRow
from shirehall.patch.pack import Patch

COUNTY = "county"
"""The one council's area in a pack that names no councils in places.csv."""


@dataclass(frozen=True, slots=True)
class Area:
    """A commissioner's people by council area (in pack order), and beyond every one of them.

    `coterminous_with` names the council with exactly the same people, or is empty.
    """

    commissioner: str
    within: tuple[tuple[str, int], ...]
    beyond: int
    coterminous_with: str = ""


def council_of(row: PlaceRow) -> str:
    """In whose council's area the people of a row live; empty when beyond the patch."""
    return row.council or (COUNTY if row.in_county == "yes" else "")


def areas(patch: Patch) -> tuple[Area, ...]:
    """Every commissioner's area, in the order of places.csv; `none` stands for people whose commissioner is elsewhere."""
    people: dict[str, dict[str, int]] = {}
    councils: dict[str, int] = {}
    for row in patch.county.places:
        number, council = sum(row.people()), council_of(row)
        own = people.setdefault(row.consortium, {})
        own[council] = own.get(council, 0) + number
        councils[council] = councils.get(council, 0) + number
    return tuple(area(name, own, councils) for name, own in people.items())


def area(commissioner: str, own: dict[str, int], councils: dict[str, int]) -> Area:
    """One commissioner's area, from its people and everybody's by council."""
    within = tuple((council, number) for council, number in own.items() if council)
    only = within[0][0] if len(within) == 1 and not own.get("", 0) else ""
    same = only if only and own[only] == councils[only] else ""
    return Area(commissioner, within, own.get("", 0), same)
