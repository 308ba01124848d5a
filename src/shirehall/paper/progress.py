"""What a later round did beside what the first did: the same counts of both, and what moved in the county meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shirehall.economy.figures import MEASURES
from shirehall.paper.noting import row
from shirehall.paper.prose import a_share, capital, count, figure, listed, pounds, say
from shirehall.paper.reader import Reader
from shirehall.paper.rounds import name_of, several
from shirehall.paper.tree import Block, Column, Paragraph, Section, Sentence, Table
from shirehall.study.between_rounds import RoundTold
from shirehall.study.demands import demands
from shirehall.study.measures.moving import SHIFT, moved_share
from shirehall.study.measures.plans import signed_off
from shirehall.study.reading import Telling
from shirehall.study.rounds import in_round
from shirehall.study.tables import NO_FILTERS

ONE = "This play has one round, so no later one can be set beside it."
CAUTION = "The rounds have other rules, other bodies and other money, so a difference between them may be owed to any of these."
BOUND = ("signed", "in-force")
WATCHED = (
    "ae-within-4h",
    "rtt-within-18w",
    "bed-occupancy",
    "delayed-days",
    "emergency-admissions",
    "community-contacts",
)
"""Figures of the county that are set beside one another, each when the county gives it for both rounds."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of one round and the events behind it. `said` is how it is written; the number decides which round had more."""

    value: float
    said: str
    seqs: tuple[int, ...]


Count = Callable[[Telling], Counted]
Found = list[tuple[RoundTold, Telling]]
Lines = list[tuple[str, list[Counted]]]


def section(reader: Reader) -> Section:
    """The rounds side by side; a sentence for a record that has one."""
    found = alone(reader)
    if len(found) < 2:
        return Section("progress", "The rounds side by side", (Paragraph((say(ONE, basis="method"),)),))
    rows = lines(found)
    columns = (Column("What was counted"), *(Column(capital(name_of(one)), "", True) for one, _ in found))
    table = Table(
        "The rounds side by side",
        columns,
        tuple(
            row((title, *(one.said for one in each)), [s for one in each for s in one.seqs])
            for title, each in rows
        ),
        CAUTION,
    )
    blocks: list[Block] = [Paragraph(tuple(changed(found, rows))), table]
    figures = county(reader, [one for one, _ in found])
    return Section("progress", "The rounds side by side", (*blocks, *([figures] if figures else [])))


def alone(reader: Reader) -> Found:
    """Each round that was played with the record as it tells of that round alone; nothing of a record that has one round."""
    return [(one, cut) for one in several(reader) if (cut := in_round(reader.telling, one.id)) is not None]


def lines(found: Found) -> Lines:
    """What is counted, for each round; lines that are nought throughout are left out."""
    rows = [(title, [counted(cut) for _, cut in found]) for title, counted in COUNTS.items()]
    return [(title, each) for title, each in rows if any(one.value for one in each)]


def beside_said(reader: Reader) -> list[Sentence]:
    """What the last round had more of than the first, and what less; nothing of a record that has one round."""
    found = alone(reader)
    return changed(found, lines(found)) if len(found) > 1 else []


def changed(found: list[tuple[RoundTold, Telling]], rows: list[tuple[str, list[Counted]]]) -> list[Sentence]:
    """What the last round had more of than the first, and what less."""
    first, last = found[0][0], found[-1][0]
    said = []
    for words, wanted in (("more", 1), ("fewer", -1)):
        these = [
            (t, e)
            for t, e in rows
            if t in COUNTABLE and (e[-1].value > e[0].value) - (e[-1].value < e[0].value) == wanted
        ]
        if these:
            parts = [f"{COUNTABLE[title]} ({each[-1].said}, after {each[0].said})" for title, each in these]
            seqs = [seq for _, each in these for one in (each[0], each[-1]) for seq in one.seqs]
            said.append(
                say(
                    f"{capital(name_of(last))} had {words} of these than {name_of(first)}: {listed(parts)}.",
                    seqs,
                    "derived",
                )
            )
    return said


def numbered(numbers: list[int]) -> Counted:
    """So many events, or things that began with them."""
    return Counted(len(numbers), f"{len(numbers):,}", tuple(numbers))


def acts(telling: Telling) -> Counted:
    """Everything that bodies said and did."""
    return numbered([e.seq for e in telling.acts])


def settling(telling: Telling) -> Counted:
    """The share of acts that settled something."""
    settled = [e.seq for e in telling.acts if telling.settles(e)]
    whole = len(telling.acts)
    return Counted(len(settled) / whole if whole else 0.0, a_share(len(settled), whole), tuple(settled))


def signed(telling: Telling) -> Counted:
    """Agreements that all their parties signed in the round; contracts that the pack rolls over among them."""
    return numbered(
        [
            seq
            for a in telling.world.agreements.values()
            if (seq := next((s for p, _, s in a.history if p == "signed"), 0))
        ]
    )


