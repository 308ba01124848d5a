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
from tests.record.programs import SOAK

SEATS = tuple(seat for seat in BUSY if not seat.startswith("control."))
Twin = Callable[[tuple[Event, ...], str, Random], tuple[Event, ...]]


@cache
def records() -> tuple[tuple[Event, ...], ...]:
    """Some records of days played at random, each ending with two papers given to everyone in one go."""
    days = [random_day(seed, 200) for seed in range(1, 5 if SOAK else 4)]
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
    return closed_up([e for e in events if not hidden(e, seat) or random.random() < 0.5])


def closed_up(kept: list[Event]) -> tuple[Event, ...]:
    """Events renumbered without gaps; what referred to those left out refers to nothing on the record."""
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


def fewer_subplots(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """Whole stories that the seat sees nothing of never happened, from their first event to their last."""
    stories = sorted({e.thread or e.subject or e.seq for e in events if hidden(e, seat)})
    told = {e.thread or e.subject or e.seq for e in events if not hidden(e, seat)}
    gone = {story for story in stories if story not in told and random.random() < 0.5}
    return closed_up([e for e in events if (e.thread or e.subject or e.seq) not in gone])


def nothing_hidden(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """Only what the seat could see ever happened."""
    return closed_up([e for e in events if not hidden(e, seat)])


def bodies_over_time(events: tuple[Event, ...], seat: str) -> tuple[str, ...]:
    """The seat's body before each event: people change bodies, and bodies merge."""
    fold, bodies = SeatFold(seat, catalogue()), []
    for event in events:
        bodies.append(fold.organisation)
        fold.see(event)
    return tuple(bodies)


def other_hidden_fields(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """What is hidden of a visible event differs: who else saw it, its key, fields redacted from its body."""

    def varied(event: Event, own: str) -> Event:
        if hidden(event, seat):
            return event
        audience = (
            event.audience if event.audience == ("*",) else tuple(sorted({*event.audience, "wrenby.matron"}))
        )
        body = {**event.body, **redacted_otherwise(event, event.organisation == own, random)}
        return replace(event, audience=audience, key=f"other-{random.random()}", body=body)

    return tuple(varied(e, own) for e, own in zip(events, bodies_over_time(events, seat), strict=True))


def redacted_otherwise(event: Event, own: bool, random: Random) -> dict[str, Any]:
    """Other values for what a kind of event keeps from those who see it: from all, or from all but the body's own seats."""
    number, words = random.randint(1, 9), f"{random.random()}"
    if event.kind == "month-closed":
        return {"world": words, "terms": "other", "levers": 99, "frozen_at": number}
    if event.kind == "inject-published":
        return {"tests": words}
    if own:
        return {}
    kept = {
        "seat-added": {"pay": number, "text": words},
        "consultation-opened": {"on": number, "on_version": number},
        "consultation-closed": {"agreement": number, "version": number},
    }
    return kept.get(event.kind, {})


TWINS: tuple[Twin, ...] = (
    other_content,
    fewer_hidden,
    fewer_subplots,
    nothing_hidden,
    other_hidden_fields,
)


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


class EvidenceOfTheRecord(SeatFold):
    """Leaves the record's numbers in the evidence."""

    def renumbered(self, event):
        local = super().renumbered(event)
        kept = {"evidence": event.body["evidence"]} if "evidence" in event.body else {}
        return replace(local, body={**local.body, **kept})


class PointsAtTheHidden(SeatFold):
    """Gives what was not seen the record's number, where it should be nothing."""

    def local(self, value):
        return value if isinstance(value, int) and super().local(value) is None else super().local(value)


class CountsHiddenThings(SeatFold):
    """Numbers things by how many there are, seen or not."""

    things = 0

    def see(self, event):
        self.things += event.subject == event.seq
        super().see(event)

    def renumbered(self, event):
        local = super().renumbered(event)
        return replace(local, subject=self.things) if event.subject == event.seq else local


class ShowsPayAndTexts(SeatFold):
    """Forgets that some fields are for a body's own seats alone: what a post pays, which text is consulted on."""

    def shown(self, event):
        visible = super().shown(event)
        private = ("seat-added", "consultation-opened", "consultation-closed")
        return replace(visible, body=event.body) if visible and event.kind in private else visible


class ShowsAims(SeatFold):
    """Tells seats what an inject is there to test."""

    def shown(self, event):
        visible = super().shown(event)
        return replace(visible, body=event.body) if visible and event.kind == "inject-published" else visible


class StampsTheTimeOfTheHidden(SeatFold):
    """Stamps an event with the minute at which anything last happened before it, to anybody."""

    before = 0

    def see(self, event):
        super().see(event)
        self.before = event.at

    def renumbered(self, event):
        return replace(super().renumbered(event), at=self.before)


class ReadsItsBodysLetters(SeatFold):
    """Shows a seat whatever its present body does, also in private."""

    def shown(self, event):
        ours = event.organisation and event.organisation == self.organisation
        return super().shown(event) or (replace(event, audience=(), key="") if ours else None)


LEAKS = [leak for leak in SeatFold.__subclasses__() if leak.__module__ == __name__]


def test_at_least_twenty_leaks_are_planted():
    assert len(LEAKS) >= 20


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
