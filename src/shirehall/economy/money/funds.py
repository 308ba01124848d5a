"""Money held apart: top slices and what is granted from them, ring-fences, pools, purses, and the year's end."""

from __future__ import annotations

from dataclasses import replace

from shirehall.economy.bargains import FROM_SURPLUS, Fence, RiskPool
from shirehall.economy.dials import EVERYBODY, Dials, Payment
from shirehall.economy.money.books import EVERY_COMMISSIONER, POOL, Books, Settlement, split
from shirehall.economy.money.year import LAST, add
from shirehall.patch.county import NOBODY
from shirehall.patch.county_money import Commissioner

KINDS = {"taper": "taper", "personal budget": "personal-budget", "practice": "practice"}
"""Kinds of transfer that a payment's label stands for; any other label is a payment out of hand (`fund`)."""

Payers = dict[str, Commissioner]


def top_slices(settlement: Settlement, payers: Payers, dials: Dials, holder: str) -> None:
    """Hold back a part of each allocation, as the pack or a lever says; the holder's fund grows by it."""
    rates = dials.bargains.top_slices
    for payer, who in payers.items():
        percent = rates.get(payer, rates.get(EVERYBODY, who.top_slice_percent))
        pence = round(who.allocation * percent / 12)
        settlement.pay(payer, holder, pence, "top-slice")
        settlement.turn(f"top-slice:{settlement.heir(payer)}", pence)
        settlement.turn(f"sliced:{holder}", pence)


def payments(settlement: Settlement, payers: Payers, dials: Dials, before: Books, holder: str) -> None:
    """Payments out of hand. The holder's come out of the slices; one that names a fence must keep to its purpose."""
    for whole in dials.payments:
        for payment in shared(whole, settlement):
            pence = _payable(settlement, payment, dials, before)
            kind = KINDS.get(payment.label, "fund")
            if kind == "practice":
                settlement.opened.add(payment.receiver)
            settlement.pay(payment.payer, payment.receiver, pence, kind)
            if kind == "fund" and payment.payer == holder:
                settlement.turn(f"granted:{holder}", pence)
                if payment.receiver in payers:
                    settlement.turn(f"top-slice:{settlement.heir(payment.receiver)}", -pence)


def shared(payment: Payment, settlement: Settlement) -> list[Payment]:
    """A payment by all commissioners together as one by each, by allocation."""
    if payment.payer != EVERY_COMMISSIONER:
        return [payment]
    parts = split(payment.pence, settlement.allocations)
    return [replace(payment, payer=payer, pence=pence) for payer, pence in parts.items()]


def _payable(settlement: Settlement, payment: Payment, dials: Dials, before: Books) -> int:
    """What of a payment is paid: within a fence it names, and, where it is to come from surplus, within the cash in hand."""
    if payment.fence:
        return _within_fence(settlement, payment, dials, before)
    if payment.label != FROM_SURPLUS:
        return payment.pence
    pence = min(payment.pence, max(0, before.cash.get(settlement.heir(payment.payer), 0)))
    if pence < payment.pence:
        settlement.refuse(payment.payer, payment.purpose, payment.pence - pence, "no surplus")
    return pence


def _within_fence(settlement: Settlement, payment: Payment, dials: Dials, before: Books) -> int:
    """What a payment may take out of fenced money: nothing for another purpose, no more than is there."""
    body = settlement.heir(payment.payer)
    stands = any(
        f.purpose == payment.fence and settlement.heir(f.body) == body for f in dials.bargains.fences
    )
    ledger = f"fence:{body}:{payment.fence}"
    if not stands and ledger not in before.ledgers:
        settlement.refuse(
            body, payment.purpose, payment.pence, f"no money is ring-fenced for {payment.fence}"
        )
        return 0
    if payment.purpose != payment.fence:
        settlement.refuse(body, payment.purpose, payment.pence, f"ring-fenced for {payment.fence}")
        return 0
    left = before.ledgers.get(ledger, 0) + settlement.ledgers.get(ledger, 0)
    pence = min(payment.pence, max(0, left))
    settlement.turn(ledger, -pence)
    if pence < payment.pence:
        settlement.refuse(
            body, payment.purpose, payment.pence - pence, f"no more is left for {payment.fence}"
        )
    return pence


def fences(settlement: Settlement, dials: Dials, before: Books) -> None:
    """Put fenced money aside; other uses ask for some, and get what the fence does not refuse."""
    for fence in dials.bargains.fences:
        ledger = f"fence:{settlement.heir(fence.body)}:{fence.purpose}"
        settlement.turn(ledger, fence.pence)
        _pressed(settlement, fence, ledger, before)


