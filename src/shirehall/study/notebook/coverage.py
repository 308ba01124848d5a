"""How far observers saw the day: which tables in which months, which pairs of bodies, and what nobody saw."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shirehall.patch.pack import Patch
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.note import Note, note_of
from shirehall.study.notebook.standing import standing
from shirehall.study.reading import Telling

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """One table in one month: how many notes there are of it, and by which observers."""

    month: int
    table: str
    notes: int
    observers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairSeen:
    """Two bodies that dealt with each other in a month: how often by the record, and how many notes name both."""

    month: int
    one: str
    other: str
    contacts: int
    notes: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was observed. `undated` notes belong to no month, `placeless` ones to no table; both are kept and counted apart."""

    spots: tuple[Spot, ...]
    pairs: tuple[PairSeen, ...]
    undated: tuple[int, ...]
    placeless: tuple[int, ...]

    @property
    def unseen(self) -> tuple[tuple[int, str], ...]:
        """The months and tables that nobody observed."""
        return tuple((spot.month, spot.table) for spot in self.spots if not spot.notes)

    @property
    def unseen_pairs(self) -> tuple[PairSeen, ...]:
        """The dealings of two bodies in a month of which no note speaks."""
        return tuple(pair for pair in self.pairs if not pair.notes)

    @property
    def share(self) -> float:
        """Of tables in months, the share of which there is a note."""
        return round(1 - len(self.unseen) / len(self.spots), 4) if self.spots else 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """Who sits where: the table and the body of each seat."""

    table_of: Mapping[str, str]
    body_of: Mapping[str, str]

    def tables(self, note: Note) -> tuple[str, ...]:
        """The tables that a note is of: those it names, else those at which the seats or bodies it names sit."""
        if note.tables:
            return note.tables
        seats = [*note.seats, *(s for s, body in self.body_of.items() if body in note.bodies)]
        return tuple(dict.fromkeys(self.table_of[seat] for seat in seats if seat in self.table_of))

    def bodies(self, note: Note) -> tuple[str, ...]:
        """The bodies that a note is of: those it names, those of its seats, and those at its tables when it names no other."""
        named = [*note.bodies, *(self.body_of[seat] for seat in note.seats if seat in self.body_of)]
        named += [self.body_of[seat] for seat, table in self.table_of.items() if table in note.tables]
        return tuple(dict.fromkeys(named))


def room_of(patch: Patch) -> Room:
    """The room as the pack sets it out."""
    seats = patch.seats.seats
    return Room({seat.id: seat.table for seat in seats}, {seat.id: seat.organisation for seat in seats})


def coverage(
    entries: Iterable[Entry],
    months: Sequence[int],
    tables: Sequence[str],
    room: Room,
    dealings: Iterable[tuple[int, str, str]] = (),
) -> Coverage:
    """What notes there are of each table in each month, and of each pair of bodies that dealt with each other in a month.

    `dealings` holds (month, body, body), one for each contact; `dealings_of` takes them from a record.
    """
    notes = [(each.entry, note_of(each.entry.body)) for each in standing(entries, "note")]
    seen: dict[tuple[int, str], list[str]] = defaultdict(list)
    named: Counter[tuple[int, Pair]] = Counter()
    undated, placeless = [], []
    for entry, note in notes:
        where = room.tables(note)
        if entry.month is None:
            undated.append(entry.number)
            continue
        if not where:
            placeless.append(entry.number)
        for table in where:
            seen[entry.month, table].append(entry.author)
        bodies = sorted(room.bodies(note))
        named.update((entry.month, (a, b)) for i, a in enumerate(bodies) for b in bodies[i + 1 :])
    spots = tuple(
        Spot(month, table, len(seen[month, table]), tuple(sorted(set(seen[month, table]))))
        for month in months
        for table in tables
    )
    return Coverage(spots, pairs_seen(dealings, named), tuple(undated), tuple(placeless))


def pairs_seen(
    dealings: Iterable[tuple[int, str, str]], named: Mapping[tuple[int, Pair], int]
) -> tuple[PairSeen, ...]:
    """Each month's pairs of bodies that dealt with each other or are named together, with contacts and notes."""
    met: Counter[tuple[int, Pair]] = Counter()
    for month, one, other in dealings:
        met[month, (min(one, other), max(one, other))] += 1
    keys = sorted({*met, *named})
    return tuple(
        PairSeen(month, *pair, met[month, pair], named.get((month, pair), 0)) for month, pair in keys
    )


def dealings_of(telling: Telling) -> tuple[tuple[int, str, str], ...]:
    """Every contact of the record as (month, who turned, to whom), facilitators left aside."""
    return tuple((each.month, each.sender, each.hearer) for each in telling.contacts)


def gaps_in_words(found: Coverage, patch: Patch) -> tuple[str, ...]:
    """What nobody observed, as sentences for the report: one a month for tables, and one for pairs of bodies."""
    titles = {table.id: table.title for table in patch.seats.tables}
    names = {body.id: body.short for body in patch.organisations}
    lines = []
    for month in dict.fromkeys(month for month, _ in found.unseen):
        missed = [titles.get(table, table) for m, table in found.unseen if m == month]
        lines.append(f"{patch.month_name(month)}: no note of {'; '.join(missed)}.")
    pairs: dict[Pair, list[int]] = defaultdict(list)
    for pair in found.unseen_pairs:
        pairs[pair.one, pair.other].append(pair.month)
    for (one, other), months in sorted(pairs.items()):
        when = ", ".join(patch.month_name(month) for month in months)
        lines.append(
            f"{names.get(one, one)} and {names.get(other, other)} dealt with each other unobserved: {when}."
        )
    return tuple(lines)
