"""Pooled budget: commissioners share their surpluses and deficits."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.bargains import RiskPool
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    members = tuple(sorted({part.strip() for part in lever.text("members").split(",") if part.strip()}))
    share = lever.number("share_percent") / 100
    put = lever.number("contribution_percent") / 100
    if put:
        dials.bargains.risk_pools.append(RiskPool(members, put, lever.number("trigger_percent") / 100, share))
    elif lever.text("what") == "rare":
        dials.bargains.rare_pools.append((members, share))
    else:
        dials.pools.append((members, share))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    payers = {c.id for c in tables.money.commissioners}
    members = [part.strip() for part in str(terms["members"]).split(",") if part.strip()]
    told = [f"{m} is no commissioner of this patch." for m in members if m not in payers]
    if str(terms.get("what") or "everything") not in ("everything", "rare"):
        told.append("what is everything or rare.")
    return told if len(set(members)) > 1 else [*told, "A pool needs two members or more."]


MECHANISM = Mechanism(
    name="pool",
    title="Pooled budget",
    means="Each month a share of every member's surplus or deficit is put together and divided by allocation. With a contribution the "
    "pool is a fund: members pay in, and overspend beyond the trigger draws on it as far as it reaches.",
    terms=(
        Term("members", "text", meaning="the commissioners, with commas between"),
        Term("share_percent", "percent", 0, 100, meaning="share of surplus or deficit pooled; of a fund: share of the excess paid"),
        Term("what", "text", optional=True, meaning="everything, or rare: only what chance makes of rare cases of high cost"),
        Term("contribution_percent", "percent", 0, 10, True, "what each member pays into the fund, in per cent of its allocation"),
        Term("trigger_percent", "percent", 0, 20, True, "overspend of a month, in per cent of allocation, beyond which the fund pays"),
        Term("governed_by", "text", optional=True, meaning="who decides about the pool: told, and not acted on"),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
