"""The application: the house's routes behind the house's defences, and one way in which anything that goes wrong is told."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp

from shirehall.errors import ShirehallError, UsageError
from shirehall.host import api, before, door, facilitator, feedback, observer, player, study, wall
from shirehall.host.access import Cookies
from shirehall.host.headers import protected
from shirehall.host.house import House
from shirehall.host.limits import Busy, ComeAgain, Turnstile
from shirehall.host.room import NotKept
from shirehall.host.short_way import Handler, ShortWay
from shirehall.host.web import STATIC, house_of, known, page, take_in, wants_json

AREAS = (door, api, player, facilitator, before, observer, feedback, study, wall)
LONGEST_PACK = 32 * 1024 * 1024
"""Bytes of a pack sent as a zip file."""
LONGEST_LIST = 6 * 1024 * 1024
"""Bytes of an event list sent as a spreadsheet."""
CLOCK_EVERY = 5.0
"""Seconds between two tellings of the clock, so that a screen that counts down by itself stays right."""
TIDY_EVERY = 1.0
"""Seconds between two looks at the memory that is new."""
SWEEP_EVERY = 3600.0
"""Seconds between two looks at whether names have been kept long enough."""
SETTLING = 5.0
"""Seconds after a start in which everybody comes back."""


def create_app(house: House) -> FastAPI:
    """The application over one house, which was taken up (`house.resume`) and which it closes when it ends."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        house.hub.run_on(asyncio.get_running_loop())
        telling = asyncio.create_task(tell_the_clock(house))
        forgetting = asyncio.create_task(forget_people_in_time(house))
        tidying = asyncio.create_task(tidy())
        try:
            yield
        finally:
            for task in (telling, forgetting, tidying):
                task.cancel()
            gc.enable()
            gc.unfreeze()
            await asyncio.to_thread(house.stop)

    app = FastAPI(
        title="Shirehall",
        description="A training simulation. What is here has the rights of its seat, and no more.",
        version="1",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        telemetry={"auto_configure": False},
    )
    app.state.house = house
    app.state.cookies = Cookies(https=house.settings.public_url.startswith("https://"))
    for area in AREAS:
        take_in(app.router, area.routes(house))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(StarletteHTTPException, told)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(ShirehallError, wrong)
    app.add_exception_handler(ComeAgain, too_fast)
    app.add_exception_handler(Busy, too_many)
    app.add_exception_handler(sa.exc.OperationalError, store_away)
    return app


def defended(app: FastAPI) -> ASGIApp:
    """The application behind the layers that keep others out, with a short way for the acts of seats."""
    house: House = app.state.house
    ways: dict[str, Handler] = {
        "/api/moves/": partial(api.shortly, house),
        "/desk/do/": partial(player.moving.made, house),
    }
    return protected(
        ShortWay(app, ways, Turnstile()),
        secret=house.secret,
        cookies=app.state.cookies,
        public_url=house.settings.public_url,
        lan=house.settings.lan,
        wider={"/run/pack": LONGEST_PACK, "/run/import": LONGEST_LIST},
    )


async def tell_the_clock(house: House) -> None:
    """Tell every screen the clock now and then."""
    while True:
        await asyncio.sleep(CLOCK_EVERY)
        house.hub.say("clock", await asyncio.to_thread(house.clock))


async def forget_people_in_time(house: House) -> None:
    """Erase people whose time is over: when the host starts, and once an hour."""
    while True:
        if await asyncio.to_thread(house.register.sweep) is not None:
            house.sessions.forget()
        await asyncio.sleep(SWEEP_EVERY)


async def tidy() -> None:
    """Look for unreachable memory little by little: only through what is new, and through all of it once an hour.

    Left to itself Python now and then looks through everything that the day holds, and everybody waits meanwhile: 0.1 s and more.
    After a start it does not look at all until everybody is back.
    """
    gc.disable()
    await asyncio.sleep(SETTLING)
    gc.enable()
    while True:
        gc.freeze()
        for _ in range(round(SWEEP_EVERY / TIDY_EVERY)):
            await asyncio.sleep(TIDY_EVERY)
            gc.collect()
            gc.freeze()
        gc.unfreeze()
        gc.collect()


