"""A seat's view tells it nothing of what it may not see: twins of a record that differ only there give one view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from shirehall.play.drafting import engine
from shirehall.play.record.event import Event, to_json
from shirehall.play.view import SeatFold, shown
from shirehall.play.world import digest
from tests.play.county import catalogue
from tests.play.plays import BUSY, random_day, record

SEATS = tuple(seat for seat in BUSY if not seat.startswith("control."))
Twin = Callable[[tuple[Event, ...], str, Random], tuple[Event, ...]]


@cache
def records() -> tuple[tuple[Event, ...], ...]:
    """Some records of days played at random, each ending with two papers given to everyone in one go."""
    days = [random_day(seed, 220) for seed in range(1, 5)]
    for day in days:
        paper = {"paper": "late", "kind": "detail", "title": "A late paper", "text": "Read this."}
        day.session.commit([engine("briefing-given", paper, audience=("*",)) for _ in range(2)], at=day.at)
    return tuple(record(day) for day in days)


def body_of(seat: str) -> str:
    return seat.split(".")[0]


def hidden(event: Event, seat: str) -> bool:
    return shown(event, seat, body_of(seat), False, catalogue()) is None


def other_content(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """Every hidden event says something else."""
    return tuple(
        replace(e, body={**e.body, "text": f"otherwise {random.random()}"}, about=("money",))
        if hidden(e, seat)
        else e
        for e in events
    )


def fewer_hidden(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """Some hidden events never happened; the rest close up, and what referred to them refers to nothing on the record."""
    kept = [e for e in events if not hidden(e, seat) or random.random() < 0.5]
    number = {e.seq: n for n, e in enumerate(kept, start=1)}

    def moved(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(moved(v) for v in value)
        return number.get(value, 10_000 + value) if value else value

    def renumbered(event: Event) -> Event:
        named = (*catalogue().kind(event.kind).numbers, "evidence")
        body = {k: moved(v) if k in named else v for k, v in event.body.items()}
        subject = moved(event.subject)
        return replace(
            event, seq=number[event.seq], thread=moved(event.thread), in_reply_to=moved(event.in_reply_to),
            cause=moved(event.cause), subject=subject, body=body,
        )  # fmt: skip

    return tuple(renumbered(e) for e in kept)


def other_hidden_fields(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """What is hidden of a visible event differs: who else saw it, its key, fields redacted from its body."""

    def varied(event: Event) -> Event:
        if hidden(event, seat):
            return event
        audience = (
            event.audience if event.audience == ("*",) else tuple(sorted({*event.audience, "wrenby.matron"}))
        )
        body = event.body
        if event.kind == "month-closed":
            body = {**body, "world": f"{random.random()}", "terms": "other", "levers": 99, "frozen_at": 1}
        return replace(event, audience=audience, key=f"other-{random.random()}", body=body)

    return tuple(varied(e) for e in events)


TWINS: tuple[Twin, ...] = (other_content, fewer_hidden, other_hidden_fields)


def seen(fold: type[SeatFold], events: tuple[Event, ...], seat: str) -> tuple[Any, ...]:
    """Everything a seat can see of a record: its events and its world."""
    view = fold(seat, catalogue())
    for event in events:
        view.see(event)
    return [to_json(e) for e in view.events], digest(view.world)


def interferes(fold: type[SeatFold]) -> bool:
    """Whether any twin gives any seat another view."""
    random = Random(7)
    for events in records():
        for seat in SEATS:
            usual = seen(fold, events, seat)
            for twin in TWINS:
                if seen(fold, twin(events, seat, random), seat) != usual:
                    return True
    return False


def test_what_a_seat_may_not_see_never_reaches_its_view():
    assert not interferes(SeatFold)


class ShowsEverything(SeatFold):
    """Forgets the audience."""

    def shown(self, event):
        return replace(event, audience=(), key="")


class ShowsKeys(SeatFold):
    """Leaves the idempotency key on."""

    def shown(self, event):
        visible = super().shown(event)
        return visible and replace(visible, key=event.key)


class ShowsAudience(SeatFold):
    """Leaves on who else saw it."""

    def shown(self, event):
        visible = super().shown(event)
        return visible and replace(visible, audience=event.audience)


class ShowsDigests(SeatFold):
    """Forgets to redact."""

    def shown(self, event):
        visible = super().shown(event)
        return visible and replace(visible, body=event.body)


class ShowsFigures(SeatFold):
    """Lets the true figures and the injects' effects out."""

    def shown(self, event):
        return super().shown(event) or (
            event if event.kind in ("month-lived", "inject-acts", "terms-assumed") else None
        )


class ShowsColleagues(SeatFold):
    """Lets a seat read its colleagues' letters."""

    def shown(self, event):
        mine = [s for s in event.audience if body_of(s) == body_of(self.seat)]
        return super().shown(event) or (replace(event, audience=(), key="") if mine else None)


class ShowsRefusals(SeatFold):
    """Lets everybody see what others were refused."""

    def shown(self, event):
        return super().shown(event) or (replace(event, key="") if event.kind == "move-refused" else None)


class NumbersOfTheRecord(SeatFold):
    """Numbers events as the record does, so that gaps show."""

    def renumbered(self, event):
        return replace(super().renumbered(event), seq=event.seq)


class CausesOfTheRecord(SeatFold):
    """Leaves the record's number in `cause`."""

    def renumbered(self, event):
        return replace(super().renumbered(event), cause=event.cause)


class ThreadsOfTheRecord(SeatFold):
    """Leaves the record's number in `thread`."""

    def renumbered(self, event):
        return replace(super().renumbered(event), thread=event.thread)


class SubjectsOfTheRecord(SeatFold):
    """Leaves the record's number in `subject`."""

    def renumbered(self, event):
        return replace(super().renumbered(event), subject=event.subject)


class RepliesOfTheRecord(SeatFold):
    """Leaves the record's number in `in_reply_to`."""

    def renumbered(self, event):
        return replace(super().renumbered(event), in_reply_to=event.in_reply_to)


class BodiesOfTheRecord(SeatFold):
    """Leaves the record's numbers in the body."""

    def renumbered(self, event):
        return replace(super().renumbered(event), body=event.body)


class CountsTheHidden(SeatFold):
    """Keeps a count of everything that happened."""

    def see(self, event):
        super().see(event)
        self.world = replace(self.world, at=event.seq)


LEAKS = [leak for leak in SeatFold.__subclasses__() if leak.__module__ == __name__]


def test_at_least_ten_leaks_are_planted():
    assert len(LEAKS) >= 10


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_a_planted_leak_is_caught(leak):
    assert interferes(leak)


@pytest.mark.parametrize("seat", SEATS)
def test_the_live_view_is_the_view_of_the_record(seat):
    day = random_day(9, 150)
    live = day.session.view(seat)
    assert ([to_json(e) for e in live.events], digest(day.session._fold(seat).world)) == seen(
        SeatFold, record(day), seat
    )
