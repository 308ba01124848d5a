"""A regulator's account managers, one for each body that is watched: early warning rings for each of its own alone."""

from __future__ import annotations

from functools import cache

import pytest

from shirehall.economy.figures import Figures, row
from shirehall.patch.pack import Patch
from shirehall.play.altered import altered
from shirehall.play.lineage import succeed
from tests.play.county import bigshire
from tests.requirements.helpers import DayOf, Told

WATCHED = {"nhscb.performance": ["saltmere"], "nhscb.development": ["marlbridge", "holmewold"]}


def figures(month: int) -> Figures:
    """Two consortia overspend from the second month on, and one does not."""
    worse = -1000.0 if month > 1 else 1000.0
    rows = (("saltmere", worse), ("marlbridge", worse), ("holmewold", 1000.0))
    return tuple(row(month, "commissioner-balance", body, value) for body, value in rows)


@cache
def watched(alert: object) -> DayOf:
    """Bigshire with two account managers on the Board, its ledger of consortia ringing as told, four months on."""
    patch: Patch = bigshire()
    seats = [seat.model_copy(update={"looks_after": WATCHED.get(seat.id, [])}) for seat in patch.seats.seats]
    rings = list(alert) if isinstance(alert, tuple) else alert
    publications = [
        each.model_copy(update={"alert": rings}) if each.id == "consortium-accounts-board" else each
        for each in patch.head.publications
    ]
    day = DayOf(
        altered(
            patch,
            head=patch.head.model_copy(update={"publications": publications}),
            seats=patch.seats.model_copy(update={"seats": seats}),
        ),
        Told(figures),
    )
    day.pass_to(day.patch.round.minutes_a_month * 4)
    return day


def rung(alert: object) -> dict[str, list[str]]:
    """The bodies of which each seat was warned."""
    day = watched(alert)
    heard = {
        seat: [
            told[1]
            for e in day.session.view(seat).events
            if e.kind == "alert-raised"
            for told in e.body["rows"]
        ]
        for seat in day.session.world.seats_of("nhscb")
    }
    return {seat: bodies for seat, bodies in heard.items() if bodies}


@pytest.mark.requirement("LEV-74")
def test_each_account_manager_is_warned_of_its_own_bodies_when_the_alert_is_on() -> None:
    assert rung(("account-manager",)) == {
        "nhscb.performance": ["saltmere"],
        "nhscb.development": ["marlbridge"],
    }
    assert rung(alert=False) == {}
    everyone = rung(alert=True)
    assert everyone["nhscb.performance"] == ["saltmere"] and everyone["nhscb.development"] == ["marlbridge"]
    assert everyone["nhscb.regional"] == ["saltmere", "marlbridge"]


def test_whom_an_account_manager_looks_after_everybody_knows_and_follows_a_merger() -> None:
    session = watched(alert=False).session
    world = session.view(session.world.seats_of("wrenby")[0]).world
    assert tuple(world.seats["nhscb.performance"].looks_after) == ("saltmere",)
    after = succeed(world, ("saltmere", "holmewold"), "marlbridge", 4)
    assert (
        after.seats["nhscb.performance"].looks_after
        == after.seats["nhscb.development"].looks_after
        == ("marlbridge",)
    )
