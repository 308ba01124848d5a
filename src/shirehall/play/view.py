"""A view: what one seat may see. It is a fold of the events shown to that seat, redacted and numbered for it alone."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, overload

from shirehall.play.altered import altered
from shirehall.play.catalogue import Catalogue
from shirehall.play.chunks import Chunks
from shirehall.play.fields import THINGS, Ask, EventRef, fields_of
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.world import World, at_minute

WALL = "*wall"
"""Whoever looks at the wall screen: it shows what everybody in the room may know, and nothing else."""
OBSERVER = "*observer"
"""An observer, who may look over any seat's shoulder as an outsider to its body; not into what no seat sees, nor at an inject's aim."""


@dataclass(frozen=True, slots=True)
class View:
    """What a player gets, and all it gets: its seat's events and world, under the seat's own numbers.

    `at` is the present play minute. `world` knows only what the events say.
    """

    seat: str
    organisation: str
    at: int
    world: World
    events: Sequence[Event]
    catalogue: Catalogue

    @property
    def month(self) -> int:
        """The present month, from 1."""
        return self.world.clock.month

    @property
    def busy_until(self) -> int:
        """When the seat is out of the meeting it sits in; now, if it sits in none."""
        return self.world.busy_until(self.seat)

    def permitted(self) -> tuple[str, ...]:
        """The moves that this seat may try now, by name, from what it can see."""
        chair = self.world.seats.get(self.seat)
        if self.world.clock.closed or chair is None or chair.left:
            return ()
        control = self.world.organisations[self.organisation].kind == "control"
        meeting = self.world.in_meeting(self.seat) is not None
        paused = self.world.clock.paused and not control
        return tuple(
            move.name
            for move in self.catalogue.moves.values()
            if (control or not move.control)
            and not paused
            and (move.in_meeting or not meeting)
            and move.offered(self.world, self.seat)
        )


class Seen(Sequence[Event]):
    """The first `count` events of a list that only grows: those of an earlier life are brought back when somebody asks for them.

    Read it on the writer's thread alone, or once all of it is `here` on any.
    """

    __slots__ = ("_count", "_events")

    def __init__(self, events: Sequence[Event], count: int) -> None:
        self._events, self._count = events, count

    def here(self) -> None:
        """Have everything at hand that reading needs. Call it on the writer's thread, or while the writer waits."""
        if isinstance(self._events, Chunks):
            self._events.here()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Event]:
        return islice(self._events, self._count)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | Sequence[Event]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._count)
            return self._events[start:stop:step] if step > 0 else tuple(self)[index]
        return self._events[range(self._count)[index]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (tuple, Seen)) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def shown(event: Event, seat: str, organisation: str, moderator: bool, catalogue: Catalogue) -> Event | None:
    """The event as one seat may see it, redacted field by field; nothing when it may not. Moderators see the whole room."""
    if moderator:
        return event
    if not heard_by(event, seat):
        return None
    body = catalogue.kind(event.kind).redact(event, seat, organisation)
    return altered(event, audience=(), key="", body=body)


def heard_by(event: Event, seat: str) -> bool:
    """Whether a seat is in an event's audience; an observer hears whatever any seat hears."""
    return seat in event.audience or EVERYONE in event.audience or (seat == OBSERVER and bool(event.audience))


@dataclass(frozen=True, slots=True)
class FoldState:
    """What a seat's fold knows after the record's event `read`, besides its events.

    `things` maps the seat's number of each thing to the record's; `numbers` holds the record's number of each of its events.
    """

    read: int
    world: World
    moderator: bool
    things: Mapping[int, int]
    numbers: Sequence[int]


