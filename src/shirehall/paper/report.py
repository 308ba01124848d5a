"""The report of a day: one document, built from what a record tells, and written as one page."""

from __future__ import annotations

from pathlib import Path

from shirehall.errors import Place, RecordError, UsageError
from shirehall.paper.appendix import differing, glossary, references, told
from shirehall.paper.assumed import assumed
from shirehall.paper.bodies import bodies
from shirehall.paper.charter import charter, published
from shirehall.paper.context import context
from shirehall.paper.county import county
from shirehall.paper.filled import scripted, seats
from shirehall.paper.happened import happened
from shirehall.paper.html import print_html
from shirehall.paper.ledgers import ledgers
from shirehall.paper.method import limitations, method, stance
from shirehall.paper.naming import named_in_full
from shirehall.paper.prose import count
from shirehall.paper.reader import Reader
from shirehall.paper.summary import summary
from shirehall.paper.themes import themes
from shirehall.paper.tree import Document, Quote, cited_by
from shirehall.study.notebook.entry import Entry
from shirehall.study.reading import Telling

NOT_A_FORECAST = "It is not a forecast of any real place, body or person."


def build(telling: Telling, entries: tuple[Entry, ...] = ()) -> Document:
    """The report as a document, from the record and the notebook's entries. Pure: it draws nothing and touches no disk.

    Raises RecordError when the record holds no day.
    """
    if not telling.events or not telling.world.opened:
        raise RecordError(
            "the record holds no day to report on.", mend="play one into it, or name another record."
        )
    reader = Reader(telling, entries)
    story = happened(reader)
    quoted = [block.text for part in story.parts for block in part.blocks if isinstance(block, Quote)]
    sections = (
        summary(reader),
        stance(reader),
        context(reader),
        story,
        themes(reader, quoted),
        bodies(reader),
        county(reader),
        ledgers(reader),
        charter(reader),
        published(reader),
        method(reader),
        limitations(reader),
        assumed(reader),
        differing(reader),
        told(reader),
        glossary(reader),
        references(reader),
    )
    head = telling.patch.head
    document = Document(
        title=f"{head.title}: what happened, and what it might mean",
        subtitle=subtitle(reader),
        notice=f"{head.notice} {NOT_A_FORECAST}",
        sections=named_in_full(reader, sections),
        about=about(reader),
    )
    events = {seq: reader.card(seq) for seq in cited_by(document)}
    return Document(
        document.title, document.subtitle, document.notice, document.sections, events, document.about
    )


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
    stopped = "" if telling.closed else " The day had not come to its end when this was written."
    return (
        f"Report on {count(len(months), 'month')} of play, {reader.month(1)} to {reader.month(months[-1])},"
        f" {who}.{stopped}"
    )


def about(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The facts of the day, for the front of the report."""
    telling = reader.telling
    opened = next(e for e in telling.events if e.kind == "day-opened")
    scripts = scripted(seats(reader))
    return (
        ("Round", telling.patch.round.title),
        ("Organisations with a seat", str(len(reader.bodies))),
        (
            "Seats",
            f"{len(seats(reader))}, {'all' if scripts == len(seats(reader)) else f'of which {scripts}'} scripted",
        ),
        ("Events on the record", f"{len(telling.events):,}"),
        ("Seed", str(opened.body["settings"].get("seed", "none"))),
        ("Pack", f"{telling.patch.id}, {telling.patch.digest[:12]}"),
    )


def write_report(telling: Telling, path: Path) -> None:
    """Write the report as one HTML file that needs no network and runs no script.

    Raises UsageError when the file is there already or cannot be written, and when the drawing package is not installed; RecordError
    when the record holds no day.
    """
    where = Place(str(path))
    if path.exists():
        raise UsageError(
            "there is a file of that name already; nothing was overwritten.",
            where=where,
            mend="name another file.",
        )
    page = print_html(build(telling))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(page)
    except OSError as error:
        raise UsageError(
            f"the report cannot be written: {error.strerror}.",
            where=where,
            mend="name a file in a folder that can be written to.",
        ) from None
