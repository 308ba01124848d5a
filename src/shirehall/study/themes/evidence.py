"""What a statement of the study rests on: events, notes, answers, marks of a validation, talks of a panel, measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shirehall.economy.figures import MEASURES as COUNTY
from shirehall.play.record.event import Json
from shirehall.study.measures import every_measure
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.note import keepable, note_of
from shirehall.study.notebook.standing import Standing
from shirehall.study.reading import actor
from shirehall.study.study import Study
from shirehall.study.themes.words import one_of, refused

SORTS: Mapping[str, tuple[str, ...]] = {
    "event": (),
    "note": ("note",),
    "answer": ("answer", "reason"),
    "mark": ("validation-mark",),
    "panel": ("panel-talk",),
    "measure": (),
}
"""Sorts of evidence, with the kinds of entry that are evidence of that sort. An event is of the record; a measure has no number."""

SEEN: tuple[str, ...] = ("event", "note", "measure")
"""What was seen in play. The rest was said afterwards."""
FEEDBACK: tuple[str, ...] = ("answer",)
ORIGINS = ("play", "feedback", "discussion", "panel")
"""Where a point was first raised: in play; by players in feedback; in a later discussion; by a panel of people who did not play."""
RAISED_BY: Mapping[str, tuple[str, ...]] = {
    "play": SEEN,
    "feedback": FEEDBACK,
    "discussion": ("mark",),
    "panel": ("panel",),
}
"""The sorts of evidence of which a point of each origin has one at least."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: its sort, the number of its event or entry (nought for a measure), and what it says.

    For a measure `words` begins with the measure's name.
    """

    sort: str
    number: int
    words: str = ""

    @property
    def row(self) -> tuple[str, int, str]:
        """As the notebook keeps it."""
        return self.sort, self.number, self.words

    @property
    def measure(self) -> str:
        """The measure's name; empty for all other sorts."""
        return self.words.split(" ", 1)[0].rstrip(":,.") if self.sort == "measure" else ""


def evidence_of(rows: Json) -> tuple[Evidence, ...]:
    """Evidence as the notebook keeps it: triples of sort, number and words. What has another shape is left to `told_of`."""
    found = []
    for row in rows if isinstance(rows, tuple | list) else ():
        if isinstance(row, tuple | list) and len(row) >= 2 and isinstance(row[1], int):
            found.append(Evidence(str(row[0]), row[1], str(row[2]) if len(row) > 2 else ""))
    return tuple(found)


