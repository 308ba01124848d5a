"""The page of figures is what the code says, and has a line for every measure."""

from __future__ import annotations

import pytest

from shirehall.economy.figures import MEASURES
from tools import measures_table

PAGE = measures_table.PAGE.read_text(encoding="utf-8")


def test_the_page_of_figures_is_what_the_code_says() -> None:
    assert measures_table.render() == PAGE, "run: .venv/bin/python tools/measures_table.py"


@pytest.mark.requirement("MOD-06")
def test_every_measure_has_its_unit_and_meaning_on_the_page() -> None:
    for name, what in MEASURES.items():
        lines = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
        assert len([line for line in lines if f"| {what.unit} |" in line and what.meaning in line]) == 1, name
