"""What the desk opens with: one's position, what awaits an answer, whose seat it is, and the feedback when play is over."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shirehall.play.moves.clock import Pause
from shirehall.play.moves.steering_seats import GiveSeat
from tests.host.helpers import Running, running, until


def events(day: Running, seat: str, *kinds: str) -> list[Any]:
    """What a seat has seen of some kinds."""
    return [e for e in day.house.room.view(seat).events if not kinds or e.kind in kinds]


def asks(day: Running, ask: Any, seat: str = "control.moderator", origin: str = "facilitator") -> None:
    """Have a seat make a move, past the pages."""
    key = f"{seat}-{origin}-{day.house.room.last_seq()}"
    made = day.house.room.submit(seat, ask, key=key, origin=origin)
    outcome = asyncio.run_coroutine_threadsafe(made, day.loop).result(20)
    assert outcome.refusal is None, outcome.refusal


def awaits(page: str) -> str:
    """What a desk shows as awaiting an answer."""
    return html.unescape(page.split('id="waiting"')[1].split("data-at=")[0])


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, seconds_a_month=3600.0) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.mark.requirement("BRF-07")
def test_the_desk_opens_with_ones_position_and_the_detail_behind_it(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        seat = host.browser("seat", "buft.chief")
        assert "doors are not open" in seat.get("/desk").text
        host.to("doors")
        desk = seat.get("/desk").text
        assert "This is your position" in desk
        assert desk.index("This is your position") < desk.index("What awaits your answer")
        listed = re.findall(r'href="/desk/paper/(\d+)">([^<]+)', seat.get("/desk/papers").text)
        kinds = [events(host, "buft.chief")[int(number) - 1].body["kind"] for number, _ in listed]
        assert kinds[0] == "position"
        paper = seat.get(f"/desk/paper/{listed[0][0]}").text
        assert paper.count("<h1") == 1
        assert "<table" in seat.get(f"/desk/paper/{listed[kinds.index('common')][0]}").text
        assert seat.get("/desk/paper/1").status_code == 404
        assert [(one.paper, bool(one.read)) for one in host.house.register.readings("buft.chief")] == [
            ("position", False)
        ]
        seat.post("/desk/papers/read", {})
        assert [(one.paper, bool(one.read)) for one in host.house.register.readings("buft.chief")] == [
            ("position", True)
        ]
        assert "You have read it." in seat.get("/desk").text


@pytest.mark.requirement("FLM-01")
def test_the_news_film_is_on_every_desk_when_it_is_shown_and_can_be_read_again(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        film = host.house.patch.film
        assert film is not None
        host.to("doors")
        for name in ("buft.chief", "healthwatch.chair"):
            seat = host.browser("seat", name)
            assert film.title not in seat.get("/desk").text
        host.to("film")
        for name in ("buft.chief", "healthwatch.chair"):
            desk = host.browser("seat", name).get("/desk").text
            assert all(html.escape(voice.speaker, quote=False) in desk for voice in film.interviews)
        host.to("play")
        until(lambda: any(e.kind == "inject-published" for e in host.house.room.view("buft.chief").events))
        seat = host.browser("seat", "buft.chief")
        link = re.search(r'href="(/desk/event/[0-9]+)">[^<]*: the script', seat.get("/desk/papers").text)
        assert link
        assert film.interviews[0].speaker in html.unescape(seat.get(link[1]).text)


@pytest.mark.requirement("BRF-06")
def test_detail_held_back_is_given_to_ones_body_when_asked_for(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        assert host.house.patch.head.detail == "strategic"
        host.to("doors")
        seat, other = host.browser("seat", "buft.chief"), host.browser("seat", "bct.chief")
        assert "Ask for the detail" in seat.get("/desk/papers").text
        seat.post("/desk/papers/detail", {})
        told = [e.body["kind"] for e in events(host, "buft.finance", "briefing-given")]
        assert "detail" in told
        assert "Ask for the detail" not in seat.get("/desk/papers").text
        assert "Ask for the detail" in other.get("/desk/papers").text
        assert "detail" not in [e.body["kind"] for e in events(host, "bct.chief", "briefing-given")]


def test_when_play_is_over_the_desk_leads_to_the_feedback_and_back_to_the_day(day: Running) -> None:
    seat = day.browser("seat", "buft.chief")
    early = seat.get("/feedback")
    assert early.url.path == "/desk"
    assert "Feedback opens when play ends" in early.text
    day.to("feedback")
    led = seat.get("/desk")
    assert led.url.path == "/feedback"
    assert 'href="/desk?look=1"' in led.text
    assert "Chief executive, BUFT" in led.text
    look = seat.get("/desk?look=1")
    assert look.url.path == "/desk"
    assert 'href="/feedback"' in look.text
    assert day.browser("seat", "control.moderator").get("/desk").url.path == "/desk"


def test_a_seat_that_a_script_plays_says_so_and_sends_nothing(day: Running) -> None:
    seat = day.browser("seat", "buft.chief")
    give: Any = GiveSeat
    assert "plays your seat" not in seat.get("/desk").text
    asks(day, give(seat="buft.chief", to="script"))
    for path in ("/desk", "/desk/threads", "/desk/do", "/desk/do/message", "/desk/people", "/desk/more"):
        page = seat.get(path).text
        assert "A script plays your seat now." in page, path
        assert "Ask a facilitator to give it back." in page, path
        assert 'action="/desk/do/' not in page, path
        assert 'href="/desk/do/message' not in page, path
    answer = seat.post(
        "/desk/do/message", {"to": "saltmere.chair", "text": "In its place", "key": "k", "seen": "1"}
    )
    assert answer.status_code == 409
    assert not any(e.body["text"] == "In its place" for e in events(day, "saltmere.chair", "message-sent"))
    asks(day, give(seat="buft.chief", to="person"))
    again = seat.get("/desk/do/message").text
    assert "plays your seat" not in again
    assert "In its place" in again


def test_peoples_questions_come_before_scripts_alike_ones_stand_once_and_many_are_folded(
    day: Running,
) -> None:
    catalogue = day.house.room.view("buft.chief").catalogue
    ask: Any = catalogue.moves["ask"].ask
    for n in range(9):
        asks(day, ask(to=("buft.chief",), text=f"Scripted question {n}"), "bct.chief", "script")
    for _ in range(3):
        asks(day, ask(to=("buft.chief",), text="Scripted and again"), "bct.chief", "script")
    asks(day, ask(to=("buft.chief",), text="A person's question"), "saltmere.chair", "person")
    seat = day.browser("seat", "buft.chief")
    shown = awaits(seat.get("/desk").text)
    assert shown.index("A person's question") < shown.index("Scripted question 0")
    assert "4 more from scripts" in shown
    assert shown.count("“Scripted and again”</a>") == 1
    assert "asked 3 times" in shown
    number = next(
        e.seq for e in reversed(events(day, "buft.chief")) if e.body.get("text") == "Scripted and again"
    )
    answer: Any = catalogue.moves["answer"].ask
    asks(day, answer(request=number, text="As I said"), "buft.chief", "person")
    assert "Scripted and again" not in awaits(seat.get("/desk").text)


def test_a_persons_message_awaits_until_it_is_answered_or_set_aside(day: Running) -> None:
    message: Any = day.house.room.view("buft.chief").catalogue.moves["message"].ask
    for text in ("First word", "Second word"):
        asks(day, message(to=("buft.chief",), text=text), "saltmere.chair", "person")
    asks(day, message(to=("buft.chief",), text="A script's word"), "bct.chief", "script")
    seat = day.browser("seat", "buft.chief")
    shown = awaits(seat.get("/desk").text)
    assert "First word" in shown
    assert "Second word" in shown
    assert "A script's word" not in shown
    first, second = (e.seq for e in events(day, "buft.chief", "message-sent") if e.seat == "saltmere.chair")
    asks(day, message(to=("saltmere.chair",), text="Back to you", in_reply_to=first), "buft.chief", "person")
    assert seat.post(f"/desk/aside/{second}", {}).status_code == 303
    after = awaits(seat.get("/desk").text)
    assert "First word" not in after
    assert "Second word" not in after
    assert seat.post("/desk/aside/99999", {}).status_code == 404


def test_what_came_since_the_last_look_is_marked(day: Running) -> None:
    message: Any = day.house.room.view("buft.chief").catalogue.moves["message"].ask
    seat = day.browser("seat", "buft.chief")
    assert "since you last looked" not in seat.get("/desk").text
    asks(day, message(to=("buft.chief",), text="Newer than that"), "saltmere.chair", "person")
    page = seat.get("/desk").text
    assert "1 since you last looked" in page
    assert page.rindex("Newer than that") < page.index("You have seen what follows")
    assert "since you last looked" not in seat.get("/desk").text


def test_in_a_pause_forms_say_so_and_a_refused_one_is_no_alarm(day: Running) -> None:
    seat = day.browser("seat", "buft.chief")
    assert ">Send</button>" in seat.get("/desk/do/message").text
    asks(day, Pause())
    assert (
        "The clock is paused: what you write is kept, and can be sent when it runs on."
        in seat.get("/desk/do/message").text
    )
    answer = seat.post(
        "/desk/do/message", {"to": "saltmere.chair", "text": "Too soon", "key": "k2", "seen": "1"}
    )
    assert answer.status_code == 409
    assert "Not sent yet: the clock is paused" in answer.text
    assert "nhsuk-error-summary" not in answer.text
    assert "Too soon" in answer.text


def test_a_position_is_open_until_it_was_marked_read_and_folded_in_play_from_then_on(day: Running) -> None:
    seat = day.browser("seat", "buft.chief")
    unread = seat.get("/desk").text
    assert (
        unread.index("This is your position") < unread.index('id="waiting"')
        and "I have read my position" in unread
    )
    seat.post("/desk/papers/read", {})
    page = seat.get("/desk").text
    assert "This is your position" not in page
    folded = page.index("Your position:")
    assert page.index('id="waiting"') < folded < page.index("What is new")
    assert "<details" in page[folded - 200 : folded]
    assert '<div class="sh-paper">' in page


def test_whoever_takes_a_seat_over_is_shown_the_position_first_though_another_read_it(day: Running) -> None:
    day.browser("seat", "buft.chief").post("/desk/papers/read", {})
    successor = day.browser("seat", "buft.chief")  # the seat is released: another device sits there
    page = successor.get("/desk").text
    assert page.index("This is your position") < page.index('id="waiting"')
    successor.post("/desk/papers/read", {})
    assert "This is your position" not in successor.get("/desk").text


def test_nobody_is_said_to_have_paused_the_clock_before_play(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        host.to("doors")
        desk = host.browser("seat", "buft.chief").get("/desk").text
        assert "The clock stands until play begins." in desk and "paused the clock" not in desk


def test_a_reply_says_to_whom_it_goes_beside_its_heading_and_what_was_sent_stands_once(day: Running) -> None:
    asked = "Are there beds?"
    assert (
        day.program("saltmere.chair").move("message", {"to": ["buft.chief"], "text": asked}).status_code
        == 200
    )
    seat = day.browser("seat", "buft.chief")
    number = events(day, "buft.chief", "message-sent")[-1].seq
    chair = "Saltmere (chair"
    thread = seat.get(f"/desk/thread/{number}").text
    heading = thread.index('id="reply"')
    assert f"<p>To: {chair}" in thread[heading : heading + 120]
    form = seat.get(f"/desk/do/message?to=saltmere.chair&in_reply_to={number}").text
    assert form.index(f"<p>To: {chair}") < form.index("Change whom it goes to") < form.index("<textarea")
    assert "Change whom it goes to" not in seat.get("/desk/do/message?to=saltmere.chair").text
    sent = seat.post(
        "/desk/do/message", {"to": "saltmere.chair", "text": "Twelve of them.", "key": "beds", "seen": "9"}
    )
    shown = seat.get(sent.headers["location"]).text
    assert shown.count("Twelve of them.") == 1


def test_tables_are_called_by_their_titles(day: Running) -> None:
    people = day.browser("seat", "buft.chief").get("/desk/people").text
    titles = {table.title for table in day.house.patch.seats.tables}
    told = {
        html.unescape(each) for each in re.findall(r'<span class="sh-muted">table ([^<]*)</span>', people)
    }
    assert told and told <= titles


def test_an_agreement_that_was_refused_says_so(day: Running) -> None:
    text = {"title": "Beds for winter", "clauses": [{"words": "Ten beds"}], "start": 2}
    chair = day.program("saltmere.chair")
    assert chair.move("propose", {"to": ["buft"], **text}).status_code == 200
    (number,) = day.house.room.view("buft.chief").world.agreements
    assert day.program("buft.chief").move("refuse", {"agreement": number}).status_code == 200
    seat = day.browser("seat", "buft.chief")
    listed = seat.get("/desk/agreements").text
    assert ">refused</strong>" in listed and ">lapsed</strong>" not in listed
    assert "It is <strong>refused</strong>" in seat.get(f"/desk/agreement/{number}").text
