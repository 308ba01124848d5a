"""The month's money: who pays whom, under which contract form, and what it cost. Whole pence throughout.

Every movement is one `Transfer`; what commissioners pay to providers and what providers receive from commissioners are
the same rows, so they agree to the penny. Bodies outside the patch are `none`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Seen
from shirehall.economy.network import FIFTHS, Network
from shirehall.economy.people import People
from shirehall.patch.county import NOBODY, CountyTables
from shirehall.patch.county_money import Deal, Provider

EVERY_COMMISSIONER = "all-commissioners"
HOLDER = "nhscb"
PAY_SHARE = 0.65


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pence from one body to another; `kind` is contract, line, top-slice, fund, pool, place or other-income."""

    payer: str
    receiver: str
    pence: int
    kind: str


@dataclass(slots=True)
class Settlement:
    """A month's money: allocations, transfers, and costs borne by bodies themselves, in pence."""

    allocations: dict[str, int] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    costs: dict[str, int] = field(default_factory=dict)
    pressures: dict[str, int] = field(default_factory=dict)

    def pay(self, payer: str, receiver: str, pence: int, kind: str) -> None:
        """Note a movement; a minus sum goes the other way round."""
        if pence:
            self.transfers.append(Transfer(payer, receiver, pence, kind))

    def paid(self, payer: str, kinds: Iterable[str] = ()) -> int:
        """Pence a body paid out, of some kinds or all."""
        wanted = set(kinds)
        return sum(t.pence for t in self.transfers if t.payer == payer and (not wanted or t.kind in wanted))

    def received(self, receiver: str, kinds: Iterable[str] = ()) -> int:
        """Pence a body received, of some kinds or all."""
        wanted = set(kinds)
        return sum(
            t.pence for t in self.transfers if t.receiver == receiver and (not wanted or t.kind in wanted)
        )


