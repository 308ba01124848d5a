"""Threats in words (T5, T6, T24): a day in which every text means harm does none, on pages, streams, in tables and in logs."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from shirehall.host.access import csrf_token
from shirehall.host.player.texts import drawn
from shirehall.host.web import templates
from shirehall.study.exports.rows import RUNS, csv_text, safe
from tests.host.browser import browsing, screen
from tests.host.helpers import Browser, Listener, Running, until
from tests.host.payloads import FORMULAS, PAYLOADS
from tests.host.poisoned import MARK, hosted, live_in, walk

LIVE = "document.querySelectorAll('[onerror],[onload],[onclick],[onfocus],iframe,object,embed,base').length"
PLAYERS = ("buft.chief", "saltmere.chair")
BEGIN = {
    "player": (
        "/desk",
        "/desk/threads",
        "/desk/agreements",
        "/desk/business",
        "/desk/rules",
        "/desk/acts",
        "/desk/papers",
    ),
    "facilitator": ("/run", "/run/log", "/run/moderator", "/run/sheet", "/run/people", "/run/waiting"),
    "observer": ("/observe", "/observe/record", "/observe/notes", "/observe/coverage"),
    "wall": ("/wall", "/wall/news", "/wall/figures"),
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with hosted(tmp_path_factory.mktemp("day"), (*PAYLOADS, *FORMULAS)) as host:
        for number, seat in enumerate(PLAYERS):
            host.house.register.add_person(
                seat,
                f"{MARK} {PAYLOADS[number][:90]}",
                comes_from=PAYLOADS[13][:90],
                consent=True,
                wording="1",
            )
        host.house.sessions.forget()
        host.to("play")
        yield host


def signed_in(day: Running, role: str) -> Browser:
    seat = {"player": PLAYERS[0], "facilitator": "control.moderator"}.get(role, "")
    return day.browser("seat" if seat else role, seat)


def test_t5_the_corpus_has_more_than_sixty_texts_that_differ() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 60
    naive = "<p title='%s'>%s</p>"
    assert (
        sum(bool(live_in(naive % (text, text))) for text in PAYLOADS) > 45
    )  # most are live where nothing is escaped


@pytest.mark.parametrize("role", sorted(BEGIN))
def test_t5_no_page_of_a_poisoned_day_holds_anything_live(day: Running, role: str) -> None:
    found = walk(signed_in(day, role), BEGIN[role])
    assert {status for status, _, _ in found.values()} <= {200, 303, 403, 404}, {
        address: status for address, (status, _, _) in found.items() if status not in (200, 303, 403, 404)
    }
    live = {address: live_in(text)[:3] for address, (_, kind, text) in found.items() if kind == "text/html"}
    assert {address: bad for address, bad in live.items() if bad} == {}
    least = {"wall": 1, "observer": 50}.get(role, 200)
    assert sum(text.count(MARK) for _, _, text in found.values()) >= least  # the texts are there, as words


@pytest.mark.parametrize("address", ["/desk", "/desk/threads", "/desk/rules"])
def test_t5_the_same_pages_without_escaping_are_caught(
    day: Running, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded mutant: templates that escape nothing."""
    bare = templates()
    bare.autoescape = False
    monkeypatch.setattr(day.house, "templates", bare)
    assert live_in(signed_in(day, "player").get(address).text)


def test_t5_news_on_the_stream_is_inert_and_breaks_no_frame(day: Running) -> None:
    token = day.token("seat", PLAYERS[0])
    room = day.house.room.name
    client = day.client(headers={"authorization": f"Bearer {token}"})
    told = client.get("/poll", params={"after": f"{room}.0"}, headers={"accept": "application/json"}).json()
    assert len(told["news"]) > 50
    assert [live_in(news["html"]) for news in told["news"] if live_in(news["html"])] == []
    last = told["news"][-1]["n"]
    stream = Listener(day, token, after=f"{room}.{max(last - 100, 0)}")
    until(lambda: stream.news and stream.news[-1] >= last)
    assert stream.news[: min(100, last)] == list(range(max(last - 100, 0) + 1, last + 1))
    assert {kind for kind, _, _ in stream.events} <= {"news", "clock", "still", "refresh"}
    stream.close()


@pytest.mark.parametrize("text", PAYLOADS[::5])
def test_t5_what_is_sent_back_at_once_is_inert_too(day: Running, text: str) -> None:
    """Search words, addresses that lead nowhere, a code that is none, forms that are refused."""
    player = signed_in(day, "player")
    answers = [
        player.client.get("/desk/search", params={"q": text}),
        player.client.get("/desk", params={"sent": text, "fault": text, "error": text}),
        player.client.get("/desk/do/message", params={"to": text, "text": text}),
        player.client.get("/desk/" + quote(text, safe="")),
        player.post(
            "/desk/do/message",
            {"to": text, "text": text, "key": "k" * 20},
            csrf_token(day.house.secret, player.token),
        ),
    ]
    own = {"origin": day.url}
    nobody = day.client()
    answers += [
        nobody.get("/in/" + quote(text, safe="")),
        nobody.post(
            "/in", data={"csrf": csrf_token(day.house.secret, ""), "code": text, "name": text}, headers=own
        ),
    ]
    for answer in answers:
        assert answer.status_code < 500, answer.url
        if "html" in answer.headers.get("content-type", ""):
            assert live_in(answer.text) == [], answer.url


