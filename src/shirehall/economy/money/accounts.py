"""The month's money: who pays whom, under which contract form, and what it cost.

Bodies with books are the pack's commissioners and providers, and whoever comes to own, contract or earn; others (regulators, lenders,
the holder of slices) are outside the county's books, and so is what they bear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.engine import Seen
from shirehall.economy.figures import Row
from shirehall.economy.money import debts, funds, rare, ratings
from shirehall.economy.money.books import (
    EVERY_COMMISSIONER,
    POOL,
    Books,
    Settlement,
    carry,
    split,
)
from shirehall.economy.money.contracts import Contracts, told_apart
from shirehall.economy.money.cost import Costs, doubled, stranded
from shirehall.economy.money.practices import PracticeBudgets
from shirehall.economy.money.year import add, brought, calendar, stamp
from shirehall.economy.network import FIFTHS, Network
from shirehall.economy.people import People
from shirehall.patch.county import NOBODY, CountyTables

FOR_WORK = ("contract", "quality", "taper", "double-running", "personal-budget")
"""Kinds of transfer that give whoever receives them books of its own."""
ASSETS = 10.0
"""What a body employs for each pound of capital charges a year, where neither it nor the settings say (assumed)."""


class Accounts:
    """The money of a patch."""

    def __init__(self, tables: CountyTables, net: Network, people: People) -> None:
        self.tables, self.net, self.people = tables, net, people
        self.money = tables.money
        self.commissioners = {c.id: c for c in sorted(self.money.commissioners, key=lambda c: c.id)}
        self.contracts = Contracts(tables)
        self.costs = Costs(tables, self.contracts)
        self.groups = PracticeBudgets(people)
        self.providers = self.costs.providers
        self.deals, self.tariffs = self.contracts.deals, self.contracts.tariffs
        self.tariff_pounds = self.contracts.tariff_pounds
        self.lingering = self.costs.lingering
        self.site_costs = self.costs.sites
        self.allocation = {c.id: c.allocation for c in self.commissioners.values()}
        self.holder = self.money.holder

    def setting(self, name: str) -> float:
        """A parameter of `money.yaml`. Raises KeyError when the pack does not state it."""
        return self.money.settings[name].value

    def opening(self) -> Books:
        """The books before the first month."""
        cash = {c.id: round(c.opening_balance * 100) for c in self.money.commissioners}
        cash |= {p.id: round(p.cash * 100) for p in self.money.providers}
        balance = {c.id: 0 for c in self.money.commissioners}
        return Books(cash, balance, {f"top-slice:{c.id}": 0 for c in self.money.commissioners})

    def activity(self, seen: Seen, owners: Mapping[str, str]) -> dict[tuple[str, str, str], int]:
        """Counts by (payer, provider, count)."""
        payers = self.net.payers
        kinds: dict[tuple[str, str], int] = {}
        where = [
            kinds.setdefault((owners[site], told_apart(pathway, count)), len(kinds))
            for pathway, site, count in self.net.counts
        ]
        table = np.zeros((len(kinds), len(payers)), np.int64)
        np.add.at(table, where, seen.counts.reshape(len(where), len(payers), FIFTHS).sum(axis=2))
        return {
            (payer, provider, count): number
            for (provider, count), numbers in zip(kinds, table.tolist(), strict=True)
            for payer, number in zip(payers, numbers, strict=True)
            if number
        }

    def bodies(self, dials: Dials) -> tuple[str, ...]:
        """Bodies that bear the cost of care: the pack's providers, and whoever else has sites or contracts by now."""
        found = set(self.providers) | {self.costs.desk(site, dials) for site in sorted(self.site_costs)}
        found |= {provider for _, provider in dials.bargains.contracts}
        found |= {body for giver, taker, _ in dials.bargains.posts_moved for body in (giver, taker)}
        found |= {taker for _, taker, _ in dials.bargains.contracts_moved}
        return tuple(sorted(found - {NOBODY, self.holder}))

    def settle(
        self,
        seen: Seen,
        dials: Dials,
        beds: Mapping[str, int],
        days: int,
        weight: float,
        before: Books | None = None,
        luck: int = 0,
        care: Sequence[Row] = (),
    ) -> Settlement:
        """The month's movements and costs.

        `beds` are open beds by site, `weight` the month's share of emergencies, `before` the books at its beginning, `luck` the
        number that rare cases are drawn from, `care` the month's figures of care, which quality payments read.
        """
        books = before if before is not None else self.opening()
        _, number = calendar(self.money.start, dials.month)
        desks = {site: self.costs.desk(site, dials) for site in dials.owners}
        done = self.activity(seen, desks)
        settlement = Settlement(memory=brought(dials.memory, number))
        settlement.heirs = {each.body: dials.bargains.heir(each.body) for each in dials.bargains.takeovers}
        self._open(settlement, dials, books)
        for payer, who in self.commissioners.items():
            settlement.allocations.setdefault(payer, 0)
            heir = settlement.heir(payer)
            settlement.allocations[heir] = settlement.allocations.get(heir, 0) + round(
                who.allocation * 100 / 12
            )
        self.contracts.settle(settlement, done, dials, days, weight, number)
        self._lines(settlement, dials)
        self._places(settlement, dials)
        self._pressures(settlement, dials)
        self._quality(settlement, dials, care)
        self._held(settlement, dials, books, luck)
        variable = self.costs.variables(done, dials)
        for body in self.bodies(dials):
            self._bear(settlement, body, variable.get(body, 0.0), dials, beds)
        earning = {t.receiver for t in settlement.transfers if t.kind in FOR_WORK}
        settlement.opened |= earning - {NOBODY, POOL, self.holder} - set(books.cash)
        debts.takeovers(settlement, dials, books)
        funds.year_end(settlement, self.commissioners, dials, number, self.holder)
        self._stranded(settlement, variable, dials)
        self._rate(settlement, dials, carry(books, settlement))
        return settlement

    def _open(self, settlement: Settlement, dials: Dials, books: Books) -> None:
        """Bodies that the pack did not have get books when they come to own, to contract, or to stand in another's place."""
        new = {*self.bodies(dials), *settlement.heirs.values()}
        settlement.opened |= {settlement.heir(body) for body in new} - set(books.cash)

    def _held(self, settlement: Settlement, dials: Dials, books: Books, luck: int) -> None:
        """Everything that is held apart, paid out of hand, pooled or lent, in that order."""
        funds.top_slices(settlement, self.commissioners, dials, self.holder)
        funds.fences(settlement, dials, books)
        funds.payments(settlement, self.commissioners, dials, books, self.holder)
        doubled(settlement, dials)
        rare.draw(settlement, self.money.rare, self.commissioners, luck, dials.month)
        self._practices(settlement, dials)
        funds.purses(settlement, dials, books)
        debts.loans(settlement, dials)
        funds.risk_pools(settlement, self.commissioners, dials, books)
        funds.pools(settlement, self.commissioners, dials)

    def _lines(self, settlement: Settlement, dials: Dials) -> None:
        for payer, who in self.commissioners.items():
            for line in who.lines:
                factor = self.people.prescribing_factor(payer, dials) if line.behaves == "practices" else 1.0
                settlement.pay(payer, line.to, round(line.pounds * factor * 100 / 12), "line")
        for provider, body in self.providers.items():
            for line in body.other_income:
                settlement.pay(NOBODY, provider, round(line.pounds * 100 / 12), "other-income")

    def _places(self, settlement: Settlement, dials: Dials) -> None:
        for payer, provider, kind, places in dials.place_fees:
            pence = round(places * self.setting(f"{kind}-place-pounds-a-year") * 100 / 12)
            shares = {payer: pence} if payer in self.commissioners else split(pence, self.allocation)
            for who, part in shares.items():
                settlement.pay(who, provider, part, "place")
            settlement.bear(provider, pence)

    def _pressures(self, settlement: Settlement, dials: Dials) -> None:
        for body, pence, _label in dials.costs:
            shares = split(pence, self.allocation) if body == EVERY_COMMISSIONER else {body: pence}
            for who, part in shares.items():
                if settlement.heir(who) in settlement.allocations:
                    settlement.pay(who, NOBODY, part, "pressure")
                else:
                    settlement.bear(who, part)

    def _quality(self, settlement: Settlement, dials: Dials, care: Sequence[Row]) -> None:
        """Pay bonuses: in proportion to how far the month's figure of the provider has come from start to target, at most whole."""
        known = {(r.measure, r.subject): r.value for r in care if r.group == "all"}
        for each in dials.bargains.quality:
            value = known.get((each.measure, settlement.heir(each.provider)))
            if value is None or each.start == each.target:
                continue
            reached = min(1.0, max(0.0, (value - each.start) / (each.target - each.start)))
            payers = self.commissioners if each.payer == EVERYBODY else (each.payer,)
            shares = split(round(each.pence * reached), {p: self.allocation.get(p, 1.0) for p in payers})
            for payer, part in shares.items():
                settlement.pay(payer, each.provider, part, "quality")

    def _practices(self, settlement: Settlement, dials: Dials) -> None:
        """Practice groups' months: hospital contracts by activity and prescribing, foreseen and spent."""
        if not dials.bargains.practice_budgets:
            return
        foreseen: dict[str, int] = {}
        spent: dict[str, int] = {}
        for payer, who in self.commissioners.items():
            here = [d for (p, _), d in sorted(self.deals.items()) if p == payer and d.form != "block"]
            lines = [line for line in who.lines if line.behaves == "practices"]
            drugs = sum(line.pounds for line in lines)
            foreseen[payer] = round((sum(d.plan for d in here) + drugs) * 100 / 12)
            work = {settlement.heir(d.provider) for d in here}
            paid = sum(
                t.pence for t in settlement.transfers
                if t.payer == settlement.heir(payer) and t.kind == "contract" and t.receiver in work
            )  # fmt: skip
            spent[payer] = paid + round(drugs * self.people.prescribing_factor(payer, dials) * 100 / 12)
        self.groups.settle(settlement, dials, foreseen, spent)

    def _bear(
        self, settlement: Settlement, body: str, variable: float, dials: Dials, beds: Mapping[str, int]
    ) -> None:
        cost = self.costs.of(body, variable, dials, beds)
        settlement.bear(body, round(cost.whole * 100))
        heir = settlement.heir(body)
        settlement.capital[heir] = settlement.capital.get(heir, 0) + round(cost.capital * 100)

    def cost_of(
        self, provider: str, done: Mapping[tuple[str, str, str], int], dials: Dials, beds: Mapping[str, int]
    ) -> int:
        """A provider's month in pence: fixed, sites it owns, open beds and those closed of late, and what activity costs."""
        variable = self.costs.variables(done, dials).get(provider, 0.0)
        return round(self.costs.of(provider, variable, dials, beds).whole * 100)

    def _stranded(self, settlement: Settlement, variable: Mapping[str, float], dials: Dials) -> None:
        """Income of the contract year lost against plans that no cost has followed, by body (all its contracts together)."""
        desks: dict[str, list[str]] = {}
        for body in self.bodies(dials):
            desks.setdefault(settlement.heir(body), []).append(body)
        against: dict[str, float] = {}
        for name, pence in sorted(settlement.memory.items()):
            if name.startswith(("year:plan:", "year:paid:")):
                _, sort, _, provider = name.split(":")
                against[provider] = against.get(provider, 0.0) + (pence if sort == "plan" else -pence)
        for heir, own in desks.items():
            gone = add(settlement.memory, f"year:gone:{heir}", self.costs.gone(own, dials))
            earned = settlement.received(heir, ("contract",))
            by_piece = 100 * sum(variable.get(body, 0.0) for body in own)
            lost = round(against.get(heir, 0.0))
            settlement.stranded[heir] = stranded(lost, earned, by_piece, gone)

    def _rate(self, settlement: Settlement, dials: Dials, after: Books) -> None:
        """The year so far of each body that bears cost, its ratings in force, and whether it is viable."""
        memory = settlement.memory
        months = int(add(memory, "year:months", 1))
        when = stamp(self.money.start, dials.month)
        standing = {r.id: r for r in self.money.ratings if ratings.in_force(r, when)}
        for body in dict.fromkeys(settlement.heir(b) for b in self.bodies(dials)):
            year = self._year(settlement, body, months, after)
            marks = {
                name: ratings.rate(rating, year)
                for name, rating in standing.items()
                if body in {settlement.heir(rated) for rated in rating.rated}
            }
            settlement.ratings |= {(body, name): mark for name, mark in marks.items()}
            settlement.viable[body] = ratings.viable(marks, standing, year)

    def _year(self, settlement: Settlement, body: str, months: int, after: Books) -> ratings.Year:
        memory = settlement.memory
        capital, cost = settlement.capital.get(body, 0), settlement.cost(body)
        earned, interest = settlement.income(body), settlement.paid(body, ("interest",))
        debt = settlement.paid(body, ("repayment",))
        income = add(memory, f"year:income:{body}", earned)
        whole = add(memory, f"year:cost:{body}", cost)
        charges = add(memory, f"year:capital:{body}", capital + interest)
        owed = add(memory, f"year:debt:{body}", debt)
        desks = [b for b in sorted(self.providers) if settlement.heir(b) == body]
        stated = [p for b in desks if (p := self.providers[b].planned_ebitda) is not None]
        first = memory.setdefault(f"plan:ebitda:{body}", float(earned - cost + capital + interest))
        planned = sum(stated) * 100 / 12 if stated else first
        assets = sum(self.providers[b].assets or 0.0 for b in desks) * 100
        if not assets:
            assets = self.contracts.setting("assets-per-capital-charge", ASSETS) * capital * 12
        fenced = sum(p for name, p in after.ledgers.items() if name.startswith(f"fence:{body}:") and p > 0)
        cash = after.cash.get(body, 0) - fenced
        return ratings.Year(months, income, whole, charges, owed, cash, assets, planned * months)

    def remember(self, settlement: Settlement, dials: Dials) -> dict[str, float]:  # noqa: ARG002
        """What the next month's money must know of this one: the contract year so far, and what plans foresaw."""
        return {name: round(value, 9) for name, value in sorted(settlement.memory.items())}
