"""Reads the words of a year as somebody would who looks for the machine in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shirehall.patch.pack import Patch
from shirehall.play.record.event import Event

SENTENCE = re.compile(r"(?<=[.?!…])[”)]?\s+")
FIGURE = re.compile(r"(minus )?£?\d[\d,.]*(m|%)?")
QUOTED = re.compile(r"“[^”]*”")
MONTHS = "january february march april may june july august september october november december".split()
COUNTED = "no one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True)
class Words:
    """One piece of writing: the event that holds it and its text."""

    event: Event
    text: str


def written(events: Iterable[Event]) -> list[Words]:
    """Everything that seats wrote, in order."""
    return [Words(e, e.body["text"]) for e in events if e.seat and e.body.get("text")]


def bared(text: str, names: list[str]) -> str:
    """A text without the names, figures, months and quotations in it."""
    text = QUOTED.sub("“”", text)
    for name in names:
        text = text.replace(name, "#")
    text = FIGURE.sub("#", text.lower())
    words = ["#" if word.strip(".,:;?!") in (*MONTHS, *COUNTED) else word for word in text.split()]
    return " ".join(words)


def names_in(patch: Patch) -> list[str]:
    """Names of bodies, sites and posts, the longest first."""
    names = {o.short for o in patch.organisations} | {row.name for row in patch.county.sites}
    names |= {s.role.split(",")[0] for s in patch.seats.seats}
    names |= {name[:1].lower() + name[1:] for name in names} | {name[:1].upper() + name[1:] for name in names}
    return sorted(names, key=lambda name: (-len(name), name))


def share_repeated(texts: list[str]) -> float:
    """The share of texts that stand more than once."""
    counted = Counter(texts)
    return sum(count for count in counted.values() if count > 1) / max(len(texts), 1)
