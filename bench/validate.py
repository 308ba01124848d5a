"""The county held against the world: England 2013/14 and 2008/9 in full, and the SeeSaw county over five years.

    python bench/validate.py                 everything; writes the tables of docs/validation.md
    python bench/validate.py england         only the two England patches and the national series
    python bench/validate.py shapes          only season, ages and the like
    python bench/validate.py seesaw          only the SeeSaw county (about a minute a scenario)

Targets 3, 4 and 6 are proved elsewhere (tests/economy/test_theory.py, bench/engines, tests of money); the page names them.
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shirehall.economy.calibrate import Lived, Told, live, tell
from shirehall.economy.county import County
from shirehall.economy.deals import levers_of
from shirehall.economy.terms import Terms
from shirehall.patch.assumption_sets import read_assumption_sets
from shirehall.patch.county import BANDS, CountyTables, read_county
from shirehall.patch.targets import read_targets
from tools import seesaw_patch
from tools.national import NATIONAL, PATCHES, ROOT, without_limit

SEEDS = tuple(range(1, 13))
MONTHS = 60
TRIGGER = 3
SPREAD = 16
NAMES = {"georgetown-trust": "Georgetown", "gomersall-trust": "Gomersall"}


def series(name: str) -> list[dict[str, str]]:
    """A national series."""
    with (NATIONAL / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def england(year: str, months: int, seeds: Sequence[int] = SEEDS) -> tuple[tuple[Told, ...], list[Lived]]:
    """All targets of an England patch beside the model, over the seeds."""
    folder = PATCHES / f"england-{year}"
    tables = read_county(folder)
    runs = [live(tables, months, seed) for seed in seeds]
    return tell(read_targets(folder), runs), runs


def season(runs: Sequence[Lived], measure: str, national: Sequence[float]) -> tuple[float, float]:
    """Correlation of the model's months with the national ones, each a day over the year's mean, and the largest gap in per cent."""
    model = []
    for month in range(1, 13):
        model.append(
            statistics.fmean(r.figures[month, measure, "county", "all"] / r.days[month - 1] for r in runs)
        )
    ours = np.array(model) / np.mean(model)
    theirs = np.array(national) / np.mean(national)
    return float(np.corrcoef(ours, theirs)[0, 1]), float(100 * np.abs(ours - theirs).max())


def national_months(column: str) -> list[float]:
    """A weekly A&E series of 2011/12 to 2013/14 as a day's mean by calendar month, from April."""
    by_month: dict[int, list[float]] = {}
    for row in series("ae_england_weekly_2010_2015.csv"):
        if "2011-04-10" <= row["week_ending"] <= "2014-04-06":
            by_month.setdefault(int(row["week_ending"][5:7]), []).append(int(row[column]) / 7)
    return [statistics.fmean(by_month[(3 + i) % 12 + 1]) for i in range(12)]


def only(numbers: str, band: int) -> str:
    """Eight numbers with all but one at nought."""
    return " ".join(part if i == band else "0" for i, part in enumerate(numbers.split()))


def by_age(tables: CountyTables) -> dict[str, list[float]]:
    """Shares of attendances and emergency admissions by age band, from runs in which only one group of ages comes and nothing is short."""
    found: dict[str, list[float]] = {"ae-attendances": [], "emergency-admissions": []}
    free = without_limit(tables)
    closed = [
        old if old.measure == "units" and old.capacity == 0 else new
        for old, new in zip(tables.services, free.services, strict=True)
    ]
    free = free.model_copy(update={"services": closed})
    for band in BANDS:
        rows = [
            row if row.what != "rate" or row.key == band else row.model_copy(update={"value": 0.0})
            for row in free.demand
        ]
        needs = [
            row.model_copy(update={"per_1000": only(row.per_1000, BANDS.index(band))}) for row in free.needs
        ]
        lived = live(free.model_copy(update={"demand": rows, "needs": needs}), 2, 1)
        for measure, values in found.items():
            values.append(sum(lived.figures[m, measure, "county", "all"] for m in (1, 2)))
    return {name: [100 * v / sum(values) for v in values] for name, values in found.items()}


