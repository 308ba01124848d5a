"""What was put to the model between two rounds: how specific the agreements were, what stood in for the vague, what it might show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from shirehall.economy.figures import MEASURES
from shirehall.paper.noting import row
from shirehall.paper.prose import capital, count, figure, listed, pounds, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Fold, Paragraph, Section, Sentence, Table
from shirehall.play.record.event import Event
from shirehall.study.modelled import (
    left_out,
    modelled_rows,
    modellings,
    set_rows,
    specificity_rows,
    tipping_rows,
)

MIGHT = "A model's ranges under stated assumptions: what might come, and not what will."
FATES = {
    "modelled": "specific enough to be modelled",
    "stood in for": "too vague, or in terms that the county cannot act on, so that a named set stands in",
    "left out": "vague and about nothing that the set speaks of",
}
"""What is said of agreements by what became of them; others are said as the record has it."""
PART = "between-{}-modelled"


def modelled(reader: Reader, round_id: str) -> Section | None:
    """The step before a round; nothing where the pack has none."""
    telling = reader.telling
    scored = [e for e in telling.events if e.kind == "agreements-scored" and e.body["round"] == round_id]
    if not scored:
        return None
    packets = [e for e in modellings(telling) if e.body["round"] == round_id]
    silent = [e for e in left_out(telling) if e.body["round"] == round_id]
    said = [fates(scored[0])]
    said += [told(reader, packet) for packet in packets] + [say(str(e.body["text"]), [e.seq]) for e in silent]
    blocks: list[Block] = [Paragraph(tuple(said))]
    blocks += [
        Paragraph((say(str(packet.body["sentence"]), [packet.seq]),), "What it might show.")
        for packet in packets
    ]
    blocks += [
        table for table in (agreements(reader, round_id), marks(reader, round_id)) if table is not None
    ]
    blocks += [figures(reader, round_id), stands_in(reader, round_id)]
    title = "What was put to the model" if packets else "How specific the agreements were"
    return Section(
        PART.format(round_id), title, tuple(b for b in blocks if not isinstance(b, Fold) or b.blocks)
    )


def fates(scored: Event) -> Sentence:
    """What became of all agreements of the round before, those included of which the body that is told knows nothing."""
    rows = scored.body["rows"]
    taken = Counter(str(each["taken"]) for each in rows)
    parts = [
        f"{count(n, 'was', 'were')} {FATES.get(fate, fate)}"
        for fate, n in sorted(taken.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    if not rows:
        return say("The round before left no agreement to be scored.", [scored.seq], "derived")
    heads = f"Of {count(len(rows), 'agreement')} of the round before, known to the body that is told or not"
    return say(f"{heads}, {listed(parts)}.", [scored.seq], "derived")


def told(reader: Reader, packet: Event) -> Sentence:
    """To whom the results went."""
    return say(
        f"The results went to {reader.name(packet.organisation)} alone, as one source of evidence.",
        [packet.seq],
    )


def agreements(reader: Reader, round_id: str) -> Fold | None:
    """Every agreement with its score and what became of it."""
    found = specificity_rows(reader.telling)
    rows = [
        row((str(each["agreement"]), str(each["between"]), number(each["score"], 2), capital(str(each["taken"])),
             sentence_case(capital(str(each["why"])))), evidence)
        for each, evidence in zip(found.dicts(), found.evidence, strict=True) if each["round"] == round_id
    ]  # fmt: skip
    columns = (
        Column("Agreement"), Column("Between"), Column("How specific", "0 to 1", True), Column("What became of it"), Column("Why"),
    )  # fmt: skip
    table = Table("How specific each agreement was, and what became of it", columns, tuple(rows))
    return Fold(f"Agreement by agreement ({count(len(rows), 'line')})", (table,)) if rows else None


def marks(reader: Reader, round_id: str) -> Table | None:
    """The marks that a course brings about, takes further or spares: how far on its way, for whom, in how many futures."""
    found = tipping_rows(reader.telling)
    alike: dict[tuple[str, ...], list[str]] = {}
    seqs: set[int] = set()
    for each, evidence in zip(found.dicts(), found.evidence, strict=True):
        if each["round"] == round_id:
            one = (
                str(each["reached"]),
                str(each["sort"]),
                str(each["mark"]),
                f"{each['runs']} of {each['of']}",
                month(each),
            )
            alike.setdefault(one, []).append(reader.subject(str(each["subject"])))
            seqs.update(evidence)
    rows = [
        row((capital(reached), capital(sort), mark, capital(listed(whom)), futures, first), seqs)
        for (reached, sort, mark, futures, first), whom in alike.items()
    ]
    columns = (
        Column("How far"), Column("It"), Column("Mark"), Column("Whom"), Column("Futures"), Column("Month, counted from the opening"),
    )  # fmt: skip
    return Table("Marks that might be passed or spared", columns, tuple(rows), MIGHT) if rows else None


def month(each: Mapping[str, Any]) -> str:
    """The month in which a mark is first passed, with its range."""
    if each["month"] is None:
        return "–"
    return f"{each['month']:g} ({each['month_low']:g} to {each['month_high']:g})"


def figures(reader: Reader, round_id: str) -> Fold:
    """What the model shows of each figure under each course, with its range and its difference from the first course."""
    found = modelled_rows(reader.telling)
    rows = [
        row(figure_row(reader, each), evidence)
        for each, evidence in zip(found.dicts(), found.evidence, strict=True)
        if each["round"] == round_id and each["group"] == "all"
    ]
    columns = (
        Column("Course"), Column("Figure"), Column("Of whom"), Column("Unit"), Column("Median (low to high)"),
        Column("Difference from the first course"),
    )  # fmt: skip
    table = Table("What the model shows under each course", columns, tuple(rows), MIGHT)
    return Fold(f"Every figure under every course ({count(len(rows), 'line')})", (table,) if rows else ())


def figure_row(reader: Reader, each: Mapping[str, Any]) -> tuple[str, ...]:
    """One figure under one course."""
    what = MEASURES.get(str(each["measure"]))
    title = what.title if what else capital(str(each["measure"]).replace("-", " "))
    whom = capital(reader.subject(str(each["subject"])))
    decimals = what.decimals if what else 1
    change = (
        ranged(each, "change", decimals)
        if each["change"] or each["change_low"] or each["change_high"]
        else "–"
    )
    return capital(str(each["course"])), title, whom, str(each["unit"]), ranged(each, "", decimals), change


def ranged(each: Mapping[str, Any], name: str, decimals: int) -> str:
    """A number with its range, in words; a dash where there is none."""
    middle, low, high = (("median", "low", "high"), ("change", "change_low", "change_high"))[bool(name)]
    if each[middle] is None:
        return "–"
    shown = [
        pounds(each[part]) if each["unit"] == "£" else number(each[part], decimals)
        for part in (middle, low, high)
    ]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def number(value: Any, decimals: int) -> str:
    """A number as a cell shows it."""
    return "–" if value is None else figure(float(value), decimals)


def stands_in(reader: Reader, round_id: str) -> Fold:
    """The named set of assumptions that stands in for what was vague, entry by entry, with where each is from."""
    found = set_rows(reader.telling)
    rows, name = [], ""
    for each, evidence in zip(found.dicts(), found.evidence, strict=True):
        if each["round"] == round_id:
            name = f"{each['set']}, version {each['version']}. {sentence_case(str(each['citation']))}"
            span = (
                f"{number(each['share_percent'], 0)} ({number(each['low'], 0)} to {number(each['high'], 0)})"
            )
            cells = (str(each["activity"]).replace("-", " "), str(each["setting"]).replace("-", " "), span, str(each["months"]),
                     str(each["from"]), str(each["source"]))  # fmt: skip
            rows.append(row((capital(cells[0]), *cells[1:]), evidence))
    columns = (
        Column("Activity"), Column("Where it might go"), Column("Share of it, % (low to high)"), Column("Over months", "", True),
        Column("From"), Column("Source"),
    )  # fmt: skip
    table = Table("The assumptions that stand in", columns, tuple(rows), name)
    return Fold(f"The assumptions that stand in ({count(len(rows), 'line')})", (table,) if rows else ())
