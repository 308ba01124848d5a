"""Paper forms: what people write on when screens fail, and what observers write on when theirs do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shirehall.paper.print.look import Look
from shirehall.paper.print.typst import Manner, Printer, call, joined, literal, sheet_source
from shirehall.paper.tree import Column, Document, Row, Table
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.play.fields import Ask, fields_of
from shirehall.play.kinds import Move

Line = tuple[str, int]
"""A label, and how many lines to write on follow it."""

HEAD: Sequence[Line] = (("Time on the clock, and month", 1), ("Your seat and body", 1))
MESSAGE: Sequence[Line] = (
    ("To: every seat or body it goes to", 2),
    ("In answer to (number or words)", 1),
    ("Your words", 7),
)
AGREEMENT: Sequence[Line] = (
    ("What it is called", 1),
    ("Between which bodies", 2),
    ("What is agreed: one point a line, with sums, numbers and dates", 7),
    ("From which month, to which month", 1),
    ("Who else has been told", 1),
    ("Signed, for which body: the same text for all", 4),
)
ANY: Sequence[Line] = (
    ("What you do (see the list of moves)", 1),
    ("To whom, or about whom", 1),
    ("What it concerns: agreement, plan, tender, meeting, question", 1),
    ("Your words, with sums, numbers and months", 6),
    ("What it rests on", 1),
)
PLAN: Sequence[Line] = (
    ("For whom the plan is", 1),
    ("What it is called", 1),
    ("Each saving: where, how much a year, by what means, on what evidence", 10),
)
NOTE: Sequence[Line] = (
    ("Time, month, table", 1),
    ("Who", 1),
    ("What was said or done", 3),
    ("What seemed to be felt: tone, power", 1),
    ("What was left undone, and codes", 1),
)
DESK = (
    "For the facilitators' desk: taken at ____ : ____   put on the record by ____________   number ________"
)
MESSAGE_KINDS = ("tell", "ask", "answer", "offer", "refuse", "complain", "announce to all")


def forms_source(patch: Patch, look: Look) -> str:
    """The forms: a message, an agreement, a plan, any other move, and the list of moves with what to write for each."""
    pages = [
        page(form("A message", MESSAGE, MESSAGE_KINDS)),
        page(form("An agreement", AGREEMENT, ("idea only", "proposed", "agreed in words", "signed"))),
        page(form("A plan", PLAN, ("recovery", "savings", "other"))),
        page(form("Any other move", ANY)),
        page(moves_list(look)),
    ]
    return sheet_source(f"{patch.head.title}: paper forms", look, "\n".join(pages))


def notes_source(patch: Patch, look: Look, notes: int = 4) -> str:
    """Sheets for observers' notes: so many notes one after another, as pages hold them."""
    note = [call("block", "breakable: false", joined(written(NOTE)))] * notes
    names = call("field", literal("Your name, and the tables you watch"), "1")
    body = joined([call("heading", "level: 1", literal("Observer's notes")), names, *note])
    return sheet_source(f"{patch.head.title}: observer's notes", look, f"#{body}")


def page(lines: Iterable[str]) -> str:
    """Lines on a page of their own."""
    return "#pagebreak(weak: true)\n#" + joined(lines)


def form(title: str, body: Sequence[Line], choices: Sequence[str] = ()) -> list[str]:
    """A form: who and when, what kind, what is said; at the end what the desk does with it."""
    kinds = [call("choices", literal("Tick:"), *map(literal, choices))] if choices else []
    foot = call("par", call("small", literal(DESK)))
    return [call("heading", "level: 1", literal(title)), *written(HEAD), *kinds, *written(body), foot]


def written(lines: Sequence[Line]) -> list[str]:
    """Labels with room to write."""
    return [call("field", literal(label), str(count)) for label, count in lines]


def moves_list(look: Look) -> list[str]:
    """Every move a player can make, with what a form of it has to say; from the catalogue, so that none is missing."""
    moves = [move for move in gathered().moves.values() if not move.control]
    rows = tuple(Row((move.name.replace("-", " "), move.summary, to_write(move))) for move in moves)
    table = Table("", (Column("Move"), Column("What it does"), Column("Besides your words")), rows)
    printer = Printer(Document("", "", "", ()), look, Manner())
    return [call("heading", "level: 1", literal("The moves")), printer.table(table)]


def to_write(move: Move) -> str:
    """The names of a move's own fields in words: those that must be given, then the others in brackets."""
    common = {each.name for each in fields_of(Ask)}
    own = [each for each in fields_of(move.ask) if each.name not in common]
    needed = [each.name.replace("_", " ") for each in own if not each.optional]
    others = [each.name.replace("_", " ") for each in own if each.optional]
    return "; ".join([", ".join(needed) or "–"] + ([f"({', '.join(others)})"] if others else []))
