"""The world: what the record amounts to at a moment. A fold of events and of nothing else; it imports no move."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from shirehall.play.agreements import Agreement
from shirehall.play.altered import altered, attributes
from shirehall.play.fields import Clause, PlanLine
from shirehall.play.record.event import Event
from shirehall.play.said import one_more
from shirehall.play.sheet import SheetLine
from shirehall.play.tender import Bid as Bid
from shirehall.play.tender import Tender as Tender


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the year stands. `began` is the play minute at which the month opened; `length` its minutes."""

    start: str = "2013-06"
    months: int = 13
    minutes_a_month: int = 20
    month: int = 1
    began: int = 0
    length: int = 20
    paused: bool = False
    closed: bool = False

    @property
    def ends(self) -> int:
        """The play minute at which the month is due to close."""
        return self.began + self.length


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation in play. `status` is standing, proposed, merged, failed or ended.

    A body that was merged or taken over names its `successor`; one formed in play names its `purpose` and `parents`.
    """

    id: str
    name: str
    short: str
    kind: str
    powers: tuple[str, ...] = ()
    consult: str = "delegated"
    consult_minutes: int = 0
    seated: bool = True
    status: str = "standing"
    parents: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    registered: bool = True
    licence: str = ""
    authorised: str = ""
    began: int = 0
    purpose: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat in play: whose it is, what it may commit its body to, who fills it, and which bodies share it besides.

    `analyst` tells whether whoever sits there can put a question to the model of the county; `looks_after` names the bodies whose
    account manager it is.
    """

    id: str
    organisation: str
    role: str
    may_commit: tuple[str, ...] = ()
    filled_by: str = "nobody"
    table: str = ""
    position: int = 0
    left: bool = False
    also_for: tuple[str, ...] = ()
    analyst: bool = False
    looks_after: tuple[str, ...] = ()


NOT_IN_FORCE = ("suspended", "renegotiated", "removed")
"""States of a rule in which it binds nobody. Removed is what fell away between two rounds."""


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule as it stands: in force, questioned, ruled, suspended, renegotiated or removed; each change with its month.

    `timing` says at which step a duty binds, `limit` the figure that it turns on, where it has either.
    """

    id: str
    text: str
    clarity: str
    who_may_rule: tuple[str, ...]
    check: str = ""
    renegotiable: bool = True
    topic: str = ""
    status: str = "in force"
    versions: tuple[tuple[int, str, str], ...] = ()
    proposal: str = ""
    timing: str = ""
    limit: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the rules: who asked whom, when, and what was answered, if anything."""

    id: int
    asker: str
    askees: tuple[str, ...]
    text: str
    rule: str = ""
    pack_question: str = ""
    month: int = 1
    status: str = "open"
    answer: str = ""
    answered_by: str = ""
    answered_month: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked for: information, help or action. `replies` maps a seat to what it did about it."""

    id: int
    asker: str
    askees: tuple[str, ...]
    text: str
    wants: str
    at: int
    month: int
    due: int
    replies: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """open until anybody replies; then answered, withheld or deferred, whichever came first and best."""
        kinds = [kind for kind, _ in self.replies.values()]
        for kind in ("answered", "withheld", "deferred"):
            if kind in kinds:
                return kind
        return "open"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting: who was invited, who joined, when it runs, and its minute."""

    id: int
    caller: str
    invited: tuple[str, ...]
    title: str
    starts: int
    minutes: int
    month: int
    joined: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    minuted: bool = False
    public: bool = False

    @property
    def ends(self) -> int:
        """The play minute at which those who joined are free again."""
        return self.starts + self.minutes


