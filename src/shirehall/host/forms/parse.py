"""What was posted, as an ask: all faults at once, each tied to its input; never an error for anything that can be typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shirehall.economy import levers
from shirehall.economy.levers import Term
from shirehall.host.forms import words
from shirehall.host.forms.amounts import number_of, pence_of, pounds_of, whole_of
from shirehall.host.forms.build import PAIRS
from shirehall.host.forms.held import faults_in, slug
from shirehall.host.forms.model import MOST_ROWS, Data, Fault, Faults, posted
from shirehall.play.fields import (
    THINGS,
    Ask,
    Clause,
    EventRef,
    Field,
    Minutes,
    Month,
    Pence,
    Percent,
    PlanLine,
    Text,
    fields_of,
)
from shirehall.play.kinds import Move
from shirehall.play.view import View

NO = ("", "no", "false", "0", "off")
"""What a tick that is not ticked may post."""
WHOLE = (Month, Minutes, Percent, int, EventRef, *THINGS)


def ask_from(view: View, move: str, data: Any) -> Ask | Faults:
    """The ask that a posted form makes, or everything that is wrong with it.

    `data` is a form with repeated names, or a mapping. Names that the form does not have are left unread. Raises KeyError for
    a move that the catalogue does not have.
    """
    made = view.catalogue.moves[move]
    reader = Reader(posted(data))
    values = {}
    for field in fields_of(made.ask):
        given = reader.field(field)
        if given is not None:
            values[field.name] = given
    name_ids(made, values)
    faults = [*reader.faults, *missing(made, values, reader.faults), *misaligned(made, reader)]
    touched = {fault.field for fault in faults}
    faults += [fault for fault in faults_in(view, made, values) if fault.field not in touched]
    return in_form_order(made, faults) if faults else made.ask(**values)


def name_ids(move: Move, values: dict[str, Any]) -> None:
    """Make the id of a new body or seat from its name, where none was typed."""
    if (
        any(field.name == "identity" for field in fields_of(move.ask))
        and not values.get("identity", "").strip()
    ):
        made = slug(str(values.get("short") or values.get("role") or ""))
        if made:
            values["identity"] = made


def missing(move: Move, values: Mapping[str, Any], faults: list[Fault]) -> Iterator[Fault]:
    """The fields that have to be filled in and are not."""
    named = {fault.field.split(".")[0] for fault in faults}
    for field in fields_of(move.ask):
        label = words.label_of(move.name, field.name).lower()
        wordless = (
            field.name == "text" and move.name in words.NEEDS_WORDS and not values.get("text", "").strip()
        )
        absent = not field.optional and values.get(field.name) in (None, (), "")
        if field.name in named or not (wordless or absent):
            continue
        rows = field.what in (Clause, PlanLine) or field.name in PAIRS or field.name in PAIRS.values()
        place = f"{field.name}.0" if field.name in PAIRS.values() else field.name
        yield Fault(place, f"Fill in: {label}." if rows or not choosable(field) else f"Choose: {label}.")


def choosable(field: Field) -> bool:
    """Whether a field is chosen from a list and not typed."""
    return field.what not in (Text, str, Pence, Percent, Minutes, int) or field.name in words.FIXED


def misaligned(move: Move, reader: Reader) -> Iterator[Fault]:
    """Rows of which one half was left out while another row has only the other half."""
    for field in fields_of(move.ask):
        other = PAIRS.get(field.name)
        if other is None:
            continue
        left, right = dict(reader.rows(field.name)), dict(reader.rows(other))
        if len(left) == len(right) and set(left) != set(right):
            for row in sorted(set(left) ^ set(right)):
                name = other if row in left else field.name
                yield Fault(f"{name}.{row}", "Fill in both halves of this row, or neither.")


def in_form_order(move: Move, faults: list[Fault]) -> Faults:
    """The faults in the order in which the form shows its inputs."""
    names = [field.name for field in fields_of(move.ask)]
    own = [name for name in names if name not in ("text", "about", "in_reply_to", "evidence")]
    place = {name: number for number, name in enumerate([*own, "text", "about", "in_reply_to", "evidence"])}
    return Faults(tuple(sorted(faults, key=lambda fault: place.get(fault.field.split(".")[0], -1))))


class Reader:
    """Reads typed values out of what was posted, and keeps what could not be read."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.faults: list[Fault] = []

    def one(self, name: str) -> str:
        """The first value of a name; empty when there is none."""
        return self.data.get(name, ("",))[0]

    def rows(self, name: str) -> Iterator[tuple[int, str]]:
        """The rows of a simple list that are not blank."""
        for row in range(MOST_ROWS):
            value = self.one(f"{name}.{row}")
            if value.strip():
                yield row, value

    def field(self, field: Field) -> Any:
        """The value of a field; None when it was left out."""
        if field.what in (Clause, PlanLine):
            return self.compound(field)
        if not field.many:
            if field.what is bool:
                return self.one(field.name).strip().lower() not in NO
            return self.single(field.what, field.name, self.one(field.name))
        bare = [(field.name, value) for value in self.data.get(field.name, ()) if value.strip()]
        listed = [(f"{field.name}.{row}", value) for row, value in self.rows(field.name)]
        found = [self.single(field.what, name, value) for name, value in (*bare, *listed)]
        return tuple(value for value in found if value is not None)

    def single(self, what: Any, name: str, typed: str) -> Any:
        """One value as its type; None when nothing was typed, or nothing that can be read."""
        if typed == "" or (what not in (Text, str) and not typed.strip()):
            return None
        if what is Pence:
            return self.read(
                pence_of,
                name,
                typed,
                "Enter a sum in pounds, such as 250,000 or 7 million, exact to the penny.",
            )
        if what in WHOLE:
            chosen = what in THINGS or what in (EventRef, Month)
            return self.read(whole_of, name, typed.removesuffix("minutes") if what is Minutes else typed,
                             "Choose one from the list." if chosen else "Enter a whole number.")  # fmt: skip
        return typed

    def read(self, reading: Callable[[str], Any], name: str, typed: str, otherwise: str) -> Any:
        """What was typed, read; a fault when it cannot be."""
        value = reading(typed)
        if value is None:
            self.faults.append(Fault(name, otherwise))
        return value

    def compound(self, field: Field) -> Any:
        """A clause, or several clauses or plan lines; rows left blank are left out."""
        if not field.many:
            return self.clause(field.name)
        one = self.line if field.what is PlanLine else self.clause
        pattern = re.compile(rf"{re.escape(field.name)}\.(\d{{1,2}})\.")
        numbers = sorted({int(found[1]) for found in map(pattern.match, self.data) if found})
        made = [one(f"{field.name}.{number}") for number in numbers]
        return tuple(each for each in made if each is not None)

    def clause(self, at: str) -> Clause | None:
        """A clause; None when it was left blank."""
        said, mechanism = self.one(f"{at}.words"), self.one(f"{at}.mechanism").strip()
        known = levers.catalogue().get(mechanism)
        if known is None:
            if mechanism:
                self.faults.append(Fault(f"{at}.mechanism", "Choose one from the list."))
            return Clause(said) if said.strip() else None
        found = [(term.name, self.term(f"{at}.term.{term.name}", term)) for term in known.terms]
        terms = tuple(sorted((name, value) for name, value in found if value is not None))
        return Clause(said, mechanism, terms)

    def term(self, name: str, term: Term) -> Any:
        """A typed term; None when it was left out."""
        typed = self.one(name)
        if not typed.strip():
            return None
        if term.kind == "pounds":
            return self.read(
                whole_pounds, name, typed, "Enter a sum in pounds, such as 250,000 or 7 million."
            )
        if term.kind in ("percent", "count", "days", "months"):
            return self.read(number_of, name, typed, "Enter a number.")
        return typed

    def line(self, at: str) -> PlanLine | None:
        """A line of a plan; None when it was left blank."""
        said = {name: self.one(f"{at}.{name}") for name in ("sector", "means", "evidence")}
        sum_typed, clause = self.one(f"{at}.pence"), self.clause(f"{at}.clause")
        if not sum_typed.strip() and clause is None and not any(value.strip() for value in said.values()):
            return None
        if not said["sector"].strip():
            self.faults.append(Fault(f"{at}.sector", "Say where."))
        if not sum_typed.strip():
            self.faults.append(Fault(f"{at}.pence", "Enter a sum in pounds, such as 250,000 or 7 million."))
        pence = self.single(Pence, f"{at}.pence", sum_typed)
        return PlanLine(said["sector"], pence or 0, said["means"], said["evidence"], clause)


def whole_pounds(typed: str) -> int | float | None:
    """A sum in pounds as a term carries it: whole where it is whole."""
    value = pounds_of(typed)
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
