"""Play time: months of twenty minutes, thirteen of them, and a facilitator's clock that pauses, extends and skips."""

from __future__ import annotations

import pytest

from shirehall.errors import RecordError
from shirehall.play.clock import LiveClock, ScriptedClock, left_in_month
from shirehall.play.moves.clock import Extend, Pause, Resume, Skip
from shirehall.play.moves.message import Message
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.world import digest
from tests.play.county import OpenDay, words


class FullDisk(MemoryStore):
    """A store that can be told that the disk is full."""

    full = False

    def append(self, events, *, expected_seq):
        if self.full:
            raise RecordError("the disk is full.", mend="make room.")
        super().append(events, expected_seq=expected_seq)


CHAIR, TRUST, MODERATOR = "marlbridge.chair", "buft.chief", "control.moderator"


@pytest.mark.requirement("CLK-01", "CLK-02")
def test_a_month_lasts_twenty_minutes_three_to_the_hour_and_every_event_carries_minute_and_month():
    day = OpenDay()
    assert day.session.world.clock.minutes_a_month * 3 == 60
    for minute, month in ((0, 1), (19, 1), (20, 2), (59, 3), (60, 4)):
        day.pass_to(minute)
        seq = day.done(CHAIR, Message(to=(TRUST,), text="Good morning"), at=minute)
        event = day.session.events[seq - 1]
        assert (event.at, event.month) == (minute, month)
    assert left_in_month(day.session.world.clock, 65) == 15


@pytest.mark.requirement("CLK-03")
def test_the_year_runs_to_thirteen_labelled_months_in_eight_phases():
    day = OpenDay()
    patch = day.patch
    labels = [patch.month_name(month) for month in range(1, 14)]
    assert (labels[0], labels[-1], len(labels)) == ("June 2013", "June 2014", 13)
    assert [len(phase.months) for phase in patch.round.phases] == [1, 1, 2, 2, 2, 2, 2, 1]
    day.pass_to(13 * 20)
    assert day.session.world.clock.closed and day.session.world.clock.month == 13


@pytest.mark.requirement("CLK-05")
def test_the_pack_states_the_leap_into_the_future_and_a_transition_may_be_given_months():
    round_ = OpenDay().patch.round
    assert round_.jump and round_.transition_months == 0
    assert round_.model_copy(update={"transition_months": 2}).transition_months == 2


@pytest.mark.requirement("CLK-06")
def test_a_missed_deadline_is_noted_for_those_it_concerns_and_stops_nobody():
    day = OpenDay()
    first = min(day.session.world.deadlines.values(), key=lambda d: d.at)
    day.pass_to(first.at + 1)
    event = next(
        e for e in day.session.events if e.kind == "deadline-passed" and e.body["deadline"] == first.id
    )
    assert event.body["missed"] == first.owes and event.body["met"] == ()
    assert {day.session.world.organisation_of(s) for s in event.audience} == {*first.owes, *first.to}
    owner = day.session.world.seats_of(first.owes[0])[0]
    day.done(owner, Message(to=(MODERATOR,), text="We are late"))


def test_while_the_clock_is_paused_only_the_facilitator_moves():
    day = OpenDay()
    day.done(MODERATOR, Pause())
    assert "paused" in day.refused(CHAIR, Message(to=(TRUST,), text="Hello"))
    assert "paused already" in day.refused(MODERATOR, Pause())
    day.done(MODERATOR, Resume())
    day.done(CHAIR, Message(to=(TRUST,), text="Hello"))


def test_a_month_can_be_given_more_minutes_and_the_next_opens_so_much_later():
    day = OpenDay()
    day.done(MODERATOR, Extend(minutes=7))
    day.pass_to(26)
    assert day.session.world.clock.month == 1
    day.pass_to(27)
    assert (day.session.world.clock.month, day.session.world.clock.ends) == (2, 47)


def test_a_month_can_be_cut_short():
    day = OpenDay()
    day.done(MODERATOR, Skip(), at=6)
    day.pass_to(6)
    assert (day.session.world.clock.month, day.session.world.clock.ends) == (2, 26)


def test_a_player_has_no_hand_on_the_clock():
    day = OpenDay()
    for ask in (Pause(), Extend(minutes=5), Skip()):
        assert "facilitator" in day.refused(CHAIR, ask)
    assert day.session.world.clock.month == 1


def test_a_live_clock_turns_wall_time_into_play_minutes_at_a_rate_and_stands_still_when_paused():
    wall = [1000.0]
    clock = LiveClock(lambda: wall[0], minutes_a_wall_minute=2.0)
    clock.start(at=40)
    wall[0] += 90
    assert clock.minute() == 43
    clock.pause()
    wall[0] += 3600
    assert clock.minute() == 43
    clock.resume()
    wall[0] += 30
    assert clock.minute() == 44


def test_a_live_clock_never_runs_back_when_the_wall_clock_is_set_back():
    wall = [1000.0]
    clock = LiveClock(lambda: wall[0])
    clock.start(at=0)
    wall[0] += 600
    assert clock.minute() == 10
    wall[0] -= 3600
    assert clock.minute() == 10


def test_a_month_closes_whole_or_not_at_all():
    day = OpenDay(FullDisk())
    day.umpire.tick(day.session, 19)
    before = digest(day.session.world), len(day.session.events)
    day.store.full = True
    with pytest.raises(RecordError):
        day.umpire.close_month(day.session, NoCounty())
    assert (digest(day.session.world), len(day.session.events)) == before
    day.store.full = False
    day.umpire.close_month(day.session, NoCounty())
    kinds = [e.kind for e in day.session.events[before[1] :]]
    assert kinds[:2] == ["month-closed", "month-lived"] and kinds[-1] == "month-opened"


def test_the_deadline_for_contracts_is_met_by_who_has_signed_all_the_main_ones_on_its_table():
    day = OpenDay()
    due = next(d for d in day.session.world.deadlines.values() if d.met_by == "agreement-signed")
    signed = day.done(
        "bct.chief",
        Propose(to=("buft",), title="Shared wards", clauses=words("As last year."), start=2, tier="main"),
    )
    for seat in ("bct.chief", TRUST):
        day.done(seat, Sign(agreement=day.local(seat, signed)))
    day.done(
        TRUST, Propose(to=("bigment",), title="Liaison", clauses=words("As last year."), start=2, tier="main")
    )
    day.pass_to(due.at + 1)
    passed = next(
        e for e in day.session.events if e.kind == "deadline-passed" and e.body["deadline"] == due.id
    )
    assert passed.body["met"] == ("bct",) and {"buft", "bigment"} <= set(passed.body["missed"])


def test_a_scripted_clock_jumps_forward_and_is_never_put_back():
    clock = ScriptedClock()
    clock.jump(40)
    clock.jump(12)
    assert clock.minute() == 40
