"""Seats: who fills each, who came, hand-over in mid-run, one seat more, invitations; and observers and the wall."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from shirehall.host.dayplan import FILLINGS
from shirehall.host.door import CONSENT
from shirehall.host.facilitator.cards import card_of, is_invited
from shirehall.host.forms import posted
from shirehall.host.house import House
from shirehall.host.moving import (
    control_move,
    done,
    form_made,
    form_page,
    in_play,
    press,
    refused,
    told_done,
)
from shirehall.host.register import Invitation
from shirehall.host.web import Facilitator, page

FILLED = {
    "person": "a person",
    "script": "a script",
    "nobody": "nobody",
    "random": "a script",
    "silent": "a script",
    "model": "a model",
}
SESSIONS_OF_ONE = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One seat on the list: whose, who fills it or is to, its person's name and how far that has come, and its browser."""

    id: str
    body: str
    short: str
    role: str
    table: str
    filled_by: str
    filled: str
    name: str
    attendance: str
    joined: bool
    online: bool
    invited: bool
    added: bool
    left: bool


def routes(house: House) -> APIRouter:
    """The routes of seats, and of any move of control as a form."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/seats")
    def seats(request: Request, who: Facilitator) -> Response:
        """Every seat."""
        rows = rows_of(house, who.seat)
        return page(request, "facilitator/seats.html", who, title="Seats", section="seats", said=told_done(request), rows=rows,
                    groups=grouped(rows), fillings=FILLINGS, in_play=in_play(house), others=others(house))  # fmt: skip

    @router.post("/run/seats")
    async def choose(request: Request, who: Facilitator) -> Response:
        """Choose who is to fill seats when the doors open: seat by seat, or everybody at once."""
        if house.day is not None:
            return refused(
                request, who, "The doors are open: seats change hands one by one now.", "/run/seats"
            )
        data = posted(await request.form())
        everybody = data.get("everybody", ("",))[0]
        seats = [one.id for one in house.patch.active_seats if not house.sessions.is_control(one.id)]
        chosen = {seat: everybody or data.get(seat, ("",))[0] for seat in seats}
        await asyncio.to_thread(house.plan.fill, {seat: how for seat, how in chosen.items() if how})
        return done("/run/seats", "chosen")

    @router.get("/run/seats/{seat}")
    def one_seat(request: Request, who: Facilitator, seat: str) -> Response:
        """One seat: hand-over, invitation, name."""
        row = row_or_404(house, who.seat, seat)
        invitation = house.register.invitation(seat)
        return page(request, "facilitator/seat.html", who, title=f"{row.short}: {row.role}", section="seats", row=row,
                    said=told_done(request), person=house.register.sitter(seat), control=house.sessions.is_control(seat),
                    card=card_of(house, invitation) if invitation else None, in_play=in_play(house), fillings=FILLINGS)  # fmt: skip

    @router.post("/run/seats/{seat}/give")
    async def give(request: Request, who: Facilitator, seat: str, to: Annotated[str, Form(max_length=20)],
                   key: Annotated[str, Form(max_length=100)]) -> Response:  # fmt: skip
        """Hand a seat over: on the record from doors open, for the opening before."""
        row_or_404(house, who.seat, seat)
        if house.stage == "before":
            await asyncio.to_thread(house.plan.fill, {seat: to})
            return done(f"/run/seats/{seat}", "chosen")
        return await press(
            request, house, who, "give-seat", {"seat": seat, "to": to}, key, f"/run/seats/{seat}"
        )

    @router.post("/run/seats/{seat}/invite")
    async def invite(who: Facilitator, seat: str) -> Response:
        """Issue the seat's invitation."""
        row_or_404(house, who.seat, seat)
        issue = (
            house.register.invite_staff
            if house.sessions.is_control(seat)
            else lambda name: house.register.invite("seat", name)
        )
        await asyncio.to_thread(issue, seat)
        return done(f"/run/seats/{seat}", "invited")

    @router.post("/run/seats/{seat}/release")
    async def release(who: Facilitator, seat: str) -> Response:
        """Release a seat: its device is out at once, its code void, and a new code stands."""
        row_or_404(house, who.seat, seat)
        await asyncio.to_thread(house.register.release, seat)
        house.sessions.forget()
        return done(f"/run/seats/{seat}", "released")

    @router.post("/run/seats/{seat}/name")
    async def name(who: Facilitator, seat: str, name: Annotated[str, Form(max_length=200)],
                   consent: Annotated[str, Form(max_length=8)] = "") -> Response:  # fmt: skip
        """Enter or correct the name of whoever is to sit there; shown to others only with their consent."""
        row_or_404(house, who.seat, seat)
        await asyncio.to_thread(entered, house, seat, name, consent == "yes")
        return done(f"/run/seats/{seat}", "kept")

    @router.post("/run/invite")
    async def invite_other(who: Facilitator, kind: Annotated[Literal["observer", "wall"], Form()],  # noqa: ARG001
                           label: Annotated[str, Form(max_length=60)] = "") -> Response:  # fmt: skip
        """Invite an observer, or one more wall screen."""
        places = SESSIONS_OF_ONE if kind == "observer" else 4
        await asyncio.to_thread(
            lambda: house.register.invite(
                kind, label=" ".join(label.split()) or (kind if kind == "wall" else ""), places=places
            )
        )
        return done("/run/seats", "invited")

    @router.post("/run/invite/{number}/withdraw")
    async def withdraw(who: Facilitator, number: int) -> Response:  # noqa: ARG001
        """End an observer's or wall's invitation, and whoever came in by it."""
        if not any(one.number == number for one in others(house)):
            raise HTTPException(404)
        await asyncio.to_thread(house.register.withdraw, number)
        return done("/run/seats", "withdrawn")

    @router.get("/run/do/{move}")
    def asked(request: Request, who: Facilitator, move: str) -> Response:
        """Any move of control as a form, filled in from the address."""
        return form_page(request, house, who, control_move(house, move), request.query_params)

    @router.post("/run/do/{move}")
    async def made(request: Request, who: Facilitator, move: str) -> Response:
        """Make a move of control."""
        return await form_made(request, house, who, control_move(house, move))

    return router


