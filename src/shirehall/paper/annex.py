"""What of a report is printed in the report itself, and what in its annex.

The rule: where a section keeps more than a dozen lines closed until a reader opens them, they go into the annex, under the same
heading. Short ones, such as what speaks for and against a theme, stay where they are.
"""

from __future__ import annotations

from typing import Literal

from shirehall.paper.tree import Block, Document, Fold, ListBlock, Section, Table, sections_of, unfolded

Part = Literal["report", "annex"]
REPORT: Part = "report"
ANNEX: Part = "annex"
SHORT = 12
"""How many lines of a section may be closed on a page and stand open on paper."""


def goes_apart(section: Section) -> int:
    """How many lines of a section go into the annex: all those that it keeps closed, or none where they are few."""
    folds = tuple(each for each in section.blocks if isinstance(each, Fold))
    lines = sum(lines_of(each) for each in unfolded(folds))
    return lines if lines > SHORT else 0


def lines_of(block: Block) -> int:
    """The lines of a table or list; 0 for any other block."""
    return (
        len(block.rows)
        if isinstance(block, Table)
        else len(block.items)
        if isinstance(block, ListBlock)
        else 0
    )


def parted(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """All blocks of the report and all of its annex, in reading order, what they hold included."""
    told: list[Block] = []
    closed: list[Block] = []
    for section in sections_of(document):
        apart = goes_apart(section)
        for block in section.blocks:
            (closed if apart and isinstance(block, Fold) else told).extend(unfolded((block,)))
    return tuple(told), tuple(closed)
