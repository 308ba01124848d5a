"""Papers sent ahead: before the doors open a seat reads the common briefing and its role, and never its position statement."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from shirehall.host.house import House
from shirehall.host.player.texts import drawn
from shirehall.host.web import Player, page
from shirehall.patch.model import Briefing

PAPERS = {"common": "Common briefing", "role": "Your seat"}
"""What is sent ahead, by its mark in the register."""


def routes(house: House) -> APIRouter:
    """The routes of papers sent ahead."""
    router = APIRouter(include_in_schema=False)

    @router.get("/pack")
    def pack(request: Request, who: Player) -> Response:
        """The papers of whoever holds a seat. Opening them is noted, once."""
        if not who.facilitator:
            for paper in PAPERS:
                house.register.note_reading(who.seat, paper)
        read = {one.paper for one in house.register.readings(who.seat) if one.read}
        return page(request, "before/pack.html", who, title="Your papers before the day", section="pack", papers=PAPERS, read=read,
                    common=[(one.title, drawn(one.text, 3)) for one in common(house)], role=role_of(house, who.seat),
                    timetable=house.patch.head.timetable, notice=house.patch.head.notice,
                    tried=house.plan.devices.get(who.seat))  # fmt: skip

    @router.post("/pack/read")
    async def read(who: Player, paper: Annotated[str, Form(max_length=20)]) -> Response:
        """Mark a paper as read."""
        if paper not in PAPERS:
            raise HTTPException(404)
        await asyncio.to_thread(lambda: house.register.note_reading(who.seat, paper, read=True))
        return RedirectResponse("/pack", 303)

    return router


def common(house: House) -> tuple[Briefing, ...]:
    """The briefings of everybody, of the first round."""
    first = house.patch.round.id
    return tuple(one for one in house.patch.briefings if one.kind == "common" and one.round in (None, first))


def role_of(house: House, seat: str) -> dict[str, Any] | None:
    """What is told ahead of one's own seat: the body and what it is for, the role, what it may bind the body to, the table."""
    known = next((one for one in house.patch.active_seats if one.id == seat), None)
    if known is None:
        return None
    body = house.patch.organisation(known.organisation)
    tables = {table.id: table.title for table in house.patch.seats.tables}
    return {
        "body": body.name, "role": known.role, "table": tables.get(known.table, ""), "mandate": body.mandate,
        "may_commit": list(known.may_commit), "consult": body.consult, "own": known.position == "own", "duties": list(body.duties),
    }  # fmt: skip
