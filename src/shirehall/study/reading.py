"""A record read once: its events with their sentences, the world at the end, and who turned to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from shirehall.economy.figures import Figures, Row, row, tidy
from shirehall.patch.model import Phase
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import spanning
from shirehall.play.agreements import Agreement
from shirehall.play.catalogue import Catalogue, gathered
from shirehall.play.names import WorldNames, sentence_case
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.world import World

Found = TypeVar("Found")

ACTS = ("talk", "commitment", "deed")

TELLING_ONLY = ("announced", "information-shared", "information-kept", "nothing-done")
"""Deeds that move nobody but by what is said or left unsaid. They are counted as deeds, and as settling nothing."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One body turning to one other: an event of a seat and one of the bodies it was meant for.

    `started` is true when the event replies to nothing. `topics` are those its sender declared.
    """

    seq: int
    event: str
    at: int
    month: int
    seat: str
    role: str
    sender: str
    sender_kind: str
    hearer: str
    hearer_kind: str
    started: bool
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Telling:
    """A record as it can be told. All tables are keyed by the number of an event, a month or the id of a body.

    `began` gives the play minute at which each month opened, `teams` the seats each body had at each month's end.
    """

    events: tuple[Event, ...]
    patch: Patch
    catalogue: Catalogue
    world: World
    sentences: Mapping[int, str]
    hearers: Mapping[int, tuple[str, ...]]
    contacts: tuple[Contact, ...]
    acts: tuple[Event, ...]
    began: Mapping[int, int]
    teams: Mapping[int, Mapping[str, int]]
    figures: Figures
    kept: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, work_out: Callable[[Telling], Found]) -> Found:
        """What a function works out from this telling alone, worked out the first time it is asked for."""
        if name not in self.kept:
            self.kept[name] = work_out(self)
        return cast(Found, self.kept[name])

    def event(self, seq: int) -> Event:
        """The event of that number. Raises KeyError when the record does not hold it."""
        if not 1 <= seq <= len(self.events):
            raise KeyError(seq)
        return self.events[seq - 1]

    def sentence(self, seq: int) -> str:
        """The event in one sentence, with names as they stood when it happened."""
        return self.sentences[seq]

    def nature(self, event: Event) -> str:
        """talk, commitment, deed, notice, refusal or engine."""
        return self.catalogue.kind(event.kind).nature

    def settles(self, event: Event) -> bool:
        """Whether the event is a deed that does more than tell: something was signed, spent, ruled, changed or refused."""
        return self.nature(event) == "deed" and event.kind not in TELLING_ONLY

    def act(self, event: Event) -> bool:
        """Whether a body of the patch said or did it, or it follows from what it did; facilitators' own acts left aside."""
        return bool(actor(event)) and self.nature(event) in ACTS and self.kind_of(actor(event)) != "control"

    def counterparts(self, event: Event) -> tuple[str, ...]:
        """The other bodies that the event was meant for or names."""
        return self.hearers.get(event.seq, ())

    def kind_of(self, body: str) -> str:
        """The kind of a body; empty for one that the record does not know."""
        known = self.world.organisations.get(body)
        return known.kind if known else ""

    def name(self, body: str) -> str:
        """A body's short name."""
        return self.names.body(body)

    @property
    def names(self) -> WorldNames:
        """The names of bodies, seats and things at the end."""
        return WorldNames(self.world)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that somebody sits for, facilitators left aside, in the order of the pack."""
        seated = {chair.organisation for chair in self.world.seats.values()}
        if self.world.round:
            seated |= {body for sizes in self.teams.values() for body in sizes}
        return tuple(
            b.id for b in self.world.organisations.values() if b.id in seated and b.kind != "control"
        )

    @property
    def months(self) -> range:
        """The months of the round that were played, the one under way included."""
        last = self.once("months", lambda t: max((event.month for event in t.events), default=0))
        return range(1, last + 1)

    @property
    def closed(self) -> bool:
        """Whether the round came to its end."""
        return self.world.clock.closed

    @property
    def last_month(self) -> int:
        """The round's last month, played or not."""
        return self.world.clock.months if self.world.opened else self.patch.round.months

    def month_at(self, minute: int) -> int:
        """The month in which a play minute lies; the last opened month for any minute after it began."""
        return max((month for month, began in self.began.items() if began <= minute), default=1)

    def phase_of(self, month: int) -> Phase:
        """The pack's phase that holds a month. Raises UsageError for a month beyond the round."""
        return self.patch.phase_of(month)

    def filled_by(self, seat: str) -> str:
        """Who fills a seat: person, script, model or nobody."""
        chair = self.world.seats.get(seat)
        return chair.filled_by if chair else ""

    def role_of(self, seat: str) -> str:
        """A seat's role."""
        chair = self.world.seats.get(seat)
        return chair.role if chair else ""

    def agreement(self, event: Event) -> Agreement | None:
        """The agreement that an event is about, if it is about one."""
        return self.world.agreements.get(event.subject or 0)


