"""What happens in a live day by itself: the clock, what falls due, the scripts in their seats, the county's months."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shirehall.economy.terms import Terms
from shirehall.errors import ShirehallError, UsageError
from shirehall.host.county_worker import CountyWorker, Lived, Opening, WorkFailed
from shirehall.host.room import Moment, Task
from shirehall.patch.pack import Patch
from shirehall.play.analyst import questions_due
from shirehall.play.clock import LiveClock
from shirehall.play.frozen import Frozen, frozen_months
from shirehall.play.months import Umpire
from shirehall.play.record.event import Draft, Event
from shirehall.play.record.small import write_whole
from shirehall.play.session import Session
from shirehall.play.world import Chair, Matter, World
from shirehall.players.cast import cast, colleague, filled, opened_in_play
from shirehall.players.contract import Player
from shirehall.players.driver import PACES, Chairholder, Driver, Trace
from shirehall.players.rounds import play_on

SCRIPTS = ("script", "model")
Later = Callable[[Task], Future[object]]
"""How something is put before the room's writer from another thread."""


@dataclass(slots=True)
class LiveDay:
    """The beats of one room. All of it runs on the writer's thread, except what the county's worker calls back.

    `county` and `analyst` are workers, both none where nothing is lived. `later` puts a task before the writer. `mark` is a file
    in which the clock's minute is noted now and then, so that a restart need not go back to the last event; beside it, the `pace` of
    scripts. `patch` is the pack as it stands in the present round, `openings` the later rounds that were opened.
    """

    patch: Patch
    umpire: Umpire
    clock: LiveClock
    minutes_a_second: float
    county: CountyWorker | None = None
    analyst: CountyWorker | None = None
    later: Later = field(default=lambda _task: Future())
    trace: Callable[[Trace], None] = lambda _trace: None
    mark: Path | None = None
    openings: tuple[Opening, ...] = ()
    driver: Driver | None = None
    _ticked: int = -1
    _lived: int = 0
    _asked: set[int] = field(default_factory=set)
    _living: list[Frozen] = field(default_factory=list)
    _marked: int = -1
    pace: str = "usual"
    failed: WorkFailed | None = None
    modelling: bool = False

    def begin(self, session: Session, who: Mapping[str, str]) -> None:
        """Take up a day where its record stands: `who` says which kind of player fills each seat that a script fills."""
        packed = {each.id for each in self.patch.active_seats}
        players, _ = cast(self.patch, {seat: kind for seat, kind in who.items() if seat in packed})
        added = [(session.world.seats[seat], kind) for seat, kind in who.items() if seat not in packed]
        players.update((chair.id, self._player(session, chair, kind)) for chair, kind in added)
        self.driver = Driver(session, self.umpire, _NoRunner(), players, trace=self.trace, newcomer=colleague)
        self.driver.seat_everyone()
        self._set_pace(self._noted_pace(), session.world.at)
        world = session.world
        self.clock.start(max(world.at, self._noted(world)))
        if world.clock.paused or world.clock.closed:
            self.clock.pause()
        if self.county is not None:
            lived = session.months_lived()
            digest = lived[-1].body["state"] if lived else ""
            self.county.start(len(lived), digest, self._past, self.openings)
        if self.analyst is not None:
            self.analyst.start(openings=self.openings)
        for frozen in self.umpire.not_lived(session):
            self._live(frozen)

    def stand(self, patch: Patch, umpire: Umpire, clock: LiveClock, pace: float) -> None:
        """Be set to a round: the pack as it stands in it, its umpire, its clock, its play minutes a second."""
        self.patch, self.umpire, self.clock, self.minutes_a_second = patch, umpire, clock, pace

    def enter(self, session: Session, opening: Opening) -> None:
        """Go on in a round that was opened just now and to which this was set: the clock stands, scripts remember, the county lives on."""
        driver = self._driver()
        driver.umpire, self._ticked = self.umpire, -1
        for seat in [seat for seat in driver.holders if session.world.seats[seat].left]:
            del driver.holders[seat]
        play_on(driver, self.patch)
        self.clock.start(session.world.at)
        self.clock.pause()
        self.openings = (*self.openings, opening)
        for worker in (self.county, self.analyst):
            if worker is not None:
                worker.go_on(opening)

    def _past(self) -> list[Terms]:
        """The terms of the closed months, rebuilt from the record; called on the worker's thread."""
        found = self.later(lambda session, _at: [frozen.terms for frozen in frozen_months(session)]).result()
        assert isinstance(found, list)
        return found

    # ---- the room's beats ---------------------------------------------------------------------------------------

    def minute(self, world: World) -> int:
        """The play minute now: the clock's, but never beyond the month's end, nor before what has happened."""
        return max(min(self.clock.minute(), world.clock.ends), world.at)

    def moment(self, world: World) -> Moment:
        """Where play stands."""
        clock = world.clock
        left = max(clock.ends - max(self.clock.exact(), world.at), 0.0)
        here, several = self.patch.round, len(self.patch.head.rounds) > 1
        before = self.patch.first_month(self.patch.played[0]) - 1
        return Moment(
            month=clock.month,
            label=self.patch.month_name(clock.month),
            minute=self.minute(world),
            ends=clock.ends,
            seconds_left=left / self.minutes_a_second,
            running=self.clock.running and not clock.closed,
            paused=clock.paused,
            closed=clock.closed,
            computing=bool(self._living),
            months=clock.months,
            round=here.title if several else "",
            month_of_round=clock.month - before,
            months_of_round=clock.months - before,
        )

    def heard(self, session: Session, events: Sequence[Event]) -> None:
        """Follow the clock's moves, rouse the scripts that are addressed, and seat whoever was given a seat."""
        driver = self._driver()
        at = self.minute(session.world)
        for event in events:
            if event.kind in ("seat-taken", "seat-added") and event.origin not in SCRIPTS:
                chair = session.world.seats[event.body["seat"]]
                self._seat(session, chair.id, chair.filled_by, at)
            elif event.kind == "seat-closed":
                driver.holders.pop(event.body["seat"], None)
            elif event.kind == "pace-set":
                self._set_pace(event.body["pace"], at)
        if session.world.newcomers:
            self.later(lambda s, now: self.umpire.brief_newcomers(s, now))
        driver.rouse(tuple(e for e in events if e.origin in ("person", "facilitator")), at)
        clock = session.world.clock
        if (clock.paused or clock.closed) and self.clock.running:
            self.clock.pause()
        elif not (clock.paused or clock.closed or self.clock.running):
            self.clock.resume()

    def beat(self, session: Session) -> bool:
        """One small step of whatever is due at this minute; whether there is more to do at once."""
        clock = session.world.clock
        if clock.paused or clock.closed or not session.world.opened:
            return False
        at = self.minute(session.world)
        if at != self._ticked:
            self.umpire.tick(session, at)
            self._ask_analyst(session, at)
            self._note(at)
            self._ticked = at
            return True
        holder = self._due(at)
        if holder is not None:
            self._driver().wake(holder, at)
            return True
        if at >= session.world.clock.ends:
            self._live(self.umpire.close(session))
            self._ticked = -1
            return True
        return False

    # ---- seats --------------------------------------------------------------------------------------------------

    def _driver(self) -> Driver:
        if self.driver is None:
            raise UsageError("the day has not begun.", mend="open the doors first.", who="the facilitator")
        return self.driver

    def _due(self, at: int) -> Chairholder | None:
        holders = self._driver().holders.values()
        due = [holder for holder in holders if max(holder.wakes_at, holder.free_at) <= at]
        return min(due, key=lambda holder: holder.position) if due else None

    def _seat(self, session: Session, seat: str, filled_by: str, at: int) -> None:
        """A script takes a seat knowing what the seat knows; a person or nobody takes it from the script."""
        driver = self._driver()
        driver.holders.pop(seat, None)
        chair = session.world.seats.get(seat)
        if chair is None or filled_by in ("person", "nobody", "model"):
            return
        driver.give_seat(chair, self._player(session, chair, filled_by), at)

    def _player(self, session: Session, chair: Chair, kind: str) -> Player[Any]:
        """A script for a seat; in one that was added in play for a body where nobody of the pack sits, a colleague of the first of all."""
        packed = [
            each.id
            for each in self.patch.active_seats
            if self.patch.organisation(each.organisation).kind != "control"
        ]

        def player_of(seat: str) -> Player[Any]:
            return cast(self.patch, {seat: kind})[0][seat]

        opened = opened_in_play(session.events)
        found = filled(chair, session.world, opened, packed, player_of)
        return found or colleague(player_of(packed[0]), chair)

    def _set_pace(self, pace: str, at: int) -> None:
        """Scripts look up at another pace from now on; a note of it outlives this process, if the disk has room."""
        if pace == self.pace:
            return
        self.pace = pace
        self._driver().set_pace(PACES[pace], at)
        if self.mark is not None:
            with suppress(OSError):
                write_whole(self.mark.with_name("pace"), f"{pace}\n")

    def _noted_pace(self) -> str:
        try:
            noted = self.mark.with_name("pace").read_text(encoding="ascii").strip() if self.mark else ""
        except (OSError, ValueError):
            noted = ""
        return noted if noted in PACES else "usual"

    # ---- the county ---------------------------------------------------------------------------------------------

    @property
    def county_stands(self) -> bool:
        """Whether the county's processes have begun and stand where the record does. Nothing to wait for where none is lived."""
        return all(each is None or each.wait_ready(0) for each in (self.county, self.analyst))

    def _live(self, frozen: Frozen) -> None:
        """Have a month lived; what comes of it is committed when it comes, and play goes on meanwhile."""
        self._living.append(frozen)
        if self.county is None:
            self.later(lambda session, _at: self._has_lived(session, frozen, Lived("", (), "none")))
            return

        def lived(answer: Lived) -> None:
            self.later(lambda session, _at: self._has_lived(session, frozen, answer))

        def failed(fault: WorkFailed) -> None:
            self.later(lambda session, _at: self._has_failed(session, frozen, fault))

        comments = self.umpire.comments_wanted(self.patch.round.id)
        self.county.live(frozen.month, frozen.terms, comments, lived, failed)

    def _has_lived(self, session: Session, frozen: Frozen, answer: Lived) -> None:
        if frozen not in self._living:
            return
        self.umpire.lived(
            session, frozen, *answer[:3], at=self.minute(session.world), comments=answer.comments
        )
        self._living.remove(frozen)
        self.failed = None

    def _has_failed(self, session: Session, frozen: Frozen, fault: WorkFailed) -> None:
        """The facilitator is told, and may have it lived again; every month behind it waits."""
        self.failed = fault
        self.umpire.failed(session, frozen, str(fault.what), at=self.minute(session.world))

    def live_again(self) -> None:
        """Try again what failed, oldest month first. Called with the writer's lock held, as a task."""
        waiting, self._living, self.failed = self._living, [], None
        for frozen in waiting:
            self._live(frozen)

    def _ask_analyst(self, session: Session, at: int) -> None:
        for question in questions_due(session.world, at):
            if question.id not in self._asked:
                self._asked.add(question.id)
                self._have_answered(session, question, at)

    def _have_answered(self, session: Session, question: Matter, at: int) -> None:
        """The question goes to the analyst's process with what its asker sees; the answer comes when it comes."""
        view = session.view(question.detail["seat"], at)
        if self.analyst is None:
            self.later(lambda s, now: s.commit([self.umpire.answered(s, question, now)], at=now))
            return
        order = (view.seat, view.organisation, at, tuple(view.events), question)

        def answered(draft: Draft) -> None:
            self.later(lambda s, now: s.commit([draft], at=now))

        def not_answered(fault: ShirehallError) -> None:
            self._asked.discard(question.id)
            self.failed = fault if isinstance(fault, WorkFailed) else None

        self.analyst.answer(order, answered, not_answered)

    # ---- the clock's note ---------------------------------------------------------------------------------------

    def _note(self, at: int) -> None:
        """Note the minute in a file. It is a convenience: a full disk must not stop the clock."""
        if self.mark is None or at == self._marked:
            return
        self._marked = at
        try:
            write_whole(self.mark, f"{at}\n")
        except OSError:
            self._marked = -1

    def _noted(self, world: World) -> int:
        try:
            noted = int(self.mark.read_text(encoding="ascii")) if self.mark is not None else 0
        except (OSError, ValueError):
            return 0
        return min(noted, world.clock.ends)


class _NoRunner:
    """The driver of a live day closes no month itself."""

    engine = "none"

    def live(self, terms: Any) -> Any:  # noqa: ARG002
        """Nobody calls this: the months of a live day are lived by the worker."""
        raise UsageError(
            "a live day's months are lived by its worker.",
            mend="close the month through the room.",
            who="the program",
        )
