"""The words of event lists: what columns, kinds, bodies, months and times are usually called, and what they mean here."""

from __future__ import annotations

import calendar
import datetime
import difflib
import re
from collections.abc import Mapping

from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.patch.spreadsheet import Value
from shirehall.patch.yamls import shorten

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "ref", "reference", "no", "number", "serial", "serial no", "serial number", "inject no", "inject number",
           "inject id", "event no", "event id", "event number", "inject ref"),
    "month": ("month", "play month", "game month", "period", "turn", "round", "move", "date", "story date", "date in the story", "day"),
    "minute": ("minute", "min", "minutes", "minute of month", "minute in month", "offset"),
    "time": ("time", "when", "clock", "start", "start time", "exercise time", "time of inject", "inject time", "date time", "dtg",
             "time due", "timing", "real time", "event time"),
    "to": ("to", "audience", "recipient", "recipients", "addressee", "addressees", "target", "sent to", "who receives",
           "for", "player", "players", "target audience", "organisation", "organisations", "organization", "receiver", "who gets it",
           "who", "whom", "to whom", "who for", "for whom", "who is told", "who sees it", "who it is for", "goes to", "given to",
           "body", "bodies"),
    "sender": ("from", "sender", "source", "originator", "sent by", "inject from", "author", "from whom", "who sends it"),
    "title": ("title", "event", "headline", "name", "subject", "inject", "heading", "inject title", "event title", "summary",
              "short description", "what"),
    "text": ("text", "content", "description", "details", "detail", "message", "inject text", "narrative", "event description",
             "inject description", "wording", "words", "full text", "information", "script", "what happens", "what they see",
             "what they are told", "what is said", "story"),
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
KIND_WORDS: Mapping[str, str] = {
    "hospital": "acute-provider", "hospitals": "acute-provider", "hospital trust": "acute-provider", "acute trust": "acute-provider",
    "acute hospital": "acute-provider", "infirmary": "acute-provider", "a e": "acute-provider", "ambulance": "acute-provider",
    "consortium": "commissioner", "consortia": "commissioner", "gp consortium": "commissioner", "gp consortia": "commissioner",
    "ccg": "commissioner", "ccgs": "commissioner", "clinical commissioning group": "commissioner",
    "clinical commissioning groups": "commissioner", "commissioning group": "commissioner",
    "commissioning groups": "commissioner", "community services": "community-provider", "community trust": "community-provider",
    "district nurses": "community-provider", "mental health": "mental-health-provider",
    "mental health trust": "mental-health-provider", "private providers": "private-provider",
    "private hospital": "private-provider", "independent sector": "private-provider", "gps": "gp-provider",
    "gp company": "gp-provider", "doctors": "gp-provider", "support unit": "support-unit", "commissioning support": "support-unit",
    "national board": "national-board", "nhs england": "national-board", "regulator": "quality-regulator",
    "regulators": "quality-regulator", "inspectors": "quality-regulator", "inspectorate": "quality-regulator",
    "price regulator": "economic-regulator", "competition regulator": "economic-regulator", "ministry": "national-government",
    "minister": "national-government", "government": "national-government", "secretary of state": "national-government",
    "health and wellbeing board": "health-board", "local authority": "council", "county council": "council",
    "social services": "council", "social care": "council", "patient group": "patient-voice", "patient groups": "patient-voice",
    "patients": "patient-voice", "patient voice": "patient-voice",
}  # fmt: skip
"""What people call a kind of body in everyday words, for "did you mean"."""
MONTH_NAMES: Mapping[str, int] = {
    spelling: number
    for number in range(1, 13)
    for spelling in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
DAY_FIRST = re.compile(rf"(?:[a-z]+,? )?(?:the )?{ORDINAL}(?: of)?[ -]([a-z]+)\.?(?:,?[ -](\d{{4}}))?\Z")
MONTH_FIRST = re.compile(rf"(?:[a-z]+,? )?([a-z]+)\.?[ -]{ORDINAL}(?:,? (\d{{4}}))?\Z")
IN_FIGURES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")
FROM_YEAR = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00(?::00)?)?\Z")
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


def date_meant(value: Value, patch: Patch) -> tuple[list[int], int, int] | None:
    """The months of play that a date of the story may fall in, its day, and the days of its month; nothing for what is no date.

    A date without a year may fall in several months of play. Dates in figures are day, month, year.
    """
    dated = isinstance(value, datetime.datetime | datetime.date)
    given = f"{value:%Y-%m-%d}" if dated else " ".join(words(value).lower().split())
    day = month = year = 0
    if found := DAY_FIRST.match(given):
        day, month, year = int(found[1]), MONTH_NAMES.get(found[2], 0), int(found[3] or 0)
    elif found := MONTH_FIRST.match(given):
        day, month, year = int(found[2]), MONTH_NAMES.get(found[1], 0), int(found[3] or 0)
    elif found := IN_FIGURES.match(given):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    elif found := FROM_YEAR.match(given):
        day, month, year = int(found[3]), int(found[2]), int(found[1])
    if not 1 <= month <= 12:
        return None
    days = calendar.monthrange(year or 2001, month)[1] if year != 0 or month != 2 else 29
    if not 1 <= day <= days:
        return None
    wanted = f"{calendar.month_name[month]} {year or ''}".strip()
    plays = [
        n for n in range(1, patch.round.months + 1) if f"{patch.month_name(n)} ".startswith(f"{wanted} ")
    ]
    return plays, day, days


def shown_names(patch: Patch) -> dict[str, str]:
    """What a body or a kind of body is called on a page, by its id: a body's short name, a kind in words with its bodies."""
    shown = {body.id: body.short for body in patch.organisations}
    kinds: dict[str, list[str]] = {}
    for body in patch.organisations:
        kinds.setdefault(body.kind, []).append(body.short)
    return {
        f"{kind}": f"{kind.replace('-', ' ')}: {', '.join(bodies)}" for kind, bodies in kinds.items()
    } | shown


def who_is_meant(part: str, patch: Patch) -> str:
    """Ask "did you mean ...?" of the bodies that an everyday word stands for, or else of the name that is spelt most alike."""
    bare = re.sub(r"^(the|a|an|our|all|all the|every)\s+", "", plain(part))
    kind = KIND_WORDS.get(bare) or next(
        (KIND_WORDS[word] for word in sorted(KIND_WORDS, key=len, reverse=True) if f" {word} " in f" {bare} "), "")  # fmt: skip
    bodies = [body for body in patch.organisations if body.kind == kind]
    if len(bodies) == 1:
        return f"did you mean {bodies[0].short}, the {kind.replace('-', ' ')}?"
    if bodies:
        return f"did you mean “{kind}”, which is {', '.join(body.short for body in bodies)}?"
    known, shown = names_known(patch), shown_names(patch)
    near = difflib.get_close_matches(plain(part), sorted(known), n=1, cutoff=0.6)
    return f"did you mean {shown[known[near[0]]]}?" if near else ""


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
