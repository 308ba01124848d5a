"""Checks that the pack's figures add up, and that the same figure is the same wherever it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shirehall.errors import PackFault
from shirehall.patch.draft import FACTS, Draft
from shirehall.patch.figures import Figure
from shirehall.patch.model import Fact, Organisation
from shirehall.patch.prose import unit_scale
from shirehall.patch.tables import Row

GROUPS = ("consortia", "commissioners")
ADDITIVE = (
    "allocation",
    "gap",
    "turnover",
    "population",
    "registered",
    "savings-target",
    "top-slice",
    "practices",
)
TOTALS: dict[str, tuple[str, ...]] = {
    "consortia.gap": ("gap", "savings-target"),
    "county.commissioner-funds": ("allocation",),
    "county.practices": ("practices",),
    "county.emergency-admissions": ("emergency-admissions",),
    "nhscb.top-slice": ("top-slice",),
}
"""Facts that are totals of the commissioners' figures under another name."""
PENNYWORTH = 0.0005
"""How far, as a share of a total, a sum may be from it for the rounding of its parts."""


def _base(figure: Figure) -> float:
    return figure.value * unit_scale(figure.unit)


def _near(one: float, other: float, parts: int = 1) -> bool:
    """Whether two sums agree within rounding: 0.05 per cent of the larger."""
    slack: float = PENNYWORTH * max(abs(one), abs(other), 1e-9) * math.sqrt(max(1, parts))
    return abs(one - other) <= slack + 1e-9


def _say(value: float) -> str:
    """An amount in base units as people read it."""
    if abs(value) >= 1e6:
        return f"{value / 1e6:,.2f} million"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def parts_add_to_the_whole(draft: Draft) -> Iterator[PackFault]:
    """A fact of all commissioners (`consortia.allocation`) is the sum of the same figure over every commissioner."""
    commissioners = [one for one in draft.organisations().values() if one.kind == "commissioner"]
    facts, table = draft.facts(), draft.tables.get(FACTS)
    for row in table.rows if table is not None else []:
        if table is None or row.model is None or not commissioners:
            continue
        for noun in _parts_of(row.model.key):
            parts = [_part(one, noun, facts) for one in commissioners]
            sums = [part for part in parts if part is not None]
            if len(sums) != len(parts):
                continue
            total, whole = sum(sums), row.model.value * unit_scale(row.model.unit)
            if not _near(total, whole, len(parts)):
                yield PackFault(
                    f"the commissioners' `{noun}` figures add up to {_say(total)}, but "
                    f"{row.model.key} is {_say(whole)}.",
                    where=table.place(row, "value"),
                    mend="correct the total here, or one of the parts in organisations.yaml.",
                )
            break


def _parts_of(key: str) -> tuple[str, ...]:
    """The commissioners' figures of which a fact is the total, the likeliest first; none for most facts."""
    if key in TOTALS:
        return TOTALS[key]
    group, _, noun = key.partition(".")
    return (noun,) if group in GROUPS and noun in ADDITIVE else ()


def _part(body: Organisation, noun: str, facts: dict[str, Fact]) -> float | None:
    if noun in body.money:
        return _base(body.money[noun])
    fact = facts.get(f"{body.id}.{noun}")
    return None if fact is None else fact.value * unit_scale(fact.unit)


def income_adds_to_turnover(draft: Draft) -> Iterator[PackFault]:
    """A provider's turnover is its main contracts plus the other income it declares (`other-income-...`)."""
    contracts = [one for _, one in draft.each("contracts.yaml")]
    for path, body in draft.each("organisations.yaml"):
        other = [figure for name, figure in body.money.items() if name.startswith("other-income-")]
        if "turnover" not in body.money or not other:
            continue
        main = [one.value for one in contracts if one.provider == body.id and one.tier == "main"]
        total, turnover = sum(map(_base, [*main, *other])), _base(body.money["turnover"])
        if not _near(total, turnover, len(main) + len(other)):
            yield PackFault(
                f"the income of `{body.id}` adds up to {_say(total)} (main contracts "
                f"{_say(sum(map(_base, main)))}, other income "
                f"{_say(sum(map(_base, other)))}), but its turnover is {_say(turnover)}.",
                where=draft.place("organisations.yaml", (*path, "money", "turnover", "value")),
                mend="correct a contract's value, an `other-income-` figure, or the turnover, so that they add up.",
            )


