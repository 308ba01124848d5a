"""Shift of care: part of a service moves from one provider or site to another."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, SERVICES, Dials, Move
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    whose = lever.text("commissioner") or EVERYBODY
    share = lever.number("share_percent") / 100
    dials.moves.append(Move(lever.text("service"), lever.text("from"), lever.text("to"), share, whose))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    runs: dict[str, set[str]] = {}
    owner = {site.site: site.owner for site in tables.sites}
    for row in tables.market:
        runs.setdefault(row.pathway, set()).update((row.site, owner[row.site]))
    for kind, pathways in (("urgent", ("urgent", "gp-emergency")), ("minor", ("minor",))):
        for flow in tables.flows:
            if getattr(flow, kind) > 0:
                for pathway in pathways:
                    runs.setdefault(pathway, set()).update((flow.site, owner[flow.site]))
    service = str(terms["service"])
    there: set[str] = set().union(*(runs.get(p, set()) for p in SERVICES.get(service, (service,))))
    return [
        f"{end} names {terms[end]}, which does not run {service}; {', '.join(sorted(there))} do."
        for end in ("from", "to")
        if str(terms[end]) not in there
    ]


MECHANISM = Mechanism(
    name="shift",
    title="Shift of care",
    means="Sends a share of a service's patients from one provider or site to another that runs the same "
    "service. Capacity does not move with them: agree it apart.",
    terms=(
        Term("service", "service", meaning="which service moves, as a pathway of the pack"),
        Term("from", "organisation", meaning="the provider or site it leaves"),
        Term("to", "organisation", meaning="the provider or site it goes to"),
        Term("share_percent", "percent", 0, 100, meaning="how much of it moves"),
        Term(
            "commissioner",
            "organisation",
            optional=True,
            meaning="whose patients (all when left out)",
            role="commissioner",
        ),
    ),
    apply=_apply,
    check=_check,
)
