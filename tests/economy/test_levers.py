"""The catalogue of lever mechanisms, and what is said of terms that will not do."""

from __future__ import annotations

import pytest

from shirehall.economy import levers
from shirehall.economy.dials import Dials
from shirehall.economy.terms import lever
from shirehall.errors import UsageError
from tests.economy.small import bigshire, tables

GOOD = {
    "avoidance": {"commissioner": "saltmere", "provider": "bct", "places": 40, "effect_percent": 0},
    "discharge": {"provider": "health-direct", "places": 30, "days_saved": 2},
    "liaison": {"provider": "bigment", "site": "buft", "places": 10, "days_saved": 0.5},
    "shift": {"service": "outpatients", "from": "buft", "to": "wrenby", "share_percent": 5},
    "capacity": {"site": "saltmere-infirmary", "resource": "beds", "change": -24, "months": 1},
    "packages": {"council": "council", "change_percent": -8},
    "threshold": {"commissioner": "saltmere", "percent": 3},
    "practice": {"commissioner": "saltmere", "close_percent": 5},
    "prevention": {"commissioner": "saltmere", "pounds": 500000, "effect_percent": 1, "lag_months": 24},
    "price": {"commissioner": "saltmere", "provider": "buft", "percent": -2},
    "block": {"commissioner": "saltmere", "provider": "buft", "pounds": 100000000},
    "risk-share": {"commissioner": "saltmere", "provider": "buft", "share_percent": 50},
    "pool": {"members": "saltmere, holmewold", "share_percent": 50},
    "fund": {"payer": "nhscb", "receiver": "saltmere", "pounds": 1000000},
    "cost": {"payer": "all-commissioners", "amount_pounds_a_month": 350000, "label": "costly-drug"},
    "demand": {"pathway": "urgent", "percent": 5, "months": 2},
    "staff": {"provider": "bct", "percent": -5},
    "transfer": {"site": "thornmarsh-hospital", "to": "wrenby"},
    "repatriate": {"commissioner": "lindenvale", "to": "buft", "pounds_a_year": 2000000},
    "access": {"walk_in_percent": 10, "commissioner": "saltmere"},
    "adoption-hub": {"faster_percent": 50, "known_percent": 60},
    "call-off": {
        "council": "council",
        "provider": "cuddles",
        "site": "county-hall",
        "packages_a_week": 5,
        "pounds_a_package": 900,
    },
    "ceiling": {"commissioner": "saltmere", "service": "outpatients", "most_percent": 103},
    "choice": {"choosers_percent": 70},
    "closure": {"site": "ketterby-hospital", "to": "linden-clinic", "saves_pounds_a_year": 500000},
    "crisis": {"effect_percent": 2, "pounds_a_year": 400000},
    "direct-payments": {"council": "council", "provider": "cuddles", "people": 100, "pounds_each": 6000},
    "eligibility": {"council": "council", "fewer_percent": 5},
    "enhanced-services": {"commissioner": "saltmere", "pounds_a_year": 200000, "board": "nhscb"},
    "housing": {
        "site": "thornmarsh-hospital",
        "resource": "community-beds",
        "homes": 40,
        "as": "homes",
        "build_months": 24,
        "payer": "council",
    },
    "merged-budget": {"commissioner": "saltmere", "council": "council", "dispute_percent": 20},
    "practice-incentive": {
        "commissioner": "saltmere",
        "cases_a_year": 500,
        "share_percent": 4,
        "pounds_a_case": 150,
        "effect_percent": 5,
    },
    "primary-care": {"commissioner": "saltmere", "offer": "longer-hours", "effect_percent": 2},
    "resource-centre": {
        "site": "ketterby-hospital",
        "range": "referral-medical",
        "management": "the trust",
        "governance": "one board",
        "links": "five practices",
        "ownership": "bct",
        "from": "buft",
        "share_percent": 4,
    },
    "respite": {
        "insurer": "cuddles",
        "members": 2000,
        "premium_pounds": 25,
        "claims_percent": 4,
        "pounds_a_day": 80,
        "site": "thornmarsh-hospital",
        "resource": "community-beds",
        "places": 4,
    },
    "self-care": {"commissioner": "saltmere", "coverage_percent": 10},
    "substitution": {
        "from": "saltmere-infirmary",
        "resource": "medical-beds",
        "beds": 12,
        "to": "thornmarsh-hospital",
        "with": "community-beds",
        "ratio": 1.2,
    },
    "technology": {"commissioner": "saltmere", "coverage_percent": 10, "substitute_percent": 20},
    "tenancy": {"site": "thornmarsh-hospital", "landlord": "lindenvale", "may_provide": "bct, wrenby"},
    "workforce": {"body": "bct", "skill": "community-nurses", "posts": 20},
}


