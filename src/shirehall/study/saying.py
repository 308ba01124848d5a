"""What acts say in words: their texts in lower case, kept for the whole record, and whether stems stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from shirehall.play.record.event import Event
from shirehall.study.reading import Telling

TEXTS = ("title", "text", "wording")


def said(telling: Telling, event: Event) -> str:
    """All that an act says in free words, plan lines and clauses among them, in lower case."""
    kept: dict[int, str] = telling.once("words of acts", lambda _: {})
    if event.seq not in kept:
        kept[event.seq] = " ".join(texts(event.body)).lower()
    return kept[event.seq]


def texts(body: Mapping[str, Any]) -> Iterator[str]:
    """The free words of an event's body: its text, title, wording, decisions, the words of its clauses and of a plan's lines."""
    yield from (body[name] for name in TEXTS if isinstance(body.get(name), str))
    yield from (each for each in body.get("decisions", ()) if isinstance(each, str))
    yield from (str(clause["words"]) for clause in body.get("clauses", ()) if isinstance(clause, Mapping))
    for line in body.get("lines", ()):
        if isinstance(line, Mapping):
            yield from (str(line.get(name, "")) for name in ("sector", "means", "evidence"))


def speaks_of(words: str, stems: Iterable[str]) -> bool:
    """Whether any stem stands at the beginning of a word, in words that are in lower case."""
    return any(stem in words and begins(stem).search(words) is not None for stem in stems)


@cache
def begins(stem: str) -> re.Pattern[str]:
    """A stem at the beginning of a word."""
    return re.compile(rf"(?<![a-z]){re.escape(stem)}")
