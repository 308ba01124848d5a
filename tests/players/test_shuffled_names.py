"""Giving organisations' names to one another, their traits unchanged, changes nothing but names."""

from __future__ import annotations

import dataclasses
import re
from random import Random
from typing import Any

import pytest

from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.play.months import Umpire
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.players.cast import cast, colleague
from shirehall.players.driver import Driver
from tests.players.helpers import PlainCounty, county

MONTHS = 5


def shuffled(patch: Patch, seed: int) -> Patch:
    """The patch with every body of which play knows called by another's name."""
    bodies = [o for o in patch.organisations if o.kind != "control"]
    called = [(o.name, o.short) for o in bodies]
    Random(seed).shuffle(called)
    names = {o.id: {"name": name, "short": short} for o, (name, short) in zip(bodies, called, strict=True)}
    given = tuple(o.model_copy(update=names.get(o.id, {})) for o in patch.organisations)
    return dataclasses.replace(patch, organisations=given)


def some_months(patch: Patch) -> list[Event]:
    """What happens in the first months, with figures good and bad."""
    players, labels = cast(patch)
    session = Session(MemoryStore(), gathered())
    for draft in opening(patch, labels, {"seed": 7}):
        session.commit([draft], at=0)
    driver = Driver(session, Umpire(patch, 7), PlainCounty(patch), players, newcomer=colleague)
    driver.seat_everyone()
    for _ in range(MONTHS):
        driver.play_month()
        driver.umpire.close_month(session, driver.runner)
    return list(session.events)


def unnamed(patch: Patch) -> re.Pattern[str]:
    """Every name that a body bears, long or short, with the article before it."""
    names = {name for o in patch.organisations if o.kind != "control" for name in (o.name, o.short)}
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(r"(?:\bthe )?(?:" + "|".join(map(re.escape, longest)) + ")", re.IGNORECASE)


def bared(value: Any, names: re.Pattern[str]) -> Any:
    """A part of an event with a mark in the place of every name."""
    if isinstance(value, str):
        return names.sub("#", value)
    if isinstance(value, dict):
        return {key: bared(each, names) for key, each in value.items()}
    return [bared(each, names) for each in value] if isinstance(value, (list, tuple)) else value


@pytest.fixture(scope="module")
def as_it_is() -> list[Event]:
    return some_months(county())


def test_bodies_that_bear_one_anothers_names_do_what_they_did(as_it_is: list[Event]) -> None:
    patch = shuffled(county(), 1)
    moved = sum(a.short != b.short for a, b in zip(patch.organisations, county().organisations, strict=True))
    assert moved > 15
    names = unnamed(patch)
    found = some_months(patch)
    assert len([e for e in as_it_is if e.seat]) > 300
    for one, other in zip(as_it_is, found, strict=False):
        assert (one.kind, one.at, one.seat, one.organisation) == (
            other.kind,
            other.at,
            other.seat,
            other.organisation,
        )
        assert one.addressees == other.addressees and one.about == other.about
        assert (one.subject, one.in_reply_to) == (other.subject, other.in_reply_to)
        if one.kind != "month-closed":  # it carries a digest of the world, names and all
            assert bared(one.body, names) == bared(other.body, names), one.kind
    assert len(as_it_is) == len(found)
