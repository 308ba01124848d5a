"""The study on the web: for observers and facilitators, once play is over; every row opens its evidence, and edits are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.host.helpers import Browser, Running, running


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A day with a word, an ask and its answer, at its end."""
    with running(tmp_path_factory.mktemp("study")) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        assert (
            chair.move("message", {"to": ["buft.chief"], "text": "<b>We</b> want beds."}).status_code == 200
        )
        host.to("feedback")
        yield host


def watcher(host: Running) -> Browser:
    return host.browser("observer")


def test_every_page_of_the_study_opens_for_an_observer_and_for_a_facilitator(host: Running) -> None:
    for who in (watcher(host), host.browser("seat", "control.moderator")):
        for path in (
            "/study",
            "/study/measures",
            "/study/timeline",
            "/study/event/1",
            "/study/measures/contacts-by-body",
        ):
            assert who.get(path).status_code == 200, path


def test_a_player_does_not_come_in(host: Running) -> None:
    player = host.browser("seat", "buft.chief")
    for path in ("/study", "/study/measures", "/study/timeline", "/study/event/1"):
        assert player.get(path).status_code == 403


def test_observers_wait_until_play_is_over(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with running(tmp_path) as host:
        assert watcher(host).get("/study").status_code == 409
        host.to("doors")
        host.to("play")
        told = watcher(host).get("/study")
        assert told.status_code == 409 and "hidden while people play" in told.text
        assert host.browser("seat", "control.moderator").get("/study").status_code == 200


def test_words_of_players_are_shown_and_never_run(host: Running) -> None:
    seen = host.browser("seat", "control.moderator")
    page = next(text for n in range(1, 60) if "want beds" in (text := seen.get(f"/study/event/{n}").text))
    assert "<b>We</b>" not in page and "&lt;b&gt;We&lt;/b&gt;" in page


def test_a_measure_opens_its_evidence_and_says_what_is_wrong_with_a_filter(host: Running) -> None:
    seen = watcher(host)
    page = seen.get("/study/measures/contacts-by-body").text
    links = re.findall(r'href="(/study/event/\d+)"', page)
    assert links and seen.get(links[0]).status_code == 200
    two = seen.get("/study/measures/contacts-by-body", params={"keep": "from_kind=commissioner to_month=1"})
    assert two.status_code == 200 and "saltmere" in two.text
    none = seen.get("/study/measures/contacts-by-body", params={"keep": "from_kind=council to_month=1"})
    assert none.status_code == 200 and "Nothing to count" in none.text
    assert seen.get("/study/measures/contacts-by-body?keep=rubbish").status_code == 422
    assert seen.get("/study/measures/none-such").status_code == 404
    assert (
        seen.get("/study/event/999999").status_code == 404
        and seen.get("/study/entry/999999").status_code == 404
    )


def test_a_line_is_edited_once_and_keeps_its_evidence(host: Running) -> None:
    seen = watcher(host)
    page = seen.get("/study/timeline").text
    name = re.search(r"/study/timeline/line\?name=(happened[^\"]+)", page)
    assert name is not None
    form = seen.get(f"/study/timeline/line?name={name[1]}").text
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key is not None
    data = {"name": name[1], "do": "reword", "words": "Told in other words.", "after": "0", "key": key[1]}
    for _ in range(2):
        assert seen.post("/study/timeline/line", data).status_code == 303
    edits = host.house.notebook.of_kind("timeline-edit")
    assert [entry.body["words"] for entry in edits] == ["Told in other words."]
    assert "Told in other words." in seen.get(f"/study/timeline/line?name={name[1]}").text
    refused = seen.post("/study/timeline/line", {**data, "words": " ", "key": "another"})
    assert refused.status_code == 422 and "no words" in refused.text
