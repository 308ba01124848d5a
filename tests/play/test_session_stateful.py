"""No sequence of moves breaks what always holds of a day."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shirehall.errors import RecordError
from shirehall.play.agreements import MOVES
from shirehall.play.record.event import to_json
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.view import view_of
from shirehall.play.world import World, digest
from tests.play.asks import random_ask
from tests.play.county import OpenDay, catalogue
from tests.play.plays import BUSY


class FailingStore(MemoryStore):
    """A store that can be told to fail, as a full disk does."""

    failing = False

    def append(self, events, *, expected_seq):
        if self.failing:
            raise RecordError("the disk is full.", mend="make room.")
        super().append(events, expected_seq=expected_seq)


class Day(RuleBasedStateMachine):
    """A day on which anybody may try anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.store = FailingStore()
        self.day = OpenDay(self.store)
        self.world_before: World | None = None

    @property
    def session(self) -> Session:
        return self.day.session

    @rule(seat=st.sampled_from(BUSY), pick=st.integers(0, 10**9))
    def somebody_moves(self, seat: str, pick: int) -> None:
        random = Random(pick)
        view = self.session.view(seat, self.day.at)
        names = view.permitted() if random.random() < 0.8 else tuple(catalogue().moves)
        if not names:
            return
        move = catalogue().moves[random.choice(names)]
        ask = random_ask(view, move, random)
        before, at = self.session.world, self.day.at
        outcome = self.day.do(seat, ask, at=at, key=f"key {len(self.session.events)}")
        if outcome.refusal is not None:
            after = self.session.world
            assert replace(after, seq=0, at=0) == replace(before, seq=0, at=0), (
                "a refused move changed the world"
            )
            assert [e.kind for e in outcome.events] == ["move-refused"]
        again = self.day.session.submit(seat, ask, at=at, key=outcome.events[0].key)
        assert [e.seq for e in again.events] == [e.seq for e in outcome.events], "a repeated key acted twice"

    @rule(seat=st.sampled_from(BUSY), pick=st.integers(0, 10**9))
    def the_disk_fails(self, seat: str, pick: int) -> None:
        view = self.session.view(seat, self.day.at)
        move = catalogue().moves["message"]
        before = digest(self.session.world), len(self.session.events)
        self.store.failing = True
        try:
            self.day.do(seat, random_ask(view, move, Random(pick)), at=self.day.at)
            raise AssertionError("a failed commit was acknowledged")
        except RecordError:
            pass
        finally:
            self.store.failing = False
        assert (digest(self.session.world), len(self.session.events)) == before, (
            "a failed commit moved the world"
        )

    @precondition(lambda self: not self.session.world.clock.paused)
    @rule(minutes=st.integers(1, 15))
    def time_passes(self, minutes: int) -> None:
        self.day.pass_to(self.day.at + minutes)

    @invariant()
    def time_and_numbers_only_grow(self) -> None:
        events = self.session.events
        assert [e.seq for e in events] == list(range(1, len(events) + 1))
        ats = [e.at for e in events[-20:]]
        assert ats == sorted(ats)

    @invariant()
    def audiences_are_seats_that_exist(self) -> None:
        known = {*self.session.world.seats, "*"}
        assert all(set(e.audience) <= known for e in self.session.events[-10:])

    @invariant()
    def an_agreement_is_signed_only_when_every_party_signed_one_text(self) -> None:
        for agreement in self.session.world.agreements.values():
            assert agreement.phase in MOVES
            if agreement.phase in ("signed", "in-force"):
                assert all(agreement.on_this_text(party, "signed") for party in agreement.parties)

    @invariant()
    def what_acts_on_the_county_has_a_source_on_the_record(self) -> None:
        last = len(self.session.events)
        assert all(1 <= term.source <= last and term.basis in ("signed", "ruled", "assumed", "inject")
                   for term in self.session.world.terms)  # fmt: skip

    def teardown(self) -> None:
        """At the end: the record folds to the live world, and each view of the record is the live view."""
        folded = Session(self.store, catalogue())
        assert digest(replace(folded.world, at=0)) == digest(replace(self.session.world, at=0))
        for seat in BUSY[:4]:
            live, again = self.session.view(seat), view_of(self.session.events, seat, catalogue())
            assert [to_json(e) for e in live.events] == [to_json(e) for e in again.events]
            numbers = [e.seq for e in live.events]
            assert numbers == list(range(1, len(numbers) + 1))


TestDay = Day.TestCase
TestDay.settings = settings(settings.default, max_examples=25, stateful_step_count=40, deadline=None)
