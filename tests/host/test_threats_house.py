"""Threats within the house (T3, T8, T9, T13 to T15, T18, T23, T25, T26): acting for others, racing, reaching out, names."""

from __future__ import annotations

import ast
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shirehall.host.access import csrf_token
from shirehall.host.erasing import found_in
from shirehall.host.limits import Acts
from shirehall.host.register import Register
from shirehall.play.record.event import to_json
from shirehall.play.record.sqlite import SQLiteStore
from tests.host.helpers import Listener, Running, running, until
from tests.host.poisoned import walk

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "shirehall"
CANARY = "Zephyrine Quokkathwaite"
MODERATOR = "control.moderator"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("day")


@pytest.fixture(scope="module")
def day(data: Path) -> Iterator[Running]:
    with running(data, seconds_a_month=7200.0) as host:
        host.to("doors")
        host.to("play")
        yield host


def kept(host: Running) -> list[Any]:
    with SQLiteStore(host.house.settings.data / "record.sqlite", create=False, read_only=True) as store:
        return list(store.read())


# ---- T3, T18 ------------------------------------------------------------------------------------------------


def test_t3_facilitators_are_told_when_the_day_runs_without_https(day: Running) -> None:
    assert day.house.settings.lan
    assert "Local network without encryption" in day.browser("seat", MODERATOR).get("/run").text


def test_t18_an_observer_whose_leave_is_withdrawn_sees_nothing_more_at_once(day: Running) -> None:
    browser = day.browser("observer")
    holder = day.house.register.who(browser.token)
    assert holder is not None and browser.client.get("/observe").status_code == 200
    stream = Listener(day, browser.token)
    until(lambda: day.house.hub.online.get("*observer"))
    day.house.register.withdraw(holder.invitation)
    assert stream.ended.wait(2)
    heard = len(stream.news)
    day.program("saltmere.chair").move("message", {"to": ["buft.chief"], "text": "After the withdrawal."})
    assert browser.client.get("/observe").status_code in (303, 401)
    assert browser.client.get("/poll", headers={"accept": "application/json"}).status_code == 401
    assert len(stream.news) == heard


# ---- T8 -----------------------------------------------------------------------------------------------------

SWAPPED = {
    "seat": "buft.chief", "viewer": "*observer", "who": MODERATOR, "by": "buft.chief", "organisation": "buft",
    "origin": "facilitator", "audience": ["*"], "from": "buft.chief", "filled_by": "script", "seq": 1, "at": 1, "body": {},
    "__class__": "x", "key": "another",
}  # fmt: skip


@pytest.mark.parametrize("field", sorted(SWAPPED))
def test_t8_a_field_that_a_move_does_not_have_is_refused_and_nothing_happens(
    day: Running, field: str
) -> None:
    chair = day.program("marlbridge.chair")
    before = day.house.room.last_seq()
    answer = chair.move("message", {"to": ["buft.chief"], "text": "Mine.", field: SWAPPED[field]})
    assert answer.status_code == 422, answer.text
    assert day.house.room.last_seq() == before


def test_t8_no_move_takes_a_seat_from_its_body(day: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day.house, "acts", Acts(time.monotonic, a_second=1e6, burst=1e6))
    chair = day.program("marlbridge.chair")
    before = day.house.room.last_seq()
    for move in sorted(day.house.catalogue.moves):
        answer = chair.move(move, {"seat_of_another": "buft.chief", "origin": "facilitator"})
        assert answer.status_code in (403, 404, 409, 422, 429), (move, answer.text)
    assert day.house.room.last_seq() == before


def test_t8_who_acts_is_whoever_the_session_says(day: Running) -> None:
    chair = day.program("lindenvale.chair")
    headers = {"x-seat": "buft.chief", "x-forwarded-user": "buft.chief", "idempotency-key": "swapped-headers"}
    answer = chair.client.post(
        "/api/moves/message?seat=buft.chief&viewer=*observer",
        json={"to": ["saltmere.chair"], "text": "By whom?"},
        headers=headers,
    )
    assert answer.status_code == 200
    last = kept(day)[-1]
    assert (last.seat, last.organisation, last.origin) == ("lindenvale.chair", "lindenvale", "person")


