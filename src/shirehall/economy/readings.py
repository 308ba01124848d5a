"""What thresholds are read from: a body's money, a service's pressure, a place's closeness, month by month and run by run.

Each reading takes a `Lens` and gives, for each subject, a table (replication, month); NaN where there is nothing to read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shirehall.economy.figures import MEASURES
from shirehall.economy.futures import Floats, Futures, trailing

if TYPE_CHECKING:
    from shirehall.economy.county import County

YEAR = 12
QUARTER = 3
COUNTY = "county"
SMALL = 1e-9


@dataclass(frozen=True)
class Lens:
    """What a reading may look at: the county, the futures read, and those they are compared with."""

    county: County
    futures: Futures
    base: Futures

    def tell(self, measure: str, subject: str, group: str = "all") -> Floats:
        """A measure's series."""
        return self.futures.series(measure, subject, group)

    def people(self, fifth: int = 0) -> int:
        """People of the county, or of one deprivation fifth."""
        return sum(sum(row.people()) for row in self.county.tables.places if fifth in (0, row.fifth))

    def rated(self) -> frozenset[str]:
        """The providers whose money is judged: those the pack's ratings name, else those that own a hospital."""
        named = {body for rating in self.county.tables.money.ratings for body in rating.rated}
        owners = {
            site.owner for site in self.county.tables.sites if site.kind in ("hospital", "community-hospital")
        }
        return frozenset(named or owners)


Reading = Callable[[Lens], Mapping[str, Floats]]


def told(measure: str, months: int = 1, kinds: str = "all") -> Reading:
    """A measure as it is told, averaged over the last months, for sites, bodies and the county or some of these."""

    def read(lens: Lens) -> Mapping[str, Floats]:
        if measure not in MEASURES:
            return {}
        return {
            s: trailing(lens.tell(measure, s), months)
            for s in lens.futures.subjects(measure)
            if wanted(lens, s, kinds)
        }

    return read


def wanted(lens: Lens, subject: str, kinds: str) -> bool:
    """Whether a subject is of a kind: all, bodies, rated providers, sites, or the county."""
    sites = lens.county.life.owner.keys()
    what = COUNTY if subject == COUNTY else "sites" if subject in sites else "bodies"
    return kinds in ("all", what) or (kinds == "rated" and subject in lens.rated())


def overspend(lens: Lens) -> Mapping[str, Floats]:
    """Commissioners' overspend of the contract year so far as a share of its allocation so far, what is left of the top slice taken
    off. The year begins in April, or when play did."""
    months = lens.futures.months
    so_far = np.array([min(m, (lens.county.calendar(m)[1] - 4) % YEAR + 1) for m in months], np.float64)
    found = {}
    for body in lens.futures.subjects("year-balance"):
        if body not in lens.county.accounts.commissioners:
            continue
        allocation = lens.tell("commissioner-allocation", body) * so_far[None, :]
        reserve = np.maximum(np.nan_to_num(lens.tell("commissioner-reserve", body)), 0.0)
        owed = -lens.tell("year-balance", body) - reserve
        found[body] = 100 * owed / np.where(allocation > 0, allocation, np.nan)
    return found


def ebitda_margin(lens: Lens) -> Mapping[str, Floats]:
    """Income less running cost, before capital charges, as a share of income; the last three months."""
    found = {}
    for body in sorted(lens.rated() & set(lens.futures.subjects("provider-ebitda"))):
        income = trailing(lens.tell("provider-income", body), QUARTER)
        earned = trailing(lens.tell("provider-ebitda", body), QUARTER)
        found[body] = 100 * earned / np.where(income > SMALL, income, np.nan)
    return found


def cash_days(lens: Lens) -> Mapping[str, Floats]:
    """Days of running cost that a provider's cash would cover."""
    found = {}
    for body in sorted(lens.rated() & set(lens.futures.subjects("provider-cost"))):
        cost = trailing(lens.tell("provider-cost", body), QUARTER)
        found[body] = lens.tell("reserves", body) / np.where(cost > SMALL, cost * YEAR / 365.25, np.nan)
    return {body: table for body, table in found.items() if not np.isnan(table).all()}


