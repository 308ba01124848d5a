"""Money held apart: slices, fences, pools, purses, budgets of practices and of people, and what one year leaves to the next."""

from __future__ import annotations

import statistics

import pytest

from shirehall.economy import levers
from shirehall.economy.dials import Dials
from shirehall.economy.money import Settlement, funds, rare
from shirehall.economy.terms import Lever, lever
from shirehall.patch.county_money import Rare
from shirehall.patch.figures import Provenance
from tests.economy.ledger import COMMISSIONERS, live, plain, with_money
from tests.economy.small import tables

ALLOCATION = {c.id: c.allocation for c in tables().money.commissioners}
MONTHLY = {c: round(a * 100 / 12) for c, a in ALLOCATION.items()}


@pytest.mark.requirement("LEV-50")
def test_a_slice_is_cut_from_each_budget_and_grows_a_fund_that_is_held() -> None:
    usual = live((), 3)
    for payer, whole in ALLOCATION.items():
        assert usual[2].value("commissioner-reserve", payer) == pytest.approx(3 * 0.02 * whole / 12, abs=1)
    assert usual[2].value("fund-held", "nhscb") == pytest.approx(
        3 * 0.02 * sum(ALLOCATION.values()) / 12, abs=1
    )
    deeper = live((lever("top-slice", "ruling", 2, percent=3, commissioner="saltmere"),), 3)
    assert deeper[0].paid("saltmere", "nhscb") == usual[0].paid("saltmere", "nhscb")
    assert deeper[2].paid("saltmere", "nhscb") == pytest.approx(
        1.5 * usual[2].paid("saltmere", "nhscb"), abs=1
    )
    assert deeper[2].value("commissioner-balance", "saltmere") < usual[2].value(
        "commissioner-balance", "saltmere"
    )
    assert deeper[2].paid("holmewold", "nhscb") == usual[2].paid("holmewold", "nhscb")


@pytest.mark.requirement("LEV-51")
def test_a_bid_that_is_granted_comes_out_of_the_held_fund_and_what_nobody_asked_for_can_be_counted() -> None:
    grants = (
        lever(
            "fund",
            "bid of saltmere",
            2,
            payer="nhscb",
            receiver="saltmere",
            pounds=1_500_000,
            purpose="transition",
        ),
        lever("fund", "bid of buft", 3, payer="nhscb", receiver="buft", pounds=400_000, purpose="transition"),
    )
    lived, usual = live(grants, 3), live((), 3)
    assert lived[1].value("commissioner-balance", "saltmere") - usual[1].value(
        "commissioner-balance", "saltmere"
    ) == pytest.approx(1_500_000)
    assert lived[2].value("fund-granted", "nhscb") == 1_900_000
    assert usual[2].value("fund-held", "nhscb") - lived[2].value("fund-held", "nhscb") == pytest.approx(
        1_900_000
    )
    assert usual[2].value("fund-granted", "nhscb") == 0


@pytest.mark.requirement("LEV-52")
def test_fenced_money_refuses_other_uses_and_what_they_ask_of_it() -> None:
    fence = lever(
        "ring-fence",
        "a",
        1,
        body="council",
        purpose="public health",
        pounds=12_000_000,
        asked_pounds=3_600_000,
    )
    right = lever(
        "fund",
        "b",
        2,
        payer="council",
        receiver="bct",
        pounds=700_000,
        purpose="public health",
        from_fence="public health",
    )
    wrong = lever(
        "fund",
        "c",
        2,
        payer="council",
        receiver="cuddles",
        pounds=600_000,
        purpose="home care",
        from_fence="public health",
    )
    much = lever(
        "fund",
        "d",
        3,
        payer="council",
        receiver="bct",
        pounds=9_000_000,
        purpose="public health",
        from_fence="public health",
    )
    lived = live((fence, right, wrong, much), 3)
    assert lived[0].value("ring-fence-left", "council", "public health") == 1_000_000
    assert lived[0].value("refused", "council", "other uses of public health") == 300_000
    assert lived[1].paid("council", "bct") == 70_000_000
    assert lived[1].paid("council", "cuddles") == 0
    assert lived[1].value("refused", "council", "home care") == 600_000
    assert lived[1].value("ring-fence-left", "council", "public health") == 1_300_000
    assert lived[2].paid("council", "bct") == 230_000_000
    assert lived[2].value("refused", "council", "public health") == 6_700_000
    weak = lever("ring-fence", "a", 1, body="council", purpose="public health", pounds=12_000_000, asked_pounds=3_600_000,
                 guard_percent=0)  # fmt: skip
    (leaking,) = live((weak,), 1)
    assert leaking.value("ring-fence-left", "council", "public health") == 700_000
    assert leaking.settlement.costs["council"] - lived[0].settlement.costs["council"] == 30_000_000
    stranger = lever("fund", "e", 1, payer="bct", receiver="buft", pounds=5, purpose="x", from_fence="x")
    assert live((stranger,), 1)[0].paid("bct", "buft") == 0


