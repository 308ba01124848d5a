"""The report says nothing about the play that it cannot show, and says it as a report should."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from shirehall.economy.figures import MEASURES
from shirehall.errors import RecordError, UsageError
from shirehall.paper.report import build, write_report
from shirehall.paper.tree import (
    CLAIMS,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
    blocks_of,
    cited_by,
    sections_of,
    sentences_of,
)
from shirehall.study.findings import judge_all
from shirehall.study.measures import compute
from shirehall.study.reading import tell
from tests.paper.played import HandPlayed, bigshire, day, told


@pytest.fixture(scope="module")
def report() -> Document:
    return build(told())


def section(document: Document, name: str) -> Section:
    return next(s for s in sections_of(document) if s.id == name)


def words(part: Section) -> str:
    """All that a section says, its parts included."""
    document = Document("", "", "", (part,))
    said = [s.text for s in sentences_of(document)]
    said += [cell for table in tables(document) for row in table.rows for cell in row.cells]
    return "\n".join(said)


def tables(document: Document) -> list[Table]:
    found = [b for b in blocks_of(document) if isinstance(b, Table)]
    return found + [b.table for b in blocks_of(document) if isinstance(b, Figure)]


def test_every_sentence_that_claims_something_of_the_play_cites_an_event(report: Document) -> None:
    bare = [s.text for s in sentences_of(report) if s.basis in CLAIMS and not s.evidence]
    assert bare == []
    assert sum(s.basis in CLAIMS for s in sentences_of(report)) > 100


def test_every_cited_event_is_on_the_record_and_shown(report: Document) -> None:
    numbers = {event.seq for event in told().events}
    assert set(cited_by(report)) <= numbers
    assert set(cited_by(report)) == set(report.events)


def test_a_sentence_never_rests_on_fewer_events_than_it_cites(report: Document) -> None:
    assert all(s.of >= len(s.evidence) for s in sentences_of(report))


def test_every_figure_has_its_unit_its_table_its_source_and_a_sentence(report: Document) -> None:
    figures = [b for b in blocks_of(report) if isinstance(b, Figure)]
    assert len(figures) >= 8
    for figure in figures:
        assert figure.unit and figure.source and figure.title
        assert figure.alt.endswith(".") and figure.alt.count("\n") == 0
        assert figure.table.rows and figure.table.caption
        assert "http" not in str(figure.spec)


def test_every_table_has_a_caption_and_as_many_cells_as_columns(report: Document) -> None:
    for table in tables(report):
        assert table.caption
        assert all(len(row.cells) == len(table.columns) for row in table.rows), table.caption


def test_every_column_of_figures_has_a_unit_somewhere(report: Document) -> None:
    """In its heading, or in a column of units, or within each cell."""
    for table in tables(report):
        has_unit_column = any(column.title == "Unit" for column in table.columns)
        for place, column in enumerate(table.columns):
            if column.numeric and not column.unit and not has_unit_column:
                cells = [row.cells[place] for row in table.rows]
                assert all(re.search(r"[a-z%£–]|^rank", cell) for cell in cells), (
                    table.caption,
                    column.title,
                    cells[:3],
                )


@pytest.mark.requirement("PUR-02")
def test_the_report_carries_a_notice_and_forecasts_nothing(report: Document) -> None:
    assert "not a forecast" in report.notice and "might" in report.notice
    given = {s.text for s in sentences_of(report) if s.basis == "given"}
    own = [s.text for s in sentences_of(report) if s.text not in given]
    quoted = re.compile(r"“[^”]*”|‘[^’]*’")
    for text in own:
        plain = quoted.sub("", text).lower()
        assert not re.search(
            r"\bwill (happen|be|lead|fall|rise|cost|save)\b|\bpredict|\bforecasts?\b", plain
        ), text
    assert not any("forecast" in name for name in MEASURES)


@pytest.mark.requirement("PUR-01")
def test_the_charters_aims_are_listed_and_each_is_answered(report: Document) -> None:
    aims = section(report, "charter-aims")
    for aim in bigshire().charter.aims:
        assert aim in words(aims)
    answers = [s for block in aims.blocks if isinstance(block, Paragraph) for s in block.sentences]
    assert len(answers) >= len(bigshire().charter.aims) and all(s.evidence for s in answers)


@pytest.mark.requirement("PUR-05", "PUR-06")
def test_there_is_a_section_on_the_whole_and_one_for_every_seated_organisation(report: Document) -> None:
    assert section(report, "themes").parts and section(report, "county").blocks
    seated = {seat.organisation for seat in bigshire().active_seats} - {"control"}
    assert {s.id.removeprefix("body-") for s in section(report, "organisations").parts} == seated
    kinds = {bigshire().organisation(body).kind for body in seated}
    assert {"council", "private-provider", "patient-voice"} <= kinds


@pytest.mark.requirement("PUR-08")
def test_what_is_taken_as_given_is_listed_and_nowhere_judged(report: Document) -> None:
    bounds = words(section(report, "charter-bounds"))
    for line in [*bigshire().charter.taken_as_given, *bigshire().charter.out_of_scope]:
        assert line.rstrip(".") in bounds
    said = "\n".join(s.text for s in sentences_of(report) if s.claims).lower()
    for verdict in ("the reforms are", "the policy is right", "the policy is wrong", "should be abolished"):
        assert verdict not in said


@pytest.mark.requirement("PUR-10")
def test_every_question_of_the_charter_leads_to_facts_injects_events_and_findings(report: Document) -> None:
    rows = compute("charter-answers", told(), {}).dicts()
    for question in bigshire().charter.questions:
        part = section(report, f"question-{question.id}")
        table = tables(Document("", "", "", (part,)))[0]
        assert len(table.rows) == sum(row["question"] == question.id for row in rows)
        assert table.cites, question.id
        assert {row.cells[0] for row in table.rows} & {"Inject", "Fact", "Rule", "Rule question"}


@pytest.mark.requirement("PUR-16", "PUR-17")
def test_the_puzzle_is_named_and_its_explanations_stand_side_by_side_each_with_a_measure(
    report: Document,
) -> None:
    assert bigshire().charter.puzzle in words(section(report, "charter"))
    table = tables(Document("", "", "", (section(report, "charter-explanations"),)))[0]
    assert [row.cells[0] for row in table.rows] == [e.text for e in bigshire().charter.explanations]
    assert all(row.cells[1] and row.cells[2] for row in table.rows)


@pytest.mark.requirement("PUR-18")
def test_sponsor_designers_partner_and_model_owner_are_named_apart(report: Document) -> None:
    table = tables(Document("", "", "", (section(report, "stance"),)))[0]
    given = bigshire().charter
    assert [row.cells[1] for row in table.rows] == [
        given.sponsor,
        given.designers,
        given.partner,
        given.model_owner,
    ]


@pytest.mark.requirement("DIF-01")
def test_the_stance_is_stated_and_differing_accounts_have_their_appendix(report: Document) -> None:
    assert "observers' side" in words(section(report, "stance"))
    appendix = words(section(report, "differing"))
    assert "no dissent on file" in appendix
    assert "A risk share on growth" in appendix
    assert "that it is agreed" in appendix and "that it did not agree" in appendix


@pytest.mark.requirement("PAC-02")
def test_backlog_unanswered_and_months_are_shown_by_organisation(report: Document) -> None:
    figure = next(b for b in blocks_of(report) if isinstance(b, Figure) and "unanswered" in b.title)
    heads = [column.title for column in figure.table.columns]
    assert {"Asked of it", "Answered", "Never answered"} <= set(heads)
    assert len(heads) == 4 + 13


@pytest.mark.requirement("PAT-09")
def test_the_market_stands_in_the_context_and_beside_what_is_said_of_providers(report: Document) -> None:
    title = "Who provides what at the start"
    beside = [
        s.id
        for s in sections_of(report)
        if any(isinstance(b, Table) and b.caption.startswith(title) for b in s.blocks)
    ]
    assert beside == ["context-market", "theme-providers"]
    table = next(t for t in tables(report) if t.caption.startswith(title))
    for row in table.rows:
        shares = [float(cell) for cell in row.cells[1:] if cell != "–"]
        assert abs(sum(shares) - 100) <= len(shares)


@pytest.mark.requirement("REP-03")
def test_opportunities_stand_beside_risks_with_evidence(report: Document) -> None:
    for theme in section(report, "themes").parts:
        said = [b for b in theme.blocks if getattr(b, "title", "").startswith(("Opportunities", "Risks"))]
        assert said, theme.title
        assert all(s.evidence for block in said for s in block.items)  # type: ignore[union-attr]


@pytest.mark.requirement("REP-04", "REP-07")
def test_the_end_state_agrees_with_the_ledgers(report: Document) -> None:
    state = {
        row.cells[0]: row.cells
        for row in tables(Document("", "", "", (section(report, "end-state"),)))[0].rows
    }
    contracts = next(t for t in tables(report) if t.caption == "Main contracts")
    signed = sum(row.cells[5].startswith("signed") for row in contracts.rows)
    assert state["Main contracts signed"][1:3] == (str(signed), str(len(contracts.rows)))
    plans = next(t for t in tables(report) if t.caption.startswith("Plans submitted"))
    standing = [row for row in plans.rows if row.cells[6] != "superseded"]
    assert state["Plans signed off"][1:3] == (
        str(sum(r.cells[6] == "signed off" for r in standing)),
        str(len(standing)),
    )
    deals = next(t for t in tables(report) if t.caption.startswith("Agreements proposed"))
    differ = sum(row.cells[5] == "accounts differ" for row in deals.rows)
    assert state["Agreements with one account"][3] == f"{differ} on which accounts differ"
    due = next(t for t in tables(report) if t.caption == "Deadlines")
    met = sum(row.cells[3] == "nobody" for row in due.rows)
    assert state["Deadlines met by all who owed them"][1:3] == (str(met), str(len(due.rows)))


PARTS_BY_THEMES = """
stance summary introduction context happened themes found organisations county ledgers conclusions charter published reactions
validation panel literature method limitations views assumed differing timeline glossary references
""".split()


@pytest.mark.requirement("REP-01")
def test_a_report_by_themes_has_the_parts_of_the_first_published_one(report: Document) -> None:
    """Both perspectives, summary, introduction, context, story, themes with learning, discussion, method, timeline, references."""
    assert [s.id for s in report.sections] == PARTS_BY_THEMES
    inside = {s.id for s in section(report, "stance").parts}
    assert inside == {"perspective-host", "perspective-analyst"}
    assert all(s.blocks or s.parts for s in report.sections)
    assert section(report, "conclusions").parts and section(report, "found").blocks


PARTS_BY_ROUNDS = "questions design messages final rounds bids closing timeline glossary references".split()


@pytest.mark.requirement("REP-02")
def test_a_report_by_rounds_has_the_parts_of_the_second_published_one() -> None:
    """Introduction and questions, design, messages in brief and at length, final observations, rounds, bids, closing, references."""
    document = build(told(), shape="rounds")
    assert [s.id for s in document.sections] == PARTS_BY_ROUNDS
    parts = {s.id: [p.id for p in s.parts] for s in document.sections}
    assert parts["questions"][0] == "introduction" and "charter" in parts["questions"]
    assert parts["messages"][:2] == ["summary", "themes"]
    assert "conclusions" in parts["final"] and parts["rounds"][0] == "happened"
    by_themes = {each.id for each in sections_of(build(told()))}
    assert by_themes <= {each.id for each in sections_of(document)}


def test_a_shape_that_is_not_known_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="themes, rounds"):
        build(told(), shape="square")


def test_the_summary_is_eight_to_fourteen_sentences(report: Document) -> None:
    said = [s for b in section(report, "summary").blocks if isinstance(b, Paragraph) for s in b.sentences]
    assert 8 <= len(said) <= 14


def test_scripted_seats_are_shown_as_scripted(report: Document) -> None:
    assert "by scripts" in report.subtitle and "56 scripted" in dict(report.about)["Seats"]
    by_script = [c for c in report.events.values() if c.played_by == "played by a script"]
    by_person = [c for c in report.events.values() if c.played_by == "played by a person"]
    assert by_script and by_person
    assert all(c.who.startswith("Saltmere") for c in by_person)


def test_whatever_is_no_person_and_no_model_is_shown_as_a_script() -> None:
    played = HandPlayed(bigshire(), filled_by="silent")
    played.pass_months(1)
    document = build(played.telling())
    assert document.subtitle.endswith("June 2013, by scripted players. Not all months were played (1 of 13).")
    assert "scripts that do nothing" in words(section(document, "summary")) + "".join(
        s.text for s in sentences_of(document)
    )
    assert not any(
        "played by people" in s.text or "seats by people" in s.text for s in sentences_of(document)
    )


def test_every_published_finding_is_held_against_the_play_with_its_warning(report: Document) -> None:
    judged = judge_all(told())
    rows = [
        row for table in tables(Document("", "", "", (section(report, "published"),))) for row in table.rows
    ]
    assert sorted(row.cells[1] for row in rows) == sorted(j.outcome for j in judged)
    assert "one scripted play proves nothing" in words(section(report, "published"))


def test_a_changed_plan_changes_the_sentences_that_report_it() -> None:
    before = [s.text for s in sentences_of(build(told()))]
    after = [s.text for s in sentences_of(build(day(found=930_000_000).telling()))]
    gone = set(before) - set(after)
    assert any("£7.0 million" in text for text in gone)
    assert any("£9.3 million" in text for text in set(after) - set(before))
    assert len(gone) < len(before) / 4


def test_the_same_record_gives_the_same_document() -> None:
    assert build(told()) == build(replace(told()))


def test_a_day_that_was_stopped_says_so() -> None:
    stopped = build(day(months=6).telling())
    assert stopped.subtitle.endswith("Not all months were played (6 of 13).")
    assert all(s.evidence for s in sentences_of(stopped) if s.claims)


def test_an_empty_record_is_refused_in_plain_words() -> None:
    with pytest.raises(RecordError, match="holds no day"):
        build(tell((), bigshire()))


def test_nothing_is_overwritten(tmp_path) -> None:
    there = tmp_path / "report.html"
    there.write_text("mine")
    with pytest.raises(UsageError, match="nothing was overwritten"):
        write_report(told(), there)
    assert there.read_text() == "mine"


def test_no_organisation_is_named_in_the_code_of_the_paper_room() -> None:
    from pathlib import Path

    import shirehall.paper

    code = "\n".join(p.read_text() for p in sorted(Path(shirehall.paper.__file__).parent.glob("*.py")))
    for body in bigshire().organisations:
        for name in {body.name, body.short} - {
            "Control",
            "the public",
            "the practices",
            "the Council",
            "the Board",
            "the old trust",
        }:
            assert not re.search(rf"\b{re.escape(name)}\b", code), name
