"""For programs, and for the browser's own script: streams, what is new, a view as JSON, and moves with a seat's own rights."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from shirehall.errors import UsageError
from shirehall.host.forms import Faults, ask_from_json, schema_of
from shirehall.host.house import House
from shirehall.host.hub import EventStream
from shirehall.host.web import Anyone, Player, Who
from shirehall.play.fields import Ask
from shirehall.play.view import View, as_json

MOST_EVENTS = 500


def routes(house: House) -> APIRouter:
    """The routes of programs."""
    router = APIRouter()

    @router.get("/stream", include_in_schema=False)
    async def stream(
        request: Request, who: Anyone, after: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        """What is new, as server-sent events; it resumes behind Last-Event-ID, or behind `after`."""
        if not house.open:
            return EventStream(house.hub, house.hub.wait_at_the_door(who.viewer, who.token))
        behind = place(house, request.headers.get("last-event-id", "") or after)
        opened = await house.hub.open(house.room, who.viewer, who.token, behind)
        return EventStream(house.hub, opened)

    @router.get("/poll", include_in_schema=False)
    def poll(who: Anyone, after: Annotated[str, Query(max_length=40)] = "") -> JSONResponse:
        """What is new, for browsers whose streams are cut: the same as the stream, asked for again and again."""
        if not house.open:
            return JSONResponse({"clock": house.clock(), "news": [], "at": "", "more": False})
        room = house.room
        world, events = room.news(who.viewer, place(house, after))
        news = [house.teller.news(who.viewer, world, event) for event in events[:MOST_EVENTS]]
        at = (
            f"{room.name}.{news[-1]['n']}"
            if news
            else after
            if place(house, after) is not None
            else here(house, who)
        )
        return JSONResponse(
            {"clock": house.clock(), "news": news, "at": at, "more": len(events) > MOST_EVENTS}
        )

    @router.get("/api/me", tags=["view"])
    def me(who: Anyone) -> dict[str, Any]:
        """Whose session this is, and the stage of the day."""
        return {"kind": who.kind, "seat": who.seat, "facilitator": who.facilitator, "stage": house.stage}

    @router.get("/api/clock", tags=["view"])
    def clock(who: Anyone) -> dict[str, Any]:  # noqa: ARG001
        """Where the clock stands."""
        return house.clock()

    @router.get("/api/view", tags=["view"])
    def view(who: Anyone, after: Annotated[int, Query(ge=0, le=10**9)] = 0,
             most: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS) -> dict[str, Any]:  # fmt: skip
        """The caller's view: its moment, its permitted moves, and its events under its own numbers, beyond `after`."""
        told = dict(as_json(house.room.view(who.viewer)))
        events = [event for event in told["events"] if event["seq"] > after]
        return {**told, "events": events[:most], "more": len(events) > most}

    @router.get("/api/moves", tags=["moves"])
    def moves(who: Player) -> dict[str, Any]:
        """The moves that the seat may try now, each with the schema of its fields."""
        permitted = house.room.view(who.viewer).permitted()
        return {
            name: {
                "summary": house.catalogue.moves[name].summary,
                "schema": schema_of(house.catalogue.moves[name]),
            }
            for name in permitted
        }

    @router.post("/api/moves/{move}", tags=["moves"])
    async def make(
        move: str,
        body: dict[str, Any],
        who: Player,
        idempotency_key: Annotated[str, Header(min_length=8, max_length=100, pattern=r"^[\x21-\x7e]+$")],
    ) -> JSONResponse:
        """Make a move. The same key gives the first answer again: 200 when it was made, 409 when a rule refused it."""
        if move not in house.catalogue.moves:
            raise HTTPException(404, "There is no such move.")
        house.acts.check(who.seat)
        origin = "facilitator" if who.facilitator else "person"
        read = partial(reading, move, body)
        made = await house.room.read_and_submit(
            who.seat, read, key=bound(who.seat, idempotency_key), origin=origin
        )
        if isinstance(made, Faults):
            raise HTTPException(422, {"faults": faults_of(made)})
        refusal = made.refusal
        if refusal is None:
            return JSONResponse({"made": True})
        status = 422 if refusal.why.startswith("that key was used") else 409
        return JSONResponse(
            {"made": False, "why": refusal.why, "who": refusal.who, "rule": refusal.rule}, status
        )

    return router


def reading(move: str, body: dict[str, Any], view: View) -> Ask | Faults:
    """A body read as an ask, by what its seat sees."""
    return ask_from_json(view, move, body)


def faults_of(faults: Faults) -> list[dict[str, str]]:
    """What was wrong with a body, field by field."""
    return [{"where": each.field, "what": each.what} for each in faults.faults]


def bound(seat: str, key: str) -> str:
    """A key as the record keeps it: the seat's own, so that nobody can use up another's."""
    return f"{seat}:{key}"


def place(house: House, mark: str) -> int | None:
    """How far a browser has read, from the mark it sends; none when it has read nothing of the room in use."""
    room, _, number = mark.rpartition(".")
    if not number.isdecimal() or len(number) > 9:
        return None
    if room and room != house.room.name:
        return None
    return int(number)


def here(house: House, who: Who) -> str:
    """The mark of the present moment for a viewer."""
    return f"{house.room.name}.{len(house.room.view(who.viewer).events)}"


def nothing_before_doors(house: House) -> None:
    """Refuse what needs a day in play."""
    if house.stage == "before":
        raise UsageError("the doors are not open yet.", mend="wait until the facilitator opens them.")
