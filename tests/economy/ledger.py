"""Bigshire's money lived month by month over counts that are made up, so that no patient need walk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from shirehall.economy import levers
from shirehall.economy.dials import Dials
from shirehall.economy.engine import Seen
from shirehall.economy.figures import Row
from shirehall.economy.money import Accounts, Books, Settlement, carry
from shirehall.economy.money.figures import rows as money_rows
from shirehall.economy.network import FIFTHS, Network, build
from shirehall.economy.people import People
from shirehall.economy.state import State
from shirehall.economy.terms import Terms
from shirehall.patch.county import CountyTables
from tests.economy.small import tables

COMMISSIONERS = ("holmewold", "lindenvale", "marlbridge", "saltmere")
MONTH = {
    "ae-major": 15_000, "ae-minor": 9_000, "emergency-admission": 6_700, "day-case": 7_800, "elective-night": 2_300,
    "op-first": 28_000, "op-follow": 50_000, "community-start": 9_000, "mh-start": 1_200, "mh-admission": 60,
}  # fmt: skip
"""Counts of a month in the whole county."""
BEDS = {"marlbridge-general": 880, "saltmere-infirmary": 590, "wrenby-hospital": 34, "thornmarsh-hospital": 60,
        "ketterby-hospital": 30, "bigment-east": 110, "bigment-west": 130}  # fmt: skip


@dataclass(frozen=True)
class Lived:
    """One month: its settlement, the books before and after, and its figures."""

    settlement: Settlement
    before: Books
    after: Books
    rows: tuple[Row, ...]
    owners: Mapping[str, str]

    def value(self, measure: str, subject: str, group: str = "all") -> float:
        return next(
            r.value for r in self.rows if (r.measure, r.subject, r.group) == (measure, subject, group)
        )

    def paid(self, payer: str, receiver: str, *kinds: str) -> int:
        return sum(
            t.pence for t in self.settlement.transfers
            if (t.payer, t.receiver) == (payer, receiver) and (not kinds or t.kind in kinds)
        )  # fmt: skip


@cache
def network() -> tuple[Network, People]:
    net = build(tables())
    return net, People(tables(), net)


@cache
def plain() -> Accounts:
    return Accounts(tables(), *network())


def with_money(**changes: Any) -> Accounts:
    """Bigshire's accounts with parts of money.yaml changed."""
    whole: CountyTables = tables().model_copy(update={"money": tables().money.model_copy(update=changes)})
    return Accounts(whole, *network())


def counted(net: Network, more: Mapping[str, float], tilt: Sequence[int] = ()) -> Any:
    """Counts by (count, group), shared evenly over the places that count and over the payers; `more` multiplies a count,
    `tilt` adds to some of the payers' share."""
    payers = len(net.payers)
    counts = np.zeros((len(net.counts), payers * FIFTHS), np.int64)
    places = Counter(name for _, _, name in net.counts)
    for i, (_, _, name) in enumerate(net.counts):
        here = MONTH.get(name, 0) * more.get(name, 1.0) / places[name]
        if here:
            extra = [tilt[p % len(tilt)] for p in range(payers)] if tilt else [0] * payers
            counts[i, ::FIFTHS] = [round(here / payers) + extra[p] for p in range(payers)]
    return counts


def live(
    terms: Terms,
    months: int,
    accounts: Accounts | None = None,
    more: Mapping[str, float] | None = None,
    beds: Mapping[str, int] = BEDS,
    care: Sequence[Row] = (),
    luck: int = 0,
    tilts: Sequence[Sequence[int]] = (),
) -> list[Lived]:
    """The months one after the other, each with the books and the memory of the one before."""
    use = accounts or plain()
    net = use.net
    books, owners, memory = use.opening(), {s.site: s.owner for s in tables().sites}, {}
    owners |= {site: COMMISSIONERS[0] for _, site, _ in net.counts if site not in owners}
    lived: list[Lived] = []
    for month in range(1, months + 1):
        dials = Dials(month, dict(owners), memory)
        levers.apply(terms, dials)
        counts = counted(net, more or {}, tilts[month % len(tilts)] if tilts else ())
        nothing = np.zeros(0, np.int64)
        seen = Seen(counts, nothing, nothing, nothing, nothing, np.zeros(0), 0, 1, nothing)
        settlement = use.settle(seen, dials, beds, 30, 1.0, books, luck, care)
        after = carry(books, settlement)
        memory, owners = use.remember(settlement, dials), dict(dials.owners)
        state = State(0, month, 0, {}, after.cash, after.balance, after.ledgers, owners, "[]", "", memory)
        figures = money_rows(month, settlement, state, use)
        lived.append(Lived(settlement, books, after, tuple(figures), owners))
        books = after
    return lived
