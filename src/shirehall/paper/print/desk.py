"""For facilitators and observers only: the run sheet, the equipment checklist, the observers' sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shirehall.paper.print.timetable import day_table, due_at, named, planned
from shirehall.paper.print.words import given
from shirehall.paper.tree import Block, Document, ListBlock, Note, Paragraph, Quote, Section, Terms
from shirehall.patch.model import Inject, Trigger
from shirehall.patch.pack import Patch
from shirehall.play.names import listed, sentence_case

SPARES_FOR = 8
"""One spare laptop for so many tables (assumed)."""
PRIVATE = "For facilitators only. Do not leave this where players can read it."


def run_sheet_document(patch: Patch) -> Document:
    """The facilitator's run sheet: the day, what arrives when and to whom, what falls due, what waits for a condition or a hand."""
    months = tuple(month_section(patch, month) for month in range(1, patch.round.months + 1))
    waiting = tuple(i for i in patch.injects if i.when.month is None)
    later = [
        ("condition", "On a condition", [i for i in waiting if not i.when.by_hand]),
        ("hand", "By hand", [i for i in waiting if i.when.by_hand]),
        ("spares", "Held in reserve", list(patch.spares)),
    ]
    others = [
        Section(name, title, (), injects_told(patch, found, name)) for name, title, found in later if found
    ]
    sections = [
        Section("day", "The day", (day_table(patch),)),
        film_section(patch),
        Section("play", "Month by month", (), months),
        *others,
        *questions_section(patch),
    ]
    return Document(
        f"{patch.head.title}: run sheet",
        PRIVATE,
        f"{patch.head.notice} Times are the plan's.",
        tuple(sections),
    )


def month_section(patch: Patch, month: int) -> Section:
    """What arrives and what falls due in one month, by the minute."""
    timed = [(i.when.minute, 0, inject_section(patch, i)) for i in patch.injects if i.when.month == month]
    due = [
        (d.minute, 1, Section(f"due-{d.id}", f"Due by {due_at(patch, d).rsplit(', ', 1)[-1]}: {d.title}",
                              (Paragraph((given(f"From {named(patch, d.owes)} to {named(patch, d.to)}. Stops nobody."),)),)))
        for d in patch.calendar
        if d.month == month
    ]  # fmt: skip
    parts = tuple(each[2] for each in sorted([*timed, *due], key=lambda each: each[:2]))
    begins = planned(patch, (month - 1) * patch.round.minutes_a_month)
    nothing: tuple[Block, ...] = () if parts else (Paragraph((given("Nothing is planned to arrive."),)),)
    return Section(f"month-{month}", f"{patch.month_name(month)}, from {begins}", nothing, parts)


def injects_told(patch: Patch, injects: Sequence[Inject], where: str) -> tuple[Section, ...]:
    """Injects that wait, each with what it waits for."""
    return tuple(inject_section(patch, each, f"{where}-") for each in injects)


def inject_section(patch: Patch, inject: Inject, where: str = "") -> Section:
    """One inject: to whom, its words, what is expected, how long they have; one that waits somewhere says for what."""
    when = waits_for(patch, inject.when)
    to = "Everybody" if inject.to == "all" else named(patch, list(inject.to))
    facts = [("To", to)]
    if where and inject.when.month is not None:
        facts.append(("When", f"{patch.month_name(inject.when.month)}, {when}, if you want more to happen"))
    elif where:
        facts.append(("When", when))
    facts += [("Answer within", f"{inject.reply_within} minutes of play")] if inject.reply_within else []
    facts += [("Expected", " ".join(inject.expects.split()))]
    title = inject.title if where else f"{when}: {inject.title}"
    blocks = (Quote(" ".join(inject.text.split()), ""), Terms(tuple(facts)))
    return Section(f"{where}inject-{inject.id}", title, blocks)


def waits_for(patch: Patch, when: Trigger) -> str:
    """When an inject comes, in words."""
    if when.month is not None:
        return planned(patch, (when.month - 1) * patch.round.minutes_a_month + when.minute)
    if when.by_hand or not when.measure:
        return "when you publish it"
    marks = [
        f"{word} {mark:g}"
        for word, mark in (("above", when.above), ("below", when.below))
        if mark is not None
    ]
    of = f" of {named(patch, [when.subject]) or when.subject}" if when.subject else ""
    return f"when the published figure {when.measure}{of} is {' or '.join(marks)}"


def film_section(patch: Patch) -> Section:
    """The news film as a script, to be shown, read out or acted."""
    film = patch.film
    minutes, seconds = divmod(film.seconds, 60)
    voices = tuple(Quote(" ".join(v.words.split()), f"{v.speaker}, {v.role}") for v in film.interviews)
    length = given(f"{minutes} min {seconds:02d} s. Show the film if there is one, else read this out.")
    blocks: tuple[Block, ...] = (
        Paragraph((length,)),
        Quote(" ".join(film.opening.split()), ""),
        *voices,
        Quote(" ".join(film.closing.split()), ""),
    )
    return Section("film", f"The news film: {film.title}", blocks)


def questions_section(patch: Patch) -> tuple[Section, ...]:
    """The questions on rules that the pack leaves open."""
    items = tuple(
        given(f"{q.text} May answer: {named(patch, q.may_answer) or 'nobody'}.")
        for q in patch.rules.questions
    )
    told = "They may be asked. Unless one of those named answers, leave them open: that is a finding too."
    return (
        (Section("questions", "Left open in the rules", (Paragraph((given(told),)), ListBlock(items))),)
        if items
        else ()
    )


