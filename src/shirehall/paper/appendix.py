"""The appendices: where accounts differ, the timeline, the glossary, the references."""

from __future__ import annotations

from dataclasses import replace

from shirehall.paper.dissent import asked, dissent
from shirehall.paper.families import one
from shirehall.paper.prose import capital, count, say, sentence_case, spread
from shirehall.paper.reader import Reader
from shirehall.paper.tree import (
    SHOWN,
    Block,
    Column,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
    Terms,
)
from shirehall.study.timeline import Entry
from shirehall.study.timeline_edit import EditedLine, edited

LEAST = 2
"""Lines of the timeline that weigh less than this are left to the record."""

GLOSSARY = (
    ("A&E", "Accident and emergency: the hospital department that takes people who need help at once."),
    (
        "Account",
        "What one party says of an agreement. Two parties may give different accounts, and both stay.",
    ),
    ("Acute care", "Hospital care for illness or injury that needs treatment soon, and planned operations."),
    ("Allocation", "The money that a commissioner is given for a year."),
    ("Block contract", "A fixed sum for a service, however many people use it."),
    ("Commissioner", "A body that holds the money for a group of patients and buys their care."),
    ("Commitment", "Words that bind or promise: agreeing, submitting a plan, appointing a lead."),
    (
        "Contact",
        "One organisation turning to one other: an act addressed to two others counts as two contacts.",
    ),
    (
        "Cost and volume",
        "A contract that pays a fixed sum up to an agreed amount of care, and by the case beyond it.",
    ),
    ("Deed", "An act that changes something. A deed is called settled when it does more than tell."),
    ("Delayed days", "Days that people spend in a hospital bed after being ready to leave it."),
    ("Elective", "Planned in advance, as against an emergency."),
    ("Event", "One fact on the record of play, with its number, time, author and words."),
    ("Foundation trust", "An NHS provider with some freedom of its own, watched by an economic regulator."),
    ("Four-hour standard", "The share of people who leave A&E within four hours of arriving."),
    ("GP", "General practitioner: a family doctor."),
    (
        "Health and wellbeing board",
        "A local board of the council, commissioners and others that assesses need and makes a strategy.",
    ),
    ("Inject", "Something that arrives during play: news, a cost, an incident, a revised figure."),
    ("Lever", "Terms that act on the county model, such as beds opened or a service moved."),
    ("Marginal rate", "A lower price for emergency admissions above a level of the past."),
    ("Occupancy", "The share of open beds in which somebody lies."),
    ("Play minute", "The unit of time in play; the pack says how many make a month."),
    ("Risk share", "An agreement on who bears how much when cost or use differs from plan."),
    (
        "RTT",
        (
            "Referral to treatment: the time from a referral to the start of treatment; the list of those"
            " still waiting is the incomplete list."
        ),
    ),
    (
        "Scripted seat",
        (
            "A seat played by a program with limited time, knowledge and interests of its own, and never by a"
            " person."
        ),
    ),
    (
        "Seat",
        (
            "A place at the table, filled by a person or a script, which acts for an organisation within its"
            " authority."
        ),
    ),
    (
        "Stance",
        "What a party has done about a text: proposed, agreed, signed, refused, claimed or denied it.",
    ),
    ("Side deal", "An agreement other than a main contract, such as a pilot or a risk share."),
    ("Tariff", "A national price for each case treated."),
    ("Top slice", "A share of allocations held back by the national board."),
    (
        "Trolley wait",
        "A wait for a bed after the decision to admit; those over twelve hours are counted apart.",
    ),
    ("Trust", "An NHS organisation that provides care."),
)


def differing(reader: Reader) -> Section:
    """Where accounts on the record differ, and what an observer might read otherwise: the place for dissent."""
    rows = []
    for row, evidence in reader.rows("agreement-accounts"):
        if row["accounts_differ"] == "yes":
            cells = (
                str(row["title"]),
                capital(reader.name(row["party"])),
                says(str(row["says"])),
                "yes" if row["of_present_text"] == "yes" else "no",
            )
            rows.append(Row(cells, spread(evidence, 4)))
    intro = Note(
        "What this appendix can and cannot hold",
        (
            say(
                "The report takes the observers' stance. Players may see the same events otherwise, and where"
                " they do, their dissent belongs here beside the findings.",
                basis="method",
            ),
            say(asked(reader), basis="method"),
        ),
    )
    blocks: list[Block] = [intro, *dissent(reader)]
    if rows:
        columns = (
            Column("Agreement"),
            Column("Party"),
            Column("What it says"),
            Column("Of the present text"),
        )
        blocks.append(Table("Agreements on which the parties' accounts differ", columns, tuple(rows)))
    else:
        blocks.append(
            Paragraph(
                (
                    say(
                        "On no agreement do the accounts that the parties put on the record differ.",
                        [reader.end],
                        "derived",
                    ),
                )
            )
        )
    denied = reader.of_kind("agreement-denied", "agreement-disputed", "challenged", "complained")
    heard = [say(one(reader, event), [event.seq]) for event in denied[:15]]
    if heard:
        blocks.append(ListBlock(tuple(heard), "Where somebody spoke against what another had said or done:"))
    return Section("differing", "Where accounts differ", tuple(blocks))