def row_8(shares: Sequence[float]) -> dict[str, float]:
    """Shares of attendances in the ages that HES gives (parameters row 8), bands split evenly by year of age."""
    edges = (0, 5, 15, 25, 45, 65, 75, 85, 100)
    wanted = {
        "to 16": (0, 17),
        "17 to 39": (17, 40),
        "40 to 59": (40, 60),
        "60 to 79": (60, 80),
        "80 and over": (80, 100),
    }
    found = {}
    for name, (low, high) in wanted.items():
        found[name] = sum(
            share * max(0, min(high, edges[i + 1]) - max(low, edges[i])) / (edges[i + 1] - edges[i])
            for i, share in enumerate(shares)
        )
    return found


def last_ten_minutes(tables: CountyTables) -> float:
    """Per cent of patients admitted from A&E who leave it between 3h50 and 4h00, by a clock of their own."""
    rows = [
        row.model_copy(update={"what": row.what.replace("clock=4h", "clock=admitted")})
        if row.does == "part"
        else row
        for row in tables.pathways
    ]
    lived = live(tables.model_copy(update={"pathways": rows}), 3, 1)
    bins = [sum(column) for column in zip(*(month["admitted"] for month in lived.clocks), strict=True)]
    return 100 * bins[23] / sum(bins)


class Tape:
    """What the engine showed of one run, to be settled again under other money: no figure of care depends on it."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def record(self, county: County) -> None:
        """Keep whatever the county's engine shows from now on."""
        engine_live = county.life.live

        def watched(*given: Any, **named: Any) -> Any:
            self.calls.append(engine_live(*given, **named))
            return self.calls[-1]

        setattr(county.life, "live", watched)  # noqa: B010 - watched for this run

    def play(self, county: County) -> None:
        """Let the county see what was kept instead of living it."""
        kept = iter(self.calls)
        setattr(county.life, "live", lambda *_given, **_named: next(kept))  # noqa: B010 - as above
        setattr(county.reporter, "care", lambda *_given, **_named: [])  # noqa: B010 - told once already


Course = dict[str, list[dict[str, float]]]
MEASURES = ("financial-risk-rating", "provider-income", "provider-margin", "provider-ebitda", "reserves", "rtt-within-18w",
            "elective-waiting", "bed-occupancy", "ae-within-4h")  # fmt: skip


def course(county: County, months: int, terms: Terms, seed: int = 1) -> Course:
    """What each trust shows month by month."""
    state, found = county.begin(seed), {trust: list[dict[str, float]]() for trust in seesaw_patch.TRUSTS}
    for _ in range(months):
        state, figures = county.live_month(state, terms)
        known = {(r.measure, r.subject): r.value for r in figures if r.group == "all"}
        for trust, rows in found.items():
            rows.append({m: known[m, trust] for m in MEASURES if (m, trust) in known})
    return found


def falls(rows: Sequence[Mapping[str, float]]) -> int:
    """The first month of a contract year's end at which the rating is below the trigger and stays so at every later one; 0: none."""
    ends = list(range(12, len(rows) + 1, 12))
    low = [rows[m - 1]["financial-risk-rating"] < TRIGGER for m in ends]
    first = 0
    for month, below in zip(reversed(ends), reversed(low), strict=True):
        if not below:
            break
        first = month
    return first


def starts(number: int) -> list[tuple[str, dict[str, dict[str, float]], dict[str, float], bool]]:
    """Starting figures: the middle of every range, each end by itself, and `number` drawn evenly from all ranges at once."""
    start, shape = seesaw_patch.centre()
    found = [
        ("the middle of every range", start, shape, False),
        ("private finance above earnings", start, shape, True),
    ]
    for trust, figures in seesaw_patch.START.items():
        for name, (_, low, high) in figures.items():
            for end in (low, high):
                other = {t: dict(f) for t, f in start.items()}
                other[trust][name] = end
                found.append((f"{NAMES[trust]} {name} {end:g}", other, shape, False))
    for name, (_, low, high) in seesaw_patch.SHAPE.items():
        for end in (low, high):
            found.append((f"{name} {end:g}%", start, {**shape, name: float(end)}, False))
    chance = np.random.Generator(np.random.PCG64(2008))
    for n in range(number):
        drawn = {
            trust: {name: float(chance.uniform(low, high)) for name, (_, low, high) in figures.items()}
            for trust, figures in seesaw_patch.START.items()
        }
        cost = {name: float(chance.uniform(low, high)) for name, (_, low, high) in seesaw_patch.SHAPE.items()}
        found.append((f"drawn {n + 1}", drawn, cost, bool(chance.integers(2))))
    return found


