"""The door: typing a code or following a link, saying one's name if one likes, taking the seat, leaving it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from shirehall.host.codes import LINK_SIGNS, typed
from shirehall.host.house import House
from shirehall.host.limits import source_of
from shirehall.host.register import Joined, Refused
from shirehall.host.web import Anyone, Who, cookies_of, known, page

CONSENT = "1"
"""The version of the words with which a person agrees to have the name shown; see templates/door/take.html."""
LONGEST_NAME = 60


def routes(house: House) -> APIRouter:
    """The door's routes, open to all."""
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    def front(request: Request) -> Response:
        """Whoever has a seat goes to it; everybody else is asked for a code."""
        who = known(request)
        return RedirectResponse(home(house, who), 303) if who else asked(request)

    @router.get("/in/{link}", include_in_schema=False)
    def follow(request: Request, link: str) -> Response:
        """A link or QR code: nothing is taken until the person says so, for programs that preview links follow them too."""
        return page(
            request,
            "door/take.html",
            known(request),
            title="Take your seat",
            code=link[:64],
            fault="",
            name="",
        )

    @router.post("/in", include_in_schema=False)
    async def take(
        request: Request,
        code: Annotated[str, Form(max_length=200)],
        name: Annotated[str, Form(max_length=200)] = "",
        consent: Annotated[str, Form(max_length=8)] = "",
    ) -> Response:
        """Take a seat by its code or link."""
        known(request)
        joined = await redeemed(house, request, code)
        if isinstance(joined, Refused):
            return page(request, "door/take.html", None, 403, title="Take your seat", code=code[:64],
                        fault=joined.words, name=name[:LONGEST_NAME])  # fmt: skip
        await asyncio.to_thread(introduce, house, joined, name, consent == "yes")
        house.sessions.forget()
        house.hub.say("refresh", {"what": ["people"]})
        answer = RedirectResponse(home(house, house.sessions.who(joined.token)), 303)
        cookies = cookies_of(request)
        answer.set_cookie(value=joined.token, max_age=cookies.max_age, **cookies.settings)
        return answer

    @router.post("/leave", include_in_schema=False)
    async def leave(request: Request, who: Anyone) -> Response:  # noqa: ARG001
        """End this browser's session. The seat waits for whoever the facilitator sends next."""
        await asyncio.to_thread(house.register.leave, request.state.carried.token)
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(**cookies_of(request).settings)
        return answer

    @router.get("/health", include_in_schema=False)
    def health() -> dict[str, object]:
        """Whether the host is well, for whoever watches machines: no word of the play."""
        room = house.day
        well = room is None or room.fault is None
        return {"well": well, "stage": house.stage}

    return router


async def redeemed(house: House, request: Request, code: str) -> Joined | Refused:
    """Look a code or a link up. A link is too long to be guessed and waits for nobody; a code waits for its turn."""
    held = request.state.carried.token
    if len(typed(code)) == LINK_SIGNS:
        return await asyncio.to_thread(house.register.redeem, code, held=held)
    async with house.guesses.turn(source_of(request.scope)) as turn:
        joined = await asyncio.to_thread(house.register.redeem, code, held=held)
        if isinstance(joined, Refused) and joined.reason != "seated":
            turn.wrong()
        return joined


def asked(request: Request, fault: str = "", status: int = 200) -> Response:
    """The page that asks for a code."""
    return page(request, "door/code.html", None, status, title="Come in", fault=fault)


def home(house: House, who: Who | None) -> str:
    """Where somebody goes first."""
    if who is None:
        return "/"
    if who.facilitator:
        return "/run"
    if who.kind == "seat":
        return "/feedback" if house.stage in ("feedback", "closed") else "/desk"
    return {"observer": "/observe", "wall": "/wall"}[who.kind]


def introduce(house: House, joined: Joined, name: str, agreed: bool) -> None:
    """Keep the name, apart from the record, if one was given; and that its owner agreed to have it shown, or did not."""
    seat, named = joined.holder.seat, " ".join(name.split())[:LONGEST_NAME]
    if not seat or not named:
        return
    sitter = house.register.sitter(seat)
    person = sitter if sitter is not None and sitter.name == named else house.register.add_person(seat, named)
    house.register.agree(person.number, agreed, CONSENT)
    house.register.attend(person.number, "present")