def checklist_document(patch: Patch) -> Document:
    """The checklist: equipment and printouts counted from the pack, then what the pack says of the weeks before and of the room."""
    sections = [
        Section("equipment", "Equipment", (lines(equipment(patch)),)),
        Section("printouts", "Printouts", (lines(printouts(patch)),)),
        *own_lines(patch),
        Section("morning", "On the morning", (lines(morning(patch)),)),
    ]
    return Document(
        f"{patch.head.title}: checklist", "For facilitators and those who help them.", "", tuple(sections)
    )


TICKED = ("equipment", "printouts", "before", "room", "morning")
"""The sections of the checklist that are lists to tick."""


def lines(items: Sequence[str]) -> ListBlock:
    """A list of plain lines."""
    return ListBlock(tuple(given(each) for each in items))


def tables_used(patch: Patch) -> int:
    """How many tables somebody sits at, facilitators' included."""
    return len({seat.table for seat in patch.active_seats})


def equipment(patch: Patch) -> list[str]:
    """What has to stand in the room, counted from tables and seats."""
    tables, controls = (
        tables_used(patch),
        sum(patch.organisation(s.organisation).kind == "control" for s in patch.active_seats),
    )
    spare = max(1, math.ceil(tables / SPARES_FOR))
    return [
        f"Laptops: one for each of {tables} tables, {spare} spare; players may use their own tablets and telephones too.",
        f"A laptop for each of {controls} facilitators, and one that serves the day and does nothing else.",
        "A tablet or laptop for each observer; clipboards and the observers' sheets in case.",
        "A projector and screen, with sound, for the news film.",
        "A second screen or projector with its own computer for the wall: clock, month, news and figures, all day.",
        "Two printers, one of them spare, with paper and toner; scissors for the cards.",
        "A wireless network of our own that carries every device at once; no way out to the internet is needed.",
        "Mains leads taped down, chargers, and a power supply that keeps the serving laptop and the network up for an hour.",
        "Pens, name badges, water; drinks and lunch ordered for the times of the timetable.",
    ]


def printouts(patch: Patch) -> list[str]:
    """What has to be printed, and how many."""
    seats = [s for s in patch.active_seats if patch.organisation(s.organisation).kind != "control"]
    bodies = len({seat.organisation for seat in seats})
    return [
        f"Briefing packs: {len(seats)}, one a seat, of {bodies} kinds; sent ahead. Ask who needs large print.",
        f"Position statements: {len(seats)}, of {bodies} kinds, in closed folders; given at doors open.",
        f"Role cards: {len(patch.active_seats)}. Join sheets: {len(patch.active_seats)}, cut apart, each handed to its own person.",
        f"Table tents: {len(patch.active_seats)} for seats and {tables_used(patch)} for tables, on card.",
        f"Timetables: {len(patch.active_seats) + 10}, one for every person and some for the walls.",
        f"Message forms: {5 * len(seats)}; agreement forms: {len(seats)}. They wait under the facilitators' table.",
        "Run sheets: one for each facilitator. Observers' sheets: twenty for each observer.",
    ]


def own_lines(patch: Patch) -> tuple[Section, ...]:
    """The pack's own checklist: lines that say how long before the day, then the rest."""
    before = [line for line in patch.seats.checklist if line.partition(":")[0].casefold().endswith("before")]
    room = [line for line in patch.seats.checklist if line not in before]
    found = (("before", "Before the day", before), ("room", "The room", room))
    return tuple(Section(name, title, (lines(items),)) for name, title, items in found if items)


def morning(patch: Patch) -> list[str]:
    """The last look round before doors open."""
    breaks = [slot for slot in patch.head.timetable if slot.kind in ("break", "lunch")]
    told = listed([f"{slot.what} at {slot.time}" for slot in breaks])
    return [
        "The pack passes the check on the laptop that serves the day.",
        "Every seat has a person or a script, and the board shows none without.",
        "One device at every table has opened its desk by the code on its join sheet.",
        "The film runs with sound on the screen in the hall; the wall can be read from the back row with the lights on.",
        "Observers know the codes, their tables and their rota.",
        "Pull out the network cable for a minute and see every desk say so and come back.",
        *([f"Whoever serves knows when: {told}."] if told else []),
    ]


def observers_document(patch: Patch) -> Document:
    """What an observer has in hand: what to look for, the codes, the tables. The sheet to write on is a form of its own."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in patch.codebook.codes:
        groups.setdefault(code.group, []).append((code.title, code.means))
    codes = tuple(
        Section(f"codes-{group}", sentence_case(group.replace("-", " ")), (Terms(tuple(pairs)),))
        for group, pairs in groups.items()
    )
    tables = tuple(
        given(f"{table.title}: {listed([s.role for s in patch.active_seats if s.table == table.id])}.")
        for table in patch.seats.tables
        if any(s.table == table.id for s in patch.active_seats)
    )
    sections = [
        Section("cues", "Look for", (ListBlock(tuple(given(cue) for cue in patch.codebook.cues)),)),
        Section(
            "codes",
            "Codes",
            (Note("", (given("Note what was said and done first. The code can wait."),)),),
            codes,
        ),
        Section("tables", "Tables", (ListBlock(tables),)),
    ]
    return Document(
        f"{patch.head.title}: for observers", "For observers only.", patch.head.notice, tuple(sections)
    )
