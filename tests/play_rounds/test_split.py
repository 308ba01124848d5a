"""A body that is split: its first heir takes all but what the pack gives to the others, in the play and in the county."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from shirehall import assemble
from shirehall.economy.county import County
from shirehall.economy.terms import Terms
from shirehall.errors import PackFaults
from shirehall.patch.between import Succession
from shirehall.patch.check import check_pack
from shirehall.patch.pack import Patch
from shirehall.patch.scaffold import new_pack
from shirehall.play.terms import levers_for
from shirehall.play.world import World
from shirehall.rounds import as_it_stood
from tests.play_rounds.small import a_day, agree, deal, heir, two_rounds

LINE = {
    "of": ["acute"], "becomes": ["wards", "rooms"], "how": "split", "takes": "The hospital stays whole; its finance goes with the base.",
    "why": "A second trust.",
    "parts": [{"to": "rooms", "seats": ["acute.finance"], "sites": ["hollow-general"], "posts": 20, "contract_percent": 30,
               "pounds": 250_000}],
}  # fmt: skip


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    whole = two_rounds(tmp_path_factory.mktemp("pack"))
    (change,) = whole.between
    others = [one for one in change.organisations if not set(one.of) & {"acute", "community"}]
    split = change.model_copy(update={"organisations": [*others, Succession.model_validate(LINE)]})
    bodies = (heir(whole, "acute", "wards", "Wards"), heir(whole, "acute", "rooms", "Rooms"))
    return dataclasses.replace(whole, organisations=(*whole.organisations, *bodies), between=(split,))


@pytest.fixture(scope="module")
def day(patch: Patch) -> assemble.Day:
    played = a_day(patch, county=True)
    agree(played, "west.chair", "acute.chief", "A ward for two")
    assemble.play(played)
    return played


def test_each_heir_has_its_seats_and_sites_and_all_else_is_the_first_ones(day: assemble.Day) -> None:
    world = day.session.world
    assert (world.seats["acute.chief"].organisation, world.seats["acute.finance"].organisation) == (
        "wards",
        "rooms",
    )
    assert world.sites["hollow-general"] == "rooms"
    assert world.organisations["acute"].successor == "wards"
    assert world.organisations["wards"].parents == world.organisations["rooms"].parents == ("acute",)
    (number,) = world.agreements
    assert deal(day, number).parties == ("shire", "wards")
    assert all(world.organisations[body].seated for body in ("wards", "rooms"))
    opened = next(e for e in day.session.events if e.kind == "round-opened")
    assert opened.body["homes"]["acute.finance"] == "rooms" and opened.body["homes"]["acute.chief"] == "wards"


def test_a_power_lies_with_bodies_that_stand_and_not_with_those_to_come_or_gone(day: assemble.Day) -> None:
    opened = next(e.seq for e in day.session.events if e.kind == "round-opened")
    catalogue, before = day.session.catalogue, World()
    for event in day.session.events[: opened - 1]:
        before = catalogue.evolve(before, event)
    assert before.with_power("provide") == ("acute", "community")
    assert day.session.world.with_power("provide") == ("community", "wards", "rooms")


def test_the_pack_as_it_then_stands_seats_people_where_they_are(day: assemble.Day) -> None:
    now = as_it_stood(day.patch, day.session.events)
    assert [seat.id for seat in now.seats_of("rooms")] == ["acute.finance"]
    assert [seat.id for seat in now.seats_of("wards")] == ["acute.chief"]
    assert {body.id: body.seated for body in now.organisations}["rooms"] == "yes"


def test_the_county_parts_sites_posts_contracts_and_a_first_sum_and_loses_no_penny(
    day: assemble.Day, patch: Patch
) -> None:
    world = day.session.world
    parts = [
        lever
        for lever in levers_for(world, 3)
        if lever.basis == "signed" and lever.mechanism in ("transfer", "fund")
    ]
    assert [each.mechanism for each in parts] == ["transfer", "fund"]
    assert dict(parts[0].terms) == {
        "site": "hollow-general",
        "from": "wards",
        "to": "rooms",
        "posts": 20,
        "contract_percent": 30.0,
    }
    assert not [lever for lever in levers_for(world, 4) if lever.mechanism == "fund"]
    county = County(patch)
    state = county.begin(3)
    for month in (1, 2):
        state, _ = county.live_month(state, levers_for(world, month))
    terms: Terms = levers_for(world, 3)
    together = tuple(each for each in terms if each not in parts)
    whole, _ = county.live_month(state, together)
    split, _ = county.live_month(state, terms)
    assert split.cash["acute"] == whole.cash["acute"] == 0 and "rooms" in set(split.cash) - set(whole.cash)
    assert sum(split.cash.values()) - sum(whole.cash.values()) == pytest.approx(
        cost_of(county, state, together, terms), abs=1
    )
    paid = county.settlement(state, terms)
    assert [
        t.pence for t in paid.transfers if (t.payer, t.receiver, t.kind) == ("wards", "rooms", "fund")
    ] == [25_000_000]


def cost_of(county: County, state: object, before: Terms, after: Terms) -> int:
    """Pence by which what bodies bear is less under other terms: all that splitting a body may change of what there is."""
    one, other = county.settlement(state, before), county.settlement(state, after)  # type: ignore[arg-type]
    return sum(one.costs.values()) - sum(other.costs.values())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"parts": []}, "what each heir but the first takes"),
        ({"how": "merged"}, "only what is split"),
        ({"parts": [{"to": "rooms", "sites": ["harbour-base"]}]}, "does not have"),
        ({"parts": [{"to": "rooms", "posts": 3}]}, "no site"),
    ],
)
def test_a_part_that_is_not_of_what_is_split_is_a_fault(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    folder = new_pack("hollow", tmp_path)
    line = {**LINE, "becomes": ["community", "rooms"], **change}
    text = (folder / "organisations.yaml").read_text(encoding="utf-8").replace("id: board", "id: rooms")
    (folder / "organisations.yaml").write_text(text, encoding="utf-8")
    between = [{"opens": "r2", "why": "To see.", "notice": [], "organisations": [line]}]
    (folder / "between.yaml").write_text(json.dumps(between), encoding="utf-8")
    try:
        faults = check_pack(folder).faults
    except PackFaults as found:
        faults = tuple(found.faults)
    assert any(words in fault.what for fault in faults), [fault.what for fault in faults]
