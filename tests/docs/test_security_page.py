"""The page on security names every threat of the catalogue, each with tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
THREATS = [f"T{number}" for number in range(1, 28)]
NAMED = re.compile(r"`((?:tests/\w+/)?test_\w+\.py)::(test_\w+)`")


def rows() -> dict[str, list[str]]:
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"T\d+", cells[0]):
            assert cells[0] not in found, f"{cells[0]} stands twice"
            found[cells[0]] = cells
    return found


def names_in(file: str) -> set[str]:
    path = ROOT / file if file.startswith("tests/") else ROOT / "tests" / "host" / file
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_its_row_in_order() -> None:
    assert list(rows()) == THREATS


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_has_a_defence_and_tests_that_are_there(threat: str) -> None:
    _, what, against, shown = rows()[threat]
    assert len(what) > 10 and len(against) > 10
    named = NAMED.findall(shown)
    assert named, f"{threat} names no test"
    assert re.sub(NAMED, "", shown).strip(", ") == "", f"{threat} names something that is no test: {shown}"
    missing = [f"{file}::{test}" for file, test in named if test not in names_in(file)]
    assert missing == []


def test_what_does_not_apply_says_so_and_is_watched() -> None:
    idle = [threat for threat, cells in rows().items() if "does not apply" in cells[2]]
    assert idle == ["T13", "T14", "T15"]