@pytest.mark.requirement("LEV-25")
def test_a_risk_pool_takes_contributions_and_pays_beyond_its_trigger_as_far_as_it_reaches() -> None:
    pool = lever("pool", "a", 1, members="saltmere,holmewold", share_percent=50, contribution_percent=0.5, trigger_percent=1,
                 governed_by="a joint committee")  # fmt: skip
    crisis = lever("cost", "b", 3, payer="saltmere", pounds_a_month=4_000_000, months=1)
    lived, alone = live((pool, crisis), 3), live((crisis,), 3)
    name = "holmewold+saltmere"
    put = {c: round(0.005 * MONTHLY[c]) for c in ("saltmere", "holmewold")}
    drawn = put["saltmere"] - lived[2].paid("saltmere", "pool")
    assert drawn > 0
    over = alone[2].settlement.paid("saltmere") - MONTHLY["saltmere"]
    assert drawn <= round(0.5 * (over - 0.01 * MONTHLY["saltmere"])) + 1
    balance = [one.value("pool-balance", name) for one in lived]
    assert balance[2] >= 0
    assert round(100 * (balance[2] - balance[1])) == lived[2].paid("saltmere", "pool") + lived[2].paid(
        "holmewold", "pool"
    )
    assert levers.problems("pool", {"members": "saltmere", "share_percent": 50}, tables())


@pytest.mark.requirement("LEV-22", "LEV-21")
def test_health_and_social_care_buy_from_one_purse_as_far_as_it_reaches() -> None:
    purse = lever("joint-budget", "a", 1, commissioner="saltmere", partner="council", commissioner_pounds=2_400_000,
                  partner_pounds=1_200_000, provider="cuddles", spend_pounds=2_400_000)  # fmt: skip
    lived = live((purse,), 3)
    assert lived[0].paid("pool", "cuddles") == 20_000_000
    assert [one.value("pool-balance", "saltmere+council") for one in lived] == [100_000, 200_000, 300_000]
    poor = lever("joint-budget", "a", 1, commissioner="saltmere", partner="council", commissioner_pounds=120_000, partner_pounds=0,
                 provider="cuddles", spend_pounds=240_000)  # fmt: skip
    (short,) = live((poor,), 1)
    assert short.paid("pool", "cuddles") == 1_000_000
    assert short.value("refused", "saltmere+council", "bought from cuddles") == 10_000


@pytest.mark.requirement("LEV-28")
def test_a_surplus_primes_the_pump_once_and_no_further_than_it_reaches() -> None:
    prime = lever(
        "pump-prime", "a", 1, payer="lindenvale", receiver="bct", pounds=900_000, use="a resource centre"
    )
    lived, usual = live((prime,), 2), live((), 2)
    extra = [
        a.paid("lindenvale", "bct") - b.paid("lindenvale", "bct") for a, b in zip(lived, usual, strict=True)
    ]
    assert extra == [90_000_000, 0]
    assert lived[1].after.cash["bct"] - usual[1].after.cash["bct"] == 90_000_000
    poor = lever(
        "pump-prime", "a", 1, payer="saltmere", receiver="bct", pounds=900_000, use="a resource centre"
    )
    (refused,) = live((poor,), 1)
    assert refused.paid("saltmere", "bct", "fund") == 0
    assert refused.value("refused", "saltmere", "a resource centre") == 900_000


