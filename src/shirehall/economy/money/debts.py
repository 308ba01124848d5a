"""Loans, and bodies that are taken over with all they have and owe."""

from __future__ import annotations

from shirehall.economy.bargains import Loan
from shirehall.economy.dials import Dials
from shirehall.economy.money.books import Books, Settlement, Transfer
from shirehall.patch.county import NOBODY


def repaid(loan: Loan, month: int) -> int:
    """Pence of principal paid back by the end of a month: equal parts, the last penny with the last part; all once called in."""
    if loan.called and month >= max(loan.called, loan.start + 1):
        return loan.pence
    parts = min(max(0, month - loan.start - loan.holiday), loan.months)
    return round(loan.pence * parts / loan.months)


def loans(settlement: Settlement, dials: Dials) -> None:
    """Lend in the first month; then pay interest on what is owed and the principal in equal parts."""
    for loan in dials.bargains.loans:
        ledger = f"loan:{settlement.heir(loan.borrower)}:{settlement.heir(loan.lender)}"
        if dials.month == loan.start:
            settlement.pay(loan.lender, loan.borrower, loan.pence, "loan")
            settlement.turn(ledger, loan.pence)
        elif dials.month > loan.start:
            owed = loan.pence - repaid(loan, dials.month - 1)
            part = repaid(loan, dials.month) - repaid(loan, dials.month - 1)
            settlement.pay(loan.borrower, loan.lender, round(owed * loan.interest / 12), "interest")
            settlement.pay(loan.borrower, loan.lender, part, "repayment")
            settlement.turn(ledger, -part)


def takeovers(settlement: Settlement, dials: Dials, before: Books) -> None:
    """In its month a takeover passes on cash (or debt), balance, and every sum held or owed under the body's name."""
    for each in dials.bargains.takeovers:
        heir = settlement.heir(each.body)
        if each.fenced:
            settlement.turn(f"fence:{heir}:{each.body}", settlement.desks.get(each.body, 0))
        if each.start != dials.month or heir == each.body:
            continue
        if cash := before.cash.get(each.body, 0):
            settlement.transfers.append(Transfer(each.body, heir, cash, "takeover"))
        settlement.pay(each.by, NOBODY, each.pence, "takeover")
        if balance := before.balance.get(each.body, 0):
            settlement.moved[each.body] = settlement.moved.get(each.body, 0) - balance
            settlement.moved[heir] = settlement.moved.get(heir, 0) + balance
        for name, pence in sorted(before.ledgers.items()):
            head, *bodies = name.split(":")
            if each.body in bodies:
                settlement.turn(name, -pence)
                settlement.turn(":".join([head, *(heir if b == each.body else b for b in bodies)]), pence)
