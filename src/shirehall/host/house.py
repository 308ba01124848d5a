"""The house: everything that the pages of one day share, wired once when the host starts."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from jinja2 import Environment

from shirehall.errors import ShirehallError, UsageError
from shirehall.host.codes import Secret
from shirehall.host.county_worker import CountyWorker
from shirehall.host.dayplan import DayPlan
from shirehall.host.drafts import Drafts
from shirehall.host.hub import Hub
from shirehall.host.limits import Acts, Guesses
from shirehall.host.live import LiveDay
from shirehall.host.practising import CUT_SHORT, PracticeTime, end_in_time
from shirehall.host.register import Register
from shirehall.host.room import Room
from shirehall.host.rounds import close_round, is_between, model_again, round_settings, seeds_for, take_up
from shirehall.host.sessions import Sessions
from shirehall.host.stores import Stores
from shirehall.host.telling import Teller
from shirehall.host.walltime import SteadyWall
from shirehall.host.warming import Warming
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import shortened
from shirehall.play.catalogue import Catalogue, gathered
from shirehall.play.clock import LiveClock
from shirehall.play.drafting import engine
from shirehall.play.months import Umpire
from shirehall.play.notices.opening import opening
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.small import write_whole
from shirehall.play.session import Session
from shirehall.players.cast import cast
from shirehall.study.notebook.feedback import opening as opening_of_feedback
from shirehall.study.notebook.store import Notebook

Stage = Literal["before", "doors", "film", "practice", "play", "interval", "feedback", "closed"]
STAGES = get_args(Stage)
CALM = 6.0
"""Seconds after a start in which the county's processes let everybody come back first."""
LIVE = ("doors", "film", "play", "interval", "feedback", "closed")
"""The stages in which the day's own record is there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a day is hosted. `seconds_a_month` are of the wall; `months` 0 stands for the pack's whole rounds.
    `copy` is the folder of the second copies, best on another disk. `rounds` is how many of the pack's rounds are played, 0 for all
    of them, and `round_seeds` gives one, by its id or number, a seed of its own.

    `who` maps a seat, a body or `*` to person, script, random, silent or nobody; seats it does not name are people's.
    """

    data: Path
    database: str = ""
    public_url: str = "http://localhost:8000"
    lan: bool = True
    seconds_a_month: float = 1200.0
    seed: int = 1
    months: int = 0
    county: bool = True
    copy: Path | None = None
    who: Mapping[str, str] = field(default_factory=dict)
    rounds: int = 0
    round_seeds: Mapping[str, int] = field(default_factory=dict)


