"""Call-off: case managers buy packages one by one from a framework contract."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, month_pence, provider
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

PACKAGES = "care-packages"


def called(lever: Lever) -> float:
    """Packages a week that case managers call off: what they need, within the framework."""
    return min(lever.number("packages_a_week"), lever.number("framework_a_week", 1e9))


def _apply(lever: Lever, dials: Dials) -> None:
    council, seller = lever.text("council"), lever.text("provider")
    key = (lever.text("site"), PACKAGES)
    number = int(called(lever))
    dials.units[key] = dials.units.get(key, 0) + number
    dials.brought[key] = dials.brought.get(key, 0) + number
    pence = month_pence(number * 52 * lever.number("pounds_a_package"))
    dials.payments.append(Payment(council, seller, pence, "call-off"))
    dials.costs.append((seller, round(pence * lever.number("cost_percent", 90) / 100), "call-off"))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    there = sorted(s.site for s in tables.services if s.resource == PACKAGES)
    if str(terms["site"]) not in there:
        return [
            f"site names {terms['site']}, which starts no care packages; {', '.join(there) or 'no site'} does."
        ]
    return []


MECHANISM = Mechanism(
    name="call-off",
    title="Packages called off a framework",
    means="Case managers buy care packages one by one from a provider, at the price of a framework contract and"
    " no more than it holds: so many more people start on care in a week.",
    terms=(
        Term("council", "organisation", meaning="the council whose case managers buy", role="provider"),
        provider("the provider of the framework contract"),
        Term("site", "site", meaning="where the list of packages is"),
        Term("packages_a_week", "count", 0, 5000, meaning="how many they need"),
        Term("framework_a_week", "count", 0, 5000, True, "the most that the framework holds"),
        Term("pounds_a_package", "pounds", 0, 1e5, meaning="the price of a package"),
        Term(
            "cost_percent",
            "percent",
            0,
            200,
            True,
            "what a pound of it costs the provider, in per cent (90 when left out)",
        ),
    ),
    apply=_apply,
    check=_check,
)
