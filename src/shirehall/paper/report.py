"""The report of a day: one document, drafted from what a record and its notebook tell, with what people edited laid over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shirehall.errors import RecordError
from shirehall.paper import conclusions, found, limitations, literature, panel, validated, views
from shirehall.paper.appendix import differing, glossary, references, told
from shirehall.paper.assumed import assumed
from shirehall.paper.bodies import bodies
from shirehall.paper.charter import charter, published
from shirehall.paper.context import context
from shirehall.paper.county import county
from shirehall.paper.edits import laid_over
from shirehall.paper.filled import scripted, seats
from shirehall.paper.happened import happened
from shirehall.paper.ledgers import ledgers
from shirehall.paper.method import method, seeds
from shirehall.paper.naming import named_in_full
from shirehall.paper.notes import cited_note, who_wrote, written
from shirehall.paper.perspectives import introduction, perspectives
from shirehall.paper.prose import capital, count, say
from shirehall.paper.reactions import reactions
from shirehall.paper.reader import Reader
from shirehall.paper.shapes import THEMES, shaped
from shirehall.paper.summary import summary
from shirehall.paper.themes import themes
from shirehall.paper.tree import (
    Column,
    Document,
    ListBlock,
    Paragraph,
    Quote,
    Remark,
    Row,
    Section,
    Table,
    cited_by,
    notes_cited_by,
)
from shirehall.paper.versions import Version, changes, versions_kept
from shirehall.paper.writing import write_report
from shirehall.study.notebook.entry import Entry
from shirehall.study.reading import Telling, tell
from shirehall.study.validation import role_said

__all__ = ["build", "draft", "printed_again", "write_report"]

NOT_A_FORECAST = "It is not a forecast of any real place, body or person."
OF_THE_NOTEBOOK: tuple[Callable[[Reader], Section], ...] = (
    found.section, conclusions.section, validated.section, panel.section, literature.section, limitations.section, views.section,
)  # fmt: skip
"""The sections that tell what people made of the day; each says so where there is nothing yet."""
MOST_CHANGES = 60
"""How many blocks that changed since the last version are named; the rest are counted."""


def build(telling: Telling, entries: tuple[Entry, ...] = (), shape: str = "") -> Document:
    """The report as a document: the draft, what people edited laid over it, and what has changed since the last version.

    Without a shape it has the pack's own, where the pack has one, else that by themes.

    Pure: it draws nothing and touches no disk. Raises RecordError when the record holds no day, UsageError for an unknown shape.
    """
    reader = Reader(telling, entries)
    document = laid_over(drafted(reader, shape), reader)
    kept = versions_kept(reader.study)
    if not kept:
        return shown(reader, document)
    told_of = versions_told(reader, kept, document)
    facts = (*document.about, ("Version", version_said(reader, kept[-1], document)))
    return shown(reader, replace(document, sections=(*document.sections, told_of), about=facts))


def draft(telling: Telling, entries: tuple[Entry, ...] = (), shape: str = "") -> Document:
    """The report as it is drafted, without what people edited. Raises as `build` does."""
    reader = Reader(telling, entries)
    return shown(reader, drafted(reader, shape))


def printed_again(reader: Reader, version: Version) -> Document:
    """A version as it was: from the same events and the same entries."""
    entries = reader.entries[: version.entries]
    telling = reader.telling
    if version.events != len(telling.events):
        telling = tell(telling.events[: version.events], telling.patch)
    then = Reader(telling, entries)
    document = laid_over(drafted(then, version.shape or THEMES), then)
    said = f"{version.number}, “{version.title}”, kept {written(version.entry)} by {who_wrote(reader, version.entry)}"
    return shown(then, replace(document, about=(*document.about, ("Version", said))))


def drafted(reader: Reader, shape: str) -> Document:
    """The draft in a shape."""
    telling = reader.telling
    if not telling.events or not telling.world.opened:
        raise RecordError(
            "the record holds no day to report on.", mend="play one into it, or name another record."
        )
    sections = named_in_full(reader, all_sections(reader))
    head = telling.patch.head
    return Document(
        title=f"{head.title}: what happened, and what it might mean",
        subtitle=subtitle(reader),
        notice=f"{head.notice} {NOT_A_FORECAST}",
        sections=shaped(shape, reader, {section.id: section for section in sections}),
        about=about(reader),
        dated=dated(reader),
    )


def all_sections(reader: Reader) -> tuple[Section, ...]:
    """Every section that has something to say, in no particular order."""
    story = happened(reader)
    quoted = [block.text for part in story.parts for block in part.blocks if isinstance(block, Quote)]
    return (
        summary(reader),
        perspectives(reader),
        introduction(reader),
        context(reader),
        story,
        themes(reader, quoted),
        bodies(reader),
        county(reader),
        ledgers(reader),
        charter(reader),
        published(reader),
        reactions(reader),
        *(section(reader) for section in OF_THE_NOTEBOOK),
        method(reader),
        assumed(reader),
        differing(reader),
        told(reader),
        glossary(reader),
        references(reader),
    )


def shown(reader: Reader, document: Document) -> Document:
    """The document with every event and entry that it cites, as they are shown, and with what was said of its themes."""
    events = {seq: reader.card(seq) for seq in cited_by(document)}
    notes = {number: cited_note(reader, number) for number in notes_cited_by(document)}
    return replace(document, events=events, notes=notes, remarks=remarks(reader))


def remarks(reader: Reader) -> dict[str, tuple[Remark, ...]]:
    """What was said against a theme at the validation meeting, by the id of the theme's section."""
    said: dict[str, tuple[Remark, ...]] = {}
    for each in reader.study.standing("validation-mark"):
        body = each.entry.body
        if body.get("mark") == "disputed":
            words = str(body.get("words") or "") if body.get("may_quote", True) else ""
            role = str(body.get("role") or "")
            who = capital(role_said(role)) if role else who_wrote(reader, each.entry)
            remark = Remark(who, each.entry.received_at, f"Disputed{f': {words}' if words else '.'}")
            name = f"found-{found.anchor(str(body.get('theme')))}"
            said[name] = (*said.get(name, ()), remark)
    return said


