"""What lies with a body and waits for an answer: asks, questions, proposals, plans, calls to meetings, pressure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from shirehall.play.record.event import Event
from shirehall.study.reading import Telling, actor

DEMANDS = (
    "asked", "challenged", "complained", "countered", "funds-bid-for", "mediation-asked", "meeting-called", "offer-made",
    "plan-submitted", "pressed", "proposed", "registration-requested", "ruling-asked", "summit-called",
)  # fmt: skip
"""Kinds of event that ask something of whoever they are addressed to."""

PUT_OFF = ("deferred",)


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that waits with a body: the event, its seats, and the first answer by any seat of the body, if one came."""

    seq: int
    event: str
    asker: str
    body: str
    seats: tuple[str, ...]
    month: int
    at: int
    topics: tuple[str, ...]
    answer: int | None
    answered_at: int | None
    answered_month: int | None

    def open_after(self, month: int) -> bool:
        """Whether it had come by the end of a month and was not yet answered."""
        return self.month <= month and (self.answered_month is None or self.answered_month > month)


def demands(telling: Telling) -> tuple[Demand, ...]:
    """Every demand of the record, one for each body it lies with, in the order in which they came."""
    return telling.once("demands", found_in)


def found_in(telling: Telling) -> tuple[Demand, ...]:
    """The demands, worked out."""
    replies = acts_by_thing(telling)
    found = []
    for event in telling.acts:
        if event.kind in DEMANDS:
            for body in telling.counterparts(event):
                seats = tuple(
                    s
                    for s in event.addressees
                    if s in telling.world.seats and telling.world.organisation_of(s) == body
                )
                if seats:
                    found.append(demand(event, body, seats, replies))
    return tuple(found)


def acts_by_thing(telling: Telling) -> dict[int, list[Event]]:
    """Acts by the number they reply to, and by the thing that they are about."""
    replies: dict[int, list[Event]] = defaultdict(list)
    for event in telling.acts:
        for number in sorted(
            {n for n in (event.in_reply_to, event.subject) if n is not None and n != event.seq}
        ):
            replies[number].append(event)
    return replies


def demand(event: Event, body: str, seats: tuple[str, ...], replies: dict[int, list[Event]]) -> Demand:
    """One demand on one body, with its answer. To put off is no answer; a later act on the same thing is one."""
    about = sorted({event.seq, event.subject or event.seq})
    candidates = [e for number in about for e in replies.get(number, ()) if e.seq > event.seq]
    answers = [e for e in candidates if actor(e) == body and e.kind not in PUT_OFF]
    first = min(answers, key=lambda e: e.seq, default=None)
    return Demand(
        event.seq, event.kind, actor(event), body, seats, event.month, event.at, event.about,
        first.seq if first else None, first.at if first else None, first.month if first else None,
    )  # fmt: skip
