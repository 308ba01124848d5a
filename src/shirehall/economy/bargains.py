"""What bargains about money set for one month: contract forms, funds, loans, budgets, debts. Levers write here; `money` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]
"""A commissioner and a provider."""


FROM_SURPLUS = "pump-priming"
"""The label of a payment that is made only as far as its payer has cash in hand."""


def group_body(payer: str) -> str:
    """The body that holds what a commissioner's practices keep or owe."""
    return f"{payer}-practices"


@dataclass(frozen=True, slots=True)
class Contract:
    """A pair put on another form: the form's name, its numbers by name, and whether it settles by month or by contract year.

    `numbers` may hold plan (pounds a year), share, cap, floor, threshold and price (parts of 1), and unit (pounds for each `unit`).
    """

    form: str
    numbers: Mapping[str, float]
    by_year: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Unbundled:
    """A part (0 to 1) of a count's price and cost that goes from the provider of the whole to the provider of a step."""

    payer: str
    count: str
    origin: str
    target: str
    share: float
    cost: float


@dataclass(frozen=True, slots=True)
class BestPractice:
    """A premium (part of the price) for the share of a count that keeps to best practice."""

    payer: str
    provider: str
    count: str
    share: float
    premium: float


@dataclass(frozen=True, slots=True)
class Quality:
    """A bonus on a measure of the month: pounds a month at most, earned in proportion between `start` and `target`."""

    payer: str
    provider: str
    measure: str
    start: float
    target: float
    pence: int


@dataclass(frozen=True, slots=True)
class PracticeBudget:
    """A group of practices with a budget, indicative or real. Shares are parts of 1; `pence` a month, nought: a fair share."""

    payer: str
    practices: tuple[str, ...]
    real: bool
    share: float
    pence: int
    shed: float


@dataclass(frozen=True, slots=True)
class Purse:
    """A pooled budget of health and social care: what each puts in (pence a month), and what is bought from whom."""

    name: str
    contributions: tuple[tuple[str, int], ...]
    uses: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RiskPool:
    """A fund of commissioners: a part of allocation put in, and a part of overspend above a trigger paid out of it."""

    members: tuple[str, ...]
    contribution: float
    trigger: float
    share: float


@dataclass(frozen=True, slots=True)
class Loan:
    """Pence lent in month `start`, paid back in equal parts over `months` after `holiday`, with interest (part of 1 a year).

    What is still owed falls due in month `called`, if that is one.
    """

    lender: str
    borrower: str
    pence: int
    start: int
    months: int
    holiday: int = 0
    interest: float = 0.0
    called: int = 0


@dataclass(frozen=True, slots=True)
class Fence:
    """Money that may be spent on one purpose alone: pence a month put aside, and what other uses ask of it.

    `guard` is the part (0 to 1) of what they ask that the fence refuses.
    """

    body: str
    purpose: str
    pence: int
    asked: int
    guard: float


@dataclass(frozen=True, slots=True)
class DoubleRunning:
    """The new service's cost while the old one still runs: pence a month, who funds it (empty: nobody), and how far."""

    provider: str
    pence: int
    payer: str
    funded: float
    headroom: float


@dataclass(frozen=True, slots=True)
class Takeover:
    """A body taken over with all it has and owes, for a sum paid to outside owners; `fenced`: its surplus stays its own."""

    body: str
    by: str
    pence: int
    start: int
    fenced: bool


@dataclass(slots=True)
class Bargains:
    """The month's bargains about money. Empty: the pack's standing contracts hold."""

    contracts: dict[Pair, Contract] = field(default_factory=dict)
    unbundled: list[Unbundled] = field(default_factory=list)
    best_practice: list[BestPractice] = field(default_factory=list)
    quality: list[Quality] = field(default_factory=list)
    practice_budgets: list[PracticeBudget] = field(default_factory=list)
    purses: list[Purse] = field(default_factory=list)
    risk_pools: list[RiskPool] = field(default_factory=list)
    rare_pools: list[tuple[tuple[str, ...], float]] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    double_running: list[DoubleRunning] = field(default_factory=list)
    takeovers: list[Takeover] = field(default_factory=list)
    top_slices: dict[str, float] = field(default_factory=dict)
    carry: dict[str, tuple[float, float]] = field(default_factory=dict)
    cost_factors: dict[str, float] = field(default_factory=dict)
    temporary: dict[str, float] = field(default_factory=dict)
    posts_moved: list[tuple[str, str, float]] = field(default_factory=list)
    contracts_moved: list[tuple[str, str, float]] = field(default_factory=list)

    def heir(self, body: str) -> str:
        """Who stands in a body's place after takeovers (itself when nobody does)."""
        heirs = {each.body: each.by for each in self.takeovers}
        seen = {body}
        while body in heirs and heirs[body] not in seen:
            body = heirs[body]
            seen.add(body)
        return body
