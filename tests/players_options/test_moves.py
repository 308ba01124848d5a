"""What scripts can think of doing: the market, staffing, joining forces, formal powers, second thoughts; each for its reason."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.play.world import World
from tests.players.helpers import PlainCounty, Played, county, year

EAGER = {
    "appetite-for-risk": 0.95,
    "proactive": 0.95,
    "openness-to-outsiders": 0.95,
    "concern-independence": 0.05,
    "concern-growth": 0.95,
}


@pytest.fixture(scope="module")
def restless() -> Played:
    """A year in which every body dares, is open to strangers and would as soon be joined with others as not."""
    bodies = tuple(
        o.model_copy(update={"traits": {**o.traits, **EAGER}}) if o.traits else o
        for o in county().organisations
    )
    patch: Patch = dataclasses.replace(county(), organisations=bodies)
    return year(4, patch=patch, runner=PlainCounty(patch))


def kinds(played: Played) -> Counter[str]:
    return Counter(e.kind for e in played.events)


def test_restless_bodies_use_the_market_hire_and_join_forces(restless: Played, with_figures: Played) -> None:
    found, usual = kinds(restless), kinds(with_figures)
    market = (
        "tender-opened",
        "bid-submitted",
        "knowledge-hired",
        "seat-added",
        "offer-made",
        "organisation-formed",
    )
    assert found["tender-opened"] and found["knowledge-hired"] + found["seat-added"]
    assert sum(found[kind] for kind in market) > sum(usual[kind] for kind in market)


def test_a_tender_is_judged_by_its_panel_and_decided_on_its_own_scores(restless: Played) -> None:
    decided = [e for e in restless.events if e.kind == "tender-decided"]
    assert decided
    for event in decided:
        tender = restless.session.world.tenders[event.subject or 0]
        judges = {e.seat for e in restless.events if e.kind == "bid-evaluated" and e.subject == tender.id}
        assert judges <= set(tender.panel)
        assert event.at >= tender.closes
        if event.body["awarded"]:
            bids = [e for e in restless.events if e.kind == "bid-submitted" and e.subject == tender.id]
            assert set(event.body["awarded"]) <= {body for e in bids for body in e.body["bidders"]}


def test_rare_steps_stay_rare(with_figures: Played, without_figures: Played) -> None:
    for played in (with_figures, without_figures):
        found = kinds(played)
        for kind, most in (
            ("tender-opened", 6),
            ("seat-added", 5),
            ("intervened", 4),
            ("practice-expelled", 1),
            ("bodies-succeeded", 2),
            ("case-blocked", 2),
            ("agreement-ended", 8),
            ("position-revised", 15),
            ("model-asked", 12),
            ("summit-called", 4),
        ):
            assert found[kind] <= most, (kind, found[kind])


def test_scripts_seldom_try_what_is_not_permitted(with_figures: Played, restless: Played) -> None:
    for played in (with_figures, restless):
        refused = [e for e in played.events if e.kind == "move-refused"]
        assert len(refused) < 0.01 * len(played.events), [e.body["why"] for e in refused][:5]


def test_only_who_has_the_skill_or_bought_it_asks_the_model(
    with_figures: Played, without_figures: Played
) -> None:
    catalogue = gathered()
    for played in (with_figures, without_figures):
        world = World()
        for event in played.events:
            if event.kind == "model-asked":
                bought = world.knowledge.get(f"{event.organisation}|data", 0)
                assert world.seats[event.seat or ""].analyst or bought >= 20
            world = catalogue.evolve(world, event)
