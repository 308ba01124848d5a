"""What is coded: a note or an event of the record, with its words part by part, and where in the year and the county it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.patch.pack import Patch
from shirehall.play.record.event import Event
from shirehall.study.filters import allows, in_stretch, wanted
from shirehall.study.notebook.coverage import Room, room_of
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.note import note_of
from shirehall.study.reading import Telling, actor
from shirehall.study.study import Study
from shirehall.study.tables import Filters

UnitId = tuple[str, int]
"""What is coded: ("note", number of its first entry) or ("event", number in the record)."""

NOTE_PARTS = ("action", "feeling", "omission", "said", "stance", "account", "players_account")
EVENT_PARTS = ("title", "text", "wording")


@dataclass(frozen=True, slots=True)
class Unit:
    """A note or an event that can be coded.

    `texts` holds its words by part, in the order they are read; `month` is none when nobody knows it. `marks` say what is
    missing of it. `bodies` are those that a note is of, or the one whose act an event is.
    """

    id: UnitId
    said: str
    month: int | None
    bodies: tuple[str, ...]
    texts: Mapping[str, str]
    marks: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        """note or event."""
        return self.id[0]

    @property
    def number(self) -> int:
        """Its number in the notebook or in the record."""
        return self.id[1]

    @property
    def words(self) -> str:
        """All its words, one part a line."""
        return "\n".join(self.texts.values())

    @property
    def events(self) -> tuple[int, ...]:
        """The event that it is, if it is one."""
        return (self.number,) if self.sort == "event" else ()

    def kinds(self, telling: Telling) -> tuple[str, ...]:
        """The kinds of body that it is of, each once."""
        return tuple(dict.fromkeys(kind for kind in map(telling.kind_of, self.bodies) if kind))

    def phase(self, patch: Patch) -> str:
        """The id of the pack's phase that it lies in; empty when its month is not known or not in the round."""
        known = self.month is not None and 1 <= self.month <= patch.round.months
        return patch.phase_of(self.month).id if known and self.month is not None else ""


def event_unit(telling: Telling, event: Event) -> Unit:
    """An event as a thing to be coded."""
    body = actor(event)
    return Unit(
        ("event", event.seq),
        telling.sentence(event.seq),
        event.month,
        (body,) if body else (),
        event_texts(event),
    )


def event_texts(event: Event) -> dict[str, str]:
    """The words that somebody wrote in an event, by part; decisions and clauses are counted from 1."""
    found = {name: event.body[name] for name in EVENT_PARTS if isinstance(event.body.get(name), str)}
    for place, decision in enumerate(event.body.get("decisions", ()), start=1):
        if isinstance(decision, str):
            found[f"decision {place}"] = decision
    for place, clause in enumerate(event.body.get("clauses", ()), start=1):
        if isinstance(clause, Mapping):
            found[f"clause {place}"] = str(clause.get("words", ""))
    return {part: words for part, words in found.items() if words.strip()}


def note_unit(room: Room, first: int, entry: Entry) -> Unit:
    """A note as a thing to be coded, under the number of its first entry."""
    note = note_of(entry.body)
    texts = {part: str(getattr(note, part)) for part in NOTE_PARTS if str(getattr(note, part)).strip()}
    said = next(iter(texts.values()), "a note without words")
    marks = tuple(dict.fromkeys((*note.marks, *(("no time",) if entry.month is None else ()))))
    return Unit(("note", first), said, entry.month, room.bodies(note), texts, marks)


def units_of(study: Study) -> Mapping[UnitId, Unit]:
    """Everything that can be coded: notes that stand, in the order they were begun, then every act of the record."""
    return study.once("units", all_units)


def all_units(study: Study) -> dict[UnitId, Unit]:
    """The units, worked out."""
    room = room_of(study.telling.patch)
    notes = [note_unit(room, each.first.number, each.entry) for each in study.standing("note")]
    return {**{unit.id: unit for unit in notes}, **act_units(study.telling)}


def act_units(telling: Telling) -> Mapping[UnitId, Unit]:
    """Every act of the record, which does not change as the notebook grows."""
    return telling.once(
        "act units", lambda told: {("event", event.seq): event_unit(told, event) for event in told.acts}
    )


def unit_at(study: Study, id_: UnitId) -> Unit | None:
    """The note or event of an id; none when it is not there or the note was taken back. Any event of the record can be had."""
    found = units_of(study).get(id_)
    if found is None and id_[0] == "event" and 1 <= id_[1] <= len(study.telling.events):
        return event_unit(study.telling, study.telling.event(id_[1]))
    return found


UNIT_FILTERS = ("on", "body", "from_kind", "from_month", "to_month", "phase")
"""`on` is note or event; `body` an id, `from_kind` a kind of body that the unit is of."""


def unit_kept(telling: Telling, filters: Filters, unit: Unit) -> bool:
    """Whether a unit passes the filters. One without a month is left out only by filters of months and phases."""
    timed = any(name in filters for name in ("from_month", "to_month", "phase"))
    inside = not timed or (
        unit.month is not None
        and 1 <= unit.month <= telling.last_month
        and in_stretch(telling, filters, unit.month)
    )
    of_body = not wanted(filters, "body") or allows(filters, "body", *unit.bodies)
    return (
        inside
        and of_body
        and allows(filters, "on", unit.sort)
        and allows(filters, "from_kind", *unit.kinds(telling))
    )
