"""A program may say how far it has read: what others altered meanwhile is told before it signs anything it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.host.helpers import Program, Running, running


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=3600.0) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def chief(day: Running) -> Program:
    return day.program("buft.chief")


@pytest.fixture(scope="module")
def chair(day: Running) -> Program:
    return day.program("bigment.chief")


def last(program: Program) -> int:
    """How far a program has read: the number of its seat's last event."""
    return int(program.view()["events"][-1]["seq"])


def agreement(day: Running, chief: Program, title: str) -> dict[str, int]:
    """Propose an agreement; each party's own number of it."""
    body = {"to": ["bigment"], "title": title, "clauses": [{"words": "As we said"}], "start": 2}
    assert chief.move("propose", body).status_code == 200
    return {
        seat: next(a.id for a in day.house.room.view(seat).world.agreements.values() if a.title == title)
        for seat in ("buft.chief", "bigment.chief")
    }


def signs(program: Program, number: int, key: str, **params: Any) -> Any:
    """Sign an agreement under a key."""
    path = "/api/moves/sign"
    return program.client.post(
        path, json={"agreement": number}, headers={"idempotency-key": key}, params=params
    )


def counters(program: Program, number: int, words: str) -> None:
    body = {"agreement": number, "clauses": [{"words": words}], "start": 3}
    answer = program.move("counter", body)
    assert answer.status_code == 200, answer.text


def test_a_text_altered_since_it_was_read_is_not_signed_and_the_program_is_told_what_is_new(
    day: Running, chief: Program, chair: Program
) -> None:
    numbers = agreement(day, chief, "Beds for the winter")
    read = last(chair)
    counters(chief, numbers["buft.chief"], "Half as many")
    known = len(day.house.room.view("control.moderator").events)
    answer = signs(chair, numbers["bigment.chief"], "sign-winter-1", seen=read)
    told = answer.json()
    assert (answer.status_code, told["made"], told["rule"]) == (409, False, "")
    assert told["why"] == "it was altered since you looked: BUFT put another text to “Beds for the winter”."
    assert [each["kind"] for each in told["new"]] == ["countered"]
    assert told["new"][0]["seq"] > read and told["seen"] == last(chair)
    assert told["new"] == [each for each in chair.view(read)["events"] if each["kind"] == "countered"]
    assert len(day.house.room.view("control.moderator").events) == known, "nothing of it is on the record"
    # The same key may be used again, now that what is new was read.
    assert signs(chair, numbers["bigment.chief"], "sign-winter-1", seen=told["seen"]).json() == {"made": True}


def test_the_first_answer_stands_for_a_key_although_others_altered_the_thing_after_it(
    day: Running, chief: Program, chair: Program
) -> None:
    numbers = agreement(day, chief, "Beds for the spring")
    read = last(chair)
    assert signs(chair, numbers["bigment.chief"], "sign-spring-1", seen=read).json() == {"made": True}
    counters(chief, numbers["buft.chief"], "Only in April")
    again = signs(chair, numbers["bigment.chief"], "sign-spring-1", seen=read)
    assert (again.status_code, again.json()) == (200, {"made": True})


def test_ones_own_changes_and_other_news_hold_nothing_up(
    day: Running, chief: Program, chair: Program
) -> None:
    numbers = agreement(day, chief, "Beds for the summer")
    other = agreement(day, chief, "Another matter")
    read = last(chair)
    counters(chair, numbers["bigment.chief"], "Twice as many")
    counters(chief, other["buft.chief"], "Quite another")
    chief.move("message", {"to": ["bigment.chief"], "text": "Well?"})
    assert signs(chair, numbers["bigment.chief"], "sign-summer-1", seen=read).json() == {"made": True}


def test_without_saying_so_a_move_is_made_of_the_thing_as_it_stands(
    day: Running, chief: Program, chair: Program
) -> None:
    numbers = agreement(day, chief, "Beds for the autumn")
    counters(chief, numbers["buft.chief"], "None at all")
    assert signs(chair, numbers["bigment.chief"], "sign-autumn-1").json() == {"made": True}


def test_a_number_beyond_all_events_is_as_if_all_was_read_and_no_number_is_told_so(
    day: Running, chief: Program, chair: Program
) -> None:
    numbers = agreement(day, chief, "Beds for ever")
    counters(chief, numbers["buft.chief"], "For a year")
    for wrong in ("-1", "soon", "9" * 30):
        assert signs(chair, numbers["bigment.chief"], "sign-ever-1", seen=wrong).status_code == 422
    assert signs(chair, numbers["bigment.chief"], "sign-ever-1", seen=10**9).json() == {"made": True}


def test_a_thing_that_the_seat_does_not_see_is_not_given_away_by_what_is_new(
    day: Running, chief: Program
) -> None:
    numbers = agreement(day, chief, "Between the two of us")
    stranger = day.program("saltmere.chair")
    answer = signs(stranger, max(numbers.values()) + 40, "sign-strange-1", seen=0)
    assert answer.status_code in (409, 422) and "new" not in answer.json()


def test_it_is_in_the_description_of_the_interface(chief: Program) -> None:
    told = chief.client.get("/api/openapi.json").json()["paths"]["/api/moves/{move}"]["post"]
    seen = next(each for each in told["parameters"] if each["name"] == "seen")
    assert seen["in"] == "query" and not seen.get("required") and "409" in seen["description"]
    answer = told["responses"]["409"]["content"]["application/json"]["schema"]
    assert {"made", "why", "new", "seen"} <= set(answer["properties"])