@dataclass(frozen=True)
class Sources:
    """A study as a ground for statements: which evidence is there, whose it is, and what it says."""

    study: Study

    @cached_property
    def by_number(self) -> Mapping[int, Standing]:
        """What became of every entry, by the number of any of its wordings."""
        return {number: each for each in self.study.history for number in each.versions}

    def check(self, given: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """See that all of it is there. Raises UsageError that names the first piece which is not."""
        every = tuple(dict.fromkeys(Evidence(e.sort, e.number, keepable(e.words)) for e in given))
        for piece in every:
            one_of(piece.sort, SORTS, "sort of evidence")
            if piece.sort == "event" and not 1 <= piece.number <= len(self.study.telling.events):
                raise refused(
                    f"the record has no event {piece.number}.",
                    f"cite one from 1 to {len(self.study.telling.events)}, by the record's numbers.",
                )
            if piece.sort == "measure" and not known_measure(piece.measure):
                raise refused(
                    f"there is no measure called {piece.measure!r}.", "begin the words with a measure's name."
                )
            if SORTS[piece.sort]:
                self.check_entry(piece)
        return every

    def check_entry(self, piece: Evidence) -> None:
        """See that an entry is there, is of the sort named and was not taken back."""
        each = self.by_number.get(piece.number)
        if each is None or each.entry.kind not in SORTS[piece.sort]:
            kind = f"it is a {each.entry.kind}" if each else f"it has {len(self.study.entries)} entries"
            raise refused(
                f"entry {piece.number} of the notebook is no {piece.sort}.", f"{kind}; cite another number."
            )
        if each.withdrawn:
            raise refused(
                f"entry {piece.number} of the notebook was taken back by its author.", "cite another, or leave it out."
            )  # fmt: skip

    def entry(self, piece: Evidence) -> Entry | None:
        """The entry as it stands now; none for an event or a measure, and for an entry that was taken back."""
        each = self.by_number.get(piece.number) if SORTS.get(piece.sort) else None
        return each.entry if each and not each.withdrawn and each.entry.kind in SORTS[piece.sort] else None

    def stands(self, piece: Evidence) -> bool:
        """Whether it is still there: on the record, or in the notebook and not taken back."""
        if piece.sort == "event":
            return 1 <= piece.number <= len(self.study.telling.events)
        if piece.sort == "measure":
            return known_measure(piece.measure)
        return self.entry(piece) is not None

    def standing(self, given: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """What of it is still there."""
        return tuple(piece for piece in given if self.stands(piece))

    def lost(self, given: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """What of it was taken back, or was never there."""
        return tuple(piece for piece in given if not self.stands(piece))

    def whose(self, piece: Evidence) -> str:
        """The source it comes from: each observer, each person who answered, each panel, and the record as one source."""
        entry = self.entry(piece)
        if entry is None:
            return "the record"
        return f"{entry.origin} {entry.body['panel'] if entry.kind == 'panel-talk' else entry.author}"

    def own_words(self, piece: Evidence) -> bool:
        """Whether somebody says it in their own words: an answer, a mark, a talk, or a note that quotes."""
        entry = self.entry(piece)
        if entry is None:
            return False
        return bool(note_of(entry.body).said) if entry.kind == "note" else bool(entry.body.get("words"))

    def says(self, piece: Evidence) -> str:
        """What it says, as it may be shown: the writer's words on it, or else the event's sentence, or the entry's own words.

        What was said without leave to be quoted is not repeated, and neither are words that a note quotes so.
        """
        if piece.words:
            return piece.words
        if piece.sort == "event":
            return self.study.telling.sentence(piece.number)
        entry = self.entry(piece)
        if entry is None:
            return ""
        if entry.kind == "note" or may_quote(entry):
            return said_in(entry)
        return "It was given without leave to be quoted."

    def role(self, entry: Entry) -> str:
        """Whose words an entry holds, by kind of body and never by seat or name."""
        if entry.kind == "validation-mark" and entry.body.get("role"):
            return str(entry.body["role"])
        if entry.origin != "player":
            return ROLES.get(entry.origin, entry.origin)
        chair = self.study.telling.world.seats.get(entry.author)
        kind = self.study.telling.kind_of(chair.organisation) if chair else ""
        return f"a player of a {kind.replace('-', ' ')}" if kind else "a player"

    def bodies(self, piece: Evidence) -> tuple[str, ...]:
        """The bodies a piece of evidence is of: who acted and towards whom, who was observed, or who answered."""
        telling = self.study.telling
        if piece.sort == "event":
            event = telling.event(piece.number)
            return tuple(
                dict.fromkeys((*([actor(event)] if actor(event) else []), *telling.counterparts(event)))
            )
        entry = self.entry(piece)
        if entry is None:
            return ()
        if entry.kind == "note":
            note = note_of(entry.body)
            seats = (telling.world.seats[s].organisation for s in note.seats if s in telling.world.seats)
            return tuple(dict.fromkeys((*note.bodies, *seats)))
        chair = telling.world.seats.get(entry.author)
        return (chair.organisation,) if chair else ()


ROLES: Mapping[str, str] = {
    "observer": "an observer",
    "moderator": "a moderator",
    "script": "a script",
    "outside": "somebody who did not play",
}


def known_measure(name: str) -> bool:
    """Whether the study has a measure of that name, or the county a figure."""
    return name in every_measure() or name in COUNTY


def may_quote(entry: Entry) -> bool:
    """Whether an entry's words may be quoted, without a name.

    A note, a mark and a talk say so themselves. Players who answer the form are told that what they write stands in the report
    under their role and never under their name; what moderators write is kept apart and is not quoted.
    """
    allowed = entry.body.get("may_quote")
    if entry.kind in SORTS["answer"]:
        return entry.origin == "player" and allowed is not False
    return allowed is True


def said_in(entry: Entry) -> str:
    """The words of an entry: what a note says, with the words that it may quote, or the words of an answer, a mark or a talk."""
    if entry.kind != "note":
        return str(entry.body.get("words", ""))
    note = note_of(entry.body)
    said = (
        note.account,
        note.action,
        note.feeling,
        note.omission,
        f"“{note.said}”" if note.said and note.may_quote else "",
    )
    return " ".join(part for part in said if part)
