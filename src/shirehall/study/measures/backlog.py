"""Load: what was asked of each seat, what it answered and how soon, what lay open at the end of each month."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from shirehall.study.demands import Demand, demands
from shirehall.study.filters import STEERING, acts, allows, in_stretch, slope, steered
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
    table,
)

NOTE = (
    "What waits with a body waits with each of its seats that was addressed; an answer by one of them answers for the body. "
    "Delays are in play minutes."
)


def load(telling: Telling, filters: Filters) -> Table:
    """By seat and month: received, answered in time or later, never answered, median delay, open at the month's end."""
    found: dict[str, list[Demand]] = defaultdict(list)
    for each in kept(telling, filters):
        for seat in each.seats:
            found[seat].append(each)
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for month in telling.months:
        for seat in sorted(found, key=lambda seat: telling.world.seats[seat].position):
            received = [d for d in found[seat] if d.month == month]
            waiting = [d for d in found[seat] if d.open_after(month)]
            if not received and not waiting:
                continue
            delays = [d.answered_at - d.at for d in received if d.answered_at is not None]
            middle = round(float(median(delays)), 1) if delays else None
            never = sum(d.answer is None for d in received)
            body = telling.world.organisation_of(seat)
            cells = (month, seat, body, len(received), len(delays), never, middle, len(waiting))
            rows.append((cells, [d.seq for d in (*received, *waiting)]))
    columns = (
        "month",
        "seat",
        "body",
        "received",
        "answered",
        "unanswered",
        "median_delay_minutes",
        "open_at_month_end",
    )
    return table(columns, rows, NOTE)


def kept(telling: Telling, filters: Filters) -> list[Demand]:
    """The demands on the kinds of body that the filters name."""
    return [
        d
        for d in demands(telling)
        if allows(filters, "of_kind", telling.kind_of(d.body)) and allows(filters, "topic", *d.topics)
    ]


def backlog_trend(telling: Telling, filters: Filters) -> Reading:
    """The slope of what lay open at each month's end, in matters a month."""
    found = kept(telling, filters)
    months = [m for m in telling.months if in_stretch(telling, filters, m)]
    points = [(month, float(sum(d.open_after(month) for d in found))) for month in months]
    if not found:
        return reading(None, (), "nothing was asked of them")
    why = ", ".join(f"{int(open_)} open at the end of month {month}" for month, open_ in points)
    return reading(slope(points), (d.seq for d in found if d.answer is None), why)


def rise_before(telling: Telling, filters: Filters) -> Reading:
    """What lay open at the end of the month before the first act of the kinds of `event`, less what did at the end of the first month.

    With that act in the first or second month nothing can have risen before it, and the number is 0.
    """
    turns = acts(telling, {name: value for name, value in filters.items() if name in ("event", "from_kind")})
    found = kept(telling, {name: value for name, value in filters.items() if name in ("of_kind", "topic")})
    if not turns or not found:
        return reading(None, (), "there was no such act" if not turns else "nothing was asked of them")
    until = max(turns[0].month - 1, 1)
    before, after = (sum(d.open_after(month) for d in found) for month in (1, until))
    told = f"{before} open at the end of month 1, {after} at the end of month {until}"
    return reading(after - before, [turns[0].seq, *(d.seq for d in found if d.open_after(until))], told)


def reply_delay(telling: Telling, filters: Filters) -> Reading:
    """The median delay of answers, in play minutes."""
    found = [
        d
        for d in kept(telling, filters)
        if d.answered_at is not None and in_stretch(telling, filters, d.month)
    ]
    delays = [d.answered_at - d.at for d in found if d.answered_at is not None]
    return reading(
        float(median(delays)) if delays else None, (d.seq for d in found), f"{len(delays)} answers"
    )


MEASURES = (
    Measure("load", "Load and backlog", "matters", "What came to each seat, what it answered, how soon, and what stayed open.",
            load, ("of_kind", "topic")),
    number_measure("backlog-trend", "Trend of the backlog", "matters a month",
                   "Whether what lies unanswered with a kind of body grows with the months.",
                   backlog_trend, ("of_kind", "topic", *STRETCH)),
    number_measure("backlog-rise-before", "Backlog before a turn", "matters",
                   "How far what lay unanswered with a kind of body had grown before some act.",
                   rise_before, ("of_kind", "topic", "event", "from_kind")),
    number_measure("reply-delay", "Delay of replies", "play minutes", "The median time that a kind of body takes to answer.",
                   steered(reply_delay), ("of_kind", "topic", *STRETCH, *STEERING)),
)  # fmt: skip
