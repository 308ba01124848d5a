"""Trying a device: does news stream to it, does what it sends come back, does it keep drafts, and how fast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from shirehall.host.house import House
from shirehall.host.web import Anyone, Who, page

BEATS = 3
APART = 0.3
"""Seconds between two of the test's messages: a network that holds answers back brings them all at once, or none."""


def routes(house: House) -> APIRouter:
    """The routes of the test."""
    router = APIRouter(include_in_schema=False)

    @router.get("/test")
    def test(request: Request, who: Anyone) -> Response:
        """The page that tries the device it is opened on."""
        return page(
            request,
            "before/test.html",
            who,
            title="Test this device",
            section="test",
            last=house.plan.devices.get(mark(who)),
        )

    @router.get("/test/stream")
    async def stream(who: Anyone) -> Response:  # noqa: ARG001
        """A short stream of its own."""
        return StreamingResponse(beats(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    @router.post("/test")
    async def told(who: Anyone, streamed: Annotated[bool, Form()], kept: Annotated[bool, Form()],
                   milliseconds: Annotated[int, Form(ge=0, le=600_000)]) -> JSONResponse:  # fmt: skip
        """What the browser found; that this came is the way back."""
        device = await asyncio.to_thread(
            lambda: house.plan.tested(
                mark(who), streamed=streamed, answered=True, kept=kept, milliseconds=milliseconds
            )
        )
        return JSONResponse({"well": device.well, "at": device.at})

    return router


async def beats() -> AsyncIterator[str]:
    """A few messages, a moment apart."""
    yield "retry: 600000\n\n"
    for number in range(BEATS):
        yield f"event: beat\ndata: {number}\n\n"
        await asyncio.sleep(APART)


def mark(who: Who) -> str:
    """Under what a device is kept: its seat; observers and walls by kind and session."""
    return who.seat or f"{who.kind}-{who.token[:6]}"
