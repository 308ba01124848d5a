"""Who was turned to, and who never was: the silence around a body, told month by month."""

from __future__ import annotations

from collections import defaultdict

from shirehall.study.filters import CONTACT_FILTERS, contacts
from shirehall.study.reading import Telling
from shirehall.study.tables import Cell, Filters, Measure, Table, table


def approached(telling: Telling, filters: Filters) -> Table:
    """One row a body with a seat: how often others turned to it, who of them, and in how many months nobody did."""
    came: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for contact in contacts(telling, filters):
        if contact.hearer != contact.sender:
            came[contact.hearer].append((contact.month, contact.seq, contact.sender))
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for body in telling.bodies:
        mine = came[body]
        months = {month for month, _, _ in mine}
        by = {sender for _, _, sender in mine}
        quiet = [month for month in telling.months if month not in months]
        cells = (
            body, telling.kind_of(body), len(mine), len(by), min(months, default=None), len(quiet),
            "; ".join(map(str, quiet)), "; ".join(b for b in telling.bodies if b != body and b not in by),
        )  # fmt: skip
        rows.append((cells, [seq for _, seq, _ in mine]))
    columns = (
        "body", "kind", "turned_to", "by_bodies", "first_month", "months_unapproached", "which_months", "never_by",
    )  # fmt: skip
    return table(
        columns,
        rows,
        "A body is turned to by an act that is addressed to it or names it; notices to everybody are none.",
    )


MEASURES = (
    Measure("approached", "Who was never approached", "contacts",
            "How often others turned to each body, who never did, and when nobody did.", approached, CONTACT_FILTERS),
)  # fmt: skip
