"""What facilitators do besides the run sheet: seats, notices, alerts, questions, positions; each with its class, none of them advice."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from shirehall.economy.figures import row
from shirehall.errors import UsageError
from shirehall.play.fields import Clause, fields_of
from shirehall.play.interventions import CLASSES, OF_KIND, counted, interventions
from shirehall.play.moves.clock import Extend, Pause, Resume, Skip, Voice
from shirehall.play.moves.free import FreeMove, RuleTerms
from shirehall.play.moves.intervening import ExtendDeadline
from shirehall.play.moves.message import Message
from shirehall.play.moves.ruling import AskRuling, Rule
from shirehall.play.moves.steering_notices import LeaveOpen, Notify, PassOnQuestion, SwitchAlerts
from shirehall.play.moves.steering_positions import NotePosition, RevisePosition
from shirehall.play.moves.steering_seats import CloseSeat, GiveSeat, OpenSeat
from shirehall.play.moves.steering_sheet import AddInject, HoldInject, PublishInject, ReleaseInject
from shirehall.play.names import WorldNames
from shirehall.play.runners import NoCounty
from shirehall.play.view import OBSERVER, WALL
from shirehall.play.world import as_object
from shirehall.players.cast import cast
from shirehall.players.driver import Driver
from tests.play.county import OpenDay, catalogue
from tests.play.steered import CHAIR, MODERATOR, TRUST, LiveDay
from tests.play.test_alerts import ringing

COST = (Clause("", "cost", (("label", "x"), ("payer", "buft"), ("pounds_a_month", 100))),)


def kinds_seen(day: LiveDay, viewer: str) -> list[str]:
    """The kinds of event a viewer has seen."""
    return [event.kind for event in day.session.view(viewer).events]


def busy_day() -> LiveDay:
    """A day on which a facilitator did a bit of everything."""
    day = LiveDay()
    question = day.done(CHAIR, AskRuling(to=("control",), text="May we pool our money?"))
    free = day.done(TRUST, FreeMove(text="We send our nurses home early."))
    for ask in (
        Pause(), Resume(), Extend(minutes=5), HoldInject(inject="costly-drug"), ReleaseInject(inject="costly-drug"),
        PublishInject(inject="trolley-wait"), AddInject(title="Snow", text="It snows."), GiveSeat(seat=TRUST, to="script"),
        OpenSeat(body="buft", role="Nurse"), CloseSeat(seat="buft.added-1"), SwitchAlerts(on=False),
        Notify(sort="timing", text="Lunch at noon."), Notify(sort="technical", text="The printer is back."),
        Notify(sort="correction", text="The figure in the notice should read 5."),
        Voice(speaking_for="public", to=(TRUST,), text="Keep it open."), RuleTerms(of=free, clauses=COST, start=1, text="A cost."),
        LeaveOpen(of=question, text="Real life left it open."), NotePosition(of="buft", text="They now want a merger."),
        Message(to=(TRUST,), text="Your table is number four."), Skip(),
    ):  # fmt: skip
        day.by_facilitator(ask)
    return day


@pytest.mark.requirement("FAC-01")
def test_there_are_control_roles_with_a_run_sheet_and_a_log_of_everything_they_did():
    day = busy_day()
    control = [
        seat for seat in day.patch.active_seats if day.patch.organisation(seat.organisation).kind == "control"
    ]
    assert control and day.session.world.runsheet
    log = interventions(day.session.events)
    by_control = [
        e for e in day.session.events if e.organisation == "control" and e.seat and e.kind != "move-refused"
    ]
    assert [one.event for one in log] == [e.seq for e in by_control]
    assert {one.seat for one in log} == {MODERATOR}
    counts = counted(log)
    assert set(counts) == set(CLASSES) and all(counts.values()), counts
    assert (
        counts["clock"] == 5
        and counts["voice"] == 1
        and counts["technical"] == 1
        and counts["correction"] == 1
    )
    texts = [one.text for one in log if one.kind == "notice-given"]
    assert texts[0] == "Lunch at noon."


@pytest.mark.requirement("FAC-04")
def test_what_control_says_to_seats_is_logged_and_classed_and_advice_is_no_class():
    day = busy_day()
    said = {one.kind: one.cls for one in interventions(day.session.events) if one.text}
    assert said["message-sent"] == "notice" and said["voiced"] == "voice"
    for one in interventions(day.session.events):
        assert one.cls in CLASSES
    for word in ("advice", "advise", "coach", "coaching", "hint", "tip"):
        assert word not in CLASSES and word not in OF_KIND.values()
        for ask in (
            Notify(sort=word, text="You should talk to the trust."),
            Notify(sort="procedure", text=""),
        ):
            before = day.session.world
            outcome = day.do(MODERATOR, ask, at=day.at)
            assert outcome.refusal is not None
            assert dataclasses.replace(day.session.world, seq=0) == dataclasses.replace(before, seq=0)
    sorts = next(field for field in fields_of(Notify) if field.name == "sort")
    assert set(get_args(sorts.what)) == {"timing", "place", "technical", "procedure", "safety", "correction"}


def test_every_move_of_a_facilitator_has_a_class_and_a_sentence():
    day = busy_day()
    names = WorldNames(day.session.world)
    for event in day.session.events:
        if event.organisation == "control":
            assert catalogue().kind(event.kind).says(event, names).strip()
    steering = [m for m in catalogue().moves.values() if m.control and "steering" in m.ask.__module__]
    assert len(steering) >= 13
    for move in catalogue().moves.values():
        if move.control:
            first = [e for e in day.session.events if e.kind == move.kinds[0].name and e.seat == MODERATOR]
            assert all("class" in e.body or e.kind in OF_KIND for e in first), move.name


def test_no_player_makes_a_facilitator_s_move():
    day = LiveDay()
    for ask in (Notify(sort="timing", text="x"), GiveSeat(seat=TRUST, to="script"), OpenSeat(body="buft", role="x"),
                CloseSeat(seat=TRUST), SwitchAlerts(on=False), NotePosition(of="buft", text="x"), LeaveOpen(of=1, text="x")):  # fmt: skip
        assert "only a facilitator" in day.refused(CHAIR, ask)


def test_a_seat_is_handed_over_live_and_everybody_knows_whether_a_script_sits_there():
    day = LiveDay()
    [event] = day.by_facilitator(GiveSeat(seat=TRUST, to="script"))
    assert (event.kind, event.body["filled_by"], event.body["was"]) == ("seat-taken", "script", "nobody")
    for viewer in (CHAIR, WALL, OBSERVER):
        assert day.session.view(viewer).world.seats[TRUST].filled_by == "script"
    assert "already" in day.refused(MODERATOR, GiveSeat(seat=TRUST, to="script"))
    assert "another facilitator" in day.refused(MODERATOR, GiveSeat(seat=MODERATOR, to="script"))
    day.by_facilitator(GiveSeat(seat=TRUST, to="nobody"))
    assert "now empty" in catalogue().kind("seat-taken").says(
        day.session.events[-1], WorldNames(day.session.world)
    )


def test_a_seat_opened_in_mid_run_gets_an_id_its_bodys_papers_and_moves_also_in_a_pause():
    day = LiveDay()
    day.by_facilitator(Pause())
    events = day.by_facilitator(OpenSeat(body="buft", role="Medical director", may_commit=("agreements",)))
    new = events[0].body["seat"]
    assert new == "buft.added-1" and day.session.world.newcomers == (new,)
    day.umpire.tick(day.session, day.at)
    assert day.session.world.newcomers == ()
    mine = [e.body["paper"] for e in day.session.view(new).events if e.kind == "briefing-given"]
    theirs = [e.body["paper"] for e in day.session.view(TRUST).events if e.kind == "briefing-given"]
    assert sorted(mine) == sorted(theirs) and len(set(mine)) == len(mine)
    assert all(
        TRUST not in e.audience
        for e in day.session.events
        if e.kind == "briefing-given" and new in e.audience
    )
    day.by_facilitator(Resume())
    day.done(new, Message(to=(CHAIR,), text="I have just come."))
    assert day.session.world.seats[new].table == day.session.world.seats[TRUST].table
    assert day.by_facilitator(OpenSeat(body="buft", role="Nurse"))[0].body["seat"] == "buft.added-2"
    assert "before it" in day.refused(MODERATOR, OpenSeat(body="control", role="Helper"))
    assert "authority" in day.refused(MODERATOR, OpenSeat(body="buft", role="x", may_commit=("everything",)))


def test_a_closed_seat_moves_no_more_and_what_it_did_stays():
    day = LiveDay()
    day.done(TRUST, Message(to=(CHAIR,), text="Good morning"))
    day.by_facilitator(CloseSeat(seat=TRUST))
    assert "was left" in day.refused(TRUST, Message(to=(CHAIR,), text="Hello?"))
    assert TRUST not in day.session.world.seats_of("buft") and day.session.view(TRUST).permitted() == ()
    assert "message-sent" in kinds_seen(day, CHAIR)
    assert "closed already" in day.refused(MODERATOR, CloseSeat(seat=TRUST))
    assert "sit in" in day.refused(MODERATOR, CloseSeat(seat=MODERATOR))
    assert "closed" in day.refused(MODERATOR, GiveSeat(seat=TRUST, to="person"))


def test_a_notice_reaches_the_room_or_those_it_is_for_and_nobody_else():
    day = LiveDay()
    day.by_facilitator(Notify(sort="place", to=(TRUST,), text="Your room is upstairs."))
    assert "notice-given" in kinds_seen(day, TRUST) and "notice-given" not in kinds_seen(day, CHAIR)
    assert "notice-given" not in kinds_seen(day, WALL)
    day.by_facilitator(Notify(sort="timing", text="Ten minutes more."))
    assert all("notice-given" in kinds_seen(day, viewer) for viewer in (CHAIR, WALL, OBSERVER))


def test_while_alerts_are_off_none_rings_and_the_figures_come_out_all_the_same():
    def out(day: LiveDay, month: int) -> list[str]:
        """The kinds of what comes out of a month in which one more body is overspent."""
        before = len(day.session.events)
        frozen = day.umpire.close(day.session)
        overspent = ("saltmere", "holmewold", "lindenvale")[:month]
        rows = tuple(row(month, "commissioner-balance", body, -5.0) for body in overspent)
        day.umpire.lived(day.session, frozen, "s", rows, "told")
        return [
            e.kind for e in day.session.events[before:] if e.kind in ("figures-published", "alert-raised")
        ]

    ledger = "consortium-accounts-board"
    day = LiveDay(patch=ringing(True))
    day.by_facilitator(SwitchAlerts(on=False))
    assert "off already" in day.refused(MODERATOR, SwitchAlerts(on=False))
    assert "alerts-switched" not in kinds_seen(day, CHAIR)
    assert [out(day, month).count("alert-raised") for month in (1, 2)] == [0, 0]
    assert any(e.kind == "figures-published" and e.body["publication"] == ledger for e in day.session.events)
    day.by_facilitator(SwitchAlerts(on=True), at=day.session.world.at)
    assert out(day, 3).count("alert-raised") == 1


def test_a_question_is_passed_on_to_a_body_that_may_rule_which_answers_it():
    day = LiveDay()
    rule = next(
        r for r in day.session.world.rules.values() if "nhscb" in r.who_may_rule and r.clarity != "clear"
    )
    number = day.done(CHAIR, AskRuling(to=("control",), rule=rule.id, text="May we?"))
    able = "nhscb.regional"
    assert number not in day.session.view(able).world.questions
    assert "the Board may" in day.refused(MODERATOR, PassOnQuestion(question=number, to="buft"))
    day.by_facilitator(PassOnQuestion(question=day.local(MODERATOR, number), to="nhscb"))
    [known] = day.session.view(able).world.questions
    assert day.session.view(able).world.questions[known].text == "May we?"
    assert day.session.world.questions[number].askees == ("control", "nhscb")
    assert "has the question already" in day.refused(MODERATOR, PassOnQuestion(question=number, to="nhscb"))
    assert "question-passed-on" not in kinds_seen(day, TRUST)
    day.done(able, Rule(question=known, text="You may."))
    assert day.session.world.questions[number].status == "answered"
    heard = [e for e in day.session.view(CHAIR).events if e.kind == "ruled"]
    assert heard[0].body["text"] == "You may."
    assert "answered" in day.refused(MODERATOR, PassOnQuestion(question=number, to="monitor"))


def test_a_question_or_free_move_is_left_open_on_purpose_with_a_reason_told_or_kept():
    day = LiveDay()
    question = day.done(CHAIR, AskRuling(to=("control",), text="May we?"))
    free = day.done(TRUST, FreeMove(text="We wait."))
    assert "say why" in day.refused(MODERATOR, LeaveOpen(of=question))
    day.by_facilitator(LeaveOpen(of=question, text="Nobody knew in real life either."))
    day.by_facilitator(LeaveOpen(of=free, text="It changes nothing.", tell=True))
    assert day.session.world.left_open == {
        question: "Nobody knew in real life either.",
        free: "It changes nothing.",
    }
    assert "left-open" not in kinds_seen(day, CHAIR) and "left-open" in kinds_seen(day, TRUST)
    assert kinds_seen(day, OBSERVER).count("left-open") == 1
    assert "already" in day.refused(MODERATOR, LeaveOpen(of=question, text="Again."))
    assert "question about the rules or a free move" in day.refused(MODERATOR, LeaveOpen(of=1, text="x"))
    assert day.session.world.questions[question].status == "open"


def test_a_body_revises_its_position_for_its_own_or_in_public_and_a_moderator_notes_one():
    day = LiveDay()
    day.done(TRUST, RevisePosition(text="We would merge after all."))
    mates = [seat for seat in day.session.world.seats_of("buft") if seat != TRUST]
    assert all("position-revised" in kinds_seen(day, seat) for seat in (*mates, MODERATOR))
    assert "position-revised" not in kinds_seen(day, CHAIR)
    day.done(CHAIR, RevisePosition(text="We stand alone.", published=True))
    assert "position-revised" in kinds_seen(day, WALL)
    day.by_facilitator(NotePosition(of="buft", text="They wrote it on the flip chart."))
    assert "position-noted" in kinds_seen(day, TRUST) and "position-noted" not in kinds_seen(day, CHAIR)
    assert "needs words" in day.refused(TRUST, RevisePosition(text=" "))


@pytest.mark.parametrize("months", [1, 3, 13])
def test_a_round_can_be_made_shorter_and_what_lies_beyond_never_comes(months):
    day = LiveDay(months=months)
    world = day.session.world
    assert world.clock.months == months
    assert all(due.month <= months for due in world.deadlines.values())
    assert set(world.deadlines) == {due.id for due in day.patch.calendar if due.month <= months}
    day.pass_to(months * 20 + 5)
    assert day.session.world.clock.closed and day.session.world.clock.month == months
    out = {e.body["inject"] for e in day.session.events if e.kind == "inject-published"}
    late = {i.id for i in day.patch.injects if (i.when.month or 0) > months}
    assert not out & late and not any(due.at > months * 20 for due in day.session.world.deadlines.values())


@pytest.mark.parametrize("months", [14, -1, 2.5, "3", True])
def test_a_round_of_other_lengths_is_refused(months):
    with pytest.raises(UsageError, match="not possible on this pack"):
        LiveDay(months=months)


def test_a_script_answers_a_question_that_was_passed_on_to_its_body():
    day = LiveDay()
    rule = next(
        r for r in day.session.world.rules.values() if "nhscb" in r.who_may_rule and r.clarity != "clear"
    )
    number = day.done(CHAIR, AskRuling(to=("control",), rule=rule.id, text="May we?"))
    day.by_facilitator(PassOnQuestion(question=number, to="nhscb"))
    players, _ = cast(day.patch, {"*": "silent", "nhscb": "script"})
    driver = Driver(day.session, day.umpire, NoCounty(), players)
    driver.seat_everyone()
    driver.play_month()
    assert day.session.world.questions[number].answered_by == "nhscb"


def test_a_seat_opened_later_puts_off_a_deadline_from_the_date_it_knows_and_never_brings_it_forward():
    """What it is told of its own move must hang on nothing that it has not seen."""
    day = LiveDay()
    due = next(
        d for d in day.session.world.deadlines.values() if d.month > 1 and day.session.world.seats_of(d.to[0])
    )
    body = due.to[0]
    day.done(day.session.world.seats_of(body)[0], ExtendDeadline(deadline=due.id, minutes=30))
    new = day.by_facilitator(OpenSeat(body=body, role="Newcomer"))[0].body["seat"]
    assert day.session.view(new).world.deadlines[due.id].at == due.at
    day.done(new, ExtendDeadline(deadline=due.id, minutes=5))
    assert day.session.events[-1].body["until"] == due.at + 5
    assert day.session.world.deadlines[due.id].at == due.at + 30
    day.done(new, ExtendDeadline(deadline=due.id, minutes=100))
    assert day.session.world.deadlines[due.id].at == due.at + 105


def test_a_day_that_uses_nothing_new_has_the_digest_it_always_had():
    """Records from before this have to be proved against the digests they were closed with."""
    old = {"seq", "at", "patch", "opened", "clock", "topics", "sites", "organisations", "seats", "rules", "questions", "requests",
           "meetings", "agreements", "plans", "consultations", "matters", "tenders", "deadlines", "injects", "leads", "delegations",
           "terms", "figures", "knowledge", "shared", "free", "state_digest"}  # fmt: skip
    day = OpenDay()
    day.done(CHAIR, Message(to=(TRUST,), text="Good morning"))
    assert set(as_object(day.session.world)) == old
    day.done(MODERATOR, SwitchAlerts(on=False))
    assert set(as_object(day.session.world)) == old | {"alerts_off"}
