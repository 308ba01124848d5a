"""The lab's page as a document: what was run, what held in how many runs, how numbers are spread, which runs to open and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shirehall.economy.figures import MEASURES
from shirehall.lab.held import Against, Standing, against_base, knocked_out, standings
from shirehall.lab.page.compared import compared_section, do, knockout_section
from shirehall.lab.page.pictures import FEW_ARMS, distribution, months_chart
from shirehall.lab.page.standing import held_section, summed_up
from shirehall.lab.page.words import arm_words, notice_of, number, signed, who_plays
from shirehall.lab.pairs import NUMBERS_BY, SHARES_BY
from shirehall.lab.tables import COUNTY, EVENTS, Results, spread
from shirehall.lab.typical import Standout, command, distances
from shirehall.paper.prose import capital, count, listed, say
from shirehall.paper.summary import HEADLINES
from shirehall.paper.tree import (
    Block,
    Column,
    Document,
    Figure,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)

DRAWN = 8
"""How many numbers are drawn; the table beside them holds all."""
MONTHS_DRAWN = 4
STRANGEST = 3
"""How many of the strangest runs of an arm are named."""


def page(results: Results, folder: str = "lab") -> Document:
    """The whole page; `folder` is where the lab lies. Pure: it draws nothing and touches no disk."""
    told, others = standings(results), against_base(results)
    sections = (
        short(results, told, others), what_was_run(results), held_section(told, others), knockout_section(others),
        compared_section(results, others), spreads(results), by_month(results), to_read(results, folder), worked_out(results),
    )  # fmt: skip
    done = len(results.runs)
    return Document(
        title=f"{results.patch.head.title}: {many(done, 'run')} of a lab",
        subtitle=f"{capital(count(results.patch.round.months, 'month'))} of play, over and over, from"
        f" {results.patch.month_name(1)}; {count(len(results.by_arm), 'arm')}, paired by seed.",
        notice=f"{results.patch.head.notice} {notice_of(results.plan)}",
        sections=tuple(s for s in sections if s.blocks or s.parts),
        about=facts(results),
    )


def many(number: int, one: str) -> str:
    """A number of things in figures."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def facts(results: Results) -> tuple[tuple[str, str], ...]:
    """The facts of the lab, for the front of the page."""
    plan, runs = results.plan, results.runs
    asked = len(plan.arms) * len(plan.seeds)
    seconds = spread([run.seconds for run in runs]) if runs else None
    return (
        ("Pack", f"{results.patch.id}, {plan.digest[:12]}"),
        ("Runs", f"{len(runs):,} of {asked:,} asked for" if len(runs) < asked else f"{len(runs):,}"),
        ("Arms", f"{len(results.by_arm)}"),
        ("Seeds", seeds_words(plan.seeds)),
        ("County", county_words(plan.county, plan.people)),
        ("Processor time a run", f"{seconds.median:.1f} s" if seconds else "–"),
        ("Shirehall", plan.version or "–"),
    )


def county_words(county: bool, people: float) -> str:
    """Whether the county lived, and with what share of its people."""
    if not county:
        return "not lived"
    return "lived in full" if people == 1 else f"lived with {100 * people:g}% of its people"


def seeds_words(seeds: Sequence[int]) -> str:
    """Seeds in a few words: "1 to 40", or so many from one to another."""
    if not seeds:
        return "none"
    low, high = min(seeds), max(seeds)
    if low == high:
        return str(low)
    if len(seeds) == high - low + 1:
        return f"{low} to {high}"
    return f"{len(seeds)}, from {low} to {high}"


def method(*words: str) -> Paragraph:
    """A paragraph of sentences about how things were made or came out over runs."""
    return Paragraph(tuple(say(each, basis="method") for each in words))


def short(results: Results, told: Sequence[Standing], others: Sequence[Against]) -> Section:
    """The page in a few sentences."""
    items = [*summed_up(told)[1:]] if told and results.by_arm.get(results.base.name) else []
    moving = [
        f"In {each.arm.name}, {do(len(each.falls), 'finding', 'fall')} and {do(len(each.rises), 'finding', 'rise')} against"
        f" {results.base.name}."
        for each in others
        if each.pairs > 1 and not each.arm.baseline and (each.falls or each.rises)
    ]
    items += moving[:6]
    if len(moving) > 6:
        items.append(f"{len(moving) - 6} more arms differ clearly from {results.base.name}; see below.")
    ranked = distances(results, results.base.name)
    if len(ranked) > 2:
        items.append(
            f"The most typical run of {results.base.name} is that of seed {ranked[0].seed}, the strangest that of seed {ranked[-1].seed}."
        )
    listing = ListBlock(tuple(say(each, basis="method") for each in items))
    return Section("short", "In short", (*((listing,) if items else ()), who_played(results)))


