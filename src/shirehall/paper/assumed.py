"""What was assumed: figures of the pack, terms that nobody stated, and what acted on the county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from shirehall.paper.prose import capital, clip, listed, pounds, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Fold, Paragraph, Row, Section, Table
from shirehall.patch.figures import Figure


def assumed(reader: Reader) -> Section:
    """Everything that is assumed: terms that nobody stated, declared stand-ins for words, every figure of the pack so marked."""
    figures = list(assumed_figures(reader))
    by_sort = Counter(sort for sort, _, _, _ in figures)
    shares = listed([f"{number:,} of {sort}" for sort, number in sorted(by_sort.items())])
    counted = f"{len(figures):,} single figures of the pack are assumed by its authors: {shares}. County tables name their sources."
    blocks: list[Block] = [Paragraph((say(counted, basis="method"),)), levers(reader), *stand_ins(reader)]
    for sort in sorted(by_sort):
        title = f"Assumed figures of {sort}"
        rows = tuple(
            Row((what, value, clip(source, 200) or "pack author"))
            for s, what, value, source in figures
            if s == sort
        )
        table = Table(title, (Column("Figure"), Column("Value"), Column("Source")), rows)
        blocks.append(Fold(f"{title} ({len(rows)})", (table,)))
    return Section("assumed", "What was assumed", tuple(blocks))


def stand_ins(reader: Reader) -> list[Block]:
    """What worded agreements are taken to amount to when nobody rules."""
    rows = tuple(
        Row((sentence_case(a.text), str(a.origin), clip(a.source, 200)))
        for a in reader.telling.patch.assumptions
    )
    columns = (Column("What is taken"), Column("From"), Column("Source"))
    table = Table("Declared assumptions about worded agreements", columns, rows)
    return (
        [Fold(f"What worded agreements are taken to amount to when nobody rules ({len(rows)})", (table,))]
        if rows
        else []
    )


def levers(reader: Reader) -> Block:
    """The terms that acted on the county, with what they rest on."""
    rows = []
    last = reader.telling.last_month
    for row, evidence in reader.rows("assumed-terms"):
        until = (
            reader.month(row["until"])
            if isinstance(row["until"], int) and 1 <= row["until"] <= last
            else "the end"
        )
        start = reader.month(max(1, min(int(row["start"]), last)))
        what = str(row["label"]) or str(row["mechanism"])
        terms = "; ".join(term_said(reader, term) for term in str(row["terms"]).split("; ") if term) or "–"
        rows.append(
            Row(
                (what, str(row["basis"]), str(row["mechanism"]).replace("-", " "), terms, start, until),
                evidence,
            )
        )
    if not rows:
        none = say("No term acted on the county beyond what stood at the start.", [reader.end], "derived")
        return Paragraph((none,))
    heads = ("Term", "Rests on", "Mechanism", "Terms", "From", "Until")
    note = (
        "“Assumed” marks worded agreements that nobody put in terms: a declared assumption stood in for them."
    )
    table = Table(
        "What acted on the county beyond the standing contracts",
        tuple(Column(head) for head in heads),
        tuple(rows),
        note,
    )
    return Fold(f"{table.caption} ({len(rows)} lines)", (table,)) if len(rows) > 12 else table


def term_said(reader: Reader, term: str) -> str:
    """A term of a lever in words: "payer the trust", "£350,000 a month", "change −12"."""
    name, _, value = term.partition(" ")
    words = name.replace("_", " ").replace("-", " ")
    try:
        number = float(value)
    except ValueError:
        return f"{words} {reader.subject(value).replace('-', ' ')}"
    if words.startswith("pounds"):
        return f"{pounds(number)}{words.removeprefix('pounds')}"
    if words.endswith("percent"):
        return f"{words.removesuffix('percent').strip()} {number:g}%".replace("-", "−").strip()
    return f"{words} {number:g}".replace("-", "−")


def assumed_figures(reader: Reader) -> Iterator[tuple[str, str, str, str]]:
    """(sort, what, value, source) of every single figure of the pack whose provenance is assumed."""
    patch = reader.telling.patch
    for fact in patch.facts:
        if str(fact.origin) == "assumed":
            what = fact.key.replace(".", ": ").replace("-", " ")
            yield (
                "facts",
                capital(f"{what} ({fact.note})" if fact.note else what),
                valued(fact.value, fact.unit),
                fact.source,
            )
    parts: list[tuple[str, str, Any]] = [("organisations", body.short, body) for body in patch.organisations]
    parts += [("contracts", contract.title, contract) for contract in patch.contracts]
    parts += [("injects", inject.title, inject) for inject in patch.injects]
    for rule in patch.rules.rules:
        title = rule.id.replace("-", " ")
        parts += [("rules", f"{title}: {reward.concern}", reward) for reward in rule.rewards]
        parts.append(("rules", title, rule.limit))
    parts.append(("settings", "", patch.head))
    for sort, title, part in parts:
        for name, figure in walked(part, ""):
            what = ": ".join(word for word in (title, "" if sort == "contracts" else name) if word)
            yield sort, capital(what), valued(figure.value, figure.unit), figure.source or figure.note


def valued(value: float, unit: str) -> str:
    """A figure with its unit, millions and thousands of millions of pounds in words."""
    sums = {"£m": "million", "£bn": "billion"}
    if unit in sums:
        return f"{'−' if value < 0 else ''}£{abs(value):,g} {sums[unit]}"
    if unit == "%":
        return f"{value:g}%"
    return f"{value:,g} {unit}".replace("-", "−", 1) if value < 0 else f"{value:,g} {unit}"


def walked(value: Any, path: str) -> Iterator[tuple[str, Figure]]:
    """Every assumed figure within a model, with the path to it in words."""
    if isinstance(value, Figure):
        if str(value.origin) == "assumed":
            yield path.replace("_", " ").replace("-", " "), value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walked(getattr(value, name), f"{path}, {name}" if path else name)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walked(item, f"{path}, {name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from walked(item, path)
