"""What each contract comes to in a month: activity at its price, and the form that turns it into what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.economy.bargains import Contract, Pair
from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.forms import FORMS, Work, due
from shirehall.economy.money.books import Settlement
from shirehall.economy.money.year import LAST, add
from shirehall.patch.county import NOBODY, CountyTables
from shirehall.patch.county_money import Deal

Done = Mapping[tuple[str, str, str], int]
"""Counts by (payer, provider, count)."""

READMISSION = "readmission"
"""The count of emergency readmissions within 30 days."""
READMITTED = "elective-readmission"
"""Those of them that follow elective care, which may go unpaid."""
ELECTIVE = ("referral", "planned")
"""How the names of elective pathways begin."""
ADMITTED = "emergency-admission"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds between a pair: the form, its plan for a year in pounds, its numbers, and how it settles."""

    form: str
    plan: float
    numbers: Mapping[str, float]
    by_year: bool = False
    unit: str = ""


def told_apart(pathway: str, count: str) -> str:
    """The name of a count as contracts know it: readmissions after elective care have one of their own."""
    return READMITTED if count == READMISSION and pathway.startswith(ELECTIVE) else count


class Contracts:
    """The standing contracts and prices of a patch."""

    def __init__(self, tables: CountyTables) -> None:
        self.settings = tables.money.settings
        self.deals: dict[Pair, Deal] = {(d.commissioner, d.provider): d for d in tables.money.deals}
        self.tariffs = {t.count: t for t in tables.money.tariffs}
        self.market = {p.id: p.market_forces for p in tables.money.providers}

    def setting(self, name: str, default: float = 0.0) -> float:
        """A parameter of `money.yaml`, or `default` where the pack does not state it."""
        return self.settings[name].value if name in self.settings else default

    def standing(self, dials: Dials) -> dict[Pair, Deal]:
        """The pack's contracts after those parts that moved with sites: plan, rest and baseline go along."""
        deals = dict(self.deals)
        for giver, taker, share in dials.bargains.contracts_moved:
            for (payer, provider), deal in sorted(deals.items()):
                if provider != giver or giver == taker:
                    continue
                deals[payer, giver] = scaled(deal, 1 - share)
                deals[payer, taker] = joined(deals.get((payer, taker)), scaled(deal, share), taker)
        return deals

    def settle(
        self, settlement: Settlement, done: Done, dials: Dials, days: int, weight: float, number: int
    ) -> None:
        """Pay every contract's month; in March those that settle by year pay what is still owed, and so do those that ended.

        `number` is the calendar month; `weight` the month's share of emergencies.
        """  # fmt: skip
        deals, done, overtaken = under_heirs(self.standing(dials), done, settlement, dials)
        pairs = (
            {(payer, provider) for payer, provider, _ in done if payer != NOBODY}
            | set(deals)
            | set(dials.blocks)
            | set(dials.bargains.contracts)
        )
        for pair in sorted(pairs - overtaken):
            terms = self.terms(pair, deals.get(pair), dials)
            actual = self.actual(pair, terms, deals.get(pair), done, dials, days, weight)
            pence = self._due(settlement, pair, terms, actual, dials, pair in deals, number)
            settlement.pay(*pair, pence, "contract")
            if terms.plan:
                plan = round(terms.plan * 100 / 12)
                key = (settlement.heir(pair[0]), settlement.heir(pair[1]))
                settlement.plans[key] = settlement.plans.get(key, 0) + plan
                add(settlement.memory, f"year:plan:{key[0]}:{key[1]}", plan)
                add(settlement.memory, f"year:paid:{key[0]}:{key[1]}", pence)
        self._steps(settlement, deals, done, dials)
        self._ended(settlement, deals, dials, overtaken)

    def terms(self, pair: Pair, deal: Deal | None, dials: Dials) -> Terms:
        """What holds between a pair: what was agreed last, else the standing contract, else the tariff."""
        agreed = dials.bargains.contracts.get(pair)
        if agreed is not None and agreed.form in FORMS:
            return agreed_terms(agreed, deal)
        if pair in dials.blocks:
            return Terms("block", dials.blocks[pair], {})
        if deal is not None:
            return Terms(deal.form, deal.plan, deal.numbers, deal.by_year, deal.unit)
        return Terms("tariff", 0.0, {})

    def actual(
        self, pair: Pair, terms: Terms, deal: Deal | None, done: Done, dials: Dials, days: int, weight: float
    ) -> float:
        """Pounds that the month's work comes to at the prices in force, with the twelfth of what no count drives."""
        price = dials.prices.get(pair, 1.0)
        units = terms.numbers.get("unit", 0.0)
        worth = price * units * sum(done.get((*pair, count), 0) for count in counts_named(terms.unit))
        if terms.form == "community-tariff":
            return worth + terms.numbers.get("fixed", 0.0) * terms.plan / 12
        worth += price * self.tariff_pounds(*pair, deal, done, days, weight, dials)
        return worth + (price * deal.rest / 12 if deal is not None else 0.0)

    def _due(
        self, settlement: Settlement, pair: Pair, terms: Terms, actual: float, dials: Dials, stands: bool, number: int
    ) -> int:  # fmt: skip
        """Pence to pay now. By year: a twelfth of the plan on account, and in March what the form makes of the year so far."""
        if not terms.by_year:
            pounds = due(terms.form, Work(terms.plan / 12, actual), terms.numbers)
            if terms.form != "block" and stands and pair in dials.risk_shares:
                pounds = due("risk-share", Work(terms.plan / 12, pounds), {"share": dials.risk_shares[pair]})
            return round(pounds * 100)
        name = f"{pair[0]}:{pair[1]}"
        memory = settlement.memory
        plan = add(memory, f"year:part:{name}", terms.plan / 12)
        work = add(memory, f"year:work:{name}", actual)
        account = round(terms.plan * 100 / 12)
        settled = add(memory, f"year:account:{name}", account)
        whole = round(due(terms.form, Work(plan, work), terms.numbers) * 100)
        memory[f"year:owed:{name}"] = float(whole - round(settled))
        if number != LAST:
            return account
        last = int(memory.pop(f"year:owed:{name}"))
        return account + last

    def _steps(self, settlement: Settlement, deals: Mapping[Pair, Deal], done: Done, dials: Dials) -> None:
        """Pay the providers of unbundled steps their part of the price; a block has no price to part."""
        for step in dials.bargains.unbundled:
            for payer in sorted({p for p, who, count in done if who == step.origin and count == step.count}):
                pair = (payer, step.origin)
                if payer == NOBODY or step.payer not in (EVERYBODY, payer) or step.origin == step.target:
                    continue
                if step.count in self.tariffs and self.terms(pair, deals.get(pair), dials).form != "block":
                    price = self.tariffs[step.count].pounds * self.market.get(step.origin, 1.0)
                    pounds = price * dials.prices.get(pair, 1.0) * step.share * done[(*pair, step.count)]
                    settlement.pay(payer, step.target, round(pounds * 100), "contract")

    def _ended(
        self, settlement: Settlement, deals: Mapping[Pair, Deal], dials: Dials, overtaken: frozenset[Pair]
    ) -> None:
        """Contracts that no longer settle by year, or hold no longer, pay at once what they still owed for the year."""
        for key in sorted(k for k in settlement.memory if k.startswith("year:owed:")):
            payer, provider = key.removeprefix("year:owed:").split(":")
            over = (payer, provider) in overtaken
            if over or not self.terms((payer, provider), deals.get((payer, provider)), dials).by_year:
                pence = int(settlement.memory.pop(key))
                settlement.pay(payer, provider, pence, "contract")
                add(
                    settlement.memory,
                    f"year:paid:{settlement.heir(payer)}:{settlement.heir(provider)}",
                    pence,
                )
                for sort in ("part", "work", "account"):
                    settlement.memory.pop(f"year:{sort}:{payer}:{provider}", None)

    def tariff_pounds(
        self, payer: str, provider: str, deal: Deal | None, done: Done, days: int, weight: float, dials: Dials | None = None
    ) -> float:  # fmt: skip
        """Activity at tariff with the provider's market forces factor; emergencies above the month's share of the baseline
        at the marginal rate; readmissions unpaid as far as the settings say; premiums and unbundled steps as agreed."""
        plain = emergencies = 0.0
        for count, tariff in sorted(self.tariffs.items()):
            number = done.get((payer, provider, count), 0)
            pounds = tariff.pounds * (number - self._unpaid(payer, provider, count, done))
            if dials is not None:
                pounds += self._bargained(payer, provider, count, tariff.pounds, done, dials)
            if tariff.marginal:
                emergencies += pounds
            else:
                plain += pounds
        factor = self.market.get(provider, 1.0)
        plain, emergencies = plain * factor, emergencies * factor
        baseline = (deal.emergency_baseline if deal is not None else 0.0) * days / 365.25 * weight
        if baseline and emergencies > baseline:
            emergencies = baseline + (emergencies - baseline) * self.setting("marginal-rate-percent") / 100
        return plain + emergencies

    def _unpaid(self, payer: str, provider: str, count: str, done: Done) -> float:
        if count != ADMITTED:
            return 0.0
        return done.get((payer, provider, READMITTED), 0) * self.setting("readmission-unpaid-percent") / 100

    def _bargained(
        self, payer: str, provider: str, count: str, price: float, done: Done, dials: Dials
    ) -> float:
        """What best practice adds and unbundling takes away, in pounds."""
        number = done.get((payer, provider, count), 0)
        part = sum(
            best.share * best.premium
            for best in dials.bargains.best_practice
            if (best.count, best.provider) == (count, provider) and best.payer in (EVERYBODY, payer)
        )
        part -= sum(
            step.share
            for step in dials.bargains.unbundled
            if (step.count, step.origin) == (count, provider) and step.payer in (EVERYBODY, payer)
            and step.target != provider
        )  # fmt: skip
        return price * part * number


