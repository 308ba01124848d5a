"""Vague deals: how specific, what is missing, and which published assumptions stand in for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from shirehall.economy import levers
from shirehall.economy.deals import Deal, between_rounds, entries, levers_of, modelled, specific
from shirehall.errors import PackFaults, UsageError
from shirehall.patch.assumption_sets import AssumptionSet, read_assumption_sets
from shirehall.patch.county import read_county
from tests.economy.small import BIGSHIRE, tables
from tests.economy.turned import turned

SEESAW = Path(__file__).parents[1] / "patches" / "seesaw-county"
WHOLE = {"service": "outpatients", "from": "buft", "to": "wrenby", "share_percent": 5}


@cache
def sets() -> dict[str, AssumptionSet]:
    return {each.id: each for each in read_assumption_sets(BIGSHIRE)}


@pytest.mark.requirement("MOD-11")
def test_a_shift_is_scored_on_service_volume_from_to_and_date() -> None:
    assert specific("shift", WHOLE, 4).score == 1 and specific("shift", WHOLE, 4).enough
    scores = [specific("shift", dict(list(WHOLE.items())[:n]), None).score for n in range(len(WHOLE) + 1)]
    assert scores == [0, 0.2, 0.4, 0.6000000000000001, 0.8] or scores == pytest.approx(
        [0, 0.2, 0.4, 0.6, 0.8]
    )
    vague = specific("shift", {"service": "outpatients", "to": "wrenby"}, None)
    assert [name for name, _ in vague.missing] == ["volume", "from", "date"]
    assert "2 of 5 things are said" in vague.told() and "how much" in vague.told()
    assert [name for name, _ in specific("", {}, None).missing] == ["service", "volume", "from", "to", "date"]


@pytest.mark.parametrize("mechanism", sorted(levers.catalogue()))
def test_every_mechanism_can_be_vague_and_can_be_specific(mechanism: str) -> None:
    nothing = specific(mechanism, {}, None)
    assert nothing.score == 0 and not nothing.enough and "date" in nothing.asked
    everything = {term.name: 1 for term in levers.catalogue()[mechanism].terms}
    assert specific(mechanism, everything, 1).enough


@pytest.mark.requirement("MOD-10")
def test_assumption_sets_are_named_versioned_cited_and_adjustable() -> None:
    assert sorted(sets()) == ["london-adapted", "tenth-in-five-years"]
    for each in sets().values():
        assert each.version and each.citation and each.adapted and all(e.source for e in each.entries)
        assert {e.setting for e in each.entries} == {"polyclinic", "minor-hospital", "home"}
    london = sets()["london-adapted"]
    assert max(e.high for e in london.entries if e.activity == "outpatients") == 50
    plain, local = levers_of(london, tables()), levers_of(london, tables(), {"outpatients": 15})
    assert all("version 2008-1" in one.source and one.basis == "assumed" for one in plain)
    moved = [one.number("share_percent") for one in plain if one.get("service") == "referral-surgical"]
    tweaked = [one for one in local if one.get("service") == "referral-surgical"]
    assert set(moved) == {40} and {one.number("share_percent") for one in tweaked} == {15}
    assert all("published: 40%" in one.source for one in tweaked)
    with pytest.raises(UsageError, match="no entry"):
        levers_of(london, tables(), {"heart surgery": 3})
    with pytest.raises(UsageError, match="outside"):
        levers_of(london, tables(), {"outpatients": 140})


@pytest.mark.parametrize("where", [BIGSHIRE, SEESAW], ids=["bigshire", "seesaw"])
def test_the_county_can_act_on_every_lever_of_a_set(where: Path) -> None:
    county = read_county(where)
    for given in read_assumption_sets(where):
        found = levers_of(given, county)
        assert found and {one.mechanism for one in found} <= {"shift", "demand", "capacity"}
        for one in found:
            assert levers.problems(one.mechanism, one.terms, county) == []


def test_a_set_works_in_equal_steps_and_what_leaves_for_home_is_looked_after_there() -> None:
    tenth = levers_of(sets()["tenth-in-five-years"], tables())
    urgent = [turned(month, *tenth).demand_factor("urgent", "saltmere") for month in (1, 30, 60, 90)]
    assert urgent == [pytest.approx(x) for x in (1 - 0.1 / 60, 0.95, 0.9, 0.9)]
    gone = sum(
        entries(tables(), one.text("pathway"))
        for one in tenth
        if "emergencies" in one.source and one.text("pathway") != "community"
    )
    more = turned(60, *tenth).demand_factor("community", "saltmere") - 1
    assert more * entries(tables(), "community") == pytest.approx(0.1 * gone, rel=1e-3)


@pytest.mark.requirement("RND-06", "MOD-11")
def test_between_rounds_a_vague_deal_falls_back_on_a_named_set_and_says_so() -> None:
    london = sets()["london-adapted"]
    deals = [
        Deal("clinics closer to home", "shift", {"service": "outpatients"}),
        Deal("five in a hundred to Wrenby", "shift", WHOLE, 3),
        Deal("more care at home", "", {}),
        Deal("to a place without such a clinic", "shift", {**WHOLE, "to": "bigment"}, 3),
    ]
    first, second, third, fourth = between_rounds(deals, london, tables())
    assert first.assumed and first.specific.score == pytest.approx(0.2)
    assert all("outpatients" in one.source for one in first.levers)
    for part in ("too vague", "Missing: volume", london.name, london.version, london.citation):
        assert part in first.note
    assert not second.assumed and second.note.endswith("modelled as agreed.")
    assert [(one.source, one.start, dict(one.terms)) for one in second.levers] == [
        ("five in a hundred to Wrenby", 3, WHOLE)
    ]
    assert third.assumed and not set(third.levers) & set(first.levers)
    assert {one.source for one in third.levers}.isdisjoint(one.source for one in first.levers)
    assert fourth.assumed
    tweaked = modelled(deals[0], london, tables(), {"outpatients": 10})
    assert "changed locally" in tweaked.note and tweaked.levers != first.levers


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("share_percent: 40, low: 10", "share_percent: 40, low: 45", "rise"),
        ("setting: home, share_percent: 20", "setting: moon, share_percent: 20", "polyclinic"),
        ("{id: day-surgery", "{id: outpatients", "two entries"),
        ('citation: "Darzi', 'zitation: "Darzi', "citation"),
    ],
)
def test_a_faulty_set_is_a_located_fault(tmp_path: Path, old: str, new: str, word: str) -> None:
    text = (BIGSHIRE / "assumption-sets.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "assumption-sets.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackFaults) as caught:
        read_assumption_sets(tmp_path)
    assert any(word in str(fault) for fault in caught.value.faults)
    assert all(fault.where is not None and fault.where.line for fault in caught.value.faults)
    assert read_assumption_sets(tmp_path / "nowhere") == ()
