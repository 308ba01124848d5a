"""What is not known for certain: assumptions that are drawn anew for each replication, the same for every option.

Each uncertain parameter has a low, a likely and a high value, a source, and says what it acts on. A draw is triangular,
from a hash of the seed, the replication and the parameter's name, so that it is the same in any process and the same for
the baseline and all options of one replication.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shirehall.economy.dials import EMERGENCIES
from shirehall.economy.hashes import hashed
from shirehall.economy.terms import Lever, Terms, lever
from shirehall.patch.county import CountyTables

LOW_SUFFIX, HIGH_SUFFIX = "_low", "_high"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One uncertain parameter.

    `acts` says on what: "settings" multiplies parameters of `money.yaml` named in `targets`; "growth" is a yearly growth in
    per cent of the demand of the pathways in `targets`; "care" is the effect of care on the flare-ups of the needs in
    `targets`; "term" replaces a lever's term, `targets` being the mechanism, the term and the lever's source.
    """

    name: str
    acts: Literal["settings", "growth", "care", "term"]
    targets: tuple[str, ...]
    low: float
    likely: float
    high: float
    unit: str
    origin: str
    source: str

    def draw(self, seed: int, replication: int) -> float:
        """The value in one replication (triangular)."""
        chance = (hashed(seed, 0xA55E, replication, zlib.crc32(self.name.encode())) >> 11) / 2**53
        width = self.high - self.low
        if width <= 0:
            return self.likely
        turn = (self.likely - self.low) / width
        if chance < turn:
            return self.low + math.sqrt(chance * width * (self.likely - self.low))
        return self.high - math.sqrt((1 - chance) * width * (self.high - self.likely))


STANDING = (
    Uncertain(
        "growth of emergencies", "growth", EMERGENCIES, 0.0, 1.2, 3.3, "% a year", "derived",
        "5.0 to 5.3 million emergency admissions from 2008/9 to 2013/14 (NAO HC 739); 3.3% a year over 65",
    ),
    Uncertain(
        "cost that leaves with a closed bed", "settings", ("release-percent-year-1", "release-percent-year-2",
        "release-percent-year-3"), 0.15, 1.0, 1.23, "times the pack's shares", "assumed",
        "parameters row 82: 65% gone after three years, to be tested from 10% to 80%",
    ),
)  # fmt: skip
"""Uncertain in every county."""


def declared(tables: CountyTables, options: Sequence[Terms]) -> tuple[Uncertain, ...]:
    """Everything uncertain in asking about these options: what always is, and what their levers say of themselves."""
    settings, pathways = tables.money.settings, {row.pathway for row in tables.demand}
    found = []
    for each in STANDING:
        pool = settings if each.acts == "settings" else pathways
        targets = tuple(t for t in each.targets if t in pool)
        if targets:
            found.append(
                Uncertain(
                    each.name,
                    each.acts,
                    targets,
                    each.low,
                    each.likely,
                    each.high,
                    each.unit,
                    each.origin,
                    each.source,
                )
            )
    found += [
        Uncertain(
            f"effect of care on {row.name.lower()}", "care", (row.need,), row.effect_low, row.effect, row.effect_high,
            "% fewer flare-ups for 1% better care", str(row.origin), row.source,
        )
        for row in tables.needs
    ]  # fmt: skip
    seen = set()
    for terms in options:
        for one in terms:
            for own in ranges_of(one):
                if own.name not in seen:
                    seen.add(own.name)
                    found.append(own)
    return tuple(found)


def ranges_of(one: Lever) -> tuple[Uncertain, ...]:
    """The ranges that a lever's own terms give (`x_low`, `x`, `x_high`)."""
    given = dict(one.terms)
    found = []
    for name in sorted(given):
        if not name.endswith(LOW_SUFFIX):
            continue
        stem = name.removesuffix(LOW_SUFFIX)
        low, high = one.number(name), one.number(stem + HIGH_SUFFIX, one.number(stem))
        likely = min(max(one.number(stem, (low + high) / 2), low), high)
        found.append(
            Uncertain(
                f"{stem.replace('_', ' ')} of {one.source}", "term", (one.mechanism, stem, one.source), low, likely, high, "",
                "assumed", f"the range stated with the lever ({one.source})",
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Draw:
    """The assumptions of one replication: values by name, factors on settings, and what changes in any set of terms."""

    values: Mapping[str, float]
    uncertain: tuple[Uncertain, ...]

    def settings(self, tables: CountyTables) -> dict[str, float]:
        """The settings that differ from the pack's, by name."""
        return {
            target: tables.money.settings[target].value * self.values[each.name]
            for each in self.uncertain
            if each.acts == "settings"
            for target in each.targets
        }

    def care(self) -> dict[str, float]:
        """The effect of care on flare-ups, by need."""
        return {
            need: self.values[each.name]
            for each in self.uncertain
            if each.acts == "care"
            for need in each.targets
        }

    def terms(self, given: Terms, first: int, last: int) -> Terms:
        """The terms with drawn effects, and with the growth of demand from month `first` to month `last`."""
        changed = tuple(self._with_effect(one) for one in given)
        return changed + tuple(
            lever(
                "demand", f"assumption: {each.name}", month, month, "assumed", pathway=pathway,
                percent=round(self.values[each.name] * (month - first + 1) / 12, 6),
            )
            for each in self.uncertain
            if each.acts == "growth"
            for pathway in each.targets
            for month in range(first, last + 1)
        )  # fmt: skip

    def _with_effect(self, one: Lever) -> Lever:
        terms = dict(one.terms)
        for each in self.uncertain:
            if (
                each.acts == "term"
                and each.targets[0] == one.mechanism
                and each.targets[2:] in ((), (one.source,))
            ):
                terms[each.targets[1]] = round(self.values[each.name], 6)
        return Lever(one.mechanism, tuple(sorted(terms.items())), one.source, one.start, one.until, one.basis)


def drawn(uncertain: Sequence[Uncertain], seed: int, replication: int) -> Draw:
    """The draw of one replication."""
    return Draw({each.name: each.draw(seed, replication) for each in uncertain}, tuple(uncertain))
