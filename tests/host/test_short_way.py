"""The short way of acts: the same answers as by the long way, the same rights, and a turnstile that holds under too much."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from shirehall.host import app as app_module
from shirehall.host import county_worker
from shirehall.host.access import csrf_token
from shirehall.host.app import create_app, defended
from shirehall.host.headers import protected
from shirehall.host.limits import Acts, Busy, Turnstile
from shirehall.host.short_way import ShortWay
from tests.host.asgi import Answer, called, jumping
from tests.host.helpers import Running, running

CHANGING = r"nonce-[\w-]+|nonce=\"[^\"]+\"|(content|value)=\"[0-9a-zA-Z_-]{24,}\"|data-seconds-left=\"[^\"]+\"|>\d+:\d\d<"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day")) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def ways(day: Running) -> tuple[Any, Any]:
    """The day's application with the short way before it, and without."""
    made = create_app(day.house)
    house = day.house
    long = protected(made, secret=house.secret, cookies=made.state.cookies, public_url=day.url, lan=True)
    return defended(made), long


def both(
    day: Running, ways: tuple[Any, Any], path: str, headers: dict[str, str], body: bytes
) -> tuple[Answer, Answer]:
    """One request by the short way and by the long way. It is sent by the host's own loop, as every request is."""
    day.house.acts = Acts(lambda: 0.0, a_second=1.0, burst=1e6)
    short, long = ways

    def asked(app: Any) -> Answer:
        told = {"host": day.url.removeprefix("http://"), **headers}
        return asyncio.run_coroutine_threadsafe(called(app, "POST", path, told, (body,)), day.loop).result(20)

    return asked(short), asked(long)


def alike(one: Answer, other: Answer) -> bool:
    def bare(answer: Answer) -> tuple[int, str, list[tuple[str, str]]]:
        told = sorted(
            (name, re.sub(CHANGING, "", value))
            for name, value in answer.headers.items()
            if name != "content-length"
        )
        return answer.status, re.sub(CHANGING, "", answer.text), told

    return bare(one) == bare(other)


