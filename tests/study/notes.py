"""A notebook of the hand-made half-year: observers' notes and what people answered afterwards."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shirehall.play.view import OBSERVER, SeatFold
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.feedback import answer_from, question_of
from shirehall.study.notebook.note import body_of, note_from, vocabulary
from shirehall.study.notebook.store import Notebook
from shirehall.study.reading import Telling
from tests.study.day import number, told

ONE, TWO = "observer.1", "observer.2"
NOW = "2013-06-04T16:10:00Z"


def in_memory() -> Notebook:
    return Notebook(sa.create_engine("sqlite://", poolclass=sa.StaticPool))


def note(book: Notebook, by: str = ONE, month: int | None = 1, at: int | None = 7, **data: Any) -> Entry:
    """A note kept; its key is counted up."""
    words = vocabulary(told().patch)
    body = body_of(note_from({"action": "They talked.", **data}, words, timed=month is not None))
    key = f"key-{len(book.entries())}"
    return book.write(
        Writing(kind="note", author=by, origin="observer", key=key, body=body, month=month, at=at), NOW
    )


def answer(
    book: Notebook, by: str, question: str, origin: str = "player", now: str = NOW, **data: Any
) -> Entry:
    """An answer kept."""
    body = answer_from(question_of(told().patch, question), data)
    key = f"{question}-{len(book.entries())}"
    return book.write(Writing(kind="answer", author=by, origin=origin, key=key, body=body), now)


def opened(book: Notebook, now: str = NOW) -> Entry:
    """Feedback opened at the end of play."""
    return book.write(
        Writing(
            kind="feedback-opened", author="control.lead", origin="moderator", key="feedback-opened", body={}
        ),
        now,
    )


def observers_number(telling: Telling, event: str) -> int:
    """The number by which observers see an event of the half-year."""
    fold = SeatFold(OBSERVER, telling.catalogue)
    for each in telling.events:
        fold.see(each)
    found = fold.local(number(event))
    assert isinstance(found, int)
    return found
