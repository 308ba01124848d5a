"""The streams: each browser is sent what its viewer may see, under the viewer's own numbers, in order and once.

What is to be shown is worked out on the writer's thread, viewer by viewer, before it is queued; a queue is bounded, and a client
that does not read is cut off and catches up from the record when it comes back.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shirehall.host.room import Room
from shirehall.host.telling import Teller
from shirehall.play.record.event import Event
from shirehall.play.session import Session
from shirehall.play.world import World

MOST_QUEUED = 256
"""Messages that may wait for one browser; more, and it is cut off and resumes."""
MOST_AT_ONCE = 500
"""Events of a backlog sent before the rest is asked for again."""
HEARTBEAT = 10.0
SEND_LIMIT = 15.0
"""Seconds that one message may take to be accepted by the network before the connection is given up."""
TEND = 1.0
"""Seconds between two looks at every stream: for heartbeats, and for sends that take too long."""
OPENING = 2
"""Threads that open streams and do nothing else: after a start nobody's stream waits behind somebody's page."""
CLOCK_SOON = 0.1
"""Seconds after something happened until every screen is told of the clock, if that changed."""
STILL = "event: still\ndata: {}\n\n"


class Stream:
    """One browser's stream: its queue, and what wakes it. `close` ends it, with a last word."""

    def __init__(self, viewer: str, token: str) -> None:
        self.viewer = viewer
        self.token = token
        self.queue: deque[str] = deque()
        self.fresh = asyncio.Event()
        self.ended = False
        self.joined = False
        self.sent_at = 0.0
        self.sending = False
        self.limit: asyncio.Timeout | None = None

    def put(self, messages: Iterable[str]) -> None:
        """Queue messages; a queue that grows too long ends the stream, which the browser then resumes."""
        self.queue.extend(messages)
        if len(self.queue) > MOST_QUEUED + MOST_AT_ONCE:
            self.queue.clear()
            self.ended = True
        self.fresh.set()

    def close(self, last: str = "") -> None:
        """End the stream after a last message."""
        if last:
            self.queue.append(last)
        self.ended = True
        self.fresh.set()

    async def messages(self) -> AsyncIterator[str]:
        """What to send: all that waits in one piece, for each piece costs as much as its words."""
        while True:
            while self.queue:
                text = "".join(self.queue)
                self.queue.clear()
                yield text
            if self.ended:
                return
            self.fresh.clear()
            await self.fresh.wait()

    def tend(self, now: float) -> None:
        """A heartbeat when nothing was sent for a while; an end when the network has not taken the last piece."""
        if self.sending:
            if now - self.sent_at > SEND_LIMIT and self.limit is not None and self.limit.when() is None:
                self.limit.reschedule(now)
        elif now - self.sent_at >= HEARTBEAT and not self.queue:
            self.put((STILL,))


def message(kind: str, data: Any, number: str = "") -> str:
    """One server-sent event."""
    head = f"id: {number}\n" if number else ""
    return f"{head}event: {kind}\ndata: {json.dumps(data, separators=(',', ':'), ensure_ascii=False)}\n\n"


GONE = message("gone", {"why": "This seat was given to another device."})
"""The last word to a browser whose session was ended."""


