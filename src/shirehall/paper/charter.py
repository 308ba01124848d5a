"""The charter answered: its aims, its questions, its rival explanations, and the findings of the published exercise."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from shirehall.economy.figures import MEASURES as COUNTY
from shirehall.paper.answers import measured
from shirehall.paper.fates import fates, fates_said
from shirehall.paper.prose import capital, count, listed, more, points, say, sentence_case, spread, were
from shirehall.paper.reader import Reader
from shirehall.paper.tree import (
    Block,
    Column,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from shirehall.study.findings import Judgement
from shirehall.study.measures import measures

COMPARED = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "!=": "other than"}
BESIDE = {">": "more than the other", "<": "less than the other", ">=": "as much as the other or more"}
FATE = {"held": "held", "not held": "did not hold", "cannot tell": "could not be told"}
MONTHS = ("month-of-first", "first-joint-meeting-month")
MONTHS_NEVER = {"none all round": True, "they never all met": True}
"""How the study says that something never came about, for which its measures give the month after the last."""

SORTS = ("inject", "rule question", "rule", "fact", "figure", "measure", "finding")


def charter(reader: Reader) -> Section:
    """Why the day was held, and what it has to say to that."""
    given = reader.telling.patch.charter
    rows = reader.rows("charter-answers")
    intro = Paragraph(
        (
            say(f"The puzzle behind the day is this: {given.puzzle}", basis="given"),
            say(
                "Each question of the charter is taken in turn with what speaks to it in this play. The"
                " answer is for those who read it and those who played.",
                basis="method",
            ),
        )
    )
    parts = [Section("charter-aims", "The aims", tuple(aims(reader)))]
    said: set[str] = set()
    parts += [
        question(reader, q.id, q.text, [(r, e) for r, e in rows if r["question"] == q.id], said)
        for q in given.questions
    ]
    parts.append(Section("charter-explanations", "Rival explanations, side by side", explanations(reader)))
    parts.append(Section("charter-bounds", "What is taken as given, and what lies outside", bounds(reader)))
    return Section("charter", "The charter's questions", (intro,), tuple(parts))


def aims(reader: Reader) -> list[Block]:
    """Each aim, and what in this report answers it."""
    acts = reader.telling.acts
    people = [e for e in acts if reader.telling.filled_by(e.seat) == "person"]
    kinds = len({e.kind for e in acts})
    seen = say(
        f"To the wish to see behaviour, the record gives {len(acts):,} acts of {count(kinds, 'sort')},"
        " gathered under the themes.",
        [e.seq for e in acts] or [reader.end],
        "derived",
    )
    if people:
        learnt = say(
            f"To the wish to learn, {len(people):,} of these acts were people's own; what they took from it"
            " is theirs to say, and no feedback has been read for this report.",
            [e.seq for e in people],
            "derived",
        )
    else:
        learnt = say(
            "To the wish to let people learn, this play gives nothing yet, since no person sat in any seat;"
            " it shows what a day might put before them.",
            [reader.end],
            "derived",
        )
    return [
        ListBlock(
            tuple(say(aim, basis="given") for aim in reader.telling.patch.charter.aims),
            "The charter names these aims:",
            ordered=True,
        ),
        Paragraph((seen, learnt)),
    ]


def question(
    reader: Reader,
    number: str,
    text: str,
    rows: list[tuple[dict[str, Any], tuple[int, ...]]],
    before: set[str],
) -> Section:
    """One question: what was seen in a few sentences, then everything that speaks to it in a table.

    `before` gathers what was said under the questions before, so that a measure of several is told once; the table has it each time.
    """
    every = [sentence for sentence in speaking(reader, rows) if sentence is not None]
    said = [sentence for sentence in every if sentence.text not in before] or every[:1]
    before.update(sentence.text for sentence in said)
    lines = []
    for row, evidence in rows:
        sort, name = str(row["sort"]), str(row["id"])
        seen = measured(reader, name) if sort in ("figure", "measure") else None
        words = seen.text if seen else happening(reader, sort, name, str(row["what_happened"]))
        lines.append(
            Row(
                (
                    capital(sort),
                    "From the published exercise" if sort == "finding" else title_of(reader, sort, name),
                    words,
                ),
                seen.evidence[:4] if seen else spread(evidence, 4),
            )
        )
    table = Table(
        "What speaks to the question", (Column("Sort"), Column("What"), Column("What was seen")), tuple(lines)
    )
    silent = say("Nothing on the record of this play speaks to it.", [reader.end], "derived")
    blocks: tuple[Block, ...] = (
        Paragraph(tuple(said) or (silent,)),
        Fold(f"All that speaks to it ({len(lines)} lines)", (table,)),
    )
    return Section(f"question-{number}", text, blocks)


def happening(reader: Reader, sort: str, name: str, said: str) -> str:
    """What came of something that speaks to a question: a finding as it was held against the play, all else as the study says it."""
    judged = next((j for j in reader.judged if sort == "finding" and j.finding.id == name), None)
    if judged is None:
        return sentence_case(priced(reader.dated(said)))
    marks = (
        ""
        if judged.value is None
        else f": {reader.dated(f'{value_said(judged)}, where {mark_said(judged)}')} would have borne it out"
    )
    return f"{judged.finding.statement} Here it {FATE[judged.outcome]}{marks}."


def priced(words: str) -> str:
    """Sums of money as a reader writes them, where a figure stands before its unit."""
    words = re.sub(r"(-?)(\d[\d.,]*) £m\b", lambda m: f"{'−' if m[1] else ''}£{m[2]} million", words)
    return re.sub(r"(\d[\d.,]*) £ ", r"£\1 ", words)


def speaking(reader: Reader, rows: list[tuple[dict[str, Any], tuple[int, ...]]]) -> list[Sentence | None]:
    """What speaks to a question, in a few sentences: what was put before the players, what rules came into it, what measures show."""
    by_sort = {sort: [(row, evidence) for row, evidence in rows if row["sort"] == sort] for sort in SORTS}
    said = [injects_on(reader, [str(row["id"]) for row, evidence in by_sort["inject"] if evidence])]
    asked = [seq for _, evidence in by_sort["rule question"] for seq in evidence]
    if by_sort["rule question"]:
        live = sum(str(row["what_happened"]).startswith("Asked ") for row, _ in by_sort["rule question"])
        near = sum(bool(evidence) for _, evidence in by_sort["rule question"]) - live
        left = len(by_sort["rule question"])
        one = (
            "The one question about the rules that the pack leaves open here was"
            f" {'asked' if live else 'not asked as such'}"
        )
        many = (
            f"Of {count(left, 'question')} about the rules that the pack leaves open here, {were(live)}"
            " asked as such"
        )
        beside = (
            ""
            if not near
            else f", though the {'rule' if near == 1 else 'rules'} behind"
            f" {'it' if left == 1 else count(near, 'of them', 'of them')} came up in other questions"
        )
        said.append(say(f"{one if left == 1 else many}{beside}.", asked or [reader.end], "derived"))
    touched = [(row, evidence) for row, evidence in by_sort["rule"] if evidence]
    if touched:
        words = (
            f"{capital(count(len(touched), 'rule'))} that {'bears' if len(touched) == 1 else 'bear'} on it"
            " came up in a refusal, a question or a ruling"
        )
        said.append(
            say(
                f"{words}, such as this: “{title_of(reader, 'rule', str(touched[0][0]['id']))}”",
                [seq for _, e in touched for seq in e],
                "derived",
            )
        )
    names = [str(row["id"]) for sort in ("measure", "figure") for row, _ in by_sort[sort]]
    return [*said, *(measured(reader, name) for name in names)]


def injects_on(reader: Reader, names: list[str]) -> Sentence | None:
    """How those reached by some injects reacted, taken together."""
    found = [(row, evidence) for row, evidence in reader.rows("inject-reactions") if row["inject"] in names]
    if not found:
        return None
    titles = list(dict.fromkeys(f"“{row['title']}”" for row, _ in found))
    shown = listed(titles[:3] + ([more(len(titles) - 3)] if len(titles) > 3 else []))
    came = fates_said(fates((str(row["reaction"]), str(row["link"])) for row, _ in found))
    return say(f"{shown} put it before the players; {came}.", [seq for _, e in found for seq in e], "derived")


def title_of(reader: Reader, sort: str, name: str) -> str:
    """What a fact, inject, rule, measure or finding is called where it is shown."""
    patch = reader.telling.patch
    if sort == "inject":
        return next((i.title for i in patch.injects if i.id == name), name)
    if sort == "rule":
        return next((r.text for r in patch.rules.rules if r.id == name), name)
    if sort == "rule question":
        return next((q.text for q in patch.rules.questions if q.id == name), name)
    if sort == "figure":
        return COUNTY[name].title if name in COUNTY else name
    if sort == "measure":
        return measures()[name].title if name in measures() else name
    if sort == "fact":
        note = next((f.note for f in patch.facts if f.key == name), "")
        for fact in patch.facts:
            note = note.replace(fact.key, titled(reader, fact.key))
        return f"{titled(reader, name)}{f' ({reader.without_ids(note)})' if note else ''}"
    return name


def titled(reader: Reader, key: str) -> str:
    """A fact's key as words: whom it is about, and what it gives."""
    about, _, what = key.partition(".")
    name = capital(reader.name(about))
    return f"{name}: {what.replace('-', ' ').replace('.', ', ')}" if what else name.replace("-", " ")


