"""The page of measures says what the code says."""

from __future__ import annotations

from tools import study_measures_table


def test_the_page_of_measures_is_the_one_that_the_code_writes():
    page = study_measures_table.PAGE.read_text(encoding="utf-8")
    assert page == study_measures_table.render(), "run: .venv/bin/python tools/study_measures_table.py"
