"""F1, F7, F8, F12, F19: a host in a process of its own is killed, stopped and started again in mid-play."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from shirehall.play.record.opening import open_record, salvage
from tests.host.helpers import running, until
from tests.host.hosted import ROOT, Hosted
from tests.host.workers import drawn
from tests.record.programs import SOAK

SEATS = ("saltmere.chair", "marlbridge.chair", "holmewold.chair", "lindenvale.chair")


def prepared(data: Path, *seats: str) -> dict[str, str]:
    """A day in play in a folder, and tokens of some seats."""
    with running(data) as host:
        host.to("doors")
        host.to("play")
        return {seat: host.token("seat", seat) for seat in seats}


@pytest.fixture
def day(tmp_path: Path) -> Iterator[tuple[Hosted, dict[str, str], Path]]:
    tokens = prepared(tmp_path / "day", *SEATS, "buft.chief")
    host = Hosted(tmp_path / "day")
    host.start()
    yield host, tokens, tmp_path / "day"
    host.stop()


class Writer:
    """A seat that sends message after message, each under its own key, and notes which were acknowledged."""

    def __init__(self, host: Hosted, token: str, name: str) -> None:
        self.sent: list[tuple[str, str]] = []
        self.made: list[str] = []
        self.ending = threading.Event()
        self._host, self._token, self._name = host, token, name
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        with self._host.program(self._token) as client:
            while not self.ending.is_set():
                number = len(self.sent) + 1
                key, words = f"key-{self._name}-{number}", f"{self._name} {number}"
                self.sent.append((key, words))
                try:
                    if posted(client, key, words).status_code == 200:
                        self.made.append(words)
                except httpx2.HTTPError:
                    return
                self.ending.wait(0.1)

    def end(self) -> None:
        """Send nothing more."""
        self.ending.set()
        self._thread.join(10)


def posted(client: httpx2.Client, key: str, words: str) -> httpx2.Response:
    return client.post(
        "/api/moves/message", json={"to": ["buft.chief"], "text": words}, headers={"idempotency-key": key}
    )


def words_on(data: Path) -> list[str]:
    """The words of every message on the record, in its order."""
    events, damage = salvage(data / "record.sqlite")
    assert damage is None
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    return [event.body["text"] for event in events if event.kind == "message-sent"]


def test_killed_in_mid_move_a_retry_under_the_same_key_answers_as_the_first_did(day: Any) -> None:
    host, tokens, data = day
    writers: list[Writer] = []
    for turn in range(6 if SOAK else 2):
        now = [Writer(host, tokens[seat], f"{seat}-{turn}") for seat in SEATS]
        until(lambda now=now: all(len(each.made) >= 2 for each in now))
        time.sleep(0.03 * turn)
        host.end(signal.SIGKILL)
        for each in now:
            each.end()
        writers += now
        acknowledged = [words for each in now for words in each.made]
        assert set(acknowledged) <= set(words_on(data)), "what was acknowledged is kept"
        host.start()
    for place, each in enumerate(writers):
        with host.program(tokens[SEATS[place % len(SEATS)]]) as client:
            assert all(posted(client, key, words).status_code == 200 for key, words in each.sent[-3:])
    host.end(signal.SIGTERM)
    kept = Counter(words_on(data))
    assert set(kept.values()) == {1}, "nothing is there twice"
    assert set(kept) == {words for each in writers for _, words in each.sent}


def test_stopped_with_streams_open_it_ends_at_once_says_so_and_starts_again(day: Any) -> None:
    host, tokens, data = day
    told: list[str] = []
    opened = threading.Semaphore(0)

    def listen() -> None:
        try:
            with host.program(tokens["buft.chief"]) as client, client.stream("GET", "/stream") as answer:
                opened.release()
                told.append("".join(answer.iter_text()))
        except httpx2.HTTPError:
            told.append("broken")

    threads = [threading.Thread(target=listen, daemon=True) for _ in range(20)]
    for each in threads:
        each.start()
    for _ in threads:
        assert opened.acquire(timeout=20)
    with host.program(tokens["saltmere.chair"]) as client:
        assert posted(client, "key-before-end", "Before the end.").status_code == 200
    seconds = host.end(signal.SIGTERM)
    for each in threads:
        each.join(10)
    assert seconds < 6, "3 seconds on a machine of its own (G17)"
    assert len(told) == 20
    assert all("event: restart" in each and "Before the end." in each for each in told)
    host.start()
    with host.program(tokens["buft.chief"]) as client:
        assert "Before the end." in client.get("/api/view").text
    assert words_on(data) == ["Before the end."]


def test_a_second_host_on_the_same_day_is_refused_with_a_sentence(day: Any) -> None:
    host, tokens, data = day
    command = [sys.executable, "-m", "shirehall", "host", "bigshire", "--data", str(data), "--no-county", "--port",
               str(Hosted(data).port), "--address", "127.0.0.1"]  # fmt: skip
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode not in (0, None)
    assert "owned by another program" in second.stderr + second.stdout
    assert "Traceback" not in second.stderr
    with host.program(tokens["saltmere.chair"]) as client:
        assert posted(client, "key-of-the-first", "The first goes on.").status_code == 200


# ---- a month is being lived -------------------------------------------------------------------------------------


def lived(data: Path) -> list[Any]:
    """The months that were lived, as the record has them."""
    store = open_record(data / "record.sqlite")
    try:
        return [event.body for event in store.read() if event.kind == "month-lived"]
    finally:
        store.close()


def months_closed(data: Path) -> int:
    with closing(sqlite3.connect(f"file:{data}/record.sqlite?mode=ro", uri=True)) as base:
        return int(base.execute("SELECT count(*) FROM event WHERE kind = 'month-closed'").fetchone()[0])


def test_killed_while_the_county_lives_a_month_the_month_comes_out_the_same(tmp_path: Path) -> None:
    data = tmp_path / "day"
    prepared(data, "saltmere.chair")
    host = Hosted(data, 2.0, county=True)
    folder = data / "county"
    folder.mkdir(exist_ok=True)
    (folder / "hang").touch()
    host.start()
    try:
        until(lambda: months_closed(data) >= 1, 40)
        until(lambda: (folder / "living").exists(), 40)
        host.end(signal.SIGKILL)
        assert lived(data) == [], "half a month is on no record"
        (folder / "hang").unlink()
        host.start()
        until(lambda: lived(data), 40)
    finally:
        host.stop()
    for month, body in enumerate(lived(data)):
        events, damage = salvage(data / "record.sqlite")
        assert damage is None
        closed = [e.body for e in events if e.kind == "month-closed"][month]
        assert body["terms"] == closed["terms"]
        assert body["of_month"] == month + 1
    whole = drawn(0, "", ())  # nothing was agreed in the month of the kill
    first = lived(data)[0]
    assert (first["state"], first["engine"]) == (whole.state, whole.engine), "as without the kill"
