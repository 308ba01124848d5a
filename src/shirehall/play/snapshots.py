"""A quick start on a long record: what the session had folded, kept beside the record as it goes on. A cache, never a truth."""

from __future__ import annotations

import io
import pickle
import threading
from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, is_dataclass
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any, Protocol, cast

from shirehall.errors import Place, RecordError
from shirehall.play.altered import attributes
from shirehall.play.catalogue import Catalogue
from shirehall.play.chunks import CHUNK, Chunks, Later, Lines
from shirehall.play.record.cache import Cache
from shirehall.play.record.event import Event
from shirehall.play.record.faults import NotKept
from shirehall.play.record.lift import lifted_all
from shirehall.play.record.store import Store
from shirehall.play.session import Session
from shirehall.play.view import FoldState, SeatFold
from shirehall.play.world import World, digest

EVERY = 400
"""Events after which the world, or a seat's fold, is kept anew: what came after must be folded again at a start."""
LARGE = 8
"""A fold is kept anew only when the record grew by the fold's own length over this: the longer it is, the longer keeping takes."""
OURS = "shirehall.play."
PLAIN = {("builtins", "frozenset"), ("array", "array"), ("array", "_array_reconstructor")}
MAIN = "world"
CLOSING = "closing"
EVENT = attributes(cast(Hashable, Event))[1]
NUMBERS = attrgetter("seq", "thread", "in_reply_to", "cause", "subject")
SAME = attrgetter(
    "kind", "version", "at", "month", "seat", "organisation", "addressees", "about", "origin", "body"
)
SLIM = 7
NOTHING = (0, None, None, None, None, False, False)
"""What stands in the columns for an event that is kept whole."""
AWAY = 2.0
"""Seconds until a check begins anew whose database did not answer: that is no fault of the record."""


class HeadedStore(Store, Protocol):
    """A store that knows its chain's head after any event."""

    def head_at(self, seq: int) -> str:
        """The chain's head after event `seq`; empty when the record has not come so far."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is kept anew every so often: of which event of the record, the chain's head there, and the state.

    `events` counts the events in the list that belongs to it; `tail` holds lines of those beyond the last full chunk. `closings` counts
    the months closed by then, and `lived` holds the numbers of those that were lived.
    """

    seq: int
    chain: str
    state: World | FoldState
    events: int
    tail: Slim | tuple[tuple[Any, ...], ...]
    closings: int = 0
    lived: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Slim:
    """What differs of some events as a seat sees them from the record's: the seat's numbers from `first` on, a column each for
    thread, reply, cause and subject (0 for none), and in `marks` whether audience (1) and key (2) are shown. `whole` holds by
    place the events that differ in more.
    """

    first: int
    columns: tuple[array[int], ...]
    marks: bytes
    whole: Mapping[int, tuple[Any, ...]]

    @classmethod
    def of(cls, lines: Sequence[tuple[Any, ...]], first: int) -> Slim:
        """The columns of some lines (see `slim`), of which the first is the seat's event `first`."""
        short = [line if len(line) == SLIM else NOTHING for line in lines]
        columns = tuple(array("q", [line[at] or 0 for line in short]) for at in range(1, 5))
        marks = bytes(line[5] + 2 * line[6] for line in short)
        return cls(first, columns, marks, {at: each for at, each in enumerate(lines) if len(each) != SLIM})

    def __len__(self) -> int:
        return len(self.marks)

    def __getitem__(self, place: int) -> tuple[Any, ...]:
        if place in self.whole:
            return self.whole[place]
        marks = self.marks[place]
        numbers = (column[place] or None for column in self.columns)
        return (self.first + place, *numbers, bool(marks & 1), bool(marks & 2))


