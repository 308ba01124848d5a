"""What a browser does on the wire, and no more: requests over kept connections, and a stream that is heard and resumed."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

NEWS = re.compile(rb'^id: [a-z]+\.(\d+)\nevent: news\ndata: \{"n":(\d+),"kind":"([^"]+)"')
OTHER = re.compile(rb"^(?:id: [a-z]+\.(\d+)\n)?event: ([a-z]+)\ndata: (.*)", re.DOTALL)
TAG = re.compile(rb"\br\d+n\d+\b")
"""The mark that each act of a rehearsal carries in its words."""
MOST_KEPT = 64
"""Idle connections that a door keeps."""


FIRST, GROWS, MOST, MOST_LATER, SOON = 0.2, 1.5, 1.0, 8.0, 20
"""How a browser comes back (static/live.js has the same): seconds of its first wait, how it grows, its bounds, for how many tries."""


def back_off(failures: int, chance: Random) -> float:
    """Seconds until the next try after so many failures, at least one: never the same for everybody."""
    most = MOST if failures <= SOON else MOST_LATER
    return min(FIRST * GROWS ** (failures - 1), most) * (0.5 + chance.random())


class Broken(ConnectionError):
    """The connection ended before the answer was whole: whether the request was heard is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Door:
    """The way to one server: HTTP/1.1 over connections that are kept open while they last."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.port, self.host = port, host
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", patience: float = 10.0
    ) -> Answer:
        """Send a request and read its answer. Raises Broken when the connection fails or takes longer than `patience` seconds."""
        told = [f"{method} {path} HTTP/1.1", f"host: {self.host}:{self.port}", f"content-length: {len(body)}"]
        told += [f"{name}: {value}" for name, value in headers.items()]
        try:
            async with asyncio.timeout(patience):
                return await self._asked("\r\n".join((*told, "", "")).encode() + body)
        except (OSError, EOFError, TimeoutError, ValueError) as fault:
            raise Broken(str(fault)) from fault

    async def _asked(self, request: bytes) -> Answer:
        reader, writer = (
            self._idle.pop() if self._idle else await asyncio.open_connection(self.host, self.port)
        )
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])
            }
            content = await _content(reader, headers)
        except BaseException:
            writer.transport.abort()
            raise
        if headers.get("connection", "").lower() == "close" or len(self._idle) >= MOST_KEPT:
            writer.close()
        else:
            self._idle.append((reader, writer))
        return Answer(int(head[0].split(" ", 2)[1]), headers, content)

    def close(self) -> None:
        """Let go of the idle connections."""
        for _, writer in self._idle:
            writer.transport.abort()
        self._idle.clear()


async def _content(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)


@dataclass(slots=True)
class Heard:
    """One piece of news as it came: the viewer's number, the kind, the marks in its words, and when (monotonic seconds)."""

    n: int
    kind: str
    tags: frozenset[str]
    at: float


