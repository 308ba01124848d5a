"""Typed terms: what the play checks of them, and the levers they become for the county."""

from __future__ import annotations

from dataclasses import replace

from shirehall.economy import levers
from shirehall.economy.terms import Lever, Terms
from shirehall.play.fields import Clause
from shirehall.play.kinds import Refusal
from shirehall.play.rules import not_possible
from shirehall.play.world import TermInForce, World

ENDS = ("from", "to", "site")
"""Terms that name a provider, or one of its sites."""


def clauses_hold(seen: World, clauses: tuple[Clause, ...]) -> Refusal | None:
    """Refuse clauses whose terms the county could not act on, saying what is missing or wrong."""
    for clause in clauses:
        if clause.mechanism:
            faults = faults_in_terms(seen, clause)
            if faults:
                return not_possible(
                    f"the terms of “{clause.words or clause.mechanism}” do not hold: {'; '.join(faults)}."
                )
    return None


def faults_in_terms(seen: World, clause: Clause) -> list[str]:
    """What is missing from typed terms, unknown in them or out of bounds, each in plain words."""
    mechanism = levers.catalogue().get(clause.mechanism)
    if mechanism is None:
        return [f"there is no mechanism called {clause.mechanism!r}"]
    given = dict(clause.terms)
    known = {term.name: term for term in mechanism.terms}
    faults = [f"{clause.mechanism} has no term called {name!r}" for name in given if name not in known]
    for name, term in known.items():
        if name not in given:
            if not term.optional:
                faults.append(f"{name} is missing: {term.meaning}")
            continue
        value = given[name]
        if term.kind == "organisation" and value not in seen.organisations:
            if name not in ENDS:
                faults.append(f"{name}: there is no organisation called {value!r}")
            elif value not in seen.sites:
                faults.append(f"{name}: there is no organisation or site called {value!r}")
        elif term.kind == "site" and value not in seen.sites:
            faults.append(f"{name}: there is no site called {value!r}")
        elif term.kind in ("percent", "count", "pounds", "days", "months"):
            faults.extend(number_faults(name, value, term.low, term.high))
    return faults


def number_faults(name: str, value: str | int | float, low: float | None, high: float | None) -> list[str]:
    """What is wrong with a number among the terms."""
    if isinstance(value, str | bool):
        return [f"{name} takes a number, not {value!r}"]
    if low is not None and value < low:
        return [f"{name} is at least {low:g}, not {value:g}"]
    if high is not None and value > high:
        return [f"{name} is at most {high:g}, not {value:g}"]
    return []


def levers_for(world: World, month: int) -> Terms:
    """The levers in force in a month, in the order in which they came into force."""
    return tuple(lever_of(term) for term in world.terms if in_force(term, month))


def terms_end(world: World, source: int, month: int) -> World:
    """The world in which what came from an agreement acts no longer than to the end of a month."""
    terms = tuple(
        replace(term, until=month if term.until is None else min(term.until, month))
        if term.source == source
        else term
        for term in world.terms
    )
    return replace(world, terms=terms)


def in_force(term: TermInForce, month: int) -> bool:
    """Whether a term acts in a month."""
    return term.start <= month and (term.until is None or month <= term.until)


def lever_of(term: TermInForce) -> Lever:
    """The economy's lever for a term of the play, with the number of the event it came from."""
    return Lever(
        mechanism=term.clause.mechanism,
        terms=term.clause.terms,
        source=f"event {term.source}",
        start=term.start,
        until=term.until,
        basis=term.basis,
    )
