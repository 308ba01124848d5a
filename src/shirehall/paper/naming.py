"""Names in full where a section first uses a short one that a reader could mistake or could not read: letters and "the" names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Fold, ListBlock, Note, Paragraph, Section, Sentence

LETTERS = re.compile(r"\b[A-Z]{3,}\b")
QUOTED = re.compile(r"(“[^”]*”)")
COMMON = ("Authority", "Board", "Commission", "Committee", "Department", "Office")
"""Last words of names that take "the" in running text."""
CHAPTERS = ("summary", "happened", "themes", "charter")
"""Sections in which names are given in full at their first use; elsewhere the sections bear the full names in their headings."""


def named_in_full(reader: Reader, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections, with each body named in full, and then as it is called, where a chapter first speaks of it in its own words."""
    names = hard_names(reader)
    return tuple(Namer(dict(names)).section(s) if s.id in CHAPTERS else s for s in sections)


def hard_names(reader: Reader) -> dict[str, str]:
    """Short names that need their full ones: initials, and a "the" with a word that others might bear too."""
    found = {}
    for body in reader.telling.patch.organisations:
        short, full = body.short, body.name
        hard = LETTERS.search(short) or short.lower().startswith("the ")
        if (
            hard
            and short.lower().removeprefix("the ") != full.lower().removeprefix("the ")
            and body.id in reader.bodies
        ):
            found[short] = re.sub(r" \([^)]*\)$", "", full)
    return found


@dataclass
class Namer:
    """One pass through a chapter. `left` holds the short names not yet given in full."""

    left: dict[str, str]

    def section(self, section: Section) -> Section:
        """A section and its parts in reading order."""
        blocks = tuple(self.block(block) for block in section.blocks)
        return replace(section, blocks=blocks, parts=tuple(self.section(part) for part in section.parts))

    def block(self, block: Block) -> Block:
        """A block's sentences; tables and figures keep the short names that their columns have room for."""
        if isinstance(block, Paragraph | Note):
            return replace(block, sentences=tuple(self.sentence(s) for s in block.sentences))
        if isinstance(block, ListBlock):
            return replace(block, items=tuple(self.sentence(s) for s in block.items))
        if isinstance(block, Fold):
            return replace(block, blocks=tuple(self.block(b) for b in block.blocks))
        return block

    def sentence(self, sentence: Sentence) -> Sentence:
        """A sentence in the report's own words; what the pack says of itself is left as it is."""
        if sentence.basis == "given" or not self.left:
            return sentence
        parts = QUOTED.split(sentence.text)
        return replace(sentence, text="".join(p if p.startswith("“") else self.own(p) for p in parts))

    def own(self, words: str) -> str:
        """Words outside quotation marks, with each name that is still left in full at its first use."""
        for short in sorted(self.left, key=lambda s: (-len(s), s)):
            pattern = re.compile(
                rf"(?<![\w-]){re.escape(short)}(?![\w’'-])",
                re.IGNORECASE if short.lower().startswith("the ") else 0,
            )
            found = pattern.search(words)
            if found is None:
                continue
            full = self.left.pop(short)
            called_the = short.lower().startswith("the ")
            common = called_the or full.split()[-1] in COMMON
            article = "the " if common and not full.lower().startswith("the ") else ""
            opening = found.start() == 0 and (found[0][:1].isupper() or not called_the)
            called = short[:1].lower() + short[1:] if called_the else short
            put = f"{article}{full} ({called})"
            put = put[:1].upper() + put[1:] if opening else put
            words = words[: found.start()] + put + words[found.end() :]
        return words
