"""The day as any seat sees it. Looking changes nothing, each look is kept in the register, and notes and drafts are never shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from shirehall.host.facilitator.seats import grouped, rows_of
from shirehall.host.house import House
from shirehall.host.moving import in_play, needs_room
from shirehall.host.player.texts import drawn
from shirehall.host.player.waiting import waiting
from shirehall.host.web import Facilitator, page
from shirehall.play.names import WorldNames
from shirehall.play.view import OBSERVER, WALL, View

PAGE = 60
"""Events on one page of a look."""


def routes(house: House) -> APIRouter:
    """The routes of looking."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/as")
    def choose(request: Request, who: Facilitator) -> Response:
        """Whose day to look at."""
        rows = tuple(row for row in rows_of(house, who.seat) if not house.sessions.is_control(row.id))
        return page(request, "facilitator/as_whom.html", who, title="See the day as a seat does", section="as",
                    groups=grouped(rows), in_play=in_play(house))  # fmt: skip

    @router.get("/run/as/{seat}")
    def look(
        request: Request, who: Facilitator, seat: str, before: Annotated[int, Query(ge=0, le=10**9)] = 0
    ) -> Response:
        """What a seat sees now."""
        needs_room(house)
        world = house.room.view(who.seat).world
        if seat not in world.seats and seat not in (OBSERVER, WALL):
            raise HTTPException(404)
        house.register.note_look(who.seat, "the day as the seat sees it", seat)
        view = house.room.view(seat)
        events = [event for event in view.events if not before or event.seq < before]
        names = WorldNames(world)
        title = {OBSERVER: "As an observer sees it", WALL: "As the wall sees it"}.get(
            seat
        ) or f"As {names.seat(seat)} sees it"
        return page(
            request, "facilitator/as_seat.html", who, title=title, section="as", seat=seat, view=view,
            told=[house.teller.told(view.seat, view.world, event) for event in reversed(events[-PAGE:])],
            earlier=events[-PAGE].seq if len(events) > PAGE else 0,
            papers=papers_of(view), waits=waiting(view) if view.organisation else [],
        )  # fmt: skip

    return router


def papers_of(view: View) -> list[tuple[str, object]]:
    """The papers that the seat was given, as it reads them."""
    return [
        (str(event.body.get("title", "Paper")), drawn(str(event.body.get("text", "")), 3))
        for event in view.events
        if event.kind == "briefing-given"
    ]
