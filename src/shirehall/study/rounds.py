"""A round of play read by itself: its acts, its things and its figures, with its months counted from one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shirehall.economy.figures import tidy
from shirehall.errors import UsageError
from shirehall.play.agreements import Agreement
from shirehall.play.altered import altered
from shirehall.play.record.event import Event
from shirehall.play.world import World
from shirehall.study.filters import LATER_LESS_FIRST, LATER_OF_BOTH, ROUND_READS, difference, wanted
from shirehall.study.reading import Telling, tell
from shirehall.study.tables import Filters, Reading, reading

OPENED = "round-opened"
"""The event from which on play is in the round that it names. A record without one is the pack's first round throughout."""

THINGS = ("questions", "requests", "meetings", "plans", "consultations", "matters", "tenders")
"""Tables of the world whose keys are the numbers of the events with which their things began."""


@dataclass(frozen=True, slots=True)
class Span:
    """A round that was played: its id, the numbers of its first event and of the one after its last, and its months on the record.

    `before` is how many months of the record lie before its first.
    """

    id: str
    since: int
    until: int
    before: int
    months: int
    over: bool


def spans(telling: Telling) -> tuple[Span, ...]:
    """The rounds that were played, in their order."""
    return telling.once("rounds", found_in)


def found_in(telling: Telling) -> tuple[Span, ...]:
    """The rounds that were played, worked out."""
    known = telling.patch.head.rounds
    openings: list[tuple[str, int, int]] = [(known[0].id, 1, 0)]
    for event in telling.events:
        if event.kind == OPENED and (name := named(telling, event)) != openings[-1][0]:
            openings.append((name, event.seq, int(event.body["after"])))
    ends = [since for _, since, _ in openings[1:]] + [len(telling.events) + 1]
    lengths = {one.id: one.months for one in known}
    return tuple(
        Span(name, since, until, before, lengths[name], telling.closed or place + 1 < len(openings))
        for place, ((name, since, before), until) in enumerate(zip(openings, ends, strict=True))
    )


def named(telling: Telling, opening: Event) -> str:
    """The id of the round that an event opens. Raises UsageError for one that the pack does not have."""
    name = str(opening.body["round"])
    known = [one.id for one in telling.patch.head.rounds]
    if name not in known:
        raise UsageError(
            f"event {opening.seq} opens the round {name!r}, which the pack does not have.",
            mend=f"read the record with the pack that it was played with; this one has {', '.join(known)}.",
        )
    return name


def in_round(telling: Telling, name: str) -> Telling | None:
    """The record as it tells of one round alone; nothing when that round was not played.

    Its months count from one, its phases are its own, and things stand as they stood when it closed. What an earlier round left open
    and this one took up counts by what this one did to it.
    """
    found = spans(telling)
    span = next((one for one in found if one.id == name), None)
    if span is None:
        known = [one.id for one in telling.patch.head.rounds]
        if name not in known:
            raise UsageError(
                f"the pack has no round called {name!r}.", mend=f"name one of {', '.join(known)}."
            )
        return None
    if len(found) == 1:
        return telling
    kept: dict[str, Telling] = telling.once("rounds by themselves", lambda _: {})
    if name not in kept:
        kept[name] = cut(telling, span, last=span is found[-1])
    return kept[name]


def cut(telling: Telling, span: Span, *, last: bool) -> Telling:
    """A record with several rounds, cut to one of them."""
    inside, shift = range(span.since, span.until), span.before
    events = tuple(
        altered(
            e, month=e.month - shift if e.seq in inside else min(0, e.month - shift), body=body_of(e, shift)
        )
        for e in telling.events
    )
    world = world_in(telling.world if last else world_after(telling, span.until - 1), span)
    this = next(one for one in telling.patch.head.rounds if one.id == span.id)
    head = telling.patch.head.model_copy(update={"rounds": [this]})
    patch = dataclasses.replace(telling.patch, head=head, played=(0, 1))
    return dataclasses.replace(
        telling,
        events=events,
        patch=patch,
        world=world,
        acts=tuple(events[e.seq - 1] for e in telling.acts if e.seq in inside),
        contacts=tuple(altered(c, month=c.month - shift) for c in telling.contacts if c.seq in inside),
        began=by_months(telling.began, span),
        teams=by_months(telling.teams, span),
        figures=tidy(
            each._replace(month=each.month - shift)
            for each in telling.figures
            if 0 < each.month - shift <= span.months
        ),
        kept={},
    )