class House:
    """One day: its pack, its rooms, its stores and its streams. Made on the loop's thread; rooms write on their own.

    It is made without its stores, so that its pages can be put together before a process is begun that opens them (`take`).
    `named` is the pack that the command names, `whole` that pack with the months that are played, `patch` the pack as it stands in
    the present round; `seeds` has one for each round that is played.
    """

    stores: Stores
    register: Register
    notebook: Notebook
    drafts: Drafts
    secret: Secret
    plan: DayPlan
    sessions: Sessions
    stage: Stage

    def __init__(self, patch: Patch, settings: Settings, templates: Environment) -> None:
        self.named = patch
        self.patch = self.whole = shortened(patch, settings.months)
        self.seeds = seeds_for(self.whole, settings)
        self.settings = settings
        self.warming = Warming(self._spare_worker)
        self.acts = Acts(time.monotonic)
        self.guesses = Guesses(time.monotonic)
        self.catalogue: Catalogue = gathered()
        self.templates = templates
        self.teller = Teller(patch, self.catalogue, templates)
        self.hub = Hub(self.teller)
        self.hub.tell_clock = self.tell_clock
        self.began = time.monotonic()
        self._day: Room | None = None
        self._practice: Room | None = None
        self.practice: PracticeTime | None = None
        self.steady: Callable[[], float] = time.monotonic
        self.said = ""
        self.reopening = False
        self.reopen: Callable[[], None] | None = None
        self._to_come: set[asyncio.Task[None]] = set()
        self._live: dict[str, LiveDay] = {}
        self._workers: list[CountyWorker] = []
        self._note = _Note(settings.data / "day.json")
        self.told_clock = ""

    def take(self, stores: Stores) -> None:
        """Take the day's stores, and read what lies beside its record. Nobody is served before."""
        self.stores, self.secret = stores, stores.secret
        self.register, self.notebook, self.drafts = stores.register, stores.notebook, stores.drafts
        self.register.when_ended(self._sessions_ended)
        self.plan = DayPlan(self.settings.data / "plan.json")
        self.sessions = Sessions(stores.register, self.patch)
        self.stage = self._note.read("stage", "before")
        self.began = time.monotonic()

    # ---- rooms --------------------------------------------------------------------------------------------------

    @property
    def room(self) -> Room:
        """The room in use: the practice's while practising, else the day's. Raises UsageError before doors open."""
        if self.stage == "practice" and self._practice is not None:
            return self._practice
        if self._day is None:
            raise UsageError(
                "the doors are not open yet.",
                mend="wait until the facilitator opens them.",
                who="the facilitator",
            )
        return self._day

    @property
    def day(self) -> Room | None:
        """The day's own room, none before doors open."""
        return self._day

    @property
    def open(self) -> bool:
        """Whether there is a room: from doors open, and in a practice."""
        return self.stage == "practice" or (self.stage != "before" and self._day is not None)

    @property
    def who(self) -> dict[str, str]:
        """Who is to fill which seat when the doors open: as the host was started, and as facilitators chose since."""
        return {**self.settings.who, **self.plan.who}

    @property
    def live(self) -> LiveDay:
        """What happens by itself in the room in use."""
        return self._live[self.room.name]

    def resume(self) -> None:
        """After a start of the host: take the day up again where its record stands. A practice that was cut short is over."""
        if self.stage == "practice":
            self.stage = "doors" if self.stores.has_record else "before"
            self.said = CUT_SHORT
        if self.stores.has_record:
            self._day = self._opened("day", self.stores.record, self.settings.county)
            if self.stage == "before":
                self.stage = "doors"
        elif self.stage in LIVE:
            self.stage = "before"
        self._note.write(stage=self.stage)

    @property
    def modelling(self) -> bool:
        """Whether what was agreed is being put to the county's model, between two rounds."""
        return self._day is not None and self._live["day"].modelling

    @property
    def ways(self) -> tuple[str, ...]:
        """The stages that the day can go to now. To the interval when a round is over and another is to come; on from it in that one."""
        shut = ("play",) if self.stage == "interval" and (is_between(self) or self.modelling) else ()
        hidden = shut if is_between(self) else ("interval", *shut)
        return tuple(to for to in WAYS[self.stage] if to not in hidden)

    async def change_stage(self, stage: str, who: str) -> None:
        """Go on to another stage of the day, as facilitator `who`. Raises UsageError for a way that there is not."""
        if self.reopening:
            raise UsageError("another pack is being taken up.", mend="wait a moment.", who="the facilitator")
        if stage not in STAGES or stage not in self.ways:
            raise UsageError(f"from “{self.stage}” the day cannot go to “{stage}”.",
                             mend=f"go to one of: {', '.join(self.ways)}.", who="the facilitator")  # fmt: skip
        if stage in ("interval", "feedback"):
            await close_round(self, needed=stage == "interval")
        was, wanted, self.said = self.stage, stage, ""
        if wanted == "practice":
            self._begin_practice()
        elif was == "practice":
            self._end_practice()
        if wanted in LIVE and self._day is None:
            self._day = self._opened("day", self.stores.record, self.settings.county)
        self.stage = wanted  # type: ignore[assignment]
        self._note.write(stage=wanted)
        if wanted == "play" and self._day is not None and self._day.moment().paused:
            await self._make("resume", who)
        if (
            wanted == "feedback"
            and self._day is not None
            and not self._day.moment().paused
            and not self._day.moment().closed
        ):
            await self._make("pause", who)
        if wanted == "feedback":
            now = datetime.now(UTC).isoformat(timespec="seconds")
            await asyncio.to_thread(self.notebook.write, opening_of_feedback(who), now)
        if wanted in ("feedback", "closed"):
            await asyncio.to_thread(self.register.day_ended)
        if "practice" in (was, wanted) or was == "before":
            self.hub.change_room(_moved(self.stage))
        self.hub.say("refresh", {"what": ["stage"], "stage": self.stage})
        self.tell_clock()

    async def _make(self, move: str, who: str) -> None:
        if self._day is not None:
            ask = self.catalogue.moves[move].ask()
            await self._day.submit(who, ask, key=f"stage-{secrets.token_hex(8)}", origin="facilitator")

    def _opened(self, name: str, store_of: Callable[[], Any], county: bool) -> Room:
        """A room on a store, opened on the writer's thread; an empty record is opened as a day that has not begun to run."""
        patch = self.patch if name == "day" else for_practice(self.patch)
        live = self._live[name] = self._beats(name, county, patch)

        def opened() -> Session:
            store = store_of()
            session = (
                self.stores.session(store, self.catalogue)
                if name == "day"
                else Session(store, self.catalogue)
            )
            if not session.events:
                self._open_day(session, county, patch)
            if name == "day":
                take_up(self, session, live)
            live.begin(
                session,
                {seat: c.filled_by for seat, c in session.world.seats.items() if c.filled_by in SCRIPTED},
            )
            if name == "day":
                model_again(self, session, live)
            return session

        def idle(session: Session) -> bool:
            return name == "day" and self.stores.idle(session, self.hub.waiting)

        room = Room(name, opened, live, self.hub, self._failed, idle)
        live.later = lambda task: room.later(task, alone=True)
        room.start()
        if name == "day":
            self.stores.follow()
        return room

    def _beats(self, name: str, county: bool, patch: Patch) -> LiveDay:
        settings = self.settings
        clock, pace = self.clock_for(patch)
        workers = [self._worker(CALM), self._worker(3 * CALM)] if county and name == "day" else []
        return LiveDay(
            patch=patch,
            umpire=self.umpire_for(patch, self.seeds[0], modelled=bool(workers)),
            clock=clock,
            minutes_a_second=pace,
            county=workers[0] if workers else None,
            analyst=workers[1] if workers else None,
            mark=settings.data / "minute" if name == "day" else None,
            trace=self.stores.trace if name == "day" else lambda _trace: None,
        )

    def clock_for(self, patch: Patch) -> tuple[LiveClock, float]:
        """A clock for a round, and its play minutes a second of the wall."""
        pace = patch.round.minutes_a_month / self.settings.seconds_a_month
        return LiveClock(SteadyWall(time.monotonic), pace * 60), pace

    def umpire_for(self, patch: Patch, seed: int, *, modelled: bool) -> Umpire:
        """The umpire of a round; questions to the model are seen to by a worker, where the county is lived."""
        first = patch.first_month(patch.played[0])
        return Umpire(patch, seed, None if modelled else _no_model(), first)

    def _worker(self, calm: float) -> CountyWorker:
        patch, settings = self.patch, self.settings
        short = settings.months if len(self.whole.head.rounds) > 1 else 0
        worker = CountyWorker(
            patch.path, patch.head.managers, self.seeds[0], settings.data / "county", calm, short
        )
        self._workers.append(worker)
        return worker

    def _spare_worker(self) -> CountyWorker:
        """A worker that warms the county before the day and is let go again."""
        return CountyWorker(self.patch.path, self.patch.head.managers, self.seeds[0])

    def _open_day(self, session: Session, county: bool, patch: Patch) -> None:
        """The day's first events: the roster, the papers, and a clock that stands still until the facilitator starts it."""
        settings = self.settings
        _, labels = cast(self.patch, {name: kind for name, kind in self.who.items() if kind in SCRIPTED})
        filled = {seat: self._filled(seat, label) for seat, label in labels.items()}
        told = {
            "seed": self.seeds[0],
            "county": county,
            "managers": self.patch.head.managers,
            "detail": self.patch.head.detail,
            "injects_a_month": self.patch.head.pressure.injects_a_month.value,
            "months": settings.months,
            "live": True,
            "seconds_a_month": settings.seconds_a_month,
            **round_settings(self),
        }
        pause = engine("clock-paused", {"text": "", "minutes": 0}, audience=("*",))
        session.commit([*opening(patch, filled, told), pause], at=0)

    def to_be_filled(self, seat: str) -> str:
        """Who is to fill a seat when the doors open: a person unless something else was chosen."""
        body = next(each.organisation for each in self.patch.active_seats if each.id == seat)
        return self.who.get(seat) or self.who.get(body) or self.who.get("*", "person")

    def _filled(self, seat: str, label: str) -> str:
        """Who the record says fills a seat: a script where one was chosen, nobody in control's seats or where so chosen, else a person."""
        body = next(each.organisation for each in self.patch.active_seats if each.id == seat)
        if self.patch.organisation(body).kind == "control":
            return "nobody"
        chosen = self.to_be_filled(seat)
        if chosen in SCRIPTED:
            return label
        return "nobody" if chosen == "nobody" else "person"

    def _begin_practice(self) -> None:
        self._practice = self._opened("practice", MemoryStore, county=False)
        self.practice = PracticeTime(self.steady, self.stage)
        ending = asyncio.create_task(end_in_time(self, self.practice))
        self._to_come.add(ending)
        ending.add_done_callback(self._to_come.discard)

    def _end_practice(self) -> None:
        room, self._practice, self.practice = self._practice, None, None
        if room is not None:
            room.stop()

    def _sessions_ended(self, ended: tuple[str, ...]) -> None:
        """Whoever was released is shown nothing more, at once."""
        self.sessions.forget()
        self.hub.release(ended)

    def _failed(self, fault: ShirehallError) -> None:
        self.stores.log(f"the writer stopped: {fault}")

    # ---- what is said to all ------------------------------------------------------------------------------------

    def clock(self) -> dict[str, Any]:
        """What every screen shows of the clock."""
        pack = self.patch.digest[:12]
        if self.stage == "before":
            return {"stage": self.stage, "pack": pack}
        moment = self.room.moment()
        practice = self.practice
        extra: dict[str, Any] = {"round": moment.in_round} if moment.in_round else {}
        if practice:
            extra |= {"practice_left": round(practice.left, 1), "prolonged": practice.prolonged}
        return {
            "stage": self.stage, "month": moment.label, "number": moment.month, "minute": moment.minute,
            "seconds_left": round(moment.seconds_left, 1), "running": moment.running, "paused": moment.paused,
            "closed": moment.closed, "computing": moment.computing, "pack": pack, **extra,
        }  # fmt: skip

    def tell_clock(self) -> None:
        """Tell every screen where the clock stands, when anything but the seconds has changed."""
        told = self.clock()
        marks = json.dumps(
            {k: v for k, v in told.items() if k not in ("seconds_left", "minute", "practice_left")}
        )
        if marks != self.told_clock:
            self.told_clock = marks
            self.hub.say("clock", told)

    def stop(self) -> None:
        """End the streams, the workers and the rooms: everything acknowledged is kept already."""
        self.hub.close()
        for worker in self._workers:
            worker.stop()
        for room in (self._practice, self._day):
            if room is not None:
                room.stop()
        self.stores.close()


