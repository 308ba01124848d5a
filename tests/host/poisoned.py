"""A day played at random in which every free text is one that means harm, hosted as it stands; and what a page does with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from httpx2 import Response

from shirehall.play.record.event import Event
from shirehall.play.record.sqlite import SQLiteStore
from tests.host.helpers import Browser, Running, running
from tests.host.payloads import FORMULAS
from tests.play.plays import BUSY, random_day, record

MARK = "zq"
"""Stands before each text, so that it is found again however it was escaped."""


def poisoned(events: Sequence[Event], payloads: Sequence[str]) -> tuple[Event, ...]:
    """The events with every text of more than one word replaced, in turn, by one that means harm."""
    turn = 0

    def other(value: Any) -> Any:
        nonlocal turn
        if isinstance(value, str) and " " in value:
            turn += 1
            text = payloads[turn % len(payloads)]
            return text if text in FORMULAS else f"{MARK} {text}"
        if isinstance(value, tuple | list):
            return type(value)(other(one) for one in value)
        if isinstance(value, dict):
            return {name: other(one) for name, one in value.items()}
        return value

    return tuple(
        replace(event, body={name: other(one) for name, one in event.body.items()}) for event in events
    )


@contextmanager
def hosted(data: Path, payloads: Sequence[str], moves: int = 300, seed: int = 3) -> Iterator[Running]:
    """A host that takes up such a day."""
    day = random_day(seed, moves)
    with SQLiteStore(data / "record.sqlite", create=True) as store:
        store.append(poisoned(record(day), payloads), expected_seq=0)
    with running(data, seconds_a_month=7200.0) as host:
        yield host


SEATS = BUSY

LOADS = {
    "src",
    "href",
    "action",
    "formaction",
    "srcset",
    "poster",
    "data",
    "xlink:href",
    "background",
    "ping",
    "hx-get",
    "hx-post",
}
NEVER = {
    "iframe",
    "object",
    "embed",
    "base",
    "applet",
    "frame",
    "marquee",
    "math",
    "foreignobject",
    "animate",
    "audio",
    "mglyph",
}


class Looked(HTMLParser):
    """What is live in a page: scripts, handlers, addresses that lead elsewhere, elements that we never write; and its links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"].partition("#")[0])
        if tag in NEVER:
            self.live.append(f"<{tag}>")
        if tag == "script" and not (given.get("src", "").startswith("/static/") or given.get("nonce")):
            self.live.append("<script> without leave")
        if tag == "style" or "style" in given:
            self.live.append(f"style on <{tag}>")
        if tag == "meta" and given.get("http-equiv"):
            self.live.append("<meta http-equiv>")
        for name, value in given.items():
            if name.startswith("on") or (":" in name and name.split(":")[0] in ("hx-on", "data-hx-on")):
                self.live.append(f"{name} on <{tag}>")
            if name in LOADS and not (
                value == ""
                or (value.startswith(("/", "#", "?", "data:image/")) and not value.startswith("//"))
            ):
                self.live.append(f"{name}={value[:60]} on <{tag}>")
            if name == "srcdoc":
                self.live.append("srcdoc")


def looked(page: str) -> Looked:
    """A page as a browser would read it."""
    reader = Looked()
    reader.feed(page)
    reader.close()
    return reader


def live_in(page: str) -> list[str]:
    """Whatever of a page is not ours."""
    return looked(page).live


PLACE = re.compile(r"\d+|[a-z]+\.[a-z-]+")


def walk(
    browser: Browser,
    beginning: Sequence[str],
    most: int = 90,
    alike: int = 3,
    answers: dict[str, Response] | None = None,
) -> dict[str, tuple[int, str, str]]:
    """Pages reached from some others by their links: address to status, kind and text. Of addresses alike only a few.

    The answers themselves are put into `answers`, where that is given.
    """
    waiting, found, times = list(beginning), dict[str, tuple[int, str, str]](), Counter[str]()
    while waiting and len(found) < most:
        address = waiting.pop(0)
        shape = PLACE.sub("#", address.partition("?")[0])
        if address in found or times[shape] >= alike or address.startswith(("/static", "/stream", "/leave")):
            continue
        times[shape] += 1
        answer = browser.client.get(address)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        found[address] = (answer.status_code, kind, answer.text)
        if answers is not None:
            answers[address] = answer
        if kind == "text/html":
            waiting += looked(answer.text).links
    return found
