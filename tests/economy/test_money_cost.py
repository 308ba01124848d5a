"""Cost by behaviour, what closures leave behind, tapers, double running, loans, takeovers, ratings."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shirehall.economy.bargains import Loan
from shirehall.economy.dials import Dials
from shirehall.economy.levers import apply, problems
from shirehall.economy.money import Accounts, ratings
from shirehall.economy.money.debts import repaid
from shirehall.economy.money.ratings import Year
from shirehall.economy.terms import Terms, lever
from shirehall.patch.county_money import Rating
from shirehall.patch.read import read_pack
from tests.economy.ledger import BEDS, COMMISSIONERS, MONTH, live, plain, with_money
from tests.economy.small import BIGSHIRE, tables

OWNERS = {s.site: s.owner for s in tables().sites}


def estates(**changes: object) -> list[object]:
    """The providers with the costs of the trust's two sites changed alike."""
    return [
        p.model_copy(update={"sites": [s.model_copy(update=changes) for s in p.sites]})
        if p.id == "buft"
        else p
        for p in tables().money.providers
    ]


@pytest.mark.requirement("MOD-16")
def test_how_much_cost_leaves_with_a_ward_depends_on_the_estate_and_private_finance_never_leaves() -> None:
    close = lever("capacity", "plan", 1, site="saltmere-infirmary", resource="medical-beds", change=-120)
    fewer = {**BEDS, "saltmere-infirmary": BEDS["saltmere-infirmary"] - 120}
    saved = {}
    for name, changes in (
        ("tower", {"estate": "tower"}),
        ("sprawling", {"estate": "sprawling"}),
        ("none", {"release": 0.0}),
    ):
        accounts = with_money(providers=estates(**changes))
        dials = Dials(40, dict(OWNERS))
        whole = accounts.cost_of("buft", {}, dials, BEDS)
        apply((close,), dials)
        saved[name] = whole - accounts.cost_of("buft", {}, dials, fewer)
    assert saved["none"] == 0 < saved["tower"] < saved["sprawling"]
    assert saved["tower"] == pytest.approx(0.5 * saved["sprawling"], abs=2)
    capital = {m: plain().costs.of("buft", 0, Dials(m, dict(OWNERS)), BEDS).capital for m in (1, 25)}
    assert capital[1] == capital[25]
    financed = with_money(providers=estates(private_finance=30_000_000)).costs
    of = {
        m: financed.of("buft", 0, Dials(m, dict(OWNERS)), beds).capital
        for m, beds in ((1, BEDS), (25, BEDS), (26, fewer))
    }
    assert of[1] == capital[1] < of[25] < of[26]
    wards = with_money(providers=estates(ward_beds=24)).costs
    steps = [
        wards.of("buft", 0, Dials(1, dict(OWNERS)), {"saltmere-infirmary": beds}).stepped
        for beds in (24, 25, 47, 48, 49)
    ]
    assert steps[0] < steps[1] == steps[2] == steps[3] < steps[4]


@pytest.mark.requirement("LEV-27", "MOD-18")
def test_old_and_new_cost_together_before_the_old_costs_less_and_headroom_binds_who_pays() -> None:
    close = lever("capacity", "plan", 4, site="saltmere-infirmary", resource="medical-beds", change=-120)
    both = lever(
        "double-running",
        "a",
        1,
        provider="buft",
        pounds=3_600_000,
        months=12,
        payer="saltmere",
        funded_percent=50,
    )
    usual, lived = live((), 30), live((close, both), 30, beds=BEDS)
    extra = [
        one.settlement.costs["buft"] - other.settlement.costs["buft"]
        for one, other in zip(lived, usual, strict=True)
    ]
    assert extra[0] == 30_000_000
    assert lived[0].value("double-running", "buft") == 300_000
    assert lived[0].paid("saltmere", "buft", "double-running") == 15_000_000
    assert all(r.measure != "double-running" for r in lived[12].rows)
    fewer = live((close,), 30, beds={**BEDS, "saltmere-infirmary": BEDS["saltmere-infirmary"] - 120})
    path = [
        e + one.settlement.costs["buft"] - other.settlement.costs["buft"]
        for e, one, other in zip([30_000_000] * 12 + [0] * 18, fewer, usual, strict=True)
    ]
    assert path[4] > 0 > path[15] > path[29]
    tight = lever(
        "double-running",
        "a",
        1,
        provider="buft",
        pounds=3_600_000,
        months=12,
        payer="saltmere",
        headroom_percent=1,
    )
    (held,) = live((tight,), 1)
    room = round(held.settlement.allocations["saltmere"] * 0.01)
    assert held.paid("saltmere", "buft", "double-running") == room
    assert held.value("refused", "saltmere", "double running") == pytest.approx((30_000_000 - room) / 100)


