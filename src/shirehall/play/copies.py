"""Copies of agreements and plans, as they travel in events to seats that did not see them made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.play.agreements import MOVES, Account, Agreement
from shirehall.play.altered import altered
from shirehall.play.fields import clause_from, line_from, plain
from shirehall.play.world import Plan


def copy_of_agreement(agreement: Agreement) -> dict[str, Any]:
    """The agreement as JSON, without numbers of events that the reader may not have seen."""
    data: dict[str, Any] = plain(agreement)
    accounts = {party: plain(account) for party, account in agreement.accounts.items()}
    return {
        **{k: v for k, v in data.items() if k not in ("id", "history", "consulted", "under")},
        "accounts": accounts,
    }


def agreement_from_copy(number: int, copy: Mapping[str, Any]) -> Agreement:
    """The agreement that a copy describes, under the reader's own number."""
    accounts = {party: Account(a["stance"], a["version"], a["at"]) for party, a in copy["accounts"].items()}
    clauses = tuple(clause_from(clause) for clause in copy["clauses"])
    return Agreement(id=number, **{**copy, "accounts": accounts, "clauses": clauses})


def newer_of(known: Agreement | None, told: Agreement) -> Agreement:
    """What is known of an agreement after a copy was read: the later of the two, under what the reader knew besides."""
    if known is None:
        return told
    if moment(told) <= moment(known):
        return known
    informed = tuple(dict.fromkeys((*known.informed, *told.informed)))
    return altered(told, history=known.history, consulted=known.consulted, informed=informed)


def moment(agreement: Agreement) -> tuple[int, int, int]:
    """How far an agreement has come: its text, the last stance taken on it, its phase."""
    last = max((account.at for account in agreement.accounts.values()), default=0)
    return agreement.version, last, [*MOVES].index(agreement.phase)


def copy_of_plan(plan: Plan) -> dict[str, Any]:
    """The plan as JSON, without its number and its reviews."""
    data: dict[str, Any] = plain(plan)
    return {k: v for k, v in data.items() if k not in ("id", "reviews", "endorsed_by")}


def plan_from_copy(number: int, copy: Mapping[str, Any]) -> Plan:
    """The plan that a copy describes, under the reader's own number."""
    return Plan(id=number, **{**copy, "lines": tuple(line_from(line) for line in copy["lines"])})
