"""What a run is for, that it costs nobody anything real, room for feedback, and what the record says of every exchange."""

from __future__ import annotations

import dataclasses
from dataclasses import fields

import pytest

from shirehall.errors import UsageError
from shirehall.patch.check import check_pack
from shirehall.patch.read import find_pack, read_pack
from shirehall.patch.timetable import clock_time
from shirehall.play.moves.asking import Answer, AskFor
from shirehall.play.moves.free import DoNothing
from shirehall.play.moves.message import Message
from shirehall.play.moves.propose import Agree, Propose
from shirehall.play.record.event import Event, to_json
from shirehall.play.session import Session
from shirehall.play.world import digest
from shirehall.study.measures import measures
from shirehall.study.reading import tell
from tests.play.county import OpenDay, bigshire, catalogue, words
from tests.requirements.helpers import DayOf, alter, small_pack


@pytest.mark.requirement("PUR-03")
def test_a_pack_with_no_rule_book_at_all_is_read_and_its_year_played(tmp_path):
    folder = small_pack(tmp_path)
    rules = folder / "rules.yaml"
    rules.write_text(
        'no_artificial_rules: "Nothing is forbidden."\nrules: []\nquestions: []\n', encoding="utf-8"
    )
    alter(folder, "charter.yaml", ("[acute.turnover, rq-closure]", "[acute.turnover]"))
    assert check_pack(folder).sound
    day = DayOf(read_pack(folder))
    number = day.done("east.chair", Propose(to=("acute",), title="Beds", clauses=words("Fewer."), start=2))
    day.done("acute.chief", Agree(agreement=day.local("acute.chief", number)))
    day.pass_to(day.patch.round.months * 20)
    assert day.session.world.clock.closed and not day.session.world.rules


@pytest.mark.requirement("PUR-03")
def test_the_rule_book_marks_what_it_leaves_out_and_the_findings_are_of_behaviour():
    patch = bigshire()
    assert {rule.clarity for rule in patch.rules.rules} == {"clear", "unclear", "silent"}
    assert len(patch.rules.questions) >= 10
    general = set(measures())
    assert len(patch.findings) > 40
    assert all(
        finding.measure in general for finding in patch.findings if not finding.cannot and not finding.needs
    )
    assert not any("procedure" in finding.filters for finding in patch.findings)


@pytest.mark.requirement("PUR-11")
def test_every_seated_body_has_interests_at_four_levels():
    for body in bigshire().organisations:
        if body.seated in ("yes", "part"):
            levels = [
                getattr(body.interests, name)
                for name in ("national", "professional", "institutional", "personal")
            ]
            assert all(level.strip() for level in levels) and len(set(levels)) == 4, body.id


@pytest.mark.requirement("PUR-11")
def test_the_record_tells_informal_talk_from_formal_moves():
    day = OpenDay()
    talk = day.done("saltmere.chair", Message(to=("bct.chief",), text="Would you ever take on nights?"))
    offer = day.done(
        "saltmere.chair", Propose(to=("bct",), title="Nights", clauses=words("Nights."), start=3)
    )
    bound = day.done("bct.chief", Agree(agreement=day.local("bct.chief", offer)))
    natures = [catalogue().kind(day.session.events[seq - 1].kind).nature for seq in (talk, offer, bound)]
    assert natures[0] == "talk" and natures[2] == "commitment"


@pytest.mark.requirement("PUR-12")
def test_a_run_holds_no_persons_name_and_no_score_and_can_be_undone_and_played_again():
    assert not [fault for fault in check_pack(find_pack("bigshire")).faults if "real name" in fault.what]
    day = OpenDay()
    day.done("saltmere.chair", Message(to=("buft.chief",), text="We shall sign nothing."))
    chair = day.session.world.seats["saltmere.chair"]
    assert {field.name for field in fields(chair)} == {
        "id", "organisation", "role", "may_commit", "filled_by", "table", "position", "left", "also_for",
        "analyst", "looks_after",
    }  # fmt: skip
    assert chair.filled_by in ("nobody", "person", "script", "model")
    again = Session(day.store, catalogue())
    assert digest(again.world) == digest(dataclasses.replace(day.session.world, at=again.world.at))
    fresh = OpenDay()
    assert not [e for e in fresh.session.events if e.kind == "message-sent"]


