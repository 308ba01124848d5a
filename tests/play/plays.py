"""Days played at random through the session, as records on which views are tested."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from shirehall.play.fields import THINGS, Ask, fields_of
from shirehall.play.kinds import Move, Refusal
from shirehall.play.moves.clock import Resume
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session, decide
from shirehall.play.world import at_minute
from tests.play.asks import random_ask
from tests.play.county import OpenDay, catalogue

BUSY = ("marlbridge.chair", "saltmere.chair", "buft.chief", "buft.finance", "bct.chief", "nhscb.regional", "monitor.case",
        "healthwatch.chair", "hwb.chair", "csi.director", "wrenby.chair", "cqc.manager", "marlbridge.urgent", "bct.nursing",
        "control.moderator")  # fmt: skip
SELDOM = ("pause", "skip-month", "announce", "do-nothing", "sit-on", "close-seat")


def random_day(seed: int, moves: int, session: Callable[[MemoryStore], Session] | None = None) -> OpenDay:
    """A day on which a score of seats made so many moves at random, with months passing."""
    day = OpenDay(seed=seed, session=session)
    random = Random(seed)
    for _ in range(moves):
        step(day, random)
    return day


def step(day: OpenDay, random: Random) -> None:
    """One seat makes one move, now or a little later; now and then a month passes."""
    clock = day.session.world.clock
    if clock.closed:
        return
    at = day.at + random.choice((0, 0, 1, 2))
    if at >= clock.ends:
        day.pass_to(at)
        return
    if clock.paused:
        day.do("control.moderator", Resume(), at=at)
        return
    seat, ask = tried(day, random, at)
    day.do(seat, ask, at=at, key=f"k{len(day.session.events)}")


def tried(day: OpenDay, random: Random, at: int) -> tuple[str, Ask]:
    """What some seat tries: mostly something that it may do, so that the day gets somewhere."""
    patience = 1 if random.random() < 0.15 else 25
    for _ in range(patience):
        seat = random.choice([seat for seat in BUSY if not day.session.world.seats[seat].left])
        view = day.session.view(seat, at)
        permitted = [name for name in view.permitted() if name not in SELDOM or random.random() < 0.05]
        waiting = [name for name in permitted if waits(catalogue().moves[name])]
        if waiting and random.random() < 0.6:
            permitted = waiting
        if not permitted:
            continue
        ask = random_ask(view, catalogue().moves[random.choice(permitted)], random)
        decided = decide(at_minute(day.session.world, at), day.session._fold(seat), ask, catalogue())
        if not isinstance(decided, Refusal):
            break
    return seat, ask


def waits(move: Move) -> bool:
    """Whether a move acts on something that is there, so that deals go on and do not only begin."""
    return any(field.what in THINGS and not field.nullable for field in fields_of(move.ask))


def record(day: OpenDay) -> tuple[Event, ...]:
    """The day's events."""
    return tuple(day.session.events)
