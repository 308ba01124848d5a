"""The county tables of a pack: one row model for each CSV file, and the shape of `money.yaml`.

A cell arrives as text or as a number; numbers are read leniently, everything else strictly. Every row says where its
figures came from (`from`) and the source. Sums and names across tables are checked by `faults_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from shirehall.errors import PackFault, PackFaults
from shirehall.errors import Place as Where
from shirehall.patch.figures import Provenance, Strict
from shirehall.patch.tables import TableFile, read_table
from shirehall.patch.yamls import read_yaml

Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=False, ge=0)]
Share = Annotated[float, Field(strict=False, ge=0, le=1)]
Fifth = Annotated[int, Field(strict=False, ge=1, le=5)]
Origin = Annotated[Provenance, Field(alias="from", strict=False)]
Name = Annotated[str, Field(min_length=1)]

BANDS = ("0-4", "5-14", "15-24", "25-44", "45-64", "65-74", "75-84", "85+")
NOBODY = "none"


class PlaceRow(Strict):
    """People of one deprivation fifth (1 the most deprived) of one place, by age band.

    `consortium` is the body that pays for them (`none`: a commissioner beyond the county); `in_county` tells whether
    the place lies in the council's area, since the boundaries do not match. Where a pack has several councils, `council`
    names the one in whose area the place lies.
    """

    place: Name
    name: str
    consortium: Name
    in_county: Literal["yes", "no"]
    fifth: Fifth
    age_0_4: Count
    age_5_14: Count
    age_15_24: Count
    age_25_44: Count
    age_45_64: Count
    age_65_74: Count
    age_75_84: Count
    age_85_plus: Count
    council: str = ""
    origin: Origin
    source: str

    def people(self) -> tuple[int, ...]:
        """People by age band, in the order of `BANDS`."""
        return (
            self.age_0_4, self.age_5_14, self.age_15_24, self.age_25_44,
            self.age_45_64, self.age_65_74, self.age_75_84, self.age_85_plus,
        )  # fmt: skip


class PracticeRow(Strict):
    """A practice: its list, and how far it refers, admits and prescribes beyond what age and need explain.

    An index of 1 is as expected.
    """

    practice: Name
    name: str
    consortium: Name
    place: Name
    list_size: Count
    referral_index: Number
    emergency_index: Number
    prescribing_index: Number
    origin: Origin
    source: str


class SiteRow(Strict):
    """A building or base from which an organisation works; `owner` is the organisation at the start."""

    site: Name
    name: str
    owner: Name
    kind: Literal["hospital", "community-hospital", "clinic", "base"]
    place: Name
    origin: Origin
    source: str


class ServiceRow(Strict):
    """Capacity of one resource at one site.

    `measure`: `units` are held by patients (beds, cubicles, nurses, places); `a-week` are starts or slots a week on a
    list; `books` counts people without a limit, its capacity being the caseload at the opening. `days` is 5 or 7 for
    lists; `wait_weeks` is the wait at which the list opens.
    """

    site: Name
    service: Name
    resource: Name
    measure: Literal["units", "a-week", "books"]
    capacity: Number
    days: Annotated[int, Field(strict=False, ge=5, le=7)] = 7
    wait_weeks: Number = 0.0
    origin: Origin
    source: str


class PathwayRow(Strict):
    """One step of a pathway.

    `does` is a verb of the engine (see docs/model.md); `what` the resource, list, count, clock or measure; `mean`
    (hours) and `share` hold one number or eight, one for each age band; `spread` is the coefficient of variation.
    """

    pathway: Name
    step: Name
    does: Literal["stay", "shorter-stay", "take", "free", "chance", "go", "list", "first", "count", "time", "clock",
                  "spill", "try", "turn-away", "leave-hour", "again", "flow", "end"]  # fmt: skip
    what: str = ""
    mean: str = ""
    spread: str = ""
    share: str = ""
    to: str = ""
    origin: Origin
    source: str


class DemandRow(Strict):
    """Demand of a pathway.

    `what`: `rate` (key an age band, value entries per 1,000 people a year, gradient the most deprived fifth over the
    least), `hour` (key 0-23), `day` (key 0 Monday to 6), `month` (key 1-12), each a weight about 1; `payer` scales one
    commissioner's people.
    """

    pathway: Name
    what: Literal["rate", "hour", "day", "month", "payer"]
    key: Name
    value: Number
    gradient: Number = 1.0
    origin: Origin
    source: str


class FlowRow(Strict):
    """Minutes from a place to a site, and the share of the place's urgent and minor attendances that go there."""

    place: Name
    site: Name
    minutes: Number
    urgent: Share
    minor: Share
    origin: Origin
    source: str


