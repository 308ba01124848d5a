"""Agreements: their phases, and which move is allowed in which phase, as one table to be read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Clause

Phase = Literal["idea", "proposed", "agreed", "signed", "in-force", "disputed", "lapsed", "ended"]
Stance = Literal["told", "proposed", "agreed", "signed", "refused", "claims", "denies", "withdrew"]

MOVES: Mapping[str, tuple[str, ...]] = {
    "idea": ("propose-on", "refuse", "withdraw", "concede", "defer"),
    "proposed": ("counter", "agree", "sign", "refuse", "withdraw", "deny", "concede", "defer"),
    "agreed": ("counter", "sign", "refuse", "withdraw", "deny", "concede", "defer"),
    "signed": ("dispute", "end"),
    "in-force": ("dispute", "end"),
    "disputed": ("counter", "agree", "sign", "deny", "concede", "withdraw", "end"),
    "lapsed": (),
    "ended": (),
}
"""Which acts each phase allows. The picture in the documentation is drawn from this table."""

NEXT: Mapping[tuple[str, str], str] = {
    ("idea", "propose-on"): "proposed",
    ("idea", "withdraw"): "lapsed",
    ("proposed", "all agree"): "agreed",
    ("proposed", "all sign"): "signed",
    ("proposed", "withdraw"): "lapsed",
    ("proposed", "refuse"): "lapsed",
    ("proposed", "deny"): "disputed",
    ("agreed", "counter"): "proposed",
    ("agreed", "all sign"): "signed",
    ("agreed", "refuse"): "lapsed",
    ("agreed", "withdraw"): "lapsed",
    ("agreed", "deny"): "disputed",
    ("signed", "start month"): "in-force",
    ("signed", "dispute"): "disputed",
    ("signed", "end"): "ended",
    ("in-force", "dispute"): "disputed",
    ("in-force", "end"): "ended",
    ("disputed", "counter"): "proposed",
    ("disputed", "all agree"): "agreed",
    ("disputed", "all sign"): "signed",
    ("disputed", "withdraw"): "lapsed",
    ("disputed", "end"): "ended",
}
"""Where an act, or all parties acting alike, takes an agreement. Anything not named leaves the phase as it is."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one party says of an agreement: its stance, and the version of the text it took that stance on."""

    stance: Stance
    version: int
    at: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement between bodies. `accounts` keeps each party's own view; the views may differ, and both stay.

    `tier` is main, side, support or enhanced; `contract` the pack's contract it settles, if any. `informed` are bodies that
    are not party but were told. `history` holds (phase, month, number of the event). `under` is the agreement of the lead
    contractor that this one is subcontracted under, if any; to the end of month `protected` nobody ends it alone. `chain` holds,
    for each step of a chain of care, (what, who is responsible, what it gives on, what it needs, its measure, by when);
    `steps_reported` what was said of them: (step from 1, by whom, whether it was kept, month).
    """

    id: int
    title: str
    parties: tuple[str, ...]
    proposer: str
    clauses: tuple[Clause, ...]
    start: int
    until: int | None
    tier: str
    phase: Phase
    version: int = 1
    contract: str = ""
    about: tuple[str, ...] = ()
    accounts: Mapping[str, Account] = field(default_factory=dict)
    informed: tuple[str, ...] = ()
    consulted: Mapping[str, int] = field(default_factory=dict)
    history: tuple[tuple[str, int, int], ...] = ()
    under: int = 0
    protected: int | None = None
    chain: tuple[tuple[str, str, str, str, str, str], ...] = ()
    steps_reported: tuple[tuple[int, str, bool, int], ...] = ()

    @property
    def typed(self) -> tuple[Clause, ...]:
        """The clauses that carry terms and so act by themselves once all have signed them."""
        return tuple(clause for clause in self.clauses if clause.mechanism)

    def stance_of(self, party: str) -> Stance:
        """What a party says of it: `told` when it has said nothing."""
        account = self.accounts.get(party)
        return account.stance if account else "told"

    def on_this_text(self, party: str, *stances: str) -> bool:
        """Whether a party took one of the stances on the present version of the text."""
        account = self.accounts.get(party)
        return account is not None and account.version == self.version and account.stance in stances

    @property
    def accounts_differ(self) -> bool:
        """Whether one party says it is agreed while another denies it or has said no such thing."""
        holds = {p for p in self.parties if self.stance_of(p) in ("agreed", "signed", "claims")}
        denies = {p for p in self.parties if self.stance_of(p) in ("denies", "refused")}
        claims_alone = any(self.stance_of(p) == "claims" for p in self.parties) and len(holds) < len(
            self.parties
        )
        return bool(holds and denies) or claims_alone


def allows(phase: str, act: str) -> bool:
    """Whether a phase allows an act."""
    return act in MOVES[phase]


def take_stance(
    agreement: Agreement, party: str, stance: Stance, act: str, at: int, month: int, seq: int
) -> Agreement:
    """The agreement after a party took a stance on its present text, moved on when all parties now stand alike."""
    accounts = {**agreement.accounts, party: Account(stance, agreement.version, at)}
    changed = altered(agreement, accounts=accounts)
    if all(changed.on_this_text(each, "signed") for each in changed.parties):
        return step(changed, "all sign", month, seq)
    if all(changed.on_this_text(each, "agreed", "signed") for each in changed.parties):
        return step(changed, "all agree", month, seq)
    return step(changed, act, month, seq)


def step(agreement: Agreement, act: str, month: int, seq: int) -> Agreement:
    """The agreement moved on by an act, with its history; unaltered when the table names no next phase."""
    to = NEXT.get((agreement.phase, act))
    if to is None or to == agreement.phase:
        return agreement
    return altered(agreement, phase=to, history=(*agreement.history, (to, month, seq)))


def rewrite(agreement: Agreement, party: str, clauses: tuple[Clause, ...], start: int, at: int) -> Agreement:
    """The agreement with a new text by one party: a new version, on which only that party has yet taken a stance."""
    version = agreement.version + 1
    accounts = {**agreement.accounts, party: Account("proposed", version, at)}
    return altered(agreement, clauses=clauses, start=start, version=version, accounts=accounts)


def tree(agreements: Mapping[int, Agreement], top: int) -> tuple[tuple[int, int], ...]:
    """An agreement and all that is subcontracted under it, each with how deep it lies, in the order in which one would read them."""
    found = [(top, 0)]
    for number, depth in found:
        below = [(deal.id, depth + 1) for deal in agreements.values() if deal.under == number]
        at = found.index((number, depth)) + 1
        found[at:at] = [each for each in below if each not in found]
    return tuple(found)
