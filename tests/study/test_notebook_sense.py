"""What the notebook tells: who was observed and who was not, where accounts differ, what was answered and why."""

from __future__ import annotations

import dataclasses
from functools import cache

import pytest

from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.play.view import View, view_of
from shirehall.study.notebook.coverage import coverage, dealings_of, gaps_in_words, room_of
from shirehall.study.notebook.divergence import divergence
from shirehall.study.notebook.entry import Writing, days_after
from shirehall.study.notebook.feedback import (
    answer_from,
    apart,
    count_feelings,
    counts,
    form_of,
    question_of,
    window,
)
from shirehall.study.notebook.patterns import patterns
from tests.packs import pack
from tests.study.day import ACUTE, BOARD, EAST, WEST, number, told
from tests.study.notes import NOW, ONE, TWO, answer, in_memory, note, observers_number, opened


@cache
def bigshire() -> Patch:
    return pack("bigshire")


def seen_by(seat: str) -> View:
    return view_of(told().events, seat, gathered())


@pytest.mark.requirement("OBS-01", "OBS-04")
def test_the_months_and_tables_and_pairs_that_nobody_observed_are_listed() -> None:
    book = in_memory()
    note(book, month=1, tables=["east", "acute"])
    note(book, by=TWO, month=1, tables=["east"])
    note(book, month=2, seats=["west.chair"], bodies=["acute"])
    note(book, month=None, at=None, tables=["voice"])
    note(book, month=2)
    patch = told().patch
    tables = [table.id for table in patch.seats.tables if table.id != "control"]
    found = coverage(book.entries(), range(1, 4), tables, room_of(patch), dealings_of(told()))
    spots = {(spot.month, spot.table): (spot.notes, spot.observers) for spot in found.spots}
    assert len(spots) == 3 * len(tables)
    assert spots[1, "east"] == (2, (ONE, TWO))
    assert spots[2, "west"] == spots[2, "acute"] == (1, (ONE,))
    assert spots[3, "east"] == (0, ())
    assert (1, "voice") in found.unseen
    assert (1, "east") not in found.unseen
    assert (found.undated, found.placeless) == ((4,), (5,))
    pairs = {(pair.month, pair.one, pair.other): (pair.contacts, pair.notes) for pair in found.pairs}
    assert pairs[1, "acute", "east"][1] == 1
    assert pairs[2, "acute", "west"][1] == 1
    assert pairs[1, "community", "west"] == (2, 0)
    assert found.share == round(4 / 21, 4)
    gaps = gaps_in_words(found, patch)
    assert any("no note of" in line for line in gaps)
    assert any("dealt with each other unobserved" in line for line in gaps)


def test_a_note_taken_back_covers_nothing() -> None:
    book = in_memory()
    kept = note(book, month=1, tables=["east"])
    back = Writing(
        kind="withdrawal", author=ONE, origin="observer", key="w", body={"why": ""}, withdraws=kept.number
    )
    book.write(back, NOW)
    assert coverage(book.entries(), [1], ["east"], room_of(told().patch)).unseen == ((1, "east"),)


@pytest.mark.requirement("OBS-05")
def test_accounts_that_differ_are_listed_side_by_side_and_none_is_dropped() -> None:
    book = in_memory()
    deal = observers_number(told(), "deal")
    note(book, month=2, subject=str(deal), account="West spoke for both.", players_account="We both agreed.")
    note(
        book,
        month=3,
        tables=["east"],
        account="It was raised.",
        players_account="Nobody raised it.",
        differs="yes",
    )
    note(book, month=3, account="No other account of this.")
    found = divergence(book.entries(), told())
    agreements = {each.subject: each for each in found if each.kind == "agreement"}
    claimed = agreements[number("claim")]
    assert {(said.who, said.event) for said in claimed.accounts} == {
        ("east", number("claim")), ("community", number("deny"))
    }  # fmt: skip
    told_of = {(said.origin, said.words) for said in agreements[number("deal")].accounts if said.entry == 1}
    assert told_of == {("observer", "West spoke for both."), ("player", "We both agreed.")}
    (other,) = [each for each in found if each.kind == "note"]
    assert [said.words for said in other.accounts] == ["It was raised.", "Nobody raised it."]


def test_observers_who_judge_otherwise_than_players_are_listed() -> None:
    book = in_memory()
    patch = bigshire()
    scale = next(q for q in patch.feedback if q.answer == "scale")
    for who, origin, mark in (
        ("a.b", "player", "5"),
        ("a.c", "player", "4"),
        (ONE, "observer", "2"),
        ("control.m", "moderator", "4"),
    ):
        body = answer_from(scale, {"scale": mark})
        book.write(Writing(kind="answer", author=who, origin=origin, key="k", body=body), NOW)
    (found,) = [each for each in divergence(book.entries(), told()) if each.kind == "feedback"]
    assert found.about == scale.text
    assert {said.origin: said.words for said in found.accounts} == {
        "observer": "median 2 of 5", "player": "median 4.5 of 5", "moderator": "median 4 of 5"
    }  # fmt: skip


