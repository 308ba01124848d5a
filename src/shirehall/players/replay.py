"""A player that makes a recorded seat's moves again, at their minutes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from shirehall.play.catalogue import Catalogue
from shirehall.play.fields import (
    NAMES,
    THINGS,
    Ask,
    Clause,
    EventRef,
    Field,
    OrganisationRef,
    PlanLine,
    SiteRef,
    clause_from,
    fields_of,
    line_from,
)
from shirehall.play.kinds import Move
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import SeatFold, View
from shirehall.play.world import World
from shirehall.players.contract import Act, Decision


@dataclass(frozen=True, slots=True)
class ReplayPlayer:
    """Makes the moves of one seat again. `asks` are (minute, ask) in their order, under the seat's own numbers.

    `opened` holds the players of the seats that this seat opened in play.
    """

    asks: tuple[tuple[int, Ask], ...]
    origin: str = "script"
    opened: Mapping[str, ReplayPlayer] = dataclasses.field(default_factory=dict)

    def begin(self, seat: str) -> tuple[str, int]:
        """The seat, and how many of its own moves it has seen made."""
        return (seat, 0)

    def remember(self, memory: tuple[str, int], event: Event) -> tuple[str, int]:
        """One more of the seat's own moves was made, if this event is the first of one."""
        seat, made = memory
        own = event.seat == seat and event.cause is None
        return (seat, made + 1) if own else memory

    def decide(self, memory: tuple[str, int], view: View, random: Random) -> Decision:  # noqa: ARG002
        """Every move whose minute has come, and nothing until the next."""
        left = self.asks[memory[1] :]
        due = tuple(Act(ask, 0, ("as recorded",)) for at, ask in left if at <= view.at)
        wait = left[len(due)][0] - view.at if len(due) < len(left) else 600
        return Decision(due, max(1, wait))


def replayed(record: Iterable[Event], seat: str, catalogue: Catalogue) -> ReplayPlayer:
    """The player that makes a seat's recorded moves again. Events that no move of the catalogue could have made are left out."""
    fold = SeatFold(seat, catalogue)
    asks: list[tuple[int, Ask]] = []
    whole = tuple(record)
    opened: dict[str, ReplayPlayer] = {}
    for event in whole:
        if event.kind == "seat-added" and event.seat == seat:
            opened[event.body["seat"]] = replayed(whole, event.body["seat"], catalogue)
        before = len(fold.events)
        fold.see(event)
        if event.seat == seat and len(fold.events) > before and event.cause is None:
            ask = ask_of(fold.events[-1], fold.world, catalogue)
            if ask is not None:
                asks.append((event.at, ask))
    return ReplayPlayer(tuple(asks), opened=opened)


def ask_of(event: Event, seen: World, catalogue: Catalogue) -> Ask | None:
    """The ask that an event came from, under the seat's own numbers; nothing when no move could have made it.

    `seen` is the seat's world after the event.
    """
    if event.kind == "move-refused":
        move = catalogue.moves.get(event.body["move"])
        return None if move is None else rebuilt(move, event.body["attempted"])
    move = move_behind(event, catalogue)
    if move is None:
        return None
    values = {field.name: value_in(event, field, seen) for field in fields_of(move.ask)}
    return rebuilt(move, {name: value for name, value in values.items() if value is not MISSING})


OFFERED_BY: Mapping[str, str] = {
    "support": "buy-support",
    "merger": "merge",
    "takeover": "acquire",
    "site": "dispose",
    "shared post": "share-post",
    "job": "hire",
}
"""Which move makes an offer of which kind."""
LED_BY: Mapping[str, tuple[str, ...]] = {"hire": ("knowledge-hired",)}
"""Events that lead what a move makes, though another comes first in its list."""


def move_behind(event: Event, catalogue: Catalogue) -> Move | None:
    """The move whose first event this is; among moves that make offers, the one for the kind of offer."""
    if event.kind == "offer-made":
        return catalogue.moves.get(OFFERED_BY.get(event.body["matter"]["kind"], ""))
    found = (
        m for m in catalogue.moves.values() if not m.control and m.kinds and m.kinds[0].name == event.kind
    )
    later = (m for m in catalogue.moves.values() if not m.control and event.kind in LED_BY.get(m.name, ()))
    return next(found, None) or next(later, None)


MISSING = object()

FIRST_OF: Mapping[str, tuple[str, ...]] = {
    "within": ("due",),
    "notice": ("starts",),
    "agreement": ("on",),
    "minutes": ("minutes",),
    "members": ("invited",),
    "away_from": ("from",),
    "knowledge": ("area",),
    "identity": ("seat",),
    "sum": ("pence",),
}
"""Other names under which a body keeps a field."""

