"""The short way: a seat's acts, sent as they mostly are, go straight to their handlers; all else goes the long way, by FastAPI.

An act is what a busy room does most, and the long way's own steps (routing, the dependencies' solving, the checking of what was
sent) took most of its time. The short way stands behind the same layers of defence, takes only what is plainly in order and comes
from a seat's own session, and hands everything else on untouched, so that there is one place where what is wrong is told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from shirehall.host.limits import Turnstile, told_again
from shirehall.host.web import Who, known

Handler = Callable[[Request, Who, str], Awaitable[Response | None]]
"""Answers an act of a seat, named by the last part of its address; none for whatever is to go the long way."""


class ShortWay:
    """ASGI application: acts posted to an address of `ways` are answered by its handler, and the rest by the application itself.

    The addresses of `ways` end with a stroke and are followed by the act's name. What a handler raises is told by the
    application's own handlers of faults. When too many wait at the `turnstile`, a player's act is turned away; a facilitator's
    never is.
    """

    def __init__(self, app: FastAPI, ways: Mapping[str, Handler], turnstile: Turnstile) -> None:
        self._app: FastAPI = app
        self._ways = dict(ways)
        self._turnstile = turnstile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        handler = self._handler(scope)
        if handler is None:
            await self._app(scope, receive, send)
            return
        scope["app"] = self._app
        request = Request(scope, receive)
        answer = await self._answered(handler, request, send)
        if answer is None:
            await self._app(scope, told_again(await request.body(), receive), send)
        else:
            await answer(scope, receive, send)

    def _handler(self, scope: Scope) -> Handler | None:
        if scope["type"] != "http" or scope["method"] != "POST":
            return None
        way, stroke, name = scope["path"].rpartition("/")
        return self._ways.get(way + stroke) if name else None

    async def _answered(self, handler: Handler, request: Request, send: Send) -> Response | None:
        try:
            who = known(request)
            if who is None or who.kind != "seat":
                return None
            await request.body()
            async with nullcontext() if who.facilitator else self._turnstile.act():
                return await handler(request, who, request.scope["path"].rpartition("/")[2])
        except Exception as fault:
            told = next(
                (told for each in type(fault).__mro__ if (told := self._app.exception_handlers.get(each))),
                None,
            )
            if told is None:
                await PlainTextResponse("Internal Server Error", 500)(request.scope, request.receive, send)
                raise
            answer: Response = await told(request, fault)  # type: ignore[misc]
            return answer
