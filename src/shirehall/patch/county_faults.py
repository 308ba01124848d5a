"""Names that dangle and shares that do not add up, across a county's tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shirehall.errors import PackFault
from shirehall.errors import Place as Where
from shirehall.patch.county_bounds import out_of_bounds
from shirehall.patch.county_rows import BANDS, NOBODY

if TYPE_CHECKING:
    from shirehall.patch.county import CountyTables


ROWS = ("places", "practices", "sites", "services", "pathways", "demand", "flows", "market", "needs", "staff")


def faults_of(tables: CountyTables) -> Iterator[PackFault]:
    """Names that dangle and shares that do not add up, across tables, each at the line of its row."""
    yield from _names(tables)
    yield from _shares(tables)
    yield from _needs(tables)
    yield from _people(tables)
    rows = {f"{name}.csv": getattr(tables, name) for name in ROWS}
    yield from out_of_bounds(rows, tables.money)


def _names(tables: CountyTables) -> Iterator[PackFault]:
    places = {row.place for row in tables.places}
    sites = {row.site for row in tables.sites}
    payers = {c.id for c in tables.money.commissioners} | {NOBODY}
    pathways = {row.pathway for row in tables.pathways}
    people = {"population", "choice"}

    def check(file: str, row: Any, value: str, known: set[str], what: str) -> Iterator[PackFault]:
        if value not in known:
            mend = f"name one of {', '.join(sorted(known))}."
            yield PackFault(
                f"there is no {what} `{value}`.", where=Where(file, row.line, value=value), mend=mend
            )

    for place in tables.places:
        yield from check("places.csv", place, place.consortium, payers, "commissioner")
    for practice in tables.practices:
        yield from check("practices.csv", practice, practice.consortium, payers, "commissioner")
        yield from check("practices.csv", practice, practice.place, places, "place")
    for site in tables.sites:
        yield from check("sites.csv", site, site.place, places, "place")
    for service in tables.services:
        yield from check("services.csv", service, service.site, sites | {"practices"}, "site")
    for flow in tables.flows:
        yield from check("flows.csv", flow, flow.place, places, "place")
        yield from check("flows.csv", flow, flow.site, sites, "site")
    for share in tables.market:
        yield from check("market.csv", share, share.commissioner, payers, "commissioner")
        yield from check("market.csv", share, share.site, sites, "site")
        yield from check("market.csv", share, share.pathway, pathways, "pathway")
    for demand in tables.demand:
        yield from check("demand.csv", demand, demand.pathway, pathways | people, "pathway")


def _shares(tables: CountyTables) -> Iterator[PackFault]:
    sums: dict[tuple[str, str], float] = {}
    last: dict[tuple[str, str], int] = {}
    for flow in tables.flows:
        for kind, share in (("urgent", flow.urgent), ("minor", flow.minor)):
            key = ("flows.csv", f"{flow.place} {kind}")
            sums[key], last[key] = sums.get(key, 0.0) + share, flow.line
    for row in tables.market:
        key = ("market.csv", f"{row.commissioner} {row.pathway}")
        sums[key], last[key] = sums.get(key, 0.0) + row.share, row.line
    for (file, what), total in sorted(sums.items()):
        if abs(total - 1) > 0.002:
            yield PackFault(
                f"the shares of {what} add up to {total:.3f}, not 1.",
                where=Where(file, last[file, what], value=f"{total:.3f}"),
                mend="make them add up to 1.",
            )


def _needs(tables: CountyTables) -> Iterator[PackFault]:
    """Needs that enter no pathway, or whose figures by age band are not eight numbers."""
    pathways = {row.pathway for row in tables.pathways}
    for row in tables.needs:
        if row.pathway not in pathways:
            yield PackFault(
                f"there is no pathway `{row.pathway}` for the flare-ups of {row.need}.",
                where=Where("needs.csv", row.line, value=row.pathway),
                mend="add the pathway to pathways.csv, or name one that is there.",
            )
        if min(row.gradient, row.flare_gradient) <= 0 or row.flares < 0 or row.lag_months < 0:
            yield PackFault(
                f"a figure of {row.need} is negative, or a gradient is not above 0.",
                where=Where("needs.csv", row.line, value=row.need),
                mend="mend gradient, flare_gradient, flares or lag_months.",
            )


def _people(tables: CountyTables) -> Iterator[PackFault]:
    """Rows of demand.csv on how people live and choose whose key is no age band, no pathway and no commissioner."""
    pathways = {row.pathway for row in tables.pathways}
    payers = {c.id for c in tables.money.commissioners} | {NOBODY}
    bands = {"birth", "death", "migration", "ageing", "growth", "rate"}
    known = {what: set(BANDS) for what in bands} | {"chooser": payers, "pathway": pathways, "wait": pathways,
                                                    "minutes": pathways}  # fmt: skip
    for row in tables.demand:
        everybody = row.key == "all" and row.what in {"growth", "chooser", "wait", "minutes"}
        if row.what in known and row.key not in known[row.what] and not everybody:
            yield PackFault(
                f"{row.what} of {row.pathway} has the key {row.key}.",
                where=Where("demand.csv", row.line, value=row.key),
                mend=f"name one of {', '.join(sorted(known[row.what]))}.",
            )
