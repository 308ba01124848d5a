"""People in their own post and people in an unfamiliar one, side by side."""

from __future__ import annotations

from shirehall.paper.reader import Reader
from shirehall.paper.tree import Column, Row, Table

NAMES = {"own": "Their own post", "assigned": "A post given to them"}
SHARES = ("deed_share", "started_share", "refused_share")


def posts(reader: Reader) -> Table:
    """What seats that players hold in life did, beside seats that were assigned because the body is new or strange to them."""
    rows = []
    for row, _ in reader.rows("acts-by-position"):
        shares = tuple("none" if row[name] is None else f"{100 * row[name]:.0f}" for name in SHARES)
        each = "none" if row["acts_a_seat"] is None else f"{row['acts_a_seat']:.1f}"
        rows.append(Row((NAMES[row["position"]], str(row["seats"]), str(row["acts"]), each, *shares)))
    columns = (
        Column("Seats held as"), Column("Seats", "seats", True), Column("Acts", "acts", True),
        Column("Acts a seat", "acts", True), Column("Of these deeds", "%", True), Column("Begun unasked", "%", True),
        Column("Tried and refused", "%", True),
    )  # fmt: skip
    return Table(
        "Seats in their players' own posts, and seats assigned",
        columns,
        tuple(rows),
        "The pack says of each seat which it is. The two kinds sit for different bodies, so a difference may be the body's and "
        "not the person's.",
    )
