"""Who follows which table outlives the host; and how the words of an event are laid out in feeds."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shirehall.errors import UsageError
from shirehall.host.observer.watching import AWAY, FOLLOWS, Author, Watching, followed_in
from shirehall.host.web import templates
from tests.host.helpers import running
from tests.packs import pack

ONE, TWO = Author("observer.1", "observer"), Author("observer.2", "observer")


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def house(tmp_path: Path) -> Any:
    return SimpleNamespace(patch=pack("bigshire"), settings=SimpleNamespace(data=tmp_path))


def test_an_observer_follows_the_same_tables_after_the_host_started_again(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        host.to("doors")
        observer, other = host.browser("observer"), host.browser("observer")
        assert observer.post("/observe/follow", {"table": ["wrenby", "cuddles"]}).status_code == 303
        token = observer.token
    with running(tmp_path) as again:
        # Another observer sees at once that these tables are watched, before the first has asked for anything.
        page = again.browser("observer").get("/observe/_watch").text
        assert "Wrenby Doctors" not in page and "Bigshire Mental Health" in page
        mine = again.client(cookies={"shirehall": token}).get("/observe/_watch").text
        assert "What happens at" in mine and "Wrenby Doctors" in mine
    assert other.token not in (tmp_path / FOLLOWS).read_text(encoding="utf-8")


def test_whoever_does_not_come_back_is_taken_to_have_gone_after_a_while(house: Any) -> None:
    clock = Clock()
    Watching(house, clock).follow(ONE, ["wrenby"])
    again = Watching(house, clock)
    assert again.follows() == {"observer.1": ("wrenby",)}
    clock.now += AWAY + 1
    assert again.follows() == {}
    assert again.followed(ONE) == ("wrenby",), "what was followed stays chosen"
    assert again.follows() == {"observer.1": ("wrenby",)}, "asking shows that somebody is there"


def test_what_several_follow_is_kept_side_by_side_and_nothing_is_a_choice_too(house: Any) -> None:
    watching = Watching(house)
    watching.follow(ONE, ["wrenby"])
    watching.follow(TWO, ["cuddles", "nowhere"])
    watching.follow(ONE, [])
    assert Watching(house).followed(ONE) == ()
    assert Watching(house).followed(TWO) == ("cuddles",)


def test_a_table_that_the_room_has_no_more_is_not_followed(house: Any) -> None:
    (house.settings.data / FOLLOWS).write_text(
        json.dumps({"observer.1": ["gone", "wrenby"]}), encoding="utf-8"
    )
    assert Watching(house).followed(ONE) == ("wrenby",)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"observer.1": "wrenby"}', '{"observer.1": [3]}', "\x00\xff"]
)
def test_a_file_that_says_something_else_follows_nothing_and_stops_nobody(house: Any, text: str) -> None:
    (house.settings.data / FOLLOWS).write_bytes(text.encode("latin-1"))
    assert followed_in(text) == {}
    watching = Watching(house)
    assert watching.followed(ONE) == () and watching.follows() == {}
    watching.follow(ONE, ["wrenby"])
    assert Watching(house).followed(ONE) == ("wrenby",)


def test_on_a_full_disk_the_observer_is_told_and_the_earlier_choice_stands(house: Any) -> None:
    watching = Watching(house)
    watching.follow(ONE, ["wrenby"])
    (house.settings.data / f"{FOLLOWS}.new").mkdir()  # nothing can be written there
    with pytest.raises(UsageError, match="cannot be kept"):
        watching.follow(ONE, ["cuddles"])
    assert watching.followed(ONE) == ("wrenby",)


LONG = (
    "The county's papers broke their\nlines here and\nthere, as they were typed by whoever wrote them down. "
    * 2
)


def drawn(**told: Any) -> str:
    given = {
        "n": 4,
        "nature": "notice",
        "addressed": False,
        "when": "May, 10:00",
        "script": False,
        "sentence": "Something.",
    }
    return templates().get_template("_news.html").render(told=SimpleNamespace(**given, **told))


def test_the_packs_texts_flow_in_their_paragraphs_in_a_feed() -> None:
    html = drawn(who="", words=f"{LONG}\n\nA second paragraph.\n\n\n\n")
    assert html.count('<p class="sh-flow">') == 2
    assert "<p>" not in html


def test_what_somebody_wrote_keeps_its_lines_in_a_feed() -> None:
    html = drawn(who="the chief of BUFT", words=f"Dear all,\n\n{LONG}")
    assert "sh-flow" not in html
    assert f"<p>Dear all,\n\n{LONG}</p>".replace("'", "&#39;") in html


def test_words_in_a_feed_are_never_markup() -> None:
    for who in ("", "a seat"):
        html = drawn(who=who, words="<script>alert(1)</script>" * 5)
        assert "<script>" not in html and "&lt;script&gt;" in html
