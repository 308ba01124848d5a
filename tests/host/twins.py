"""Twins of a record behind the host's own pages: what one viewer is answered, request by request, with nothing but marks masked.

`Inside` is a whole host without a network. It holds one room for each record it is given; every move made in them is undone again
(`Trial`), their clock stands, and nothing in them happens by itself, so that two rooms may be asked the same questions.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from shirehall.economy.figures import MEASURES, Row
from shirehall.errors import CommitConflict, UsageError
from shirehall.host.app import create_app, defended
from shirehall.host.house import House, Settings
from shirehall.host.hub import STILL
from shirehall.host.limits import Acts
from shirehall.host.live import LiveDay
from shirehall.host.register import Joined
from shirehall.host.room import Room, Waiting
from shirehall.host.serve import house_on
from shirehall.play.analyst import NoModel
from shirehall.play.clock import LiveClock
from shirehall.play.months import Umpire
from shirehall.play.moves.clock import Resume
from shirehall.play.notices.opening import doors_open
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.view import OBSERVER, WALL, shown
from shirehall.play.world import World
from tests.play.county import bigshire, catalogue
from tests.play.plays import record, step
from tests.play.steered import LiveDay as SteeredDay
from tests.play.test_noninterference import body_of

URL = "http://localhost:8000"


# ---- records ----------------------------------------------------------------------------------------------------


class CountedMonths:
    """A county that is no county: figures drawn at random for the county, every body and every site, so that there are some."""

    engine = "drawn"

    def __init__(self, seed: int) -> None:
        self.month, self._random = 0, Random(seed)

    def live(self, _terms: Any) -> tuple[str, tuple[Row, ...]]:
        """A digest and the figures."""
        self.month += 1
        subjects = [
            "county",
            *(o.id for o in bigshire().organisations),
            *(r.site for r in bigshire().county.sites),
        ]
        rows = [
            Row(self.month, name, subject, "all", float(self._random.randint(1, 999)), measure.unit)
            for name, measure in MEASURES.items()
            for subject in subjects
        ]
        return f"{self.month:064x}", tuple(rows)


class PlayedDay(SteeredDay):
    """A live day of Bigshire played at random, its run sheet laid, with drawn figures at each month's end."""

    def __init__(self, seed: int) -> None:
        self.patch, self.store = bigshire(), MemoryStore()
        self.session = Session(self.store, catalogue())
        cast = {
            seat.id: "script" if seat.id.startswith("bct") else "person" for seat in self.patch.active_seats
        }
        settings = {"seed": seed, "seconds_a_month": 600.0, "county": True}
        self.session.commit(doors_open(self.patch, cast, settings), at=0)
        self.umpire, self.at, self.runner = Umpire(self.patch, seed), 0, CountedMonths(seed)
        self.by_facilitator(Resume(), at=0)

    def pass_to(self, at: int) -> None:
        """Let time pass to a minute, with what falls due, closing months on the way."""
        while self.session.world.clock.ends <= at and not self.session.world.clock.closed:
            self.umpire.tick(self.session, self.session.world.clock.ends)
            self.umpire.close_month(self.session, self.runner)
        self.umpire.tick(self.session, at)
        self.at = at


def played(seed: int, moves: int) -> tuple[Event, ...]:
    """A short day with people's and facilitators' moves of many kinds, at a moment at which the clock runs."""
    day, random = PlayedDay(seed), Random(seed)
    for _ in range(moves):
        step(day, random)
    while day.session.world.clock.paused:
        step(day, random)
    assert not day.session.world.clock.closed
    return record(day)


def hidden(event: Event, viewer: str) -> bool:
    """Whether a viewer is shown nothing of an event."""
    return shown(event, viewer, body_of(viewer), False, catalogue()) is None


