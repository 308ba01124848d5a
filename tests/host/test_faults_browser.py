"""F5, F6, F9 in a real browser: the network goes, a proxy answers in the host's place, seven tabs are open at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from shirehall.host import hub
from tests.host.browser import browsing, screen
from tests.host.helpers import Program, Running, running, until

CHIEF = "buft.chief"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as made:
        yield made


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def sender(day: Running) -> Program:
    return day.program("saltmere.chair")


def says(sender: Program, words: str) -> None:
    assert sender.move("message", {"to": [CHIEF], "text": words}).status_code == 200


def shows(page: Page, words: str, seconds: float = 20.0) -> None:
    """Wait until the feed holds some words, and see that it holds them once."""
    page.wait_for_selector(f"[data-feed] >> text={words}", state="attached", timeout=seconds * 1000)
    assert page.locator("[data-feed] .sh-news", has_text=words).count() == 1


def joined(day: Running, how_many: int = 1) -> None:
    until(lambda: day.house.hub.online.get(CHIEF, 0) == how_many)


def test_without_a_network_one_is_told_nothing_is_lost_and_all_is_caught_up(
    day: Running, browser: Browser, sender: Program
) -> None:
    with screen(browser, day, day.token("seat", CHIEF)) as seen:
        page = seen.go("/desk/do/message")
        joined(day)
        page.fill("textarea[name=text]", "Begun before the network went")
        page.context.set_offline(True)
        page.wait_for_selector("#no-connection:not([hidden])", timeout=20_000)
        page.fill("textarea[name=text]", "Begun before the network went, and gone on with")
        says(sender, "Said while you were away.")
        time.sleep(1)
        began = time.monotonic()
        page.context.set_offline(False)
        page.wait_for_selector("#no-connection", state="hidden", timeout=20_000)
        assert time.monotonic() - began < 10, "2 seconds on a machine of its own (G15)"
        assert page.input_value("textarea[name=text]") == "Begun before the network went, and gone on with"
        until(lambda: "gone on with" in str(day.house.drafts.all(CHIEF)))
        page.goto(f"{day.url}/desk")
        shows(page, "Said while you were away.")


def test_a_stream_that_fell_silent_is_told_and_opened_anew_by_the_page_itself(
    day: Running, browser: Browser, sender: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut that nobody is told of: no heartbeat comes, and after 17 seconds of the browser's clock the page acts."""
    monkeypatch.setattr(hub, "HEARTBEAT", 1000.0)
    with screen(browser, day, day.token("seat", CHIEF)) as seen:
        seen.page.clock.install()
        asked: list[str] = []
        seen.page.on("request", lambda one: "/stream" in one.url and asked.append(one.url))
        page = seen.go("/desk")
        while not asked:
            page.wait_for_timeout(50)
        joined(day)
        page.clock.fast_forward(18_000)
        assert page.locator("#no-connection").is_visible(), "it is said"
        while len(asked) < 2:
            page.clock.fast_forward(2_000)
            page.wait_for_timeout(50)
        says(sender, "After a silence.")
        shows(page, "After a silence.")


def test_a_proxy_that_answers_in_the_hosts_place_is_outlived(
    day: Running, browser: Browser, sender: Program
) -> None:
    answers = [lambda way: way.fulfill(status=503, body="Service Unavailable"),
               lambda way: way.fulfill(status=200, content_type="text/html", body="<h1>Starting</h1>"),
               lambda way: way.fulfill(status=502, body=""), lambda way: way.abort()]  # fmt: skip
    used: list[int] = []

    def proxy(way: Route) -> None:
        if len(used) < len(answers):
            used.append(1)
            answers[len(used) - 1](way)
        else:
            way.continue_()

    with screen(browser, day, day.token("seat", CHIEF)) as seen:
        page = seen.go("/desk")
        joined(day)
        page.route("**/stream*", proxy)
        page.route(
            "**/poll*",
            lambda way: way.fulfill(status=200, content_type="text/html", body="<h1>Starting</h1>"),
        )
        day.loop.call_soon_threadsafe(day.house.hub.end_all)
        while not used:
            page.wait_for_timeout(50)
        says(sender, "While the proxy answered.")
        shows(page, "While the proxy answered.", 60)
        assert len(used) == len(answers), "each of its answers was met"


def test_seven_tabs_hold_one_stream_and_posts_go_through(
    day: Running, browser: Browser, sender: Program
) -> None:
    with screen(browser, day, day.token("seat", CHIEF)) as seen:
        tabs = [seen.go("/desk")]
        for _ in range(6):
            tabs.append(seen.page.context.new_page())
            tabs[-1].goto(f"{day.url}/desk", wait_until="load", timeout=15_000)
        joined(day)
        says(sender, "To every tab.")
        for tab in tabs:
            shows(tab, "To every tab.")
        assert day.house.hub.online[CHIEF] == 1
        tabs[6].goto(f"{day.url}/desk/do/message", timeout=15_000)
        tabs[6].fill("textarea[name=text]", "From the seventh tab.")
        tabs[6].locator(
            "input[name=to][value='saltmere.chair'], select[name=to] option[value='saltmere.chair']"
        ).first.wait_for(state="attached")
        tabs[0].close()
        joined(day)
        says(sender, "After the leader was closed.")
        shows(tabs[1], "After the leader was closed.", 40)
