"""Injects arrive: news, cost pressures, incidents, revised figures, the film, outside voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause, clause_from, plain
from shirehall.play.kinds import Kind, Names
from shirehall.play.names import WorldNames
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.sheet import EVERYBODY, SheetLine, line_from
from shirehall.play.world import Inject, TermInForce, World, put


def addressees(world: World, to: tuple[str, ...]) -> tuple[str, ...]:
    """The bodies with seats that an inject goes to, in the order of the pack."""
    bodies = [b.id for b in world.organisations.values() if to == EVERYBODY or b.id in to or b.kind in to]
    return tuple(b for b in bodies if world.seats_of(b))


def hearers(world: World, to: tuple[str, ...]) -> tuple[str, ...]:
    """The seats that an inject reaches; "*" for one to everybody."""
    return ("*",) if to == EVERYBODY else world.seats_of_all(addressees(world, to))


def published(world: World, line: SheetLine) -> list[Draft]:
    """The inject for its addressees, and apart from it, unseen, what it does to the county."""
    body = {
        "inject": line.id,
        "title": line.title,
        "inject_kind": line.kind,
        "text": line.text,
        "to": addressees(world, line.to),
        "reply_within": line.reply_within,
        "tests": line.tests,
    }
    head = engine("inject-published", body, to=hearers(world, line.to), subject=OWN, about=line.about)
    acts = [
        engine("inject-acts", {"clause": plain(each), "inject": line.id, "from": line.origin})
        for clause in line.clauses
        for each in clauses_of(world, altered(clause, words=clause.words or line.title))
    ]
    return [head, *acts]


def clauses_of(world: World, clause: Clause) -> list[Clause]:
    """What an inject does to the county. A term that names a kind of body acts on each body of that kind."""
    for name, value in clause.terms:
        bodies = () if value in world.organisations else world.of_kind(str(value))
        if bodies:
            each = [altered(clause, terms=tuple((n, body if n == name else v) for n, v in clause.terms))
                    for body in bodies]  # fmt: skip
            return [one for part in each for one in clauses_of(world, part)]
    return [clause]


def is_published(world: World, event: Event) -> World:
    body, number = event.body, event.subject or event.seq
    inject = Inject(
        number, body["inject"], body["title"], body["inject_kind"], body["to"], event.at, body["reply_within"]
    )
    return put(world, "injects", number, inject)


def acts(world: World, event: Event) -> World:
    clause = clause_from(event.body["clause"])
    term = TermInForce(event.seq, clause, event.month, None, "inject", clause.words)
    return altered(world, terms=(*world.terms, term))


def laid(lines: tuple[SheetLine, ...]) -> Draft:
    """The run sheet put on the record for the facilitators, so that they can change it. No seat in play sees it."""
    return engine("run-sheet-laid", {"lines": plain(lines)})


def is_laid(world: World, event: Event) -> World:
    lines = [line_from(data) for data in event.body["lines"]]
    return altered(world, runsheet={line.id: line for line in lines})


def says_published(event: Event, names: Names) -> str:
    to = "everyone" if event.addressees == ("*",) else names.bodies(event.body["to"])
    return f"{event.body['title']} (to {to})."


def without_its_aim(event: Event, _seat: str, _organisation: str) -> Mapping[str, Any]:
    """What an inject is there to test is the facilitator's to know."""
    return {**event.body, "tests": ""}


def reaches(world: World, to: tuple[str, ...]) -> str:
    """To whom an inject goes, in words: everyone, or the short names of bodies."""
    return "everyone" if to == EVERYBODY else WorldNames(world).bodies(addressees(world, to)) or "nobody"


PUBLISHED = Kind("inject-published", "notice", says_published, is_published, redact=without_its_aim)
ACTS = Kind(
    "inject-acts", "engine", lambda e, _n: f"The county now bears “{e.body['clause']['words']}”.", acts
)
KINDS = (
    Kind("run-sheet-laid", "engine", lambda e, _n: f"The run sheet was laid: {len(e.body['lines'])} injects.", is_laid),
)  # fmt: skip
