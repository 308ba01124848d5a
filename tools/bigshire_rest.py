#!/usr/bin/env python3
"""Set what follows from the tables of a county pack: slots of lists, and the rest and baseline of tariff contracts.

    python tools/bigshire_rest.py                 # say what would change, and the anchors of a year without levers
    python tools/bigshire_rest.py --write slots   # services.csv: capacity of lists whose source tells how it follows from demand
    python tools/bigshire_rest.py --write money   # money.yaml: rest and emergency_baseline of tariff deals
    python tools/bigshire_rest.py --write slots money

*Slots.* A list (`a-week`) whose source says "the demand of the tables", perhaps followed by ", less 1%" or ", and 2%", gets the
patients who join it in a week of a year in which lists, beds and places have room (half as much again), times 0.99 or 1.02. Rows
of the site `practices` are per 1,000 people on the lists. So one that is "less" binds: its queue grows until people give up.

*Money.* `emergency_baseline` is 94% of the modelled emergencies at full tariff; `rest` is the plan less modelled activity at
tariff with that baseline; both the mean of three seeds over the first twelve months without levers.

The same tables give the same figures: seeds are 1, 2 and 3. Run it after any change of pathways, demand or places; slots first.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from pathlib import Path

from shirehall.economy.county import County, month_days
from shirehall.economy.dials import Dials
from shirehall.economy.network import LIST, MS_DAY, MS_WEEK
from shirehall.patch.county import CountyTables, read_county

PACK = Path(__file__).resolve().parents[1] / "src" / "shirehall" / "packs" / "bigshire"
SEEDS = (1, 2, 3)
MONTHS = 12
ROOM = 1.5
UNBOUND = 1e12
SHARE = 0.94
RULE = re.compile(r"the demand of the tables(?:, (less|and) ([\d.]+)%)?")
PER = "practices"
NAMED = ("tariff", "risk-share", "gain-share")


def factor_of(source: str) -> float | None:
    """What a list's source says to multiply its demand by; None when it says nothing of the kind."""
    found = RULE.match(source)
    if found is None:
        return None
    part = float(found[2] or 0) / 100
    return 1 - part if found[1] == "less" else 1 + part


def roomy(tables: CountyTables) -> CountyTables:
    """The same county with half as much again of all that patients wait for, so that nobody is put off or gives up."""
    services = [
        row if row.measure == "books" else row.model_copy(update={"capacity": row.capacity * ROOM})
        for row in tables.services
    ]
    return tables.model_copy(update={"services": services})


def joined(tables: CountyTables, seed: int) -> dict[tuple[str, str], float]:
    """Patients a week who join each list, by (site, list), over a year in which lists have room."""
    county = County(roomy(tables))
    net, life = county.net, county.life
    state = county.begin(seed)
    system, t = state.system, state.t
    first, lists = len(net.resources), range(len(net.lists))
    before, served = system["queued"].copy(), [0.0] * len(net.lists)
    for month in range(1, MONTHS + 1):
        year, calendar = county.calendar(month)
        length = month_days(year, calendar) * MS_DAY
        dials = Dials(month, dict(state.owners))
        system, seen = life.live(system, dials, calendar, t, length, county.weekday0, 0)
        t += length
        for step, op in enumerate(net.arrays["op"]):
            if op == LIST:
                served[int(net.arrays["arg"][step])] += float(seen.waits[step, 0])
    grown = system["queued"] - before
    weeks = (t - state.t) / MS_WEEK
    return {net.lists[k]: (served[k] + float(grown[first + k])) / weeks for k in lists}


def slots(tables: CountyTables) -> dict[tuple[str, str], float]:
    """The capacity a week of every list that follows demand, by the site and resource of services.csv."""
    years = [joined(tables, seed) for seed in SEEDS]
    people = sum(practice.list_size for practice in tables.practices) / 1000
    practices = {practice.practice for practice in tables.practices}
    found = {}
    for row in tables.services:
        factor = factor_of(row.source)
        if row.measure != "a-week" or factor is None:
            continue
        mine = [
            sum(number for (site, name), number in year.items()
                if name == row.resource and (site == row.site or (row.site == PER and site in practices)))
            for year in years
        ]  # fmt: skip
        week = sum(mine) / len(mine) / (people if row.site == PER else 1)
        found[row.site, row.resource] = round(week * factor, 2 if row.site == PER else 1)
    return found


def paid(tables: CountyTables, seed: int) -> dict[tuple[str, str], float]:
    """Pounds of a year under each contract, by (commissioner, provider)."""
    pounds: dict[tuple[str, str], float] = {}
    for row in County(tables).run(MONTHS, seed=seed):
        if row.measure == "contract-income":
            pounds[row.group, row.subject] = pounds.get((row.group, row.subject), 0.0) + row.value
    return pounds