class WithBodies:
    """A patch as far as levers need it: its county tables and its organisations."""

    def __init__(self) -> None:
        self.county = tables()
        self.organisations = (type("Body", (), {"id": "nhscb"})(),)


def test_the_catalogue_is_sorted_and_every_mechanism_says_what_it_does() -> None:
    catalogue = levers.catalogue()
    assert list(catalogue) == sorted(catalogue)
    assert set(GOOD) <= set(catalogue)
    for name, mechanism in catalogue.items():
        assert mechanism.name == name
        assert mechanism.means.endswith(".")
        assert all(term.meaning for term in mechanism.terms)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_sound_terms_are_accepted_and_turn_a_dial(name: str) -> None:
    assert levers.problems(name, GOOD[name], WithBodies()) == []
    fresh = Dials(30, dict(bigshire().life.owner))
    turned = Dials(30, dict(bigshire().life.owner))
    start = 30 if name in ("fund", "capacity", "demand") else 1
    levers.apply((lever(name, "agreement 1", start, **GOOD[name]),), turned)
    assert turned != fresh


@pytest.mark.requirement("MOD-11")
def test_a_vague_shift_is_told_what_is_missing() -> None:
    told = levers.problems("shift", {"service": "outpatients"}, WithBodies())
    assert [line.split()[0] for line in told] == ["from", "to", "share_percent"]
    assert all("missing" in line for line in told)


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("shift", {"to": "health-direct", "service": "minor"}, "does not run"),
        ("shift", {"service": "heart surgery"}, "no service"),
        ("shift", {"share_percent": 140}, "outside"),
        ("shift", {"share_percent": "a lot"}, "number"),
        ("capacity", {"resource": "mh-beds"}, "has no"),
        ("avoidance", {"commissioner": "buft"}, "no commissioner"),
        ("avoidance", {"provider": "saltmere"}, "no provider"),
        ("avoidance", {"colour": "blue"}, "no term"),
        ("pool", {"members": "saltmere"}, "two members"),
        ("pool", {"members": "saltmere, buft"}, "no commissioner"),
        ("cost", {"amount_pounds_a_month": 0}, "missing"),
        ("packages", {"change_percent": float("nan")}, "outside"),
    ],
)
def test_terms_that_will_not_do_are_named(name: str, change: dict[str, str | int | float], word: str) -> None:
    told = levers.problems(name, {**GOOD[name], **change}, WithBodies())
    assert told and any(word in line for line in told)


def test_an_unknown_mechanism_is_refused_with_the_names_there_are() -> None:
    assert "avoidance" in levers.problems("magic", {}, tables())[0]
    with pytest.raises(UsageError, match="magic"):
        levers.apply((lever("magic", "x", 1),), Dials(1, {}))


def test_levers_hold_only_between_their_months() -> None:
    cut = lever("threshold", "x", 3, 4, commissioner="saltmere", percent=10)
    held = []
    for month in range(1, 7):
        dials = Dials(month, dict(bigshire().life.owner))
        levers.apply((cut,), dials)
        held.append(dials.demand_factor("referral-surgical", "saltmere") != 1)
    assert held == [False, False, True, True, False, False]


def test_practices_come_nearer_to_the_median_and_no_further() -> None:
    life = bigshire().life.people
    plain = Dials(1, dict(bigshire().life.owner))
    half, whole = (Dials(1, dict(bigshire().life.owner), practice_close={"saltmere": c}) for c in (0.5, 1.0))
    factors = [life.practice_factor("referral_index", d)[life.payer == life.net.payers.index("saltmere")].mean()
               for d in (plain, half, whole)]  # fmt: skip
    assert factors[0] > factors[1] > factors[2]
    assert life.prescribing_factor("saltmere", whole) < life.prescribing_factor("saltmere", half) < 1
    assert life.prescribing_factor("lindenvale", whole) == 1
