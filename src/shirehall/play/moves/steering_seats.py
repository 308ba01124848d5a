"""Who sits where: give a seat to a person or a script, open a seat in mid-run, close one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, OrganisationRef, SeatRef, Text
from shirehall.play.interventions import stepped_in
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.lineage import HANDED, papers_for
from shirehall.play.matters import short
from shirehall.play.moves.people import ADDED, scopes_hold
from shirehall.play.notices.opening import TAKEN
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import World, put

LONGEST_ROLE = 120
MOST_SEATS = 400
"""More seats than any hall holds: no day opens more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveSeat(Ask):
    """Give a seat to a person or to a script, or leave it empty. Everybody learns who plays it."""

    seat: SeatRef
    to: Literal["person", "script", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeat(Ask):
    """Open one more seat for a body in mid-run. Its id is made here; its papers are handed over."""

    body: OrganisationRef
    role: Text
    may_commit: tuple[str, ...] = ()
    to: Literal["person", "script", "nobody"] = "person"
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSeat(Ask):
    """Close a seat whose holder has gone. What it did stays; nobody can move from it any more."""

    seat: SeatRef


def can_give(seen: World, seat: str, ask: GiveSeat) -> Refusal | None:
    chair = seen.seats[ask.seat]
    if chair.left:
        return not_possible("that seat was closed.")
    if chair.filled_by == ask.to:
        return not_possible(
            f"that seat is {'empty' if ask.to == 'nobody' else f'played by a {ask.to}'} already."
        )
    if ask.seat == seat and ask.to != "person":
        return not_possible("a facilitator's seat is given away by another facilitator.")
    return None


def given(world: World, seat: str, ask: GiveSeat) -> list[Draft]:
    body = {"seat": ask.seat, "filled_by": ask.to, "was": world.seats[ask.seat].filled_by}
    return [stepped_in("seat-taken", world, seat, ask, "seat", body, everyone=True)]


def can_open(seen: World, seat: str, ask: OpenSeat) -> Refusal | None:
    if not ask.role.strip() or len(ask.role) > LONGEST_ROLE or len(ask.table) > LONGEST_ROLE:
        return not_possible(f"a seat has a role, of at most {LONGEST_ROLE} characters, and may have a table.")
    if len(seen.seats) >= MOST_SEATS:
        return not_possible(f"a day has at most {MOST_SEATS} seats.")
    body = seen.organisations[ask.body]
    if body.successor or body.status == "ended":
        return not_possible(f"{body.short} is no longer there.", short(seen, body.successor))
    if body.kind == "control":
        return not_possible(
            "who runs the day sees it from its opening; a facilitator's seat is opened before it.",
            "the pack's author",
        )
    return scopes_hold(ask.may_commit)


def next_identity(world: World, body: str) -> str:
    """The id of a body's next seat opened in play, which nothing in the county bears yet."""
    number = 1
    while (
        (name := f"{body}.added-{number}") in world.seats
        or name in world.organisations
        or name in world.sites
    ):
        number += 1
    return name


def seat_opened(world: World, seat: str, ask: OpenSeat) -> list[Draft]:
    """Everybody learns of the seat, for it is one of the county's now; its body's papers go to it alone."""
    name = next_identity(world, ask.body)
    mates = [chair for chair in world.seats.values() if chair.organisation == ask.body and chair.table]
    body = {
        "seat": name,
        "for_body": ask.body,
        "role": ask.role.strip(),
        "may_commit": tuple(ask.may_commit),
        "filled_by": ask.to,
        "table": ask.table or (mates[0].table if mates else ""),
        "position": 1 + max(chair.position for chair in world.seats.values()),
        "pay": 0,
    }
    head = stepped_in("seat-added", world, seat, ask, "seat", body, everyone=True)
    lacks = stepped_in(
        "seat-opened", world, seat, altered(ask, text=Text("")), "seat", {"seat": name}, backstage=True
    )
    return [head, *papers_for(world, ask.body, (name,)), lacks]


def lacks_papers(world: World, event: Event) -> World:
    """The seat waits for the briefings its body was given before it came."""
    return altered(world, newcomers=(*world.newcomers, event.body["seat"]))


def can_close(seen: World, seat: str, ask: CloseSeat) -> Refusal | None:
    chair = seen.seats[ask.seat]
    if chair.left:
        return not_possible("that seat is closed already.")
    if ask.seat == seat:
        return not_possible("nobody closes the seat they sit in.")
    return None


def closed(world: World, seat: str, ask: CloseSeat) -> list[Draft]:
    return [stepped_in("seat-closed", world, seat, ask, "seat", {"seat": ask.seat}, everyone=True)]


def is_closed(world: World, event: Event) -> World:
    chair = world.seats.get(event.body["seat"])
    return (
        world
        if chair is None
        else put(world, "seats", chair.id, altered(chair, left=True, filled_by="nobody"))
    )


def says_closed(event: Event, names: Names) -> str:
    return f"The facilitator closed the seat {names.seat(event.body['seat'])}."


OPENED = Kind(
    "seat-opened",
    "engine",
    lambda e, n: f"The facilitator opened the seat {n.seat(e.body['seat'])}.",
    lacks_papers,
)
CLOSED = Kind("seat-closed", "engine", says_closed, is_closed)

MOVES = (
    Move("give-seat", GiveSeat, "Give a seat to a person or a script.", 0, can_give, given, (TAKEN,), control=True),
    Move("open-seat", OpenSeat, "Open one more seat for a body.", 1, can_open, seat_opened, (ADDED, HANDED, OPENED), control=True),
    Move("close-seat", CloseSeat, "Close a seat whose holder has gone.", 0, can_close, closed, (CLOSED,), control=True),
)  # fmt: skip
