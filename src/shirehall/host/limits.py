"""Limits: how fast codes may be guessed, how long a request may be, how many acts a seat may put in.

**Guesses.** A right code is never slowed by the wrong ones before it beyond its turn in the queue, and a link (130 bits) never at
all, so nobody can lock a room out that sits behind one address. What is limited is how many codes are *looked up and
found wrong*: each source has an allowance, and so has the whole day. When an allowance is used up the next guess waits for
its turn, first come first served, one source beside another; when too many wait, the next is told to come again, or to
use its link. So over H hours at most ALL_BURST + ALL_A_SECOND x 3600 H codes are tried, whatever their number of addresses.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shirehall.host.codes import CODE_BITS

SOURCE_BURST = 40
"""Wrong codes that one address may give at once: a room of seventy people in which every second one mistypes."""
SOURCE_A_SECOND = 2.0
ALL_BURST = 100
ALL_A_SECOND = 4.0
MOST_WAITING = 200
"""Codes that may wait for their turn from one address; the next is told to come again."""
PATIENCE = 15.0
"""Seconds that a code waits for its turn at most."""
MOST_SOURCES = 4096

ACTS_A_SECOND = 5.0
ACTS_BURST = 30.0
"""Acts of one seat. A busy player acts twice a minute; sending kept drafts after a lost connection comes at once."""

LONGEST_WAIT = 0.5
"""Seconds for which an act waits to be let in."""
PLACES = 32
"""Acts under way at a time."""
MOST_AWAY = 4
"""Seconds after which whoever was turned away is told to come again, at most."""

LONGEST_BODY = 256 * 1024
LONGEST_WAIT_FOR_BODY = 30.0
LONGEST_THROWN_AWAY = 32 * 1024 * 1024

_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


class Bucket:
    """An allowance that fills evenly: `burst` at once, then `a_second`. It is told the time, in seconds of any steady clock."""

    __slots__ = ("_at", "_has", "a_second", "burst")

    def __init__(self, a_second: float, burst: float, now: float) -> None:
        self.a_second, self.burst = a_second, burst
        self._has, self._at = burst, now

    def wait(self, now: float) -> float:
        """Seconds until one may be taken; 0 when one may be now."""
        self._fill(now)
        return 0.0 if self._has >= 1 else (1 - self._has) / self.a_second

    def take(self, now: float) -> None:
        """Take one, whether or not there is one."""
        self._fill(now)
        self._has -= 1

    def give_back(self) -> None:
        """Put one back that was taken."""
        self._has = min(self.burst, self._has + 1)

    def _fill(self, now: float) -> None:
        self._has = min(self.burst, self._has + max(0.0, now - self._at) * self.a_second)
        self._at = max(now, self._at)

    def full(self, now: float) -> bool:
        """Whether nothing has been taken for so long that it can be forgotten."""
        self._fill(now)
        return self._has >= self.burst


class ComeAgain(Exception):
    """Too much at once: come again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, math.ceil(seconds))
        super().__init__(f"come again in {self.seconds} s")


class Busy(ComeAgain):
    """More comes in than can be done: whoever acts is told to come again, each after another while, so that not all come back at once."""

    def __init__(self) -> None:
        super().__init__(1 + secrets.randbelow(MOST_AWAY))


class Turnstile:
    """Lets some acts in at a time; the others wait their turn, but not for long: then they are turned away, and nothing of them is done.

    Who is turned away has waited, so that those who come again at once, whatever they were told, do not fill the host with knocking.
    """

    def __init__(self, *, places: int = PLACES, patience: float = LONGEST_WAIT) -> None:
        self._places, self._patience = asyncio.Semaphore(places), patience
        self.turned_away = 0

    @asynccontextmanager
    async def act(self) -> AsyncIterator[None]:
        """One act, from its coming in to its answer. Raises Busy when it is not let in."""
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            self.turned_away += 1
            raise Busy from None
        try:
            yield
        finally:
            self._places.release()


@dataclass(slots=True)
class _Source:
    bucket: Bucket
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Turn:
    """One look-up of a code. Whoever has it says `wrong()` when the code was; a code that was right costs nothing."""

    __slots__ = ("was_wrong",)

    def __init__(self) -> None:
        self.was_wrong = False

    def wrong(self) -> None:
        """The code was not one, or is in use."""
        self.was_wrong = True


