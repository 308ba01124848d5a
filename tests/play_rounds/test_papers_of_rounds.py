"""Papers are renewed for a later round: what was known before stays, a list says what changed, and each body gets what is new for it."""

from __future__ import annotations

import dataclasses

import pytest

from shirehall import assemble
from shirehall.patch.model import Briefing
from shirehall.play.view import WALL
from shirehall.rounds import as_it_stood
from tests.play_rounds.small import a_day, two_rounds

NEW = Briefing(
    id="shire-r2",
    organisation="shire",
    kind="position",
    title="One buyer",
    text="You buy for all.",
    round="r2",
)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> assemble.Day:
    whole = two_rounds(tmp_path_factory.mktemp("pack"))
    played = a_day(dataclasses.replace(whole, briefings=(*whole.briefings, NEW)))
    assemble.play(played)
    return played


@pytest.mark.requirement("BRF-10")
def test_a_later_rounds_pack_is_the_first_ones_facts_and_a_list_of_changes_that_players_are_shown(
    day: assemble.Day,
) -> None:
    seen = day.session.view("west.chair").events
    papers = {e.body["paper"]: e.month for e in seen if e.kind == "briefing-given"}
    assert papers["shire-r2"] == 3 and len([paper for paper, month in papers.items() if month == 1]) > 0
    opened = next(e for e in day.session.view(WALL).events if e.kind == "round-opened")
    assert [line["text"] for line in opened.body["notice"]] == list(day.patch.between[0].notice)
    assert [line["rules"] for line in opened.body["notice"]] == [(), ("balance",), ("centres",)]
    assert {rule["id"] for rule in opened.body["rules"]["added"]} == {"centres"} and opened.body["rules"][
        "changed"
    ][0]["id"] == "balance"
    now = as_it_stood(day.patch, day.session.events)
    assert now.facts == day.patch.facts and now.between == day.patch.between
    before, after = ({rule.id: rule.text for rule in patch.rules.rules} for patch in (day.patch, now))
    assert set(after) - set(before) == {"centres"} and after["balance"] != before["balance"]
    others = {e.body["paper"] for e in day.session.view("acute.chief").events if e.kind == "briefing-given"}
    assert "shire-r2" not in others
