"""Notes from a sheet: what observers wrote on paper or in a spreadsheet, one note a row, as entries of the notebook."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.study.notebook.entry import PSEUDONYM, Writing
from shirehall.study.notebook.note import LISTS, WORDS, Note, Vocabulary, body_of, keepable, note_from

NUMBERED = ("events",)
PLAIN = ("may_quote", "differs", "subject")
ABOUT = ("author", "month", "minute")
COLUMNS = (*ABOUT, *WORDS, *LISTS, *NUMBERED, *PLAIN)
"""The columns that a sheet of notes may have, in any order. Several ids in one cell stand apart by semicolons."""

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet gave: its notes as writings, and sentences on what in it was not understood."""

    writings: tuple[Writing, ...]
    remarks: tuple[str, ...]


def read_sheet(path: Path) -> str:
    """The text of a sheet's file. Raises UsageError when it is no text in UTF-8, OSError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UsageError(
            f"{path} is no text in UTF-8.", where=Place(str(path)), mend="save the sheet as CSV UTF-8."
        ) from fault


def notes_of(text: str, words: Vocabulary, by: str, months: int) -> Sheet:
    """The notes of a sheet (CSV, the first row its columns). The same sheet read again gives the same entries, kept once.

    `by` signs rows whose `author` is empty or no pseudonym, `months` is the length of the round. What is not understood is
    kept in the note and marked; a row that says nothing a note can hold is kept as it stands. Raises UsageError for a sheet
    without any column that a note has, and for one that is too long.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    columns = {name: plain(name) for name in reader.fieldnames or ()}
    if not {*columns.values()} & {*WORDS, *LISTS}:
        raise UsageError(
            "the sheet has no column of a note.",
            mend=f"name its columns in the first row, from: {', '.join(COLUMNS)}.",
            who="whoever typed the notes",
        )
    strange = [name for name, told in columns.items() if told not in COLUMNS]
    remarks = [
        f"column {name!r} is none of a note's; what it holds is kept as a remark on each note"
        for name in strange
    ]
    writings: list[Writing] = []
    seen: Counter[str] = Counter()
    for row in reader:
        if reader.line_num > MOST_ROWS:
            raise UsageError(f"the sheet has more than {MOST_ROWS:,} rows.", mend="read it in parts.")
        cells = {
            columns.get(name, ""): value
            for name, value in row.items()
            if isinstance(value, str) and value.strip()
        }
        if cells or row.get(""):
            more = {name: row[name] for name in strange if row.get(name, "").strip()}
            writing, told = note_in(cells, more, beyond(row), words, by, months)
            digest = hashlib.sha256(repr(sorted({**row, "": beyond(row)}.items())).encode()).hexdigest()[:24]
            seen[digest] += 1
            writings.append(replace(writing, key=f"sheet-{digest}-{seen[digest]}"))
            remarks += [f"line {reader.line_num}: {each}" for each in told]
    return Sheet(tuple(writings), tuple(remarks))


def plain(name: str) -> str:
    """A column's name as a field is called."""
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def beyond(row: Mapping[str, object]) -> str:
    """Cells that stand beyond the last column, as one text."""
    rest = row.get("")
    return "; ".join(map(str, rest)) if isinstance(rest, list) else ""


def note_in(
    cells: Mapping[str, str], more: Mapping[str, str], rest: str, words: Vocabulary, by: str, months: int
) -> tuple[Writing, list[str]]:
    """One row as a writing without its key, and what in it was not understood."""
    marks: list[str] = [f"column {name}: {keepable(value)[:500]}" for name, value in more.items()]
    marks += [f"beyond the columns: {keepable(rest)[:500]}"] if rest else []
    month = whole(cells.get("month", ""), "month", 1, months, marks)
    minute = whole(cells.get("minute", ""), "minute", 0, 1_000_000, marks)
    author = cells.get("author", "").strip()
    if author and not PSEUDONYM.match(author):
        marks.append("its author was no pseudonym")
        author = ""
    data: dict[str, object] = {name: cells[name] for name in (*WORDS, *PLAIN) if name in cells}
    data |= {name: list(apart(cells[name])) for name in (*LISTS, *NUMBERED) if name in cells}
    try:
        note = note_from(data, words, timed=month is not None or minute is not None)
    except UsageError:
        told = "; ".join(f"{name}: {value}" for name, value in cells.items())
        note = Note(
            action=keepable(told), marks=("the row says nothing of what was done, felt or left undone",)
        )
    note = replace(note, marks=tuple(dict.fromkeys((*note.marks, *marks))))
    remarks = [mark for mark in note.marks if mark != "nobody named"]
    return (
        Writing(
            kind="note",
            author=author or by,
            origin="observer",
            key="",
            body=body_of(note),
            month=month,
            at=minute,
        ),
        remarks,
    )


def apart(cell: str) -> Iterator[str]:
    """The ids in a cell."""
    return (each.strip() for each in cell.split(";") if each.strip())


def whole(cell: str, name: str, least: int, most: int, marks: list[str]) -> int | None:
    """A whole number between two, or none; anything else is marked with what it was."""
    text = cell.strip()
    if text.isascii() and text.isdigit() and len(text) < 8 and least <= int(text) <= most:
        return int(text)
    if text:
        marks.append(f"no {name}: {keepable(text)[:40]}")
    return None
