"""Exports: whole, repeatable, safe in a spreadsheet, and never over a file that is there."""

from __future__ import annotations

import csv
import io
import json

import pytest

from shirehall.errors import UsageError
from shirehall.play.moves.message import Message
from shirehall.study.exports import export_as, exports
from shirehall.study.exports.rows import safe
from shirehall.study.reading import tell
from tests.study.day import ACUTE, WEST, Day, played, told


def test_json_and_json_lines_hold_every_event_with_its_sentence():
    whole = json.loads(exports()["json"].text(told()))
    lines = [json.loads(line) for line in exports()["jsonl"].text(told()).splitlines()]
    assert whole["events"] == lines and [e["seq"] for e in lines] == list(range(1, len(told().events) + 1))
    assert lines[10]["sentence"] == told().sentence(11) and lines[10]["nature"] == "talk"


def test_csv_holds_every_event_in_a_row():
    rows = list(csv.DictReader(io.StringIO(exports()["csv"].text(told()))))
    assert [int(row["seq"]) for row in rows] == [e.seq for e in told().events]
    assert json.loads(rows[10]["body"])["text"] == "What do you spend?"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_words_that_a_spreadsheet_would_run_are_made_plain(words):
    assert safe(words) == "'" + words.replace("\r", "\n")
    assert safe(-1) == "-1" and safe("1-1") == "1-1" and safe(None) == ""


def test_no_cell_of_any_csv_begins_a_formula():
    day = Day()
    day.do(WEST, Message(to=(ACUTE,), text='=HYPERLINK("http://example.org")'), 1)
    told_day = tell(day.events, day.patch)
    for name in ("csv", "timeline"):
        for row in csv.reader(io.StringIO(exports()[name].text(told_day))):
            assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row)


def test_indicators_are_canonical_and_tied_to_the_record():
    text = exports()["indicators"].text(told())
    data = json.loads(text)
    assert text == json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert data["digests"]["pack"] == told().patch.digest and len(data["digests"]["record"]) == 64
    assert data["filled_by"] == {"nobody": 8, "person": 1, "script": 1}
    assert data["county"][0] == [1, "commissioner-balance", "east", "all", -1000, "£"]
    assert data["county"][1] == [1, "commissioner-balance", "west", "all", 500, "£"]
    assert data["play"]["measure/open-rule-questions"] == 1


def test_the_digest_is_that_of_the_store():
    day = Day()
    data = json.loads(exports()["indicators"].text(tell(day.events, day.patch)))
    assert data["digests"]["record"] == day.store.digest()


def test_every_export_gives_the_same_bytes_twice():
    again = tell(told().events, told().patch)
    for export in exports().values():
        assert export.content(again) == export.content(told())


def test_the_timeline_file_links_every_line_to_events():
    rows = list(csv.DictReader(io.StringIO(exports()["timeline"].text(played()[0]))))
    happened = [row for row in rows if row["part"] == "happened"]
    assert happened and all(row["events"] for row in happened)
    assert {row["month_name"] for row in happened} >= {"June 2013", "July 2013"}


def test_nothing_is_overwritten(tmp_path):
    there = tmp_path / "export.json"
    there.write_text("mine")
    with pytest.raises(UsageError, match="nothing was overwritten"):
        export_as("json", told(), there)
    assert there.read_text() == "mine"
    with pytest.raises(UsageError, match="no export called"):
        export_as("docx", told(), tmp_path / "x")
    with pytest.raises(UsageError, match="could not be written"):
        export_as("json", told(), tmp_path / "absent" / "x.json")
    export_as("csv", told(), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes().count(b"\r\n") == 0
