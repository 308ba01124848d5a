#!/usr/bin/env python3
"""Write docs/moves.md from the catalogue of moves. A test compares the committed page with what the catalogue says."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any, Literal, get_args, get_origin

from shirehall.patch.model import Power
from shirehall.patch.model import Seat as PackSeat
from shirehall.play import fields as typed
from shirehall.play.catalogue import Catalogue, gathered
from shirehall.play.fields import Ask, Field, fields_of
from shirehall.play.kinds import Move

PAGE = Path(__file__).resolve().parents[1] / "docs" / "moves.md"

TYPES: Mapping[Any, tuple[str, str]] = {
    typed.Text: ("text", f"words, at most {typed.LONGEST_TEXT:,} characters"),
    str: ("word", "a short word or name"),
    typed.SeatRef: ("seat", "a seat, by its id: `buft.chief`"),
    typed.OrganisationRef: ("organisation", "an organisation, by its id: `buft`"),
    typed.RuleRef: ("rule", "a rule of the pack, by its id"),
    typed.TopicRef: ("topic", "a topic of the pack's codebook, by its id"),
    typed.SiteRef: ("site", "a site of the pack, by its id"),
    typed.Month: ("month", "a month of the story, from 1"),
    typed.Minutes: ("minutes", "play minutes"),
    typed.Pence: ("pence", "a sum of money in whole pence"),
    typed.Percent: ("percent", "a whole number from 0 to 100"),
    int: ("number", "a whole number"),
    bool: ("yes or no", "true or false"),
    typed.EventRef: ("event", "an event, by the seat's own number for it"),
    typed.AgreementRef: ("agreement", "an agreement, by the seat's own number for it"),
    typed.RequestRef: ("request", "something asked for, by the seat's own number for it"),
    typed.MeetingRef: ("meeting", "a meeting, by the seat's own number for it"),
    typed.PlanRef: ("plan", "a plan, by the seat's own number for it"),
    typed.QuestionRef: ("question", "a question about the rules, by the seat's own number for it"),
    typed.ConsultationRef: ("consultation", "a consultation, by the seat's own number for it"),
    typed.MatterRef: ("matter", "a case, complaint or other business, by the seat's own number for it"),
    typed.TenderRef: ("tender", "a tender, by the seat's own number for it"),
    typed.Clause: ("clause", "words and, where they are typed, a lever mechanism with its terms"),
    typed.PlanLine: ("plan line", "sector, pence a year, means, evidence and, where typed, a clause"),
}

SCOPES = get_args(get_args(PackSeat.model_fields["may_commit"].annotation)[0])
POWERS = tuple(power for power in get_args(Power) if power != "provide")
"""The powers a seat may need. To provide is what others are licensed for: no check asks it of the seat that acts."""
SPELT = {"convene-summit": "convene a summit", "hold-list": "hold a list"}


def render(catalogue: Catalogue) -> str:
    """The page."""
    parts = [introduction(catalogue), types_table(), common_fields()]
    for module, moves in by_family(catalogue).items():
        parts.append(f"## In `moves/{module.rsplit('.', 1)[-1]}.py`\n\n{story(module)}\n")
        parts += [one_move(move) for move in moves]
    return "\n".join(parts)


def introduction(catalogue: Catalogue) -> str:
    """What the page is, and the list of moves with their pages' anchors."""
    listed = "\n".join(
        f"| [{move.name}](#{move.name}) | {move.summary} | {move.minutes} | {who(move)} | {'yes' if move.in_meeting else 'no'} |"
        for _, moves in by_family(catalogue).items()
        for move in moves
    )
    return f"""\
# Moves

This page is written from the catalogue by `tools/moves_table.py`; do not edit it by hand. There are {len(catalogue.moves)} moves.

A move is what a seat asks to do. Every move is free words, with typed fields where the play or the county can act on them. Whether it
is permitted is checked first on what the seat itself can see. A move that is refused changes nothing but is itself an event on the
record, with the rule, the reason and who could change it. *Minutes* are the play minutes that the move usually costs a person.
*In a meeting* says whether it can be made by somebody who sits in one.

| move | what it does | minutes | who | in a meeting |
|---|---|--:|---|---|
{listed}
"""


