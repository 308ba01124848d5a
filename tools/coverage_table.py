"""The table of requirements: which test proves which, and which issue owns those not proved yet.

`docs/coverage.md` is written from a run of the tests (see `tests/conftest.py`) and read back by the house's own
test, which holds it beside the marks in the tests.
"""

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Requirement:
    """One thing that the published exercises show a simulation needs, in our own few words."""

    id: str
    area: str
    source: str
    title: str
    owner: int


@dataclass
class Outcomes:
    """What each marked test proved in one run; a test that failed in any of its cases proves nothing."""

    passes: dict[str, set[str]] = field(default_factory=dict)
    failures: set[str] = field(default_factory=set)

    def passed(self, nodeid: str, ids: Iterable[str]) -> None:
        self.passes.setdefault(bare_name(nodeid), set()).update(ids)

    def not_passed(self, nodeid: str, ids: Iterable[str]) -> None:
        self.failures.add(bare_name(nodeid))
        self.passes.setdefault(bare_name(nodeid), set()).update(ids)

    def proof_of(self, identity: str) -> list[str]:
        """Names of the tests that proved this requirement, sorted."""
        return sorted(
            name for name, ids in self.passes.items() if identity in ids and name not in self.failures
        )


def bare_name(nodeid: str) -> str:
    """The test without its parameters: `tests/a.py::test_b[1]` is `tests/a.py::test_b`."""
    return nodeid.partition("[")[0]


def read_requirements(path: Path) -> list[Requirement]:
    """Read `id,area,source,title,owner` rows in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Requirement(row["id"], row["area"], row["source"], row["title"], int(row["owner"]))
            for row in csv.DictReader(file)
        ]


def render(requirements: list[Requirement], outcomes: Outcomes) -> str:
    """The whole page in Markdown: counts by area, then one row a requirement."""
    proofs = {requirement.id: outcomes.proof_of(requirement.id) for requirement in requirements}
    proved = sum(1 for proof in proofs.values() if proof)
    lines = [
        "# What is proved",
        "",
        "Two published behavioural simulations show what a run, its packs, its record, its debrief and its model",
        f"need: {len(requirements)} requirements. This page is written from a run of the tests by",
        "`python3 dev.py coverage`; do not edit it by hand. A requirement is proved when a test that carries its id",
        "passes. The others name the issue that will prove them.",
        "",
        f"**{proved} of {len(requirements)} proved.**",
        "",
        "| area | proved | of | waiting for issue |",
        "|---|--:|--:|---|",
    ]
    lines += [_area_row(area, requirements, proofs) for area in _areas(requirements)]
    lines += [
        "",
        "| id | what is required | area | source | proved by, or waiting for |",
        "|---|---|---|---|---|",
    ]
    lines += [_requirement_row(requirement, proofs[requirement.id]) for requirement in requirements]
    return "\n".join(lines) + "\n"


def _areas(requirements: list[Requirement]) -> list[str]:
    return list(dict.fromkeys(requirement.area for requirement in requirements))


def _area_row(area: str, requirements: list[Requirement], proofs: dict[str, list[str]]) -> str:
    members = [requirement for requirement in requirements if requirement.area == area]
    proved = sum(1 for member in members if proofs[member.id])
    owners = sorted({member.owner for member in members if not proofs[member.id]})
    waiting = ", ".join(str(owner) for owner in owners) or "none"
    return f"| {area} | {proved} | {len(members)} | {waiting} |"


def _requirement_row(requirement: Requirement, proof: list[str]) -> str:
    outcome = "<br>".join(f"`{name}`" for name in proof) or f"issue {requirement.owner}"
    return (
        f"| {requirement.id} | {requirement.title} | {requirement.area} | {requirement.source} | {outcome} |"
    )


def read_table(page: str) -> dict[str, list[str]]:
    """The tests that the written page names for each id (an empty list when it waits for an issue)."""
    table: dict[str, list[str]] = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"[A-Z]{3}-\d{2}", cells[0]):
            table[cells[0]] = re.findall(r"`([^`]+)`", cells[4])
    return table


@dataclass(frozen=True)
class Mark:
    """One `pytest.mark.requirement(...)` call as it stands in a file."""

    file: str
    line: int
    ids: tuple[str, ...]
    literal: bool


@dataclass(frozen=True)
class MarkedTest:
    """A test function with all marks that reach it, its class's and its file's among them."""

    name: str
    ids: tuple[str, ...]


def requirement_marks(tree: ast.AST, file: str) -> list[Mark]:
    """Every requirement mark in a parsed file, wherever it stands."""
    return [_mark(node, file) for node in ast.walk(tree) if _is_requirement_call(node)]


def marked_tests(tree: ast.Module, file: str) -> list[MarkedTest]:
    """The tests of a parsed file that carry at least one requirement, with their ids sorted."""
    everywhere = _pytestmark_ids(tree, file)
    found = [
        MarkedTest(name, tuple(sorted({*everywhere, *ids})))
        for name, ids in _tests_in(tree, file, file, set())
    ]
    return [test for test in found if test.ids]


def _tests_in(
    scope: ast.Module | ast.ClassDef, file: str, prefix: str, inherited: set[str]
) -> Iterator[tuple[str, set[str]]]:
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            ids = inherited | _decorator_ids(node, file) | _pytestmark_ids(node, file)
            yield from _tests_in(node, file, f"{prefix}::{node.name}", ids)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield f"{prefix}::{node.name}", inherited | _decorator_ids(node, file)
        elif isinstance(node, ast.Assign) and _is_machine(node.value):
            ids = inherited | {identity for mark in requirement_marks(node, file) for identity in mark.ids}
            yield f"{prefix}::{ast.unparse(node.targets[0])}::runTest", ids


def _is_machine(value: ast.expr) -> bool:
    """`TestPlay = Machine.TestCase`, marked or not: a hypothesis state machine seen as a test."""
    if isinstance(value, ast.Call) and len(value.args) == 1:
        return _is_machine(value.args[0])
    return isinstance(value, ast.Attribute) and value.attr == "TestCase"


def _decorator_ids(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, file: str) -> set[str]:
    return {
        identity
        for decorator in node.decorator_list
        for mark in requirement_marks(decorator, file)
        for identity in mark.ids
    }


def _pytestmark_ids(scope: ast.Module | ast.ClassDef, file: str) -> set[str]:
    return {
        identity
        for node in scope.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
        for mark in requirement_marks(node.value, file)
        for identity in mark.ids
    }


def _is_requirement_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "requirement"
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "mark"
    )


def _mark(node: ast.AST, file: str) -> Mark:
    assert isinstance(node, ast.Call)
    values = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return Mark(file, node.lineno, tuple(values), literal=len(values) == len(node.args))
