"""How the report cites a study: sentences, rows and quotations that rest on events of the record and entries of the notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shirehall.paper.prose import capital, say, sentence_case, spread
from shirehall.paper.reader import Reader
from shirehall.paper.tree import SHOWN, Basis, Quote, Row, Sentence
from shirehall.study.notebook.note import note_of
from shirehall.study.themes import Evidence, Quotation, Sources, reading_of
from shirehall.study.themes.evidence import may_quote

ORIGIN_SAID = {
    "play": "seen in play",
    "feedback": "raised by players in feedback",
    "discussion": "raised in the discussion afterwards",
    "panel": "raised by a panel of people who did not play",
}
"""How it is said where a point was first raised."""

STRENGTH_SAID = {
    "explicit": "Explicit: several sources, and somebody who was there says it themselves",
    "several sources": "Several sources bear it out",
    "single": "It rests on a single source",
    "inferred": "Inferred: no event, note or answer stands behind it",
}
"""How it is said how strong a theme is."""

SORT_SAID = {
    "event": "Event",
    "note": "Observer's note",
    "answer": "Feedback",
    "mark": "Said at the validation",
    "panel": "Panel",
    "measure": "Measure",
}
"""What a piece of evidence is called."""


def cited(ground: Sources, pieces: Iterable[Evidence]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The events and the notebook's entries behind some evidence, each once and in order; a measure gives the events it counts."""
    events: set[int] = set()
    notes: set[int] = set()
    for piece in ground.standing(pieces):
        if piece.sort == "event":
            events.add(piece.number)
        elif piece.sort == "measure":
            events.update(reading_of(ground.study, piece.measure).evidence)
        else:
            entry = ground.entry(piece)
            notes.add(entry.number if entry else piece.number)
    return tuple(sorted(events)), tuple(sorted(notes))


def noted(
    text: str, events: Iterable[int] = (), notes: Iterable[int] = (), basis: Basis = "seen"
) -> Sentence:
    """A sentence that cites events and entries of the notebook, at most `SHOWN` of each, spread over all."""
    said = say(text, events, basis)
    return replace(said, notes=spread(sorted(set(notes)), SHOWN))


def rested(
    reader: Reader, ground: Sources, text: str, pieces: Iterable[Evidence], basis: Basis = "seen"
) -> Sentence:
    """A sentence on some evidence. One without any left rests on the record read to its end."""
    events, notes = cited(ground, pieces)
    if not events and not notes:
        return say(sentence_case(text), [reader.end], "derived")
    return noted(sentence_case(text), events, notes, basis)


def row(cells: tuple[str, ...], events: Iterable[int] = (), notes: Iterable[int] = ()) -> Row:
    """A row of a table that cites events and entries, at most six of each."""
    return Row(cells, spread(sorted(set(events)), SHOWN), spread(sorted(set(notes)), SHOWN))


def quoted(ground: Sources, quote: Quotation) -> Quote | None:
    """A quotation with its speaker's role and nothing that names them; none once its entry was taken back."""
    entry = ground.entry(Evidence(quote.sort, quote.number))
    if entry is None or not may_quote(entry):
        return None
    who = said_by(ground, note_of(entry.body).said_by) if entry.kind == "note" else ground.role(entry)
    return Quote(quote.words, f"{capital(who)}, quoted by leave", notes=(entry.number,))


def said_by(ground: Sources, name: str) -> str:
    """Who said what a note quotes, by the kind of their body."""
    telling = ground.study.telling
    chair = telling.world.seats.get(name)
    kind = telling.kind_of(chair.organisation if chair else name)
    return f"somebody of a {kind.replace('-', ' ')}" if kind else "somebody in the room"
