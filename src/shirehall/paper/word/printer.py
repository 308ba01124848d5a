"""The Word printer: headings, captions, quotations and notes in their styles, tables with repeated headings, pictures with
alternative text, and every claim linked to the evidence at the end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shirehall.paper.draw import png
from shirehall.paper.evidence import UNCITED, evidence_heading, resting
from shirehall.paper.html import BANNER, NOT_A_FORECAST
from shirehall.paper.tree import (
    Block,
    Cited,
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
    notes_cited_by,
)
from shirehall.paper.word.package import described, packed
from shirehall.paper.word.styles import TABLE, in_british_english, opened, room, style_ids
from shirehall.paper.word.xml import (
    DECLARED,
    EMU_A_MILLIMETRE,
    TWIPS_A_MILLIMETRE,
    bookmark,
    cell,
    contents,
    link,
    paragraph,
    picture,
    row,
    run,
    table,
)
from shirehall.paper.word.xml import (
    field as word_field,
)

DEEPEST = 6
DEPTH = 2
"""How deep the list of contents goes."""
MANY = 8
"""A table with more columns than this is set in small letters."""
SCALE = 2.0
DOTS_A_MILLIMETRE = 96 / 25.4
NARROW, WIDE = 9, 180


def print_docx(document: Document, reference: Path | None = None) -> bytes:
    """The document as a Word file, in the styles of another one when that is handed in. The same document gives the same bytes.

    Raises UsageError when a package is not installed or the file of styles cannot be read.
    """
    word = opened(reference)
    printer = Printer(document, word, style_ids(word), room(word))
    fill(word, printer.body())
    comment(word, document, printer.headings)
    head_and_foot(word, document, reference is None)
    in_british_english(word)
    described(word, document)
    return packed(word)


def fill(word: Any, body: str) -> None:
    """Put the printed body before the last section's properties."""
    from docx.oxml import parse_xml

    holder = parse_xml(f"<w:body {DECLARED}>{body}</w:body>")
    end = word.element.body.sectPr
    for child in list(holder):
        end.addprevious(child)


def comment(word: Any, document: Document, headings: dict[str, str]) -> None:
    """What was said of a section, as comments on its heading, under the date on which it was said."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph as WordParagraph

    for section, remarks in sorted(document.remarks.items()):
        found = word.element.body.xpath(f'.//w:p[w:bookmarkStart[@w:name="{headings.get(section, "")}"]]')
        for remark in remarks if found else ():
            runs = WordParagraph(found[0], word._body).runs
            initials = "".join(part[0] for part in remark.who.split())[:3].upper()
            made = word.add_comment(runs, remark.words, remark.who, initials)
            made._comment_elm.set(qn("w:date"), remark.when or document.dated)


def head_and_foot(word: Any, document: Document, ours: bool) -> None:
    """What stands above and below every page: what this is, and the page's number. A file of styles that has its own keeps it."""
    from docx.oxml import parse_xml

    section = word.sections[0]
    if ours or section.header.is_linked_to_previous:
        section.header.paragraphs[0].text = f"Shirehall: {BANNER}"
    if ours or section.footer.is_linked_to_previous:
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{document.title}. Page ")
        foot._p.append(
            parse_xml(word_field("PAGE", "1").replace("<w:fldSimple", f"<w:fldSimple {DECLARED}", 1))
        )


