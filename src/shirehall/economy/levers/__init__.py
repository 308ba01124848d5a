"""Lever mechanisms: one file each, gathered here in sorted order.

A new mechanism is a new file that defines `MECHANISM`; nothing else needs to change.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from shirehall.economy.dials import RESOURCES, SERVICES, Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Terms, Value
from shirehall.errors import UsageError
from shirehall.patch.county import NOBODY, CountyTables

__all__ = ["Mechanism", "Term", "apply", "catalogue", "known", "problems"]


@cache
def catalogue() -> Mapping[str, Mechanism]:
    """All mechanisms by name, in sorted order. Raises UsageError when two files define one name."""
    found: dict[str, Mechanism] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        if info.name == "shape":
            continue
        mechanism: Mechanism = importlib.import_module(f"{__name__}.{info.name}").MECHANISM
        if mechanism.name in found:
            raise UsageError(f"two files define the mechanism {mechanism.name}.", mend="rename one of them.")
        found[mechanism.name] = mechanism
    return MappingProxyType(dict(sorted(found.items())))


def apply(terms: Terms, dials: Dials) -> None:
    """Turn the dials by every lever in force in the month: those that others answer to first, else in the order of the terms.

    A site whose landlord does not let its new owner in stays with the owner it had at the start of the month.
    """
    before = dict(dials.owners)
    for lever in terms:
        if lever.mechanism not in catalogue():
            raise UsageError(
                f"there is no lever mechanism {lever.mechanism!r} (from {lever.source}).",
                mend=f"name one of {', '.join(catalogue())}.",
            )
    for lever in sorted(terms, key=lambda each: not catalogue()[each.mechanism].first):
        mechanism = catalogue()[lever.mechanism]
        if lever.holds(dials.month) or (mechanism.lasting and lever.start <= dials.month):
            mechanism.apply(lever, dials)
    for site, let_in in sorted(dials.tenants.items()):
        if dials.owners.get(site) not in let_in:
            dials.owners[site] = before[site]


def known(tables: CountyTables, bodies: frozenset[str] = frozenset()) -> dict[str, frozenset[str]]:
    """The names that terms may use, by kind of term and role; `bodies` are other organisations of the patch."""
    money = tables.money
    commissioners = frozenset(c.id for c in money.commissioners)
    providers = frozenset(p.id for p in money.providers) | {s.owner for s in tables.sites}
    pathways = frozenset(p.pathway for p in tables.pathways)
    return {
        "commissioner": commissioners,
        "provider": frozenset(providers),
        "organisation": commissioners | providers | bodies | lines_to(tables),
        "site": frozenset(s.site for s in tables.sites),
        "service": pathways | SERVICES.keys(),
        "pathway": pathways,
        "resource": frozenset(s.resource for s in tables.services) | RESOURCES.keys(),
    }


def lines_to(tables: CountyTables) -> frozenset[str]:
    """The bodies that commissioners' other spending goes to."""
    return frozenset(line.to for payer in tables.money.commissioners for line in payer.lines)


def problems(
    mechanism_name: str, terms: Mapping[str, Value] | tuple[tuple[str, Value], ...], patch: Any
) -> list[str]:
    """What is missing or wrong in a lever's terms, one sentence each; empty when the county can act on them."""
    mechanisms = catalogue()
    if mechanism_name not in mechanisms:
        return [f"There is no mechanism {mechanism_name}; there are {', '.join(mechanisms)}."]
    mechanism = mechanisms[mechanism_name]
    given = dict(terms)
    tables = patch if isinstance(patch, CountyTables) else getattr(patch, "county", patch)
    bodies = frozenset(str(each.id) for each in getattr(patch, "organisations", ()))
    names = known(tables, bodies)
    told: list[str] = []
    for term in mechanism.terms:
        told.extend(_term_problems(term, given.get(term.name), names))
    allowed = {term.name for term in mechanism.terms}
    told.extend(f"{name} is no term of {mechanism.name}." for name in sorted(set(given) - allowed))
    if not told:
        told.extend(mechanism.check(given, tables))
    return told


def _term_problems(term: Term, value: Value | None, names: Mapping[str, frozenset[str]]) -> list[str]:
    if value is None or value == "":
        return [] if term.optional else [f"{term.name} is missing: {term.meaning}"]
    if term.kind in ("percent", "count", "pounds", "days", "months"):
        return _number_problems(term, value)
    if term.kind == "text":
        return []
    pool = names[term.role or term.kind]
    if term.kind in ("site", "organisation") and term.name in ("from", "to", "site"):
        pool = pool | names["site"] | names["organisation"]
    elif term.name == "payer":
        pool = pool | {"all-commissioners"}
    if str(value) not in pool and str(value) != NOBODY:
        said = ", ".join(sorted(pool))
        return [
            f"{term.name} names {value}, which is no {term.role or term.kind} of this patch; there are {said}."
        ]
    return []


def _number_problems(term: Term, value: Value) -> list[str]:
    try:
        number = float(value)
    except ValueError:
        return [f"{term.name} should be a number ({term.kind}), not {value!r}."]
    if number != number or not term.low <= number <= term.high:
        return [f"{term.name} is {value}, outside {term.low:g} to {term.high:g}."]
    return []
