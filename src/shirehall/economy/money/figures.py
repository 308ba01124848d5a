"""The month's money as figures: what each body may see of its books, and what the county may."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.figures import MEASURES, Row, row
from shirehall.economy.money.accounts import Accounts
from shirehall.economy.money.books import FOR_CARE, Settlement
from shirehall.economy.state import State


def rows(month: int, settlement: Settlement, state: State, accounts: Accounts) -> list[Row]:
    """All figures of money; `state` is the county after the month. A body of no account gets a row only for what it has."""
    found: list[Row] = []
    for payer in payers(settlement, accounts):
        found += _commissioner(month, payer, settlement, state)
    bodies = dict.fromkeys([*accounts.providers, *settlement.viable])
    for body in bodies:
        if settlement.heir(body) == body and body not in accounts.commissioners:
            found += _provider(month, body, settlement, accounts)
    found += [row(month, "reserves", body, pence / 100) for body, pence in sorted(state.cash.items())]
    found += _contracts(month, settlement, state)
    found += _held(month, settlement, state, accounts)
    return found


def payers(settlement: Settlement, accounts: Accounts) -> tuple[str, ...]:
    """The county's commissioners, and those that follow some of them by now.

    A provider that took a commissioner over is none of them: in its books, what it buys cannot be told from what it spends itself.
    """
    named = accounts.commissioners
    heirs = [heir for heir in map(settlement.heir, named) if heir not in accounts.providers]
    return tuple(dict.fromkeys([*named, *heirs]))


def _commissioner(month: int, payer: str, settlement: Settlement, state: State) -> list[Row]:
    spend: dict[str, int] = {}
    for t in settlement.transfers:
        if t.payer == payer:
            group = t.receiver if t.kind in FOR_CARE else t.kind
            spend[group] = spend.get(group, 0) + t.pence
    found = [
        row(month, "commissioner-allocation", payer, settlement.allocations.get(payer, 0) / 100),
        row(month, "commissioner-spend", payer, sum(spend.values()) / 100),
        row(month, "commissioner-balance", payer, state.balance.get(payer, 0) / 100),
        row(month, "commissioner-reserve", payer, state.ledgers.get(f"top-slice:{payer}", 0) / 100),
    ]
    found += [
        row(month, "commissioner-spend", payer, pence / 100, group) for group, pence in sorted(spend.items())
    ]
    so_far = settlement.memory.get(f"year:balance:{payer}")
    if so_far is not None:
        found.append(row(month, "year-balance", payer, so_far / 100))
    if payer in settlement.selection:
        found.append(row(month, "practice-selection", payer, settlement.selection[payer]))
    return found


def _provider(month: int, body: str, settlement: Settlement, accounts: Accounts) -> list[Row]:
    income, cost = settlement.income(body), settlement.cost(body)
    charges = settlement.capital.get(body, 0) + settlement.paid(body, ("interest",))
    found = [
        row(month, "provider-income", body, income / 100),
        row(month, "provider-cost", body, cost / 100),
        row(month, "provider-margin", body, (income - cost) / 100),
        row(month, "provider-ebitda", body, (income - cost + charges) / 100),
    ]
    if charges:
        found.append(row(month, "capital-charges", body, charges / 100))
    for payer in payers(settlement, accounts):
        pence = sum(
            t.pence for t in settlement.transfers
            if t.payer == payer and t.receiver == body and t.kind in FOR_CARE
        )  # fmt: skip
        if pence:
            found.append(row(month, "contract-income", body, pence / 100, payer))
    for measure, sums in (("stranded-cost", settlement.stranded), ("double-running", settlement.doubled)):
        if sums.get(body):
            found.append(row(month, measure, body, sums[body] / 100))
    found += [
        row(month, name, body, mark) if name in MEASURES else row(month, "financial-rating", body, mark, name)
        for (who, name), mark in sorted(settlement.ratings.items())
        if who == body
    ]
    if body in settlement.viable:
        found.append(row(month, "viable", body, int(settlement.viable[body])))
    return found


def _contracts(month: int, settlement: Settlement, state: State) -> list[Row]:
    """What contracts paid against what their plans foresaw in the contract year so far, by contract and by provider."""
    found: list[Row] = []
    sums: dict[str, float] = {}
    for name, planned in _named(settlement.memory, "year:plan:").items():
        payer, provider = name.split(":")
        pence = settlement.memory.get(f"year:paid:{name}", 0.0) - planned
        sums[provider] = sums.get(provider, 0.0) + pence
        if pence:
            found.append(row(month, "contract-variance", provider, pence / 100, payer))
    found += [row(month, "contract-variance", who, pence / 100) for who, pence in sorted(sums.items())]
    found += [
        row(month, "year-end-owed", name.split(":")[1], pence / 100, name.split(":")[0])
        for name, pence in _named(settlement.memory, "year:owed:").items()
    ]
    owed: dict[str, int] = {}
    for name, left in _named(state.ledgers, "loan:").items():
        borrower = name.split(":")[0]
        owed[borrower] = owed.get(borrower, 0) + int(left)
    found += [row(month, "loans-owed", body, pence / 100) for body, pence in sorted(owed.items())]
    return found


def _held(month: int, settlement: Settlement, state: State, accounts: Accounts) -> list[Row]:
    """What is held apart, by whoever holds it, and what was asked for and refused."""
    holder, ledgers = accounts.holder, state.ledgers
    found: list[Row] = []
    if sliced := ledgers.get(f"sliced:{holder}", 0):
        granted = ledgers.get(f"granted:{holder}", 0)
        found.append(row(month, "fund-held", holder, (sliced - granted) / 100))
        found.append(row(month, "fund-granted", holder, granted / 100))
    for measure, head in (("pool-balance", "pool:"), ("pool-balance", "purse:")):
        found += [row(month, measure, name, p / 100) for name, p in _named(ledgers, head).items()]
    for name, pence in _named(ledgers, "fence:").items():
        body, purpose = name.split(":")
        found.append(row(month, "ring-fence-left", body, pence / 100, purpose))
    refused: dict[tuple[str, str], int] = {}
    for each in settlement.refused:
        key = (each.body, each.purpose or "unnamed")
        refused[key] = refused.get(key, 0) + each.pence
    found += [row(month, "refused", who, p / 100, purpose) for (who, purpose), p in sorted(refused.items())]
    return found


def _named(sums: Mapping[str, float], head: str) -> dict[str, float]:
    return {name.removeprefix(head): sums[name] for name in sorted(sums) if name.startswith(head)}
