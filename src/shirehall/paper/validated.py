"""How the reading was tested with those who took part: who came, what they made of each theme, what became of the text."""

from __future__ import annotations

from datetime import date

from shirehall.paper.noting import noted, row
from shirehall.paper.prose import capital, count, listed, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, ListBlock, Note, Paragraph, Row, Section, Sentence, Table
from shirehall.study.themes import read_themes
from shirehall.study.validation import (
    MARKS,
    Change,
    Mark,
    Meeting,
    Result,
    Validation,
    role_said,
    seats_by_role,
    validation,
)

MARKED = ("Resonates", "Disputed", "New", "Questions", "Additions")
"""The headings of the marks, in their order."""
UNTESTED = (
    "No meeting has tested this reading with those who took part, so whether it rings true to them is not known. Such a meeting is "
    "held about a month after the day."
)
UNPLAYED = "No meeting has tested this reading: no person sat in a seat, so there is nobody to whom it could ring true."


def section(reader: Reader) -> Section:
    """Every meeting with its attendance, its results and its decisions; then each text as it was and as it became."""
    read = validation(reader.study)
    if not read.meetings:
        people = any(chair.filled_by == "person" for chair in reader.telling.world.seats.values())
        return Section(
            "validation",
            "Tested with those who took part",
            (Paragraph((say(UNTESTED if people else UNPLAYED, basis="method"),)),),
        )
    parts = [meeting(reader, read, each) for each in read.meetings]
    changes = read.changes()
    if changes:
        parts.append(Section("validated-changes", "What was changed in the text", changed(reader, changes)))
    return Section("validation", "Tested with those who took part", (), tuple(parts))


def title_of(reader: Reader, theme: str) -> str:
    """A theme's title."""
    written = read_themes(reader.study).theme(theme)
    return written.theme.title if written else theme


def long_date(day: str) -> str:
    """A day as it is written in a report: 2 July 2013."""
    when = date.fromisoformat(day)
    return f"{when.day} {when.strftime('%B %Y')}"


def meeting(reader: Reader, read: Validation, each: Meeting) -> Section:
    """One meeting: attendance and in what way it was partial, beside the results."""
    days = read.days_after(each)
    after = "" if days is None else f", {count(days, 'day')} after the end of play"
    held = f"The meeting was held at {each.place} on {long_date(each.date)}{after}; {count(each.came, 'person', 'people')} came."
    said = [noted(held, (), [each.number], "method")]
    if each.words:
        said.append(noted(sentence_case(each.words), (), [each.number], "method"))
    partial = tuple(noted(capital(text), (), [each.number], "method") for text in read.partiality(each))
    results = read.results(each)
    blocks: list[Block] = [
        Paragraph(tuple(said)),
        attendance(reader, each),
        *([Note("This test is partial", partial)] if partial else []),
        tallied(reader, results),
        *by_role(reader, results),
        *voices(reader, results),
        decisions(reader, results),
    ]
    return Section(
        f"validated-{each.id.replace('.', '-')}", f"The meeting of {long_date(each.date)}", tuple(blocks)
    )


def attendance(reader: Reader, each: Meeting) -> Table:
    """Who came, by role, beside who sat on the day."""
    day = dict(seats_by_role(reader.study))
    came = dict(each.attended)
    roles = dict.fromkeys((*came, *day))
    rows = tuple(
        Row((capital(role_said(role)), str(came.get(role, 0)), str(day.get(role, 0)))) for role in roles
    )
    columns = (Column("Role"), Column("Came", "people", True), Column("Seats on the day", "seats", True))
    return Table("Attendance by role, beside the seats of the day", columns, rows)


def tallied(reader: Reader, results: tuple[Result, ...]) -> Table:
    """How many made what of each theme."""
    rows = tuple(
        row(
            (title_of(reader, r.theme), *(str(r.many(mark)) for mark in MARKS)),
            (),
            [m.number for m in r.marks],
        )
        for r in results
    )
    columns = (Column("Theme"), *(Column(name, "people", True) for name in MARKED))
    return Table(
        "What those who came made of each theme",
        columns,
        rows,
        "A person counts once a mark, however often they say it.",
    )


