"""Who a mind is: the character of its body and seat, and the roster that everybody in the room knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shirehall.patch.model import Organisation, Rule, Seat
from shirehall.patch.pack import Patch
from shirehall.players.minds.mechanisms import CARRIES
from shirehall.players.minds.trade import PART_TIME, topics_of_role


@dataclass(frozen=True, slots=True)
class Listed:
    """A seat as everybody knows it: its body, its role, the topics the role suggests, what it may commit."""

    seat: str
    organisation: str
    topics: tuple[str, ...]
    may_commit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """What everybody knows of the patch: its bodies by kind and power, their seats, and who runs which service.

    `rooms` says at which sites there is room for which work, whether or not anybody goes there for it yet, `sites` what they are called.
    `looked_up` keeps answers of `best`, which follow from the rest alone; `later` the rosters that follow from this one when bodies
    become others (see `lineage.py`).
    """

    kinds: Mapping[str, str]
    names: Mapping[str, str]
    by_kind: Mapping[str, tuple[str, ...]]
    by_power: Mapping[str, tuple[str, ...]]
    seats: Mapping[str, tuple[Listed, ...]]
    runs: Mapping[str, tuple[str, ...]]
    rooms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    looked_up: dict[tuple[str, tuple[str, ...], str], Listed | None] = field(
        default_factory=dict, compare=False, repr=False
    )
    later: dict[tuple[tuple[str, str], ...], Roster] = field(default_factory=dict, compare=False, repr=False)

    def of(self, *kinds: str) -> tuple[str, ...]:
        """The bodies of some kinds with seats, in the order of the kinds, then of the pack."""
        return tuple(body for kind in kinds for body in self.by_kind.get(kind, ()) if body in self.seats)

    def best(self, body: str, topics: tuple[str, ...], scope: str = "") -> Listed | None:
        """The seat of a body that looks after a topic, the earlier topics weighing more; with authority, if one is named."""
        key = (body, topics, scope)
        if key not in self.looked_up:
            able = [each for each in self.seats.get(body, ()) if not scope or scope in each.may_commit]
            self.looked_up[key] = max(able, key=lambda each: fit(each, topics), default=None)
        return self.looked_up[key]


def fit(each: Listed, topics: tuple[str, ...]) -> int:
    """How well a seat's topics fit those of a matter."""
    return sum(len(topics) - place for place, topic in enumerate(topics) if topic in each.topics)


@dataclass(frozen=True, slots=True)
class Paper:
    """One of the body's own standing contracts: with whom, in which form, worth how many pounds a year."""

    contract: str
    title: str
    other: str
    buying: bool
    form: str
    pounds: int


@dataclass(frozen=True, slots=True)
class Place:
    """Something the body itself runs at a site: a resource and how much of it."""

    site: str
    name: str
    resource: str
    count: int


@dataclass(frozen=True, slots=True)
class BuyRight:
    """A building for care that another body owns and that one's own has the right to buy: its name, whose it is, and what it is said
    to be worth in £m, if anybody says so."""

    name: str
    owner: str
    worth: float = 0.0


