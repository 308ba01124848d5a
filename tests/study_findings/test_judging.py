"""A finding held against a play: all its conditions, what it presupposes, what it needs, and what is designed into a pack."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from shirehall.assemble import new_day, play
from shirehall.patch.pack import Patch
from shirehall.patch.reported import Comparison, Condition, DesignedIn, Finding
from shirehall.play.record.memory import MemoryStore
from shirehall.study.findings import judge, judge_all
from shirehall.study.reading import Telling, tell
from tests.packs import pack
from tests.study_findings.made import Year


def condition(measure: str, op: str, mark: float, **filters: Any) -> Condition:
    return Condition(measure=measure, filters=filters, compare=Comparison(op=op, value=mark))  # type: ignore[arg-type]


def finding(first: Condition | None, **more: Any) -> Finding:
    own = (
        {"measure": first.measure, "filters": first.filters, "compare": first.compare}
        if first
        else {"measure": "none"}
    )
    return Finding(id="F", statement="It was so.", strength="explicit", origin="the tests", **own, **more)


@pytest.fixture(scope="module")
def bigshire() -> Patch:
    return pack("bigshire")


@pytest.fixture(scope="module")
def told() -> Telling:
    year = Year()
    year.act("asked", "north", "board", month=2)
    year.act("advised", "board", "north", month=3)
    return year.told()


ASKED = condition("count", ">=", 1, event="asked")
NOTHING_SIGNED = condition("count", "==", 0, event="signed")


def test_all_conditions_must_hold(told: Telling):
    late = condition("month-of-first", ">=", 3, event="advised")
    both = judge(finding(ASKED, also=[late]), told)
    assert (both.outcome, both.value, both.evidence) == ("held", 1.0, (1, 2))
    assert [part.outcome for part in both.parts] == [
        "held",
        "held",
    ] and "month of the first, at least 3: it was 3" in both.why
    later = condition("month-of-first", ">=", 4, event="advised")
    assert judge(finding(ASKED, also=[later]), told).outcome == "not held"
    untold = condition("unanswered-share", ">", 0, asker_kind="council")
    assert judge(finding(ASKED, also=[untold]), told).outcome == "cannot tell"
    assert judge(finding(ASKED, also=[untold, later]), told).outcome == "not held", (
        "one that does not hold is enough"
    )


def test_what_did_not_happen_is_no_finding_where_nothing_called_for_it(told: Telling):
    had_the_chance = judge(finding(NOTHING_SIGNED, given=ASKED), told)
    assert had_the_chance.outcome == "held" and had_the_chance.evidence == (1,)
    no_chance = judge(finding(NOTHING_SIGNED, given=condition("count", ">=", 1, event="proposed")), told)
    assert (no_chance.outcome, no_chance.value) == ("not held", 0.0)
    assert (
        no_chance.why == "what it presupposes did not come about: times done, at least 1: it was 0 (0 acts)"
    )
    assert no_chance.given is not None and no_chance.given.outcome == "not held"
    untold = condition("unanswered-share", ">", 0, asker_kind="council")
    assert judge(finding(NOTHING_SIGNED, given=untold), told).outcome == "cannot tell"
    signed = condition("count", ">=", 1, event="signed")
    assert judge(finding(signed, given=untold), told).outcome == "not held", (
        "it did not hold whatever it presupposes"
    )


def test_what_rests_on_notes_says_so_and_is_not_judged(told: Telling):
    seen = finding(None, needs=["observers"])
    assert not seen.computable and not seen.counts and seen.conditions == ()
    judged = judge(seen, told)
    assert (judged.outcome, judged.value, judged.mark) == (
        "cannot tell",
        None,
        "–",
    ) and "observers" in judged.why
    assert "participants" not in judged.why
    said = judge(finding(None, cannot="Nobody wrote it down."), told)
    assert said.why == "Nobody wrote it down."


def test_a_finding_without_a_measure_says_why_and_one_with_a_measure_what_it_is_compared_with():
    with pytest.raises(ValidationError, match="what it needs"):
        finding(None)
    with pytest.raises(ValidationError, match="nothing to compare"):
        finding(None, cannot="No.", given=ASKED)
    with pytest.raises(ValidationError, match="under `compare`"):
        Finding(id="F", statement="It was so.", measure="count", strength="explicit", origin="the tests")


def test_what_is_designed_in_is_judged_and_does_not_count(told: Telling):
    given_away = finding(ASKED, designed_in=DesignedIn(by="an inject says so", without={"inject": ["film"]}))
    assert judge(given_away, told).outcome == "held" and given_away.computable and not given_away.counts


ABSENT = ("==", "<", "<=")
SHARES_OF_OWN_ACTS = {"F-B-013", "F-B-051", "F-B-059", "F-B-075", "F-B-090", "F-B-103"}
"""Findings whose low number is a difference or a rank between things that were done, or months between two that came about."""


def test_bigshire_conditions_every_ceiling_and_absence_on_exposure(bigshire: Patch):
    for each in bigshire.findings:
        low = each.compare is not None and each.compare.op in ABSENT
        if (
            low
            and not each.measure.startswith(("month-", "rank", "backlog-rank", "phases"))
            and each.id not in SHARES_OF_OWN_ACTS
        ):
            assert each.given is not None, f"{each.id} is an absence without exposure"


def test_bigshire_counts_at_least_ninety_and_says_of_the_rest_why_not(bigshire: Patch):
    findings = bigshire.findings
    assert len(findings) == 125 and sum(each.counts for each in findings) >= 90
    for each in findings:
        assert each.counts or each.designed_in or each.needs or each.cannot, each.id


def test_a_year_in_which_nobody_does_anything_bears_nothing_out(bigshire: Patch):
    store = MemoryStore()
    play(new_day(bigshire, store, 3, who="silent", county=False))
    judged = judge_all(tell(tuple(store.read()), bigshire))
    assert len(judged) == 125 and [j.finding.id for j in judged if j.outcome == "held"] == []
