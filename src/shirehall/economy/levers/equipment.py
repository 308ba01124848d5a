"""Community equipment: beds, hoists, rails and adaptations without which people cannot go home."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, ramp, scheme
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

ITEMS = "equipment-items"
STEP = "for-equipment"


def _apply(lever: Lever, dials: Dials) -> None:
    key = (ITEMS, lever.text("supplier"))
    change = lever.number("supply_percent") / 100 * ramp(lever, dials.month)
    dials.rates[key] = dials.rates.get(key, 1.0) * (1 + change)
    by_voucher = lever.number("voucher_percent") / 100 * ramp(lever, dials.month)
    if by_voucher:
        dials.scale_branch(EVERYBODY, STEP, 1 - by_voucher)
    items = lever.number("items_a_year") * (1 + change) * lever.number("pounds_an_item")
    if items:
        dials.costs.append(
            (lever.text("payer") or lever.text("supplier"), round(items * 100 / 12), "equipment")
        )
    bear(lever, dials, lever.text("supplier"))


def _check(_terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    if any(s.resource == ITEMS for s in tables.services):
        return []
    return [f"This patch counts no {ITEMS} in services.csv."]


MECHANISM = Mechanism(
    name="equipment",
    title="Community equipment",
    means="Changes how much community equipment can be put in people's homes in a week, from a joint store, or "
    "by vouchers that people spend in shops. Patients who need it wait in hospital until it is there.",
    terms=(
        Term("supplier", "organisation", meaning="the body that runs the store", role="provider"),
        Term("supply_percent", "percent", -100, 300, meaning="more (or, with a minus, fewer) items a week"),
        Term(
            "voucher_percent",
            "percent",
            0,
            100,
            True,
            "share of people who get theirs from shops with a voucher",
        ),
        Term("items_a_year", "count", 0, 1e6, True, "items that are paid for in a year"),
        Term("pounds_an_item", "pounds", 0, 1e5, True, "what each costs"),
        *scheme(staff=False),
    ),
    apply=_apply,
    check=_check,
)