MIDDLE = 0.5
"""Where a trait stands of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Character:
    """A seat's character. Scales run from 0 to 1; `attention` is in play minutes a month.

    `skills` are what the seat can do, `believed` what it thinks it can do. `ties` say how well it knew other bodies and seats
    before play. `gap` is what the body knows it must find, in pounds a year. `off` names mechanisms that do not work in this mind.
    `aims` say in words what the body set out to do. `scored` is how much more a concern weighs because the body is scored on it.
    `does` says in words what the body is there to do, `buy_rights` which buildings of others it has the right to buy.
    """

    seat: str
    organisation: str
    name: str
    kind: str
    role: str
    profession: str
    topics: tuple[str, ...]
    may_commit: tuple[str, ...]
    powers: tuple[str, ...]
    consults_first: bool
    attention: float
    traits: Mapping[str, float]
    skills: Mapping[str, float]
    believed: Mapping[str, float]
    ties: Mapping[str, float]
    gap: int
    money: Mapping[str, float]
    contracts: tuple[Paper, ...]
    places: tuple[Place, ...]
    services: tuple[str, ...]
    roster: Roster
    off: frozenset[str] = frozenset()
    aims: tuple[str, ...] = ()
    scored: Mapping[str, float] = field(default_factory=dict)
    does: tuple[str, ...] = ()
    buy_rights: tuple[BuyRight, ...] = ()

    def has(self, mechanism: str) -> bool:
        """Whether a mechanism of `mechanisms.py` is at work in this mind."""
        return mechanism not in self.off

    def trait(self, name: str) -> float:
        """How strong a trait of the body is; the middle when the pack says nothing or the mechanism that carries it is off."""
        if self.off and CARRIES.get(name) in self.off:
            return MIDDLE
        return self.traits.get(name, MIDDLE)

    def skill(self, name: str) -> float:
        """What the seat can do; little when the pack says nothing, the middle for all when knowledge plays no part."""
        if "knowledge" in self.off:
            return MIDDLE
        return self.skills.get(name, 0.15)

    def thinks_it_can(self, name: str) -> float:
        """What the seat believes it can do."""
        if "knowledge" in self.off:
            return MIDDLE
        return self.believed.get(name, 0.2)

    def tie(self, body: str) -> float:
        """How well the seat knew a body before play; strangers when the pack says nothing."""
        return self.ties.get(body, 0.1)


def roster_of(patch: Patch) -> Roster:
    """The roster that everybody is given when the day opens, as read from the pack."""
    by_kind: dict[str, tuple[str, ...]] = {}
    by_power: dict[str, tuple[str, ...]] = {}
    seats: dict[str, tuple[Listed, ...]] = {}
    for body in patch.organisations:
        chairs = patch.seats_of(body.id)
        if not chairs or body.kind == "control":
            continue
        by_kind[body.kind] = (*by_kind.get(body.kind, ()), body.id)
        for power in body.powers:
            by_power[power] = (*by_power.get(power, ()), body.id)
        seats[body.id] = tuple(
            Listed(c.id, body.id, topics_of_role(c.role), tuple(c.may_commit)) for c in chairs
        )
    owners = {row.site: row.owner for row in patch.county.sites}
    runs: dict[str, tuple[str, ...]] = {}
    for row in patch.county.market:
        if row.share > 0:
            runs[row.pathway] = tuple(dict.fromkeys((*runs.get(row.pathway, ()), owners[row.site])))
    kinds = {body.id: body.kind for body in patch.organisations}
    names = {body.id: body.short for body in patch.organisations}
    sites = {row.site: row.name for row in patch.county.sites}
    return Roster(kinds, names, by_kind, by_power, seats, runs, rooms_for(patch), sites)


def rooms_for(patch: Patch) -> dict[str, tuple[str, ...]]:
    """At which sites there is room for which work: what the county's market names, and where people go with minor injuries."""
    found: dict[str, tuple[str, ...]] = {}
    pairs = [(row.pathway, row.site) for row in patch.county.market]
    for work, site in (*pairs, *(("minor", flow.site) for flow in patch.county.flows if flow.minor > 0)):
        found[work] = tuple(dict.fromkeys((*found.get(work, ()), site)))
    return found


def character_of(
    patch: Patch,
    seat_id: str,
    roster: Roster | None = None,
    attention: float | None = None,
    off: frozenset[str] = frozenset(),
) -> Character:
    """The character of one seat: its own body's and seat's traits, skills, ties, contracts and places, and the roster.

    Of the rest of the pack only the rules in force are read: nothing of what is yet to arrive, no other body's traits. `attention` is
    the minutes that a seat has each month, as the setting says; the pack's own when left out. `off` are mechanisms to be left out of the
    mind.
    """
    seat = next(each for each in patch.active_seats if each.id == seat_id)
    body = patch.organisation(seat.organisation)
    roster = roster or roster_of(patch)
    minutes = patch.head.pressure.attention_minutes.value if attention is None else attention
    knows = {name: figure.value for name, figure in body.knowledge.items()}
    sites = {row.site: row.name for row in patch.county.sites if row.owner == body.id}
    return Character(
        seat=seat.id,
        organisation=body.id,
        name=body.short,
        kind=body.kind,
        role=seat.role,
        profession=seat.profession,
        topics=topics_of_role(seat.role),
        may_commit=tuple(seat.may_commit),
        powers=tuple(body.powers),
        consults_first=body.consult.mode == "consult-first",
        attention=minutes * PART_TIME.get(seat.profession, 1.0),
        traits=dict(body.traits),
        skills=skills_of(patch, seat, knows),
        believed=beliefs_of(patch, seat, knows),
        ties=ties_of(patch, seat),
        gap=gap_of(body),
        money={name: figure.value for name, figure in body.money.items()},
        contracts=contracts_of(patch, body.id),
        places=places_of(patch, sites),
        services=tuple(
            dict.fromkeys(row.pathway for row in patch.county.market if row.site in sites and row.share > 0)
        ),
        roster=roster,
        off=off,
        aims=tuple(body.aims),
        scored=scored_on(patch.rules.rules, body.kind),
        does=tuple(body.functions),
        buy_rights=buy_rights_of(patch, body.id),
    )