TYPE = {"content-type": "application/json"}
KEY = {"idempotency-key": "a-key-of-a-program"}
PROGRAMS: list[tuple[str, str, dict[str, str], bytes]] = [
    ("made", "/api/moves/message", {**TYPE, **KEY}, b'{"to": ["buft.chief"], "text": "good morning"}'),
    ("with an old number", "/api/moves/message?seen=3", {**TYPE, "idempotency-key": "key-with-seen"}, b'{"text": "hm"}'),
    ("with another query", "/api/moves/message?other=1", {**TYPE, **KEY}, b'{"to": ["buft.chief"], "text": "good morning"}'),
    ("with a number that is none", "/api/moves/message?seen=x", {**TYPE, **KEY}, b"{}"),
    ("with too great a number", "/api/moves/message?seen=10000000000", {**TYPE, **KEY}, b"{}"),
    ("key used for another", "/api/moves/message", {**TYPE, **KEY}, b'{"to": ["buft.chief"], "text": "something else"}'),
    ("faulty field", "/api/moves/message", {**TYPE, **KEY}, b'{"to": ["nobody.at.all"], "text": 7}'),
    ("no such move", "/api/moves/abolish", {**TYPE, **KEY}, b"{}"),
    ("of control", "/api/moves/pause", {**TYPE, "idempotency-key": "another-key"}, b'{"text": "stop"}'),
    ("no key", "/api/moves/message", TYPE, b"{}"),
    ("short key", "/api/moves/message", {**TYPE, "idempotency-key": "short"}, b"{}"),
    ("key with a gap", "/api/moves/message", {**TYPE, "idempotency-key": "key with gaps"}, b"{}"),
    ("no body", "/api/moves/message", {**TYPE, **KEY}, b""),
    ("a list", "/api/moves/message", {**TYPE, **KEY}, b"[1]"),
    ("no JSON", "/api/moves/message", {**TYPE, **KEY}, b"{to"),
    ("not text", "/api/moves/message", {**TYPE, **KEY}, b'{"text": "\xff"}'),
    ("too deep", "/api/moves/message", {**TYPE, **KEY}, b'{"to": ' + b"[" * 100_000),
    ("another type", "/api/moves/message", {"content-type": "text/plain", **KEY}, b"{}"),
    ("a type with words", "/api/moves/message", {"content-type": "application/json; charset=utf-8", **KEY},
     b'{"to": ["buft.chief"], "text": "good morning"}'),
    ("a longer path", "/api/moves/message/more", {**TYPE, **KEY}, b"{}"),
    ("a path that ends", "/api/moves/", {**TYPE, **KEY}, b"{}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "headers", "body"), [row[1:] for row in PROGRAMS], ids=[row[0] for row in PROGRAMS]
)
def test_a_program_is_answered_as_by_the_long_way(
    day: Running, ways: tuple[Any, Any], path: str, headers: dict[str, str], body: bytes
) -> None:
    path, _, query = path.partition("?")
    token = day.token("seat", "hwb.chair")
    asked = {"authorization": f"Bearer {token}", "accept": "application/json", **headers}
    if query:
        client = day.client(headers=asked)
        short = client.post(f"{path}?{query}", content=body)
        assert short.status_code in (200, 409, 422)
        return
    short, long = both(day, ways, path, asked, body)
    assert alike(short, long), (short, long)


@pytest.mark.parametrize("who", ["nobody", "wall", "observer", "another's form"])
@pytest.mark.parametrize("path", ["/api/moves/message", "/desk/do/message"])
def test_whoever_has_no_seat_gets_no_further(
    day: Running, ways: tuple[Any, Any], who: str, path: str
) -> None:
    token = {"nobody": "", "another's form": day.token("seat", "hwb.adults")}.get(who) or (
        "x" * 20 if who == "nobody" else day.token(who)
    )
    mark = csrf_token(day.house.secret, token if who != "another's form" else "somebody")
    before = day.house.room.last_seq()
    form = urlencode({"csrf": mark, "to": "buft.chief", "text": "let me in", "key": "k" * 12}).encode()
    headers = {
        "cookie": f"shirehall={token}",
        "origin": day.url,
        "content-type": "application/x-www-form-urlencoded",
    }
    short, long = both(day, ways, path, {**headers, **KEY}, form)
    assert short.status in (401, 403, 422) and short.status == long.status
    assert alike(short, long), (short, long)
    assert day.house.room.last_seq() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "buft.chief", "text": "good morning", "confirm": "yes"},
        {"to": "nobody.at.all", "text": "good morning"},
        {"text": ""},
        {"more": "yes", "text": "more rows"},
    ],
)
def test_a_browser_is_answered_as_by_the_long_way(
    day: Running, ways: tuple[Any, Any], fields: dict[str, str]
) -> None:
    token = day.token("seat", "hwb.adults")
    form = {
        **fields,
        "csrf": csrf_token(day.house.secret, token),
        "key": f"key-of-{len(fields)}-{fields['text'][:4]}",
        "seen": "99999",
    }
    headers = {
        "cookie": f"shirehall={token}",
        "origin": day.url,
        "content-type": "application/x-www-form-urlencoded",
    }
    short, long = both(day, ways, "/desk/do/message", headers, urlencode(form).encode())
    assert short.status == long.status and short.status in (200, 303, 422)
    assert short.headers.get("location") == long.headers.get("location")
    assert alike(short, long) or short.status == 303


def test_what_no_handler_knows_is_told_without_words_and_with_the_headers(day: Running) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("a secret of the house")

    house = day.house
    made = create_app(house)
    way = ShortWay(made, {"/api/moves/": broken}, Turnstile())
    app = protected(way, secret=house.secret, cookies=made.state.cookies, public_url=day.url, lan=True)
    sent: list[Answer] = []

    async def ask() -> None:
        host = {
            "host": day.url.removeprefix("http://"),
            "authorization": f"Bearer {day.token('seat', 'hwb.adults')}",
        }

        async def kept(scope: Any, receive: Any, send: Any) -> None:
            parts: list[Any] = []

            async def keep(message: Any) -> None:
                parts.append(message)
                await send(message)

            try:
                await app(scope, receive, keep)
            finally:
                told = {name.decode(): value.decode() for name, value in parts[0]["headers"]}
                sent.append(Answer(parts[0]["status"], told, b"".join(part["body"] for part in parts[1:])))

        with pytest.raises(RuntimeError):
            await called(kept, "POST", "/api/moves/message", host, (b"{}",))

    asyncio.run_coroutine_threadsafe(ask(), day.loop).result(20)
    assert sent[0].status == 500 and b"secret" not in sent[0].body
    assert "frame-ancestors 'none'" in sent[0].headers["content-security-policy"]


# ---- the turnstile ------------------------------------------------------------------------------------------------


