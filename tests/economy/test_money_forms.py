"""Forms of contract: what each pays for the same work, and what the two sides gain or lose by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.economy import levers
from shirehall.economy.forms import FORMS, Work, due
from shirehall.economy.money.contracts import told_apart
from shirehall.economy.terms import Lever, Terms, lever
from shirehall.patch.county_money import Deal
from shirehall.patch.figures import Provenance
from tests.economy.ledger import COMMISSIONERS, MONTH, Lived, live, plain, with_money
from tests.economy.small import tables

SUMS = st.floats(0, 1e8)
MORE = dict.fromkeys(
    ("ae-major", "emergency-admission", "day-case", "elective-night", "op-first", "op-follow"), 2.0
)
PAIR = {"commissioner": "saltmere", "provider": "buft"}


def paid(
    terms: Terms,
    months: int = 1,
    more: dict[str, float] | None = None,
    payer: str = "saltmere",
    to: str = "buft",
) -> int:
    return sum(one.paid(payer, to, "contract") for one in live(terms, months, more=more))


def on(form: str, **numbers: float | str) -> Lever:
    return lever("contract", "agreement 1", 1, **PAIR, form=form, **numbers)


@given(SUMS, SUMS, st.floats(0, 1), st.floats(0.5, 1), st.floats(1, 2))
def test_every_form_is_held_by_what_it_promises(
    plan: float, actual: float, share: float, floor: float, cap: float
) -> None:
    work = Work(plan, actual)
    numbers = {"share": share, "floor": floor, "cap": cap}
    sums = {form: due(form, work, numbers) for form in FORMS}
    slack = 1e-6 * max(1.0, plan, actual)
    assert sums["tariff"] == actual and sums["block"] == plan
    assert floor * plan - slack <= sums["cap-and-collar"] <= cap * plan + slack
    assert floor * plan - slack <= sums["cost-and-volume"] <= cap * plan + slack
    assert min(plan, actual) - slack <= sums["risk-share"] <= max(plan, actual) + slack
    assert sums["gain-share"] >= actual - slack
    assert sums["gain-share"] == pytest.approx(actual if actual >= plan else actual + share * (plan - actual))


@given(SUMS, SUMS, st.floats(0, 1e7))
def test_more_work_never_pays_less(plan: float, actual: float, more: float) -> None:
    for form in FORMS:
        assert due(form, Work(plan, actual + more), {}) >= due(form, Work(plan, actual), {}) - 1e-3


@pytest.mark.requirement("LEV-01", "LEV-07", "MOD-27")
def test_a_block_pays_the_same_for_more_work_and_the_tariff_follows_it() -> None:
    block = (lever("block", "a", 1, **PAIR, pounds=111_000_000),)
    assert paid(block) == paid(block, more=MORE) == round(111_000_000 * 100 / 12)
    back = (*block, on("tariff"))
    assert paid(back) == paid(()) != paid(block)
    assert paid(back, more=MORE) > 1.08 * paid(back)
    usual, busy = (live((), 1, more={"community-start": factor})[0] for factor in (1.0, 1.4))
    income = usual.value("contract-income", "bct", "saltmere")
    assert busy.value("contract-income", "bct", "saltmere") == income
    starts = MONTH["community-start"]
    assert income / (1.4 * starts) < income / starts
    assert busy.value("provider-margin", "bct") < usual.value("provider-margin", "bct")


@pytest.mark.requirement("LEV-24")
def test_gain_and_loss_are_split_as_the_terms_say() -> None:
    plan = round(111_000_000 * 100 / 12)
    for more in ({}, MORE):
        whole, half = (
            paid((), more=more),
            paid((lever("risk-share", "a", 1, **PAIR, share_percent=50),), more=more),
        )
        assert half - plan == pytest.approx(0.5 * (whole - plan), abs=1)
        assert paid((on("risk-share", share_percent=30),), more=more) - plan == pytest.approx(
            0.3 * (whole - plan), abs=1
        )
    few = dict.fromkeys(MORE, 0.1)
    spared = plan - paid((), more=few)
    assert spared > 0
    assert paid((on("gain-share", share_percent=40),), more=few) == pytest.approx(plan - 0.6 * spared, abs=1)
    assert paid((on("gain-share", share_percent=40),), more=MORE) == paid((), more=MORE)


@pytest.mark.requirement("LEV-02")
def test_a_price_may_be_bent_below_tariff_and_the_question_whether_it_may_can_be_asked(
    bigshire_questions: dict[str, list[str]],
) -> None:
    discount = (lever("price", "agreement 1", 1, **PAIR, percent=-7),)
    assert paid(discount) == pytest.approx(0.93 * paid(()), abs=1)
    assert paid((lever("price", "a", 1, **PAIR, percent=-7), on("tariff"))) == paid(discount)
    assert {"undercut-under-tariff", "trust-below-tariff"} <= set(bigshire_questions)
    assert all(
        "monitor" in bigshire_questions[name] for name in ("undercut-under-tariff", "trust-below-tariff")
    )


@pytest.fixture
def bigshire_questions() -> dict[str, list[str]]:
    from shirehall.patch.read import read_pack
    from tests.economy.small import BIGSHIRE

    return {one.id: list(one.may_answer) for one in read_pack(BIGSHIRE).rules.questions}


@pytest.mark.requirement("LEV-03")
def test_a_tariff_can_be_parted_between_the_providers_of_its_steps() -> None:
    part = lever(
        "unbundle",
        "a",
        1,
        commissioner="saltmere",
        count="op-follow",
        from_="buft",
        to="bct",
        share_percent=30,
        cost_percent=20,
    )
    (before,), (after,) = live((), 1), live((part,), 1)
    gained = after.paid("saltmere", "bct") - before.paid("saltmere", "bct")
    assert gained == before.paid("saltmere", "buft") - after.paid("saltmere", "buft") > 0
    price = next(t.pounds for t in tables().money.tariffs if t.count == "op-follow")
    done = plain().contracts
    assert done.tariffs["op-follow"].pounds == price
    number = gained / (30 * price)
    assert number == pytest.approx(round(number), abs=0.01)
    assert after.settlement.costs["bct"] - before.settlement.costs["bct"] == pytest.approx(
        before.settlement.costs["buft"] - after.settlement.costs["buft"], rel=0.02
    )
    blocked = (lever("block", "b", 1, **PAIR, pounds=1_000_000), part)
    assert live(blocked, 1)[0].paid("saltmere", "bct") == before.paid("saltmere", "bct")


def community(pounds: float) -> tuple[Lever, ...]:
    return tuple(
        lever(
            "contract",
            "a",
            1,
            commissioner=payer,
            provider="bct",
            form="community-tariff",
            unit="community-start",
            unit_pounds=pounds,
        )
        for payer in COMMISSIONERS
    )


@pytest.mark.requirement("LEV-04", "LEV-05")
def test_community_work_earns_its_price_and_a_lower_one_moves_the_two_margins_apart() -> None:
    usual, busy = (live(community(900), 1, more={"community-start": f})[0] for f in (1.0, 1.5))
    earned = [one.value("contract-income", "bct", "saltmere") for one in (usual, busy)]
    assert earned[1] == pytest.approx(1.5 * earned[0], rel=0.001)
    cheap = live(community(700), 1)[0]
    assert cheap.value("commissioner-balance", "saltmere") > usual.value("commissioner-balance", "saltmere")
    assert cheap.value("provider-margin", "bct") < usual.value("provider-margin", "bct")
    bare = {"commissioner": "saltmere", "provider": "bct", "form": "community-tariff"}
    assert levers.problems("contract", bare, tables())


@pytest.mark.requirement("LEV-06")
def test_a_premium_is_paid_for_the_share_that_keeps_to_best_practice() -> None:
    def extra(share: float) -> int:
        best = lever(
            "best-practice",
            "a",
            1,
            provider="buft",
            count="day-case",
            compliant_percent=share,
            premium_percent=10,
        )
        return paid((best,)) - paid(())

    assert extra(0) == 0 < extra(40)
    assert extra(80) == pytest.approx(2 * extra(40), abs=2)


def test_prices_follow_the_market_forces_factor_and_readmissions_may_go_unpaid() -> None:
    providers = [
        p.model_copy(update={"market_forces": 1.1}) if p.id == "buft" else p for p in tables().money.providers
    ]
    dearer = with_money(providers=providers).contracts
    own = plain().contracts
    done = {
        ("saltmere", "buft", "day-case"): 100,
        ("saltmere", "buft", "emergency-admission"): 90,
        ("saltmere", "buft", "elective-readmission"): 10,
    }
    usual = own.tariff_pounds("saltmere", "buft", None, done, 30, 1.0)
    assert dearer.tariff_pounds("saltmere", "buft", None, done, 30, 1.0) == pytest.approx(1.1 * usual)
    settings = dict(tables().money.settings)
    settings["readmission-unpaid-percent"] = settings["marginal-rate-percent"].model_copy(
        update={"value": 100}
    )
    strict = with_money(settings=settings).contracts
    lost = usual - strict.tariff_pounds("saltmere", "buft", None, done, 30, 1.0)
    assert lost == 10 * own.tariffs["emergency-admission"].pounds
    assert told_apart("referral-surgical", "readmission") == "elective-readmission"
    assert told_apart("urgent", "readmission") == "readmission"


def by_year(
    form: str, months: int, start: int = 1, until: int | None = None, **numbers: float
) -> list[Lived]:
    terms = (lever("contract", "a", start, until, **PAIR, form=form, settle="year", **numbers),)
    return live(terms, months, more=MORE)


def test_a_contract_by_year_pays_on_account_and_settles_in_march() -> None:
    lived = by_year("cap-and-collar", 12, cap_percent=104, floor_percent=98)
    pays = [one.paid("saltmere", "buft", "contract") for one in lived]
    twelfth = round(111_000_000 * 100 / 12)
    assert pays[:9] == [twelfth] * 9  # June to February
    assert pays[9] == pytest.approx(
        twelfth + 0.04 * 10 * twelfth, abs=20
    )  # March: capped at 104% of ten months' plan
    assert pays[10] == twelfth  # April begins anew
    assert lived[8].value("year-end-owed", "buft", "saltmere") == pytest.approx(
        0.04 * 9 * twelfth / 100, abs=1
    )
    assert lived[9].value("contract-variance", "buft", "saltmere") == pytest.approx(
        0.04 * 10 * twelfth / 100, abs=1
    )
    ended = by_year("cost-and-volume", 4, until=3)
    owed = ended[2].value("year-end-owed", "buft", "saltmere")
    plain_month = live((), 4, more=MORE)[3].paid("saltmere", "buft", "contract")
    assert owed > 0
    assert ended[3].paid("saltmere", "buft", "contract") - plain_month == pytest.approx(100 * owed, abs=1)


def test_the_pack_may_state_any_form_and_nonsense_among_terms_changes_nothing() -> None:
    deals = [
        d.model_copy(update={"form": "cap-and-collar", "numbers": {"cap": 1.0, "floor": 1.0}})
        if (d.commissioner, d.provider) == ("saltmere", "buft") else d
        for d in tables().money.deals
    ]  # fmt: skip
    assert live((), 1, with_money(deals=deals), more=MORE)[0].paid("saltmere", "buft", "contract") == round(
        111_000_000 * 100 / 12
    )
    odd = (lever("contract", "a", 1, **PAIR, form="barter"),)
    assert paid(odd) == paid(())
    told = levers.problems("contract", {**PAIR, "form": "barter"}, tables())
    assert told and "barter" in told[0]
    with pytest.raises(ValueError, match="form"):
        Deal.model_validate(
            {
                "commissioner": "a",
                "provider": "b",
                "form": "barter",
                "plan": 1,
                "from": Provenance.ASSUMED,
                "source": "x",
            }
        )
