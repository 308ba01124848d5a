"""Injects arrive: news, cost pressures, incidents, revised figures, the film, outside voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.patch.model import Effect, Film
from shirehall.patch.model import Inject as PackInject
from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause, clause_from, plain
from shirehall.play.kinds import Kind, Names
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.world import Inject, TermInForce, World, put


def addressees(world: World, to: str | list[str]) -> tuple[str, ...]:
    """The bodies with seats that an inject goes to, in the order of the pack."""
    bodies = [b.id for b in world.organisations.values() if to == "all" or b.id in to or b.kind in to]
    return tuple(b for b in bodies if world.seats_of(b))


def published(world: World, inject: PackInject, film: Film | None) -> list[Draft]:
    """The inject for its addressees, and apart from it, unseen, what it does to the county."""
    bodies = addressees(world, inject.to)
    seats = ("*",) if inject.to == "all" else world.seats_of_all(bodies)
    body = {
        "inject": inject.id,
        "title": inject.title,
        "inject_kind": inject.kind,
        "text": inject.text if film is None else film_text(film),
        "to": bodies,
        "reply_within": inject.reply_within,
        "tests": inject.tests,
    }
    head = engine("inject-published", body, to=seats, subject=OWN, about=tuple(inject.about))
    if inject.effect is None:
        return [head]
    acts = [
        engine("inject-acts", {"clause": plain(clause), "inject": inject.id, "from": inject.effect.origin})
        for clause in clauses_of(world, inject.title, inject.effect)
    ]
    return [head, *acts]


def clauses_of(world: World, title: str, effect: Effect) -> list[Clause]:
    """What an inject does to the county. A term that names a kind of body acts on each body of that kind."""
    for name, value in sorted(effect.terms.items()):
        bodies = () if value in world.organisations else world.of_kind(str(value))
        if bodies:
            each = [effect.model_copy(update={"terms": {**effect.terms, name: body}}) for body in bodies]
            return [clause for one in each for clause in clauses_of(world, title, one)]
    return [Clause(title, effect.mechanism, tuple(sorted(effect.terms.items())))]


def film_text(film: Film) -> str:
    """The news film as a script that can be read again."""
    voices = [f"{voice.speaker}, {voice.role}: “{voice.words}”" for voice in film.interviews]
    return "\n\n".join([film.opening, *voices, film.closing])


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


def says_published(event: Event, names: Names) -> str:
    to = "everyone" if event.addressees == ("*",) else names.bodies(event.body["to"])
    return f"{event.body['title']} (to {to})."


def without_its_aim(event: Event, _seat: str, _organisation: str) -> Mapping[str, Any]:
    """What an inject is there to test is the facilitator's to know."""
    return {**event.body, "tests": ""}


KINDS = (
    Kind("inject-published", "notice", says_published, is_published, redact=without_its_aim),
    Kind("inject-acts", "engine", lambda e, _n: f"The county now bears “{e.body['clause']['words']}”.", acts),
)
