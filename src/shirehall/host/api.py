"""For programs, and for the browser's own script: streams, what is new, a view as JSON, and moves with a seat's own rights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response

from shirehall.errors import UsageError
from shirehall.host.forms import Faults, ask_from_json, schema_of
from shirehall.host.house import House
from shirehall.host.hub import EventStream
from shirehall.host.player.subject import newer_events, told_of
from shirehall.host.room import theirs
from shirehall.host.web import Anyone, Player, Who
from shirehall.play.view import View, as_json

MOST_EVENTS = 500
KEY = re.compile(r"[\x21-\x7e]{8,100}")
SEEN_ALONE = re.compile(rb"seen=(\d{1,9})")
SEEN = (
    "The number of the last event that the seat has seen, as /api/view and /stream number them. A move about a thing of the play "
    "(an agreement, a plan, a tender) that others altered after it is answered with 409, `made` false and the events that are `new`. "
    "Left out, the move is made of the thing as it stands."
)
REFUSED: Mapping[str, Any] = {
    "type": "object",
    "required": ["made", "why", "who", "rule"],
    "properties": {
        "made": {"type": "boolean", "const": False},
        "why": {"type": "string", "description": "Why it was not made."},
        "who": {"type": "string", "description": "Who could change that."},
        "rule": {
            "type": "string",
            "description": "The rule of the play that refused it; empty when none did.",
        },
        "new": {
            "type": "array",
            "items": {"type": "object"},
            "description": "Only when the thing was altered since `seen`: the events that did so, oldest first, as /api/view gives them.",
        },
        "seen": {
            "type": "integer",
            "description": "With `new`: the number of the seat's last event, to be sent next.",
        },
    },
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "A rule refused it, or its thing was altered since `seen`.",
        "content": {"application/json": {"schema": REFUSED}},
    },
}


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

    @router.post("/api/moves/{move}", tags=["moves"], responses=ANSWERS)
    async def make(
        move: str,
        body: dict[str, Any],
        who: Player,
        idempotency_key: Annotated[str, Header(min_length=8, max_length=100, pattern=r"^[\x21-\x7e]+$")],
        seen: Annotated[int | None, Query(ge=0, le=10**9, description=SEEN)] = None,
    ) -> JSONResponse:
        """Make a move. The same key gives the first answer again: 200 when it was made, 409 when a rule refused it.

        With `seen`, a move about a thing that others altered since is not made: 409 tells what is new. Nothing is kept of it then,
        and it may be sent again under the same key.
        """
        return await made(house, who, Sent(move, body, seen, idempotency_key))

    return router


@dataclass(frozen=True, slots=True)
class Sent:
    """A move as a program sent it: what its sender had seen of the play, if it says so, and its key."""

    move: str
    body: Mapping[str, Any]
    seen: int | None
    key: str


async def made(house: House, who: Who, sent: Sent) -> JSONResponse:
    """What is answered to a move. Raises HTTPException for one that there is not, or that cannot be read."""
    if sent.move not in house.catalogue.moves:
        raise HTTPException(404, "There is no such move.")
    house.acts.check(who.seat)
    answer = await house.room.do(partial(decided, who, sent))
    if isinstance(answer, Faults):
        raise HTTPException(422, {"faults": faults_of(answer)})
    if isinstance(answer, Changed):
        return JSONResponse(jsonable_encoder({"made": False, **asdict(answer)}), 409)
    refusal = getattr(answer, "refusal", None)
    if refusal is None:
        return JSONResponse({"made": True})
    status = 422 if refusal.why.startswith("that key was used") else 409
    return JSONResponse({"made": False, "why": refusal.why, "who": refusal.who, "rule": refusal.rule}, status)


async def shortly(house: House, request: Request, who: Who, move: str) -> Response | None:
    """The short way of a move: answered when all that was sent is in order, else none; the route then tells what is wrong."""
    keys, query = request.headers.getlist("idempotency-key"), request.scope["query_string"]
    seen = SEEN_ALONE.fullmatch(query)
    if len(keys) != 1 or not KEY.fullmatch(keys[0]) or (query and not seen):
        return None
    if request.headers.getlist("content-type") != ["application/json"]:
        return None
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    return await made(house, who, Sent(move, body, int(seen[1]) if seen else None, keys[0]))


@dataclass(frozen=True, slots=True)
class Changed:
    """Why a move was not made: its thing was altered since its sender looked. `new` are the events that did, `seen` the newest of all."""

    why: str
    who: str
    rule: str
    new: tuple[Mapping[str, Any], ...]
    seen: int


def decided(who: Who, sent: Sent, session: Any, at: int) -> object:
    """What becomes of a move, on the writer's own thread: made or refused, not readable, or overtaken by what others did."""
    theirs(session.world, who.seat)
    view: View = session.view(who.seat, at)
    key = bound(who.seat, sent.key)
    ask = ask_from_json(view, sent.move, sent.body)
    if isinstance(ask, Faults):
        return ask
    if sent.seen is not None and not session.knows(key):
        newer = [*newer_events(view, ask, sent.seen)]
        if newer:
            why = f"it was altered since you looked: {told_of(view, newer[0])}"
            told = tuple(
                {each.name: getattr(event, each.name) for each in fields(event)} for event in reversed(newer)
            )
            return Changed(
                why,
                "you: look at it as it stands, and send the move again with a newer `seen`",
                "",
                told,
                len(view.events),
            )
    origin = "facilitator" if who.facilitator else "person"
    return session.submit(who.seat, ask, at=at, origin=origin, key=key)


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
    return f"{house.room.name}.{house.room.seen(who.viewer)}"


def nothing_before_doors(house: House) -> None:
    """Refuse what needs a day in play."""
    if house.stage == "before":
        raise UsageError("the doors are not open yet.", mend="wait until the facilitator opens them.")
