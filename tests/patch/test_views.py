"""Views canvassed before the design: at least three questions, each with answers that differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from shirehall.patch.check import check_pack
from shirehall.patch.read import find_pack, read_pack
from tests.packs import fresh_pack

ONE = """- id: {id}
  text: Why, who or where?
  answers:
    - {{who: a nurse, says: "{first}", from: assumed, source: the tests}}
    - {{who: {other}, says: "Because of money.", from: assumed, source: the tests}}
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    folder = fresh_pack("shorevale", tmp_path)
    (Path(folder) / "views.yaml").write_text(text, encoding="utf-8")
    return [str(fault) for fault in check_pack(Path(folder)).faults]


def canvass(first: str = "Because of need.", other: str = "a clerk", ids: str = "abc") -> str:
    return "".join(ONE.format(id=f"q-{name}", first=first, other=other) for name in ids)


@pytest.mark.requirement("PUR-14")
def test_bigshire_keeps_the_spread_of_answers_to_three_questions_and_more() -> None:
    assert check_pack(find_pack("bigshire")).sound
    views = read_pack("bigshire").views
    assert len(views) >= 3 and {"why-change", "who-decides", "where-care"} <= {asked.id for asked in views}
    for asked in views:
        assert len({view.says for view in asked.answers}) == len(asked.answers) >= 2
        assert len({view.who for view in asked.answers}) == len(asked.answers)
        assert all(
            view.origin in ("assumed", "derived", "reported") and view.source for view in asked.answers
        )


def test_a_pack_may_do_without_views_and_may_hold_them(tmp_path: Path) -> None:
    assert not check_pack(fresh_pack("shorevale", tmp_path / "without")).faults
    assert not faults(tmp_path / "with", canvass())


@pytest.mark.requirement("PUR-14")
def test_two_questions_are_too_few_and_answers_that_say_the_same_are_no_spread(tmp_path: Path) -> None:
    assert "only 2 questions" in faults(tmp_path / "few", canvass(ids="ab"))[0]
    alike = faults(tmp_path / "alike", canvass(first="because of  money."))
    assert len(alike) == 3 and all("no spread of answers" in fault for fault in alike)
    assert "no spread of answers" in faults(tmp_path / "one", canvass(other="A nurse"))[0]


def test_an_answer_without_its_source_and_an_id_given_twice_are_faults(tmp_path: Path) -> None:
    assert "source" in faults(tmp_path / "bare", canvass().replace("source: the tests", 'source: ""', 1))[0]
    assert any("q-a" in fault for fault in faults(tmp_path / "twice", canvass(ids="aabc")))
