"""The timeline of a day whose every event is known, and what it says was not done or left open."""

from __future__ import annotations

import pytest

from shirehall.play.moves.message import Message
from shirehall.study.entries import Entry
from shirehall.study.reading import tell
from shirehall.study.timeline import Timeline, as_lines, as_rows, timeline
from tests.study.day import ACUTE, WEST, Day, played, told
from tests.study.day import number as n


def line() -> Timeline:
    return timeline(told())


def entries(body: str, kind: str = "") -> list[Entry]:
    stories = [
        story for phase in line().phases for story in phase.organisations if story.organisation == body
    ]
    return [e for story in stories for e in story.entries if not kind or e.kind == kind]


@pytest.mark.requirement("ANA-02", "ANA-03")
def test_entries_stand_under_phase_and_organisation_and_link_to_events():
    told_line, last = line(), len(told().events)
    assert [(phase.id, phase.months) for phase in told_line.phases] == [
        ("p1", (1, 2)),
        ("p2", (3, 4)),
        ("p3", (5, 6)),
    ]
    for phase in told_line.phases:
        order = [story.organisation for story in phase.organisations]
        assert order == [b for b in ("", *told().world.organisations) if b in order]
        for story in phase.organisations:
            for entry in story.entries:
                assert entry.month in phase.months and entry.organisation == story.organisation
                assert entry.seq and all(1 <= seq <= last for seq in entry.seq)
                assert entry.sentence[0] == entry.sentence[0].upper()


def test_every_commitment_and_settled_deed_has_a_line():
    linked = {
        seq
        for phase in line().phases
        for story in phase.organisations
        for e in story.entries
        for seq in e.seq
    }
    deeds = [e for e in told().acts if told().nature(e) == "commitment" or told().settles(e)]
    assert len(deeds) >= 6 and {e.seq for e in deeds} <= linked


def test_letters_of_one_sort_are_told_in_one_line_with_all_their_numbers():
    (letters,) = entries("west", "message-sent")
    assert letters.sentence == "West Vale wrote to the hospital twice, all about money."
    assert letters.seq == (n("letter-1"), n("letter-2"))


def test_a_meeting_says_who_came_and_who_did_not_answer():
    (meeting,) = entries("east", "meeting")
    assert meeting.seq == (n("call"), n("join"), n("minute"))
    assert (
        "West Vale came; the hospital did not answer" in meeting.sentence
        and "East leads." in meeting.sentence
    )


def test_an_ask_that_ran_out_is_told_as_one():
    (ask,) = entries("east", "unanswered")
    assert ask.seq == (n("ask"),) and ask.sentence.endswith("No answer came from the hospital.")
    assert not entries("west", "unanswered")


def test_an_inject_is_told_with_its_reactions():
    film = next(e for e in entries("", "inject") if e.seq[0] == n("film"))
    assert "East Shore acted on it" in film.sentence and "the health board answered in words" in film.sentence
    assert n("act") in film.seq and n("press") in film.seq


@pytest.mark.requirement("ANA-09")
def test_lost_opportunities_and_open_questions_are_told_too():
    missed = {(e.kind, e.seq) for e in line().not_done}
    assert ("ask unanswered", (n("ask"),)) in missed
    assert any(e.kind == "deadline missed" and "West Vale missed" in e.sentence for e in line().not_done)
    assert any(e.kind == "inject without reaction" and e.seq == (n("film"),) for e in line().not_done)
    assert any(
        e.kind == "power unused" and "never used its power to provide" in e.sentence for e in line().not_done
    )
    open_ = {e.kind: e for e in line().open_items}
    assert open_["open question"].seq == (n("open"),)
    assert "accounts differ" in open_["dispute"].sentence
    assert open_["plan not signed off"].seq == (n("plan"),)


def test_rows_and_lines_say_the_same():
    lines, rows = as_lines(line()), as_rows(line())
    assert all(any(row["sentence"] in text for text in lines) for row in rows)
    assert {row["part"] for row in rows} == {"happened", "not done", "open"}


def test_the_same_record_gives_the_same_timeline():
    assert timeline(tell(told().events, told().patch)) == line()


def test_a_record_that_breaks_off_can_be_told():
    events = told().events
    for length in (0, 1, 12, 29, 36):
        part = tell(events[:length], told().patch)
        assert timeline(part) == timeline(part)
        assert not part.closed


def test_more_than_two_letters_are_counted():
    day = Day()
    for at in range(1, 6):
        day.do(
            WEST, Message(to=(ACUTE,), text=f"Letter {at}", about=("money",) if at < 4 else ("quality",)), at
        )
    stories = timeline(tell(day.events, day.patch)).phases[0].organisations
    sentences = [e.sentence for story in stories for e in story.entries]
    assert "West Vale wrote to the hospital 5 times, mostly about money." in sentences


def test_numbers_are_those_of_the_record():
    assert played()[0].event(n("deal")).kind == "proposed"
