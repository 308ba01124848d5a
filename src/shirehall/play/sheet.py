"""A line of the run sheet: one inject as it now stands, whether the pack's or added on the day, edited or held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.patch.model import Film
from shirehall.patch.model import Inject as PackInject
from shirehall.play.fields import Clause, clause_from

EVERYBODY = ("all",)
"""To whom an inject goes that goes to every body with seats."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The figure that sets an inject off: `measure` of `subject` (any when empty) above or below a mark."""

    measure: str
    subject: str = ""
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One inject on the run sheet.

    `to` holds "all", or ids and kinds of bodies. `month` is 0 for one without a time: it comes by hand, or on its
    `condition`. `clauses` say what it does to the county; one without words bears the inject's title. `status` is waiting or
    held; what was published is told by the world's injects.
    """

    id: str
    title: str
    kind: str
    text: str
    to: tuple[str, ...]
    month: int = 0
    minute: int = 0
    condition: Condition | None = None
    reply_within: int = 0
    about: tuple[str, ...] = ()
    tests: str = ""
    clauses: tuple[Clause, ...] = ()
    origin: str = ""
    status: str = "waiting"
    edited: bool = False
    added: bool = False


def month_of(inject: PackInject) -> int:
    """The month for which the pack times an inject; 0 for one without a time."""
    return 0 if inject.when.by_hand else inject.when.month or 0


def line_of(inject: PackInject, film: Film | None) -> SheetLine:
    """The pack's inject as a line; the film brings its script."""
    when, effect = inject.when, inject.effect
    condition = Condition(when.measure, when.subject, when.above, when.below) if when.measure else None
    clauses = (Clause("", effect.mechanism, tuple(sorted(effect.terms.items()))),) if effect else ()
    return SheetLine(
        id=inject.id,
        title=inject.title,
        kind=inject.kind,
        text=film_text(film) if inject.kind == "film" and film is not None else inject.text,
        to=EVERYBODY if isinstance(inject.to, str) else tuple(inject.to),
        month=month_of(inject),
        minute=when.minute,
        condition=condition,
        reply_within=inject.reply_within,
        about=tuple(inject.about),
        tests=inject.tests,
        clauses=clauses,
        origin=effect.origin if effect else "",
    )


def line_from(data: Mapping[str, Any]) -> SheetLine:
    """The line that `plain` wrote."""
    condition = Condition(**data["condition"]) if data["condition"] else None
    clauses = tuple(clause_from(clause) for clause in data["clauses"])
    lists = {name: tuple(data[name]) for name in ("to", "about")}
    return SheetLine(**{**data, **lists, "condition": condition, "clauses": clauses})


def film_text(film: Film) -> str:
    """The news film as a script that can be read again."""
    voices = [f"{voice.speaker}, {voice.role}: “{voice.words}”" for voice in film.interviews]
    return "\n\n".join([film.opening, *voices, film.closing])