@pytest.mark.requirement("LEV-26")
def test_a_taper_declines_by_the_same_amount_each_month_to_nothing() -> None:
    taper = lever("taper", "a", 2, payer="saltmere", provider="buft", pounds=12_000_000, months=5)
    pays = [one.paid("saltmere", "buft", "taper") for one in live((taper,), 8)]
    assert pays == [0, 100_000_000, 80_000_000, 60_000_000, 40_000_000, 20_000_000, 0, 0]


def test_income_that_goes_leaves_cost_behind_until_beds_close_and_years_pass() -> None:
    few = dict.fromkeys(("emergency-admission", "day-case", "elective-night", "op-first", "op-follow"), 0.5)
    lived = live((), 3, more=few)
    for one in lived:
        lost = -one.value("contract-variance", "buft")
        assert 0.4 * lost < one.value("stranded-cost", "buft") < lost
    closed = lever("capacity", "plan", 1, site="saltmere-infirmary", resource="medical-beds", change=-400)
    later = live((closed,), 40, more=few)[-1]
    stays = live((), 40, more=few)[-1]
    assert later.value("stranded-cost", "buft") < stays.value("stranded-cost", "buft")
    assert all(one.settlement.stranded["bct"] == 0 for one in lived)


@pytest.mark.requirement("LEV-67")
def test_relief_from_tax_and_pensions_lowers_a_private_providers_cost_and_whether_it_may_is_asked() -> None:
    usual, relieved = (
        live(terms, 1)[0].settlement.costs["health-direct"]
        for terms in (
            (),
            (lever("parity", "ruling", 1, provider="health-direct", vat_percent=4, pensions_percent=3),),
        )
    )
    assert relieved == pytest.approx(0.93 * usual, rel=1e-6)
    rules = read_pack(BIGSHIRE).rules
    asked = {q.id: q.may_answer for q in rules.questions if q.rule == "pensions-and-tax"}
    assert {"private-vat", "private-pensions"} <= set(asked)
    assert all(who == ["dh"] for who in asked.values())


def test_temporary_posts_cost_a_premium() -> None:
    dials, more = Dials(1, dict(OWNERS)), Dials(1, dict(OWNERS))
    more.bargains.temporary["bct"] = 0.2
    steady = [plain().costs.of("bct", 0, d, BEDS).steady for d in (dials, more)]
    assert steady[1] == pytest.approx(steady[0] * (1 + 0.65 * 0.2 * 0.25))


