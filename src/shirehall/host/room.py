"""The room: one writer for one day. Submits queue up, are decided and kept together, and only then acknowledged and shown."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

from shirehall.errors import CommitConflict, RecordError, ShirehallError, UsageError
from shirehall.play.fields import Ask
from shirehall.play.record import faults
from shirehall.play.record.event import Draft, Event
from shirehall.play.session import Outcome, Session
from shirehall.play.view import Seen, View
from shirehall.play.world import World

MOST_TOGETHER = 64
"""Submits decided in one transaction at most, so that none waits long behind the others."""
BEAT = 0.1
"""Seconds between two looks at the clock."""
REST = 0.1
"""Seconds after which a piece of what could wait is done although the writer has more to do: else a busy day would never do it."""
YIELD = 0.0005
"""Seconds left to those who want to read, between two steps of what happens by itself."""
AWAY = 0.1
"""Seconds between two tries of a store that is away."""
PATIENCE = 5.0
"""Seconds that a submit waits for a store that is away for a moment, before it is told so."""


class NotKept(ShirehallError):
    """The store could not keep a move for now. Nothing has happened; the same move may be sent again under its key."""

    who = "the facilitator"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where play stands: the month and its name, the minute, how long the month has left, and what the clock does.

    `seconds_left` are seconds of the wall until the month ends, if nothing is paused. On a pack of several rounds `round` is the
    title of the present one, and its months are counted from 1.
    """

    month: int
    label: str
    minute: int
    ends: int
    seconds_left: float
    running: bool
    paused: bool
    closed: bool
    computing: bool
    months: int
    round: str = ""
    month_of_round: int = 0
    months_of_round: int = 0

    @property
    def in_round(self) -> str:
        """The round and its month in words; empty on a pack of one round."""
        if not self.round:
            return ""
        return f"{self.round.partition(':')[0]}, month {self.month_of_round} of {self.months_of_round}"


class Beats(Protocol):
    """What happens in a room by itself: the clock, the scripts, the county. Called on the writer's thread, lock held."""

    def minute(self, world: World) -> int:
        """The play minute now."""

    def beat(self, session: Session) -> bool:
        """One small step of whatever is due; whether there is more to do at once."""

    def heard(self, session: Session, events: Sequence[Event]) -> None:
        """Something was committed, by whomever."""

    def moment(self, world: World) -> Moment:
        """Where play stands."""


class Shows(Protocol):
    """Whoever is shown what is new: the streams."""

    def shown(self, room: str, session: Session) -> None:
        """Something new is on the record. Called on the writer's thread, lock held."""


Wrong = TypeVar("Wrong")
Task = Callable[[Session, int], object]


@dataclass(slots=True)
class Waiting:
    """A task that waits for the writer, and whoever waits for it. `alone` tasks commit for themselves, outside any batch."""

    task: Task
    future: Future[object]
    alone: bool = False
    since: float = 0.0


