"""The words of event lists: what columns, kinds, bodies, months and times are usually called, and what they mean here."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping

from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.patch.spreadsheet import Value
from shirehall.patch.yamls import shorten

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "ref", "reference", "no", "number", "serial", "serial no", "serial number", "inject no", "inject number",
           "inject id", "event no", "event id", "event number", "inject ref"),
    "month": ("month", "play month", "game month", "period", "turn", "round", "move"),
    "minute": ("minute", "min", "minutes", "minute of month", "minute in month", "offset"),
    "time": ("time", "when", "clock", "start", "start time", "exercise time", "time of inject", "inject time", "date time", "dtg",
             "time due", "timing", "real time", "event time"),
    "to": ("to", "audience", "recipient", "recipients", "addressee", "addressees", "target", "sent to", "who receives",
           "for", "player", "players", "target audience", "organisation", "organisations", "organization", "receiver"),
    "sender": ("from", "sender", "source", "originator", "sent by", "inject from", "author"),
    "title": ("title", "event", "headline", "name", "subject", "inject", "heading", "inject title", "event title", "summary",
              "short description"),
    "text": ("text", "content", "description", "details", "detail", "message", "inject text", "narrative", "event description",
             "inject description", "wording", "words", "full text", "information", "script"),
    "kind": ("kind", "type", "category", "inject type", "event type", "class", "method", "medium", "channel", "means"),
    "expects": ("expects", "expected response", "expected action", "expected actions", "expected outcome", "expected reaction",
                "anticipated response", "expected player action", "expected player actions", "response expected", "outcome",
                "anticipated outcome", "expected"),
    "reply_within": ("reply within", "respond within", "response time", "reply by", "minutes to reply", "time to respond",
                     "time allowed", "due in"),
    "about": ("about", "topic", "topics", "theme", "themes", "subject area"),
    "tests": ("tests", "question", "design question", "objective", "objectives", "exercise objective", "aim", "purpose"),
}  # fmt: skip
"""What the columns are usually called, in small letters without signs."""

KINDS: Mapping[str, str] = {
    "news": "news", "media": "news", "press": "news", "newspaper": "news", "tv": "news", "radio": "news", "broadcast": "news",
    "social media": "news", "announcement": "news", "cost": "cost", "cost pressure": "cost", "incident": "incident",
    "accident": "incident", "emergency": "incident", "finance": "finance", "financial": "finance", "money": "finance",
    "budget": "finance", "performance": "performance", "figures": "performance", "data": "performance", "unrest": "unrest",
    "protest": "unrest", "strike": "unrest", "request": "request", "question": "request", "enquiry": "request",
    "inquiry": "request", "demand": "request", "voice": "voice", "patient": "voice", "public": "voice", "position": "position",
}  # fmt: skip
EVERYBODY = frozenset(
    {
        "all",
        "everyone",
        "everybody",
        "all players",
        "all organisations",
        "all bodies",
        "whole room",
        "plenary",
    }
)
CLOCK = re.compile(r"(?:.*\s)?([0-2]?[0-9])[:.h]([0-5][0-9])(?::[0-5][0-9])?\s*(am|pm|hrs|hours)?\Z", re.I)
AFTER = re.compile(
    r"(?:t\s*)?\+\s*(?:([0-9]{1,2}):([0-5][0-9])|([0-9]{1,4}))\s*(?:m|min|mins|minutes)?\Z", re.I
)


def words(value: Value) -> str:
    """A cell as words: whole numbers without a point, times as hours and minutes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value).strip()


def plain(heading: Value) -> str:
    """A heading in small letters, with one space for each run of other signs."""
    return re.sub(r"[^a-z0-9]+", " ", words(heading).lower()).strip()


def parts(given: str, known: Mapping[str, str]) -> list[str]:
    """The names in a cell, which may be parted by commas, semicolons, strokes, new lines or "and"; a known name is kept whole."""
    if plain(given) in known:
        return [given]
    rough = [part.strip() for part in re.split(r"[,;/\n|]+", given) if part.strip()]
    return [
        one.strip()
        for part in rough
        for one in ([part] if plain(part) in known else re.split(r"\s+(?:and|&)\s+|\s*\+\s*", part))
        if one.strip()
    ]


def names_known(patch: Patch) -> dict[str, str]:
    """Every name by which a body or a kind of body may be called, in small letters; seats stand for their bodies."""
    known: dict[str, str] = {
        plain(kind): kind for kind in sorted({body.kind for body in patch.organisations})
    }
    known |= {f"{plain(kind)}s": kind for kind in sorted({body.kind for body in patch.organisations})}
    known |= {plain(seat.id): seat.organisation for seat in patch.active_seats}
    for body in patch.organisations:
        known |= {plain(name): body.id for name in (body.name, body.short, body.id)}
    return known


def months_meant(value: Value, patch: Patch) -> list[int]:
    """The months of play that a cell may mean: its number, or the calendar month that it bears in the story."""
    months = {number: patch.month_name(number).lower() for number in range(1, patch.round.months + 1)}
    if isinstance(value, datetime.datetime | datetime.date):
        value = f"{calendar.month_name[value.month]} {value.year}"
    given = words(value).lower()
    number = re.fullmatch(r"(?:month|m|turn|round|period|move)?\s*(\d{1,3})", given)
    if number:
        return [int(number[1])]
    short = len(given) == 3
    return [
        play
        for play, name in months.items()
        if given and (name == given or name.split()[0] == given or (short and name.startswith(given)))
    ]


def minutes_of_day(text: str) -> int | None:
    """The minutes from midnight of a time of day such as 10:00; nothing for no words. Raises UsageError for other words."""
    if not text.strip():
        return None
    found = CLOCK.match(text.strip())
    if found is None:
        raise UsageError(
            f"{shorten(text)!r} is no time of day.", mend="give hours and minutes, such as 10:00."
        )
    return clock_minutes(found)


def clock_minutes(found: re.Match[str]) -> int:
    """The minutes from midnight of a matched time of day."""
    hours, half = int(found[1]), (found[3] or "").lower()
    hours = hours % 12 + (12 if half == "pm" else 0) if half in ("am", "pm") else hours
    return hours * 60 + int(found[2])


def minutes_since_start(value: Value, starts: int | None) -> int | None:
    """The minutes from the start of play that a time tells: "+40", or a time of day where it is known when play starts."""
    if isinstance(value, datetime.datetime | datetime.time):
        value = value.strftime("%H:%M")
    given = words(value)
    after = AFTER.match(given)
    if after:
        return int(after[3]) if after[3] else int(after[1]) * 60 + int(after[2])
    found = CLOCK.match(given)
    return None if found is None or starts is None else clock_minutes(found) - starts