@pytest.mark.requirement("LEV-35")
def test_a_regulators_loan_is_cash_now_and_repayments_with_interest_later() -> None:
    loan = lever(
        "loan",
        "a",
        2,
        lender="monitor",
        borrower="buft",
        pounds=12_000_000,
        months=4,
        interest_percent=6,
        holiday_months=1,
    )
    lived, usual = live((loan,), 8), live((), 8)
    assert [one.paid("buft", "monitor", "repayment") for one in lived] == [0, 0, 0, *[300_000_000] * 4, 0]
    assert [one.paid("buft", "monitor", "interest") for one in lived] == [
        0,
        0,
        *(6_000_000,) * 2,
        4_500_000,
        3_000_000,
        1_500_000,
        0,
    ]
    assert lived[1].after.cash["buft"] - usual[1].after.cash["buft"] == 1_200_000_000
    assert lived[1].value("provider-margin", "buft") == usual[1].value("provider-margin", "buft")
    assert [one.value("loans-owed", "buft") for one in lived[1:7]] == [12e6, 12e6, 9e6, 6e6, 3e6, 0]
    assert usual[7].after.cash["buft"] - lived[7].after.cash["buft"] == 21_000_000


@given(st.integers(0, 10**10), st.integers(1, 60), st.integers(0, 12))
def test_a_loan_is_paid_back_to_the_penny(pence: int, months: int, holiday: int) -> None:
    loan = Loan("a", "b", pence, 3, months, holiday)
    parts = [repaid(loan, m) - repaid(loan, m - 1) for m in range(4, 4 + months + holiday + 3)]
    assert sum(parts) == pence
    assert max(parts) - min(parts[holiday : holiday + months]) <= 1


def test_brokerage_goes_there_and_comes_back() -> None:
    lent = lever("brokerage", "a", 1, lender="lindenvale", borrower="saltmere", pounds=900_000, months=3)
    lived, usual = live((lent,), 5), live((), 5)
    gain = [
        one.after.balance["saltmere"] - other.after.balance["saltmere"]
        for one, other in zip(lived, usual, strict=True)
    ]
    assert gain == [90_000_000, 90_000_000, 90_000_000, 0, 0]


@pytest.mark.requirement("LEV-34", "LEV-32")
def test_a_takeover_passes_on_cash_debt_contracts_sites_and_a_fence_round_the_surplus() -> None:
    terms: Terms = (
        lever("loan", "l", 1, lender="monitor", borrower="bct", pounds=2_000_000, months=10),
        lever("takeover", "t", 3, body="bct", by="buft", pounds=1, ring_fence="yes"),
    )
    lived, apart = live(terms, 4), live(terms[:1], 4)
    assert lived[1].after == apart[1].after
    third = lived[2]
    assert third.after.cash["bct"] == 0
    assert {site for site, owner in third.owners.items() if owner == "bct"} == set()
    assert third.after.ledgers["loan:bct:monitor"] == 0
    assert third.value("loans-owed", "buft") == apart[2].value("loans-owed", "bct")
    assert third.after.cash["buft"] == apart[2].after.cash["buft"] + apart[2].after.cash["bct"] - 100
    assert (
        third.settlement.costs["buft"] == apart[2].settlement.costs["buft"] + apart[2].settlement.costs["bct"]
    )
    assert third.value("contract-income", "buft", "saltmere") == pytest.approx(
        apart[2].value("contract-income", "buft", "saltmere")
        + apart[2].value("contract-income", "bct", "saltmere")
    )
    own = apart[2].value("provider-margin", "bct") + apart[3].value("provider-margin", "bct")
    assert lived[3].value("ring-fence-left", "buft", "bct") == pytest.approx(own, abs=0.01)


def test_commissioners_that_merge_keep_every_balance_and_a_new_body_may_be_heir() -> None:
    terms = (
        lever("takeover", "m", 2, body="saltmere", by="coast-consortium"),
        lever("takeover", "m", 2, body="holmewold", by="coast-consortium"),
    )
    lived, apart = live(terms, 3), live((), 3)
    both = ("saltmere", "holmewold")
    assert lived[2].after.cash["coast-consortium"] == sum(apart[2].after.cash[b] for b in both)
    assert lived[2].after.balance["coast-consortium"] == sum(apart[2].after.balance[b] for b in both)
    assert lived[2].after.ledgers["top-slice:coast-consortium"] == sum(
        apart[2].after.ledgers[f"top-slice:{b}"] for b in both
    )


