"""The forms of contract: what is due for work done against a plan. One function each, in one table.

All sums are pounds of the same stretch of time: a month, or the contract year so far when a contract settles by year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Work:
    """`actual`: what was done, at the prices in force; `plan`: what was foreseen."""

    plan: float
    actual: float


def tariff(work: Work, _numbers: Numbers) -> float:
    """A price for everything done."""
    return work.actual


def block(work: Work, _numbers: Numbers) -> float:
    """The plan, whatever is done."""
    return work.plan


def cost_and_volume(work: Work, numbers: Numbers) -> float:
    """The plan up to a threshold (`threshold`, 1: the plan itself); above it `price` of what is done, down to a floor and up to a cap.

    Below the plan nothing comes back unless a `floor` is named: then `price` of the shortfall does, down to that part of the plan.
    """
    threshold, price = numbers.get("threshold", 1.0), numbers.get("price", 1.0)
    due = work.plan + price * max(0.0, work.actual - threshold * work.plan)
    if "floor" in numbers:
        due -= price * max(0.0, work.plan - max(work.actual, numbers["floor"] * work.plan))
    if "cap" in numbers:
        due = min(due, numbers["cap"] * work.plan)
    return due


def cap_and_collar(work: Work, numbers: Numbers) -> float:
    """What is done at its price, but no more than `cap` and no less than `floor` of the plan (1.02 and 0.98 unless told)."""
    return min(max(work.actual, numbers.get("floor", 0.98) * work.plan), numbers.get("cap", 1.02) * work.plan)


def risk_share(work: Work, numbers: Numbers) -> float:
    """The plan, and the commissioner's share of the difference between what was done and the plan."""
    return work.plan + numbers.get("share", 0.5) * (work.actual - work.plan)


def gain_share(work: Work, numbers: Numbers) -> float:
    """What is done at its price; of a saving against the plan the provider keeps `share`. Work above plan is paid in full."""
    return work.actual + numbers.get("share", 0.5) * max(0.0, work.plan - work.actual)


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what is due, what it is called, and the numbers it reads."""

    due: Callable[[Work, Numbers], float]
    title: str
    reads: tuple[str, ...] = ()


FORMS: Mapping[str, Form] = MappingProxyType({
    "tariff": Form(tariff, "Tariff", ("unit",)),
    "community-tariff": Form(tariff, "Community tariff", ("unit",)),
    "block": Form(block, "Block"),
    "cost-and-volume": Form(cost_and_volume, "Cost and volume", ("threshold", "price", "cap", "floor", "unit")),
    "cap-and-collar": Form(cap_and_collar, "Cap and collar", ("cap", "floor", "unit")),
    "risk-share": Form(risk_share, "Risk share", ("share", "unit")),
    "gain-share": Form(gain_share, "Gain share", ("share", "unit")),
})  # fmt: skip


def due(form: str, work: Work, numbers: Numbers) -> float:
    """Pounds due under a form of `FORMS`. Raises KeyError for another name."""
    return FORMS[form].due(work, numbers)
