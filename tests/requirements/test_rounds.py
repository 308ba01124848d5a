"""Rounds: each with its period, rules, assumptions and papers; what changes between them is written down and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.patch.check import check_pack
from shirehall.patch.model import Rule
from shirehall.patch.read import read_pack
from shirehall.patch.rounds import round_plans, rule_difference, rules_of
from tests.play.county import bigshire
from tests.requirements.helpers import BETWEEN, DayOf, alter, two_rounds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_rounds(tmp_path)


@pytest.mark.requirement("CLK-04")
def test_two_rounds_stand_as_objects_with_their_own_period_rules_assumptions_and_papers(folder: Path):
    assert check_pack(folder).sound
    first, second = round_plans(read_pack(folder))
    assert [(plan.begins, plan.ends) for plan in (first, second)] == [
        ("2013-06", "2013-11"),
        ("2017-04", "2017-06"),
    ]
    assert {rule.id for rule in first.rules} != {rule.id for rule in second.rules}
    assert [one.id for one in first.assumptions] == ["threshold-default"]
    assert [one.id for one in second.assumptions] == ["threshold-default", "telecare-published"]
    assert "common" in {paper.id for paper in first.briefings}
    assert [paper.id for paper in second.briefings] == ["common-r2"]
    assert first.change is None and second.change is not None
    assert second.change.carried and second.change.hypotheses
    (succession,) = second.successions
    assert (succession.of, succession.becomes, succession.how) == (["community"], ["acute"], "taken-over")
    ((name, figure),) = second.parameters
    assert (name, figure.value, figure.origin) == ("growth", 3.5, "assumed")


@pytest.mark.requirement("CLK-04")
def test_bigshire_is_one_round_and_nothing_lies_between():
    (plan,) = round_plans(bigshire())
    assert (plan.begins, plan.ends) == ("2013-06", "2014-06")
    assert plan.rules == tuple(bigshire().rules.rules) and bigshire().between == ()


@pytest.mark.requirement("CLK-04")
def test_papers_of_a_later_round_are_not_handed_out_in_the_first(folder: Path):
    day = DayOf(read_pack(folder))
    papers = [e.body["paper"] for e in day.session.events if e.kind == "briefing-given"]
    assert "common" in papers and "common-r2" not in papers


@pytest.mark.requirement("RUL-06")
def test_the_difference_of_two_rule_sets_is_explicit(folder: Path):
    patch = read_pack(folder)
    found = rule_difference(rules_of(patch, "r1"), rules_of(patch, "r2"))
    assert found.added == ("register-first",)
    assert found.removed == ("balance",)
    assert found.changed == (("ask-first", ("text", "basis", "who_may_rule")),)
    changed = {rule.id: rule for rule in rules_of(patch, "r2")}["ask-first"]
    assert changed.text == "Whoever closes a service asks the county first."
    assert changed.basis == "the Closure Order of 2016" and changed.topic == "quality"
    nothing = rule_difference(rules_of(patch, "r2"), rules_of(patch, "r2"))
    assert (nothing.added, nothing.removed, nothing.changed) == ((), (), ())
    with pytest.raises(UsageError, match="no round `r3`"):
        rules_of(patch, "r3")


@pytest.mark.requirement("RUL-06")
def test_the_second_rounds_rules_are_the_firsts_with_that_difference_and_no_other(folder: Path):
    patch = read_pack(folder)
    before, after = rules_of(patch, "r1"), rules_of(patch, "r2")
    found = rule_difference(before, after)
    kept: list[Rule] = [rule for rule in before if rule.id not in found.removed]
    assert [rule.id for rule in after] == [rule.id for rule in kept] + list(found.added)
    untouched = {rule.id for rule in kept} - {name for name, _ in found.changed}
    assert all(rule in before for rule in after if rule.id in untouched)


@pytest.mark.requirement("RUL-06")
@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("rule: balance", "rule: ballance", 5, "`ballance` is not a rule of this pack"),
        ("rule: ask-first", "rule: register-first", 7, "`register-first` is not a rule of this pack"),
        ("id: register-first", "id: ask-first", 10, "the rule `ask-first` stands already"),
        ("topic: quality", "topic: qualitee", 17, "`qualitee` is not a topic of this pack"),
        (', source: "the Finance Order of 2016"', ', source: ""', 5, "does not say why, or by what source"),
        ("of: [community]", "of: [comunity]", 19, "`comunity` is not an organisation of this pack"),
        (
            "becomes: [acute], how: taken-over",
            "becomes: [], how: taken-over",
            19,
            "does not fit `taken-over`",
        ),
        ("opens: r2", "opens: r1", 1, "`r1` is not a later round of this pack"),
    ],
)
def test_a_change_that_leads_nowhere_is_found_on_its_line(
    folder: Path, old: str, new: str, line: int, told: str
):
    assert old in BETWEEN
    alter(folder, "between.yaml", (old, new))
    faults = [
        fault for fault in check_pack(folder).faults if fault.where and fault.where.file == "between.yaml"
    ]
    assert [(fault.where.line, told in fault.what) for fault in faults if fault.where] == [(line, True)]
    assert faults[0].mend


@pytest.mark.requirement("RUL-06")
def test_a_second_round_without_a_word_on_what_changed_is_a_fault(folder: Path):
    (folder / "between.yaml").unlink()
    assert next(fault.what for fault in check_pack(folder).faults) == (
        "nothing says what changed before round `r2`."
    )