def test_some_are_let_in_others_wait_their_turn_and_nobody_waits_for_long() -> None:
    async def play() -> None:
        turnstile, loop, order = Turnstile(places=2, patience=0.5), asyncio.get_running_loop(), []

        async def act(name: str, seconds: float) -> float:
            came = loop.time()
            try:
                async with turnstile.act():
                    order.append(name)
                    await asyncio.sleep(seconds)
            except Busy as told:
                assert 1 <= told.seconds <= 4
                order.append(f"{name} away")
            return loop.time() - came

        took = await asyncio.gather(act("a", 0.3), act("b", 2.0), act("c", 3.0), act("d", 1.0), act("e", 1.0))
        assert order == ["a", "b", "c", "d away", "e away"]
        assert [round(each, 3) for each in took] == [0.3, 2.0, 3.3, 0.5, 0.5]
        assert turnstile.turned_away == 2
        await act("f", 0.0)
        assert order[-1] == "f"

    jumping(play())


def test_those_turned_away_come_again_at_different_moments() -> None:
    assert len({Busy().seconds for _ in range(200)}) >= 3


def test_when_too_much_comes_in_nothing_waits_for_seconds_and_nothing_acknowledged_is_lost(
    day: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More acts at once than a slow writer can do: each is made soon or turned away at once with a time to come again."""
    house = day.house
    monkeypatch.setattr(app_module, "Turnstile", lambda: Turnstile(places=8, patience=0.2))
    house.acts = Acts(lambda: 0.0, a_second=1.0, burst=1e6)
    app = defended(create_app(house))
    token, boss = day.token("seat", "hwb.adults"), day.token("seat", "control.moderator")
    before = house.room.last_seq()

    def act(number: int, who: str) -> Any:
        asked = {
            "host": day.url.removeprefix("http://"),
            "authorization": f"Bearer {who}",
            "idempotency-key": f"crowd-{number:04}",
        }
        body = json.dumps({"to": ["buft.chief"], "text": f"crowd {number}"}).encode()
        return called(app, "POST", "/api/moves/message", {**asked, **TYPE}, (body,))

    async def crowd() -> tuple[list[Answer], Answer]:
        with house.room._lock:  # the writer can do nothing meanwhile
            waiting = [asyncio.ensure_future(act(number, token)) for number in range(30)]
            ours = asyncio.ensure_future(act(99, boss))
            away, _ = await asyncio.wait(waiting, timeout=2.0)
        assert len(away) == 22
        return [*await asyncio.gather(*waiting)], await ours

    answers, ours = asyncio.run_coroutine_threadsafe(crowd(), day.loop).result(30)
    made = [number for number, each in enumerate(answers) if each.status == 200]
    away = [each for each in answers if each.status == 503]
    assert (len(made), len(away)) == (8, 22)
    assert all(1 <= int(each.headers["retry-after"]) <= 4 for each in away)
    assert ours.status == 200, "a facilitator is never turned away"
    texts = [event.body.get("text") for event in house.room._open().events[before:]]
    assert sorted(text for text in texts if str(text).startswith("crowd")) == sorted(
        f"crowd {number}" for number in [*made, 99]
    )


# ---- memory --------------------------------------------------------------------------------------------------------


def test_memory_is_looked_through_little_by_little_and_what_is_unreachable_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app_module, "TIDY_EVERY", 0.01)
    monkeypatch.setattr(app_module, "SWEEP_EVERY", 0.03)

    class Ring:
        alive = 0

        def __init__(self) -> None:
            self.me = self
            Ring.alive += 1

        def __del__(self) -> None:
            Ring.alive -= 1

    async def play() -> None:
        kept = [Ring() for _ in range(50)]
        task = asyncio.create_task(app_module.tidy())
        await asyncio.sleep(0.05)
        assert Ring.alive == 50 and kept
        kept.clear()
        for _ in range(200):
            await asyncio.sleep(0.02)
            if not Ring.alive:
                break
        task.cancel()

    try:
        asyncio.run(play())
    finally:
        gc.unfreeze()
    assert Ring.alive == 0


def test_the_countys_process_steps_back_behind_the_host() -> None:
    if sys.platform == "win32":
        return  # it has classes of priority, which no call of Python tells
    words = "import os; from shirehall.host import county_worker as c; was = os.nice(0); c._let_others_first(); print(os.nice(0) - was)"
    told = subprocess.run(
        [sys.executable, "-c", words], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    assert int(told) == county_worker.NICE > 0
