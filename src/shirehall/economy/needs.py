"""Long-term conditions and frailty: who has them, how well they are looked after, and how often they flare up.

People on a register   =  people of the row and band x per 1,000 x slope of the fifth x trend x (1 - what prevention shows)
Flare-ups a year       =  register x flares / 1,000 x slope of the fifth x care ^ -effect x (1 - what programmes show)
Care after a month     =  T + (care - T) x exp(-1 / lag_months)
T                      =  1 + 0.5 (P - 1) + 0.3 (C - 1) + what levers add
P                      =  (24 + hours to a consultation at the opening) / (24 + hours now)
C                      =  (2 + weeks to a first community visit at the opening) / (2 + weeks now)

Care is 1 at the opening, for each need and commissioner, and what levers add is 0.1 for a tenth better. Care that stays
at T is reached by half after 0.69 x lag_months. P and C lie between 0.5 and 1.5, T and care between 0.25 and 2. The weights, and
the effect of care (0.2: flare-ups fall by a fifth of a per cent when care is a per cent better, range 0 to 0.5), are assumed:
more than thirty community schemes evaluated by 2013 hardly ever cut emergency admissions.

A programme (self-care, monitoring, prevention) shows share x effect in the end, nearer to it each month by the same rule with
its own lag; prevention acts on the register, and its lag is years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.patch.county import BANDS, NOBODY, CountyTables
from shirehall.patch.county_rows import NeedRow

Floats = npt.NDArray[np.float64]
BY_PRACTICE, BY_COMMUNITY = 0.5, 0.3
SOFT_HOURS, SOFT_WEEKS = 24.0, 2.0
WORST_ACCESS, BEST_ACCESS = 0.5, 1.5
WORST_CARE, BEST_CARE = 0.25, 2.0
FADES = {"flares": 6.0, "register": 60.0}
"""Months by which a programme that has ended fades, by what it acts on."""
LEAST = 1e-6


def toward(now: float, target: float, lag_months: float) -> float:
    """The next month's level of what moves to a target with a lag: half of the way after 0.69 lags; at once without a lag."""
    return target + (now - target) * (math.exp(-1 / lag_months) if lag_months > 0 else 0.0)


def access(opening: float, now: float, soft: float) -> float:
    """How good access is beside the opening's: 1 when the wait is as it was, less when it is longer."""
    return min(BEST_ACCESS, max(WORST_ACCESS, (soft + opening) / (soft + now)))


