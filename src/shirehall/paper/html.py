"""The HTML printer: one document tree to one self-contained page, without script and without the network.

Everything that reaches the page is escaped; characters that reverse or hide text are dropped. A sentence that rests on
events or on entries of the notebook ends with a link to its note; the note lists them; each event and each entry is shown in
full once, with links back. What a person edited says so.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from shirehall.paper.draw import svg, visible
from shirehall.paper.evidence import UNCITED, evidence_heading, resting
from shirehall.paper.prose import clip
from shirehall.paper.style import CSS
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
    Remark,
    Section,
    Sentence,
    Table,
    Terms,
    cited_by,
    notes_cited_by,
)

NOT_A_FORECAST = "It shows one play, and is not a forecast."
MIGHT = "It shows what might happen, and is not a forecast."
"""What is said beneath a chart of a play, and of a page that tells of no play."""
TOP = 2
"""The level of a section's heading; those of its parts are no landmarks of their own."""
BANNER = "a training simulation, not a real NHS service"


def safe(text: str) -> str:
    """Text as it may stand in a page: escaped, without characters that are invisible or turn the reading direction."""
    return escape(visible(text), quote=True)


def print_html(document: Document) -> str:
    """The whole page as text. Raises UsageError when a chart cannot be drawn for want of the drawing package."""
    return Printer(document).page()


