"""What a body's month costs: fixed, stepped by ward, variable, capital; what a closure leaves behind; double running."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shirehall.economy.dials import EVERYBODY, BedRelease, Dials
from shirehall.economy.money.books import EVERY_COMMISSIONER, PAY_SHARE, Settlement, split
from shirehall.economy.money.contracts import Contracts, Done
from shirehall.patch.county import CountyTables
from shirehall.patch.county_money import Provider, SiteCost

BLOCKS = {"tower": 0.5, "sprawling": 1.0}
"""Share of a closed ward's stepped cost that can leave in the end, where neither the site nor the settings say (assumed)."""
PREMIUM_PERCENT = 25.0
"""What a temporary post costs beyond a filled one, in per cent, where the settings are silent (assumed)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A month's cost in pounds by behaviour. `whole` is what is borne, capital and all."""

    steady: float
    stepped: float
    variable: float
    capital: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.steady + self.stepped + self.variable + self.capital


class Costs:
    """The cost of a patch's bodies."""

    def __init__(self, tables: CountyTables, contracts: Contracts) -> None:
        self.contracts = contracts
        self.providers: dict[str, Provider] = {
            p.id: p for p in sorted(tables.money.providers, key=lambda p: p.id)
        }
        self.sites: dict[str, SiteCost] = {s.site: s for p in tables.money.providers for s in p.sites}
        self.home = {site.site: site.owner for site in sorted(tables.sites, key=lambda s: s.site)}

    def desk(self, site: str, dials: Dials) -> str:
        """Whose contracts and cost a site stands under: its owner's; where its first owner was taken over whole, still his."""
        home, owner = self.home.get(site, ""), dials.owners[site]
        return home if home and dials.bargains.heir(home) == owner else owner

    def of(self, body: str, variable: float, dials: Dials, beds: Mapping[str, int]) -> Cost:
        """A body's month: what stands under its own name in the pack, the sites under its desk, and pounds of `variable` cost."""
        own = self.providers.get(body)
        steady = (own.fixed if own is not None else 0.0) + self._posts(body, dials)
        growth_percent = own.growth_percent if own is not None else self._growth(body, dials)
        growth = (1 + growth_percent / 100) ** ((dials.month - 1) / 12)
        capital = stepped = 0.0
        for site, cost in sorted(self.sites.items()):
            if self.desk(site, dials) != body:
                continue
            steady += cost.fixed
            capital += cost.capital + cost.private_finance * (growth - 1)
            open_beds = math.ceil(beds.get(site, 0) / cost.ward_beds) * cost.ward_beds
            stepped += cost.per_bed * (open_beds + self.lingering(site, dials))
        steady *= 1 + PAY_SHARE * (dials.staff.get(body, 1.0) - 1) + self._temporary(body, dials)
        factor = dials.bargains.cost_factors.get(body, 1.0) * growth
        return Cost(steady * factor / 12, stepped * factor / 12, variable * factor, capital / 12)

    def variables(self, done: Done, dials: Dials) -> dict[str, float]:
        """Pounds that the month's activity costs, by body; unbundled steps cost those who do them.

        One more costs the body's own figure, else that of the first owner of a site it has taken on.
        """
        taken: dict[str, list[str]] = {}
        for site, home in self.home.items():
            if (desk := self.desk(site, dials)) != home and home in self.providers:
                taken.setdefault(desk, []).append(home)
        pounds: dict[str, float] = {}
        for (payer, who, count), number in sorted(done.items()):
            homes = [who] if who in self.providers else []
            homes += taken.get(who, [])
            rate = next((v[count] for h in homes if count in (v := self.providers[h].variable)), 0.0)
            if not rate:
                continue
            pounds[who] = pounds.get(who, 0.0) + rate * number
            for step in dials.bargains.unbundled:
                if (step.count, step.origin) == (count, who) and step.payer in (EVERYBODY, payer):
                    moved = rate * step.cost * number
                    pounds[step.target] = pounds.get(step.target, 0.0) + moved
                    pounds[who] -= moved
        return pounds

    def _growth(self, body: str, dials: Dials) -> float:
        """Inflation of a body that the pack did not have: that of the dearest site's first owner."""
        there = [
            (cost.fixed, self.providers[self.home[site]].growth_percent)
            for site, cost in sorted(self.sites.items())
            if self.desk(site, dials) == body and self.home.get(site) in self.providers
        ]
        return max(there)[1] if there else 0.0

    def _posts(self, body: str, dials: Dials) -> float:
        """Pay that came or went with posts: a post takes its giver's mean pay along."""
        pounds = 0.0
        for giver, taker, posts in dials.bargains.posts_moved:
            own = self.providers.get(giver)
            if own is not None and own.staff > 0 and giver != taker:
                pay = min(posts, own.staff) * PAY_SHARE * own.fixed / own.staff
                pounds += pay * ((taker == body) - (giver == body))
        return pounds

    def _temporary(self, body: str, dials: Dials) -> float:
        """What temporary staff add to steady cost: their share of pay times the premium."""
        premium = self.contracts.setting("temporary-premium-percent", PREMIUM_PERCENT) / 100
        return PAY_SHARE * dials.bargains.temporary.get(body, 0.0) * premium

    def leaves(self, site: str) -> float:
        """Share of a closed ward's stepped cost that can leave the site in the end (1 where the pack is silent)."""
        cost = self.sites[site]
        if cost.release is not None:
            return cost.release
        if not cost.estate:
            return 1.0
        default = 100 * BLOCKS[cost.estate]
        return self.contracts.setting(f"release-percent-{cost.estate}", default) / 100

    def lingering(self, site: str, dials: Dials) -> float:
        """Beds closed whose cost has not left: of what can leave, 20%, 45% and 65% is gone after one, two and three years."""
        return sum(beds * (1 - gone * self.leaves(site)) for beds, gone in self._closed(site, dials))

    def released(self, site: str, dials: Dials) -> float:
        """Beds closed whose cost has left."""
        return sum(beds * gone * self.leaves(site) for beds, gone in self._closed(site, dials))

    def _closed(self, site: str, dials: Dials) -> list[tuple[float, float]]:
        """(beds, share gone of what can leave) for every closure that reached the site."""
        return [
            (release.beds / len(sites), self._gone(release, dials))
            for release in dials.releases
            if release.site in self._names(site, dials)
            and (sites := [s for s in self.sites if release.site in self._names(s, dials)])
        ]

    def _names(self, site: str, dials: Dials) -> tuple[str, str, str]:
        return site, dials.owners[site], self.desk(site, dials)

    def _gone(self, release: BedRelease, dials: Dials) -> float:
        marks = [0.0, *(self.contracts.setting(f"release-percent-year-{y}") / 100 for y in (1, 2, 3))]
        years = min((dials.month - release.start) / 12, 3.0)
        year = min(int(years), 2)
        return marks[year] + (marks[year + 1] - marks[year]) * (years - year)

    def gone(self, bodies: Sequence[str], dials: Dials) -> int:
        """Pence of a month's stepped cost that has left with beds closed."""
        pounds = sum(
            cost.per_bed * self.released(site, dials) / 12
            for site, cost in sorted(self.sites.items())
            if self.desk(site, dials) in bodies
        )
        return round(pounds * 100)