class Guesses:
    """The limiter of codes; see the module. `clock` is a steady clock in seconds and `sleep` waits on the same."""

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], Any] = asyncio.sleep,
        *,
        source_a_second: float = SOURCE_A_SECOND,
        source_burst: float = SOURCE_BURST,
        all_a_second: float = ALL_A_SECOND,
        all_burst: float = ALL_BURST,
        patience: float = PATIENCE,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._source_rate, self._source_burst = source_a_second, source_burst
        self._all = Bucket(all_a_second, all_burst, clock())
        self._all_turn = asyncio.Lock()
        self._sources: OrderedDict[str, _Source] = OrderedDict()
        self._patience = patience
        self.wrong_codes = 0

    @asynccontextmanager
    async def turn(self, source: str) -> AsyncIterator[Turn]:
        """Wait for leave to look one code up. Raises ComeAgain when too many wait or the wait was too long.

        The look-up is done inside; what is wrong is charged when it ends, before anybody else has a turn that the
        allowance does not cover.
        """
        here = self._source(source)
        if here.waiting >= MOST_WAITING:
            raise ComeAgain(self._patience)
        until = self._clock() + self._patience
        here.waiting += 1
        try:
            async with here.turn:
                await self._leave(here.bucket, until)
                async with self._all_turn:
                    await self._leave(self._all, until)
                    turn = Turn()
                    try:
                        yield turn
                    finally:
                        if turn.was_wrong:
                            self._charge(here.bucket)
        finally:
            here.waiting -= 1

    async def _leave(self, bucket: Bucket, until: float) -> None:
        while (wait := bucket.wait(self._clock())) > 0:
            if self._clock() + wait > until:
                raise ComeAgain(wait)
            await self._sleep(wait)
        if self._clock() > until:
            raise ComeAgain(1)

    def _charge(self, bucket: Bucket) -> None:
        self.wrong_codes += 1
        bucket.take(self._clock())
        self._all.take(self._clock())

    def _source(self, source: str) -> _Source:
        here = self._sources.get(source)
        if here is None:
            self._make_room()
            here = self._sources[source] = _Source(
                Bucket(self._source_rate, self._source_burst, self._clock())
            )
        self._sources.move_to_end(source)
        return here

    def _make_room(self) -> None:
        """Forget sources that nobody waits on, the longest unseen first; the allowance of all holds whatever is forgotten."""
        while len(self._sources) >= MOST_SOURCES:
            idle = next((name for name, one in self._sources.items() if not one.waiting), None)
            if idle is None:
                raise ComeAgain(self._patience)
            del self._sources[idle]


def chance_of_a_hit(
    hours: float,
    seats: int = 80,
    *,
    a_second: float = ALL_A_SECOND,
    burst: float = ALL_BURST,
    bits: int = CODE_BITS,
) -> float:
    """An upper bound of the chance that any of the seats' codes is hit in so many hours of guessing at the limiter's rate.

    The union bound: guesses x seats / 2^bits.
    """
    return (burst + a_second * 3600 * hours) * seats / 2.0**bits


def source_of(scope: Scope) -> str:
    """Where a request comes from, as the limiter counts: an IPv4 address, or the /64 of an IPv6 one (RFC 4291, 2.5.4).

    Only the address of the connection counts. A server behind a proxy is told by its own settings which proxy may
    say who called (uvicorn's `forwarded_allow_ips`); no header is believed here.
    """
    client = scope.get("client")
    host = str(client[0]) if client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Acts:
    """How many acts each seat may put in: one seat's flood is held while the others go on."""

    def __init__(
        self, clock: Callable[[], float], *, a_second: float = ACTS_A_SECOND, burst: float = ACTS_BURST
    ) -> None:
        self._clock, self._a_second, self._burst = clock, a_second, burst
        self._seats: dict[str, Bucket] = {}
        self.held: dict[str, int] = {}

    def take(self, seat: str) -> float:
        """0 and one act is counted; or the seconds until the seat may act again, and nothing is counted."""
        now = self._clock()
        bucket = self._seats.get(seat)
        if bucket is None:
            bucket = self._seats[seat] = Bucket(self._a_second, self._burst, now)
        wait = bucket.wait(now)
        if wait:
            self.held[seat] = self.held.get(seat, 0) + 1
        else:
            bucket.take(now)
        return wait

    def check(self, seat: str) -> None:
        """Count one act, or raise ComeAgain."""
        wait = self.take(seat)
        if wait:
            raise ComeAgain(wait)


class Bodies:
    """ASGI middleware: a request's body is taken in whole before anything else sees it, and never more than its cap.

    `wider` gives other caps to paths that begin so, such as the one to which packs are sent. Too long: 413, whether the
    length was declared or not. Too slow: 408.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int = LONGEST_BODY,
        wider: dict[str, int] | None = None,
        patience: float = LONGEST_WAIT_FOR_BODY,
    ) -> None:
        self._app, self._most, self._patience = app, most, patience
        self._wider = dict(wider or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http" or scope["method"] in _BODILESS:
            await self._app(scope, receive, send)
            return
        most = max(
            (cap for path, cap in self._wider.items() if scope["path"].startswith(path)), default=self._most
        )
        try:
            async with asyncio.timeout(self._patience):
                body, how = await _whole(receive, most, declared_length(scope))
        except TimeoutError:
            await plain(send, 408, "The rest of what was being sent did not come in time. Send it again.")
            return
        if how == "too long":
            await plain(send, 413, f"This is longer than the {most:,} bytes that may be sent at once.")
        elif how == "whole":
            await self._app(scope, told_again(body, receive), send)


async def _whole(
    receive: Receive, most: int, declared: int
) -> tuple[bytes, Literal["whole", "too long", "gone"]]:
    """The body, and whether it came whole, is too long, or its sender is gone.

    What is too long is let run out (up to a limit) and thrown away, for a sender who is cut off in mid-sentence never
    reads why.
    """
    parts: list[bytes] = []
    length, too_long, more = 0, declared > most, declared <= most + LONGEST_THROWN_AWAY
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return b"", "gone"
        body = message.get("body", b"")
        length += len(body)
        too_long = too_long or length > most
        if not too_long:
            parts.append(body)
        more = bool(message.get("more_body", False)) and length <= most + LONGEST_THROWN_AWAY
    return (b"", "too long") if too_long else (b"".join(parts), "whole")


def told_again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once more and then whatever comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def declared_length(scope: Scope) -> int:
    """The Content-Length of a request, 0 when there is none that is a number."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:18])
    return 0


async def plain(send: Send, status: int, words: str, *extra: tuple[bytes, bytes]) -> None:
    """Answer with a status and a sentence."""
    body = (words + "\n").encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
