"""From whose sides the report is written, and what the day was held to ask."""

from __future__ import annotations

from dataclasses import replace

from shirehall.paper.method import stance
from shirehall.paper.prose import count, listed, lower_first, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import ListBlock, Paragraph, Section, Sentence

HOST_SILENT = "Those who held the day have not yet written here what they make of it; this place is kept for their own words."
HOST = "perspective-host"
BESIDE = (
    ("note", "observer's note", "observers' notes"),
    ("answer", "answer on the feedback form", "answers on the feedback form"),
)


def perspectives(reader: Reader) -> Section:
    """Whose report this is: the host's side and the analyst's, then how to read it and who stands behind it."""
    about = stance(reader)
    whose, *rest = about.blocks
    parts = (
        Section(HOST, "The host's side", (host(reader),)),
        Section("perspective-analyst", "The analyst's side", (whose, Paragraph((material(reader),)))),
    )
    return replace(about, title="Whose report this is", blocks=tuple(rest), parts=parts)


def host(reader: Reader) -> Paragraph:
    """Why the host held the day, as the charter gives it, and the place for the host's own words."""
    given = reader.telling.patch.charter
    said = (
        say(f"The day was held for its sponsor, {lower_first(sentence_case(given.sponsor))}", basis="given"),
        *(() if spoken(reader) else (say(HOST_SILENT, basis="method"),)),
    )
    return Paragraph(said)


def spoken(reader: Reader) -> bool:
    """Whether somebody has added words to the host's side."""
    edits = reader.study.standing("report-edit")
    return any(e.entry.body["do"] == "added" and str(e.entry.body["block"]).startswith(HOST) for e in edits)


def material(reader: Reader) -> Sentence:
    """What the analyst had to read: the record, and what stands in the notebook beside it."""
    parts = [f"a record of {len(reader.telling.events):,} events"]
    numbers: list[int] = []
    for kind, one, many in BESIDE:
        found = reader.study.standing(kind)
        if found:
            parts.append(count(len(found), one, many))
            numbers += [each.entry.number for each in found]
    tail = "" if numbers else "; no observer's note and no answer of a player was at hand"
    made = say(f"The analyst read {listed(parts)}{tail}.", [reader.end], "derived")
    return replace(made, notes=tuple(sorted(numbers)[:6]))


def introduction(reader: Reader) -> Section:
    """What the day was held to ask: the puzzle and the questions of the charter."""
    given = reader.telling.patch.charter
    puzzle = say(f"The puzzle behind the day: {sentence_case(given.puzzle)}", basis="given")
    rounds = {one.id: one.title for one in (reader.telling.patch.whole or reader.telling.patch).head.rounds}
    groups = [(title, [q for q in given.questions if q.round == name]) for name, title in rounds.items()]
    groups = [(title, asked) for title, asked in groups if asked]
    if len(groups) < 2:
        groups = [("", list(given.questions))]
    lists = tuple(
        ListBlock(
            tuple(say(question.text, basis="given") for question in asked),
            f"To {lower_first(title)}, the charter put:"
            if title
            else "The charter put these questions to the day:",
            ordered=True,
        )
        for title, asked in groups
    )
    return Section("introduction", "Introduction: what was asked", (Paragraph((puzzle,)), *lists))
