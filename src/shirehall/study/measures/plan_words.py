"""What plans say and lack: lines on a topic, lines without a means, what was accepted of the gap, what a challenge changed."""

from __future__ import annotations

from collections import defaultdict

from shirehall.play.fields import PlanLine
from shirehall.play.record.event import Event
from shirehall.play.world import Plan
from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, allows, steered, wanted, whole_number
from shirehall.study.measures.between import points
from shirehall.study.measures.plans import kept, sector_of
from shirehall.study.measures.shares import without
from shirehall.study.reading import Telling, actor
from shirehall.study.saying import said, speaks_of
from shirehall.study.tables import STRETCH, Filters, Reading, number_measure, reading, share

MARKS = {"not credible": 1, "partly credible": 3, "credible": 5}
"""A verdict on a plan as a mark of one to five."""


def stems_of(telling: Telling, filters: Filters) -> tuple[str, ...]:
    """The stems that the filters look for: their own words, and those by which the pack's word list knows their topics."""
    topics = wanted(filters, "topic")
    listed = [
        stem.lower() for topic in telling.patch.codebook.topics if topic.id in topics for stem in topic.words
    ]
    return tuple(dict.fromkeys([*(word.lower() for word in wanted(filters, "words")), *listed]))


def words_of_line(line: PlanLine) -> str:
    """All words of a plan's line, in lower case."""
    return f"{line.sector} {line.means} {line.evidence} {line.clause.words if line.clause else ''}".lower()


def lacks(line: PlanLine, what: str) -> bool:
    """Whether a line lacks a means (more than a word or two), evidence, or typed terms."""
    if what == "means":
        return len(line.means.split()) <= 2
    return not line.evidence.strip() if what == "evidence" else line.clause is None


def lines(telling: Telling, filters: Filters) -> list[tuple[Plan, PlanLine]]:
    """The lines that claim to save something, of the plans that were not replaced and that the filters keep."""
    plans = kept(telling, {name: value for name, value in filters.items() if name in ("of_kind", *STRETCH)})
    return [(plan, line) for plan in plans for line in plan.lines if line.pence > 0]


def plan_words_share(telling: Telling, filters: Filters) -> Reading:
    """Of what plans claim to save, the share in lines that speak of a topic or words; with `lacks`, of that, the share without it.

    What a line lacks may be its means, its evidence or its typed terms; where several are named it lacks all of them.
    """
    stems, sectors, missing = stems_of(telling, filters), wanted(filters, "sector"), wanted(filters, "lacks")
    whole = lines(telling, filters)
    mine = [
        (plan, line)
        for plan, line in whole
        if (not stems or speaks_of(words_of_line(line), stems))
        and (not sectors or sector_of(line) in sectors)
    ]
    part = mine
    if missing:
        whole, part = (
            mine,
            [(plan, line) for plan, line in mine if all(lacks(line, what) for what in missing)],
        )
    found, of = sum(line.pence for _, line in part), sum(line.pence for _, line in whole)
    return reading(
        share(found, of), (plan.id for plan, _ in part), f"£{found // 100:,} of £{of // 100:,} a year"
    )


def terms_about(telling: Telling, filters: Filters) -> Reading:
    """Of the plan lines and agreements of some bodies, the share that speaks of a topic or words, or was declared to be about it."""
    stems, topics, kinds = stems_of(telling, filters), wanted(filters, "topic"), wanted(filters, "of_kind")
    told = [(plan.id, speaks_of(words_of_line(line), stems)) for plan, line in lines(telling, filters)]
    for a in telling.world.agreements.values():
        if allows(filters, "tier", a.tier) and any(telling.kind_of(party) in kinds for party in a.parties):
            words = " ".join([a.title, *(clause.words for clause in a.clauses)]).lower()
            told.append((a.id, bool(set(topics) & set(a.about)) or speaks_of(words, stems)))
    yes = [seq for seq, speaks in told if speaks]
    return reading(share(len(yes), len(told)), yes, f"{len(yes)} of {len(told)} lines and agreements")


def accepted_of_gap(telling: Telling, filters: Filters) -> Reading:
    """What plans accepted by a month claim to find, out of the gaps of every planner's plan as it stood then."""
    until = whole_number(filters, "to_month", telling.last_month)
    plans = {p.owner: p for _, p in sorted(telling.world.plans.items())
             if allows(filters, "of_kind", telling.kind_of(p.owner)) and p.month <= until}  # fmt: skip
    yes = {
        e.subject for e in acts(telling, {"event": ["plan-reviewed", "plan-signed-off"], "to_month": until})
        if e.kind == "plan-signed-off" or e.body["verdict"] == "credible"
    }  # fmt: skip
    found = sum(p.found_pence for p in plans.values() if p.id in yes)
    gap = sum(p.gap_pence for p in plans.values() if p.gap_pence > 0)
    return reading(
        share(found, gap), (p.id for p in plans.values()), f"£{found // 100:,} of £{gap // 100:,} a year"
    )