def stranded(lost: int, earned: int, by_piece: float, gone: float) -> int:
    """Pence of income `lost` against plan that no cost has followed.

    Of each pound lost the part leaves that work costs by the piece (the month's variable cost over what contracts `earned` in
    it), and so has the stepped cost of beds closed that is `gone`. The rest is stranded.
    """
    part = min(1.0, by_piece / earned) if earned > 0 else 0.0
    return max(0, round(lost * (1 - part) - gone)) if lost > 0 else 0


def doubled(settlement: Settlement, dials: Dials) -> None:
    """Double running: the provider bears the new service while the old one runs; who funds it pays as far as headroom goes."""
    for each in dials.bargains.double_running:
        settlement.bear(each.provider, each.pence)
        body = settlement.heir(each.provider)
        settlement.doubled[body] = settlement.doubled.get(body, 0) + each.pence
        asked = round(each.pence * each.funded)
        if not each.payer or not asked:
            continue
        everybody = each.payer == EVERY_COMMISSIONER
        shares = split(asked, settlement.allocations) if everybody else {each.payer: asked}
        for payer, part in shares.items():
            room = part
            if settlement.heir(payer) in settlement.allocations:
                room = round(settlement.allocations[settlement.heir(payer)] * each.headroom)
            settlement.pay(payer, each.provider, min(part, room), "double-running")
            if part > room:
                settlement.refuse(payer, "double running", part - room, "no headroom")
