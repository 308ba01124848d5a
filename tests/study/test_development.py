"""The day's lessons can be carried into a development programme: an owner, a skill gap, an action, the events behind it."""

from __future__ import annotations

import csv
import io

import pytest

from shirehall.play.fields import PlanLine
from shirehall.play.moves.plan import ReviewPlan, SubmitPlan
from shirehall.play.moves.propose import Claim, Deny
from shirehall.play.moves.ruling import AskRuling
from shirehall.study.exports.development import EXPORT
from shirehall.study.reading import tell
from tests.play.county import OpenDay

CHAIR, BOARD, SUPPORT = "marlbridge.chair", "nhscb.regional", "csi.director"


def lessons(day: OpenDay) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(EXPORT.text(tell(tuple(day.session.events), day.patch)))))


@pytest.mark.requirement("PUR-07")
def test_each_lesson_has_an_owner_a_skill_gap_an_action_and_its_events():
    day = OpenDay()
    plan = day.done(
        CHAIR,
        SubmitPlan(to=("nhscb",), title="Savings", gap=10**9, lines=(PlanLine("acute", 10**8, "less"),)),
    )
    review = day.done(
        BOARD, ReviewPlan(plan=day.local(BOARD, plan), verdict="not credible", text="On what evidence?")
    )
    asked = [day.done(CHAIR, AskRuling(to=("nhscb",), text=f"May we? ({n})")) for n in range(3)]
    claim = day.done(SUPPORT, Claim(parties=("marlbridge",), title="Data", text="You said yes."))
    day.done(CHAIR, Deny(agreement=day.local(CHAIR, claim)))
    found = {(row["owner"], row["skill_gap"]): row for row in lessons(day)}
    name = day.session.world.organisations["marlbridge"].short
    assert found[name, "finance"]["events"] == str(review)
    assert found[name, "data"]["events"] == str(plan)
    assert found[name, "rules"]["events"] == " ".join(map(str, asked))
    assert found[name, "relationships"]["events"] == str(claim)
    assert all(row["suggested_action"] and row["what_was_seen"] for row in found.values())


def test_two_questions_about_the_rules_are_no_lesson_yet_and_an_answered_ask_is_none():
    day = OpenDay()
    for number in range(2):
        day.done(CHAIR, AskRuling(to=("nhscb",), text=f"May we? ({number})"))
    assert not [row for row in lessons(day) if row["skill_gap"] == "rules"]
