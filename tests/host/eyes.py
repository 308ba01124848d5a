"""All that one viewer gets from a host, as text that can be compared with what it gets from a host of another record."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx2

from shirehall.play.drafting import engine
from shirehall.play.moves.clock import Resume, Skip
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.session import Session
from tests.host.helpers import Browser, Running, running
from tests.host.poisoned import walk
from tests.play.county import OpenDay, catalogue
from tests.play.plays import tried

DESK = ("/desk", "/desk/threads", "/desk/agreements", "/desk/business", "/desk/rules", "/desk/acts", "/desk/papers",
        "/desk/people", "/desk/meetings", "/desk/calendar", "/desk/figures", "/desk/do", "/desk/more", "/desk/model",
        "/feedback")  # fmt: skip
FORMS = ("message", "propose", "share", "call-meeting", "sign", "ask-ruling", "merge", "tender")
WALL = ("/wall", "/wall/news", "/wall/figures", "/wall/stage", "/wall/film")
OBSERVER = (
    "/observe",
    "/observe/_watch",
    "/observe/record",
    "/observe/notes",
    "/observe/coverage",
    "/observe/notes.csv",
)
CHANCE = (
    (re.compile(r'nonce-?=?"?[A-Za-z0-9_-]{22}'), "nonce"),
    (re.compile(r"'nonce-[^']+'"), "nonce"),
    (re.compile(r"\b[0-9a-f]{80}\b"), "mark"),
    (re.compile(r'(name="key"[^>]*value=")[^"]*'), r"\1"),
    (re.compile(r'(value=")[^"]*("[^>]*name="key")'), r"\1\2"),
    (re.compile(r'("seconds_left": ?)[0-9.]+'), r"\1"),
    (re.compile(r'(data-seconds-left=")[0-9.]+'), r"\1"),
    (re.compile(r'(data-key=")[^"]*'), r"\1"),
)


def steady(text: str) -> str:
    """A page without what is drawn by chance for each answer."""
    for pattern, instead in CHANCE:
        text = pattern.sub(instead, text)
    return text


def busy_month(seed: int, moves: int) -> OpenDay:
    """A first month in which so many moves were tried at random: no month has closed, so nothing is frozen yet."""
    day, random = OpenDay(seed=seed), Random(seed)
    for number in range(moves):
        at = 1 + number * 12 // moves
        if day.session.world.clock.paused:
            day.do("control.moderator", Resume(), at=at)
            continue
        seat, ask = tried(day, random, at)
        if not isinstance(ask, Skip):
            day.do(seat, ask, at=at, key=f"k{number}")
    return day


def standing_still(events: Sequence[Event]) -> tuple[Event, ...]:
    """A record that ends with a clock that stands still for everybody."""
    store = MemoryStore()
    store.append(list(events), expected_seq=0)
    session = Session(store, catalogue())
    if not session.world.clock.paused:
        pause = engine("clock-paused", {"text": "", "minutes": 0}, audience=("*",))
        session.commit([pause], at=events[-1].at)
    return tuple(session.events)


@contextmanager
def hosting(data: Path, events: Sequence[Event], port: int = 0) -> Iterator[Running]:
    """A host that takes up a record, its clock standing still."""
    data.mkdir(parents=True, exist_ok=True)
    with SQLiteStore(data / "record.sqlite", create=True) as store:
        store.append(list(events), expected_seq=0)
    with running(data, port=port, seconds_a_month=7200.0) as host:
        yield host


def told(answer: httpx2.Response) -> str:
    """Status, headers and body of an answer, without chance."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("date", "set-cookie", "content-length")
    }
    return steady(f"{answer.status_code} {json.dumps(headers, sort_keys=True)}\n{answer.text}")


def begins(viewer: str) -> tuple[str, ...]:
    return {"*wall": WALL, "*observer": OBSERVER}.get(viewer, DESK)


def signed_in(host: Running, viewer: str) -> Browser:
    return host.browser(viewer[1:], "") if viewer.startswith("*") else host.browser("seat", viewer)


def probes(viewer: str, words: Sequence[str], numbers: Sequence[int]) -> Iterator[str]:
    """Addresses that pry: searches for words that may have been said, things that may be there."""
    yield from (
        "/api/view",
        "/api/me",
        "/api/clock",
        "/api/moves",
        "/poll",
        "/api/nothing",
        "/run",
        "/desk/nothing",
    )
    for path in ("/desk/search", "/desk/people", "/observe/record", "/observe/notes"):
        for word in words:
            yield f"{path}?q={word}"
    for number in numbers:
        for thing in ("thread", "event", "agreement", "plan", "tender", "matter", "paper"):
            yield f"/desk/{thing}/{number}"
        yield f"/observe/notes/{number}"
        yield f"/poll?after=day.{number}"
    for move in FORMS:
        yield f"/desk/do/{move}"
    yield from (
        "/desk/record.json",
        "/desk/record.csv",
        "/observe/notes.csv",
        "/run/feedback.csv",
        "/run/log",
    )


def everything(
    host: Running, viewer: str, *, words: Sequence[str] = (), numbers: Sequence[int] = (), most: int = 60
) -> dict[str, str]:
    """Whatever a viewer gets: pages by their links, probes, refused posts, and the stream's own bytes."""
    browser = signed_in(host, viewer)
    answers: dict[str, httpx2.Response] = {}
    walk(browser, begins(viewer), most=most, alike=1, answers=answers)
    found = {address: told(answer) for address, answer in answers.items()}
    for address in probes(viewer, words, numbers):
        found[address] = told(browser.client.get(address, headers={"accept": "*/*"}))
    mark = browser.mark()
    for number in numbers:
        for move, field in (("message", "in_reply_to"), ("sign", "agreement"), ("challenge", "subject")):
            form = {"to": "buft.chief", "text": "x", field: str(number), "key": "a-key-that-never-counts"}
            found[f"POST {move} {number}"] = told(browser.post(f"/desk/do/{move}", form, mark))
    found["stream"] = stream(host, browser.token)
    return found


def stream(host: Running, token: str, seconds: float = 1.0) -> str:
    """The first second of a stream from its beginning, as bytes came."""
    client = host.client(
        headers={"authorization": f"Bearer {token}"}, timeout=httpx2.Timeout(5.0, read=seconds)
    )
    taken, until = "", time.monotonic() + seconds
    try:
        with client.stream("GET", "/stream", params={"after": f"{host.house.room.name}.0"}) as answer:
            for text in answer.iter_text():
                taken += text
                if time.monotonic() > until:
                    break
    except httpx2.ReadTimeout:
        pass  # nothing more came: that is what was waited for
    return "\n".join(block for block in steady(taken).split("\n\n") if "event: clock" not in block)
