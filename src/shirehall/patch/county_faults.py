"""Names that dangle and shares that do not add up, across a county's tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shirehall.errors import PackFault
from shirehall.errors import Place as Where
from shirehall.patch.county_rows import NOBODY

if TYPE_CHECKING:
    from shirehall.patch.county import CountyTables


def faults_of(tables: CountyTables) -> Iterator[PackFault]:
    """Names that dangle and shares that do not add up, across tables; no line numbers, the file only."""
    yield from _names(tables)
    yield from _shares(tables)


def _names(tables: CountyTables) -> Iterator[PackFault]:
    places = {row.place for row in tables.places}
    sites = {row.site for row in tables.sites}
    payers = {c.id for c in tables.money.commissioners} | {NOBODY}
    pathways = {row.pathway for row in tables.pathways}
    people = {"population", "choice"}

    def check(file: str, value: str, known: set[str], what: str) -> Iterator[PackFault]:
        if value not in known:
            mend = f"name one of {', '.join(sorted(known))}."
            yield PackFault(f"there is no {what} `{value}`.", where=Where(file, value=value), mend=mend)

    for place in tables.places:
        yield from check("places.csv", place.consortium, payers, "commissioner")
    for practice in tables.practices:
        yield from check("practices.csv", practice.consortium, payers, "commissioner")
        yield from check("practices.csv", practice.place, places, "place")
    for site in tables.sites:
        yield from check("sites.csv", site.place, places, "place")
    for service in tables.services:
        yield from check("services.csv", service.site, sites, "site")
    for flow in tables.flows:
        yield from check("flows.csv", flow.place, places, "place")
        yield from check("flows.csv", flow.site, sites, "site")
    for share in tables.market:
        yield from check("market.csv", share.commissioner, payers, "commissioner")
        yield from check("market.csv", share.site, sites, "site")
        yield from check("market.csv", share.pathway, pathways, "pathway")
    for demand in tables.demand:
        yield from check("demand.csv", demand.pathway, pathways | people, "pathway")


def _shares(tables: CountyTables) -> Iterator[PackFault]:
    sums: dict[tuple[str, str], float] = {}
    for flow in tables.flows:
        for kind, share in (("urgent", flow.urgent), ("minor", flow.minor)):
            sums["flows.csv", f"{flow.place} {kind}"] = (
                sums.get(("flows.csv", f"{flow.place} {kind}"), 0.0) + share
            )
    for row in tables.market:
        key = ("market.csv", f"{row.commissioner} {row.pathway}")
        sums[key] = sums.get(key, 0.0) + row.share
    for (file, what), total in sorted(sums.items()):
        if abs(total - 1) > 0.002:
            yield PackFault(
                f"the shares of {what} add up to {total:.3f}, not 1.",
                where=Where(file),
                mend="make them add up to 1.",
            )
