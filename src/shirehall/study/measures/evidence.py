"""What decisions rested on, and what was decided against."""

from __future__ import annotations

from shirehall.study.filters import EVENT_FILTERS, acts
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import Cell, Filters, Measure, Table, table


def evidence_used(telling: Telling, filters: Filters) -> Table:
    """Commitments and deeds with the earlier events that they cite; those that cite none are listed too."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for event in acts(telling, filters):
        if telling.nature(event) == "commitment" or telling.settles(event):
            cited = [n for n in event.body.get("evidence", ()) if 1 <= n <= len(telling.events)]
            said = "; ".join(telling.sentence(n) for n in cited)
            kinds = "; ".join(dict.fromkeys(telling.event(n).kind for n in cited))
            cells = (event.month, actor(event), telling.sentence(event.seq), len(cited), kinds, said)
            rows.append((cells, [event.seq, *cited]))
    return table(("month", "body", "decision", "cites", "kinds_cited", "evidence"), rows)


def not_acting(telling: Telling, filters: Filters) -> Table:
    """Decisions not to act: nothing done on purpose, information kept, asks withheld, proposals refused or dropped."""
    kinds = (
        "nothing-done",
        "information-kept",
        "withheld",
        "deferred",
        "proposal-refused",
        "proposal-withdrawn",
        "meeting-declined",
    )
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for event in acts(telling, filters):
        if event.kind in kinds:
            points = [n for n in (event.in_reply_to,) if n is not None]
            rows.append(
                ((event.month, actor(event), event.kind, telling.sentence(event.seq)), [event.seq, *points])
            )
    return table(
        ("month", "body", "kind", "what"),
        rows,
        "What was left undone without a word is among the unanswered asks.",
    )


MEASURES = (
    Measure("evidence-used", "Evidence that decisions cite", "decisions", "Which earlier events each decision was said to rest on.",
            evidence_used, EVENT_FILTERS),
    Measure("not-acting", "Decisions not to act", "decisions", "What was declined, kept back, put off or left alone on purpose.",
            not_acting, EVENT_FILTERS),
)  # fmt: skip
