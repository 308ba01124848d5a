"""Checks that what one text states no other contradicts, and that briefings tell only what their readers may know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shirehall.errors import PackFault, Place
from shirehall.patch.draft import FACTS, Draft
from shirehall.patch.faults import mend_unknown
from shirehall.patch.model import Fact
from shirehall.patch.prose import Stated, agrees, stated_figures
from shirehall.patch.yamls import texts_of


@dataclass(frozen=True, slots=True)
class Citation:
    """A fact link, and the organisation that reads it (None: everybody; "-": no player's private text)."""

    stated: Stated
    reader: str | None


def citations(draft: Draft) -> Iterator[Citation]:
    """Every fact link of the pack: briefings first, then the texts of its YAML files."""
    for file in draft.briefings:
        reader = file.briefing.organisation if file.briefing is not None else "-"
        for stated in stated_figures(file.file, file.body, file.first_line):
            yield Citation(stated, reader)
    for name, source in sorted(draft.yamls.items()):
        if source.broken:
            continue
        for path, text in texts_of(source.data):
            if "](fact:" in text:
                where = source.place(path)
                for stated in stated_figures(name, text):
                    place = Place(name, where.line, where.column, stated.where.value)
                    yield Citation(
                        Stated(stated.key, stated.text, place, stated.value, stated.half_digit), "-"
                    )


def fact_links_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Every fact link names a key of facts.csv."""
    known = draft.column(FACTS, "key")
    for one in citations(draft):
        if known is not None and one.stated.key not in known:
            yield PackFault(
                f"there is no fact `{one.stated.key}`.",
                where=one.stated.where,
                mend=mend_unknown(one.stated.key, known, "add a row to facts.csv"),
            )


def texts_do_not_contradict(draft: Draft) -> Iterator[PackFault]:
    """No text states a fact other than facts.csv does, allowing for rounding; other texts that state it are named."""
    table = draft.tables.get(FACTS)
    if table is None:
        return
    rows = {row.model.key: row for row in table.rows if row.model is not None}
    said: dict[str, list[Stated]] = {}
    for one in citations(draft):
        said.setdefault(one.stated.key, []).append(one.stated)
    for key, all_stated in said.items():
        row = rows.get(key)
        if row is None:
            continue
        fact: Fact = row.model
        sound = [one for one in all_stated if agrees(one, fact.value, fact.unit) and one.value is not None]
        for stated in all_stated:
            if agrees(stated, fact.value, fact.unit):
                continue
            others = f"; {sound[0].where} says {sound[0].text}" if sound else ""
            yield PackFault(
                f"a contradiction: this says {stated.text} of {key}, but "
                f"facts.csv:{row.line} says {fact.value:g} {fact.unit}"
                f"{others}.",
                where=stated.where,
                mend=f"write the figure of facts.csv here, or correct facts.csv and every text that cites {key}.",
            )


def briefings_tell_what_may_be_known(draft: Draft) -> Iterator[PackFault]:
    """A briefing cites only facts known to its organisation (the common one: to all) and known from the start."""
    facts = draft.facts()
    for one in citations(draft):
        fact = facts.get(one.stated.key)
        if fact is None or one.reader == "-":
            continue
        if "all" not in fact.known_to and one.reader not in fact.known_to:
            reader = f"`{one.reader}`" if one.reader else "everybody"
            yield PackFault(
                f"{fact.key} is not known to {reader}, only to {', '.join(fact.known_to) or 'nobody'}.",
                where=one.stated.where,
                mend="take the figure out of this briefing, or let them know it in the column known_to of facts.csv.",
            )
        elif fact.revealed_month > 1:
            yield PackFault(
                f"{fact.key} comes to light only in month {fact.revealed_month}, and "
                f"briefings are read before month 1.",
                where=one.stated.where,
                mend="take the figure out of this briefing, or let it be known earlier in facts.csv.",
            )


def links_state_a_number(draft: Draft) -> Iterator[PackFault]:
    """A fact link's words hold the number, so that it can be compared (a warning)."""
    for one in citations(draft):
        if one.stated.value is None:
            yield PackFault(
                "the words of the fact link hold no number, so nothing can be compared.",
                where=one.stated.where,
                mend="put the figure itself between the square brackets, such as [£30 million](fact:...).",
            )  # fmt: skip
