"""The page of Bigshire's findings: its table has every finding as the pack has it, and its tool writes labs' figures into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.lab.page.words import measured
from tests.lab_results.made import a_lab, bigshire, kept
from tools import findings_page as tool

MEND = "run: .venv/bin/python tools/findings_page.py (with --findings LAB for its shares)"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").replace("\\|", "¦").split("|")]


def rows(words: str) -> list[list[str]]:
    lines = [line for line in words.splitlines() if line.startswith("| F-B-")]
    return [found for found in map(cells, lines) if len(found) == tool.HEADS.count("|") - 1]


def test_the_page_has_every_finding_as_the_pack_has_it():
    page = tool.PAGE.read_text(encoding="utf-8")
    found = rows(tool.between("findings", page))
    asked = [
        [cells(tool.row(f.id, f.statement, measured(f)))[i] for i in range(3)] for f in bigshire().findings
    ]
    assert [row[:3] for row in found] == asked, MEND


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page with the figures of a lab made by hand."""
    home = tmp_path_factory.mktemp("page")
    lab = kept(home / "lab", a_lab(14))
    page = home / "findings.md"
    page.write_text(tool.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    asked = home / "directions.yaml"
    asked.write_text(
        "- {says: Habit keeps work cheap, arm: without-habit, number: backlog-trend, expects: up}\n"
        "- {says: Nobody acts, arm: silent, number: events, expects: up}\n"
        f"- {{says: Habit drives it, arm: without-habit, number: {bigshire().findings[0].id}, expects: down}}\n",
        encoding="utf-8",
    )
    tool.main(
        ["--findings", str(lab), "--knock-outs", str(lab), "--directions", str(lab), str(asked)], page=page
    )
    return page.read_text(encoding="utf-8")


def test_the_tool_writes_a_labs_shares(written: str):
    table = tool.between("findings", written)
    assert "14 runs, seeds 1 to 14" in table and "count (" in table
    found = rows(table)
    assert len(found) == len(bigshire().findings)
    assert any("% (" in row[4] for row in found) and {"counts", "does not hold"} <= {row[7] for row in found}


def test_the_tool_writes_knock_outs_and_directions(written: str):
    assert "| habit | 14 |" in tool.between("knock-outs", written)
    lines = [line for line in tool.between("directions", written).splitlines() if line.startswith("|")][2:]
    assert [cells(line)[-1] for line in lines[:2]] == ["yes", "the other way"]
    assert cells(lines[2])[2] == bigshire().findings[0].id


def test_the_rest_of_the_page_is_left_as_it_is(written: str):
    page = tool.PAGE.read_text(encoding="utf-8")
    assert written.split("<!-- findings: begin -->")[0] == page.split("<!-- findings: begin -->")[0]


def test_what_a_lab_does_not_have_is_said(tmp_path: Path):
    lab = a_lab(3)
    with pytest.raises(UsageError, match="no runs of an arm"):
        tool.directions(lab, [{"says": "", "arm": "nobody", "number": "events", "expects": "up"}])
    with pytest.raises(UsageError, match="no number nothing"):
        tool.directions(lab, [{"says": "", "arm": "silent", "number": "nothing", "expects": "up"}])
    from shirehall.lab.arms import PLAIN

    with pytest.raises(UsageError, match="switches no mechanism off"):
        tool.knock_outs(a_lab(2, arms=(PLAIN,)))
