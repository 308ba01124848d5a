"""The command `study` as an analyst meets it: what there is, what is missing, a measure, the timeline, notes from paper."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from shirehall.play.record.jsonl import write_jsonl
from tests.cli.test_cli import one_error, run
from tests.paper.played import day


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of a short day in Bigshire."""
    folder = tmp_path_factory.mktemp("study")
    write_jsonl(day().session.events, folder / "record.jsonl")
    return folder


def test_it_says_what_there_is_and_what_is_missing(record: Path) -> None:
    told = run("study", str(record))
    assert told.returncode == 0, told.stderr
    assert "13 months" in told.stdout and "Missing: no observers' notes" in told.stdout


def test_notes_that_were_written_on_paper_are_read_in_once(record: Path) -> None:
    sheet = record / "notes.csv"
    sheet.write_text(
        "month,bodies,action\n2,buft,They kept their plan.\n,hwb,Nobody came.\n", encoding="utf-8"
    )
    first, again = (run("study", str(record), "notes", str(sheet), "--by", "observer.1") for _ in range(2))
    assert "2 notes read, 2 of them new" in first.stdout and "line 3: no time" in first.stdout
    assert "2 notes read, 0 of them new" in again.stdout
    assert "2 note" in run("study", str(record)).stdout
    sheet.write_bytes(b"action\n\xff\xfe\n")
    assert "UTF-8" in one_error(run("study", str(record), "notes", str(sheet), "--by", "observer.1"), 2)


def test_a_measure_is_a_table_with_its_evidence(record: Path) -> None:
    listed = run("study", str(record), "measures")
    assert "promises" in listed.stdout and "talk-share" in listed.stdout
    rows = list(csv.DictReader(io.StringIO(run("study", str(record), "measures", "promises").stdout)))
    assert {"deal"} == {row["sort"] for row in rows} and all(row["events"] for row in rows)
    given = (
        "study",
        str(record),
        "measures",
        "contacts-by-kind",
        "--filter",
        "from_kind=commissioner",
        "--json",
    )
    kept = json.loads(run(*given).stdout)
    assert kept and {row["from_kind"] for row in kept} == {"commissioner"}
    assert "no measure" in one_error(run("study", str(record), "measures", "none-such"), 2)
    assert "no filter" in one_error(run("study", str(record), "measures", "count", "--filter", "rubbish"), 2)


def test_the_timeline_shows_the_ids_by_which_its_lines_are_edited(record: Path) -> None:
    rows = json.loads(run("study", str(record), "timeline", "--json").stdout)
    assert len({row["line"] for row in rows}) == len(rows) > 10
    assert rows[0]["line"] in run("study", str(record), "timeline").stdout


def test_a_folder_without_a_record_is_said_to_be_one(tmp_path: Path) -> None:
    assert "without a record" in one_error(run("study", str(tmp_path)), 2)
