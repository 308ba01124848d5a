"""Briefings in Markdown: front matter, and the figures that the prose states by fact links.

A fact link is an ordinary Markdown link to `fact:`, such as `[£700 million](fact:buft.turnover)`. The number is
read from the link's text with its unit and compared with `facts.csv`, allowing for the rounding that the text
shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from shirehall.errors import PackFault, Place
from shirehall.patch.faults import shape_faults
from shirehall.patch.model import Briefing
from shirehall.patch.yamls import YamlFile, decode, read_yaml, shorten

LINK = re.compile(r"\[([^\]\n]*(?:\n[^\]\n]*)?)\]\(fact:([^)\s]*)\)")
_STATED = re.compile(
    r"(?P<sign>[-−])?\s*(?P<pounds>£)?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<scale>million|billion|thousand|bn|mn|m|k)?(?![a-z\d])\s*(?P<percent>%|per\s+cent|percent)?",
    re.IGNORECASE,
)
_SCALES = {"billion": 1e9, "bn": 1e9, "million": 1e6, "mn": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}
_WORDS: dict[str, float] = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=1,
    )
} | {"half": 0.5, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_WORD_NUMBER = re.compile(
    r"\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b(?:\s+(million|billion|thousand))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as prose states it: in base units (pounds, shares, things), with the rounding its digits show."""

    key: str
    text: str
    where: Place
    value: float | None
    half_digit: float


@dataclass(slots=True)
class BriefingFile:
    """One Markdown file: its briefing when sound, its faults, and the line on which the prose begins."""

    file: str
    briefing: Briefing | None
    faults: list[PackFault]
    body: str = ""
    first_line: int = 1


def read_briefing(file: str, raw: bytes) -> BriefingFile:
    """Read one briefing; every fault is kept in `faults`, none is raised."""
    text, faults = decode(file, raw)
    result = BriefingFile(file, None, faults)
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        faults.append(
            PackFault(
                "the briefing has no front matter.",
                where=Place(file, 1, 1, shorten(lines[0]) if lines else ""),
                mend="begin the file with a line ---, then id, organisation, kind and title, then a line ---.",
            )
        )
        result.body = text
        return result
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        faults.append(
            PackFault(
                "the front matter is not closed.",
                where=Place(file, 1, 1, "---"),
                mend="put a line --- after the front matter, before the prose.",
            )
        )
        return result
    result.body, result.first_line = "".join(lines[end + 1 :]), end + 2
    head = read_yaml(file, ("\n" + "".join(lines[1:end])).encode())
    faults.extend(head.faults)
    if not head.broken:
        result.briefing = _briefing(file, head, result, faults)
    return result


def _briefing(file: str, head: YamlFile, result: BriefingFile, faults: list[PackFault]) -> Briefing | None:
    if not isinstance(head.data, dict):
        faults.append(PackFault("the front matter is not a map of keys and values.", where=Place(file, 2, 1),
                                mend="write id, organisation, kind and title, each as `key: value`."))  # fmt: skip
        return None
    data = dict(head.data)
    data.setdefault("organisation", None)
    if data["organisation"] == "none":
        data["organisation"] = None
    if not result.body.strip():
        faults.append(PackFault("the briefing has no text.", where=Place(file, result.first_line, 1),
                                mend="write the prose below the front matter."))  # fmt: skip
    try:
        return Briefing.model_validate({**data, "text": result.body.strip()})
    except ValidationError as error:
        head.data = {**head.data, "text": ""}
        faults.extend(fault for _, fault in shape_faults(error, head, Briefing))
        return None


def stated_figures(file: str, text: str, first_line: int = 1) -> Iterator[Stated]:
    """Every fact link of a text, in order, with its place."""
    for match in LINK.finditer(text):
        before = text[: match.start()]
        line = first_line + before.count("\n")
        column = match.start() - (before.rfind("\n") + 1) + 1
        words = " ".join(match.group(1).split())
        value, half = read_number(words)
        yield Stated(
            match.group(2),
            words,
            Place(file, line, column, shorten(f"[{words}](fact:{match.group(2)})", 80)),
            value,
            half,
        )


def read_number(words: str) -> tuple[float | None, float]:
    """The first number of some words in base units, and half of its last stated digit; (None, 0) when there is none.

    Pounds come as pounds, per cent as a share of 1, everything else as it is: `£1.2 billion` is 1.2e9 give or
    take 5e7.
    """
    match = _STATED.search(words)
    if match:
        digits = match.group("number").replace(",", "")
        value, places = float(digits), len(digits.partition(".")[2])
        scale = _SCALES.get((match.group("scale") or "").lower(), 1.0)
        if match.group("percent"):
            scale *= 0.01
        sign = -1.0 if match.group("sign") else 1.0
        return sign * value * scale, 0.5 * 10.0**-places * scale
    word = _WORD_NUMBER.search(words)
    if word:
        scale = _SCALES.get((word.group(2) or "").lower(), 1.0)
        percent = 0.01 if re.search(r"per\s+cent|%", words) else 1.0
        return _WORDS[word.group(1).lower()] * scale * percent, 0.5 * scale * percent
    return None, 0.0


def unit_scale(unit: str) -> float:
    """How many base units one of `unit` is: £m is a million pounds, % a hundredth, everything else counts as it is."""
    tidy = unit.strip().lower()
    money = re.match(
        r"(?:£\s*|pounds?\s*)?(bn|billion|mn|million|m|k|thousand|'?000s?)?(?:\s*(?:£|pounds?))?\b", tidy
    )
    if tidy.startswith(("%", "per cent", "percent", "percentage")):
        return 0.01
    if tidy in ("pence", "p"):
        return 0.01
    if money and (
        tidy.startswith(("£", "pound")) or (money.group(1) or "") in ("million", "billion", "thousand", "bn")
    ):
        return _SCALES.get(
            (money.group(1) or "").replace("'", "").replace("000s", "k").replace("000", "k"), 1.0
        )
    return 1.0


def agrees(stated: Stated, value: float, unit: str) -> bool:
    """Whether a stated figure is `value` in `unit`, rounded as the text rounds it."""
    if stated.value is None:
        return True
    true = value * unit_scale(unit)
    return abs(stated.value - true) <= stated.half_digit * (1 + 1e-9) + 1e-9 * abs(true)