def test_t8_one_seats_key_is_not_anothers(day: Running) -> None:
    one, other = day.program("saltmere.finance"), day.program("buft.finance")
    for each in (one, other):
        answer = each.move("message", {"to": ["hwb.chair"], "text": "Same key."}, key="the-very-same-key")
        assert answer.json() == {"made": True}


# ---- T9 -----------------------------------------------------------------------------------------------------


def test_t9_of_six_attempts_at_once_to_take_the_same_words_back_one_wins(day: Running) -> None:
    chair = day.program("holmewold.chair")
    for round_ in range(3):
        assert (
            chair.move("message", {"to": ["buft.chief"], "text": f"To be taken back {round_}."}).status_code
            == 200
        )
        said = [event for event in chair.view()["events"] if event["kind"] == "message-sent"][-1]["seq"]
        with ThreadPoolExecutor(6) as pool:
            tries = [pool.submit(chair.move, "withdraw-words", {"words": said}) for _ in range(6)]
            answers = [one.result().status_code for one in tries]
        assert sorted(answers) == [200, *[409] * 5]


# ---- T13, T14, T15 ------------------------------------------------------------------------------------------

REACHES_OUT = {"urllib.request", "http.client", "httpx", "httpx2", "requests", "aiohttp", "smtplib", "ftplib", "websockets",
               "openai", "anthropic", "litellm", "langchain", "transformers", "webbrowser"}  # fmt: skip
SOCKETS = {
    "host/serve.py": "the socket that the day is served on",
    "cli_host.py": "this machine's own address, asked of its own routing table without a packet sent",
    "host/headers.py": "this machine's own name",
    "host/addresses.py": "this machine's own addresses",
    "host/rehearse/supervisor.py": "a rehearsal's host, on this machine",
    "host/rehearse/wire.py": "a rehearsal's bots, to that host",
}


def reaching(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {
        name
        for name in found
        if name == "socket" or any(name == one or name.startswith(f"{one}.") for one in REACHES_OUT)
    }


def test_t13_t14_t15_nothing_in_the_house_can_call_another_machine_or_a_language_model() -> None:
    """There are no webhooks and no language models, so no address to forge, no prompt to inject, no cache to leak."""
    found = {path.relative_to(SOURCE).as_posix(): reaching(path) for path in sorted(SOURCE.rglob("*.py"))}
    assert {name: used for name, used in found.items() if used - {"socket"}} == {}
    assert {name for name, used in found.items() if "socket" in used} <= set(SOCKETS)


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request",
        "from urllib import request",
        "import httpx2",
        "import socket",
        "import openai.x",
    ],
)
def test_t13_the_search_for_ways_out_finds_them(tmp_path: Path, code: str) -> None:
    path = tmp_path / "x.py"
    path.write_text(code)
    assert reaching(path)


