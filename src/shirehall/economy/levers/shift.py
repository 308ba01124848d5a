"""Shift of care: part of a service moves from one provider or site to another."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, SERVICES, Dials, Move
from shirehall.economy.levers.shape import Mechanism, Term, bear, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    whose = lever.text("commissioner") or EVERYBODY
    size = reach(lever, dials)
    share = lever.number("share_percent") / 100 * size
    dials.moves.append(Move(lever.text("service"), lever.text("from"), lever.text("to"), share, whose))
    bear(lever, dials, whose if whose != EVERYBODY else "")
    extra = round(lever.number("cost_difference_pounds") * lever.number("volume") * size * 100 / 12)
    if extra:
        bearer = dials.owners.get(lever.text("to"), lever.text("to"))
        dials.costs.append((bearer, extra, "shift: cost at the new place"))


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
    told = [
        f"{end} names {terms[end]}, which does not run {service}; {', '.join(sorted(there))} do."
        for end in ("from", "to")
        if str(terms[end]) not in there
    ]
    return [*told, *_volume_problems(terms), *staff_problems(terms, tables)]


def _volume_problems(terms: Mapping[str, Value]) -> list[str]:
    told = []
    volume, least = float(terms.get("volume") or 0), float(terms.get("minimum_volume") or 0)
    if terms.get("cost_difference_pounds") and not volume:
        told.append(
            "volume is missing: a cost difference for each patient needs the number of patients a year."
        )
    if least and volume < least:
        told.append(
            f"volume is {volume:g} patients a year, under the {least:g} that guidance asks of one place."
        )
    return told


MECHANISM = Mechanism(
    name="shift",
    title="Shift of care",
    means="Sends a share of a service's patients from one provider or site to another that runs the same "
    "service. Capacity does not move with them: agree it apart. Care at the new place may cost more or "
    "less.",
    terms=(
        Term("service", "service", meaning="which service moves, as a pathway of the pack"),
        Term("from", "organisation", meaning="the provider or site it leaves"),
        Term("to", "organisation", meaning="the provider or site it goes to"),
        Term("share_percent", "percent", 0, 100, meaning="how much of it moves"),
        Term("commissioner", "organisation", optional=True, meaning="whose patients (all when left out)",
             role="commissioner"),
        Term("volume", "count", 0, 1e6, True, "how many patients a year that is"),
        Term("minimum_volume", "count", 0, 1e6, True, "the fewest patients a year that professional guidance asks of one place"),
        Term("cost_difference_pounds", "pounds", -1e5, 1e5, True,
             "what a patient costs more (or, with a minus, less) at the new place than the county's figures say"),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
