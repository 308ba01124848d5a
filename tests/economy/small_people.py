"""Small worlds of people for tests: two places, two commissioners, two hospitals, practices, and needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shirehall.patch.county import (
    BANDS,
    CountyTables,
    DemandRow,
    FlowRow,
    MarketRow,
    Money,
    NeedRow,
    PathwayRow,
    PlaceRow,
    PracticeRow,
    ServiceRow,
    SiteRow,
)

FROM = {"from": "assumed", "source": "test"}
AGES = [f"age_{band.replace('-', '_').replace('+', '_plus')}" for band in BANDS]
MARKET = {("north", "a"): 0.7, ("north", "b"): 0.3, ("south", "a"): 0.4, ("south", "b"): 0.6}
PLACES = (
    ("hill", "north", 1),
    ("hill", "north", 5),
    ("vale", "north", 3),
    ("shore", "south", 2),
    ("shore", "south", 4),
)
MINUTES = {
    ("hill", "a"): 10,
    ("hill", "b"): 40,
    ("vale", "a"): 35,
    ("vale", "b"): 15,
    ("shore", "a"): 30,
    ("shore", "b"): 30,
}


def demand(pathway: str, what: str, key: str, value: float, gradient: float = 1.0) -> DemandRow:
    """One row of demand.csv."""
    return DemandRow.model_validate(
        {"pathway": pathway, "what": what, "key": key, "value": value, "gradient": gradient, **FROM}
    )


def need(name: str = "lungs", **other: Any) -> NeedRow:
    """One row of needs.csv; 40 per 1,000 from 45 on, 200 flare-ups a year per 1,000 registered."""
    row: dict[str, Any] = {"need": name, "name": name, "per_1000": "0 0 0 0 40 40 40 40", "gradient": 2.0, "flares": 200,
                           "lag_months": 4, "pathway": f"flare-{name}", **FROM}  # fmt: skip
    return NeedRow.model_validate(row | other)


def pathway(name: str) -> list[PathwayRow]:
    """A pathway of one count."""
    return [
        PathwayRow.model_validate({"pathway": name, "step": step, "does": does, "what": what, **FROM})
        for step, does, what in (("come", "count", f"{name}-come"), ("end", "end", ""))
    ]


def practice(
    name: str, place: str, consortium: str, size: int, referral: float, **other: float
) -> PracticeRow:
    """One row of practices.csv."""
    row: dict[str, Any] = {"practice": name, "name": name, "consortium": consortium, "place": place, "list_size": size,
                           "referral_index": referral, "emergency_index": 1.0, "prescribing_index": 1.0, **FROM}  # fmt: skip
    return PracticeRow.model_validate(row | other)


PRACTICES = (
    practice("hill-1", "hill", "north", 6000, 1.4), practice("hill-2", "hill", "north", 4000, 0.8),
    practice("vale-1", "vale", "north", 5000, 1.0), practice("shore-1", "shore", "south", 9000, 1.1),
)  # fmt: skip


def world(
    needs: Sequence[NeedRow] = (),
    rows: Sequence[DemandRow] = (),
    practices: Sequence[PracticeRow] = PRACTICES,
    market: Mapping[tuple[str, str], float] = MARKET,
) -> CountyTables:
    """Referrals by market, urgent care by flow; 100 entries a year per 1,000 of every band, twice as many among the most
    deprived as among the least."""
    places = [
        PlaceRow.model_validate({
            "place": place, "name": place, "consortium": payer, "in_county": "yes", "fifth": fifth,
            **dict.fromkeys(AGES, 1000 + 100 * i), **FROM,
        })
        for i, (place, payer, fifth) in enumerate(PLACES)
    ]  # fmt: skip
    sites = [
        SiteRow.model_validate(
            {"site": s, "name": s, "owner": f"trust-{s}", "kind": "hospital", "place": "hill", **FROM}
        )
        for s in ("a", "b")
    ]
    money = {"start": "2013-06", "tariffs": [], "deals": [], "providers": [], "settings": {},
             "commissioners": [{"id": who, "allocation": 1e6, "opening_balance": 0, "top_slice_percent": 2, "lines": [], **FROM}
                               for who in ("north", "south")]}  # fmt: skip
    names = ["referral-x", "urgent", *sorted({n.pathway for n in needs})]
    return CountyTables(
        places=places, practices=list(practices), sites=sites,
        services=[ServiceRow.model_validate({"site": "a", "service": "s", "resource": "r", "measure": "units",
                                             "capacity": 1, **FROM})],
        pathways=[row for name in names for row in pathway(name)],
        demand=[*(demand(p, "rate", b, 100, 2.0) for p in ("referral-x", "urgent") for b in BANDS), *rows],
        flows=[FlowRow.model_validate({"place": place, "site": site, "minutes": minutes,
                                       "urgent": 0.5, "minor": 0.5, **FROM}) for (place, site), minutes in MINUTES.items()],
        market=[MarketRow.model_validate({"commissioner": who, "pathway": "referral-x", "site": site, "share": share, **FROM})
                for (who, site), share in market.items()],
        money=Money.model_validate(money), needs=list(needs),
    )  # fmt: skip