class Needs:
    """The rows of needs.csv over the rows of places.csv. All arrays are by row and band."""

    def __init__(self, tables: CountyTables, people: Floats) -> None:
        self.rows: dict[str, NeedRow] = {row.need: row for row in sorted(tables.needs, key=lambda n: n.need)}
        self.pathways: dict[str, tuple[str, ...]] = {}
        for name, row in self.rows.items():
            self.pathways[row.pathway] = (*self.pathways.get(row.pathway, ()), name)
        self.payers = tuple(row.consortium for row in tables.places)
        self.commissioners = tuple(sorted({payer for payer in self.payers if payer != NOBODY}))
        places = {payer: place for place, payer in enumerate((*self.commissioners, NOBODY))}
        self.whose = np.array([places[payer] for payer in self.payers], np.int64)[:, None]
        fifth = np.array([row.fifth for row in tables.places], np.float64)
        self.rate = {name: self._rate(row, fifth, people) for name, row in self.rows.items()}
        self.flare = {
            name: self._flare(row, fifth, people * self.rate[name]) for name, row in self.rows.items()
        }

    def _rate(self, row: NeedRow, fifth: Floats, people: Floats) -> Floats:
        """Share of each row's people on the register at the opening; each band keeps its mean over the patch."""
        slope = row.gradient ** ((3 - fifth[:, None]) / 4)
        total = people.sum(axis=0)
        mean = (people * slope).sum(axis=0) / np.where(total > 0, total, 1.0)
        bands = np.array([float(part) for part in row.per_1000.split()]) / 1000
        return np.asarray(bands * slope / np.where(mean > 0, mean, 1.0))

    def _flare(self, row: NeedRow, fifth: Floats, register: Floats) -> Floats:
        """Flare-ups a year of each registered person at the opening; the register as a whole keeps the row's figure."""
        slope = np.repeat(row.flare_gradient ** ((3 - fifth[:, None]) / 4), len(BANDS), axis=1)
        mean = float((register * slope).sum() / register.sum()) if register.sum() > 0 else 1.0
        return np.asarray(row.flares / 1000 * slope / mean)

    def _each(self, values: Mapping[str, float]) -> Floats:
        """A value for each row by its commissioner (1 for people beyond the county), as a column."""
        return np.array([values.get(payer, 1.0) for payer in self.commissioners] + [1.0])[self.whose]

    def register(self, need: str, people: Floats, dials: Dials) -> Floats:
        """People with a need in the month, of so many people."""
        row = self.rows[need]
        trend = (1 + row.growth / 100) ** (max(0, dials.month - 1) / 12)
        return np.asarray(people * self.rate[need] * trend * self._each(self._shown("register", need, dials)))

    def flares(self, need: str, people: Floats, dials: Dials) -> Floats:
        """Flare-ups a year under the month's care and programmes."""
        row = self.rows[need]
        effect = dials.need_effect.get(need, dials.need_effect.get(EVERYBODY, row.effect))
        care = {payer: self.care(need, payer, dials.memory) ** -effect for payer in self.commissioners}
        calm = self._each(care) * self._each(self._shown("flares", need, dials))
        return np.asarray(self.register(need, people, dials) * self.flare[need] * calm)

    def entries(self, pathway: str, people: Floats, dials: Dials) -> Floats:
        """Flare-ups a year that enter a pathway, of all needs that do."""
        found = np.zeros_like(people)
        for need in self.pathways[pathway]:
            found += self.flares(need, people, dials)
        return found

    def care(self, need: str, commissioner: str, memory: Mapping[str, float]) -> float:
        """How well a need is looked after among a commissioner's people; 1 at the opening."""
        return memory.get(f"need:{need}:{commissioner}", 1.0)

    def target(self, need: str, commissioner: str, waits: Mapping[str, float], dials: Dials) -> float:
        """The care that these waits (`wait:` and `wait-open:` of the memory) and levers lead to in the end."""
        target = 1.0
        for kind, weight, soft in (
            ("practice", BY_PRACTICE, SOFT_HOURS),
            ("community", BY_COMMUNITY, SOFT_WEEKS),
        ):
            now = waits.get(f"wait:{kind}:{commissioner}")
            opening = waits.get(f"wait-open:{kind}:{commissioner}", now)
            if now is not None and opening is not None:
                target += weight * (access(opening, now, soft) - 1)
        for key in sorted({(n, c) for n in (need, EVERYBODY) for c in (commissioner, EVERYBODY)}):
            target += dials.need_target.get(key, 0.0)
        return min(BEST_CARE, max(WORST_CARE, target))

    def remember(self, waits: Mapping[str, float], dials: Dials) -> dict[str, float]:
        """Care and what programmes show after the month, for the next month's memory; nothing before month 1."""
        kept: dict[str, float] = {}
        if dials.month < 1:
            return kept
        for need, row in self.rows.items():
            for who in self.commissioners:
                target = self.target(need, who, waits, dials)
                care = toward(self.care(need, who, dials.memory), target, row.lag_months)
                kept[f"need:{need}:{who}"] = round(care, 9)
        kept.update(self._programmes(dials))
        return dict(sorted(kept.items()))

    def _programmes(self, dials: Dials) -> dict[str, float]:
        """What each programme shows after the month, by `programme:<name>:<on>:<need>:<commissioner>`."""
        now = {key: value for key, value in sorted(dials.memory.items()) if key.startswith("programme:")}
        aims: dict[str, tuple[float, float]] = {}
        for each in dials.programmes:
            needs = tuple(self.rows) if each.need == EVERYBODY else (each.need,)
            whose = self.commissioners if each.commissioner == EVERYBODY else (each.commissioner,)
            for key in [f"programme:{each.name}:{each.on}:{need}:{who}" for need in needs for who in whose]:
                aim = each.share * each.effect if dials.month >= each.since else 0.0
                aims[key] = (aims.get(key, (0.0, 0.0))[0] + aim, each.lag_months)
        kept: dict[str, float] = {}
        for key in sorted({*now, *aims}):
            aim, lag = aims.get(key, (0.0, FADES.get(key.split(":")[-3], FADES["flares"])))
            shown = toward(now.get(key, 0.0), aim, lag)
            if abs(shown) > LEAST or aim:
                kept[key] = round(shown, 9)
        return kept

    def _shown(self, on: str, need: str, dials: Dials) -> dict[str, float]:
        """By commissioner, one less what all programmes on a need show now, one after the other."""
        factors: dict[str, float] = {}
        for key in sorted(key for key in dials.memory if key[:10] == "programme:"):
            _, kind, which, who = key.rsplit(":", 3)
            if (kind, which) == (on, need):
                factors[who] = factors.get(who, 1.0) * (1 - dials.memory[key])
        return factors
