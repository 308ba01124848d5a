"""The observers' desk: notes by form and by outbox, kept once, corrected, coded; what is watched; and who never sees any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from shirehall.study.notebook.note import note_of
from shirehall.study.notebook.standing import standing
from tests.host.helpers import Browser, Running, running, until

CANARY = "canary-in-a-note-7131"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture
def observer(day: Running) -> Browser:
    return day.browser("observer")


def noted(day: Running, words: str) -> Any:
    """The one note that holds some words."""
    (found,) = [e for e in day.house.notebook.of_kind("note") if words in str(e.body)]
    return found


def sent(observer: Browser, *notes: dict[str, Any]) -> Any:
    """Notes sent as the desk's script sends them."""
    headers = {
        "x-csrf": observer.mark("/observe"),
        "origin": observer.running.url,
        "sec-fetch-site": "same-origin",
    }
    return observer.client.post("/observe/send", json={"notes": list(notes)}, headers=headers)


@pytest.mark.requirement("OBS-01", "OBS-02", "OBS-03")
def test_a_note_by_plain_form_is_kept_with_table_month_author_and_its_parts(
    day: Running, observer: Browser
) -> None:
    page = observer.get("/observe")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert key
    form = {
        "key": key.group(1), "tables": ["saltmere", "buft"], "action": "The chair waited at the hospital's table.",
        "feeling": "Small.", "omission": "Nobody spoke of patients.", "cues": ["posture", "power"], "stance": "deferring",
        "codes": ["looks-up"], "said": "We do as we are told.", "may_quote": "yes",
    }  # fmt: skip
    answer = observer.post("/observe", form)
    assert answer.status_code == 303
    assert observer.post("/observe", form).headers["location"] == answer.headers["location"]
    entry = noted(day, "waited at the hospital")
    note = note_of(entry.body)
    assert (entry.month, entry.at is not None, entry.origin) == (1, True, "observer")
    assert re.fullmatch(r"observer\.\d+", entry.author)
    assert entry.received_at.endswith("Z")
    assert note.tables == ("saltmere", "buft")
    assert note.parts == ("action", "feeling", "omission")
    assert (note.cues, note.stance, note.codes, note.marks) == (
        ("posture", "power"),
        "deferring",
        ("looks-up",),
        (),
    )
    listed = observer.get("/observe/notes").text
    assert "Small." in listed
    assert "Looks up for the answer" in listed


def test_an_empty_note_is_told_so_and_what_was_chosen_stays(observer: Browser) -> None:
    answer = observer.post("/observe", {"key": "empty-note-1", "tables": ["buft"], "action": " "})
    assert answer.status_code == 422
    assert "says nothing yet" in answer.text
    assert re.search(r'value="buft" id="table-\d+" checked', answer.text)


def test_what_was_held_back_without_a_connection_comes_once_with_the_minute_it_was_seen(
    day: Running, observer: Browser
) -> None:
    note = {
        "key": "outbox-1", "at": "0", "stage": "play", "written_at": "2013-06-04T10:00:00Z", "offline": True,
        "data": {"action": ["Held back once."], "tables": ["csi"]},
    }  # fmt: skip
    first = sent(
        observer, note, {**note, "key": "outbox-2", "data": {"tables": ["csi"]}}, {"key": "x"}, "rubbish"
    )  # type: ignore[arg-type]
    assert first.status_code == 200, first.text
    answers = first.json()["notes"]
    assert answers[0]["number"]
    assert "says nothing yet" in answers[1]["why"]
    assert [each["why"] for each in answers[2:]] == ["That is no note.", "That is no note."]
    assert sent(observer, note).json()["notes"] == [answers[0]]
    entry = noted(day, "Held back once.")
    assert (entry.at, entry.month, entry.written_at) == (0, 1, "2013-06-04T10:00:00Z")
    assert note_of(entry.body).marks == ("time by the observer's own clock",)
    other = sent(observer, {**note, "data": {"action": ["Other words, same key."]}}).json()["notes"][0]
    assert "was used for" in other["why"]