@dataclass
class Printer:
    """One printing of one document: it numbers the notes as it meets them and remembers who cites which event."""

    document: Document
    notes: list[tuple[int, Sentence]] = field(default_factory=list)
    backs: dict[str, list[str]] = field(default_factory=dict)
    blocks: int = 0
    regions: Counter[str] = field(default_factory=Counter)

    def page(self) -> str:
        """The page: head, banner, front, contents, sections, notes, events."""
        body = "\n".join(self.section(section, TOP) for section in self.document.sections)
        shell = [self.front(), self.contents(), f'<main id="main">\n{body}\n{self.evidence()}\n</main>']
        return (
            f'<!doctype html>\n<html lang="en-GB">\n<head>\n{self.head()}\n</head>\n<body>\n'
            '<a class="skip" href="#main">Skip to the report</a>\n'
            f'<aside class="mast" aria-label="What this is"><p><b>Shirehall:</b> {BANNER}</p></aside>\n'
            '<div class="page">\n' + "\n".join(shell) + "\n</div>\n</body>\n</html>\n"
        )

    def head(self) -> str:
        """What the browser needs to know; nothing may be fetched and no script may run."""
        digest = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        return (
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n<meta'
            ' name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer"'
            f' content="no-referrer">\n<title>{safe(self.document.title)}</title>\n<style>{CSS}</style>'
        )

    def front(self) -> str:
        """Title, notice and the facts of the day."""
        document = self.document
        facts = "".join(f"<div><dt>{safe(k)}</dt><dd>{safe(v)}</dd></div>" for k, v in document.about)
        return (
            f'<header class="front">\n<h1>{safe(document.title)}</h1>\n<p'
            f' class="sub">{safe(document.subtitle)}</p>\n<p class="notice">{safe(document.notice)}</p>\n<dl'
            f' class="facts">{facts}</dl>\n</header>'
        )

    def contents(self) -> str:
        """The list of sections."""
        own = [(section.id, section.title) for section in self.document.sections]
        if self.document.events:
            own += [("evidence", "The evidence, sentence by sentence"), ("events", "The events cited")]
        own += [("entries", "The notes cited")] if self.document.notes else []
        lines = "\n".join(f'<li><a href="#{safe(anchor)}">{safe(title)}</a></li>' for anchor, title in own)
        return (
            '<nav class="contents" aria-labelledby="contents">\n<h2'
            f' id="contents">Contents</h2>\n<ol>\n{lines}\n</ol>\n</nav>'
        )

    def section(self, section: Section, level: int) -> str:
        """A section at a heading level from 2 to 4, and its parts one level below."""
        tag = f"h{min(level, 4)}"
        lines = [
            f'<section aria-labelledby="{safe(section.id)}">' if level == TOP else "<section>",
            f'<{tag} id="{safe(section.id)}">{safe(section.title)}</{tag}>',
        ]
        told = [self.block(block, level) for block in section.blocks]
        said = [self.remark(each) for each in self.document.remarks.get(section.id, ())]
        lines += [*told[:1], *said, *told[1:]]
        lines += [self.section(part, level + 1) for part in section.parts]
        return "\n".join([*lines, "</section>"])

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
            inner = "\n".join(self.block(each, level) for each in block.blocks)
            return f"<details><summary>{safe(block.title)}</summary>\n{inner}\n</details>"
        if isinstance(block, Edited):
            return self.edited(block, level)
        return printers[type(block)](block)

    def edited(self, block: Edited, level: int) -> str:
        """What a person worded, by whom and why; the draft as it is now where that has changed."""
        if not block.blocks:
            return ""
        inner = "\n".join(self.block(each, level) for each in block.blocks)
        draft = "\n".join(self.block(each, level) for each in block.draft)
        beside = (
            f"<details><summary>The draft has changed since this edit: the new draft</summary>\n{draft}\n</details>"
            if block.draft
            else ""
        )
        return f'<div class="edited">\n{inner}\n<p class="by">{safe(block.said)}</p>{beside}</div>'

    def remark(self, remark: Remark) -> str:
        """What somebody said of a section."""
        return f'<aside class="note"><p class="title">{safe(remark.who)}</p><p dir="auto">{safe(remark.words)}</p></aside>'

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph with its run-in heading."""
        lead = f'<b class="lead">{safe(block.lead)}</b> ' if block.lead else ""
        return f"<p>{lead}{self.sentences(block.sentences)}</p>"

    def sentences(self, sentences: Iterable[Sentence]) -> str:
        """Sentences one after another, each with its link."""
        return " ".join(self.sentence(each) for each in sentences)

    def sentence(self, sentence: Sentence) -> str:
        """A sentence, what it rests on where that is an assumption, and the link that opens its events and notes."""
        mark = ' <span class="basis">(assumed)</span>' if sentence.basis == "assumed" else ""
        mark += f' <span class="basis">({UNCITED})</span>' if sentence.uncited else ""
        if not (sentence.evidence or sentence.notes):
            return f"{safe(sentence.text)}{mark}"
        number = len(self.notes) + 1
        self.notes.append((number, sentence))
        for anchor in self.anchors(sentence.evidence, sentence.notes):
            self.cite(anchor, f"s{number}", f"sentence {number}")
        words = resting(sentence)
        link = f'<span class="long">[{words}]</span><span class="short">[{number}]</span>'
        return (
            f'<span id="s{number}">{safe(sentence.text)}</span>{mark}'
            f'<a class="ev" href="#n{number}" aria-label="Evidence {number}: {words}">{link}</a>'
        )

    def anchors(self, evidence: tuple[int, ...], notes: tuple[int, ...]) -> list[str]:
        """Where events and entries are shown in full."""
        return [*(f"e{seq}" for seq in evidence), *(f"b{number}" for number in notes)]

    def cite(self, shown: str, anchor: str, name: str) -> None:
        """Remember who cites an event or an entry."""
        self.backs.setdefault(shown, []).append(f'<a href="#{anchor}">{name}</a>')

    def quote(self, block: Quote) -> str:
        """A quotation with its source."""
        links = self.numbers(block.evidence, "quotation", block.notes)
        cited = f' <span class="direct">[{"event " if block.evidence else ""}{links}]</span>' if links else ""
        return (
            f'<blockquote><p dir="auto">{safe(block.text)}</p><footer>{safe(block.source)}'
            f"{cited}</footer></blockquote>"
        )

    def numbers(self, evidence: tuple[int, ...], name: str, notes: tuple[int, ...] = ()) -> str:
        """Direct links to events by their numbers, then to entries of the notebook."""
        self.blocks += bool(evidence or notes)
        links = []
        for place, shown in enumerate(self.anchors(evidence, notes)):
            anchor = f"r{self.blocks}"
            start = f' id="{anchor}"' if place == 0 else ""
            what, words = ("Event", shown[1:]) if shown[0] == "e" else ("Note", f"note {shown[1:]}")
            links.append(f'<a{start} href="#{shown}" aria-label="{what} {shown[1:]}">{words}</a>')
            self.cite(shown, anchor, f"{name} {self.blocks}")
        return ", ".join(links)

    def table(self, table: Table) -> str:
        """A table that scrolls by itself when it is wider than the page."""
        cites = table.cites
        heads = "".join(self.heading(c.title, c.measured, c.numeric) for c in table.columns)
        heads += f'<th scope="col">{evidence_heading(table)}</th>' if cites else ""
        lines = []
        for row in table.rows:
            cells = [f'<th scope="row">{safe(row.cells[0])}</th>']
            for column, cell in zip(table.columns[1:], row.cells[1:], strict=True):
                cells.append(
                    f'<td class="n">{safe(cell)}</td>'
                    if column.numeric
                    else f'<td dir="auto">{safe(cell)}</td>'
                )
            cells += (
                [f'<td class="e">{self.numbers(row.evidence, "table line", row.notes)}</td>'] if cites else []
            )
            lines.append(f"<tr>{''.join(cells)}</tr>")
        note = f'<p class="tnote">{safe(table.note)}</p>' if table.note else ""
        short = " short" if len(table.rows) <= 10 else ""
        return (
            f'<div class="wide{short}" role="region" tabindex="0"'
            f' aria-label="{safe(self.apart(table.caption))}"><table><caption><span>{safe(table.caption)}</span>'
            f"</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
            + "\n".join(lines)
            + f"\n</tbody></table></div>{note}"
        )

    def apart(self, name: str) -> str:
        """The name of a region, told from those of the same name before it by a number."""
        self.regions[name] += 1
        return name if self.regions[name] == 1 else f"{name} ({self.regions[name]})"

    def heading(self, title: str, unit: str, numeric: bool) -> str:
        """A column's heading with its unit."""
        of = f' <span class="unit">{safe(unit)}</span>' if unit else ""
        return (
            f'<th scope="col"{" class=" + chr(34) + "n" + chr(34) if numeric else ""}>{safe(title)}{of}</th>'
        )

    def figure(self, figure: Figure) -> str:
        """A chart with its title, what it shows, its unit and source, and its numbers on demand."""
        drawing = svg(figure.spec, figure.alt)
        return (
            f"<figure><figcaption><b>{safe(figure.title)}</b> {safe(figure.alt)} Unit:"
            f" {safe(figure.unit)}.</figcaption>\n"
            '<div class="wide" role="region" tabindex="0"'
            f' aria-label="{safe(self.apart(figure.title))}">{drawing}</div>\n'
            f'<p class="tnote">Source: {safe(figure.source)}. {NOT_A_FORECAST if self.document.events else MIGHT}</p>\n'
            "<details><summary>Show the numbers:"
            f" {safe(figure.title)}</summary>{self.table(figure.table)}</details></figure>"
        )

    def note(self, note: Note) -> str:
        """A boxed remark."""
        return (
            '<aside class="note"><p'
            f' class="title">{safe(note.title)}</p><p>{self.sentences(note.sentences)}</p></aside>'
        )

    def list_block(self, block: ListBlock) -> str:
        """A list, with its line above."""
        title = f"<p>{safe(block.title)}</p>" if block.title else ""
        tag = "ol" if block.ordered else "ul"
        items = "\n".join(
            f"<li>{self.direct(each) if block.direct else self.sentence(each)}</li>" for each in block.items
        )
        return f"{title}<{tag}>\n{items}\n</{tag}>"

    def direct(self, sentence: Sentence) -> str:
        """A line that links straight to its events, without a note."""
        more = sentence.of - len(sentence.evidence)
        rest = f" and {more:,} more" if more > 0 else ""
        links = (
            f' <span class="direct">[{self.numbers(sentence.evidence, "timeline line", sentence.notes)}{rest}]</span>'
            if sentence.evidence or sentence.notes
            else ""
        )
        return f"{safe(sentence.text)}{links}"

    def terms(self, block: Terms) -> str:
        """A glossary."""
        pairs = "\n".join(f"<dt>{safe(term)}</dt><dd>{safe(meaning)}</dd>" for term, meaning in block.pairs)
        return f'<dl class="terms">\n{pairs}\n</dl>'

    def evidence(self) -> str:
        """The appendices that the links open: what each sentence rests on, then every cited event and entry in full."""
        if not self.document.events and not self.document.notes:
            return ""
        notes = "\n".join(self.evidence_note(number, sentence) for number, sentence in self.notes)
        cards = "\n".join(self.card(seq) for seq in cited_by(self.document))
        how = (
            "Each entry repeats a sentence of the report and lists the events it rests on. Where a sentence"
            " rests on many events, those listed are spread over all of them; the record holds the rest."
        )
        shown = (
            "Each event is shown once, in the order of the record, with the words that were used and where"
            " the report cites it."
        )
        return (
            '<p class="onpaper">The numbers behind sentences lead to their evidence, which is in the copy of this'
            " report that is read on a screen.</p>\n"
            '<section class="onscreen" aria-labelledby="evidence"><h2 id="evidence">The evidence, sentence by'
            f' sentence</h2><p>{how}</p>\n<ul class="notes">\n{notes}\n</ul></section>\n<section'
            f' class="onscreen" aria-labelledby="events"><h2 id="events">The events cited</h2><p>{shown}</p>\n<ul'
            f' class="events">\n{cards}\n</ul></section>{self.entries()}'
        )

    def entries(self) -> str:
        """Every cited entry of the notebook in full."""
        if not self.document.notes:
            return ""
        shown = (
            "Each entry of the notebook that the report cites is shown once: what it is, when it was written, by whom, by role or"
            " by pseudonym, and where the report cites it."
        )
        cards = "\n".join(self.entry(number) for number in notes_cited_by(self.document))
        return (
            f'\n<section class="onscreen" aria-labelledby="entries"><h2 id="entries">The notes cited</h2><p>{shown}</p>\n<ul'
            f' class="events">\n{cards}\n</ul></section>'
        )

    def entry(self, number: int) -> str:
        """An entry of the notebook in full."""
        note = self.document.notes[number]
        return (
            f'<li id="b{number}"><p class="head"><b>Note {number}</b>, {safe(note.kind)}. {safe(note.who)}; {safe(note.when)}.</p>'
            f'<p class="words" dir="auto">{safe(note.words)}</p><p class="head">{self.cited_from(f"b{number}")}</p></li>'
        )

    def cited_from(self, shown: str) -> str:
        """The places that cite an event or an entry."""
        backs = list(dict.fromkeys(self.backs.get(shown, [])))
        return f"Cited by {', '.join(backs[:6])}" + (
            f" and {len(backs) - 6} more places." if len(backs) > 6 else "."
        )

    def evidence_note(self, number: int, sentence: Sentence) -> str:
        """One sentence's note: the sentence, its events in a line each, and the way back."""
        lines = "".join(f'<li><a href="#e{seq}">{seq}</a> {self.line(seq)}</li>' for seq in sentence.evidence)
        lines += "".join(f'<li><a href="#b{n}">note {n}</a> {self.note_line(n)}</li>' for n in sentence.notes)
        more = sentence.of - len(sentence.evidence)
        rest = f' <span class="said">and {more:,} more on the record.</span>' if more > 0 else ""
        return (
            f'<li id="n{number}"><b>{number}.</b> <span class="said">{safe(sentence.text)}</span> <a'
            f' href="#s{number}" aria-label="Back to sentence {number}">↑ back</a><ul>{lines}</ul>{rest}</li>'
        )

    def line(self, seq: int) -> str:
        """An event in a line."""
        event = self.shown(seq)
        return f"{safe(event.when)}: {safe(event.sentence)}"

    def note_line(self, number: int) -> str:
        """An entry of the notebook in a line."""
        note = self.document.notes[number]
        return f"{safe(note.who)}: {safe(clip(note.words, 160))}"

    def shown(self, seq: int) -> Cited:
        """How an event is shown. Raises KeyError for one that the document does not hold."""
        return self.document.events[seq]

    def card(self, seq: int) -> str:
        """An event in full, with its words and the places that cite it."""
        event = self.shown(seq)
        words = f'<p class="words" dir="auto">{safe(event.words)}</p>' if event.words else ""
        topics = f" About: {safe(event.topics)}." if event.topics else ""
        cited = self.cited_from(f"e{seq}")
        return (
            f'<li id="e{seq}"><p class="head"><b>Event {seq}</b>, {safe(event.when)}. {safe(event.who)}'
            f' ({safe(event.played_by)}).{topics}</p><span dir="auto">{safe(event.sentence)}</span>{words}<p'
            f' class="head">{cited}</p></li>'
        )
