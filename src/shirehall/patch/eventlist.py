"""An event list that somebody kept in a spreadsheet, read as injects, with a report of what is missing, doubtful or unread.

Exercise planners keep such lists as a "master events list": a row an event, with its time, addressees, words and the response
that is looked for. Headings differ, so columns are matched by what they are usually called, or as the reader says.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shirehall.errors import Place, UsageError
from shirehall.patch.eventlist_words import (
    EVERYBODY,
    HEADINGS,
    KINDS,
    date_meant,
    minutes_of_day,
    minutes_since_start,
    months_meant,
    names_known,
    parts,
    plain,
    who_is_meant,
    words,
)
from shirehall.patch.model import Inject, Trigger
from shirehall.patch.pack import Patch
from shirehall.patch.spreadsheet import Grid, Line, Value, read_spreadsheet
from shirehall.patch.yamls import shorten

Grade = Literal["missing", "doubtful", "unread"]

NEEDED = ("title", "text")
LEADING = 20
"""Rows in which the headings are looked for."""
MOST_MINUTES = 600
REPLY_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Note:
    """One thing the reader should look at: what is missing, doubtful or was not read, and where it stands."""

    where: Place
    grade: Grade
    what: str

    def __str__(self) -> str:
        found = f" (found: {self.where.value})" if self.where.value else ""
        return f"{self.where}: {self.grade}: {self.what}{found}"


@dataclass(frozen=True, slots=True)
class EventList:
    """An event list as read.

    `columns` maps each field to the column (from 1) it was read from; `headings` holds the words of the heading row, which is
    row `heading_row`. `rows` counts the rows below it that hold anything: each is an inject or has a note that it was unread.
    """

    injects: tuple[Inject, ...]
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    heading_row: int
    rows: int
    notes: tuple[Note, ...]

    def graded(self, grade: Grade) -> tuple[Note, ...]:
        """The notes of one grade."""
        return tuple(note for note in self.notes if note.grade == grade)


@dataclass(slots=True)
class Reading:
    """What the reading of one list needs at hand, and the notes as they come."""

    file: str
    patch: Patch
    columns: Mapping[str, int]
    starts: int | None
    tests: str
    notes: list[Note] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def note(self, grade: Grade, what: str, row: int, column: int = 0, value: Value = None) -> None:
        """Note something about a cell or a row."""
        shown = "" if value is None else shorten(words(value))
        self.notes.append(Note(Place(self.file, row, column, shown), grade, what))

    def cell(self, line: Line, name: str) -> Value:
        """A row's cell of a field; nothing where the list has no such column."""
        column = self.columns.get(name, 0)
        return line.cells[column - 1] if 0 < column <= len(line.cells) else None

    def words(self, line: Line, name: str) -> str:
        """A row's cell of a field as words."""
        return words(self.cell(line, name))


def guess_columns(headings: tuple[Value, ...]) -> dict[str, int]:
    """Which column (from 1) holds which field, guessed from the headings: exact names first, then names they begin with."""
    found: dict[str, int] = {}
    known = [plain(heading) for heading in headings]
    for near in (False, True):
        for name, spellings in HEADINGS.items():
            for spelling in spellings if name not in found else ():
                hit = next(
                    (
                        i
                        for i, word in enumerate(known, 1)
                        if i not in found.values() and alike(word, spelling, near)
                    ),
                    0,
                )
                if hit:
                    found[name] = hit
                    break
    return found


def alike(heading: str, spelling: str, near: bool) -> bool:
    """Whether a heading is a spelling, or begins with one of more than three letters."""
    return heading == spelling or (near and len(spelling) > 3 and heading.startswith(f"{spelling} "))


