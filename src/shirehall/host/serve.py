"""Starting and ending the host: one process, one loop, one worker, and a stop that does not wait for streams."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn

from shirehall.errors import UsageError
from shirehall.host.app import create_app, defended
from shirehall.host.house import House, Settings
from shirehall.host.stores import Stores
from shirehall.host.web import templates
from shirehall.patch.pack import Patch

GRACE = 2
"""Seconds that a stop waits for what is in hand (streams never end by themselves)."""


def house_on(patch: Patch, settings: Settings) -> House:
    """The house of one day: its stores open, its rooms not yet."""
    return House(patch, settings, Stores(patch, settings.data, settings.database, settings.copy), templates())


def listening(port: int, host: str) -> socket.socket:
    """The socket to serve on. Raises UsageError when the port is taken or not allowed."""
    # With the protocol named, asyncio switches Nagle's waiting off; without it, every page took 40 ms longer.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as fault:
        made.close()
        raise UsageError(
            f"port {port} cannot be used: {fault.strerror}.", mend="name another one with --port."
        ) from fault
    made.set_inheritable(False)
    return made


def serve(house: House, at: socket.socket, ready: Callable[[], None] = lambda: None) -> None:
    """Take the day up, and serve until the process is told to stop. Raises what taking it up raises: nothing is served then."""
    try:
        house.resume()
    except BaseException:
        house.stop()
        raise
    config = uvicorn.Config(
        defended(create_app(house)),
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="on",
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = _Telling(config, house, ready)
    server.run(sockets=[at])


class _Telling(uvicorn.Server):
    """A server that says when it is ready, and ends the streams first when it is to stop."""

    def __init__(self, config: uvicorn.Config, house: House, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._house = house
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell every browser to wait, end the streams, and stop."""
        self._house.hub.end_all(
            'event: restart\ndata: {"why":"The host is starting again. Please wait."}\n\n'
        )
        await super().shutdown(sockets)
