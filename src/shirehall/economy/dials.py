"""The settings of one month: what the pack says, altered by each lever in force in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from shirehall.economy.bargains import Bargains

EVERYBODY = "all"
EVERYTHING = "everything"
FLARE = "flare"
REFERRALS = ("referral-surgical", "referral-medical", "referral-other")
EMERGENCIES = ("urgent", "gp-emergency", "ambulance", "care-home", "flare")
SERVICES = {"outpatients": REFERRALS, "planned-care": (*REFERRALS, "planned"), "emergencies": EMERGENCIES,
            "ae-minor": ("minor",), "ae": ("urgent", "minor")}  # fmt: skip
"""Wider names that a deal may use for several pathways; `flare` stands for every pathway whose name begins so."""
RESOURCES = {"beds": ("medical-beds", "surgical-beds", "children-beds", "community-beds"),
             "community-places": ("community-beds",), "clinics": ("clinic-surgical", "clinic-medical", "clinic-other"),
             "theatres": ("theatre-day", "theatre-night")}  # fmt: skip
"""Wider names that a deal may use for several resources."""


@dataclass(frozen=True, slots=True)
class Move:
    """A share (0 to 1) of a pathway's entries sent from one owner or site to another, for one commissioner or all."""

    pathway: str
    origin: str
    target: str
    share: float
    commissioner: str = EVERYBODY

    def pathways(self) -> tuple[str, ...]:
        """The pathways that the service named takes in."""
        return SERVICES.get(self.pathway, (self.pathway,))

    def takes(self, pathway: str) -> bool:
        """Whether the move takes in a pathway; a closed site's `everything` takes in all of them."""
        meant = self.pathways()
        return (
            self.pathway == EVERYTHING or pathway in meant or (pathway.startswith(FLARE) and FLARE in meant)
        )


@dataclass(frozen=True, slots=True)
class Payment:
    """Money from one body to another, in pence.

    `label` is its kind (payment, taper, personal budget...); `purpose` says what it is spent on, and `fence` names the ring-fenced
    money it is to come from: a payment from fenced money for another purpose is refused.
    """

    payer: str
    receiver: str
    pence: int
    label: str
    purpose: str = ""
    fence: str = ""


@dataclass(frozen=True, slots=True)
class BedRelease:
    """Beds closed at a site since a month: their cost leaves only slowly."""

    site: str
    beds: int
    start: int


@dataclass(frozen=True, slots=True)
class Programme:
    """Something done for people with a need: self-care, home monitoring, prevention.

    `share` (0 to 1) of the register of `need` (or `all` needs) of a commissioner's people (or `all`) is reached; `effect` is the
    fraction by which flare-ups (`on` "flares") or new need ("register") fall among those reached, a minus for a rise. What
    shows moves to share x effect as 1 - exp(-t / lag_months), from month `since`; when the programme is no longer in the
    dials it fades at the lag of its kind.
    """

    name: str
    need: str
    commissioner: str
    share: float
    effect: float
    lag_months: float = 6.0
    on: str = "flares"
    since: int = 1


MONEY = (
    "prices",
    "blocks",
    "risk_shares",
    "pools",
    "payments",
    "costs",
    "place_fees",
    "releases",
    "bargains",
)
"""Dials that move money alone: nothing in the lives of people and places is read from them."""
MONEY_REMEMBERED = ("year:", "plan:")
"""How the names begin of what only money remembers of earlier months."""


