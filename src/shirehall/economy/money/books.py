"""What a month's money is written in: transfers between bodies, costs, and what is owed or held. Whole pence throughout.

Every movement is one `Transfer`; what commissioners pay to providers and what providers receive from commissioners are
the same rows, so they agree to the penny. Bodies outside the patch are `none`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

EVERY_COMMISSIONER = "all-commissioners"
HOLDER = "nhscb"
"""Who holds top slices, unless `money.yaml` names another."""
POOL = "pool"
"""The other side of what members put into pools and purses and take out of them."""
PAY_SHARE = 0.65
"""Share of steady cost that is pay."""

FOR_CARE = ("contract", "place", "fund", "quality", "taper", "double-running", "personal-budget", "rare")
"""Kinds of transfer that are a provider's income from a commissioner; `commissioner-spend` tells them by provider."""
FINANCING = ("loan", "repayment", "takeover")
"""Kinds of transfer that move cash and debt, and are neither income nor cost."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pence from one body to another.

    `kind` is one of `FOR_CARE`, `FINANCING`, or line, top-slice, pool, pressure, purse, practice, interest, year-end, other-income.
    """

    payer: str
    receiver: str
    pence: int
    kind: str


@dataclass(frozen=True, slots=True)
class Books:
    """Pence by body (cash; balance of commissioners) and by name (ledgers) at the end of a month."""

    cash: Mapping[str, int] = field(default_factory=dict)
    balance: Mapping[str, int] = field(default_factory=dict)
    ledgers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Money not paid and why: a fence, or no headroom."""

    body: str
    purpose: str
    pence: int
    why: str


@dataclass(slots=True)
class Settlement:
    """A month's money, in pence.

    Allocations and transfers; costs borne by bodies themselves, of which `capital` and `doubled` are parts; `stranded` is
    income lost and cost not yet gone; `plans` what each contract's plan foresaw; `ledgers` how held and owed sums change by name;
    `opened` bodies that have books of their own from this month; `memory` what the next month must know; `moved` balances that
    passed with a takeover; `desks` each body's margin under its own name, whoever owns it now.
    """

    allocations: dict[str, int] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    costs: dict[str, int] = field(default_factory=dict)
    capital: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)
    stranded: dict[str, int] = field(default_factory=dict)
    plans: dict[tuple[str, str], int] = field(default_factory=dict)
    ledgers: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    selection: dict[str, float] = field(default_factory=dict)
    ratings: dict[tuple[str, str], int] = field(default_factory=dict)
    viable: dict[str, bool] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    desks: dict[str, int] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)

    def heir(self, body: str) -> str:
        """Who books what is a body's: itself, or whoever took it over."""
        return self.heirs.get(body, body)

    def pay(self, payer: str, receiver: str, pence: int, kind: str) -> None:
        """Note a movement; a minus sum goes the other way round. Nobody pays himself."""
        if kind not in FINANCING:
            self._tally(receiver, pence)
            self._tally(payer, -pence)
        payer, receiver = self.heir(payer), self.heir(receiver)
        if pence and payer != receiver:
            self.transfers.append(Transfer(payer, receiver, pence, kind))

    def bear(self, body: str, pence: int) -> None:
        """Note a cost that a body bears itself."""
        self._tally(body, -pence)
        body = self.heir(body)
        self.costs[body] = self.costs.get(body, 0) + pence

    def _tally(self, body: str, pence: int) -> None:
        self.desks[body] = self.desks.get(body, 0) + pence

    def turn(self, ledger: str, pence: int) -> None:
        """Change what is held or owed under a name."""
        if pence:
            self.ledgers[ledger] = self.ledgers.get(ledger, 0) + pence

    def refuse(self, body: str, purpose: str, pence: int, why: str) -> None:
        """Note money that was asked for and not paid."""
        self.refused.append(Refused(self.heir(body), purpose, pence, why))

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

    def income(self, body: str) -> int:
        """What a body earned: received, without loans and what comes with a takeover."""
        return sum(t.pence for t in self.transfers if t.receiver == body and t.kind not in FINANCING)

    def cost(self, body: str) -> int:
        """What a body's month cost: borne and paid to others, without repayments and takeovers."""
        return self.costs.get(body, 0) + sum(
            t.pence for t in self.transfers if t.payer == body and t.kind not in FINANCING
        )


def split(pence: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Share whole pence by weight without losing one; weights that are all nought share alike."""
    use = {name: weights[name] for name in sorted(weights)}
    if not sum(use.values()):
        use = dict.fromkeys(use, 1.0)
    total, given, seen, parts = sum(use.values()), 0, 0.0, {}
    for name, weight in use.items():
        seen += weight
        part = round(pence * seen / total) - given
        given += part
        parts[name] = part
    return parts


def carry(before: Books, settlement: Settlement) -> Books:
    """The books after a month's movements: nothing is lost, minus cash is borrowed, bodies new to the county begin at nought."""
    cash, balance, ledgers = dict(before.cash), dict(before.balance), dict(before.ledgers)
    for body in sorted(settlement.opened):
        cash.setdefault(body, 0)
    for payer, pence in settlement.allocations.items():
        cash[payer] = cash.get(payer, 0) + pence
        balance[payer] = balance.get(payer, 0) + pence
    for t in settlement.transfers:
        for body, sign in ((t.payer, -1), (t.receiver, 1)):
            if body in cash:
                cash[body] += sign * t.pence
            if body in balance and t.kind != "takeover":
                balance[body] += sign * t.pence
    for body, pence in settlement.costs.items():
        if body in cash:
            cash[body] -= pence
    for body, pence in settlement.moved.items():
        balance[body] = balance.get(body, 0) + pence
    for name, pence in settlement.ledgers.items():
        ledgers[name] = ledgers.get(name, 0) + pence
    return Books(dict(sorted(cash.items())), dict(sorted(balance.items())), dict(sorted(ledgers.items())))