def for_practice(patch: Patch) -> Patch:
    """The pack of a practice: the same county and seats, with no position given away and nothing that happens by itself."""
    common = tuple(paper for paper in patch.briefings if paper.kind == "common")
    return replace(patch, briefings=common, injects=(), spares=(), calendar=())


SCRIPTED = ("script", "random", "silent")
"""The kinds of player that need no person."""
WAYS: Mapping[str, tuple[str, ...]] = {
    "before": ("doors", "practice"),
    "practice": ("before", "doors", "film", "play"),
    "doors": ("film", "practice", "play"),
    "film": ("doors", "play", "practice"),
    "play": ("interval", "film", "feedback"),
    "interval": ("play", "feedback"),
    "feedback": ("interval", "play", "closed"),
    "closed": ("feedback",),
}
"""From which stage of the day one may go to which."""


def _moved(stage: str) -> str:
    return f"event: moved\ndata: {json.dumps({'stage': stage})}\n\n"


def _no_model() -> Any:
    from shirehall.play.analyst import NoModel

    return NoModel()


class _Note:
    """The stage of the day, in a small file that is replaced whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str, otherwise: Any) -> Any:
        """One entry, or `otherwise` when there is none."""
        try:
            return json.loads(self._path.read_text(encoding="utf-8")).get(name, otherwise)
        except (OSError, ValueError, AttributeError):
            return otherwise

    def write(self, **entries: Any) -> None:
        """Replace the note."""
        write_whole(self._path, json.dumps({**entries, "written": datetime.now(UTC).isoformat()}))
