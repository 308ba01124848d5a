"""The plain printer: one document tree to lines of text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from shirehall.paper.draw import visible
from shirehall.paper.tree import (
    Block,
    Document,
    Edited,
    Figure,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Section,
    Sentence,
    Table,
    Terms,
)

LEAST = 8


def print_plain(document: Document, width: int = 100) -> str:
    """The document as text of a width. Figures are told by their sentence; what is folded away is left out."""
    lines = [
        document.title,
        "=" * min(width, len(document.title)),
        *wrapped(document.subtitle, width),
        "",
        *wrapped(document.notice, width),
        "",
    ]
    lines += [f"{name}: {said}" for name, said in document.about]
    for section in document.sections:
        lines += ["", *told(section, width, "-")]
    return "\n".join(visible(line).rstrip() for line in lines) + "\n"


def wrapped(text: str, width: int, indent: str = "", first: str = "") -> list[str]:
    """Text broken into lines."""
    return textwrap.wrap(
        text, width, initial_indent=first or indent, subsequent_indent=indent, break_long_words=False
    ) or [""]


def told(section: Section, width: int, mark: str) -> Iterator[str]:
    """A section's lines."""
    yield section.title
    yield mark * min(width, len(section.title))
    for block in section.blocks:
        yield from lines_of(block, width)
        yield ""
    for part in section.parts:
        yield from told(part, width, ".")


def words(sentences: tuple[Sentence, ...]) -> str:
    """Sentences one after another."""
    return " ".join(f"{s.text} (assumed)" if s.basis == "assumed" else s.text for s in sentences)


def lines_of(block: Block, width: int) -> list[str]:
    """A block's lines."""
    if isinstance(block, Paragraph):
        return wrapped(f"{block.lead} {words(block.sentences)}".strip(), width)
    if isinstance(block, Note):
        return [block.title + ":", *wrapped(words(block.sentences), width, "  ")]
    if isinstance(block, ListBlock):
        items = [line for item in block.items for line in wrapped(words((item,)), width, "  ", "- ")]
        return [block.title + ":", *items] if block.title else items
    if isinstance(block, Quote):
        return wrapped(f"“{block.text}” ({block.source})", width, "  ")
    if isinstance(block, Figure):
        return wrapped(f"[{block.title}] {block.alt}", width)
    if isinstance(block, Terms):
        return [line for term, meaning in block.pairs for line in wrapped(f"{term}: {meaning}", width, "  ")]
    if isinstance(block, Edited):
        if not block.blocks:
            return []
        return [line for each in block.blocks for line in lines_of(each, width)] + wrapped(block.said, width)
    return [f"({block.title})"] if isinstance(block, Fold) else table(block, width)


def table(found: Table, width: int) -> list[str]:
    """A table in columns, each cell broken within its own column."""
    heads = [f"{c.title}{f' [{c.unit}]' if c.unit and not c.numeric else ''}" for c in found.columns]
    rows = [heads, *(list(row.cells) for row in found.rows)]
    widths = shares(
        [max(len(row[i]) for row in rows) for i in range(len(heads))], width - 2 * (len(heads) - 1)
    )
    lines = [found.caption]
    for number, row in enumerate(rows):
        cells = [wrapped(cell, w) for cell, w in zip(row, widths, strict=True)]
        for k in range(max(len(cell) for cell in cells)):
            parts = [
                (cell[k] if k < len(cell) else "").ljust(w) for cell, w in zip(cells, widths, strict=True)
            ]
            lines.append("  ".join(parts).rstrip())
        if number == 0:
            lines.append("  ".join("-" * w for w in widths))
    return lines + (wrapped(found.note, width) if found.note else [])


def shares(wanted: list[int], room: int) -> list[int]:
    """Widths of columns within a room: narrow ones as they are, the widest cut until all fit."""
    widths = list(wanted)
    while sum(widths) > room and max(widths) > LEAST:
        widths[widths.index(max(widths))] -= 1
    return [max(1, w) for w in widths]
