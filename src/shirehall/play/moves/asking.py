"""Ask for information, help or action; answer, withhold, or put off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, EventRef, Minutes, RequestRef, SeatRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Request, World, put, words_said

WORDS = {"plan": "a plan", "meeting": "a meeting"}
WANTS = ("information", "plan", "help", "advice", "action", "money", "meeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFor(Ask):
    """Ask seats for something. An ask that nobody answers stays open and is counted."""

    to: tuple[SeatRef, ...]
    wants: Literal["information", "plan", "help", "advice", "action", "money", "meeting"] = "information"
    within: Minutes = Minutes(40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Ask):
    """Answer what you were asked."""

    request: RequestRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Withhold(Ask):
    """Tell the asker that you do not give it."""

    request: RequestRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer(Ask):
    """Tell the asker that it has to wait."""

    request: RequestRef


def can_ask(_seen: World, seat: str, ask: AskFor) -> Refusal | None:
    if not ask.to or seat in ask.to:
        return not_possible("ask one or more other seats.")
    if not ask.text.strip():
        return not_possible("say what you ask for.")
    if ask.wants not in WANTS:
        return not_possible(f"wants is one of {', '.join(WANTS)}, not {ask.wants!r}.")
    return None


def asked(world: World, seat: str, ask: AskFor) -> list[Draft]:
    body = {"wants": ask.wants, "due": world.at + ask.within}
    return [spoken("asked", world, seat, ask, body, to=tuple(ask.to), subject=OWN)]


def is_asked(world: World, event: Event) -> World:
    request = Request(
        id=event.subject or event.seq,
        asker=event.seat,
        askees=event.addressees,
        text=event.body["text"],
        wants=event.body["wants"],
        at=event.at,
        month=event.month,
        due=event.body["due"],
    )
    return words_said(put(world, "requests", request.id, request), event)


def can_reply(seen: World, seat: str, ask: Answer | Withhold | Defer) -> Refusal | None:
    request = seen.requests[ask.request]
    if seat not in request.askees:
        return not_possible("that was not asked of you.")
    if request.replies.get(seat, ("", 0))[0] in ("answered", "withheld"):
        return not_possible("you have replied to that already.")
    if isinstance(ask, Answer) and not ask.text.strip():
        return not_possible("an answer needs words.")
    return None


def reply(kind: str, world: World, seat: str, ask: Answer | Withhold | Defer) -> list[Draft]:
    """The reply goes to the asker, and is seen by the others who were asked."""
    request = world.requests[ask.request]
    others = tuple(s for s in request.askees if s != seat)
    replying = altered(ask, in_reply_to=ask.in_reply_to or EventRef(ask.request))
    return [spoken(kind, world, seat, replying, {}, to=(request.asker,), also=others, subject=ask.request)]


def replied(kind: str, world: World, event: Event) -> World:
    request = world.requests.get(event.subject or 0)
    if request is None:
        return world
    replies = {**request.replies, event.seat: (kind, event.at)}
    return put(world, "requests", request.id, altered(request, replies=replies))


def owes_a_reply(seen: World, seat: str) -> bool:
    """Whether the seat was asked something it has not answered or withheld."""
    return any(
        seat in r.askees and r.replies.get(seat, ("", 0))[0] not in ("answered", "withheld")
        for r in seen.requests.values()
    )


def says_asked(event: Event, names: Names) -> str:
    what = WORDS.get(event.body["wants"], event.body["wants"])
    asked = f"{names.body(event.organisation)} asked {names.bodies_of(event.addressees)} for {what}"
    return f"{asked}: “{clip(event.body['text'])}”"


def says_answered(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} answered {names.bodies_of(event.addressees)}: “{clip(event.body['text'])}”"


ASKED = Kind("asked", "talk", says_asked, is_asked)
ANSWERED = Kind("answered", "talk", says_answered, lambda world, event: replied("answered", world, event))
WITHHELD = Kind(
    "withheld",
    "talk",
    lambda event, names: (
        f"{names.body(event.organisation)} would not give {names.bodies_of(event.addressees)} what it asked: {names.thing(event.subject)}."
    ),
    lambda world, event: replied("withheld", world, event),
)
DEFERRED = Kind(
    "deferred",
    "talk",
    lambda event, names: (
        f"{names.body(event.organisation)} put off {names.bodies_of(event.addressees)}: {names.thing(event.subject)}."
    ),
    lambda world, event: replied("deferred", world, event),
)

MOVES = (
    Move("ask", AskFor, "Ask for information, a plan, help, advice, action or money.", 3, can_ask, asked, (ASKED,), in_meeting=True),
    Move("answer", Answer, "Answer what you were asked.", 4, can_reply, lambda w, s, a: reply("answered", w, s, a),
         (ANSWERED,), owes_a_reply, in_meeting=True),
    Move("withhold", Withhold, "Say that you do not give it.", 1, can_reply, lambda w, s, a: reply("withheld", w, s, a),
         (WITHHELD,), owes_a_reply, in_meeting=True),
    Move("defer", Defer, "Say that it has to wait.", 1, can_reply, lambda w, s, a: reply("deferred", w, s, a),
         (DEFERRED,), owes_a_reply, in_meeting=True),
)  # fmt: skip
