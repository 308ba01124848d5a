"""The checklist of a pack in time: what is to be done how long before the day, by which date, and what stands in the room."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from shirehall.patch.pack import Patch

NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(),
        1,
    )
}
LEAD = re.compile(r"\s*(\w+)\s+(day|week|month)s?\s+before:\s*", re.IGNORECASE)
DAYS = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist, with the mark of its tick."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What is to be done so many days before the day (none for what is of the room itself), and by when."""

    days: int
    title: str
    by: str
    lines: tuple[Line, ...]


def leads(patch: Patch, day: str = "") -> tuple[Lead, ...]:
    """The checklist by lead time, the longest first; what has no lead time last. `day` is the day's date as YYYY-MM-DD."""
    found: dict[int, list[Line]] = defaultdict(list)
    for number, line in enumerate(patch.seats.checklist, 1):
        days, words = lead_of(line)
        found[days].append(Line(f"check-{number}", words[:1].upper() + words[1:]))
    return tuple(
        Lead(days, title_of(days), date_of(day, days), tuple(lines))
        for days, lines in sorted(found.items(), key=lambda pair: -pair[0])
    )


def lead_of(line: str) -> tuple[int, str]:
    """How many days before the day a line is due (0 for none), and its words."""
    match = LEAD.match(line)
    if match is None:
        return 0, line
    number = NUMBERS.get(match[1].lower()) or (int(match[1]) if match[1].isdecimal() else 0)
    return (number * DAYS[match[2].lower()], line[match.end() :]) if number else (0, line)


def title_of(days: int) -> str:
    """A lead time in words."""
    if not days:
        return "In the room, and on the day"
    weeks, rest = divmod(days, 7)
    if rest:
        return f"{days} day{'s' if days > 1 else ''} before"
    return f"{weeks} week{'s' if weeks > 1 else ''} before"


def date_of(day: str, days: int) -> str:
    """The date so many days before a day, in words; empty when the day is not settled."""
    try:
        settled = date.fromisoformat(day)
    except ValueError:
        return ""
    due = settled - timedelta(days=days)
    return f"{due.day} {due:%B %Y}"