@pytest.mark.requirement("FBK-03")
def test_the_form_has_its_parts_and_feelings_are_counted() -> None:
    patch = bigshire()
    assert {part.id for part in form_of(patch, "same-day").parts} == {
        "experience",
        "perception",
        "interpretation",
        "feelings",
    }
    assert form_of(patch, "week-after").parts
    book = in_memory()
    question = question_of(patch, "f-feelings")
    for turn, (who, data) in enumerate(
        (
            ("a.b", {"morning": ["calm"], "end": ["tired", "angry"]}),
            ("a.b", {"end": ["tired"]}),
            ("a.c", {"end": "tired", "end_own": "Wrung  out; TIRED"}),
        )
    ):
        body = answer_from(question, data)
        book.write(Writing(kind="answer", author=who, origin="player", key=f"k{turn}", body=body), NOW)
    felt = count_feelings(book.entries())
    assert felt["player"] == {
        ("end", "angry"): 1,
        ("end", "tired"): 2,
        ("end", "wrung out"): 1,
        ("morning", "calm"): 1,
    }
    assert felt["moderator"] == {}


@pytest.mark.parametrize(
    "data", [{}, {"words": " "}, {"scale": "6"}, {"scale": "0"}, {"scale": "five"}, {"scale": "٣"}]
)
def test_no_answer_and_a_mark_off_the_scale_are_refused(data: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        answer_from(question_of(bigshire(), "f-pressure"), data)
    with pytest.raises(UsageError, match="no question"):
        question_of(bigshire(), "f-nothing")


@pytest.mark.requirement("FBK-01", "FBK-02")
def test_feedback_is_taken_from_the_end_of_play_for_seven_days_and_carries_its_date() -> None:
    book = in_memory()
    assert not window(book.entries()).takes(NOW)
    opened(book)
    answer(book, EAST, "surprised", words="The year was short.", now=days_after(NOW, 0))
    answer(book, WEST, "differently", words="Ask earlier.", now=days_after(NOW, 6))
    answer(book, EAST, "differently", words="Nothing.", now=days_after(NOW, 3))
    open_ = window(book.entries())
    assert open_.takes(NOW)
    assert open_.takes(days_after(NOW, 7))
    assert open_.over("2013-06-11T16:10:01Z")
    assert not open_.over(days_after(NOW, 7))
    by_question = {
        each.question: (each.same_day, each.later) for each in counts(book.entries(), told().patch, "player")
    }
    assert by_question == {"surprised": (1, 0), "differently": (0, 2)}
    assert {entry.author for entry in book.of_kind("answer") if open_.same_day(entry.received_at)} == {EAST}
    assert [entry.received_at for entry in book.of_kind("answer")] == [
        NOW,
        days_after(NOW, 6),
        days_after(NOW, 3),
    ]


@pytest.mark.requirement("FAC-02")
def test_moderators_words_are_kept_apart_from_players() -> None:
    book = in_memory()
    answer(book, EAST, "surprised", words="Everyone was polite.")
    answer(book, "control.lead", "surprised", origin="moderator", words="Nobody read the rules.")
    answer(book, ONE, "surprised", origin="observer", words="The same.")
    by_whom = apart(book.entries())
    assert {origin: [entry.body["words"] for entry in found] for origin, found in by_whom.items() if found} == {
        "player": ["Everyone was polite."], "moderator": ["Nobody read the rules."], "observer": ["The same."]
    }  # fmt: skip
    assert [each.same_day + each.later for each in counts(book.entries(), told().patch, "player")] == [1, 0]


@pytest.mark.requirement("OBS-06")
def test_reasons_are_asked_on_what_a_seats_own_record_shows() -> None:
    hospital = {pattern.id: pattern for pattern in patterns(seen_by(ACUTE))}
    assert (
        hospital["never-answered:east"].shown == "East Shore asked you once and your record shows no answer."
    )
    assert hospital["signed-without-evidence"].asks == "What did you rest your signature on?"
    view = seen_by(ACUTE)
    (signed,) = hospital["signed-without-evidence"].events
    assert view.events[signed - 1].kind == "signed"
    assert "never-approached" in {pattern.id for pattern in patterns(seen_by(BOARD))}
    assert "signed-without-evidence" not in {pattern.id for pattern in patterns(seen_by(WEST))}
    assert all(
        pattern.asks.endswith("?") for seat in told().world.seats for pattern in patterns(seen_by(seat))
    )
    assert patterns(seen_by("control.lead")) == ()


@pytest.mark.requirement("OBS-06")
def test_a_body_chosen_again_and_again_is_asked_about() -> None:
    letters = [event for event in told().events if event.seat == WEST and event.kind == "message-sent"]
    more = [
        dataclasses.replace(letters[0], seq=len(told().events) + 1 + i, key="", in_reply_to=None, thread=None)
        for i in range(6)
    ]
    view = view_of((*told().events, *more), WEST, gathered())
    found = {pattern.id.split(":")[0]: pattern for pattern in patterns(view)}
    assert "again and again" in found["one-body-again"].asks
    assert "one-body-again" not in {pattern.id.split(":")[0] for pattern in patterns(seen_by(WEST))}


def test_a_seats_patterns_come_from_its_own_view_alone() -> None:
    hidden = [
        event
        for event in told().events
        if event.seat == "voice.chair" and BOARD not in event.audience and "*" not in event.audience
    ]
    assert hidden
    varied = [
        dataclasses.replace(event, body={**event.body, "text": "Quite another matter."})
        if event in hidden and "text" in event.body
        else event
        for event in told().events
    ]
    assert patterns(view_of(varied, BOARD, gathered())) == patterns(seen_by(BOARD))