def who_played(results: Results) -> Note:
    """Who filled the seats, said plainly."""
    kinds = dict.fromkeys(
        who_plays(arm) for name in results.by_arm for arm in results.plan.arms if arm.name == name
    )
    plan, who = results.plan, listed(list(kinds))
    told = (
        f"Every seat of every run was filled by a program: {who}. No person took part, and nothing here was said or decided by"
        " anybody in a real post."
    )
    if plan.record:
        told = (
            f"Up to month {plan.month} each run is the day whose record ends in {plan.record[:12]} there, with whoever played it."
            f" From there on the seats that act were filled by a program: {who}; nobody said or decided any of that."
        )
    caution = "A share of runs is a share of what these programs do under these rules. It is no probability of anything outside them."
    return Note("Who played", (say(told, basis="method"), say(caution, basis="method")))


def what_was_run(results: Results) -> Section:
    """The arms, what stands otherwise in each, who plays, and how many runs there are."""
    columns = (
        Column("Arm"),
        Column("What it is"),
        Column("Played by"),
        Column("Runs", "of those asked for", True),
    )
    asked = len(results.plan.seeds)
    rows = []
    for arm in sorted(results.plan.arms, key=lambda arm: arm.name != results.base.name):
        changes = arm_words(arm)
        plain = changes == "the pack as it is" or knocked_out(arm) or not arm.changes
        what = (
            f"{arm.about.rstrip('.')}: {changes}"
            if arm.about and not plain
            else arm.about or capital(changes)
        )
        rows.append(Row((arm.name, what, who_plays(arm), f"{len(results.by_arm.get(arm.name, ()))} of {asked}")))  # fmt: skip
    said = (
        f"The others are set against “{results.base.name}”. A run is a function of pack, arm and seed alone: the same three give"
        " the same record, to the last byte, on any machine."
    )
    table = Table("Arms of this lab", columns, tuple(rows))
    return Section("run", "What was run", (table, method(said)))


def chosen(results: Results) -> list[str]:
    """The numbers to draw: with arms to compare, those that differ most for their spread; else those that vary most for their size.

    Numbers that never vary are left out, and so are the county's, which are drawn by month.
    """
    base = results.base.name
    scripted = [name for name in results.compared if not results.plan.arm(name).baseline]
    others = scripted or results.compared
    sizes: list[tuple[float, str]] = []
    for key, arms in results.numbers.items():
        values = list(arms.get(base, {}).values())
        if key.startswith("month/") or len(set(values)) < 2:
            continue
        here = spread(values)
        gap = max(
            (abs(spread(list(arms[n].values())).median - here.median) for n in others if n in arms),
            default=0.0,
        )
        varies = here.sd or 0.0
        sizes.append((gap / varies if gap and varies else 1e-6 * varies / (abs(here.mean) or 1.0), key))
    best = [key for _, key in sorted(sizes, key=lambda each: (-each[0], each[1]))]
    first = [EVENTS] if EVENTS in best else []
    return [*first, *(key for key in best if key != EVENTS)][:DRAWN]


def spreads(results: Results) -> Section:
    """How numbers are spread over runs: some drawn, all in a table."""
    if not results.runs:
        return Section("spread", "How the runs are spread")
    figures: list[Figure] = [distribution(results, key) for key in chosen(results)]
    columns = (
        Column("Measure"),
        Column("Unit"),
        Column("Arm"),
        *(Column(c, "", True) for c in ("Runs", "Mean", "SD", "5%", "Middle", "95%")),
    )
    rows = []
    for key, arms in results.numbers.items():
        what = results.named(key)
        for arm in results.by_arm:
            if arm in arms:
                s = spread(list(arms[arm].values()))
                sd = "–" if s.sd is None else number(s.sd, what)
                cells = (number(v, what) for v in (s.p05, s.median, s.p95))
                rows.append(Row((what.title, what.unit or "–", arm, str(s.runs), number(s.mean, what), sd, *cells)))  # fmt: skip
    said = (
        "Drawn are the numbers in which the arms differ most for their spread; the table holds all."
        if len(results.by_arm) > 1
        else "Drawn are the numbers that vary most from run to run for their size; the table holds all."
    )
    strokes = " Each thin stroke is a run, the thick bar the middle half of the runs, the line nine of ten, the dot the middle run."
    how = method(said + (strokes if len(results.by_arm) > 1 else ""))
    table = Table("Every number in every arm", columns, tuple(rows))
    return Section("spread", "How the runs are spread", (how, *figures, Fold("Every number in every arm", (table,))))  # fmt: skip


