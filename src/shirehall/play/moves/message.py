"""Say something, in private or in public, with no ask in it."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.copies import (
    agreement_from_copy,
    copy_of_agreement,
    copy_of_plan,
    newer_of,
    plan_from_copy,
)
from shirehall.play.drafting import spoken
from shirehall.play.fields import AgreementRef, Ask, PlanRef, SeatRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import World, put, words_said


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Ask):
    """Words to one or more seats. They can be sent from inside a meeting too."""

    to: tuple[SeatRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Ask):
    """Give facts or a document to seats that may not have them: an agreement or a plan you know, or words."""

    to: tuple[SeatRef, ...]
    agreement: AgreementRef | None = None
    plan: PlanRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitOn(Ask):
    """Keep something to yourself on purpose. Only you will know; the record keeps that you chose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce(Ask):
    """Say something to everyone, for your body."""


def has_words(_seen: World, seat: str, ask: Message) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("a message needs words.")
    if not ask.to or seat in ask.to:
        return not_possible("a message goes to one or more other seats.")
    return None


def sent(world: World, seat: str, ask: Message) -> list[Draft]:
    return [spoken("message-sent", world, seat, ask, {}, to=tuple(ask.to))]


def can_share(_seen: World, seat: str, ask: Share) -> Refusal | None:
    if not ask.to or seat in ask.to:
        return not_possible("sharing is with one or more other seats.")
    if not ask.text.strip() and ask.agreement is None and ask.plan is None:
        return not_possible("name what you share, or say it.")
    return None


def shared(world: World, seat: str, ask: Share) -> list[Draft]:
    what = "agreement" if ask.agreement is not None else "plan" if ask.plan is not None else "words"
    also = world.seats_of(world.organisation_of(seat))
    body = {"what": what, "copy": None}
    return [
        spoken(
            "information-shared",
            world,
            seat,
            ask,
            body,
            to=tuple(ask.to),
            also=also,
            subject=ask.agreement or ask.plan,
        )
    ]


def what_it_knows(seen: World, _seat: str, ask: Share) -> dict[str, object]:
    """What is shared is what the seat knows of it, which may not be all there is."""
    if ask.agreement is not None:
        return {"copy": copy_of_agreement(seen.agreements[ask.agreement])}
    return {"copy": copy_of_plan(seen.plans[ask.plan])} if ask.plan is not None else {}


def told(world: World, event: Event) -> World:
    """Who shared with whom is kept; those told of an agreement to which they are not party are kept as informed.

    Whoever did not know the agreement or plan now does, and whoever knew an older text knows the newer one.
    """
    subject, copy = event.subject or 0, event.body["copy"]
    bodies = {world.seats[seat].organisation for seat in event.addressees if seat in world.seats}
    before = world.shared.get(event.organisation, ())
    told_now = tuple(body for body in world.organisations if body in bodies or body in before)
    world = put(world, "shared", event.organisation, told_now)
    if event.body["what"] == "plan" and subject not in world.plans:
        return put(world, "plans", subject, plan_from_copy(subject, copy))
    if event.body["what"] != "agreement":
        return world
    agreement = newer_of(world.agreements.get(subject), agreement_from_copy(subject, copy))
    informed = [body for body in world.organisations if body in bodies and body not in agreement.parties]
    merged = tuple(dict.fromkeys((*agreement.informed, *informed)))
    return put(world, "agreements", subject, altered(agreement, informed=merged))


def sat_on(world: World, seat: str, ask: SitOn) -> list[Draft]:
    return [spoken("information-kept", world, seat, ask, {})]


def may_announce(seen: World, seat: str, ask: Announce) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("an announcement needs words.")
    return may_commit(seen, seat, "public")


def announced(world: World, seat: str, ask: Announce) -> list[Draft]:
    return [spoken("announced", world, seat, ask, {}, everyone=True)]


def says_sent(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} wrote to {names.bodies_of(event.addressees)}: “{clip(event.body['text'])}”"


def says_shared(event: Event, names: Names) -> str:
    what = names.thing(event.subject) if event.subject else f"“{clip(event.body['text'])}”"
    return f"{names.body(event.organisation)} shared {what} with {names.bodies_of(event.addressees)}."


SENT = Kind("message-sent", "talk", says_sent, words_said)
SHARED = Kind("information-shared", "deed", says_shared, told)
KEPT = Kind(
    "information-kept",
    "deed",
    lambda event, names: f"{names.body(event.organisation)} kept to itself: “{clip(event.body['text'])}”",
)
ANNOUNCED = Kind(
    "announced",
    "deed",
    lambda event, names: f"{names.body(event.organisation)} announced: “{clip(event.body['text'])}”",
    words_said,
)

MOVES = (
    Move("message", Message, "Write to one or more seats.", 3, has_words, sent, (SENT,), in_meeting=True),
    Move(
        "share",
        Share,
        "Give facts or a document to others.",
        3,
        can_share,
        shared,
        (SHARED,),
        in_meeting=True,
        quotes=what_it_knows,
    ),
    Move(
        "sit-on",
        SitOn,
        "Keep something to yourself on purpose.",
        1,
        lambda *_: None,
        sat_on,
        (KEPT,),
        in_meeting=True,
    ),
    Move("announce", Announce, "Tell everyone, for your body.", 4, may_announce, announced, (ANNOUNCED,)),
)
