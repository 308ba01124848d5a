#!/usr/bin/env python3
"""Write the SeeSaw county as an economy-only patch: Taitshire and Georgetown in 2008/9, with their two acute trusts.

    python tools/seesaw_patch.py

The published report gives no populations and no sums. What stands here is assumed from the national parameters (`START`, with the
range that validation sweeps), and nothing of it was chosen for what becomes of either trust.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shirehall.economy.county import County
from shirehall.economy.terms import Terms, lever
from shirehall.patch.county import CountyTables, read_county
from tools.england_patch import DROPPED, rate_then
from tools.national import PATCHES, Place, Site, Spec, national_rates, rows_of, write

FOLDER = PATCHES / "seesaw-county"
GENERAL = ("medical-beds", "surgical-beds", "children-beds")
TRUSTS = ("georgetown-trust", "gomersall-trust")
PURSES = {"taitshire-pct": (600_000, 1400), "georgetown-pct": (250_000, 1560)}
"""People and pounds a head: Georgetown above the mean of 1,449 in 2008/9, Taitshire below it."""
START: dict[str, dict[str, tuple[float, float, float]]] = {
    "georgetown-trust": {"surplus": (0.5, -0.5, 1.5), "days": (15, 5, 25), "capital": (12, 10, 18)},
    "gomersall-trust": {"surplus": (3.0, 2.0, 5.0), "days": (30, 20, 60), "capital": (6, 4, 8)},
}
"""Starting figures, with the least and greatest tried: surplus and capital charges in per cent of income, cash in days of cost."""
SHAPE = {"variable": (20, 15, 30), "stepped": (45, 35, 55), "rest": (35, 20, 50)}
"""Variable and stepped cost in per cent of all but capital (parameters row 81), and income that no modelled work earns, of what it does."""
GROWTH = 0.9
"""Population growth in per cent a year: 51.5m people in England in 2008, 53.9m in 2013."""
YEARS = 5
BEDS = {"ten-percent": 10.0, "london-adapted": 14.0}
"""Beds that close as care leaves, in per cent of general beds, over the five years (assumed: the share of bed days that leave)."""
SITES = {
    "georgetown-hospital": Site("Georgetown Hospital", "georgetown-trust", "hospital", "georgetown-suburbs",
                                ("marlbridge-general",), ("minor-bays",)),
    "gomersall-hospital": Site("Gomersall Hospital", "gomersall-trust", "hospital", "gomersall", ("saltmere-infirmary",),
                               ("minor-bays",)),
    "sheringdon-hospital": Site("Sheringdon Hospital", "gomersall-trust", "hospital", "sheringdon", ("saltmere-infirmary",),
                                ("minor-bays", "escalation-places", "cubicles", "triage-nurses")),
    "dellaglio-hospital": Site("Dellaglio Community Hospital", "taitshire-services", "community-hospital", "taitshire-south",
                               ("thornmarsh-hospital", "ketterby-hospital"),
                               ("minor-bays", "ooh-clinicians", "clinic-surgical", "clinic-medical")),
    "farrell-hospital": Site("Farrell Community Hospital", "farrell", "community-hospital", "farrell", (), (),
                             ("minor-bays", "ooh-clinicians")),
    "old-infirmary": Site("Georgetown walk-in centre", "georgetown-services", "clinic", "georgetown-centre", (), (),
                          ("minor-bays", "ooh-clinicians")),
    "taitshire-team": Site("Taitshire community teams", "taitshire-services", "base", "taitshire-west",
                           ("bct-saltmere", "bct-holmewold")),
    "georgetown-team": Site("Georgetown community teams", "georgetown-services", "base", "georgetown-centre",
                            ("bct-marlbridge", "bct-lindenvale")),
    "moody-base": Site("Moody Mental Health", "moody", "base", "taitshire-west", ("bigment-east", "bigment-west")),
    "county-hall": Site("County Hall", "county-council", "base", "taitshire-west", ("county-hall",)),
}  # fmt: skip
RENAMED = {
    "marlbridge-general": "georgetown-hospital", "saltmere-infirmary": "gomersall-hospital",
    "wrenby-hospital": "sheringdon-hospital", "msk-centre": "georgetown-hospital", "thornmarsh-hospital": "dellaglio-hospital",
    "ketterby-hospital": "georgetown-hospital", "linden-clinic": "old-infirmary", "bct-saltmere": "taitshire-team",
    "bct-holmewold": "taitshire-team", "bct-marlbridge": "georgetown-team", "bct-lindenvale": "georgetown-team",
    "bigment-east": "moody-base", "bigment-west": "moody-base",
}  # fmt: skip
OWNERS = {
    "buft": "georgetown-trust",
    "bct": "taitshire-services",
    "bigment": "moody",
    "council": "county-council",
}
PLACES: tuple[tuple[str, str, int, tuple[float, ...], dict[str, float], str], ...] = (
    ("gomersall", "taitshire-pct", 130_000, (0.4, 0.25, 0.15, 0.1, 0.1), {"gomersall-hospital": 1.0}, "farrell-hospital"),
    ("sheringdon", "taitshire-pct", 120_000, (0.1, 0.2, 0.2, 0.25, 0.25), {"gomersall-hospital": 1.0}, "farrell-hospital"),
    ("farrell", "taitshire-pct", 30_000, (0.05, 0.15, 0.25, 0.3, 0.25), {"gomersall-hospital": 1.0}, "farrell-hospital"),
    ("taitshire-west", "taitshire-pct", 150_000, (0.1, 0.15, 0.2, 0.25, 0.3),
     {"gomersall-hospital": 0.7, "georgetown-hospital": 0.3}, "farrell-hospital"),
    ("taitshire-south", "taitshire-pct", 170_000, (0.15, 0.2, 0.2, 0.2, 0.25),
     {"gomersall-hospital": 0.1, "georgetown-hospital": 0.9}, "old-infirmary"),
    ("georgetown-centre", "georgetown-pct", 110_000, (0.5, 0.25, 0.15, 0.05, 0.05), {"georgetown-hospital": 1.0}, "old-infirmary"),
    ("georgetown-suburbs", "georgetown-pct", 140_000, (0.1, 0.15, 0.2, 0.25, 0.3), {"georgetown-hospital": 1.0},
     "old-infirmary"),
)  # fmt: skip
PLANNED = {
    "taitshire-pct": {"sheringdon-hospital": 0.66, "georgetown-hospital": 0.34},
    "georgetown-pct": {"georgetown-hospital": 0.97, "sheringdon-hospital": 0.03},
    "out-of-hours taitshire-pct": {"farrell-hospital": 1.0},
    "out-of-hours georgetown-pct": {"old-infirmary": 1.0},
    "community taitshire-pct": {"taitshire-team": 1.0},
    "community georgetown-pct": {"georgetown-team": 1.0},
}
TYPE_ONE = {("urgent", "taitshire-pct"): 0.78, ("urgent", "georgetown-pct"): 1.12}
"""Type 1 attendances near 210 and 300 per 1,000 people, against about 268 in England in 2008/9."""
WHERE = {"from": "assumed", "source": "the report gives no sums; see START of tools/seesaw_patch.py"}


def frr() -> dict[str, Any]:
    """The regulator's financial risk rating of 2008/9 (parameters rows 86 to 90)."""
    told = {
        "plan-achieved": (
            10,
            [100, 85, 70, 50],
            "assumed",
            "weight HFMA 2012; 50 from HFMA, the rest remembered",
        ),
        "ebitda-margin": (
            25,
            [11, 9, 5, 1],
            "assumed",
            "weight HFMA 2012; 11 and 1 from HFMA, 9 and 5 remembered",
        ),
        "return": (
            20,
            [3, 2, -0.5, -5],
            "assumed",
            "half of efficiency's 40% (HFMA 2012); cut-offs remembered",
        ),
        "surplus-margin": (
            20,
            [3, 2, 1, -2],
            "assumed",
            "half of efficiency's 40% (HFMA 2012); cut-offs remembered",
        ),
        "liquidity-days": (25, [60, 25, 15, 10], "assumed", "weight HFMA 2012; cut-offs remembered"),
    }
    metrics = [
        {"name": name, "weight": weight, "cuts": cuts, "from": origin, "source": source}
        for name, (weight, cuts, origin, source) in told.items()
    ]
    return {"id": "financial-risk-rating", "title": "Financial risk rating", "rated": list(TRUSTS), "trigger": 3, "metrics": metrics,
            "from": "sourced", "source": "HFMA 12 Jun 2012: a rating below 3 brings the regulator in"}  # fmt: skip


