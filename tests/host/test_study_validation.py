"""The validation on the web: those who played mark what was put to them and see nothing else; results keep every dispute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.host.helpers import Browser, Running, running
from tests.host.studied import a_theme, hidden, sent, set_up, studied, write_theme

PAGE = "/feedback/themes"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A day with two themes put to a meeting, one with a learning point, and one theme that was not."""
    with studied(tmp_path_factory.mktemp("validation")) as host:
        player = host.browser("seat", "buft.chief")
        assert "Nothing has been put to you yet" in player.get(PAGE).text
        seen = host.browser("observer")
        first = write_theme(
            host,
            seen,
            "They look up",
            statement="<b>They</b> might look up.",
            **{"who-1": "gp", "otherwise-1": "A secret dissent."},
        )
        second = write_theme(host, seen, "They hold back", statement="They might hold back.")
        write_theme(host, seen, "Not for players", statement="A hidden reading.")
        point = {
            "theme": first, "sort": "issue", "statement": "Nobody may decide.", "owner": "saltmere", "origin": "play",
            "supports": "event 2 A hidden event.",
        }  # fmt: skip
        assert (
            sent(seen, "/study/points/new", form=f"/study/points/new?theme={first}", **point).status_code
            == 303
        )
        set_up(seen, first, second)
        yield host


def meeting_of(host: Running) -> str:
    return f"/study/validation/{host.house.notebook.of_kind('validation')[-1].body['id']}"


def mark(player: Browser, theme: str, key: str = "", **data: str) -> int:
    page = player.get(PAGE).text.split(f'value="{theme}"')[0]
    keys = re.findall(r'name="key" value="([^"]*)"', page)
    return player.post(PAGE, {"key": key or keys[-1], "theme": theme, **data}).status_code


def marks_of(host: Running, seat: str, theme: str) -> list[str]:
    gone = {entry.corrects for entry in host.house.notebook.entries() if entry.corrects}
    return [
        entry.body["mark"]
        for entry in host.house.notebook.of_kind("validation-mark")
        if (entry.author, entry.body["theme"]) == (seat, theme) and entry.number not in gone
    ]


def test_a_player_sees_what_was_put_to_the_meeting_and_nothing_else(host: Running) -> None:
    page = host.browser("seat", "buft.chief").get(PAGE).text
    for words in (
        "They look up",
        "&lt;b&gt;They&lt;/b&gt; might look up.",
        "They might hold back.",
        "Nobody may decide.",
    ):
        assert words in page, words
    for words in ("A hidden reading", "A secret dissent", "A hidden event", "event 2", "/study/", "They waited", "We cannot wait",
                  "asked the Board", "observer."):  # fmt: skip
        assert words not in page, words


def test_a_seat_marks_asks_and_adds_and_a_mark_sent_twice_counts_once(host: Running) -> None:
    player = host.browser("seat", "buft.chief")
    data = {
        "mark": "resonates",
        "question": "Who says so?",
        "addition": "And they were tired.",
        "may_quote": "yes",
    }
    for _ in range(2):
        assert mark(player, "they-look-up", key="one-form", **data) == 303
    assert sorted(marks_of(host, "buft.chief", "they-look-up")) == ["addition", "question", "resonates"]
    entry = host.house.notebook.of_kind("validation-mark")[-1]
    assert (entry.origin, entry.body["may_quote"], entry.body["role"]) == ("player", True, "manager")
    page = player.get(PAGE).text
    assert "Who says so?" in page and re.search(r'value="resonates"[^>]* checked', page)


def test_a_seat_may_change_its_mark_and_counts_once(host: Running) -> None:
    player = host.browser("seat", "saltmere.chair")
    assert mark(player, "they-hold-back", mark="new") == 303
    assert mark(player, "they-hold-back", mark="disputed") == 422
    assert mark(player, "they-hold-back", mark="disputed", words="Nobody held back.") == 303
    assert marks_of(host, "saltmere.chair", "they-hold-back") == ["disputed"]
    assert "Nobody held back." in host.browser("observer").get(meeting_of(host)).text


def test_marks_of_others_are_never_shown_to_a_player(host: Running) -> None:
    player, other = host.browser("seat", "healthwatch.chair"), host.browser("seat", "cqc.manager")
    assert (
        mark(player, "they-look-up", mark="disputed", words="I alone dispute it.", question="I alone ask?")
        == 303
    )
    page = other.get(PAGE).text
    assert "I alone dispute it." not in page and "I alone ask?" not in page
    assert not re.search(r'type="radio"[^>]* checked', page)
    assert "I alone dispute it." in player.get(PAGE).text