@dataclass(frozen=True, slots=True)
class Review:
    """One judgement of a plan, with its reasons."""

    by: str
    verdict: str
    reasons: str
    at: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A savings, recovery or service plan: lines, the gap it answers, and what was said of it."""

    id: int
    owner: str
    to: tuple[str, ...]
    title: str
    gap_pence: int
    lines: tuple[PlanLine, ...]
    month: int
    version: int = 1
    status: str = "submitted"
    reviews: tuple[Review, ...] = ()
    endorsed_by: tuple[str, ...] = ()

    @property
    def found_pence(self) -> int:
        """What the lines add up to, in pence a year."""
        return sum(line.pence for line in self.lines)


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation of members, patients or the public, at a grade of specificity from 0 (aims) to 3 (specifics).

    `subject` is the agreement it is about, if any, and `version` the text of it that was put to them.
    """

    id: int
    organisation: str
    whom: str
    specificity: int
    question: str
    subject: int
    closes: int
    status: str = "open"
    support: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """Business between bodies with an opening, a state and an end: a case, a dispute, a complaint, an offer.

    `subject` is the number of the thing it is about, `body` the organisation it is about, if any. `accepted` names who has
    accepted an offer; `detail` holds what its kind needs besides, in plain words and sums.
    """

    id: int
    kind: str
    by: str
    against: tuple[str, ...]
    title: str
    month: int
    status: str
    handler: str = ""
    outcome: str = ""
    pence: int = 0
    subject: int = 0
    history: tuple[tuple[str, int], ...] = ()
    body: str = ""
    accepted: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that binds in real life. Missing it is noted and stops nobody."""

    id: str
    title: str
    month: int
    at: int
    owes: tuple[str, ...]
    to: tuple[str, ...]
    met_by: str
    about: tuple[str, ...]
    met: tuple[str, ...] = ()
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Inject:
    """Something that arrived: to whom, and within how many minutes a reaction is looked for."""

    id: int
    pack_id: str
    title: str
    kind: str
    to: tuple[str, ...]
    at: int
    reply_within: int
    reactions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TermInForce:
    """A lever in force: its clause, where it came from, from which month, and whether signed, ruled or assumed."""

    source: int
    clause: Clause
    start: int
    until: int | None
    basis: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads for several bodies towards one counterpart, and which bodies back the lead.

    `rivals` holds (seat, backers) of those whom fewer bodies back.
    """

    counterpart: str
    seat: str
    backers: tuple[str, ...]
    since: int
    rivals: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Delegation:
    """Authority lent to a seat. Accountability stays with the body that lent it."""

    id: int
    accountable: str
    to: str
    scope: str
    direction: str
    ended: bool = False


