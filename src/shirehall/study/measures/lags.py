"""One thing and another in time: how long until it came, whether it drew an answer in kind, and when enough bodies had done it."""

from __future__ import annotations

from collections import defaultdict

from shirehall.play.record.event import Event
from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, allows, steered, wanted, whole_number
from shirehall.study.measures.shares import without
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import Filters, Reading, number_measure, reading

THEN = tuple(f"then_{name}" for name in ("event", "from_kind", "to_kind", "party_kind", "with_kind", "tier", "form", "topic", "words",
                                         "rule", "question"))  # fmt: skip
"""Filters of the second thing: those of the first, each beginning with `then_`."""


def both(telling: Telling, filters: Filters) -> tuple[list[Event], list[Event]]:
    """The acts of the first sort and those of the second."""
    then: Filters = {name.removeprefix("then_"): value for name, value in filters.items() if name in THEN}
    return acts(telling, without(filters, *THEN, "order", "within", "unwritten")), acts(telling, then)


def lag(telling: Telling, filters: Filters) -> Reading:
    """Months from the first act of one sort to the first of the other after it, or with `order: any` to its first at all.

    When the other never came in a whole round, it counts as having come in the month after the last.
    """
    first, second = both(telling, filters)
    if not first:
        return reading(None, (), "the first of the two never came")
    start = first[0]
    after = [e for e in second if filters.get("order") == "any" or e.seq > start.seq]
    if after:
        told = (
            f"{telling.sentence(start.seq)} Then, in month {after[0].month}: {telling.sentence(after[0].seq)}"
        )
        return reading(after[0].month - start.month, (start.seq, after[0].seq), told)
    if not telling.closed:
        return reading(None, [start.seq], "the second has not come yet")
    return reading(telling.last_month + 1 - start.month, [start.seq], "the second never came")


def followed(telling: Telling, filters: Filters) -> Reading:
    """How many acts of one sort were followed, within some months, by one of the other from a body they touched, towards their maker.

    With `unwritten: "yes"` only those count between whose two bodies nothing about the second's topics was ever agreed.
    """
    if not set(filters) & set(THEN):
        return reading(None, (), "no second sort of act is named")
    first, second = both(telling, filters)
    within = whole_number(filters, "within", telling.last_month)
    by: dict[str, list[Event]] = defaultdict(list)
    for event in second:
        by[actor(event)].append(event)
    evidence: list[int] = []
    count = 0
    for event in first:
        mine, later = actor(event), [e for body in telling.counterparts(event) for e in by[body]]
        replies = [
            e.seq
            for e in later
            if e.seq > event.seq and e.month - event.month <= within and mine in telling.counterparts(e)
        ]
        if replies and not (filters.get("unwritten") == "yes" and written(telling, filters, event)):
            count += 1
            evidence += [event.seq, min(replies)]
    return reading(count, evidence, f"{count} of {len(first)} were followed")


def written(telling: Telling, filters: Filters, event: Event) -> bool:
    """Whether the two bodies of an act ever agreed in terms on what the second sort is about."""
    two = {actor(event), *telling.counterparts(event)}
    return any(
        len(two & set(a.parties)) > 1
        and allows({"topic": list(wanted(filters, "then_topic"))}, "topic", *a.about)
        for a in telling.world.agreements.values()
        if any(state in ("agreed", "signed") for state, _, _ in a.history)
    )


def month_of_nth(telling: Telling, filters: Filters) -> Reading:
    """The month in which as many different bodies as `bodies` says had done it; the month after the last when they never had."""
    needed = whole_number(filters, "bodies", 1)
    who: dict[str, Event] = {}
    for event in acts(telling, without(filters, "bodies")):
        who.setdefault(actor(event), event)
        if len(who) == needed:
            return reading(
                event.month, (e.seq for e in who.values()), ", ".join(telling.name(b) for b in who)
            )
    value = telling.last_month + 1 if telling.closed else None
    return reading(value, (e.seq for e in who.values()), f"{len(who)} of {needed} bodies")


def distinct_actors(telling: Telling, filters: Filters) -> Reading:
    """How many different bodies did it."""
    kept = acts(telling, filters)
    who = sorted({actor(e) for e in kept})
    return reading(len(who), (e.seq for e in kept), ", ".join(telling.name(body) for body in who))


MEASURES = (
    number_measure("lag", "From one thing to another", "months", "How many months lay between the first of one thing and the other.",
                   lag, (*EVENT_FILTERS, *THEN, "order")),
    number_measure("followed", "Drew an answer in kind", "acts",
                   "How many acts of one sort drew one of another sort from those they touched.", followed,
                   (*EVENT_FILTERS, *THEN, "within", "unwritten")),
    number_measure("month-of-nth", "Month when enough had done it", "month", "When a given number of bodies had done something.",
                   month_of_nth, (*EVENT_FILTERS, "bodies")),
    number_measure("distinct-actors", "How many did it", "bodies", "How many different bodies did something.",
                   steered(distinct_actors), (*EVENT_FILTERS, *STEERING)),
)  # fmt: skip
