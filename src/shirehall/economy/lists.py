"""Rules of thumb for one waiting list, and when none of them holds because the list only grows.

Source: Fong, Mushtaq, House, Gordon, Chen, Griffiths, Ahmad and Walton, "Understanding Waiting Lists Pressures", medRxiv
2022.08.23.22279117, as the NHS-R community's package NHSRwaitinglist words them. Rates are patients a week, waits are weeks.
A list whose load is 1 or more has no mean wait: what is seen of it depends on how long one looked. It is reported by its growth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from shirehall.errors import UsageError

WEEKS_A_MONTH = 365.25 / 7 / 12
PART_OF_TARGET = 4.0
"""The mean wait at which about 98% are seen within the target is the target over this (exponential waits: exp(-4) are not)."""


def _above_nought(name: str, value: float) -> None:
    if not value > 0:
        raise UsageError(f"{name} is {value:g}.", mend=f"give a {name} above nought.")


def queue_load(demand: float, capacity: float) -> float:
    """Patients who join for each one who could be taken on: 1 or more, and the list grows without end.

    Infinite where people join a list that takes nobody on; nought where nobody joins. Raises UsageError for a rate below nought.
    """
    if demand < 0 or capacity < 0:
        raise UsageError("a rate is below nought.", mend="give patients a week, nought or more.")
    if demand == 0:
        return 0.0
    return demand / capacity if capacity > 0 else inf


def target_mean_wait(target: float, part: float = PART_OF_TARGET) -> float:
    """Weeks that patients might wait on average so that few miss the target: a quarter of it."""
    _above_nought("target", target)
    return target / part


def target_queue_size(demand: float, target: float, part: float = PART_OF_TARGET) -> float:
    """Patients who wait when the mean wait is a quarter of the target (Little's law: demand x wait)."""
    return demand * target_mean_wait(target, part)


def target_capacity(demand: float, target: float, variability: float = 1.0) -> float:
    """Patients a week to be taken on so that the target might be met: demand + 2 (1 + 4F) / target.

    F, the variability of the service, is 1 where it is not known. This is the white paper's form; see
    `target_capacity_of_variation` for that of the package's later versions.
    """
    _above_nought("target", target)
    return demand + 2 * (1 + 4 * variability) / target


def target_capacity_of_variation(
    demand: float, target: float, arrivals: float = 1.0, removals: float = 1.0, part: float = PART_OF_TARGET
) -> float:
    """The same from coefficients of variation between arrivals and between removals (Kingman; Marchal).

    demand + (arrivals^2 + removals^2) / 2 x part / target: the capacity at which a single queue in heavy traffic waits target / part.
    """
    return demand + (arrivals**2 + removals**2) / 2 / target_mean_wait(target, part)


def relief_capacity(demand: float, queue: float, target_queue: float, weeks: float = 26.0) -> float:
    """Patients a week to be taken on so that a list comes down to its target size in so many weeks.

    Meant for a list over twice its target size: demand + (queue - target queue) / weeks.
    """
    _above_nought("number of weeks", weeks)
    return demand + (queue - target_queue) / weeks


def pressure(mean_wait: float, target: float) -> float:
    """Twice the mean wait over the target: above 1 a list is likely to miss it."""
    _above_nought("target", target)
    return 2 * mean_wait / target


@dataclass(frozen=True, slots=True)
class Growth:
    """A list that grows: how many more wait after each month, and its load (joined over taken on)."""

    a_month: float
    load: float


def growth_if_overloaded(joined: Sequence[float], taken: Sequence[float]) -> Growth | None:
    """The growth of an overloaded list, in patients a month; None for a list whose load is below 1, which may have a mean wait.

    `joined` and `taken` hold, month by month, how many joined and how many the list could take on: its capacity while anybody
    waits. A list that is taken from only as people come has spare slots, so its capacity, not its removals, is to be given.
    Raises UsageError when the months do not match or there are none.
    """
    if not joined or len(joined) != len(taken):
        raise UsageError(
            f"{len(joined)} months of joining stand beside {len(taken)} of taking on.",
            mend="give both for the same months.",
        )
    load = queue_load(sum(joined), sum(taken))
    return Growth((sum(joined) - sum(taken)) / len(joined), load) if load >= 1 else None


def growth_of_queue(waiting: Sequence[float]) -> float:
    """How many more wait after each month: the least-squares slope of a queue's size at the ends of months.

    Raises UsageError for fewer than three months, of which no slope can be told from chance.
    """
    n = len(waiting)
    if n < 3:
        raise UsageError(f"a queue is known at {n} ends of months.", mend="give three or more.")
    middle = (n - 1) / 2
    mean = sum(waiting) / n
    return sum((i - middle) * (size - mean) for i, size in enumerate(waiting)) / sum(
        (i - middle) ** 2 for i in range(n)
    )
