"""A whole short day in real browsers: a facilitator, two players, an observer and the wall; scripts in all other seats.

Three months at ten seconds a month, from doors open to feedback. What was done by hand on the pages is asserted on the record.
The facilitator pauses the clock while the two players fill in their forms, and lets it run for them to be sent: what is typed in a
pause is kept, and a slow machine has time enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shirehall.play.record.event import Event
from tests.host.browser import SIZES, Screen, browsing, opens, screen
from tests.host.helpers import Running, running, until

WHO = {"*": "script", "saltmere": "nobody", "saltmere.chair": "person", "buft.chief": "person"}
MONTH = 10.0
MONTHS = 3


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


class People:
    """The browsers of a day, each come in by its own code or link as people do."""

    def __init__(self, stack: ExitStack, browser: Browser, host: Running) -> None:
        self._stack, self._browser, self.host = stack, browser, host
        self.screens: list[Screen] = []

    def come(self, kind: str, seat: str = "", size: str = "laptop", name: str = "") -> Page:
        """Type a code at the door, or follow a link, and take the seat."""
        register = self.host.house.register
        control = seat and self.host.house.sessions.is_control(seat)
        invitation = (
            register.invite_staff(seat) if control else register.invite(kind, seat, label=seat or kind)
        )  # type: ignore[arg-type]
        made = self._stack.enter_context(screen(self._browser, self.host, size=SIZES[size]))
        self.screens.append(made)
        if size == "phone":
            made.go(f"/in/{invitation.link}")
        else:
            made.go("/")
            made.page.get_by_label("Your code").fill(invitation.shown)
        if name:
            made.page.get_by_label("Your name").fill(name)
        made.page.get_by_role("button", name="Take the seat").click()
        made.page.wait_for_load_state()
        return made.page


def stage(page: Page, url: str, to: str, button: str) -> None:
    """The facilitator takes the day on to another stage, gaps known."""
    opens(page, f"{url}/run/stage/{to}")
    gap = page.get_by_label("Go on although not everything is ready")
    if gap.count():
        gap.check()
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


@contextmanager
def in_a_pause(boss: Page, host: Running) -> Iterator[None]:
    """The facilitator stops the clock for everybody by the button of the board, and lets it run again; no minute passes meanwhile."""
    turn(boss, host, "Pause the clock", paused=True)
    minute = host.house.room.moment().minute
    yield
    assert host.house.room.moment().minute == minute
    turn(boss, host, "Let the clock run", paused=False)


def turn(boss: Page, host: Running, button: str, *, paused: bool) -> None:
    opens(boss, f"{host.url}/run")
    boss.get_by_role("button", name=button).click()
    until(lambda: host.house.room.moment().paused is paused)


def said_first(host: Running) -> str:
    """The first words that the film's presenter says, after where she stands."""
    return " ".join(host.house.patch.film.opening.split()).split(". ")[1]


def kinds(host: Running, seat: str) -> list[Event]:
    return [event for event in host.house.room.view("control.moderator").events if event.seat == seat]


@pytest.mark.timeout(360)  # thirty seconds of play, and five browsers on a slow machine
def test_a_short_day_in_five_browsers_from_doors_open_to_feedback(chromium: Browser, tmp_path: Path) -> None:
    settings = {"seconds_a_month": MONTH, "months": MONTHS, "who": WHO, "county": True}
    with running(tmp_path, **settings) as host, ExitStack() as stack:
        people = People(stack, chromium, host)
        boss = people.come("seat", "control.moderator")
        chair = people.come("seat", "saltmere.chair", name="Ada Able")
        expect(chair.get_by_text(re.compile("doors", re.I)).first).to_be_visible()
        stage(boss, host.url, "doors", "Open the doors")
        chief = people.come("seat", "buft.chief", "phone")
        watcher = people.come("observer", size="tablet")
        wall = people.come("wall")
        opens(chair, host.url + "/desk")
        expect(chair.get_by_text("You are GPs who ended up with a budget").first).to_be_visible()
        stage(boss, host.url, "film", "Show the news film")
        expect(wall.locator("main")).to_contain_text(said_first(host), timeout=10_000)
        stage(boss, host.url, "play", "Begin play")
        writes_and_is_answered(host, boss, chair, chief)
        notes(host, watcher)
        expect(wall.locator("[data-clock=month], .wl-month").first).to_contain_text("2013")
        until(lambda: host.house.room.moment().closed, MONTH * MONTHS + 60)
        until(
            lambda: (
                len([e for e in host.house.room.view("control.moderator").events if e.kind == "month-lived"])
                == MONTHS
            ),
            60,
        )
        opens(chief, host.url + "/desk/figures")
        expect(chief.locator("main")).to_contain_text(re.compile("emergency|admissions|beds", re.I))
        chair.goto("about:blank")  # put away: a screen that is open goes to the new stage by itself
        stage(boss, host.url, "feedback", "feedback")
        answers(host, chair)
        the_record_holds(host)
        for each in people.screens:
            assert each.elsewhere == []
            assert [words for words in each.complaints if "409" not in words and "401" not in words] == []


