"""An observer's corrections go out like notes: kept in the browser without a connection, in their order, each once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from shirehall.study.notebook.note import note_of
from shirehall.study.notebook.standing import Standing, history
from tests.host.browser import browsing
from tests.host.helpers import Browser, Running, running, until


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def observer(day: Running) -> Browser:
    return day.browser("observer")


def sent(observer: Browser, *notes: dict[str, Any]) -> list[dict[str, Any]]:
    """Notes and corrections sent as the desk's script sends them; what became of each."""
    headers = {
        "x-csrf": observer.mark("/observe"),
        "origin": observer.running.url,
        "sec-fetch-site": "same-origin",
    }
    answer = observer.client.post("/observe/send", json={"notes": list(notes)}, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["notes"]
    return found


def note(key: str, words: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "data": {"action": [words], "tables": ["hwb"]}, **more}


def standing_at(day: Running, number: int) -> Standing:
    (found,) = [each for each in history(day.house.notebook.entries()) if each.first.number == number]
    return found


def wordings(day: Running, number: int) -> list[str]:
    """All wordings of a note, oldest first."""
    entries = day.house.notebook.entries()
    return [note_of(entries[each - 1].body).action for each in standing_at(day, number).versions]


# ---- what the host makes of them -----------------------------------------------------------------------------------


def test_a_note_and_its_corrections_come_together_and_are_kept_in_their_order(
    day: Running, observer: Browser
) -> None:
    told = sent(
        observer,
        note("o-1", "Ten people stood.", offline=True, at="0", written_at="2026-11-22T09:00:00Z"),
        note("o-2", "Nine stood.", corrects_key="o-1", offline=True),
        note("o-3", "Eight stood, one sat.", corrects_key="o-2", offline=True),
    )
    first = told[0]["number"]
    assert [each["note"] for each in told] == [first] * 3
    assert wordings(day, first) == ["Ten people stood.", "Nine stood.", "Eight stood, one sat."]
    stands = standing_at(day, first)
    assert (stands.entry.at, stands.entry.month) == (stands.first.at, stands.first.month)
    assert (
        note_of(stands.entry.body).marks
        == note_of(stands.first.body).marks
        == ("time by the observer's own clock",)
    )


def test_what_is_sent_again_because_the_answer_was_lost_counts_once(day: Running, observer: Browser) -> None:
    some = (
        note("l-1", "First."),
        note("l-2", "Second.", corrects_key="l-1"),
        note("l-3", "Third.", corrects_key="l-1"),
    )
    once = sent(observer, *some)
    known = len(day.house.notebook.entries())
    assert sent(observer, *some) == once
    assert sent(observer, some[1])[0] == once[1]
    assert len(day.house.notebook.entries()) == known
    assert wordings(day, once[0]["number"]) == ["First.", "Second.", "Third."]


def test_a_correction_that_came_before_stands_although_the_note_was_withdrawn_since(
    day: Running, observer: Browser
) -> None:
    first = sent(observer, note("w-1", "Was so."))[0]["number"]
    made = sent(observer, note("w-2", "Was not so.", corrects=first))
    observer.post(f"/observe/notes/{first}/withdraw", {"key": "w-3"})
    assert sent(observer, note("w-2", "Was not so.", corrects=first)) == made
    (late,) = sent(observer, note("w-4", "Was so after all.", corrects=first))
    assert late == {"key": "w-4", "why": f"Note {first} was withdrawn. Write it as a note of its own."}
    assert (
        observer.post(f"/observe/notes/{first}/correct", {"key": "w-5", "action": "By form."}).status_code
        == 422
    )
    assert wordings(day, first) == ["Was so.", "Was not so."]


def test_nobody_corrects_what_is_anothers_or_is_not_there_and_the_two_are_told_alike(
    day: Running, observer: Browser
) -> None:
    mine = sent(observer, note("m-1", "Mine."))[0]["number"]
    other = day.browser("observer")
    wrong: tuple[dict[str, Any], ...] = (
        {"corrects": mine}, {"corrects": 999_999}, {"corrects": 0}, {"corrects": -1}, {"corrects": True}, {"corrects": "1"},
        {"corrects": None}, {"corrects": [mine]}, {"corrects_key": "m-1"}, {"corrects_key": "never"}, {"corrects_key": 7},
        {"corrects_key": ""},
    )  # fmt: skip
    told = [sent(other, note(f"m-{turn}", "Theirs.", **each))[0] for turn, each in enumerate(wrong, 10)]
    assert {each.get("why") for each in told} == {
        "The note that this corrects is none of yours that was kept. Write it as a note of its own."
    }
    assert wordings(day, mine) == ["Mine."]


def test_a_correction_of_what_the_host_did_not_keep_is_told_and_what_follows_is_kept(
    day: Running, observer: Browser
) -> None:
    told = sent(
        observer,
        note("e-1", ""),
        note("e-2", "Corrects nothing.", corrects_key="e-1"),
        note("e-3", "Stands alone."),
    )
    assert "why" in told[0] and "why" in told[1] and "number" in told[2]


def test_a_form_sent_twice_under_one_key_is_one_correction(day: Running, observer: Browser) -> None:
    first = sent(observer, note("f-1", "By form."))[0]["number"]
    for _ in range(2):
        form = {"key": "f-2", "action": "By form, better.", "tables": ["hwb"]}
        assert observer.post(f"/observe/notes/{first}/correct", form).status_code == 303
    assert wordings(day, first) == ["By form.", "By form, better."]


# ---- in the browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def context(day: Running, chromium: Chromium) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as made:
        made.add_cookies([{"name": "shirehall", "value": day.token("observer"), "url": day.url}])
        yield made


@pytest.fixture
def desk(day: Running, context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(day.url + "/observe")
    page.wait_for_selector(".ob-chip kbd")
    yield page
    assert faults == []


def begun_with(day: Running, words: str) -> list[list[str]]:
    """The wordings of each note that began with some words."""
    entries = history(day.house.notebook.entries())
    return [wordings(day, each.first.number) for each in entries if note_of(each.first.body).action == words]


def keep(page: Page, words: str) -> None:
    page.fill("#action", words)
    page.keyboard.press("Control+Enter")


def test_notes_are_corrected_without_a_connection_and_all_goes_out_in_order(day: Running, desk: Page) -> None:
    keep(desk, "Kept before the connection went")
    until(lambda: begun_with(day, "Kept before the connection went"))
    desk.wait_for_selector("#outbox .ob-correct")
    desk.context.set_offline(True)
    keep(desk, "Written without one")
    until(lambda: desk.locator(".ob-waiting").count() == 1)
    desk.click(".ob-waiting .ob-correct")
    assert desk.input_value("#action") == "Written without one"
    keep(desk, "Written without one, and mended")
    desk.click("article[data-note] .ob-correct")
    keep(desk, "Kept before, and mended")
    until(lambda: desk.locator(".ob-waiting").count() == 3)
    assert "3 notes wait" in desk.inner_text("#outbox-state")
    assert desk.locator("#correcting").count() == 0 and desk.input_value("#action") == ""
    desk.context.set_offline(False)
    until(lambda: desk.locator(".ob-waiting").count() == 0)
    assert begun_with(day, "Written without one") == [
        ["Written without one", "Written without one, and mended"]
    ]
    assert begun_with(day, "Kept before the connection went") == [
        ["Kept before the connection went", "Kept before, and mended"]
    ]
    assert desk.locator("#outbox article[data-note]").count() == 2, "each note is shown once, as it stands"


def test_a_correction_begun_is_still_one_after_a_reload_and_can_be_left(day: Running, desk: Page) -> None:
    keep(desk, "To be mended later")
    until(lambda: begun_with(day, "To be mended later"))
    desk.reload()
    desk.click("article[data-note] .ob-correct")
    desk.fill("#action", "Mended after a reload")
    desk.reload()
    desk.wait_for_selector("#correcting")
    assert desk.input_value("#action") == "Mended after a reload"
    desk.click("text=Leave it as it was")
    assert desk.locator("#correcting").count() == 0 and desk.input_value("#action") == ""
    keep(desk, "A note of its own")
    until(lambda: begun_with(day, "A note of its own"))
    assert begun_with(day, "To be mended later") == [["To be mended later"]]


def test_what_is_being_written_is_not_lost_to_a_correction(day: Running, desk: Page) -> None:
    keep(desk, "Something kept")
    until(lambda: begun_with(day, "Something kept"))
    desk.wait_for_selector("#outbox .ob-correct")
    desk.fill("#action", "Half a sentence")
    desk.click("article[data-note] .ob-correct")
    assert desk.input_value("#action") == "Half a sentence" and desk.locator("#correcting").count() == 0


def test_the_page_of_a_note_keeps_its_correction_until_the_connection_is_back(
    day: Running, desk: Page
) -> None:
    keep(desk, "Seen on its own page")
    until(lambda: begun_with(day, "Seen on its own page"))
    desk.click("#outbox article[data-note] a")
    desk.wait_for_selector("#say-otherwise")
    desk.click("text=Open the note again")
    desk.context.set_offline(True)
    desk.fill("#action", "Mended on its own page")
    desk.click("text=Keep the correction")
    desk.wait_for_selector(".ob-waiting")
    assert "waits in this browser" in desk.inner_text("#outbox-state")
    desk.context.set_offline(False)
    until(
        lambda: (
            begun_with(day, "Seen on its own page") == [["Seen on its own page", "Mended on its own page"]]
        )
    )
    desk.wait_for_selector("article >> text=Mended on its own page")
    desk.wait_for_selector(".ob-waiting", state="detached")