def scored_on(rules: Iterable[Rule], kind: str) -> dict[str, float]:
    """What rules in force score bodies of a kind on, and how much more each concern weighs for it."""
    scored: dict[str, float] = {}
    for reward in (each for rule in rules for each in rule.rewards if kind in each.kinds):
        scored[reward.concern] = scored.get(reward.concern, 0.0) + reward.weight.value
    return scored


LEANING = 0.7
"""How much of a colleague's skill one has the use of by asking across the table (assumed)."""


def skills_of(patch: Patch, seat: Seat, knows: Mapping[str, float]) -> dict[str, float]:
    """What a seat can do: by itself, by leaning on the ablest colleague at its own table, or from what its body knows."""
    skills = {name: 0.6 * level for name, level in knows.items()}
    for colleague in patch.seats_of(seat.organisation):
        part = 1.0 if colleague.id == seat.id else LEANING
        for name, skill in colleague.skills.items():
            skills[name] = max(skills.get(name, 0.0), part * skill.actual)
    return skills


def beliefs_of(patch: Patch, seat: Seat, knows: Mapping[str, float]) -> dict[str, float]:
    """What a seat believes it can do: by its own rating, or by leaning on whoever at its table rates themselves ablest."""
    believed = {name: 0.6 * level for name, level in knows.items()}
    believed.update((name, skill.self_rated) for name, skill in seat.skills.items())
    for colleague in patch.seats_of(seat.organisation):
        for name, skill in colleague.skills.items():
            believed[name] = max(believed.get(name, 0.0), LEANING * skill.self_rated)
    return believed


def ties_of(patch: Patch, seat: Seat) -> dict[str, float]:
    """How well the seat knows bodies and seats, from its own ties and its body's."""
    mine = (seat.id, seat.organisation)
    ties: dict[str, float] = {}
    for tie in patch.seats.ties:
        one, other = tie.between
        for near, far in ((one, other), (other, one)):
            if near in mine:
                ties[far] = max(ties.get(far, 0.0), tie.strength)
    return ties


def gap_of(body: Organisation) -> int:
    """What a body knows it must find, in pounds a year: its target, or the first such sum in its own money, or nothing."""
    if body.savings_target is not None:
        return int(body.savings_target.value * 1_000_000)
    for stem in ("saving", "gap"):
        for name, figure in body.money.items():
            if name.startswith(stem) and "m" in figure.unit:
                return int(figure.value * 1_000_000)
    return 0


def contracts_of(patch: Patch, body: str) -> tuple[Paper, ...]:
    """The body's own main contracts that are not yet signed for the year."""
    return tuple(
        Paper(
            contract=c.id,
            title=c.title,
            other=c.provider if c.commissioner == body else c.commissioner,
            buying=c.commissioner == body,
            form=c.form,
            pounds=int(c.value.value * 1_000_000),
        )
        for c in patch.contracts
        if body in (c.commissioner, c.provider) and c.tier == "main" and not c.signed
    )


FOR_CARE = ("hospital", "community-hospital", "clinic")
"""The kinds of building in which care is given."""


def buy_rights_of(patch: Patch, body: str) -> tuple[BuyRight, ...]:
    """The buildings for care that others own and that the body has the right to buy."""
    return tuple(
        BuyRight(asset.name, asset.owner, asset.worth.value if asset.worth else 0.0)
        for asset in patch.assets
        if asset.kind in FOR_CARE and any(o.holder == body and o.right == "buy" for o in asset.options)
    )


def places_of(patch: Patch, sites: Mapping[str, str]) -> tuple[Place, ...]:
    """What a body runs at its own sites, the part of it that its owner can open or close."""
    rows = (row for row in patch.county.services if row.site in sites and row.measure != "books")
    return tuple(Place(row.site, sites[row.site], row.resource, int(row.capacity)) for row in rows)
