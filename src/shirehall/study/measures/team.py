"""How large each body's team was."""

from __future__ import annotations

from shirehall.study.filters import allows
from shirehall.study.reading import Telling
from shirehall.study.tables import Cell, Filters, Measure, Reading, Table, number_measure, reading, table

CHANGES = ("bodies-succeeded", "organisation-formed", "post-shared", "seat-added", "seat-moved")


def team_size(telling: Telling, filters: Filters) -> Table:
    """Seats of each body at the opening (month 0) and at the end of each month."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for month, teams in sorted(telling.teams.items()):
        changes = [e for e in telling.events if e.kind in CHANGES and e.month == month]
        for body, seats in teams.items():
            if allows(filters, "of_kind", telling.kind_of(body)):
                evidence = [e.seq for e in changes if body in (e.organisation, *telling.counterparts(e))]
                rows.append(((month, body, telling.kind_of(body), seats), evidence))
    return table(("month", "body", "kind", "seats"), rows, "Month 0 is the opening of the day.")


def team_growth(telling: Telling, filters: Filters) -> Reading:
    """Seats at the end less seats at the opening, of all bodies of the kinds named."""
    if not telling.teams:
        return reading(None, (), "the day has not opened")
    bodies = [b for b in telling.world.organisations if allows(filters, "of_kind", telling.kind_of(b))]
    first, last = telling.teams[min(telling.teams)], telling.teams[max(telling.teams)]
    before, after = sum(first.get(b, 0) for b in bodies), sum(last.get(b, 0) for b in bodies)
    evidence = [
        e.seq
        for e in telling.events
        if e.kind in CHANGES and {e.organisation, *telling.counterparts(e)} & set(bodies)
    ]
    return reading(after - before, evidence, f"{before} seats at the opening, {after} at the end")


MEASURES = (
    Measure("team-size", "Size of teams", "seats", "How many seats each body had at the end of each month.", team_size, ("of_kind",)),
    number_measure("team-growth", "Growth of teams", "seats", "How many seats a kind of body gained during the round.",
                   team_growth, ("of_kind",)),
)  # fmt: skip
