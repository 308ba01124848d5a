"""The moderator's desk: free moves to turn into terms, rule questions, disputes, positions stated anew, voices for the unseated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shirehall.host.house import House
from shirehall.host.moving import in_play, told_done
from shirehall.host.web import Facilitator, page
from shirehall.play.moves.steering_notices import who_may_rule
from shirehall.play.names import WorldNames, clip
from shirehall.play.view import View

DISPUTES = ("dispute", "complaint", "challenge to an award", "competition case", "investigation")
SCRIPTS = ("script", "model")
"""Origins of what no person did."""
LATEST = 20


@dataclass(frozen=True, slots=True)
class Free:
    """A free move: its number, who made it, when, its words, and what became of it: nothing yet, ruled, or left open and why.

    `script` when a script made it.
    """

    number: int
    who: str
    month: int
    at: int
    words: str
    seen_by: str
    state: str
    why: str
    script: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the rules: who asked whom, what, when, who may answer it (control too, or not), and whether
    it was left open on purpose. `script` when a script asked."""

    number: int
    who: str
    to: str
    words: str
    rule: str
    month: int
    may: str
    seated: bool
    left: str
    answer: str
    answered_by: str
    control_may: bool
    script: bool

    @property
    def waits(self) -> bool:
        """Whether it is neither answered nor left open."""
        return not self.answer and not self.left


def routes(house: House) -> APIRouter:
    """The desk's routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/moderator")
    def desk(request: Request, who: Facilitator) -> Response:
        """The desk."""
        context: dict[str, Any] = {"view": None}
        if in_play(house):
            view = house.room.view(who.seat)
            context = {
                "view": view, "free": free_moves(view), "questions": questions(view), "disputes": disputes(view),
                "positions": positions(house, view), "unseated": unseated(view), "words_only": in_words_only(view),
            }  # fmt: skip
        return page(request, "facilitator/moderator.html", who, title="Moderator's desk", section="moderator",
                    said=told_done(request), **context)  # fmt: skip

    return router


def free_moves(view: View) -> tuple[Free, ...]:
    """Every free move: what waits first, people's before scripts', newest first."""
    names, world = WorldNames(view.world), view.world
    ruled = {event.subject for event in view.events if event.kind == "terms-ruled"}
    found = []
    for event in view.events:
        if event.kind != "free-move":
            continue
        number = event.subject or event.seq
        state = "ruled" if number in ruled else "left open" if number in world.left_open else "waits"
        others = tuple(seat for seat in event.addressees if seat in world.seats)
        found.append(
            Free(number, names.seat(event.seat), event.month, event.at, str(event.body["text"]),
                 names.bodies_of(others) if others else "moderators only", state, world.left_open.get(number, ""),
                 event.origin in SCRIPTS)
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.state != "waits", each.script, -each.number)))


def questions(view: View) -> tuple[Asked, ...]:
    """Every question about the rules: open ones first, people's before scripts', newest first."""
    names, world = WorldNames(view.world), view.world
    by_script = {
        event.subject or event.seq
        for event in view.events
        if event.kind == "ruling-asked" and event.origin in SCRIPTS
    }
    found = []
    for question in world.questions.values():
        may = who_may_rule(world, question)
        found.append(
            Asked(
                question.id, names.seat(question.asker), names.bodies(question.askees), question.text,
                names.rule(question.rule) if question.rule else "", question.month, names.bodies(may) or "nobody in play",
                any(world.seats_of(body) for body in may), world.left_open.get(question.id, ""),
                question.answer, names.body(question.answered_by) if question.answered_by else "",
                view.organisation in may, question.id in by_script,
            )
        )  # fmt: skip
    return tuple(
        sorted(found, key=lambda each: (bool(each.answer), bool(each.left), each.script, -each.number))
    )


def disputes(view: View) -> tuple[dict[str, Any], ...]:
    """What bodies quarrel about: disputed agreements, and matters that are open, with who is to settle them."""
    names, world = WorldNames(view.world), view.world
    found: list[dict[str, Any]] = [
        {"what": f"Agreement “{clip(each.title)}”", "between": names.bodies(each.parties), "lies": "the parties", "month": 0,
         "number": each.id, "terms": True}
        for each in world.agreements.values() if each.phase == "disputed"
    ]  # fmt: skip
    found += [
        {"what": f"{matter.kind[:1].upper()}{matter.kind[1:]}: “{clip(matter.title)}”",
         "between": names.bodies((matter.by, *matter.against)),
         "lies": names.body(matter.handler) if matter.handler else "nobody", "month": matter.month, "number": matter.id, "terms": False}
        for matter in world.matters.values() if matter.status == "open" and matter.kind in DISPUTES
    ]  # fmt: skip
    return tuple(found)


def in_words_only(view: View) -> tuple[dict[str, Any], ...]:
    """Agreements signed in words alone, without any term that the county can act on."""
    names, world = WorldNames(view.world), view.world
    typed = {term.source for term in world.terms}
    return tuple(
        {"number": each.id, "title": each.title, "between": names.bodies(each.parties), "phase": each.phase}
        for each in world.agreements.values()
        if each.phase in ("signed", "in-force")
        and each.id not in typed
        and not any(c.mechanism for c in each.clauses)
    )


def positions(house: House, view: View) -> list[Any]:
    """Positions stated anew, newest first."""
    told = [event for event in view.events if event.kind in ("position-revised", "position-noted")]
    return [house.teller.told(view.seat, view.world, event) for event in reversed(told[-LATEST:])]


def unseated(view: View) -> tuple[Mapping[str, str], ...]:
    """The bodies that nobody sits for and that a moderator may speak for, with who wrote of them last if anybody did."""
    bodies = [
        body for body in view.world.organisations.values() if not body.seated and body.status == "standing"
    ]
    return tuple({"id": body.id, "short": body.short, "name": body.name} for body in bodies)
