"""How the county stood before play, for what is said of it afterwards: who knew whom, where the money went, how much there was to read."""

from __future__ import annotations

from itertools import combinations
from statistics import mean

from shirehall.patch.ties import tie
from shirehall.study.filters import EVENT_FILTERS, acts, allows, spearman, wanted
from shirehall.study.measures.shares import without
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import Filters, Reading, number_measure, reading, share


def opening_tie(telling: Telling, filters: Filters) -> Reading:
    """The mean tie before play over pairs of bodies of the kinds named, 0 (strangers) to 1."""
    kinds = wanted(filters, "of_kind")
    bodies = [body for body in telling.bodies if telling.kind_of(body) in kinds]
    known = [best_tie(telling, one, other) for one, other in combinations(bodies, 2)]
    return reading(mean(known) if known else None, (), f"{len(known)} pairs")


def best_tie(telling: Telling, one: str, other: str) -> float:
    """How well two bodies knew each other: the closest of the ties between them and between their seats."""
    here = [one, *(seat.id for seat in telling.patch.seats_of(one))]
    there = [other, *(seat.id for seat in telling.patch.seats_of(other))]
    return max(tie(telling.patch, a, b) for a in here for b in there)


def opening_spend_share(telling: Telling, filters: Filters) -> Reading:
    """Of the allocations of bodies of some kinds, the share that standing contracts pay to providers of others."""
    buyers = [
        o
        for o in telling.patch.organisations
        if allows(filters, "of_kind", o.kind) and "allocation" in o.money
    ]
    ids, kinds = {o.id for o in buyers}, {o.id: o.kind for o in telling.patch.organisations}
    paid = sum(
        c.value.value for c in telling.patch.contracts
        if c.commissioner in ids and allows(filters, "to_kind", kinds.get(c.provider, ""))
    )  # fmt: skip
    whole = sum(o.money["allocation"].value for o in buyers)
    return reading(share(paid, whole), (), f"{paid:g} of {whole:g} £m a year")


def reading_and_first(telling: Telling, filters: Filters) -> Reading:
    """Spearman's rank correlation, over bodies of a kind, of the words of their own briefings with the month of their first such act.

    A body that never did it counts with the month after the last.
    """
    bodies = [body for body in telling.bodies if allows(filters, "of_kind", telling.kind_of(body))]
    words = {
        body: sum(len(b.text.split()) for b in telling.patch.briefings if b.organisation == body)
        for body in bodies
    }
    first: dict[str, tuple[int, int]] = {}
    for event in acts(telling, without(filters, "of_kind")):
        first.setdefault(actor(event), (event.month, event.seq))
    months = {body: first[body][0] if body in first else telling.last_month + 1 for body in bodies}
    evidence = [first[body][1] for body in bodies if body in first]
    told = ", ".join(f"{telling.name(body)} {words[body]} words, month {months[body]}" for body in bodies)
    value = spearman((words[body], months[body]) for body in bodies) if evidence else None
    return reading(value, evidence, told)


MEASURES = (
    number_measure("opening-tie", "Ties before play", "tie", "How well bodies of a kind knew one another before play.",
                   opening_tie, ("of_kind",)),
    number_measure("opening-spend-share", "Share of spending before play", "share",
                   "How much of some bodies' allocations standing contracts pay to a kind of provider.",
                   opening_spend_share, ("of_kind", "to_kind")),
    number_measure("reading-and-first", "Much to read and a late start", "rank correlation",
                   "Whether bodies with longer briefings began something later.", reading_and_first, (*EVENT_FILTERS, "of_kind")),
)  # fmt: skip
