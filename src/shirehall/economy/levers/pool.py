"""Pooled budget: commissioners share their surpluses and deficits."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    members = tuple(sorted(part.strip() for part in lever.text("members").split(",") if part.strip()))
    dials.pools.append((members, lever.number("share_percent") / 100))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    payers = {c.id for c in tables.money.commissioners}
    members = [part.strip() for part in str(terms["members"]).split(",") if part.strip()]
    told = [f"{m} is no commissioner of this patch." for m in members if m not in payers]
    return told if len(set(members)) > 1 else [*told, "A pool needs two members or more."]


MECHANISM = Mechanism(
    name="pool",
    title="Pooled budget",
    means="Each month a share of every member's surplus or deficit is put together and divided by allocation.",
    terms=(
        Term("members", "text", meaning="the commissioners, with commas between"),
        Term("share_percent", "percent", 0, 100, meaning="share of surplus or deficit pooled"),
    ),
    apply=_apply,
    check=_check,
)
