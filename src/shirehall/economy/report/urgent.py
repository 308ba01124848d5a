"""Urgent care: the four-hour clock, waits for a bed, ambulances at the call and at the door."""

from __future__ import annotations

from shirehall.economy.network import FIFTHS, MS_HOUR
from shirehall.economy.report.layout import COUNTY, Ints, middle, share_below
from shirehall.economy.report.month import FIFTH, Month

FOUR_HOURS = 24  # bins of ten minutes
EIGHT_MINUTES = 8 * 60
ARRIVED = ("ae-major", "ae-minor")


def say(month: Month) -> None:
    """All figures of urgent care."""
    _four_hours(month)
    _trolleys(month)
    _ambulance(month)
    if "ae-left" in month.layout.counted:
        _left(month)


def _four_hours(month: Month) -> None:
    """The four-hour clock by site, provider and fifth."""
    hist = month.seen.hist
    sums = month.summed((site, hist[i]) for i, site in month.layout.clocks("4h"))
    for subject, table in sums.items():
        bins = table.sum(axis=0)
        if bins.sum() == 0:
            continue
        month.say("ae-within-4h", subject, 100 * share_below(bins, FOUR_HOURS))
        month.say("ae-median-wait", subject, 10 * middle(bins))
    for f in range(FIFTHS):
        if COUNTY in sums and sums[COUNTY][f].sum():
            month.say("ae-within-4h", COUNTY, 100 * share_below(sums[COUNTY][f], FOUR_HOURS), FIFTH[f])


def _waited(month: Month, steps: Ints) -> dict[str, Ints]:
    """Waits at these steps by subject: number, milliseconds, over four hours, over twelve."""
    net = month.layout.net
    return month.summed((net.steps[step][1], month.seen.waits[step]) for step in steps.tolist())


def _trolleys(month: Month) -> None:
    for subject, (number, ms, four, twelve) in _waited(month, month.layout.boarding).items():
        month.say("trolley-waits-4h", subject, int(four))
        month.say("trolley-waits-12h", subject, int(twelve))
        month.say("boarding-hours", subject, ms / MS_HOUR / number if number else 0.0)


def _ambulance(month: Month) -> None:
    """Category A reached in eight minutes, the wait for a crew, and the wait to hand over."""
    net, hist = month.layout.net, month.seen.hist
    clocks = month.layout.clocks("response-a")
    sums = month.summed((site, hist[i]) for i, site in clocks)
    edge = max(1, EIGHT_MINUTES // net.widths[clocks[0][0]]) if clocks else 1
    for subject, table in sums.items():
        if table.sum():
            month.say("ambulance-8min", subject, 100 * share_below(table.sum(axis=0), edge))
    for f in range(FIFTHS):
        if COUNTY in sums and sums[COUNTY][f].sum():
            month.say("ambulance-8min", COUNTY, 100 * share_below(sums[COUNTY][f], edge), FIFTH[f])
    for measure, steps in (
        ("handover-minutes", month.layout.handover),
        ("crew-wait-minutes", month.layout.crews),
    ):
        for subject, (number, ms, _, _) in _waited(month, steps).items():
            if number:
                month.say(measure, subject, ms / 60_000 / number)


def _left(month: Month) -> None:
    """The share of those who came to A&E and left unseen."""
    month.say_ratio("left-unseen-share", month.counted("ae-left"), month.counted(*ARRIVED), 100)
    totals, payers = month.seen.counts.sum(axis=1), {payer for _, payer in month.layout.payers}
    left = month.by_site(("ae-left",), totals)
    for subject, came in month.by_site(ARRIVED, totals).items():
        if came and subject != COUNTY and subject not in payers:
            month.say("left-unseen-share", subject, 100 * left.get(subject, 0.0) / came)