def by_role(reader: Reader, results: tuple[Result, ...]) -> list[Block]:
    """The same by role, where more than one role marked anything."""
    roles = sorted({m.role for r in results for m in r.marks})
    if len(roles) < 2:
        return []
    rows = []
    for r in results:
        for role in roles:
            own = [m for m in r.marks if m.role == role]
            if own:
                cells = (
                    title_of(reader, r.theme),
                    capital(role_said(role)),
                    *(str(r.many(mark, role)) for mark in MARKS),
                )
                rows.append(row(cells, (), [m.number for m in own]))
    columns = (
        Column("Theme"),
        Column("Role"),
        *(Column(n, "people", True) for n in MARKED),
    )
    return [Table("The same by role", columns, tuple(rows))]


def voices(reader: Reader, results: tuple[Result, ...]) -> list[Block]:
    """Dissent first, which is kept whatever was decided; then questions and additions."""
    blocks: list[Block] = []
    for mark, title in (
        ("disputed", "Disputed, and kept:"),
        ("question", "Asked:"),
        ("addition", "Added:"),
        ("new", "New to them:"),
    ):
        said = tuple(voice(reader, r, m) for r in results for m in r.marks if m.mark == mark and m.words)
        if said:
            blocks.append(ListBlock(said, title))
    return blocks


def voice(reader: Reader, result: Result, mark: Mark) -> Sentence:
    """What one person said of a theme, by role; in their own words only where they gave leave."""
    said = f"“{mark.words}”" if mark.may_quote else f"{MARKS[mark.mark]}; they gave no leave to be quoted"
    return noted(
        sentence_case(f"On “{title_of(reader, result.theme)}”, {role_said(mark.role)}: {said}"),
        (),
        [mark.number],
    )


def decisions(reader: Reader, results: tuple[Result, ...]) -> Table:
    """What was made of the marks: the text changed or not, and why."""
    rows = []
    for r in results:
        d = r.decision
        cells = ("Not decided yet", "–") if d is None else ("Changed" if d.changed else "Not changed", d.why)
        rows.append(
            row((title_of(reader, r.theme), *cells), (), [d.number] if d else [m.number for m in r.marks])
        )
    return Table("What was made of it", (Column("Theme"), Column("Text"), Column("Why")), tuple(rows))


def changed(reader: Reader, changes: tuple[Change, ...]) -> tuple[Block, ...]:
    """Each text before and after, what was added, and why; a change that nobody accounted for is said to be one."""
    rows = []
    for each in changes:
        why = each.decided.why if each.decided else "Nobody has said why."
        numbers = [each.before.number, each.after.number, *([each.decided.number] if each.decided else [])]
        cells = (title_of(reader, each.theme), str(each.before.body["statement"]), marked(each), why)
        rows.append(row(cells, (), numbers))
    columns = (Column("Theme"), Column("As it was"), Column("As it became"), Column("Why"))
    table = Table(
        "Texts before and after the meeting", columns, tuple(rows), "[+ …] was put in, [− …] was taken out."
    )
    rewritten = [each for each in changes if not each.additive]
    titles = listed([f"“{title_of(reader, each.theme)}”" for each in rewritten])
    said = (
        f"Sentences were taken out of {titles}; the former text is kept beside it."
        if rewritten
        else "The meeting enlarged the text and rewrote none of it: every sentence that stood still stands."
    )
    return (Paragraph((noted(said, (), [e.after.number for e in changes], "method"),)), table)


def marked(each: Change) -> str:
    """The later text with what was put in and taken out marked in words, so that no colour is needed."""
    shape = {" ": "{}", "+": "[+ {}]", "-": "[− {}]"}
    return " ".join(shape[what].format(words) for what, words in each.difference)
