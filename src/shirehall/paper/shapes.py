"""The two shapes a report may take: by theme, as an analyst's report of a day, or by round and bid, as a debriefing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shirehall.errors import UsageError
from shirehall.paper.bids import bids
from shirehall.paper.prose import say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Paragraph, Section

THEMES = "themes"
ROUNDS = "rounds"

Drafted = Mapping[str, Section]
"""The sections that were drafted, by id. One that has nothing to say is not among them."""

BY_THEMES = (
    "stance", "summary", "introduction", "context", "happened", "themes", "found", "bids", "organisations", "county", "ledgers",
    "conclusions", "charter", "published", "reactions", "validation", "panel", "literature", "method", "limitations", "views", "assumed",
    "differing", "timeline", "glossary", "references",
)  # fmt: skip
"""The order of a report by themes. Sections that are not named here follow before the timeline."""

LAST = ("timeline", "glossary", "references")


def by_themes(reader: Reader, drafted: Drafted) -> tuple[Section, ...]:
    """The day as it is learnt from, theme by theme: perspectives, summary, introduction, context, story, themes, discussion, method."""
    if reader.telling.world.tenders:
        drafted = {**drafted, "bids": bids(reader)}
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
    whole = [group(drafted, *each) for each in groups] + [bids(reader), group(drafted, *closing)]
    named = {name for *_, names in (*groups, closing) for name in names}
    rest = [name for name in drafted if name not in named and name not in LAST]
    return (*whole, *(drafted[n] for n in rest), *(drafted[n] for n in LAST if n in drafted))


def group(drafted: Drafted, name: str, title: str, about: str, parts: tuple[str, ...]) -> Section:
    """Some sections as parts of one."""
    return Section(
        name, title, (Paragraph((say(about, basis="method"),)),), tuple(drafted[part] for part in parts if part in drafted)
    )  # fmt: skip


SHAPES: Mapping[str, Callable[[Reader, Drafted], tuple[Section, ...]]] = {
    THEMES: by_themes,
    ROUNDS: by_rounds,
}


def shaped(shape: str, reader: Reader, drafted: Drafted) -> tuple[Section, ...]:
    """The sections in the order of a shape. Raises UsageError for a shape that is not known."""
    if shape not in SHAPES:
        raise UsageError(f"a report has no shape {shape!r}.", mend=f"use one of {', '.join(SHAPES)}.")
    return SHAPES[shape](reader, drafted)
