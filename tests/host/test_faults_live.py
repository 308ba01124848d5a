"""F4, F7, F9, F10, F11, F23, F24 on a host that runs: clocks that jump, keys sent twice, tabs, frozen clients, pauses, moved seats."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from shirehall.host import hub
from shirehall.host.walltime import LONGEST_STEP, SteadyWall
from shirehall.play.record.event import Event
from tests.host.helpers import Listener, Program, Running, running, until

CHAIR, CHIEF, LEAD = "saltmere.chair", "buft.chief", "control.moderator"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        yield host


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """Do several things at the same moment; what each gave."""
    gate, found = threading.Barrier(len(work)), [None] * len(work)

    def one(place: int) -> None:
        gate.wait(20)
        found[place] = work[place]()

    threads = [threading.Thread(target=one, args=(place,), daemon=True) for place in range(len(work))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return found


def events_of(host: Running, *kinds: str) -> list[Event]:
    """Everything on the record, or what is of some kinds."""
    return [e for e in host.house.room.view(LEAD).events if not kinds or e.kind in kinds]


def says(program: Program, text: str, key: str = "") -> int:
    return program.move("message", {"to": [CHIEF], "text": text}, key=key).status_code


# ---- F4: clocks -------------------------------------------------------------------------------------------------


class Wall:
    """A wall clock that can be set."""

    def __init__(self) -> None:
        self.away, self.began = 0.0, time.monotonic()

    def __call__(self) -> float:
        return time.monotonic() + self.away


@pytest.mark.parametrize("leap", [3600.0, -3600.0, 86_400.0, -1.0, 0.0])
def test_a_clock_that_jumps_moves_play_by_two_seconds_at_most(leap: float) -> None:
    now = [1000.0]
    steady = SteadyWall(lambda: now[0])
    told = []
    for step in (0.5, 0.5, leap, 0.5, 0.5):
        now[0] += step
        told.append(steady())
    assert told == sorted(told), "it never goes back"
    assert told[-1] <= 2.0 + LONGEST_STEP
    assert told[-1] >= 2.0


def test_when_the_machines_clock_jumps_no_month_passes_and_the_order_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall()
    monkeypatch.setattr("shirehall.host.house.SteadyWall", lambda _wall: SteadyWall(wall))
    with running(tmp_path, seconds_a_month=600.0) as host:
        host.to("doors")
        host.to("play")
        chair = host.program(CHAIR)
        minutes = []
        for number, leap in enumerate((0.0, 3600.0, -7200.0, 3600.0, 86_400.0 * 366, -86_400.0)):
            wall.away += leap
            time.sleep(0.25)
            assert says(chair, f"Word {number}.") == 200
            minutes.append(host.house.room.moment())
        assert {each.month for each in minutes} == {1}
        assert [each.minute for each in minutes] == sorted(each.minute for each in minutes)
        assert minutes[-1].minute <= 1, "a month has 20 minutes; the jumps were worth two seconds each"
        told = events_of(host)
        assert [e.seq for e in told] == list(range(1, len(told) + 1))
        assert [e.at for e in told] == sorted(e.at for e in told)
        assert [e.body["text"] for e in told if e.kind == "message-sent"] == [f"Word {n}." for n in range(6)]


# ---- F7: the same once more -------------------------------------------------------------------------------------


def test_one_key_sent_by_eight_at_once_is_one_event_and_one_answer(day: Running) -> None:
    chair = day.program("marlbridge.chair")
    before = day.house.room.last_seq()
    told = at_once([lambda: says(chair, "Only once.", "key-of-eight-at-once")] * 8)
    assert told == [200] * 8
    assert day.house.room.last_seq() == before + 1
    assert says(chair, "Something else.", "key-of-eight-at-once") == 422, "bound to its words"
    other = day.program("lindenvale.chair")
    assert says(other, "Mine.", "key-of-eight-at-once") == 200, "and to its seat"


def test_the_form_posted_twice_at_once_is_one_event(day: Running) -> None:
    browser = day.browser("seat", "holmewold.chair")
    mark = browser.mark("/desk")
    form = {"key": "k" * 24, "to": CHIEF, "text": "A double tap.", "seen": "99999"}
    told = at_once([lambda: browser.post("/desk/do/message", form, mark).status_code] * 3)
    assert told == [303] * 3
    assert sum(e.body["text"] == "A double tap." for e in events_of(day, "message-sent")) == 1


# ---- F9: two tabs -----------------------------------------------------------------------------------------------


def test_two_tabs_of_one_seat_see_the_same_and_the_second_act_on_one_thing_is_told(day: Running) -> None:
    chair, trust = day.browser("seat", "wrenby.chair"), day.program("bct.chief")
    tabs = [Listener(day, chair.token) for _ in range(2)]
    until(lambda: day.house.hub.online.get("wrenby.chair") == 2)
    assert trust.move("propose", {"to": ["wrenby"], "title": "Beds for winter", "clauses": [{"words": "Ten beds"}],
                                  "start": 2}).status_code == 200  # fmt: skip
    number = next(e.subject for e in day.house.room.view("wrenby.chair").events if e.kind == "proposed")
    mark = chair.mark("/desk")
    acts = [
        lambda what=what: chair.post(
            f"/desk/do/{what}", {"key": f"key-of-tab-{what}", "agreement": str(number), "text": "", "seen": "99999", "confirm": "yes"}, mark
        )
        for what in ("agree", "refuse")
    ]  # fmt: skip
    first, second = acts[0](), acts[1]()
    assert first.status_code == 303
    assert second.status_code in (303, 409), second.text
    view = day.house.room.view("wrenby.chair")
    stance = view.world.agreements[number].accounts["wrenby"].stance
    assert stance == ("refused" if second.status_code == 303 else "agreed"), "the record's order decides"
    until(lambda: len(tabs[0].news) >= 2 and tabs[0].news == tabs[1].news)
    for tab in tabs:
        tab.close()


# ---- F10: clients that do not read ------------------------------------------------------------------------------


def test_a_client_that_does_not_read_is_cut_off_and_the_others_are_not_slowed(
    day: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SEND_LIMIT", 1.0)
    token, well = day.token("seat", "cqc.manager"), day.program(CHAIR)
    place = urlsplit(day.url)
    frozen = []
    for _ in range(5):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect((place.hostname, place.port))
        raw.sendall(
            f"GET /stream HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        frozen.append(raw)
    until(lambda: day.house.hub.online.get("cqc.manager") == 5)
    streams = list(day.house.hub._streams["cqc.manager"])
    listener = Listener(day, day.token("seat", CHIEF))
    until(lambda: day.house.hub.online.get(CHIEF))
    much = {"what": ["x" * 60_000]}
    for number in range(1200):
        day.loop.call_soon_threadsafe(day.house.hub.say, "refresh", much, ["cqc.manager"])
        if number % 100 == 0:
            began = time.monotonic()
            assert says(well, f"On we go, {number}.") in (200, 429)
            assert time.monotonic() - began < 2, "nobody waits for them"
    assert all(len(each.queue) <= hub.MOST_QUEUED + hub.MOST_AT_ONCE for each in streams)
    until(lambda: "cqc.manager" not in day.house.hub.online, 20)
    assert day.house.hub.online.get(CHIEF) == 1
    until(lambda: len(listener.news) >= 5)
    listener.close()
    for raw in frozen:
        raw.close()


# ---- F11: pauses ------------------------------------------------------------------------------------------------


def test_whoever_submits_as_the_clock_is_paused_is_before_or_after_it_on_the_record(tmp_path: Path) -> None:
    with running(tmp_path, seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        seats = ("saltmere.chair", "marlbridge.chair", "holmewold.chair", "lindenvale.chair")
        players = [host.program(seat) for seat in seats]
        leads = [host.program(LEAD), host.program(LEAD)]
        answers: Counter[int] = Counter()

        def writes(player: Program, name: str) -> None:
            for number in range(12):
                answers[says(player, f"{name} {number}")] += 1

        def steers(lead: Program) -> list[int]:
            return [lead.move(move, {}).status_code for _ in range(4) for move in ("pause", "resume")]

        told = at_once([*(lambda p=p, s=s: writes(p, s) for p, s in zip(players, seats, strict=True)),
                        *(lambda lead=lead: steers(lead) for lead in leads)])  # fmt: skip
        assert all(status in (200, 409) for each in told[-2:] for status in each)
        assert set(answers) == {200, 409}, answers
        assert between_pauses(events_of(host)) == []
        assert sum(e.kind == "message-sent" for e in events_of(host)) == answers[200]
        assert host.house.room.moment().paused == (last_of_clock(events_of(host)) == "clock-paused")


def between_pauses(events: list[Event]) -> list[Event]:
    """What players did while the record says that the clock stood; refusals are nothing done."""
    paused, found = False, []
    for event in events:
        if event.kind in ("clock-paused", "clock-resumed"):
            assert paused == (event.kind == "clock-resumed"), "a clock that stands is not paused again"
            paused = event.kind == "clock-paused"
        elif paused and event.origin == "person" and event.kind != "move-refused":
            found.append(event)
    return found


def last_of_clock(events: list[Event]) -> str:
    return [e.kind for e in events if e.kind in ("clock-paused", "clock-resumed")][-1]


def test_a_player_refused_in_a_pause_keeps_the_words_typed(day: Running) -> None:
    browser, lead = day.browser("seat", "hwb.chair"), day.program(LEAD)
    mark = browser.mark("/desk")
    assert lead.move("pause", {}).status_code == 200
    try:
        words = "What I wanted to say before the pause"
        told = browser.post(
            "/desk/do/message", {"key": "k" * 24, "to": CHIEF, "text": words, "seen": "99999"}, mark
        )
        assert told.status_code == 409
        assert words in told.text
        assert words in browser.get("/desk/do/message").text
    finally:
        assert lead.move("resume", {}).status_code == 200


# ---- F23 and F24: devices and drafts ----------------------------------------------------------------------------


def test_a_seat_moved_to_another_device_ends_the_old_one_at_once_and_its_drafts_are_there(
    day: Running,
) -> None:
    old = day.browser("seat", "monitor.case")
    mark, stream = old.mark("/desk"), Listener(day, old.token)
    until(lambda: day.house.hub.online.get("monitor.case"))
    draft = {"form": "day:message", "text": '{"to": ["buft.chief"], "text": ["Half a thou"]}'}
    assert old.post("/desk/drafts", draft, mark).json()["kept"]
    new = day.browser("seat", "monitor.case")
    assert stream.ended.wait(3)
    assert stream.events[-1][0] == "gone"
    assert old.client.get("/desk").status_code == 303, "the old device is shown the door"
    assert old.post(
        "/desk/do/message", {"key": "k" * 24, "text": "From the old one", "to": CHIEF}, mark
    ).status_code in (401, 403)
    assert "Half a thou" in new.get("/desk/do/message").text
    held = day.house.register.sessions()
    assert sum(each.seat == "monitor.case" for each in held) == 1


def test_what_could_not_be_sent_is_there_after_a_reload_and_goes_out_once(day: Running) -> None:
    browser = day.browser("seat", "nhscb.regional")
    mark = browser.mark("/desk")
    form = {"key": "key-of-a-lost-answer-123", "to": "", "text": "Said to nobody yet", "seen": "99999"}
    assert browser.post("/desk/do/message", form, mark).status_code == 422
    page = browser.get("/desk/do/message").text
    assert "Said to nobody yet" in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    sent = {**form, "key": key[1], "to": CHIEF}
    assert browser.post("/desk/do/message", sent, mark).status_code == 303
    assert browser.post("/desk/do/message", sent, mark).status_code == 303
    assert sum(e.body["text"] == "Said to nobody yet" for e in events_of(day, "message-sent")) == 1
    assert day.house.drafts.get("nhscb.regional", "day:message") is None


def test_a_lost_connection_is_taken_up_where_it_was_by_poll_as_by_stream(day: Running) -> None:
    """F5 and F6, the host's part: whatever a proxy cut, both ways give each event once, under the viewer's own numbers."""
    chief = day.program("bct.nursing")
    at = chief.client.get("/poll").json()["at"]
    sender = day.program("healthwatch.chair")
    for number in range(3):
        assert sender.move("message", {"to": ["bct.nursing"], "text": f"Missed {number}."}).status_code == 200
    polled = chief.client.get("/poll", params={"after": at}).json()
    stream = Listener(day, chief.token, after=at)
    until(lambda: len(stream.news) == 3)
    assert [each["n"] for each in polled["news"]] == stream.news
    assert chief.client.get("/poll", params={"after": polled["at"]}).json()["news"] == []
    stream.close()
