"""What a facilitator watches: who is waited for, silent, overloaded, away, never approached; who writes to whom.

Everything is read from a facilitator's view, which sees the whole room, and from the streams and the register's presence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from shirehall.play.names import WorldNames, clip, sentence_case
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import View
from shirehall.play.world import World
from shirehall.study.demands import DEMANDS, PUT_OFF

SILENT_AFTER = 10
"""Play minutes without an act after which a seat that a person fills is called silent: half of a month of twenty."""
NATURES = ("talk", "commitment", "deed")
COSTS: Mapping[str, str] = {
    "asked": "answer",
    "challenged": "answer",
    "countered": "sign",
    "meeting-called": "call-meeting",
    "plan-submitted": "review-plan",
    "proposed": "sign",
    "ruling-asked": "rule",
    "summit-called": "call-meeting",
}
"""The move by which a demand is usually met; its minutes are what the demand costs whoever meets it."""
USUAL = 3
"""Minutes that anything else costs that asks for an answer (assumed): reading it, and a line in reply."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that lies with a body unanswered: what, from whom, since which play minute, for how many minutes."""

    event: int
    body: str
    asker: str
    what: str
    since: int
    minutes: int
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatNow:
    """One seat as it stands: who fills it, whether a browser is there, when it last acted, and its load this month.

    `quiet` are the minutes of play since its last act, or since it was opened or given to somebody. Who never came is missing, not silent.
    `asked_minutes` is what this month's demands and injects would cost to meet; `open` counts what still waits;
    `unanswered` is the share, in percent, of everything asked of it that has no answer; `delay` the median play minutes to an answer.
    """

    id: str
    body: str
    role: str
    filled_by: str
    left: bool
    joined: bool
    online: bool
    last: int | None
    quiet: int
    asked_minutes: int
    received: int
    open: int
    unanswered: int | None
    delay: float | None
    silent: bool
    overloaded: bool

    @property
    def missing(self) -> bool:
        """Whether a person is to sit there and nobody has come."""
        return self.filled_by == "person" and not self.left and not self.joined

    @property
    def offline(self) -> bool:
        """Whether somebody came, and no browser of theirs is connected now."""
        return self.filled_by == "person" and not self.left and self.joined and not self.online


@dataclass(frozen=True, slots=True)
class Board:
    """The whole room at a glance."""

    minute: int
    attention: float
    seats: tuple[SeatNow, ...]
    waiting: tuple[Waiting, ...]
    never: tuple[str, ...]

    def those(self, mark: str) -> tuple[SeatNow, ...]:
        """The seats that are missing, offline, silent or overloaded."""
        return tuple(seat for seat in self.seats if getattr(seat, mark))

    def longest(self, most: int) -> tuple[tuple[Waiting, int], ...]:
        """What has waited longest; what lies with one body in the same words stands once, with how often."""
        found: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
        for one in self.waiting:
            found[one.what, one.body].append(one)
        return tuple((same[0], len(same)) for same in list(found.values())[:most])


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who wrote to whom: bodies by how much they took part, and how often each approached each."""

    bodies: tuple[tuple[str, str], ...]
    counts: Mapping[tuple[str, str], int]
    sent: Mapping[str, int]
    received: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Demand:
    """Something asked of a body: its event, the seats it lies with, and when the body first answered, if it did."""

    event: Event
    body: str
    seats: tuple[str, ...]
    answered: int | None


def board(view: View, online: Mapping[str, int], joined: Iterable[str], attention: float) -> Board:
    """The board from a facilitator's view; `online` and `joined` tell whose browsers are there now, and who ever came."""
    world, minute = view.world, view.at
    asked = demands(view.events, world)
    last, since = last_acts(view.events), given_at(view.events)
    came = set(joined)
    by_seat: dict[str, list[Demand]] = defaultdict(list)
    for demand in asked:
        for seat in demand.seats:
            by_seat[seat].append(demand)
    loads = load_by_seat(view, asked)
    seats = tuple(
        seat_now(
            view,
            seat,
            online,
            came,
            last.get(seat),
            since.get(seat, 0),
            by_seat[seat],
            loads[seat],
            attention,
        )
        for seat in sorted(world.seats, key=lambda each: world.seats[each].position)
        if not is_control(world, seat)
    )
    return Board(minute, attention, seats, waiting(asked, world, minute, view), never_approached(view))


def is_control(world: World, seat: str) -> bool:
    """Whether a seat is a facilitator's."""
    return world.organisations[world.organisation_of(seat)].kind == "control"


def seat_now(view: View, seat: str, online: Mapping[str, int], came: set[str], last: int | None, since: int,
             asked: Sequence[Demand], load: int, attention: float) -> SeatNow:  # fmt: skip
    """One seat's line of the board."""
    chair = view.world.seats[seat]
    quiet = view.at - max(last or 0, since)
    delays = [each.answered - each.event.at for each in asked if each.answered is not None]
    still = [each for each in asked if each.answered is None]
    person = chair.filled_by == "person" and not chair.left
    return SeatNow(
        id=seat,
        body=chair.organisation,
        role=chair.role,
        filled_by=chair.filled_by,
        left=chair.left,
        joined=seat in came,
        online=bool(online.get(seat)),
        last=last,
        quiet=quiet,
        asked_minutes=load,
        received=len(asked),
        open=len(still),
        unanswered=round(100 * len(still) / len(asked)) if asked else None,
        delay=float(median(delays)) if delays else None,
        silent=person and seat in came and quiet >= SILENT_AFTER,
        overloaded=not chair.left and load > attention,
    )


