"""One document tree for everything that is printed: what is said, on what evidence, with which figures and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Basis = Literal["seen", "derived", "assumed", "given", "method", "edited"]
"""What a sentence rests on.

seen: seen in play, as the events it cites; derived: worked out from events; assumed: taken to be so by the pack or by a
rule; given: the pack's own statement of the place, the rules or the charter; method: how the report was made; edited: worded by
a person who edited the report, on what it cites.
"""

CLAIMS: tuple[Basis, ...] = ("seen", "derived")
"""The bases that claim something of the play, and so cite at least one event."""

SHOWN = 6
"""How many events a sentence cites at most; the number it rests on is kept beside them."""

DATES = re.compile(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?(?:19|20)\d\d(?:/\d\d)?\b"
)
NUMERALS = re.compile(
    r"\d|%|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|four|fif|six|seven|eigh|nine)(?:teen|ty)?(?:-\w+)?\b"
    r"|\b(?:twenty|once|twice|half|none|a third|a quarter)\b",
    re.IGNORECASE,
)


def states_figures(text: str) -> bool:
    """Whether a sentence states a count, a share or a sum; years and months by name are none."""
    return bool(NUMERALS.search(DATES.sub("", text)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `evidence` holds numbers of events, at most `SHOWN`; `of` how many it rests on in all.

    `notes` holds numbers of the notebook's entries that it rests on, at most `SHOWN`. `rests` holds all the events, of which
    `evidence` are those shown.
    """

    text: str
    evidence: tuple[int, ...] = ()
    basis: Basis = "seen"
    of: int = 0
    notes: tuple[int, ...] = ()
    rests: tuple[int, ...] = ()

    @property
    def claims(self) -> bool:
        """Whether the sentence claims something of the play."""
        return self.basis in CLAIMS

    @property
    def uncited(self) -> bool:
        """Whether a person worded it, with figures, and cites nothing for them."""
        return self.basis == "edited" and not (self.evidence or self.notes) and states_figures(self.text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together. `lead` is an optional run-in heading."""

    sentences: tuple[Sentence, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody used, with who and when, and the event or the notebook's entry that holds them."""

    text: str
    source: str
    evidence: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, and the events and the notebook's entries it rests on."""

    cells: tuple[str, ...]
    evidence: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the unit of its figures (empty for words), and whether it holds figures."""

    title: str
    unit: str = ""
    numeric: bool = False

    @property
    def measured(self) -> str:
        """The unit, where a heading has to tell it: not where its title does, nor where it is a bare number."""
        return "" if self.unit in ("number", self.title.lower()) else self.unit


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. The first cell of each row is the row's heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def cites(self) -> bool:
        """Whether any row cites events."""
        return any(row.evidence or row.notes for row in self.rows)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its title, what it shows in one sentence, its unit and source, the drawing, and its numbers.

    `spec` is a Vega-Lite specification without data from anywhere else.
    """

    title: str
    alt: str
    unit: str
    source: str
    spec: Mapping[str, Any]
    table: Table


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark: a warning, a stance, how to read what follows."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list of sentences. `title` is an optional line above it; when `direct`, its lines link straight to their events."""

    items: tuple[Sentence, ...]
    title: str = ""
    ordered: bool = False
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A glossary: (term, meaning) pairs."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that are kept closed under one line until the reader opens them."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """Blocks that a person worded, none where they put them aside. `said` tells who, when and why; `draft` holds the draft as it
    is now, where it has changed since. `key` is that of the block which they stand for."""

    blocks: tuple[Block, ...]
    said: str
    draft: tuple[Block, ...] = ()
    key: str = ""


Block = Paragraph | Quote | Table | Figure | Note | ListBlock | Terms | Fold | Edited


@dataclass(frozen=True, slots=True)
class Section:
    """A section: a heading, what is said under it, and its parts. `id` is unique in the document and names its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """An event as the report shows it: when, who, by whom it was played, what was said of it and in what words."""

    seq: int
    when: str
    who: str
    played_by: str
    sentence: str
    words: str = ""
    topics: str = ""


@dataclass(frozen=True, slots=True)
class CitedNote:
    """An entry of the notebook as the report shows it: what it is, when, by whom (a role or a pseudonym), and its words."""

    number: int
    kind: str
    when: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said of a section: who, by role or pseudonym, when, and in what words."""

    who: str
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `events` maps the number of each event that may be cited to how it is shown, `notes` that of each entry.

    `remarks` holds what was said of a section, by its id. `dated` is the UTC label of the last thing it rests on, such as
    2013-06-04T10:42:07Z, empty when nothing tells; no clock is read.
    """

    title: str
    subtitle: str
    notice: str
    sections: tuple[Section, ...]
    events: Mapping[int, Cited] = field(default_factory=dict)
    about: tuple[tuple[str, str], ...] = ()
    notes: Mapping[int, CitedNote] = field(default_factory=dict)
    remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)
    dated: str = ""


def sections_of(document: Document) -> Iterator[Section]:
    """Every section and part of a section, in reading order."""
    todo = list(reversed(document.sections))
    while todo:
        section = todo.pop()
        yield section
        todo.extend(reversed(section.parts))


def unfolded(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Blocks in reading order, those kept closed and the drafts beside edited ones included."""
    for block in blocks:
        yield block
        if isinstance(block, Fold | Edited):
            yield from unfolded(block.blocks)
        if isinstance(block, Edited):
            yield from unfolded(block.draft)


def blocks_of(document: Document) -> Iterator[Block]:
    """Every block in reading order, those kept closed included."""
    for section in sections_of(document):
        yield from unfolded(section.blocks)


def sentences_in(block: Block) -> tuple[Sentence, ...]:
    """The sentences of a block."""
    if isinstance(block, Paragraph | Note):
        return block.sentences
    return block.items if isinstance(block, ListBlock) else ()


def sentences_of(document: Document) -> Iterator[Sentence]:
    """Every sentence in reading order."""
    for block in blocks_of(document):
        yield from sentences_in(block)


def cited_in(block: Block) -> tuple[int, ...]:
    """The numbers of the events that a block cites, in reading order, repeats included."""
    if isinstance(block, Quote):
        return block.evidence
    if isinstance(block, Table):
        return tuple(number for row in block.rows for number in row.evidence)
    if isinstance(block, Figure):
        return tuple(number for row in block.table.rows for number in row.evidence)
    return tuple(number for sentence in sentences_in(block) for number in sentence.evidence)


def cited_by(document: Document) -> tuple[int, ...]:
    """The numbers of all events the document cites, each once, in order."""
    return tuple(sorted({number for block in blocks_of(document) for number in cited_in(block)}))


def notes_in(block: Block) -> tuple[int, ...]:
    """The numbers of the notebook's entries that a block cites, in reading order, repeats included."""
    if isinstance(block, Quote):
        return block.notes
    if isinstance(block, Table):
        return tuple(number for row in block.rows for number in row.notes)
    if isinstance(block, Figure):
        return tuple(number for row in block.table.rows for number in row.notes)
    return tuple(number for sentence in sentences_in(block) for number in sentence.notes)


def notes_cited_by(document: Document) -> tuple[int, ...]:
    """The numbers of all entries the document cites, each once, in order."""
    return tuple(sorted({number for block in blocks_of(document) for number in notes_in(block)}))
