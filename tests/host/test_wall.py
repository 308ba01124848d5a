"""The wall: what everybody may know, readable at the back, never a private word, and nothing that needs a hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shirehall.errors import PackFaults
from shirehall.host.wall.bulletin import MOST_WORDS, bulletin, parts
from shirehall.host.wall.shows import figures_of, headlines_of, joining, short
from shirehall.patch.check import check_pack
from shirehall.patch.read import read_pack
from shirehall.play.months import figures_event
from shirehall.play.view import WALL
from tests.host.browser import COLOURED, SIZES, Screen, browsing, screen
from tests.host.helpers import Running, running, until
from tests.play.county import OpenDay, bigshire

HALL = (1920, 1080)
STAGES = ("doors", "film", "play", "feedback", "closed")


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "day", seconds_a_month=600.0) as host:
        yield host


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as made:
        yield made


def notice(day: Running, words: str) -> None:
    answer = day.program("control.moderator").move("notify", {"sort": "place", "text": words})
    assert answer.status_code == 200, answer.text


# ---- who may look, and what they see ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/wall", "/wall/news", "/wall/figures", "/wall/seated", "/wall/stage"])
def test_the_wall_is_for_the_wall_and_the_facilitators(day: Running, path: str) -> None:
    day.to("doors")
    assert day.browser("wall").get(path).status_code == 200
    assert day.browser("seat", "control.moderator").get(path).status_code == 200
    assert day.browser("seat", "saltmere.chair").get(path).status_code == 403
    assert day.browser("observer").get(path).status_code == 403
    assert day.client().get(path, headers={"accept": "application/json"}).status_code == 401


def test_what_is_said_to_everybody_is_on_the_wall_and_no_private_word_is(day: Running) -> None:
    day.to("doors")
    day.to("play")
    day.program("saltmere.chair").move(
        "message", {"to": ["buft.chief"], "text": "Quietly: sell the Infirmary."}
    )
    day.program("control.moderator").move(
        "notify", {"sort": "place", "text": "A word to one chair.", "to": ["saltmere.chair"]}
    )
    notice(day, "Lunch is in the <b>east</b> room.")
    wall = day.browser("wall")
    for path in ("/wall", "/wall/news"):
        told = wall.get(path).text
        assert "Lunch is in the &lt;b&gt;east&lt;/b&gt; room." in told
        assert (
            "<b>east</b>" not in told
            and "sell the Infirmary" not in told
            and "A word to one chair" not in told
        )
    assert "Lunch" not in wall.get("/wall/figures").text


def test_only_figures_published_to_all_are_on_the_wall_each_with_the_one_before_it() -> None:
    day = OpenDay()
    head = next(p for p in day.patch.head.publications if p.id == "waiting-times")
    flow = next(p for p in day.patch.head.publications if p.id == "flow-figures")
    for month, four_hours in ((1, 94.02), (2, 93.44)):
        rows = [("ae-within-4h", "county", "all", four_hours), ("elective-waiting", "marlbridge-general", "all", 9.0),
                ("elective-waiting", "county", "over-75", 3.0)]  # fmt: skip
        day.session.commit([figures_event(head, month, rows, ("*",), "")], at=1)
    private = [("bed-occupancy", "county", "all", 88.8)]
    day.session.commit([figures_event(flow, 2, private, ("nhscb.regional",), "")], at=1)
    shown = figures_of(day.session.view(WALL, 1), bigshire().month_name)
    assert [(f.title, f.value, f.month, f.before, f.before_month) for f in shown] == [
        ("A&E within four hours", "93.4%", bigshire().month_name(2), "94.0%", bigshire().month_name(1))
    ]


# ---- how to join --------------------------------------------------------------------------------------------------


def test_the_code_is_black_on_white_by_its_own_attributes_for_a_strict_policy_drops_styles() -> None:
    how = joining("http://10.0.0.7:8000/")
    assert how.address == "10.0.0.7:8000" and how.url == "http://10.0.0.7:8000/"
    assert (
        "style=" not in how.code
        and 'fill="white"' in how.code.replace("#fff", "white")
        and "viewBox" in how.code
    )


def test_no_seat_s_code_or_link_is_on_the_wall(day: Running) -> None:
    told = day.browser("wall").get("/wall").text
    for each in day.house.register.invitations():
        assert each.shown not in told and each.code not in told and each.link not in told


def test_at_the_doors_the_wall_counts_who_has_come_by_body_and_never_by_name(day: Running) -> None:
    day.to("doors")
    wall = day.browser("wall")
    before = wall.get("/wall/seated").text
    found = re.search(r"<strong>(\d+) of (\d+)</strong>", before)
    assert found and int(found[1]) == 0 and "Saltmere 4" in before
    day.token("seat", "saltmere.chair")
    person = day.house.register.add_person("saltmere.chair", "Joan Smith")
    day.house.register.agree(person.number, True, "1")
    after = wall.get("/wall").text
    assert f"<strong>1 of {found[2]}</strong>" in after and "Saltmere 3" in after and "Joan" not in after
    day.to("play")
    assert wall.get("/wall/seated").text.strip() == ""


# ---- the film -----------------------------------------------------------------------------------------------------


def test_the_film_as_pages_holds_every_word_once_in_order_and_each_of_its_voices() -> None:
    film = bigshire().film
    made = bulletin(film)
    spoken = " ".join(page.words for page in made.pages)
    whole = " ".join(" ".join([film.opening, *(v.words for v in film.interviews), film.closing]).split())
    assert spoken == whole.replace("PRESENTER, outside Marlbridge General at dusk. ", "").replace(
        "PRESENTER. ", ""
    )
    assert [v.speaker for v in film.interviews] == list(
        dict.fromkeys(page.speaker for page in made.pages if page.speaker != "Presenter")
    )
    assert max(len(page.words.split()) for page in made.pages) <= MOST_WORDS
    assert sum(page.seconds for page in made.pages) >= film.seconds - 1
    assert min(page.seconds for page in made.pages) >= 6


def test_a_text_is_cut_between_sentences_evenly_and_a_long_sentence_between_words() -> None:
    assert parts("One two three. Four five six. Seven eight nine.", most=6) == [
        "One two three.",
        "Four five six. Seven eight nine.",
    ]
    assert parts("one two three four five", most=2) == ["one two", "three four", "five"]
    assert parts("") == []


def with_film(folder: Path, line: str) -> Path:
    shutil.copytree(bigshire().path, folder)
    with (folder / "film.yaml").open("a", encoding="utf-8") as file:
        file.write(line)
    return folder


def test_a_film_that_a_pack_brings_is_served_in_pieces_with_its_captions(tmp_path: Path) -> None:
    pack = with_film(tmp_path / "pack", "video: film.mp4\n")
    (pack / "film.mp4").write_bytes(bytes(range(200)))
    (pack / "film.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nGood evening.\n", encoding="utf-8")
    with running(tmp_path / "day", read_pack(pack)) as day:
        day.to("doors")
        day.to("film")
        wall, desk = day.browser("wall"), day.browser("seat", "saltmere.chair")
        page = wall.get("/wall").text
        assert "<video" in page and 'src="/wall/film.vtt"' in page
        part = desk.get("/wall/film", headers={"range": "bytes=10-19"})
        assert (part.status_code, part.content, part.headers["content-type"]) == (
            206,
            bytes(range(10, 20)),
            "video/mp4",
        )
        assert desk.get("/wall/film.vtt").text.startswith("WEBVTT")
        assert day.client().get("/wall/film", headers={"accept": "application/json"}).status_code == 401


def test_without_a_film_of_its_own_there_is_nothing_to_fetch(day: Running) -> None:
    assert day.browser("wall").get("/wall/film").status_code == 404
    assert day.browser("wall").get("/wall/film.vtt").status_code == 404


def test_the_check_tells_of_a_film_that_is_named_and_not_there(tmp_path: Path) -> None:
    faults = check_pack(with_film(tmp_path / "pack", "video: film.mp4\n")).faults
    assert [(f.where.file, f.where.value) for f in faults if "film.mp4" in f.what] == [
        ("film.yaml", "film.mp4")
    ]
    with pytest.raises(PackFaults):
        read_pack(with_film(tmp_path / "up", "video: ../../../etc/passwd\n"))


# ---- in a browser -------------------------------------------------------------------------------------------------


def clock_type(seen: Screen) -> float:
    """The size of the clock's type as a share of the screen's width."""
    px = seen.page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('[data-clock=left]')).fontSize)"
    )
    return float(px) / float(seen.page.evaluate("innerWidth"))


@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
def test_every_stage_fills_a_hall_s_screen_without_a_scroll_and_is_accessible(
    day: Running, browser: Browser, light: bool
) -> None:
    token = day.token("wall")
    with screen(browser, day, token, HALL) as seen:
        for stage in ("before", *STAGES):
            seen.page.goto("about:blank")
            if stage != "before":
                day.to(stage)
            if stage == "play":
                for number in range(6):
                    notice(
                        day,
                        f"Notice {number}: " + "coffee is served in the long room beside the stairs, " * 3,
                    )
            seen.go("/wall")
            if light and stage == "before":
                seen.page.keyboard.press("l")
            assert seen.page.evaluate("document.body.classList.contains('sh-wall--light')") is light
            assert seen.page.locator("h1").count() == 1
            tall = seen.page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
            assert tall[0] <= tall[1] and not seen.sideways(), stage
            if stage == "play":
                assert clock_type(seen) >= 0.069
            assert seen.faults() == [], stage
        assert (seen.elsewhere, seen.complaints) == ([], [])


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> dict[str, dict[str, list[str]]]:
    """What is wrong with the wall in each size, stage by stage; each stage's page is loaded once, and its window then changes."""
    found: dict[str, dict[str, list[str]]] = {size: {} for size in SIZES}
    with (
        running(tmp_path_factory.mktemp("sizes"), seconds_a_month=600.0) as host,
        screen(browser, host, host.token("wall")) as seen,
    ):
        for stage in STAGES:
            seen.page.goto("about:blank")
            host.to(stage)
            seen.go("/wall")
            for size, (width, height) in SIZES.items():
                seen.page.set_viewport_size({"width": width, "height": height})
                told = seen.faults(own_colours=size not in COLOURED)
                told += ["wider than the window"] if seen.sideways() else []
                found[size].update({stage: told} if told else {})
    return found


