"""What a play can carry is said: what was explored, who had no seat, which skills sat, what the county model holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shirehall.economy.figures import MEASURES
from shirehall.errors import UsageError
from shirehall.study.study import Study
from shirehall.study.themes import scope, scope_writing
from shirehall.study.themes.scope import COVERAGE, ENOUGH, coverage, drafted_scope, skill_mix, unseated
from tests.paper.played import bigshire, day, told
from tests.study.themed import Book, themed


@pytest.mark.requirement("LIM-03")
def test_the_scope_table_tells_explored_touched_and_not_explored_from_the_record() -> None:
    rows = {row.id: row for row in drafted_scope(told())}
    assert set(rows) >= {question.id for question in bigshire().charter.questions}
    assert {row.how_far for row in rows.values()} == {"explored", "touched", "not explored"}
    for row in rows.values():
        assert (row.how_far == "not explored") == (not row.evidence)
        assert row.how_far != "explored" or len(row.evidence) >= ENOUGH
    inside = next(row for row in rows.values() if row.matter == "relations inside a consortium")
    assert inside.how_far == "not explored" and inside.why == bigshire().charter.not_explored[inside.matter]


@pytest.mark.requirement("LIM-03")
def test_a_day_that_ends_early_explores_less() -> None:
    order = ("not explored", "touched", "explored")
    early = {row.id: order.index(row.how_far) for row in drafted_scope(day(months=6).telling())}
    late = {row.id: order.index(row.how_far) for row in drafted_scope(told())}
    assert all(early[name] <= late[name] for name in early) and early != late


def test_people_may_say_otherwise_with_a_reason_and_add_matters_and_take_them_back() -> None:
    book = themed()
    said = next(row for row in scope(book.study) if row.id == "q-practices")
    assert (said.how_far, said.by_hand, said.note > 0) == ("not explored", True, True)
    assert said.drafted == next(row.how_far for row in drafted_scope(book.telling) if row.id == "q-practices")
    own: dict[str, Any] = {
        "name": "nights",
        "matter": "Care at night",
        "how_far": "touched",
        "why": "One ask.",
    }
    first = book.keep(scope_writing(book.study, book.by(), **own))
    assert scope(book.study)[-1].matter == "Care at night"
    for wrong in ({"why": " "}, {"how_far": "half"}, {"name": "At Night"}, {"after": 1}):
        with pytest.raises(UsageError):
            scope_writing(book.study, book.by(), **{**own, **wrong})
    book.keep(scope_writing(book.study, book.by(), **own, after=first.number, put_aside=True))
    assert "nights" not in {row.id for row in scope(book.study)}


@pytest.mark.requirement("LIM-01")
def test_every_part_that_the_seat_plan_leaves_out_is_named_with_its_reason() -> None:
    absent = dict(unseated(told()))
    for left in bigshire().seats.left_out:
        assert absent[left.who] == left.why
    assert "Social care provision" in absent
    seats = bigshire().seats.model_copy(
        update={"seats": [s for s in bigshire().seats.seats if s.organisation != "bct"]}
    )
    fewer = dict(unseated(replace(told(), patch=replace(bigshire(), seats=seats))))
    trust = next(body for body in bigshire().organisations if body.id == "bct")
    assert fewer[trust.name].startswith("Nobody sat for it.") and trust.name not in absent


@pytest.mark.requirement("LIM-02")
def test_the_mix_of_skills_shows_teams_of_one_profession() -> None:
    mixes = {mix.kind: mix for mix in skill_mix(told())}
    doctors = mixes["commissioner"]
    assert (doctors.one_sided, doctors.seats, doctors.bodies) == ("gp", 16, 4)
    managed = {mix.kind: mix for mix in skill_mix(replace(told(), patch=bigshire().with_managers(True)))}
    assert (
        managed["commissioner"].one_sided == "" and dict(managed["commissioner"].professions)["manager"] == 4
    )
    own = [
        seat for seat in bigshire().active_seats if seat.profession == "gp" and "contracting" in seat.skills
    ]
    held = [seat.skills["contracting"].actual for seat in own if seat.organisation in told().bodies]
    name, actual, believed = next(skill for skill in doctors.skills if skill[0] == "contracting")
    assert name and min(held) <= actual <= max(held) and believed > actual
    assert "control" not in mixes


@pytest.mark.requirement("LIM-04")
def test_the_model_covers_financial_management_in_part_at_most() -> None:
    rows = {row.matter: row for row in coverage(told())}
    money = rows["Financial management"]
    assert money.how_far == "in part" and "only in part" in money.lacks
    assert set(money.measures) == {"commissioner-balance", "provider-margin"}
    assert rows["Mental health"].how_far == "not" and rows["Urgent care and beds"].how_far == "covered"
    assert all(name in MEASURES for _, names, _ in COVERAGE for name in names)
    nothing = coverage(replace(told(), figures=type(told().figures)(())))
    assert {row.how_far for row in nothing} == {"not"}


def test_a_study_without_a_notebook_has_the_rules_own_scope() -> None:
    assert scope(Study(told())) == drafted_scope(told())
    assert not any(row.by_hand for row in scope(Book().study))
