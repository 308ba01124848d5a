"""Every block of a document under a key that stays: its section's id, then its lead, caption or title, then its place among alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

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
    Table,
    Terms,
    sections_of,
)

LONGEST = 60
PLAIN: dict[type, str] = {
    Paragraph: "text",
    Quote: "quote",
    ListBlock: "list",
    Note: "note",
    Terms: "terms",
    Table: "table",
    Figure: "figure",
    Fold: "fold",
    Edited: "edited",
}
"""What a block without a lead, caption or title is called."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A block with its key and the section in which it stands. `inside` is the key of the fold that holds it, if one does."""

    key: str
    section: Section
    block: Block
    inside: str = ""


def keyed(document: Document) -> Iterator[Keyed]:
    """Every block with its key, in reading order. Keys are unique in a document."""
    for section in sections_of(document):
        yield from keyed_in(section, section.blocks, section.id)


def keyed_in(section: Section, blocks: tuple[Block, ...], under: str, inside: str = "") -> Iterator[Keyed]:
    """Some blocks of a section with their keys, those within folds after their fold."""
    for key, block in zip(keys(blocks, under), blocks, strict=True):
        yield Keyed(key, section, block, inside)
        if isinstance(block, Fold):
            yield from keyed_in(section, block.blocks, key, key)


def keys(blocks: tuple[Block, ...], under: str) -> list[str]:
    """The keys of neighbouring blocks under a section's id or a fold's key."""
    taken: Counter[str] = Counter()
    found = []
    for block in blocks:
        if isinstance(block, Edited) and block.key:
            found.append(block.key)
            taken[block.key.removeprefix(f"{under}/").split(".")[0]] += 1
            continue
        name = slug(called(block)) or PLAIN[type(block)]
        taken[name] += 1
        found.append(f"{under}/{name}" if taken[name] == 1 else f"{under}/{name}.{taken[name]}")
    return found


def called(block: Block) -> str:
    """A block's lead, caption or title; empty when it has none."""
    if isinstance(block, Paragraph):
        return block.lead
    if isinstance(block, Table):
        return block.caption
    return block.title if isinstance(block, Figure | Note | ListBlock | Fold) else ""


def slug(words: str) -> str:
    """Words as part of a key: small letters and figures joined by dashes; what stands in brackets, such as a count, is left out.

    >>> slug("Asks without an answer (41 lines)")
    'asks-without-an-answer'
    """
    plain = re.sub(r"\([^)]*\)", "", words.lower())
    joined = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return joined if len(joined) <= LONGEST else joined[:LONGEST].rsplit("-", 1)[0]
