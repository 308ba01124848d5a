"""The page of proved requirements is in step with the marks that stand in the tests."""

import ast
from pathlib import Path

from tools.coverage_table import marked_tests, read_requirements, read_table

ROOT = Path(__file__).parents[2]


def test_the_page_names_exactly_the_tests_that_carry_each_requirement() -> None:
    page = read_table((ROOT / "docs" / "coverage.md").read_text(encoding="utf-8"))
    marked: dict[str, list[str]] = {
        requirement.id: [] for requirement in read_requirements(ROOT / "tests" / "data" / "requirements.csv")
    }
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for test in marked_tests(tree, path.relative_to(ROOT).as_posix()):
            for identity in test.ids:
                marked[identity].append(test.name)
    late = {
        identity: {"marked": sorted(tests), "on the page": page.get(identity)}
        for identity, tests in marked.items()
        if page.get(identity) != sorted(tests)
    }
    assert not late, f"run `python3 dev.py coverage`: {late}"