class MarketRow(Strict):
    """The share of a commissioner's people who enter a planned pathway at a site."""

    commissioner: Name
    pathway: Name
    site: Name
    share: Share
    origin: Origin
    source: str


class Line(Strict):
    """A yearly sum: a label, pounds, who is paid (`none`: bodies outside the county), and where the figure is from."""

    label: str
    pounds: Number
    to: str = NOBODY
    behaves: Literal["steady", "practices"] = "steady"
    origin: Origin
    source: str


class Tariff(Strict):
    """A price in pounds for one unit of what a count counts."""

    count: Name
    pounds: Number
    marginal: bool = False
    origin: Origin
    source: str


class Commissioner(Strict):
    """A commissioner's year: allocation, balance brought in, and spending that no pathway drives."""

    id: Name
    allocation: Number
    opening_balance: Number
    top_slice_percent: Number
    lines: list[Line]
    origin: Origin
    source: str


class Deal(Strict):
    """A standing contract: `plan` is the year's value; `rest` the part of it that no modelled activity drives."""

    commissioner: Name
    provider: Name
    form: Literal["tariff", "block"]
    plan: Number
    rest: Number = 0.0
    emergency_baseline: Number = 0.0
    origin: Origin
    source: str


class SiteCost(Strict):
    """Cost of a site in pounds a year: fixed, capital (private finance or depreciation), and stepped by bed."""

    site: Name
    fixed: Number
    capital: Number
    per_bed: Number
    origin: Origin
    source: str


class Provider(Strict):
    """A provider's year: cost by behaviour, income from outside the four contracts, cash."""

    id: Name
    cash: Number
    fixed: Number
    variable: dict[str, Number]
    growth_percent: Number = 0.0
    staff: Number = 0.0
    other_income: list[Line]
    sites: list[SiteCost] = []
    origin: Origin
    source: str


class Settings(Strict):
    """A parameter of the money or the model."""

    value: Number
    unit: str
    origin: Origin
    source: str


class Money(Strict):
    """`money.yaml`."""

    start: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    tariffs: list[Tariff]
    commissioners: list[Commissioner]
    deals: list[Deal]
    providers: list[Provider]
    settings: dict[str, Settings]


class CountyTables(Strict):
    """All county tables of a pack, read and checked."""

    places: list[PlaceRow]
    practices: list[PracticeRow]
    sites: list[SiteRow]
    services: list[ServiceRow]
    pathways: list[PathwayRow]
    demand: list[DemandRow]
    flows: list[FlowRow]
    market: list[MarketRow]
    money: Money


TABLES: dict[str, type[Strict]] = {
    "places.csv": PlaceRow,
    "practices.csv": PracticeRow,
    "sites.csv": SiteRow,
    "services.csv": ServiceRow,
    "pathways.csv": PathwayRow,
    "demand.csv": DemandRow,
    "flows.csv": FlowRow,
    "market.csv": MarketRow,
    "money.yaml": Money,
}


def read_county(folder: Path) -> CountyTables:
    """Read the county tables of a pack folder. Raises PackFaults with every fault found."""
    faults: list[PackFault] = []
    rows: dict[str, Any] = {}
    files: dict[str, TableFile] = {}
    for name, model in TABLES.items():
        if name == "money.yaml":
            continue
        path = folder / name
        if not path.is_file():
            faults.append(
                PackFault("the table is missing.", where=Where(str(path)), mend=f"add {name} to the pack.")
            )
            continue
        files[name] = read_table(name, path.read_bytes(), model)
        faults.extend(files[name].faults)
        rows[name.removesuffix(".csv")] = files[name].models
    path = folder / "money.yaml"
    if not path.is_file():
        faults.append(
            PackFault("the file is missing.", where=Where(str(path)), mend="add money.yaml to the pack.")
        )
    else:
        money = read_yaml("money.yaml", path.read_bytes())
        faults.extend(money.faults)
        if not money.faults:
            rows["money"] = Money.model_validate(money.data)
    if faults:
        raise PackFaults(faults)
    tables = CountyTables.model_validate(rows)
    wrong = list(faults_of(tables))
    if wrong:
        raise PackFaults(wrong)
    return tables


def faults_of(tables: CountyTables) -> Iterator[PackFault]:
    """Names that dangle and shares that do not add up, across tables; no line numbers, the file only."""
    yield from _names(tables)
    yield from _shares(tables)


def _names(tables: CountyTables) -> Iterator[PackFault]:
    places = {row.place for row in tables.places}
    sites = {row.site for row in tables.sites}
    payers = {c.id for c in tables.money.commissioners} | {NOBODY}
    pathways = {row.pathway for row in tables.pathways}

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
        yield from check("demand.csv", demand.pathway, pathways, "pathway")


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
