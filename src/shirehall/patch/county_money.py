"""The shape of `money.yaml`: allocations, standing contracts, prices, costs and settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.county_rows import NOBODY, Name, Number, Origin
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
