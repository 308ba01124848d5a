"""What `docs/record.md` says is so: its program checks a record, its table lists the envelope."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from shirehall.play.record.event import Event
from tests.record.helpers import AWKWARD, jsonl_of, letters, message

PAGE = (Path(__file__).parent.parent.parent / "docs" / "record.md").read_text(encoding="utf-8")
EVENTS = (*letters(8), message(9, body={"text": AWKWARD}))


def checked_by_hand(path: Path) -> tuple[int, str]:
    """What the page's own program says of a record, run without Shirehall."""
    program = PAGE.split("```python\n")[1].split("```")[0]
    assert "shirehall" not in program
    command = [sys.executable, "-I", "-c", program, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode, (run.stdout + run.stderr).strip()


def test_the_pages_program_checks_a_record(tmp_path: Path) -> None:
    path = jsonl_of(EVENTS, tmp_path / "r.jsonl")
    assert checked_by_hand(path) == (0, "9 events, whole")
    path.write_bytes(path.read_bytes().replace(b"Letter 5", b"Letter 6"))
    assert checked_by_hand(path) == (1, "event 5 was changed")


def test_the_pages_program_notices_another_header(tmp_path: Path) -> None:
    path = jsonl_of(EVENTS, tmp_path / "r.jsonl")
    path.write_bytes(path.read_bytes().replace(b"fenshire", b"moorland"))
    assert checked_by_hand(path) == (1, "the end or the header was changed")


def test_the_page_lists_every_field_of_the_envelope() -> None:
    table = PAGE.split("## The fields of an event")[1].split("##")[0]
    rows = [row.split("|")[1] for row in table.split("\n") if row.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert named == [field.name for field in fields(Event)]