@pytest.mark.requirement("PUR-18")
def test_sponsor_designers_partner_and_model_owner_are_named_apart_with_every_run():
    parties = OpenDay().session.events[0].body["parties"]
    assert set(parties) == {"sponsor", "designers", "partner", "model_owner"}
    assert all(parties.values()) and len(set(parties.values())) == 4


@pytest.mark.requirement("PAC-04")
def test_the_timetable_keeps_room_for_feedback_after_play():
    slots = bigshire().head.timetable
    last = max(number for number, slot in enumerate(slots) if slot.kind == "play")
    after = sum(slot.minutes for slot in slots[last:] if slot.kind == "feedback")
    assert after >= 60


@pytest.mark.requirement("PAC-04")
def test_a_timetable_without_feedback_after_play_is_a_fault(tmp_path):
    folder = small_pack(tmp_path)
    alter(folder, "pack.yaml", ("kind: feedback", "kind: break"))
    told = [fault for fault in check_pack(folder).faults if "no feedback after play" in fault.what]
    assert len(told) == 1 and told[0].where and told[0].where.file == "pack.yaml"


@pytest.mark.requirement("REC-01")
def test_every_event_says_who_to_whom_of_what_kind_on_what_when_and_who_saw_it():
    day = OpenDay()
    day.pass_to(90)
    seq = day.done(
        "saltmere.chair", Message(to=("buft.chief",), text="Your wards?", about=("quality",)), at=91
    )
    told = to_json(day.session.events[seq - 1])
    assert told["seq"] == seq and told["month"] == 5 and told["at"] == 91
    assert (told["seat"], told["organisation"]) == ("saltmere.chair", "saltmere")
    assert told["addressees"] == ("buft.chief",) and set(told["audience"]) == {"saltmere.chair", "buft.chief"}
    assert (
        told["kind"] == "message-sent"
        and told["about"] == ("quality",)
        and told["body"]["text"] == "Your wards?"
    )
    assert {"thread", "in_reply_to", "cause", "subject", "origin"} <= set(told)
    assert clock_time(day.patch, told["at"]) == "11:31"


@pytest.mark.requirement("REC-01")
@pytest.mark.parametrize(
    ("minute", "time"),
    [(0, "09:45"), (79, "11:04"), (80, "11:20"), (159, "12:39"), (160, "13:20"), (219, "14:19"), (220, "14:30"),
     (259, "15:09"), (260, "15:10"), (275, "15:25")],
)  # fmt: skip
def test_a_play_minute_has_its_time_of_day_by_the_timetable_breaks_and_lunch_between(minute: int, time: str):
    assert clock_time(bigshire(), minute) == time


def test_there_is_no_time_of_day_before_play():
    with pytest.raises(UsageError, match="no time for play minute -1"):
        clock_time(bigshire(), -1)


@pytest.mark.requirement("REC-03")
def test_every_act_replies_to_something_or_is_marked_as_begun():
    day = OpenDay()
    asked = day.done("saltmere.chair", AskFor(to=("buft.chief",), text="How many nights without a nurse?"))
    answered = day.done("buft.chief", Answer(request=day.local("buft.chief", asked), text="Too many."))
    first, second = (day.session.events[seq - 1] for seq in (asked, answered))
    assert first.begun and not second.begun
    assert second.in_reply_to == asked and second.thread == first.thread
    acts: list[Event] = [e for e in day.session.events if e.seat]
    assert all(e.begun == (e.in_reply_to is None) for e in acts)


@pytest.mark.requirement("REC-05")
def test_a_decision_not_to_act_and_an_ask_that_nobody_answered_are_both_kept():
    day = OpenDay()
    asked = day.done("saltmere.chair", AskFor(to=("buft.chief",), text="Your bed plan?", wants="plan"))
    kept = day.done("buft.chief", DoNothing(text="Not while they owe us for last year."))
    day.pass_to(100)
    event = day.session.events[kept - 1]
    assert event.kind == "nothing-done" and event.body["text"].startswith("Not while")
    assert day.session.world.requests[asked].status == "open"
    assert "chose to do nothing" in tell(day.session.events, day.patch).sentence(kept)
