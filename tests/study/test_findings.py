"""Findings of a published exercise held against a play; the charter answered from it."""

from __future__ import annotations

import dataclasses

import pytest

from shirehall.patch.model import Comparison, Finding
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.study.filters import wanted
from shirehall.study.findings import judge
from shirehall.study.measures import compute, measure_called, measures
from shirehall.study.reading import tell
from tests.packs import pack
from tests.study.day import number as n
from tests.study.day import small_county, told


def finding(measure: str, op: str, value: float, **filters: object) -> Finding:
    return Finding(
        id="F", statement="What was reported.", measure=measure, filters=filters, compare=Comparison(op=op, value=value),
        strength="explicit", origin="the tests",
    )  # fmt: skip


def test_every_finding_of_bigshire_names_a_measure_that_exists_and_filters_it_knows():
    findings = pack("bigshire").findings
    assert [each.id for each in findings] == [f"F-B-{number:03}" for number in range(1, 126)]
    for each in findings:
        for condition in (*each.conditions, *([each.given] if each.given else [])):
            assert measure_called(condition.measure, condition.filters).read is not None, each.id
            events = {kind for name in ("event", "then_event", "against_event", "mix", "after_event")
                      for kind in wanted(condition.filters, name)}  # fmt: skip
            assert events <= set(gathered().kinds), each.id


def test_no_measure_names_an_organisation_of_bigshire():
    ids = {o.id for o in pack("bigshire").organisations}
    assert not ids & {word for name in measures() for word in name.split("-")}


def test_findings_are_held_not_held_or_cannot_be_told():
    held = judge(finding("month-of-first", "<=", 2, event="signed", tier="main"), told())
    assert (held.outcome, held.value, held.evidence) == ("held", 2.0, (n("sign-west"),))
    assert judge(finding("plans-accepted", ">=", 1, of_kind="commissioner"), told()).outcome == "not held"
    nothing = judge(finding("unanswered-share", ">", 0.5, asker_kind="council"), told())
    assert (nothing.outcome, nothing.value) == ("cannot tell", None)
    unknown = judge(finding("count", "==", 0, event="never-heard-of"), told())
    assert unknown.outcome == "cannot tell" and "never-heard-of" in unknown.why


def test_what_never_came_in_an_unfinished_round_cannot_be_told():
    part = tell(told().events[:30], told().patch)
    assert judge(finding("month-of-first", ">=", 3, event="sanctioned"), part).outcome == "cannot tell"
    assert judge(finding("month-of-first", ">=", 3, event="sanctioned"), told()).outcome == "held"


def test_coded_topics_cannot_be_told_from_a_record():
    coded = finding("talk-share", ">", 0.1, topic="money").model_copy(update={"topics_by": "coded"})
    assert judge(coded, told()).outcome == "cannot tell"


def county_with_findings() -> Patch:
    """The small county with a finding for each question of its charter."""
    patch = small_county()
    questions = [q.model_copy(update={"measures": ["count"]}) for q in patch.charter.questions]
    charter = patch.charter.model_copy(update={"questions": questions})
    return dataclasses.replace(
        patch, charter=charter, findings=(finding("count", ">=", 3, event="message-sent"),)
    )


@pytest.mark.requirement("PUR-10")
def test_every_question_of_the_charter_leads_to_facts_or_injects_and_to_events():
    table = compute("charter-answers", tell(told().events, county_with_findings()))
    for question in small_county().charter.questions:
        rows = table.where(question=question.id)
        found = rows.where(sort="finding")
        assert found.column("what_happened") == ("What was reported. Here: held (3, mark >= 3).",)
        assert found.evidence == ((n("letter-1"), n("letter-2"), n("reply")),)
        assert set(rows.column("id")) >= set(question.explored_by)
        assert any(rows.evidence), f"{question.id} has no event"
    turnover = table.where(id="acute.turnover").dicts()[0]
    assert turnover["sort"] == "fact" and "100 £m" in str(turnover["what_happened"])
    assert table.where(id="rq-closure").dicts()[0]["what_happened"] == "Asked 1 times, answered 1 times."


def test_explanations_stand_side_by_side_with_their_measure():
    table = compute("explanations", told())
    assert table.column("explanation") == tuple(e.id for e in small_county().charter.explanations)


def test_a_figure_of_the_county_answers_a_question_from_first_to_last_month():
    patch = small_county()
    questions = [q.model_copy(update={"measures": ["commissioner-balance"]}) for q in patch.charter.questions]
    with_figure = dataclasses.replace(
        patch, charter=patch.charter.model_copy(update={"questions": questions})
    )
    row = compute("charter-answers", tell(told().events, with_figure)).where(sort="figure").dicts()[0]
    said = "Commissioner balance, month 1 to month 6: East Shore from -1,000.0 to -6,000.0 £; West Vale from 500.0 to 500.0 £."
    assert str(row["what_happened"]).replace(".0", "") == said.replace(".0", "")