def opening_money(pack: dict[str, Any], owners: Sequence[str]) -> dict[str, Any]:
    """The purses and tariffs, contracts without anything beside modelled work, and providers without cost: what is measured first."""
    tariffs = [{**tariff, "marginal": False} for tariff in pack["tariffs"]]
    payers = [
        {
            "id": payer,
            "allocation": people * pounds,
            "opening_balance": 0,
            "top_slice_percent": 2,
            "lines": [],
            **WHERE,
        }
        for payer, (people, pounds) in PURSES.items()
    ]
    a_head = {"taitshire-services": 110, "georgetown-services": 130, "moody": 191}
    deals = []
    for payer, (people, _) in PURSES.items():
        for owner in owners:
            if owner in TRUSTS:
                deals.append(
                    {
                        "commissioner": payer,
                        "provider": owner,
                        "form": "tariff",
                        "plan": 0,
                        "rest": 0,
                        **WHERE,
                    }
                )
            elif a_head.get(owner) and not (
                owner.endswith("services") and owner.split("-")[0] != payer.split("-")[0]
            ):
                deals.append(
                    {
                        "commissioner": payer,
                        "provider": owner,
                        "form": "block",
                        "plan": people * a_head[owner],
                        **WHERE,
                    }
                )
    providers = [
        {"id": owner, "cash": 0, "fixed": 0, "variable": {}, "growth_percent": 0, "staff": 0, "other_income": [], "sites": [],
         **WHERE}
        for owner in owners
    ]  # fmt: skip
    return {"start": "2008-04", "holder": "sha", "tariffs": tariffs, "commissioners": payers, "deals": deals,
            "providers": providers, "settings": {**pack["settings"], "marginal-rate-percent": {
                "value": 100, "unit": "%", "from": "sourced", "source": "no marginal rate before 2010/11 (parameters row 75)"}},
            "ratings": [frr()]}  # fmt: skip


