"""Who might need what: yearly entries by pathway, place, deprivation fifth and age band, before chance and capacity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from shirehall.economy.dials import Dials
from shirehall.economy.network import FIFTHS, Network, flow_kind
from shirehall.patch.county import BANDS, CountyTables

Floats = npt.NDArray[np.float64]
YEAR_HOURS = 8766.0
REFERRAL = "referral"
EMERGENCY = ("urgent", "gp-emergency")


def median(values: list[float]) -> float:
    """The middle of a list of numbers (the mean of the middle two)."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class People:
    """The demand side of a patch. Rows are those of `places.csv`; a class is (payer x 5 + fifth) x 8 + band."""

    def __init__(self, tables: CountyTables, net: Network) -> None:
        self.tables, self.net = tables, net
        self.rows = tables.places
        self.people = np.array([row.people() for row in self.rows], np.float64)
        self.payer = np.array([net.payers.index(row.consortium) for row in self.rows])
        self.group = self.payer * FIFTHS + np.array([row.fifth - 1 for row in self.rows])
        pathways = sorted({row.pathway for row in tables.demand})
        self.base = {pathway: self._base(pathway) for pathway in pathways}
        self.week = {pathway: self._week(pathway) for pathway in pathways}
        self.month = {pathway: self._month(pathway) for pathway in pathways}
        self.shares = {s.pathway: self._shares(s.pathway) for s in net.streams}
        self.owner = {site.site: site.owner for site in tables.sites}
        self.minutes = self._minutes()

    def _base(self, pathway: str) -> Floats:
        """Entries a year by row and band, with the gradient by deprivation, its mean over the patch left as the rate."""
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
        base: Floats = self.people * rates / 1000 * slope / mean * payer[self.payer][:, None]
        return base

    def _week(self, pathway: str) -> Floats:
        """Weights of the 168 hours of a week from Monday, mean 1."""
        hour, day = np.ones(24), np.ones(7)
        for row in self.tables.demand:
            if row.pathway == pathway and row.what == "hour":
                hour[int(row.key)] = row.value
            elif row.pathway == pathway and row.what == "day":
                day[int(row.key)] = row.value
        week = (day[:, None] * hour[None, :]).reshape(168)
        return np.asarray(week / week.mean())

    def _month(self, pathway: str) -> Floats:
        """Weights of the calendar months, mean 1."""
        month = np.ones(12)
        for row in self.tables.demand:
            if row.pathway == pathway and row.what == "month":
                month[int(row.key) - 1] = row.value
        return np.asarray(month / month.mean())

    def _shares(self, pathway: str) -> Floats:
        """Share of each row's entries at each site of the network."""
        shares = np.zeros((len(self.rows), len(self.net.sites)))
        market = [row for row in self.tables.market if row.pathway == pathway]
        for i, row in enumerate(self.rows):
            if market:
                pairs = [(m.site, m.share) for m in market if m.commissioner == row.consortium]
            else:
                kind = flow_kind(pathway)
                pairs = [(f.site, getattr(f, kind)) for f in self.tables.flows if f.place == row.place]
            for site, share in pairs:
                shares[i, self.net.sites.index(site)] = share
        return shares

    def _minutes(self) -> Floats:
        """Minutes from each row to each site of the network (nought where the pack is silent)."""
        known = {(f.place, f.site): f.minutes for f in self.tables.flows}
        return np.array([[known.get((row.place, site), 0.0) for site in self.net.sites] for row in self.rows])

    def practice_factor(self, index: str, dials: Dials) -> Floats:
        """What practices add to each row's demand: their index, weighted by list, the higher ones brought nearer the median."""
        sums: dict[str, float] = {}
        lists: dict[str, float] = {}
        by_payer: dict[str, list[float]] = {}
        for practice in self.tables.practices:
            by_payer.setdefault(practice.consortium, []).append(getattr(practice, index))
        middle = {payer: median(values) for payer, values in by_payer.items()}
        for practice in self.tables.practices:
            value = getattr(practice, index)
            close = dials.practice_close.get(practice.consortium, 0.0) if index != "emergency_index" else 0.0
            value -= close * max(0.0, value - middle[practice.consortium])
            sums[practice.place] = sums.get(practice.place, 0.0) + value * practice.list_size
            lists[practice.place] = lists.get(practice.place, 0.0) + practice.list_size
        return np.array([sums[r.place] / lists[r.place] if lists.get(r.place) else 1.0 for r in self.rows])

    def prescribing_factor(self, payer: str, dials: Dials) -> float:
        """A commissioner's prescribing after practices came nearer to the median, over what it was before."""
        own = [p for p in self.tables.practices if p.consortium == payer]
        close = dials.practice_close.get(payer, 0.0)
        if not own or close == 0:
            return 1.0
        middle = median([p.prescribing_index for p in own])
        before = sum(p.prescribing_index * p.list_size for p in own)
        after = sum(
            (p.prescribing_index - close * max(0.0, p.prescribing_index - middle)) * p.list_size for p in own
        )
        return after / before

    def entries(self, pathway: str, dials: Dials) -> Floats:
        """Entries a year by row and band under the month's dials."""
        entries = self.base[pathway].copy()
        if pathway.startswith(REFERRAL):
            entries *= self.practice_factor("referral_index", dials)[:, None]
        elif pathway in EMERGENCY:
            entries *= self.practice_factor("emergency_index", dials)[:, None]
        factor = np.array([dials.demand_factor(pathway, payer) for payer in self.net.payers])
        return np.asarray(entries * factor[self.payer][:, None])

    def site_shares(self, pathway: str, dials: Dials) -> Floats:
        """Shares by row and site after the shifts of care in force, in their order."""
        shares = self.shares[pathway].copy()
        runs = shares.sum(axis=0) > 0
        for move in dials.moves:
            if pathway not in move.pathways():
                continue
            leaves = [
                i
                for i, site in enumerate(self.net.sites)
                if runs[i] and move.origin in (site, dials.owners[site])
            ]
            joins = [
                i
                for i, site in enumerate(self.net.sites)
                if runs[i] and move.target in (site, dials.owners[site])
            ]
            if not leaves or not joins:
                continue
            whose = np.array([move.commissioner in ("all", row.consortium) for row in self.rows], np.float64)
            gone = shares[:, leaves] * move.share * whose[:, None]
            shares[:, leaves] -= gone
            weight = self.shares[pathway][:, joins]
            total = weight.sum(axis=1, keepdims=True)
            weight = np.where(total > 0, weight / np.where(total > 0, total, 1), 1 / len(joins))
            shares[:, joins] += gone.sum(axis=1, keepdims=True) * weight
        return shares

    def stream_classes(self, dials: Dials) -> tuple[Floats, Floats]:
        """Entries a year by stream and class, and mean minutes travelled by stream and group."""
        groups = len(self.net.payers) * FIFTHS
        classes = np.zeros((len(self.net.streams), groups * len(BANDS)))
        travel = np.zeros((len(self.net.streams), groups))
        made: dict[str, tuple[Floats, Floats]] = {}
        for s, stream in enumerate(self.net.streams):
            if stream.pathway not in made:
                made[stream.pathway] = (
                    self.entries(stream.pathway, dials),
                    self.site_shares(stream.pathway, dials),
                )
            entries, shares = made[stream.pathway]
            column = self.net.sites.index(stream.site)
            here = entries * shares[:, column][:, None]
            for band in range(len(BANDS)):
                np.add.at(classes[s], self.group * len(BANDS) + band, here[:, band])
            weight = here.sum(axis=1)
            np.add.at(travel[s], self.group, weight * self.minutes[:, column])
            total = classes[s].reshape(groups, len(BANDS)).sum(axis=1)
            travel[s] /= np.where(total > 0, total, 1)
        return classes, travel
