"""People: names and consent, how far their coming has come, how long they are kept, erasing them; who looked at what."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from shirehall.host.door import CONSENT
from shirehall.host.house import House
from shirehall.host.moving import done, refused, told_done
from shirehall.host.register_people import ATTENDANCE, RETENTION_DAYS, Attendance
from shirehall.host.web import Facilitator, page

LATEST = 100


def routes(house: House) -> APIRouter:
    """The routes of people."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/people")
    def people(request: Request, who: Facilitator) -> Response:
        """Everybody who is entered, and the logs."""
        book = house.register
        bodies = {
            seat.id: house.patch.organisation(seat.organisation).short for seat in house.patch.active_seats
        }
        until = book.kept_until()
        return page(
            request, "facilitator/people.html", who, title="People", section="people", people=book.names(), bodies=bodies,
            seats=[(seat.id, f"{bodies[seat.id]}: {seat.role}") for seat in house.patch.active_seats], attendance=ATTENDANCE,
            looks=tuple(reversed(book.looks()))[:LATEST], deletions=tuple(reversed(book.deletions())), said=told_done(request),
            until=until.date().isoformat() if until else "", days=book.setting("retention_days", str(RETENTION_DAYS)),
            unreached=request.query_params.get("unreached", ""),
        )  # fmt: skip

    @router.post("/run/people")
    async def add(
        request: Request,
        who: Facilitator,
        seat: Annotated[str, Form(max_length=120)],
        name: Annotated[str, Form(max_length=200)],
        comes_from: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        """Enter somebody who is invited to a seat."""
        if seat not in {one.id for one in house.patch.active_seats} or not name.strip():
            return refused(request, who, "A person is entered with a name and a seat.", "/run/people", 422)
        await asyncio.to_thread(
            lambda: house.register.add_person(
                seat, " ".join(name.split()), comes_from=" ".join(comes_from.split())
            )
        )
        house.sessions.forget()
        return done("/run/people", "kept")

    @router.post("/run/people/keep")
    async def keep(who: Facilitator, days: Annotated[int, Form(ge=1, le=3650)]) -> Response:  # noqa: ARG001
        """Keep names so many days after the day."""
        await asyncio.to_thread(house.register.keep_for, days)
        return done("/run/people", "kept")

    @router.get("/run/people/erase")
    def sure(request: Request, who: Facilitator, person: int = 0, seat: str = "") -> Response:
        """What erasing does, and its button."""
        whom = "everybody, with every code and session: all are signed out"
        if person:
            one = house.register.person(person)
            whom = f"{one.name or 'a person without a name'}, entered for {one.seat}"
        elif seat:
            whom = f"all who were entered for {seat}"
        return page(request, "facilitator/erase.html", who, title="Erase people", section="people", whom=whom, person=person,
                    seat=seat)  # fmt: skip

    @router.post("/run/people/erase")
    async def erase(who: Facilitator, person: Annotated[int, Form(ge=0)] = 0, seat: Annotated[str, Form(max_length=120)] = "",  # noqa: ARG001
                    why: Annotated[str, Form(max_length=40)] = "asked") -> Response:  # fmt: skip
        """Erase one person, those of a seat, or everybody, from the register and every copy of it."""
        gone = await asyncio.to_thread(
            lambda: house.register.erase(person or None, seat=seat, why=why or "asked")
        )
        house.sessions.forget()
        house.hub.say("refresh", {"what": ["people"]})
        return done(
            f"/run/people?unreached={len(gone.unreached)}" if gone.unreached else "/run/people", "erased"
        )

    @router.post("/run/people/{number}")
    async def change(request: Request, who: Facilitator, number: int, act: Annotated[str, Form(max_length=20)],  # noqa: ARG001
                     name: Annotated[str, Form(max_length=200)] = "") -> Response:  # fmt: skip
        """Confirm somebody, note their presence or leaving, correct the name, or keep what they said of showing it."""
        await asyncio.to_thread(changed, house, number, act, " ".join(name.split()))
        house.sessions.forget()
        return done("/run/people", "kept")

    return router


def changed(house: House, number: int, act: str, name: str) -> None:
    """One change to a person's entry."""
    book = house.register
    if act in ATTENDANCE:
        known: Attendance = next(state for state in ATTENDANCE if state == act)
        book.attend(number, known)
    elif act == "rename" and name:
        book.rename(number, name)
    elif act in ("agreed", "disagreed"):
        book.agree(number, act == "agreed", CONSENT)
    else:
        raise HTTPException(422, "Nothing is done by that.")
