"""What was reported, held against runs: shares, the rule of counting, what is left out, and what falls in an arm."""

from __future__ import annotations

import json

import pytest

from shirehall.lab.arms import PLAIN, RANDOM, SILENT, Arm, Change
from shirehall.lab.held import (
    against_base,
    cannot_be_told,
    counting,
    findings_json,
    knocked_out,
    of_record,
    standings,
    takes_away,
)
from shirehall.patch.reported import Comparison, DesignedIn, Finding
from shirehall.study.findings import Judgement
from tests.lab_results.made import WITHOUT, a_lab, a_run, bigshire, results, told


def a_finding(name: str = "F-1", **more) -> Finding:
    given = {"statement": "Something was said.", "measure": "deed-share", "compare": Comparison(op=">=", value=1.0),
             "strength": "explicit", "origin": "a page", **more}  # fmt: skip
    return Finding(id=name, **given)


def patch_with(*findings: Finding):
    from dataclasses import replace

    return replace(bigshire(), findings=findings)


def lab(*runs, findings=None, arms=(PLAIN, RANDOM, SILENT, WITHOUT)):
    return results(*runs, arms=arms, patch=patch_with(*(findings or (a_finding(),))))


def some(arm: str, held: int, of: int, value: float | None = 2.0, name: str = "F-1"):
    return [
        a_run(arm, seed, {name: told("held" if seed <= held else "not held", value)})
        for seed in range(1, of + 1)
    ]


@pytest.mark.parametrize(
    ("scripts", "random", "silent", "verdict"),
    [
        (10, 0, 0, "counts"),
        (5, 2, 2, "counts"),
        (4, 0, 0, "does not hold"),
        (10, 8, 0, "no better than chance"),
        (10, 0, 8, "no better than chance"),
        (10, 7, 7, "counts"),
        (6, 4, 0, "no better than chance"),
    ],
)
def test_a_finding_counts_by_half_the_runs_and_a_lead_over_both_baselines(scripts, random, silent, verdict):
    (found,) = standings(
        lab(*some("pack", scripts, 10), *some("random", random, 10), *some("silent", silent, 10))
    )
    assert found.verdict == verdict
    assert found.counts is (verdict == "counts")
    assert found.here is not None and found.here.share == scripts / 10
    assert found.here.low < scripts / 10 < found.here.high or scripts == 10


def test_a_lead_of_exactly_a_quarter_counts_and_a_hair_less_does_not():
    runs = [*some("pack", 15, 20), *some("silent", 0, 20)]
    (enough,) = standings(lab(*runs, *some("random", 10, 20)))
    (short,) = standings(lab(*runs, *some("random", 11, 20)))
    assert enough.counts and not short.counts


def test_without_baselines_nothing_counts():
    (found,) = standings(lab(*some("pack", 10, 10), *some("random", 0, 10)))
    assert found.verdict == "no baseline" and not found.counts
    assert found.as_json()["silent"] is None


def test_a_run_that_cannot_tell_is_one_in_which_it_did_not_hold():
    runs = [a_run("pack", seed, {"F-1": told("cannot tell", None)}) for seed in range(3)]
    runs += [a_run("pack", 9, {"F-1": told("held", 4.0)}), a_run("pack", 10)]
    (found,) = standings(lab(*runs))
    assert found.here is not None and (found.here.held, found.here.runs) == (1, 5)
    assert found.value == 4.0 and found.computable


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"needs": ["observers"]}, "observers"),
        ({"measure": "none", "compare": None, "cannot": "no record holds the mood"}, "mood"),
        ({"topics_by": "coded"}, "code"),
    ],
)
def test_what_such_a_run_cannot_tell_is_left_out_and_says_why(more, why):
    finding = a_finding(**more)
    assert why in cannot_be_told(finding)
    (found,) = standings(
        lab(*some("pack", 9, 9), *some("random", 0, 9), *some("silent", 0, 9), findings=(finding,))
    )
    assert found.verdict == "not computable" and found.holds is None and found.here is None
    assert counting([found]) == (0, 0)
    assert not against_base(lab(*some("pack", 9, 9), *some("random", 0, 9), findings=(finding,)))[0].findings