def read_event_list(
    file: str,
    raw: bytes,
    patch: Patch,
    *,
    mapping: Mapping[str, str | int] | None = None,
    starts: str = "",
    tests: str = "event-list",
) -> EventList:
    """Read an event list as injects for a pack.

    `mapping` names the column of a field, by its heading or its number from 1 (0: none), in place of the guess. `starts` is the
    time of day ("10:00") at which play starts, for lists that give times of day. `tests` is the design question that rows
    without one are there to test. Raises PackFault for a file that cannot be read, UsageError for a mapping or start that
    does not fit it.
    """
    grid = read_spreadsheet(file, raw)
    at, headings, columns = heading_row(grid, mapping or {})
    reading = Reading(
        file,
        patch,
        columns,
        minutes_of_day(starts),
        tests,
        taken={i.id for i in (*patch.injects, *patch.spares)},
    )
    reading.notes += [Note(place, "unread", what) for place, what in grid.remarks]
    below = tuple(line for line in grid.lines if line.row > at)
    note_columns(reading, grid, at, headings, below)
    if not set(NEEDED) & set(columns):
        for line in below:
            reading.note(
                "unread", "no column of titles or texts is known, so the row was not read.", line.row
            )
        return EventList((), columns, headings, at, len(below), tuple(reading.notes))
    injects = [found for line in below if (found := inject_of(reading, line)) is not None]
    return EventList(tuple(injects), columns, headings, at, len(below), tuple(reading.notes))


def heading_row(grid: Grid, mapping: Mapping[str, str | int]) -> tuple[int, tuple[str, ...], dict[str, int]]:
    """The row of headings, its words, and the columns: of the first rows, the one in which most headings are known."""
    unknown = sorted(set(mapping) - set(HEADINGS))
    if unknown:
        raise UsageError(
            f"an event list has no field called {unknown[0]}.", mend=f"name any of {', '.join(HEADINGS)}."
        )
    best, most = None, 0
    for line in grid.lines[:LEADING]:
        named = {plain(name) for name in mapping.values() if isinstance(name, str)}
        score = len(guess_columns(line.cells)) + 10 * len(named & {plain(cell) for cell in line.cells})
        if score > most:
            best, most = line, score
    if best is None or (most < 2 and not mapping):
        best = None
    cells = best.cells if best else ()
    columns = guess_columns(cells)
    for name, wanted in mapping.items():
        column = wanted if isinstance(wanted, int) else next(
            (i for i, cell in enumerate(cells, 1) if plain(cell) == plain(wanted)), -1)  # fmt: skip
        if column < 0:
            raise UsageError(
                f"the list has no heading “{wanted}”.",
                mend="name a heading as it stands, or a column's number.",
            )
        columns = {field: at for field, at in columns.items() if at != column and field != name}
        if column:
            columns[name] = column
    return (best.row if best else 0), tuple(words(cell) for cell in cells), columns


def note_columns(
    reading: Reading, grid: Grid, at: int, headings: tuple[str, ...], below: tuple[Line, ...]
) -> None:
    """Note what stands above the headings, which columns are not read, and which fields no column holds."""
    for line in grid.lines:
        if line.row < at:
            reading.note(
                "unread",
                "the row stands above the headings.",
                line.row,
                0,
                next(c for c in line.cells if c is not None),
            )
    width = max((len(line.cells) for line in below), default=0)
    for column in range(1, width + 1):
        filled = sum(column <= len(line.cells) and line.cells[column - 1] is not None for line in below)
        if filled and column not in reading.columns.values():
            name = headings[column - 1] if column <= len(headings) else ""
            told = f"the column “{name}”" if name else "a column without a heading"
            reading.note("unread", f"{told} is not read; it holds {filled} cells.", at, column)
    for name, called, then in (
        ("title", "titles", "titles are the first words of the texts"),
        ("text", "words", "the titles are what addressees see"),
        ("to", "who gets it", "every inject goes to all"),
        ("kind", "the kind", "every inject is news"),
        ("expects", "the response looked for", "none is looked for in particular"),
    ):
        if name not in reading.columns:
            reading.note("missing", f"no column for {called} is known: {then}.", at)
    if not {"month", "minute", "time"} & set(reading.columns):
        reading.note("missing", "no column for a time is known: no inject has one.", at)