def last_acts(events: Iterable[Event]) -> dict[str, int]:
    """When each seat last did anything."""
    return {event.seat: event.at for event in events if event.seat and event.kind != "move-refused"}


def given_at(events: Iterable[Event]) -> dict[str, int]:
    """When each seat was opened in play, or last given to whoever fills it now."""
    return {
        str(e.body["seat"]): e.at
        for e in events
        if e.kind in ("seat-added", "seat-taken") and "seat" in e.body
    }


def demands(events: Sequence[Event], world: World) -> list[Demand]:
    """Everything asked of a body, with its first answer: by any of its seats, on the same thing or in reply. To put off is none."""
    replies: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.seat and event.kind not in PUT_OFF and event.kind != "move-refused":
            for number in {event.in_reply_to, event.subject} - {None, event.seq}:
                replies[number].append(event)  # type: ignore[index]
    found = []
    for event in events:
        if event.kind not in DEMANDS or not event.seat:
            continue
        bodies: dict[str, list[str]] = defaultdict(list)
        for seat in event.addressees:
            if seat in world.seats and world.organisation_of(seat) != event.organisation:
                bodies[world.organisation_of(seat)].append(seat)
        on = sorted({event.seq, event.subject or event.seq})
        for body, seats in bodies.items():
            answers = [
                reply.at
                for number in on
                for reply in replies[number]
                if reply.seq > event.seq and reply.organisation == body
            ]
            found.append(Demand(event, body, tuple(seats), min(answers, default=None)))
    return found


def load_by_seat(view: View, asked: Iterable[Demand]) -> Counter[str]:
    """What this month's demands, injects and meetings would take of each seat, in play minutes."""
    world, month = view.world, view.month
    load: Counter[str] = Counter()
    for demand in asked:
        if demand.event.month == month:
            for seat in demand.seats:
                load[seat] += minutes_to_meet(view, demand.event.kind)
    for event in view.events:
        if event.kind == "inject-published" and event.month == month:
            hearers = world.seats if EVERYONE in event.addressees else event.addressees
            for seat in hearers:
                load[seat] += USUAL
    for meeting in world.meetings.values():
        if meeting.month == month:
            for seat in meeting.joined:
                load[seat] += meeting.minutes
    return load


def minutes_to_meet(view: View, kind: str) -> int:
    """What it costs to meet a demand: the minutes of the move that meets it."""
    move = view.catalogue.moves.get(COSTS.get(kind, ""))
    return move.minutes if move is not None else USUAL


def waiting(asked: Iterable[Demand], world: World, minute: int, view: View) -> tuple[Waiting, ...]:
    """What waits, the longest first. What nobody sits for, and what was withdrawn, waits no more."""
    names = WorldNames(world)
    found = []
    for demand in asked:
        event = demand.event
        if demand.answered is not None or not world.seats_of(demand.body) or is_over(world, event):
            continue
        what = sentence_case(view.catalogue.kind(event.kind).says(event, names))
        found.append(
            Waiting(
                event.seq,
                demand.body,
                event.organisation,
                clip(what, 160),
                event.at,
                minute - event.at,
                demand.seats,
            )
        )
    return tuple(sorted(found, key=lambda each: (each.since, each.event, each.body)))


def is_over(world: World, event: Event) -> bool:
    """Whether what was asked came to an end by another's doing, so that no answer is looked for."""
    number = event.subject or event.seq
    agreement, question, matter = (
        world.agreements.get(number),
        world.questions.get(number),
        world.matters.get(number),
    )
    meeting, plan = world.meetings.get(number), world.plans.get(number)
    if agreement is not None:
        return agreement.phase not in ("idea", "proposed")
    if question is not None:
        return question.status != "open"
    if meeting is not None:
        return meeting.ends <= world.at
    if plan is not None:
        return plan.status != "submitted"
    return matter is not None and matter.status != "open"


def never_approached(view: View) -> tuple[str, ...]:
    """The bodies with seats that no seat of another body has addressed by name."""
    reached = matrix(view).received
    bodies = [body for body in view.world.organisations.values() if body.kind != "control"]
    return tuple(body.id for body in bodies if view.world.seats_of(body.id) and not reached.get(body.id))


def matrix(view: View) -> Matrix:
    """Who approached whom, by name: each act counts once for each body it addressed. Words to everyone count for none."""
    world = view.world
    counts: Counter[tuple[str, str]] = Counter()
    for event in view.events:
        if not event.seat or event.seat not in world.seats or is_control(world, event.seat):
            continue
        if view.catalogue.kind(event.kind).nature not in NATURES:
            continue
        others = {world.organisation_of(seat) for seat in event.addressees if seat in world.seats}
        for body in sorted(others - {event.organisation}):
            if world.organisations[body].kind != "control":
                counts[event.organisation, body] += 1
    sent: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for (one, other), number in counts.items():
        sent[one] += number
        received[other] += number
    seated = [b for b in world.organisations.values() if b.kind != "control" and world.seats_of(b.id)]
    ordered = sorted(seated, key=lambda body: (-(sent[body.id] + received[body.id]), body.short))
    return Matrix(tuple((body.id, body.short) for body in ordered), counts, sent, received)