def test_what_is_designed_in_is_left_out_of_the_count_and_still_measured():
    finding = a_finding(designed_in=DesignedIn(by="an inject says so", without={"inject": ["flood"]}))
    (found,) = standings(
        lab(*some("pack", 9, 9), *some("random", 0, 9), *some("silent", 0, 9), findings=(finding,))
    )
    assert found.verdict == "designed in" and not found.counts and found.holds
    assert counting([found]) == (0, 0)
    assert found.as_json()["designed_in"] is True and found.as_json()["share"] == 1.0


def test_an_arm_takes_away_what_designs_a_finding_in():
    finding = a_finding(designed_in=DesignedIn(by="an inject", without={"inject": ["flood"]}))
    gone = Arm("dry", changes=(Change("remove", "injects.yaml", json.dumps("flood")),))
    forgotten = Arm("dry", changes=(Change("forget", "", value=json.dumps("flood")),))
    other = Arm("dry", changes=(Change("set", "injects.yaml", json.dumps("flood"), ("month",), "3"),))
    assert takes_away(gone, finding) and takes_away(forgotten, finding)
    assert not takes_away(other, finding) and not takes_away(gone, a_finding())


def test_the_share_under_the_mark_first_put_stands_beside_ours():
    finding = a_finding(digest_mark=Comparison(op=">=", value=0.5))
    runs = [
        a_run("pack", seed, {"F-1": told("held" if value >= 1 else "not held", value)})
        for seed, value in enumerate([0.2, 0.6, 0.8, 1.2])
    ]
    (found,) = standings(lab(*runs, findings=(finding,)))
    assert found.first is not None and found.here is not None
    assert (found.first.share, found.here.share) == (0.75, 0.25)


def test_the_json_is_the_one_that_was_agreed():
    rows = findings_json(standings(lab(*some("pack", 2, 3, 0.123456), *some("random", 1, 3))))
    assert rows == {
        "findings": [
            {"id": "F-1", "computable": True, "designed_in": False, "value": 0.1235, "holds": True, "share": 0.6667,
             "random": 0.3333, "silent": None}
        ]
    }  # fmt: skip


def test_one_record_has_no_shares():
    finding, other = a_finding(), a_finding("F-2", needs=["participants"])
    found = of_record(
        [
            Judgement(finding, "held", 3.0, (), "three of four"),
            Judgement(other, "cannot tell", None, (), "nobody was asked"),
            Judgement(a_finding("F-3"), "cannot tell", None, (), "there was nothing to measure"),
        ]
    )
    held, unknown, absent = (each.as_json() for each in found)
    assert held == {"id": "F-1", "computable": True, "designed_in": False, "value": 3.0, "holds": True, "share": None,
                    "random": None, "silent": None}  # fmt: skip
    assert (unknown["computable"], unknown["holds"]) == (False, None)
    assert (absent["computable"], absent["holds"]) == (True, False)


def test_a_finding_falls_in_an_arm_when_the_interval_leaves_nought_out():
    runs = [*some("pack", 30, 40), *some("without-habit", 10, 40), *some("random", 29, 40)]
    by_name = {each.arm.name: each for each in against_base(lab(*runs))}
    deep, slight = by_name["without-habit"], by_name["random"]
    assert [fall.finding.id for fall in deep.falls] == ["F-1"] and not deep.rises
    assert deep.falls[0].change.lost == 20 and deep.falls[0].change.high < 0
    assert not slight.falls and slight.pairs == 40
    assert knocked_out(deep.arm) == "habit" and knocked_out(slight.arm) == ""


def test_an_arm_that_changes_the_pack_too_is_no_knock_out():
    both = Arm("both", without=("habit",), changes=(Change("set", "a.yaml"),))
    assert knocked_out(both) == "" and knocked_out(Arm("two", without=("habit", "trust"))) == "habit, trust"


def test_the_arm_that_others_are_set_against_is_the_pack_as_it_is():
    assert results(a_run("pack", 1)).base is PLAIN
    named = Arm("base", jitter=0.1)
    assert results(a_run("base", 1), arms=(RANDOM, named)).base is named
    quiet, changed = Arm("quiet"), Arm("changed", jitter=0.2)
    assert results(a_run("quiet", 1), arms=(RANDOM, changed, quiet)).base is quiet


def test_many_findings_of_a_real_pack_are_told_in_its_order():
    found = standings(a_lab(20))
    assert [each.finding.id for each in found] == [finding.id for finding in bigshire().findings]
    many, of = counting(found)
    assert 0 < many < of
    fewer, _ = counting(standings(a_lab(20), "without-habit"))
    assert fewer < many
