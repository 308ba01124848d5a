"""The page on faults names every fault of the catalogue, each with tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "faults.md"
FAULTS = [f"F{number}" for number in range(1, 25)]
NAMED = re.compile(r"`((?:tests/\w+/)?test_\w+\.py)::(test_\w+)`")


def rows() -> dict[str, list[str]]:
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"F\d+", cells[0]):
            assert cells[0] not in found, f"{cells[0]} stands twice"
            found[cells[0]] = cells
    return found


def names_in(file: str) -> set[str]:
    path = ROOT / file if file.startswith("tests/") else ROOT / "tests" / "host" / file
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_its_row_in_order() -> None:
    assert list(rows()) == FAULTS


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_a_promise_and_tests_that_are_there(fault: str) -> None:
    _, what, kept, shown = rows()[fault]
    assert len(what) > 10 and len(kept) > 10
    named = NAMED.findall(shown)
    assert named, f"{fault} names no test"
    assert re.sub(NAMED, "", shown).strip(", ") == "", f"{fault} names something that is no test: {shown}"
    missing = [f"{file}::{test}" for file, test in named if test not in names_in(file)]
    assert missing == []