@dataclass(frozen=True)
class World:
    """Everything that is so. Tables map an id, or the number of a thing's first event, to its state.

    `free` maps each free move to the seat that made it. `runsheet` holds the injects by id once the run sheet was laid;
    `left_open` why a question or free move was left open on purpose; `newcomers` the seats opened in play that still lack
    their body's papers; `said` the month's words that can still be withdrawn, with whose they are and whom they addressed.
    `round` is the later round that was opened; empty in the first. `levels` says of a service and of the body accountable for it, as
    `service|body`, at which level and by which body it is commissioned.
    """

    seq: int = 0
    at: int = 0
    patch: str = ""
    opened: bool = False
    clock: Clock = Clock()
    topics: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, Body] = field(default_factory=dict)
    seats: Mapping[str, Chair] = field(default_factory=dict)
    rules: Mapping[str, RuleState] = field(default_factory=dict)
    questions: Mapping[int, Question] = field(default_factory=dict)
    requests: Mapping[int, Request] = field(default_factory=dict)
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    agreements: Mapping[int, Agreement] = field(default_factory=dict)
    plans: Mapping[int, Plan] = field(default_factory=dict)
    consultations: Mapping[int, Consultation] = field(default_factory=dict)
    matters: Mapping[int, Matter] = field(default_factory=dict)
    tenders: Mapping[int, Tender] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    injects: Mapping[int, Inject] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    delegations: Mapping[int, Delegation] = field(default_factory=dict)
    terms: tuple[TermInForce, ...] = ()
    figures: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    knowledge: Mapping[str, int] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    free: Mapping[int, str] = field(default_factory=dict)
    state_digest: str = ""
    runsheet: Mapping[str, SheetLine] = field(default_factory=dict)
    left_open: Mapping[int, str] = field(default_factory=dict)
    newcomers: tuple[str, ...] = ()
    alerts_off: bool = False
    said: Mapping[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    round: str = ""
    levels: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def seats_of(self, organisation: str) -> tuple[str, ...]:
        """The seats of a body that nobody has left, those it shares included, in the order of the pack."""
        mine = [
            chair
            for chair in self.seats.values()
            if (chair.organisation == organisation or organisation in chair.also_for) and not chair.left
        ]
        return tuple(chair.id for chair in sorted(mine, key=lambda chair: chair.position))

    def seats_of_all(self, organisations: tuple[str, ...]) -> tuple[str, ...]:
        """The seats of several bodies, body by body, none twice."""
        return tuple(dict.fromkeys(seat for body in organisations for seat in self.seats_of(body)))

    def ears_of(self, organisations: tuple[str, ...]) -> tuple[str, ...]:
        """The seats that hear what is agreed with some bodies: their own, and those to which they lent that authority."""
        lent = [
            lent.to
            for lent in self.delegations.values()
            if not lent.ended and lent.scope == "agreements" and lent.accountable in organisations
        ]
        return tuple(dict.fromkeys((*self.seats_of_all(organisations), *lent)))

    def organisation_of(self, seat: str) -> str:
        """The body a seat belongs to."""
        return self.seats[seat].organisation

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """The bodies of some kinds, in the order of the pack."""
        return tuple(body.id for body in self.organisations.values() if body.kind in kinds)

    def with_power(self, power: str) -> tuple[str, ...]:
        """The bodies that stand and hold a power. More than one may; the tie is left a tie."""
        return tuple(
            body.id
            for body in self.organisations.values()
            if power in body.powers and body.seated and not body.successor and body.status != "ended"
        )

    def rule_for(self, check: str) -> RuleState | None:
        """The rule in force behind a machine-checked condition, or none when it was suspended or renegotiated away."""
        for rule in self.rules.values():
            if rule.check == check and rule.status not in NOT_IN_FORCE:
                return rule
        return None

    def busy_until(self, seat: str) -> int:
        """The play minute until which a seat sits in a meeting it joined; the present minute when it is free."""
        return max((m.ends for m in self.running() if seat in m.joined), default=self.at)

    def in_meeting(self, seat: str) -> Meeting | None:
        """The running meeting a seat sits in, if any."""
        return next((m for m in self.running() if seat in m.joined), None)

    def running(self) -> list[Meeting]:
        """The meetings that have begun and are not over."""
        at = self.at
        return [m for m in self.meetings.values() if m.starts <= at < m.starts + m.minutes]


def digest(world: World) -> str:
    """The SHA-256 of the whole world as JSON with sorted keys, in hex: two worlds are the same when their digests are."""
    text = json.dumps(world, default=as_object, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


LATER = frozenset({"runsheet", "left_open", "newcomers", "alerts_off", "round", "levels"})
"""Attributes that records from before them know nothing of: while they are empty, a world's digest leaves them out."""
UNSET = object()
LATER_OF: Mapping[str, Mapping[str, Any]] = {
    "Chair": {"looks_after": ()},
    "RuleState": {"timing": "", "limit": 0.0},
    "Agreement": {"under": 0, "protected": None, "chain": (), "steps_reported": ()},
    "Bid": {"lots": 1, "pathway": ""},
    "Tender": {"lots": 1, "specified": "pathways"},
}
"""The same of other things of the world, each with the value at which it says nothing."""
PASSING = {"World": ("said",), "Tender": ("opened", "moved")}
"""What a digest leaves out always: records from before it hold words and tenders too, and were closed without it."""


def as_object(record: Any) -> dict[str, Any]:
    """One dataclass of the world as a JSON object. Raises TypeError for what the world may not hold."""
    names, read = attributes(cast(Hashable, type(record)))
    told = dict(zip(names, read(record), strict=True))
    for name in PASSING.get(type(record).__name__, ()):
        del told[name]
    if isinstance(record, World):
        return {name: value for name, value in told.items() if value or name not in LATER}
    later = LATER_OF.get(type(record).__name__, {})
    return {name: value for name, value in told.items() if later.get(name, UNSET) != value} if later else told


def at_minute(world: World, at: int) -> World:
    """The same world at a later play minute."""
    return world if world.at == at else altered(world, at=at)


def put(world: World, table: str, key: Any, value: object) -> World:
    """The world with one entry of one table set."""
    changed = dict(getattr(world, table))
    changed[key] = value
    changes: dict[str, Any] = {table: changed}
    return altered(world, **changes)


def words_said(world: World, event: Event) -> World:
    """The world in which an event's words may be withdrawn by whoever said them, until the month is over."""
    return altered(world, said=one_more(world.said, event.seq, (event.seat, event.addressees)))


def alter(world: World, table: str, key: Any, **changes: Any) -> World:
    """The world with some attributes of one entry changed; unaltered when the entry is not there."""
    entry = getattr(world, table).get(key)
    return world if entry is None else put(world, table, key, altered(entry, **changes))
