"""The PDF printer of reports: tagged (PDF/UA-1), with bookmarks, numbered tables and figures, and every claim linked to its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from shirehall.paper.draw import svg
from shirehall.paper.evidence import UNCITED
from shirehall.paper.html import BANNER, NOT_A_FORECAST
from shirehall.paper.print.look import FAMILY, MILLIMETRES_A_POINT, Look
from shirehall.paper.print.press import pdf_of
from shirehall.paper.print.typst import Manner, Printer, call, joined, literal, sheet_source
from shirehall.paper.tree import (
    Document,
    Figure,
    ListBlock,
    Section,
    Sentence,
    Table,
    cited_by,
    notes_cited_by,
)

DEPTH = 2
"""How deep the list of contents goes."""


@dataclass(frozen=True, slots=True)
class ReportLook(Look):
    """A4 with running text of ten points; tables, sources and the evidence are set in eight."""

    @property
    def points(self) -> int:
        """The size of running text."""
        return 10

    @property
    def least(self) -> int:
        """The size of tables, sources and evidence."""
        return 8

    @property
    def letters(self) -> int:
        """About how many letters a line of a table holds."""
        return int((self.width - 2 * self.margin) / MILLIMETRES_A_POINT / (0.52 * self.least))


def print_pdf(document: Document, look: Look | None = None) -> bytes:
    """The document as a tagged PDF (PDF/UA-1, ISO 14289-1). The same document gives the same bytes.

    Raises UsageError when a package is not installed.
    """
    return pdf_of(pdf_source(document, look))


def pdf_source(document: Document, look: Look | None = None) -> str:
    """What Typst sets the PDF from."""
    look = look or ReportLook()
    printer = ReportPrinter(document, look, Manner(contents=DEPTH))
    return sheet_source(document.title, look, printer.body())


def named(code: str, name: str) -> str:
    """A piece of the document to which links lead."""
    return f"[#{code}#label({literal(name)})]"


@dataclass
class ReportPrinter(Printer):
    """One printing of a report: sentences are numbered as they are met, and the numbers lead to what they rest on."""

    notes: list[tuple[int, Sentence]] = field(default_factory=list, init=False)
    figures: list[tuple[int, Figure]] = field(default_factory=list, init=False)
    tables: int = field(default=0, init=False)
    wide: str = field(default="told-closely", init=False)
    widest: int = field(default=180, init=False)
    least: int = field(default=7, init=False)

    def body(self) -> str:
        """Title, notice, facts, contents, sections, the numbers behind the figures, the evidence."""
        lines = [
            call("par", call("small", literal(f"Shirehall: {BANNER}"))),
            *self.front(),
            "pagebreak(weak: true)",
        ]
        lines += [line for each in self.document.sections for line in self.section(each, 1)]
        lines += [*self.numbers_behind(), *self.bases(), *self.events(), *self.entries()]
        return "\n".join(f"#{line}" for line in lines)

    def section(self, section: Section, level: int) -> list[str]:
        """A section, with what was said of it under its heading."""
        lines = super().section(section, level)
        said = [
            call("boxed", literal(each.who), literal(each.words))
            for each in self.document.remarks.get(section.id, ())
        ]
        return [*lines[:1], *said, *lines[1:]]

    def sentence(self, sentence: Sentence) -> list[str]:
        """A sentence, whether it is assumed or cites nothing, and the number that leads to what it rests on."""
        bare = replace(sentence, evidence=(), notes=())
        codes = super().sentence(bare)
        codes += [call("emph", literal(f" ({UNCITED})"))] if sentence.uncited else []
        if not (sentence.evidence or sentence.notes):
            return codes
        number = len(self.notes) + 1
        self.notes.append((number, sentence))
        leads = call("link", call("label", literal(f"n{number}")), call("small", literal(f"[{number}]")))
        return [*codes, literal(" "), named(leads, f"s{number}")]

    def list_block(self, block: ListBlock) -> str:
        """A list; one that links straight to its events keeps their numbers in its lines."""
        if not block.direct:
            return super().list_block(block)
        items = [joined(self.direct(each)) for each in block.items]
        whole = call("enum" if block.ordered else "list", *items)
        return joined([call("par", literal(block.title)), whole]) if block.title else whole

    def direct(self, sentence: Sentence) -> list[str]:
        """A line with links to its events."""
        codes = [literal(sentence.text)]
        cited = self.cites(sentence.evidence, sentence.notes)
        more = sentence.of - len(sentence.evidence)
        if cited:
            rest = literal(f" and {more:,} more]" if more > 0 else "]")
            codes += [literal(" "), call("small", joined([literal("["), *cited, rest]))]
        return codes

    def table(self, table: Table) -> str:
        """A table under its number and caption."""
        self.tables += 1
        whole = super().table(replace(table, caption=f"Table {self.tables}. {table.caption}"))
        return call("text", "size: look.least", whole)

    def figure(self, figure: Figure) -> list[str]:
        """A chart under its number and title, with what it shows, its unit and source; its numbers stand further on."""
        number = len(self.figures) + 1
        self.figures.append((number, figure))
        drawing = svg(figure.spec, figure.alt).replace("Arial, Helvetica, sans-serif", FAMILY)
        title = named(call("strong", literal(f"Figure {number}. {figure.title}")), f"f{number}")
        said = f" {figure.alt} Unit: {figure.unit}."
        numbers = call("link", call("label", literal(f"v{number}")), literal("The numbers."))
        source = [literal(f"Source: {figure.source}. {NOT_A_FORECAST} "), numbers]
        lines = [
            call("par", joined([title, literal(said)])),
            call("drawn", literal(drawing), literal(figure.alt)),
            call("par", call("small", joined(source))),
        ]
        return [call("kept", joined(lines))]

    def numbers_behind(self) -> list[str]:
        """The tables behind the figures."""
        if not self.figures:
            return []
        lines = ["pagebreak(weak: true)", self.heading("The numbers behind the figures", 1)]
        for number, figure in self.figures:
            back = call("link", call("label", literal(f"f{number}")), literal(f"Figure {number}"))
            lines.append(call("par", joined([named(back, f"v{number}"), literal(f": {figure.title}.")])))
            lines.append(self.table(figure.table))
        return lines

    def bases(self) -> list[str]:
        """What each numbered sentence rests on."""
        if not self.notes:
            return []
        how = (
            "Numbers in brackets behind sentences lead here, to the events of the record and the notes that the sentence rests on. "
            "Where there are many, those listed are spread over all of them."
        )
        lines = ["pagebreak(weak: true)", self.heading("The evidence", 1), call("par", literal(how))]
        return [*lines, *(self.basis(number, sentence) for number, sentence in self.notes)]

    def basis(self, number: int, sentence: Sentence) -> str:
        """What one sentence rests on."""
        back = call("link", call("label", literal(f"s{number}")), literal(f"[{number}]"))
        more = sentence.of - len(sentence.evidence)
        events = "" if not sentence.evidence else "Event " if len(sentence.evidence) == 1 else "Events "
        rest = f" and {more:,} more." if more > 0 and sentence.evidence else "."
        told = [literal(f" {events}"), *self.cites(sentence.evidence, sentence.notes), literal(rest)]
        return call("par", call("small", joined([named(back, f"n{number}"), *told])))

    def events(self) -> list[str]:
        """The events that the document cites, each once."""
        cited = [self.document.events[seq] for seq in cited_by(self.document) if seq in self.document.events]
        lines = ["pagebreak(weak: true)", self.heading("The events cited", 1)] if cited else []
        for event in cited:
            about = f" About: {event.topics}." if event.topics else ""
            said = f" {event.when}. {event.who} ({event.played_by}).{about} {event.sentence}"
            lines.append(
                self.shown(
                    f"e{event.seq}", f"Event {event.seq}.", said, f"“{event.words}”" if event.words else ""
                )
            )
        return lines

    def entries(self) -> list[str]:
        """The entries of the notebook that the document cites, each once."""
        cited = [self.document.notes[number] for number in notes_cited_by(self.document)]
        lines = ["pagebreak(weak: true)", self.heading("The notes cited", 1)] if cited else []
        for note in cited:
            said = f" {note.kind}. {note.who}; {note.when}."
            lines.append(self.shown(f"b{note.number}", f"Note {note.number}.", said, note.words))
        return lines

    def shown(self, name: str, title: str, said: str, words: str) -> str:
        """An event or an entry in full, to which links lead."""
        label = named(call("strong", literal(title)), name)
        parts: Iterable[str] = [label, literal(said), *(["linebreak()", literal(words)] if words else [])]
        return call("par", call("small", joined(parts)))
