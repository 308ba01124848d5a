"""What each addressee did about each inject: a deed, a token, or nothing."""

from __future__ import annotations

from shirehall.study.filters import STEERING, allows, in_stretch, steered
from shirehall.study.reactions import Reaction, reactions
from shirehall.study.reading import Telling
from shirehall.study.tables import (
    STRETCH,
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)


def kept(telling: Telling, filters: Filters) -> list[Reaction]:
    """The reactions that the filters keep."""
    return [
        r for r in reactions(telling)
        if allows(filters, "inject_kind", r.inject.kind)
        and allows(filters, "from_kind", telling.kind_of(r.body))
        and allows(filters, "topic", *telling.event(r.inject.id).about)
        and in_stretch(telling, filters, telling.event(r.inject.id).month)
    ]  # fmt: skip


def inject_reactions(telling: Telling, filters: Filters) -> Table:
    """One row an inject and body it was sent to."""
    rows: list[tuple[tuple[Cell, ...], tuple[int, ...]]] = []
    for r in kept(telling, filters):
        if allows(filters, "grade", r.grade):
            month = telling.event(r.inject.id).month
            cells = (
                month,
                r.inject.pack_id,
                r.inject.kind,
                r.inject.title,
                r.body,
                r.grade,
                r.link,
                "yes" if r.chose_not else "no",
            )
            rows.append((cells, (r.inject.id, *r.evidence, *r.chose_not)))
    columns = ("month", "inject", "inject_kind", "title", "body", "reaction", "link", "chose_to_do_nothing")
    note = (
        "deed: a commitment or a settled deed; token: words or an announcement only. Linked by reply means that acts reply to the inject, "
        "cite it or follow from such an act; linked by topic only means that acts soon after it share a topic with it, which is weaker."
    )
    return table(columns, rows, note)


def reaction_share(telling: Telling, filters: Filters) -> Reading:
    """Of the bodies injects were sent to, the share that reacted with the grade named (deed or token when none is named)."""
    whole = kept(telling, filters)
    found = [
        r
        for r in whole
        if (allows(filters, "grade", r.grade) if "grade" in filters else r.grade != "none")
        and (
            "event" not in filters
            or any(allows(filters, "event", telling.event(seq).kind) for seq in r.evidence)
        )
    ]
    evidence = [seq for r in found for seq in (r.inject.id, *r.evidence)]
    by_topic = sum(r.link == "topic" for r in found)
    why = f"{len(found)} of {len(whole)} addressees, {by_topic} of them linked by topic only"
    return reading(share(len(found), len(whole)), evidence, why)


REACTION_FILTERS = ("inject_kind", "from_kind", "grade", "topic", *STRETCH)
"""`event` keeps to reactions with an act of some kind among them."""

MEASURES = (
    Measure("inject-reactions", "Reactions to injects", "addressees", "What each body did about each inject that was sent to it.",
            inject_reactions, REACTION_FILTERS),
    number_measure("reaction-share", "Share that reacted", "share", "How many of those an inject was sent to reacted, and how.",
                   steered(reaction_share), (*REACTION_FILTERS, "event", *STEERING)),
)  # fmt: skip