def under_heirs(
    deals: dict[Pair, Deal], done: Done, settlement: Settlement, dials: Dials
) -> tuple[dict[Pair, Deal], Done, frozenset[Pair]]:
    """Standing contracts and work of pairs that other bodies follow, put under those bodies' names where they have agreed on a
    contract of their own: it takes the place of all that it follows. Also which pairs no longer contract under their own names."""

    def now(pair: Pair) -> Pair:
        return settlement.heir(pair[0]), settlement.heir(pair[1])

    agreed = {*dials.blocks, *dials.bargains.contracts}
    known = {*deals, *agreed, *((payer, provider) for payer, provider, _ in done)}
    overtaken = frozenset(pair for pair in known if now(pair) != pair and now(pair) in agreed)
    if not overtaken:
        return deals, done, overtaken
    standing = {pair: deal for pair, deal in deals.items() if pair not in overtaken}
    for pair in sorted(overtaken & set(deals)):
        standing[now(pair)] = joined(standing.get(now(pair)), deals[pair], now(pair)[1])
    work: dict[tuple[str, str, str], int] = {}
    for (payer, provider, count), number in done.items():
        key = (*now((payer, provider)), count) if (payer, provider) in overtaken else (payer, provider, count)
        work[key] = work.get(key, 0) + number
    return standing, work, overtaken