def actor(event: Event) -> str:
    """The body whose act an event is; for a voice lent by the facilitator, the body spoken for."""
    spoken_for = event.body.get("speaking_for", "")
    return spoken_for if isinstance(spoken_for, str) and spoken_for else event.organisation


def tell(events: Iterable[Event], patch: Patch) -> Telling:
    """Read a record from its beginning.

    Raises RecordError for a kind of event that this Shirehall does not know.
    """
    catalogue = gathered()
    record = tuple(events)
    patch = spanning(patch, 1 + sum(event.kind == "round-opened" for event in record))
    world = World()
    sentences: dict[int, str] = {}
    hearers: dict[int, tuple[str, ...]] = {}
    began: dict[int, int] = {1: 0}
    teams: dict[int, dict[str, int]] = {}
    for event in record:
        world = catalogue.evolve(world, event)
        sentences[event.seq] = sentence_case(catalogue.kind(event.kind).says(event, WorldNames(world)))
        if event.kind == "month-opened":
            began[event.body["month"]] = event.at
        if event.organisation:
            hearers[event.seq] = meant_for(world, event)
        if event.kind in ("month-closed", "day-opened"):
            teams[event.month if event.kind == "month-closed" else 0] = team_sizes(world)
    if record and record[-1].month not in teams:
        teams[record[-1].month] = team_sizes(world)
    told = Telling(
        record, patch, catalogue, world, sentences, hearers, (), (), began, teams, figures_of(record)
    )
    acts = tuple(event for event in record if told.act(event))
    return Telling(
        record, patch, catalogue, world, sentences, hearers, contacts_of(told, acts), acts, began, teams, told.figures
    )  # fmt: skip


def meant_for(world: World, event: Event) -> tuple[str, ...]:
    """The other bodies an act is for: those of its addressees, of those present at a meeting, and those its body names."""
    seats = event.body.get("present", ()) if event.kind == "meeting-minuted" else event.addressees
    named = [world.seats[seat].organisation for seat in seats if seat != EVERYONE and seat in world.seats]
    for each in names_in(event.body):
        if each in world.organisations:
            named.append(each)
        elif each in world.seats:
            named.append(world.seats[each].organisation)
    own = actor(event)
    return tuple(body for body in world.organisations if body in named and body != own)


def names_in(body: Mapping[str, Any]) -> Iterable[str]:
    """The words and lists of words in an event's body, and in the matter that it moves on.

    Copies of other things, and those who stayed away from a meeting, are left aside.
    """
    matter = body.get("matter")
    named = [value for name, value in body.items() if name != "absent"]
    for value in (*named, *(matter.values() if isinstance(matter, Mapping) else ())):
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str):
                yield each


def team_sizes(world: World) -> dict[str, int]:
    """The seats of each body that nobody has left."""
    return {body: len(world.seats_of(body)) for body in world.organisations if world.seats_of(body)}


def figures_of(events: Iterable[Event]) -> Figures:
    """The county's true figures of every month that was lived."""
    rows: list[Row] = []
    for event in events:
        if event.kind == "month-lived":
            month = event.body["of_month"]
            rows.extend(
                row(month, measure, subject, value, group)
                for measure, subject, group, value, _ in event.body["rows"]
            )
    return tidy(rows)


def contacts_of(told: Telling, acts: Iterable[Event]) -> tuple[Contact, ...]:
    """Every pair of a body and one that it turned to by a seat's own act, facilitators left aside."""
    found = []
    for event in acts:
        if not event.seat:
            continue
        sender = actor(event)
        for hearer in told.counterparts(event):
            kind = told.kind_of(hearer)
            if kind != "control":
                found.append(
                    Contact(
                        event.seq, event.kind, event.at, event.month, event.seat, told.role_of(event.seat), sender,
                        told.kind_of(sender), hearer, kind, event.begun, event.about,
                    )
                )  # fmt: skip
    return tuple(found)
