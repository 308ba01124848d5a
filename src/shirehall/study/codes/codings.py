"""Every coding by people, of notes and events, whole or of some of their words: what is agreed, what one person gave, what is disputed.

What programs gave and what word lists suggest stands beside it, labelled, and is never counted as a code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from shirehall.study.codes.codebook import Book, book_of, ids_of
from shirehall.study.codes.units import NOTE_PARTS, Unit, UnitId, unit_at, unit_kept, units_of
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.standing import Standing
from shirehall.study.study import Study
from shirehall.study.tables import Filters

Sort = Literal["code", "topic"]
SORTS: tuple[Sort, ...] = ("code", "topic")

AGREED, SINGLE, DISPUTED = "agreed", "one coder", "disputed"
STATES = (AGREED, SINGLE, DISPUTED)


@dataclass(frozen=True, slots=True)
class Given:
    """One code (or topic) that one person gave, or that a program gave, to a unit or to some of its words.

    `code` is what it counts under now, `given` what was written. `start` and `end` count characters of the part (the end not
    included); both none for a whole part, and `part` empty for the whole unit. `words` are those coded, as they stood then.
    `marks` say in plain words what is amiss; nothing is dropped for them. `again` asks for it to be coded again.
    """

    sort: Sort
    code: str
    given: str
    coder: str
    origin: str
    unit: UnitId
    entry: int
    part: str = ""
    start: int | None = None
    end: int | None = None
    words: str = ""
    memo: str = ""
    marks: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One code on one unit: who gave it, and who coded the unit without giving it."""

    sort: Sort
    code: str
    by: tuple[str, ...]
    not_by: tuple[str, ...]
    given: tuple[Given, ...]

    @property
    def state(self) -> str:
        """agreed by two or more and denied by none, given by the one coder there was, or disputed."""
        if self.not_by:
            return DISPUTED
        return AGREED if len(self.by) > 1 else SINGLE

    @property
    def by_most(self) -> bool:
        """Whether more than half of those who coded the unit gave it: the rule by which shares count a code."""
        return len(self.by) > len(self.not_by)


@dataclass(frozen=True)
class CodedUnit:
    """A unit as it was coded. `coders` are by sort: who gave codes (or topics), or read it and found that none applies.

    `read` are the entries that say so.
    """

    unit: Unit
    coders: Mapping[Sort, tuple[str, ...]]
    verdicts: tuple[Verdict, ...]
    machine: tuple[Given, ...] = ()
    read: tuple[int, ...] = ()

    def of(self, sort: Sort) -> tuple[Verdict, ...]:
        """The codes, or the topics."""
        return tuple(verdict for verdict in self.verdicts if verdict.sort == sort)

    def most(self, sort: Sort) -> tuple[str, ...]:
        """What more than half of its coders gave."""
        return tuple(verdict.code for verdict in self.of(sort) if verdict.by_most)

    def by(self, coder: str, sort: Sort) -> tuple[str, ...]:
        """What one coder gave."""
        return tuple(verdict.code for verdict in self.of(sort) if coder in verdict.by)

    @property
    def entries(self) -> tuple[int, ...]:
        """The notebook's entries that it rests on: the codings, and the note itself where it is one."""
        own = (self.unit.number,) if self.unit.sort == "note" else ()
        return tuple(
            sorted({*own, *self.read, *(given.entry for each in self.verdicts for given in each.given)})
        )


