"""The observers' desk in a real browser: by the keyboard alone, without a connection, and clean of what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from shirehall.study.notebook.note import note_of
from tests.host.browser import axe, browsing
from tests.host.helpers import Running, running, until
from tests.record.programs import SOAK

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TABLET = 820
"""The width at which contrast is judged in the soak alone: colours and type are those of 1280 (see `test_assets.py`)."""
SIZES = ((1280, 900), (TABLET, 1180), (320, 640))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def came_in(
    day: Running, chromium: Browser, kind: str = "observer", seat: str = "", size: tuple[int, int] = SIZES[0]
) -> BrowserContext:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_cookies([{"name": "shirehall", "value": day.token(kind, seat), "url": day.url}])
    return context


@pytest.fixture
def desk(day: Running, chromium: Browser) -> Iterator[Page]:
    with came_in(day, chromium) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(day.url + "/observe")
        page.wait_for_selector(".ob-chip kbd")
        yield page
        assert faults == []


def noted(day: Running, words: str) -> list[tuple[str, ...]]:
    return [
        note_of(e.body).codes for e in day.house.notebook.of_kind("note") if note_of(e.body).action == words
    ]


def waits(page: Page) -> int:
    return page.locator(".ob-waiting").count()


@pytest.mark.requirement("OBS-01", "OBS-03")
def test_a_note_is_written_by_the_keyboard_alone(day: Running, desk: Page) -> None:
    desk.keyboard.press("w")
    desk.keyboard.type("buf")
    desk.keyboard.press("Enter")
    desk.keyboard.type("saltm")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.keyboard.type("By keys alone 1 2 3")
    desk.keyboard.press("Escape")
    for key in ("1", "3", "3", "0", "2"):
        desk.keyboard.press(key)
    desk.keyboard.press("n")
    desk.keyboard.press("Control+Enter")
    until(lambda: noted(day, "By keys alone 1 2 3"))
    assert noted(day, "By keys alone 1 2 3") == [("looks-up", "confused-rules")]
    (entry,) = [e for e in day.house.notebook.of_kind("note") if "By keys alone" in str(e.body)]
    note = note_of(entry.body)
    assert set(note.bodies) | set(note.tables) == {"buft", "saltmere"}
    assert entry.month == 1
    assert desk.evaluate("document.activeElement.name") == "action"
    assert desk.input_value("#action") == ""


def test_the_keys_can_be_turned_off_and_stay_off(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.uncheck("#keys-on")
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("1")
    assert desk.locator("#codes input:checked").count() == 0
    assert desk.locator(".ob-chip kbd").count() == 0
    desk.reload()
    desk.wait_for_selector(".ob-find:not([hidden])")
    desk.keyboard.press("n")
    assert desk.evaluate("document.activeElement === document.body")


@pytest.mark.requirement("OBS-01")
def test_notes_written_without_a_connection_go_out_later_each_once(day: Running, desk: Page) -> None:
    desk.context.set_offline(True)
    for turn in range(3):
        desk.fill("#action", f"Without a connection {turn}")
        desk.keyboard.press("Control+Enter")
    until(lambda: waits(desk) == 3)
    assert "3 notes wait in this browser" in desk.inner_text("#outbox-state")
    assert noted(day, "Without a connection 0") == []
    desk.fill("#action", "Half a sentence")
    desk.context.set_offline(False)
    until(lambda: waits(desk) == 0)
    for turn in range(3):
        assert len(noted(day, f"Without a connection {turn}")) == 1
    marks = [
        note_of(e.body).marks
        for e in day.house.notebook.of_kind("note")
        if "Without a connection" in str(e.body)
    ]
    assert all("time by the observer's own clock" in each for each in marks)
    desk.reload()
    assert desk.input_value("#action") == "Half a sentence"


def test_what_waits_lives_through_a_reload_and_an_answer_that_was_lost_is_not_doubled(
    day: Running, desk: Page
) -> None:
    def kept_but_unanswered(route: Any) -> None:
        route.fetch()
        route.abort()

    desk.route("**/observe/send", kept_but_unanswered)
    desk.fill("#action", "Kept, and the answer lost")
    desk.click("text=Keep this note")
    until(lambda: len(noted(day, "Kept, and the answer lost")) == 1)
    desk.reload()
    until(lambda: waits(desk) == 1)
    desk.unroute_all(behavior="wait")
    desk.reload()
    until(lambda: waits(desk) == 0)
    assert len(noted(day, "Kept, and the answer lost")) == 1


def test_what_the_host_will_not_keep_is_shown_and_can_be_put_back(desk: Page) -> None:
    def refusing(route: Any) -> None:
        sent = route.request.post_data_json["notes"]
        route.fulfill(json={"notes": [{"key": each["key"], "why": "Not today."} for each in sent]})

    desk.route("**/observe/send", refusing)
    desk.fill("#action", "Refused words")
    desk.click("text=Keep this note")
    desk.wait_for_selector("text=Not kept: Not today.")
    desk.click("text=Put it back into the form")
    assert desk.input_value("#action") == "Refused words"
    assert waits(desk) == 0


def test_what_happens_at_a_followed_table_comes_by_itself_and_can_be_noted_without_losing_words(
    day: Running, desk: Page
) -> None:
    desk.check("#watch input[value=cuddles]")
    desk.click("text=Follow these")
    desk.wait_for_load_state()
    desk.fill("#action", "Typed before")
    day.program("cuddles.regional").move("message", {"to": ["cqc.manager"], "text": "May we open on Monday?"})
    desk.wait_for_selector("#watching >> text=May we open on Monday?")
    desk.click("#watching a[data-about]")
    assert desk.input_value("#action") == "Typed before"
    desk.click("text=Keep this note")
    until(lambda: noted(day, "Typed before"))
    (entry,) = [e for e in day.house.notebook.of_kind("note") if note_of(e.body).action == "Typed before"]
    assert len(note_of(entry.body).events) == 1


def look_over(page: Page, where: str) -> None:
    """The page as it stands, everything opened, in each size: nothing that axe finds, nothing that sticks out."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        asked = {**RULES, "rules": {"color-contrast": {"enabled": SOAK or width != TABLET}}}
        assert [(where, width, each) for each in axe(page, asked)] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)