IN_MATTER: Mapping[str, str] = {
    "title": "title",
    "what": "title",
    "sum": "pence",
    "price": "pence",
    "verdict": "status",
    "to": "handler",
    "mediator": "handler",
}
"""Fields that a matter keeps under a name of its own."""


MARKET: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "tender-opened": {
        "criteria": lambda body: tuple(name for name, _ in body["criteria"]),
        "weights": lambda body: tuple(weight for _, weight in body["criteria"]),
    },
    "bid-submitted": {"together_with": lambda body: tuple(body["bidders"][1:])},
    "dispute-mediated": {"outcome": lambda body: body["matter"]["status"]},
    "tender-decided": {"bidder": lambda body: body["awarded"][0] if body["awarded"] else None},
}
"""Fields that the events of a tender keep in a shape of their own, as does the outcome of a mediation."""


def value_in(event: Event, field: Field, seen: World) -> Any:
    """Where an event keeps a field of its ask: envelope, body, matter, or the row of a new body; else it is missing."""
    name, body = field.name, event.body
    if name in ("about", "in_reply_to"):
        return getattr(event, name)
    if field.what in THINGS:
        return thing_in(event, field, seen)
    if name in ("within", "notice"):
        later = body.get(FIRST_OF[name][0])
        return MISSING if later is None else max(0, later - event.at)
    if name == "minutes" and "closes" in body:
        return max(0, body["closes"] - event.at)
    if name in ("parties", "members", "against"):
        return further_in(event, field)
    if event.kind in MARKET and name in MARKET[event.kind]:
        return MARKET[event.kind][name](body)
    for place in (
        body,
        *(body[key] for key in ("organisation", "matter") if isinstance(body.get(key), Mapping)),
    ):
        if name in place and not (name in ("to", "body", "members") and "matter" in body):
            return place[name]
    return further_in(event, field)


def thing_in(event: Event, field: Field, seen: World) -> Any:
    """The thing an ask named: by the body's own field, as what a matter is on, or as the event's subject if it is of that sort."""
    known = getattr(seen, THINGS[field.what])
    on = event.body.get("on")
    on = event.body.get(field.name, on if field.name == "agreement" or on in known else None)
    if isinstance(on, int) and not isinstance(on, bool) and on > 0:
        return on
    return event.subject if event.subject in known and event.subject != event.seq else None


def further_in(event: Event, field: Field) -> Any:
    """What only a matter, a lever's terms, a new body's row or the addressees tell."""
    name, body = field.name, event.body
    matter: Mapping[str, Any] = body.get("matter", {})
    if matter:
        detail = matter["detail"]
        if name in detail:
            return detail[name]
        if name in IN_MATTER and not (name == "to" and not matter["handler"]):
            return matter[IN_MATTER[name]]
        if name == "to" and field.many:
            return addressed(event, name)
        if name in ("members", "others", "bodies"):
            return matter["against"]
        if name == "against" and field.many:
            return matter["against"]
        if name == "post":
            return detail.get("seat", MISSING)
        if field.what is OrganisationRef and not field.many:
            return matter["against"][0] if matter["against"] else matter["body"] or MISSING
        return MISSING
    if name in ("site", "resource", "change") and "clause" in body:
        return dict(body["clause"]["terms"]).get(name, MISSING)
    if name in FIRST_OF and FIRST_OF[name][0] in body:
        return body[FIRST_OF[name][0]]
    if name == "identity" and "organisation" in body:
        return body["organisation"]["id"]
    return addressed(event, name)


def addressed(event: Event, name: str) -> Any:
    """Whom an ask named: the other parties where the event lists parties, else the seats addressed."""
    if name not in ("to", "invite", "seen_by", "parties"):
        return MISSING
    if "parties" in event.body:
        return tuple(p for p in event.body["parties"] if p != event.organisation)
    return () if EVERYONE in event.addressees else event.addressees


REFERENCES = (*NAMES, *THINGS, EventRef, SiteRef)


def rebuilt(move: Move, values: Mapping[str, Any]) -> Ask | None:
    """The ask with these values, its clauses and lines read back."""
    given: dict[str, Any] = {}
    for field in fields_of(move.ask):
        if field.name not in values:
            continue
        value = values[field.name]
        if field.what is Clause:
            value = tuple(clause_from(c) for c in value) if field.many else clause_from(value)
        elif field.what is PlanLine:
            value = tuple(line_from(line) for line in value)
        elif field.many:
            value = tuple(value)
        elif field.optional and value in (0, "") and field.what in REFERENCES:
            value = None
        given[field.name] = value
    try:
        return move.ask(**given)
    except TypeError:
        return None