def test_an_alliance_that_the_pack_did_not_have_can_own_contract_and_employ() -> None:
    site = lever(
        "transfer",
        "t",
        1,
        site="thornmarsh-hospital",
        to="care-alliance",
        from_="bct",
        posts=100,
        contract_percent=10,
    )
    lived, usual = live((site,), 2), live((), 2)
    new = lived[1]
    assert new.after.cash["care-alliance"] == sum(
        round(100 * one.value("provider-margin", "care-alliance")) for one in lived
    )
    assert new.paid("saltmere", "care-alliance", "contract") == pytest.approx(
        0.1 * usual[1].paid("saltmere", "bct", "contract"), abs=1
    )
    assert new.paid("saltmere", "bct", "contract") == pytest.approx(
        0.9 * usual[1].paid("saltmere", "bct", "contract"), abs=1
    )
    bct = next(p for p in tables().money.providers if p.id == "bct")
    pay = 100 * 0.65 * bct.fixed / bct.staff / 12
    assert usual[0].settlement.costs["bct"] - lived[0].settlement.costs["bct"] > pay * 100
    assert new.value("viable", "care-alliance") in (0, 1)
    assert problems("transfer", {"site": "thornmarsh-hospital", "to": "wrenby", "posts": 3}, tables())


@pytest.mark.requirement("LEV-29")
def test_a_bonus_grows_from_start_to_target_and_is_capped() -> None:
    from shirehall.economy.figures import row

    def bonus(value: float, start: float, target: float, measure: str = "ae-within-4h") -> int:
        pay = lever("quality-payment", "a", 1, commissioner="saltmere", provider="buft", measure=measure, begins_at=start, target=target,
                    pounds=1_200_000)  # fmt: skip
        return live((pay,), 1, care=[row(1, measure, "buft", value)])[0].paid("saltmere", "buft", "quality")

    assert [bonus(v, 93, 95) for v in (90, 93, 94, 95, 99)] == [0, 0, 5_000_000, 10_000_000, 10_000_000]
    assert [bonus(v, 900, 500, "delayed-days") for v in (1000, 800, 400)] == [0, 2_500_000, 10_000_000]
    county = lever(
        "quality-payment",
        "a",
        1,
        provider="buft",
        measure="ae-within-4h",
        begins_at=0,
        target=50,
        pounds=1_200_000,
    )
    (all_pay,) = live((county,), 1, care=[row(1, "ae-within-4h", "buft", 96)])
    assert sum(all_pay.paid(p, "buft", "quality") for p in COMMISSIONERS) == 10_000_000
    assert problems(
        "quality-payment",
        {"provider": "buft", "measure": "provider-margin", "begins_at": 1, "target": 2, "pounds": 1},
        tables(),
    )


YEARS = st.builds(
    Year, st.integers(1, 12), st.floats(0, 1e11), st.floats(1, 1e11), st.floats(0, 1e10), st.floats(0, 1e9),
    st.floats(-1e10, 1e10), st.floats(0, 1e11), st.floats(-1e9, 1e10),
)  # fmt: skip


@example(Year(1, 0.0, 304_375_001.0, 0.0, 0.0, 0.0, 0.0, 0.0), tables().money.ratings[0])
@given(YEARS, st.sampled_from(tables().money.ratings))
def test_a_rating_lies_between_one_and_the_best_and_more_money_never_lowers_it(
    year: Year, rating: Rating
) -> None:
    from dataclasses import replace

    best = max(len(m.cuts) for m in rating.metrics) + 1
    mark = ratings.rate(rating, year)
    assert 1 <= mark <= best
    assert ratings.rate(rating, replace(year, income=year.income * 1.1 + 1e8, cash=year.cash + 1e8)) >= mark


