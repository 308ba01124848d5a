"""A host that runs for real on a free port, in a thread of the test; and browsers' and programs' ways in."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from jinja2.bccache import Bucket, BytecodeCache

from shirehall.host.app import create_app, defended
from shirehall.host.house import House, Settings
from shirehall.host.register import Joined
from shirehall.host.serve import house_on, listening
from shirehall.patch.pack import Patch
from tests.play.county import bigshire

PATIENCE = 20.0


class Compiled(BytecodeCache):
    """Pages' templates as compiled: the hosts of one run of tests have the same, and compile each once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept of a template with this text."""
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Running:
    """A host that runs: its address, its house, and who may come in."""

    def __init__(self, house: House, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.house = house
        self.url = url
        self.loop = loop
        self.clients: list[httpx2.Client] = []

    def client(self, **how: Any) -> httpx2.Client:
        """A client that is closed when the host ends."""
        # Nothing here speaks TLS: without `verify` no certificates are read for each client.
        made = httpx2.Client(base_url=self.url, verify=False, **how)
        self.clients.append(made)
        return made

    def to(self, stage: str, who: str = "control.moderator") -> None:
        """Have the facilitator take the day to another stage."""
        asyncio.run_coroutine_threadsafe(self.house.change_stage(stage, who), self.loop).result(PATIENCE)

    def token(self, kind: str = "seat", seat: str = "") -> str:
        """A fresh session's token, as a browser would hold it after joining."""
        register = self.house.register
        if kind == "seat" and self.house.sessions.is_control(seat):
            invitation = register.invite_staff(seat)
        elif kind == "seat":
            invitation = register.invite("seat", seat)
            if invitation.held or (
                register.sessions() and any(one.seat == seat for one in register.sessions())
            ):
                invitation = register.release(seat)
        else:
            invitation = register.invite(kind, label="test")  # type: ignore[arg-type]
        joined = register.redeem(invitation.link)
        assert isinstance(joined, Joined), joined
        return joined.token

    def browser(self, kind: str = "seat", seat: str = "") -> Browser:
        """A client that is signed in by cookie and posts forms as a browser does."""
        return Browser(self, self.token(kind, seat))

    def program(self, seat: str) -> Program:
        """A program that holds a seat's token."""
        return Program(self, self.token("seat", seat))


class Browser:
    """A signed-in browser without scripts: pages, and forms posted with their marks."""

    def __init__(self, running: Running, token: str) -> None:
        self.running = running
        self.token = token
        self.client = running.client(cookies={"shirehall": token}, timeout=PATIENCE)

    def get(self, path: str, **more: Any) -> httpx2.Response:
        """A page."""
        return self.client.get(path, follow_redirects=True, **more)

    def mark(self, path: str = "/") -> str:
        """The mark that forms of this session carry."""
        found = re.search(r'name="csrf" content="([^"]+)"', self.client.get(path, follow_redirects=True).text)
        assert found, "the page carries no mark"
        return found.group(1)

    def post(
        self, path: str, data: Mapping[str, Any], mark: str | None = None, **more: Any
    ) -> httpx2.Response:
        """A form, sent from a page of the same server."""
        form = {"csrf": mark if mark is not None else self.mark(), **data}
        headers = {"origin": self.running.url, "sec-fetch-site": "same-origin"}
        return self.client.post(path, data=form, headers=headers, **more)


class Program:
    """A program with a seat's bearer token."""

    def __init__(self, running: Running, token: str) -> None:
        self.token = token
        self.client = running.client(headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE)
        self._made = 0

    def move(self, name: str, body: Mapping[str, Any], key: str = "") -> httpx2.Response:
        """Make a move."""
        self._made += 1
        made = key or f"{self.token[:12]}-{self._made}-{time.monotonic_ns()}"
        return self.client.post(f"/api/moves/{name}", json=dict(body), headers={"idempotency-key": made})

    def view(self, after: int = 0) -> dict[str, Any]:
        """The seat's view as JSON."""
        found: dict[str, Any] = self.client.get("/api/view", params={"after": after}).json()
        return found


@contextmanager
def running(
    data: Path, patch: Patch | None = None, *, port: int = 0, database: str = "", **settings: Any
) -> Iterator[Running]:
    """A host of a day on a free port, its house opened and its loop running; ended when the block is left."""
    patch = patch or bigshire()
    at = listening(port, "127.0.0.1")
    url = f"http://127.0.0.1:{at.getsockname()[1]}"
    given = {"county": False, "seconds_a_month": 1200.0, **settings}
    house = house_on(patch, Settings(data=data, database=database, public_url=url, **given))
    house.templates.bytecode_cache = COMPILED
    try:
        house.resume()
    except BaseException:
        at.close()
        house.stop()
        raise
    server = uvicorn.Server(
        uvicorn.Config(
            defended(create_app(house)), log_level="warning", access_log=False, timeout_graceful_shutdown=1
        )
    )
    began: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        began.append(asyncio.get_running_loop())
        await server.serve(sockets=[at])

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="host", daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert server.started, "the host did not start"
    host = Running(house, url, began[0])
    try:
        yield host
    finally:
        began[0].call_soon_threadsafe(house.hub.end_all)
        server.should_exit = True
        thread.join(PATIENCE)
        for client in host.clients:
            client.close()
        at.close()


def until(holds: Any, seconds: float = PATIENCE, every: float = 0.02) -> None:
    """Wait until something holds; fail when it does not come to that."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(every)


class Listener:
    """A stream read in a thread: what came, in order, with its numbers."""

    def __init__(self, running: Running, token: str, after: str = "") -> None:
        self.events: list[tuple[str, str, Any]] = []
        self.ended = threading.Event()
        self._client = running.client(timeout=httpx2.Timeout(5.0, read=30.0))
        self._headers = {"authorization": f"Bearer {token}", **({"last-event-id": after} if after else {})}
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        kind = number = ""
        try:
            with self._client.stream("GET", "/stream", headers=self._headers) as answer:
                for line in answer.iter_lines():
                    name, _, value = line.partition(": ")
                    if name == "event":
                        kind = value
                    elif name == "id":
                        number = value
                    elif name == "data":
                        self.events.append((kind, number, json.loads(value)))
                        number = ""
        except httpx2.HTTPError:
            pass
        self.ended.set()

    @property
    def news(self) -> list[int]:
        """The numbers of the events that came."""
        return [data["n"] for kind, _, data in list(self.events) if kind == "news"]

    def close(self) -> None:
        """Hang up."""
        self._client.close()
