"""Quality and fairness: experience, readmission, unmet need, safe volumes, and the gap between the most and the least deprived.

The experience score is this model's own, from nought to 100: 100 less the mean of eight things that patients suffer, each as
a share of the rate at which it is taken to have spoilt everything. What is suffered, its weight and that rate are in `PARTS`
and are assumed; no survey stands behind them. A part that is not known of a fifth or of a commissioner's people is taken from
the county; a site is judged by what is known of it. No part counts beyond its worst.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from shirehall.economy.dials import EVERYBODY
from shirehall.economy.money import Accounts
from shirehall.economy.report.layout import COUNTY, Ints, Layout
from shirehall.economy.report.month import FIFTH, Month

Known = Mapping[tuple[str, str, str], float]
Look = Callable[[str], float | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that patients suffer: its weight, the rate (%) that spoils everything, and how the rate is told."""

    name: str
    weight: float
    worst: float
    rate: Callable[[Look], float | None]


def short_of(measure: str) -> Callable[[Look], float | None]:
    """A hundred less a percentage."""
    return lambda look: None if (share := look(measure)) is None else 100 - share


def share_of(parts: tuple[str, ...], wholes: tuple[str, ...]) -> Callable[[Look], float | None]:
    """A sum in per cent of another; None when the latter is unknown or nought. A minus before a name takes it away."""

    def rate(look: Look) -> float | None:
        above = [_signed(look, name) for name in parts]
        below = [_signed(look, name) for name in wholes]
        if None in above or None in below:
            return None
        whole = sum(v for v in below if v is not None)
        return 100 * sum(v for v in above if v is not None) / whole if whole > 0 else None

    return rate


def _signed(look: Look, name: str) -> float | None:
    value = look(name.removeprefix("-"))
    return None if value is None else (-value if name.startswith("-") else value)


def of_time(look: Look) -> float | None:
    """Days in a bed after being ready to leave it, in per cent of occupied bed days."""
    days, opened, full = look("delayed-days"), look("beds-open"), look("bed-occupancy")
    if days is None or not opened or not full:
        return None
    return 100 * days / (opened * full / 100 * 30.4)


PARTS = (
    Part("over four hours in A&E", 0.20, 30, short_of("ae-within-4h")),
    Part("over four hours waiting for a bed", 0.15, 40, share_of(("trolley-waits-4h",), ("emergency-admissions",))),
    Part("over 18 weeks on the list", 0.20, 40, short_of("rtt-within-18w")),
    Part("sent home because no bed was free", 0.10, 10,
         share_of(("cancelled-electives",), ("elective-treated", "-day-cases", "cancelled-electives"))),
    Part("in a bed meant for others", 0.10, 25, share_of(("outliers", "escalations"), ("emergency-admissions",))),
    Part("in a bed after being ready to leave", 0.10, 15, of_time),
    Part("left A&E unseen", 0.05, 10, lambda look: look("left-unseen-share")),
    Part("hours to an appointment, in per cent of a week", 0.10, 100,
         lambda look: None if (hours := look("practice-wait")) is None else 100 * hours / 168),
)  # fmt: skip

COUNTED = {"ae-major": ("ae-major", 20_000.0), "emergency-admission": ("emergency-admission", 5_000.0),
           "critical-care": ("critical-care", 200.0), "births": ("birth", 1_500.0)}  # fmt: skip
LISTED = {"endoscopy": ("endoscopy", "", 500.0), "surgical-nights": ("theatre-night", "referral-surgical", 250.0),
          "medical-nights": ("theatre-night", "referral-medical", 100.0),
          "other-nights": ("theatre-night", "referral-other", 100.0),
          "day-surgery": ("theatre-day", "referral-surgical", 250.0)}  # fmt: skip
"""Kinds of work: the count, or the list and the pathway (any when empty) that takes from it, and below how many a year a
site's work is flagged as small. Assumed: no agreed figures were found for 2013; the setting `minimum-<kind>-a-year` of money.yaml
puts another in its place."""
GAPS = {
    "gap-admissions": ("emergency-admissions", True), "gap-avoidable": ("avoidable-admissions", True),
    "gap-elective": ("elective-treated", True), "gap-waits": ("rtt-median-weeks", False),
    "gap-travel": ("travel-minutes", False),
}  # fmt: skip
"""Measures of which the most deprived fifth's figure over the least's is told, by head of the population or as it is."""


