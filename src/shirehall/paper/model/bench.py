"""A proposed way of working on the bench: what was expected of it, and what the runs show."""

from __future__ import annotations

import numpy as np

from shirehall.economy.figures import MEASURES
from shirehall.economy.futures import Floats
from shirehall.paper.model.told import Told, in_tenths, ranged, sureness
from shirehall.paper.prose import capital, listed, say, sentence_case
from shirehall.paper.tree import Block, Column, Paragraph, Row, Section, Table
from shirehall.patch.proposals import Attached, Expected

MOST_RUNS, FEW_RUNS = 0.65, 0.35
"""The shares of runs from which an expectation counts as borne out in most of them, and up to which as not borne out."""


def benches(told: Told) -> Section:
    """A part for each proposal that was tried."""
    parts = tuple(bench(told, name, each) for name, each in told.proposals.items() if name in told.shown)
    return Section("bench", "What was proposed, and how it did on the bench", (), parts)


def bench(told: Told, name: str, tried: Attached) -> Section:
    """One proposal: what it is, what differs, and what was expected beside what came."""
    given = tried.proposal
    changed = [*tried.tables, *(["its own levers"] if tried.levers else [])]
    said = (
        say(sentence_case(given.proposed), basis="given"),
        say(f"It is proposed by {given.by}.", basis="given"),
        say(f"What one wishes to know: {sentence_case(given.question)}", basis="given"),
        say(
            f"It was lived in the same county, by the same people, with {listed(changed)} in place of the pack's.",
            basis="method",
        ),
    )
    blocks: list[Block] = [Paragraph(said)]
    rows = tuple(expected_row(told, name, each) for each in given.expects)
    if rows:
        heads = ("What was expected", "Why", "What might change", "In the runs", "Came as expected")
        note = "A bench shows what might come of it in this county under these assumptions; a roll-out meets others."
        blocks.append(
            Table("What was expected, and what the runs show", tuple(Column(h) for h in heads), rows, note)
        )
    else:
        blocks.append(Paragraph((say("Nothing was said of what is expected of it.", basis="method"),)))
    return Section(f"bench-{len(told.shown)}-{told.shown.index(name)}", given.title, tuple(blocks))


def expected_row(told: Told, name: str, each: Expected) -> Row:
    """One expectation beside what came of it."""
    what = MEASURES[each.measure]
    where = "" if each.of == "county" else f" ({told.name(each.of)})"
    hoped = f"{what.title}{where}: {each.goes}"
    if each.of not in told.asked.futures[name].subjects(each.measure):
        return Row((hoped, sentence_case(each.why), "–", "–", "The county model gives no such figure"))
    changes = told.changes(name, each.measure, each.of)
    known = changes[~np.isnan(changes)]
    if not len(known):
        return Row((hoped, sentence_case(each.why), "–", "–", "No run gives the figure"))
    low, middle, high = (float(np.quantile(known, share)) for share in (0.1, 0.5, 0.9))
    unit = "" if what.unit == "£" else " points" if what.unit == "%" else f" {what.unit}"
    change = f"{ranged(each.measure, middle, low, high, signed=True)}{unit}"
    met = borne_out(each, known, 10**-what.decimals / 2)
    return Row(
        (
            hoped,
            sentence_case(each.why),
            change,
            capital(sureness(changes, each.measure)),
            verdict(met, len(known)),
        )
    )


def borne_out(each: Expected, known: Floats, small: float) -> int:
    """In how many runs it came as expected; a change too small to be written is none."""
    if each.goes == "the same":
        return int((abs(known) <= small).sum())
    return int((known > small).sum() if each.goes == "more" else (known < -small).sum())


def verdict(met: int, of: int) -> str:
    """Whether it came as expected, by how many runs show it."""
    share = met / of
    word = "yes" if share >= MOST_RUNS else "no" if share <= FEW_RUNS else "either way"
    return f"{capital(word)}: {met} of {of} runs ({in_tenths(met, of)})"
