"""Amounts as people type them: pounds exact to the penny, whole numbers, months of the story by name."""

from __future__ import annotations

import re
from decimal import Decimal

from shirehall.play.names import MONTH_NAMES
from shirehall.play.notices.alert import calendar
from shirehall.play.world import Clock

LONGEST = 40
"""An amount longer than this is no amount."""
SCALES = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6,
    "bn": 10**9, "b": 10**9, "billion": 10**9,
}  # fmt: skip
MONEY = re.compile(r"([-+−–]?)\s*£?\s*([-+−–]?)\s*([0-9][0-9,\s_]*(?:\.[0-9]*)?|\.[0-9]+)\s*([a-z]*)")
WHOLE = re.compile(r"[-+−–]?[0-9][0-9,\s]*")
NUMBER = re.compile(r"[-+−–]?(?:[0-9][0-9,\s]*(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]{1,2})?")
MINUSES = ("-", "−", "–")


def pence_of(typed: str) -> int | None:
    """Pounds as they are typed ("£7 million", "250,000", "1.2bn", "-£5.50") in whole pence.

    None when it is no sum of money, or not exact to the penny.
    """
    value = pounds_of(typed)
    if value is None:
        return None
    pence = value * 100
    return int(pence) if pence == pence.to_integral_value() else None


def pounds_of(typed: str) -> Decimal | None:
    """The sum of money that was typed, in pounds; None when it is none."""
    words = typed.strip().lower().removesuffix("pounds").strip()
    if len(words) > LONGEST:
        return None
    found = MONEY.fullmatch(words)
    if found is None or (found[1] and found[2]) or found[4] not in SCALES:
        return None
    digits = re.sub(r"[,\s_]", "", found[3])
    value = Decimal(digits if digits != "." else "0") * SCALES[found[4]]
    return -value if (found[1] or found[2]) in MINUSES else value


def pence_typed(pence: int) -> str:
    """A sum of pence as somebody would type it in pounds: "250,000", "1.05"."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}{whole:,}" + (f".{rest:02d}" if rest else "")


def whole_of(typed: str) -> int | None:
    """A whole number as it is typed, commas and a minus allowed; None when it is none."""
    words = typed.strip().removesuffix("%").strip()
    if len(words) > LONGEST or not WHOLE.fullmatch(words):
        return None
    return int(plain_digits(words))


def number_of(typed: str) -> int | float | None:
    """A number as it is typed, whole where it is whole; None when it is none."""
    words = typed.strip().removeprefix("£").removesuffix("%").strip().lower()
    if len(words) > LONGEST or not NUMBER.fullmatch(words):
        return None
    value = float(plain_digits(words))
    if WHOLE.fullmatch(words):
        return int(plain_digits(words))
    return value if abs(value) <= 1e18 else None


def plain_digits(words: str) -> str:
    """The digits without commas and spaces, with a plain minus."""
    bare = re.sub(r"[,\s]", "", words)
    return "-" + bare[1:] if bare[0] in MINUSES else bare


def month_name(clock: Clock, month: int, *, numbered: bool = True) -> str:
    """A month of the story by name: "June 2013 (month 1)"; without its number where months are counted anew in a later round."""
    year, number = (int(part) for part in calendar(clock.start, month).split("-"))
    name = f"{MONTH_NAMES[number - 1]} {year}"
    return f"{name} (month {month})" if numbered else name
