"""The notebook as tables for a spreadsheet, which no spreadsheet will run, and as lines of JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shirehall.study.exports.rows import csv_text, packed
from shirehall.study.notebook.entry import Entry, text_of
from shirehall.study.notebook.note import body_of, note_of
from shirehall.study.notebook.standing import history

ABOUT = ("number", "author", "origin", "month", "at", "written_at", "received_at")
NOTE = tuple(body_of(note_of({})))
ANSWER = ("question", "part", "when", "asked", "words", "scale", "feelings", "adds_to")

Hide = Callable[[str], str]


def as_it_is(words: str) -> str:
    """The words, nothing hidden."""
    return words


def notes_csv(entries: Iterable[Entry], hide: Hide = as_it_is) -> str:
    """Every note, one a row, in its latest wording; earlier wordings by number, withdrawn ones marked.

    `hide` is given every text before it is written, to put roles where names were typed.
    """
    columns = (*ABOUT, *NOTE, "codes_added", "versions", "withdrawn")
    rows = []
    for each in history(entries):
        if each.entry.kind == "note":
            body = body_of(note_of(each.entry.body))
            added = "; ".join(f"{code} ({author})" for code, author in each.codes)
            versions = "; ".join(map(str, each.versions))
            cells = [getattr(each.entry, name) for name in ABOUT] + [packed(body[name]) for name in NOTE]
            rows.append([*cells, added, versions, "yes" if each.withdrawn else ""])
    return csv_text(columns, (hidden(row, hide) for row in rows))


def answers_csv(entries: Iterable[Entry], hide: Hide = as_it_is) -> str:
    """Every answer and every reason, one a row, with its date and whose words it is; withdrawn ones marked."""
    columns = (*ABOUT, "kind", *ANSWER, "pattern", "withdrawn")
    rows = []
    for each in history(entries):
        if each.entry.kind in ("answer", "reason"):
            body = each.entry.body
            cells = [getattr(each.entry, name) for name in ABOUT]
            cells += [each.entry.kind, *(cell_of(body, name) for name in ANSWER), body.get("pattern", "")]
            rows.append([*cells, "yes" if each.withdrawn else ""])
    return csv_text(columns, (hidden(row, hide) for row in rows))


def cell_of(body: object, name: str) -> object:
    """A field of an answer as one cell; feelings as "morning: calm"."""
    value = body.get(name, "") if isinstance(body, dict) else ""
    if name == "feelings" and isinstance(value, tuple):
        return "; ".join(f"{moment}: {word}" for moment, word in value)
    return packed(value)


def hidden(row: Iterable[object], hide: Hide) -> list[object]:
    """A row with every text handed to `hide`."""
    return [hide(cell) if isinstance(cell, str) else cell for cell in row]


def entries_jsonl(entries: Iterable[Entry]) -> str:
    """All entries as they were written, one canonical JSON object a line."""
    return "".join(text_of(entry) + "\n" for entry in entries)