def split(pence: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Share whole pence by weight without losing one."""
    total, given, seen, parts = sum(weights.values()), 0, 0.0, {}
    for name in sorted(weights):
        seen += weights[name]
        part = round(pence * seen / total) - given
        given += part
        parts[name] = part
    return parts


class Accounts:
    """The money of a patch."""

    def __init__(self, tables: CountyTables, net: Network, people: People) -> None:
        self.tables, self.net, self.people = tables, net, people
        self.money = tables.money
        self.commissioners = {c.id: c for c in sorted(self.money.commissioners, key=lambda c: c.id)}
        self.providers: dict[str, Provider] = {
            p.id: p for p in sorted(self.money.providers, key=lambda p: p.id)
        }
        self.deals = {(d.commissioner, d.provider): d for d in self.money.deals}
        self.tariffs = {t.count: t for t in self.money.tariffs}
        self.site_costs = {s.site: s for p in self.money.providers for s in p.sites}
        self.allocation = {c.id: c.allocation for c in self.commissioners.values()}

    def setting(self, name: str) -> float:
        """A parameter of `money.yaml`."""
        return self.money.settings[name].value

    def activity(self, seen: Seen, owners: Mapping[str, str]) -> dict[tuple[str, str, str], int]:
        """Counts by (payer, provider, count)."""
        done: dict[tuple[str, str, str], int] = {}
        for i, (_, site, count) in enumerate(self.net.counts):
            for p, payer in enumerate(self.net.payers):
                number = int(seen.counts[i, p * FIFTHS : (p + 1) * FIFTHS].sum())
                if number:
                    key = (payer, owners[site], count)
                    done[key] = done.get(key, 0) + number
        return done

    def settle(
        self, seen: Seen, dials: Dials, beds: Mapping[str, int], days: int, weight: float
    ) -> Settlement:
        """The month's movements and costs; `beds` are open beds by site, `weight` the month's share of emergencies."""
        settlement = Settlement()
        done = self.activity(seen, dials.owners)
        for payer, who in self.commissioners.items():
            settlement.allocations[payer] = round(who.allocation * 100 / 12)
        self._contracts(settlement, done, dials, days, weight)
        self._lines(settlement, dials)
        self._places(settlement, dials)
        self._pressures(settlement, dials)
        for payment in dials.payments:
            settlement.pay(payment.payer, payment.receiver, payment.pence, "fund")
        self._pools(settlement, dials)
        for provider in self.providers:
            cost = self.cost_of(provider, done, dials, beds)
            settlement.costs[provider] = settlement.costs.get(provider, 0) + cost
        return settlement

    def _contracts(
        self,
        settlement: Settlement,
        done: Mapping[tuple[str, str, str], int],
        dials: Dials,
        days: int,
        weight: float,
    ) -> None:
        pairs = (
            {(payer, provider) for payer, provider, _ in done if payer != NOBODY}
            | set(self.deals)
            | set(dials.blocks)
        )
        for payer, provider in sorted(pairs):
            deal = self.deals.get((payer, provider))
            pence = self._contract(payer, provider, deal, done, dials, days, weight)
            settlement.pay(payer, provider, pence, "contract")

    def _contract(
        self, payer: str, provider: str, deal: Deal | None, done: Mapping[tuple[str, str, str], int], dials: Dials,
        days: int, weight: float,
    ) -> int:  # fmt: skip
        """One contract's month: block, or tariff with the marginal rate, or the plan with a share of the difference."""
        if (payer, provider) in dials.blocks:
            return round(dials.blocks[payer, provider] * 100 / 12)
        if deal is not None and deal.form == "block":
            return round(deal.plan * 100 / 12)
        price = dials.prices.get((payer, provider), 1.0)
        actual = price * self.tariff_pounds(payer, provider, deal, done, days, weight)
        if deal is not None:
            actual += price * deal.rest / 12
            if (payer, provider) in dials.risk_shares:
                plan = deal.plan / 12
                actual = plan + dials.risk_shares[payer, provider] * (actual - plan)
        return round(actual * 100)

    def tariff_pounds(
        self,
        payer: str,
        provider: str,
        deal: Deal | None,
        done: Mapping[tuple[str, str, str], int],
        days: int,
        weight: float,
    ) -> float:
        """Activity at tariff; emergencies above the month's share of the baseline at the marginal rate."""
        plain = emergencies = 0.0
        for count, tariff in sorted(self.tariffs.items()):
            pounds = tariff.pounds * done.get((payer, provider, count), 0)
            if tariff.marginal:
                emergencies += pounds
            else:
                plain += pounds
        baseline = (deal.emergency_baseline if deal is not None else 0.0) * days / 365.25 * weight
        if baseline and emergencies > baseline:
            emergencies = baseline + (emergencies - baseline) * self.setting("marginal-rate-percent") / 100
        return plain + emergencies

    def _lines(self, settlement: Settlement, dials: Dials) -> None:
        for payer, who in self.commissioners.items():
            for line in who.lines:
                factor = self.people.prescribing_factor(payer, dials) if line.behaves == "practices" else 1.0
                settlement.pay(payer, line.to, round(line.pounds * factor * 100 / 12), "line")
            slice_pence = round(who.allocation * who.top_slice_percent / 12)
            settlement.pay(payer, HOLDER, slice_pence, "top-slice")
        for provider, body in self.providers.items():
            for line in body.other_income:
                settlement.pay(NOBODY, provider, round(line.pounds * 100 / 12), "other-income")

    def _places(self, settlement: Settlement, dials: Dials) -> None:
        for payer, provider, kind, places in dials.place_fees:
            pence = round(places * self.setting(f"{kind}-place-pounds-a-year") * 100 / 12)
            shares = {payer: pence} if payer in self.commissioners else split(pence, self.allocation)
            for who, part in shares.items():
                settlement.pay(who, provider, part, "place")
            settlement.costs[provider] = settlement.costs.get(provider, 0) + pence

    def _pressures(self, settlement: Settlement, dials: Dials) -> None:
        for body, pence, _label in dials.costs:
            shares = split(pence, self.allocation) if body == EVERY_COMMISSIONER else {body: pence}
            for who, part in shares.items():
                if who in self.commissioners:
                    settlement.pay(who, NOBODY, part, "pressure")
                else:
                    settlement.costs[who] = settlement.costs.get(who, 0) + part

    def _pools(self, settlement: Settlement, dials: Dials) -> None:
        for members, share in dials.pools:
            here = [m for m in members if m in self.commissioners]
            if len(here) < 2:
                continue
            own = {m: round((settlement.allocations[m] - settlement.paid(m)) * share) for m in here}
            fair = split(sum(own.values()), {m: self.allocation[m] for m in here})
            for member in here:
                settlement.pay(member, "pool", own[member] - fair[member], "pool")

    def cost_of(
        self, provider: str, done: Mapping[tuple[str, str, str], int], dials: Dials, beds: Mapping[str, int]
    ) -> int:
        """A provider's month in pence: fixed, sites it owns, open beds and those closed of late, and what activity costs."""
        body = self.providers[provider]
        steady = body.fixed
        capital = stepped = 0.0
        for site, cost in sorted(self.site_costs.items()):
            if dials.owners[site] != provider:
                continue
            steady += cost.fixed
            capital += cost.capital
            stepped += cost.per_bed * (beds.get(site, 0) + self.lingering(site, dials))
        variable = sum(
            pounds * number
            for (_, who, count), number in sorted(done.items())
            if who == provider and (pounds := body.variable.get(count, 0.0))
        )
        steady *= 1 + PAY_SHARE * (dials.staff.get(provider, 1.0) - 1)
        growth = (1 + body.growth_percent / 100) ** ((dials.month - 1) / 12)
        pence: float = ((steady + stepped) * growth + capital) * 100 / 12 + variable * growth * 100
        return round(pence)

    def lingering(self, site: str, dials: Dials) -> float:
        """Beds closed whose cost has not yet left: 20%, 45% and 65% of it is gone after one, two and three years."""
        marks = [0.0, *(self.setting(f"release-percent-year-{y}") / 100 for y in (1, 2, 3))]
        total = 0.0
        for release in dials.releases:
            if release.site not in (site, dials.owners[site]):
                continue
            sites = [s for s in self.site_costs if release.site in (s, dials.owners[s])]
            years = min((dials.month - release.start) / 12, 3.0)
            year = min(int(years), 2)
            gone = marks[year] + (marks[year + 1] - marks[year]) * (years - year)
            total += release.beds / len(sites) * (1 - gone)
        return total

    def remember(self, settlement: Settlement, dials: Dials) -> dict[str, float]:  # noqa: ARG002
        """What the next month's money must know of this one: contracts' years so far."""
        return {}