def test_t5_in_a_real_browser_nothing_runs_and_nothing_is_asked_of_anybody_else(day: Running) -> None:
    """The pages of each role that hold most of the texts, opened in Chromium: no dialog, no complaint, no request elsewhere."""
    wrong: list[str] = []
    opened = 0
    with browsing() as chromium:
        for role, begin in BEGIN.items():
            browser = signed_in(day, role)
            found = walk(browser, begin, most=25, alike=1)
            whole = [one for one, (status, _, text) in found.items() if status == 200 and "<html" in text]
            with screen(chromium, day, browser.token) as seen:
                seen.page.on(
                    "dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss())
                )
                for address in sorted(whole, key=lambda one: -found[one][2].count(MARK))[:6]:
                    seen.go(address)
                    seen.page.wait_for_timeout(100)
                    live = seen.page.evaluate(LIVE)
                    wrong.extend([f"{live} live elements at {address}"] if live else [])
                    opened += 1
                wrong.extend(f"{role}: {one}" for one in (*seen.elsewhere, *seen.complaints))
    assert wrong == []
    assert opened >= 15


# ---- T6 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", PAYLOADS)
def test_t6_papers_in_markdown_hold_nothing_live_no_pictures_and_no_links(text: str) -> None:
    for paper in (
        text,
        f"# {text}\n\n- {text}\n\n> {text}\n\n| a | b |\n|---|---|\n| {text.replace(chr(10), ' ')} | x |\n",
        f"```{text}\n{text}\n```",
    ):
        page = str(drawn(paper))
        assert live_in(page) == []
        assert "<a " not in page and "<img" not in page


def test_t6_markdown_as_it_comes_would_let_them_through() -> None:
    """The seeded mutant: the library's own default, which draws HTML, pictures and links."""
    from markdown_it import MarkdownIt

    assert sum(bool(live_in(MarkdownIt().render(text))) for text in PAYLOADS) > 40


# ---- T24 ----------------------------------------------------------------------------------------------------


def runs(cell: str) -> bool:
    if not cell.startswith(RUNS):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize("formula", FORMULAS)
def test_t24_no_cell_begins_as_a_formula(formula: str) -> None:
    table = list(csv.reader(io.StringIO(csv_text(["a", formula], [[formula, -1.5], ["x", formula]]))))
    assert not any(runs(cell) for row in table for cell in row)
    assert table[1][1] == "-1.5"  # a number stays one
    assert not formula.startswith(RUNS) or safe(formula).startswith("'")


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("player", "/desk/record.csv"),
        ("observer", "/observe/notes.csv"),
        ("facilitator", "/run/feedback.csv"),
    ],
)
def test_t24_no_table_that_can_be_fetched_holds_a_formula(day: Running, role: str, address: str) -> None:
    if role == "observer":
        browser = signed_in(day, "observer")
        mark = csrf_token(day.house.secret, browser.token)
        for formula in FORMULAS:
            browser.post(
                "/observe",
                {"text": formula, "done": formula, "key": f"key-{formula[:8]}-{len(formula)}"},
                mark,
            )
    answer = signed_in(day, role).client.get(address)
    assert answer.status_code == 200
    table = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert [cell for row in table for cell in row if runs(cell)] == []
    if role == "player":
        assert any(
            "'=" in cell or "'@" in cell for row in table for cell in row
        )  # they are there, made plain


def test_t24_logs_hold_no_words_no_names_and_no_codes(day: Running, caplog: pytest.LogCaptureFixture) -> None:
    code = day.house.register.invite("seat", "cqc.manager")
    with caplog.at_level(logging.DEBUG):
        client, own = day.client(), {"origin": day.url}
        mark = csrf_token(day.house.secret, "")
        for typed in (code.code, code.link, "00000000"):
            client.post("/in", data={"csrf": mark, "code": typed, "name": "Zephyrine Canary"}, headers=own)
        player = signed_in(day, "player")
        for path in ("/desk", "/desk/threads", f"/in/{code.link}", "/desk/none"):
            player.get(path)
        program = day.program("saltmere.chair")
        program.move("message", {"to": ["buft.chief"], "text": "Canary words."})
        program.move("message", {"to": ["nobody.at-all"], "text": "Canary words.", "extra": "Canary words."})
    ours = [
        one
        for one in caplog.records
        if one.name.split(".")[0] in ("uvicorn", "shirehall", "fastapi", "starlette", "asyncio")
    ]
    told = "\n".join(one.getMessage() + str(one.exc_text or "") for one in ours)
    for word in (code.code, code.link, code.shown, "Canary", MARK, player.token, program.token):
        assert word not in told
