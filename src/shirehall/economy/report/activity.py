"""Counted activity: by county, fifth, commissioner, provider and site."""

from __future__ import annotations

import numpy as np

from shirehall.economy.network import FIFTHS
from shirehall.economy.report.layout import COUNTY, Layout
from shirehall.economy.report.month import FIFTH, Month

CORE = {
    "ae-attendances": ("ae-major", "ae-minor"), "emergency-admissions": ("emergency-admission",),
    "admissions-avoided": ("avoided",), "referrals": ("referral",), "elective-treated": ("day-case", "elective-night"),
    "day-cases": ("day-case",), "cancelled-electives": ("cancelled",), "outpatients": ("op-first", "op-follow"),
    "diverted": ("diverted", "ae-left"), "early-discharges": ("early-discharge",), "mental-health-admissions": ("mh-admission",),
    "care-packages-started": ("package",), "escalations": ("escalation",), "outliers": ("outlier",),
}  # fmt: skip
"""Measures told of every county, noughts too, and by fifth for each commissioner's people."""
MORE = {
    "critical-care": ("critical-care",), "readmissions": ("readmission",), "left-unseen": ("ae-left",),
    "ambulance-calls": ("ambulance-call",), "ambulance-journeys": ("conveyed",),
    "treated-without-journey": ("see-and-treat", "hear-and-treat"), "missed-appointments": ("did-not-attend",),
    "diagnostics": ("imaging", "endoscopy"), "removed-from-lists": ("removed",), "worse-while-waiting": ("worse-while-waiting",),
    "practice-consultations": ("gp-consultation", "gp-phone", "gp-home", "nurse-consultation", "annual-review"),
    "practice-gave-up": ("gp-gave-up",), "out-of-hours-cases": ("ooh-case",),
    "community-contacts": ("community-visit",), "mental-health-contacts": ("mh-contact",), "flare-ups": ("flare",),
    "home-monitored": ("monitored",), "crisis-responses": ("crisis-response",), "talking-started": ("iapt-start",),
    "talking-gave-up": ("iapt-gave-up",), "births": ("birth",), "end-of-life": ("end-of-life",),
    "hospice-at-home": ("hospice-at-home",), "rehabilitation-started": ("step-down", "home-step-down"),
    "care-home-admissions": ("care-home-admission",), "equipment-fitted": ("equipment",),
}  # fmt: skip
"""Measures told only where a pack counts them."""


class Activity:
    """The measures that are sums of counts."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        more = {name: counts for name, counts in MORE.items() if layout.counted & set(counts)}
        self.measures = (*CORE, *more)
        self.members = layout.measured({**CORE, **more})
        self.sites = len(layout.real)
        real = (layout.count_site >= 0) & (layout.count_site < self.sites)
        measure, at = np.nonzero(self.members * real)
        self.at, self.place = at, measure * self.sites + layout.count_site[at]
        self.present = sorted(set(self.place.tolist()))

    def say(self, month: Month) -> None:
        """Every measure by group, then by site and whoever runs it."""
        counts = month.seen.counts.astype(np.float64)
        by_group = self.members @ counts
        fifths, payers = by_group @ self.layout.to_fifths, by_group @ self.layout.to_payers
        for m, name in enumerate(self.measures):
            month.say(name, COUNTY, by_group[m].sum())
            month.say_fifths(name, COUNTY, fifths[m])
            for p, payer in self.layout.payers:
                month.say(name, payer, payers[m, p])
                if name in CORE:
                    for f in range(FIFTHS):
                        month.say(name, payer, by_group[m, p * FIFTHS + f], FIFTH[f])
        self._sites(month, counts.sum(axis=1))

    def _sites(self, month: Month, totals: np.ndarray) -> None:
        """By site and owner; a commissioner that runs a site is told of its people only."""
        told = {payer for _, payer in self.layout.payers} | {COUNTY}
        sums = np.bincount(
            self.place, weights=totals[self.at], minlength=len(self.measures) * max(1, self.sites)
        )
        parts: dict[int, list[tuple[str, float]]] = {}
        for place in self.present:
            measure, site = divmod(place, self.sites)
            parts.setdefault(measure, []).append((self.layout.real[site], float(sums[place])))
        for measure, here in parts.items():
            for subject, number in month.summed(here).items():
                if subject not in told:
                    month.say(self.measures[measure], subject, number)
