"""Measures that rest on coding: shares with the agreement beside them, topics told three ways, findings held by coded topics."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from shirehall.errors import UsageError
from shirehall.patch.model import Comparison, Finding
from shirehall.study.codes.codings import codings_of
from shirehall.study.codes.raters import agreement, pairs, with_senders, with_word_list
from shirehall.study.codes.reckoned import krippendorff
from shirehall.study.findings import judge, judge_all
from shirehall.study.measures import compute, every_measure, measures, noted_measures, reading
from shirehall.study.study import Study
from tests.study.coded import LETTERS, Desk, two_coders
from tests.study.day import number, told
from tests.study.notes import ONE, TWO


def row(table: Any, **cells: Any) -> dict[str, Any]:
    """The one row that holds some cells."""
    (found,) = table.where(**cells).dicts()
    return found


def test_a_record_alone_is_a_study_whose_notebook_is_empty():
    assert set(measures()) | set(noted_measures()) == set(every_measure())
    assert not set(measures()) & set(noted_measures())
    for name in noted_measures():
        assert compute(name, told()) == compute(name, Study(told()))
    assert reading("coded-share", told()).value is None
    assert compute("count", Study(told())) == compute("count", told())
    with pytest.raises(UsageError, match="no filter 'weather'"):
        compute("code-shares", told(), {"weather": "fine"})


def test_every_row_of_a_measure_of_the_notebook_names_the_entries_it_rests_on():
    study = two_coders().study
    for name in noted_measures():
        table = compute(name, study)
        assert len(table.noted) == len(table.rows) == len(table.evidence), name
        for entries, events in zip(table.noted, table.evidence, strict=True):
            assert all(1 <= n <= len(study.entries) for n in entries), name
            assert all(1 <= seq <= len(told().events) for seq in events), name
        kept = (
            table.where(**dict(zip(table.columns[:1], table.rows[0][:1], strict=True)))
            if table.rows
            else table
        )
        assert len(kept.noted) == len(kept.rows)


@pytest.mark.requirement("REC-02")
def test_shares_of_topics_stand_by_kind_of_body_with_agreement_beside_each():
    study = two_coders().study
    table = compute("code-shares", study, {"sort": "topic"})
    money = row(table, kind="commissioner", code="money")
    assert (money["coded"], money["with_code"], money["agreed"], money["disputed"], money["share"]) == (
        4,
        3,
        3,
        1,
        0.75,
    )
    whole = krippendorff(
        [
            ["money" in each.by(coder, "topic") for coder in (ONE, TWO)]
            for each in codings_of(study).coded("topic")
        ]
    )
    assert money["alpha"] == whole == agreement(study, "topic").of("money").value
    assert money["coded_twice"] == 6 and money["low"] < money["alpha"] < money["high"]
    assert any("too little to rest a claim on" in note for note in table.notes)
    at = table.columns.index("code")
    place = next(
        i for i, cells in enumerate(table.rows) if cells[0] == "commissioner" and cells[at] == "money"
    )
    assert table.evidence[place] == tuple(
        sorted(number(name) for name in ("letter-1", "letter-2", "ask", "ask-2"))
    )
    kinds = {entry.kind for n in table.noted[place] if (entry := study.entry(n))}
    assert kinds == {"coding"} and len(table.noted[place]) == 8


@pytest.mark.parametrize(
    ("by", "groups"), [("month", [1, 2]), ("phase", ["start", "start"]), ("body", ["east", "west"])]
)
def test_shares_of_codes_are_told_by_month_phase_or_body(by: str, groups: list[object]):
    table = compute("code-shares", two_coders().study, {"by": by})
    phases = [told().phase_of(1).id, told().phase_of(2).id]
    assert table.columns[0] == by
    assert list(table.column(by)) == (phases if by == "phase" else groups)
    assert table.column("code") == ("leads", "waits")
    with pytest.raises(UsageError, match="not told by 'weather'"):
        compute("code-shares", told(), {"by": "weather"})
    with pytest.raises(UsageError, match="no sort of code"):
        compute("code-shares", told(), {"sort": "weather"})


def test_filters_of_shares_keep_months_kinds_bodies_and_notes_or_events():
    desk = two_coders()
    desk.code(ONE, "leads", note=desk.note(ONE, month=None, at=None))
    study = desk.study

    def units(**filters: Any) -> int:
        return int(reading("coded-share", study, filters).why.split()[2])

    assert units() == 3 and units(from_month=1) == 2 and units(from_month=2, to_month=2) == 1
    assert units(sort="topic") == 6 and units(sort="topic", on="note") == 0 and units(on="note") == 3
    assert units(body="west") == 1 and units(from_kind="commissioner") == 2
    assert row(compute("code-shares", study, {"by": "month"}), month="no time")["with_code"] == 1
    assert row(compute("code-shares", study), kind="nobody named")["with_code"] == 1
    assert row(compute("code-shares", study, {"code": "waits"}), kind="commissioner")["coded"] == 2


def test_the_share_with_a_code_is_a_number_with_its_agreement_in_words():
    found = reading("coded-share", two_coders().study, {"sort": "topic", "code": "money"})
    assert found.value == 0.5 and found.why.startswith("3 of 6 coded; Krippendorff's alpha")
    assert found.evidence == tuple(sorted(number(name) for name in ("letter-2", "ask", "ask-2")))
    assert found.noted == (2, 4, 5, 8, 10, 11)


def test_what_one_person_coded_is_shown_without_a_figure_of_agreement():
    desk = Desk()
    desk.note(ONE, bodies=["east"], codes=["leads"])
    found = row(compute("code-shares", desk.study), code="leads")
    assert (found["share"], found["one_coder"], found["alpha"], found["coded_twice"]) == (1.0, 1, None, 0)
    assert any(
        "no two people coded the same material" in note for note in compute("code-shares", desk.study).notes
    )


def test_codes_given_to_the_same_thing_are_counted_in_pairs():
    desk = Desk()
    desk.change("add", "waits")
    both = desk.note(ONE, codes=["leads", "waits"])
    desk.note(ONE, codes=["leads"])
    table = compute("code-together", desk.study)
    found = row(table, code="leads", with_code="waits")
    assert (found["together"], found["first_alone"], found["second_alone"], found["overlap"]) == (
        1,
        1,
        0,
        0.5,
    )
    assert table.noted == ((both,),)


def test_how_much_was_coded_and_by_how_many_is_told_month_by_month():
    desk = two_coders()
    desk.machine(topics=["money"], event=number("deal"))
    table = compute("coding-coverage", desk.study, {"sort": "topic", "on": "event"})
    first, second = row(table, month=1), row(table, month=2)
    acts = [sum(event.month == month for event in told().acts) for month in (1, 2)]
    assert (first["there"], first["by_two_or_more"], first["by_nobody"]) == (acts[0], 6, acts[0] - 6)
    assert (second["there"], second["by_nobody"], second["by_a_program_only"]) == (acts[1], acts[1], 1)


def test_agreement_is_told_overall_code_by_code_and_for_every_two():
    study = two_coders().study
    table = compute("coding-agreement", study, {"sort": "topic"})
    assert table.column("code") == ("all codes", "money", "quality")
    money = row(table, code="money")
    assert (money["coders"], money["coded_twice"], money["coded_once"], money["ratings"], money["given"]) == (
        2,
        6,
        0,
        12,
        8,
    )
    pair = row(compute("coder-pairs", study, {"sort": "topic"}), code="money")
    assert (pair["first"], pair["second"]) == (ONE, TWO)
    assert (pair["both"], pair["first_only"], pair["second_only"], pair["neither"], pair["units"]) == (
        3,
        1,
        1,
        1,
        6,
    )
    assert pair["observed"] == 0.6667 and pair["kappa"] == 0.25
    assert [k.value for k in pairs(study, "topic") if k.code == "money"] == [0.25]


def test_an_interval_is_the_same_for_the_same_seed():
    study = two_coders().study
    tables = [
        compute("coding-agreement", Study(told(), study.entries), {"sort": "topic", "seed": seed})
        for seed in (7, 7)
    ]
    assert tables[0] == tables[1]


@pytest.mark.requirement("REC-02")
def test_topics_are_told_three_ways_over_what_was_coded_with_the_words_that_matched():
    study = two_coders().study
    table = compute("topics-three-ways", study)
    money, quality = row(table, topic="money"), row(table, topic="quality")
    assert (money["units"], money["coded"], money["declared"], money["suggested"], money["words"]) == (
        6,
        3,
        4,
        1,
        "deficit",
    )
    assert (quality["coded"], quality["declared"], quality["suggested"], quality["words"]) == (
        1,
        1,
        1,
        "waits",
    )
    listed = {k.code: k for k in with_word_list(study) if k.coders == ("most coders", "the word list")}
    sent = {k.code: k for k in with_senders(study) if k.coders[0] == "most coders"}
    assert money["kappa_with_word_list"] == listed["money"].value == 0.3333
    assert money["kappa_with_declared"] == sent["money"].value == 0.5455
    assert (sent["money"].units, listed["money"].units) == (5, 6)
    assert any("kappa 0.14" in note for note in table.notes)
    assert compute("topics-three-ways", study, {"topic": "money"}).column("topic") == ("money",)


def test_each_coder_is_set_beside_the_word_list_and_the_senders():
    table = compute("word-list-agreement", two_coders().study)
    whom = {(r["first"], r["second"]) for r in table.dicts()}
    assert whom == {
        (one, other) for one in ("most coders", ONE, TWO) for other in ("the word list", "the senders")
    }
    place = next(i for i, r in enumerate(table.dicts()) if r["second"] == "the senders")
    assert table.evidence[place] == tuple(
        sorted(number(name) for name in LETTERS if told().event(number(name)).about)
    )


def test_codes_of_programs_have_a_table_of_their_own_and_change_no_other():
    desk = two_coders()
    shares = compute("code-shares", desk.study)
    for note in (13 + 1, 13 + 2):
        desk.machine("leads", note=note)
    found = row(compute("machine-codings", desk.study), code="leads")
    assert (found["program"], found["by_the_program"], found["both"], found["program_only"]) == (
        "reader 1.0",
        2,
        1,
        1,
    )
    assert compute("code-shares", desk.study) == shares


def test_the_codebook_and_what_is_to_be_mended_are_tables_too():
    desk = two_coders()
    desk.change("merge", "waits", into="leads", why="Too few.")
    desk.code(TWO, "gone", note=14, strict=False)
    desk.code(TWO, "leads", event=9999, strict=False)
    book = row(compute("codebook", desk.study), code="waits")
    assert (book["state"], book["into"], book["from"]) == ("merged", "leads", "notebook")
    assert book["history"].endswith("'waits' merged into 'leads' by observer.1: Too few.")
    assert row(compute("codebook", desk.study), code="leads")["times_given"] == 3
    marked = compute("codings-marked", desk.study)
    assert [(r["given"], r["counted_as"], r["counted"]) for r in marked.dicts()] == [
        ("waits", "leads", "yes"), ("gone", "gone", "yes"), ("leads", "leads", "no"),
    ]  # fmt: skip


# ---- findings ---------------------------------------------------------------------------------------------------


def finding(measure: str, op: str, value: float, by: str, **filters: Any) -> Finding:
    return Finding(
        id="F", statement="What was reported.", measure=measure, filters=filters, compare=Comparison(op=op, value=value),
        strength="explicit", origin="the tests", topics_by=by,
    )  # fmt: skip


def test_a_finding_by_coded_topics_is_judged_by_what_people_coded_and_says_on_how_much_it_rests():
    study = two_coders().study
    coded = judge(finding("talk-share", ">=", 0.75, "coded", topic="money"), study)
    assert (coded.outcome, coded.value) == ("held", 0.75)
    assert coded.evidence == tuple(sorted(number(name) for name in ("letter-2", "ask", "ask-2")))
    assert "topics as coded by 2 coders in 6 of 25 acts" in coded.why and "Krippendorff's alpha" in coded.why
    assert set(coded.noted) == set(range(1, 13))
    declared = judge(finding("talk-share", ">=", 0.75, "declared", topic="money"), study)
    assert (declared.value, declared.noted) == (reading("talk-share", told(), {"topic": "money"}).value, ())


def test_a_finding_by_the_word_list_is_judged_by_the_word_list():
    listed = judge(finding("count", ">=", 1, "word-list", topic="quality", event="message-sent"), told())
    assert listed.evidence == (number("letter-1"),)


def test_a_count_by_coded_topics_cannot_be_told_from_a_part_of_the_acts():
    study = two_coders().study
    part = judge(finding("count", ">=", 1, "coded", topic="money"), study)
    assert part.outcome == "cannot tell" and "only 6 of 25 acts" in part.why and part.noted
    whole = judge(finding("count", ">=", 1, "coded", topic="money", event="message-sent"), study)
    assert (whole.outcome, whole.value) == ("held", 1.0)


def test_a_finding_by_coded_topics_cannot_be_told_when_nobody_coded():
    none = judge(finding("talk-share", ">=", 0.5, "coded", topic="money"), told())
    assert none.outcome == "cannot tell" and "nobody has coded" in none.why
    assert judge_all(Study(told())) == judge_all(told())


def test_a_measure_of_codes_may_judge_a_finding():
    study = two_coders().study
    held = judge(finding("coded-share", ">=", 0.5, "none", code="waits"), study)
    assert (held.outcome, held.value) == ("held", 0.5)
    assert held.noted == (15, 17)


def test_the_charter_is_answered_by_what_people_coded_and_says_how_far_they_agree():
    study = two_coders().study
    patch = study.telling.patch
    questions = [
        q.model_copy(update={"measures": ["talk-share"], "findings": []}) for q in patch.charter.questions
    ]
    charter = patch.charter.model_copy(update={"questions": questions})
    held = finding("talk-share", ">=", 0.75, "coded", topic="money")
    coded = dataclasses.replace(patch, charter=charter, findings=(held,))
    table = compute(
        "charter-answers", Study(dataclasses.replace(study.telling, patch=coded, kept={}), study.entries)
    )
    place = table.column("sort").index("finding")
    said = str(table.column("what_happened")[place])
    assert said.startswith(
        "What was reported. Here: held (0.75, mark >= 0.75). 3 of 4 mentions; topics as coded by 2 coders"
    )
    assert "Krippendorff's alpha" in said
    assert table.noted[place] == tuple(range(1, 13))