def explanations(reader: Reader) -> tuple[Block, ...]:
    """Each rival explanation with its measure, how it reads, and what narrower readings by the same measure give."""
    judged = {j.finding.id: j for j in reader.judged}
    rows = []
    for row, evidence in reader.rows("explanations"):
        name = str(row["measure"])
        seen = measured(reader, name)
        related = [
            judged[i]
            for i in str(row["findings_by_that_measure"]).split("; ")
            if i in judged and judged[i].value is not None
        ]
        narrow = (
            " ".join(
                f"{j.finding.statement} ({reader.dated(value_said(j))}: {j.outcome}.)" for j in related[:3]
            )
            or "–"
        )
        title = measures()[name].title if name in measures() else name
        cells = (str(row["text"]), title, str(row["reads"]), seen.text if seen else "–", narrow)
        rows.append(
            Row(
                cells,
                spread(
                    tuple(
                        sorted(
                            {
                                *(seen.evidence if seen else evidence),
                                *(s for j in related[:3] for s in j.evidence),
                            }
                        )
                    ),
                    5,
                ),
            )
        )
    columns = (
        Column("Explanation"),
        Column("Its measure"),
        Column("How it reads"),
        Column("Over all organisations"),
        Column("Narrower, as in published findings"),
    )
    note = Note(
        "No verdict",
        (
            say(
                "These explanations stand side by side. One play, and a play by scripts above all, settles"
                " none of them; where a measure speaks for one, it may speak for another as well.",
                basis="method",
            ),
        ),
    )
    return (note, Table("Rival explanations of the puzzle, weighed side by side", columns, tuple(rows)))


