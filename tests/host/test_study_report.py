"""The report edited on the web: an edit stands over every new draft, two who edit at once lose nothing, and it leaves in three forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.host.helpers import Browser, Running, running


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A day with a word said, at its end."""
    with running(tmp_path_factory.mktemp("report")) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        assert chair.move("message", {"to": ["buft.chief"], "text": "The deficit grows."}).status_code == 200
        host.to("feedback")
        yield host


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def first_block(seen: Browser) -> str:
    found = re.search(
        r'href="(/study/report/block\?key=[^"]+)"', seen.get("/study/report?section=method").text
    )
    assert found is not None
    return found[1].replace("&amp;", "&")


def change(seen: Browser, path: str, words: str, do: str = "reworded", page: str = "") -> int:
    form = page or seen.get(path).text
    data = {name: hidden(form, name) for name in ("key", "block", "after", "drafted")}
    return seen.post("/study/report/block", {**data, "do": do, "words": words}).status_code


def test_an_edit_is_kept_shown_and_printed(host: Running) -> None:
    seen = host.browser("observer")
    path = first_block(seen)
    assert change(seen, path, "People wrote this by hand.") == 303
    assert "People wrote this by hand." in seen.get("/study/report?section=method").text
    assert "People wrote this by hand." in seen.get("/study/report/as/html").text
    assert change(seen, path, "Cites what is not there [e99999].") == 422


def test_two_who_edit_at_once_lose_nothing(host: Running) -> None:
    one, two = host.browser("observer"), host.browser("observer")
    path = first_block(one)
    pages = one.get(path).text, two.get(path).text
    assert change(one, path, "By the first.", page=pages[0]) == 303
    assert change(two, path, "By the second.", page=pages[1]) == 303
    told = one.get(path).text
    assert "By the first." in told and "By the second." in told and "without having seen" in told


def test_what_was_said_after_an_edit_does_not_write_over_it(host: Running) -> None:
    seen = host.browser("observer")
    path = first_block(seen)
    assert change(seen, path, "This stands.") == 303
    form = seen.get("/observe").text
    assert (
        seen.post(
            "/observe", {"key": hidden(form, "key"), "action": "They left.", "bodies": "saltmere"}
        ).status_code
        == 303
    )
    assert "This stands." in seen.get("/study/report?section=method").text


def test_it_leaves_in_three_forms_for_observers_and_never_for_players(host: Running) -> None:
    seen, player = host.browser("observer"), host.browser("seat", "buft.chief")
    for form, begins in (("html", b"<!doctype html>"), ("docx", b"PK"), ("pdf", b"%PDF")):
        told = seen.get(f"/study/report/as/{form}")
        assert told.status_code == 200 and told.content.startswith(begins), form
        assert player.get(f"/study/report/as/{form}").status_code == 403
    assert seen.get("/study/report/as/exe").status_code == 404
    assert player.get("/study/report").status_code == 403


def test_a_version_is_kept_with_its_digest(host: Running) -> None:
    seen = host.browser("observer")
    key = hidden(seen.get("/study/report").text.split("/study/report/version")[1], "key")
    assert (
        seen.post("/study/report/version", {"key": key, "title": "For those who took part"}).status_code
        == 303
    )
    assert "For those who took part" in seen.get("/study/report").text
    (kept,) = host.house.notebook.of_kind("report-version")
    assert len(kept.body["digest"]) == 64


def test_a_draft_stands_until_it_is_drawn_anew_and_says_what_it_lacks(host: Running) -> None:
    seen = host.browser("observer")
    assert seen.post("/study/report/draft", {}).status_code == 303
    assert "Draw it anew" not in seen.get("/study/report").text
    form = seen.get("/observe").text
    note = {"key": hidden(form, "key"), "action": "They came late.", "bodies": "saltmere"}
    assert seen.post("/observe", note).status_code == 303
    page = seen.get("/study/report").text
    assert "since this draft was drawn: 1 entry" in page and "Draw it anew" in page
    assert host.browser("seat", "buft.chief").post("/study/report/draft", {}).status_code == 403
    assert seen.post("/study/report/draft", {}).status_code == 303
    assert "Draw it anew" not in seen.get("/study/report").text
