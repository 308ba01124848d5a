"""Contract: a pair of commissioner and provider goes on to another form of contract."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.bargains import Contract
from shirehall.economy.dials import Dials
from shirehall.economy.forms import FORMS
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, provider
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

PARTS = {
    "share_percent": "share", "cap_percent": "cap", "floor_percent": "floor", "threshold_percent": "threshold",
    "price_percent": "price", "fixed_percent": "fixed",
}  # fmt: skip


def _apply(lever: Lever, dials: Dials) -> None:
    if lever.text("form") not in FORMS:
        return
    pair = (lever.text("commissioner"), lever.text("provider"))
    numbers = {key: lever.number(term) / 100 for term, key in PARTS.items() if lever.get(term) != ""}
    for term, key in (("pounds", "plan"), ("unit_pounds", "unit")):
        if lever.get(term) != "":
            numbers[key] = lever.number(term)
    by_year = lever.text("settle") == "year"
    dials.blocks.pop(pair, None)
    dials.risk_shares.pop(pair, None)
    dials.bargains.contracts[pair] = Contract(lever.text("form"), numbers, by_year, lever.text("unit"))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = []
    form = str(terms["form"])
    if form not in FORMS:
        told.append(f"form names {form}; there are {', '.join(FORMS)}.")
    if str(terms.get("settle") or "month") not in ("month", "year"):
        told.append("settle is month or year.")
    pair = (str(terms["commissioner"]), str(terms["provider"]))
    stands = {(d.commissioner, d.provider) for d in tables.money.deals}
    if form not in ("tariff", "community-tariff") and "pounds" not in terms and pair not in stands:
        told.append("pounds is missing: these two have no standing contract whose plan it could be.")
    counts = {row.what for row in tables.pathways if row.does == "count"}
    units = [part.strip() for part in str(terms.get("unit") or "").split("+") if part.strip()]
    told += [f"unit names {unit}, which no pathway counts." for unit in units if unit not in counts]
    if form == "community-tariff" and not (units and terms.get("unit_pounds")):
        told.append("A community tariff needs unit (what is counted) and unit_pounds (its price).")
    return told


MECHANISM = Mechanism(
    name="contract",
    title="Form of contract",
    means="Pays a provider under another form: tariff, community-tariff, block, cost-and-volume, cap-and-collar, risk-share or "
    "gain-share, month by month or settled at the end of the contract year in March.",
    terms=(
        commissioner(),
        provider(),
        Term("form", "text", meaning="which form"),
        Term("pounds", "pounds", 0, 1e9, True, "the plan for a year (the standing contract's when left out)"),
        Term("share_percent", "percent", 0, 100, True, "risk share: the commissioner's part of the difference; gain share: the part "
             "of a saving that the provider keeps"),
        Term("cap_percent", "percent", 100, 300, True, "the most that is paid, in per cent of the plan"),
        Term("floor_percent", "percent", 0, 100, True, "the least that is paid, in per cent of the plan"),
        Term("threshold_percent", "percent", 50, 200, True, "cost and volume: from where more work is paid, in per cent of the plan"),
        Term("price_percent", "percent", 0, 150, True, "cost and volume: what work beyond it is paid, in per cent of its price"),
        Term("unit", "text", optional=True, meaning="what is counted besides the tariff (several with + between)"),
        Term("unit_pounds", "pounds", 0, 1e6, True, "the price of each"),
        Term("fixed_percent", "percent", 0, 100, True, "community tariff: the part of the plan that is paid whatever is done"),
        Term("settle", "text", optional=True, meaning="month (as when left out) or year"),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