class Snapshots:
    """Keeps what a session has folded, piece by piece: `step` does one small piece, between two moves of the writer.

    Each piece says of which event of the record it is, and what the chain's head was there; it is taken only if that is so of
    the record that is opened. Call all of it on the writer's thread, and `step` never inside `Session.together`.
    """

    def __init__(self, store: HeadedStore, catalogue: Catalogue, cache: Cache) -> None:
        self._store = store
        self._catalogue = catalogue
        self._cache = cache
        self._read: dict[str, int] = {}
        self._chunks: dict[str, int] = {}
        self._long: dict[str, int] = {}

    def session(self) -> Session:
        """The session of the record: what is remembered is taken as it is, what came after is read and folded."""
        head = self._head(MAIN)
        if head is None or not isinstance(head.state, World):
            return Session(self._store, self._catalogue)
        closings = [self._closing_again(number) for number in range(head.closings)]
        if None in closings:
            return Session(self._store, self._catalogue)
        events: Chunks[Event] = Chunks(head.events, partial(self._events_again, head))
        life = _Life(self, head.state, events, [each for each in closings if each], head.lived)
        return Session(self._store, self._catalogue, life)

    def step(self, session: Session) -> bool:
        """Keep one piece of what is not kept yet, of seats the one furthest behind; whether there was one.

        Takes a few milliseconds; bringing back a seat of which nothing is kept, as after a change of the rules of play, takes longer.
        """
        last = len(session.events)
        if self._chunk_due(MAIN, last):
            self._keep_chunk(MAIN, [plain(event) for event in self._next_chunk(MAIN, session.events)])
            return True
        if self._keep_closing(session):
            return True
        if last - self._read.get(MAIN, 0) >= EVERY:
            tail = [plain(event) for event in session.events[last // CHUNK * CHUNK :]]
            months = len(session.closings), tuple(session.lived)
            self._keep_head(
                MAIN, Head(last, self._store.head_at(last), session.world, last, tuple(tail), *months)
            )
            return True
        due = [
            (self._read.get(seat, 0), seat)
            for seat in dict.fromkeys((*session.world.seats, *session.folded()))
            if last - self._read.get(seat, 0) >= max(EVERY, self._long.get(seat, 0) // LARGE)
        ]
        if not due:
            return False
        _, seat = min(due)
        if seat in self._read:
            self._keep_seat(session, seat)
        else:
            session.fold(seat)  # brought back first: then it is known how much of it is kept already
            self._read.setdefault(seat, 0)
        return True

    def finish(self, session: Session) -> None:
        """Keep all that is not kept yet, as at the end of a day's sitting."""
        while self.step(session):
            pass

    def fold(self, seat: str, events: Sequence[Event]) -> SeatFold | None:
        """A seat's fold as it was kept; None when it was not, or not of this record. `events` are the record's."""
        head = self._head(seat)
        if head is None or not isinstance(head.state, FoldState):
            return None
        seen: Chunks[Event] = Chunks(head.events, partial(self._seen_again, seat, head, events))
        return SeatFold.again(seat, self._catalogue, head.state, seen)

    def _keep_closing(self, session: Session) -> bool:
        """Keep the next month's close with the world just before it, if one is not kept yet."""
        number = self._chunks.get(CLOSING, 0)
        if number >= len(session.closings):
            return False
        world, event = session.closings[number]
        self._cache.keep(f"{CLOSING} {number}", packed((self._store.head_at(event.seq), world, event)))
        self._chunks[CLOSING] = number + 1
        return True

    def _closing_again(self, number: int) -> tuple[World, Event] | None:
        """A month's close as it was kept; None when it was not, or not of this record."""
        content = self._cache.found(f"{CLOSING} {number}")
        if content is None:
            return None
        chain, world, event = unpacked(content)
        if not chain or self._store.head_at(event.seq) != chain:
            return None
        self._chunks[CLOSING] = number + 1
        return world, event

    def _keep_seat(self, session: Session, seat: str) -> None:
        fold = session.fold(seat)
        state = fold.kept()
        if self._chunk_due(seat, len(fold.events)):
            start = self._chunks.get(seat, 0) * CHUNK
            numbers = state.numbers[start : start + CHUNK]
            part = self._next_chunk(seat, fold.events)
            full_chunk = [slim(e, session.events[n - 1]) for e, n in zip(part, numbers, strict=True)]
            self._keep_chunk(seat, Slim.of(full_chunk, start + 1))
            return
        start = len(fold.events) // CHUNK * CHUNK
        numbers = state.numbers[start:]
        tail = [slim(e, session.events[n - 1]) for e, n in zip(fold.events[start:], numbers, strict=True)]
        short = FoldState(state.read, state.world, state.moderator, state.things, array("q", state.numbers))
        lines = Slim.of(tail, start + 1)
        self._keep_head(seat, Head(fold.read, self._store.head_at(fold.read), short, len(fold.events), lines))

    def _chunk_due(self, name: str, events: int) -> bool:
        return (self._chunks.get(name, 0) + 1) * CHUNK <= events

    def _next_chunk(self, name: str, events: Sequence[Event]) -> Sequence[Event]:
        start = self._chunks.get(name, 0) * CHUNK
        return events[start : start + CHUNK]

    def _keep_chunk(self, name: str, lines: Lines) -> None:
        number = self._chunks.get(name, 0)
        chain = self._store.head_at((number + 1) * CHUNK) if name == MAIN else ""
        self._cache.keep(f"{name} {number}", packed((chain, lines)))
        self._chunks[name] = number + 1

    def _keep_head(self, name: str, head: Head) -> None:
        self._cache.keep(name, packed(head))
        self._read[name], self._long[name] = head.seq, head.events

    def _head(self, name: str) -> Head | None:
        content = self._cache.found(name)
        head = unpacked(content) if content is not None else None
        if not isinstance(head, Head) or not head.chain or self._store.head_at(head.seq) != head.chain:
            return None
        self._read[name], self._long[name] = head.seq, head.events
        self._chunks[name] = head.events // CHUNK
        return head

    def _events_again(self, head: Head, number: int) -> MutableSequence[Event]:
        """A chunk of the record's events, each made again when it is asked for; from the cache, else read from the record."""
        after = number * CHUNK
        if number == head.events // CHUNK:
            return made_later(tuple(head.tail[at] for at in range(len(head.tail))))
        content = self._cache.found(f"{MAIN} {number}")
        if content is not None:
            chain, lines = unpacked(content)
            if chain == self._store.head_at(after + CHUNK):
                return made_later(lines)
        return list(lifted_all(islice(self._store.read(after=after), CHUNK), self._catalogue.lifts))

    def _seen_again(
        self, seat: str, head: Head, events: Sequence[Event], number: int
    ) -> MutableSequence[Event]:
        """A chunk of a seat's events, each made again when it is asked for; from the cache, else folded anew from the record."""
        state = cast(FoldState, head.state)
        start = number * CHUNK
        lines = head.tail if number == head.events // CHUNK else None
        content = self._cache.found(f"{seat} {number}") if lines is None else None
        if content is not None:
            lines = unpacked(content)[1]
        if lines is not None:
            for chunk in sorted({(n - 1) // CHUNK for n in state.numbers[start : start + len(lines)]}):
                events[chunk * CHUNK]  # brought back now, so that the seat's events can be made on any thread
            return Later(lines, lambda n, line: full(line, events[state.numbers[start + n] - 1]))
        fold = SeatFold(seat, self._catalogue)
        for event in islice(events, head.seq):
            fold.see(event)
        return list(fold.events[start : min(start + CHUNK, head.events)])


def plain(event: Event) -> tuple[Any, ...]:
    """An event as what it is made of."""
    return EVENT(event)


def made_later(lines: Iterable[tuple[Any, ...]]) -> Later[Event]:
    """Events from what they were made of, each made when it is asked for."""
    return Later(list(lines), lambda _place, line: Event(*line))


def slim(seen: Event, event: Event) -> tuple[Any, ...]:
    """An event as a seat sees it, as what differs from the record's event: the seat's numbers, and what is hidden from it."""
    audience, key = seen.audience == event.audience, seen.key == event.key
    if SAME(seen) == SAME(event) and (audience or not seen.audience) and (key or not seen.key):
        return (*NUMBERS(seen), audience, key)
    return EVENT(seen)


def full(line: tuple[Any, ...], event: Event) -> Event:
    """The event as a seat sees it, from what differs from the record's event."""
    if len(line) != SLIM:
        return Event(*line)
    seq, thread, reply, cause, subject, audience, key = line
    if audience and key and NUMBERS(event) == line[:5]:
        return event
    return Event(
        seq, event.kind, event.version, event.at, event.month, event.seat, event.organisation, event.addressees,
        event.audience if audience else (), thread, reply, cause, subject, event.about, event.origin,
        event.key if key else "", event.body,
    )  # fmt: skip


@dataclass(slots=True)
class _Life:
    """What is remembered of a session's earlier life."""

    snapshots: Snapshots
    world: World
    events: MutableSequence[Event]
    closings: Sequence[tuple[World, Event]]
    lived: Sequence[int]

    def fold(self, seat: str) -> SeatFold | None:
        """A seat's fold as it was kept."""
        return self.snapshots.fold(seat, self.events)


class Verifier:
    """Checks, while play goes on, what a quick start took on trust: the whole chain, and that folding it gives the world.

    `source` opens the record for reading, over a connection of its own; `seq` and `world` are the last event that the session
    had when it was opened, and its world there. `tell` hears of a fault, if there is one, once. It begins `after` so many seconds,
    when those who come back have been served, and pauses after every hundred events.
    """

    def __init__(
        self,
        source: Callable[[], Store],
        catalogue: Catalogue,
        seq: int,
        world: World,
        tell: Callable[[RecordError], None],
        pause: float = 0.05,
        after: float = 5.0,
        away: float = AWAY,
    ) -> None:
        self._source = source
        self._catalogue = catalogue
        self._seq = seq
        self._world = world
        self._tell = tell
        self._pause = pause
        self._after = after
        self._away = away
        self._ending = threading.Event()
        self.done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="check of the record", daemon=True)

    def start(self) -> None:
        """Begin to check."""
        self._thread.start()

    def stop(self) -> None:
        """Leave off checking."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait = self._after
        while not self._ending.wait(wait):
            try:
                self._check_all()
            except NotKept:
                wait = self._away
                continue
            except RecordError as fault:
                self._tell(fault)
            self.done.set()
            return

    def _check_all(self) -> None:
        store = self._source()
        try:
            self._check(store)
        finally:
            store.close()

    def _check(self, store: Store) -> None:
        world = World()
        for event in lifted_all(store.read(), self._catalogue.lifts):
            if event.seq <= self._seq:
                world = self._catalogue.evolve(world, event)
            if event.seq % 100 == 0 and self._ending.wait(self._pause):
                return
        if digest(world) != digest(self._world):
            raise RecordError(
                f"the cache beside the record held another world than the record's {self._seq} events amount to.",
                where=Place("the cache of the day", value=f"event {self._seq}"),
                who="whoever runs the day",
                mend="stop the program, remove the cache's folder and start again; the record itself is whole.",
            )


class _Packer(pickle.Pickler):
    """Writes dataclasses as what they are made of, several times faster than their own way."""

    def reducer_override(self, found: Any) -> Any:
        if is_dataclass(found) and not isinstance(found, type):
            return type(found), attributes(cast(Hashable, type(found)))[1](found)
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    """Reads nothing but plain values and what the play is made of."""

    def find_class(self, module: str, name: str) -> Any:
        """What a name stands for. Raises UnpicklingError for anything that has no business here."""
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if (
            module.startswith(OURS) and "." not in name
        ):  # a dotted name would lead on into whatever the module imports
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache of play")


def packed(value: object) -> bytes:
    """A value of play as bytes."""
    file = io.BytesIO()
    _Packer(file, protocol=5).dump(value)
    return file.getvalue()


def unpacked(content: bytes) -> Any:
    """The value that was packed. Call it only on bytes whose seal was checked."""
    return _Unpacker(io.BytesIO(content)).load()
