"""Talk, commitments and deeds: how much was said and how much of it was settled."""

from __future__ import annotations

from collections import Counter, defaultdict

from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, steered
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import Filters, Measure, Reading, Table, number_measure, reading, share, table

NOTE = (
    "A deed is settled when it does more than tell: announcing, sharing, keeping back and doing nothing are deeds that settle nothing. "
    "The ratio is settled deeds to everything done or said."
)


def talk_and_deeds(telling: Telling, filters: Filters) -> Table:
    """Talk, commitments and deeds by month and kind of body."""
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    evidence: dict[tuple[int, str], list[int]] = defaultdict(list)
    for event in acts(telling, filters):
        key = (event.month, telling.kind_of(actor(event)))
        counts[key][telling.nature(event)] += 1
        counts[key]["settled"] += telling.settles(event)
        evidence[key].append(event.seq)
    columns = ("month", "kind", "talk", "commitment", "deed", "settled", "settled_share")
    rows = []
    for key, count in sorted(counts.items()):
        said = count["talk"] + count["commitment"] + count["deed"]
        cells = (
            *key,
            count["talk"],
            count["commitment"],
            count["deed"],
            count["settled"],
            share(count["settled"], said),
        )
        rows.append((cells, evidence[key]))
    return table(columns, rows, NOTE)


def deed_share(telling: Telling, filters: Filters) -> Reading:
    """Settled deeds out of everything said and done."""
    kept = acts(telling, filters)
    settled = [event.seq for event in kept if telling.settles(event)]
    return reading(
        share(len(settled), len(kept)), settled, f"{len(settled)} settled deeds of {len(kept)} acts"
    )


MEASURES = (
    Measure("talk-and-deeds", "Talk and deeds", "acts", "Talk, commitments, deeds and settled deeds by month and kind of body.",
            talk_and_deeds, EVENT_FILTERS),
    number_measure("deed-share", "Share of deeds", "share", "How much of what was said and done settled something.",
                   steered(deed_share), (*EVENT_FILTERS, *STEERING)),
)  # fmt: skip
