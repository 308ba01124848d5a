"""docs/depth.md and the catalogue say the same of what waits, both ways."""

import re
from pathlib import Path

from shirehall.play.catalogue import gathered

PAGE = Path(__file__).parents[2] / "docs" / "depth.md"
ISSUES = {"3", "4", "5", "6", "7"}


def rows() -> dict[str, tuple[str, str, str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if not line.startswith("| ---")
    ]
    return {name: (now, waits, issue) for name, now, waits, issue in cells if name != "Move"}


def test_every_shallow_move_is_on_the_page_with_its_issue_and_no_other_is():
    shallow = {m.name: m.owner for m in gathered().moves.values() if m.depth == "shallow"}
    assert {name: f"issue {row[2]}" for name, row in rows().items()} == shallow


def test_every_row_says_what_happens_now_and_what_waits():
    for name, (now, waits, issue) in rows().items():
        assert len(now) > 20 and len(waits) > 10 and issue in ISSUES, name


def test_deep_moves_name_no_owner_and_all_moves_are_summed_up():
    for move in gathered().moves.values():
        assert (move.depth == "shallow") == bool(move.owner), move.name
        assert move.summary.endswith(".") and re.fullmatch(r"[a-z]+(-[a-z]+)*", move.name)