def test_nothing_else_can_be_marked(host: Running) -> None:
    player = host.browser("seat", "buft.chief")
    kept = len(host.house.notebook.entries())
    assert mark(player, "they-look-up", mark="<b>loved</b>") == 422
    assert mark(player, "they-look-up") == 422
    for theme in ("not-for-players", "none-such"):
        assert player.post(PAGE, {"key": "k", "theme": theme, "mark": "new"}).status_code == 404
    assert player.post(PAGE, {"theme": "they-look-up", "mark": "new"}).status_code == 422
    assert (
        host.browser("seat", "control.moderator")
        .post(PAGE, {"key": "k", "theme": "they-look-up", "mark": "new"})
        .status_code
        == 403
    )
    assert host.browser("observer").get(PAGE).status_code == 403
    assert player.post(f"{meeting_of(host)}/mark", {"key": "k", "theme": "they-look-up"}).status_code == 403
    assert len(host.house.notebook.entries()) == kept


def test_a_mark_is_noted_for_a_person_once_and_by_number(host: Running) -> None:
    seen = host.browser("observer")
    path = meeting_of(host)
    data = {
        "theme": "they-hold-back",
        "mark": "resonates",
        "role": "gp",
        "played": "yes",
        "said": "<i>Yes</i>, we did.",
    }
    assert sent(seen, f"{path}/mark", form=path, **data).status_code == 422
    for number in ("1", "2", "2"):
        assert sent(seen, f"{path}/mark", form=path, **data, person=number).status_code == 303
    page = seen.get(path).text
    row = page.split('id="theme-they-hold-back"')[1].split("<section")[0]
    assert re.search(r"GP</th><td[^>]*>2</td>", row), row[:1500]
    assert "&lt;i&gt;Yes&lt;/i&gt;" in page and "<i>Yes" not in page
    assert "Of 11 who came, 9 were GPs, who held" in page


def test_a_meeting_says_its_day_and_who_came(host: Running) -> None:
    seen = host.browser("observer")
    every_wrong: tuple[dict[str, Any], ...] = (
        {"date": "yesterday"},
        {"place": ""},
        {"asked": []},
        {"came-gp": "", "came-lay": ""},
        {"came-gp": "many"},
    )
    for wrong in every_wrong:
        data: dict[str, Any] = {
            "date": "2031-07-02",
            "place": "Saltmere",
            "came-gp": "1",
            "asked": ["they-look-up"],
            **wrong,
        }
        told = sent(seen, "/study/validation/new", **data)
        assert told.status_code == 422 and "There is a problem" in told.text, wrong
    assert seen.get("/study/validation/none-such").status_code == 404


def test_a_decision_says_whether_the_text_changed_and_shows_the_difference(host: Running) -> None:
    seen = host.browser("observer")
    path, theme = meeting_of(host), "/study/themes/they-look-up"
    player = host.browser("seat", "saltmere.chair")
    assert mark(player, "they-look-up", mark="addition") == 422
    assert mark(player, "they-look-up", addition="The Board was silent.") == 303
    page = seen.get(theme).text
    rewritten = a_theme(host, "They look up", statement="All is well.", after=hidden(page, "after"))
    assert sent(seen, theme, **rewritten).status_code == 422
    grown = a_theme(
        host,
        "They look up",
        statement="<b>They</b> might look up. The Board might be silent.",
        after=hidden(page, "after"),
    )
    assert sent(seen, theme, **grown).status_code == 303
    version = host.house.notebook.of_kind("theme")[-1].number
    decide = {"theme": "they-look-up", "changed": "yes", "why": "They told us more."}
    assert sent(seen, f"{path}/decision", form=path, **decide, version="1").status_code == 422
    assert sent(seen, f"{path}/decision", form=path, **decide, version=str(version)).status_code == 303
    for page in (seen.get(path).text, seen.get("/study/validation").text):
        assert "<ins>The Board might be silent.</ins>" in page and "They told us more." in page


def test_what_a_scripted_seat_marks_is_kept_as_a_scripts(host: Running) -> None:
    scripted = next(seat.id for seat in host.house.patch.active_seats if seat.organisation == "csi")
    for seat, origin in (("monitor.case", "player"), (scripted, "script")):
        assert mark(host.browser("seat", seat), "they-look-up", mark="resonates") == 303
        assert host.house.notebook.of_kind("validation-mark")[-1].author == seat
        assert host.house.notebook.of_kind("validation-mark")[-1].origin == origin


def test_players_are_shown_nothing_while_they_play(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with running(tmp_path) as host:
        host.to("doors")
        host.to("play")
        player = host.browser("seat", "buft.chief")
        assert player.get(PAGE).status_code == 409
        assert player.post(PAGE, {"key": "k", "theme": "x", "mark": "new"}).status_code == 409
