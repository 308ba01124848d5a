"""Complain and answer a complaint; investigate and publish findings; call a summit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, MatterRef, Minutes, OrganisationRef, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import (
    lies_with,
    matter_kind,
    moved,
    no_own_case,
    power_held,
    standing,
    told,
    waits_for,
)
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Matter, Meeting, World, alter, put

VERDICTS = ("upheld", "upheld in part", "not upheld")
COMPLAINTS = ("complaint", "challenge to an award")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complain(Ask):
    """Complain of a body to another body. The one complained of is told when the complaint is answered."""

    to: OrganisationRef
    against: OrganisationRef
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerComplaint(Ask):
    """Say what you find of a complaint, or of a challenge to an award, that lies with your body. Give reasons."""

    complaint: MatterRef
    verdict: Literal["upheld", "upheld in part", "not upheld"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigate(Ask):
    """Look into what one or more bodies do. They are told."""

    bodies: tuple[OrganisationRef, ...]
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInvestigation(Ask):
    """Give the findings: to those investigated, or to everyone."""

    investigation: MatterRef
    to_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummit(Ask):
    """Call bodies together in public. They may come or stay away; everyone knows who was called."""

    bodies: tuple[OrganisationRef, ...]
    title: Text
    notice: Minutes = Minutes(6)
    minutes: Minutes = Minutes(10)


def can_complain(seen: World, seat: str, ask: Complain) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if mine in (ask.to, ask.against) or ask.to == ask.against:
        return not_possible("a complaint is of one other body, to yet another.")
    if not ask.title.strip() or not ask.text.strip():
        return not_possible("a complaint has a title, and says what is wrong.")
    return standing(seen, ask.to)


def complained(world: World, seat: str, ask: Complain) -> list[Draft]:
    mine = world.organisation_of(seat)
    matter = Matter(0, "complaint", mine, (ask.against,), ask.title, world.clock.month, "open", ask.to)
    return [moved("complained", world, seat, ask, matter, to=world.seats_of(ask.to))]


def can_answer(seen: World, seat: str, ask: AnswerComplaint) -> Refusal | None:
    if ask.verdict not in VERDICTS:
        return not_possible(f"a verdict is one of {', '.join(VERDICTS)}.")
    if not ask.text.strip():
        return not_possible("an answer to a complaint gives its reasons.")
    complaint = seen.matters[ask.complaint]
    return lies_with(seen, seat, complaint, *COMPLAINTS) or no_own_case(seen, seat, complaint)


def answered(world: World, seat: str, ask: AnswerComplaint) -> list[Draft]:
    matter = altered(world.matters[ask.complaint], status=ask.verdict, outcome=ask.text)
    to = world.seats_of_all((matter.by, *matter.against))
    everyone = matter.kind == "challenge to an award"
    return [moved("complaint-answered", world, seat, ask, matter, to=to, everyone=everyone)]


def is_answered(world: World, event: Event) -> World:
    """A challenge that is upheld sets the award aside; one that is not leaves it, or that there was none, standing."""
    row = event.body["matter"]
    if row["kind"] != "challenge to an award":
        return world
    tender = world.tenders.get(event.body["on"] or 0)
    if tender is None or tender.status != "challenged":
        return world
    stands = "awarded" if tender.awarded else "no award"
    return alter(world, "tenders", tender.id, status="set aside" if row["status"] == "upheld" else stands)


def can_investigate(seen: World, seat: str, ask: Investigate) -> Refusal | None:
    if not ask.bodies or seen.organisation_of(seat) in ask.bodies:
        return not_possible("an investigation is of one or more other bodies.")
    return None if ask.title.strip() else not_possible("say what is looked into.")


def investigated(world: World, seat: str, ask: Investigate) -> list[Draft]:
    mine = world.organisation_of(seat)
    bodies = tuple(dict.fromkeys(ask.bodies))
    matter = Matter(0, "investigation", mine, bodies, ask.title, world.clock.month, "open", mine)
    return [moved("investigation-opened", world, seat, ask, matter, to=world.seats_of_all(bodies))]


def can_close(seen: World, seat: str, ask: CloseInvestigation) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("findings need words.")
    refusal = lies_with(seen, seat, seen.matters[ask.investigation], "investigation")
    return refusal or (may_commit(seen, seat, "public") if ask.to_everyone else None)


def closed(world: World, seat: str, ask: CloseInvestigation) -> list[Draft]:
    matter = altered(world.matters[ask.investigation], status="closed", outcome=ask.text)
    to = world.seats_of_all(matter.against)
    return [moved("investigation-closed", world, seat, ask, matter, to=to, everyone=ask.to_everyone)]


def can_call(seen: World, seat: str, ask: CallSummit) -> Refusal | None:
    if not ask.bodies or seen.organisation_of(seat) in ask.bodies:
        return not_possible("a summit calls one or more other bodies.")
    if not ask.title.strip() or ask.minutes < 1:
        return not_possible("a summit has a title, and lasts at least one minute.")
    return power_held(seen, seat, "convene-summit", "summit-power")


def called(world: World, seat: str, ask: CallSummit) -> list[Draft]:
    bodies = tuple(dict.fromkeys(ask.bodies))
    to = tuple(s for s in world.seats_of_all(bodies) if s != seat)
    body = {
        "title": ask.title,
        "starts": world.at + ask.notice,
        "minutes": ask.minutes,
        "bodies": bodies,
        "invited": to,
    }
    return [spoken("summit-called", world, seat, ask, body, to=to, everyone=True, subject=OWN)]


def is_called(world: World, event: Event) -> World:
    """A summit is a meeting that everyone knows of. Whoever called it is there."""
    body, number = event.body, event.subject or event.seq
    meeting = Meeting(number, event.seat, body["invited"], body["title"], body["starts"], body["minutes"], event.month,
                      joined=(event.seat,), public=True)  # fmt: skip
    return put(world, "meetings", number, meeting)


def says_complained(event: Event, names: Names) -> str:
    row = event.body["matter"]
    to = names.body(row["handler"])
    return f"{names.body(event.organisation)} complained of {told(row, names)} to {to}: “{clip(event.body['text'])}”"


def says_answered(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return (
        f"{names.body(event.organisation)} found the {row['kind']} “{clip(row['title'])}” {row['status']}: "
        f"“{clip(row['outcome'])}”"
    )


def says_investigated(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} looked into {told(row, names)}: “{clip(row['title'])}”."


def says_closed(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} found on {told(row, names)}: “{clip(row['outcome'])}”"


def says_called(event: Event, names: Names) -> str:
    called_bodies = names.bodies(event.body["bodies"])
    return (
        f"{names.body(event.organisation)} called {called_bodies} to a summit: “{clip(event.body['title'])}”."
    )


COMPLAINED = matter_kind("complained", "talk", says_complained)
ANSWERED = matter_kind("complaint-answered", "deed", says_answered, is_answered)
INVESTIGATED = matter_kind("investigation-opened", "deed", says_investigated)
CLOSED = matter_kind("investigation-closed", "deed", says_closed)
SUMMIT = Kind("summit-called", "deed", says_called, is_called)

MOVES = (
    Move("complain", Complain, "Complain of a body to another.", 4, can_complain, complained, (COMPLAINED,)),
    Move("answer-complaint", AnswerComplaint, "Answer a complaint or a challenge.", 5, can_answer, answered, (ANSWERED,),
         waits_for(*COMPLAINTS)),
    Move("investigate", Investigate, "Look into what bodies do.", 6, can_investigate, investigated, (INVESTIGATED,)),
    Move("close-investigation", CloseInvestigation, "Give the findings.", 6, can_close, closed, (CLOSED,),
         waits_for("investigation")),
    Move("call-summit", CallSummit, "Call bodies together in public.", 4, can_call, called, (SUMMIT,),
         lambda seen, seat: "convene-summit" in seen.organisations[seen.organisation_of(seat)].powers),
)  # fmt: skip