@dataclass(slots=True)
class Dials:
    """The county's settings for one month. A lever mechanism turns some of them; nothing else does.

    Factors multiply; pounds are sums a year unless named otherwise; `owners` maps a site to the body that runs it; `memory` is the
    state's and is only read. `branches` multiply the chance of a (pathway, step), `stays` how long it lasts; `ceilings` are the
    most that demand of a (pathway, commissioner) may come to, over the pack's; `posts` are posts more of a (body, skill), `needed`
    posts that schemes use up, `leavers` the share of posts that empties in a year beyond the usual, `eased` the share of a skill's
    work that others do, `brought` capacity that comes with its own staff; `shut` is the share of a site's capacity that is left,
    `tenants` the bodies that a site's landlord lets work there, `adoption` how much faster than by itself new technology spreads,
    `ineligible` the share of people asking a council for care who no longer qualify, `overtime` a
    factor on a body's list, by (list, body), that is worked beyond what posts can staff.
    """

    month: int
    owners: dict[str, str]
    memory: Mapping[str, float] = field(default_factory=dict)
    demand: dict[tuple[str, str], float] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    rates: dict[tuple[str, str], float] = field(default_factory=dict)
    avoid_places: dict[str, int] = field(default_factory=dict)
    avoid_effect: dict[str, float] = field(default_factory=dict)
    early: tuple[int, float] = (0, 0.0)
    place_fees: list[tuple[str, str, str, int]] = field(default_factory=list)
    practice_close: dict[str, float] = field(default_factory=dict)
    prices: dict[tuple[str, str], float] = field(default_factory=dict)
    blocks: dict[tuple[str, str], float] = field(default_factory=dict)
    risk_shares: dict[tuple[str, str], float] = field(default_factory=dict)
    pools: list[tuple[tuple[str, ...], float]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    costs: list[tuple[str, int, str]] = field(default_factory=list)
    releases: list[BedRelease] = field(default_factory=list)
    staff: dict[str, float] = field(default_factory=dict)
    # Money: bargains of every kind (bargains.py), read by economy/money
    bargains: Bargains = field(default_factory=Bargains)
    # People: choice (people.py, choice.py) and need (needs.py). Keys by commissioner may be `all`; a `moves` item whose
    # origin is `all` is a referral directed to its target from wherever it would have gone. `practice_close` may name a
    # practice as well as a commissioner.
    choosers: dict[str, float] = field(default_factory=dict)
    """Share of a commissioner's people (or `all`) who choose where they are treated, in place of the pack's."""
    choice_strength: dict[str, float] = field(default_factory=dict)
    """How much more steeply a commissioner's choosers answer to waits than the pack says (a factor)."""
    need_target: dict[tuple[str, str], float] = field(default_factory=dict)
    """What levers add to the care that a (need or `all`, commissioner or `all`) is moving to (0.1: a tenth better)."""
    need_effect: dict[str, float] = field(default_factory=dict)
    """The effect of care on flare-ups, by need or `all`, in place of the pack's (for ranges of what is assumed)."""
    programmes: list[Programme] = field(default_factory=list)
    """Self-care, monitoring and prevention in force."""
    practice_referral: dict[str, float] = field(default_factory=dict)
    """A factor on the referrals of one practice."""
    # levers of care: steps of pathways, ceilings, posts by skill (L)
    branches: dict[tuple[str, str], float] = field(default_factory=dict)
    stays: dict[tuple[str, str], float] = field(default_factory=dict)
    ceilings: dict[tuple[str, str], float] = field(default_factory=dict)
    posts: dict[tuple[str, str], float] = field(default_factory=dict)
    needed: dict[tuple[str, str], float] = field(default_factory=dict)
    leavers: dict[tuple[str, str], float] = field(default_factory=dict)
    eased: dict[tuple[str, str], float] = field(default_factory=dict)
    brought: dict[tuple[str, str], int] = field(default_factory=dict)
    shut: dict[str, float] = field(default_factory=dict)
    tenants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    adoption: float = 1.0
    ineligible: dict[str, float] = field(default_factory=dict)
    overtime: dict[tuple[str, str], float] = field(default_factory=dict)

    # quality (report/quality.py): what is left of demand by (pathway, commissioner) after thresholds, for need that goes unmet
    barred: dict[tuple[str, str], float] = field(default_factory=dict)

    def scale_demand(self, pathway: str, commissioner: str, factor: float) -> None:
        """Multiply a pathway's demand, for one commissioner's people or `all`."""
        key = (pathway, commissioner)
        self.demand[key] = self.demand.get(key, 1.0) * factor

    def bar(self, pathway: str, commissioner: str, factor: float) -> None:
        """Turn away all but a share of a pathway's demand (`factor` up to 1: people whose need goes unmet; beyond it, more come)."""
        self.scale_demand(pathway, commissioner, factor)
        if factor < 1:
            key = (pathway, commissioner)
            self.barred[key] = self.barred.get(key, 1.0) * factor

    def demand_factor(self, pathway: str, commissioner: str, *, capped: bool = True) -> float:
        """The factor in force on a pathway for a commissioner's people, no higher than a ceiling agreed for it (if `capped`)."""
        names = (pathway, FLARE) if pathway.startswith(FLARE) else (pathway,)
        factor = 1.0
        for name in names:
            factor *= self.demand.get((name, EVERYBODY), 1.0) * self.demand.get((name, commissioner), 1.0)
        for whose in (EVERYBODY, commissioner) if capped else ():
            factor = min(factor, self.ceilings.get((pathway, whose), factor))
        return factor

    def scale_branch(self, pathway: str, step: str, factor: float) -> None:
        """Multiply the chance of a pathway's step; the engine keeps it between 0 and 1."""
        self.branches[pathway, step] = self.branches.get((pathway, step), 1.0) * factor

    def scale_stay(self, pathway: str, step: str, factor: float) -> None:
        """Multiply how long a pathway's step lasts."""
        self.stays[pathway, step] = self.stays.get((pathway, step), 1.0) * factor


def steps_meant(steps: Sequence[tuple[str, str, str]], pathway: str, step: str) -> list[int]:
    """The numbers of the steps (pathway, site, name) that a step's name means: itself, wherever a part has put it.

    A part's steps are called `<caller step>.<step>`, so `stay` means `take.stay` too; pathway `all` means every pathway.
    """
    return [
        i
        for i, (whose, _, name) in enumerate(steps)
        if pathway in (whose, EVERYBODY) and (name == step or name.endswith(f".{step}"))
    ]


def without_money(dials: Dials) -> dict[str, object]:
    """The dials that the lives of people and places are read from, with what is remembered: months alike in these are lived alike."""
    found = {each.name: getattr(dials, each.name) for each in fields(dials) if each.name not in MONEY}
    memory = dials.memory.items()
    found["memory"] = {name: value for name, value in memory if not name.startswith(MONEY_REMEMBERED)}
    return found
