"""Arm against arm on the lab's page: what falls when a mechanism is switched off, and how numbers move, paired by seed."""

from __future__ import annotations

from collections.abc import Sequence

from shirehall.lab.held import Against, Fall, Moved, counting, knocked_out, standings
from shirehall.lab.page.pictures import fall_spec
from shirehall.lab.page.words import arm_words, change_within, number, percent, points_within, who_plays
from shirehall.lab.pairs import NUMBERS_BY, SHARES_BY
from shirehall.lab.tables import Results
from shirehall.paper.prose import capital, clip, count, say
from shirehall.paper.tree import Block, Column, Figure, Fold, Paragraph, Row, Section, Sentence, Table

MOST_SHOWN = 10
MOST_DRAWN = 24
MOST_OPEN = 5
"""With how many arms each still stands open on the page."""
MOST_NUMBERS = 8
FIRM = 0.05


def knockout_section(others: Sequence[Against]) -> Section:
    """For each mechanism that an arm switches off: which findings fall. Empty when no arm does."""
    arms = [each for each in others if knocked_out(each.arm)]
    if not arms:
        return Section("knocked-out", "What falls when a mechanism is switched off")
    rows = tuple(knockout_row(each) for each in arms)
    columns = (
        Column("Mechanism switched off"), Column("Pairs", "of runs", True),
        Column("Fall", "findings", True), Column("Rise", "findings", True),
        Column("What falls, in points (95% interval)"),
    )  # fmt: skip
    idle = [knocked_out(each.arm) for each in arms if not each.falls]
    said = [
        "Each arm plays the same seeds as the base with one mechanism of the minds switched off. A finding falls when its share of"
        " runs is lower, the 95% interval of the paired difference leaves nought out, and McNemar’s exact probability of so lopsided a"
        " split is below 5%.",
        "So many comparisons bring some falls by chance alone, up to one in forty; those marked * stay below"
        f" {percent(FIRM)} when every finding of the arm is allowed for (Holm).",
    ]
    if idle:
        said.append(
            f"No finding of this pack falls without {', '.join(idle)}: nothing here shows that it is needed."
        )
    return Section(
        "knocked-out", "What falls when a mechanism is switched off",
        (Paragraph(tuple(say(each, basis="method") for each in said)), Table("Mechanisms switched off, one at a time", columns, rows)),
    )  # fmt: skip


def knockout_row(each: Against) -> Row:
    """A mechanism, and what falls without it."""
    falls = [
        fall_words(fall).replace(fall.finding.id, unbroken(fall.finding.id))
        for fall in each.falls[:MOST_SHOWN]
    ]
    more = len(each.falls) - len(falls)
    words = "; ".join(falls) + (f"; and {more} more" if more > 0 else "")
    return Row(
        (
            capital(knocked_out(each.arm)),
            str(each.pairs),
            str(len(each.falls)),
            str(len(each.rises)),
            words or "none",
        )
    )


def unbroken(name: str) -> str:
    """A name that is not broken at its hyphens at the end of a line."""
    return name.replace("-", "\u2011")


def fall_words(fall: Fall) -> str:
    """A finding's change in a few words."""
    return f"{fall.finding.id} {points_within(fall.change)}{'*' if fall.p < FIRM else ''}"


def compared_section(results: Results, others: Sequence[Against]) -> Section:
    """Every arm against the base: what stands otherwise in it, which findings change, and which numbers move most."""
    if not others:
        return Section("arms", "Arm against arm")
    how = (
        f"Each arm is set against “{results.base.name}” over the seeds that both have run, pair by pair, so that what a seed"
        " brings to both arms cancels out. Differences of numbers stand with their 95% interval by"
        f" {NUMBERS_BY}; differences of shares of runs with theirs by {SHARES_BY}. A difference is called clear when its interval leaves"
        " nought out; of shares, when McNemar’s exact probability is below 5% as well."
    )
    parts = tuple(
        arm_part(results, each, number, len(others) > MOST_OPEN) for number, each in enumerate(others, 1)
    )
    blocks = (Paragraph((say(how, basis="method"),)), overview(results, others))
    return Section("arms", "Arm against arm", blocks, parts)


def overview(results: Results, others: Sequence[Against]) -> Table:
    """A row an arm: how many findings count, fall and rise in it, and which numbers move most for their spread."""
    baselines = bool(results.baseline("random") and results.baseline("silent"))
    heads = (("Pairs", "of runs"), ("Count", "findings"), ("Fall", "findings"), ("Rise", "findings"))
    columns = (
        Column("Arm"),
        *(Column(head, unit, True) for head, unit in heads),
        Column("What moves most (95% interval)"),
    )
    rows = [
        Row(
            (
                results.base.name,
                "–",
                counted(results, results.base.name, baselines),
                "–",
                "–",
                "the arm that all are set against",
            )
        )
    ]
    for each in others:
        moves = [
            f"{results.named(m.key).title} {change_within(m.change, results.named(m.key))}"
            for m in each.numbers[:3]
            if m.change.clear
        ]
        rows.append(
            Row((
                each.arm.name, str(each.pairs), "–" if each.arm.baseline else counted(results, each.arm.name, baselines),
                str(len(each.falls)), str(len(each.rises)), "; ".join(moves) or "nothing clearly",
            ))
        )  # fmt: skip
    return Table(f"Arms against {results.base.name}", columns, tuple(rows))


