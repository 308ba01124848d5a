"""The shapes a report may take: by theme, as an analyst's report of a day; by round and bid, as a debriefing; or the pack's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from shirehall.errors import UsageError
from shirehall.paper.bids import bids
from shirehall.paper.progress import section as progress
from shirehall.paper.prose import say
from shirehall.paper.reader import Reader
from shirehall.paper.rounds import several
from shirehall.paper.subjects import section as subjects
from shirehall.paper.tree import Paragraph, Section
from shirehall.patch.pack import Patch
from shirehall.patch.report_shape import Chapter

THEMES = "themes"
ROUNDS = "rounds"
OWN = "own"

Drafted = Mapping[str, Section]
"""The sections that were drafted, by id. One that has nothing to say is not among them."""

BY_THEMES = (
    "stance", "summary", "introduction", "context", "happened", "themes", "found", "bids", "organisations", "county", "ledgers",
    "progress", "conclusions", "charter", "published", "reactions", "validation", "panel", "literature", "method", "limitations", "views",
    "assumed", "differing", "timeline", "glossary", "references",
)  # fmt: skip
"""The order of a report by themes. Sections that are not named here follow before the timeline."""

LAST = ("timeline", "glossary", "references")


def by_themes(reader: Reader, drafted: Drafted) -> tuple[Section, ...]:
    """The day as it is learnt from, theme by theme: perspectives, summary, introduction, context, story, themes, discussion, method."""
    if reader.telling.world.tenders:
        drafted = {**drafted, "bids": bids(reader)}
    if several(reader):
        drafted = {**drafted, "progress": progress(reader)}
    rest = [name for name in drafted if name not in BY_THEMES]
    body = [name for name in BY_THEMES if name in drafted and name not in LAST]
    return tuple(drafted[name] for name in (*body, *rest, *(n for n in LAST if n in drafted)))


def by_rounds(reader: Reader, drafted: Drafted) -> tuple[Section, ...]:
    """The day as it is debriefed: questions, design, messages in brief and at length, final observations, the rounds, the bids."""
    groups = (
        ("questions", "Introduction and questions", "What was asked, and of whom.",
         ("introduction", "stance", "charter")),
        ("design", "How it was designed", "The place, the rules, and how the day was played and read.",
         ("context", "views", "method", "assumed")),
        ("messages", "Messages", "In brief first, then at length.",
         ("summary", "themes", "found", "reactions")),
        ("final", "Final observations", "What it all might amount to.",
         ("conclusions", "published", "validation", "panel")),
        ("rounds", "Round by round", "What happened, in the order of play.",
         ("happened", "organisations", "county", "ledgers")),
    )  # fmt: skip
    closing = (
        "closing",
        "Closing observations",
        "What to keep in mind.",
        ("limitations", "differing", "literature"),
    )
    beside = (progress(reader),) if several(reader) else ()
    whole = [group(drafted, *each) for each in groups] + [bids(reader), *beside, group(drafted, *closing)]
    named = {name for *_, names in (*groups, closing) for name in names}
    rest = [name for name in drafted if name not in named and name not in LAST]
    return (*whole, *(drafted[n] for n in rest), *(drafted[n] for n in LAST if n in drafted))


def as_the_pack_has_it(reader: Reader, drafted: Drafted) -> tuple[Section, ...]:
    """The chapters of the pack's own report; what no chapter takes follows before the timeline. Raises UsageError when it has none."""
    chapters = reader.telling.patch.chapters
    if not chapters:
        raise UsageError(
            "the pack has no report of its own shape.",
            mend=f"add report.yaml to it, or use {THEMES} or {ROUNDS}.",
        )
    taken = {part for chapter in chapters for part in chapter.parts}
    makers: Mapping[str, Callable[[Reader], Section]] = {
        "bids": bids,
        "progress": progress,
        "subjects": subjects,
    }
    drafted = {**drafted, **{name: make(reader) for name, make in makers.items() if name in taken}}
    whole = [each for chapter in chapters for each in chaptered(drafted, chapter)]
    rest = [name for name in drafted if name not in taken and name not in LAST]
    return (*whole, *(drafted[n] for n in rest), *(drafted[n] for n in LAST if n in drafted))


def chaptered(drafted: Drafted, chapter: Chapter) -> tuple[Section, ...]:
    """One chapter of the pack's own report: a part under the chapter's heading, or several as parts of one; none without a part."""
    parts = tuple(name for name in chapter.parts if name in drafted)
    if not parts:
        return ()
    if chapter.alone and len(parts) == 1:
        return (replace(drafted[parts[0]], title=chapter.title),)
    return (group(drafted, chapter.id, chapter.title, chapter.about, parts),)


def group(drafted: Drafted, name: str, title: str, about: str, parts: tuple[str, ...]) -> Section:
    """Some sections as parts of one."""
    said = (Paragraph((say(about, basis="method"),)),) if about else ()
    return Section(name, title, said, tuple(drafted[part] for part in parts if part in drafted))


SHAPES: Mapping[str, Callable[[Reader, Drafted], tuple[Section, ...]]] = {
    THEMES: by_themes,
    ROUNDS: by_rounds,
    OWN: as_the_pack_has_it,
}


def shape_of(patch: Patch, shape: str = "") -> str:
    """The shape that is asked for; where none is, the pack's own if it has one, else by themes."""
    return shape or (OWN if patch.chapters else THEMES)


def shaped(shape: str, reader: Reader, drafted: Drafted) -> tuple[Section, ...]:
    """The sections in the order of a shape; an empty one is the pack's. Raises UsageError for a shape that is not known."""
    shape = shape_of(reader.telling.patch, shape)
    if shape not in SHAPES:
        raise UsageError(f"a report has no shape {shape!r}.", mend=f"use one of {', '.join(SHAPES)}.")
    return SHAPES[shape](reader, drafted)