def scenarios(tables: CountyTables) -> dict[str, tuple[CountyTables, Terms]]:
    """The county as it stands, and each of its assumption sets from the first month, with and without beds closed as care leaves.

    The tenth is tried on a population that does not grow too.
    """
    keeps_up = seesaw_patch.keeping_up(tables)
    found: dict[str, tuple[CountyTables, Terms]] = {"as it stands": (tables, keeps_up)}
    for each in read_assumption_sets(seesaw_patch.FOLDER):
        moved, closed = levers_of(each, tables), seesaw_patch.closing(tables, each.id)
        found[f"{each.name}, beds closed as care leaves"] = (tables, (*keeps_up, *moved, *closed))
        found[f"{each.name}, no beds closed"] = (tables, (*keeps_up, *moved))
        if each.id == "ten-percent":
            steady = [row for row in tables.demand if row.pathway != "population"]
            still = tables.model_copy(update={"demand": steady})
            found[f"{each.name}, beds closed, population steady"] = (still, (*moved, *closed))
    return found


def seesaw(spread: int = SPREAD) -> list[dict[str, Any]]:
    """Every scenario under every set of starting figures: the course of the middle one, and who falls when in all of them."""
    tables = read_county(seesaw_patch.FOLDER)
    earned = seesaw_patch.earned_in_a_year(bare(tables))
    told = []
    for name, (people, terms) in scenarios(tables).items():
        tape = Tape()
        first = County(people)
        tape.record(first)
        middle = course(first, MONTHS, terms)
        cases = []
        for label, start, shape, in_ebitda in starts(spread):
            county = County(seesaw_patch.with_start(people, earned, start, shape, in_ebitda))
            tape.play(county)
            rows = course(county, MONTHS, terms)
            opens = {trust: rows[trust][11]["financial-risk-rating"] for trust in rows}
            cases.append(
                {"label": label, "falls": {trust: falls(rows[trust]) for trust in rows}, "first year": opens}
            )
        told.append({"scenario": name, "middle": middle, "cases": cases})
        print(name, {t: falls(rows) for t, rows in middle.items()}, file=sys.stderr, flush=True)
    return told


def bare(tables: CountyTables) -> CountyTables:
    """The tables without anything paid but modelled work, so that a year's work can be measured."""
    deals = [
        d.model_copy(update={"rest": 0.0, "plan": 0.0}) if d.provider in seesaw_patch.TRUSTS else d
        for d in tables.money.deals
    ]
    return tables.model_copy(update={"money": tables.money.model_copy(update={"deals": deals})})