@dataclass(frozen=True)
class Codings:
    """All codings of a study. `unplaced` are those of notes and events that are not there: kept, marked, in no count."""

    book: Book
    given: tuple[Given, ...]
    machine: tuple[Given, ...]
    unplaced: tuple[Given, ...]
    units: tuple[CodedUnit, ...]

    def of(self, unit: UnitId) -> CodedUnit | None:
        """A unit as it was coded; none when nobody, and no program, coded it."""
        return self.by_unit.get(unit)

    @cached_property
    def by_unit(self) -> Mapping[UnitId, CodedUnit]:
        """Every coded unit by its id."""
        return {each.unit.id: each for each in self.units}

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who coded anything."""
        return tuple(sorted({coder for each in self.units for sort in SORTS for coder in each.coders[sort]}))

    @property
    def marked(self) -> tuple[Given, ...]:
        """The codings of which something has to be said, those of people first."""
        return tuple(each for each in (*self.given, *self.unplaced, *self.machine) if each.marks)

    @property
    def again(self) -> tuple[Given, ...]:
        """The codings by people that are to be given again, because their code was split."""
        return tuple(each for each in self.given if each.again)

    def coded(self, sort: Sort) -> tuple[CodedUnit, ...]:
        """The units that somebody coded with codes, or with topics."""
        return tuple(each for each in self.units if each.coders[sort])


def codings_of(study: Study) -> Codings:
    """All codings of a study, worked out once for it."""
    return study.once("codings", gathered_codings)


def coded_units(study: Study, sort: Sort, filters: Filters) -> tuple[CodedUnit, ...]:
    """The coded units that some filters keep (see `units.UNIT_FILTERS`)."""
    return tuple(
        each for each in codings_of(study).coded(sort) if unit_kept(study.telling, filters, each.unit)
    )


def gathered_codings(study: Study) -> Codings:
    """The codings, worked out: those notes were written with, those given later, and those of programs."""
    book = book_of(study)
    roots = {number: each for each in study.history for number in each.versions}
    people: list[Given] = []
    machine: list[Given] = []
    looked: dict[UnitId, dict[str, set[Sort]]] = defaultdict(lambda: defaultdict(set))
    read: dict[UnitId, set[int]] = defaultdict(set)
    for each in study.standing("note", "coding", "machine-coding"):
        entry = each.entry
        unit, told = target(entry, each, roots)
        found = given_by(study, book, entry, unit, told, roots)
        if entry.kind == "machine-coding":
            machine += found
            continue
        people += found
        for sort in SORTS:
            if entry.kind == "coding" and sort in ids_of(entry.body.get("nothing", ())):
                looked[unit][entry.author].add(sort)
                read[unit].add(entry.number)
        for given in found:
            looked[unit][entry.author].add(given.sort)
    found_units = {id_: unit_at(study, id_) for id_ in dict.fromkeys([*looked, *(g.unit for g in machine)])}
    known = {id_: each for id_, each in found_units.items() if each is not None}
    by_unit, by_machine = grouped(people), grouped(machine)
    units = tuple(
        coded_unit(
            known[id_], looked.get(id_, {}), by_unit.get(id_, ()), by_machine.get(id_, ()), read.get(id_, ())
        )
        for id_ in sorted(known, key=lambda id_: (id_[0] != "note", id_[1]))
    )
    placed = tuple(each for each in people if each.unit in known)
    lost = tuple(each for each in (*people, *machine) if each.unit not in known)
    return Codings(book, placed, tuple(g for g in machine if g.unit in known), lost, units)


def grouped(given: Iterable[Given]) -> dict[UnitId, list[Given]]:
    """Codings by what they are of."""
    found: dict[UnitId, list[Given]] = defaultdict(list)
    for each in given:
        found[each.unit].append(each)
    return found


def coded_unit(
    unit: Unit,
    looked: Mapping[str, set[Sort]],
    given: Iterable[Given],
    machine: Iterable[Given],
    read: Iterable[int],
) -> CodedUnit:
    """A unit with what each of its coders made of it."""
    coders: dict[Sort, tuple[str, ...]] = {
        sort: tuple(sorted(coder for coder, sorts in looked.items() if sort in sorts)) for sort in SORTS
    }
    by_code: dict[tuple[Sort, str], list[Given]] = defaultdict(list)
    for each in given:
        by_code[each.sort, each.code].append(each)
    verdicts = []
    for (sort, code), found in sorted(by_code.items()):
        by = tuple(sorted({each.coder for each in found}))
        not_by = tuple(coder for coder in coders[sort] if coder not in by)
        verdicts.append(Verdict(sort, code, by, not_by, tuple(found)))
    return CodedUnit(unit, coders, tuple(verdicts), tuple(machine), tuple(sorted(read)))


def target(entry: Entry, each: Standing, roots: Mapping[int, Standing]) -> tuple[UnitId, tuple[str, ...]]:
    """What an entry codes, and what is amiss with that: a note's own codes are of itself."""
    if entry.kind == "note":
        return ("note", each.first.number), ()
    note, event = entry.body.get("note"), entry.body.get("event")
    if isinstance(note, int):
        known = roots.get(note)
        if known is None or known.first.kind != "note":
            return ("note", note), (f"the notebook has no note {note}",)
        gone = (f"note {note} was taken back by its author",) if known.withdrawn else ()
        return ("note", known.first.number), gone
    if isinstance(event, int):
        return ("event", event), ()
    return ("event", 0), ("it names neither a note nor an event",)


