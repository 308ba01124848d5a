"""What was found: themes structure the discussion, each with its evidence, its rivals, who disputes it, and what is to be learnt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shirehall.paper.noting import ORIGIN_SAID, SORT_SAID, STRENGTH_SAID, cited, noted, quoted, rested, row
from shirehall.paper.prose import capital, count, listed, lower_first, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import (
    Block,
    Column,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Section,
    Sentence,
    Table,
)
from shirehall.study.measures import every_measure
from shirehall.study.themes import (
    ADDRESSEES,
    STRENGTHS,
    Evidence,
    Point,
    Sources,
    Themes,
    Written,
    owner_called,
    read_themes,
    reading_of,
)
from shirehall.study.themes.around import RELATIONS
from shirehall.study.themes.learning import ISSUE, TO_DO
from shirehall.study.themes.theme import measure_in, theme_in

METHOD = (
    "The themes were written by people, from observers' notes and players' feedback beside the record; none was written by rule.",
    "The strength of each is graded by what its evidence carries.",
    "Nothing here is a firm conclusion: an exercise depends on its place and its people, and one play is one play.",
)
NOTHING = (
    "No theme has been written for this day, so nothing was found in the sense of this section: what rules could gather from the "
    "record stands under the other headings, and is no substitute."
)
NO_LEARNING = "No learning point has been drawn from it yet."


@dataclass(frozen=True)
class OneTheme:
    """One theme in its study, for one report."""

    reader: Reader
    themes: Themes
    written: Written

    @property
    def ground(self) -> Sources:
        """The study as a ground for statements."""
        return self.themes.ground


def section(reader: Reader) -> Section:
    """The themes by subject, each with its learning points; those raised only afterwards apart; how they stand to the charter."""
    themes = read_themes(reader.study)
    if not themes.standing:
        return Section(
            "found", "What was found, and what is to be learnt", (Paragraph((say(NOTHING, basis="method"),)),)
        )
    intro = Paragraph(tuple(say(text, basis="method") for text in METHOD))
    graded = tuple(say(f"{capital(name)}: {rule}.", basis="method") for name, rule in STRENGTHS.items())
    rules = ListBlock(graded, "How strength is graded:")
    parts = []
    for subject in themes.subjects:
        seen = [w for w in themes.under(subject.id) if not w.only_later]
        if seen:
            name = f"subject-{anchor(subject.id)}"
            parts.append(Section(name, subject.title, (), parts_of(reader, themes, seen, name)))
    later = [w for w in themes.standing if w.only_later]
    if later:
        apart = say(
            "These points were raised only in what was said after play, and nothing seen in play bears them out.",
            basis="method",
        )
        inside = parts_of(reader, themes, later, "found-later")
        parts.append(Section("found-later", "Raised only afterwards", (Paragraph((apart,)),), inside))
    parts += [
        part
        for part in (contradictions(themes), by_question(reader, themes), aside(themes))
        if part is not None
    ]
    return Section("found", "What was found, and what is to be learnt", (intro, rules), tuple(parts))


def anchor(words: str) -> str:
    """Words as an anchor."""
    return (
        "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in words.lower()).split()) or "other"
    )


def told(reader: Reader, themes: Themes, written: Written) -> Section:
    """One theme."""
    one = OneTheme(reader, themes, written)
    blocks = [block for part in PARTS for block in part(one)]
    return Section(f"found-{anchor(written.theme.id)}", written.theme.title, tuple(blocks))


def statement(one: OneTheme) -> list[Block]:
    """What it says, how strongly, where it comes from, and in how many runs it held."""
    theme, notes = one.written.theme, (one.written.number,)
    said = [rested(one.reader, one.ground, theme.statement, theme.supports)]
    grade = f"{STRENGTH_SAID[one.written.strength]}; first {ORIGIN_SAID.get(theme.origin, theme.origin)}."
    said.append(noted(grade, (), notes, "method"))
    if theme.spread:
        test = f", by this test: {theme.spread.test}" if theme.spread.test else ""
        said.append(noted(sentence_case(f"It {theme.spread.said}{test}"), (), notes, "method"))
    if theme.without:
        said.append(
            noted(
                sentence_case(f"Not both notes and feedback stand behind it: {lower_first(theme.without)}"),
                (),
                notes,
                "method",
            )
        )
    if one.written.lost:
        many = len(one.written.lost)
        said.append(
            noted(
                f"{count(many, 'piece')} of its evidence {'was' if many == 1 else 'were'} taken back since.",
                (),
                notes,
                "method",
            )
        )
    return [Paragraph(tuple(said))]


def quotations(one: OneTheme) -> list[Block]:
    """Words that illustrate it, by leave and without names."""
    own = one.written.theme.quotes
    of_points = (q for p in one.themes.points_of(one.written.theme.id) for q in p.point.quotes)
    found: list[Quote | None] = [quoted(one.ground, quote) for quote in dict.fromkeys((*own, *of_points))]
    return [quote for quote in found if quote is not None]


def evidence(one: OneTheme) -> list[Block]:
    """All that speaks for it and against it, in tables that stay closed until they are opened."""
    blocks: list[Block] = []
    columns = (Column("Sort"), Column("What it says"))
    for title, pieces in (
        ("What speaks for it", one.written.theme.supports),
        ("What speaks against it", one.written.theme.against),
    ):
        there = one.ground.standing(pieces)
        if there:
            rows = tuple(row((SORT_SAID[p.sort], told_of(one, p)), *cited(one.ground, (p,))) for p in there)
            blocks.append(Fold(f"{title} ({count(len(rows), 'piece')})", (Table(title, columns, rows),)))
    return blocks


def told_of(one: OneTheme, piece: Evidence) -> str:
    """What a piece of evidence says, with names as the report writes them."""
    return sentence_case(one.reader.dated(one.ground.says(piece)) or "–")


def dissent(one: OneTheme) -> list[Block]:
    """Who sees it otherwise, and how."""
    voices = one.written.theme.dissent
    if not voices:
        return []
    said = tuple(
        noted(sentence_case(f"{capital(v.role)}: {v.words}"), (), [v.number or one.written.number]) for v in voices
    )  # fmt: skip
    return [ListBlock(said, "Who sees it otherwise:")]


def mechanisms(one: OneTheme) -> list[Block]:
    """The rival explanations, each with how it would show, its measure, and what that measure gives on this record."""
    rivals = one.written.theme.mechanisms
    if not rivals:
        return []
    rows = []
    for each in rivals:
        found = reading_of(one.reader.study, each.measure)
        name, filters = measure_in(each.measure)
        title = every_measure()[name].title if name in every_measure() else name.replace("-", " ")
        told_by = [
            f"{key.replace('_', ' ')} {listed(v) if isinstance(v, list) else v}" for key, v in filters.items()
        ]
        narrow = f" ({'; '.join(told_by)})" if told_by else ""
        number = "" if found.value is None else f"{valued(name, found.value)}: "
        here = f"{number}{one.reader.dated(found.why)}".strip() or "nothing to measure"
        rows.append(
            row((each.text, each.test, f"{title}{narrow}", here), found.evidence, (one.written.number,))
        )
    columns = (
        Column("Explanation"),
        Column("How it would show"),
        Column("Measure"),
        Column("On this record"),
    )
    note = "They stand side by side; one play settles none of them."
    return [Table(f"Rival explanations of “{one.written.theme.title}”", columns, tuple(rows), note)]


def valued(name: str, value: float) -> str:
    """A number of a measure, a share in per cent."""
    unit = every_measure()[name].unit if name in every_measure() else ""
    return f"{100 * value:.0f}%" if unit == "share" else f"{value:g}"


def artefact(one: OneTheme) -> list[Block]:
    """Why it may be owed to how the day was built."""
    if not one.written.theme.artefact:
        return []
    return [
        Note(
            "It may be owed to the design",
            (noted(sentence_case(one.written.theme.artefact), (), [one.written.number], "method"),),
        )
    ]


def learning(one: OneTheme) -> list[Block]:
    """Its learning points, set apart from the story: issues, then what needs to be done."""
    boxes: list[Block] = []
    for sort, title in (
        (ISSUE, "Learning points: issues"),
        (TO_DO, "Learning points: what needs to be done"),
    ):
        points = one.themes.points_of(one.written.theme.id, sort)
        if points:
            boxes.append(Note(title, tuple(point_said(one.themes, p) for p in points)))
    return boxes or [Paragraph((say(NO_LEARNING, basis="method"),))]


def point_said(themes: Themes, found: Point) -> Sentence:
    """One learning point, with whom it addresses, who owns it, and where it was first raised."""
    point = found.point
    to = f"For {ADDRESSEES[point.addressee]}: " if point.addressee in ADDRESSEES else ""
    body = lower_first(point.statement) if to else point.statement
    stop = sentence_case(f"{to}{body}")
    tail = (
        f" (Owner: {owner_called(themes.study, point.owner)}; {ORIGIN_SAID.get(point.origin, point.origin)}.)"
    )
    events, notes = cited(themes.ground, point.supports)
    return noted(stop + tail, events, (*notes, found.number), "seen" if events or notes else "method")


def literature(one: OneTheme) -> list[Block]:
    """What was published elsewhere beside it."""
    books = one.themes.beside(one.written.theme.id)
    said = tuple(
        noted(
            sentence_case(f"{b.citation.rstrip('.')}: {RELATIONS.get(b.relation, b.relation)}"),
            (),
            [b.number],
            "method",
        )
        for b in books
    )
    return [ListBlock(said, "Set beside it:")] if said else []


def another_wording(one: OneTheme) -> list[Block]:
    """Wordings that were written at the same time by others: both stay until somebody who has read them writes the next."""
    said = tuple(
        noted(
            sentence_case(f"{entry.author} wrote: {theme_in(entry).statement}"), (), [entry.number], "method"
        )
        for entry in one.written.beside
    )
    return [Note("Another wording stands beside this one", said)] if said else []


PARTS: tuple[Callable[[OneTheme], list[Block]], ...] = (
    statement, quotations, learning, evidence, dissent, mechanisms, artefact, literature, another_wording,
)  # fmt: skip
"""What is told of a theme, in order."""


def parts_of(reader: Reader, themes: Themes, written: list[Written], name: str) -> tuple[Section, ...]:
    """The themes of a subject with their issues, then what needs to be done about them all."""
    todo = to_be_done(reader, themes, written)
    last = (Section(f"{name}-to-do", "What needs to be done", (todo,)),) if todo else ()
    return (*(told(reader, themes, w) for w in written), *last)


def to_be_done(reader: Reader, themes: Themes, written: list[Written]) -> Table | None:
    """What needs to be done under a subject, by whom, from all its themes."""
    points = [p for w in written for p in themes.points_of(w.theme.id, TO_DO)]
    if not points:
        return None
    columns = tuple(
        Column(c)
        for c in (
            "Addressed to",
            "What needs to be done",
            "Owner",
            "Skill that is short",
            "What might be tried",
            "First raised",
        )
    )
    rows = []
    for found in points:
        p = found.point
        events, notes = cited(themes.ground, p.supports)
        cells = (
            capital(ADDRESSEES.get(p.addressee, p.addressee or "–")), p.statement, capital(owner_called(reader.study, p.owner)),
            p.skill_gap or "–", p.action or "–", capital(ORIGIN_SAID.get(p.origin, p.origin)),
        )  # fmt: skip
        rows.append(row(cells, events, (*notes, found.number)))
    return Table("What needs to be done, and whom it addresses", columns, tuple(rows))


def contradictions(themes: Themes) -> Section | None:
    """Themes that contradict one another."""
    said = tuple(
        noted(
            f"“{one.theme.title}” and “{other.theme.title}” contradict one another; both stay.",
            (),
            [one.number, other.number],
            "method",
        )
        for one, other in themes.contradictions
    )
    return Section("found-contradictions", "What contradicts what", (ListBlock(said),)) if said else None


def by_question(reader: Reader, themes: Themes) -> Section | None:
    """How the themes stand to the charter: each round's questions, and the themes that speak to each."""
    patch = reader.telling.patch
    if not patch.charter.questions:
        return None
    rounds = {r.id: r.title for r in patch.head.rounds}
    rows = []
    for question in patch.charter.questions:
        found = [w for w in themes.standing if w.theme.question == question.id]
        titles = "; ".join(w.theme.title for w in found) or "No theme speaks to it"
        rows.append(
            row(
                (question.text, rounds.get(question.round, question.round), titles),
                (),
                [w.number for w in found],
            )
        )
    columns = (Column("Question of the charter"), Column("Round"), Column("Themes"))
    return Section(
        "found-charter",
        "Themes by the charter's questions",
        (Table("Which theme speaks to which question", columns, tuple(rows)),),
    )


def aside(themes: Themes) -> Section | None:
    """Themes that were put aside, and why."""
    said = tuple(
        noted(sentence_case(f"“{w.theme.title}”: {w.theme.why}"), (), [w.number], "method") for w in themes.aside
    )  # fmt: skip
    return Section("found-aside", "Themes that were put aside", (ListBlock(said),)) if said else None
