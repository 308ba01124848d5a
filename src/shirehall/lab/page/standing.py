"""What was reported, and in how many runs it held: the section of the lab's page, and the whole document of `shirehall findings`."""

from __future__ import annotations

from collections.abc import Sequence

from shirehall.lab.held import AHEAD, VERDICTS, Against, Standing, Verdict, takes_away
from shirehall.lab.page.pictures import half_said, held_chart
from shirehall.lab.page.words import (
    NOTICE,
    came_out,
    mark_of,
    measured,
    percent,
    share_within,
    share_words,
)
from shirehall.paper.prose import capital, count, listed, say
from shirehall.paper.tree import Block, Column, Document, Paragraph, Row, Section, Table
from shirehall.patch.pack import Patch

HEADS: dict[Verdict, str] = {
    "counts": "What counts",
    "no better than chance": "What holds, and holds for a random or a silent player too",
    "does not hold": "What does not hold",
    "no baseline": "What holds, with no baseline to set it against",
    "designed in": "What the pack designs in",
    "not computable": "What such runs cannot tell",
}
SHARES = (
    Column("Value", "median", True),
    Column("Share of runs", "95% interval", True),
    Column("Random", "% of runs", True),
    Column("Silent", "% of runs", True),
)


def with_verdict(told: Sequence[Standing], verdict: Verdict) -> list[Standing]:
    """Those with a verdict, those that hold in most runs first."""
    found = [each for each in told if each.verdict == verdict]
    return sorted(found, key=lambda s: (-(s.here.share if s.here else 0.0), s.finding.id))


def held_section(told: Sequence[Standing], others: Sequence[Against] = ()) -> Section:
    """In how many runs each finding held, by where it stands under the rule of counting."""
    counted = [s for s in told if s.computable and not s.designed_in]
    parts = [part(told, verdict, others) for verdict in VERDICTS if with_verdict(told, verdict)]
    parts += [stricter(told)] if any(s.first for s in told) else []
    blocks: list[Block] = [Paragraph(tuple(say(words, basis="method") for words in summed_up(told)))]
    blocks.append(Paragraph((say(RULE, basis="method"),), "The rule of counting."))
    shown = [s for s in counted if s.here is not None]
    if shown:
        blocks.append(held_chart("In what share of runs each finding held", shown))
    return Section("held", "What held, and in how many runs", tuple(blocks), tuple(parts))


RULE = (
    f"A finding counts when it holds in at least {half_said()} of the runs and in at least {100 * AHEAD:.0f} points more of them"
    " than of the random player’s and of the silent player’s. What an input of the pack produces by itself, and what the record of a"
    " run that nobody watched cannot tell, is left out and listed. A run that lacks what a finding is about is a run in which it does"
    " not hold."
)


def summed_up(told: Sequence[Standing]) -> list[str]:
    """How many findings there are of each sort, in sentences."""
    counted = [s for s in told if s.computable and not s.designed_in]
    many = {verdict: len(with_verdict(told, verdict)) for verdict in VERDICTS}
    said = [
        f"The pack holds {count(len(told), 'finding')}, each restated from what a published exercise reported as a general measure"
        " with a mark."
    ]
    if not counted:
        return [*said, "None of them can be held against these runs."]
    baseline = many["no baseline"] == 0 or many["counts"] > 0
    said.append(
        f"Of the {len(counted)} findings that these runs can tell and no input designs in, {many['counts']} count"
        f" ({percent(many['counts'] / len(counted))})."
        if baseline
        else f"Of the {len(counted)} findings that these runs can tell and no input designs in, {many['no baseline']} hold in at least"
        f" {half_said()} of the runs; no random and silent runs stand beside them, so that none can count."
    )
    rest = [
        f"{many['no better than chance']} hold as often without reasons"
        if many["no better than chance"]
        else "",
        f"{many['does not hold']} do not hold in half the runs" if many["does not hold"] else "",
    ]
    rest = [each for each in rest if each]
    if rest and baseline:
        said.append(f"Of the others, {listed(rest)}.")
    left = [
        f"{many['designed in']} are designed in" if many["designed in"] else "",
        f"{many['not computable']} cannot be told from such a run" if many["not computable"] else "",
    ]
    left = [each for each in left if each]
    if left:
        said.append(f"Left out of the count: {listed(left)}.")
    return said