def priced(tables: CountyTables, baselines: dict[tuple[str, str], float], emergencies: bool) -> CountyTables:
    """The same county with no rest in its tariff contracts, these baselines, and emergencies for nothing if so asked."""
    money = tables.money
    deals = [
        deal.model_copy(update={"rest": 0.0, "emergency_baseline": baselines.get((deal.commissioner, deal.provider), UNBOUND)})
        if deal.form in NAMED else deal for deal in money.deals
    ]  # fmt: skip
    tariffs = [
        t if emergencies or not t.marginal else t.model_copy(update={"pounds": 0.0}) for t in money.tariffs
    ]
    changed = money.model_copy(update={"deals": deals, "tariffs": tariffs, "rare": []})
    return tables.model_copy(update={"money": changed})


def rests(tables: CountyTables) -> dict[tuple[str, str], tuple[float, float]]:
    """(rest, emergency baseline) of each tariff contract, in pounds a year."""

    def mean(county: CountyTables) -> dict[tuple[str, str], float]:
        years = [paid(county, seed) for seed in SEEDS]
        return {
            key: sum(year.get(key, 0.0) for year in years) / len(years) for key in sorted(set().union(*years))
        }

    whole, others = mean(priced(tables, {}, True)), mean(priced(tables, {}, False))
    baselines = {key: float(round(SHARE * (pounds - others.get(key, 0.0)))) for key, pounds in whole.items()}
    modelled = mean(priced(tables, baselines, True))
    found = {}
    for deal in tables.money.deals:
        key = (deal.commissioner, deal.provider)
        if deal.form in NAMED:
            found[key] = (float(round(deal.plan - modelled.get(key, 0.0), -3)), baselines.get(key, 0.0))
    return found


def with_slots(text: str, found: dict[tuple[str, str], float]) -> str:
    """services.csv with these capacities."""
    table = list(csv.DictReader(io.StringIO(text)))
    for row in table:
        key = (row["site"], row["resource"])
        if key in found:
            row["capacity"] = f"{found[key]:g}"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def with_money(text: str, found: dict[tuple[str, str], tuple[float, float]]) -> str:
    """money.yaml with these rests and baselines; a deal stands on one line."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        named = re.search(r"commissioner: ([\w-]+), provider: ([\w-]+), form:", line)
        if named and (named[1], named[2]) in found:
            rest, baseline = found[named[1], named[2]]
            line = re.sub(r"\brest: -?[\d.]+", f"rest: {rest:.0f}", line)
            lines[i] = re.sub(r"\bemergency_baseline: [\d.]+", f"emergency_baseline: {baseline:.0f}", line)
    return "\n".join(lines)


def anchors(tables: CountyTables) -> dict[str, list[float]]:
    """What a year without levers comes to, seed by seed."""
    people = sum(sum(row.people()) for row in tables.places) / 1000
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        rows = [
            row
            for row in County(tables).run(MONTHS, seed=seed)
            if (row.subject, row.group) == ("county", "all")
        ]
        for measure in ("ae-within-4h", "bed-occupancy", "rtt-within-18w"):
            found.setdefault(measure, []).append(sum(r.value for r in rows if r.measure == measure) / MONTHS)
        listed = sum(r.value for r in rows if r.measure == "elective-waiting") / MONTHS
        found.setdefault("elective-waiting per 1,000", []).append(listed / people)
        for measure in ("emergency-admissions", "delayed-days", "ae-attendances"):
            year = sum(r.value for r in rows if r.measure == measure)
            found.setdefault(f"{measure} per 1,000", []).append(year / people)
        for measure in (
            "trolley-waits-12h",
            "day-cases",
            "elective-treated",
            "cancelled-electives",
            "diverted",
        ):
            found.setdefault(measure, []).append(sum(r.value for r in rows if r.measure == measure))
    return found


def main() -> None:
    """Say what follows from the tables, and write it if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pack", type=Path, default=PACK, help="the pack's folder")
    parser.add_argument("--write", nargs="*", default=[], choices=["slots", "money"], help="what to write")
    asked = parser.parse_args()
    tables = read_county(asked.pack)
    services, money = asked.pack / "services.csv", asked.pack / "money.yaml"
    found = slots(tables)
    for row in tables.services:
        if (row.site, row.resource) in found:
            print(f"{row.site:20} {row.resource:20} {row.capacity:10g} -> {found[row.site, row.resource]:g}")
    if "slots" in asked.write:
        services.write_text(with_slots(services.read_text("utf-8"), found), "utf-8", newline="\n")
        tables = read_county(asked.pack)
    rest = rests(tables)
    for key, (pounds, baseline) in rest.items():
        print(f"{' '.join(key):28} rest {pounds:14,.0f}  emergency baseline {baseline:14,.0f}")
    if "money" in asked.write:
        money.write_text(with_money(money.read_text("utf-8"), rest), "utf-8", newline="\n")
    for name, numbers in anchors(read_county(asked.pack)).items():
        print(f"{name:32} {'  '.join(f'{number:12,.2f}' for number in numbers)}")


if __name__ == "__main__":
    main()