class AsGiven:
    """A record kept as it is given: a twin refers to what never happened, which no real store takes."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = list(events)

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep events at the end."""
        assert expected_seq == len(self.events)
        self.events.extend(events)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events behind a number."""
        yield from self.events[after:]

    def last_seq(self) -> int:
        """The number of the last event."""
        return len(self.events)

    def has_key(self, key: str) -> tuple[int, ...]:
        """The numbers of the events under a key."""
        return tuple(event.seq for event in self.events if key and event.key == key)

    def digest(self) -> str:
        """Nobody asks."""
        return ""

    def close(self) -> None:
        """Nothing to let go of."""


# ---- a house that stands still ----------------------------------------------------------------------------------


class Still(LiveDay):
    """The beats of a room in which nothing happens by itself and the minute never changes."""

    def begin(self, session: Session, who: Any) -> None:
        """Nobody is seated and no month is lived."""

    def minute(self, world: World) -> int:
        """The minute at which the clock stands."""
        return max(self.clock.minute(), world.at)

    def beat(self, session: Session) -> bool:
        """Nothing."""
        return False

    def heard(self, session: Session, events: Sequence[Event]) -> None:
        """Nothing follows."""


class _Undone(Exception):
    """Raised to undo what was tried."""


class Trial(Room):
    """A room in which every move is decided, answered, and undone."""

    def _do_together(self, batch: list[Waiting]) -> None:
        with self._lock:
            session = self._open()
            for waiting in batch:
                self._try(session, waiting)

    def _try(self, session: Session, waiting: Waiting) -> None:
        answer: object = None
        refused: Exception | None = None
        try:
            with session.together():
                try:
                    answer = waiting.task(session, self._beats.minute(session.world))
                except (UsageError, CommitConflict) as fault:
                    refused = fault
                raise _Undone
        except _Undone:
            pass
        if refused is not None:
            waiting.future.set_exception(refused)
        else:
            waiting.future.set_result(answer)


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers and body, marks masked."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


@dataclass(frozen=True)
class Probe:
    """One question: the method, the address, for a form its fields, for a program its JSON; and the stage of the day."""

    method: str
    path: str
    data: tuple[tuple[str, str], ...] = ()
    json: str = ""
    stage: str = "play"


MARKS = (
    (re.compile(r"'nonce-[\w-]{22}'"), "'nonce-*'"),
    (re.compile(r' nonce="[\w-]{22}"'), ' nonce="*"'),
    (re.compile(r'(content|value)="[0-9a-f]{80}"'), r'\1="mark"'),
    (re.compile(r'name="key" value="[\w-]{24}"'), 'name="key" value="key"'),
)
"""All that may differ between two answers to one question: the answer's nonce, the session's mark, the form's key."""


def masked(text: str) -> str:
    """A text without what is made anew for each answer."""
    for pattern, instead in MARKS:
        text = pattern.sub(instead, text)
    return text


