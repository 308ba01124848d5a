"""The notebook sits one exam on SQLite, and on PostgreSQL where this machine has one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from shirehall.errors import RecordError, UsageError
from shirehall.study.notebook.store import KeyTaken, Notebook, notebook_file
from tests.record.programs import postgres_programs
from tests.record.server import Server
from tests.study.notes import NOW
from tests.study.test_notebook import FIRST

Opened = Callable[[], Notebook]


@pytest.fixture(scope="module", params=["sqlite", "postgres"] if postgres_programs() else ["sqlite"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Opens the same notebook anew at each call."""
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("notebook") / "notebook.sqlite"
        yield lambda: notebook_file(path)
        return
    server = Server()
    try:
        server.wait()
        url = f"postgresql+psycopg://shirehall@/postgres?host={server.folder}"
        yield lambda: Notebook(sa.create_engine(url))
    finally:
        server.remove()


def test_what_is_written_is_read_again_in_order_once_and_whole(opened: Opened) -> None:
    with opened() as book:
        begun = len(book.entries())
        first = book.write(replace(FIRST, key="exam"), NOW)
        assert book.write(replace(FIRST, key="exam"), NOW) == first
        with pytest.raises(KeyTaken):
            book.write(replace(FIRST, key="exam", month=9), NOW)
        with pytest.raises(UsageError):
            book.write_all((replace(FIRST, key="half"), replace(FIRST, key="")), NOW)
        book.write(
            replace(FIRST, key="exam-2", body={**FIRST.body, "action": "Straße 🏥 \u2028 'so' \"it\" \\ is"}),
            NOW,
        )
        entries, digest = book.entries(), book.digest()
    with opened() as again:
        assert (again.entries(), again.digest()) == (entries, digest)
        assert len(entries) == begun + 2


def test_many_hands_write_at_once(opened: Opened) -> None:
    with opened() as book:
        before = len(book.entries())

        def writes(who: int) -> None:
            for turn in range(8):
                book.write(replace(FIRST, author=f"observer.{who}", key=f"many-{turn}"), NOW)

        hands = [threading.Thread(target=writes, args=(who,)) for who in range(4)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert [entry.number for entry in book.entries()][before:] == list(range(before + 1, before + 33))


def test_a_second_writer_that_has_not_read_what_came_is_refused_and_nothing_is_lost(opened: Opened) -> None:
    with opened() as one, opened() as other:
        kept = one.write(replace(FIRST, key="by-one"), NOW)
        with pytest.raises(RecordError):
            other.write(replace(FIRST, author="observer.9", key="by-the-other"), NOW)
    with opened() as again:
        assert again.entries()[-1] == kept