def part(told: Sequence[Standing], verdict: Verdict, others: Sequence[Against]) -> Section:
    """The findings of one verdict in a table."""
    found = with_verdict(told, verdict)
    caption = f"{HEADS[verdict]}: {count(len(found), 'finding')}"
    first = (Column("Finding"), Column("What was reported"))
    columns: tuple[Column, ...]
    if verdict == "not computable":
        columns = (*first, Column("Why it cannot be told"))
        rows = [Row((s.finding.id, s.finding.statement, capital(s.why))) for s in found]
    elif verdict == "designed in":
        columns = (*first, Column("What produces it"), SHARES[1], Column("Without it"))
        rows = [
            Row((s.finding.id, s.finding.statement, capital(s.why), share_within(s.here), taken_away(s, others))) for s in found
        ]  # fmt: skip
    else:
        columns = (*first, *SHARES, Column("How it is measured"))
        rows = [
            Row((
                s.finding.id, s.finding.statement, came_out(s), share_within(s.here), share_words(s.random), share_words(s.silent),
                measured(s.finding),
            ))
            for s in found
        ]  # fmt: skip
    return Section(
        f"held-{verdict.replace(' ', '-')}",
        HEADS[verdict],
        (Paragraph((say(VERDICTS[verdict], basis="method"),)), Table(caption, columns, tuple(rows))),
    )


def stricter(told: Sequence[Standing]) -> Section:
    """The findings whose mark is stricter than it was first put, with their shares under both."""
    first, used = (Column(f"Under the {which}", "% of runs", True) for which in ("first", "one used"))
    heads = ("Finding", "What was reported", "First mark", "Mark used")
    columns = (*(Column(head) for head in heads), first, used)
    rows = tuple(
        Row((
            s.finding.id, s.finding.statement, mark_of(s.finding.digest_mark), mark_of(s.finding.compare), share_words(s.first),
            share_words(s.here),
        ))
        for s in told
        if s.first and s.finding.digest_mark and s.finding.compare
    )  # fmt: skip
    said = "A mark may be made stricter than it was first put to the report, never looser; conditions were added to some findings too."
    table = Table("Findings whose mark was made stricter", columns, rows)
    return Section("held-stricter", "Marks made stricter", (Paragraph((say(said, basis="method"),)), table))


def taken_away(standing: Standing, others: Sequence[Against]) -> str:
    """How often a designed-in finding holds in the arms that take away what designs it in."""
    found = [
        f"{each.arm.name}: {percent(fall.change.here)} of runs, from {percent(fall.change.there)}"
        for each in others
        for fall in each.findings
        if fall.finding.id == standing.finding.id and takes_away(each.arm, standing.finding)
    ]
    return "; ".join(found) or "–"


# ---- the document of the command --------------------------------------------------------------------------------


def findings_document(
    told: Sequence[Standing], patch: Patch, about: tuple[tuple[str, str], ...], notice: str = ""
) -> Document:
    """The table of findings after many runs, or of one record, as a document of its own; `notice` is that of the lab."""
    one = all(s.here is None and s.random is None and s.silent is None for s in told) and any(
        s.outcome for s in told
    )
    return Document(
        title=f"{patch.head.title}: what was reported, and what came out",
        subtitle="One play held against what a published exercise reported."
        if one
        else "Many runs held against what a published exercise reported.",
        notice=ONE_PLAY if one else notice or NOTICE,
        sections=record_sections(told) if one else (held_section(told),),
        about=about,
    )


ONE_PLAY = (
    "That a finding held says that it came about in this play, not that it must. One play is one play: what holds over many is shown by a"
    " lab. It is no forecast of any real place, body or person."
)
OUTCOMES = {
    "held": "What held in this play",
    "not held": "What did not hold",
    "cannot tell": "What this record cannot tell",
}


def record_sections(told: Sequence[Standing]) -> tuple[Section, ...]:
    """The findings of one record, by how they came out."""
    columns = (
        Column("Finding"),
        Column("What was reported"),
        Column("How it is measured"),
        Column("Value", "", True),
        Column("How it came about"),
    )
    sections = []
    for outcome, title in OUTCOMES.items():
        found = [s for s in told if s.outcome == outcome]
        rows = tuple(
            Row((s.finding.id, s.finding.statement, measured(s.finding), came_out(s), capital(s.why) or "–"))
            for s in found
        )
        if rows:
            caption = f"{title}: {count(len(rows), 'finding')}"
            sections.append(Section(outcome.replace(" ", "-"), title, (Table(caption, columns, rows),)))
    return tuple(sections)
