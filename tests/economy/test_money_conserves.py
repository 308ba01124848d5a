"""Money conserves: whatever is agreed, in every month, to the penny."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shirehall.economy.county import County
from shirehall.economy.money import FOR_CARE, Books, Settlement, carry, split
from shirehall.economy.terms import Lever, lever
from tests.economy.ledger import COMMISSIONERS, Lived, live
from tests.economy.small import bigshire

PAYERS = st.sampled_from(COMMISSIONERS)
BODIES = st.sampled_from(("buft", "bct", "bigment", "wrenby", "health-direct", "council", "new-alliance"))
SITES = st.sampled_from(("thornmarsh-hospital", "saltmere-infirmary", "bigment-east", "bct-saltmere"))
POUNDS = st.integers(0, 30_000_000)
PERCENT = st.integers(0, 100)
MONTH = st.integers(1, 11)


def some(name: str, **terms: st.SearchStrategy[object]) -> st.SearchStrategy[Lever]:
    """A lever with drawn terms, from a drawn month."""
    return st.builds(lambda start, **given: lever(name, "x", start, **given), MONTH, **terms)


LEVERS = st.one_of(
    some("block", commissioner=PAYERS, provider=BODIES, pounds=POUNDS),
    some("contract", commissioner=PAYERS, provider=BODIES, pounds=POUNDS, share_percent=PERCENT, unit_pounds=st.integers(0, 900),
         form=st.sampled_from(("tariff", "community-tariff", "block", "cost-and-volume", "cap-and-collar", "gain-share", "risk-share")),
         unit=st.just("community-start"), settle=st.sampled_from(("month", "year"))),
    some("risk-share", commissioner=PAYERS, provider=BODIES, share_percent=PERCENT),
    some("price", commissioner=PAYERS, provider=BODIES, percent=st.integers(-50, 50)),
    some("best-practice", provider=BODIES, count=st.just("day-case"), compliant_percent=PERCENT, premium_percent=PERCENT),
    some("unbundle", count=st.just("op-first"), from_=BODIES, to=BODIES, share_percent=PERCENT),
    some("personal-budget", commissioner=PAYERS, provider=BODIES, people=st.integers(0, 900), pounds_each=st.just(9_000),
         choose_percent=PERCENT, to=BODIES),
    some("practice-budget", commissioner=PAYERS, kind=st.sampled_from(("indicative", "real")), share_percent=PERCENT,
         shed_percent=st.integers(0, 20)),
    some("practice-payment", commissioner=PAYERS, pounds=st.integers(-9_999, 9_999)),
    some("joint-budget", commissioner=PAYERS, partner=BODIES, provider=BODIES, commissioner_pounds=POUNDS, partner_pounds=POUNDS,
         spend_pounds=POUNDS),
    some("pool", members=st.just("saltmere, holmewold, lindenvale"), share_percent=PERCENT, contribution_percent=st.integers(0, 3)),
    some("top-slice", percent=st.integers(0, 20)),
    some("fund", payer=st.sampled_from(("nhscb", "buft", "saltmere")), receiver=BODIES, pounds=POUNDS),
    some("ring-fence", body=BODIES, purpose=st.just("prevention"), pounds=POUNDS, asked_pounds=POUNDS, guard_percent=PERCENT),
    some("taper", payer=PAYERS, provider=BODIES, pounds=POUNDS, months=st.integers(1, 9)),
    some("loan", lender=st.sampled_from(("monitor", "saltmere", "buft")), borrower=BODIES, pounds=POUNDS, months=st.integers(1, 9),
         interest_percent=st.integers(0, 9)),
    some("brokerage", lender=PAYERS, borrower=PAYERS, pounds=POUNDS, months=st.integers(1, 4)),
    some("double-running", provider=BODIES, pounds=POUNDS, months=st.integers(1, 6), payer=PAYERS, headroom_percent=st.integers(0, 1)),
    some("pump-prime", payer=BODIES, receiver=BODIES, pounds=POUNDS, use=st.just("a centre")),
    some("takeover", body=st.sampled_from(("bct", "bigment", "holmewold")), by=st.sampled_from(("buft", "new-alliance", "saltmere")),
         pounds=st.integers(0, 9)),
    some("transfer", site=SITES, to=BODIES, from_=BODIES, posts=st.integers(0, 50), contract_percent=PERCENT),
    some("carry-over", surplus_percent=PERCENT, deficit_percent=PERCENT),
    some("cost", payer=st.sampled_from(("all-commissioners", "buft")), pounds_a_month=POUNDS),
    some("parity", provider=BODIES, vat_percent=st.integers(-9, 9)),
)  # fmt: skip


def leaves_or_enters(lived: Lived) -> int:
    """Pence that the county's bodies together gained: allocations and what came from beyond, less cost and what went beyond."""
    inside = set(lived.after.cash)
    moved = sum(t.pence * ((t.receiver in inside) - (t.payer in inside)) for t in lived.settlement.transfers)
    return (
        sum(lived.settlement.allocations.values())
        + moved
        - sum(p for b, p in lived.settlement.costs.items() if b in inside)
    )