def test_every_page_is_clean_and_fits_in_three_sizes(day: Running, chromium: Browser) -> None:
    observer = day.browser("observer")
    form = {
        "key": "axe",
        "action": "Seen.",
        "tables": ["buft"],
        "codes": ["energy"],
        "account": "A",
        "players_account": "B",
    }
    observer.post("/observe", form)
    number = day.house.notebook.of_kind("note")[-1].number
    with came_in(day, chromium) as context:
        page = context.new_page()
        for path in (
            "/observe",
            "/observe/notes?whose=all",
            f"/observe/notes/{number}",
            "/observe/record",
            "/observe/coverage",
        ):
            page.goto(day.url + path)
            look_over(page, path)


def test_the_pages_of_feedback_are_clean_and_fit_in_three_sizes(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> None:
    with running(tmp_path_factory.mktemp("after")) as host:
        host.to("doors")
        host.to("play")
        asking = host.program("healthwatch.chair")
        for turn in range(4):
            asking.move("message", {"to": ["buft.chief"], "text": f"Once more {turn}"})
        host.to("feedback")
        with came_in(host, chromium, "seat", "healthwatch.chair") as context:
            page = context.new_page()
            page.goto(host.url + "/feedback")
            page.fill("textarea >> nth=0", "In a browser.")
            page.click("text=Send my answers")
            page.wait_for_selector("text=Thank you")
            assert page.input_value("textarea >> nth=1") == ""
            look_over(page, "/feedback")
        with came_in(host, chromium, "seat", "control.moderator") as context:
            page = context.new_page()
            page.goto(host.url + "/run/feedback")
            look_over(page, "/run/feedback")
