"""What was observed and what nobody saw, as measures that rest on notes."""

from __future__ import annotations

import pytest

from shirehall.study.measures import compute, reading
from shirehall.study.study import Study
from tests.study.day import told
from tests.study.notes import ONE, TWO, in_memory, note


def study(*notes: dict[str, object]) -> Study:
    book = in_memory()
    for each in notes:
        note(book, **each)  # type: ignore[arg-type]
    return Study(told(), book.entries())


@pytest.mark.requirement("OBS-04")
def test_every_table_and_month_is_a_row_whether_anybody_saw_it_or_not() -> None:
    table = told().patch.seats.tables[0].id
    found = compute(
        "observation-coverage",
        study(
            {"tables": [table], "month": 1},
            {"tables": [table], "month": 1, "by": TWO},
            {"tables": [table], "month": None},
        ),
    )
    rows = found.dicts()
    assert len(rows) == len(told().months) * len(told().patch.seats.tables)
    seen = [row for row in rows if row["notes"]]
    assert [(row["month"], row["table"], row["notes"], row["who"]) for row in seen] == [
        (1, table, 2, f"{ONE}; {TWO}")
    ]
    assert found.noted[found.rows.index(tuple(seen[0].values()))] == (1, 2)


def test_the_share_observed_rests_on_its_notes() -> None:
    assert reading("observed-share", study()).value == 0.0
    table = told().patch.seats.tables[0].id
    found = reading("observed-share", study({"tables": [table], "month": 2}))
    whole = len(told().months) * len(told().patch.seats.tables)
    assert found.value == pytest.approx(1 / whole, abs=1e-4) and found.noted == (1,)
    assert reading("observed-share", study({"tables": [table], "month": 2}), {"to_month": 1}).value == 0.0


def test_dealings_that_nobody_observed_are_those_without_a_note_that_names_both() -> None:
    every = {(r["month"], r["one"], r["other"]) for r in compute("unobserved-dealings", study()).dicts()}
    less = {
        (r["month"], r["one"], r["other"])
        for r in compute("unobserved-dealings", study({"bodies": ["acute", "west"], "month": 2})).dicts()
    }
    assert every - less == {(2, "acute", "west")}
    counts = [r["contacts"] for r in compute("unobserved-dealings", study()).dicts()]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.requirement("OBS-05", "DIF-01")
def test_both_accounts_of_one_thing_are_kept_side_by_side() -> None:
    rows = compute(
        "accounts-that-differ",
        study(
            {"bodies": ["east"], "account": "They shouted.", "players_account": "We talked.", "differs": True}
        ),
    ).dicts()
    noted = [row for row in rows if row["kind"] == "note"]
    assert {row["words"] for row in noted} >= {"They shouted.", "We talked."}
    assert any(row["kind"] == "agreement" for row in rows)