def inject_of(reading: Reading, line: Line) -> Inject | None:
    """One row as an inject; nothing when it has no words or nobody it names is known, which is noted."""
    title, text = reading.words(line, "title"), reading.words(line, "text")
    if not title and not text:
        reading.note(
            "unread",
            "the row has neither a title nor a text.",
            line.row,
            0,
            next(c for c in line.cells if c is not None),
        )
        return None
    to = addressees(reading, line)
    if not to:
        reading.note("unread", "nobody it is for is known in this pack, so the row was not read.", line.row,
                     reading.columns["to"], reading.cell(line, "to"))  # fmt: skip
        return None
    if not text and "text" in reading.columns:
        reading.note(
            "missing", "the row has no text; its title stands for it.", line.row, reading.columns["text"]
        )
    if not title and "title" in reading.columns:
        reading.note(
            "missing",
            "the row has no title; its first words stand for it.",
            line.row,
            reading.columns["title"],
        )
    sender = reading.words(line, "sender")
    body = text or title
    return Inject(
        id=identity(reading, line, title or text),
        title=shorten(title or text, 120),
        kind=kind_of(reading, line),  # type: ignore[arg-type]
        when=when_of(reading, line),
        to=to if to != ["all"] else "all",
        text=f"From {sender}:\n\n{body}" if sender else body,
        about=topics(reading, line),
        expects=reading.words(line, "expects"),
        reply_within=reply_within(reading, line),
        invented_by="ours",
        tests=design_question(reading, line),
    )


def identity(reading: Reading, line: Line, title: str) -> str:
    """An id of small letters, digits and hyphens that no other inject bears: the list's own if it can be, else of the title."""
    own = re.sub(r"[^a-z0-9]+", "-", reading.words(line, "id").lower()).strip("-")
    name = (
        own
        or "-".join(re.sub(r"[^a-z0-9]+", " ", title.lower()).split()[:5])[:40].strip("-")
        or f"row-{line.row}"
    )
    name = name if name[0].isalpha() else f"event-{name}"
    free, number = name, 2
    while free in reading.taken:
        free, number = f"{name}-{number}", number + 1
    if own and free != name:
        reading.note(
            "doubtful",
            f"another inject is called {name}; this one is called {free}.",
            line.row,
            reading.columns["id"],
        )
    reading.taken.add(free)
    return free


def kind_of(reading: Reading, line: Line) -> str:
    """What kind of inject a row's word means; news when it means none."""
    given = plain(reading.cell(line, "kind"))
    if not given or given in KINDS:
        return KINDS.get(given, "news")
    near = next((kind for word, kind in KINDS.items() if f" {word} " in f" {given} "), "")
    reading.note(
        "doubtful",
        f"it is taken as {near or 'news'}.",
        line.row,
        reading.columns["kind"],
        reading.cell(line, "kind"),
    )
    return near or "news"


def addressees(reading: Reading, line: Line) -> list[str]:
    """The bodies and kinds that a row names; all, when it names nobody; none, when nobody it names is known."""
    given = reading.words(line, "to")
    if not given or plain(given) in EVERYBODY:
        if not given and "to" in reading.columns:
            reading.note("missing", "the row names nobody; it goes to all.", line.row, reading.columns["to"])
        return ["all"]
    known = names_known(reading.patch)
    found: list[str] = []
    for part in parts(given, known):
        if plain(part) in EVERYBODY:
            return ["all"]
        name = known.get(plain(part), "")
        if name and name not in found:
            found.append(name)
        if not name:
            hint = who_is_meant(part, reading.patch)
            told = f"“{shorten(part)}” is nobody in this pack; it does not go there. {hint[:1].upper()}{hint[1:]}".strip()
            reading.note("doubtful", told, line.row, reading.columns["to"], given)
    return found


def topics(reading: Reading, line: Line) -> list[str]:
    """The codebook's topics that a row names, by id or title."""
    known = {
        plain(name): topic.id for topic in reading.patch.codebook.topics for name in (topic.id, topic.title)
    }
    found = []
    for part in re.split(r"[,;/\n|]+", reading.words(line, "about")):
        if plain(part) in known:
            found.append(known[plain(part)])
        elif part.strip():
            reading.note(
                "unread", "the codebook has no such topic.", line.row, reading.columns["about"], part
            )
    return list(dict.fromkeys(found))


