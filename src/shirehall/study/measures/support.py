"""Skills and support: what was bought, from whom, and what was missing and never sought."""

from __future__ import annotations

from shirehall.study.filters import STEERING, acts, allows, steered, wanted
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import STRETCH, Filters, Reading, number_measure, reading

SOLD = ("signed", "in-force")


def bought(telling: Telling, filters: Filters) -> list[tuple[int, str]]:
    """Support that bodies of `of_kind` bought from those of `party_kind`: the event, and the area it was in.

    Bought is what was offered a price and sold, or a support agreement that all parties signed; its area is then its first topic.
    """
    found = []
    for event in acts(telling, {"event": "support-bought"}):
        buyer, seller = telling.kind_of(event.body["buyer"]), telling.kind_of(event.body["seller"])
        if allows(filters, "of_kind", buyer) and allows(filters, "party_kind", seller):
            found.append((event.seq, str(event.body["area"])))
    for a in telling.world.agreements.values():
        kinds = [telling.kind_of(party) for party in a.parties]
        signed = [seq for state, _, seq in a.history if state in SOLD]
        if (
            a.tier == "support"
            and signed
            and allows(filters, "of_kind", *kinds)
            and allows(filters, "party_kind", *kinds)
        ):
            area = "data" if "data" in a.about else (a.about[0] if a.about else "")
            found.append((signed[0], area))
    return sorted(found)


def support_bought(telling: Telling, filters: Filters) -> Reading:
    """How often support was bought."""
    found = bought(telling, filters)
    return reading(len(found), (seq for seq, _ in found), ", ".join(area for _, area in found))


def support_beyond(telling: Telling, filters: Filters) -> Reading:
    """How often support was bought in an area whose name holds none of the words of `area`."""
    usual = tuple(word.lower() for word in wanted(filters, "area"))
    found = [
        (seq, area)
        for seq, area in bought(telling, filters)
        if not any(word in area.lower() for word in usual)
    ]
    return reading(len(found), (seq for seq, _ in found), ", ".join(area for _, area in found))


def missed_and_unsought(telling: Telling, filters: Filters) -> Reading:
    """How many bodies of a kind missed a deadline met by some act and never, by any act of `event`, sought help on its topics."""
    kinds, met_by = wanted(filters, "of_kind"), wanted(filters, "met_by")
    missed = {
        body: deadline.id
        for deadline in telling.world.deadlines.values()
        if deadline.met_by in met_by and deadline.passed
        for body in deadline.owes
        if body not in deadline.met and telling.kind_of(body) in kinds
    }
    sought = {
        actor(e)
        for e in acts(telling, {name: v for name, v in filters.items() if name not in ("of_kind", "met_by")})
    }
    left = sorted(set(missed) - sought)
    seqs = [
        e.seq for e in telling.events if e.kind == "deadline-passed" and e.body["deadline"] in missed.values()
    ]
    return reading(len(left), seqs, f"{len(missed)} missed it, {len(left)} of them never sought help")


MEASURES = (
    number_measure("support-bought", "Support bought", "purchases", "How often some bodies bought support from others.",
                   steered(support_bought), ("of_kind", "party_kind", *STEERING)),
    number_measure("support-beyond", "Support beyond some areas", "purchases",
                   "How often support was bought in other areas than some.", support_beyond, ("of_kind", "party_kind", "area")),
    number_measure("missed-and-unsought", "Missed, and no help sought", "bodies",
                   "How many bodies missed something and never sought help with it.", missed_and_unsought,
                   ("of_kind", "met_by", "event", "topic", "wants", *STRETCH)),
)  # fmt: skip
