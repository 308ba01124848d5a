"""What a seat sees of its own move, granted or refused, tells it nothing of what is hidden from it.

Two records that differ only in what a seat may not see give it the same view; whatever it then tries comes out the same to it.
Two things are on the list of publications: that a move is "not possible now", and the papers that a new body hands over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from shirehall.play.fields import Ask
from shirehall.play.kinds import Refusal
from shirehall.play.record.event import FIRST, Draft, Event, numbered, to_json
from shirehall.play.session import HIDDEN_REASON, decide
from shirehall.play.view import SeatFold
from shirehall.play.world import World, at_minute, digest
from tests.play.asks import random_ask
from tests.play.county import catalogue
from tests.play.plays import random_day, record
from tests.play.test_noninterference import SEATS, TWINS, fewer_hidden, fewer_subplots

Decide = Callable[..., list[Draft] | Refusal]
PUBLISHED = ("papers-handed-over", "bid-answered")
"""What tells a seat on purpose of what it did not know: papers handed over; and, once a tender is decided, the bids in it,
to the seats of the buyer that did not judge them. Only the buyer decides a tender, so no bidder's own move is let off here."""


class Side:
    """One of two records: its world, the seat's fold of it, and what comes of an ask there."""

    def __init__(self, events: tuple[Event, ...], seat: str) -> None:
        self.events, self.seat = events, seat
        self.world, self.fold = World(), SeatFold(seat, catalogue())
        for event in events:
            self.world = catalogue().evolve(self.world, event)
            self.fold.see(event)

    def comes_of(self, ask: Ask, at: int, decides: Decide) -> Any:
        """What the seat sees of its move: the refusal, or the events, under its own numbers and as its redaction lets it."""
        decided = decides(at_minute(self.world, at), self.fold, ask, catalogue())
        if isinstance(decided, Refusal):
            return decided
        seen, first = [], len(self.events) + 1
        fold = self.fold_copy()
        for index, draft in enumerate(decided):
            caused = draft if draft.cause is not None or not index else replace(draft, cause=FIRST)
            refs = catalogue().kind(draft.kind).numbers
            before = len(fold.events)
            fold.see(numbered(caused, first + index, first, at, self.world.clock.month, "", refs))
            seen += [to_json(event) for event in fold.events[before:]]
        return [event for event in seen if event["kind"] not in PUBLISHED]

    def fold_copy(self) -> SeatFold:
        """The seat's fold, to be read on without altering it."""
        copy = SeatFold(self.seat, catalogue())
        copy.__dict__.update(
            {k: v.copy() if isinstance(v, dict | list) else v for k, v in self.fold.__dict__.items()}
        )
        return copy


@cache
def sides() -> tuple[tuple[Side, Side, int, tuple[Ask, ...]], ...]:
    """Pairs of records that look alike to a seat, with things for that seat to try."""
    random, pairs = Random(5), []
    for seed in (31, 32, 33, 34):
        day = random_day(seed, 170)
        events = record(day)
        for seat in random.sample(SEATS, 7):
            twin = random.choice((fewer_hidden, fewer_subplots))(events, seat, random)
            one, other = Side(events, seat), Side(twin, seat)
            assert digest(one.fold.world) == digest(other.fold.world)
            view = one.fold.view(day.at)
            asks = [
                random_ask(view, catalogue().moves[name], random)
                for name in view.permitted()
                for _ in range(2)
            ]
            pairs.append((one, other, day.at, tuple(asks)))
    return tuple(pairs)


def differs(decides: Decide) -> list[tuple[Ask, Any, Any]]:
    """The asks of which one record lets the seat see something else than its twin does."""
    found = []
    for one, other, at, asks in sides():
        for ask in asks:
            here, there = one.comes_of(ask, at, decides), other.comes_of(ask, at, decides)
            if here != there and HIDDEN_REASON not in (here, there):
                found.append((ask, here, there))
    return found


def test_what_a_seat_sees_of_its_own_move_hangs_on_nothing_hidden():
    assert differs(decide) == []


def test_most_moves_were_tried_and_many_came_about():
    tried = [(ask, one.comes_of(ask, at, decide)) for one, _, at, asks in sides() for ask in asks]
    assert len({type(ask) for ask, _ in tried}) >= 50
    assert len([out for _, out in tried if not isinstance(out, Refusal)]) >= 300
    assert len(TWINS) >= 5


def counts_what_is_there(world, fold, ask, moves):
    """A body that counts agreements, also those that the seat knows nothing of."""
    return with_body(decide(world, fold, ask, moves), count=len(world.agreements))


def names_the_records_number(world, fold, ask, moves):
    """A body that holds the record's last number, not declared as one."""
    return with_body(decide(world, fold, ask, moves), after=world.seq)


def tells_who_could_not_know(world, fold, ask, moves):
    """A refusal that counts what is hidden."""
    out = decide(world, fold, ask, moves)
    return (
        replace(out, why=f"{out.why} There are {len(world.matters)} matters.")
        if isinstance(out, Refusal)
        else out
    )


def checks_the_whole_world(world, fold, ask, moves):
    """A refusal whose words come of the whole world."""
    out = decide(world, fold, ask, moves)
    owing = sorted({s for r in world.requests.values() for s in r.askees if s not in r.replies})
    return replace(out, who=", ".join(owing)) if isinstance(out, Refusal) else out


def addresses_the_informed(world, fold, ask, moves):
    """Events addressed to everyone with an open request, whoever it is with."""
    asked = tuple(sorted({seat for r in world.requests.values() if r.status == "open" for seat in r.askees}))
    out = decide(world, fold, ask, moves)
    return out if isinstance(out, Refusal) else [replace(d, addressees=asked) for d in out]


def begins_with_a_number(world, fold, ask, moves):
    """An event about a thing that the seat has not seen."""
    out = decide(world, fold, ask, moves)
    last = max([*world.plans, *world.agreements, *world.requests], default=None)
    return (
        out
        if isinstance(out, Refusal) or last is None
        else [replace(d, subject=d.subject or last) for d in out]
    )


def with_body(out, **more):
    return out if isinstance(out, Refusal) else [replace(d, body={**d.body, **more}) for d in out]


@pytest.mark.parametrize("leak", [
    counts_what_is_there, names_the_records_number, tells_who_could_not_know, checks_the_whole_world, addresses_the_informed,
    begins_with_a_number,
], ids=lambda leak: leak.__name__)  # fmt: skip
def test_a_leak_through_a_move_is_caught(leak):
    assert differs(leak)
