"""A test says which requirements it proves, by ids that exist, and by few of them."""

import ast
import re
from pathlib import Path

import pytest

from tools.coverage_table import (
    Mark,
    MarkedTest,
    Outcomes,
    Requirement,
    marked_tests,
    read_requirements,
    read_table,
    render,
    requirement_marks,
)

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "tests" / "data" / "requirements.csv"
MOST_IDS = 3
OWNERS = {2, 3, 4, 5, 6, 7}


def all_trees() -> list[tuple[ast.Module, str]]:
    return [
        (ast.parse(path.read_text(encoding="utf-8"), str(path)), path.relative_to(ROOT).as_posix())
        for path in sorted((ROOT / "tests").rglob("*.py"))
    ]


def test_every_mark_names_one_to_three_requirements_that_exist() -> None:
    known = {requirement.id for requirement in read_requirements(REQUIREMENTS)}
    marks = [mark for tree, file in all_trees() for mark in requirement_marks(tree, file)]
    wrong = [
        mark
        for mark in marks
        if not mark.literal or not 1 <= len(mark.ids) <= MOST_IDS or not set(mark.ids) <= known
    ]
    assert not wrong, f"a mark holds one to three known ids, written out: {wrong}"


def test_no_test_claims_more_than_three_requirements_in_all() -> None:
    greedy = [
        test for tree, file in all_trees() for test in marked_tests(tree, file) if len(test.ids) > MOST_IDS
    ]
    assert not greedy


def test_the_table_of_requirements_is_sound() -> None:
    requirements = read_requirements(REQUIREMENTS)
    ids = [requirement.id for requirement in requirements]
    assert len(ids) == len(set(ids)) == 293
    assert all(re.fullmatch(r"[A-Z]{3}-\d{2}", identity) for identity in ids)
    assert {requirement.source for requirement in requirements} == {"bigshire", "seesaw"}
    assert {requirement.owner for requirement in requirements} <= OWNERS
    assert all(1 <= len(requirement.title.split()) <= 8 for requirement in requirements)


CODE = """
import pytest
from machine import Machine

@pytest.mark.requirement("NEG-01", "NEG-02")
def test_one(): ...

@pytest.mark.requirement("REC-01")
class TestMany:
    @pytest.mark.requirement("REC-02")
    def test_two(self): ...
    def helper(self): ...

TestPlay = pytest.mark.requirement("RUL-08")(Machine.TestCase)

def test_unmarked(): ...
"""


def test_marks_are_found_wherever_they_stand() -> None:
    assert marked_tests(ast.parse(CODE), "tests/t.py") == [
        MarkedTest("tests/t.py::test_one", ("NEG-01", "NEG-02")),
        MarkedTest("tests/t.py::TestMany::test_two", ("REC-01", "REC-02")),
        MarkedTest("tests/t.py::TestPlay::runTest", ("RUL-08",)),
    ]


def test_a_mark_on_the_whole_file_reaches_each_test() -> None:
    code = 'import pytest\npytestmark = pytest.mark.requirement("PAT-01")\ndef test_a(): ...\n'
    assert marked_tests(ast.parse(code), "t.py") == [MarkedTest("t.py::test_a", ("PAT-01",))]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"A", "B"', Mark("t.py", 1, ("A", "B"), literal=True)),
        ("NAME", Mark("t.py", 1, (), literal=False)),
    ],
)
def test_a_mark_whose_ids_are_not_written_out_is_told_apart(arguments: str, expected: Mark) -> None:
    tree = ast.parse(f"pytest.mark.requirement({arguments})")
    assert requirement_marks(tree, "t.py") == [expected]


def test_the_page_says_what_passed_and_who_owns_the_rest() -> None:
    requirements = [
        Requirement("NEG-01", "negotiation", "seesaw", "Free bargaining", 2),
        Requirement("NEG-02", "negotiation", "bigshire", "Talk and deeds", 2),
        Requirement("MOD-01", "quantitative model", "seesaw", "A model", 3),
    ]
    outcomes = Outcomes()
    outcomes.passed("t.py::test_a[1]", ["NEG-01"])
    outcomes.passed("t.py::test_a[2]", ["NEG-01"])
    outcomes.passed("t.py::test_b[1]", ["NEG-02"])
    outcomes.not_passed("t.py::test_b[2]", ["NEG-02"])
    page = render(requirements, outcomes)
    assert read_table(page) == {"NEG-01": ["t.py::test_a"], "NEG-02": [], "MOD-01": []}
    assert "| negotiation | 1 | 2 | 2 |" in page
    assert "| quantitative model | 0 | 1 | 3 |" in page
    assert "**1 of 3 proved.**" in page
