"""What was made under a key is found by the index, however long the record is."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.tables import UNDER_KEY, USED


@pytest.mark.parametrize("wanted", [UNDER_KEY, USED], ids=["the events under a key", "keys already used"])
def test_a_search_by_key_reads_its_index_and_not_the_record(tmp_path: Path, wanted: sa.Select[Any]) -> None:
    SQLiteStore(tmp_path / "record.sqlite", create=True).close()
    asked = str(
        wanted.params(wanted=["a key"] if wanted is USED else "a key").compile(
            dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True, "literal_binds": True}
        )
    )
    kept = sqlite3.connect(tmp_path / "record.sqlite")
    steps = [step for *_, step in kept.execute(f"EXPLAIN QUERY PLAN {asked}")]
    kept.close()
    assert steps[0].startswith("SEARCH event USING COVERING INDEX event_by_key")
