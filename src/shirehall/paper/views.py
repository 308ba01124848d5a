"""What people across the system said when they were asked before the design, with the spread of their answers kept."""

from __future__ import annotations

from shirehall.paper.prose import capital, count, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Column, Fold, Paragraph, Row, Section, Table

NONE = "The pack holds no views that were canvassed before it was designed, so nothing can be said of what people then hoped or feared."
SPOKEN = {
    "reported": "on record",
    "derived": "drawn from the pack's papers",
    "assumed": "assumed by the pack's authors",
}
"""Where an answer comes from, in words."""


def section(reader: Reader) -> Section:
    """Every question that was canvassed, with all answers to it."""
    views = reader.telling.patch.views
    title = "Views canvassed before the design"
    if not views:
        return Section("views", title, (Paragraph((say(NONE, basis="method"),)),))
    made_up = sum(answer.origin == "assumed" for asked in views for answer in asked.answers)
    whole = sum(len(asked.answers) for asked in views)
    intro = say(
        f"{count(len(views), 'question')} stood before the design, and the answers to each lie apart. None of them is taken for right. Of "
        f"{whole} answers, {made_up} are assumed by the pack's authors; each says where it comes from.",
        basis="given",
    )
    columns = (Column("Who"), Column("What they say"), Column("Where it comes from"))
    folds = tuple(
        Fold(
            f"{asked.text} ({count(len(asked.answers), 'answer')})",
            (
                Table(
                    asked.text,
                    columns,
                    tuple(
                        Row((capital(a.who), f"“{a.says}”", f"{SPOKEN[a.origin]}: {a.source}"))
                        for a in asked.answers
                    ),
                ),
            ),
        )
        for asked in views
    )
    return Section("views", title, (Paragraph((intro,)), *folds))
