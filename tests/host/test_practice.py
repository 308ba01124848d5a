"""A practice lasts five minutes of the wall, five more once, and ends by itself; the host's end is its end too."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.host.practising import BY_ITSELF, CUT_SHORT, LASTS, PracticeTime
from tests.host.browser import browsing
from tests.host.helpers import Browser, Listener, Running, running, until

LEAD = "control.moderator"


class Wall:
    """A clock on the wall that is set by hand."""

    now = 5000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def day(tmp_path: Path, wall: Wall) -> Iterator[Running]:
    with running(tmp_path) as host:
        host.house.steady = wall
        yield host


def practise(lead: Browser) -> None:
    assert lead.post("/run/stage/practice", {}).headers["location"] == "/run?done=practice"


def stage(day: Running) -> str:
    return day.house.stage


# ---- the time alone ----------------------------------------------------------------------------------------------


def test_it_is_prolonged_once_and_never_after_its_end(wall: Wall) -> None:
    time = PracticeTime(wall, "before")
    wall.now += 299
    assert time.left == 1
    time.prolong()
    time.prolong()
    assert (time.left, time.prolonged) == (1 + LASTS, True)
    wall.now += 1 + LASTS
    with pytest.raises(UsageError, match="the practice is over"):
        time.prolong()
    late = PracticeTime(wall, "before")
    wall.now += LASTS + 40
    assert late.left == 0, "less than nothing is not left"
    with pytest.raises(UsageError, match="the practice is over"):
        late.prolong()
    assert not late.prolonged


# ---- in the house ------------------------------------------------------------------------------------------------


def test_it_ends_by_itself_and_everybody_is_led_back(day: Running, wall: Wall) -> None:
    lead = day.browser("seat", LEAD)
    practise(lead)
    player = day.program("buft.chief")
    stream = Listener(day, player.token)
    until(lambda: day.house.hub.online.get("buft.chief"))
    wall.now += LASTS - 1
    assert player.client.get("/api/clock").json()["practice_left"] == 1.0
    assert stage(day) == "practice"
    wall.now += 1
    until(lambda: stage(day) == "before")
    assert stream.ended.wait(5)
    assert "moved" in [kind for kind, _, _ in stream.events]
    assert "practice_left" not in player.client.get("/api/clock").json()
    assert not day.house.open
    assert BY_ITSELF in lead.get("/run").text
    practise(lead)
    assert BY_ITSELF not in lead.get("/run").text
    assert day.house.practice is not None and day.house.practice.left == LASTS, (
        "each practice has its own time"
    )


def test_the_facilitator_and_the_players_see_how_long_it_goes_on_yet(day: Running, wall: Wall) -> None:
    lead, player = day.browser("seat", LEAD), day.browser("seat", "buft.chief")
    practise(lead)
    wall.now += 61
    for browser, path in ((lead, "/run"), (player, "/desk"), (day.browser("wall"), "/wall")):
        page = " ".join(re.sub(r"<[^>]+>", "", browser.get(path).text).split())
        assert re.search(r"Practice: nothing counts. ?[Ii]t ends in 3:59", page), path
    assert "Five minutes more, once" in lead.get("/run").text


def test_a_pause_of_the_months_clock_does_not_stop_it(day: Running, wall: Wall) -> None:
    lead = day.browser("seat", LEAD)
    practise(lead)
    lead.post("/run/clock/pause", {"key": "pause-in-practice"})
    assert day.house.room.moment().paused
    wall.now += LASTS
    until(lambda: stage(day) == "before")


def test_it_is_prolonged_by_one_facilitator_and_the_other_finds_it_done(day: Running, wall: Wall) -> None:
    lead = day.browser("seat", LEAD)
    practise(lead)
    wall.now += 200
    for _ in range(2):
        answer = lead.post("/run/practice/prolong", {})
        assert (answer.status_code, answer.headers["location"]) == (303, "/run?done=prolonged")
    assert day.house.clock()["practice_left"] == 400 and day.house.clock()["prolonged"]
    page = lead.get("/run").text
    assert "It was given five minutes more." in page and "Five minutes more, once" not in page
    wall.now += 400
    until(lambda: stage(day) == "before")
    late = lead.post("/run/practice/prolong", {})
    assert late.status_code == 409 and "The practice is over." in late.text
    assert day.browser("seat", "buft.chief").post("/run/practice/prolong", {}).status_code == 403


def test_ended_earlier_it_ends_nothing_later(day: Running, wall: Wall) -> None:
    lead = day.browser("seat", LEAD)
    practise(lead)
    first = day.house.practice
    assert lead.post("/run/stage/before", {}).status_code == 303
    assert day.house.said == ""
    wall.now += 200
    practise(lead)
    wall.now += 150
    assert first is not None and first.left == 0
    assert day.house.practice is not None and day.house.practice.left == 150
    assert stage(day) == "practice", "the first one's time does not end the second"
    lead.post("/run/stage/before", {})
    assert stage(day) == "before"


def test_from_the_doors_and_from_the_film_it_leads_back_to_where_the_day_stood(
    day: Running, wall: Wall
) -> None:
    lead = day.browser("seat", LEAD)
    for back in ("doors", "film"):
        day.to(back)
        known = day.house.room.last_seq()
        practise(lead)
        wall.now += LASTS
        until(lambda back=back: stage(day) == back)
        assert day.house.room.name == "day" and day.house.room.last_seq() == known


def test_a_host_started_again_in_mid_practice_says_that_it_is_over(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        practise(host.browser("seat", LEAD))
    with running(tmp_path) as again:
        assert (again.house.stage, again.house.practice) == ("before", None)
        lead = again.browser("seat", LEAD)
        assert CUT_SHORT in lead.get("/run").text
        practise(lead)
        assert CUT_SHORT not in lead.get("/run").text


def test_a_program_is_told_by_the_clock_that_it_was_prolonged(day: Running) -> None:
    lead, player = day.browser("seat", LEAD), day.program("buft.chief")
    practise(lead)
    stream = Listener(day, player.token)
    until(lambda: day.house.hub.online.get("buft.chief"))
    lead.post("/run/practice/prolong", {})
    until(lambda: any(kind == "clock" and data["prolonged"] for kind, _, data in list(stream.events)))
    stream.close()


def test_screens_count_down_between_what_the_host_tells_and_say_that_the_last_minute_has_begun(
    day: Running,
) -> None:
    ahead = [0.0]
    day.house.steady = lambda: time.monotonic() + ahead[0]
    practise(day.browser("seat", LEAD))
    with browsing() as chromium, chromium.new_context() as context:
        context.add_cookies([{"name": "shirehall", "value": day.token("seat", "buft.chief"), "url": day.url}])
        page = context.new_page()
        page.goto(day.url + "/desk")
        assert re.fullmatch(r"5:00|4:[0-9][0-9]", page.inner_text("[data-clock=practice]"))
        ahead[0] = LASTS - 59
        page.wait_for_selector("#sh-said:text('The practice ends in a minute.')", state="attached")
        left = page.inner_text("[data-clock=practice]")
        assert re.fullmatch(r"0:[0-5][0-9]", left), left
