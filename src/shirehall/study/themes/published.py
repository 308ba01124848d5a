"""A study set beside what was published of a like day: which of the published themes and points its evidence carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shirehall.study.study import Study
from shirehall.study.themes.evidence import Evidence
from shirehall.study.themes.reading import Themes, read_themes

Carried = Literal["carried", "thin", "not carried"]
RULE = " ".join((
    "Carried: two pieces of evidence or more, of two months or more.",
    "Thin: less than that.",
    "Not carried: nothing in the study speaks of it.",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """Something that was published: its id, its sort (theme or learning point), what it says, and why it may not be found here."""

    id: str
    sort: str
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """One published thing beside the study: whether it is carried, by how much evidence of which months, and what speaks against it."""

    published: Published
    carried: Carried
    pieces: int
    months: tuple[int, ...]
    against: int
    why: str


def beside(study: Study, published: Iterable[Published]) -> tuple[Beside, ...]:
    """Each published thing beside the theme or learning point of the same id in the study, in the order given."""
    themes = read_themes(study)
    return tuple(one_beside(study, themes, each) for each in published)


def one_beside(study: Study, themes: Themes, each: Published) -> Beside:
    """One published thing beside the study."""
    supports, against = evidence_for(themes, each)
    months = tuple(sorted({m for piece in supports if (m := month_of(study, piece)) is not None}))
    pieces = len({(piece.sort, piece.number, piece.measure) for piece in supports})
    carried: Carried = (
        "not carried" if not pieces else "carried" if pieces > 1 and len(months) > 1 else "thin"
    )
    why = "" if carried == "carried" else each.why or reason(pieces, months)
    return Beside(each, carried, pieces, months, len(against), why)


def reason(pieces: int, months: tuple[int, ...]) -> str:
    """Why something is not carried, when nobody has said."""
    if not pieces:
        return "nothing in the study speaks of it"
    return (
        "it rests on one piece of evidence"
        if pieces == 1
        else f"all of it is of one month ({months[0]})"
        if months
        else "no month is known"
    )


def evidence_for(themes: Themes, each: Published) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """What speaks for and against the theme or point of that id."""
    if each.sort == "theme":
        found = next((written.theme for written in themes.standing if written.theme.id == each.id), None)
        return (found.supports, found.against) if found else ((), ())
    point = next((held.point for held in themes.points if held.point.id == each.id), None)
    return (point.supports if point else ()), ()


def month_of(study: Study, piece: Evidence) -> int | None:
    """The month a piece of evidence is of, where one is known."""
    if piece.sort == "event":
        return study.telling.event(piece.number).month if piece.number <= len(study.telling.events) else None
    entry = study.entry(piece.number) if piece.sort != "measure" else None
    return entry.month if entry else None
