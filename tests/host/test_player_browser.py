"""The desk in a real browser: by keyboard alone, without scripts, on a phone, with words kept; and clean by axe's rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.host.browser import SIZES, browsing, looked_over, screen
from tests.host.helpers import Running, running, until

PAGES = (
    "/desk", "/desk/threads", "/desk/people", "/desk/agreements", "/desk/business", "/desk/figures", "/desk/do", "/desk/more",
    "/desk/do/message", "/desk/do/propose", "/desk/do/tender", "/desk/do/submit-plan", "/desk/notes", "/desk/acts", "/desk/rules",
    "/desk/calendar", "/desk/search?q=winter", "/desk/model", "/desk/papers", "/desk/meetings",
)  # fmt: skip

WORN = "rules => { const worn = new CSSStyleSheet(); worn.replaceSync(rules); document.adoptedStyleSheets = [worn]; }"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=3600.0) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        terms = {"lender": "saltmere", "borrower": "buft", "pounds": 250000, "months": 12}
        for name, body in (
            ("propose", {"to": ["buft"], "title": "Winter beds", "start": 2,
                         "clauses": [{"words": "Twelve beds stay open"}, {"words": "", "mechanism": "loan", "terms": terms}]}),
            ("ask", {"to": ["buft.chief"], "text": "How many beds before winter?"}),
            ("call-meeting", {"invite": ["buft.chief"], "title": "Winter"}),
            ("message", {"to": ["buft.chief"], "text": "A word before the board meets"}),
        ):  # fmt: skip
            assert chair.move(name, body).status_code == 200
        yield host


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as made:
        yield made


def sent_by(day: Running, seat: str, kind: str = "message-sent") -> list[Any]:
    return [e for e in day.house.room.view(seat).events if e.seat == seat and e.kind == kind]


def number_of(day: Running, kind: str) -> int:
    return next(e.seq for e in day.house.room.view("buft.chief").events if e.kind == kind)


@pytest.fixture(scope="module")
def wrong(day: Running, browser: Browser) -> dict[str, dict[str, list[str]]]:
    deal = next(iter(day.house.room.view("buft.chief").world.agreements))
    thread = number_of(day, "message-sent")
    pages = [
        *PAGES,
        f"/desk/agreement/{deal}",
        f"/desk/thread/{thread}",
        f"/desk/event/{thread}",
        f"/desk/do/sign?agreement={deal}",
    ]
    return looked_over(browser, day, day.token("seat", "buft.chief"), pages)


@pytest.mark.timeout(360)  # the first of the three looks at every page in all three sizes
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_desk_is_clean_and_fits(wrong: dict[str, dict[str, list[str]]], size: str) -> None:
    assert wrong[size] == {}


def test_text_too_pale_is_found_on_every_size_wherever_its_colour_or_its_ground_is_another(
    day: Running, browser: Browser
) -> None:
    """Contrast is judged once for text alike; what is alike no longer, on any size of window, is judged again."""
    with screen(browser, day, day.token("seat", "buft.chief")) as shown:
        page = shown.go("/desk/do/message")
        assert shown.faults() == []
        page.set_viewport_size({"width": 390, "height": 844})
        for pale in ("main label { color: #ccc }", "main form { background: #333 }", "main form { opacity: 0.3 }",
                     "main form::before { content: ''; position: absolute; z-index: -1; inset: 0; }"
                     " main, body { background: none } main form { position: relative; z-index: 0 }"
                     " main label { position: relative } main form > * { background: #333 }"):  # fmt: skip
            page.evaluate(WORN, pale)
            assert any(one.startswith("color-contrast") for one in shown.faults()), pale
            page.evaluate("document.adoptedStyleSheets = []")
            assert shown.faults() == [], pale


def test_what_one_size_alone_shows_is_judged_by_every_rule_on_that_size(
    day: Running, browser: Browser
) -> None:
    """A page that says and shows the same on another size is judged there by what size can change; one that does not, anew."""
    bare = "document.querySelector('main').insertAdjacentHTML('beforeend', '<img class=\"late\" src=\"/static/icon.svg\">')"
    with screen(browser, day, day.token("seat", "buft.chief")) as shown:
        page = shown.go("/desk/more")
        page.evaluate(bare)
        page.evaluate(WORN, ".late { display: none } @media (max-width: 500px) { .late { display: block } }")
        assert shown.faults() == []
        page.set_viewport_size({"width": 820, "height": 1180})
        assert shown.faults() == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert [one for one in shown.faults() if one.startswith("image-alt")]


def tab_to(page: Page, wanted: str, most: int = 120) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_a_message_is_written_and_an_agreement_signed_by_keyboard_alone(
    day: Running, browser: Browser
) -> None:
    with screen(browser, day, day.token("seat", "buft.chief")) as shown:
        page = shown.go("/desk")
        tab_to(page, ".nhsuk-skip-link")
        tab_to(page, 'aside a[href="/desk/do/message"], main a[href="/desk/do/message"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/do/message")
        tab_to(page, ".sh-pick input[type=search]")
        page.keyboard.type("saltmere chair")
        tab_to(page, 'input[name="to"][value="saltmere.chair"]')
        page.keyboard.press("Space")
        tab_to(page, 'textarea[name="text"]')
        page.keyboard.type("By keyboard alone")
        tab_to(page, ".nhsuk-button-group button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/event/**")
        assert sent_by(day, "buft.chief")[-1].body["text"] == "By keyboard alone"
        deal = next(iter(day.house.room.view("buft.chief").world.agreements))
        page = shown.go(f"/desk/agreement/{deal}")
        tab_to(page, f'a[href="/desk/do/sign?agreement={deal}"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/do/sign**")
        tab_to(page, ".nhsuk-button-group button")
        page.keyboard.press("Enter")
        page.wait_for_selector('button[name="confirm"]')
        tab_to(page, 'button[name="confirm"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/event/**")
        assert len(sent_by(day, "buft.chief", "signed")) == 1


def test_typed_terms_are_asked_for_at_once_where_scripts_run(day: Running, browser: Browser) -> None:
    with screen(browser, day, day.token("seat", "bct.chief")) as shown:
        page = shown.go("/desk/do/propose")
        page.fill('input[name="title"]', "A loan")
        page.select_option('select[name="clauses.0.mechanism"]', "loan")
        page.wait_for_selector('input[name="clauses.0.term.pounds"]')
        assert page.input_value('input[name="title"]') == "A loan"
        assert shown.complaints == []


def test_a_move_is_made_without_scripts_on_a_phone(day: Running, browser: Browser) -> None:
    token = day.token("seat", "cqc.manager")
    with screen(browser, day, token, SIZES["phone"], java_script_enabled=False) as shown:
        page = shown.go("/desk/do/message?to=saltmere.chair")
        page.fill('textarea[name="text"]', "Without scripts")
        page.click(".nhsuk-button-group button")
        assert "/desk/event/" in page.url
        assert sent_by(day, "cqc.manager")[-1].body["text"] == "Without scripts"


def test_what_is_typed_is_there_on_another_device_and_gone_once_it_was_sent(
    day: Running, browser: Browser
) -> None:
    register = day.house.register
    with screen(browser, day, day.token("seat", "monitor.case")) as shown:
        page = shown.go("/desk/do/message?to=saltmere.chair")
        page.type('textarea[name="text"]', "Half a thought")
        until(lambda: day.house.drafts.get("monitor.case", "day:message") is not None)
    invitation = register.release("monitor.case")
    with screen(browser, day, register.redeem(invitation.link).token) as shown:  # type: ignore[union-attr]
        page = shown.go("/desk/do")
        page.click("text=Write a message >> nth=0")
        assert page.input_value('textarea[name="text"]') == "Half a thought"
        page.click(".nhsuk-button-group button")
        page.wait_for_url("**/desk/event/**")
        shown.go("/desk/do/message")
        assert page.input_value('textarea[name="text"]') == ""
        assert day.house.drafts.get("monitor.case", "day:message") is None


def test_a_double_click_counts_once(day: Running, browser: Browser) -> None:
    with screen(browser, day, day.token("seat", "hwb.chair")) as shown:
        page = shown.go("/desk/do/message?to=saltmere.chair")
        page.fill('textarea[name="text"]', "Twice in a hurry")
        page.dblclick(".nhsuk-button-group button", no_wait_after=True)
        page.wait_for_url("**/desk/event/**")
        assert len([e for e in sent_by(day, "hwb.chair") if e.body["text"] == "Twice in a hurry"]) == 1


def test_what_awaits_an_answer_comes_by_itself(day: Running, browser: Browser) -> None:
    with screen(browser, day, day.token("seat", "bct.nursing")) as shown:
        page = shown.go("/desk")
        assert "Who is on duty" not in page.inner_text("main")
        day.program("cqc.manager").move("ask", {"to": ["bct.nursing"], "text": "Who is on duty tonight?"})
        page.wait_for_selector("#waiting >> text=Who is on duty tonight?")
        page.wait_for_selector("[data-feed] >> text=Who is on duty tonight?")
        assert shown.complaints == []


def test_an_answer_comes_into_the_exchange_while_one_writes_and_no_word_is_lost(
    day: Running, browser: Browser
) -> None:
    program = day.program("cqc.manager")
    program.move("message", {"to": ["bigment.chief"], "text": "Are you ready for the visit?"})
    number = next(e.seq for e in day.house.room.view("bigment.chief").events if e.kind == "message-sent")
    with screen(browser, day, day.token("seat", "bigment.chief")) as shown:
        page = shown.go(f"/desk/thread/{number}")
        page.type('textarea[name="text"]', "Nearly. We")
        theirs = sent_by(day, "cqc.manager")[-1].seq
        program.move("message", {"to": ["bigment.chief"], "text": "It is on Tuesday.", "in_reply_to": theirs})
        page.wait_for_selector("#lines >> text=It is on Tuesday.")
        page.type('textarea[name="text"]', " shall be.")
        assert page.input_value('textarea[name="text"]') == "Nearly. We shall be."
        page.click("text=Send")
        page.wait_for_url("**/desk/thread/**sent=**")
        page.wait_for_selector("#lines >> text=Nearly. We shall be.")
        assert shown.complaints == []


def test_every_page_fits_the_narrowest_window_and_ones_own_colours(day: Running, browser: Browser) -> None:
    wrong = []
    with screen(browser, day, day.token("seat", "buft.chief"), (320, 640)) as shown:
        for path in (*PAGES, f"/desk/thread/{number_of(day, 'message-sent')}"):
            shown.page.emulate_media(forced_colors="none")
            shown.go(path)
            wrong += [path] if shown.sideways() else []
            shown.page.emulate_media(forced_colors="active")
            wrong += [f"{path}, in own colours"] if shown.sideways() else []
            wrong += shown.faults(own_colours=True) if path in ("/desk", "/desk/do/propose") else []
    assert wrong == []


def test_what_is_said_of_a_pause_goes_when_the_clock_runs_on(day: Running, browser: Browser) -> None:
    lead = day.program("control.moderator")
    assert lead.move("pause", {}).status_code == 200
    with screen(browser, day, day.token("seat", "buft.chief")) as shown:
        page = shown.go("/desk/do/message")
        told = page.locator("[data-while-paused]").first
        expect(told).to_be_visible()
        assert lead.move("resume", {}).status_code == 200
        expect(told).to_be_hidden()