def counts_named(unit: str) -> tuple[str, ...]:
    """The counts that a contract's unit names, with `+` between several."""
    return tuple(part.strip() for part in unit.split("+") if part.strip())


def agreed_terms(agreed: Contract, deal: Deal | None) -> Terms:
    """The terms of an agreed contract; a plan it does not name is the standing contract's."""
    plan = agreed.numbers.get("plan", deal.plan if deal is not None else 0.0)
    return Terms(agreed.form, plan, agreed.numbers, agreed.by_year, agreed.unit)


def scaled(deal: Deal, share: float) -> Deal:
    """A part (0 to 1) of a contract."""
    return deal.model_copy(
        update={
            "plan": deal.plan * share, "rest": deal.rest * share,
            "emergency_baseline": deal.emergency_baseline * share,
        }
    )  # fmt: skip


def joined(own: Deal | None, more: Deal, taker: str) -> Deal:
    """A contract with a part of another's added; a block that joins a contract by activity is paid as a sum beside it."""
    if own is None:
        return more.model_copy(update={"provider": taker})
    fixed = more.plan if more.form == "block" and own.form != "block" else more.rest
    return own.model_copy(
        update={
            "plan": own.plan + more.plan, "rest": own.rest + fixed,
            "emergency_baseline": own.emergency_baseline + more.emergency_baseline,
        }
    )  # fmt: skip
