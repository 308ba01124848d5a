"""Payments that moves make by themselves: a sum that passes once from one body to another, in the month it was decided."""

from __future__ import annotations

from shirehall.play.altered import altered
from shirehall.play.fields import Clause
from shirehall.play.kinds import Refusal
from shirehall.play.rules import not_possible
from shirehall.play.terms import clauses_hold
from shirehall.play.world import TermInForce, World


def payment(payer: str, receiver: str, pence: int, words: str) -> Clause:
    """The lever that a payment is. Pounds carry the pence as a decimal."""
    pounds: int | float = pence // 100 if pence % 100 == 0 else pence / 100
    return Clause(words, "fund", (("payer", payer), ("pounds", pounds), ("receiver", receiver)))


def payment_holds(seen: World, payer: str, receiver: str, pence: int) -> Refusal | None:
    """Refuse a payment that is none, or that no body could make."""
    if pence <= 0:
        return not_possible("a payment is more than nothing.")
    if payer == receiver:
        return not_possible("a body does not pay itself.")
    return clauses_hold(seen, (payment(payer, receiver, pence, ""),))


def paid(world: World, source: int, clause: Clause, month: int) -> World:
    """The payment leaves in the month in which it was decided."""
    term = TermInForce(source, clause, month, month, "signed", clause.words or "payment")
    return altered(world, terms=(*world.terms, term))
