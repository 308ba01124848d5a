"""The Typst printer: one document tree to the source from which Typst sets a tagged PDF.

Every text goes over as a string literal of Typst, in which nothing but a backslash and a quotation mark means anything, so
whatever an author, a player or a scoundrel wrote comes out as it was written.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from shirehall.paper.draw import svg, visible
from shirehall.paper.evidence import evidence_heading
from shirehall.paper.print.look import FAMILY, Look
from shirehall.paper.print.words import Marked, Run
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
    cited_by,
)

DEEPEST = 6
NARROW, WIDE, GAP = 14, 70, 2
"""Letters: what a column of words needs at least, what it is given at most, and the room between columns."""
EVENTS = "1234, 1235, 1236, 1237"
"""About what a cell of numbers of events holds."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document is printed.

    `breaks` names by id the sections that begin a page, `ticks` those whose lists have boxes to tick. `contents` is how deep
    the list of contents goes (0: none). `evidence` prints the events cited, `numbers` the table behind each chart, which
    large print always has.
    """

    breaks: Collection[str] = ()
    ticks: Collection[str] = ()
    contents: int = 0
    evidence: bool = True
    numbers: bool = False


def literal(text: str) -> str:
    """A text as a string literal of Typst. Characters that are invisible or turn the reading direction are dropped; letters
    written as a letter and an accent become one.

    >>> literal('#let $x$ "y"')
    '"#let $x$ \\\\"y\\\\""'
    """
    shown = (
        unicodedata.normalize("NFC", visible(text))
        .replace("\t", " ")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def call(name: str, *arguments: str) -> str:
    """A call of one of the functions of `sheet.typ` or of Typst, from code that is ready."""
    return f"{name}({', '.join(arguments)})"


def many(parts: Iterable[str]) -> str:
    """Codes as one array."""
    return "(" + "".join(f"{part}, " for part in parts) + ")"


def joined(parts: Iterable[str]) -> str:
    """Codes as one content, one after another."""
    return "{ " + "; ".join(parts) + " }"


def sheet_source(title: str, look: Look, body: str, *, footer: bool = True) -> str:
    """A whole source: the look, the functions, and a body of code lines. `title` becomes the title of the PDF."""
    about = (
        f"width: {look.width}mm, height: {look.height}mm, margin: {look.margin}mm, points: {look.points}pt, "
        f"least: {look.least}pt, large: {json.dumps(look.large)}, family: {literal(FAMILY)}"
    )
    functions = (files("shirehall.paper.print") / "sheet.typ").read_text(encoding="utf-8")
    shown = f"#show: it => sheet({literal(title)}, footer: {json.dumps(footer)}, it)"
    return f"#let look = ({about})\n{functions}\n{shown}\n{body}\n"


def print_typst(document: Document, look: Look | None = None, manner: Manner | None = None) -> str:
    """The document as Typst source. Raises UsageError when a chart cannot be drawn for want of the drawing package."""
    look = look or Look()
    return sheet_source(document.title, look, Printer(document, look, manner or Manner()).body())


@dataclass
class Printer:
    """One printing of one document."""

    document: Document
    look: Look
    manner: Manner
    ticking: bool = field(default=False, init=False)
    wide: str = field(default="told", init=False)
    widest: int = field(default=WIDE, init=False)
    least: int = field(default=NARROW, init=False)

    def body(self) -> str:
        """Title, notice, facts, contents, sections, events: lines of Typst."""
        lines = [*self.front(), *(line for each in self.document.sections for line in self.section(each, 1))]
        return "\n".join(f"#{line}" for line in [*lines, *self.events()])

    def front(self) -> list[str]:
        """What stands before the first section."""
        document = self.document
        lines = ["std.title()"]
        lines += [call("under-title", literal(document.subtitle))] if document.subtitle else []
        lines += [call("boxed", '""', literal(document.notice))] if document.notice else []
        lines += [self.pairs(document.about)] if document.about else []
        if self.manner.contents:
            lines.append(f'outline(title: "Contents", depth: {self.manner.contents})')
        return lines

    def section(self, section: Section, level: int) -> list[str]:
        """A section under a heading of a level, and its parts one level below; one without a title adds no heading and no level."""
        lines = ["pagebreak(weak: true)"] if section.id in self.manner.breaks else []
        lines += [self.heading(section.title, level)] if section.title else []
        before, self.ticking = self.ticking, self.ticking or section.id in self.manner.ticks
        for block in section.blocks:
            lines += self.block(block, level)
        for part in section.parts:
            lines += self.section(part, level + 1 if section.title else level)
        self.ticking = before
        return lines

    def heading(self, title: str, level: int, listed: bool = True) -> str:
        """A heading; one that is not listed stands in no list of contents."""
        hidden = [] if listed else ["outlined: false"]
        return call("heading", f"level: {min(level, DEEPEST)}", *hidden, literal(title))

    def block(self, block: Block, level: int) -> list[str]:
        """One block under a heading of a level, as lines."""
        if isinstance(block, Fold):
            inner = [line for each in block.blocks for line in self.block(each, level + 1)]
            return [self.heading(block.title, level + 1, listed=False), *inner]
        if isinstance(block, Figure):
            return self.figure(block)
        if isinstance(block, Edited):
            return self.edited(block, level)
        printers: dict[type, Callable[[Any], str]] = {
            Paragraph: self.paragraph,
            Quote: self.quote,
            Table: self.table,
            ListBlock: self.list_block,
            Terms: lambda block: self.pairs(block.pairs),
            Note: self.note,
        }
        return [printers[type(block)](block)]

    def edited(self, block: Edited, level: int) -> list[str]:
        """What a person worded, by whom; the draft as it is now where that has changed."""
        if not block.blocks:
            return []
        inner = [line for each in block.blocks for line in self.block(each, level)]
        inner.append(call("par", call("small", call("emph", literal(block.said)))))
        if not block.draft:
            return inner
        beside = call("par", call("small", literal("The draft has changed since this edit. The new draft:")))
        return [*inner, beside, *(line for each in block.draft for line in self.block(each, level))]

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph with its run-in heading."""
        lead = [call("strong", literal(block.lead)), '" "'] if block.lead else []
        return call("par", joined([*lead, *self.sentences(block.sentences)]))

    def sentences(self, sentences: Iterable[Sentence]) -> list[str]:
        """Sentences one after another, with what they rest on."""
        return [code for each in sentences for code in (*self.sentence(each), '" "')][:-1] or ['""']

    def sentence(self, sentence: Sentence) -> list[str]:
        """A sentence, whether it is assumed, and the numbers of its events."""
        runs = sentence.runs if isinstance(sentence, Marked) and sentence.runs else (Run(sentence.text),)
        codes = [
            call(run.stress.replace("code", "raw"), literal(run.text)) if run.stress else literal(run.text)
            for run in runs
        ]
        codes += [call("emph", literal(" (assumed)"))] if sentence.basis == "assumed" else []
        if sentence.evidence and self.manner.evidence:
            more = sentence.of - len(sentence.evidence)
            codes += [literal(" ["), *self.numbers(sentence.evidence)]
            codes.append(literal(f" and {more:,} more]" if more > 0 else "]"))
        return codes

    def cites(self, evidence: tuple[int, ...], notes: tuple[int, ...]) -> list[str]:
        """Numbers of events, then those of entries of the notebook, each a link to where the document shows it."""
        codes = self.numbers(evidence)
        for place, number in enumerate(notes):
            codes += [literal(", ")] if place or evidence else []
            told = literal(f"note {number}")
            known = number in self.document.notes
            codes.append(call("link", call("label", literal(f"b{number}")), told) if known else told)
        return codes

    def numbers(self, evidence: tuple[int, ...]) -> list[str]:
        """Numbers of events, each a link to the event where the document shows it."""
        codes = []
        for place, seq in enumerate(evidence):
            codes += [literal(", ")] if place else []
            known = seq in self.document.events
            codes.append(
                call("link", call("label", literal(f"e{seq}")), literal(f"{seq}"))
                if known
                else literal(f"{seq}")
            )
        return codes

    def quote(self, block: Quote) -> str:
        """Somebody's words, with who said them."""
        cites = self.cites(block.evidence, block.notes)
        cited = [literal(" ["), *cites, literal("]")] if cites else []
        shown = cited if self.manner.evidence else []
        return call("quoted", literal(block.source), joined([literal(block.text), *shown]))

    def note(self, block: Note) -> str:
        """A boxed remark."""
        return call("boxed", literal(block.title), joined(self.sentences(block.sentences)))

    def list_block(self, block: ListBlock) -> str:
        """A list, with its line above; boxes to tick where the section asks for them."""
        kind = "ticks" if self.ticking else "enum" if block.ordered else "list"
        whole = call(kind, *(joined(self.sentences((each,))) for each in block.items))
        return joined([call("par", literal(block.title)), whole]) if block.title else whole

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> str:
        """Terms and what they mean."""
        return call("terms", *(call("terms.item", literal(term), literal(means)) for term, means in pairs))

    def table(self, table: Table) -> str:
        """A table with its caption above; row by row where the page is too narrow for its columns."""
        cites = table.cites and self.manner.evidence
        heads = [f"{c.title} ({c.measured})" if c.measured else c.title for c in table.columns]
        heads += [evidence_heading(table)] * cites
        rows = [
            [
                *map(literal, row.cells),
                *([joined(self.cites(row.evidence, row.notes) or ['""'])] if cites else []),
            ]
            for row in table.rows
        ]
        widths = widths_of(table, heads, self.look.letters, self.widest, self.least)
        if not widths:
            told = [
                f"({row[0]}, {many(many(pair) for pair in zip(map(literal, heads[1:]), row[1:], strict=True))})"
                for row in rows
            ]
            return call(self.wide, literal(table.caption), many(told), literal(table.note))
        aligns = ["right" if c.numeric else "left" for c in table.columns] + ["left"] * cites
        cells = [cell for row in rows for cell in row]
        shown = many(map(literal, heads))
        return call(
            "ruled",
            literal(table.caption),
            many(widths),
            many(aligns),
            shown,
            many(cells),
            literal(table.note),
        )

    def figure(self, figure: Figure) -> list[str]:
        """A chart with its title, what it shows, its unit and source; and its numbers, if they are wanted or the print is large."""
        drawing = svg(figure.spec, figure.alt).replace("Arial, Helvetica, sans-serif", FAMILY)
        lines = [
            call(
                "par",
                joined(
                    [call("strong", literal(figure.title)), literal(f" {figure.alt} Unit: {figure.unit}.")]
                ),
            ),
            call("drawn", literal(drawing), literal(figure.alt)),
            call("par", call("small", literal(f"Source: {figure.source}."))),
        ]
        numbers = self.manner.numbers or self.look.large
        return [*lines, self.table(figure.table)] if numbers else lines

    def events(self) -> list[str]:
        """The events that the document cites, each once."""
        cited = [self.document.events[seq] for seq in cited_by(self.document) if seq in self.document.events]
        if not cited or not self.manner.evidence:
            return []
        lines = ["pagebreak(weak: true)", self.heading("The events cited", 1)]
        for event in cited:
            said = f" {event.when}. {event.who} ({event.played_by}). {event.sentence}"
            words = f" “{event.words}”" if event.words else ""
            name = f"[#strong({literal(f'Event {event.seq}.')}) #label({literal(f'e{event.seq}')})]"
            lines.append(call("par", joined([name, literal(said + words)])))
        return lines


def widths_of(
    table: Table, heads: list[str], letters: int, widest: int = WIDE, least: int = NARROW
) -> list[str]:
    """How wide each column is, on a page that holds so many letters a line; nothing when the page is too narrow for them.

    No word may be broken, and a column of words gets `least` letters if it holds so many, and `widest` at most. What room is
    left goes to the columns by what they lack.
    """
    needs, wants = [], []
    for place, head in enumerate(heads):
        numeric = place < len(table.columns) and table.columns[place].numeric
        cells = [row.cells[place] if place < len(row.cells) else EVENTS for row in table.rows]
        longest = max((len(cell) for cell in cells), default=0)
        word = max(len(word) for text in [head, "-", *cells] for word in (text.split() or [""]))
        needs.append(max(word, longest if numeric else min(longest, least)) + GAP)
        wants.append(max(0, min(widest, max(longest, len(head))) + GAP - needs[-1]))
    left = letters - sum(needs)
    if left < 0:
        return []
    if sum(wants) <= left and max(wants, default=0) + max(needs, default=0) < WIDE:
        return ["auto"] * len(heads)
    share = min(1, left / sum(wants)) if sum(wants) else 0
    return [f"{round(need + want * share, 1)}fr" for need, want in zip(needs, wants, strict=True)]