@pytest.mark.parametrize("size", SIZES)
def test_every_stage_is_accessible_at_three_sizes(wrong: dict[str, dict[str, list[str]]], size: str) -> None:
    assert wrong[size] == {}


@pytest.mark.parametrize(
    "how", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}], ids=["forced", "still"]
)
def test_the_film_holds_in_the_reader_s_own_colours_and_without_motion(
    day: Running, browser: Browser, how: dict[str, str]
) -> None:
    day.to("doors")
    day.to("film")
    with screen(browser, day, day.token("wall"), (320, 256), **how) as seen:
        page = seen.go("/wall")
        assert not seen.sideways() and seen.faults(own_colours="forced_colors" in how) == []
        if "reduced_motion" in how:
            assert (
                page.evaluate("getComputedStyle(document.querySelector('.sh-film__page')).animationName")
                == "none"
            )


def test_the_film_s_pages_turn_by_themselves_and_by_key_and_can_be_stopped(
    day: Running, browser: Browser
) -> None:
    day.to("doors")
    day.to("film")
    pages = bulletin(day.house.patch.film).pages
    with screen(browser, day, day.token("wall"), HALL) as seen:
        seen.page.clock.install()
        page = seen.go("/wall")
        words = page.locator(".sh-film__page:not([hidden]) .sh-film__words")
        assert words.inner_text() == pages[0].words
        page.clock.run_for(int(pages[0].seconds * 1000) + 200)
        assert words.inner_text() == pages[1].words
        page.keyboard.press("ArrowRight")
        assert words.inner_text() == pages[2].words
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Space")
        page.clock.run_for(120_000)
        assert words.inner_text() == pages[1].words
        page.keyboard.press("Space")
        page.clock.run_for(int(pages[1].seconds * 1000) + 200)
        assert words.inner_text() == pages[2].words
        fits = (
            "(e) => e.scrollHeight <= e.clientHeight + 1 && e.getBoundingClientRect().bottom <= innerHeight"
        )
        for n in range(len(pages)):
            page.keyboard.press("ArrowLeft" if n == 0 else "ArrowRight")
            assert page.locator(".sh-film__page:not([hidden])").evaluate(fits), n