@dataclass(slots=True)
class Ear:
    """One browser's stream: it listens, and when the stream ends it comes back behind what it has heard.

    It begins behind the viewer's event `begins`, and listens to the end of the day unless it is stopped before. `headers` carry its
    session. `heard` is all the news in the order in which it came. `clock` is what was last told of the clock.
    """

    door: Door
    viewer: str
    headers: Mapping[str, str]
    chance: Random
    on_news: Callable[[Ear, Heard], None] = lambda _ear, _heard: None
    heard: list[Heard] = field(default_factory=list)
    last: int = 0
    begins: int = 0
    to_the_end: bool = True
    opened: int = 0
    opened_at: float = 0.0
    lost_at: float = 0.0
    back: list[float] = field(default_factory=list)
    clock: bytes = b""
    gone: bool = False
    _listening: asyncio.Task[None] | None = None
    _transport: asyncio.Transport | None = None
    _missed: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self.last = self.begins
        self.start_again()

    def start_again(self) -> None:
        """Listen on behind what was heard last."""
        self._listening = asyncio.create_task(self._listen())

    def drop(self) -> None:
        """Lose the connection, as a laptop does that leaves the wifi."""
        if self._transport is not None:
            self._transport.abort()

    async def stop(self) -> None:
        """Listen no longer."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        self.drop()

    async def _listen(self) -> None:
        loop, failures = asyncio.get_running_loop(), 0
        while not self.gone:
            ended: asyncio.Future[None] = loop.create_future()
            before = self.opened
            try:
                listening = partial(_Listening, self, ended)
                transport, _ = await loop.create_connection(listening, self.door.host, self.door.port)
                self._transport = transport
                transport.write(self._request())
                await ended
            except OSError:
                pass
            finally:
                self.drop()
            if self.lost_at == 0.0:
                self.lost_at = time.monotonic()
            failures = 1 if self.opened > before else failures + 1
            await asyncio.sleep(back_off(failures, self.chance))

    def _request(self) -> bytes:
        told = {"host": f"{self.door.host}:{self.door.port}", "accept": "text/event-stream", **self.headers}
        told["last-event-id"] = f"day.{self.last}"
        return "\r\n".join(["GET /stream HTTP/1.1", *(f"{k}: {v}" for k, v in told.items()), "", ""]).encode()

    def is_open(self) -> None:
        """The stream is open (again)."""
        now = time.monotonic()
        self.opened += 1
        self.opened_at = now
        if self.lost_at:
            self.back.append(now - self.lost_at)
            self.lost_at = 0.0

    def take(self, text: bytes) -> None:
        """One message of the stream."""
        news = NEWS.match(text)
        if news is not None:
            self._hear(int(news[2]), news[3].decode(), text)
            return
        other = OTHER.match(text)
        if other is None:
            return
        if other[2] == b"clock":
            self.clock = other[3]
        elif other[2] == b"gone":
            self.gone = True
        elif other[2] == b"behind":
            transport = self._transport
            if transport is not None:
                transport.pause_reading()
                self._missed = asyncio.create_task(self._catch_up(int(other[1] or b"0"), transport))

    def _hear(self, n: int, kind: str, text: bytes) -> None:
        heard = Heard(n, kind, frozenset(tag.decode() for tag in TAG.findall(text)), time.monotonic())
        self.heard.append(heard)
        self.last = n
        self.on_news(self, heard)

    async def _catch_up(self, to: int, transport: asyncio.Transport) -> None:
        """Ask for what a stream does not repeat, page by page, before it is read on."""
        try:
            while self.last < to:
                answer = await self.door.ask(
                    "GET", f"/poll?after=day.{self.last}", {**self.headers, "accept": "application/json"}
                )
                found = POLLED.findall(answer.body)
                if answer.status != 200 or not found:
                    transport.abort()  # it comes back behind what it has heard
                    return
                parts = POLLED.split(answer.body)
                for place, (number, kind) in enumerate(found):
                    if int(number) <= to:
                        self._hear(int(number), kind.decode(), parts[3 * place + 3])
            transport.resume_reading()
        except Broken:
            transport.abort()


POLLED = re.compile(rb'\{"n":(\d+),"kind":"([^"]+)"')


class _Listening(asyncio.Protocol):
    """Takes a chunked answer apart into the stream's messages."""

    def __init__(self, ear: Ear, ended: asyncio.Future[None]) -> None:
        self._ear, self._ended = ear, ended
        self._raw, self._text = b"", b""
        self._begun = False

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        self._raw += data
        if not self._begun:
            head, end, rest = self._raw.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 200 " not in head.partition(b"\r\n")[0]:
                self._end()
                return
            self._begun, self._raw = True, rest
            self._ear.is_open()
        self._take_chunks()
        while b"\n\n" in self._text:
            one, _, self._text = self._text.partition(b"\n\n")
            self._ear.take(one)

    def _take_chunks(self) -> None:
        at, parts = 0, []
        while (line := self._raw.find(b"\r\n", at)) >= 0:
            size = int(self._raw[at:line], 16)
            if len(self._raw) < line + size + 4:
                break
            parts.append(self._raw[line + 2 : line + 2 + size])
            at = line + size + 4
            if size == 0:
                self._end()
                break
        self._raw = self._raw[at:]
        self._text += b"".join(parts)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The connection is gone."""
        self._end()

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)


class Frozen:
    """A client that opens a stream and never reads it, as a laptop whose lid was shut: its own buffer is as small as can be."""

    def __init__(self, door: Door, headers: Mapping[str, str], after: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(5)
        self._port = door.port
        self._socket.connect((door.host, door.port))
        told = {"host": f"{door.host}:{door.port}", "last-event-id": f"day.{after}", **headers}
        self._socket.sendall(
            "\r\n".join(["GET /stream HTTP/1.1", *(f"{k}: {v}" for k, v in told.items()), "", ""]).encode()
        )

    def cut(self) -> bool | None:
        """Whether the host has hung up; none where the system does not tell. The client itself would only see it by reading."""
        try:
            lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            return None
        own = self._socket.getsockname()[1]
        theirs = [line.split() for line in lines]
        return not any(
            int(part[1].partition(":")[2], 16) == self._port
            and int(part[2].partition(":")[2], 16) == own
            and part[3] == "01"
            for part in theirs
        )

    def close(self) -> None:
        """Hang up at last."""
        self._socket.close()
