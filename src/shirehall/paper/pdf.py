"""The PDF printer of reports: tagged (PDF/UA-1), with bookmarks, numbered tables and figures, and every claim linked to its evidence.

It prints two parts. The report holds what is told, with each event that it cites in a line. The annex holds what is long: the lines
that a page keeps closed (`paper/annex.py`), the numbers behind the figures, and every event in full. Tables, figures and sentences
have the same numbers in both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from shirehall.paper.annex import ANNEX, REPORT, Part, goes_apart, parted
from shirehall.paper.draw import svg
from shirehall.paper.evidence import UNCITED
from shirehall.paper.html import BANNER, NOT_A_FORECAST
from shirehall.paper.print.look import FAMILY, MILLIMETRES_A_POINT, Look
from shirehall.paper.print.press import pdf_of
from shirehall.paper.print.typst import Manner, Printer, call, joined, literal, sheet_source
from shirehall.paper.prose import count
from shirehall.paper.tree import (
    Cited,
    Document,
    Figure,
    Fold,
    ListBlock,
    Section,
    Sentence,
    Table,
    cited_by,
    cited_in,
    notes_cited_by,
)

DEPTH = 2
"""How deep the list of contents goes."""
APART = "The long tables, the numbers behind the figures and every event in full stand in the annex, a document of its own."
ANNEX_IS = (
    "This is the annex to the report of the same name: its long tables, the numbers behind its figures, and every event that it "
    "cites, in full. Numbers of tables, figures and sentences are those of the report."
)


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


def print_pdf(document: Document, look: Look | None = None, part: Part = REPORT) -> bytes:
    """A part of the document as a tagged PDF (PDF/UA-1, ISO 14289-1). The same document gives the same bytes.

    Raises UsageError when a package is not installed.
    """
    return pdf_of(pdf_source(document, look, part))


def pdf_source(document: Document, look: Look | None = None, part: Part = REPORT) -> str:
    """What Typst sets the PDF from."""
    look = look or ReportLook()
    printer = ReportPrinter(document, look, Manner(contents=DEPTH), part)
    title = document.title if part == REPORT else f"{document.title}: annex"
    return sheet_source(title, look, "#set table(inset: (x: 0.35em, y: 0.26em))\n" + printer.body())


def closely(lines: Iterable[str]) -> str:
    """Short lines in two columns, close to one another."""
    return call("columns", "2", "gutter: 1.2em", joined(["set par(spacing: 0.5em, leading: 0.5em)", *lines]))


def named(code: str, name: str) -> str:
    """A piece of the document to which links lead."""
    return f"[#{code}#label({literal(name)})]"


@dataclass
class ReportPrinter(Printer):
    """One printing of one part of a report: sentences are numbered as they are met, and the numbers lead to what they rest on.

    Both parts are walked whole, whichever is printed, so that a number means the same in both.
    """

    part: Part = REPORT
    notes: list[tuple[int, Sentence]] = field(default_factory=list, init=False)
    figures: list[tuple[int, Figure]] = field(default_factory=list, init=False)
    tables: int = field(default=0, init=False)
    wide: str = field(default="told-closely", init=False)
    widest: int = field(default=180, init=False)
    least: int = field(default=7, init=False)
    own: list[tuple[int, Sentence]] = field(default_factory=list, init=False)
    shows: Collection[int] = field(default=(), init=False)

    def __post_init__(self) -> None:
        """Tell which events this part shows: the report those that it cites itself, the annex all."""
        told, _ = parted(self.document)
        cited = {seq for block in told if not isinstance(block, Figure) for seq in cited_in(block)}
        self.shows = frozenset(self.document.events) & (
            cited if self.part == REPORT else set(cited_by(self.document))
        )

    def body(self) -> str:
        """Title, notice, facts, contents, sections; then what the sentences rest on."""
        sections = [line for each in self.document.sections for line in self.section(each, 1)]
        lines = [
            call("par", call("small", literal(f"Shirehall: {BANNER}"))),
            *self.front(),
            "pagebreak(weak: true)",
        ]
        behind = self.numbers_behind() if self.part == ANNEX else []
        events = self.in_full() if self.part == ANNEX else self.in_a_line()
        return "\n".join(
            f"#{line}" for line in [*lines, *sections, *behind, *self.bases(), *events, *self.entries()]
        )

    def front(self) -> list[str]:
        """What stands before the first section; the annex says what it is."""
        lines = super().front()
        said = APART if self.part == REPORT else ANNEX_IS
        at = -1 if self.manner.contents else len(lines)
        return [
            *lines[:at],
            call("par", call("small", literal(said))),
            *(f"columns(2, {line})" for line in lines[at:]),
        ]

    def section(self, section: Section, level: int) -> list[str]:
        """A section with what was said of it at its end; in the annex only what was put there, under the same headings."""
        apart = goes_apart(section)
        told: list[str] = []
        closed: list[str] = []
        for block in section.blocks:
            met = len(self.notes)
            moves = apart and isinstance(block, Fold)
            (closed if moves else told).extend(self.block(block, level))
            self.own += self.notes[met:] if moves == (self.part == ANNEX) else []
        if apart:
            told.append(
                call(
                    "par",
                    call(
                        "small", literal(f"{count(apart, 'line')} more: see the annex, under this heading.")
                    ),
                )
            )
        told += [
            call("boxed", literal(each.who), literal(each.words))
            for each in self.document.remarks.get(section.id, ())
        ]
        below = [
            line
            for part in section.parts
            for line in self.section(part, level + 1 if section.title else level)
        ]
        lines = [*(told if self.part == REPORT else closed), *below]
        return [
            *(
                [self.heading(section.title, level)]
                if section.title and (lines or self.part == REPORT)
                else []
            ),
            *lines,
        ]

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
        title = call("strong", literal(f"Figure {number}. {figure.title}"))
        said = f" {figure.alt} Unit: {figure.unit}."
        source = [literal(f"Source: {figure.source}. {NOT_A_FORECAST} The numbers stand in the annex.")]
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
            lines.append(call("par", literal(f"Figure {number}: {figure.title}.")))
            lines.append(self.table(figure.table))
        return lines

    def bases(self) -> list[str]:
        """What each numbered sentence of this part rests on."""
        if not self.own:
            return []
        how = (
            "Numbers in brackets behind sentences lead here, to the events of the record and the notes that the sentence rests on. "
            "Where there are many, those listed are spread over all of them."
        )
        lines = ["pagebreak(weak: true)", self.heading("The evidence", 1), call("par", literal(how))]
        return [*lines, closely([self.basis(number, sentence) for number, sentence in self.own])]

    def basis(self, number: int, sentence: Sentence) -> str:
        """What one sentence rests on."""
        back = call("link", call("label", literal(f"s{number}")), literal(f"[{number}]"))
        more = sentence.of - len(sentence.evidence)
        events = "" if not sentence.evidence else "Event " if len(sentence.evidence) == 1 else "Events "
        rest = f" and {more:,} more." if more > 0 and sentence.evidence else "."
        told = [literal(f" {events}"), *self.cites(sentence.evidence, sentence.notes), literal(rest)]
        return call("par", call("small", joined([named(back, f"n{number}"), *told])))

    def numbers(self, evidence: tuple[int, ...]) -> list[str]:
        """Numbers of events, each a link to the event where this part shows it."""
        codes = []
        for place, seq in enumerate(evidence):
            told = literal(f"{', ' if place else ''}{seq}")
            codes.append(call("link", call("label", literal(f"e{seq}")), told) if seq in self.shows else told)
        return codes

    def cited(self) -> list[Cited]:
        """The events that this part shows, in the order of the record."""
        return [self.document.events[seq] for seq in sorted(self.shows)]

    def in_a_line(self) -> list[str]:
        """The events that the report cites, a line each."""
        if not self.shows:
            return []
        how = "Each event in a line, with who played the seat. The annex has those words in full which were used."
        lines = [self.heading("The events cited", 1), call("par", literal(how))]
        return [*lines, closely([self.line(each) for each in self.cited()])]

    def line(self, event: Cited) -> str:
        """An event in a line, to which links lead."""
        number = named(call("strong", literal(f"{event.seq}")), f"e{event.seq}")
        return call(
            "par",
            call("small", joined([number, literal(f" {event.when}. {event.sentence} ({event.played_by})")])),
        )

    def in_full(self) -> list[str]:
        """The events that the document cites, each once and in full."""
        if not self.shows:
            return []
        return [
            "pagebreak(weak: true)",
            self.heading("The events cited", 1),
            closely([self.whole(each) for each in self.cited()]),
        ]

    def whole(self, event: Cited) -> str:
        """An event in full."""
        about = f" About: {event.topics}." if event.topics else ""
        said = f" {event.when}. {event.who} ({event.played_by}).{about} {event.sentence}"
        return self.shown(
            f"e{event.seq}", f"Event {event.seq}.", said, f"“{event.words}”" if event.words else ""
        )

    def entries(self) -> list[str]:
        """The entries of the notebook that the document cites, each once."""
        cited = [self.document.notes[number] for number in notes_cited_by(self.document)]
        shown = [
            self.shown(
                f"b{note.number}",
                f"Note {note.number}.",
                f" {note.kind}. {note.who}; {note.when}.",
                note.words,
            )
            for note in cited
        ]
        return [self.heading("The notes cited", 1), closely(shown)] if cited else []

    def shown(self, name: str, title: str, said: str, words: str) -> str:
        """An event or an entry in full, to which links lead."""
        label = named(call("strong", literal(title)), name)
        parts: Iterable[str] = [label, literal(said), *(["linebreak()", literal(words)] if words else [])]
        return call("par", call("small", joined(parts)))