class Inside:
    """A host without a network: its house, its application, and a room for each record."""

    def __init__(self, folder: Path, at: int) -> None:
        self.house: House = house_on(bigshire(), Settings(data=folder, public_url=URL, county=False))
        self.house.templates.auto_reload = False
        self.at = at
        self.app: Any = defended(create_app(self.house))
        self.runner = asyncio.Runner()
        self.run(self._begin())
        ticks = itertools.count(0, 1000)
        self.house.acts = Acts(lambda: float(next(ticks)))
        self.tokens: dict[str, str] = {}
        self.rooms: list[Room] = []

    async def _begin(self) -> None:
        self.house.hub.run_on(asyncio.get_running_loop())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something on the host's loop."""
        return self.runner.run(work)

    def close(self) -> None:
        """End the rooms and the host."""
        for room in self.rooms:
            room.stop()
        self.run(asyncio.sleep(0))
        self.house.stop()
        self.runner.close()

    def token(self, viewer: str) -> str:
        """The token of a viewer's session, one for each."""
        if viewer not in self.tokens:
            register = self.house.register
            kind = {OBSERVER: "observer", WALL: "wall"}.get(viewer, "seat")
            made = register.invite(
                kind, viewer if kind == "seat" else "", label="" if kind == "seat" else "one"
            )  # type: ignore[arg-type]
            joined = register.redeem(made.link)
            assert isinstance(joined, Joined), joined
            self.tokens[viewer] = joined.token
        return self.tokens[viewer]

    def room(self, events: Iterable[Event], kind: type[Room] = Trial) -> Room:
        """A room with these events on its record; every room is called `day`."""
        store = AsGiven(events)
        clock = LiveClock(lambda: 0.0, 1.0)
        clock.start(self.at)
        umpire = Umpire(bigshire(), 1, NoModel())
        live = Still(patch=bigshire(), umpire=umpire, clock=clock, minutes_a_second=1 / 60)
        room = kind("day", lambda: Session(store, catalogue()), live, self.house.hub)
        live.later = room.later
        room.start()
        self.rooms.append(room)
        self.house._live["day"] = live
        return room

    def enter(self, room: Room, stage: str = "play") -> None:
        """Let the pages show a room, at a stage of the day."""
        self.house._day = room
        self.house.stage = stage  # type: ignore[assignment]

    def asked(self, room: Room, viewer: str, probe: Probe) -> Answer:
        """The answer to a question, in a room."""
        self.enter(room, probe.stage)
        answer: Answer = self.run(self._asked(viewer, probe))
        if probe.method == "POST":
            for kept in self.house.drafts.all(viewer):
                self.house.drafts.drop(viewer, kept.form)
        return answer

    async def _asked(self, viewer: str, probe: Probe) -> Answer:
        told: list[dict[str, Any]] = []
        body, kind = b"", ""
        if probe.json:
            body, kind = probe.json.encode(), "application/json"
        elif probe.method == "POST":
            body, kind = urlencode(list(probe.data)).encode(), "application/x-www-form-urlencoded"

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        await self.app(self.scope(viewer, probe, kind, len(body)), _receiving(body), send)
        return answer_of(told)

    def scope(self, viewer: str, probe: Probe, kind: str = "", length: int = 0) -> dict[str, Any]:
        """A request as the server hands it on."""
        parts = urlsplit(probe.path)
        headers = {"host": "localhost:8000", "authorization": f"Bearer {self.token(viewer)}"}
        if kind:
            headers |= {
                "content-type": kind,
                "content-length": str(length),
                "idempotency-key": "a-key-of-a-probe",
            }
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": probe.method, "scheme": "http",
            "path": parts.path, "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("192.0.2.7", 50_000), "server": ("127.0.0.1", 8000),
        }  # fmt: skip

    def streamed(self, events: Sequence[Event], viewer: str) -> str:
        """All that a stream brings a viewer that opens it in the middle of a day, from the first event on, while the record grows.

        It grows by five events that the viewer sees, and all between them, at a time: an event is told as the world stands
        when it is told, so that records are compared that are cut at the same of the viewer's own events.
        """
        seen = [place + 1 for place, event in enumerate(events) if not hidden(event, viewer)]
        cuts = [*seen[len(seen) // 2 :: 5], len(events)]
        room = self.room(events[: cuts[0]], Room)
        self.house.hub._sent.clear()
        self.enter(room)
        try:
            return str(
                self.run(self._streamed(room, viewer, [events[i:j] for i, j in itertools.pairwise(cuts)]))
            )
        finally:
            room.stop()
            self.rooms.remove(room)

    async def _streamed(self, room: Room, viewer: str, rest: Sequence[Sequence[Event]]) -> str:
        told: list[dict[str, Any]] = []
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        probe = Probe("GET", "/stream?after=day.0")
        request = asyncio.create_task(self.app(self.scope(viewer, probe), receive, send))
        while not self.house.hub.online.get(viewer):
            await asyncio.sleep(0.001)
        for grown in rest:
            await room.do(_grown(grown), alone=True)
            await room.do(lambda _session, _at: None, alone=True)
            await asyncio.sleep(0)
        (stream,) = self.house.hub._streams[viewer]
        while stream.queue:
            await asyncio.sleep(0.001)
        gone.set()
        await request
        return without_clock(answer_of(told).body)


def _receiving(body: bytes) -> Callable[[], Coroutine[Any, Any, dict[str, Any]]]:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    return receive


def _grown(events: Sequence[Event]) -> Callable[[Session, int], None]:
    """The task of taking in events that are on the record already."""

    def grow(session: Session, _at: int) -> None:
        session._store.append(tuple(events), expected_seq=len(session.events))
        for event in events:
            session._take(event)

    return grow


def answer_of(told: list[dict[str, Any]]) -> Answer:
    """What was sent, as one answer."""
    start = told[0]
    headers = sorted(
        (name.decode().lower(), masked(value.decode("latin-1"))) for name, value in start["headers"]
    )
    body = b"".join(message.get("body", b"") for message in told[1:])
    return Answer(start["status"], tuple(headers), masked(body.decode("utf-8", "backslashreplace")))


def without_clock(stream: str) -> str:
    """What a stream brought, besides the clock, which is told whenever anything is and is the same for all, and heartbeats."""
    pieces = stream.split("\n\n")
    told = [piece for piece in pieces if piece.startswith("event: clock\n")]
    assert all(set(json.loads(piece.partition("data: ")[2])) == CLOCK for piece in told), (
        "the clock tells more than the clock"
    )
    return "\n\n".join(piece for piece in pieces if piece not in (*told, STILL.strip()))


CLOCK = {
    "stage",
    "month",
    "number",
    "minute",
    "seconds_left",
    "running",
    "paused",
    "closed",
    "computing",
    "pack",
}
