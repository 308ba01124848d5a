"""The page that maps all policy levers: every one stands there once, what it names exists, and what acts is proved."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shirehall.economy import levers
from shirehall.play.catalogue import gathered

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "levers.md"
LEAST_ACTING = 45


@dataclass(frozen=True)
class Mapped:
    """One row of the page."""

    lever: str
    what: str
    kind: str
    names: tuple[str, ...]
    reason: str
    proof: str


@cache
def mapped() -> tuple[Mapped, ...]:
    rows = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| LEV-"):
            lever, what, carried, reason, proof = (cell.strip() for cell in line.strip("|").split("|"))
            rows.append(
                Mapped(
                    lever,
                    what,
                    carried.partition(":")[0],
                    tuple(re.findall(r"`([^`]+)`", carried)),
                    reason,
                    proof,
                )
            )
    return tuple(rows)


@cache
def marks() -> frozenset[tuple[str, str, str]]:
    """(file, test, requirement) of every marked test."""
    found = set()
    for file in sorted(TESTS.rglob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for call in node.decorator_list:
                    if (
                        isinstance(call, ast.Call)
                        and isinstance(call.func, ast.Attribute)
                        and call.func.attr == "requirement"
                    ):
                        found |= {
                            (file.stem, node.name, each.value)
                            for each in call.args
                            if isinstance(each, ast.Constant)
                        }
    return frozenset(found)


def acting() -> list[Mapped]:
    return [row for row in mapped() if row.kind == "mechanism"]


def test_every_lever_stands_on_the_page_once() -> None:
    assert [row.lever for row in mapped()] == [f"LEV-{number:02}" for number in range(1, 83)]
    assert all(row.what and row.reason for row in mapped())
    assert {row.kind for row in mapped()} == {"mechanism", "move", "rule", "context only"}


def test_at_least_forty_five_levers_act_on_the_county_by_mechanisms_and_parameters_that_exist() -> None:
    assert len(acting()) >= LEAST_ACTING
    for row in acting():
        assert row.names and set(row.names) <= set(levers.catalogue()), row.lever
        known = {term.name for name in row.names for term in levers.catalogue()[name].terms}
        told = re.findall(r"`([a-z_-]+)`", row.reason)
        assert set(told) <= known | set(levers.catalogue()), f"{row.lever}: {sorted(set(told) - known)}"


def test_each_lever_that_acts_has_a_test_that_proves_it() -> None:
    for row in acting():
        file, _, test = row.proof.strip("`").partition("::")
        assert (file, test, row.lever) in marks(), f"{row.lever}: {row.proof}"


def test_levers_that_act_on_players_only_name_moves_that_exist_and_the_test_or_issue_that_proves_them() -> (
    None
):
    for row in mapped():
        if row.kind != "mechanism":
            file, _, test = row.proof.strip("`").partition("::")
            waits = re.fullmatch(r"issue [4-7]", row.proof)
            assert waits or (file, test, row.lever) in marks(), f"{row.lever}: {row.proof}"
            assert set(row.names) <= set(gathered().moves), f"{row.lever}: {row.names}"
            assert set(re.findall(r"`([a-z-]+)`", row.reason)) <= set(levers.catalogue()), row.lever


def test_no_lever_marked_as_proved_is_called_one_for_players_only() -> None:
    economy = {file.stem for file in (TESTS / "economy").glob("test_*.py")}
    proved = {lever for file, _, lever in marks() if file in economy and lever.startswith("LEV-")}
    assert proved == {row.lever for row in acting()}
