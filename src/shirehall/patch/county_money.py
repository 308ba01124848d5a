"""The shape of `money.yaml`: allocations, standing contracts, prices, costs and settings."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator

from shirehall.patch.county_rows import NOBODY, Name, Number, Origin, Share
from shirehall.patch.figures import Strict


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
    """A standing contract: `plan` is the year's value; `rest` the part of it that no modelled activity drives.

    `form` is any of `economy.money.forms.FORMS`; what a form needs besides the plan stands in `numbers` (share, cap, floor,
    threshold, price as parts of 1; unit as pounds for each `unit`). `by_year`: settled at the end of the contract year (March).
    """

    commissioner: Name
    provider: Name
    form: Literal[
        "tariff", "block", "cost-and-volume", "cap-and-collar", "risk-share", "gain-share", "community-tariff"
    ]
    plan: Number
    rest: Number = 0.0
    emergency_baseline: Number = 0.0
    numbers: dict[str, Number] = {}
    unit: str = ""
    by_year: bool = False
    origin: Origin
    source: str


class SiteCost(Strict):
    """Cost of a site in pounds a year: fixed, capital (private finance or depreciation), and stepped by bed.

    `estate` says how far the cost of a closed ward can leave at all: a tower block keeps most of it, a sprawling site lets
    wings go (`release` states the share; without it, the settings `release-percent-tower` and `release-percent-sprawling`).
    `ward_beds` is how many beds open or close together (1: one by one). `private_finance` is the part of `capital` that
    rises with prices and never leaves.
    """

    site: Name
    fixed: Number
    capital: Number
    per_bed: Number
    estate: Literal["", "tower", "sprawling"] = ""
    release: Share | None = None
    ward_beds: Annotated[int, Field(strict=False, ge=1)] = 1
    private_finance: Number = 0.0
    origin: Origin
    source: str


class Metric(Strict):
    """One figure of a rating: its weight, and what it must reach for each score from the best down (the rest score 1).

    `shift` is added to the figure before it is scored (liquidity with what is owed to suppliers taken off).
    """

    name: Literal[
        "plan-achieved", "ebitda-margin", "return", "surplus-margin", "liquidity-days", "capital-cover"
    ]
    weight: Annotated[float, Field(strict=False, gt=0)]
    cuts: Annotated[list[Number], Field(min_length=1)]
    shift: Number = 0.0
    origin: Origin
    source: str

    @field_validator("cuts")
    @classmethod
    def _falling(cls, cuts: list[float]) -> list[float]:
        if any(a <= b for a, b in pairwise(cuts)):
            raise ValueError("cuts go from the best score down, each lower than the one before")
        return cuts


class Rating(Strict):
    """A regulator's rating: who is rated, from and until which month, on what, and below which score it acts."""

    id: Name
    title: str
    first: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] = "0001-01"
    last: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] = "9999-12"
    rated: Annotated[list[Name], Field(min_length=1)]
    trigger: Number
    metrics: Annotated[list[Metric], Field(min_length=1)]
    origin: Origin
    source: str


class Rare(Strict):
    """Rare cases of high cost: cases a year for a million pounds of allocation, pounds a case and its spread.

    The expected cost is already in the contracts' plans; only what chance adds or takes away is paid, and `cost_percent` of it
    is what the provider's own cost moves by.
    """

    id: Name
    provider: Name
    cases_per_million: Annotated[float, Field(strict=False, gt=0)]
    pounds: Annotated[float, Field(strict=False, gt=0)]
    spread: Annotated[float, Field(strict=False, ge=0)]
    cost_percent: Number = 100.0
    origin: Origin
    source: str


class Provider(Strict):
    """A provider's year: cost by behaviour, income from outside the four contracts, cash.

    `market_forces` multiplies its tariff; `planned_ebitda` is what its plan foresees before capital charges (without it the
    first month lived is the plan); `assets` what it employs (without it, capital charges times a setting).
    """

    id: Name
    market_forces: Annotated[float, Field(strict=False, gt=0)] = 1.0
    planned_ebitda: Number | None = None
    assets: Number | None = None
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
    """`money.yaml`. `holder` is the body that holds top slices and pays out of them."""

    start: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    holder: Name = "nhscb"
    tariffs: list[Tariff]
    commissioners: list[Commissioner]
    deals: list[Deal]
    providers: list[Provider]
    settings: dict[str, Settings]
    ratings: list[Rating] = []
    rare: list[Rare] = []
