"""Shares of what was done, lags between two things, and what drew an answer in kind, in a year whose numbers are known."""

from __future__ import annotations

import pytest

from shirehall.study.measures import reading
from tests.study_findings.made import Year, value


def test_share_of_acts_leaves_aside_what_it_is_told_to():
    year = Year()
    signed = year.act("signed", "north", "acute")
    for month in (1, 5, 9):
        year.act("message-sent", "north", "board", month=month, about=["prevention"])
    year.act("message-sent", "wellbeing", "north", month=2, about=["prevention"])
    told = year.told()
    found = reading("share-of-acts", told, {"event": "signed", "aside": "event"})
    assert (found.value, found.evidence) == (0.2, (signed,))
    assert (
        value("share-of-acts", told, topic="prevention", from_kind="health-board", aside="from_kind") == 0.25
    )
    assert value("share-of-acts", told, topic="prevention", aside="topic") == 0.8
    assert (
        value("share-of-acts", told, from_kind="health-board", over_kind=["health-board", "commissioner"])
        == 0.2
    )
    assert (
        value(
            "share-of-acts",
            told,
            from_kind="commissioner",
            event="message-sent",
            aside="event",
            against_event="signed",
        )
        == 0.5
    )


def test_what_exchanges_begin_with_and_whether_they_turn_outward():
    year = Year()
    for about in (["money", "quality"], ["quality", "money"], ["money"]):
        year.act("asked", "board", "north", about=about)
    year.act("asked", "board", "north", about=["money"], reply=1)
    year.act("nothing-done", "acute", heard=())
    year.act("message-sent", "acute", "north")
    told = year.told()
    assert value("first-topic-share", told, topic="money", from_kind="national-board") == pytest.approx(
        2 / 3, abs=1e-4
    )
    assert value("outward-share", told, from_kind="acute-provider") == 0.5
    assert value("outward-share", told, from_kind="acute-provider", against_kind="national-board") == -0.5


def test_likeness_to_a_mix_is_one_for_the_mix_itself_and_less_beside_other_acts():
    year = Year()
    for kind in ("asked", "pressed"):
        year.act(kind, "board", "north")
    assert value("likeness", year.told(), from_kind="national-board", mix=["asked", "pressed"]) == 1
    year.act("advised", "board", "north")
    year.act("advised", "board", "north")
    assert value(
        "likeness", year.told(), from_kind="national-board", mix=["asked", "pressed"]
    ) == pytest.approx(2 / (6**0.5 * 2**0.5), abs=1e-4)


def test_lag_runs_from_the_first_of_one_to_the_first_of_the_other():
    year = Year()
    early = year.act("lead-appointed", "north", month=1, lead="north.chair", towards="acute")
    asked = year.act("asked", "acute", "north", month=3, about=["governance"])
    later = year.act("lead-appointed", "south", month=5, lead="north.chair", towards="acute")
    told = year.told()
    both = {"event": "asked", "topic": "governance", "then_event": "lead-appointed"}
    after = reading("lag", told, both)
    assert (after.value, after.evidence) == (2, (asked, later))
    anyway = reading("lag", told, {**both, "order": "any"})
    assert (anyway.value, anyway.evidence) == (-2, (early, asked))
    assert value("lag", told, event="asked", then_event="sanctioned") == 10, (
        "from the third month to the month after the last"
    )
    assert value("lag", told, event="sanctioned", then_event="asked") is None
    assert (
        reading("lag", year.told(closed=False), {"event": "asked", "then_event": "sanctioned"}).value is None
    )


def test_what_was_kept_back_and_drew_a_complaint():
    year = Year()
    kept = year.act("withheld", "acute", "north", month=3)
    year.act("withheld", "acute", "south", month=3)
    heard = year.act("challenged", "north", "acute", month=4, about=["workforce"])
    year.act("challenged", "south", "acute", month=9)
    told = year.told()
    filters = {
        "event": "withheld",
        "from_kind": "acute-provider",
        "then_event": ["complained", "challenged"],
        "within": 2,
    }
    found = reading("followed", told, filters)
    assert (found.value, found.evidence) == (1, (kept, heard))
    assert value("followed", told, **{**filters, "within": 12}) == 2
    year.deal("acute", "north", about=["workforce"], month=1, agreed=2)
    unwritten = {**filters, "then_topic": "workforce", "unwritten": "yes"}
    assert value("followed", year.told(), **unwritten) == 0, "they had agreed on it in terms"


def test_when_enough_bodies_had_done_it():
    year = Year()
    for month, body in ((1, "north"), (2, "north"), (3, "acute"), (6, "firm")):
        year.act("endorsed", body, "community", month=month, about=["pathway"])
    told = year.told()
    assert value("month-of-nth", told, event="endorsed", topic="pathway", bodies=3) == 6
    assert value("month-of-nth", told, event="endorsed", bodies=4) == 13
    assert value("distinct-actors", told, event="endorsed") == 3


def test_ways_of_reading_a_count_over_the_year():
    year = Year()
    for month in range(1, 13):
        for _ in range(month // 4):
            year.act("message-sent", "north", "board", month=month, about=["price"])
    told = year.told()
    assert value("count", told, topic="price", read="late-less-early") == 9 - 1, (
        "last four months less the first four"
    )
    assert value("count", told, topic="price", read="last-phase-less-first") == 7 - 0
    assert value("count", told, topic="price", read="rho") == pytest.approx((131 / 143) ** 0.5, abs=1e-4)
    assert value("count", told, topic="price", from_month=8, to_month=8, read="fall-from-before") == 1 - 2 / 4


def test_words_rules_and_requests_are_filters():
    year = Year()
    said = year.act("message-sent", "north", "board", text="We might close a ward.")
    year.act("message-sent", "north", "board", text="We enclose the figures.")
    asked = year.act("asked", "board", "north", wants="help")
    ruled = year.question("north", "board", rule="who-leads", pack="rq-closure")
    told = year.told()
    assert reading("count", told, {"words": ["clos"], "event": "message-sent"}).evidence == (said,)
    assert reading("count", told, {"wants": "help", "event": "asked"}).evidence == (asked,)
    assert reading("count", told, {"rule": "who-leads"}).evidence == (ruled,)
    assert reading("count", told, {"question": "rq-closure"}).evidence == (ruled,)