def check(lived: Lived) -> None:
    before, after, rows = lived.before, lived.after, lived.rows
    assert sum(after.cash.values()) - sum(before.cash.values()) == leaves_or_enters(lived)
    assert set(before.cash) <= set(after.cash)
    spent = sum(round(100 * r.value) for r in rows if r.measure == "commissioner-spend" and r.group == "all")
    earned = sum(round(100 * r.value) for r in rows if r.measure == "contract-income")
    buyers = {r.subject for r in rows if r.measure == "commissioner-spend"}
    others = sum(
        t.pence for t in lived.settlement.transfers
        if t.payer in buyers and not (t.kind in FOR_CARE and t.receiver not in COMMISSIONERS and is_provider(lived, t.receiver))
    )  # fmt: skip
    assert spent == earned + others
    pooled = sum(
        lived.settlement.ledgers.get(name, 0)
        for name in lived.settlement.ledgers
        if name.startswith(("pool:", "purse:"))
    )
    in_pool = sum(
        t.pence * ((t.receiver == "pool") - (t.payer == "pool")) for t in lived.settlement.transfers
    )
    assert pooled == in_pool
    kinds = {t.kind for t in lived.settlement.transfers}
    assert kinds <= {*FOR_CARE, "line", "top-slice", "pool", "pressure", "purse", "practice", "interest", "year-end",
                     "other-income", "loan", "repayment", "takeover"}  # fmt: skip


def is_provider(lived: Lived, body: str) -> bool:
    return any(r.measure == "provider-income" and r.subject == body for r in lived.rows)


@settings(max_examples=15)
@given(
    st.lists(LEVERS, min_size=1, max_size=9),
    st.lists(st.lists(st.integers(0, 400), min_size=5, max_size=5), min_size=1, max_size=3),
)
def test_whatever_is_agreed_no_penny_is_lost_or_made(terms: list[Lever], tilts: list[list[int]]) -> None:
    for lived in live(tuple(terms), 11, tilts=tilts, luck=7):
        check(lived)


def test_a_real_month_spends_what_providers_receive_what_leaves_the_county_and_what_is_held() -> None:
    county: County = bigshire()
    state = county.begin(3)
    money = county.settlement(state, ())
    after, rows = county.live_month(state, ())
    books = Books(after.cash, after.balance, after.ledgers)
    before = Books(state.cash, state.balance, state.ledgers)
    assert carry(before, money) == books
    check(Lived(money, before, books, rows, after.owners))
    spent = sum(r.value for r in rows if r.measure == "commissioner-spend" and r.group == "all")
    income = sum(r.value for r in rows if r.measure == "contract-income")
    held = sum(after.ledgers[f"top-slice:{c}"] for c in COMMISSIONERS) / 100
    beyond = sum(t.pence for t in money.transfers if t.payer in COMMISSIONERS and t.kind == "line") / 100
    assert spent == pytest.approx(income + held + beyond, abs=0.005)


@given(
    st.integers(-(10**12), 10**12),
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.floats(0, 1e9), min_size=1),
)
def test_whole_pence_are_shared_without_losing_one(pence: int, weights: dict[str, float]) -> None:
    parts = split(pence, weights)
    assert sum(parts.values()) == pence
    assert list(parts) == sorted(weights)


def test_a_payment_to_oneself_and_a_payment_of_nothing_are_no_movement() -> None:
    settlement = Settlement(heirs={"bct": "buft"})
    settlement.pay("bct", "buft", 500, "fund")
    settlement.pay("a", "b", 0, "fund")
    assert settlement.transfers == []
