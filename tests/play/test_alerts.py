"""Early warning: on or off for each publication, and for each seat, body or kind that reads it."""

from __future__ import annotations

import pytest

from shirehall.economy.figures import row
from shirehall.play.altered import altered
from shirehall.play.notices.alert import marks_of
from tests.play.county import bigshire
from tests.requirements.helpers import DayOf, Told


def ringing(alert) -> object:
    """Bigshire with the Board's own ledger of consortia ringing as told."""
    patch = bigshire()
    publications = [
        p.model_copy(update={"alert": alert}) if p.id == "consortium-accounts-board" else p for p in patch.head.publications
    ]  # fmt: skip
    return altered(patch, head=patch.head.model_copy(update={"publications": publications}))


def figures(month: int):
    """Saltmere is in balance in its first month and overspent from the second on."""
    return (row(month, "commissioner-balance", "saltmere", 1000.0 if month == 1 else -1000.0 * month),)


def alerts_seen(alert, months: int = 5) -> dict[str, list[int]]:
    day = DayOf(ringing(alert), Told(figures))
    day.pass_to(day.patch.round.minutes_a_month * months)
    world = day.session.world
    return {
        seat: [e.body["of_month"] for e in day.session.view(seat).events if e.kind == "alert-raised"]
        for seat, chair in world.seats.items()
        if world.organisations[chair.organisation].kind != "control"
    }


@pytest.mark.requirement("MOD-36")
def test_the_board_is_warned_only_when_its_alert_is_on():
    assert not any(alerts_seen(False).values())
    board = {seat: months for seat, months in alerts_seen(True).items() if months}
    assert set(board) == {c.id for c in bigshire().active_seats if c.organisation == "nhscb"}
    assert set(map(tuple, board.values())) == {(2,)}


@pytest.mark.requirement("MOD-36")
def test_an_alert_can_ring_for_one_seat_alone():
    one = next(c.id for c in bigshire().active_seats if c.organisation == "nhscb")
    rung = {seat for seat, months in alerts_seen([one]).items() if months}
    assert rung == {one}


def test_an_alert_names_the_mark_that_was_passed():
    day = DayOf(ringing(True), Told(figures))
    day.pass_to(day.patch.round.minutes_a_month * 4)
    event = next(e for e in day.session.events if e.kind == "alert-raised")
    assert [tuple(r) for r in event.body["rows"]] == [
        ("commissioner-balance", "saltmere", "all", -2000.0, "spending over the allocation so far")
    ]


def test_the_standards_are_those_of_the_time():
    marks = {month: marks_of(month) for month in ("2008-09", "2011-06", "2013-06")}
    assert [marks[month]["ae-within-4h"][1] for month in marks] == [98.0, 95.0, 95.0]
    assert ["rtt-within-18w" in marks[month] for month in marks] == [False, False, True]