def by_month(results: Results) -> Section:
    """The county's figures by month, where it lived."""
    names = [name for name in results.by_arm if any(run.months for run in results.by_arm[name])][:FEW_ARMS]
    lived = {
        measure
        for name in names
        for run in results.by_arm[name]
        for _, measure, where, _ in run.months
        if where == COUNTY
    }
    measures = [measure for measure in dict.fromkeys((*HEADLINES, *MEASURES)) if measure in lived][
        :MONTHS_DRAWN
    ]
    if not measures:
        return Section("months", "The county month by month")
    left = len([n for n in results.by_arm if any(run.months for run in results.by_arm[n])]) - len(names)
    said = f"The middle run of each arm as a line, and the range in which nine of ten runs of {names[0]} lie as a band."
    if left:
        said += f" Only the first {count(len(names), 'arm')} are drawn; the tables of the lab hold the other {left}."
    return Section("months", "The county month by month", (method(said), *(months_chart(results, m, names) for m in measures)))  # fmt: skip


# ---- runs to open and read --------------------------------------------------------------------------------------


def to_read(results: Results, folder: str) -> Section:
    """The most typical run of each arm and the strangest, what sets them apart, and how to play them into a folder to read."""
    every = {name: distances(results, name) for name in results.by_arm if len(results.by_arm[name]) > 2}
    if not every:
        return Section("read", "Runs to open and read")
    said = (
        "How far a run lies from the middle of its arm is Euclid’s distance over all of its numbers, each in standard deviations,"
        " divided by the root of how many there are: about 1 is ordinary. A far run is no error; it is the one to read first when a"
        " result looks odd."
    )
    first = [name for name in every if name == results.base.name] or list(every)[:1]
    rest = [name for name in every if name not in first]
    blocks: list[Block] = [method(said), *told_apart(results, every, first, folder)]
    if rest:
        blocks.append(Fold("The runs of the other arms", told_apart(results, every, rest, folder)))
    return Section("read", "Runs to open and read", tuple(blocks))


def told_apart(
    results: Results, every: Mapping[str, tuple[Standout, ...]], names: Sequence[str], folder: str
) -> tuple[Block, ...]:
    """The most typical and the strangest runs of some arms, and the commands to open them."""
    heads = (
        Column("Arm"),
        Column("Which"),
        Column("Seed", "", True),
        Column("Distance", "from the middle", True),
    )
    rows, ways = list[Row](), list[Sentence]()
    for name in names:
        ranked = every[name]
        strange = list(reversed(ranked[1:]))[: STRANGEST if name == results.base.name else 1]
        for which, each in (
            ("most typical", ranked[0]),
            *zip(("strangest", "second strangest", "third strangest"), strange, strict=False),
        ):
            rows.append(Row((name, which, str(each.seed), f"{each.distance:.2f}", apart(results, each))))
        ways += opened(results, ranked[0], ranked[-1], folder)
    table = Table(
        "The most typical runs and the strangest", (*heads, Column("What sets it apart")), tuple(rows)
    )
    return table, ListBlock(
        tuple(ways),
        "To open one and read it, give its command beside the lab’s folder; record, report and timeline are written into a new one",
    )


def opened(results: Results, typical: Standout, strangest: Standout, folder: str) -> list[Sentence]:
    """The commands that play an arm's most typical and strangest runs into a folder."""
    return [
        Sentence(f"{each.arm}, {which}: {command(results, each.arm, each.seed, folder)}", basis="method")
        for which, each in (("most typical", typical), ("strangest", strangest))
    ]


def apart(results: Results, each: Standout) -> str:
    """What sets a run apart, in words: number, value, the arm's mean."""
    parts = []
    for odd in each.odd[:3]:
        what = results.named(odd.key)
        parts.append(
            f"{what.title} {number(odd.value, what)} against {number(odd.mean, what)} ({signed(odd.away, 1)} sd)"
        )
    return "; ".join(parts) or "nothing"


def worked_out(results: Results) -> Section:
    """How the figures of this page come about."""
    items = (
        "Shares of runs stand with Wilson’s score interval (Wilson 1927).",
        f"Differences between arms are paired by seed: of numbers by {NUMBERS_BY}, of shares by {SHARES_BY} (Newcombe 1998), with"
        " McNemar’s exact probability held down for the findings of an arm (Holm 1979).",
        "Intervals say how far chance between seeds reaches. They say nothing of whether the pack’s rules, traits and figures are right.",
        "The middle run is the median; quantiles lie on straight lines between the values in order.",
        "The tables beside this page hold every number of every run, as CSV, and as Parquet where polars is installed.",
    )
    dropped = "" if results.plan.people == 1 else (
        "The county lived with a declared share of its people, its capacity, lists and money scaled with it; the error of that is"
        " measured in the documentation."
    )  # fmt: skip
    lines = (*items, *((dropped,) if dropped else ()))
    return Section(
        "worked-out",
        "How this was worked out",
        (ListBlock(tuple(say(each, basis="method") for each in lines)),),
    )
