"""What was published of Bigshire beside a study of its own timeline: carried by rule, and why not where it is not."""

from __future__ import annotations

import pytest

from shirehall.study.study import Study
from shirehall.study.themes.published import Published, beside
from tools import published_table


def test_the_page_is_what_the_study_gives() -> None:
    assert published_table.PAGE.read_text(encoding="utf-8") == published_table.render(), (
        "run: .venv/bin/python tools/published_table.py"
    )


def test_every_line_of_the_timeline_is_a_note_in_its_order() -> None:
    study = published_table.study()
    lines = published_table.SHEET.read_text(encoding="utf-8").splitlines()[1:]
    notes = [each.entry for each in study.standing("note")]
    assert [entry.number for entry in notes] == list(range(1, 164)) and len(lines) == 163
    for entry, line in zip(notes, lines, strict=True):
        assert f"column row: {line.split(',')[0]}" in entry.body["marks"]
    assert [entry.month for entry in notes[-6:]] == [None] * 6


def test_nothing_but_the_notes_can_carry_a_theme() -> None:
    telling = published_table.study().telling
    assert telling.closed and not telling.acts


@pytest.mark.requirement("ANA-01")
def test_each_row_says_by_how_much_it_is_carried_or_why_it_is_not() -> None:
    rows = {row.published.id: row for row in published_table.compared()}
    assert len(rows) == 72
    assert all(row.why for row in rows.values() if row.carried != "carried")
    assert all(row.pieces >= 2 and len(row.months) >= 2 for row in rows.values() if row.carried == "carried")
    assert rows["energy"].carried == "not carried" and "the room" in rows["energy"].why
    assert rows["savings-in-hospital"].against == 3
    assert rows["buyer-and-seller"].why == "all of it is of one month (9)"


def test_what_is_in_no_study_is_not_carried() -> None:
    (row,) = beside(published_table.study(), [Published("no-such", "theme", "Something else.")])
    assert (row.carried, row.pieces, row.why) == ("not carried", 0, "nothing in the study speaks of it")


def test_a_theme_taken_out_of_the_notebook_is_carried_no_more() -> None:
    study = published_table.study()
    without = Study(study.telling, tuple(e for e in study.entries if e.body.get("id") != "alliances"))
    asked = [Published("alliances", "theme", "")]
    assert [row.carried for row in beside(study, asked)] == ["carried"]
    assert [row.carried for row in beside(without, asked)] == ["not carried"]