def given_by(
    study: Study, book: Book, entry: Entry, unit: UnitId, told: tuple[str, ...], roots: Mapping[int, Standing]
) -> list[Given]:
    """Every code and topic that one entry gives."""
    body = entry.body
    part, start, end, words, amiss = stretch(study, entry, unit, roots)
    missing = (
        (f"the record has no event {unit[1]}",)
        if unit[0] == "event" and not told and unit_at(study, unit) is None
        else ()
    )
    found = []
    pairs: tuple[tuple[Sort, str], ...] = (("code", "codes"), ("topic", "topics"))
    for sort, name in pairs:
        for code in ids_of(body.get(name, ())):
            counted = book.counted(code, sort)
            marks = (*told, *missing, *amiss, *counted.marks)
            coder = str(body.get("by") or entry.author) if entry.kind == "machine-coding" else entry.author
            found.append(
                Given(
                    sort, counted.code, code, coder, entry.origin, unit, entry.number, part, start, end, words,
                    str(body.get("memo") or ""), marks, counted.again,
                )
            )  # fmt: skip
    return found


def stretch(
    study: Study, entry: Entry, unit: UnitId, roots: Mapping[int, Standing]
) -> tuple[str, int | None, int | None, str, tuple[str, ...]]:
    """The words that an entry codes as they stood when it was written, and what is amiss with them now."""
    part = entry.body.get("part") or ""
    if entry.kind == "note" or not isinstance(part, str) or not part:
        return "", None, None, "", ()
    then = texts_then(study, unit, entry.number, roots)
    now = units_of(study).get(unit)
    start, end = entry.body.get("start"), entry.body.get("end")
    if part not in then:
        return part, None, None, "", (f"it has no part {part!r}; the whole is taken",)
    if not isinstance(start, int) or not isinstance(end, int):
        return part, None, None, then[part], ()
    if not 0 <= start < end <= len(then[part]):
        amiss = f"there are no characters {start} to {end} in {part!r}; the whole part is taken"
        return part, None, None, then[part], (amiss,)
    words = then[part][start:end]
    changed = now is not None and now.texts.get(part, "")[start:end] != words
    marks = ("the note was reworded after it was coded",) if changed else ()
    return part, start, end, words, marks


def texts_then(study: Study, unit: UnitId, number: int, roots: Mapping[int, Standing]) -> Mapping[str, str]:
    """A unit's words as they stood when entry `number` was written."""
    known = roots.get(unit[1]) if unit[0] == "note" else None
    now = unit_at(study, unit)
    if known is None or len(known.versions) == 1:
        return now.texts if now else {}
    before = [each for each in known.versions if each < number] or [known.first.number]
    worded = study.entry(before[-1])
    return (
        {name: str(worded.body.get(name, "")) for name in NOTE_PARTS if worded.body.get(name)}
        if worded
        else {}
    )
