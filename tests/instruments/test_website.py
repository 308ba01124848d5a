"""The patients' website: comments from journeys that the county held, read by all, followed up by whoever inspects."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest

from shirehall import assemble
from shirehall.economy.figures import Figures, Row
from shirehall.economy.terms import Terms
from shirehall.patch.between import ChangedPowers
from shirehall.patch.figures import Figure, Provenance
from shirehall.patch.pack import Patch
from shirehall.patch.website import Website
from shirehall.play.analyst import NoModel
from shirehall.play.fields import MatterRef
from shirehall.play.moves.inquiring import CloseInvestigation
from shirehall.play.moves.website import FollowUpComments, LayAsideComments
from tests.play_rounds.small import a_day, do, two_rounds

MANY = 40


def with_website(patch: Patch, opens: str = "r2", every: int = 1) -> Patch:
    """The small pack with a website from a round on, and a regulator that inspects from the second."""
    site = Website(opens=opens, comments_a_month=Figure(value=MANY, unit="comments", origin=Provenance.ASSUMED, source="a test"),
                   review_every=every)  # fmt: skip
    (change,) = patch.between
    gains = ChangedPowers(body="regulator", gains=["inspect"], why="To read what patients write.")
    return dataclasses.replace(
        patch,
        head=patch.head.model_copy(update={"website": site}),
        between=(change.model_copy(update={"powers": [gains]}),),
    )


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    return with_website(two_rounds(tmp_path_factory.mktemp("pack")))


@pytest.fixture(scope="module")
def lived(patch: Patch) -> assemble.Day:
    day = a_day(patch, county=True)
    assemble.play(day)
    return day


def put_up(day: assemble.Day) -> list[Any]:
    return [event for event in day.session.events if event.kind == "comments-published"]


def test_comments_of_each_month_of_the_round_in_which_the_website_is_open_are_read_by_all(
    lived: assemble.Day,
) -> None:
    written = put_up(lived)
    assert [event.body["of_month"] for event in written] == [3, 4]
    for event in written:
        assert event.audience == ("*",) and len(event.body["rows"]) == MANY
        assert all(row["text"] and row["tone"] in ("good", "fair", "bad") for row in event.body["rows"])
    seen = [e for e in lived.session.view("voice.chair").events if e.kind == "comments-published"]
    assert [e.body["rows"] for e in seen] == [e.body["rows"] for e in written] and not any(
        e.body["rests"] for e in seen
    )


def test_every_comment_rests_on_a_figure_of_its_month_which_the_facilitators_can_see(
    lived: assemble.Day,
) -> None:
    figures = {
        (e.body["of_month"], row[0], row[1]): row[3] for e in lived.session.events if e.kind == "month-lived"
        for row in e.body["rows"] if row[2] == "all"
    }  # fmt: skip
    told = [e for e in lived.session.view("control.lead").events if e.kind == "comments-published"]
    for event in told:
        for ground in event.body["rests"]:
            assert figures[event.body["of_month"], ground["measure"], ground["subject"]] == ground["value"]
    assert assemble.replay(lived.session.events, lived.patch).county_months == 4


class Written:
    """A county that counts nothing and whose patients write of one site what they are told to."""

    engine = "told"

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self.rows = rows

    def live(self, terms: Terms) -> tuple[str, Figures]:
        return "", (Row(1, "elective-waiting", "acute", "all", 1.0, "people", "model"),)

    def written(self, figures: Figures, number: int, seed: int) -> Sequence[dict[str, Any]]:
        return [
            {
                "site": site,
                "about": "waiting",
                "kind": "planned",
                "tone": tone,
                "text": "So it was.",
                "measure": "m",
                "value": 1.0,
            }
            for site, tone in self.rows
        ]


def month_of(patch: Patch, rows: Sequence[tuple[str, str]], every: int = 1) -> assemble.Day:
    """A day whose first month is closed, its website open from the first round."""
    bodies = tuple(
        body.model_copy(update={"powers": [*body.powers, "inspect"]})
        if body.id in ("regulator", "board")
        else body
        for body in patch.organisations
    )
    opened = dataclasses.replace(
        with_website(patch, "r1", every), organisations=bodies, between=patch.between
    )
    day = a_day(opened, county=(Written(rows), NoModel()), rounds=1)
    day.driver.seat_everyone()
    day.driver.umpire.close_month(day.session, day.driver.runner)
    return day


BAD = [("hollow-general", "bad")] * 7 + [("hollow-general", "good")] * 3 + [("harbour-base", "good")] * 9


def waiting(day: assemble.Day, seat: str) -> list[Any]:
    mine = day.session.world.organisation_of(seat)
    known = day.session.view(seat).world.matters.values()
    return [m for m in known if m.kind == "patients' comments" and m.handler == mine]


@pytest.mark.requirement("LEV-39")
def test_bad_comments_on_a_site_come_to_whoever_inspects_who_may_follow_them_up(patch: Patch) -> None:
    day = month_of(patch, BAD)
    for inspector in ("regulator.lead", "board.chair"):
        (task,) = waiting(day, inspector)
        assert (task.against, task.detail["site"], task.detail["bad"], task.detail["of"]) == (
            ("acute",),
            "hollow-general",
            7,
            10,
        )
    assert not waiting(day, "acute.chief") and not waiting(day, "east.chair")
    (task,) = waiting(day, "regulator.lead")
    do(
        day,
        "regulator.lead",
        FollowUpComments(comments=MatterRef(task.id), title="Waits at the General", text="We shall look."),
    )
    (inquiry,) = [
        m for m in day.session.view("acute.finance").world.matters.values() if m.kind == "investigation"
    ]
    assert (inquiry.by, inquiry.against, inquiry.detail["site"]) == (
        "regulator",
        ("acute",),
        "hollow-general",
    )
    assert (
        waiting(day, "regulator.lead")[0].status == "followed up"
        and waiting(day, "board.chair")[0].status == "open"
    )
    mine = next(
        m for m in day.session.view("regulator.lead").world.matters.values() if m.kind == "investigation"
    )
    do(
        day,
        "regulator.lead",
        CloseInvestigation(
            investigation=MatterRef(mine.id), text="They know, and have a plan.", to_everyone=True
        ),
    )


def test_comments_may_be_laid_aside_with_reasons_and_nobody_is_bound_to_follow_one_up(patch: Patch) -> None:
    day = month_of(patch, BAD)
    (task,) = waiting(day, "board.chair")
    refused = day.session.submit(
        "board.chair", LayAsideComments(comments=MatterRef(task.id)), at=day.session.world.at
    )
    assert refused.refusal is not None
    reasons = LayAsideComments(
        comments=MatterRef(task.id), text="Ten letters are not evidence.", to_everyone=True
    )
    do(day, "board.chair", reasons)
    assert any(e.kind == "comments-laid-aside" for e in day.session.view("voice.chair").events)
    day.driver.umpire.close_month(day.session, day.driver.runner)
    assert [m.status for m in waiting(day, "board.chair")] == ["laid aside", "open"]
    assert [m.status for m in waiting(day, "regulator.lead")] == ["open"]


@pytest.mark.parametrize(
    "rows", [[("hollow-general", "good")] * 20, [("hollow-general", "bad")] * 3, [("county", "bad")] * 20]
)
def test_good_words_few_words_and_words_about_no_one_site_come_to_nobodys_notice(
    patch: Patch, rows: list[tuple[str, str]]
) -> None:
    day = month_of(patch, rows)
    assert put_up(day) and not waiting(day, "regulator.lead")


def test_comments_are_reviewed_as_often_as_the_pack_says_over_all_since_the_last_time(patch: Patch) -> None:
    day = month_of(patch, [("hollow-general", "bad")] * 3, every=2)
    assert not waiting(day, "regulator.lead")
    day.driver.umpire.close_month(day.session, day.driver.runner)
    assert [m.detail["of"] for m in waiting(day, "regulator.lead")] == [6]


def test_comments_are_wanted_from_the_round_on_in_which_the_website_opens(tmp_path: Any) -> None:
    patch = with_website(two_rounds(tmp_path))
    umpire = assemble.Umpire(patch, 9)
    assert [umpire.comments_wanted(one) for one in ("r1", "r2")] == [(0, 9), (MANY, 9)]