def with_start(
    tables: CountyTables,
    earned: Mapping[tuple[str, str], float],
    start: Mapping[str, Mapping[str, float]],
    shape: Mapping[str, float],
    in_ebitda: bool = False,
) -> CountyTables:
    """The tables with the trusts' starting figures: contracts' plans, cost by behaviour, cash.

    `earned` is pounds a year of modelled work by (commissioner, provider); `start` surplus, days and capital of each trust;
    `shape` variable, stepped and rest in per cent. `in_ebitda` takes private finance as operating cost (the accounts before
    2009/10), so that it lowers earnings before capital charges.
    """
    prices = {t.count: t.pounds for t in tables.money.tariffs}
    deals = []
    for deal in tables.money.deals:
        key = (deal.commissioner, deal.provider)
        if deal.provider in TRUSTS and deal.form == "tariff":
            rest = round(earned[key] * shape["rest"] / 100)
            deal = deal.model_copy(update={"rest": float(rest), "plan": float(round(earned[key]) + rest)})
        deals.append(deal)
    providers = []
    for provider in tables.money.providers:
        income = sum(d.plan for d in deals if d.provider == provider.id)
        if provider.id in TRUSTS:
            provider = _trust(tables, provider, income, earned, prices, start[provider.id], shape, in_ebitda)
        else:
            provider = provider.model_copy(update={"fixed": round(income * 0.99), "cash": round(income / 20)})
        providers.append(provider)
    money = tables.money.model_copy(update={"deals": deals, "providers": providers})
    return tables.model_copy(update={"money": money})


def _trust(
    tables: CountyTables,
    provider: Any,
    income: float,
    earned: Mapping[tuple[str, str], float],
    prices: Mapping[str, float],
    start: Mapping[str, float],
    shape: Mapping[str, float],
    in_ebitda: bool,
) -> Any:
    """A trust whose income, surplus, capital charges and cash are as started, its cost split by behaviour."""
    from shirehall.patch.county_money import SiteCost

    work = sum(pounds for (_, who), pounds in earned.items() if who == provider.id)
    cost = income * (1 - start["surplus"] / 100)
    capital = income * start["capital"] / 100
    running = cost - capital
    piece = running * shape["variable"] / 100 / work
    mine = [site.site for site in tables.sites if site.owner == provider.id]
    beds = {
        site: sum(s.capacity for s in tables.services if s.site == site and s.resource.endswith("-beds"))
        for site in mine
    }
    per_bed = running * shape["stepped"] / 100 / sum(beds.values())
    fixed = running * (100 - shape["variable"] - shape["stepped"]) / 100
    tower = provider.id == "georgetown-trust"
    charge = 0.0 if in_ebitda and tower else capital
    sites = [
        SiteCost.model_validate({
            "site": site, "fixed": round((capital - charge) / len(mine)), "capital": round(charge / len(mine)),
            "per_bed": round(per_bed), "estate": "tower" if tower else "sprawling", **WHERE,
        })
        for site in mine
    ]  # fmt: skip
    return provider.model_copy(update={
        "fixed": round(fixed), "cash": round((cost - charge) / 365.25 * start["days"]), "sites": sites,
        "variable": {count: round(piece * pounds, 2) for count, pounds in prices.items()},
        "planned_ebitda": round(income - cost + charge), "assets": round(10 * capital),
    })  # fmt: skip


def centre() -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The middle of every range of starting figures and of cost's behaviour."""
    start = {trust: {name: three[0] for name, three in figures.items()} for trust, figures in START.items()}
    return start, {name: float(three[0]) for name, three in SHAPE.items()}


