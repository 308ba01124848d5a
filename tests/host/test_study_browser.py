"""The study's pages in a real browser: by the keyboard alone, in three sizes, and clean of what axe finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.host.browser import COLOURED, SIZES, Screen, browsing, screen
from tests.host.helpers import Running
from tests.host.studied import a_theme, hidden, notes_of, sent, set_up, studied, write_theme

PLAYERS = "/feedback/themes"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A day that was studied: codings, two themes (one written by two at once), a learning point, a meeting with marks, a talk."""
    with studied(tmp_path_factory.mktemp("pages")) as host:
        one, two = host.browser("observer"), host.browser("observer")
        first, second = notes_of(host)
        assert sent(one, f"/study/code/note/{first}", code="looks-up", topic="money").status_code == 303
        assert (
            sent(one, "/study/literature", citation="A paper on beds, 2012", relation="differs").status_code
            == 303
        )
        other = write_theme(host, one, "They hold back")
        rich = {
            "against": f"note {second} They did not", "quotes": f"note {first} We cannot wait.", "contradicts": other,
            "literature": "a-paper-on-beds-2012", "barrier": "Nobody may decide", "who-1": "finance", "otherwise-1": "Nobody waited.",
            "explains-1": "Habit", "shows-1": "They ask early", "by-1": "contacts-by-body",
            "explains-2": "The rules", "shows-2": "They ask for leave", "by-2": "started-share",
        }  # fmt: skip
        name = write_theme(host, one, "They look up", **rich)
        after = hidden(one.get(f"/study/themes/{name}").text, "after")
        for who, words in ((one, "They wait for leave."), (two, "Some act first.")):
            told = who.post(f"/study/themes/{name}", {**a_theme(host, "They look up", **rich), "statement": words, "after": after,
                                                      "key": words})  # fmt: skip
            assert told.status_code == 303
        point = {
            "theme": name,
            "sort": "issue",
            "statement": "Nobody may decide.",
            "owner": "saltmere",
            "supports": "event 2",
        }
        assert (
            sent(one, "/study/points/new", form=f"/study/points/new?theme={name}", **point).status_code == 303
        )
        meeting = f"/study/validation/{set_up(one, name, other)}"
        mark = {"theme": name, "mark": "disputed", "role": "gp", "person": "1", "said": "We did not."}
        assert sent(one, f"{meeting}/mark", form=meeting, **mark).status_code == 303
        talk = {"panel": "Carers", "date": "2031-07-09", "roles": "carer", "words": "We were not asked."}
        assert sent(one, "/study/panel", **talk).status_code == 303
        yield host


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def pages_of(host: Running) -> list[str]:
    first, _ = notes_of(host)
    meeting = host.house.notebook.of_kind("validation")[0].body["id"]
    return [
        "/study", "/study/measures", "/study/measures/contacts-by-body", "/study/event/2", f"/study/entry/{first}",
        "/study/timeline", "/study/timeline/line?name=new", "/study/code", f"/study/code/note/{first}", "/study/codebook",
        "/study/themes", "/study/themes/they-look-up", "/study/points/nobody-may-decide", "/study/literature", "/study/scope",
        "/study/panel", "/study/validation", f"/study/validation/{meeting}", "/study/report", "/study/report?section=method",
    ]  # fmt: skip


def looked_over(shown: Screen, path: str) -> list[str]:
    """What is wrong with a page, everything on it opened, in each size."""
    shown.go(path)
    shown.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    wrong = []
    for size, (width, height) in SIZES.items():
        shown.page.set_viewport_size({"width": width, "height": height})
        told = [
            *shown.faults(own_colours=size not in COLOURED),
            *(["wider than the window"] if shown.sideways() else []),
            *shown.complaints,
            *shown.elsewhere,
        ]
        wrong += [f"{path}, {size}: {each}" for each in told]
        shown.complaints.clear()
        shown.elsewhere.clear()
    return wrong


def test_every_page_of_the_study_is_clean_and_fits_in_three_sizes(host: Running, chromium: Browser) -> None:
    wrong = []
    with screen(chromium, host, host.token("observer")) as shown:
        for path in pages_of(host):
            wrong += looked_over(shown, path)
    assert wrong == []


def test_the_page_of_those_who_played_is_clean_and_fits_in_three_sizes(
    host: Running, chromium: Browser
) -> None:
    with screen(chromium, host, host.token("seat", "buft.chief")) as shown:
        assert looked_over(shown, PLAYERS) == []


def reach(page: Page, name: str, most: int = 90) -> None:
    """Go on by the Tab key until a field or button has the focus, which then is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(
            "name => [document.activeElement.id, document.activeElement.innerText].includes(name)", name
        ):
            ringed = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow; }"
            )
            assert ringed != "nonenone", f"nothing shows that {name} has the focus"
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_a_theme_is_written_by_the_keyboard_alone(host: Running, chromium: Browser) -> None:
    first, _ = notes_of(host)
    with screen(chromium, host, host.token("observer")) as shown:
        page = shown.go("/study/themes/new")
        for field, words in (("title", "By keys"), ("statement", "They might wait."), ("own", "waiting")):
            reach(page, field)
            page.keyboard.type(words)
        reach(page, "question")
        page.keyboard.press("ArrowDown")
        for field, words in (("supports", f"note {first}"), ("without", "Nobody answered.")):
            reach(page, field)
            page.keyboard.type(words)
        reach(page, "Keep")
        page.keyboard.press("Enter")
        page.wait_for_url("**/study/themes/by-keys")
        assert page.inner_text("h1") == "By keys"
    body = host.house.notebook.of_kind("theme")[-1].body
    assert (body["statement"], body["subject"], body["supports"]) == (
        "They might wait.",
        "waiting",
        (("note", first, ""),),
    )


def test_a_fault_takes_the_focus_and_the_words_stay(host: Running, chromium: Browser) -> None:
    with screen(chromium, host, host.token("observer")) as shown:
        page = shown.go("/study/themes/new")
        page.fill("#title", "Half done")
        page.fill("#statement", "Half a sentence")
        page.click("text=Keep")
        page.wait_for_selector("text=There is a problem")
        assert page.evaluate("document.activeElement.closest('.nhsuk-error-summary') !== null")
        assert page.input_value("#statement") == "Half a sentence"
        shown.complaints.clear()
        assert shown.faults() == []


def test_a_player_marks_a_theme_by_the_keyboard_alone(host: Running, chromium: Browser) -> None:
    with screen(chromium, host, host.token("seat", "healthwatch.chair")) as shown:
        page = shown.go(PLAYERS)
        reach(page, "mark-they-look-up")
        page.keyboard.press("ArrowDown")
        reach(page, "words-they-look-up")
        page.keyboard.type("Nobody waited for us.")
        reach(page, "Keep")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Kept.")
    entry = host.house.notebook.of_kind("validation-mark")[-1]
    assert (entry.author, entry.body["mark"], entry.body["words"]) == (
        "healthwatch.chair",
        "disputed",
        "Nobody waited for us.",
    )


def test_a_note_is_coded_by_the_keyboard_alone(host: Running, chromium: Browser) -> None:
    _, second = notes_of(host)
    with screen(chromium, host, host.token("observer")) as shown:
        page = shown.go(f"/study/code/note/{second}")
        reach(page, "code-looks-up")
        page.keyboard.press("Space")
        reach(page, "Keep and stay")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=You gave:")
    assert re.search("looks-up", str(host.house.notebook.of_kind("coding")[-1].body["codes"]))
