"""Rare cases of high cost: a few each month, drawn by commissioner from the county's seed and the month."""

from __future__ import annotations

import math
from collections.abc import Mapping

from shirehall.economy.hashes import hashed
from shirehall.economy.money.books import Settlement
from shirehall.patch.county_money import Commissioner, Rare

SALT = 0x4A2E


def uniform(*parts: int) -> float:
    """A number between 0 and 1, from whole numbers."""
    return ((hashed(*parts) >> 11) + 0.5) / 2**53


def poisson(mean: float, part: float) -> int:
    """The number at a part (0 to 1) of a Poisson distribution."""
    number, chance = 0, math.exp(-mean)
    total = chance
    while part > total and number < 10_000:
        number += 1
        chance *= mean / number
        total += chance
    return number


def cost_of(rare: Rare, *key: int) -> float:
    """Pounds of one case: lognormal with the mean and spread (coefficient of variation) of the pack."""
    if rare.spread == 0:
        return rare.pounds
    variance = math.log1p(rare.spread**2)
    normal = math.sqrt(-2 * math.log(uniform(*key, 1))) * math.cos(2 * math.pi * uniform(*key, 2))
    return rare.pounds * math.exp(math.sqrt(variance) * normal - variance / 2)


def beyond(rare: Rare, allocation: float, luck: int, month: int, which: int, payer: int) -> float:
    """Pounds by which a month's cases of one commissioner differ from what its contracts foresee."""
    mean = rare.cases_per_million * allocation / 1e6 / 12
    number = poisson(mean, uniform(luck, SALT, month, which, payer))
    pounds = sum(cost_of(rare, luck, SALT, month, which, payer, case) for case in range(number))
    return pounds - mean * rare.pounds


def draw(
    settlement: Settlement, stream: list[Rare], payers: Mapping[str, Commissioner], luck: int, month: int
) -> None:
    """Pay what chance added to (or took from) each commissioner's rare cases; the provider bears the same, as far as stated."""
    for which, rare in enumerate(sorted(stream, key=lambda r: r.id)):
        for number, (payer, who) in enumerate(payers.items()):
            pounds = beyond(rare, who.allocation, luck, month, which, number)
            settlement.pay(payer, rare.provider, round(pounds * 100), "rare")
            settlement.bear(rare.provider, round(pounds * rare.cost_percent))
