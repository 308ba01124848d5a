"""A day at its end on a host that runs, with notes, and short ways to send the forms of the study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx2 import Response

from tests.host.helpers import Browser, Running, running

SAID = "<b>We</b> want beds."


@contextmanager
def studied(data: Path) -> Iterator[Running]:
    """A day with a word said, at its end, with two notes by one observer; a script that does nothing sits in one body's seats."""
    with running(data, who={"*": "person", "csi": "silent"}) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        assert chair.move("message", {"to": ["buft.chief"], "text": SAID}).status_code == 200
        host.to("feedback")
        seen = host.browser("observer")
        note = {
            "action": "They asked the Board for money.",
            "bodies": "saltmere",
            "said": "We cannot wait.",
            "may_quote": "yes",
        }
        assert sent(seen, "/observe", **note).status_code == 303
        assert (
            sent(
                seen, "/observe", action="Nobody spoke of patients.", bodies="buft", said="Not for the paper."
            ).status_code
            == 303
        )
        yield host


def hidden(page: str, name: str) -> str:
    """A hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def sent(seen: Browser, path: str, form: str = "", **data: Any) -> Response:
    """A form filled in and sent, under the key that its page shows; `form` is the page when it is another address."""
    return seen.post(path, {"key": hidden(seen.get(form or path).text, "key"), **data})


def notes_of(host: Running) -> list[int]:
    """The numbers of the notes."""
    return [entry.number for entry in host.house.notebook.of_kind("note")]


def a_theme(host: Running, title: str, **other: Any) -> dict[str, Any]:
    """The fields of a theme that may be kept, with others in their place."""
    first, _ = notes_of(host)
    question = host.house.patch.charter.questions[0].id
    return {
        "title": title, "statement": "Commissioners might look up for leave.", "subject": "commissioners", "question": question,
        "origin": "play", "strength": "", "supports": f"note {first}\nevent 2 They waited.", "without": "Nobody has answered yet.",
        **other,
    }  # fmt: skip


def write_theme(host: Running, seen: Browser, title: str, **other: Any) -> str:
    """Write a theme and give its id."""
    told = sent(seen, "/study/themes/new", **a_theme(host, title, **other))
    assert told.status_code == 303, told.text
    return str(told.headers["location"]).rsplit("/", 1)[1]


def set_up(seen: Browser, *themes: str, **other: Any) -> str:
    """Set up a meeting on some themes and give its id."""
    data = {
        "date": "2031-07-02",
        "place": "Saltmere town hall",
        "came-gp": "9",
        "came-lay": "2",
        "asked": list(themes),
        **other,
    }
    told = sent(seen, "/study/validation/new", **data)
    assert told.status_code == 303, told.text
    return str(told.headers["location"]).rsplit("/", 1)[1]
