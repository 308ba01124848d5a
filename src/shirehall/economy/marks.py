"""Standards of the time and other marks that a figure may pass, stated once for tipping points and for early warning."""

from __future__ import annotations

FOUR_HOURS = 95.0
"""Per cent out of A&E within four hours (operational standard from July 2010)."""
FOUR_HOURS_BEFORE = ("2010-07", 98.0)
"""The month ("YYYY-MM") before which another standard held, and that standard."""
EIGHTEEN_WEEKS = 92.0
"""Per cent of an incomplete list under 18 weeks (QualityWatch, November 2016: the standard from April 2012)."""
EIGHTEEN_WEEKS_SINCE = "2012-04"
FULL_BEDS = 92.0
"""Per cent of general beds taken (assumed; above the risk marks of 85 and 90% of Bagust, BMJ 1999;319:155)."""


def four_hours(month: str) -> float:
    """The four-hour standard of a month, "YYYY-MM"."""
    until, before = FOUR_HOURS_BEFORE
    return before if month < until else FOUR_HOURS