def test_t13_a_day_connects_to_nobody(day: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is opened while pages are drawn and moves are made: only this test's own calls, to the host itself."""
    went: list[Any] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connecting(self: socket.socket, address: Any) -> None:
        went.append(address)
        connect(self, address)

    def looking_up(name: Any, port: Any, *more: Any, **how: Any) -> Any:
        went.append((name, port))
        return look_up(name, port, *more, **how)

    monkeypatch.setattr(socket.socket, "connect", connecting)
    monkeypatch.setattr(socket, "getaddrinfo", looking_up)
    port = int(day.url.rpartition(":")[2])
    for role, seat, begin in (
        ("seat", "buft.chief", "/desk"),
        ("seat", MODERATOR, "/run"),
        ("wall", "", "/wall"),
    ):
        walk(day.browser(role, seat), (begin,), most=12, alike=1)
    assert (
        day.program("hwb.chair").move("message", {"to": ["buft.chief"], "text": "Hello."}).status_code == 200
    )
    assert went  # the watch works: the test's own calls are seen
    assert [one for one in went if tuple(one[:2]) != ("127.0.0.1", port)] == []


# ---- T23 ----------------------------------------------------------------------------------------------------


def test_t23_what_facilitators_do_is_on_the_record_and_where_they_look_is_listed(day: Running) -> None:
    browser = day.browser("seat", MODERATOR)
    mark = csrf_token(day.house.secret, browser.token)
    before = len(kept(day))
    for act in ("pause", "resume"):
        answer = browser.post(f"/run/clock/{act}", {"key": f"t23-{act}-key"}, mark)
        assert answer.status_code in (200, 303), answer.text
    new = kept(day)[before:]
    acts = [event for event in new if event.seat == MODERATOR]
    assert [event.kind for event in acts] == ["clock-paused", "clock-resumed"]
    assert {event.origin for event in acts} == {"facilitator"}
    looks = len(day.house.register.looks())
    assert browser.get("/run/as/buft.chief").status_code == 200
    assert [(one.by, one.whose) for one in day.house.register.looks()[looks:]] == [(MODERATOR, "buft.chief")]


# ---- T25, and G19 -------------------------------------------------------------------------------------------


def test_t25_names_are_in_the_register_and_nowhere_else_and_can_be_erased(day: Running, data: Path) -> None:
    register = day.house.register
    seats = ("buft.chief", "saltmere.chair", "hwb.chair", MODERATOR)
    for seat in seats:
        register.add_person(seat, f"{CANARY} {seat}", comes_from=f"{CANARY} Infirmary")
    day.house.sessions.forget()
    for role, seat, begin in (
        (
            "seat",
            "buft.finance",
            ("/desk", "/desk/people", "/desk/record.json", "/desk/record.csv", "/api/view"),
        ),
        ("seat", "buft.chief", ("/desk/record.json", "/desk/record.csv", "/api/view")),
        ("observer", "", ("/observe", "/observe/record", "/observe/notes.csv")),
        ("wall", "", ("/wall", "/wall/news")),
    ):
        browser = day.browser(role, seat)
        for address, (_, _, text) in walk(browser, begin, most=15, alike=1).items():
            shown = text.replace(f"{CANARY} {seat}", "") if seat else text  # one's own badge
            assert CANARY not in shown, (role, address)
    moderator = day.browser("seat", MODERATOR)
    assert CANARY in moderator.get("/run/people").text  # facilitators may
    assert not any(CANARY in str(to_json(event)) for event in kept(day))
    assert {one.path.name.partition("-")[0] for one in found_in(data, [CANARY])} == {"register.sqlite"}
    before = [to_json(event) for event in kept(day)]
    for seat in seats:
        register.erase(seat=seat)
    assert list(found_in(data, [CANARY])) == []
    assert [to_json(event) for event in kept(day)] == before  # the record is as it was


def test_t25_everybody_is_erased_by_a_facilitators_button_and_is_signed_out(day: Running, data: Path) -> None:
    day.house.register.add_person("cqc.manager", f"{CANARY} again")
    player, moderator = day.browser("seat", "cqc.manager"), day.browser("seat", MODERATOR)
    answer = moderator.post(
        "/run/people/erase", {"why": "the day is over"}, csrf_token(day.house.secret, moderator.token)
    )
    assert answer.status_code == 303
    assert player.client.get("/desk").status_code in (303, 401)
    assert moderator.client.get("/run").status_code in (303, 401)
    assert list(found_in(data, [CANARY])) == [] and day.house.register.names() == ()


def test_t25_a_host_that_starts_after_their_time_erases_people_by_itself(tmp_path: Path) -> None:
    long_ago = Register.in_folder(tmp_path, now=lambda: datetime.now(UTC) - timedelta(days=91))
    long_ago.add_person("buft.chief", CANARY)
    long_ago.day_ended()
    long_ago.close()
    assert list(found_in(tmp_path, [CANARY]))
    with running(tmp_path) as host:
        until(lambda: not host.house.register.names())
        assert [one.why for one in host.house.register.deletions()] == ["kept long enough"]
        until(lambda: not list(found_in(tmp_path, [CANARY])))
        for stage in ("doors", "play", "feedback"):
            host.to(stage)
        assert host.house.register.setting("ended")  # from here the days are counted anew


# ---- T26 ----------------------------------------------------------------------------------------------------


def test_t26_every_package_is_pinned_and_every_asset_is_here() -> None:
    pinned = {
        line.partition("==")[0].lower()
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    }
    for name in (
        "fastapi",
        "starlette",
        "uvicorn",
        "jinja2",
        "sqlalchemy",
        "python-multipart",
        "pydantic",
        "pyyaml",
        "segno",
    ):
        assert name in pinned
    for template in sorted((SOURCE / "host" / "templates").rglob("*.html")):
        text = template.read_text("utf-8")
        for word in ('src="http', 'href="http', 'src="//', 'href="//', "@import"):
            assert word not in text, (template.name, word)