def says(stance: str) -> str:
    """A stance in words."""
    words = {
        "claims": "that it is agreed",
        "denies": "that it did not agree",
        "told": "nothing",
        "proposed": "that it proposed it",
        "agreed": "that it agreed",
        "signed": "that it signed",
        "refused": "that it refused",
        "withdrew": "that it withdrew",
    }
    return words.get(stance, stance)


def told(reader: Reader) -> Section:
    """The timeline as people edited it: phases, in them organisations, in them what happened; then what was not done and left open."""
    line = edited(reader.study)
    happened_in: dict[str, dict[str, list[EditedLine]]] = {
        p.id: {} for p in reader.telling.patch.round.phases
    }
    rest: dict[str, list[EditedLine]] = {"not done": [], "open": []}
    for each in line.lines:
        if each.part == "happened":
            happened_in.setdefault(each.phase, {}).setdefault(each.body, []).append(each)
        else:
            rest[each.part].append(each)
    parts = [
        phase_of_timeline(reader, phase.id, phase.title, happened_in[phase.id])
        for phase in reader.telling.patch.round.phases
        if happened_in[phase.id]
    ]
    for name, title, entries in (
        ("undone", "What was not done", rest["not done"]),
        ("open", "What was left open", rest["open"]),
        ("aside", "Lines that people put aside", line.put_aside),
    ):
        if entries:
            items = ListBlock(tuple(line_said(reader, entry) for entry in entries), direct=True)
            fold = Fold(f"{title} ({count(len(entries), 'line')})", (items,))
            parts.append(Section(f"timeline-{name}", title, (fold,)))
    intro = say(
        "The timeline lists what happened by phase and organisation. Acts of one kind towards the same bodies"
        " share a line; first contacts, single talk and refusals are left to the exported timeline.",
        basis="method",
    )
    by_hand = [each for each in (*line.lines, *line.put_aside) if each.edited]
    hands = say(
        f"People edited {count(len(by_hand), 'line')} of it; each says so and keeps what it rests on.",
        basis="method",
    )
    return Section("timeline", "Timeline", (Paragraph((intro, *([hands] if by_hand else []))),), tuple(parts))


def phase_of_timeline(reader: Reader, name: str, title: str, bodies: dict[str, list[EditedLine]]) -> Section:
    """One phase: a fold for what came to the whole county, and one for each body, in the order of the timeline."""
    folds: list[Block] = []
    for body, lines in bodies.items():
        heavy = tuple(line_said(reader, each) for each in lines if each.line.weight >= LEAST or each.edited)
        if heavy:
            called = capital(reader.name(body)) if body else "The whole county"
            folds.append(Fold(f"{called} ({len(heavy)})", (ListBlock(heavy, direct=True),)))
    return Section(f"timeline-{name}", title, tuple(folds))


def line_said(reader: Reader, each: EditedLine) -> Sentence:
    """A line of the timeline as it stands, with who edited it and what others had worded instead."""
    said = entry_said(reader, each.line)
    if not each.edited:
        return said
    others = "".join(f" Another wording: “{words}”." for words in each.conflicts if words)
    why = f": {each.why.rstrip('.')}" if each.why else ""
    return replace(
        said,
        text=f"{sentence_case(said.text)} [Edited by {each.by}{why}.]{others}",
        basis="edited",
        notes=spread(sorted(each.notes), SHOWN),
    )


def entry_said(reader: Reader, entry: Entry) -> Sentence:
    """A line of the timeline with its month, citing fewer events than the text does."""
    words = entry.sentence
    if entry.kind == "inject":
        words = f"What arrived: {reader.quoted_title(entry.seq[0], words)}"
    made = say(f"{reader.month(entry.month)}: {reader.dated(words)}", entry.seq or (reader.end,))
    few = spread(made.evidence, SHOWN // 2)
    return replace(made, evidence=few, basis="seen" if entry.seq else "derived")


def glossary(reader: Reader) -> Section:
    """The words of the trade that the report uses, and the short names of organisations."""
    short = tuple(
        (capital(o.short), f"{o.name}, {reader.kind(o.kind, many=False)}.")
        for o in reader.telling.patch.organisations
        if o.short != o.name and o.kind != "control"
    )
    return Section(
        "glossary", "Glossary", (Terms(tuple(sorted((*GLOSSARY, *short), key=lambda pair: pair[0].lower()))),)
    )


def references(reader: Reader) -> Section:
    """What the pack rests on."""
    head = reader.telling.patch.head
    items = tuple(say(sentence_case(source), basis="given") for source in head.sources)
    place = (
        (say(f"The county is modelled on this: {sentence_case(head.analogue)}", basis="given"),)
        if head.analogue
        else ()
    )
    licence = say(f"Licence of the pack: {sentence_case(head.licence)}", basis="given")
    return Section("references", "References", (ListBlock(items, ordered=True), Paragraph((*place, licence))))
