"""A share of the county's people against all of them: bias, spread and cost, seed by seed.

    python bench/sampled.py [--seeds 20]     everything; writes the tables of docs/sampling.md (about ten minutes of work)

The same seeds are lived whole and at each share for twelve months, without levers and under strain. Of each measure the page has the
mean of the whole county over the seeds and its standard deviation from seed to seed, then for each share the mean of the paired
differences (the bias) with the half-width of its 95% interval, and the standard deviation of the differences. Processor time is
that of the process, the least of the seeds (other programs may run beside).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shirehall.economy.county import County
from shirehall.economy.terms import Terms, lever
from shirehall.patch.county import read_county

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "sampling.md"
PACK = ROOT / "src" / "shirehall" / "packs" / "bigshire"
SHARES = (0.25, 0.1, 0.05)
MEASURES = (
    "ae-within-4h", "ae-attendances", "emergency-admissions", "trolley-waits-4h", "bed-occupancy", "delayed-days", "diverted",
    "ambulance-8min", "rtt-within-18w", "elective-waiting", "elective-treated", "cancelled-electives", "practice-consultations",
    "practice-wait", "practice-gave-up", "community-contacts", "community-waiting", "talking-wait", "experience",
)  # fmt: skip
COMMISSIONERS = ("holmewold", "lindenvale", "marlbridge", "saltmere")
PROVIDERS = ("buft", "bct", "bigment", "health-direct", "wrenby")
STRAIN: Terms = (
    lever("capacity", "fewer beds", 1, site="marlbridge-general", resource="medical-beds", change=-60),
    lever("demand", "more illness", 1, pathway="emergencies", percent=4),
    lever("demand", "more consultations", 1, pathway="practice", percent=3),
)
"""Beds closed while more people come: what a share of the people must still show."""
STUDENT = {4: 2.78, 5: 2.57, 9: 2.26, 10: 2.23, 19: 2.09, 20: 2.09}


@dataclass(frozen=True, slots=True)
class Year:
    """One seed's year: figures by name, processor seconds of the opening and of the twelve months."""

    figures: Mapping[str, float]
    begin: float
    months: float


def year(county: County, seed: int, terms: Terms) -> Year:
    """Live a year: means of the county's measures over the months, balances at the end and margins of the year in thousands of pounds."""
    start = time.process_time()
    state = county.begin(seed)
    opened = time.process_time()
    sums: dict[str, float] = {}
    for _ in range(12):
        state, figures = county.live_month(state, terms)
        for row in figures:
            if row.group != "all":
                continue
            if row.subject == "county" and row.measure in MEASURES:
                sums[row.measure] = sums.get(row.measure, 0.0) + row.value / 12
            elif row.measure == "provider-margin" and row.subject in PROVIDERS:
                name = f"margin of {row.subject}, £000"
                sums[name] = sums.get(name, 0.0) + row.value / 1000
    for body in COMMISSIONERS:
        sums[f"balance of {body}, £000"] = state.balance[body] / 100_000
    return Year(sums, opened - start, time.process_time() - opened)


def spread(values: Sequence[float]) -> float:
    """The standard deviation."""
    return statistics.stdev(values)


def told(value: float) -> str:
    """A number with as many decimals as it bears."""
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000 else f"{value:.1f}" if size >= 20 else f"{value:.2f}"


def table(whole: Sequence[Year], shares: Mapping[float, Sequence[Year]]) -> list[str]:
    """The table of bias and spread."""
    head = "| a month, unless said otherwise | whole: mean | from seed to seed |"
    rule = "| --- | --: | --: |"
    for share in shares:
        head += f" {100 * share:g}%: bias | spread of the difference |"
        rule += " --: | --: |"
    names = [*MEASURES, *sorted(set(whole[0].figures) - set(MEASURES))]
    lines = [head, rule]
    for name in names:
        if name not in whole[0].figures:
            continue
        base = [each.figures[name] for each in whole]
        line = f"| {name} | {told(statistics.fmean(base))} | {told(spread(base))} |"
        for years in shares.values():
            gaps = [each.figures[name] - value for each, value in zip(years, base, strict=True)]
            half = STUDENT.get(len(gaps) - 1, 2.0) * spread(gaps) / sqrt(len(gaps))
            line += f" {told(statistics.fmean(gaps))} ± {told(half)} | {told(spread(gaps))} |"
        lines.append(line)
    return lines


def costs(counties: Mapping[float, County], years: Mapping[float, Sequence[Year]]) -> list[str]:
    """The table of processor time."""
    lines = [
        "| share | flows thinned, one in | opening, s | a year of months with money and figures, s | patient table at the opening, MB |",
        "| --: | --- | --: | --: | --: |",
    ]
    for share, county in counties.items():
        thinned = ", ".join(f"{name} {n}" for name, n in county.sample.thinned.items()) or "none"
        size = county.begin(1).system["P"].nbytes / 1e6
        begin = min(each.begin for each in years[share])
        months = min(each.months for each in years[share])
        lines.append(f"| {100 * share:g}% | {thinned} | {begin:.2f} | {months:.2f} | {size:.1f} |")
    return lines


def put(page: str, name: str, lines: Sequence[str]) -> str:
    """The page with a table in its place between two marks."""
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, rest = page.split(first)
    return before + first + "\n".join(lines) + "\n" + last + rest.split(last)[1]


def main() -> None:
    """Measure, and write the tables."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--seeds", type=int, default=20)
    seeds = range(1, reader.parse_args().seeds + 1)
    tables = read_county(PACK)
    counties = {share: County(tables, people=share) for share in (1.0, *SHARES)}
    page = PAGE.read_text(encoding="utf-8")
    for county in counties.values():
        county.live_month(county.begin(0), ())
    for name, terms, shares, some in (
        ("calm", (), (1.0, *SHARES), seeds),
        ("strain", STRAIN, (1.0, 0.1), seeds[: max(2, len(seeds) // 2)]),
    ):
        years: dict[float, list[Year]] = {share: [] for share in shares}
        for seed in some:
            for share in shares:  # side by side, so that what else runs weighs on all alike
                years[share].append(year(counties[share], seed, terms))
        page = put(page, name, table(years[1.0], {share: years[share] for share in shares if share < 1}))
        if name == "calm":
            page = put(page, "cost", costs(counties, years))
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
