"""What falls due by itself: consultations close, deadlines pass, worded agreements are given assumed terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import clause_from
from shirehall.play.kinds import Kind, Names
from shirehall.play.names import clip, listed
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import Consultation, Deadline, TermInForce, World, put


def consultations_closing(world: World, at: int, support: Callable[[Consultation], int]) -> list[Draft]:
    """The consultations that are over by a play minute, oldest first. `support` gives the response to each."""
    closing = [c for c in world.consultations.values() if c.status == "open" and c.closes <= at]
    return [
        consultation_closed(world, c, support(c)) for c in sorted(closing, key=lambda c: (c.closes, c.id))
    ]


def deadlines_passing(world: World, at: int) -> list[Draft]:
    """The deadlines that have come by a play minute, oldest first. What was done in that very minute counts."""
    passing = [d for d in world.deadlines.values() if not d.passed and d.at <= at]
    return [deadline_passed(world, d) for d in sorted(passing, key=lambda d: (d.at, d.id))]


def consultation_closed(world: World, consultation: Consultation, support: int) -> Draft:
    """The response: to everyone for the public's, else to the body that asked."""
    audience = ("*",) if consultation.whom == "public" else world.ears_of((consultation.organisation,))
    body = {
        "whom": consultation.whom,
        "specificity": consultation.specificity,
        "support": support,
        "agreement": consultation.subject or None,
        "version": consultation.version,
    }
    return engine(
        "consultation-closed",
        body,
        audience=audience,
        subject=consultation.id,
        organisation=consultation.organisation,
    )


def is_closed(world: World, event: Event) -> World:
    """Once members were asked about a text, their body may sign that text, whatever they said."""
    consultation = world.consultations.get(event.subject or 0)
    if consultation is not None:
        world = put(
            world,
            "consultations",
            consultation.id,
            altered(consultation, status="closed", support=event.body["support"]),
        )
    agreement = world.agreements.get(event.body["agreement"] or 0)
    if agreement is None or event.body["whom"] != "members":
        return world
    if event.organisation not in agreement.parties:
        return world
    consulted = {**agreement.consulted, event.organisation: event.body["version"]}
    return put(world, "agreements", agreement.id, altered(agreement, consulted=consulted))


def text_kept(event: Event, _seat: str, organisation: str) -> Mapping[str, Any]:
    """Which text of which agreement it was about is known to the body that asked."""
    return (
        event.body if organisation == event.organisation else {**event.body, "agreement": None, "version": 0}
    )


def deadline_passed(world: World, deadline: Deadline) -> Draft:
    """Who met it and who did not, told to those who owed it and those it was owed to."""
    met = tuple(body for body in deadline.owes if has_met(world, deadline, body))
    missed = tuple(body for body in deadline.owes if body not in met)
    seats = world.seats_of_all((*deadline.owes, *deadline.to))
    body = {"deadline": deadline.id, "title": deadline.title, "met": met, "missed": missed}
    return engine("deadline-passed", body, audience=seats, about=deadline.about)


def has_met(world: World, deadline: Deadline, body: str) -> bool:
    """Whether a body has done, by now, what the deadline asks of it."""
    if deadline.met_by == "plan-submitted":
        return any(p.owner == body and set(p.to) & set(deadline.to) for p in world.plans.values())
    if deadline.met_by == "agreement-signed":
        return main_contracts_signed(world, body)
    if deadline.met_by == "consultation-closed":
        return any(c.organisation == body and c.status == "closed" for c in world.consultations.values())
    return bool(set(world.shared.get(body, ())) & set(deadline.to)) or has_answered(world, deadline, body)


def main_contracts_signed(world: World, body: str) -> bool:
    """Whether a body has signed a main contract and none of those on its table is left without a signature."""
    main = [a for a in world.agreements.values() if a.tier == "main" and body in a.parties]
    signed = [a for a in main if a.phase in ("signed", "in-force")]
    unsigned = [a for a in main if a.phase in ("proposed", "agreed", "disputed")]
    return bool(signed) and not unsigned


def has_answered(world: World, deadline: Deadline, body: str) -> bool:
    """Whether somebody of a body answered something that was asked by one of those the deadline is owed to."""
    asked = [r for r in world.requests.values() if world.organisation_of(r.asker) in deadline.to]
    return any(
        reply == "answered" and seat in world.seats and world.organisation_of(seat) == body
        for request in asked
        for seat, (reply, _) in request.replies.items()
    )


def is_passed(world: World, event: Event) -> World:
    deadline = world.deadlines.get(event.body["deadline"])
    if deadline is None:
        return world
    return put(world, "deadlines", deadline.id, altered(deadline, passed=True, met=event.body["met"]))


def terms_assumed(agreement: int, clause: dict[str, object], start: int, why: str, origin: str) -> Draft:
    """A declared assumption takes the place of terms that nobody typed and nobody ruled on."""
    body = {"clause": clause, "start": start, "why": why, "from": origin}
    return engine("terms-assumed", body, subject=agreement)


def are_assumed(world: World, event: Event) -> World:
    clause = clause_from(event.body["clause"])
    agreement = world.agreements.get(event.subject or 0)
    term = TermInForce(
        event.subject or 0,
        clause,
        max(event.body["start"], event.month),
        agreement.until if agreement else None,
        "assumed",
        clip(event.body["why"]),
    )
    return altered(world, terms=(*world.terms, term))


def says_deadline(event: Event, names: Names) -> str:
    met, missed = event.body["met"], event.body["missed"]
    said = [f"{names.bodies(met)} met it"] * bool(met) + [f"{names.bodies(missed)} did not"] * bool(missed)
    return f"The deadline “{event.body['title']}” passed: {listed(said)}."


def says_closed(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} heard from {event.body['whom']}: {event.body['support']}% in favour."


KINDS = (
    Kind("consultation-closed", "notice", says_closed, is_closed, numbers=("agreement",), redact=text_kept),
    Kind("deadline-passed", "notice", says_deadline, is_passed),
    Kind(
        "terms-assumed",
        "engine",
        lambda e, n: f"Nobody gave {n.thing(e.subject)} terms, so it was taken to mean: {e.body['why']}",
        are_assumed,
    ),
)
