"""Starting and ending the host: one process, one loop, one worker, and a stop that does not wait for streams."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI

from shirehall.errors import UsageError
from shirehall.host.app import create_app, defended
from shirehall.host.choice import carry_over, chosen, suited
from shirehall.host.heads import CappedHeads
from shirehall.host.house import House, Settings
from shirehall.host.hub import message
from shirehall.host.stores import Stores
from shirehall.host.web import templates
from shirehall.patch.pack import Patch

UNREAD = 32 * 1024
"""Bytes that the system may hold for each browser that does not read: with megabytes of them a frozen one would be noticed late."""
GRACE = 2
"""Seconds that a stop waits for what is in hand (streams never end by themselves)."""


def house_on(patch: Patch, settings: Settings) -> House:
    """The house of one day: its stores open, its rooms not yet."""
    return opened(House(patch, settings, templates()))


def opened(house: House) -> House:
    """A house with its day's stores."""
    settings = house.settings
    house.take(Stores(house.patch, settings.data, settings.database, settings.copy))
    return house


class Prepared:
    """A house and its pages, put together before the process is there that opens the day and serves it."""

    def __init__(self, patch: Patch, settings: Settings) -> None:
        self.named, self.settings = patch, settings
        self.house = House(patch, settings, templates())
        self.app: FastAPI | None = None
        self.rounds = 0

    def more(self) -> Iterator[None]:
        """What any later host would otherwise do when it starts, in steps: the pages' routes, and every template."""
        self.app = create_app(self.house)
        for name in self.house.templates.list_templates(extensions=["html"]):
            yield
            self.house.templates.get_template(name)
        gc.collect()

    def serve(self, at: socket.socket, ready: Callable[[], None]) -> None:
        """Open the day and serve it; and again, at the same socket, whenever a facilitator chose another pack.

        Whoever knocks meanwhile waits at the socket. `rounds` counts the openings, `house` is the present one.
        """
        while True:
            patch = chosen(self.settings.data, self.named)
            if self.rounds or patch.digest != self.named.digest:
                self.house, self.app = (
                    House(patch, suited(self.settings, self.named, patch), templates()),
                    None,
                )
            self.rounds += 1
            carry_over(opened(self.house))
            self.house.named = self.named
            serve(self.house, at.dup(), ready, self.app)
            if not self.house.reopening:
                at.close()
                return


def listening(port: int, host: str) -> socket.socket:
    """The socket to serve on. Raises UsageError when the port is taken or not allowed."""
    # With the protocol named, asyncio switches Nagle's waiting off; without it, every page took 40 ms longer.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD)
    try:
        made.bind((host, port))
    except OSError as fault:
        made.close()
        raise UsageError(
            f"port {port} cannot be used: {fault.strerror}.", mend="name another one with --port."
        ) from fault
    made.set_inheritable(False)
    return made


def serve(
    house: House,
    at: socket.socket,
    ready: Callable[[], None] = lambda: None,
    app: FastAPI | None = None,
) -> None:
    """Take the day up, and serve until the process is told to stop. Raises what taking it up raises: nothing is served then."""
    try:
        house.resume()
    except BaseException:
        house.stop()
        raise
    config = uvicorn.Config(
        defended(app or create_app(house)),
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        http=CappedHeads,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="on",
    )
    server = _Telling(config, house, ready)
    house.reopen = server.end
    server.run(sockets=[at])


WAIT = message("restart", {"why": "The host is starting again. Please wait."})
COME_BACK = message("moved", {"stage": "before"})


class _Telling(uvicorn.Server):
    """A server that says when it is ready, and ends the streams first when it is to stop."""

    def __init__(self, config: uvicorn.Config, house: House, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._house = house
        self._ready = ready

    def end(self) -> None:
        """Stop serving, soon."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell every browser to wait, or to come back to another pack; end the streams, and stop."""
        self._house.hub.end_all(COME_BACK if self._house.reopening else WAIT)
        await super().shutdown(sockets)