def earned_in_a_year(tables: CountyTables, seed: int = 1) -> dict[tuple[str, str], float]:
    """Pounds that modelled work earns each trust from each commissioner in the first year, nothing else being paid."""
    county = County(tables)
    state, found = county.begin(seed), dict[tuple[str, str], float]()
    for _ in range(12):
        state, figures = county.live_month(state, ())
        for row in figures:
            if row.measure == "contract-income" and row.subject in TRUSTS:
                key = (row.group, row.subject)
                found[key] = found.get(key, 0.0) + row.value
    return dict(sorted(found.items()))


def spec() -> Spec:
    """The county: places, sites, who goes where."""
    shares = national_rates()["population_share_2008"]
    ages = tuple(share / sum(shares.values()) for share in shares.values())
    more = {
        row["site"]: Site(
            row["name"], OWNERS.get(row["owner"], row["owner"]), row["kind"], "taitshire-west", (row["site"],)
        )
        for row in rows_of("sites.csv")
        if row["site"] not in RENAMED and row["site"] not in SITES and row["site"] not in DROPPED
    }
    here = dict.fromkeys((*SITES, *more), 30.0)
    places = tuple(
        Place(
            name, payer, people, ages, fifths, {**here, **dict.fromkeys(urgent, 18.0)}, urgent, {minor: 1.0}
        )
        for name, payer, people, fifths, urgent, minor in PLACES
    )

    def slack(site: str, resource: str) -> float:
        """Beds for 86% rather than 88%; Georgetown has some to spare, and a site half its size needs more room for the same waits."""
        beds = 88 / 86 if resource in GENERAL else 1.0
        if site == "georgetown-hospital":
            more = 1.04 if resource.startswith(("clinic", "theatre", "planned")) else 1.0
            return beds * (1.06 if resource in GENERAL else more)
        return beds * (1.05 if site == "gomersall-hospital" and resource in GENERAL else 1.0)

    def weeks(site: str, resource: str, usual: float) -> float:
        if site == "sheringdon-hospital" and resource.startswith(("clinic", "theatre")):
            return round(usual * 1.4, 1)
        return round(usual * 0.9, 1) if site == "georgetown-hospital" else usual

    return Spec(
        title="the SeeSaw county", growth=GROWTH, places=places, sites={**SITES, **more}, renamed={**RENAMED, **{s: s for s in more}},
        rate=rate_then, money=opening_money, slack=slack, weeks=weeks, payer=TYPE_ONE, market=PLANNED,
        why="600,000 and 250,000 people assumed (the report gives none), England's ages of 2008, fifths as the report describes places",
    )  # fmt: skip


def beds_of(tables: CountyTables, trust: str) -> float:
    """General beds of a trust."""
    mine = {site.site for site in tables.sites if site.owner == trust}
    return sum(s.capacity for s in tables.services if s.site in mine and s.resource in GENERAL)


def keeping_up(tables: CountyTables) -> Terms:
    """Both trusts keep up with the growth of the population: beds, clinics and theatres, in equal steps over five years."""
    percent = 100 * ((1 + GROWTH / 100) ** YEARS - 1)
    found = []
    for trust in TRUSTS:
        mine = {site.site for site in tables.sites if site.owner == trust}
        for row in tables.services:
            if row.site in mine and (row.resource in GENERAL or row.measure == "a-week"):
                more = round(row.capacity * percent / 100)
                found.append(lever("capacity", "keeping up with the population", 1, None, "assumed", site=row.site,
                                   resource=row.resource, change=more, own_staff="yes", ramp_months=12 * YEARS))  # fmt: skip
    return tuple(found)


def closing(tables: CountyTables, given: str) -> Terms:
    """Both trusts close beds as care leaves, a fifth of them in the middle of every year."""
    found = []
    for trust in TRUSTS:
        beds = beds_of(tables, trust) * BEDS[given] / 100
        for year in range(1, YEARS + 1):
            change = round(beds * year / YEARS) - round(beds * (year - 1) / YEARS)
            found.append(lever("capacity", "beds closed as care leaves", 12 * (year - 1) + 7, None, "assumed", site=trust,
                               resource="beds", change=-change))  # fmt: skip
    return tuple(found)


def main() -> None:
    """Write the patch: its tables first, then the money that a measured year of work implies."""
    import yaml

    write(spec(), FOLDER)
    tables = read_county(FOLDER)
    earned = earned_in_a_year(tables)
    start, shape = centre()
    after = with_start(tables, earned, start, shape)
    money = after.money.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    head = "# The money of the SeeSaw county, made by tools/seesaw_patch.py; pounds a year unless named otherwise.\n"
    told = "".join(
        f"# modelled work of a year: {payer} {who} {pounds:.0f}\n" for (payer, who), pounds in earned.items()
    )
    text = head + told + yaml.safe_dump(money, sort_keys=False, allow_unicode=True, width=140)
    (FOLDER / "money.yaml").write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {FOLDER.parent.name}/{FOLDER.name}")


if __name__ == "__main__":
    main()