def test_a_note_without_a_time_or_with_unknown_codes_is_kept_and_marked(
    day: Running, observer: Browser
) -> None:
    note = {
        "key": "marks-1",
        "at": "tea time",
        "stage": "play",
        "data": {"action": ["Marked."], "codes": ["made-up"], "tables": ["moon"]},
    }
    assert sent(observer, note).json()["notes"][0]["number"]
    entry = noted(day, "Marked.")
    assert (entry.at, entry.month) == (None, None)
    assert set(note_of(entry.body).marks) == {"no time", "unknown code: made-up", "unknown table: moon"}


def test_far_too_many_at_once_and_no_list_are_refused(observer: Browser) -> None:
    mark = {"x-csrf": observer.mark("/observe"), "origin": observer.running.url}
    for body in ({"notes": [{}] * 21}, {"notes": "all"}, {}):
        answer = observer.client.post(
            "/observe/send", json=body, headers={**mark, "accept": "application/json"}
        )
        assert answer.status_code == 409
    assert (
        observer.client.post(
            "/observe/send", content=b"[1", headers={**mark, "content-type": "application/json"}
        ).status_code
        == 422
    )


def test_a_note_is_corrected_withdrawn_and_coded_and_nothing_is_erased(
    day: Running, observer: Browser
) -> None:
    observer.post("/observe", {"key": "c-1", "action": "Ten people stood.", "tables": ["hwb"]})
    number = noted(day, "Ten people stood.").number
    corrected = observer.post(
        f"/observe/notes/{number}/correct", {"key": "c-2", "action": "Nine stood.", "tables": ["hwb"]}
    )
    assert corrected.status_code == 303
    other = day.browser("observer")
    assert (
        other.post(f"/observe/notes/{number}/correct", {"key": "c-3", "action": "Eight."}).status_code == 403
    )
    assert other.post(f"/observe/notes/{number}/withdraw", {"key": "c-3"}).status_code == 403
    assert (
        other.post(f"/observe/notes/{number}/codes", {"key": "c-4", "codes": ["energy"]}).status_code == 303
    )
    page = other.get(f"/observe/notes/{number}").text
    assert "Nine stood." in page
    assert "Ten people stood." in page
    assert "Energy" in page
    (stands,) = [s for s in standing(day.house.notebook.entries(), "note") if s.first.number == number]
    assert stands.all_codes == ("energy",)
    assert (stands.entry.month, stands.entry.at) == (stands.first.month, stands.first.at)
    assert (
        observer.post(f"/observe/notes/{number}/withdraw", {"key": "c-5", "why": "Wrong table."}).status_code
        == 303
    )
    assert "Withdrawn" in observer.get(f"/observe/notes/{number}").text
    assert noted(day, "Ten people stood.").number == number
    assert observer.get("/observe/notes/999999").status_code == 404


def test_following_a_table_shows_what_happens_there_and_the_unwatched_are_told(
    day: Running, observer: Browser
) -> None:
    assert (
        "No table is followed by anybody yet." in observer.get("/observe/_watch").text
        or "Nobody watches" in observer.get("/observe").text
    )
    assert observer.post("/observe/follow", {"table": ["wrenby", "nowhere"]}).status_code == 303
    chair = day.program("wrenby.chair")
    assert chair.move("message", {"to": ["cqc.manager"], "text": "Will you register us?"}).status_code == 200
    chief = day.program("buft.chief")
    assert chief.move("message", {"to": ["bct.chief"], "text": "Between other tables."}).status_code == 200
    watch = observer.get("/observe/_watch").text
    assert "Will you register us?" in watch
    assert "Between other tables." not in watch
    lonely = watch.split("What happens at")[0]
    assert "Wrenby Doctors" not in lonely
    assert "Bigshire Mental Health" in lonely
    assert "Between other tables." in observer.get("/observe/record", params={"q": "BETWEEN tables"}).text
    assert (
        "Between other tables."
        not in observer.get("/observe/record", params={"q": "between", "table": "wrenby"}).text
    )
    found = re.search(r'data-about="(\d+)"', watch)
    assert found
    about = observer.get(f"/observe?event={found.group(1)}").text
    assert re.search(r'value="wrenby" id="table-\d+" checked', about)


