"""How often something was done, and when first."""

from __future__ import annotations

from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, steered
from shirehall.study.reading import Telling
from shirehall.study.tables import Filters, Reading, number_measure, reading


def count(telling: Telling, filters: Filters) -> Reading:
    """How many acts the filters keep; without the filter `event`, how many that turn to another body."""
    kept = [e for e in acts(telling, filters) if "event" in filters or telling.counterparts(e)]
    return reading(len(kept), (e.seq for e in kept), f"{len(kept)} acts")


def month_of_first(telling: Telling, filters: Filters) -> Reading:
    """The month of the first act that the filters keep; the month after the last when a whole round held none."""
    kept = acts(telling, filters)
    if kept:
        return reading(kept[0].month, [kept[0].seq], telling.sentence(kept[0].seq))
    if not telling.closed:
        return reading(
            None,
            (),
            f"none by month {telling.months[-1] if telling.months else 0}, and the round is not over",
        )
    return reading(telling.last_month + 1, (), "none all round")


MEASURES = (
    number_measure("count", "Times done", "acts", "How many acts of the kinds, bodies, topics and months asked for.",
                   steered(count), (*EVENT_FILTERS, *STEERING)),
    number_measure("month-of-first", "Month of the first", "month",
                   "The month in which something was first done; the month after the last when it never was.",
                   steered(month_of_first), (*EVENT_FILTERS, "against_kind")),
)  # fmt: skip
