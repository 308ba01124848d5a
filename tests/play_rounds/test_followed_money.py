"""Bodies that another follows: what it agrees anew takes the place of their contracts, and acts on the people of each of them."""

from __future__ import annotations

import pytest

from shirehall.economy import levers
from shirehall.economy.dials import Dials
from shirehall.economy.followed import for_people
from shirehall.economy.money.books import Settlement
from shirehall.economy.money.contracts import Contracts
from shirehall.economy.terms import Terms, lever
from shirehall.patch.county import CountyTables
from tests.play_rounds.small import two_rounds

HEIRS = {"east": "shire", "west": "shire"}
AGREED = 1_200_000.0


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> CountyTables:
    return two_rounds(tmp_path_factory.mktemp("pack")).county


def paid(tables: CountyTables, blocks: dict[tuple[str, str], float], heirs: dict[str, str]) -> dict[str, int]:
    """Pence that the community trust is paid in a month without work, by payer."""
    settlement, dials = Settlement(heirs=heirs), Dials(1, {})
    dials.blocks.update(blocks)
    Contracts(tables).settle(settlement, {}, dials, 30, 1.0, 6)
    sums: dict[str, int] = {}
    for each in settlement.transfers:
        if each.receiver == "community":
            sums[each.payer] = sums.get(each.payer, 0) + each.pence
    return sums


def test_without_anything_new_the_successor_pays_what_its_parts_did(tables: CountyTables) -> None:
    apart, together = paid(tables, {}, {}), paid(tables, {}, HEIRS)
    assert set(apart) == {"east", "west"} and min(apart.values()) > 0
    assert together == {"shire": sum(apart.values())}


def test_a_contract_of_the_successor_takes_the_place_of_those_it_follows(tables: CountyTables) -> None:
    assert paid(tables, {("shire", "community"): AGREED}, HEIRS) == {"shire": 10_000_000}


def test_an_old_contract_that_one_part_had_agreed_gives_way_too(tables: CountyTables) -> None:
    blocks = {("east", "community"): 9e6, ("shire", "community"): AGREED}
    assert paid(tables, blocks, HEIRS) == {"shire": 10_000_000}


def avoiding(who: str, places: int) -> Terms:
    """A scheme of admission avoidance of one commissioner."""
    terms = {"commissioner": who, "provider": "community", "places": places, "effect_percent": 10}
    return (lever("avoidance", "a test", 2, **terms),)


MERGED = (
    lever("takeover", "a test", 2, body="east", by="shire"),
    lever("takeover", "a test", 2, body="west", by="shire"),
)


def test_a_scheme_of_the_successor_acts_on_the_people_of_each_part(tables: CountyTables) -> None:
    dials = Dials(2, {})
    levers.apply(for_people((*MERGED, *avoiding("shire", 21)), 2, tables), dials)
    assert set(dials.avoid_effect) == {"east", "west"}
    assert dials.avoid_effect["east"] == dials.avoid_effect["west"] == pytest.approx(0.1)
    assert sum(dials.avoid_places.values()) == 21 and min(dials.avoid_places.values()) > 0


def test_terms_of_those_who_follow_nobody_are_left_as_they_are(tables: CountyTables) -> None:
    alone = avoiding("east", 21)
    assert for_people(alone, 2, tables) is alone
    later = (lever("takeover", "a test", 3, body="east", by="shire"), *avoiding("west", 9))
    assert for_people(later, 2, tables) is later
    assert for_people((*MERGED, *avoiding("east", 21)), 2, tables)[2:] == alone