class Room:
    """One day in play (or one practice), owned by one writer thread.

    `opened` opens the session and is called on the writer's own thread, where its store then stays. Views are frozen and may
    be read on any thread. When the writer cannot go on, `failed` is called once and every later submit is refused. `idle` does
    one small piece of what can wait, when nothing else is to be done and every `REST` seconds at least.
    """

    def __init__(self, name: str, opened: Callable[[], Session], beats: Beats, shows: Shows,
                 failed: Callable[[ShirehallError], None] = lambda _fault: None,
                 idle: Callable[[Session], bool] = lambda _session: False) -> None:  # fmt: skip
        self.name = name
        self._opened = opened
        self._beats = beats
        self._shows = shows
        self._failed = failed
        self._idle = idle
        self._tasks: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self._lock = threading.RLock()
        self._session: Session | None = None
        self._ready: Future[None] = Future()
        self._ending = threading.Event()
        self._unsure = False
        self.fault: ShirehallError | None = None
        self._thread = threading.Thread(target=self._write, name=f"writer of {name}", daemon=True)

    # ---- for everybody ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the record and begin. Raises what opening raised."""
        self._thread.start()
        self._ready.result()

    def stop(self, seconds: float = 3.0) -> None:
        """Finish what is in hand, close the record and end."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def view(self, viewer: str) -> View:
        """What a viewer may see now: frozen, and whole."""
        with self._lock:
            session = self._open()
            view = session.view(viewer, self._beats.minute(session.world))
            if isinstance(view.events, Seen):
                view.events.here()
            return view

    def seen(self, viewer: str) -> int:
        """How many events a viewer has seen."""
        with self._lock:
            return len(self._open().fold(viewer).events)

    def news(
        self, viewer: str, after: int | None, told: Callable[[int], None] = lambda _n: None
    ) -> tuple[World, Sequence[Event]]:
        """What is new to a viewer beyond its event `after` (nothing, when that is None); `told` hears at once how many it has in all."""
        with self._lock:
            world, events, in_all = self._open().news(viewer, max(after or 0, 0))
            told(in_all)
            return world, [] if after is None else list(events)

    def moment(self) -> Moment:
        """Where play stands."""
        with self._lock:
            return self._beats.moment(self._open().world)

    def last_seq(self) -> int:
        """The number of the last event on the record."""
        return len(self._open().events)

    async def submit(self, seat: str, ask: Ask, *, key: str, origin: str = "person") -> Outcome:
        """Make a move for a seat, now. It returns when the move is kept for good.

        Raises UsageError for what no move takes, NotKept when the store was away or full: then nothing has happened.
        """
        outcome = await self.read_and_submit(seat, lambda _view: ask, key=key, origin=origin)
        assert isinstance(outcome, Outcome)
        return outcome

    async def read_and_submit(
        self, seat: str, read: Callable[[View], Ask | Wrong], *, key: str, origin: str = "person"
    ) -> Outcome | Wrong:
        """As `submit`, for an ask that is first read by what the seat sees at that moment, on the writer's own thread.

        Whatever `read` gives other than an ask is given back, and nothing is made.
        """

        def make(session: Session, at: int) -> Outcome | Wrong:
            theirs(session.world, seat)
            ask = read(session.view(seat, at))
            return session.submit(seat, ask, at=at, origin=origin, key=key) if isinstance(ask, Ask) else ask

        return cast("Outcome | Wrong", await self.do(make))

    async def do(self, task: Task, *, alone: bool = False) -> object:
        """Have the writer do something with the session: in the next batch, or `alone` when it commits more than once."""
        return await asyncio.wrap_future(self.later(task, alone=alone))

    def later(self, task: Task, *, alone: bool = False) -> Future[object]:
        """As `do`, from any thread."""
        waiting = Waiting(task, Future(), alone, time.monotonic())
        if self.fault is not None:
            waiting.future.set_exception(self.fault)
        else:
            self._tasks.put(waiting)
        return waiting.future

    # ---- the writer's own thread --------------------------------------------------------------------------------

    def _open(self) -> Session:
        if self._session is None:
            raise UsageError("the room is not open.", mend="open the doors first.", who="the facilitator")
        return self._session

    def _write(self) -> None:
        try:
            with self._lock:
                self._session = self._opened()
        except BaseException as fault:  # noqa: BLE001 (told to whoever started the room)
            self._ready.set_exception(fault)
            return
        self._ready.set_result(None)
        try:
            more, rested = False, time.monotonic()
            while not self._ending.is_set():
                batch = self._gather(0.0 if more else BEAT)
                if batch:
                    self._serve(batch)
                more = self._beat()
                if time.monotonic() - rested >= REST or not (batch or more):
                    rested = time.monotonic() + (0.0 if self._rest() else PATIENCE)
                time.sleep(YIELD if more else 0)
            self._serve(self._gather(0.0))
        except ShirehallError as fault:
            self._give_up(fault)
        except Exception as fault:
            self._give_up(RecordError(f"the writer of the record stopped: {type(fault).__name__}: {fault}.",
                                      mend="start the host again; everything acknowledged is kept."))  # fmt: skip
            raise
        finally:
            self._session_closed()

    def _session_closed(self) -> None:
        with self._lock:
            if self._session is not None:
                self._session.close()

    def _gather(self, seconds: float) -> list[Waiting]:
        batch: list[Waiting] = []
        try:
            batch.append(self._tasks.get(timeout=seconds) if seconds else self._tasks.get_nowait())
            while len(batch) < MOST_TOGETHER:
                batch.append(self._tasks.get_nowait())
        except queue.Empty:
            pass
        return batch

    def _serve(self, batch: list[Waiting]) -> None:
        """Do a batch: those that go together in one transaction, the others one by one after it.

        A full disk is told at once. A store that is away is waited for, a few seconds and without holding up those who read. Any
        other fault of the record ends the writer.
        """
        together = [waiting for waiting in batch if not waiting.alone]
        while together:
            try:
                self._do_together(together)
                break
            except faults.DiskFull as full:
                tell(together, NotKept(full.what, where=full.where, mend=full.mend, who=full.who))
                break
            except (faults.NotKept, faults.OutcomeUnknown) as away:
                self._unsure = self._unsure or isinstance(away, faults.OutcomeUnknown)
                together = self._still_patient(together)
            except RecordError as fault:
                tell(together, fault)
                raise
        for waiting in batch:
            if waiting.alone:
                self._do_alone(waiting)

    def _do_together(self, batch: list[Waiting]) -> None:
        done: list[tuple[Waiting, object, ShirehallError | None]] = []
        with self._lock:
            session = self._open()
            self._catch_up(session)
            known = len(session.events)
            with session.together():
                at = self._beats.minute(session.world)
                for waiting in batch:
                    try:
                        done.append((waiting, waiting.task(session, at), None))
                    except (UsageError, CommitConflict) as fault:
                        done.append((waiting, None, fault))
            for waiting, answer, refused in done:
                if refused is None:
                    waiting.future.set_result(answer)
                else:
                    waiting.future.set_exception(refused)
            self._tell(session, known)

    def _do_alone(self, waiting: Waiting) -> None:
        with self._lock:
            session = self._open()
            known = len(session.events)
            try:
                waiting.future.set_result(waiting.task(session, self._beats.minute(session.world)))
            except ShirehallError as fault:
                waiting.future.set_exception(fault)
            self._tell(session, known)

    def _still_patient(self, batch: list[Waiting]) -> list[Waiting]:
        """Those still worth another try, after a moment; those that waited long enough are told."""
        now = time.monotonic()
        tell(
            [waiting for waiting in batch if now - waiting.since > PATIENCE],
            NotKept(
                "the record's store does not answer; your words are kept.", mend="send it again in a moment."
            ),
        )
        time.sleep(AWAY)
        return [waiting for waiting in batch if now - waiting.since <= PATIENCE]

    def _catch_up(self, session: Session) -> None:
        """When it was unknown whether the last commit was kept, take in what was."""
        if self._unsure:
            session.catch_up()
            self._unsure = False

    def _beat(self) -> bool:
        """One step of what happens by itself. A store that is away or full makes it wait; play time stands meanwhile."""
        with self._lock:
            session = self._open()
            known = len(session.events)
            try:
                self._catch_up(session)
                return self._beats.beat(session)
            except (faults.NotKept, faults.OutcomeUnknown) as away:
                self._unsure = self._unsure or isinstance(away, faults.OutcomeUnknown)
            finally:
                self._tell(session, known)
        time.sleep(AWAY)
        return False

    def _rest(self) -> bool:
        """Do one piece of what could wait. A store that is away leaves it for later; whether it was there."""
        with self._lock:
            try:
                self._idle(self._open())
            except (faults.NotKept, faults.OutcomeUnknown):
                return False
        return True

    def _tell(self, session: Session, known: int) -> None:
        if len(session.events) > known:
            self._beats.heard(session, session.events[known:])
            self._shows.shown(self.name, session)

    def _give_up(self, fault: ShirehallError) -> None:
        self.fault = fault
        while True:
            try:
                self._tasks.get_nowait().future.set_exception(fault)
            except queue.Empty:
                break
        self._failed(fault)


def theirs(world: World, seat: str) -> None:
    """Refuse a person's move for a seat that a script fills by now. Raises UsageError."""
    chair = world.seats.get(seat)
    if chair is not None and chair.filled_by not in ("person", "nobody"):
        raise UsageError(
            f"a {chair.filled_by} plays your seat now; your words are kept.",
            mend="ask a facilitator to give it back.",
            who="a facilitator",
        )


def tell(batch: Sequence[Waiting], fault: ShirehallError) -> None:
    """Tell those who wait what went wrong."""
    for waiting in batch:
        waiting.future.set_exception(fault)


def committing(drafts: Sequence[Draft]) -> Task:
    """The task of committing some drafts, as the engine's."""
    return lambda session, at: session.commit(drafts, at=at)
