"""Bigshire's county: purity, conservation, the national anchors, and what levers do."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from shirehall.economy import figures, levers
from shirehall.economy.county import County, quantile
from shirehall.economy.dials import Dials
from shirehall.economy.figures import Figures
from shirehall.economy.state import State
from shirehall.economy.terms import Lever, Terms, digest, from_json, lever, to_json
from shirehall.errors import RecordError, UsageError
from tests.economy.small import bigshire, tables
from tests.record.programs import SOAK

SEED = 11
COMMISSIONERS = ("holmewold", "lindenvale", "marlbridge", "saltmere")


@cache
def opening(seed: int = SEED) -> State:
    return bigshire().begin(seed)


@cache
def begun(under: Terms, seed: int) -> tuple[list[State], list[Figures]]:
    """A life under terms as far as anybody asked for it: where it stands, and its months."""
    return [opening(seed)], []


def lived(under: Terms = (), months: int = 12, seed: int = SEED) -> tuple[Figures, ...]:
    stands, out = begun(under, seed)
    while len(out) < months:
        stands[0], rows = bigshire().live_month(stands[0], under)
        out.append(rows)
    return tuple(out[:months])


def year(
    measure: str, subject: str = "county", group: str = "all", under: Terms = (), months: int = 12
) -> float:
    return sum(figures.value(rows, measure, subject, group) for rows in lived(under, months))


def mean(
    measure: str, subject: str = "county", group: str = "all", under: Terms = (), months: int = 12
) -> float:
    return year(measure, subject, group, under, months) / months


def people() -> int:
    return sum(sum(row.people()) for row in tables().places)


def test_a_year_without_levers_lies_within_the_national_bands() -> None:
    a_thousand = people() / 1000
    assert 93 <= mean("ae-within-4h") <= 97
    assert 95 <= year("emergency-admissions") / a_thousand <= 115
    assert 380 <= year("ae-attendances") / a_thousand <= 430
    assert 85 <= mean("bed-occupancy") <= 93
    assert all(88 <= figures.value(rows, "rtt-within-18w") <= 96 for rows in lived())
    assert 50 <= mean("elective-waiting") / a_thousand <= 60
    assert 12 <= year("delayed-days") / a_thousand <= 21
    assert year("elective-treated") / 1000 == pytest.approx(123, rel=0.05)


def test_the_opening_has_lists_and_beds_already_full() -> None:
    system = opening().system
    waiting = int(system["P"]["clock"].sum())
    assert 50 <= waiting / people() * 1000 <= 60
    beds = [i for i, (_, name) in enumerate(bigshire().net.resources) if name == "medical-beds"]
    taken = 1 - system["unit"][beds].sum() / system["cap"][beds].sum()
    assert 0.85 <= taken <= 1


def test_the_same_state_and_terms_give_the_same_bytes_and_leave_the_state_alone() -> None:
    before = opening().digest
    terms = (lever("threshold", "agreement 1", 1, commissioner="saltmere", percent=10),)
    one, first = bigshire().live_month(opening(), terms)
    two, second = bigshire().live_month(opening(), terms)
    assert one.to_bytes() == two.to_bytes()
    assert figures.to_json(first) == figures.to_json(second)
    fresh = State(**{f: getattr(opening(), f) for f in ("seed", "month", "t", "system", "cash", "balance", "ledgers",
                                                       "owners", "terms", "pack", "memory")})  # fmt: skip
    assert fresh.digest == before


def test_a_state_survives_its_bytes_and_goes_on_as_if_nothing_had_happened() -> None:
    after, _ = bigshire().live_month(opening(), ())
    again = State.from_bytes(after.to_bytes())
    assert again.digest == after.digest
    assert figures.digest(bigshire().live_month(again, ())[1]) == figures.digest(
        bigshire().live_month(after, ())[1]
    )
    with pytest.raises(RecordError):
        State.from_bytes(after.to_bytes()[:-40])
    with pytest.raises(RecordError):
        State.from_bytes(b"nonsense")


def test_another_process_and_hash_seed_give_the_same_digests() -> None:
    code = (
        "from tests.economy.small import bigshire\n"
        "from shirehall.economy import figures\n"
        f"c = bigshire(); s = c.begin({SEED}); a, f = c.live_month(s, ())\n"
        "print(s.digest, a.digest, figures.digest(f))"
    )
    after, rows = bigshire().live_month(opening(), ())
    expected = f"{opening().digest} {after.digest} {figures.digest(rows)}"
    other = "0" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": other}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.strip() == expected


def test_another_seed_gives_another_county() -> None:
    assert opening().digest != bigshire().begin(SEED + 1).digest


def test_what_commissioners_pay_providers_is_what_providers_receive_to_the_penny() -> None:
    terms = (
        lever("block", "a", 1, commissioner="saltmere", provider="buft", pounds=90_000_000),
        lever("risk-share", "b", 1, commissioner="marlbridge", provider="buft", share_percent=50),
        lever("price", "c", 1, commissioner="holmewold", provider="wrenby", percent=-3),
        lever("avoidance", "d", 1, commissioner="lindenvale", provider="bct", places=40),
        lever("discharge", "e", 1, provider="health-direct", places=31, days_saved=1.5),
        lever("pool", "f", 1, members="saltmere, holmewold", share_percent=50),
        lever("fund", "g", 2, payer="nhscb", receiver="saltmere", pounds=1_234_567.89),
        lever("cost", "h", 1, payer="all-commissioners", pounds_a_month=350_001, label="costly drug"),
    )
    state = opening()
    for _ in range(2):
        money = bigshire().settlement(state, terms)
        after, rows = bigshire().live_month(state, terms)
        spent = dict.fromkeys(COMMISSIONERS, 0)
        for t in money.transfers:
            if t.payer in spent:
                spent[t.payer] += t.pence
        for payer in COMMISSIONERS:
            assert round(figures.value(rows, "commissioner-spend", payer) * 100) == spent[payer]
        income = sum(round(r.value * 100) for r in rows if r.measure == "contract-income")
        paid = sum(
            round(r.value * 100) for r in rows
            if r.measure == "commissioner-spend" and r.group in bigshire().accounts.providers
        )  # fmt: skip
        assert income == paid > 0
        bodies = set(state.cash)
        inside = sum(after.cash.values()) - sum(state.cash.values())
        entering = sum(money.allocations.values()) - sum(money.costs.values())
        for t in money.transfers:
            entering += t.pence * ((t.receiver in bodies) - (t.payer in bodies))
        assert inside == entering
        state = after


def test_a_block_does_not_follow_activity() -> None:
    terms = (lever("demand", "x", 1, pathway="community", percent=30),)
    assert year("community-waiting", under=terms, months=3) > 2 * year("community-waiting", months=3)
    for payer in COMMISSIONERS:
        assert year("contract-income", "bct", payer, terms, 3) == year("contract-income", "bct", payer, (), 3)
    fixed = (lever("block", "y", 1, commissioner="saltmere", provider="buft", pounds=100_000_000), *terms)
    assert year("contract-income", "buft", "saltmere", fixed, 3) == pytest.approx(25_000_000, abs=1)


def test_belief_is_not_effect_an_avoidance_scheme_without_effect_only_costs_money() -> None:
    idle = (lever("avoidance", "agreement 3", 1, commissioner="saltmere", provider="bct", places=60),)
    money = {m for m, what in figures.MEASURES.items() if what.unit == "£"}
    plain = [r for rows in lived((), 3) for r in rows]
    tried = [r for rows in lived(idle, 3) for r in rows]
    assert [r for r in plain if r.measure not in money] == [r for r in tried if r.measure not in money]
    assert year("commissioner-spend", "saltmere", under=idle, months=3) > year(
        "commissioner-spend", "saltmere", months=3
    )
    works = (
        lever("avoidance", "b", 1, commissioner="saltmere", provider="bct", places=60, effect_percent=15),
    )
    assert year("admissions-avoided", under=works, months=3) > 100
    assert year("emergency-admissions", "saltmere", under=works, months=3) < year(
        "emergency-admissions", "saltmere", months=3
    )


def test_the_effect_of_avoidance_is_bound_by_its_places() -> None:
    few = (lever("avoidance", "a", 1, commissioner="saltmere", provider="bct", places=4, effect_percent=40),)
    many = (
        lever("avoidance", "a", 1, commissioner="saltmere", provider="bct", places=400, effect_percent=40),
    )
    days = sum((30, 31, 31))
    assert 0 < year("admissions-avoided", under=few, months=3) <= 4 * days / 3
    assert year("admissions-avoided", under=many, months=3) > 3 * year(
        "admissions-avoided", under=few, months=3
    )


@pytest.mark.requirement("MOD-15")
def test_community_care_may_cost_more_or_less_than_the_admission_it_replaces() -> None:
    changes = []
    for pounds in (8_000.0, 150_000.0):
        settings = dict(tables().money.settings)
        settings["avoid-place-pounds-a-year"] = settings["avoid-place-pounds-a-year"].model_copy(
            update={"value": pounds}
        )
        county = County(
            tables().model_copy(update={"money": tables().money.model_copy(update={"settings": settings})})
        )
        terms = (
            lever("avoidance", "a", 1, commissioner="saltmere", provider="bct", places=60, effect_percent=20),
        )
        with_it, without = county.live_month(opening(), terms)[1], county.live_month(opening(), ())[1]
        changes.append(
            figures.value(with_it, "commissioner-spend", "saltmere")
            - figures.value(without, "commissioner-spend", "saltmere")
        )
    assert changes[0] < 0 < changes[1]


def test_more_beds_never_lengthen_the_wait_for_a_bed() -> None:
    waits = []
    for change in (-60, 0, 60, 400):
        terms = (lever("capacity", "a", 1, site="buft", resource="beds", change=change),) if change else ()
        waits.append(
            np.mean(
                [
                    figures.value(rows, "boarding-hours")
                    for seed in ((SEED, 12) if SOAK else (12,))
                    for rows in lived(terms, 3, seed)
                ]
            )
        )
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > waits[-1]


def test_closing_two_beds_in_five_without_shifting_care_breaks_the_four_hour_clock() -> None:
    beds = figures.value(lived()[0], "beds-open", "buft")
    terms = (lever("capacity", "plan", 1, site="buft", resource="beds", change=-round(0.4 * beds)),)
    after = lived(terms, 3)
    assert figures.value(after[0], "beds-open", "buft") == pytest.approx(0.6 * beds, abs=2)
    assert figures.value(after[2], "ae-within-4h", "buft") < 80
    assert year("trolley-waits-12h", under=terms, months=3) > 10 * max(1, year("trolley-waits-12h", months=3))
    assert year("cancelled-electives", under=terms, months=3) > 1000


@pytest.mark.requirement("MOD-16", "MOD-18")
def test_the_cost_of_closed_beds_leaves_slowly_and_double_running_comes_first() -> None:
    accounts, owners = bigshire().accounts, dict(bigshire().life.owner)
    beds = {"marlbridge-general": 1000, "saltmere-infirmary": 500}
    fewer = {**beds, "saltmere-infirmary": 440}
    close = lever("capacity", "a", 1, site="saltmere-infirmary", resource="medical-beds", change=-60)
    instead = lever("avoidance", "b", 1, commissioner="saltmere", provider="bct", places=60)
    saved = []
    for month in (1, 13, 25, 37, 60):
        before, after = Dials(month, owners), Dials(month, owners)
        levers.apply((close, instead), after)
        saved.append(
            (accounts.cost_of("buft", {}, before, beds) - accounts.cost_of("buft", {}, after, fewer)) / 100
        )
    buft = next(p for p in tables().money.providers if p.id == "buft")
    whole = 60 * buft.sites[1].per_bed / 12
    growth = [(1 + buft.growth_percent / 100) ** y for y in (0, 1, 2, 3, 59 / 12)]
    gone = [s / whole / g for s, g in zip(saved, growth, strict=True)]
    assert gone == pytest.approx([0, 0.20, 0.45, 0.65, 0.65], abs=0.005)
    place = tables().money.settings["avoid-place-pounds-a-year"].value * 60 / 12
    assert saved[0] < place < saved[2] + place


def test_the_poorest_fifth_is_admitted_more_often() -> None:
    lists = {f: sum(sum(r.people()) for r in tables().places if r.fifth == f) for f in (1, 5)}
    rate = {f: year("emergency-admissions", "county", f"fifth-{f}") / lists[f] for f in (1, 5)}
    assert rate[1] > 1.3 * rate[5]


def test_a_shift_moves_patients_lists_and_money() -> None:
    terms = (
        lever(
            "shift",
            "a",
            1,
            service="referral-surgical",
            from_="buft",
            to="wrenby",
            share_percent=20,
            commissioner="holmewold",
        ),
        lever("capacity", "b", 1, site="wrenby-hospital", resource="clinic-surgical", change=100),
    )
    assert year("referrals", "wrenby", under=terms, months=4) > 1.25 * year("referrals", "wrenby", months=4)
    assert year("referrals", under=terms, months=4) == pytest.approx(year("referrals", months=4), rel=0.01)
    assert year("contract-income", "wrenby", "holmewold", terms, 4) > year(
        "contract-income", "wrenby", "holmewold", (), 4
    )
    assert year("contract-income", "buft", "holmewold", terms, 4) < year(
        "contract-income", "buft", "holmewold", (), 4
    )


def test_emergencies_above_the_baseline_are_paid_at_the_marginal_rate() -> None:
    accounts = bigshire().accounts
    deal = accounts.deals["marlbridge", "buft"]
    month = deal.emergency_baseline * 30 / 365.25
    few, many = int(month / 1900) - 100, int(month / 1900) + 500

    def pounds(number: int) -> float:
        done = {("marlbridge", "buft", "emergency-admission"): number}
        return accounts.tariff_pounds("marlbridge", "buft", deal, done, 30, 1.0)

    assert pounds(few) == pytest.approx(1900 * few)
    assert pounds(many) - month == pytest.approx(0.3 * (1900 * many - month))


def test_owners_are_state_and_a_site_that_changes_hands_takes_its_figures_along() -> None:
    terms = (lever("transfer", "sale", 1, 1, site="thornmarsh-hospital", to="wrenby"),)
    state, rows = bigshire().live_month(opening(), terms)
    assert state.owners["thornmarsh-hospital"] == "wrenby"
    assert opening().owners["thornmarsh-hospital"] == "bct"
    state, rows = bigshire().live_month(state, terms)
    assert figures.value(rows, "ae-attendances", "wrenby") > figures.value(
        lived()[1], "ae-attendances", "wrenby"
    )
    assert figures.value(rows, "provider-cost", "bct") < figures.value(lived()[1], "provider-cost", "bct")


def test_what_might_come_is_a_range_paired_with_the_terms_in_force() -> None:
    state, _ = bigshire().live_month(opening(), ())
    same = bigshire().ask(state, (), 1, 2)
    assert {r.change for r in same} == {0.0}
    cut = (lever("threshold", "what-if", 2, basis="what-if", commissioner="marlbridge", percent=20),)
    asked = {(r.measure, r.subject, r.group): r for r in bigshire().ask(state, cut, 2, 2) if r.month == 3}
    told = asked["referrals", "marlbridge", "all"]
    assert told.low <= told.median <= told.high
    assert told.change_high < 0
    assert asked["beds-open", "county", "all"].low == asked["beds-open", "county", "all"].high
    truth = bigshire().live_month(state, ())[1]
    future = {
        r.median for r in same if (r.measure, r.subject, r.group) == ("ae-attendances", "county", "all")
    }
    assert figures.value(truth, "ae-attendances") not in future
    with pytest.raises(UsageError):
        bigshire().ask(state, (), 0, 1)


def test_every_organisation_that_owns_a_site_or_holds_a_contract_has_activity_money_and_figures() -> None:
    rows = lived()[0]
    for provider in bigshire().accounts.providers:
        assert figures.value(rows, "provider-cost", provider) > 0
        assert figures.value(rows, "provider-income", provider) > 0
    for provider, measure in (("buft", "emergency-admissions"), ("bct", "community-contacts"), ("wrenby", "referrals"),
                              ("bigment", "mental-health-contacts"), ("health-direct", "outpatients"),
                              ("council", "care-clients")):  # fmt: skip
        assert figures.value(rows, measure, provider) > 0
    for payer in COMMISSIONERS:
        assert figures.value(rows, "practice-consultations", payer) > 0
        assert figures.value(rows, "travel-minutes", payer) > 0


def test_turnover_and_gap_are_those_of_the_pack() -> None:
    assert year("provider-income", "buft") == pytest.approx(700e6, rel=0.02)
    assert year("provider-cost", "buft") == pytest.approx(725e6, rel=0.02)
    for payer, target in (
        ("saltmere", 11e6),
        ("holmewold", 6e6),
        ("marlbridge", 8.5e6),
        ("lindenvale", 4.5e6),
    ):
        overspend = -figures.value(lived()[-1], "commissioner-balance", payer)
        assert overspend == pytest.approx(target, abs=1.5e6)


def test_figures_are_tidy_and_quantised() -> None:
    for rows in lived():
        assert list(rows) == sorted(rows, key=lambda r: (r.month, r.measure, r.subject, r.group))
        assert len({(r.measure, r.subject, r.group) for r in rows}) == len(rows)
        for r in rows:
            assert round(r.value, figures.MEASURES[r.measure].decimals) == r.value
    assert figures.from_json(figures.to_json(lived()[0])) == lived()[0]
    assert quantile([1, 2, 3, 4, 5], 0.1) == pytest.approx(1.4)


def test_terms_keep_their_order_and_survive_json() -> None:
    terms: Terms = (
        lever(
            "shift", "agreement 9", 2, 5, "ruled", service="minor", from_="buft", to="bct", share_percent=12.5
        ),
        Lever("cost", (("payer", "buft"), ("pounds_a_month", 5)), "inject x", 1, None, "inject"),
    )
    assert from_json(to_json(terms)) == terms
    assert digest(terms) != digest(terms[::-1])
    assert [name for name, _ in terms[0].terms] == ["from", "service", "share_percent", "to"]
    with pytest.raises(UsageError):
        lever("cost", "x", 3, 2)
    with pytest.raises(UsageError):
        from_json("{]")
