"""No page leads nowhere: every link that a finished day shows to a facilitator, an observer or a player opens for whoever is shown it."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from tests.host.helpers import Browser, Running
from tests.host.studied import a_theme, sent, studied

STARTS = {
    "facilitator": ("/run", "/run/plan", "/run/sheet", "/run/moderator", "/study", "/observe", "/feedback"),
    "observer": ("/observe", "/study", "/feedback"),
    "player": ("/desk?look=1", "/desk/more", "/feedback", "/pack"),
}
ALIKE = 4
"""How many addresses that differ only in their last part are opened: they are one route's, or a folder's few pages."""
ELSEWHERE = ("/study/report/as/", "/static/")
"""The report as a file, which has tests of its own for each form; and what the pages themselves load."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with studied(tmp_path_factory.mktemp("day")) as host:
        lead = host.browser("seat", "control.moderator")
        assert sent(lead, "/study/themes/new", **a_theme(host, "Waiting")).status_code == 303
        host.to("closed")
        yield host


def links(page: str, address: str) -> list[str]:
    """The addresses within the host that a page leads to, in the order in which they stand."""
    found = [urljoin(address, html.unescape(each)) for each in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', page)]
    return [each.split("#")[0] for each in found if not urlsplit(each).netloc]


def dead(seen: Browser, starts: tuple[str, ...]) -> tuple[list[tuple[str, str, int]], int]:
    """What does not open, with the page that leads there; and how many pages were opened."""
    found: list[tuple[str, str, int]] = []
    to_open = deque((start, "the start") for start in starts)
    known, alike = set(starts), Counter[str]()
    opened = 0
    while to_open:
        address, shown_on = to_open.popleft()
        answer = seen.get(address)
        opened += 1
        if answer.status_code >= 400:
            found.append((address, shown_on, answer.status_code))
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for each in links(answer.text, address):
            path = urlsplit(each).path
            folder = path.rsplit("/", 1)[0] if path.count("/") > 1 else path
            if each in known or path.startswith(ELSEWHERE) or alike[folder] >= ALIKE:
                continue
            known.add(each)
            alike[folder] += 1
            to_open.append((each, address))
    return found, opened


@pytest.mark.parametrize(
    ("kind", "seat"), [("facilitator", "control.moderator"), ("observer", ""), ("player", "buft.chief")]
)
def test_every_link_of_a_finished_day_opens_for_whoever_is_shown_it(
    day: Running, kind: str, seat: str
) -> None:
    seen = day.browser("seat" if seat else "observer", seat)
    wrong, opened = dead(seen, STARTS[kind])
    assert wrong == []
    assert opened > 12


def test_the_study_leads_facilitators_to_the_feedback_and_shows_observers_no_link_they_cannot_open(
    day: Running,
) -> None:
    lead = day.browser("seat", "control.moderator").get("/study").text
    assert lead.count('href="/run/feedback"') == 2  # on the menu, and in the table of steps
    assert "/run/" not in day.browser("observer").get("/study").text


def test_the_closed_board_says_where_the_report_is_and_offers_nothing_that_is_over(day: Running) -> None:
    board = day.browser("seat", "control.moderator").get("/run?done=stage").text
    assert 'href="/study"' in board and 'href="/study/report"' in board
    assert "The next stage has begun." in board
    for over in ("/run/do/add-inject", "/run/do/open-seat", "/run/pace", "/run/do/voice"):
        assert over not in board
    sheet = day.browser("seat", "control.moderator").get("/run/sheet").text
    assert "/hold" not in sheet and "Did not come" in sheet


def test_a_day_that_was_closed_early_says_how_many_of_its_months_were_played(day: Running) -> None:
    page = day.browser("observer").get("/study").text
    assert "events in 1 month; not all months were played (1 of 13)" in page
    assert "What is missing" in page


def test_pages_of_the_study_name_whoever_looks_by_what_they_are(day: Running) -> None:
    header = r'<p class="sh-who"><span[^>]*>You are </span>([^<]*)</p>'
    for seen, name in (
        (day.browser("seat", "control.moderator"), "Facilitator"),
        (day.browser("observer"), "Observer"),
    ):
        assert re.findall(header, seen.get("/study").text) == [name]
