"""Moves that were tried and refused, by the rule that stood in the way."""

from __future__ import annotations

from collections import defaultdict

from shirehall.study.filters import allows, in_stretch
from shirehall.study.reading import Telling
from shirehall.study.tables import STRETCH, Filters, Measure, Table, table


def refused_moves(telling: Telling, filters: Filters) -> Table:
    """Refusals by rule, move and body. Those without a rule were simply not possible."""
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for event in telling.events:
        kept = allows(filters, "from_kind", telling.kind_of(event.organisation)) and in_stretch(
            telling, filters, event.month
        )
        if event.kind == "move-refused" and kept:
            found[event.body["rule"], event.body["move"], event.organisation].append(event.seq)
    rows = []
    for (rule, move, body), seqs in sorted(found.items()):
        known = telling.world.rules.get(rule)
        who = telling.event(seqs[0]).body["who"]
        rows.append(((rule, known.text if known else "", move, body, len(seqs), who), seqs))
    return table(("rule", "text", "move", "body", "times", "who_could_change_it"), rows)


MEASURES = (
    Measure("refused-moves", "Moves refused", "moves", "What was tried and refused, and under which rule.", refused_moves,
            ("from_kind", *STRETCH)),
)  # fmt: skip