async def told(request: Request, fault: Exception) -> Response:
    """A refusal of a page: to a browser as a page, to a program as JSON. Who is not signed in goes to the door."""
    assert isinstance(fault, HTTPException | StarletteHTTPException)
    status, words = fault.status_code, fault.detail
    if status == 401 and request.method == "GET" and not wants_json(request) and request.url.path != "/":
        return RedirectResponse("/", 303)
    return answer(request, status, words, dict(fault.headers or {}))


async def too_fast(request: Request, fault: Exception) -> Response:
    """Too much at once from one seat or one place: told when to come again."""
    assert isinstance(fault, ComeAgain)
    words = f"That was too much at once. Come again in {fault.seconds} seconds; your words are kept."
    return answer(request, 429, words, {"retry-after": str(fault.seconds)})


async def too_many(request: Request, fault: Exception) -> Response:
    """More than the host can do at this moment: told in a line that costs nothing, before anything of it was done."""
    assert isinstance(fault, Busy)
    words = f"Too much is being sent at this moment. Nothing was done: go back, and send it again in {fault.seconds} seconds."
    headers = {"retry-after": str(fault.seconds)}
    return (
        JSONResponse({"what": words}, 503, headers)
        if wants_json(request)
        else PlainTextResponse(words, 503, headers)
    )


async def unreadable(request: Request, fault: Exception) -> Response:
    """A request whose parts do not fit: told without repeating what was sent."""
    assert isinstance(fault, RequestValidationError)
    wrong = [{"where": [str(part) for part in each["loc"]], "what": each["msg"]} for each in fault.errors()]
    return answer(
        request,
        422,
        {"faults": wrong} if wants_json(request) else "Something in that request could not be read.",
    )


async def wrong(request: Request, fault: Exception) -> Response:
    """What Shirehall itself refuses: told with who can mend it."""
    assert isinstance(fault, ShirehallError)
    before = house_of(request).stage == "before"
    if (
        before
        and request.method == "GET"
        and not wants_json(request)
        and not request.url.path.startswith(("/run", "/desk/_"))
    ):
        return RedirectResponse("/pack", 303)
    status = 409 if isinstance(fault, UsageError) else 507 if isinstance(fault, NotKept) else 503
    return answer(
        request, status, f"{fault.what[:1].upper()}{fault.what[1:]} {fault.mend[:1].upper()}{fault.mend[1:]}"
    )


async def store_away(request: Request, fault: Exception) -> Response:  # noqa: ARG001 (it holds what was to be kept)
    """A store beside the record (drafts, people) that is full or away: told as such, and nothing was kept."""
    return answer(
        request,
        507,
        "That could not be kept: the disk is full, or the database does not answer. Send it again soon.",
    )


def answer(request: Request, status: int, words: Any, headers: dict[str, str] | None = None) -> Response:
    """One answer of what went wrong, the same for whatever is unseen and whatever is not there."""
    if wants_json(request):
        body = words if isinstance(words, dict) else {"what": words}
        return JSONResponse(body, status, headers)
    if not isinstance(words, str) or words in ("Not Found", "Method Not Allowed"):
        words = "There is nothing here, or nothing that you can see."
    who = None if status == 401 else known(request)
    return page(
        request,
        "error.html",
        who,
        status,
        headers,
        title=TITLES.get(status, "That did not work"),
        what=words,
        number=status,
    )


TITLES = {
    401: "You are not signed in",
    403: "Not allowed",
    404: "Nothing here",
    405: "Nothing here",
    409: "Not possible now",
    413: "Too large",
    422: "That could not be read",
    429: "Too fast",
    503: "Not for the moment",
    507: "Not kept",
}
