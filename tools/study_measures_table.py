#!/usr/bin/env python3
"""Write docs/study-measures.md: each measure of a play that is one number, its unit, meaning and filters. A test compares it."""

from __future__ import annotations

from pathlib import Path

from shirehall.study.measures import every_measure
from shirehall.study.noted import NotedMeasure
from shirehall.study.tables import Measure

PAGE = Path(__file__).resolve().parents[1] / "docs" / "study-measures.md"
HEAD = """# Measures of a play

What a play can be measured by. A measure names no body: filters choose kinds of body, kinds of event, topics, months and so on, so that
the same measure serves any pack. The numbers below are what [findings](findings.md) are compared with. Their evidence is always the
numbers of the events that they rest on. This page is written by `tools/study_measures_table.py` from the code.

A list means any of its values. A measure that finds nothing to measure gives no number. A month that never came is the month after the
last. A record in which no round but the first was opened is the first round throughout; of a round that was not played there is no
number.
"""


FILTERS: tuple[tuple[str, str], ...] = (
    ("`event`", "kinds of event of the catalogue of [moves](moves.md)"),
    ("`from_kind`, `to_kind`, `of_kind`", "kinds of body: who acted, towards whom, of whom it is told"),
    ("`party_kind`, `with_kind`, `without_kind`", "kinds of body that are parties to an agreement; both must be there, the last must not"),
    ("`from_most`, `to_most`, `party_most`", "of those, the one of which the pack states the highest fact of a name, such as turnover"),
    ("`from_least`, `to_least`, `party_least`", "of those, the one of which it states the lowest"),
    ("`asker_kind`, `askee_kind`", "kinds of body that asked, and that were asked"),
    ("`topic`, `words`", "acts or agreements declared to be about a topic; those in whose words a stem begins a word"),
    ("`tier`, `form`, `state`", "agreements by tier, form and any state they were ever in"),
    ("`matter`, `wants`", "business by its kind, such as merger; asks by what they want"),
    ("`rule`, `question`", "rule questions by the rule, or by the pack's question, that they are about"),
    ("`started`, `role`", "`yes` for what began an exchange; the role of the seat"),
    ("`from_month`, `to_month`, `phase`", "a stretch of the year"),
    ("`round`", "one round of the pack, its months counted from one; every measure of the record knows it"),
    ("`over`, `over_kind`, `over_event`", "what a share is taken of: other topics, kinds of body or events"),
    ("`aside`", "filters that are left aside in what a share is taken of"),
    ("`against_kind`, `against_event`", "kinds or events for which the same is worked out and taken off"),
    ("`less_from_kind`, `less_to_kind`", "two other groups, whose contacts are taken off"),
    ("`then_…`", "the second of two things: the same filters, for it"),
    ("`figure`, `below`", "a true figure of the county, and a mark for it"),
    ("`place`, `side`", "`best`, `worst`, `surplus`, `deficit` by that figure; acts by those bodies (`from`) or towards them (`to`)"),
    ("`read: trend`, `rho`", "slope a month; rank correlation with the month"),
    ("`read: second-half-less-first`", "second half less first half"),
    ("`read: late-less-early`, `late-over-early`", "last third less, or over, first third"),
    ("`read: last-phase-less-first`", "last phase of the pack less its first"),
    ("`read: fall-from-before`", "the share lost since the months before the stretch"),
    ("`read: later-round-less-first`, `later-round-over-first`", "the last round less, or over, the first; any measure"),
    ("`read: later-round-of-both`", "the last round out of the first and the last together; any measure"),
    ("`with_topic`, `over_words`", "what an act is about besides; the words that stand in what a share is taken of"),
    ("`each: median`", "the median over agreements"),
    ("`lead_kind`, `buyer_kind`, `late`", "bids by who leads them and who buys, and whether they came late"),
    ("`pairs: other-lead`", "pairs of bids that are led by different kinds of body"),
    ("`fact`", "what the pack states of a body, in £m"),
    ("`read: share`, `min-over-max`", "out of all; the least over the most"),
)  # fmt: skip
"""The filters, and what each keeps."""


def render() -> str:
    """The page."""
    rows = [line(each) for each in every_measure().values() if each.read is not None]
    kept = [f"| {name} | {keeps} |" for name, keeps in FILTERS]
    return (
        "\n".join(
            [
                HEAD,
                "| filter | keeps |",
                "|---|---|",
                *kept,
                "",
                "| measure | unit | meaning | filters |",
                "|---|---|---|---|",
                *rows,
            ]
        )
        + "\n"
    )


def line(each: Measure | NotedMeasure) -> str:
    """One measure's row; those that need the notebook say so."""
    noted = " Needs the notebook." if isinstance(each, NotedMeasure) else ""
    return f"| `{each.name}` | {each.unit} | {each.meaning}{noted} | {', '.join(each.filters) or '–'} |"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
