"""F10, G8: a browser that takes nothing any more is cut off, also after its stream was given up; a slow one is not."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from shirehall.host import unread
from shirehall.host.serve import UNREAD, listening
from tests.host.helpers import until

PIECE = b"x" * 50_000


class Site:
    """A site that answers `/stream` with more than anybody takes, and `/page` with a page of some megabytes."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.at = listening(0, "127.0.0.1")
        self.server = uvicorn.Server(
            uvicorn.Config(
                self.answer, http=unread.CutsUnread, interface="asgi3", log_level="warning", lifespan="off"
            )
        )
        self.thread = threading.Thread(
            target=lambda: asyncio.run(self.server.serve(sockets=[self.at])), daemon=True
        )
        self.thread.start()
        until(lambda: self.server.started)

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """One answer; a stream is given up on after a moment, as the hub does."""
        path = scope["path"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            async with asyncio.timeout(0.3 if path == "/given-up" else None):
                for _ in range(60):
                    await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        except TimeoutError:
            return
        await send({"type": "http.response.body", "body": b""})

    def connections(self) -> int:
        """How many connections the server holds."""
        return len(self.server.server_state.connections)

    def ask(self, path: str) -> socket.socket:
        """Ask for something over a connection that takes little at a time."""
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(self.at.getsockname())
        raw.sendall(f"GET {path} HTTP/1.1\r\nhost: here\r\n\r\n".encode())
        return raw


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(unread, "EVERY", 0.2)
    made = Site()
    yield made
    made.server.should_exit = True
    made.thread.join(10)


@pytest.mark.parametrize("path", ["/stream", "/given-up"])
def test_a_browser_that_takes_nothing_is_cut_off(site: Site, path: str) -> None:
    raw = site.ask(path)
    until(lambda: site.connections() == 1)
    until(lambda: site.connections() == 0, 10)
    raw.close()


def test_a_slow_browser_is_waited_for(site: Site) -> None:
    """It takes a little now and then, for longer than one that takes nothing is borne."""
    raw, taken, began = site.ask("/stream"), 0, time.monotonic()
    raw.settimeout(10)
    while time.monotonic() - began < 3 * unread.EVERY * unread.LOOKS:
        taken += len(raw.recv(40_000))
        time.sleep(0.02)
    assert site.connections() == 1
    assert taken > UNREAD
    raw.close()
    until(lambda: site.connections() == 0)
