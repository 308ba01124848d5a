"""What every page has in common: who asks, the page that is drawn, and how errors are told."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shirehall.host.access import Carried, Cookies, carried, csrf_token
from shirehall.host.house import House
from shirehall.host.room import Moment

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: a seat, an observer or the wall; which view they have; and whether the seat is a facilitator's.

    `token` marks the session (its hash, never the token itself), `person` is the name on the badge, "" when none was given.
    """

    kind: Literal["seat", "observer", "wall"]
    viewer: str
    seat: str
    token: str
    facilitator: bool
    person: str


def templates() -> Environment:
    """The pages' templates: everything is escaped, and a name that a page forgot to hand in is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    return made


@cache
def static(path: str) -> str:
    """The address of a file of the pages, with a mark of its content, so that browsers may keep it for good."""
    file = STATIC / path
    mark = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "missing"
    return f"/static/{path}?{mark}"


def take_in(router: APIRouter, part: APIRouter) -> None:
    """Take the routes of a part in as they stand. FastAPI's own including makes each of them once more at every step up."""
    router.routes.extend(part.routes)


def house_of(request: Request) -> House:
    """The house that a request comes to."""
    house: House = request.app.state.house
    return house


def cookies_of(request: Request) -> Cookies:
    """How the day's cookie is set."""
    cookies: Cookies = request.app.state.cookies
    return cookies


def new_key() -> str:
    """A key for a form: whatever is sent under it counts once in the whole play."""
    return secrets.token_urlsafe(18)


# ---- who asks ---------------------------------------------------------------------------------------------------


def known(request: Request) -> Who | None:
    """Who asks, by the session that the request carries; nobody without one, or with one that has ended."""
    found: Who | None = getattr(request.state, "who", None)
    if found is not None:
        return found
    bearer = carried(request.headers.raw, cookies_of(request))
    who = house_of(request).sessions.who(bearer.token) if bearer.token else None
    request.state.who, request.state.carried = who, bearer
    return who


async def anyone(request: Request) -> Who:
    """Whoever has a session of this day; 401 without one. The marks of forms are checked before (see headers.py)."""
    who = known(request)
    if who is None:
        raise HTTPException(401, "You are not signed in on this device, or your seat was given to another.")
    return who


async def player(who: Annotated[Who, Depends(anyone)]) -> Who:
    """Whoever holds a seat, facilitators included."""
    if who.kind != "seat":
        raise HTTPException(403, "That is for those who hold a seat.")
    return who


async def facilitator(who: Annotated[Who, Depends(anyone)]) -> Who:
    """A facilitator or moderator."""
    if not who.facilitator:
        raise HTTPException(403, "That is for facilitators.")
    return who


async def observer(who: Annotated[Who, Depends(anyone)]) -> Who:
    """An observer, or a facilitator."""
    if who.kind != "observer" and not who.facilitator:
        raise HTTPException(403, "That is for observers.")
    return who


async def person(who: Annotated[Who, Depends(anyone)]) -> Who:
    """Somebody in the room: a seat or an observer, and not a wall screen."""
    if who.kind == "wall":
        raise HTTPException(403, "That is for people, not for the wall screen.")
    return who


async def wall(who: Annotated[Who, Depends(anyone)]) -> Who:
    """A wall screen, or a facilitator who looks at what it shows."""
    if who.kind != "wall" and not who.facilitator:
        raise HTTPException(403, "That is for the wall screen.")
    return who


Anyone = Annotated[Who, Depends(anyone)]
Player = Annotated[Who, Depends(player)]
Facilitator = Annotated[Who, Depends(facilitator)]
Observer = Annotated[Who, Depends(observer)]
Person = Annotated[Who, Depends(person)]
Wall = Annotated[Who, Depends(wall)]


# ---- pages ------------------------------------------------------------------------------------------------------


def page(request: Request, template: str, who: Who | None, status: int = 200, headers: Mapping[str, str] | None = None,
         **context: Any) -> HTMLResponse:  # fmt: skip
    """A page, or a piece of one, drawn for whoever asks."""
    house = house_of(request)
    if who is not None and getattr(request.state, "carried", None) is None:
        known(request)
    bearer: Carried | None = getattr(request.state, "carried", None)
    text = house.templates.get_template(template).render(
        who=who,
        house=house,
        moment=moment_of(house),
        nonce=getattr(request.state, "nonce", ""),
        csrf=csrf_token(house.secret, bearer.token if bearer else ""),
        new_key=new_key,
        **{"title": "", **context},
    )
    return HTMLResponse(text, status_code=status, headers=dict(headers or {}))


def moment_of(house: House) -> Moment | None:
    """Where play stands, or nothing before doors open."""
    in_play = house.stage == "practice" or (house.stage != "before" and house.day is not None)
    return house.room.moment() if in_play else None


def wants_json(request: Request) -> bool:
    """Whether a program asks, rather than a browser."""
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")