def private_finance(lens: Lens) -> Mapping[str, Floats]:
    """Private finance charges as a share of income, for those who have any; the last three months. The charges are those of the
    sites a body owns at the opening, in the prices of the opening."""
    owner, found = lens.county.life.owner, {}
    for body in sorted(lens.rated() & set(lens.futures.subjects("provider-income"))):
        costs = [c for site, c in sorted(lens.county.accounts.site_costs.items()) if owner[site] == body]
        charge = sum(c.private_finance for c in costs) / YEAR
        if charge > 0:
            income = trailing(lens.tell("provider-income", body), QUARTER)
            found[body] = 100 * charge / np.where(income > SMALL, income, np.nan)
    return found


def delayed_rate(lens: Lens) -> Mapping[str, Floats]:
    """Delayed days a year for each 1,000 people; the last three months."""
    days = trailing(lens.tell("delayed-days", COUNTY), QUARTER)
    return {COUNTY: days * YEAR / (lens.people() / 1000)}


def list_growth(measure: str) -> Reading:
    """The least monthly growth (%) of a list over three months running: above nought, it grew in each of them."""

    def read(lens: Lens) -> Mapping[str, Floats]:
        found = {}
        for subject in lens.futures.subjects(measure):
            size = lens.tell(measure, subject)
            growth = np.full_like(size, np.nan)
            growth[:, 1:] = 100 * (size[:, 1:] - size[:, :-1]) / np.maximum(size[:, :-1], 50)
            least = np.full_like(size, np.nan)
            for month in range(QUARTER, size.shape[1]):
                least[:, month] = growth[:, month - QUARTER + 1 : month + 1].min(axis=1)
            if size.shape[1] > QUARTER:
                found[subject] = least
        return found

    return read


def volume_left(lens: Lens) -> Mapping[str, Floats]:
    """A hospital's admissions (emergency and planned) as a share of the baseline's in the same months; the last three."""
    sites = {site.site for site in lens.county.tables.sites if site.kind == "hospital"}
    found = {}
    for site in sorted(sites & set(lens.futures.subjects("emergency-admissions"))):
        now = sum(
            np.nan_to_num(lens.futures.series(m, site)) for m in ("emergency-admissions", "elective-treated")
        )
        then = sum(
            np.nan_to_num(lens.base.series(m, site)) for m in ("emergency-admissions", "elective-treated")
        )
        before = trailing(np.asarray(then), QUARTER)
        if before.max(initial=0.0) > 0:
            found[site] = 100 * trailing(np.asarray(now), QUARTER) / np.where(before > 0, before, np.nan)
    return found


def travel_longer(lens: Lens) -> Mapping[str, Floats]:
    """How far people live from urgent care against the baseline, in per cent more: those over 30 minutes away where the county
    tells them, else mean minutes."""
    measure = next(
        (m for m in ("far-from-urgent-care", "over-30-minutes", "travel-over-30") if m in MEASURES),
        "travel-minutes",
    )
    found = {}
    for subject in lens.futures.subjects(measure):
        now = trailing(lens.tell(measure, subject), QUARTER)
        then = trailing(lens.base.series(measure, subject), QUARTER)
        found[subject] = 100 * (now / np.where(then > SMALL, then, np.nan) - 1)
    return {s: t for s, t in found.items() if not np.isnan(t).all()}


def gap_wider(lens: Lens) -> Mapping[str, Floats]:
    """The gap in emergency admissions a head between the most and the least deprived fifth, against the baseline, in per cent more;
    the last six months, for a month's gap is mostly chance."""

    def gap(futures: Futures) -> Floats:
        rate = [
            trailing(futures.series("emergency-admissions", COUNTY, f"fifth-{f}"), 6) / max(1, lens.people(f))
            for f in (1, 5)
        ]
        return np.asarray(rate[0] - rate[1])

    then = gap(lens.base)
    wide = np.where(np.abs(then) > SMALL, then, np.nan)
    return {COUNTY: 100 * (gap(lens.futures) - then) / np.abs(wide)}
