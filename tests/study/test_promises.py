"""What was promised and kept, what was said and done, and whom nobody turned to, in the hand-made half-year."""

from __future__ import annotations

import pytest

from shirehall.play.fields import Clause
from shirehall.play.moves.asking import Answer, AskFor, Defer
from shirehall.play.moves.propose import Agree, Propose
from shirehall.study.measures import compute, reading
from shirehall.study.reading import tell
from tests.study.day import ACUTE, EAST, WEST, Day, number, played, told


@pytest.mark.requirement("REC-05")
def test_a_deal_that_came_into_force_when_it_was_to_begin_is_kept_and_a_denied_one_is_not() -> None:
    rows = compute("promises", told()).dicts()
    assert [(r["body"], r["promise"], r["due_month"], r["outcome"], r["came_month"]) for r in rows] == [
        ("acute", "Main contract", 3, "kept", 3),
        ("west", "Main contract", 3, "kept", 3),
        ("east", "Nurses at home", 2, "not kept", None),
    ]
    found = reading("promises-kept", told())
    assert found.value == 0.6667 and number("deny") in found.evidence


def test_a_deal_that_is_to_begin_later_is_not_due_yet() -> None:
    day = Day()
    deal = day.do(
        WEST, Propose(to=("acute",), title="Later", clauses=(Clause("Fewer beds"),), start=5, tier="main"), 3
    )
    day.do(ACUTE, Agree(agreement=day.local(ACUTE, deal)), 4)
    telling = tell(day.events, day.patch)
    assert {r["outcome"] for r in compute("promises", telling).dicts()} == {"not due yet"}
    assert reading("promises-kept", telling).value is None


def test_an_answer_that_was_put_off_is_kept_when_it_comes() -> None:
    day = Day()
    asks = [
        day.do(EAST, AskFor(to=(ACUTE,), text=text), at)
        for text, at in (("Your books?", 1), ("Your beds?", 2))
    ]
    for ask in asks:
        day.do(ACUTE, Defer(request=day.local(ACUTE, ask), text="Next month."), 5)
    day.pass_to(21)
    day.do(ACUTE, Answer(request=day.local(ACUTE, asks[1]), text="Four hundred."), 22)
    day.pass_to(120)
    rows = compute("promises", tell(day.events, day.patch)).dicts()
    assert [(r["sort"], r["outcome"], r["came_month"]) for r in rows] == [
        ("answer", "not kept", None),
        ("answer", "kept", 2),
    ]


def test_talk_and_deeds_are_set_side_by_side_by_topic() -> None:
    rows = {(r["body"], r["topic"]): r for r in compute("said-and-did", told()).dicts()}
    assert rows["acute", "quality"]["gap"] == -1.0 and rows["acute", "money"]["gap"] == 1.0
    assert rows["west", "money"]["gap"] == 0.0
    assert rows["east", "money"]["share_of_deeds"] is None
    telling = played()[0]
    for name in ("said-and-did", "approached", "promises"):
        for evidence in compute(name, telling).evidence:
            assert all(telling.event(seq).seq == seq for seq in evidence)


def test_the_distance_of_talk_from_deeds_is_half_the_sum_of_the_gaps() -> None:
    found = reading("said-did-distance", told())
    assert found.value == pytest.approx((abs(5 / 6 - 1) + abs(1 / 6 - 0)) / 2, abs=1e-4)
    assert reading("said-did-distance", told(), {"from_kind": ["health-board"]}).value is None


@pytest.mark.requirement("REC-04")
def test_who_was_never_approached_is_told_with_the_months_of_silence() -> None:
    rows = {r["body"]: r for r in compute("approached", told()).dicts()}
    assert rows["board"]["turned_to"] == 0 and rows["board"]["first_month"] is None
    assert rows["board"]["which_months"] == "1; 2; 3; 4; 5; 6"
    assert rows["voice"]["first_month"] == 2 and "east" in str(rows["voice"]["never_by"]).split("; ")
    assert rows["acute"]["by_bodies"] == 2
