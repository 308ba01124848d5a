"""A live day of two rounds, without a browser: the close confirmed, the interval, the next round on the same record, starts in between."""

from __future__ import annotations

import asyncio
import dataclasses
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shirehall import assemble
from shirehall.errors import UsageError
from shirehall.host.house import Settings
from shirehall.host.rounds import month_called, open_next, seeds_for
from shirehall.patch.model import Briefing
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import shortened
from shirehall.play.drafting import engine
from shirehall.play.record.event import Event
from tests.host.helpers import Browser, Program, Running, running
from tests.play.county import bigshire
from tests.play_rounds.small import two_rounds

LEAD = "control.lead"
WHO = {"*": "silent", "east.chair": "person", "west.chair": "person", "acute.chief": "person"}
WORDS = "I had begun to write this when the round closed."
NOTE = "Mine alone: never trust a merger."
EVIDENCE = "The model shows that two wards might be enough."
POSITION = "You buy for the whole county now."
PAGES = ("/desk", "/desk/round", "/desk/papers", "/desk/notes", "/desk/do/message", "/desk/calendar")


def told(page: str) -> str:
    """What a page says, without its marks."""
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def small(folder: Path) -> Patch:
    """The small county of two rounds, with a position for the buyer of the second."""
    patch = two_rounds(folder)
    paper = Briefing(
        id="shire-now",
        organisation="shire",
        kind="position",
        title="The Shire, one buyer",
        round="r2",
        text=POSITION,
    )
    return dataclasses.replace(patch, briefings=(*patch.briefings, paper))


@dataclasses.dataclass
class Day:
    """A day of two rounds as it was played once: what pages said at each point, what was refused, and its record."""

    said: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    refused: dict[str, int] = dataclasses.field(default_factory=dict)
    ways: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    clock: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    events: tuple[Event, ...] = ()
    patch: Patch | None = None

    def look(self, point: str, host: Running, who: dict[str, Browser]) -> None:
        """Keep what everybody is told now."""
        self.ways[point], self.clock[point] = host.house.ways, host.house.clock()
        for name, browser in who.items():
            paths = {
                "lead": ("/run", "/run/round", "/run/interval", "/run/seats", "/run/sheet"),
                "wall": ("/wall",),
            }.get(name, PAGES)
            for path in paths:
                page = browser.get(path)
                assert page.status_code == 200, (point, path)
                self.said[f"{point} {name} {path}"] = {"told": told(page.text), "html": page.text}

    def at(self, point: str, name: str, path: str = "/desk") -> str:
        """What somebody was told at a point."""
        return self.said[f"{point} {name} {path}"]["told"]


def by_hand(browser: Browser) -> Program:
    """A program with the token of a browser."""
    return Program(browser.running, browser.token)


def agreed(who: dict[str, Browser]) -> None:
    """The eastern buyer and the trust sign an agreement."""
    east, acute = by_hand(who["east"]), by_hand(who["acute"])
    made = east.move(
        "propose",
        {"to": ["acute"], "title": "A ward for two", "clauses": [{"words": "We share a ward."}], "start": 1},
    )
    assert made.status_code < 300, made.text
    for one in (east, acute):
        deals = one.view()["events"]
        number = next(each["seq"] for each in deals if each["kind"] == "proposed")
        signed = one.move("sign", {"agreement": number})
        assert signed.status_code < 300, signed.text


def people(host: Running) -> dict[str, Browser]:
    """The browsers of a facilitator, three players and the wall."""
    seats = {"lead": LEAD, "east": "east.chair", "west": "west.chair", "acute": "acute.chief"}
    return {
        **{name: host.browser("seat", seat) for name, seat in seats.items()},
        "wall": host.browser("wall"),
    }


def give(host: Running, words: str, seat: str) -> None:
    """Have the engine give one seat alone some evidence, as a modelling step does."""
    body = {"round": "r1", "why": "", "text": words, "letter": ""}
    draft = engine("modelling-left-out", body, to=(seat,), audience=(seat,))
    assert host.house.day is not None
    asked = host.house.day.later(lambda session, _at: session.commit([draft], at=session.world.at))
    asked.result(10)


def first_round(day: Day, folder: Path, patch: Patch) -> None:
    """From the doors to the interval; then the host is stopped."""
    with running(folder, patch, seconds_a_month=600.0, who=WHO) as host:
        who = people(host)
        host.to("doors", LEAD)
        day.refused["open early"] = who["lead"].post("/run/interval/open", {}).status_code
        host.to("play", LEAD)
        agreed(who)
        day.look("in play", host, who)
        day.refused["close early"] = who["lead"].post("/run/stage/interval", {}).status_code
        assert (
            who["lead"].post("/run/round/end", {"key": "months"}).headers["location"]
            == "/run/round?done=months-ended"
        )
        day.look("over", host, who)
        who["east"].post("/desk/notes", {"text": NOTE})
        assert (
            who["lead"].post("/run/stage/interval", {}).headers["location"]
            == "/run/interval?done=closed-round"
        )
        mark = re.search(r'name="draft" value="([^"]+)"', who["east"].get("/desk/do/message").text)
        assert mark
        sent = who["east"].post(
            "/desk/do/message", {"draft": mark.group(1), "to": "acute.chief", "text": WORDS, "key": "late"}
        )
        day.refused["move in the interval"] = sent.status_code
        give(host, EVIDENCE, "west.chair")
        day.look("interval", host, who)
        who["lead"].post("/run/interval/seats", {"board.chair": "person", "acute.finance": "script"})