def dated(reader: Reader) -> str:
    """The label of the last thing the report rests on: the last entry, or the first day of the round."""
    labels = sorted(entry.received_at for entry in reader.entries if entry.received_at)
    return labels[-1] if labels else f"{reader.telling.patch.round.start}-01T00:00:00Z"


def version_said(reader: Reader, last: Version, document: Document) -> str:
    """Which version this is: the last one kept, or what has changed since."""
    since = changes(printed_again(reader, last), document)
    if not len(since):
        return f"{last.number}, “{last.title}”, kept {written(last.entry)}"
    return f"not kept yet; since version {last.number}, {since.said()}"


def versions_told(reader: Reader, kept: tuple[Version, ...], document: Document) -> Section:
    """The versions that were kept, and what has changed since the last, block by block."""
    heads = ("Version", "Called", "Kept", "By", "Up to event", "Up to entry", "Digest", "Why")
    rows = tuple(
        Row(
            (
                str(v.number), v.title, written(v.entry), who_wrote(reader, v.entry), f"{v.events:,}", f"{v.entries:,}", v.digest[:16],
                v.why or "–",
            ),
            notes=(v.entry.number,),
        )
        for v in kept
    )  # fmt: skip
    table = Table("Versions of this report that were kept", tuple(Column(head) for head in heads), rows)
    since = changes(printed_again(reader, kept[-1]), document)
    said = Paragraph((say(f"Since version {kept[-1].number}, {since.said()}.", basis="method"),))
    lines = [
        f"{words}: {key}"
        for keys, words in ((since.new, "New"), (since.gone, "Gone"), (since.other, "Reads otherwise"))
        for key in keys
    ]
    more = [f"And {count(len(lines) - MOST_CHANGES, 'more block')}."] if len(lines) > MOST_CHANGES else []
    listed = ListBlock(tuple(say(line, basis="method") for line in (*lines[:MOST_CHANGES], *more)))
    return Section("versions", "Versions of this report", (table, said, *((listed,) if lines else ())))


def subtitle(reader: Reader) -> str:
    """What was played, in a line."""
    telling = reader.telling
    months = telling.months
    scripts = scripted(seats(reader))
    every = len(seats(reader))
    who = (
        "by scripted players"
        if scripts == every
        else "by people"
        if not scripts
        else f"by people and, in {scripts} of {every} seats, by scripts"
    )
    first, last = reader.month(1), reader.month(months[-1])
    span = first if first == last else f"{first} to {last}"
    return f"Report on {count(len(months), 'month')} of play, {span}, {who}.{stopped(telling)}"


def stopped(telling: Telling) -> str:
    """That the round was not played to its end, if it was not: how many of its months were."""
    played, planned = len(telling.months), telling.world.clock.months
    if telling.closed:
        return ""
    if played < planned:
        return f" Not all months were played ({played} of {planned})."
    return " The last month was not played to its end."


def about(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The facts of the day, for the front of the report."""
    telling = reader.telling
    scripts = scripted(seats(reader))
    return (
        ("Round", telling.patch.round.title),
        ("Organisations with a seat", str(len(reader.bodies))),
        (
            "Seats",
            f"{len(seats(reader))}, {'all' if scripts == len(seats(reader)) else f'of which {scripts}'} scripted",
        ),
        ("Events on the record", f"{len(telling.events):,}"),
        ("Seed", seeds(reader)),
        ("Pack", f"{telling.patch.id}, {telling.patch.digest[:12]}"),
    )
