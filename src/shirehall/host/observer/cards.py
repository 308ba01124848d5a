"""A note as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shirehall.host.house import House
from shirehall.host.observer.choices import CUE_WORDS
from shirehall.host.observer.watching import shown_as
from shirehall.patch.timetable import clock_time
from shirehall.study.notebook.note import Note, note_of
from shirehall.study.notebook.standing import Standing


@dataclass(frozen=True, slots=True)
class Card:
    """A note with everything it names called by its title, and what became of it."""

    number: int
    latest: int
    author: str
    by: str
    when: str
    received: str
    who: tuple[str, ...]
    note: Note
    cues: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    versions: int
    withdrawn: bool

    @property
    def text(self) -> str:
        """All words of the note, to search in."""
        note = self.note
        return " ".join((note.action, note.feeling, note.omission, note.said, note.stance, note.account,
                         note.players_account, *self.who, *(title for title, _ in self.codes)))  # fmt: skip


def cards(house: House, found: Iterable[Standing]) -> list[Card]:
    """Every note among these, in the order written."""
    return [card_of(house, each) for each in found if each.entry.kind == "note"]


def card_of(house: House, each: Standing) -> Card:
    """One note as a card."""
    patch = house.patch
    entry, note = each.entry, note_of(each.entry.body)
    tables = {table.id: table.title for table in patch.seats.tables}
    bodies = {body.id: body.short for body in patch.organisations}
    seats = {seat.id: f"{bodies[seat.organisation]}: {seat.role}" for seat in patch.seats.seats}
    codes = {code.id: code.title for code in patch.codebook.codes}
    topics = {topic.id: topic.title for topic in patch.codebook.topics}
    who = (
        [tables.get(t, t) for t in note.tables]
        + [bodies.get(b, b) for b in note.bodies]
        + [seats.get(s, s) for s in note.seats]
    )
    when = "no time known"
    if entry.month is not None:
        when = patch.month_name(entry.month) + (
            f", {clock_time(patch, entry.at)}" if entry.at is not None else ""
        )
    own = [(codes.get(code, code), "") for code in note.codes]
    added = [(codes.get(code, code), shown_as(by)) for code, by in each.codes]
    return Card(
        number=each.first.number,
        latest=entry.number,
        author=entry.author,
        by=shown_as(entry.author),
        when=when,
        received=entry.received_at.replace("T", " ").replace("Z", " UTC"),
        who=tuple(dict.fromkeys(who)),
        note=note,
        cues=tuple(CUE_WORDS.get(cue, cue) for cue in note.cues),
        codes=(*own, *added),
        topics=tuple(topics.get(topic, topic) for topic in note.topics),
        versions=len(each.versions),
        withdrawn=each.withdrawn,
    )


def form_values(each: Standing) -> dict[str, Any]:
    """A note's fields as a form holds them."""
    note = note_of(each.entry.body)
    values: dict[str, Any] = {
        name: getattr(note, name)
        for name in (
            "action",
            "feeling",
            "omission",
            "said",
            "said_by",
            "stance",
            "account",
            "players_account",
            "confidence",
        )
    }
    for name in ("tables", "bodies", "seats", "cues", "codes", "topics"):
        values[name] = list(getattr(note, name))
    values["events"] = [str(number) for number in note.events]
    values["subject"] = str(note.subject or "")
    values["may_quote"] = "yes" if note.may_quote else ""
    values["differs"] = "yes" if note.differs else ""
    return values


def as_lists(values: dict[str, Any]) -> dict[str, list[str]]:
    """A form's values as the desk's script holds them: each field's as a list, empty ones left out."""
    return {name: [*given] if isinstance(given, list) else [given] for name, given in values.items() if given}