def body_of(event: Event, shift: int) -> Mapping[str, Any]:
    """An event's body, with the month that it lived counted within the round."""
    if event.kind == "month-lived":
        return {**event.body, "of_month": event.body["of_month"] - shift}
    return event.body


def by_months(table: Mapping[int, Any], span: Span) -> dict[int, Any]:
    """A table by month, cut to a round; month nought is the state in which it opened."""
    found = {m - span.before: value for m, value in table.items() if 0 <= m - span.before <= span.months}
    return found if 1 in found or not span.before else {**found, 1: found.get(0)}


def world_after(telling: Telling, seq: int) -> World:
    """The world as it stood after an event."""
    return tell(telling.events[:seq], telling.patch).world


def world_in(world: World, span: Span) -> World:
    """The things that began in a round or that it did something to, their months counted within it."""
    tables = {
        name: {n: within(thing, span) for n, thing in getattr(world, name).items() if n >= span.since}
        for name in THINGS
    }
    deals = {n: deal for n, each in world.agreements.items() if (deal := deal_in(each, span)) is not None}
    clock = dataclasses.replace(
        world.clock, months=span.months, month=max(1, world.clock.month - span.before), closed=span.over
    )
    return altered(world, agreements=deals, clock=clock, **tables)


def within(thing: Any, span: Span) -> Any:
    """A thing with its month counted within a round, if it has one."""
    return altered(thing, month=thing.month - span.before) if hasattr(thing, "month") else thing


def deal_in(deal: Agreement, span: Span) -> Agreement | None:
    """An agreement by what a round did to it; nothing when it did nothing."""
    history = tuple((s, m - span.before, seq) for s, m, seq in deal.history if span.since <= seq < span.until)
    return altered(deal, history=history, start=deal.start - span.before) if history else None


Base = Callable[[Telling, Filters], Reading]


def by_rounds(base: Base, telling: Telling, filters: Filters) -> Reading:
    """A number of one round, or of the later of two beside that of the first; nothing where such a round was not played.

    `round` names the round; with `read: later-round-less-first`, `later-round-over-first` or `later-round-of-both` (the later out of
    the two together) the first and the last that it names, or that the pack has, are set side by side.
    """
    names = wanted(filters, "round")
    how = str(filters.get("read", ""))
    if how in ROUND_READS:
        rest: Filters = {name: value for name, value in filters.items() if name not in ("round", "read")}
        return side_by_side(base, telling, rest, names or [one.id for one in telling.patch.head.rounds], how)
    if len(names) != 1:
        raise UsageError(f"the filter round names one round, not {len(names)}.", mend="name one, such as r1.")
    alone = in_round(telling, names[0])
    if alone is None:
        return reading(None, (), f"round {names[0]} was not played")
    return base(alone, {name: value for name, value in filters.items() if name != "round"})


def side_by_side(base: Base, telling: Telling, filters: Filters, names: Sequence[str], how: str) -> Reading:
    """The number of the last of some rounds beside that of the first."""
    if len(names) < 2:
        return reading(None, (), "one round has no later one to be set beside")
    first, later = (in_round(telling, name) for name in (names[0], names[-1]))
    if first is None or later is None:
        missing = names[0] if first is None else names[-1]
        return reading(None, (), f"round {missing} was not played")
    before, after = base(first, filters), base(later, filters)
    said = f"{after.value} in round {names[-1]}, {before.value} in round {names[0]}"
    if how == LATER_LESS_FIRST:
        return difference(after, before, said)
    value = None
    if before.value is not None and after.value is not None:
        over = before.value + after.value if how == LATER_OF_BOTH else before.value
        value = after.value / over if over else None
    return reading(value, (*before.evidence, *after.evidence), said)