def population_adds_up(draft: Draft) -> Iterator[PackFault]:
    """The people of `places.csv` are as many as the facts say, for each commissioner and for the county."""
    places, facts = draft.tables.get("places.csv"), draft.tables.get(FACTS)
    if places is None or facts is None:
        return
    people: dict[str, int] = {}
    for row in places.models:
        number = sum(row.people())
        people[row.consortium] = people.get(row.consortium, 0) + number
        people[f"place {row.place}"] = people.get(f"place {row.place}", 0) + number
        if row.in_county == "yes":
            people["county"] = people.get("county", 0) + number
    for fact_row in facts.rows:
        name, _, noun = (fact_row.model.key if fact_row.model else "").partition(".")
        if noun not in ("population", "registered"):
            continue
        counted = people.get(name, people.get(f"place {name}"))
        stated = fact_row.model.value * unit_scale(fact_row.model.unit)
        if counted is not None and abs(counted - stated) > 0.005 * max(counted, stated):
            yield PackFault(
                f"places.csv holds {counted:,} people for `{name}`, but {fact_row.model.key} is {stated:,.0f}.",
                where=facts.place(fact_row, "value"),
                mend="correct the fact, or the rows of places.csv.",
            )


def facts_match_the_organisations(draft: Draft) -> Iterator[PackFault]:
    """A fact such as `buft.turnover` is the figure `turnover` under `money` of the organisation `buft`."""
    organisations, table = draft.organisations(), draft.tables.get(FACTS)
    for row in table.rows if table is not None else []:
        name, _, noun = (row.model.key if row.model else "").partition(".")
        body = organisations.get(name)
        if table is None or body is None or noun not in body.money:
            continue
        stated, held = row.model.value * unit_scale(row.model.unit), _base(body.money[noun])
        if not _near(stated, held):
            yield PackFault(
                f"{row.model.key} is {_say(stated)} here, but organisations.yaml gives "
                f"`{name}` {_say(held)} as its {noun}.",
                where=table.place(row, "value"),
                mend="make the two the same.",
            )


def money_matches_the_organisations(draft: Draft) -> Iterator[PackFault]:
    """Allocations of `money.yaml` are those of organisations.yaml, and its deals the main contracts."""
    organisations = draft.organisations()
    for path, payer in draft.each("money.yaml", "commissioners"):
        body = organisations.get(payer.id)
        if (
            body is not None
            and "allocation" in body.money
            and not _near(_base(body.money["allocation"]), payer.allocation)
        ):
            yield PackFault(
                f"the allocation of `{payer.id}` is {_say(payer.allocation)} here, but "
                f"{_say(_base(body.money['allocation']))} "
                "in organisations.yaml.",
                where=draft.place("money.yaml", (*path, "allocation")), mend="make the two the same.",
            )  # fmt: skip
    if "contracts.yaml" not in draft.whole:
        return
    signed: dict[tuple[str, str], float] = {}
    for _, one in draft.each("contracts.yaml"):
        if one.tier == "main":
            pair = (one.commissioner, one.provider)
            signed[pair] = signed.get(pair, 0.0) + _base(one.value)
    for path, deal in draft.each("money.yaml", "deals"):
        value = signed.get((deal.commissioner, deal.provider))
        if value is not None and not _near(value, deal.plan):
            yield PackFault(
                f"the plan of {deal.commissioner} with {deal.provider} is "
                f"{_say(deal.plan)} here, but the main contracts of "
                f"contracts.yaml come to {_say(value)}.",
                where=draft.place("money.yaml", (*path, "plan")), mend="make the two the same.",
            )  # fmt: skip


def practices_add_to_places(draft: Draft) -> Iterator[PackFault]:
    """The practices' lists of a commissioner hold about its people: within 5 per cent (a warning)."""
    places, practices = draft.tables.get("places.csv"), draft.tables.get("practices.csv")
    if places is None or practices is None:
        return
    people: dict[str, int] = {}
    for row in places.models:
        people[row.consortium] = people.get(row.consortium, 0) + sum(row.people())
    lists: dict[str, int] = {}
    first: dict[str, Row] = {}
    for row in practices.rows:
        if row.model is not None:
            lists[row.model.consortium] = lists.get(row.model.consortium, 0) + row.model.list_size
            first.setdefault(row.model.consortium, row)
    for name, total in lists.items():
        if name in people and abs(total - people[name]) > 0.05 * people[name]:
            yield PackFault(
                f"the practices of `{name}` list {total:,} people, but places.csv holds {people[name]:,}.",
                where=practices.place(first[name], "list_size"), mend="correct the lists or the places.",
            )  # fmt: skip
