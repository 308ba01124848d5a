"""Feedback on the web: asked at the end, open for a week, apart by whose words they are, reasons asked, no names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shirehall.study.notebook.feedback import count_feelings, opening, window
from shirehall.study.notebook.patterns import patterns
from tests.host.helpers import Browser, Running, running

SECRET = "canary-in-an-answer-2209"


def days_ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        healthwatch = host.program("healthwatch.chair")
        for turn in range(5):
            ask = {"to": ["buft.chief"], "text": f"May we come in? {turn}"}
            assert healthwatch.move("message", ask).status_code == 200
        news = {
            "title": "A question in the House",
            "text": "What do you say?",
            "to": ["csi"],
            "kind": "news",
            "reply_within": "40",
        }
        lead = host.browser("seat", "control.moderator")
        assert lead.post("/run/do/add-inject", {"key": "in-the-house", **news}).status_code == 303
        assert "opens when play ends" in host.browser("seat", "cqc.manager").get("/feedback").text
        host.to("feedback")
        yield host


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def answers(day: Running, author: str) -> list[str]:
    return [e.body["words"] for e in day.house.notebook.by(author) if e.kind in ("answer", "reason")]


@pytest.mark.requirement("FBK-01", "FBK-03")
def test_each_seat_answers_the_packs_form_on_the_day_feelings_included(day: Running) -> None:
    chair = day.browser("seat", "saltmere.chair")
    page = chair.get("/feedback").text
    for title in ("What the day was like", "What you saw", "How you felt", "What you make of it"):
        assert title in page
    form = {
        "key": key_on(page), "words:f-busiest": "The letters.", "scale:f-pressure": "4", "words:f-rules": " ",
        "morning:f-feelings": ["calm", "curious"], "end:f-feelings": ["tired"], "end_own:f-feelings": "Flat",
    }  # fmt: skip
    assert chair.post("/feedback", form).status_code == 303
    kept = {e.body["question"]: e for e in day.house.notebook.by("saltmere.chair")}
    assert set(kept) == {"f-busiest", "f-pressure", "f-feelings"}
    assert kept["f-pressure"].body["scale"] == 4
    assert {e.origin for e in kept.values()} == {"player"}
    open_ = window(day.house.notebook.entries())
    assert all(open_.same_day(e.received_at) for e in kept.values())
    assert count_feelings(day.house.notebook.entries())["player"][("end", "flat")] == 1
    assert "The letters." in chair.get("/feedback").text


def test_what_is_sent_twice_counts_once_and_what_is_added_is_kept_beside_it(day: Running) -> None:
    chair = day.browser("seat", "holmewold.chair")
    form = {"key": key_on(chair.get("/feedback").text), "words:f-turning": "The film."}
    for _ in range(2):
        assert chair.post("/feedback", form).status_code == 303
    assert answers(day, "holmewold.chair") == ["The film."]
    assert chair.post("/feedback", {**form, "words:f-turning": "And the letter after it."}).status_code == 303
    assert answers(day, "holmewold.chair") == ["The film.", "And the letter after it."]
    first, second = day.house.notebook.by("holmewold.chair")
    assert (first.body["adds_to"], second.body["adds_to"]) == (None, first.number)


def test_a_mark_off_the_scale_is_told_and_nothing_is_lost_or_half_kept(day: Running) -> None:
    chair = day.browser("seat", "lindenvale.chair")
    answer = chair.post(
        "/feedback", {"key": "k1", "scale:f-pressure": "9", "words:f-busiest": "Long words typed."}
    )
    assert answer.status_code == 422
    assert "choose 1 to 5" in answer.text.casefold()
    assert "Long words typed." in answer.text
    assert answers(day, "lindenvale.chair") == []
    assert chair.post("/feedback", {"key": "k2", "words:f-nothing": "x"}).status_code == 422


@pytest.mark.requirement("OBS-06")
def test_players_are_asked_why_about_what_their_own_record_shows(day: Running) -> None:
    healthwatch = day.browser("seat", "healthwatch.chair")
    page = healthwatch.get("/feedback").text
    assert "Why did you choose BUFT again and again?" in page
    form = {"key": key_on(page), "words:one-body-again:buft": "They had the patients."}
    assert healthwatch.post("/feedback", form).status_code == 303
    (reason,) = [e for e in day.house.notebook.of_kind("reason") if e.author == "healthwatch.chair"]
    assert (reason.body["pattern"], reason.body["words"]) == ("one-body-again:buft", "They had the patients.")
    assert len(reason.body["events"]) == 5
    assert "again and again" not in day.browser("seat", "monitor.case").get("/feedback").text


def test_nobody_is_asked_why_nothing_was_done_about_news_whose_time_was_not_over_when_play_ended(
    day: Running,
) -> None:
    assert "A question in the House" not in day.browser("seat", "csi.data").get("/feedback").text
    assert day.house.day is not None
    view = day.house.day.view("csi.data")
    came = next(e for e in view.events if e.kind == "inject-published" and "House" in e.body["title"])
    for minute, asked in ((came.at + 39, False), (came.at + 40, True)):
        why = [each.shown for each in patterns(replace(view, at=minute)) if each.id == "news-left"]
        assert any("A question in the House" in shown for shown in why) is asked


@pytest.mark.requirement("FAC-02")
def test_moderators_and_observers_answers_are_kept_apart_from_players(day: Running) -> None:
    control = day.browser("seat", "control.moderator")
    assert "As moderators: what happened today" in control.get("/feedback").text
    control.post(
        "/feedback",
        {"key": "mod-1", "words:moderators-saw": "Nobody read the rules.", "words:f-whydid": "Habit."},
    )
    observer = day.browser("observer")
    assert "Send my answers" in observer.get("/feedback").text
    observer.post("/feedback", {"key": "obs-1", "words:f-whydid": "Fear of the gap."})
    origins = {e.body["words"]: e.origin for e in day.house.notebook.of_kind("answer")}
    assert origins["Nobody read the rules."] == origins["Habit."] == "moderator"
    assert origins["Fear of the gap."] == "observer"
    overview = control.get("/run/feedback").text
    assert "Nobody read the rules." in overview
    assert "Fear of the gap." not in overview
    player = day.browser("seat", "bct.chief")
    assert (
        player.post("/feedback", {"key": "p-1", "words:moderators-saw": "I am no moderator."}).status_code
        == 422
    )


def test_answers_are_seen_by_nobody_else_and_facilitators_see_who_answered_without_a_name(
    day: Running,
) -> None:
    came = day.browser("seat", "wrenby.chair")
    day.house.register.add_person("wrenby.chair", "Perpetua Quill")
    came.post("/feedback", {"key": "w-1", "words:f-busiest": f"{SECRET} Ask Perpetua Quill."})
    other = day.browser("seat", "bct.nursing")
    for path in ("/feedback", "/", "/desk", "/poll"):
        assert SECRET not in other.get(path).text
    for path in ("/run/feedback", "/run/feedback.csv"):
        assert other.get(path).status_code == 403
        assert day.browser("observer").get(path).status_code == 403
    overview = day.browser("seat", "control.moderator").get("/run/feedback").text
    assert SECRET not in overview
    assert "Perpetua" not in overview
    role = next(s.role for s in day.house.patch.active_seats if s.id == "wrenby.chair")
    row = overview.split(role)[1].split("</tr>")[0]
    assert re.findall(r"numeric\">(\d+)<", row) == ["1", "0"]
    table = day.browser("seat", "control.moderator").get("/run/feedback.csv").text
    assert SECRET in table
    assert "Perpetua" not in table and "Ask [" in table
    assert "wrenby.chair" in table


def test_what_was_begun_is_found_on_another_device_until_it_is_sent(day: Running) -> None:
    chair = day.browser("seat", "marlbridge.chair")
    draft = '{"words:f-busiest": ["Begun on a tablet"], "morning:f-feelings": ["calm", "proud"]}'
    assert chair.post("/desk/drafts", {"form": "feedback", "text": draft}).status_code == 200
    page = day.browser("seat", "marlbridge.chair").get("/feedback").text
    assert "Begun on a tablet" in page
    assert len(re.findall(r'name="morning:f-feelings" value="(?:calm|proud)"[^>]* checked', page)) == 2
    again = day.browser("seat", "marlbridge.chair")
    assert again.post("/feedback", {"key": "d-1", "words:f-busiest": "Sent."}).status_code == 303
    assert "Begun on a tablet" not in again.get("/feedback").text


def test_the_wall_answers_nothing(day: Running) -> None:
    wall = day.browser("wall")
    assert wall.get("/feedback").status_code == 403
    assert wall.post("/feedback", {"key": "x", "words:f-busiest": "x"}).status_code == 403


@pytest.mark.requirement("FBK-02")
@pytest.mark.parametrize(("days", "taken"), [(0.5, True), (6.9, True), (7.1, False)])
def test_reflections_are_taken_for_seven_days_and_carry_their_date(
    tmp_path_factory: pytest.TempPathFactory, days: float, taken: bool
) -> None:
    with running(tmp_path_factory.mktemp("week")) as host:
        host.house.notebook.write(opening("control.moderator"), days_ago(days))
        host.to("doors")
        host.to("play")
        host.to("feedback")
        host.to("closed")
        chair: Browser = host.browser("seat", "saltmere.chair")
        page = chair.get("/feedback").text
        assert ("closed on" in page) is not taken
        assert ("Send my answers" in page) is taken
        answer = chair.post("/feedback", {"key": "late-1", "words:f-monday": "I rang them."})
        assert answer.status_code == (303 if taken else 409)
        kept = host.house.notebook.by("saltmere.chair")
        assert [e.body["words"] for e in kept] == (["I rang them."] if taken else [])
        if taken:
            assert kept[0].received_at[:10] == days_ago(0)[:10]
            assert window(host.house.notebook.entries()).same_day(kept[0].received_at) is (days < 1)
            assert "questions for the week after" in page.casefold() or days > 1
