"""The facilitator's word to the room: practical notices and no others, alerts on or off; questions passed on or left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, EventRef, OrganisationRef, QuestionRef, SeatRef
from shirehall.play.interventions import Class, stepped_in
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Question, World, alter, put

SORTS = Literal["timing", "place", "technical", "procedure", "safety", "correction"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Ask):
    """A practical notice to everybody, or to the seats named: on timing, place, machines, procedure, safety, or a correction.

    It tells people how the day is run, never what to do in it.
    """

    sort: SORTS
    to: tuple[SeatRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAlerts(Ask):
    """Switch early warnings on or off. While they are off, none rings; the figures are published all the same."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOnQuestion(Ask):
    """Pass a question about the rules to another body that may rule on it."""

    question: QuestionRef
    to: OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOpen(Ask):
    """Leave a question or a free move open on purpose, and say why. `tell` lets whoever asked know."""

    of: EventRef
    tell: bool = False


def can_notify(seen: World, seat: str, ask: Notify) -> Refusal | None:
    if seat in ask.to:
        return not_possible("a notice goes to others.")
    return None if ask.text.strip() else not_possible("a notice needs words.")


def notified(world: World, seat: str, ask: Notify) -> list[Draft]:
    cls: Class = (
        "technical" if ask.sort == "technical" else "correction" if ask.sort == "correction" else "notice"
    )
    to = tuple(ask.to)
    return [
        stepped_in(
            "notice-given", world, seat, ask, cls, {"sort": ask.sort}, to=to or ("*",), everyone=not to
        )
    ]


def can_switch(seen: World, seat: str, ask: SwitchAlerts) -> Refusal | None:
    on = not seen.alerts_off
    return not_possible(f"early warnings are {'on' if on else 'off'} already.") if ask.on == on else None


def switched(world: World, seat: str, ask: SwitchAlerts) -> list[Draft]:
    return [stepped_in("alerts-switched", world, seat, ask, "notice", {"on": ask.on}, backstage=True)]


def are_switched(world: World, event: Event) -> World:
    return altered(world, alerts_off=not event.body["on"])


def who_may_rule(seen: World, question: Question) -> tuple[str, ...]:
    """The bodies that may answer a question: those its rule names, else those with the power to rule."""
    rule = seen.rules.get(question.rule)
    return rule.who_may_rule if rule is not None else seen.with_power("rule")


def can_pass_on(seen: World, seat: str, ask: PassOnQuestion) -> Refusal | None:
    question = seen.questions[ask.question]
    able = who_may_rule(seen, question)
    if question.status != "open":
        return not_possible("that question has been answered.")
    if ask.to in question.askees or ask.to == seen.organisation_of(question.asker):
        return not_possible("that body has the question already.")
    if ask.to not in able:
        named = (
            ", ".join(seen.organisations[b].short for b in able if b in seen.organisations)
            or "nobody in play"
        )
        return not_possible(f"that body may not rule on it; {named} may.", named)
    return None if seen.seats_of(ask.to) else not_possible("nobody sits for that body.")


def passed_on(world: World, seat: str, ask: PassOnQuestion) -> list[Draft]:
    """The body hears the question as it was asked; who asked and who was asked hear that it was passed on."""
    question = world.questions[ask.question]
    asker = world.organisation_of(question.asker)
    body: dict[str, Any] = {
        "to": ask.to,
        "asker": question.asker,
        "askees": (*question.askees, ask.to),
        "question": question.text,
        "rule": question.rule,
        "pack_question": question.pack_question,
        "asked_in": question.month,
    }
    seats = world.seats_of_all((ask.to, asker, *question.askees))
    passing = altered(ask, in_reply_to=ask.in_reply_to or EventRef(ask.question))
    to = tuple(each for each in seats if each != seat)
    return [
        stepped_in("question-passed-on", world, seat, passing, "ruling", body, to=to, subject=ask.question)
    ]


def is_passed_on(world: World, event: Event) -> World:
    """Whoever first hears of the question now knows it; the rule it is about is a questioned one for them too."""
    body, number = event.body, event.subject or event.seq
    if number in world.questions:
        return alter(world, "questions", number, askees=body["askees"])
    rule = world.rules.get(body["rule"])
    if rule is not None and rule.status == "in force":
        world = alter(world, "rules", rule.id, status="questioned")
    question = Question(
        number,
        body["asker"],
        body["askees"],
        body["question"],
        body["rule"],
        body["pack_question"],
        body["asked_in"],
    )
    return put(world, "questions", number, question)


def can_leave(seen: World, seat: str, ask: LeaveOpen) -> Refusal | None:
    question = seen.questions.get(ask.of)
    if question is None and ask.of not in seen.free:
        return not_possible("what is left open is a question about the rules or a free move.")
    if question is not None and question.status != "open":
        return not_possible("that question has been answered.")
    if ask.of in seen.left_open:
        return not_possible("that is left open already.")
    return None if ask.text.strip() else not_possible("say why it is left open.")


def left_open(world: World, seat: str, ask: LeaveOpen) -> list[Draft]:
    """The facilitators' own note, unless whoever asked is to be told."""
    question = world.questions.get(ask.of)
    asker = question.asker if question is not None else world.free[ask.of]
    to = (asker,) if ask.tell and asker != seat else ()
    leaving = altered(ask, in_reply_to=ask.in_reply_to or ask.of)
    body = {"of": ask.of, "told": bool(to)}
    return [
        stepped_in("left-open", world, seat, leaving, "ruling", body, to=to, subject=ask.of, backstage=not to)
    ]


def is_left_open(world: World, event: Event) -> World:
    return put(world, "left_open", event.subject or event.seq, clip(event.body["text"], 400))


def says_notice(event: Event, names: Names) -> str:
    to = names.bodies_of(event.addressees)
    return f"The facilitator to {to} ({event.body['sort']}): “{clip(event.body['text'], 140)}”"


def says_passed_on(event: Event, names: Names) -> str:
    to = names.body(event.body["to"])
    return f"The facilitator passed the question “{clip(event.body['question'])}” on to {to}."


NOTICE = Kind("notice-given", "notice", says_notice)
SWITCHED = Kind(
    "alerts-switched",
    "engine",
    lambda e, _n: f"The facilitator switched early warnings {'on' if e.body['on'] else 'off'}.",
    are_switched,
)
PASSED = Kind("question-passed-on", "notice", says_passed_on, is_passed_on)
LEFT = Kind(
    "left-open",
    "notice",
    lambda e, n: f"The moderator left {n.thing(e.subject)} open: “{clip(e.body['text'])}”",
    is_left_open,
    numbers=("of",),
)


def some_question_is_open(seen: World, _seat: str) -> bool:
    """Whether a question about the rules waits for an answer."""
    return any(question.status == "open" for question in seen.questions.values())


MOVES = (
    Move("notify", Notify, "Give a practical notice.", 0, can_notify, notified, (NOTICE,), control=True),
    Move("switch-alerts", SwitchAlerts, "Switch early warnings on or off.", 0, can_switch, switched, (SWITCHED,), control=True),
    Move("pass-on-question", PassOnQuestion, "Pass a question on to a body that may rule.", 1, can_pass_on, passed_on, (PASSED,),
         some_question_is_open, control=True),
    Move("leave-open", LeaveOpen, "Leave a question or free move open.", 1, can_leave, left_open, (LEFT,),
         lambda seen, seat: bool(seen.free) or some_question_is_open(seen, seat), control=True),
)  # fmt: skip
