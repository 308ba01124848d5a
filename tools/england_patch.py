#!/usr/bin/env python3
"""Write the England patches of 2013/14 and 2008/9: 750,000 people of England's age mix, a fifth in each deprivation fifth.

python tools/england_patch.py            both patches, from the pack's pathways and the national series
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.national import PATCHES, Place, Site, Spec, national_rates, rows_of, write

PEOPLE = 750_000
SITES = {
    "north-hospital": Site("North Hospital", "acute", "hospital", "north", ("marlbridge-general",), ("minor-bays",)),
    "south-hospital": Site("South Hospital", "acute", "hospital", "south", ("saltmere-infirmary",), ("minor-bays",)),
    "minor-unit": Site("Minor unit", "community", "clinic", "north", (), (), ("minor-bays", "ooh-clinicians")),
    "community-hospital": Site("Community hospital", "community", "community-hospital", "south",
                               ("thornmarsh-hospital", "ketterby-hospital"),
                               ("minor-bays", "ooh-clinicians", "clinic-surgical", "clinic-medical")),
    "community-team": Site("Community teams", "community", "base", "north",
                           ("bct-saltmere", "bct-holmewold", "bct-marlbridge", "bct-lindenvale")),
    "mental-health-base": Site("Mental health base", "mental-health", "base", "south", ("bigment-east", "bigment-west")),
    "county-hall": Site("County Hall", "council", "base", "north", ("county-hall",)),
}  # fmt: skip
RENAMED = {
    "marlbridge-general": "north-hospital", "saltmere-infirmary": "south-hospital", "wrenby-hospital": "south-hospital",
    "msk-centre": "north-hospital", "thornmarsh-hospital": "community-hospital", "ketterby-hospital": "north-hospital",
    "linden-clinic": "minor-unit", "bct-saltmere": "community-team", "bct-holmewold": "community-team",
    "bct-marlbridge": "community-team", "bct-lindenvale": "community-team", "bigment-east": "mental-health-base",
    "bigment-west": "mental-health-base",
}  # fmt: skip
DROPPED = ("cuddles-office",)
KNOWN_OWNERS = {"buft": "acute", "bct": "community", "bigment": "mental-health", "council": "council"}
RATES = {
    "urgent": "ae_attendances_all_types", "minor": "ae_attendances_all_types", "out-of-hours": "ae_attendances_all_types",
    "gp-emergency": "emergency_admissions", "referral-surgical": "outpatients_first", "referral-medical": "outpatients_first",
    "referral-other": "outpatients_first", "planned": "day_cases", "consultation": "practice_consultations",
}  # fmt: skip
MAJOR = {"2008": 69 / 97, "2013": 0.655}
"""Share of attendances at major units (parameters row 6; the pack's demand has 65.5%)."""


def other_sites() -> tuple[dict[str, Site], dict[str, str]]:
    """Sites that the pack has beside those named above (a base of ambulances, say), kept under their own names."""
    found: dict[str, Site] = {}
    for row in rows_of("sites.csv"):
        site = row["site"]
        if site not in RENAMED and site not in SITES and site not in DROPPED:
            found[site] = Site(
                row["name"], KNOWN_OWNERS.get(row["owner"], row["owner"]), row["kind"], "north", (site,)
            )
    return found, {site: site for site in found}


def rate_then(pathway: str, band: str) -> float:
    """A rate of 2008/9 over that of 2013/14, by pathway and age band; 1 where the series has no two years."""
    if pathway.startswith("practice"):
        column = "practice_consultations"
    elif pathway.startswith("ambulance"):
        rates = national_rates()
        return rates["ambulance_calls_2008_09"][band] / rates["ambulance_calls_2012_13"][band]
    elif pathway not in RATES:
        return 1.0
    else:
        column = RATES[pathway]
    rates = national_rates()
    then, now = rates[f"{column}_2008_09"][band], rates[f"{column}_2013_14"][band]
    part = {"urgent": MAJOR["2008"] / MAJOR["2013"], "minor": (1 - MAJOR["2008"]) / (1 - MAJOR["2013"])}
    return then / now * part.get(pathway, 1.0)


def money_from(start: str, people: int, owners: Sequence[str], pack: dict[str, Any]) -> dict[str, Any]:
    """One commissioner, a tariff contract with the acute trust, blocks with the others; costs that follow the allocation."""
    where = {
        "from": "assumed",
        "source": "a patch for tests: a plain purse, so that every contract form has work",
    }
    a_head = {"acute": 700, "community": 150, "mental-health": 190, "council": 140}
    deals = [
        {"commissioner": "purse", "provider": owner, "form": "tariff" if owner == "acute" else "block",
         "plan": people * a_head.get(owner, 20), **where}
        for owner in owners if owner != "council"
    ]  # fmt: skip
    providers = [
        {"id": owner, "cash": people * a_head.get(owner, 20) // 20, "fixed": people * a_head.get(owner, 20), "variable": {},
         "growth_percent": 0, "staff": 0, "other_income": [], "sites": [], **where}
        for owner in owners
    ]  # fmt: skip
    return {
        "start": start, "tariffs": pack["tariffs"],
        "commissioners": [{"id": "purse", "allocation": people * 1190, "opening_balance": 0, "top_slice_percent": 2,
                           "lines": [], **where}],
        "deals": deals, "providers": providers, "settings": pack["settings"],
    }  # fmt: skip


def england(year: str) -> Spec:
    """The spec of one year: "2013" for 2013/14, "2008" for 2008/9."""
    rates = national_rates()
    shares = rates[f"population_share_{year}"]
    total = sum(shares.values())
    ages = tuple(share / total for share in shares.values())
    more, kept = other_sites()
    here = dict.fromkeys((*SITES, *more), 20.0)
    places = tuple(
        Place(name, "purse", PEOPLE // 2, ages, (0.2,) * 5, {**here, f"{name}-hospital": 12.0},
              {f"{name}-hospital": 0.9, f"{other}-hospital": 0.1}, {"minor-unit": 1.0})
        for name, other in (("north", "south"), ("south", "north"))
    )  # fmt: skip
    start = {"2013": "2013-04", "2008": "2008-03"}[year]

    def money(pack: dict[str, Any], owners: Sequence[str]) -> dict[str, Any]:
        made = money_from(start, PEOPLE, owners, pack)
        if year == "2008":
            made["settings"] = {**made["settings"], "warm-months": {
                "value": 12, "unit": "months", "from": "assumed",
                "source": "lists of 2008 reach back more than half a year"}}  # fmt: skip
        return made

    return Spec(
        title=f"England {year}", places=places, sites={**SITES, **more}, renamed={**RENAMED, **kept},
        rate=(lambda _pathway, _band: 1.0) if year == "2013" else rate_then, money=money,
        market={"out-of-hours purse": {"minor-unit": 1.0}},
        why=f"England's shares by age in {year} (activity_rates_by_age_band), a fifth in each deprivation fifth",
    )  # fmt: skip


if __name__ == "__main__":
    for each in ("2013", "2008"):
        write(england(each), PATCHES / f"england-{each}")
        print(f"wrote {PATCHES.name}/england-{each}")