def _pressed(settlement: Settlement, fence: Fence, ledger: str, before: Books) -> None:
    refused = round(fence.asked * fence.guard)
    left = before.ledgers.get(ledger, 0) + settlement.ledgers.get(ledger, 0)
    taken = min(fence.asked - refused, max(0, left))
    settlement.turn(ledger, -taken)
    if taken and settlement.heir(fence.body) in settlement.allocations:
        settlement.pay(fence.body, NOBODY, taken, "pressure")
    elif taken:
        settlement.bear(fence.body, taken)
    if refused:
        settlement.refuse(
            fence.body, f"other uses of {fence.purpose}", refused, f"ring-fenced for {fence.purpose}"
        )


def pools(settlement: Settlement, payers: Payers, dials: Dials) -> None:
    """Share surpluses and deficits of the month: a part of each is put together and divided by allocation."""
    for members, share in dials.pools:
        here = [m for m in members if m in payers]
        if len(here) < 2:
            continue
        own = {m: round((settlement.allocations[m] - settlement.paid(m)) * share) for m in here}
        _level(settlement, own, payers)
    for members, share in dials.bargains.rare_pools:
        here = [m for m in members if m in payers]
        if len(here) > 1:
            _level(settlement, {m: -round(settlement.paid(m, ("rare",)) * share) for m in here}, payers)


def _level(settlement: Settlement, own: dict[str, int], payers: Payers) -> None:
    fair = split(sum(own.values()), {m: payers[m].allocation for m in own})
    for member in own:
        settlement.pay(member, POOL, own[member] - fair[member], "pool")


def risk_pools(settlement: Settlement, payers: Payers, dials: Dials, before: Books) -> None:
    """A fund of commissioners: each puts in a part of its allocation; whoever overspends beyond the trigger draws on it."""
    for pool in dials.bargains.risk_pools:
        members = [m for m in pool.members if m in payers]
        if len(members) > 1:
            _risk_pool(settlement, pool, members, before)


def _risk_pool(settlement: Settlement, pool: RiskPool, members: list[str], before: Books) -> None:
    ledger = f"pool:{'+'.join(members)}"
    claims = {}
    for m in members:
        allocation = settlement.allocations[m]
        over = settlement.paid(m) - settlement.received(m, ("fund", "pool")) - allocation
        claims[m] = max(0, round((over - pool.trigger * allocation) * pool.share))
    for m in members:
        put = round(settlement.allocations[m] * pool.contribution)
        settlement.pay(m, POOL, put, "pool")
        settlement.turn(ledger, put)
    there = max(0, before.ledgers.get(ledger, 0) + settlement.ledgers.get(ledger, 0))
    asked = sum(claims.values())
    paid = claims if asked <= there else split(there, {m: float(c) for m, c in claims.items()})
    for m in members:
        if asked:
            settlement.pay(m, POOL, -paid[m], "pool")
            settlement.turn(ledger, -paid[m])


def purses(settlement: Settlement, dials: Dials, before: Books) -> None:
    """Pooled budgets of health and social care: contributions in, then what the purse buys as far as it reaches."""
    for purse in dials.bargains.purses:
        ledger = f"purse:{purse.name}"
        for body, pence in purse.contributions:
            settlement.pay(body, POOL, pence, "pool")
            settlement.turn(ledger, pence)
        for provider, pence in purse.uses:
            left = max(0, before.ledgers.get(ledger, 0) + settlement.ledgers.get(ledger, 0))
            settlement.pay(POOL, provider, min(pence, left), "purse")
            settlement.turn(ledger, -min(pence, left))
            if pence > left:
                settlement.refuse(purse.name, f"bought from {provider}", pence - left, "the purse is empty")


def year_end(settlement: Settlement, payers: Payers, dials: Dials, number: int, holder: str) -> None:
    """Keep the year's balance; in March what may not be carried goes back to the holder, or is written off by it."""
    for payer in payers:
        if settlement.heir(payer) != payer:
            settlement.memory.pop(f"year:balance:{payer}", None)
            continue
        month = settlement.allocations[payer] + settlement.received(payer) - settlement.paid(payer)
        so_far = round(add(settlement.memory, f"year:balance:{payer}", month))
        rule = dials.bargains.carry.get(payer, dials.bargains.carry.get(EVERYBODY))
        if number != LAST or rule is None:
            continue
        surplus, deficit = rule
        back = round(so_far * (1 - (surplus if so_far > 0 else deficit)))
        settlement.pay(payer, holder, back, "year-end")
        settlement.turn(f"sliced:{holder}" if back > 0 else f"granted:{holder}", abs(back))
        add(settlement.memory, f"year:balance:{payer}", -back)
