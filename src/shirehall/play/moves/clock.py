"""The facilitator's clock: pause, resume, extend a month, skip to its end; and the facilitator's voice for the unseated."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, Minutes, OrganisationRef, SeatRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Ask):
    """Stop the clock. Nobody can move until it resumes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Ask):
    """Let the clock run on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Ask):
    """Give the present month more minutes."""

    minutes: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(Ask):
    """End the present month now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Ask):
    """Speak for a body that nobody sits for: the public, practices, the Department. Marked as control's."""

    speaking_for: OrganisationRef
    to: tuple[SeatRef, ...]


def can_pause(seen: World, seat: str, ask: Pause) -> Refusal | None:
    return not_possible("the clock is paused already.") if seen.clock.paused else None


def can_resume(seen: World, seat: str, ask: Resume) -> Refusal | None:
    return None if seen.clock.paused else not_possible("the clock is running.")


def can_extend(seen: World, seat: str, ask: Extend) -> Refusal | None:
    return (
        None
        if ask.minutes > 0 and not seen.clock.closed
        else not_possible("extend by at least one minute, in play.")
    )


def can_skip(seen: World, seat: str, ask: Skip) -> Refusal | None:
    return not_possible("the round is over.") if seen.clock.closed else None


def can_voice(seen: World, seat: str, ask: Voice) -> Refusal | None:
    if seen.organisations[ask.speaking_for].seated:
        return not_possible("somebody sits for that body and speaks for it.")
    return None if ask.text.strip() and ask.to else not_possible("a voice needs words and hearers.")


def on_clock(kind: str, world: World, seat: str, ask: Ask) -> list[Draft]:
    minutes = getattr(ask, "minutes", 0)
    return [spoken(kind, world, seat, ask, {"minutes": minutes}, everyone=True)]


def clock(world: World, **changes: object) -> World:
    return altered(world, clock=altered(world.clock, **changes))


def voiced(world: World, seat: str, ask: Voice) -> list[Draft]:
    body = {"speaking_for": ask.speaking_for}
    return [spoken("voiced", world, seat, ask, body, to=tuple(ask.to))]


PAUSED = Kind(
    "clock-paused",
    "engine",
    lambda _e, _n: "The facilitator paused the clock.",
    lambda w, _e: clock(w, paused=True),
)
RESUMED = Kind(
    "clock-resumed",
    "engine",
    lambda _e, _n: "The facilitator let the clock run on.",
    lambda w, _e: clock(w, paused=False),
)


def extended(world: World, event: Event) -> World:
    """What is due in later months comes so much later."""
    return put_off(clock(world, length=world.clock.length + event.body["minutes"]), event.body["minutes"])


def skipped(world: World, event: Event) -> World:
    """The month is due to close now, and what is due in it or in later months comes so much sooner."""
    length = max(event.at - world.clock.began, 0)
    return put_off(clock(world, length=length), length - world.clock.length)


def put_off(world: World, minutes: int) -> World:
    """Deadlines after the present month move with its end; those in it stay, but for an end that comes before them."""
    month, ends = world.clock.month, world.clock.ends
    deadlines = {
        key: due
        if due.passed or due.month < month
        else altered(due, at=due.at + minutes if due.month > month else min(due.at, ends))
        for key, due in world.deadlines.items()
    }
    return altered(world, deadlines=deadlines)


def says_voice(event: Event, names: Names) -> str:
    who = names.body(event.body["speaking_for"])
    return f"{who} (voiced by the facilitator) said to {names.bodies_of(event.addressees)}: “{clip(event.body['text'])}”"


EXTENDED = Kind(
    "month-extended",
    "engine",
    lambda e, _n: f"The facilitator gave the month {e.body['minutes']} more minutes.",
    extended,
)
SKIPPED = Kind(
    "month-skipped", "engine", lambda _e, _n: "The facilitator skipped to the end of the month.", skipped
)
VOICED = Kind("voiced", "talk", says_voice)

MOVES = (
    Move("pause", Pause, "Pause the clock.", 0, can_pause, lambda w, s, a: on_clock("clock-paused", w, s, a), (PAUSED,), control=True),
    Move("resume", Resume, "Resume the clock.", 0, can_resume, lambda w, s, a: on_clock("clock-resumed", w, s, a),
         (RESUMED,), control=True),
    Move("extend-month", Extend, "Give the month more minutes.", 0, can_extend, lambda w, s, a: on_clock("month-extended", w, s, a),
         (EXTENDED,), control=True),
    Move("skip-month", Skip, "Skip to the end of the month.", 0, can_skip, lambda w, s, a: on_clock("month-skipped", w, s, a),
         (SKIPPED,), control=True),
    Move("voice", Voice, "Speak for a body nobody sits for.", 1, can_voice, voiced, (VOICED,), control=True),
)  # fmt: skip