def answering_plans(telling: Telling, filters: Filters) -> Reading:
    """How many new versions of plans of some bodies answer an act that the filters keep: reply to it, cite it or stand in its thread."""
    kinds = wanted(filters, "of_kind")
    heads = acts(telling, without(filters, "of_kind"))
    roots = {n for e in heads for n in (e.seq, e.thread) if n is not None}
    found = [
        e.seq for e in acts(telling, {"event": "plan-submitted"})
        if e.body["instead_of"] and telling.kind_of(actor(e)) in kinds and points(e) & roots
    ]  # fmt: skip
    return reading(len(found), found, f"{len(found)} new versions after {len(heads)} such acts")


def amounts(plan: Plan) -> dict[str, int]:
    """What a plan claims to save, by the words of its lines."""
    found: dict[str, int] = defaultdict(int)
    for line in plan.lines:
        found[f"{line.sector.strip().lower()}|{line.means.strip().lower()}"] += max(0, line.pence)
    return found


def plan_change_share(telling: Telling, filters: Filters) -> Reading:
    """How much of the value of the plan that stood at the first act that the filters keep had gone or changed by its last version.

    Of several planners the one that changed most counts; 0 is a plan that stayed as it was.
    """
    kinds = wanted(filters, "of_kind")
    heads = acts(telling, without(filters, "of_kind"))
    best: tuple[float, tuple[int, ...]] | None = None
    for owner in sorted({p.owner for p in telling.world.plans.values() if telling.kind_of(p.owner) in kinds}):
        mine = [p for _, p in sorted(telling.world.plans.items()) if p.owner == owner]
        aimed = [e for e in heads if owner in telling.counterparts(e)]
        before = [p for p in mine if aimed and p.id < aimed[-1].seq]
        if before:
            first = next((e for e in aimed if e.seq > before[0].id), aimed[-1])
            old, new = amounts([p for p in before if p.id < first.seq][-1]), amounts(mine[-1])
            gone = sum(max(0, pence - new.get(line, 0)) for line, pence in old.items())
            value = gone / sum(old.values()) if sum(old.values()) else 0.0
            if best is None or value > best[0]:
                best = (value, (first.seq, before[0].id, mine[-1].id))
    return reading(
        best[0] if best else None, best[1] if best else (), "" if best else "no plan was challenged"
    )


def last_verdict(telling: Telling, filters: Filters) -> Reading:
    """The last verdict of bodies of some kinds on plans of others, as a mark from 1 (not credible) to 5 (credible)."""
    reviews: list[Event] = [
        e for e in acts(telling, {**without(filters, "of_kind"), "event": "plan-reviewed"})
        if allows(filters, "of_kind", *(telling.kind_of(p.owner) for p in [telling.world.plans.get(e.subject or 0)] if p))
    ]  # fmt: skip
    if not reviews:
        return reading(None, (), "no plan of theirs was judged")
    last = reviews[-1]
    return reading(
        MARKS[last.body["verdict"]], [last.seq], f"{last.body['verdict']}: {said(telling, last)[:100]}"
    )


def claimed_in_force(telling: Telling, filters: Filters) -> Reading:
    """Of what plans claim to save in some sectors, the share in lines whose typed lever was in force by agreement or ruling."""
    sectors = wanted(filters, "sector")
    running = {term.clause.mechanism for term in telling.world.terms if term.basis in ("signed", "ruled")}
    whole = [(p, line) for p, line in lines(telling, filters) if not sectors or sector_of(line) in sectors]
    part = [(p, line) for p, line in whole if line.clause is not None and line.clause.mechanism in running]
    found, of = sum(line.pence for _, line in part), sum(line.pence for _, line in whole)
    return reading(share(found, of), (p.id for p, _ in whole), f"£{found // 100:,} of £{of // 100:,} a year")


MEASURES = (
    number_measure("plan-words-share", "Planned savings that speak of something", "share",
                   "How much of planned savings rests on lines about a topic, or of these lacks something.",
                   steered(plan_words_share), ("of_kind", "topic", "words", "sector", "lacks", *STRETCH, *STEERING)),
    number_measure("terms-about", "Terms that speak of something", "share", "How many plan lines and agreements speak of a topic.",
                   terms_about, ("of_kind", "topic", "words", "tier", *STRETCH)),
    number_measure("accepted-of-gap", "Accepted, out of the gap", "share", "How much of the gap plans had found that were accepted.",
                   accepted_of_gap, ("of_kind", "to_month")),
    number_measure("answering-plans", "Plans changed in answer", "plans", "How many new versions of plans answered something.",
                   answering_plans, (*EVENT_FILTERS, "of_kind")),
    number_measure("plan-change-share", "How far a plan changed", "share", "How much of a plan had changed after something.",
                   plan_change_share, (*EVENT_FILTERS, "of_kind")),
    number_measure("last-verdict", "Last verdict on a plan", "mark", "How some bodies judged the last plan of others, from 1 to 5.",
                   last_verdict, ("of_kind", "from_kind", *STRETCH)),
    number_measure("claimed-in-force", "Planned savings in force", "share", "How much of planned savings had its lever in force.",
                   claimed_in_force, ("of_kind", "sector", *STRETCH)),
)  # fmt: skip
