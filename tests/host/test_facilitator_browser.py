"""Facilitators' pages in a real browser: clean by axe's rules in three sizes, by keyboard alone, renewing themselves; the device test."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.host.browser import SIZES, browsing, looked_over, screen
from tests.host.helpers import Running, running, until

LEAD = "control.moderator"
BEFORE = ("/run", "/run/seats", "/run/seats/buft.chief", "/run/cards", "/run/plan", "/run/plan/people", "/run/plan/day",
          "/run/stage/doors", "/run/pack", "/run/people", "/run/people/erase", "/run/sheet")  # fmt: skip
IN_PLAY = ("/run", "/run/seats", "/run/seats/buft.chief", "/run/load", "/run/waiting", "/run/contacts", "/run/log",
           "/run/stage/feedback", "/run/sheet", "/run/sheet/costly-drug", "/run/sheet/costly-drug/edit", "/run/import",
           "/run/moderator", "/run/as", "/run/as/buft.chief", "/run/do/notify", "/run/do/voice", "/run/do/rule-terms",
           "/run/do/add-inject", "/run/do/open-seat")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as made:
        yield made


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("before"), who={"cqc": "script"}) as host:
        host.house.register.add_person("saltmere.chair", "Somebody")
        host.house.register.invite("observer", label="Observer 1")
        for seat in ("buft.chief", "saltmere.chair"):
            host.house.register.invite("seat", seat)
        yield host


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=3600.0, who={"cqc": "script"}) as host:
        host.to("doors")
        host.to("play")
        chair, chief = host.program("saltmere.chair"), host.program("buft.chief")
        for program, name, body in (
            (chair, "message", {"to": ["buft.chief"], "text": "Good morning."}),
            (chair, "ask", {"to": ["buft.chief"], "text": "How many beds are empty?"}),
            (chief, "free-move", {"text": "We open the ward to the press."}),
            (chief, "ask-ruling", {"to": ["monitor"], "text": "May we sell below tariff?"}),
        ):
            assert program.move(name, body).status_code == 200
        yield host


@pytest.fixture(scope="module")
def wrong_before(before: Running, browser: Browser) -> dict[str, dict[str, list[str]]]:
    lead = looked_over(browser, before, before.token("seat", LEAD), BEFORE)
    chair = looked_over(browser, before, before.token("seat", "holmewold.chair"), ("/pack", "/test"))
    return {size: {**lead[size], **chair[size]} for size in SIZES}


@pytest.fixture(scope="module")
def wrong_in_play(day: Running, browser: Browser) -> dict[str, dict[str, list[str]]]:
    return looked_over(browser, day, day.token("seat", LEAD), IN_PLAY)


@pytest.mark.timeout(360)  # the first of the three looks at every page in all three sizes
@pytest.mark.parametrize("size", SIZES)
def test_pages_before_the_day_are_clean_and_fit(
    wrong_before: dict[str, dict[str, list[str]]], size: str
) -> None:
    assert wrong_before[size] == {}


@pytest.mark.timeout(360)  # the first of the three looks at every page in all three sizes
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_day_are_clean_and_fit(
    wrong_in_play: dict[str, dict[str, list[str]]], size: str
) -> None:
    assert wrong_in_play[size] == {}


def tab_to(page: Page, wanted: str, most: int = 150) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_the_clock_is_paused_by_a_key_that_asks_first_and_can_be_switched_off(
    day: Running, browser: Browser
) -> None:
    with screen(browser, day, day.token("seat", LEAD)) as shown:
        page = shown.go("/run/moderator")
        page.keyboard.press("p")
        expect(page.get_by_role("dialog", name="Pause the clock for everybody?")).to_be_visible()
        page.keyboard.press("Escape")
        assert not day.house.room.moment().paused
        page.keyboard.press("p")
        page.keyboard.press("Enter")
        until(lambda: day.house.room.moment().paused)
        page.wait_for_url("**/run?done=pause")
        page.keyboard.press("p")
        page.keyboard.press("Enter")
        until(lambda: not day.house.room.moment().paused)
        page.wait_for_url("**/run?done=resume")
        tab_to(page, "#keys-on")
        page.keyboard.press("Space")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("p")
        expect(page.locator("dialog")).to_have_count(0)


def test_an_inject_is_tried_and_fired_by_keyboard_alone(day: Running, browser: Browser) -> None:
    with screen(browser, day, day.token("seat", LEAD)) as shown:
        page = shown.go("/run/sheet")
        tab_to(page, 'a[href="/run/sheet/site-petition"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/run/sheet/site-petition")
        tab_to(page, "summary")
        page.keyboard.press("Enter")
        tab_to(page, 'form[action$="/publish"] button')
        page.keyboard.press("Enter")
        page.wait_for_url("**/run/sheet?of=site-petition&done=publish-inject")
        expect(page.locator(".run-said")).to_have_text(re.compile("Infirmary.*” is out"))
    assert any(
        e.kind == "inject-published" and "Infirmary" in e.body["title"]
        for e in day.house.room.view("buft.chief").events
    )


def test_the_board_renews_itself_and_keeps_the_place_of_whoever_works_on_it(
    day: Running, browser: Browser
) -> None:
    with screen(browser, day, day.token("seat", LEAD)) as shown:
        page = shown.go("/run")
        number = page.locator("#c-waiting .sh-big")
        begun = int(number.inner_text())
        page.locator("#minutes").fill("17")
        page.locator("#minutes").focus()
        until(lambda: day.house.hub.online.get(LEAD))
        day.program("lindenvale.chair").move("ask", {"to": ["bct.chief"], "text": "Who visits at night?"})
        expect(number).to_have_text(str(begun + 1), timeout=10_000)
        assert page.evaluate("document.activeElement.id") == "minutes"
        assert page.locator("#minutes").input_value() == "17"


def test_pause_works_without_scripts(day: Running, browser: Browser) -> None:
    with screen(browser, day, day.token("seat", LEAD), java_script_enabled=False) as shown:
        page = shown.go("/run/seats")
        page.get_by_role("button", name="Pause the clock").click()
        assert day.house.room.moment().paused
        page.get_by_role("button", name="Let the clock run").click()
        assert not day.house.room.moment().paused


@pytest.mark.requirement("LOG-03")
def test_a_device_tries_itself_and_the_plan_knows(before: Running, browser: Browser) -> None:
    with screen(browser, before, before.token("seat", "bct.chief")) as shown:
        page = shown.go("/test")
        expect(page.locator("[data-verdict]")).to_have_text(re.compile("This device is well"), timeout=15_000)
        assert shown.complaints == []
    device = before.house.plan.devices["bct.chief"]
    assert device.well and device.milliseconds > 0


def test_each_card_is_printed_on_a_page_of_its_own(before: Running, browser: Browser) -> None:
    with screen(browser, before, before.token("seat", LEAD)) as shown:
        page = shown.go("/run/cards")
        cards = page.locator(".run-card").count()
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert printed.pages[0].mediabox.width < 300, "a page of A6"
    assert cards >= 2 and len(printed.pages) == cards
    for number, sheet in enumerate(printed.pages):
        assert " ".join(sheet.extract_text().split()).count("The card opens this seat on one device") == 1, (
            number
        )


@pytest.mark.parametrize("path", ["/run/sheet", "/run/seats"])
def test_on_a_phone_no_row_of_a_table_is_wider_than_the_screen(
    day: Running, browser: Browser, path: str
) -> None:
    with screen(browser, day, day.token("seat", LEAD)) as shown:
        shown.page.set_viewport_size({"width": 390, "height": 844})
        page = shown.go(path)
        wide = page.evaluate(
            "[...document.querySelectorAll('.sh-scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
        )
        assert wide == 0
        for label in ("Status", "To") if path == "/run/sheet" else ("Filled by", "Invitation"):
            box = page.locator(f"td[data-label='{label}']").first.bounding_box()
            assert box is not None and box["x"] + box["width"] <= 390
