"""The room: what is acknowledged is kept, once, in order; views and streams show each viewer its own and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.host.helpers import Listener, Running, running, until


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Running:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=600.0) as host:
        host.to("doors")
        host.to("play")
        yield host


def test_a_move_is_acknowledged_when_it_is_on_the_record_and_only_its_audience_sees_it(day: Running) -> None:
    chair, other = day.program("saltmere.chair"), day.program("holmewold.chair")
    answer = chair.move("message", {"to": ["buft.chief"], "text": "May we talk about beds?"})
    assert answer.status_code == 200, answer.text
    told = [e for e in chair.view()["events"] if e["kind"] == "message-sent"]
    assert told[-1]["body"]["text"] == "May we talk about beds?"
    assert "May we talk about beds?" not in str(other.view())


def test_the_same_key_counts_once_and_another_body_under_it_is_refused(day: Running) -> None:
    chair = day.program("marlbridge.chair")
    before = day.house.room.last_seq()
    first = chair.move("message", {"to": ["buft.chief"], "text": "Once."}, key="the-key-of-a-form")
    again = chair.move("message", {"to": ["buft.chief"], "text": "Once."}, key="the-key-of-a-form")
    assert (first.status_code, again.status_code) == (200, 200)
    assert day.house.room.last_seq() == before + 1
    other = chair.move("message", {"to": ["buft.chief"], "text": "Twice."}, key="the-key-of-a-form")
    assert other.status_code == 422


def test_a_stream_brings_each_visible_event_once_and_resumes_where_it_was_cut(day: Running) -> None:
    chair, chief = day.program("lindenvale.chair"), day.program("buft.chief")
    first = Listener(day, chief.token)
    until(lambda: day.house.hub.online.get("buft.chief"))
    for number in range(3):
        chair.move("message", {"to": ["buft.chief"], "text": f"Word {number}."})
    until(lambda: len(first.news) == 3)
    first.close()
    last = next(mark for kind, mark, _ in reversed(first.events) if kind == "news")
    chair.move("message", {"to": ["buft.chief"], "text": "While you were away."})
    chair.move("message", {"to": ["monitor.case"], "text": "Not for the chief."})
    second = Listener(day, chief.token, after=last)
    until(lambda: second.news)
    chair.move("message", {"to": ["buft.chief"], "text": "And now."})
    until(lambda: len(second.news) == 2)
    numbers = [*first.news, *second.news]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    assert "Not for the chief" not in str(second.events)


def test_nothing_moves_in_a_pause_and_the_facilitators_can(day: Running) -> None:
    chair = day.program("saltmere.urgent")
    day.to("feedback")
    try:
        refused = chair.move("message", {"to": ["buft.chief"], "text": "In the pause."})
        assert refused.status_code == 409
        assert "paused" in refused.json()["why"]
    finally:
        day.to("play")
    assert chair.move("message", {"to": ["buft.chief"], "text": "After it."}).status_code == 200


def test_a_released_seat_is_shown_nothing_more_at_once(day: Running) -> None:
    token = day.token("seat", "cqc.manager")
    stream = Listener(day, token)
    until(lambda: day.house.hub.online.get("cqc.manager"))
    day.house.register.release("cqc.manager")
    assert stream.ended.wait(2)
    assert stream.events[-1][0] == "gone"


def test_the_day_goes_on_where_it_stood_when_the_host_starts_again(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        host.to("doors")
        host.to("play")
        token = host.token("seat", "saltmere.chair")
        seen = host.house.room.last_seq()
    with running(tmp_path) as again:
        assert again.house.stage == "play"
        assert again.house.room.last_seq() == seen
        assert again.house.sessions.who(token) is not None


def test_a_seat_is_handed_over_live_and_a_script_goes_on_with_what_the_seat_knows(tmp_path: Path) -> None:
    with running(tmp_path, seconds_a_month=8.0) as host:
        host.to("doors")
        host.to("play")
        control = host.program("control.moderator")
        assert control.move("give-seat", {"seat": "buft.chief", "to": "script"}).status_code == 200
        until(
            lambda: any(
                e.seat == "buft.chief" and e.origin == "script"
                for e in host.house.room.view("*observer").events
            )
        )
        assert control.move("give-seat", {"seat": "buft.chief", "to": "person"}).status_code == 200
        chief = host.program("buft.chief")
        assert chief.move("message", {"to": ["saltmere.chair"], "text": "It is me again."}).status_code == 200
        view = host.house.room.view("saltmere.chair")
        assert view.world.seats["buft.chief"].filled_by == "person"


def test_a_seat_added_in_mid_run_gets_its_bodys_papers_and_can_play(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        host.to("doors")
        control = host.program("control.moderator")
        opened = {"body": "hwb", "role": "Clerk to the board", "may_commit": ["public"], "to": "person"}
        assert control.move("open-seat", opened).status_code == 200, "a seat may be opened before play runs"
        until(lambda: "hwb.added-1" in host.house.room.view("control.moderator").world.seats)
        until(lambda: any(e.kind == "briefing-given" for e in host.house.room.view("hwb.added-1").events))
        host.to("play")
        clerk = host.program("hwb.added-1")
        assert clerk.move("message", {"to": ["buft.chief"], "text": "Minutes, please."}).status_code == 200