def value_said(judged: Judgement) -> str:
    """A finding's value in the unit of its measure."""
    value = judged.value
    if value is None:
        return "–"
    return in_unit(judged, value)


def mark_said(judged: Judgement) -> str:
    """What a finding's value was compared with, in words: "at least 3 acts", "less than 40%"."""
    compare = judged.finding.compare
    if compare is None:
        return "–"
    if compare.value == 0 and differs(judged):
        return BESIDE.get(compare.op, "as much as the other")
    number = in_unit(judged, compare.value)
    if judged.finding.measure in MONTHS:
        return f"{number}{' or later' if compare.op == '>=' else ' or earlier' if compare.op == '<=' else ''}"
    return number if compare.op == "==" else f"{COMPARED.get(compare.op, compare.op)} {number}"


def differs(judged: Judgement) -> bool:
    """Whether a finding's value is one number less another."""
    return any(word in judged.why.split() for word in ("less", "Change", "change")) or " half, " in judged.why


def why_said(reader: Reader, judged: Judgement) -> str:
    """How a finding's value came about, with shares in per cent and counts without decimals."""
    why = re.sub(r"\b(\d)\.(\d{2,4})\b", lambda m: f"{100 * float(m[0]):.0f}%", judged.why)
    why = re.sub(r"\b(\d+)\.0\b", r"\1", why)
    why = re.sub(r"^([\d,.%]+) less ([\d,.%]+) of the other$", r"\1 here, \2 for the other", why)
    why = re.sub(r"\b1 (\w+)s(?=[.,;]|$)", r"1 \1", why)
    steps = why.split(", ")
    if len(steps) > 8:
        why = f"{steps[0]}, {steps[1]} and {more(len(steps) - 3)}; last, {steps[-1]}"
    return sentence_case(reader.dated(capital(why) or "–"))