class Hub:
    """Every stream of the day, by viewer. Its own tables are touched on the loop; what is shown is told on the writer's thread."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._streams: dict[str, set[Stream]] = {}
        self._sent: dict[str, int] = {}
        self._count: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0
        self._clock_due = False
        self._gone: set[str] = set()
        self._opening = ThreadPoolExecutor(OPENING, "opening of streams")
        self.waiting = 0  # streams about to be opened: counted on the loop, read by the writer
        self.tell_clock: Callable[[], None] = lambda: None

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver on this loop, and tend the streams as long as it runs."""
        self._loop, self._loop_thread = loop, threading.get_ident()
        loop.call_later(TEND, self._tend)

    def _tend(self) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        now = loop.time()
        for streams in self._streams.values():
            for stream in streams:
                stream.tend(now)
        loop.call_later(TEND, self._tend)

    @property
    def online(self) -> dict[str, int]:
        """How many streams each viewer has open."""
        return {viewer: len(streams) for viewer, streams in list(self._streams.items()) if streams}

    # ---- on the writer's thread ---------------------------------------------------------------------------------

    def shown(self, room: str, session: Session) -> None:
        """Send every connected viewer what is new to it. The room's lock is held, so that no stream joins meanwhile."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        for viewer, sent in list(self._sent.items()):
            if not self._count[viewer]:
                del self._sent[viewer]
                continue
            world, events, count = session.news(viewer, sent)
            if events:
                self._sent[viewer] = count
                loop.call_soon_threadsafe(self._deliver, viewer, self.told(room, viewer, world, events))
        loop.call_soon_threadsafe(self._clock_soon)

    def told(self, room: str, viewer: str, world: World, events: Iterable[Event]) -> list[str]:
        """The messages that show a viewer some of its events."""
        return [
            message("news", self._teller.news(viewer, world, event), f"{room}.{event.seq}")
            for event in events
        ]

    # ---- on the loop --------------------------------------------------------------------------------------------

    def _deliver(self, viewer: str, messages: list[str]) -> None:
        for stream in list(self._streams.get(viewer, ())):
            stream.put(messages)

    def say(self, kind: str, data: Any, viewers: Iterable[str] | None = None) -> None:
        """Send a message that is no event of the record to some viewers, or to all. May be called on any thread."""
        text = message(kind, data)
        if self._loop is None or self._loop_thread == threading.get_ident():
            self._say(text, viewers)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._say, text, viewers)

    def _say(self, text: str, viewers: Iterable[str] | None) -> None:
        for viewer in list(self._streams) if viewers is None else viewers:
            self._deliver(viewer, [text])

    def _clock_soon(self) -> None:
        """Have the clock told in a moment, once for all that happens until then. It is read off the loop, for it waits for the writer."""
        if not self._clock_due and self._loop is not None:
            self._clock_due = True
            self._loop.call_later(CLOCK_SOON, self._clock_now, self._loop)

    def _clock_now(self, loop: asyncio.AbstractEventLoop) -> None:
        self._clock_due = False
        loop.run_in_executor(None, self.tell_clock)

    async def open(self, room: Room, viewer: str, token: str, after: int | None) -> Stream:
        """A stream that begins after the viewer's own event number `after`, or with what happens next."""
        stream = Stream(viewer, token)
        loop = asyncio.get_running_loop()
        self.waiting += 1
        try:
            begun = await loop.run_in_executor(self._opening, self._backlog, room, stream, after)
        finally:
            self.waiting -= 1
        stream.queue.extendleft(reversed(begun))
        stream.fresh.set()
        return stream

    def wait_at_the_door(self, viewer: str, token: str) -> Stream:
        """A stream before there is a room: it hears what is said to all, and ends when the doors open."""
        stream = Stream(viewer, token)
        self._add(stream)
        return stream

    def _backlog(self, room: Room, stream: Stream, after: int | None) -> list[str]:
        """What the viewer has missed, worked out in the same moment in which its stream joins the room.

        The stream is added on the loop behind all that was sent before, so that nothing reaches it twice.
        """
        viewer, joined = stream.viewer, []

        def join(read: int) -> None:
            self._sent[viewer] = read
            joined.append(read)
            with self._counting:
                self._count[viewer] += 1
            stream.joined = True
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._add, stream)

        world, events = room.news(viewer, after, join)
        if len(events) > MOST_AT_ONCE:
            return [message("behind", {"events": len(events)}, f"{room.name}.{joined[0]}")]
        return self.told(room.name, viewer, world, events)

    def _add(self, stream: Stream) -> None:
        self._streams.setdefault(stream.viewer, set()).add(stream)
        if stream.token in self._gone:  # its session ended while it was being opened
            stream.close(GONE)

    def closed(self, stream: Stream) -> None:
        """A stream's connection is gone."""
        if stream.joined:
            stream.joined = False
            with self._counting:
                self._count[stream.viewer] -= 1
        streams = self._streams.get(stream.viewer)
        if streams is not None:
            streams.discard(stream)
            if not streams:
                del self._streams[stream.viewer]

    def release(self, ended: Collection[str]) -> None:
        """End every stream of sessions that were ended. May be called on any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._release, ended)

    def _release(self, ended: Collection[str]) -> None:
        self._gone.update(ended)
        for streams in list(self._streams.values()):
            for stream in list(streams):
                if stream.token in ended:
                    stream.close(GONE)

    def change_room(self, last: str) -> None:
        """The room that is shown is another one now: every stream ends, and begins anew in it."""
        self.end_all(last)
        self._sent.clear()

    def end_all(self, last: str = "") -> None:
        """End every stream, so that the server can stop, or the room can change."""
        for streams in list(self._streams.values()):
            for stream in list(streams):
                stream.close(last)

    def close(self) -> None:
        """End every stream, and the threads that open them."""
        self.end_all()
        self._opening.shutdown(wait=False, cancel_futures=True)


class EventStream(Response):
    """The answer to a stream's request: sends until the browser goes, the stream ends, or the network takes too long."""

    def __init__(self, hub: Hub, stream: Stream) -> None:
        super().__init__(
            headers={"content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no"}
        )
        del self.headers["content-length"]
        self._hub = hub
        self._stream = stream
        self._clock = asyncio.get_running_loop().time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Serve the stream."""
        listening = asyncio.create_task(self._until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with asyncio.timeout(None) as self._stream.limit:
                await self._send(send, "retry: 1500\n\n")
                async for text in self._stream.messages():
                    await self._send(send, text)
                    if listening.done():
                        return
            with suppress(OSError):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError):
            return
        finally:
            self._stream.limit = None
            listening.cancel()
            self._hub.closed(self._stream)

    async def _send(self, send: Send, text: str) -> None:
        """Send a piece; the hub gives the connection up when that takes too long."""
        stream = self._stream
        stream.sent_at, stream.sending = self._clock(), True
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        stream.sent_at, stream.sending = self._clock(), False

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._stream.close()
