"""Who began and who replied."""

from __future__ import annotations

from collections import defaultdict

from shirehall.study.filters import CONTACT_FILTERS, EVENT_FILTERS, STEERING, acts, steered
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import Filters, Measure, Reading, Table, number_measure, reading, share, table


def started_or_replied(telling: Telling, filters: Filters) -> Table:
    """Acts that began an exchange and acts that replied in one, by month and body."""
    cells: dict[tuple[int, str], list[tuple[int, bool]]] = defaultdict(list)
    for event in (e for e in acts(telling, filters) if e.seat):
        cells[event.month, actor(event)].append((event.seq, event.begun))
    rows = []
    for (month, body), found in sorted(cells.items()):
        began = sum(begun for _, begun in found)
        row = (month, body, telling.kind_of(body), began, len(found) - began, share(began, len(found)))
        rows.append((row, (seq for seq, _ in found)))
    return table(("month", "body", "kind", "started", "replied", "started_share"), rows)


def started_share(telling: Telling, filters: Filters) -> Reading:
    """Of the acts that turn to another body, the share that began an exchange."""
    kept = [event for event in acts(telling, filters) if event.seat and telling.counterparts(event)]
    began = [event.seq for event in kept if event.begun]
    return reading(share(len(began), len(kept)), began, f"{len(began)} of {len(kept)} acts began an exchange")


MEASURES = (
    Measure("started-or-replied", "Started or replied", "acts", "Who began exchanges and who replied in them, by month and body.",
            started_or_replied, EVENT_FILTERS),
    number_measure("started-share", "Share started", "share", "Of what some bodies said to others, how much began an exchange.",
                   steered(started_share), (*CONTACT_FILTERS, *STEERING)),
)  # fmt: skip