def test_the_figures_of_a_rating_are_those_of_the_rules() -> None:
    year = Year(12, 100.0, 98.0, 8.0, 2.0, 9.0, 50.0, 12.0)
    assert year.ebitda == 10
    figures = {name: find(year) for name, find in ratings.FIGURES.items()}
    assert figures == pytest.approx(
        {"plan-achieved": 1000 / 12, "ebitda-margin": 10, "return": 4, "surplus-margin": 2, "liquidity-days": 9 / (90 / 365.25),
         "capital-cover": 1.0}
    )  # fmt: skip
    risk, continuity = tables().money.ratings
    assert [ratings.score(m, year) for m in risk.metrics] == [3, 4, 5, 4, 4]
    assert ratings.rate(risk, year) == 4
    assert [ratings.score(m, year) for m in continuity.metrics] == [4, 1]
    assert ratings.rate(continuity, year) == 3


@pytest.mark.requirement("MOD-09")
def test_each_trust_has_activity_income_cost_margin_and_a_sign_when_it_is_not_viable() -> None:
    poor = (lever("cost", "a", 1, payer="bigment", pounds_a_month=4_000_000),)
    lived = {"usual": live((), 6), "poor": live(poor, 6)}
    for trust in ("buft", "bigment"):
        for months in lived.values():
            one = months[-1]
            margin = one.value("provider-income", trust) - one.value("provider-cost", trust)
            assert one.value("provider-margin", trust) == pytest.approx(margin, abs=0.01)
            assert one.value("provider-ebitda", trust) == pytest.approx(
                margin + one.value("capital-charges", trust), abs=0.02
            )
    assert lived["usual"][-1].value("viable", "bigment") == 1
    assert lived["poor"][-1].value("viable", "bigment") == 0
    assert (
        lived["poor"][-1].value("continuity-rating", "bigment")
        < 3
        <= lived["usual"][-1].value("continuity-rating", "bigment")
    )
    assert [any(r.measure == "financial-risk-rating" for r in one.rows) for one in lived["usual"]] == [
        True
    ] * 4 + [False] * 2
    assert [any(r.measure == "continuity-rating" for r in one.rows) for one in lived["usual"]] == [
        False
    ] * 4 + [True] * 2


@pytest.mark.requirement("MOD-24")
def test_the_trust_believes_that_two_beds_in_five_meet_its_gap_and_the_county_shows_how_far_they_do() -> None:
    trust = next(body for body in read_pack(BIGSHIRE).organisations if body.id == "buft")
    gap = trust.money["gap"].value * 1e6
    sites = {s.site for p in tables().money.providers if p.id == "buft" for s in p.sites}
    beds = {
        site: sum(
            round(r.capacity) for r in tables().services if r.site == site and r.resource.endswith("-beds")
        )
        for site in sites
    }
    fewer = {site: round(0.6 * number) for site, number in beds.items()}
    closed = sum(beds.values()) - sum(fewer.values())
    plan = lever("capacity", "plan", 1, site="buft", resource="beds", change=-closed)
    admissions = {("saltmere", "buft", "emergency-admission"): MONTH["emergency-admission"]}
    less = {key: round(0.6 * number) for key, number in admissions.items()}
    release = {
        name: value.model_copy(update={"value": 100.0}) if name.startswith("release-percent-year") else value
        for name, value in tables().money.settings.items()
    }

    def saved(accounts: Accounts, after: dict[tuple[str, str, str], int]) -> float:
        dials = Dials(42, dict(OWNERS))
        whole = accounts.cost_of("buft", admissions, dials, beds)
        apply((plan,), dials)
        return (whole - accounts.cost_of("buft", after, dials, fewer)) * 12 / 100

    believed = saved(with_money(settings=release, providers=estates(release=1.0)), less)
    assert believed == pytest.approx(gap, rel=0.15)
    in_the_county = {"fewer admissions": saved(plain(), less), "as many": saved(plain(), admissions)}
    assert 0 < in_the_county["as many"] < in_the_county["fewer admissions"] < 0.85 * believed
