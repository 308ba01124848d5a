"""What was published of SeeSaw beside a study of its own story, and that study in the shape of SeeSaw's report."""

from __future__ import annotations

import pytest

from shirehall.paper.report import build
from shirehall.paper.tree import ListBlock, Section, Table, sections_of, unfolded
from shirehall.study.study import Study
from shirehall.study.themes.subjects import SETS
from tests.packs import pack
from tools import published_table
from tools.published_table import SEESAW


def study() -> Study:
    return published_table.study(SEESAW)


def tables(of: Section) -> list[Table]:
    return [block for block in unfolded(of.blocks) if isinstance(block, Table)]


def test_the_page_is_what_the_study_gives() -> None:
    assert SEESAW.page.read_text(encoding="utf-8") == published_table.render(SEESAW), (
        "run: .venv/bin/python tools/published_table.py"
    )


def test_every_line_of_the_story_is_a_note_in_its_order_and_in_its_round() -> None:
    lines = SEESAW.sheet.read_text(encoding="utf-8").splitlines()[1:]
    notes = [each.entry for each in study().standing("note")]
    assert [entry.number for entry in notes] == list(range(1, 135)) and len(lines) == 134
    for entry, line in zip(notes, lines, strict=True):
        assert f"column row: {line.split(',')[0]}" in entry.body["marks"]
    months = [entry.month for entry in notes]
    assert set(months) <= {month for month, _ in SEESAW.parts}
    assert [month for month in months if month and month <= 12] == months[:81] and all(
        m and m > 12 for m in months[81:]
    )


def test_nothing_but_the_notes_can_carry_a_theme() -> None:
    telling = study().telling
    assert telling.closed and {e.kind for e in telling.acts} == {"bodies-succeeded"} and not telling.contacts
    assert len([e for e in telling.events if e.kind == "round-opened"]) == 1


def test_each_row_says_by_how_much_it_is_carried_or_why_it_is_not() -> None:
    rows = {row.published.id: row for row in published_table.compared(SEESAW)}
    assert len(rows) == 33 + 77
    assert all(row.why for row in rows.values() if row.carried != "carried")
    assert all(row.pieces >= 2 and len(row.months) >= 2 for row in rows.values() if row.carried == "carried")
    assert rows["joint-buying"].why == "all of it is of one month (6)"
    assert rows["workforce-unplanned"].carried == rows["l079"].carried == "not carried"
    assert rows["little-moved"].against == 3


@pytest.mark.requirement("PUR-09")
def test_every_theme_of_the_study_speaks_to_a_question_and_both_framing_questions_are_spoken_to() -> None:
    asked = {str(each.entry.body["question"]) for each in study().standing("theme")}
    assert {"q-now", "q-changes"} <= asked <= {question.id for question in pack("seesaw").charter.questions}


@pytest.mark.requirement("LRN-02", "ANA-08")
def test_what_an_analyst_wrote_stands_by_subject_with_what_needs_to_be_done_and_four_barriers() -> None:
    document = build(study().telling, study().entries)
    parts = {each.id: each for each in sections_of(document)}
    subjects = [part for part in parts["found"].parts if part.id.startswith("subject-")]
    assert [p.id.removeprefix("subject-") for p in subjects] == [
        s.id for s in SETS["matters"] if s.id != "workforce"
    ]
    todo = [
        row for name, part in parts.items() if name.endswith("-to-do") for t in tables(part) for row in t.rows
    ]
    assert {row.cells[0] for row in todo} >= {
        "Purchasers",
        "The ministry",
        "Ministers",
        "Providers",
        "Councils",
        "The regional body",
    }
    assert all(row.notes for row in todo)
    listed = next(b for b in parts["conclusions-barriers"].blocks if isinstance(b, ListBlock))
    assert len(listed.items) == 4 and all(item.notes for item in listed.items)