def counted(results: Results, name: str, baselines: bool) -> str:
    """How many findings count in an arm; a dash without baselines to tell."""
    return str(counting(standings(results, name))[0]) if baselines else "–"


def arm_part(results: Results, each: Against, place: int, folded: bool) -> Section:
    """One arm against the base; when there are many arms, all but its sentences is folded away."""
    base, name = results.base.name, each.arm.name
    what = each.arm.about or arm_words(each.arm)
    pairs = f"{count(each.pairs, 'pair')} of runs"
    played = "" if each.arm.about else f"; played by {who_plays(each.arm)}"
    said = [f"{capital(what.rstrip('.'))}{played} ({pairs})."]
    if not each.pairs:
        said.append("No seed has been run in both arms yet.")
        return Section(f"arm-{place}", name, (Paragraph(sentences(said)),))
    clear = [m for m in each.numbers if m.change.clear]
    moves = f"{count(len(clear), 'number')} of {len(each.numbers)} {'moves' if len(clear) == 1 else 'move'} clearly"
    said.append(
        f"Against “{base}”, {do(len(each.falls), 'finding', 'fall')} and {do(len(each.rises), 'finding', 'rise')}; {moves}."
    )
    said += counting_words(results, each)
    shown: list[Block] = []
    changed = [*each.falls, *reversed(each.rises)]
    if changed and not each.arm.baseline:
        shown.append(changes_figure(each, changed[:MOST_DRAWN], base))
    if clear:
        caption = f"What moves most in {name}, for its spread"
        shown.append(numbers_table(results, clear[:MOST_NUMBERS], caption, name))
    every = [numbers_table(results, each.numbers, f"Every number of {name}", name)]
    every += [findings_table(each)] if each.findings else []
    fold = Fold(f"All findings and numbers of {name} against {base}", (*(shown if folded else ()), *every))
    return Section(f"arm-{place}", name, (Paragraph(sentences(said)), *(() if folded else shown), fold))


def counting_words(results: Results, each: Against) -> list[str]:
    """How many findings would count if this arm were the base, where there are baselines to tell."""
    if each.arm.baseline or not (results.baseline("random") and results.baseline("silent")):
        return []
    here, there = (counting(standings(results, name)) for name in (each.arm.name, results.base.name))
    shares = [percent(number / of if of else 0.0) for number, of in (here, there)]
    return [
        f"{here[0]} of {here[1]} findings count here ({shares[0]}), {there[0]} in {results.base.name} ({shares[1]})."
    ]


def do(number: int, one: str, verb: str) -> str:
    """So many things that do something: "one finding falls", "no findings rise"."""
    return f"{count(number, one)} {verb}{'s' if number == 1 else ''}"


def sentences(said: Sequence[str]) -> tuple[Sentence, ...]:
    """Sentences of method."""
    return tuple(say(words, basis="method") for words in said)


def changes_figure(each: Against, changed: Sequence[Fall], base: str) -> Figure:
    """The findings whose share of runs changes clearly, each with its interval."""
    rows = [
        (
            f"{f.finding.id}  {clip(f.finding.statement, 62, quoted=False)}",
            100 * f.change.low,
            100 * f.change.change,
            100 * f.change.high,
        )
        for f in changed
    ]
    far = max(changed, key=lambda f: (abs(f.change.change), f.finding.id))
    said = (
        f"“{clip(far.finding.statement, 90)}” changes most, from {percent(far.change.there)} to {percent(far.change.here)} of runs"
        f" ({points_within(far.change)} points)."
    )
    columns = (Column("Finding"), Column(capital(base), "% of runs", True), Column(capital(each.arm.name), "% of runs", True),
               Column("Difference", "points, 95% interval", True))  # fmt: skip
    rest = tuple(
        Row(
            (
                f"{f.finding.id}: {f.finding.statement}",
                percent(f.change.there),
                percent(f.change.here),
                points_within(f.change),
            )
        )
        for f in changed
    )
    title = f"Findings that change clearly in {each.arm.name}"
    return Figure(
        title,
        said,
        "points of the share of runs",
        f"the runs of this lab, {each.pairs} pairs",
        fall_spec(rows, f"points, {each.arm.name} less {base}"),
        Table(title, columns, rest),
    )


def numbers_table(results: Results, told: Sequence[Moved], caption: str, name: str) -> Table:
    """Numbers of an arm beside the base's, with the paired difference."""
    columns = (
        Column("Measure"), Column("Unit"), Column(capital(results.base.name), "mean", True), Column(capital(name), "mean", True),
        Column("Difference", "95% interval", True),
    )  # fmt: skip
    rows = []
    for each in told:
        what = results.named(each.key)
        there, here = number(each.change.there, what), number(each.change.here, what)
        rows.append(Row((what.title, what.unit or "–", there, here, change_within(each.change, what))))
    return Table(caption, columns, tuple(rows))


def findings_table(each: Against) -> Table:
    """Every computable finding of an arm beside the base."""
    columns = (Column("Finding"), Column("What was reported"), Column("Base", "% of runs", True), Column("Arm", "% of runs", True),
               Column("Difference", "points, 95% interval", True))  # fmt: skip
    rows = tuple(
        Row((f.finding.id, f.finding.statement, percent(f.change.there), percent(f.change.here), points_within(f.change)))
        for f in each.findings
    )  # fmt: skip
    return Table(f"Every finding of {each.arm.name} that a run can tell", columns, rows)