def in_unit(judged: Judgement, value: float) -> str:
    """A number in the unit of a finding's measure, as a reader would write it."""
    measure, filters = judged.finding.measure, judged.finding.filters
    unit = measures()[measure].unit if measure in measures() else ""
    one, other = [*unit.split(" or "), ""][:2]
    compare = judged.finding.compare
    if other == "ratio" and compare is not None and compare.value % 1:
        return f"a ratio of {value:.2f}"
    if unit == "share" or (other in ("share", "ratio") and filters.get("read") in ("share", "ratio")):
        return points(value) if value < 0 or differs(judged) else f"{100 * value:.0f}%"
    if measure in MONTHS:
        last = MONTHS_NEVER.get(judged.why)
        return "never" if last and value == judged.value else f"month {value:g}"
    figure = f"{value:.1f}".removesuffix(".0").replace("-", "−")
    if one == "rank":
        return f"rank {figure}"
    return f"{figure} {one.removesuffix('s') if figure == '1' else one}".strip()


def bounds(reader: Reader) -> tuple[Block, ...]:
    """What the day takes as given, and what it does not ask."""
    given = reader.telling.patch.charter
    return (
        ListBlock(
            tuple(say(sentence_case(line), basis="given") for line in given.taken_as_given),
            "Taken as given, and not judged here:",
        ),
        ListBlock(
            tuple(say(sentence_case(line), basis="given") for line in given.out_of_scope),
            "Outside the day's scope:",
        ),
    )


def published(reader: Reader) -> Section:
    """The findings of the published exercise, held against this play."""
    judged = reader.judged
    counted = Counter(j.outcome for j in judged)
    warning = Note(
        "Read this with care",
        (
            say(
                "A finding that held came about in this one play; that it must come about is not shown, and"
                " that it did not is no refutation.",
                basis="method",
            ),
            say(
                "Where seats are scripted, what held may have been carried in by how the scripts were made."
                " Scripts are written without sight of the findings, and even so one scripted play proves"
                " nothing.",
                basis="method",
            ),
        ),
    )
    said = say(
        f"Of {len(judged)} findings restated as measures, {counted['held']} held in this play,"
        f" {counted['not held']} did not, and {counted['cannot tell']} could not be told from it.",
        [seq for j in judged for seq in j.evidence] or [reader.end],
        "derived",
    )
    columns = (
        Column("Published finding"),
        Column("Here"),
        Column("Measured", "", True),
        Column("What would bear it out"),
        Column("How it came about"),
        Column("What may be owed to the design"),
    )
    blocks: list[Block] = [warning, Paragraph((said,))]
    for outcome_, title in (
        ("held", "Findings that held in this play"),
        ("not held", "Findings that did not hold in this play"),
        ("cannot tell", "Findings that this play cannot tell"),
    ):
        rows = tuple(finding_row(reader, j) for j in judged if j.outcome == outcome_)
        if rows:
            blocks.append(Fold(f"{title} ({len(rows)})", (Table(title, columns, rows),)))
    return Section("published", "Beside the published exercise", tuple(blocks))


def finding_row(reader: Reader, judged: Judgement) -> Row:
    """One finding."""
    value = value_said(judged)
    origin = "" if judged.finding.strength == "explicit" else " (inferred)"
    cells = (
        judged.finding.statement + origin,
        judged.outcome,
        reader.dated(value),
        reader.dated(mark_said(judged)),
        why_said(reader, judged),
        judged.finding.artefact_risk or "–",
    )
    return Row(cells, spread(judged.evidence, 4))