class SeatFold:
    """One seat's events and world, kept up as the record grows.

    `see` must be given every event of the record in order; it takes only what the seat may see. The seat's numbers run
    from 1 without gaps, so that they tell nothing of what it cannot see. A thing first met through a later event, such as
    an agreement shared by a party, is numbered by that later event.
    """

    def __init__(self, seat: str, catalogue: Catalogue) -> None:
        self.seat = seat
        self.events: MutableSequence[Event] = []
        self.world = World()
        self.read = 0
        self._catalogue = catalogue
        self._moderator = False
        self._local_things: dict[int, int] = {}
        self._record_things: dict[int, int] = {}
        self._record_events = array("q", [0])

    def kept(self) -> FoldState:
        """All that the fold knows besides its events."""
        return FoldState(self.read, self.world, self._moderator, self._record_things, self._record_events[1:])

    @classmethod
    def again(
        cls, seat: str, catalogue: Catalogue, state: FoldState, events: MutableSequence[Event]
    ) -> SeatFold:
        """The fold that was kept, with its events."""
        fold = cls(seat, catalogue)
        fold.events, fold.read, fold.world, fold._moderator = events, state.read, state.world, state.moderator
        fold._record_things = dict(state.things)
        fold._local_things = {thing: number for number, thing in state.things.items()}
        fold._record_events.extend(state.numbers)
        return fold

    @property
    def organisation(self) -> str:
        """The seat's body; empty before the day opens."""
        chair = self.world.seats.get(self.seat)
        return chair.organisation if chair else ""

    @property
    def moderator(self) -> bool:
        """Whether the seat is a facilitator's, who sees the whole room."""
        return self._moderator

    @property
    def sees_all(self) -> bool:
        """Whether the fold must be shown every event to find those it may see, whoever is in their audience."""
        return self._moderator or self.seat == OBSERVER

    def see(self, event: Event) -> None:
        """Take in one event of the record, if it may be seen."""
        visible = self.shown(event)
        if visible is None:
            return
        local = self.renumbered(visible)
        self.events.append(local)
        self.world = self._catalogue.evolve(self.world, local)
        if event.kind in ("day-opened", "organisation-formed", "seat-added") and self.organisation:
            self._moderator = self.world.organisations[self.organisation].kind == "control"

    def shown(self, event: Event) -> Event | None:
        """The event as this seat may see it, still under the record's numbers."""
        if not self._moderator and not heard_by(event, self.seat):
            return None
        return shown(event, self.seat, self.organisation, self._moderator, self._catalogue)

    def renumbered(self, event: Event) -> Event:
        """The event under the seat's own numbers. Numbers of what it has not seen become nothing."""
        number = len(self.events) + 1
        self._record_events.append(event.seq)
        if event.subject is not None and event.subject not in self._local_things:
            self._local_things[event.subject] = number
            self._record_things[number] = event.subject
        named = self._catalogue.kind(event.kind).numbers
        body = event.body
        if named or "evidence" in body:
            body = {k: self.local(v) if k in named or k == "evidence" else v for k, v in body.items()}
        mine = altered(
            event,
            seq=number,
            thread=self.local(event.thread),
            in_reply_to=self._local_event(event.in_reply_to),
            cause=self._local_event(event.cause),
            subject=self._local_things[event.subject] if event.subject is not None else None,
            body=body,
        )
        return event if self._moderator and mine == event else mine

    def local(self, value: Any) -> Any:
        """The seat's number, or numbers, for numbers of the record; nothing for what it has not seen."""
        if isinstance(value, tuple):
            return tuple(n for n in (self.local(each) for each in value) if n is not None)
        if value is None:
            return None
        thing: int | None = self._local_things.get(value)
        return self._local_event(value) if thing is None else thing

    def _local_event(self, number: Any) -> int | None:
        """The seat's number for an event's number in the record; nothing for what it has not seen, or is no number."""
        place = bisect_left(self._record_events, number) if isinstance(number, int) and number > 0 else 0
        seen = 0 < place < len(self._record_events) and self._record_events[place] == number
        return place if seen else None

    def in_record(self, ask: Ask) -> Ask:
        """The ask with the seat's numbers turned into the record's. Call it only on an ask whose fields hold."""
        changes: dict[str, Any] = {}
        for field in fields_of(type(ask)):
            if field.what is EventRef or field.what in THINGS:
                value = getattr(ask, field.name)
                one = self.record_thing if field.what in THINGS else self.record_event
                many = tuple(one(each) for each in value) if field.many else ()
                changes[field.name] = many if field.many else None if value is None else one(value)
        return altered(ask, **changes) if changes else ask

    def record_thing(self, local: int) -> int:
        """The record's number of a thing."""
        return self._record_things[local]

    def record_event(self, local: int) -> int:
        """The record's number of an event, or of the thing that it began for this seat."""
        return self._record_events[local]

    def seen(self, at: int) -> World:
        """The world as the seat sees it at a play minute."""
        return at_minute(self.world, at)

    def view(self, at: int) -> View:
        """The seat's view at a play minute."""
        events = (
            Seen(self.events, len(self.events)) if isinstance(self.events, Chunks) else tuple(self.events)
        )
        return View(self.seat, self.organisation, at, self.seen(at), events, self._catalogue)


def view_of(record: Iterable[Event], seat: str, catalogue: Catalogue, at: int | None = None) -> View:
    """The view that a seat has of a record: the same as the one it had live at the record's last event."""
    fold = SeatFold(seat, catalogue)
    last = 0
    for event in record:
        fold.see(event)
        last = event.at
    return fold.view(last if at is None else at)


def as_json(view: View) -> Mapping[str, Any]:
    """A view as JSON: its seat, its moment, its moves and its events, for programs outside."""
    events = [{f.name: getattr(e, f.name) for f in fields(e)} for e in view.events]
    return {
        "seat": view.seat,
        "organisation": view.organisation,
        "at": view.at,
        "month": view.month,
        "moves": list(view.permitted()),
        "events": events,
    }
