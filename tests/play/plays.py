"""Days played at random through the session, as records on which views are tested."""

from __future__ import annotations

from random import Random

from shirehall.play.record.event import Event
from tests.play.asks import random_ask
from tests.play.county import OpenDay

BUSY = ("marlbridge.chair", "saltmere.chair", "buft.chief", "buft.finance", "bct.chief", "nhscb.regional", "monitor.case",
        "healthwatch.chair", "hwb.chair", "csi.director", "wrenby.chair", "control.moderator")  # fmt: skip


def random_day(seed: int, moves: int) -> OpenDay:
    """A day on which a dozen seats made so many moves at random, with months passing."""
    day = OpenDay(seed=seed)
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
    seat = random.choice(BUSY)
    view = day.session.view(seat, at)
    permitted = [
        name for name in view.permitted() if name not in ("pause", "skip-month") or random.random() < 0.02
    ]
    if not permitted:
        day.at = at
        if day.session.world.clock.paused:
            from shirehall.play.moves.clock import Resume

            day.do("control.moderator", Resume(), at=at)
        return
    move = day.session.catalogue.moves[random.choice(permitted)]
    day.do(seat, random_ask(view, move, random), at=at, key=f"k{len(day.session.events)}")


def record(day: OpenDay) -> tuple[Event, ...]:
    """The day's events."""
    return tuple(day.session.events)
