"""What a form checks of typed values before a move is tried: that they are there, within bounds, and known to the seat."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from shirehall.host.forms import words
from shirehall.host.forms.model import Fault
from shirehall.play.checks import MOST, can_be_kept, clause_holds, value_holds
from shirehall.play.fields import (
    LONGEST_TEXT,
    NAMES,
    THINGS,
    Clause,
    EventRef,
    Field,
    Minutes,
    Month,
    OrganisationRef,
    Pence,
    Percent,
    PlanLine,
    SeatRef,
    SiteRef,
    Text,
    fields_of,
)
from shirehall.play.kinds import Move
from shirehall.play.moves.formation import IDENTITY
from shirehall.play.terms import faults_in_terms
from shirehall.play.view import View

BOUNDS: Mapping[Any, str] = {
    Month: "Choose a month of the story, no later than a year after its end.",
    Minutes: "Enter 0 to 600 minutes.",
    Pence: "That is more money than any county has.",
    Percent: "Enter a number from 0 to 100.",
    int: "That is more than any county has.",
}
CHOSEN = "Choose from the list."
TERM_NAMED = re.compile(r"(\w+)(?::| is | takes )")


def faults_in(view: View, move: Move, values: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the values given, field by field; a value of the wrong sort is never an error."""
    for field in fields_of(move.ask):
        if field.name in values:
            yield from field_faults(view, field, values[field.name])


def field_faults(view: View, field: Field, value: Any) -> Iterator[Fault]:
    """What is wrong with a field's value, or with any of its values."""
    if not field.many:
        if value is not None:
            yield from value_faults(view, field, field.name, value)
        return
    if len(value) > MOST:
        yield Fault(field.name, f"Give at most {MOST}; this has {len(value)}.")
        return
    if field.what in (SeatRef, OrganisationRef) and len(set(value)) < len(value):
        yield Fault(field.name, "Name each once.")
    for number, each in enumerate(value):
        rows = field.what in (Clause, PlanLine, Text, Percent) and field.name not in words.FIXED
        yield from value_faults(view, field, f"{field.name}.{number}" if rows else field.name, each)


def value_faults(view: View, field: Field, name: str, value: Any) -> Iterator[Fault]:
    """What is wrong with one value."""
    if isinstance(value, Clause):
        yield from clause_faults(view, name, value)
    elif isinstance(value, PlanLine):
        yield from line_faults(view, name, value)
    elif field.what in (Text, str):
        wrong = words_fault(value)
        if wrong:
            yield Fault(name, wrong)
        elif not allowed(field, value):
            yield Fault(name, CHOSEN)
        elif field.name == "identity" and (len(value) > 60 or not IDENTITY.fullmatch(value)):
            yield Fault(name, "Use small letters, digits and hyphens, such as coast-alliance; at most 60.")
    elif value_holds(view.world, field, value) is not None or not allowed(field, value):
        known = field.what in NAMES or field.what in THINGS or field.what in (EventRef, SiteRef)
        listed = known or get_origin(field.what) is not None or field.name in words.FIXED
        yield Fault(name, CHOSEN if listed else BOUNDS.get(field.what, CHOSEN))


def allowed(field: Field, value: Any) -> bool:
    """Whether a value is one of the few that a field takes, where it takes only a few."""
    if get_origin(field.what) is not None:
        return value in get_args(field.what)
    return field.name not in words.FIXED or str(value) in [known for known, _ in words.FIXED[field.name]]


def words_fault(value: Any) -> str:
    """What is wrong with words; empty when nothing is."""
    if not isinstance(value, str):
        return "Enter words."
    if len(value) > LONGEST_TEXT:
        return f"Use at most {LONGEST_TEXT:,} characters; this has {len(value):,}."
    return "" if can_be_kept(value) else "This holds a character that cannot be kept. Type it again."


def clause_faults(view: View, name: str, clause: Clause) -> Iterator[Fault]:
    """What is wrong with a clause: its words, then each of its terms."""
    wrong = words_fault(clause.words)
    if wrong:
        yield Fault(f"{name}.words", wrong)
        return
    for term, value in clause.terms:
        if isinstance(value, str) and words_fault(value):
            yield Fault(f"{name}.term.{term}", words_fault(value))
            return
    refusal = clause_holds(clause)
    if refusal is not None:
        yield Fault(f"{name}.words", sentence(refusal.why))
    elif clause.mechanism:
        for wrong in faults_in_terms(view.world, clause):
            found = TERM_NAMED.match(wrong)
            at = f"{name}.term.{found[1]}" if found else f"{name}.mechanism"
            yield Fault(at, sentence(wrong.replace("_", " ")))


def line_faults(view: View, name: str, line: PlanLine) -> Iterator[Fault]:
    """What is wrong with a line of a plan."""
    for part in ("sector", "means", "evidence"):
        wrong = words_fault(getattr(line, part))
        if wrong:
            yield Fault(f"{name}.{part}", wrong)
    if not line.sector.strip():
        yield Fault(f"{name}.sector", "Say where.")
    if value_holds(view.world, Field("pence", Pence, many=False, optional=False), line.pence) is not None:
        yield Fault(f"{name}.pence", BOUNDS[Pence])
    if line.clause is not None:
        yield from clause_faults(view, f"{name}.clause", line.clause)


def sentence(words_said: str) -> str:
    """Words as a sentence: a large letter first, a full stop last."""
    said = words_said.strip()
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")


def slug(name: str) -> str:
    """A name as an id: small letters, digits and hyphens, beginning with a letter; empty when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:60].strip("-")