@pytest.mark.requirement("LEV-30", "MOD-25")
def test_balances_are_carried_over_years_unless_a_rule_takes_or_makes_good_a_part() -> None:
    lived = live((), 24)
    for payer in COMMISSIONERS:
        months = [one.value("commissioner-balance", payer) for one in lived]
        assert len(set(months)) > 20
        years = [one.value("year-balance", payer) for one in lived]
        assert years[9] == pytest.approx(months[9])  # March
        assert years[10] == pytest.approx(
            months[10] - months[9], abs=0.02
        )  # April begins anew, the balance goes on
    spread = [
        max(b) - min(b)
        for b in ([one.value("commissioner-balance", p) for p in COMMISSIONERS] for one in lived)
    ]
    assert spread[20] > spread[9] > spread[0]
    rule = live((lever("carry-over", "ruling", 1, surplus_percent=25, deficit_percent=60),), 12)
    for payer in COMMISSIONERS:
        before = lived[9].value("commissioner-balance", payer)
        kept = 0.25 if before > 0 else 0.6
        assert rule[9].value("commissioner-balance", payer) == pytest.approx(kept * before, abs=0.02)
        assert rule[10].value("commissioner-balance", payer) - rule[9].value(
            "commissioner-balance", payer
        ) == pytest.approx(lived[10].value("commissioner-balance", payer) - before, abs=0.02)


def group(kind: str, **terms: float | str) -> Lever:
    return lever("practice-budget", "a", 1, commissioner="saltmere", kind=kind, **terms)


@pytest.mark.requirement("LEV-13", "LEV-14")
def test_savings_of_a_practice_group_are_split_and_a_real_budget_bears_its_overspend() -> None:
    body = "saltmere-practices"
    generous, mean = {"pounds": 200_000_000}, {"pounds": 90_000_000}
    half, whole = (live((group("indicative", share_percent=s, **generous),), 1)[0] for s in (50, 100))
    assert half.paid("saltmere", body) == pytest.approx(0.5 * whole.paid("saltmere", body), abs=1)
    assert whole.paid("saltmere", body) > 0
    assert half.after.cash[body] == half.paid("saltmere", body)
    assert live((group("indicative", share_percent=100, **mean),), 1)[0].paid("saltmere", body) == 0
    real = live((group("real", share_percent=100, **mean),), 2)
    assert real[0].paid("saltmere", body) < 0
    assert real[1].after.cash[body] == real[0].paid("saltmere", body) + real[1].paid("saltmere", body)
    fair, choosy = (live((group("real", share_percent=100, shed_percent=s, **mean),), 1)[0] for s in (0, 4))
    assert fair.value("practice-selection", "saltmere") == pytest.approx(100)
    assert choosy.value("practice-selection", "saltmere") < 90
    assert choosy.paid("saltmere", body) > fair.paid("saltmere", body)
    own = [p.practice for p in tables().practices if p.consortium == "saltmere"][:3]
    few = live((group("indicative", share_percent=50, practices=", ".join(own)),), 1)[0]
    assert few.value("practice-selection", "saltmere") > 0
    told = levers.problems(
        "practice-budget",
        {"commissioner": "saltmere", "kind": "real", "share_percent": 1, "practices": "x"},
        tables(),
    )
    assert told == ["x is no practice of saltmere."]


def test_a_practice_is_rewarded_or_fined_and_the_sum_is_booked() -> None:
    terms = (lever("practice-payment", "a", 1, commissioner="saltmere", pounds=5_000, months=2),
             lever("practice-payment", "b", 3, commissioner="saltmere", pounds=-2_000))  # fmt: skip
    lived = live(terms, 4)
    assert [one.after.cash["saltmere-practices"] for one in lived] == [500_000, 1_000_000, 800_000, 800_000]