def england_lines(rows: Sequence[Told]) -> list[str]:
    """The targets of a patch as rows of a table."""
    lines = [
        "| target | fitted or predicted | target value | accepted | model | over the seeds | verdict |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        t = row.target
        lines.append(
            f"| {t.target} | {t.kind} | {t.value:g} {t.unit} | {t.low:g} to {t.high:g} | {row.model:.4g} | "
            f"{row.least:.4g} to {row.greatest:.4g} | {'met' if row.met else '**missed**'} |"
        )
    return lines


def seesaw_lines(told: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who falls below the trigger, when, and over how much of the range of starting figures."""
    lines = ["| scenario | trust | middle of the ranges | rating at the end of years 1 to 5 | of all starting figures tried |",
             "|---|---|---|---|---|"]  # fmt: skip
    for each in told:
        for trust in seesaw_patch.TRUSTS:
            rows = each["middle"][trust]
            fell = falls(rows)
            marks = " ".join(
                f"{rows[m - 1]['financial-risk-rating']:.0f}" for m in range(12, len(rows) + 1, 12)
            )
            cases = [case["falls"][trust] for case in each["cases"]]
            some = sorted(m for m in cases if m)
            when = f"falls in {len(some)} of {len(cases)}" + (
                f", at the end of year {some[0] // 12} to {some[-1] // 12}" if some else ""
            )
            middle = f"falls for good at the end of year {fell // 12}" if fell else "holds"
            lines.append(f"| {each['scenario']} | {NAMES[trust]} | {middle} | {marks} | {when} |")
    lines += [
        "",
        "| scenario | only Georgetown falls | only Gomersall | both | neither |",
        "|---|---|---|---|---|",
    ]
    for each in told:
        pairs = [tuple(bool(case["falls"][t]) for t in seesaw_patch.TRUSTS) for case in each["cases"]]
        counts = [pairs.count(pair) for pair in ((True, False), (False, True), (True, True), (False, False))]
        lines.append(f"| {each['scenario']} | " + " | ".join(str(n) for n in counts) + " |")
    return lines


def extras(runs: Sequence[Lived]) -> list[str]:
    """Season, ages and the pile-up before four hours against their sources, as rows of a table."""
    tables = read_county(PATCHES / "england-2013")
    ages = by_age(tables)
    lines = ["| what | source | model | kind |", "|---|---|---|---|"]
    for title, measure, column in (
        ("attendances by month", "ae-attendances", "total_attendances"),
        ("emergency admissions by month", "emergency-admissions", "emergency_admissions_total"),
    ):
        r, gap = season(runs, measure, national_months(column))
        lines.append(
            f"| {title} | weekly returns 2011/12 to 2013/14, a day over the mean | correlation {r:.2f}, largest gap {gap:.1f}% | input |"
        )
    hes = {"to 16": 23.4, "17 to 39": 33.4, "40 to 59": 19.9, "60 to 79": 14.2, "80 and over": 8.2}
    ours = row_8(ages["ae-attendances"])
    lines.append("| attendances by age | " + ", ".join(f"{k} {v}%" for k, v in hes.items()) + " | "
                 + ", ".join(f"{k} {v:.1f}%" for k, v in ours.items()) + " | input |")  # fmt: skip
    lines.append(
        f"| admitted patients leaving A&E at 3h50 to 4h00 | 24% (NAO HC 739) | {last_ten_minutes(tables):.0f}% | set by hand |"
    )
    old = sum(ages["emergency-admissions"][5:])
    lines.append(
        f"| emergency admissions aged 65 and over | 39 to 41% (parameters row 13) | {old:.0f}% | input by way of two pathways |"
    )
    return lines


SECTIONS = {
    "england-2013": "England 2013/14",
    "england-2008": "England 2008/9",
    "extras": "Shapes",
    "seesaw": "SeeSaw",
}


def write_section(name: str, lines: Sequence[str]) -> None:
    """Put lines between the marks of a section of docs/validation.md."""
    page = ROOT / "docs" / "validation.md"
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: written by bench/validate.py -->", f"<!-- {name}: end -->"
    before, after = text.split(begin)[0], text.split(end)[1]
    page.write_text(
        f"{before}{begin}\n\n" + "\n".join(lines) + f"\n\n{end}{after}", encoding="utf-8", newline="\n"
    )


def main(wanted: Sequence[str]) -> None:
    """Run what is wanted and write the page."""
    if "shapes" in wanted:
        write_section(
            "extras", extras([live(read_county(PATCHES / "england-2013"), 12, seed) for seed in SEEDS[:3]])
        )
    if not wanted or "england" in wanted:
        rows, runs = england("2013", 12)
        write_section("england-2013", england_lines(rows))
        write_section("extras", extras(runs))
        rows, _ = england("2008", 13)
        write_section("england-2008", england_lines(rows))
    if not wanted or "seesaw" in wanted:
        told = seesaw()
        write_section("seesaw", seesaw_lines(told))


if __name__ == "__main__":
    main(sys.argv[1:])
