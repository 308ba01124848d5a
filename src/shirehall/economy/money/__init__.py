"""The county's money: contracts, cost, funds and debts, ratings. `Accounts` settles a month; everything is whole pence."""

from __future__ import annotations

from shirehall.economy.forms import FORMS
from shirehall.economy.money.accounts import Accounts
from shirehall.economy.money.books import (
    EVERY_COMMISSIONER,
    FINANCING,
    FOR_CARE,
    HOLDER,
    PAY_SHARE,
    POOL,
    Books,
    Settlement,
    Transfer,
    carry,
    split,
)

__all__ = [
    "EVERY_COMMISSIONER", "FINANCING", "FORMS", "FOR_CARE", "HOLDER", "PAY_SHARE", "POOL", "Accounts", "Books",
    "Settlement", "Transfer", "carry", "split",
]  # fmt: skip
