"""A real day gone on with: its record up to the opening of a month, and from there futures that chance and scripts make.

Nothing of the minds is kept on a record, and nothing needs to be: a memory is a fold of what its seat could see, so each script reads
its seat's view from the beginning before it first acts. The county's state is lived again from the terms of each month, and must be
the one on the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shirehall import assemble
from shirehall.assemble import Day
from shirehall.economy.terms import Terms
from shirehall.errors import RecordError, UsageError
from shirehall.lab.ground import Ground, Warmed
from shirehall.patch.pack import Patch
from shirehall.play.analyst import Answers, NoModel
from shirehall.play.catalogue import gathered
from shirehall.play.drafting import engine
from shirehall.play.months import Umpire
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Session
from shirehall.players.cast import Setting, cast, colleague, filled, opened_in_play
from shirehall.players.contract import Player
from shirehall.players.driver import Driver

if TYPE_CHECKING:
    from shirehall.economy.figures import Figures
    from shirehall.economy.state import State
    from shirehall.lab.run import Task


@dataclass(frozen=True)
class Past:
    """A record up to the opening of a month, and what it was played with."""

    events: tuple[Event, ...]
    month: int
    seed: int
    people: float
    county: bool
    digest: str
    months: int


@lru_cache(maxsize=2)
def past_of(record: str, month: int) -> Past:
    """A record's events up to the opening of a month, from its file.

    Raises RecordError for a file that is no record, UsageError when the month is its first one or did not open in it.
    """
    return cut(assemble.events_of(Path(record)), month)


def cut(events: Sequence[Event], month: int) -> Past:
    """Events up to the opening of a month, that event among them. Raises UsageError when it did not open, or is the first."""
    if not events or events[0].kind != "day-opened":
        raise RecordError("the record holds no day.", mend="name the record of a day that was played.")
    opened = [e.body["month"] for e in events if e.kind == "month-opened"]
    if month not in opened:
        reach = f"2 to {max(opened)}" if opened else "none: only its first month was played"
        raise UsageError(
            f"month {month} does not open on the record.",
            mend=f"months that can be branched are {reach}; to begin with the first, run the lab on the pack.",
        )
    last = next(i for i, e in enumerate(events) if e.kind == "month-opened" and e.body["month"] == month)
    settings: dict[str, Any] = events[0].body["settings"]
    return Past(
        tuple(events[: last + 1]),
        month,
        int(settings["seed"]),
        float(settings.get("people", 1.0)),
        bool(settings["county"]),
        str(events[0].body["digest"]),
        int(events[0].body["months"]),
    )


class Ahead:
    """The county from a branch on: months of another future, which a salt gives, from a state that was lived on the record."""

    def __init__(self, warmed: Warmed, state: State, salt: int) -> None:
        self.engine = warmed.engine
        self._county, self._state, self._salt = warmed.county, state, salt

    def live(self, terms: Terms) -> tuple[str, Figures]:
        """Live the next month under these terms: the digest of the state after it, and its true figures."""
        self._state, figures = self._county.live_salted(self._state, terms, self._salt)
        return self._state.digest, figures


def branched(task: Task, ground: Ground, patch: Patch, store: MemoryStore, setting: Setting) -> Day:
    """A day that stands where the record stood at the opening of the branch's month, with scripts in the seats asked for.

    Raises UsageError for seats that the day does not have, and for an arm that gives the county other tables than the day had;
    RecordError when the county lived again is not the one on the record.
    """
    branch = task.branch
    if branch is None:
        raise UsageError("the task branches nothing.", mend="give it a branch.", who="the program that calls")
    past = past_of(branch.record, branch.month)
    if past.digest != ground.pack_digest:
        raise RecordError(
            f"the pack {patch.id} is not the one that the day was played on, or has changed since.",
            mend="name the pack as it was then with --pack FOLDER.",
        )
    store.append(past.events, expected_seq=0)
    session = Session(store, gathered())
    runner: NoCounty | Ahead = NoCounty()
    answers: Answers = NoModel()
    if past.county and task.county:
        runner = Ahead(ground.warmed, state_at(task.pack, ground, branch.record, branch.month), task.seed + 1)
        answers = ground.analyst()
    umpire = Umpire(patch, task.seed, answers)
    if session.world.clock.paused:
        session.commit(
            [engine("clock-resumed", {"text": "", "minutes": 0}, audience=("*",))], at=session.world.at
        )
    driver = Driver(session, umpire, runner, seated(task, patch, session, setting), newcomer=colleague)
    return Day(patch, session, driver)


def seated(task: Task, patch: Patch, session: Session, setting: Setting) -> dict[str, Player[Any]]:
    """The players of a branch by seat: those of the arm, in the seats asked for; seats that were added in play among them.

    Raises UsageError for a seat or body that the day does not have.
    """
    players, _ = cast(patch, dict(task.arm.who), setting)
    chairs = [chair for chair in session.world.seats.values() if not chair.left]
    opened, packed = opened_in_play(session.events), dict(players)
    for chair in chairs:
        player = (
            filled(chair, session.world, opened, packed, packed.__getitem__) if chair.id in opened else None
        )
        if player is not None:
            players[chair.id] = player
    wanted = task.branch.seats if task.branch is not None else ()
    named = {chair.id for chair in chairs} | {chair.organisation for chair in chairs}
    strange = sorted(set(wanted) - named)
    if strange:
        raise UsageError(
            f"the day has no seat or body `{strange[0]}` at that moment.",
            mend="use ids of its seats or organisations with --seats.",
        )
    return {
        chair.id: players[chair.id]
        for chair in chairs
        if chair.id in players and (not wanted or chair.id in wanted or chair.organisation in wanted)
    }


def state_at(pack: str, ground: Ground, record: str, month: int) -> State:
    """The county at the opening of a month, lived again from the record's terms. Raises UsageError or RecordError; see `branched`."""
    state = lived_again(pack, record, month, ground.people)
    if state.pack != ground.warmed.county.pack:
        raise UsageError(
            "an arm of a branch cannot change the county's tables: the day was lived with those of the pack.",
            mend="change what bodies are, or rules and injects; or run the arm from the opening, on the pack.",
        )
    return state


@lru_cache(maxsize=2)
def lived_again(pack: str, record: str, month: int, people: float) -> State:
    """The county at the opening of a month as the pack itself has it, each month's state held against the record's."""
    from shirehall.lab.arms import PLAIN
    from shirehall.lab.ground import ground_for

    past = past_of(record, month)
    store = MemoryStore()
    store.append(past.events, expected_seq=0)
    session = Session(store, gathered())
    umpire = Umpire(assemble.pack_of(past.events, pack), past.seed)
    warmed = ground_for(pack, PLAIN, people).warmed
    state = warmed.begin(past.seed)
    for terms, event in zip(umpire.terms_lived(session), session.months_lived(), strict=True):
        state, _ = warmed.live_month(state, terms)
        if state.digest != event.body["state"]:
            raise RecordError(
                f"lived again, month {event.body['of_month']} of the county differs from the record.",
                mend="use the machine and the pins with which it was played; see the record's header.",
            )
    return state