def types_table() -> str:
    """What each type of field is."""
    rows = "\n".join(f"| {name} | {means} |" for name, means in TYPES.values())
    return f"""\
## Types of fields

A seat never learns the record's own numbers: it knows things by its own numbers, which run without gaps, so that they tell nothing of
what it cannot see.

| type | is |
|---|---|
{rows}
"""


def common_fields() -> str:
    """The fields that every move carries."""
    return f"""\
## Fields of every move

{fields_table(Ask, {})}

`text` is the move's free words, `about` its topics, `in_reply_to` what it answers, `evidence` the events it rests on.
"""


def by_family(catalogue: Catalogue) -> dict[str, list[Move]]:
    """The moves by the file they stand in, files in sorted order, moves in the order of the file."""
    families: dict[str, list[Move]] = {}
    for move in catalogue.moves.values():
        families.setdefault(move.ask.__module__, []).append(move)
    return dict(sorted(families.items()))


def story(module: str) -> str:
    """The docstring of a file of moves."""
    return (inspect.getdoc(__import__(module, fromlist=["_"])) or "").replace("\n", " ")


def one_move(move: Move) -> str:
    """One move: what it means, who may make it, its fields, what it puts on the record."""
    lines = [f"### {move.name}", "", (inspect.getdoc(move.ask) or "").replace("\n\n", "\n"), ""]
    needs = ", and ".join(needed(move))
    lines += [f"Who: {who(move)}{f'; needs {needs}' if needs else ''}. Minutes: {move.minutes}.", ""]
    own = {field.name for field in fields_of(move.ask)} - {field.name for field in fields_of(Ask)}
    if own:
        lines += [fields_table(move.ask, own), ""]
    kinds = ", ".join(f"`{kind.name}` ({kind.nature})" for kind in move.kinds)
    lines += [f"On the record: {kinds}.", ""]
    if move.depth == "shallow":
        lines += ["What it does to the county waits: see [how deep each move goes](depth.md).", ""]
    return "\n".join(lines)


def who(move: Move) -> str:
    """Who may try the move at all."""
    return "facilitators" if move.control else "any seat"


def fields_table(ask: type[Ask], only: Any) -> str:
    """The typed fields of an ask, those of `only` where it names any."""
    default = {item.name: item for item in dataclasses.fields(ask)}
    rows = [row(field, default[field.name]) for field in fields_of(ask) if not only or field.name in only]
    return "\n".join(["| field | type | if left out |", "|---|---|---|", *rows])


def row(field: Field, item: dataclasses.Field[Any]) -> str:
    """One field as a row."""
    kind = (
        "one of " + ", ".join(f"`{v}`" for v in get_args(field.what))
        if literal(field)
        else TYPES[field.what][0]
    )
    missing = "must be given" if item.default is dataclasses.MISSING else spelt(item.default)
    return f"| `{field.name}` | {'list: ' if field.many else ''}{kind} | {missing} |"


def literal(field: Field) -> bool:
    """Whether a field takes one of a few words."""
    return get_origin(field.what) is Literal


def spelt(value: object) -> str:
    """A default in words."""
    if value is None or value == () or value == "":
        return "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"`{value}`"


def needed(move: Move) -> Iterator[str]:
    """The authority and the powers that a move's check asks for, read from the check itself and what it calls."""
    names, words = set(), set()
    for code in codes(move.check, 2):
        names |= set(code.co_names)
        words |= {const for const in code.co_consts if isinstance(const, str)}
    for scope in SCOPES:
        if "may_commit" in names and scope in words:
            yield "authority to speak in public" if scope == "public" else f"authority over {scope}"
    for power in POWERS:
        if {"holds_power", "power_held"} & names and power in words:
            yield f"the power to {SPELT.get(power, power.replace('-', ' '))}"


def codes(function: Any, depth: int) -> Iterator[CodeType]:
    """The code of a check, and of the checks of moves that it calls."""
    code = getattr(function, "__code__", None)
    if code is None:
        return
    yield code
    if depth:
        for name in code.co_names:
            called = function.__globals__.get(name)
            if inspect.isfunction(called) and ".play.moves" in called.__module__:
                yield from codes(called, depth - 1)


if __name__ == "__main__":
    PAGE.write_text(render(gathered()), encoding="utf-8", newline="\n")
