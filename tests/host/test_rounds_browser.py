"""A live day of two rounds in real browsers: a facilitator, two players and the wall; scripts in all other seats, the county lived.

Two months of each round at a few seconds a month, through the interval: the close as drafted and confirmed, the next round opened, what
the county's model showed given to the purchaser alone, and a message that was begun in the first round sent in the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shirehall import assemble
from shirehall.play.record.event import Event
from shirehall.play.view import WALL
from tests.host.browser import browsing, opens
from tests.host.helpers import Running, running, until
from tests.host.test_browser_day import People, stage, tick
from tests.packs import pack

MONTH = 5.0
LEAD = "control.moderator"
BUYER, TRUST = "taitshire-pct.chief", "gomersall-trust.chief"
WHO = {"*": "script", BUYER: "person", TRUST: "person"}
BEGUN = "Before the year is out: what would you close, if we paid for what replaces it?"
MODELLED = "The county was modelled between the rounds"
SLOW = 120_000
"""Milliseconds that the county may take on a slow machine."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def events(host: Running, *kinds: str) -> list[Event]:
    return [event for event in host.house.room.view(LEAD).events if event.kind in kinds]


def round_over(host: Running) -> None:
    """The round's months are over, and the county has lived them."""
    until(lambda: host.house.room.moment().closed, MONTH * 2 + 60)
    until(lambda: not host.house.room.moment().computing, SLOW / 1000)


@pytest.mark.timeout(600)  # four months of play, four browsers, a county and its model, on a slow machine
def test_a_live_day_of_two_rounds_with_evidence_for_the_purchaser_alone(
    chromium: Browser, tmp_path: Path
) -> None:
    settings = {"seconds_a_month": MONTH, "months": 2, "who": WHO, "county": True}
    with running(tmp_path, pack("seesaw"), **settings) as host, ExitStack() as stack:
        people = People(stack, chromium, host)
        boss = people.come("seat", LEAD)
        stage(boss, host.url, "doors", "Open the doors")
        buyer, trust, wall = (
            people.come("seat", BUYER),
            people.come("seat", TRUST, "phone"),
            people.come("wall"),
        )
        until(lambda: host.house.live.county_stands, SLOW / 1000)
        stage(boss, host.url, "play", "Begin play")
        begins_to_write(buyer, host)
        round_over(host)
        closes_the_round(boss, host)
        expect(wall.locator("main")).to_contain_text("The round is over", timeout=20_000)
        opens(trust, host.url + "/desk")
        expect(trust.locator("main")).to_contain_text("This round is over")
        opens_the_next(boss, host)
        expect(wall.locator("main")).to_contain_text("Change 1 of 13", timeout=20_000)
        the_evidence_is_the_purchasers_alone(host, buyer, trust, wall)
        the_position_is_new(host, buyer)
        begins_the_round(boss, wall, host)
        sends_what_was_begun(boss, buyer, host)
        round_over(host)
        opens(boss, f"{host.url}/run/round")
        boss.get_by_role("button", name="Confirm the close, and go to feedback").click()
        until(lambda: host.house.stage == "feedback")
        the_record_holds(host)
        for each in people.screens:
            assert each.elsewhere == []
            assert [words for words in each.complaints if "409" not in words and "401" not in words] == []
            each.page.wait_for_load_state()
        assert looked_at(people) == []


def begins_to_write(buyer: Page, host: Running) -> None:
    """The purchaser's chief executive begins a message and does not send it."""
    opens(buyer, host.url + "/desk/do/message")
    form = buyer.locator("#move-form")
    tick(form, "to", TRUST)
    form.locator("textarea[name=text]").fill(BEGUN)
    kept = lambda: any(BEGUN in str(one.data) for one in host.house.drafts.all(BUYER))  # noqa: E731
    until(kept)


def closes_the_round(boss: Page, host: Running) -> None:
    """The facilitator reads the judgement as drafted, and confirms it."""
    opens(boss, f"{host.url}/run")
    boss.get_by_role("button", name="Close the round").click()
    expect(boss.locator("main")).to_contain_text("judgement as drafted")
    assert not events(host, "round-judged")
    boss.get_by_role("button", name="Confirm the close").click()
    expect(boss.locator("h1")).to_have_text("Between two rounds")
    assert len(events(host, "round-judged")) == 1 and host.house.stage == "interval"