def test_news_and_the_next_stage_come_to_the_wall_by_themselves(day: Running, browser: Browser) -> None:
    day.to("doors")
    with screen(browser, day, day.token("wall"), HALL) as seen:
        page = seen.go("/wall")
        until(lambda: day.house.hub.online.get(WALL))
        day.to("play")
        page.wait_for_selector("[data-clock=left]")
        until(lambda: day.house.hub.online.get(WALL))
        notice(day, "The tea is ready.")
        page.wait_for_selector("text=The tea is ready.")
        first = page.inner_text("[data-clock=left]")
        until(lambda: page.inner_text("[data-clock=left]") != first)
        assert seen.elsewhere == []


def test_headlines_are_cut_between_words() -> None:
    assert short("a" * 10) == "a" * 10
    assert short("word " * 40, 22) == "word word word word…"
    assert len(short("x" * 500)) <= 120


def test_the_film_is_news_under_its_own_title_and_what_a_script_said_is_marked(day: Running) -> None:
    day.to("doors")
    day.to("play")
    wall = day.browser("wall")
    until(lambda: "Bigshire Tonight, special report" in wall.get("/wall/news").text)
    assert "PRESENTER" not in wall.get("/wall/news").text
    view = day.house.room.view(WALL)
    event = next(one for one in reversed(view.events) if one.kind == "inject-published")
    said = replace(view, events=(replace(event, origin="script"),))
    assert [one.script for one in headlines_of(said, day.house.teller)] == [True]
    assert not any(one.script for one in headlines_of(view, day.house.teller) if one.notice)