@pytest.mark.requirement("LEV-18")
def test_a_personal_budget_follows_the_person() -> None:
    terms = {
        "commissioner": "saltmere",
        "provider": "bct",
        "people": 300,
        "pounds_each": 12_000,
        "to": "cuddles",
    }
    usual, some, all_of = (
        live((lever("personal-budget", "a", 1, choose_percent=c, **terms),), 1)[0] for c in (0, 25, 100)
    )
    assert usual.paid("saltmere", "cuddles") == 0
    assert all_of.paid("saltmere", "cuddles") == 30_000_000 == 4 * some.paid("saltmere", "cuddles")
    assert usual.value("provider-income", "bct") - all_of.value("provider-income", "bct") == pytest.approx(
        300_000
    )
    assert usual.settlement.paid("saltmere") == all_of.settlement.paid("saltmere")


RARE = Rare.model_validate(
    {"id": "intensive-care", "provider": "buft", "cases_per_million": 0.09, "pounds": 45_000, "spread": 0.8,
     "from": Provenance.ASSUMED, "source": "a test"}
)  # fmt: skip


def rare_month(luck: int, month: int, pooled: bool) -> Settlement:
    """One month's rare cases and nothing else, with all of them pooled or none."""
    payers = {c.id: c for c in sorted(tables().money.commissioners, key=lambda c: c.id)}
    settlement = Settlement(allocations=dict(MONTHLY))
    rare.draw(settlement, [RARE], payers, luck, month)
    dials = Dials(month, {})
    pool = lever("pool", "a", 1, members=", ".join(COMMISSIONERS), share_percent=100, what="rare")
    levers.apply((pool,) if pooled else (), dials)
    funds.pools(settlement, payers, dials)
    return settlement


@pytest.mark.requirement("MOD-32")
def test_rare_cases_fall_by_chance_on_one_and_a_pool_shares_them() -> None:
    when = [(luck, month) for luck in range(20) for month in range(1, 13)]
    spread = {}
    for pooled in (False, True):
        costs = [[rare_month(*at, pooled).paid(p) / MONTHLY[p] for p in COMMISSIONERS] for at in when]
        spread[pooled] = statistics.mean(statistics.pstdev(column) for column in zip(*costs, strict=True))
    assert spread[True] < 0.6 * spread[False]
    whole = [sum(rare_month(*at, False).paid(p) for p in COMMISSIONERS) for at in when]
    assert whole == [sum(rare_month(*at, True).paid(p) for p in COMMISSIONERS) for at in when]
    foreseen = 0.09 * sum(ALLOCATION.values()) / 1e6 / 12 * 45_000 * 100
    assert abs(statistics.mean(whole)) < 0.15 * foreseen
    assert (
        rare_month(3, 1, True).transfers
        == rare_month(3, 1, True).transfers
        != rare_month(4, 1, True).transfers
    )
    one, other = live((), 1, with_money(rare=[RARE]), luck=3)[0], live((), 1)[0]
    assert one.paid("saltmere", "buft", "rare") == rare_month(3, 1, False).paid("saltmere") != 0
    added = sum(one.paid(p, "buft", "rare") for p in COMMISSIONERS)
    assert one.settlement.costs["buft"] - other.settlement.costs["buft"] == pytest.approx(added, abs=4)


@pytest.mark.requirement("MOD-28")
def test_a_costly_drug_costs_less_under_control() -> None:
    def spend(control: float) -> int:
        drug = lever(
            "cost",
            "inject",
            1,
            payer="all-commissioners",
            amount_pounds_a_month=350_000,
            control_percent=control,
            label="drug",
        )
        return sum(live((drug,), 1)[0].settlement.paid(p) for p in COMMISSIONERS)

    usual = sum(live((), 1)[0].settlement.paid(p) for p in COMMISSIONERS)
    assert spend(0) - usual == 35_000_000
    assert spend(40) - usual == 21_000_000
    assert spend(100) == usual
    assert plain().holder == "nhscb"