@pytest.mark.requirement("OBS-04")
def test_the_map_shows_what_nobody_saw(observer: Browser) -> None:
    observer.post("/observe", {"key": "map-1", "action": "Seen.", "tables": ["cuddles"]})
    page = observer.get("/observe/coverage").text
    row = page.split("Cuddles UK</th>")[1].split("</tr>")[0]
    assert "none" not in row
    assert "none" in page.split("Bigshire Mental Health</th>")[1].split("</tr>")[0]
    assert "Dealings that no note speaks of" in page


def test_the_table_of_notes_runs_in_no_spreadsheet(observer: Browser) -> None:
    observer.post("/observe", {"key": "csv-1", "action": "=cmd|' /C calc'!A0", "tables": ["buft"]})
    answer = observer.get("/observe/notes.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "'=cmd" in answer.text


def test_facilitators_write_as_moderators(day: Running) -> None:
    control = day.browser("seat", "control.moderator")
    assert control.post("/observe", {"key": "m-1", "action": "Seen by a moderator."}).status_code == 303
    entry = noted(day, "Seen by a moderator.")
    assert (entry.author, entry.origin) == ("control.moderator", "moderator")


PAGES = (
    "/observe",
    "/observe/_watch",
    "/observe/record",
    "/observe/notes",
    "/observe/notes/1",
    "/observe/notes.csv",
    "/observe/coverage",
)
POSTS = (
    "/observe",
    "/observe/follow",
    "/observe/notes/1/correct",
    "/observe/notes/1/withdraw",
    "/observe/notes/1/codes",
)


def test_notes_never_reach_players_or_the_wall(day: Running, observer: Browser) -> None:
    observer.post("/observe", {"key": "canary", "action": CANARY, "tables": ["buft"], "said": CANARY})
    chief = day.program("buft.chief")
    player, wall = day.browser("seat", "buft.finance"), day.browser("wall")
    for viewer in (player, wall):
        for path in PAGES:
            assert viewer.get(path).status_code in (403, 404)
        for path in POSTS:
            assert viewer.post(path, {"key": "k", "action": "x", "codes": ["energy"]}).status_code == 403
        assert sent(viewer, {"key": "k", "data": {"action": ["x"]}}).status_code == 403
        for path in ("/", "/desk", "/feedback", "/wall", "/poll", "/api/me", "/api/clock"):
            assert CANARY not in viewer.get(path).text
    assert CANARY not in str(chief.view())
    assert CANARY not in chief.client.get("/poll").text


def test_words_that_look_like_pages_are_shown_as_words(observer: Browser) -> None:
    observer.post(
        "/observe",
        {"key": "xss-1", "action": "<script>alert(1)</script>", "stance": '"><img src=x onerror=alert(1)>'},
    )
    for path in ("/observe", "/observe/notes", "/observe/record?q=alert"):
        text = observer.get(path).text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_before_doors_open_notes_are_taken_without_a_minute(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("early")) as host:
        observer = host.browser("observer")
        assert "doors are not open" in observer.get("/observe").text
        for path in ("/observe/_watch", "/observe/record", "/observe/notes", "/observe/coverage"):
            assert observer.get(path).status_code == 200, path
        observer.post("/observe", {"key": "e-1", "action": "They came early."})
        host.to("practice")
        observer.post("/observe", {"key": "e-2", "action": "They tried it."})
        marks = [note_of(e.body).marks for e in host.house.notebook.of_kind("note")]
        assert marks == [("no time", "nobody named"), ("no time", "nobody named", "written in practice")]
        assert [e.month for e in host.house.notebook.of_kind("note")] == [None, None]
        until(lambda: host.house.stage == "practice")