def design_question(reading: Reading, line: Line) -> str:
    """The design question that a row is there to test, where its cell is an id; else the one for all."""
    given = reading.words(line, "tests")
    if re.fullmatch(r"[a-z][a-z0-9]*([-.][a-z0-9]+)*", given):
        return given
    if given:
        reading.note(
            "unread", "that is not the id of a design question.", line.row, reading.columns["tests"], given
        )
    return reading.tests


def reply_within(reading: Reading, line: Line) -> int:
    """The minutes within which a reaction is looked for."""
    given = reading.words(line, "reply_within")
    number = re.match(r"\d{1,3}\b", given)
    if number and int(number[0]) <= MOST_MINUTES:
        return int(number[0])
    if given:
        told = f"it is not a number of minutes up to {MOST_MINUTES}; {REPLY_WITHIN} are taken."
        reading.note("doubtful", told, line.row, reading.columns["reply_within"], given)
    return REPLY_WITHIN


def when_of(reading: Reading, line: Line) -> Trigger:
    """When a row's inject comes; by hand when that cannot be told, which is noted."""
    column = reading.columns.get("month") or reading.columns.get("time") or reading.columns.get("minute") or 0
    moment = moment_of(reading, line)
    if moment is None:
        if column:
            shown = reading.cell(line, "month") or reading.cell(line, "time") or reading.cell(line, "minute")
            grade: Grade = "missing" if shown is None else "doubtful"
            reading.note(grade, "when it comes cannot be told; it has no time.", line.row, column, shown)
        return Trigger(by_hand=True)
    month, minute = moment
    if not 1 <= month <= reading.patch.round.months:
        told = f"month {month} is not among the {reading.patch.round.months} of the round; it has no time."
        reading.note("doubtful", told, line.row, column)
        return Trigger(by_hand=True)
    if minute >= reading.patch.round.minutes_a_month:
        reading.note(
            "doubtful", f"minute {minute} is beyond the month; it comes as the month ends.", line.row, column
        )
    return Trigger(month=month, minute=min(minute, reading.patch.round.minutes_a_month))


def has_no_hour(value: Value) -> bool:
    """Whether what stands in a column of times is a date alone, or words."""
    return isinstance(value, str) or (
        isinstance(value, datetime.datetime) and (value.hour, value.minute) == (0, 0)
    )


def found_at(reading: Reading, line: Line) -> tuple[int, Value]:
    """The column that says when a row comes, and what stands there."""
    name = "month" if "month" in reading.columns else "time"
    return reading.columns[name], reading.cell(line, name)


def moment_of(reading: Reading, line: Line) -> tuple[int, int] | None:
    """The month and minute that a row gives: as month and minute, as a date of the story (its share of the month), or as a time."""
    long = reading.patch.round.minutes_a_month
    dated = date_meant(reading.cell(line, "month"), reading.patch)
    timed = reading.cell(line, "time")
    if dated is None and "month" not in reading.columns and has_no_hour(timed):
        dated = date_meant(timed, reading.patch)
    months = dated[0] if dated else months_meant(reading.cell(line, "month"), reading.patch)
    minute = re.match(r"\+?(\d{1,3})\b", reading.words(line, "minute"))
    if len(months) > 1:
        told = f"the story has that month {len(months)} times; month {months[0]} is taken."
        reading.note("doubtful", told, line.row, *found_at(reading, line))
    if months:
        share = min(dated[1] * long // dated[2], long - 1) if dated else 0
        return months[0], int(minute[1]) if minute else share
    if dated:
        return None
    since = minutes_since_start(reading.cell(line, "time"), reading.starts)
    if since is None and minute and "month" not in reading.columns:
        since = int(minute[1])
    return None if since is None or since < 0 else (1 + since // long, since % long)
