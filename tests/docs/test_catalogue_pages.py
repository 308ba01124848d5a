"""The pages on faults and on threats name everything of their catalogue, each with tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUES = {
    "faults.md": [f"F{number}" for number in range(1, 25)],
    "security.md": [f"T{number}" for number in range(1, 28)],
}
NAMED = re.compile(r"`((?:tests/\w+/)?test_\w+\.py)::(test_\w+)`")
ENTRIES = [(page, entry) for page, entries in CATALOGUES.items() for entry in entries]


def rows(page: str) -> dict[str, list[str]]:
    found = {}
    for line in (ROOT / "docs" / page).read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"[FT]\d+", cells[0]):
            assert cells[0] not in found, f"{cells[0]} stands twice"
            found[cells[0]] = cells
    return found


def names_in(file: str) -> set[str]:
    path = ROOT / file if file.startswith("tests/") else ROOT / "tests" / "host" / file
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", CATALOGUES)
def test_everything_has_its_row_in_order(page: str) -> None:
    assert list(rows(page)) == CATALOGUES[page]


@pytest.mark.parametrize(("page", "entry"), ENTRIES)
def test_each_row_says_what_is_done_and_names_tests_that_are_there(page: str, entry: str) -> None:
    _, what, done, shown = rows(page)[entry]
    assert len(what) > 10 and len(done) > 10
    named = NAMED.findall(shown)
    assert named, f"{entry} names no test"
    assert re.sub(NAMED, "", shown).strip(", ") == "", f"{entry} names something that is no test: {shown}"
    missing = [f"{file}::{test}" for file, test in named if test not in names_in(file)]
    assert missing == []


def test_what_does_not_apply_says_so_and_is_watched() -> None:
    idle = [threat for threat, cells in rows("security.md").items() if "does not apply" in cells[2]]
    assert idle == ["T13", "T14", "T15"]
