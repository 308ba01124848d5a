"""What observers saw and did not see, and the things of which accounts differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from shirehall.study.filters import in_stretch, whole_number
from shirehall.study.notebook.coverage import Coverage, coverage, dealings_of, room_of
from shirehall.study.notebook.divergence import divergence
from shirehall.study.notebook.note import note_of
from shirehall.study.noted import NotedMeasure, NotedRow, noted_number, noted_table
from shirehall.study.study import Study
from shirehall.study.tables import STRETCH, Filters, Reading, Table, reading, share

SEEN = (
    "One row a table and month. Nobody can see everything: where there is no note, nothing is known to have been seen, and it is not "
    "known that nothing happened. Notes without a month or a table are counted in no row."
)


def covered(study: Study) -> Coverage:
    """What was observed of the months that were played, at the pack's tables."""
    telling = study.telling
    tables = tuple(table.id for table in telling.patch.seats.tables)
    return coverage(study.entries, telling.months, tables, room_of(telling.patch), dealings_of(telling))


def notes_at(study: Study) -> dict[tuple[int | None, str], list[int]]:
    """The notes of each month and table, by their numbers."""
    room = room_of(study.telling.patch)
    found: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for each in study.standing("note"):
        for table in room.tables(note_of(each.entry.body)):
            found[each.entry.month, table].append(each.entry.number)
    return found


def observation_coverage(study: Study, filters: Filters) -> Table:
    """Notes and observers of each table in each month."""
    notes = notes_at(study)
    rows: list[NotedRow] = [
        (
            (spot.month, spot.table, spot.notes, len(spot.observers), "; ".join(spot.observers)),
            (),
            notes[spot.month, spot.table],
        )
        for spot in covered(study).spots
        if in_stretch(study.telling, filters, spot.month)
    ]
    return noted_table(("month", "table", "notes", "observers", "who"), rows, SEEN)


def observed_share(study: Study, filters: Filters) -> Reading:
    """Of tables in months, the share of which there is a note."""
    spots = [spot for spot in covered(study).spots if in_stretch(study.telling, filters, spot.month)]
    seen = [spot for spot in spots if spot.notes]
    notes = notes_at(study)
    rests_on = tuple(sorted({number for spot in seen for number in notes[spot.month, spot.table]}))
    found = reading(
        share(len(seen), len(spots)), (), f"{len(seen)} of {len(spots)} tables and months have a note"
    )
    return Reading(found.value, found.evidence, found.why, rests_on)


def unobserved_dealings(study: Study, filters: Filters) -> Table:
    """Pairs of bodies that dealt with each other in a month of which no note speaks, those with most contacts first."""
    least = whole_number(filters, "at_least", 1)
    telling = study.telling
    events: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for contact in telling.contacts:
        one, other = sorted((contact.sender, contact.hearer))
        events[contact.month, one, other].append(contact.seq)
    pairs = [
        pair
        for pair in covered(study).unseen_pairs
        if pair.contacts >= least and in_stretch(telling, filters, pair.month)
    ]
    pairs.sort(key=lambda pair: (-pair.contacts, pair.month, pair.one, pair.other))
    rows: list[NotedRow] = [
        ((pair.month, pair.one, pair.other, pair.contacts), events[pair.month, pair.one, pair.other], ())
        for pair in pairs
    ]
    return noted_table(("month", "one", "other", "contacts"), rows, SEEN)


def accounts_that_differ(study: Study, _filters: Filters) -> Table:
    """Every account of each thing of which accounts differ: agreements, what observers marked, answers on one scale."""
    rows: list[NotedRow] = []
    for each in divergence(study.entries, study.telling):
        for said in each.accounts:
            cells = (each.kind, each.about, each.month, said.who, said.origin, said.words)
            rows.append((cells, some(said.event, each.subject), some(said.entry)))
    return noted_table(
        ("kind", "about", "month", "who", "whose", "words"),
        rows,
        "Nothing is reconciled: every account stays.",
    )


def some(*numbers: int | None) -> Iterable[int]:
    """The numbers that are there."""
    return tuple(number for number in numbers if number is not None)


NOTED = (
    NotedMeasure("observation-coverage", "What was observed", "notes", "Notes and observers of each table in each month.",
                 observation_coverage, STRETCH),
    noted_number("observed-share", "Share observed", "share", "Of tables in months, the share of which there is a note.",
                 observed_share, STRETCH),
    NotedMeasure("unobserved-dealings", "Dealings that nobody observed", "contacts",
                 "Pairs of bodies that dealt with each other in a month of which no note speaks.",
                 unobserved_dealings, ("at_least", *STRETCH)),
    NotedMeasure("accounts-that-differ", "Accounts that differ", "accounts",
                 "Each account of agreements, observed things and answers of which accounts differ.", accounts_that_differ),
)  # fmt: skip
