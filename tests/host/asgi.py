"""Calling an ASGI application directly, and a loop whose time jumps to whatever is due next."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def scope_of(method: str, path: str, headers: dict[str, str], client: str = "192.0.2.7") -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8000),
    }


async def called(
    app: Any,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    chunks: tuple[bytes, ...] = (b"",),
) -> Answer:
    """One request and its answer. What is sent after the last chunk is never asked for, as with a slow sender."""
    waiting = list(chunks)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(3600)
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting) or body == b"..."}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope_of(method, path, headers or {}), receive, send)
    if not sent:
        return Answer(0, {}, b"")
    start = sent[0]
    told = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))


def call(*args: Any, **more: Any) -> Answer:
    return asyncio.run(called(*args, **more))


class Jumping(asyncio.SelectorEventLoop):
    """A loop whose clock stands while anything can be done and then jumps to whatever is due next."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__()

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def jumping(play: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end on a loop whose time jumps."""
    with asyncio.Runner(loop_factory=Jumping) as runner:
        return runner.run(play)
