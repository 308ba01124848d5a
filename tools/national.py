#!/usr/bin/env python3
"""Economy-only test patches: a pack's pathways, verbs and shapes put among other people, at capacity in the same proportion to need.

A patch made here shares the pack's pathways row for row (sites renamed) and its demand by age, so that what is fitted on one
year is used unchanged for another. What a resource must hold is worked out, not copied: both counties are lived without any limit on
capacity, and the patch gets the pack's capacity times the ratio of the two loads.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import shirehall
from shirehall.economy.calibrate import scaled
from shirehall.economy.county import County, month_days
from shirehall.economy.network import LIST, MS_WEEK
from shirehall.patch.county import BANDS, OPTIONAL, TABLES, CountyTables, read_county
from shirehall.patch.county_money import Money
from shirehall.patch.fitted import read_multipliers, write_back

PACK = Path(shirehall.__file__).parent / "packs" / "bigshire"
ROOT = Path(__file__).resolve().parents[1]
PATCHES = ROOT / "tests" / "patches"
NATIONAL = ROOT / "tests" / "data" / "national"
AGES = tuple("age_" + band.replace("-", "_").replace("+", "_plus") for band in BANDS)
PRACTICES = "practices"
WITHOUT_LIMIT = 1_000_000
SPIN, SEEN_MONTHS = 6, 6
Row = dict[str, str]
Loads = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the patch: whose it is, where, and from which sites of the pack its services come (`without` some)."""

    name: str
    owner: str
    kind: str
    place: str
    after: tuple[str, ...]
    without: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place: who pays for its people, how many, their shares by age and by deprivation fifth, how it reaches care."""

    name: str
    payer: str
    people: int
    ages: tuple[float, ...]
    fifths: tuple[float, ...]
    minutes: Mapping[str, float]
    urgent: Mapping[str, float]
    minor: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Spec:
    """All that makes a patch: its places, sites, how rates and capacity differ from the pack's, its money.

    `rate` multiplies a demand row, given (pathway, age band); `slack` multiplies the capacity that need implies, given (site, resource);
    `weeks` gives the opening wait of a list, given (site, resource, the pack's); `payer` scales one commissioner's demand;
    `growth` is of the population, per cent a year.
    """

    title: str
    places: tuple[Place, ...]
    sites: Mapping[str, Site]
    renamed: Mapping[str, str]
    rate: Callable[[str, str], float]
    money: Callable[[dict[str, Any], Sequence[str]], dict[str, Any]]
    slack: Callable[[str, str], float] = lambda _site, _resource: 1.0
    weeks: Callable[[str, str, float], float] = lambda _site, _resource, weeks: weeks
    payer: Mapping[tuple[str, str], float] = field(default_factory=dict)
    market: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    practice_list: int = 7500
    growth: float = 0.0
    why: str = ""


def rows_of(name: str, folder: Path = PACK) -> list[Row]:
    """The rows of a CSV table as text."""
    path = folder / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def national_rates() -> dict[str, dict[str, float]]:
    """National activity per 1,000 people a year by column, then age band."""
    found: dict[str, dict[str, float]] = {}
    for row in rows_of("activity_rates_by_age_band.csv", NATIONAL):
        band = row["age_band"].replace("_plus", "+").replace("_", "-")
        for column, value in row.items():
            if column != "age_band":
                found.setdefault(column, {})[band] = float(value)
    return found


def without_limit(tables: CountyTables) -> CountyTables:
    """The tables with room for everybody at once, also where there is none at the opening (crisis places, monitors)."""
    services = []
    for row in tables.services:
        new: dict[str, Any] = {"wait_weeks": 0.0, "hours": ""}
        if row.measure == "a-week":
            new |= {"capacity": float(WITHOUT_LIMIT), "days": 7}
        elif row.site == PRACTICES:
            new |= {"capacity": float(WITHOUT_LIMIT)}
        else:
            new |= {"measure": "books", "capacity": 0.0}
        services.append(row.model_copy(update=new))
    return tables.model_copy(update={"services": services, "staff": []})


def loads(tables: CountyTables) -> Loads:
    """What each resource would hold (units busy) or pass (slots a week) if nothing were short, by site and resource."""
    county = County(without_limit(tables))
    sights: list[Any] = []
    engine_live = county.life.live

    def watched(*given: Any, **named: Any) -> Any:
        system, sight = engine_live(*given, **named)
        sights.append(sight)
        return system, sight

    state = county.begin(1)
    setattr(county.life, "live", watched)  # noqa: B010 - watched for this run
    for month in range(1, SPIN + SEEN_MONTHS + 1):
        if month == SPIN + 1:
            sights.clear()
        state, _ = county.live_month(state, ())
    real = {site.site for site in tables.sites}
    ms = sum(month_days(*county.calendar(SPIN + m)) for m in range(1, SEEN_MONTHS + 1)) * 86_400_000
    found: Loads = {}
    net = county.net

    def add(site: str, name: str, number: float) -> None:
        key = (site if site in real else PRACTICES, name)
        found[key] = found.get(key, 0.0) + number

    for sight in sights:
        for i, (site, name) in enumerate(net.resources):
            if site in real or (PRACTICES, name) in {(s.site, s.resource) for s in tables.services}:
                add(site, name, float(sight.area[i]) / ms)
        ops, args = net.arrays["op"], net.arrays["arg"]
        for step in (i for i in range(len(ops)) if ops[i] == LIST):
            site, name = net.lists[args[step]]
            add(site, name, float(sight.waits[step][0]) / ms * MS_WEEK)
    return found


@cache
def loads_of_pack() -> Loads:
    """The loads of the pack itself."""
    return loads(read_county(PACK))


def people_of(tables: CountyTables) -> int:
    """How many people the tables hold."""
    return sum(sum(row.people()) for row in tables.places)


class Maker:
    """Makes the files of one patch."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.pack = read_county(PACK)

    def files(self) -> dict[str, str]:
        """File name to text, before any multiplier."""
        tables = {
            "places.csv": self._places(), "practices.csv": self._practices(), "sites.csv": self._sites(),
            "pathways.csv": self._pathways(), "demand.csv": self._demand(), "flows.csv": self._flows(),
            "market.csv": self._market(), "services.csv": self._services(), "needs.csv": rows_of("needs.csv"),
        }  # fmt: skip
        money = self.spec.money(yaml.safe_load((PACK / "money.yaml").read_bytes()), self._owners())
        models = self._models(tables, money)
        tables["services.csv"] = self._sized(tables["services.csv"], models)
        texts = {name: csv_text(rows) for name, rows in tables.items() if rows}
        head = f"# The money of {self.spec.title}, made by tools/; pounds a year unless named otherwise.\n"
        texts["money.yaml"] = head + yaml.safe_dump(money, sort_keys=False, allow_unicode=True, width=140)
        return texts

    def _owners(self) -> list[str]:
        return sorted({site.owner for site in self.spec.sites.values()})

    def _models(self, tables: Mapping[str, list[Row]], money: dict[str, Any]) -> CountyTables:
        shapes: dict[str, Any] = {
            name.removesuffix(".csv"): [TABLES[name].model_validate(clean(row)) for row in rows]
            for name, rows in tables.items()
            if rows or name not in OPTIONAL
        }
        return CountyTables.model_validate({**shapes, "money": Money.model_validate(money)})

    def _places(self) -> list[Row]:
        rows = []
        for place in self.spec.places:
            for fifth, part in enumerate(place.fifths, 1):
                ages = {
                    name: str(round(place.people * part * share))
                    for name, share in zip(AGES, place.ages, strict=True)
                }
                rows.append({"place": place.name, "name": place.name.replace("-", " ").title(), "consortium": place.payer,
                             "in_county": "yes", "fifth": str(fifth), **ages, "from": "derived",
                             "source": self.spec.why})  # fmt: skip
        return rows

    def _practices(self) -> list[Row]:
        rows = []
        for place in self.spec.places:
            count = max(1, round(place.people / self.spec.practice_list))
            for n in range(count):
                rows.append({"practice": f"{place.name}-{n + 1:02}", "name": f"{place.name} practice {n + 1}",
                             "consortium": place.payer, "place": place.name, "list_size": str(place.people // count),
                             "referral_index": "1", "emergency_index": "1", "prescribing_index": "1",
                             "from": "assumed", "source": "every practice as age and need explain"})  # fmt: skip
        return rows

    def _sites(self) -> list[Row]:
        return [
            {"site": key, "name": site.name, "owner": site.owner, "kind": site.kind, "place": site.place,
             "from": "assumed", "source": "a patch for tests"}
            for key, site in self.spec.sites.items()
        ]  # fmt: skip

    def _pathways(self) -> list[Row]:
        return [{**row, "what": self.rename(row["what"])} for row in rows_of("pathways.csv")]

    def rename(self, what: str) -> str:
        """A cell with the pack's sites replaced by the patch's."""
        return re.sub(r"@([a-z][a-z0-9-]*)", lambda m: "@" + self.spec.renamed.get(m[1], m[1]), what)

    def _demand(self) -> list[Row]:
        rows = []
        for row in rows_of("demand.csv"):
            if row["what"] in ("payer", "growth") or row["pathway"] == "population":
                continue
            if row["what"] == "rate":
                value = float(row["value"]) * self.spec.rate(row["pathway"], row["key"])
                row = {**row, "value": f"{value:.2f}"}
            rows.append(row)
        for (pathway, payer), value in self.spec.payer.items():
            rows.append({"pathway": pathway, "what": "payer", "key": payer, "value": str(value), "gradient": "1",
                         "from": "assumed", "source": self.spec.why})  # fmt: skip
        if self.spec.growth:
            rows.append({"pathway": "population", "what": "growth", "key": "all", "value": str(self.spec.growth), "gradient": "1",
                         "from": "derived", "source": "growth of the population of England between 2008 and 2013"})  # fmt: skip
        return rows

    def _flows(self) -> list[Row]:
        return [
            {"place": place.name, "site": site, "minutes": f"{minutes:g}", "urgent": f"{place.urgent.get(site, 0):.3f}",
             "minor": f"{place.minor.get(site, 0):.3f}", "from": "assumed", "source": "a patch for tests"}
            for place in self.spec.places
            for site, minutes in place.minutes.items()
        ]  # fmt: skip

    def _market(self) -> list[Row]:
        """The spec's shares; else the pack's, all its commissioners together, at the sites that stand for its own."""
        people: dict[str, int] = {}
        for row in self.pack.places:
            people[row.consortium] = people.get(row.consortium, 0) + sum(row.people())
        payers = list(dict.fromkeys(place.payer for place in self.spec.places))
        pathways = list(dict.fromkeys(row.pathway for row in self.pack.market))
        rows = []
        for pathway in pathways:
            shares: dict[str, float] = {}
            for row in self.pack.market:
                site = self.spec.renamed.get(row.site, row.site)
                if row.pathway == pathway and site in self.spec.sites:
                    shares[site] = shares.get(site, 0.0) + row.share * people.get(row.commissioner, 0)
            total = sum(shares.values())
            for payer in payers:
                given = self.spec.market.get(
                    f"{pathway} {payer}", self.spec.market.get(payer if pathway in ELECTIVE else "", {})
                )
                use = given or {site: share / total for site, share in shares.items()}
                rows += [
                    {"commissioner": payer, "pathway": pathway, "site": site, "share": f"{share:.4f}", "from": "assumed",
                     "source": "a patch for tests"}
                    for site, share in use.items() if share > 0
                ]  # fmt: skip
        return rows

    def _services(self) -> list[Row]:
        """The resources of every site, at the pack's sizes for the time being."""
        rows: dict[tuple[str, str], Row] = {}
        for key, site in self.spec.sites.items():
            for row in rows_of("services.csv"):
                resource = row["resource"]
                if row["site"] in site.after and resource not in site.without:
                    self._join(rows, key, row)
                elif resource in site.more and (key, resource) not in rows:
                    self._join(rows, key, row)
        for row in rows_of("services.csv"):
            if row["site"] == PRACTICES:
                rows[PRACTICES, row["resource"]] = dict(row)
        return list(rows.values())

    def _join(self, rows: dict[tuple[str, str], Row], site: str, row: Row) -> None:
        key = (site, row["resource"])
        if key in rows:
            both = float(rows[key]["capacity"]) + float(row["capacity"])
            rows[key] = {**rows[key], "capacity": f"{both:g}"}
        else:
            rows[key] = {**row, "site": site}

    def _sized(self, rows: list[Row], models: CountyTables) -> list[Row]:
        """The resources at the sizes that need implies: the pack's capacity in all, times load here over load in the pack."""
        here, there = loads(models), loads_of_pack()
        size: dict[str, float] = {}
        load: dict[str, float] = {}
        for row in self.pack.services:
            size[row.resource] = size.get(row.resource, 0.0) + (
                row.capacity if row.site != PRACTICES else 0.0
            )
        for (_, name), number in sorted(there.items()):
            load[name] = load.get(name, 0.0) + number
        sites = {
            name: [r["site"] for r in rows if r["resource"] == name] for name in {r["resource"] for r in rows}
        }
        ratio = people_of(models) / people_of(self.pack)
        done = []
        for row in rows:
            name, site = row["resource"], row["site"]
            if site == PRACTICES:
                need = here.get((site, name), 0.0) / ratio / load[name] if load.get(name) else 1.0
                capacity = float(row["capacity"]) * need
            elif load.get(name) and sum(here.get((s, name), 0.0) for s in sites[name]):
                capacity = size[name] * here.get((site, name), 0.0) / load[name]
            else:
                capacity = size[name] * ratio / len(sites[name])
            capacity *= self.spec.slack(site, name)
            if capacity <= 0 < size.get(name, 0.0) and row["measure"] != "books":
                continue
            least = 1 if capacity > 0 else 0
            text = (
                f"{max(least, round(capacity))}"
                if row["measure"] == "units" and site != PRACTICES
                else f"{capacity:.2f}"
            )
            weeks = self.spec.weeks(site, name, float(row["wait_weeks"] or 0))
            source = "the pack's capacity times load here over load there, both lived without limit (tools/national.py)"
            done.append(
                {**row, "capacity": text, "wait_weeks": f"{weeks:g}", "from": "derived", "source": source}
            )
        return done


ELECTIVE = ("referral-surgical", "referral-medical", "referral-other", "planned")


def clean(row: Row) -> dict[str, Any]:
    """A row as its model takes it: empty cells of optional columns left out."""
    return {key: value for key, value in row.items() if value != "" or key in ("source", "to", "what")}


def csv_text(rows: Sequence[Row]) -> str:
    """Rows as CSV text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(spec: Spec, folder: Path) -> None:
    """Write a patch: its tables as made, then the multipliers at work on them.

    Those fitted on England 2013/14 act on every patch (but for the weeks at which its lists open); a patch's own come after.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in Maker(spec).files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    first = PATCHES / "england-2013"
    shared = [m for m in read_multipliers(first) if m.knob != "opening" or folder == first]
    own = [] if folder == first else list(read_multipliers(folder))
    tables = read_county(folder)
    write_back(folder, tables, scaled(tables, [*shared, *own]), ())