class Quality:
    """The figures of quality and fairness, made from those of the other families."""

    def __init__(self, layout: Layout, accounts: Accounts) -> None:
        self.layout, net = layout, layout.net
        setting = accounts.contracts.setting
        self.least = {
            kind: setting(f"minimum-{kind}-a-year", float(each[-1]))
            for kind, each in (*COUNTED.items(), *LISTED.items())
        }
        self.theatres: dict[str, tuple[Ints, Ints]] = {}
        for kind, (name, way, _) in LISTED.items():
            at = [
                (step, layout.number[net.lists[k][0]])
                for step, k in zip(layout.list_steps.tolist(), layout.list_of.tolist(), strict=True)
                if net.lists[k][1] == name and net.steps[step][0].startswith(way)
            ]
            self.theatres[kind] = (
                np.array([s for s, _ in at], np.int64), np.array([site for _, site in at], np.int64)
            )  # fmt: skip

    def say(self, month: Month) -> None:
        """All figures of quality."""
        known = {(r.measure, r.subject, r.group): r.value for r in month.rows}
        self._experience(month, known)
        self._gaps(month, known)
        self._readmitted(month)
        self._safety(month)
        self._unmet(month, known)

    def _experience(self, month: Month, known: Known) -> None:
        county = [(COUNTY, "all"), *((COUNTY, fifth) for fifth in FIFTH)]
        county += [(payer, "all") for _, payer in self.layout.payers]
        for subject, group in county:
            found = score(lambda m, s=subject, g=group: known.get((m, s, g), known.get((m, COUNTY, "all"))))  # type: ignore[misc]
            if found is not None:
                month.say("experience", subject, found, group)
        sites = {s for m, s, g in known if m in ("beds-open", "ae-within-4h") and g == "all"}
        for subject in sorted(sites - {s for s, _ in county}):
            found = score(lambda m, s=subject: known.get((m, s, "all")))  # type: ignore[misc]
            if found is not None:
                month.say("experience", subject, found)

    def _gaps(self, month: Month, known: Known) -> None:
        for name, (measure, by_head) in GAPS.items():
            sides = []
            for fifth in (FIFTH[0], FIFTH[-1]):
                value = known.get((measure, COUNTY, fifth), 0.0)
                heads = known.get(("people", COUNTY, fifth), 0.0) if by_head else 1.0
                sides.append(value / heads if heads > 0 else 0.0)
            if sides[1] > 0:
                month.say(name, COUNTY, sides[0] / sides[1])

    def _readmitted(self, month: Month) -> None:
        if "readmission" in self.layout.counted:
            home = month.counted("discharge", "early-discharge", "elective-night", "package", "step-down")
            month.say_ratio("readmission-share", month.counted("readmission"), home, 100)

    def _safety(self, month: Month) -> None:
        """Sites that do so little of a kind of work that hands may lose their skill."""
        layout, small = self.layout, list[tuple[str, float]]()
        for kind, (site, done) in self._work(month).items():
            volume = np.bincount(site, weights=done, minlength=len(layout.real)) * 365.25 / month.days
            for index in sorted(set(site.tolist())):
                few = 0 < volume[index] < self.least[kind]
                small.append((layout.real[index], float(few)))
                if few:
                    month.say("small-volume", layout.real[index], volume[index], f"work:{kind}")
        for subject, number in month.summed(small).items():
            month.say("safety", subject, number)

    def _work(self, month: Month) -> dict[str, tuple[Ints, Ints]]:
        """For each kind of work, sites and how much was done there, in parts."""
        layout, totals = self.layout, month.seen.counts.sum(axis=1)
        found = {kind: (site, month.seen.waits[steps, 0]) for kind, (steps, site) in self.theatres.items()}
        for kind, (count, _) in COUNTED.items():
            at = layout.at((count,))
            at = at[(layout.count_site[at] >= 0) & (layout.count_site[at] < len(layout.real))]
            found[kind] = (layout.count_site[at], totals[at])
        return found

    def _unmet(self, month: Month, known: Known) -> None:
        """People who were turned away, gave up or no longer qualify."""
        people, dials = month.engine.people, month.dials
        held = {
            "threshold": np.zeros(len(self.layout.net.payers)),
            "ceiling": np.zeros(len(self.layout.net.payers)),
        }
        for p, payer in self.layout.payers:
            for pathway in sorted(people.streams):
                raised, capped = self._factors(month, pathway, payer)
                if raised == 1.0 and capped == 1.0:
                    continue
                came = people.entries(pathway, dials)[people.payer == p].sum() * month.days / 365.25
                held["ceiling"][p] += came * (1 / capped - 1) if capped > 0 else 0.0
                held["threshold"][p] += came / max(capped, 1e-9) * (1 / raised - 1) if raised > 0 else 0.0
        held = {why: by_payer for why, by_payer in held.items() if by_payer.any()}
        for why, names in (("gave-up", ("gp-gave-up", "iapt-gave-up")), ("left-unseen", ("ae-left",))):
            if self.layout.counted & set(names):
                held[why] = month.counted(*names) @ self.layout.to_payers
        unfit = sum(
            value
            for (measure, _, group), value in known.items()
            if measure == "care-unmet" and group == "all"
        )
        for why, by_payer in held.items():
            month.say("unmet-need", COUNTY, by_payer.sum(), why)
            for p, payer in self.layout.payers:
                month.say("unmet-need", payer, by_payer[p], why)
        if unfit:
            month.say("unmet-need", COUNTY, unfit, "eligibility")
        month.say("unmet-need", COUNTY, sum(float(b.sum()) for b in held.values()) + unfit)
        for p, payer in self.layout.payers:
            month.say("unmet-need", payer, sum(float(b[p]) for b in held.values()))

    def _factors(self, month: Month, pathway: str, payer: str) -> tuple[float, float]:
        """What is left of demand after thresholds, and after a ceiling on top of all else (1: nothing is held back)."""
        dials = month.dials
        raised = dials.barred.get((pathway, payer), 1.0) * dials.barred.get((pathway, EVERYBODY), 1.0)
        if not any((pathway, whose) in dials.ceilings for whose in (EVERYBODY, payer)):
            return raised, 1.0
        free = dials.demand_factor(pathway, payer, capped=False)
        return raised, dials.demand_factor(pathway, payer) / free if free > 0 else 1.0


def score(look: Look) -> float | None:
    """The experience score of what is known; None when nothing is."""
    weight = lost = 0.0
    for part in PARTS:
        rate = part.rate(look)
        if rate is not None:
            weight += part.weight
            lost += part.weight * min(1.0, max(0.0, rate) / part.worst)
    return 100 * (1 - lost / weight) if weight else None