@dataclass
class Printer:
    """One printing of one document. `headings` holds the name of the bookmark at each section's heading."""

    document: Document
    word: Any
    styles: dict[str, str]
    width: int
    notes: list[tuple[int, Sentence]] = field(default_factory=list)
    figures: list[tuple[int, Figure]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)
    tables: int = 0
    marks: int = 0
    lists: int = 0

    def body(self) -> str:
        """Front, contents, sections, the numbers behind the figures, the evidence."""
        main = "".join(self.section(section, 1) for section in self.document.sections)
        main += self.numbers() + self.evidence()
        return self.front() + main

    def style(self, name: str) -> str:
        """A style's id."""
        return self.styles[name.lower()]

    def para(self, style: str, inner: str, **look: Any) -> str:
        """A paragraph in a style by name."""
        return paragraph(self.style(style), inner, **look)

    def marked(self, name: str, inner: str) -> str:
        """Words that a link can lead to."""
        self.marks += 1
        return bookmark(self.marks, name, inner)

    def front(self) -> str:
        """Title, notice, the facts of the day, and the list of contents."""
        document = self.document
        facts = [(run(name), run(value)) for name, value in document.about]
        parts = [
            self.para("Title", run(document.title)),
            self.para("Subtitle", run(document.subtitle)),
            self.para("Report note", run(document.notice)),
        ]
        if facts:
            third = self.width // 3
            lines = [self.cells([third, self.width - third], [name, value]) for name, value in facts]
            heads = self.cells([third, self.width - third], [run("Fact"), run("Value")], heads=True)
            parts.append(self.para("Caption", run("The day in brief")))
            parts.append(
                table(
                    self.style(TABLE),
                    [third, self.width - third],
                    [heads, *lines],
                    "The day in brief",
                    document.subtitle,
                )
            )
        parts.append(self.para("TOC Heading", run("Contents")))
        indent = {1: "Report contents 1", 2: "Report contents 2"}
        told = [(self.style(indent[int(level)]), inner) for level, inner in self.lines]
        return "".join(parts) + contents(self.style("Normal"), told, DEPTH)

    def heading(self, title: str, level: int, name: str = "") -> str:
        """A heading, to which the list of contents leads when it is high enough."""
        level = min(level, DEEPEST)
        mark = f"h{len(self.headings) + 1}"
        self.headings[name or f"#{mark}"] = mark
        if level <= DEPTH:
            shown = run(title)
            self.lines.append((str(level), link(mark, shown)))
        return self.para(f"Heading {level}", self.marked(mark, run(title)))

    def section(self, section: Section, level: int) -> str:
        """A section under a heading of a level, and its parts one level below."""
        lines = [self.heading(section.title, level, section.id)] if section.title else []
        lines += [self.block(block, level) for block in section.blocks]
        lines += [self.section(part, level + 1 if section.title else level) for part in section.parts]
        return "".join(lines)

    def block(self, block: Block, level: int) -> str:
        """One block under a heading of a level."""
        printers: dict[type, Callable[[Any], str]] = {
            Paragraph: self.paragraph,
            Quote: self.quote,
            Table: self.table,
            Figure: self.figure,
            ListBlock: self.list_block,
            Terms: self.terms,
            Note: self.note,
        }
        if isinstance(block, Fold):
            inner = "".join(self.block(each, level) for each in block.blocks)
            return self.para("Report fold", run(block.title), keep=True) + inner
        if isinstance(block, Edited):
            return self.edited(block, level)
        return printers[type(block)](block)

    def edited(self, block: Edited, level: int) -> str:
        """What a person worded, by whom; the draft as it is now where that has changed."""
        if not block.blocks:
            return ""
        inner = "".join(self.block(each, level) for each in block.blocks) + self.para(
            "Report edited", run(block.said)
        )
        if not block.draft:
            return inner
        beside = self.para(
            "Report edited", run("The draft has changed since this edit. The new draft:"), keep=True
        )
        return inner + beside + "".join(self.block(each, level) for each in block.draft)

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph with its run-in heading."""
        lead = run(f"{block.lead} ", bold=True) if block.lead else ""
        return self.para("Normal", lead + self.sentences(block.sentences))

    def sentences(self, sentences: Iterable[Sentence]) -> str:
        """Sentences one after another, each with its link."""
        return run(" ").join(self.sentence(each) for each in sentences)

    def sentence(self, sentence: Sentence) -> str:
        """A sentence, what it rests on where that is an assumption, and the link that opens its evidence."""
        mark = run(" (assumed)", style=self.style("Report mark")) if sentence.basis == "assumed" else ""
        mark += run(f" ({UNCITED})", style=self.style("Report mark")) if sentence.uncited else ""
        if not (sentence.evidence or sentence.notes):
            return run(sentence.text) + mark
        number = len(self.notes) + 1
        self.notes.append((number, sentence))
        told = run(f"[{number}]", style=self.style("Report link"))
        return (
            self.marked(f"s{number}", run(sentence.text))
            + mark
            + run(" ")
            + link(f"n{number}", told, resting(sentence))
        )

    def cites(self, evidence: tuple[int, ...], notes: tuple[int, ...]) -> str:
        """Direct links to events by their numbers, then to entries of the notebook."""
        style = self.style("Report link")
        links = [link(f"e{seq}", run(str(seq), style=style)) for seq in evidence]
        links += [link(f"b{number}", run(f"note {number}", style=style)) for number in notes]
        return run(", ").join(links)

    def quote(self, block: Quote) -> str:
        """Somebody's words, with who said them."""
        cited = self.cites(block.evidence, block.notes)
        source = run(f"{block.source} ") + (run("[") + cited + run("]") if cited else "")
        return self.para("Quote", run(f"“{block.text}”"), keep=True) + self.para(
            "Report quote source", source
        )

    def note(self, block: Note) -> str:
        """A boxed remark."""
        return self.para("Report note", run(block.title, bold=True), keep=True) + self.para(
            "Report note", self.sentences(block.sentences)
        )

    def list_block(self, block: ListBlock) -> str:
        """A list, with its line above; an ordered one begins at one."""
        title = self.para("Normal", run(block.title), keep=True) if block.title else ""
        style = "List Number" if block.ordered else "List Bullet"
        number = self.new_list(style) if block.ordered else 0
        said = self.direct if block.direct else self.sentence
        return title + "".join(self.para(style, said(each), numbered=number) for each in block.items)

    def new_list(self, style: str) -> int:
        """A list of its own that begins at one: its number, or nought where the style knows no list."""
        from docx.oxml.ns import qn

        found = self.word.styles.element.xpath(f'./w:style[@w:styleId="{self.style(style)}"]//w:numId')
        if not found:
            return 0
        numbering = self.word.part.numbering_part.element
        kept = numbering.xpath(f'./w:num[@w:numId="{found[0].get(qn("w:val"))}"]/w:abstractNumId')
        if not kept:
            return 0
        made = numbering.add_num(int(kept[0].get(qn("w:val"))))
        made.add_lvlOverride(0).add_startOverride(1)
        return int(made.numId)

    def direct(self, sentence: Sentence) -> str:
        """A line that links straight to its evidence."""
        cited = self.cites(sentence.evidence, sentence.notes)
        more = sentence.of - len(sentence.evidence)
        rest = run(f" and {more:,} more]" if more > 0 else "]")
        return run(sentence.text) + (run(" [") + cited + rest if cited else "")

    def terms(self, block: Terms) -> str:
        """A glossary."""
        return "".join(
            self.para("Report term", run(f"{term}: ", bold=True) + run(means)) for term, means in block.pairs
        )

    def table(self, block: Table) -> str:
        """A table under its caption; its headings are repeated on each page, and it is described for those who do not see it."""
        self.tables += 1
        heads = [f"{c.title} ({c.measured})" if c.measured else c.title for c in block.columns]
        numeric = [c.numeric for c in block.columns]
        if block.cites:
            heads, numeric = [*heads, evidence_heading(block)], [*numeric, False]
        rows = [
            [
                *(run(text) for text in each.cells),
                *([self.cites(each.evidence, each.notes)] if block.cites else []),
            ]
            for each in block.rows
        ]
        texts = [[*each.cells, *(["1234, 1235, 1236"] if block.cites else [])] for each in block.rows]
        widths = widths_of(heads, texts, numeric, self.width)
        lines = [self.cells(widths, [run(head) for head in heads], numeric, heads=True)]
        lines += [self.cells(widths, each, numeric) for each in rows]
        title = self.marked(
            f"t{self.tables}", run("Table ") + word_field("SEQ Table \\* ARABIC", str(self.tables))
        )
        caption = self.para("Caption", title + run(f". {block.caption}"), keep=True)
        about = f"{len(block.rows)} rows. Columns: {'; '.join(heads)}."
        whole = table(self.style(TABLE), widths, lines, f"Table {self.tables}. {block.caption}", about)
        return caption + whole + self.para("Report source", run(block.note))

    def cells(
        self, widths: list[int], inner: list[str], numeric: Iterable[bool] = (), *, heads: bool = False
    ) -> str:
        """A row of a table. Figures stand to the right."""
        style = "Report table small" if len(widths) > MANY else "Report table text"
        right = [*numeric] or [False] * len(widths)
        told = zip(widths, inner, right, strict=True)
        return row(
            (cell(width, self.para(style, text, right=to_right)) for width, text, to_right in told),
            heads=heads,
        )

    def figure(self, block: Figure) -> str:
        """A picture with alternative text over its caption, with unit and source; its numbers stand in a table further on."""
        number = len(self.figures) + 1
        self.figures.append((number, block))
        relation, image = self.word.part.get_or_add_image(io.BytesIO(png(block.spec, SCALE)))
        wide = min(self.width / TWIPS_A_MILLIMETRE, image.px_width / SCALE / DOTS_A_MILLIMETRE)
        width = round(wide * EMU_A_MILLIMETRE)
        drawn = picture(
            relation,
            number,
            f"Figure {number}",
            block.alt,
            width,
            round(width * image.px_height / image.px_width),
        )
        title = self.marked(f"f{number}", run("Figure ") + word_field("SEQ Figure \\* ARABIC", str(number)))
        said = f"{block.alt} Unit: {block.unit}. Source: {block.source}. {NOT_A_FORECAST} "
        style = self.style("Report link")
        numbers = link(f"v{number}", run("The numbers.", style=style))
        return (
            self.para("Normal", drawn, keep=True)
            + self.para("Caption", title + run(f". {block.title}"), keep=True)
            + self.para("Report source", run(said) + numbers)
        )

    def numbers(self) -> str:
        """The tables behind the figures."""
        if not self.figures:
            return ""
        lines = [self.heading("The numbers behind the figures", 1, "numbers")]
        for number, figure in self.figures:
            back = link(f"f{number}", run(f"Figure {number}", style=self.style("Report link")))
            lines.append(
                self.para("Normal", self.marked(f"v{number}", back + run(f": {figure.title}.")), keep=True)
            )
            lines.append(self.table(figure.table))
        return "".join(lines)

    def evidence(self) -> str:
        """What each numbered sentence rests on, then every event and every entry cited, in full."""
        if not self.document.events and not self.document.notes:
            return ""
        lines = [self.heading("The evidence", 1, "evidence")]
        how = (
            "Numbers in brackets behind sentences lead here, to the events of the record and the notes that the sentence rests on. "
            "Where there are many, those listed are spread over all of them."
        )
        lines += [
            self.para("Normal", run(how)),
            *(self.basis(number, sentence) for number, sentence in self.notes),
        ]
        if self.document.events:
            lines.append(self.heading("The events cited", 1, "events"))
            lines += [self.event(self.document.events[seq]) for seq in cited_by(self.document)]
        if self.document.notes:
            lines.append(self.heading("The notes cited", 1, "entries"))
            lines += [self.entry(number) for number in notes_cited_by(self.document)]
        return "".join(lines)

    def basis(self, number: int, sentence: Sentence) -> str:
        """What one sentence rests on."""
        more = sentence.of - len(sentence.evidence)
        rest = run(f" and {more:,} more" if more > 0 and sentence.evidence else "")
        back = link(f"s{number}", run(f"[{number}]", style=self.style("Report link")), "Back to the sentence")
        events = run("Events " if len(sentence.evidence) > 1 else "Event ") if sentence.evidence else run("")
        return self.para(
            "Report evidence",
            self.marked(f"n{number}", back)
            + run(" ")
            + events
            + self.cites(sentence.evidence, sentence.notes)
            + rest
            + run("."),
        )

    def event(self, event: Cited) -> str:
        """An event in full, with its words."""
        head = self.marked(f"e{event.seq}", run(f"Event {event.seq}.", bold=True))
        about = f" About: {event.topics}." if event.topics else ""
        said = f" {event.when}. {event.who} ({event.played_by}).{about} {event.sentence}"
        words = run(f"\n“{event.words}”") if event.words else ""
        return self.para("Report event", head + run(said) + words)

    def entry(self, number: int) -> str:
        """An entry of the notebook in full."""
        note = self.document.notes[number]
        head = self.marked(f"b{number}", run(f"Note {number}.", bold=True))
        return self.para("Report event", head + run(f" {note.kind}. {note.who}; {note.when}.\n{note.words}"))


def widths_of(heads: list[str], rows: list[list[str]], numeric: list[bool], room: int) -> list[int]:
    """How wide each column is, by what its cells hold: no word is broken where that can be, and long texts share what is left."""
    needs, wants = [], []
    for place, head in enumerate(heads):
        cells = [each[place] for each in rows]
        word = max(len(part) for text in [head, *cells] for part in (text.split() or ["-"]))
        longest = max([len(cell) for cell in cells] + [len(head) // 2])
        needs.append(max(word, longest if numeric[place] else min(longest, NARROW)) + 2)
        wants.append(max(0, min(WIDE, longest) + 2 - needs[-1]))
    letters = room / (85 if len(heads) <= MANY else 66)
    left = max(0.0, letters - sum(needs))
    share = left / sum(wants) if sum(wants) else 0.0
    raw = [need + want * share for need, want in zip(needs, wants, strict=True)]
    widths = [int(room * each / sum(raw)) for each in raw]
    widths[-1] += room - sum(widths)
    return widths
