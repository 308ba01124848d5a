"""People in their own post beside people who were given an unfamiliar one: what the two did."""

from __future__ import annotations

from shirehall.study.filters import allows, in_stretch
from shirehall.study.reading import Telling
from shirehall.study.tables import STRETCH, Cell, Filters, Measure, Table, share, table

POSITIONS = ("own", "assigned")


def acts_by_position(telling: Telling, filters: Filters) -> Table:
    """One row a position: its seats, their acts for each seat, and of these the shares that were deeds, begun unasked, refused."""
    seats = {
        seat.id: seat.position
        for seat in telling.patch.active_seats
        if telling.kind_of(seat.organisation) != "control"
        and allows(filters, "from_kind", telling.kind_of(seat.organisation))
    }
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for position in POSITIONS:
        mine = {seat for seat, held in seats.items() if held == position}
        kept = [e for e in telling.events if e.seat in mine and in_stretch(telling, filters, e.month)]
        acts = [e for e in kept if telling.act(e)]
        refused = [e for e in kept if e.kind == "move-refused"]
        cells = (
            position,
            len(mine),
            len(acts),
            share(len(acts), len(mine)),
            share(sum(telling.settles(e) for e in acts), len(acts)),
            share(sum(e.begun for e in acts), len(acts)),
            share(len(refused), len(acts) + len(refused)),
        )
        rows.append((cells, [e.seq for e in (*acts, *refused)]))
    columns = ("position", "seats", "acts", "acts_a_seat", "deed_share", "started_share", "refused_share")
    return table(
        columns,
        rows,
        "own: the seat is the player's own post in life; assigned: it is not, or the body is new.",
    )


MEASURES = (
    Measure("acts-by-position", "Own posts and assigned ones", "acts",
            "What people in their own post did, beside people in an unfamiliar one.", acts_by_position, ("from_kind", *STRETCH)),
)  # fmt: skip