def writes_and_is_answered(host: Running, boss: Page, chair: Page, chief: Page) -> None:
    """The chair asks the chief executive for something on the pages; it appears on the phone by itself and is answered there."""
    with in_a_pause(boss, host):
        opens(chair, host.url + "/desk/do/ask")
        form = chair.locator("#move-form")
        form.locator("textarea[name=text]").fill("Please send us your emergency admissions by ward.")
        tick(form, "to", "buft.chief")
        form.get_by_role("radio").first.check() if form.get_by_role("radio").count() else None
        opens(chief, host.url + "/desk")
    form.get_by_role("button").last.click()
    until(lambda: any(event.kind == "asked" for event in kinds(host, "saltmere.chair")))
    with in_a_pause(boss, host):
        waiting = chief.get_by_text("Please send us your emergency admissions by ward.").first
        expect(waiting).to_be_visible(timeout=10_000)
        opens(chief, host.url + "/desk/do/answer")
        form = chief.locator("#move-form")
        form.locator("textarea[name=text]").fill("Here they are, ward by ward.")
        pick(form, "request", "emergency admissions")
    form.get_by_role("button").last.click()
    until(lambda: any(event.kind == "answered" for event in kinds(host, "buft.chief")))


def tick(form, name: str, value: str) -> None:  # type: ignore[no-untyped-def]
    box = form.locator(f"[name={name}][value='{value}']")
    if box.count():
        box.first.evaluate(
            "one => { for (let d = one.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
        )
        box.first.check(force=True)
    else:
        form.locator(f"select[name={name}]").select_option(value)


def pick(form, name: str, words: str) -> None:  # type: ignore[no-untyped-def]
    """Choose what is told with these words, in a select or among radios."""
    select = form.locator(f"select[name={name}]")
    if select.count():
        found = select.locator("option").filter(has_text=words).first
        select.select_option(found.get_attribute("value"))
    else:
        form.get_by_label(re.compile(words)).first.check(force=True)


def notes(host: Running, watcher: Page) -> None:
    """The observer notes what was seen, on a tablet."""
    opens(watcher, host.url + "/observe")
    watcher.locator("[name=action]").first.fill("The chair asked, and got an answer within a minute.")
    watcher.get_by_role("button", name="Keep this note").first.click()
    until(lambda: host.house.notebook.of_kind("note"))


def answers(host: Running, chair: Page) -> None:
    """The chair fills in the feedback form."""
    opens(chair, host.url + "/feedback")
    chair.locator("textarea").first.fill("Answering the Board. I never got to my practices.")
    chair.get_by_role("button", name="Send my answers").click()
    until(
        lambda: any("never got to my practices" in str(entry.body) for entry in host.house.notebook.entries())
    )


def the_record_holds(host: Running) -> None:
    """What was done by hand is on the record, in order, and the names of people are not."""
    events = host.house.room.view("control.moderator").events
    ours = [event for event in events if event.origin == "person" and event.seat]
    assert {("asked", "saltmere.chair"), ("answered", "buft.chief")} <= {(e.kind, e.seat) for e in ours}
    asked = next(e for e in ours if e.kind == "asked")
    answered = next(e for e in ours if e.kind == "answered")
    assert asked.seq < answered.seq
    turns = [e.kind for e in events if e in (asked, answered) or e.kind in ("clock-paused", "clock-resumed")]
    assert turns[-6:] == [
        "clock-paused",
        "clock-resumed",
        "asked",
        "clock-paused",
        "clock-resumed",
        "answered",
    ]
    assert asked.body["text"] == "Please send us your emergency admissions by ward."
    assert [e.body["of_month"] for e in events if e.kind == "month-closed"] == list(range(1, MONTHS + 1))
    assert any(event.origin == "script" for event in events)
    assert "Ada Able" not in str(events)
    assert "Ada Able" not in str(host.house.notebook.entries())
