"""The words of patients' comments: a small grammar read from comments.yaml, and nothing that anybody outside has written.

A sentence is chosen by numbers between 0 and 1 that the caller draws. A site's name is the only text that comes from a pack;
letters, digits and plain punctuation of it are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from shirehall.patch.comments import comment_words

NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
MONTH = 30.0
"""Days of a month."""
GOOD, FAIR, BAD = "good", "fair", "bad"
_STRANGE = re.compile(r"[^A-Za-z0-9 ',.&()-]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of journey: how many of 1,000 are written about, how many days one is in sight, and when its wait is good or bad."""

    name: str
    writes: float
    days: float
    about: str
    unit: str
    good: float
    bad: float
    measure: str

    @property
    def chance(self) -> float:
        """Comments for each journey in sight: one that lasts a part of a month stands for as many as the month saw."""
        return self.writes / 1000 * max(1.0, MONTH / self.days)

    def tone(self, wait: float) -> str:
        """How a wait (in the kind's unit) is told: good below one mark, bad from the other on, fair between them."""
        return BAD if wait >= self.bad else GOOD if wait < self.good else FAIR


@dataclass(frozen=True, slots=True)
class Grammar:
    """The kinds of journey by name, and the lists of words that comments are made of."""

    kinds: dict[str, Kind]
    words: dict[str, Any]

    def say(self, kind: str, tone: str, band: str, site: str, wait: str, luck: Sequence[float]) -> str:
        """A comment in one, two or three sentences; `luck` holds four numbers from 0 up to 1."""
        who, told = self.words["who"][self.words["bands"][band]], self.words["kinds"][kind]["tell"]
        s, he, him, his, has, is_ = pick(who, luck[0])
        first = s == "I"
        slots = {"S": s, "s": he, "o": him, "p": his, "P": capital(his), "have": has, "be": is_, "was": "was",
                 "do": "do" if first else "does", "site": plain(site), "Site": capital(plain(site)), "wait": wait,
                 "Wait": capital(wait)}  # fmt: skip
        body = pick(told[tone], luck[1]).format_map(slots)
        return f"{pick(self.words['open'][tone], luck[2])}{capital(body)}{pick(self.words['close'][tone], luck[3])}"


@cache
def grammar() -> Grammar:
    """The grammar of comments.yaml."""
    words = comment_words()
    kinds = {
        name: Kind(
            name, float(k["writes"]), float(k.get("days", MONTH)), k["about"], k["unit"], float(k["good"]), float(k["bad"]),
            k["measure"],
        )
        for name, k in words["kinds"].items()
    }  # fmt: skip
    return Grammar(kinds, words)


def pick(choices: Sequence[Any], luck: float) -> Any:
    """One of several by a number from 0 up to 1."""
    return choices[min(len(choices) - 1, int(luck * len(choices)))]


def plain(name: str) -> str:
    """A name with letters, digits and plain punctuation only, and no longer than a line."""
    return _STRANGE.sub("", name)[:60].strip() or "the hospital"


def capital(text: str) -> str:
    """Text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def spoken(number: float, unit: str) -> str:
    """A wait in words: whole numbers, at least one, in letters below a hundred; `unit` in the plural."""
    whole = max(1, int(number))
    name = unit.removesuffix("s") if whole == 1 else unit
    return f"{_lettered(whole)} {name}"


def _lettered(whole: int) -> str:
    if whole < len(NUMBERS):
        return NUMBERS[whole]
    if whole >= 100:
        return str(whole)
    rest = f"-{NUMBERS[whole % 10]}" if whole % 10 else ""
    return TENS[whole // 10 - 2] + rest
