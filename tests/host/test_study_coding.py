"""Coding on the web: each coder alone first, then beside the others; suggestions are never codes; the codebook changes with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from shirehall.play.catalogue import gathered
from shirehall.play.record.lift import lifted_all
from shirehall.play.record.opening import open_record
from shirehall.study.codes.codings import codings_of
from shirehall.study.notebook.note import note_of
from shirehall.study.reading import tell
from shirehall.study.study import Study
from tests.host.helpers import Browser, Running, running


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A day with two notes, at its end."""
    with running(tmp_path_factory.mktemp("coding")) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        assert chair.move("message", {"to": ["buft.chief"], "text": "The deficit grows."}).status_code == 200
        host.to("feedback")
        seen = host.browser("observer")
        for words in ("They asked the Board for money.", "Nobody spoke of patients."):
            form = seen.get("/observe").text
            key = re.search(r'name="key" value="([^"]+)"', form)
            assert key is not None
            assert (
                seen.post("/observe", {"key": key[1], "action": words, "bodies": "saltmere"}).status_code
                == 303
            )
        yield host


def form_key(seen: Browser, path: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', seen.get(path).text)
    assert found is not None
    return found[1]


def code(seen: Browser, path: str, **data: Any) -> Any:
    return seen.post(path, {"key": form_key(seen, path), **data})


def notes_of(host: Running) -> list[int]:
    return [entry.number for entry in host.house.notebook.of_kind("note")]


def test_a_coder_goes_from_one_note_to_the_next_and_sees_others_only_afterwards(host: Running) -> None:
    first, second = notes_of(host)
    ada, bob = host.browser("observer"), host.browser("observer")
    told = code(ada, f"/study/code/note/{first}", code="looks-up", topic="money")
    assert told.status_code == 303 and f"/study/code/note/{second}" in told.headers["location"]
    page = bob.get(f"/study/code/note/{first}").text
    assert "shown once you have" in page and "What others gave" not in page
    assert code(bob, f"/study/code/note/{first}", code="looks-up", then="stay").status_code == 303
    page = bob.get(f"/study/code/note/{first}").text
    assert "What others gave" in page and "agreed" in page


def test_only_some_words_may_be_coded_and_they_must_stand_there(host: Running) -> None:
    first, _ = notes_of(host)
    seen = host.browser("observer")
    assert (
        code(seen, f"/study/code/note/{first}", code="looks-up", words="asked the Board").status_code == 303
    )
    last = host.house.notebook.of_kind("coding")[-1].body
    assert (last["part"], last["start"], last["end"]) == ("action", 5, 20)
    refused = code(seen, f"/study/code/note/{first}", code="looks-up", words="never said")
    assert refused.status_code == 422 and "do not stand in it" in refused.text


def test_a_coding_without_a_code_is_refused_unless_none_applies(host: Running) -> None:
    _, second = notes_of(host)
    seen = host.browser("observer")
    assert code(seen, f"/study/code/note/{second}").status_code == 422
    assert (
        code(seen, f"/study/code/note/{second}", **{"no-code": "yes", "no-topic": "yes"}).status_code == 303
    )


def test_the_word_list_suggests_with_its_words_and_is_never_counted(host: Running) -> None:
    _, second = notes_of(host)
    seen = host.browser("observer")
    assert "<q>patients</q>" in seen.get(f"/study/code/note/{second}").text
    house = host.house
    material = Study(told(host), house.notebook.entries())
    given = codings_of(material)
    assert all(each.origin in ("observer", "moderator") for each in given.given)


def told(host: Running) -> Any:
    with open_record(host.house.stores.where) as store:
        return tell(tuple(lifted_all(store.read(), gathered().lifts)), host.house.patch)


def test_an_act_of_the_record_is_coded_like_a_note(host: Running) -> None:
    seen = host.browser("observer")
    listed = seen.get("/study/code?on=event&q=deficit").text
    path = re.search(r'href="(/study/code/event/\d+)"', listed)
    assert path is not None
    assert code(seen, path[1], topic="money").status_code == 303
    assert host.house.notebook.of_kind("coding")[-1].body["event"] == int(path[1].rsplit("/", 1)[1])
    assert seen.get("/study/code/event/999999").status_code == 404
    assert seen.get("/study/code/elephant/1").status_code == 404


def test_the_codebook_is_changed_with_a_reason_and_keeps_its_history(host: Running) -> None:
    seen = host.browser("observer")
    add = {
        "do": "add",
        "new": "waits-for-centre",
        "title": "Waits for the centre",
        "means": "Nothing is done until the centre speaks.",
    }
    assert code(seen, "/study/codebook", **add).status_code == 303
    bare = code(seen, "/study/codebook", do="merge", code="waits-for-centre", into="looks-up")
    assert bare.status_code == 422 and "no reason" in bare.text
    merged = code(
        seen, "/study/codebook", do="merge", code="waits-for-centre", into="looks-up", why="The same thing."
    )
    assert merged.status_code == 303
    page = seen.get("/study/codebook").text
    assert "Waits for the centre" in page and "The same thing." in page
    assert host.browser("seat", "buft.chief").get("/study/codebook").status_code == 403


def test_a_code_that_people_added_stands_in_the_form_of_a_note_at_once_and_one_merged_does_not(
    host: Running,
) -> None:
    seen = host.browser("observer")
    add = {
        "do": "add",
        "new": "asks-twice",
        "title": "Asks twice",
        "means": "The same is asked of two bodies.",
    }
    assert code(seen, "/study/codebook", **add).status_code == 303
    form = seen.get("/observe").text
    assert 'value="asks-twice"' in form and "The same is asked of two bodies." in form
    said = {"action": "They asked again.", "bodies": "buft", "codes": "asks-twice"}
    assert code(seen, "/observe", **said).status_code == 303
    note = next(e for e in host.house.notebook.of_kind("note") if e.body["action"] == "They asked again.")
    assert note.body["codes"] == ("asks-twice",) and not [m for m in note_of(note.body).marks if "code" in m]
    merged = code(
        seen, "/study/codebook", do="merge", code="asks-twice", into="looks-up", why="The same thing."
    )
    assert merged.status_code == 303
    assert 'value="asks-twice"' not in seen.get("/observe").text