def others(house: House) -> tuple[Invitation, ...]:
    """The standing invitations of observers and walls."""
    return tuple(one for one in house.register.invitations() if one.kind != "seat")


def entered(house: House, seat: str, name: str, agreed: bool) -> None:
    """Keep a name for a seat, and whether its owner agreed that it is shown."""
    sitter, flat = house.register.sitter(seat), " ".join(name.split())[:60]
    if not flat:
        return
    person = house.register.rename(sitter.number, flat) if sitter else house.register.add_person(seat, flat)
    if person.consent != agreed:
        house.register.agree(person.number, agreed, CONSENT)
    house.sessions.forget()


def row_or_404(house: House, viewer: str, seat: str) -> Row:
    """A seat's row. Answers 404 for a seat there is not."""
    row = next((one for one in rows_of(house, viewer) if one.id == seat), None)
    if row is None:
        raise HTTPException(404)
    return row


def rows_of(house: House, viewer: str) -> tuple[Row, ...]:
    """Every seat: the pack's before doors open, and from then on those that are in play, with those added since."""
    online = house.hub.online
    joined = {one.seat for one in house.register.sessions() if one.seat}
    invited = is_invited(house)
    people = {one.seat: one for one in house.register.names() if not one.left}
    rows = []
    for seat in known_seats(house, viewer):
        person = people.get(seat["id"])
        rows.append(
            Row(
                **seat,
                filled=FILLED.get(seat["filled_by"], seat["filled_by"]),
                name=person.name if person else "",
                attendance=person.attendance if person else "",
                joined=seat["id"] in joined,
                online=bool(online.get(seat["id"])),
                invited=seat["id"] in invited,
            )
        )
    return tuple(rows)


def known_seats(house: House, viewer: str) -> list[dict[str, Any]]:
    """The seats with what is known of them apart from people."""
    tables = {table.id: table.title for table in house.patch.seats.tables}
    if not in_play(house):
        return [
            {
                "id": seat.id, "body": seat.organisation, "short": house.patch.organisation(seat.organisation).short,
                "role": seat.role, "table": tables.get(seat.table, seat.table), "added": False, "left": False,
                "filled_by": "person" if house.sessions.is_control(seat.id) else house.to_be_filled(seat.id),
            }
            for seat in house.patch.active_seats
        ]  # fmt: skip
    world, packed = house.room.view(viewer).world, {seat.id for seat in house.patch.active_seats}
    return [
        {
            "id": chair.id, "body": chair.organisation, "short": world.organisations[chair.organisation].short, "role": chair.role,
            "table": tables.get(chair.table, chair.table), "added": chair.id not in packed, "left": chair.left,
            "filled_by": "person" if world.organisations[chair.organisation].kind == "control" else chair.filled_by,
        }
        for chair in sorted(world.seats.values(), key=lambda chair: chair.position)
    ]  # fmt: skip


def grouped(rows: tuple[Row, ...]) -> list[tuple[str, list[Row]]]:
    """The rows body by body."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.short].append(row)
    return list(found.items())
