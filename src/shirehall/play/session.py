"""The session: decide what a move amounts to, commit it durably, fold it, and show each seat its own view."""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from shirehall.errors import CommitConflict, UsageError
from shirehall.play.altered import altered
from shirehall.play.catalogue import Catalogue
from shirehall.play.checks import fields_hold
from shirehall.play.fields import THINGS, Ask, fields_of, plain
from shirehall.play.kinds import Move, Refusal
from shirehall.play.notices.refusal import kept, refused
from shirehall.play.record.event import EVERYONE, FIRST, Draft, Event, numbered
from shirehall.play.record.lift import lifted_all
from shirehall.play.record.store import Store
from shirehall.play.rules import not_possible
from shirehall.play.view import SeatFold, View
from shirehall.play.world import World, at_minute

HIDDEN_REASON = Refusal("", "that is not possible now.", "nobody you can ask; it may become possible")
KEY_TAKEN = Refusal(
    "", "that key was used before, for another move.", "the program that sent it: give every move its own key"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a move: the events it caused (a refusal is one too), and the refusal, if it was refused."""

    events: tuple[Event, ...]
    refusal: Refusal | None = None


def decide(world: World, fold: SeatFold, ask: Ask, catalogue: Catalogue) -> list[Draft] | Refusal:
    """What a move amounts to. Pure: it reads the world and the seat's own view of it, and changes nothing.

    The seat's view decides first and gives the words of any refusal. When only what is hidden from the seat stands in the
    way, the refusal says no more than that it is not possible now.
    """
    move = catalogue.move_of(ask)
    seen = fold.seen(world.at)
    refusal = in_order(seen, fold.seat, move) or fields_hold(seen, ask) or move.check(seen, fold.seat, ask)
    if refusal is not None:
        return refusal
    asked = fold.in_record(ask)
    if fields_hold(world, asked) or move.check(world, fold.seat, asked):
        return HIDDEN_REASON
    drafts = move.facts(world, fold.seat, asked)
    if move.quotes is not None:
        quoted = {**drafts[0].body, **move.quotes(seen, fold.seat, ask)}
        drafts[0] = altered(drafts[0], body=quoted)
    return drafts


def in_order(seen: World, seat: str, move: Move) -> Refusal | None:
    """Whether the seat may move at all, and make this move from where it sits."""
    if not seen.opened:
        return not_possible("the day has not opened.", "the facilitator")
    chair = seen.seats.get(seat)
    if chair is None or chair.left:
        return not_possible("that seat does not exist, or was left.", "the facilitator")
    control = seen.organisations[chair.organisation].kind == "control"
    if move.control and not control:
        return not_possible("only a facilitator can do that.", "the facilitator")
    if seen.clock.closed:
        return not_possible("the round is over.", "the facilitator")
    if seen.clock.paused and not control:
        return not_possible("the clock is paused.", "the facilitator")
    meeting = seen.in_meeting(seat)
    if meeting is not None and not move.in_meeting:
        return not_possible(
            f"you sit in a meeting until minute {meeting.ends}.", "whoever called the meeting"
        )
    return None


class Remembered(Protocol):
    """A session's earlier life: the record's first events and what they amounted to, so that they need not be folded anew."""

    world: World
    events: MutableSequence[Event]
    closings: Sequence[tuple[World, Event]]
    lived: Sequence[int]

    def fold(self, seat: str) -> SeatFold | None:
        """A seat's fold as it was after its event `read`, if it is remembered."""


class Session:
    """A day in play over one record.

    Nothing is acknowledged or shown before the store holds it; when the store fails, the world is where it was. The
    session knows no wall clock and draws nothing at random: every call says the play minute at which it happens. `closings`
    holds each month's close with the world just before it, `lived` the numbers of the events of the months that were lived.
    """

    def __init__(self, store: Store, catalogue: Catalogue, remembered: Remembered | None = None) -> None:
        self.catalogue = catalogue
        self.world = remembered.world if remembered else World()
        self.events: MutableSequence[Event] = remembered.events if remembered else []
        self._remembered = remembered
        self._store = store
        self._folds: dict[str, SeatFold] = {}
        self._unseen: dict[str, list[Event]] = {}
        self.closings: list[tuple[World, Event]] = [*remembered.closings] if remembered else []
        self.lived: list[int] = [*remembered.lived] if remembered else []
        self._keys: dict[str, tuple[int, ...]] = {}
        self._together = False
        self._held: list[Event] = []
        about = getattr(store, "about", None)
        for event in lifted_all(store.read(after=len(self.events)), catalogue.lifts, about):
            self._take(event)

    def catch_up(self) -> None:
        """Take in what the store holds beyond what is known here: after a commit of which nobody knew whether it was kept."""
        for event in lifted_all(self._store.read(len(self.events)), self.catalogue.lifts):
            self._take(event)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def view(self, seat: str, at: int | None = None) -> View:
        """What a seat may see now, or at a later play minute at which nothing more has happened."""
        return self._fold(seat).view(self.world.at if at is None else at)

    def news(self, seat: str, after: int) -> tuple[World, Sequence[Event], int]:
        """For streams: a seat's world, what it may see beyond its own event number `after`, and how many events it has in all."""
        fold = self._fold(seat)
        return fold.world, fold.events[after:], len(fold.events)

    def submit(self, seat: str, ask: Ask, *, at: int, origin: str = "person", key: str = "") -> Outcome:
        """Make a move for a seat at a play minute.

        A key that was used before gives its first outcome again to the same seat for the same ask; to anybody else, and
        for another ask, it is refused. Raises UsageError for an ask that no move takes and for a minute that is past, and
        CommitConflict or RecordError when the store could not keep it; then nothing has happened.
        """
        move, fold = self.catalogue.move_of(ask), self._fold(seat)
        repeated = self._under(key) if key else ()
        if repeated and self._same(self.events[repeated[0] - 1], fold, ask):
            return self._again(repeated)
        decided = KEY_TAKEN if repeated else decide(at_minute(self.world, at), fold, ask, self.catalogue)
        own_key = "" if repeated else key
        if not isinstance(decided, Refusal):
            return Outcome(self.commit(decided, at=at, origin=origin, key=own_key))
        draft = refused(seat, fold.organisation, move.name, plain(ask), decided)
        return Outcome(self.commit([draft], at=at, origin=origin, key=own_key), decided)

    def commit(self, drafts: Sequence[Draft], *, at: int, origin: str = "engine", key: str = "",
               expected_seq: int | None = None) -> tuple[Event, ...]:  # fmt: skip
        """Number the drafts, keep them durably, and only then fold them.

        `expected_seq` is the last event the caller knew; the present one when left out. Raises CommitConflict when the
        record has moved on, RecordError when it cannot be kept.
        """
        last = len(self.events)
        if expected_seq is not None and expected_seq != last:
            raise CommitConflict(
                f"the record is at event {last}, not {expected_seq}.", mend="read on and ask again."
            )
        if at < self.world.at:
            raise UsageError(
                f"the play stands at minute {self.world.at}; nothing can happen at minute {at} any more.",
                mend="give the present minute of the clock, or a later one.", who="the program that calls",
            )  # fmt: skip
        if not drafts:
            return ()
        events = tuple(
            self._numbered(draft, last + 1 + i, last + 1, at, origin, key) for i, draft in enumerate(drafts)
        )
        if self._together:
            self._held.extend(events)
        else:
            self._store.append(events, expected_seq=last)
        for event in events:
            self._take(event)
        return events

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep everything committed inside in one transaction, when the block ends: all of it or nothing.

        Nothing of it may be acknowledged or shown before. When the block raises, or the store cannot keep it, the session is
        where it was before the block, and the error goes on to the caller. A block within another is a part of it.
        """
        if self._together:
            yield
            return
        world, known = self.world, len(self.events)
        self._together, self._held = True, []
        try:
            yield
            if self._held:
                self._store.append(tuple(self._held), expected_seq=known)
        except BaseException:
            self._back_to(world, known)
            raise
        finally:
            self._together, self._held = False, []

    def _back_to(self, world: World, known: int) -> None:
        """Be again where the record had `known` events. Seats' folds that had read on are made anew when asked for."""
        for event in self.events[known:]:
            self._keys.pop(event.key, None)
        del self.events[known:]
        self.closings = [each for each in self.closings if each[1].seq <= known]
        self.lived = [number for number in self.lived if number <= known]
        self.world = world
        for seat in [seat for seat, fold in self._folds.items() if fold.read > known]:
            del self._folds[seat], self._unseen[seat]
        for seat, unseen in self._unseen.items():
            self._unseen[seat] = [event for event in unseen if event.seq <= known]

    def _numbered(self, draft: Draft, seq: int, first: int, at: int, origin: str, key: str) -> Event:
        kind = self.catalogue.kind(draft.kind)
        cause = FIRST if draft.cause is None and seq != first else draft.cause
        told = altered(draft, cause=cause, origin=draft.origin or origin, version=kind.version)
        return numbered(told, seq, first, at, self.world.clock.month, key, (*kind.numbers,))

    def months_lived(self) -> list[Event]:
        """What was committed of each month that the county lived, in order."""
        return [self.events[number - 1] for number in self.lived]

    def _take(self, event: Event) -> None:
        if event.kind == "month-closed":
            self.closings.append((self.world, event))
        if event.kind == "month-lived":
            self.lived.append(event.seq)
        self.world = self.catalogue.evolve(self.world, event)
        self.events.append(event)
        if event.key:
            self._keys[event.key] = (*self._keys.get(event.key, ()), event.seq)
        for seat in self._unseen if EVERYONE in event.audience else event.audience:
            if seat in self._unseen:
                self._unseen[seat].append(event)

    def knows(self, key: str) -> bool:
        """Whether something was made under a key, so that whoever sends it again asks for the first answer."""
        return bool(self._under(key))

    def _under(self, key: str) -> tuple[int, ...]:
        """The numbers of the events under a key. The store knows the keys of a life that is only remembered."""
        known = self._keys.get(key, ())
        return known if known or self._remembered is None else self._store.has_key(key)

    def _fold(self, seat: str) -> SeatFold:
        """The seat's fold, brought up to the last event. A moderator reads everything, a player what is meant for it."""
        entry = self._folds.get(seat)
        if entry is None:
            remembered = self._remembered.fold(seat) if self._remembered else None
            entry = self._folds[seat] = remembered or SeatFold(seat, self.catalogue)
            unseen = self.events[entry.read :]
        else:
            unseen = self.events[entry.read :] if entry.sees_all else self._unseen[seat]
        for event in unseen:
            entry.see(event)
        entry.read = len(self.events)
        self._unseen[seat] = []
        return entry

    def fold(self, seat: str) -> SeatFold:
        """A viewer's fold, brought up to the last event: to be kept, not to be altered."""
        return self._fold(seat)

    def folded(self) -> tuple[str, ...]:
        """The viewers whose folds are kept up."""
        return tuple(self._folds)

    def _same(self, first: Event, fold: SeatFold, ask: Ask) -> bool:
        """Whether an event came of this ask by this seat, as far as the record tells: move, thing, words, evidence."""
        move = self.catalogue.move_of(ask)
        if first.seat != fold.seat:
            return False
        if first.kind == "move-refused":
            return bool(first.body["move"] == move.name and first.body["attempted"] == kept(plain(ask)))
        things = [getattr(ask, field.name) for field in fields_of(move.ask) if field.what in THINGS]
        if things and first.subject != first.seq and fold.local(first.subject) not in things:
            return False
        told = first.body.get("text"), first.about, fold.local(first.body.get("evidence", ()))
        return first.kind in {kind.name for kind in move.kinds} and told == (
            ask.text,
            ask.about,
            ask.evidence,
        )

    def _again(self, numbers: tuple[int, ...]) -> Outcome:
        events = tuple(self.events[number - 1] for number in numbers)
        body = events[0].body
        if events[0].kind == "move-refused":
            return Outcome(events, Refusal(body["rule"], body["why"], body["who"]))
        return Outcome(events)