def typed(telling: Telling) -> Counted:
    """Clauses with terms that act by themselves, in agreements signed in the round."""
    found = [
        (seq, len(a.typed))
        for a in telling.world.agreements.values()
        if (seq := next((s for p, _, s in a.history if p == "signed"), 0))
    ]
    many = sum(n for _, n in found)
    return Counted(many, f"{many:,}", tuple(seq for seq, n in found if n))


def moving(telling: Telling) -> Counted:
    """Signed clauses that send patients of a service from one provider to another."""
    found = [
        (seq, sum(clause.mechanism == SHIFT for clause in a.typed))
        for a in telling.world.agreements.values()
        if (seq := next((s for p, _, s in a.history if p == "signed"), 0))
    ]
    many = sum(n for _, n in found)
    return Counted(many, f"{many:,}", tuple(seq for seq, n in found if n))


def plans(telling: Telling) -> Counted:
    """Plans handed in, those that were replaced among them."""
    return numbered(sorted(telling.world.plans))


def accepted(telling: Telling) -> Counted:
    """Plans signed off."""
    return numbered([e.seq for e in telling.acts if e.kind == "plan-signed-off"])


def accepted_sum(telling: Telling) -> Counted:
    """What the plans that were signed off come to in a year, as they claim it, each plan counted once."""
    found = signed_off(telling, NO_FILTERS)
    pence = sum(plan.found_pence for plan in found.values())
    return Counted(pence, pounds(pence / 100), tuple(found))


def moved(telling: Telling) -> Counted:
    """How much of the planned work of acute providers signed terms send elsewhere: the mean over provider and service."""
    found = moved_share(telling, {"of_kind": "acute-provider", "state": ["signed", "in-force"]})
    share = found.value or 0.0
    return Counted(share, f"{100 * share:.1f}%", tuple(found.evidence) if share else ())


def lots(telling: Telling) -> Counted:
    """How many lots bids offered to take on, all of them together."""
    found = [bid for tender in telling.world.tenders.values() for bid in tender.bids]
    many = sum(bid.lots for bid in found)
    return Counted(many, f"{many:,}", tuple(sorted(bid.id for bid in found)))


def bids(telling: Telling) -> Counted:
    """Bids in tenders."""
    return numbered(sorted(bid.id for tender in telling.world.tenders.values() for bid in tender.bids))


def offered(telling: Telling) -> Counted:
    """What bids come to in money, all of them together."""
    found = [bid for tender in telling.world.tenders.values() for bid in tender.bids]
    pence = sum(bid.pence for bid in found)
    return Counted(pence, pounds(pence / 100), tuple(sorted(bid.id for bid in found)))


def asked(telling: Telling) -> Counted:
    """Questions about the rules."""
    return numbered(sorted(telling.world.questions))


def waiting(telling: Telling) -> Counted:
    """The share of what called for an answer that had none."""
    every = demands(telling)
    inside = {e.seq for e in telling.acts}
    mine = [d for d in every if d.seq in inside]
    bare = [d.seq for d in mine if d.answer is None]
    return Counted(len(bare) / len(mine) if mine else 0.0, a_share(len(bare), len(mine)), tuple(bare))


COUNTS: dict[str, Count] = {
    "Acts": acts,
    "Of these, settling something": settling,
    "Agreements signed": signed,
    "Clauses with terms that act, in agreements signed": typed,
    "Of these, moving patients from one provider to another": moving,
    "Planned work of acute providers that signed terms move": moved,
    "Plans handed in": plans,
    "Plans signed off": accepted,
    "A year, in plans signed off": accepted_sum,
    "Bids": bids,
    "Lots offered in bids": lots,
    "Sums offered in bids": offered,
    "Questions about the rules": asked,
    "Of what called for an answer, left without one": waiting,
}
"""What is counted of each round, by the words of its line."""

COUNTABLE = {
    "Agreements signed": "agreements signed",
    "Clauses with terms that act, in agreements signed": "clauses with terms that act",
    "Of these, moving patients from one provider to another": "clauses that move patients",
    "Plans signed off": "plans signed off",
    "Bids": "bids",
    "Lots offered in bids": "lots offered in bids",
    "Questions about the rules": "questions about the rules",
}
"""The lines of which a sentence says whether the last round had more or fewer."""


def county(reader: Reader, rounds: list[RoundTold]) -> Table | None:
    """Where figures of the county stood when each round closed."""
    rows = []
    for measure in WATCHED:
        chosen = ["county"] if (measure, "county") in reader.series else reader.subjects(measure)
        for subject in chosen:
            series = reader.series[measure, subject]
            ends = [one.months[1] for one in rounds]
            if all(month in series for month in ends):
                what = MEASURES[measure]
                place = "" if subject == "county" else f", {reader.subject(subject)}"
                values = [figure(series[month].value, what.decimals) for month in ends]
                rows.append(
                    row((f"{what.title}{place}", what.unit, *values), [reader.lived[month] for month in ends])
                )
    if not rows:
        return None
    columns = (
        Column("Figure"),
        Column("Unit"),
        *(Column(reader.month(one.months[1]), "", True) for one in rounds),
    )
    note = f"True figures of the county model, one realisation, in the last month of {count(len(rounds), 'round')}."
    return Table("The county as each round left it", columns, tuple(rows), note)
