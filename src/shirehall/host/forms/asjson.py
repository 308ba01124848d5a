"""The same moves for programs: a JSON Schema for each, and a strict reading of what they send."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import MISSING
from typing import Any, get_args, get_origin

from shirehall.host.forms import words
from shirehall.host.forms.held import faults_in
from shirehall.host.forms.model import Fault, Faults
from shirehall.host.forms.parse import in_form_order
from shirehall.play.fields import (
    LONGEST_TEXT,
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
    fields_of,
    plain,
)
from shirehall.play.kinds import Move
from shirehall.play.view import View

Schema = dict[str, Any]
MOST = 100
INTEGERS: Mapping[Any, Schema] = {
    Month: {"type": "integer", "minimum": 1, "description": "A month of the story, from 1."},
    Minutes: {"type": "integer", "minimum": 0, "maximum": 600, "description": "Play minutes."},
    Pence: {
        "type": "integer",
        "minimum": -(10**14),
        "maximum": 10**14,
        "description": "A sum in whole pence.",
    },
    Percent: {"type": "integer", "minimum": 0, "maximum": 100},
    int: {"type": "integer"},
    EventRef: {"type": "integer", "minimum": 1, "description": "An event, by the seat's own number for it."},
}
WORDS: Schema = {"type": "string", "maxLength": LONGEST_TEXT}
CLAUSE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["words"],
    "properties": {
        "words": WORDS,
        "mechanism": {"type": "string", "description": "A lever mechanism; empty for words alone."},
        "terms": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    },
}
LINE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sector", "pence", "means"],
    "properties": {
        "sector": WORDS,
        "pence": INTEGERS[Pence],
        "means": WORDS,
        "evidence": WORDS,
        "clause": {"anyOf": [CLAUSE, {"type": "null"}]},
    },
}


def schema_of(move: Move) -> Schema:
    """The JSON Schema of what a program sends to make a move. Fields that it does not name are refused."""
    every = fields_of(move.ask)
    return {
        "title": move.name,
        "description": " ".join((inspect.getdoc(move.ask) or move.summary).split()),
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in every if not field.optional],
        "properties": {field.name: property_of(move, field) for field in every},
    }


def property_of(move: Move, field: Field) -> Schema:
    """The schema of one field."""
    one = {**value_schema(field)}
    made: Schema = {"type": "array", "items": one, "maxItems": MOST} if field.many else one
    if field.nullable:
        made = {"anyOf": [made, {"type": "null"}]}
    made = {**made, "title": words.label_of(move.name, field.name)}
    default = move.ask.__dataclass_fields__[field.name].default
    return made if default is MISSING else {**made, "default": as_listed(plain(default))}


def as_listed(value: Any) -> Any:
    """A plain value with lists for tuples, as JSON has them."""
    return [as_listed(each) for each in value] if isinstance(value, tuple) else value


def value_schema(field: Field) -> Schema:
    """The schema of one value of a field."""
    what = field.what
    if what in INTEGERS:
        return INTEGERS[what]
    if what in THINGS:
        return {
            "type": "integer",
            "minimum": 1,
            "description": f"One of the {THINGS[what]}, by the seat's own number for it.",
        }
    if what is bool:
        return {"type": "boolean"}
    if get_origin(what) is not None:
        return {"type": "string", "enum": list(get_args(what))}
    if field.name in words.FIXED:
        return {"type": "string", "enum": [value for value, _ in words.FIXED[field.name]]}
    return {Clause: CLAUSE, PlanLine: LINE}.get(what, WORDS)


def ask_from_json(view: View, move: str, body: Any) -> Ask | Faults:
    """The ask that a program sent, or everything that is wrong with it. Values have to be of their own type; nothing is guessed.

    Raises KeyError for a move that the catalogue does not have.
    """
    made = view.catalogue.moves[move]
    if not isinstance(body, dict):
        return Faults((Fault("", "Send a JSON object with the move's fields."),))
    fields = {field.name: field for field in fields_of(made.ask)}
    faults = [Fault(str(name), "This move has no such field.") for name in body if name not in fields]
    faults += [
        Fault(f.name, "This field must be given.")
        for f in fields.values()
        if not f.optional and f.name not in body
    ]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in body:
            try:
                values[name] = typed_field(field, body[name])
            except Unfit as unfit:
                faults.append(Fault(unfit.name, unfit.what))
    faults += list(faults_in(view, made, values))
    return in_form_order(made, faults) if faults else made.ask(**values)


class Unfit(Exception):
    """A value of the wrong type: where, and what was expected."""

    def __init__(self, name: str, what: str) -> None:
        self.name, self.what = name, what
        super().__init__(what)


def typed_field(field: Field, value: Any) -> Any:
    """The value of a field as the ask takes it. Raises Unfit for another type."""
    if value is None and field.nullable:
        return None
    if not field.many:
        return typed(field.name, field.what, value)
    if not isinstance(value, list):
        raise Unfit(field.name, "Send a list.")
    return tuple(typed(f"{field.name}.{number}", field.what, each) for number, each in enumerate(value))


def typed(name: str, what: Any, value: Any) -> Any:
    """One value as the ask takes it. Raises Unfit for another type."""
    if what is Clause:
        return clause(name, value)
    if what is PlanLine:
        return line(name, value)
    if get_origin(what) is None and (what in INTEGERS or what in THINGS):
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unfit(name, "Send a whole number.")
    elif what is bool:
        if not isinstance(value, bool):
            raise Unfit(name, "Send true or false.")
    elif not isinstance(value, str):
        raise Unfit(name, "Send words.")
    return value


def parts(name: str, value: Any, known: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[str]:
    """Check that an object has the parts it needs and no others. Raises Unfit when it has not."""
    if not isinstance(value, dict):
        raise Unfit(name, "Send an object.")
    for key in value:
        if key not in known:
            raise Unfit(f"{name}.{key}", "There is no such part.")
    for key in needed:
        if key not in value:
            raise Unfit(f"{name}.{key}", "This part must be given.")
    yield from known


def clause(name: str, value: Any) -> Clause:
    """A clause: words, and a mechanism with its terms by name. Raises Unfit for another shape."""
    list(parts(name, value, ("words", "mechanism", "terms"), ("words",)))
    said, mechanism, terms = value["words"], value.get("mechanism", ""), value.get("terms", {})
    if not isinstance(said, str) or not isinstance(mechanism, str) or not isinstance(terms, dict):
        raise Unfit(name, "A clause has words, a mechanism and an object of terms.")
    for key, given in terms.items():
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise Unfit(f"{name}.term.{key}", "Send a number or words.")
    return Clause(said, mechanism, tuple(sorted(terms.items())))


def line(name: str, value: Any) -> PlanLine:
    """A line of a plan. Raises Unfit for another shape."""
    list(parts(name, value, ("sector", "pence", "means", "evidence", "clause"), ("sector", "pence", "means")))
    said = [value["sector"], value["means"], value.get("evidence", "")]
    pence = value["pence"]
    if (
        not all(isinstance(each, str) for each in said)
        or isinstance(pence, bool)
        or not isinstance(pence, int)
    ):
        raise Unfit(name, "A line has words for its sector, means and evidence, and whole pence.")
    bound = None if value.get("clause") is None else clause(f"{name}.clause", value["clause"])
    return PlanLine(said[0], pence, said[1], said[2], bound)


def body_of(ask: Ask) -> dict[str, Any]:
    """An ask as a program sends it."""
    return {field.name: sent(getattr(ask, field.name)) for field in fields_of(type(ask))}


def sent(value: Any) -> Any:
    """A value as JSON for programs: clauses with their terms by name, lists for tuples."""
    if isinstance(value, Clause):
        return {"words": value.words, "mechanism": value.mechanism, "terms": dict(value.terms)}
    if isinstance(value, PlanLine):
        bound = None if value.clause is None else sent(value.clause)
        return {
            "sector": value.sector,
            "pence": value.pence,
            "means": value.means,
            "evidence": value.evidence,
            "clause": bound,
        }
    return [sent(each) for each in value] if isinstance(value, tuple) else value
