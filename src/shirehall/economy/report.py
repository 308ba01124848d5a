"""From what a month showed to the tidy table of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy import home
from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine, Seen
from shirehall.economy.figures import Figures, Row, row, tidy
from shirehall.economy.money import Accounts, Settlement
from shirehall.economy.money.figures import rows as money_rows
from shirehall.economy.network import FIFTHS, MS_DAY, MS_HOUR, MS_WEEK, SEIZE, Network
from shirehall.economy.state import State
from shirehall.patch.county import NOBODY

COUNTY = "county"
FOUR_HOURS = 24  # bins of ten minutes
EIGHTEEN_WEEKS = 18
COUNTS = {
    "ae-attendances": ("ae-major", "ae-minor"), "emergency-admissions": ("emergency-admission",),
    "admissions-avoided": ("avoided",), "referrals": ("referral",), "elective-treated": ("day-case", "elective-night"),
    "day-cases": ("day-case",), "cancelled-electives": ("cancelled",), "outpatients": ("op-first", "op-follow"),
    "diverted": ("diverted", "ae-left"), "early-discharges": ("early-discharge",), "mental-health-admissions": ("mh-admission",),
    "care-packages-started": ("package",), "escalations": ("escalation",), "outliers": ("outlier",),
    "practice-consultations": ("gp-consultation", "gp-phone", "gp-home", "nurse-consultation", "annual-review"),
    "out-of-hours-cases": ("ooh-case",),
}  # fmt: skip
BOOKS = {
    "community-books": ("community-caseload", "community-contacts"),
    "mh-books": ("mental-health-caseload", "mental-health-contacts"),
}
STARTS = {"community-starts": "community-waiting", "mh-starts": "mental-health-waiting"}
BEDS = ("medical-beds", "surgical-beds", "children-beds")


class Reporter:
    """Makes the figures of a patch."""

    def __init__(self, engine: Engine, accounts: Accounts) -> None:
        self.engine, self.accounts, self.net = engine, accounts, engine.net

    def care(self, month: int, days: int, new: State, seen: Seen, dials: Dials) -> list[Row]:
        """The month's figures of care and people: everything but money, which some of it is paid by."""
        rows: list[Row] = []
        rows += self._counts(month, seen, dials)
        rows += self._four_hours(month, seen, dials)
        rows += self._beds(month, new, seen, dials)
        rows += self._lists(month, new, dials)
        rows += self._teams(month, new, seen, dials)
        rows += self._primary(month, days, dials)
        rows += self._travel(month, seen)
        return rows + self._people(month, seen, dials)

    def figures(self, month: int, care: Sequence[Row], new: State, settlement: Settlement) -> Figures:
        """All figures of one month, those of care and those of money, in their one order."""
        return tidy([*care, *money_rows(month, settlement, new, self.accounts)])

    def _subjects(self, site: str, dials: Dials) -> tuple[str, ...]:
        return tuple(dict.fromkeys((COUNTY, site, dials.owners[site])))

    def _counts(self, month: int, seen: Seen, dials: Dials) -> list[Row]:
        """Counted activity, by site, provider, commissioner and deprivation fifth."""
        groups = seen.counts.shape[1]
        sums: dict[tuple[str, str], Any] = {}
        nothing = np.zeros(groups, np.int64)
        bulk = {flow.what for flow in self.net.flows}
        names = [name for name in COUNTS if name not in bulk]
        for name in names:
            counts = COUNTS[name]
            sums[name, COUNTY] = nothing
            for i, (_, site, count) in enumerate(self.net.counts):
                if count in counts:
                    whose = (COUNTY,) if site in self.net.practices else self._subjects(site, dials)
                    for subject in whose:
                        sums[name, subject] = sums.get((name, subject), nothing) + seen.counts[i]
        rows = [row(month, name, subject, int(table.sum())) for (name, subject), table in sums.items()]
        for name in names:
            table = sums[name, COUNTY].reshape(len(self.net.payers), FIFTHS)
            fifths = table.sum(axis=0)
            rows += [row(month, name, COUNTY, int(fifths[f]), f"fifth-{f + 1}") for f in range(FIFTHS)]
            for p, payer in enumerate(self.net.payers):
                if payer != NOBODY:
                    rows.append(row(month, name, payer, int(table[p].sum())))
                    rows += [
                        row(month, name, payer, int(table[p, f]), f"fifth-{f + 1}") for f in range(FIFTHS)
                    ]
        return rows

    def _four_hours(self, month: int, seen: Seen, dials: Dials) -> list[Row]:
        """The four-hour clock by site, provider and fifth, and waits for a bed."""
        sums: dict[str, npt.NDArray[np.int64]] = {}
        for i, (site, clock) in enumerate(self.net.clocks):
            if clock != "4h":
                continue
            for subject in self._subjects(site, dials):
                sums[subject] = sums.get(subject, np.zeros_like(seen.hist[i])) + seen.hist[i]
        rows = []
        for subject, table in sums.items():
            if table.sum() == 0:
                continue
            rows.append(row(month, "ae-within-4h", subject, 100 * share_below(table.sum(axis=0), FOUR_HOURS)))
            rows.append(row(month, "ae-median-wait", subject, 10 * middle(table.sum(axis=0))))
            if subject == COUNTY:
                rows += [
                    row(month, "ae-within-4h", subject, 100 * share_below(table[f], FOUR_HOURS), f"fifth-{f + 1}")
                    for f in range(FIFTHS) if table[f].sum()
                ]  # fmt: skip
        return rows + self._trolleys(month, seen, dials)

    def _trolleys(self, month: int, seen: Seen, dials: Dials) -> list[Row]:
        sums: dict[str, npt.NDArray[np.int64]] = {}
        for step, resource in self._bed_steps():
            for subject in self._subjects(resource, dials):
                sums[subject] = sums.get(subject, np.zeros(4, np.int64)) + seen.waits[step]
        rows = []
        for subject, (number, ms, four, twelve) in sums.items():
            rows.append(row(month, "trolley-waits-4h", subject, int(four)))
            rows.append(row(month, "trolley-waits-12h", subject, int(twelve)))
            rows.append(row(month, "boarding-hours", subject, ms / MS_HOUR / number if number else 0.0))
        return rows

    def _bed_steps(self) -> list[tuple[int, str]]:
        """(step, site) of every emergency patient's wait for a hospital bed."""
        arrays = self.net.arrays
        found = []
        for step, (pathway, site, _) in enumerate(self.net.steps):
            if (
                pathway in ("urgent", "gp-emergency")
                and arrays["op"][step] == SEIZE
                and not arrays["bypay"][step]
            ):
                where, name = self.net.resources[arrays["arg"][step]]
                if name in BEDS and where == site:
                    found.append((step, site))
        return found

    def _beds(self, month: int, new: State, seen: Seen, dials: Dials) -> list[Row]:
        """Open and occupied beds, people ready to leave, people waiting for a bed at the month's end."""
        sums: dict[str, list[float]] = {}
        system = new.system
        for i, (site, name) in enumerate(self.net.resources):
            if name not in (*BEDS, "delayed") or site not in dials.owners:
                continue
            if name in BEDS:
                part = [
                    float(system["cap"][i]),
                    seen.area[i] / seen.length,
                    0.0,
                    0.0,
                    float(system["queued"][i]),
                ]
            else:
                now = float(self.net.capacity[i] - system["unit"][i])
                part = [0.0, 0.0, seen.area[i] / MS_DAY, now, 0.0]
            for subject in self._subjects(site, dials):
                sums[subject] = [a + b for a, b in zip(sums.get(subject, [0.0] * 5), part, strict=True)]
        rows = []
        for subject, (opened, occupied, delayed, now, waiting) in sums.items():
            if opened == 0:
                continue
            rows.append(row(month, "beds-open", subject, opened))
            rows.append(row(month, "bed-occupancy", subject, 100 * occupied / opened))
            rows.append(row(month, "delayed-days", subject, delayed))
            rows.append(row(month, "delayed-patients", subject, now))
            rows.append(row(month, "trolley-patients", subject, waiting))
        return rows

    def _lists(self, month: int, new: State, dials: Dials) -> list[Row]:
        """The incomplete referral-to-treatment list at the month's end, by site, provider, commissioner and fifth."""
        people = new.system["P"]
        on = np.flatnonzero(people["clock"])
        weeks = (new.t - people["t0"][on].astype(np.int64) * 1000) / MS_WEEK
        group = people["b"][on]
        steps = people["pc"][on].astype(np.int64)
        number = {site: i for i, site in enumerate(self.net.sites)}
        step_site = np.array([number[site] for _, site, _ in self.net.steps])
        site = step_site[np.minimum(steps, len(step_site) - 1)]
        rows = waiting_rows(month, COUNTY, "all", weeks)
        for f in range(FIFTHS):
            rows += waiting_rows(month, COUNTY, f"fifth-{f + 1}", weeks[group % FIFTHS == f])
        for p, payer in enumerate(self.net.payers):
            if payer != NOBODY:
                rows += waiting_rows(month, payer, "all", weeks[group // FIFTHS == p])
        owners = sorted({dials.owners[s] for s in self.net.sites})
        for index in sorted(set(site.tolist())):
            rows += waiting_rows(month, self.net.sites[index], "all", weeks[site == index])
        owner_of = np.array([owners.index(dials.owners[s]) for s in self.net.sites])
        for k, owner in enumerate(owners):
            mine = weeks[owner_of[site] == k]
            if len(mine):
                rows += waiting_rows(month, owner, "all", mine)
        return rows

    def _teams(self, month: int, new: State, seen: Seen, dials: Dials) -> list[Row]:
        """Caseloads, contacts and waits of community and mental health teams, and care clients."""
        sums: dict[tuple[str, str], float] = {}

        def add(name: str, site: str, number: float) -> None:
            for subject in self._subjects(site, dials):
                sums[name, subject] = sums.get((name, subject), 0.0) + number

        system = new.system
        for i, (site, name) in enumerate(self.net.resources):
            if name in BOOKS:
                caseload, contacts = BOOKS[name]
                add(caseload, site, float(self.net.capacity[i] - system["unit"][i]))
                weekly = self.accounts.setting(f"{contacts}-a-week")
                add(contacts, site, seen.area[i] / MS_WEEK * weekly)
            elif name == "care-clients":
                add("care-clients", site, float(self.net.capacity[i] - system["unit"][i]))
        lists = len(self.net.resources)
        for k, (site, name) in enumerate(self.net.lists):
            if name in STARTS:
                add(STARTS[name], site, float(system["queued"][lists + k]))
            elif name == "care-packages":
                add("care-waiting", site, float(system["queued"][lists + k]))
        return [row(month, name, subject, number) for (name, subject), number in sums.items()]

    def _primary(self, month: int, days: int, dials: Dials) -> list[Row]:
        """Flows that are counted in bulk: what is expected of the people, by commissioner."""
        rows: list[Row] = []
        people = self.engine.people
        for flow in self.net.flows:
            entries = people.entries(flow.pathway, dials).sum(axis=1) * days / 365.25
            rows.append(row(month, flow.what, COUNTY, float(entries.sum())))
            rows += [
                row(month, flow.what, payer, float(entries[people.payer == p].sum()))
                for p, payer in enumerate(self.net.payers) if payer != NOBODY
            ]  # fmt: skip
        return rows

    def _travel(self, month: int, seen: Seen) -> list[Row]:
        """Mean minutes to A&E of those who came, by commissioner and fifth."""
        urgent = [i for i, s in enumerate(self.net.streams) if s.pathway in ("urgent", "minor")]
        number = seen.arrived[urgent].sum(axis=0).astype(float)
        minutes = (seen.arrived[urgent] * seen.travel[urgent]).sum(axis=0)
        groups = np.arange(len(number))
        rows = []
        for p, payer in enumerate(self.net.payers):
            if payer != NOBODY and number[groups // FIFTHS == p].sum():
                mine = groups // FIFTHS == p
                rows.append(row(month, "travel-minutes", payer, minutes[mine].sum() / number[mine].sum()))
        for f in range(FIFTHS):
            mine = groups % FIFTHS == f
            if number[mine].sum():
                rows.append(
                    row(
                        month,
                        "travel-minutes",
                        COUNTY,
                        minutes[mine].sum() / number[mine].sum(),
                        f"fifth-{f + 1}",
                    )
                )
        if number.sum():
            rows.append(row(month, "travel-minutes", COUNTY, minutes.sum() / number.sum()))
        return rows

    def _people(self, month: int, seen: Seen, dials: Dials) -> list[Row]:
        """Carers' hours and staff."""
        setting = self.accounts.setting
        days = {"delayed": 0.0, "avoid": 0.0, "early": 0.0, "care-clients": 0.0}
        for i, (_, name) in enumerate(self.net.resources):
            if name in days:
                days[name] += seen.area[i] / MS_DAY
        hours = (
            (days["avoid"] + days["early"]) * setting("carer-hours-a-day-home")
            + days["care-clients"] * setting("carer-hours-a-day-client")
        )  # fmt: skip
        rows = [row(month, "carer-hours", COUNTY, hours)]
        rows += [
            row(month, "staff", provider, body.staff * dials.staff.get(provider, 1.0))
            for provider, body in self.accounts.providers.items() if body.staff
        ]  # fmt: skip
        busy = [(name, seen.area[i] / MS_DAY) for i, (_, name) in enumerate(self.net.resources)]
        rows += home.rows(month, busy, dials, self.starts_of_care())
        rows += self.engine.workforce.rows(month, self.engine.opened(dials), dials)
        return rows

    def starts_of_care(self) -> dict[str, float]:
        """Starts of care a month that each council could make at the opening."""
        starts: dict[str, float] = {}
        for site, name in self.net.lists:
            if name in home.CARE_STARTS:
                body = self.engine.owner[site]
                starts[body] = starts.get(body, 0.0) + self.net.services[site, name].capacity * 52 / 12
        return starts


def share_below(bins: npt.NDArray[np.int64], edge: int) -> float:
    """Share of a histogram that lies below a bin."""
    return float(bins[:edge].sum() / bins.sum())


def middle(bins: npt.NDArray[np.int64]) -> float:
    """The bin (with a fraction) below which half of a histogram lies."""
    half = bins.sum() / 2
    total = np.cumsum(bins)
    k = int(np.searchsorted(total, half))
    before = float(total[k - 1]) if k else 0.0
    return k + (float(half) - before) / max(1.0, float(bins[k]))


def waiting_rows(month: int, subject: str, group: str, weeks: npt.NDArray[Any]) -> list[Row]:
    """The list's size, share under 18 weeks and median wait."""
    rows = [row(month, "elective-waiting", subject, len(weeks), group)]
    if len(weeks):
        rows.append(
            row(month, "rtt-within-18w", subject, 100 * float((weeks < EIGHTEEN_WEEKS).mean()), group)
        )
        rows.append(row(month, "rtt-median-weeks", subject, float(np.median(weeks)), group))
    return rows


def beds_by_site(net: Network, system: Mapping[str, Any]) -> dict[str, int]:
    """Open beds of every kind by site."""
    beds: dict[str, int] = {}
    for i, (site, name) in enumerate(net.resources):
        if name.endswith("-beds"):
            beds[site] = beds.get(site, 0) + int(system["cap"][i])
    return beds
