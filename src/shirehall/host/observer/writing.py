"""From a form, or from what a browser kept while it had no connection, to an entry of the notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import FormData

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.observer.watching import Author
from shirehall.play.view import OBSERVER, View
from shirehall.study.codes.codebook import Book, codebook
from shirehall.study.codes.writing import not_offered
from shirehall.study.notebook.entry import LONGEST_KEY, Entry, Writing, utc_label
from shirehall.study.notebook.note import (
    LISTS,
    MOST,
    Note,
    Vocabulary,
    body_of,
    keepable,
    note_from,
    vocabulary,
)
from shirehall.study.notebook.standing import history
from shirehall.study.notebook.store import KeyTaken

MANY = (*LISTS, "events")
MOST_AT_ONCE = 20
OF_TIME = ("no time", "written in practice", "time by the observer's own clock")
"""Marks that tell of the moment at which a note was first written; another wording alters nothing of it."""


def utc_now() -> str:
    """The present moment as a UTC label."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fields_of(form: FormData) -> dict[str, Any]:
    """A form's fields by name: those that may be given several times as lists, the others by their last value."""
    return fields_from((name, value) for name, value in form.multi_items() if isinstance(value, str))


def fields_from(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Pairs of a name and a value by name."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in MANY:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def words_of(house: House, view: View | None) -> Vocabulary:
    """The ids that a note may use now."""
    return vocabulary(
        house.patch, view.world if view else None, (code.id for code in book_now(house).offered)
    )


def month_at(view: View, minute: int) -> int:
    """The month in which a play minute lay."""
    opened = [e.body["month"] for e in view.events if e.kind == "month-opened" and e.at <= minute]
    return max(opened, default=1)


def seen_at(house: House, view: View | None, given: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The play minute and month of a note: by what its writer's page showed, else now; none before play and in a practice."""
    if view is None or house.stage not in ("play", "interval", "feedback", "closed", "doors", "film"):
        return None, None
    now = house.room.moment()
    text = keepable(given.get("at"))
    if not text:
        return (now.minute, now.month) if not given.get("written_at") else (None, None)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return None, None
    minute = min(int(text), now.minute)
    return minute, month_at(view, minute)


def marked(house: House, given: Mapping[str, Any], note: Note) -> Note:
    """A note with what its time is worth, where that has to be said."""
    marks = list(note.marks)
    if house.stage == "practice" or given.get("stage") == "practice":
        marks.append(OF_TIME[1])
    if given.get("offline") is True:
        marks.append(OF_TIME[2])
    return replace(note, marks=tuple(dict.fromkeys(marks)))


def writing_of(
    house: House, author: Author, view: View | None, data: Mapping[str, Any], given: Mapping[str, Any]
) -> Writing:
    """The writing that a note becomes. `data` are the note's fields, `given` its key and times.

    Raises UsageError for a note that says nothing or has no key.
    """
    minute, month = (
        (None, None) if given.get("stage") in ("practice", "before") else seen_at(house, view, given)
    )
    note = marked(house, given, note_from(data, words_of(house, view), timed=month is not None))
    return Writing(
        kind="note",
        author=author.id,
        origin=author.origin,
        key=keepable(given.get("key"))[:LONGEST_KEY],
        body=body_of(note),
        at=minute,
        month=month,
        written_at=utc_label(keepable(given.get("written_at"))[:40]),
    )


def kept(house: House, writing: Writing) -> Entry:
    """Keep a note once. A key that came before with this note gives that entry, whatever the clock now says of it."""
    try:
        return house.notebook.write(as_before(house, writing), utc_now())
    except KeyTaken:  # the same note came by another way in this very moment
        return house.notebook.write(as_before(house, writing), utc_now())


def as_before(house: House, writing: Writing) -> Writing:
    """A writing with the time that was kept under its key, if that came before."""
    number = house.notebook.number_of(writing.author, writing.key)
    if number is None:
        return writing
    known = house.notebook.entries()[number - 1]
    return replace(
        writing, at=known.at, month=known.month, corrects=known.corrects, body=same_marks(writing, known)
    )


def same_marks(writing: Writing, known: Entry) -> Mapping[str, Any]:
    """A note's body with the marks of the entry under the same key: they tell of the moment it came, not of its words."""
    return {**writing.body, "marks": known.body["marks"]} if "marks" in known.body else writing.body


def correction_of(house: House, author: Author, writing: Writing, number: int | None) -> Writing:
    """A writing as another wording of one's own note, which stays at the minute at which the note was first written.

    `number` is that of any wording of the note; none when it never came. Raises UsageError when there is no such note of the
    author's, or it was withdrawn. What came before under the same key is let be: it is the first answer that counts.
    """
    if house.notebook.number_of(author.id, writing.key) is not None:
        return writing
    each = next(
        (
            one
            for one in history(house.notebook.entries())
            if number in one.versions and one.entry.kind == "note"
        ),
        None,
    )
    if each is None or each.first.author != author.id:
        raise UsageError("the note that this corrects is none of yours that was kept.", mend="write it as a note of its own.",
                         who="the observer")  # fmt: skip
    if each.withdrawn:
        raise UsageError(
            f"note {each.first.number} was withdrawn.",
            mend="write it as a note of its own.",
            who="the observer",
        )
    first = each.first
    marks = [mark for mark in writing.body["marks"] if mark not in OF_TIME]
    marks += [mark for mark in first.body.get("marks", ()) if mark in OF_TIME]
    body = {**writing.body, "marks": tuple(dict.fromkeys(marks))}
    return replace(writing, corrects=each.entry.number, at=first.at, month=first.month, body=body)


def corrected_in(house: House, author: Author, given: Mapping[str, Any]) -> int | None:
    """The number of the note that something corrects: given, or by the key under which its browser sent it before."""
    number = given.get("corrects")
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    return house.notebook.number_of(author.id, keepable(given.get("corrects_key"))[:LONGEST_KEY])


def taken_in(house: House, author: Author, notes: object) -> list[dict[str, Any]]:
    """Keep what a browser held while it had no connection, one by one: for each its key, and its number or why not.

    Raises UsageError when it is no list, or too long a one; RecordError when the notebook cannot write, and all is to be
    sent again.
    """
    if not isinstance(notes, list) or len(notes) > MOST_AT_ONCE:
        raise UsageError(
            "a list of notes was expected.", mend=f"send at most {MOST_AT_ONCE} at once.", who="the program"
        )
    view = None if house.stage == "before" else house.room.view(OBSERVER)
    return [answered(house, author, view, each) for each in notes]


def answered(house: House, author: Author, view: View | None, given: object) -> dict[str, Any]:
    """What became of one note."""
    if not isinstance(given, dict) or not isinstance(given.get("data"), dict):
        return {"key": "", "why": "That is no note."}
    key = keepable(given.get("key"))[:LONGEST_KEY]
    pairs = [
        (str(name), value)
        for name, values in given["data"].items()
        for value in (values if isinstance(values, list) else [values])
        if isinstance(value, str)
    ]
    try:
        writing = writing_of(house, author, view, fields_from(pairs), given)
        if "corrects" in given or "corrects_key" in given:
            writing = correction_of(house, author, writing, corrected_in(house, author, given))
        entry = kept(house, writing)
    except UsageError as fault:
        return {
            "key": key,
            "why": f"{fault.what[:1].upper()}{fault.what[1:]} {fault.mend[:1].upper()}{fault.mend[1:]}",
        }
    first = next(
        one.first.number for one in history(house.notebook.entries()) if entry.number in one.versions
    )
    return {"key": key, "number": entry.number, "note": first}


def coding_of(author: Author, note: int, key: str, data: Mapping[str, Any], book: Book) -> Writing:
    """The writing by which codes are added to a note afterwards, by the codebook as it stands.

    Raises UsageError when no code is chosen, or one that is not given any more.
    """
    codes = tuple(dict.fromkeys(c for c in map(keepable, data.get("codes", ())) if c))[:MOST]
    if not codes:
        raise UsageError("no code was chosen.", mend="choose at least one.", who="the observer")
    amiss = next((why for code in codes if (why := not_offered(book, code))), "")
    if amiss:
        raise UsageError(f"{amiss}.", mend="choose one that stands in the codebook.", who="the observer")
    body = {"note": note, "event": None, "codes": codes, "topics": (), "marks": ()}
    return Writing(kind="coding", author=author.id, origin=author.origin, key=key, body=body)


def book_now(house: House) -> Book:
    """The codebook as it stands: the pack's, with what was changed in the notebook."""
    return codebook(house.patch.codebook, house.notebook.entries())