def opens_the_next(boss: Page, host: Running) -> None:
    """The facilitator reads what goes over and what changes, and opens the round; it can begin when the model has answered."""
    expect(boss.locator("#notice li")).to_have_count(13)
    for part in ("carried", "dropped", "assumed"):
        assert boss.locator(f"#diff-{part} li").count()
    assert boss.locator(f"[data-moves='{BUYER}']").inner_text().count("→") == 1
    boss.get_by_role("button", name="Open the round").click()
    expect(boss.get_by_role("button", name="Begin the round")).to_be_visible(timeout=SLOW)
    assert len(events(host, "county-modelled")) == 1


def the_evidence_is_the_purchasers_alone(host: Running, buyer: Page, trust: Page, wall: Page) -> None:
    """What the model showed stands on the purchaser's desk, and nowhere else in the room."""
    opens(buyer, host.url + "/desk/round")
    expect(buyer.locator("#given")).to_contain_text(MODELLED)
    buyer.get_by_text(re.compile(r"^The figures \(\d+\)")).click()
    expect(buyer.get_by_role("table", name=re.compile("Middle value and range"))).to_be_visible()
    for path in ("/desk", "/desk/round", "/desk/model", "/desk/papers"):
        opens(trust, host.url + path)
        assert MODELLED not in trust.content(), path
    assert MODELLED not in wall.content()
    packet = events(host, "county-modelled")[0]
    seats = host.house.room.view(LEAD).world.seats
    assert {seats[seat].organisation for seat in packet.audience} == {
        "merged-pct"
    } and BUYER in packet.audience
    knows = [
        seat
        for seat in (*seats, WALL)
        if any(e.kind == "county-modelled" for e in host.house.room.view(seat).events)
    ]
    leads = [seat for seat in seats if host.house.sessions.is_control(seat)]
    assert sorted(knows) == sorted([*packet.audience, *leads])


def the_position_is_new(host: Running, buyer: Page) -> None:
    """The desk shows the merged body's position, and the page between the rounds where the body comes from."""
    new = next(
        e
        for e in host.house.room.view(BUYER).events
        if e.kind == "briefing-given" and e.body["kind"] == "position" and e.month > 1
    )
    opens(buyer, host.url + "/desk")
    expect(buyer.get_by_role("heading", name=new.body["title"])).to_be_visible()
    opens(buyer, host.url + "/desk/round")
    expect(buyer.locator("#lineage")).to_contain_text("follows")
    expect(buyer.locator("#lineage")).to_contain_text("Taitshire PCT and Georgetown PCT")


def begins_the_round(boss: Page, wall: Page, host: Running) -> None:
    """Play goes on in the next round, and the wall names it."""
    boss.get_by_role("button", name="Begin the round").click()
    boss.get_by_role("button", name="Begin the round").click()
    until(lambda: host.house.stage == "play")
    expect(wall.locator("[data-clock=month]")).to_contain_text("2012", timeout=20_000)
    expect(wall.locator("[data-clock=round]")).to_contain_text("Round two, month 1 of 2")


def sends_what_was_begun(boss: Page, buyer: Page, host: Running) -> None:
    """The message of the first round is still there, and is sent in the second."""
    opens(buyer, host.url + "/desk/do/message")
    form = buyer.locator("#move-form")
    expect(form.locator("textarea[name=text]")).to_have_value(BEGUN)
    form.get_by_role("button").last.click()
    until(
        lambda: any(
            e.seat == BUYER and BEGUN in str(e.body.get("text", ""))
            for e in events(host, "message", "message-sent")
        )
    )


def looked_at(people: People) -> list[str]:
    """What is wrong, for readers of all kinds, with the pages between the rounds: on the facilitator's screen and on the purchaser's."""
    wrong: list[str] = []
    for number, paths in ((0, ("/run/interval", "/run/round")), (1, ("/desk/round",))):
        shown = people.screens[number]
        for path in paths:
            shown.go(path)
            wrong += [f"{path}: {fault}" for fault in shown.faults()]
            wrong += [f"{path}: wider than the window"] if shown.sideways() else []
    return wrong


def the_record_holds(host: Running) -> None:
    """Both rounds are on one record, which proves itself; each was judged, and the message is the merged body's."""
    found = events(host, "round-closed", "round-judged", "round-opened")
    assert [e.kind for e in found] == [
        "round-closed",
        "round-judged",
        "round-opened",
        "round-closed",
        "round-judged",
    ]
    said = next(e for e in events(host, "message", "message-sent") if BEGUN in str(e.body.get("text", "")))
    assert (said.organisation, said.origin) == ("merged-pct", "person") and said.month >= 3
    assert assemble.replay(host.house.room.view(LEAD).events).months == 4
