"""Who might need what: yearly entries by pathway, place, deprivation fifth and age band, before chance and capacity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from shirehall.economy.choice import CHOICE, Choice, nearer
from shirehall.economy.dials import EVERYBODY, Dials, Move
from shirehall.economy.needs import Needs
from shirehall.economy.network import FIFTHS, Network, flow_kind
from shirehall.economy.population import POPULATION, Population
from shirehall.economy.practices import PRACTICE, Practices, median
from shirehall.patch.county import BANDS, CountyTables
from shirehall.patch.county_rows import DemandRow

__all__ = ["YEAR_HOURS", "People", "median"]

Floats = npt.NDArray[np.float64]
YEAR_HOURS = 8766.0
REFERRAL = "referral"
EMERGENCY = ("urgent", "gp-emergency", "ambulance")
"""How the names of pathways begin that follow the emergency index of practices."""
URGENT = "urgent"
"""The pathway whose hours, days and months stand for those of flare-ups that have none of their own."""


def index_of(pathway: str) -> str | None:
    """Which index of practices a pathway follows, if any."""
    if pathway.startswith(REFERRAL):
        return "referral_index"
    return "emergency_index" if pathway.startswith(EMERGENCY) else None


class People:
    """The demand side of a patch. Rows are those of `places.csv`; a class is (payer x 5 + fifth) x 8 + band.

    `population` tells how many people there are in a month, `needs` who has long-term conditions, `practices` who is on
    which list, `choice` who goes where for planned care.
    """

    def __init__(self, tables: CountyTables, net: Network) -> None:
        self.tables, self.net = tables, net
        self.rows = tables.places
        self.population = Population(tables)
        self.people = self.population.at(1)
        self.payer = np.array([net.payers.index(row.consortium) for row in self.rows], np.int64)
        self.payers = tuple(row.consortium for row in self.rows)
        self.group = self.payer * FIFTHS + np.array([row.fifth - 1 for row in self.rows], np.int64)
        self.needs = Needs(tables, self.people)
        self.practices = Practices(tables)
        self.choice = Choice(tables)
        self.owner = {site.site: site.owner for site in tables.sites}
        known = {row.pathway for row in tables.demand} - {POPULATION, CHOICE}
        pathways = sorted(known | {s.pathway for s in net.streams} | set(self.needs.pathways))
        self.rate = {pathway: self._rate(pathway) for pathway in pathways}
        self.growth = {pathway: self._growth(pathway) for pathway in pathways}
        self.week = {pathway: self._week(pathway) for pathway in pathways}
        self.month = {pathway: self._month(pathway) for pathway in pathways}
        self.streams = {pathway: np.array(net.where(pathway), np.int64) for pathway in pathways}
        self.sites = {p: tuple(net.streams[int(s)].site for s in at) for p, at in self.streams.items()}
        self.minutes = {pathway: self._minutes(self.sites[pathway]) for pathway in pathways}
        self.shares = {pathway: self._shares(pathway) for pathway in pathways}
        self.order = np.argsort(self.group, kind="stable")
        self.starts = np.flatnonzero(np.diff(self.group[self.order], prepend=-1))
        self.present = self.group[self.order][self.starts] if len(self.rows) else self.group

    def _rate(self, pathway: str) -> Floats:
        """Entries a year of one person, by row and band, with the gradient by deprivation; its mean over the patch at the
        opening is the rate of demand.csv."""
        rates, gradients = np.zeros(len(BANDS)), np.ones(len(BANDS))
        payer = np.ones(len(self.net.payers))
        for row in self.tables.demand:
            if row.pathway == pathway and row.what == "rate":
                rates[BANDS.index(row.key)] = row.value
                gradients[BANDS.index(row.key)] = row.gradient
            elif row.pathway == pathway and row.what == "payer":
                payer[self.net.payers.index(row.key)] = row.value
        fifth = np.array([row.fifth for row in self.rows], np.float64)
        slope = gradients[None, :] ** ((3 - fifth[:, None]) / 4)
        total = self.people.sum(axis=0)
        mean = (self.people * slope).sum(axis=0) / np.where(total > 0, total, 1)
        return np.asarray(rates / 1000 * slope / np.where(mean > 0, mean, 1) * payer[self.payer][:, None])

    def _growth(self, pathway: str) -> Floats:
        """The trend of a pathway's rate by band, as a factor a year."""
        growth = np.ones(len(BANDS))
        for row in self.tables.demand:
            if row.pathway == pathway and row.what == "growth":
                at = (
                    slice(None)
                    if row.key == EVERYBODY
                    else slice(BANDS.index(row.key), BANDS.index(row.key) + 1)
                )
                growth[at] = 1 + row.value / 100
        return growth

    def _week(self, pathway: str) -> Floats:
        """Weights of the 168 hours of a week from Monday, mean 1."""
        hour, day = np.ones(24), np.ones(7)
        for row in self._times(pathway):
            if row.what == "hour":
                hour[int(row.key)] = row.value
            elif row.what == "day":
                day[int(row.key)] = row.value
        week = (day[:, None] * hour[None, :]).reshape(168)
        return np.asarray(week / week.mean())

    def _month(self, pathway: str) -> Floats:
        """Weights of the calendar months, mean 1."""
        month = np.ones(12)
        for row in self._times(pathway):
            if row.what == "month":
                month[int(row.key) - 1] = row.value
        return np.asarray(month / month.mean())

    def _times(self, pathway: str) -> list[DemandRow]:
        """The rows that say when people come; flare-ups without rows of their own come when urgent patients come."""
        whole = ("hour", "day", "month")
        own = [row for row in self.tables.demand if row.pathway == pathway and row.what in whole]
        if own or pathway not in self.needs.pathways:
            return own
        return [row for row in self.tables.demand if row.pathway == URGENT and row.what in whole]

    def _shares(self, pathway: str) -> Floats:
        """Share of each row's entries at each site that runs the pathway, at the opening."""
        sites = self.sites[pathway]
        shares = np.zeros((len(self.rows), len(sites)))
        if pathway.startswith(PRACTICE) and set(sites) & set(self.practices.names):
            at = [self.practices.names.index(site) for site in sites]
            return self.practices.shares[:, at]
        column = {site: j for j, site in enumerate(sites)}
        market = [row for row in self.tables.market if row.pathway == pathway]
        kind = flow_kind(pathway)
        for i, row in enumerate(self.rows):
            if market:
                pairs = [(m.site, m.share) for m in market if m.commissioner == row.consortium]
            else:
                pairs = [(f.site, getattr(f, kind)) for f in self.tables.flows if f.place == row.place]
            for site, share in pairs:
                if site in column:
                    shares[i, column[site]] = share
        return self._by_place(pathway, shares) if market and self.choice.chosen(pathway) else shares

    def _by_place(self, pathway: str, shares: Floats) -> Floats:
        """A commissioner's market shares spread over its places so that nearer sites get more and its totals stay."""
        weight = (self.people * self.rate[pathway]).sum(axis=1)
        index = index_of(pathway)
        if index is not None:
            weight = weight * self.practice_factor(index, Dials(1, {}))
        for payer in sorted(set(self.payers)):
            mine = np.array([each == payer for each in self.payers], bool)
            shares[mine] = nearer(
                shares[mine][0], self.minutes[pathway][mine], weight[mine], self.choice.per_minute(pathway)
            )
        return shares

    def _minutes(self, sites: tuple[str, ...]) -> Floats:
        """Minutes from each row to each of these sites; where the pack is silent, the mean of what it says of the row."""
        known = {(f.place, f.site): f.minutes for f in self.tables.flows}
        minutes = np.zeros((len(self.rows), len(sites)))
        for i, row in enumerate(self.rows):
            told = [known[row.place, site] for site in sites if (row.place, site) in known]
            middle = sum(told) / len(told) if told else 0.0
            minutes[i] = [known.get((row.place, site), middle) for site in sites]
        return minutes

    def practice_factor(self, index: str, dials: Dials) -> Floats:
        """What practices add to each row's demand: their index, weighted by list, under the month's levers."""
        return self.practices.factor(index, dials)

    def prescribing_factor(self, payer: str, dials: Dials) -> float:
        """A commissioner's prescribing under the month's levers, over what it was before."""
        return self.practices.prescribing(payer, dials)

    def by_practice(self, pathway: str, dials: Dials) -> Floats:
        """Entries a year of each practice's people, in the order of `practices.names`: list x index x what the age and place
        of its people imply."""
        return self.practices.expected(index_of(pathway), self.entries(pathway, dials).sum(axis=1), dials)

    def entries(self, pathway: str, dials: Dials) -> Floats:
        """Entries a year by row and band under the month's dials, of the people of the month."""
        people = self.population.at(dials.month)
        entries = people * self.rate[pathway]
        if pathway in self.needs.pathways:
            entries = entries + self.needs.entries(pathway, people, dials)
        if dials.month > 1:
            entries = entries * self.growth[pathway] ** ((dials.month - 1) / 12)
        index = index_of(pathway)
        if index is not None:
            entries = entries * self.practice_factor(index, dials)[:, None]
        factor = np.array([dials.demand_factor(pathway, payer) for payer in self.net.payers])
        return np.asarray(entries * factor[self.payer][:, None])

    def site_shares(self, pathway: str, dials: Dials) -> Floats:
        """Shares by row and site (those of `sites[pathway]`) after choice and then the shifts of care in force, in their order."""
        opening = self.shares[pathway]
        shares = opening
        if self.choice.chosen(pathway):
            shares = self.choice.shares(pathway, opening, self.sites[pathway], self.payers, dials)
        for move in dials.moves:
            if move.takes(pathway):
                shares = self._moved(move, pathway, shares, dials)
        return shares

    def _moved(self, move: Move, pathway: str, shares: Floats, dials: Dials) -> Floats:
        """Shares after one shift; from `all`, care is directed to the target from wherever it would have gone."""
        sites = self.sites[pathway]
        joins = [j for j, site in enumerate(sites) if move.target in (site, dials.owners.get(site))]
        leaves = [
            j for j, site in enumerate(sites)
            if (move.origin == EVERYBODY and j not in joins) or move.origin in (site, dials.owners.get(site))
        ]  # fmt: skip
        if not leaves or not joins:
            return shares
        shares = shares.copy()
        whose = np.array([move.commissioner in (EVERYBODY, payer) for payer in self.payers], np.float64)
        gone = shares[:, leaves] * move.share * whose[:, None]
        shares[:, leaves] -= gone
        weight = self.shares[pathway][:, joins]
        total = weight.sum(axis=1, keepdims=True)
        weight = np.where(total > 0, weight / np.where(total > 0, total, 1), 1 / len(joins))
        shares[:, joins] += gone.sum(axis=1, keepdims=True) * weight
        return shares

    def stream_classes(self, dials: Dials) -> tuple[Floats, Floats]:
        """Entries a year by stream and class, and mean minutes travelled by stream and group."""
        groups, bands = len(self.net.payers) * FIFTHS, len(BANDS)
        classes = np.zeros((len(self.net.streams), groups, bands))
        travel = np.zeros((len(self.net.streams), groups))
        if not self.rows:
            return classes.reshape(len(classes), -1), travel
        for pathway, streams in self.streams.items():
            if not len(streams):
                continue
            entries = self.entries(pathway, dials)[self.order]
            shares = self.site_shares(pathway, dials)[self.order]
            here = np.add.reduceat(shares[:, :, None] * entries[:, None, :], self.starts, axis=0)
            classes[np.ix_(streams, self.present)] = here.transpose(1, 0, 2)
            if self.minutes[pathway].any():
                weight = shares * entries.sum(axis=1)[:, None]
                far = np.add.reduceat(weight * self.minutes[pathway][self.order], self.starts, axis=0)
                total = np.add.reduceat(weight, self.starts, axis=0)
                travel[np.ix_(streams, self.present)] = (far / np.where(total > 0, total, 1)).T
        return classes.reshape(len(classes), groups * bands), travel

    def reach(self, kind: str) -> dict[str, dict[str, float]]:
        """Share of each commissioner's entries at each site of the pathways whose name begins so, at the opening."""
        found: dict[str, dict[str, float]] = {}
        for pathway, sites in self.sites.items():
            if not pathway.startswith(kind):
                continue
            weight = (self.people * self.rate[pathway]).sum(axis=1)
            for payer in sorted(set(self.payers)):
                mine = np.array([each == payer for each in self.payers], np.float64) * weight
                mine_at = found.setdefault(payer, {})
                for site, part in zip(sites, (mine @ self.shares[pathway]), strict=True):
                    if part > 0:
                        mine_at[site] = mine_at.get(site, 0.0) + float(part)
        return found