def second_round(day: Day, folder: Path, patch: Patch) -> None:
    """The host starts in the interval; the round is opened; it starts again; round two is played to feedback."""
    with running(folder, patch, seconds_a_month=600.0, who=WHO) as host:
        assert host.house.stage == "interval"
        who = people(host)
        day.look("started in the interval", host, who)
        assert (
            who["lead"].post("/run/interval/open", {}).headers["location"]
            == "/run/interval?done=opened-round"
        )
        assert not asyncio.run_coroutine_threadsafe(open_next(host.house), host.loop).result(10), (
            "the second finds it done"
        )
        day.look("open", host, who)
    with running(folder, patch, seconds_a_month=600.0, who=WHO) as host:
        who = people(host)
        day.look("started in round two", host, who)
        day.patch = host.house.patch
        host.to("play", LEAD)
        moved = by_hand(who["east"]).move("message", {"to": ["acute.chief"], "text": "We are the Shire."})
        assert moved.status_code < 300, moved.text
        who["lead"].post("/run/round/end", {"key": "more"})
        host.to("feedback", LEAD)
        day.look("feedback", host, who)
        day.events = tuple(host.house.room.view(LEAD).events)


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    return small(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def day(patch: Patch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    made, folder = Day(), tmp_path_factory.mktemp("day")
    first_round(made, folder, patch)
    second_round(made, folder, patch)
    yield made


def of(day: Day, *kinds: str) -> list[Event]:
    return [event for event in day.events if event.kind in kinds]


def test_the_interval_is_reached_only_from_a_round_whose_months_are_over(day: Day) -> None:
    assert "interval" not in day.ways["in play"] and day.refused["close early"] == 409
    assert day.refused["open early"] == 409
    assert day.ways["over"] == ("interval", "film", "feedback")
    assert day.ways["interval"] == ("feedback",), "the next round does not begin before it is open"
    assert day.ways["open"] == ("play", "feedback")


@pytest.mark.requirement("RND-08")
def test_the_judgement_is_shown_as_drafted_and_goes_on_the_record_when_it_is_confirmed(day: Day) -> None:
    draft = day.at("over", "lead", "/run/round")
    assert "judgement as drafted" in draft and "A ward for two" in draft and "Confirm the close" in draft
    first, second = of(day, "round-judged")
    assert first.body["whole"]["in_force"] == ("A ward for two",) and not first.body["known"]["in_force"]
    assert (first.body["round"], second.body["round"]) == ("r1", "r2")
    assert "The close is confirmed and on the record" in day.at("interval", "lead", "/run/round")
    assert "A ward for two" not in day.at("interval", "wall", "/wall")
    assert "closed with 0 agreements signed" in day.at("interval", "wall", "/wall")


def test_both_rounds_are_on_one_record_that_proves_itself(day: Day, patch: Patch) -> None:
    kinds = [e.kind for e in of(day, "round-closed", "round-judged", "round-opened")]
    assert kinds == ["round-closed", "round-judged", "round-opened", "round-closed", "round-judged"]
    assert [e.body["month"] for e in of(day, "month-opened")] == [2, 3, 4]
    assert assemble.replay(day.events).months == 4
    assert day.events[0].body["settings"]["rounds"] == 2


def test_what_the_interval_page_shows_before_the_opening_is_what_goes_on_the_record(day: Day) -> None:
    before, after = (day.at(point, "lead", "/run/interval") for point in ("interval", "open"))
    opened = of(day, "round-opened")[0]
    for part in ("carried", "dropped", "assumed"):
        for row in opened.body["designers"][part]:
            assert row["words"] in before and row["words"] in after, row
    for line in opened.body["notice"]:
        assert line["text"] in before and line["text"] in after


def test_a_round_opens_with_a_clock_that_stands_and_an_own_run_sheet(day: Day) -> None:
    opened = of(day, "round-opened")[0]
    stands = [e.seq for e in of(day, "clock-paused") if e.at == opened.at]
    runs = [e.seq for e in of(day, "clock-resumed") if e.seq > opened.seq]
    assert stands and stands[0] < opened.seq < runs[0]
    assert day.clock["open"]["paused"] and not day.clock["open"]["closed"]
    assert "Centres" in day.at("open", "lead", "/run/sheet") and "Centres" not in day.at(
        "over", "lead", "/run/sheet"
    )


def test_months_of_a_later_round_are_counted_anew_in_words(day: Day, patch: Patch) -> None:
    assert (day.clock["open"]["month"], day.clock["open"]["number"]) == ("June 2016", 3)
    assert day.clock["open"]["round"] == "The second round, month 1 of 2"
    assert day.clock["in play"]["round"].endswith("month 1 of 2")
    assert month_called(patch, 3, 3) == "June 2016 (the second round, month 1)"
    assert month_called(patch, 3, 1) == "August 2013", (
        "a month that was said in the first round is one of its years"
    )
    assert month_called(bigshire(), 3, 1) == f"{bigshire().month_name(3)} (month 3)"
    assert "July 2016 (the second round, month 2)" in day.at("open", "east", "/desk/calendar")
    assert "The second round" in day.at("open", "wall", "/wall")


def test_nobody_loses_a_word(day: Day) -> None:
    assert day.refused["move in the interval"] == 409
    for point in ("interval", "started in the interval", "open", "started in round two"):
        assert WORDS in day.at(point, "east", "/desk/do/message"), point
        assert NOTE in day.at(point, "east", "/desk/notes"), point
        assert NOTE not in day.at(point, "west", "/desk/notes"), point
    assert "kept" in day.at("interval", "east", "/desk/do/message")


def test_players_see_their_new_position_their_bodys_lineage_and_what_it_carries(day: Day) -> None:
    for point in ("open", "started in round two"):
        assert POSITION in day.at(point, "east") and POSITION in day.at(point, "west")
        assert POSITION not in day.at(point, "acute")
        page = day.at(point, "east", "/desk/round")
        assert "Shire follows" in page and "One buyer." in page and "A ward for two" in page
        assert "goes on as it was" in day.at(point, "acute", "/desk/round")
        assert "A ward for two" in day.at(point, "west", "/desk/round"), (
            "the buyer that follows both is its party"
        )
    papers = day.at("open", "east", "/desk/papers")
    assert papers.index("The Shire, one buyer") < papers.index(day_position(day)), "the new one stands first"


def day_position(day: Day) -> str:
    given = [e.body["title"] for e in of(day, "briefing-given") if e.organisation == "east"]
    return str(given[0])


def test_seats_are_handed_on_with_their_bodies_and_to_whoever_was_chosen(day: Day) -> None:
    before = day.at("interval", "lead", "/run/interval")
    assert re.search(r"East.{0,40}→ Shire", before), before
    given = {e.body["seat"]: e.body["filled_by"] for e in of(day, "seat-taken")}
    assert given["board.chair"] == "person" and given["acute.finance"] == "script"
    assert day.patch is not None
    homes = {seat.id: seat.organisation for seat in day.patch.active_seats}
    assert (homes["east.chair"], homes["west.chair"]) == ("shire", "shire")


def test_evidence_between_the_rounds_is_shown_to_those_it_is_for_and_to_nobody_else(day: Day) -> None:
    assert EVIDENCE in day.at("interval", "west", "/desk/round")
    assert EVIDENCE in day.at("interval", "lead", "/run/interval")
    for point in ("interval", "started in the interval", "open", "started in round two"):
        for name in ("east", "acute"):
            for path in PAGES:
                assert EVIDENCE not in day.said[f"{point} {name} {path}"]["html"], (point, name, path)
        assert EVIDENCE not in day.said[f"{point} wall /wall"]["html"]


def test_a_start_of_the_host_finds_the_day_in_its_round(day: Day) -> None:
    assert day.at("started in the interval", "lead", "/run/interval") == day.at(
        "interval", "lead", "/run/interval"
    )
    same = ("month", "number", "round", "stage", "paused", "closed")
    assert {k: day.clock["open"][k] for k in same} == {k: day.clock["started in round two"][k] for k in same}
    assert day.patch is not None and day.patch.played == (1, 2)
    spoke = next(e for e in of(day, "message-sent", "message") if e.body.get("text") == "We are the Shire.")
    assert spoke.organisation == "shire" and spoke.month == 3


def test_rounds_that_are_not_there_cannot_be_played_and_a_short_day_shortens_each(
    tmp_path: Path, patch: Patch
) -> None:
    settings = Settings(data=tmp_path)
    assert seeds_for(patch, settings) == (1, 1)
    assert seeds_for(patch, dataclasses.replace(settings, rounds=1)) == (1,)
    assert seeds_for(patch, dataclasses.replace(settings, round_seeds={"r2": 7})) == (1, 7)
    with pytest.raises(UsageError, match="cannot be played"):
        seeds_for(patch, dataclasses.replace(settings, rounds=3))
    short = shortened(patch, 1)
    assert [one.months for one in short.head.rounds] == [1, 1] and short.first_month(1) == 2
    assert short.month_name(2) == "June 2016"
    assert not short.between[0].calendar and short.between[0].injects, (
        "what lies in months that are left out goes with them"
    )
    assert shortened(patch, 0) is patch and shortened(bigshire(), 3) == bigshire()


def test_a_pack_of_one_round_has_no_interval(tmp_path: Path) -> None:
    with running(tmp_path, who={"*": "silent"}) as host:
        host.to("doors")
        lead = host.browser("seat", "control.moderator")
        assert lead.get("/run/round").status_code == 404 and lead.get("/run/interval").status_code == 404
        assert "interval" not in host.house.ways and "round" not in host.house.clock()
        with pytest.raises(UsageError, match="cannot go to"):
            host.to("interval")
