"""What SeeSaw's report says happened, as the pack states it: every statement once, measurable or not and why, read by round."""

from __future__ import annotations

import pytest

from shirehall.patch.pack import Patch
from shirehall.patch.reported import Condition, Finding
from shirehall.study.filters import ROUND_READS
from shirehall.study.findings import judge
from shirehall.study.measures import measure_called
from tests.packs import pack
from tests.study_findings.made import Year


@pytest.fixture(scope="module")
def seesaw() -> Patch:
    return pack("seesaw")


def conditions(finding: Finding) -> list[Condition]:
    return [*finding.conditions, *([finding.given] if finding.given else [])]


def test_every_reported_behaviour_stands_once_and_most_can_be_told_from_a_record(seesaw: Patch):
    ids = [each.id for each in seesaw.findings]
    assert ids == [f"F-S-{number:03d}" for number in range(1, 120)]
    assert sum(each.counts for each in seesaw.findings) >= 60
    assert all(each.designed_in.without for each in seesaw.findings if each.designed_in)


def test_each_measure_knows_the_filters_that_are_put_to_it(seesaw: Patch):
    for finding in seesaw.findings:
        for each in conditions(finding):
            assert measure_called(each.measure, each.filters).read is not None, finding.id


def test_every_finding_belongs_to_a_question_of_the_charter(seesaw: Patch):
    named = {each for question in seesaw.charter.questions for each in question.findings}
    assert named == {each.id for each in seesaw.findings}


def test_a_ceiling_or_an_absence_presupposes_that_there_was_the_chance(seesaw: Patch):
    for finding in seesaw.findings:
        nothing = [
            each for each in finding.conditions if each.compare.op in ("==", "<=") and each.compare.value == 0
        ]
        if len(nothing) == len(finding.conditions) and nothing:
            assert finding.given is not None, finding.id


def test_of_a_round_that_was_not_played_nothing_is_told(seesaw: Patch):
    year = Year()
    year.act("asked", "north", "acute", month=2)
    told = year.told(patch=seesaw)
    later = [
        f
        for f in seesaw.findings
        if f.computable and any(c.filters.get("round") == "r2" for c in conditions(f))
    ]
    assert len(later) > 30
    compared = [
        f for f in seesaw.findings if any(c.filters.get("read") in ROUND_READS for c in conditions(f))
    ]
    assert len(compared) >= 5
    judged = [judge(each, told) for each in (*later, *compared)]
    assert {each.outcome for each in judged} == {"cannot tell"}
    assert all("round r2 was not played" in each.why for each in judged)
