"""Lessons as development actions: which body might learn what, seen in which events, and what it might do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from shirehall.study.filters import allows
from shirehall.study.measures import compute
from shirehall.study.reading import Telling
from shirehall.study.tables import Filters, Measure, Table, table

Lesson = tuple[str, list[int]]
"""A body and the events that one lesson for it rests on."""

FEW = 3
"""How many questions or owed answers make a lesson; fewer are a day's accidents (assumed)."""


def contracts_unsigned(telling: Telling) -> Iterator[Lesson]:
    """A commissioner whose main contract was still unsigned at the end."""
    for row in compute("contracts", telling).dicts():
        if row["tier"] == "main" and not str(row["state"]).startswith("signed"):
            yield str(row["commissioner"]), [telling.events[-1].seq]


def plans_not_believed(telling: Telling) -> Iterator[Lesson]:
    """A body whose plan somebody judged less than credible."""
    for event in telling.events:
        if event.kind == "plan-reviewed" and event.body["verdict"] != "credible":
            yield telling.world.plans[event.subject or 0].owner, [event.seq]


def lines_without_evidence(telling: Telling) -> Iterator[Lesson]:
    """A body whose plan had lines that rest on no evidence."""
    for event in telling.events:
        if event.kind == "plan-submitted" and any(not line["evidence"] for line in event.body["lines"]):
            yield event.organisation, [event.seq]


def rules_asked_about(telling: Telling) -> Iterator[Lesson]:
    """A body that asked again and again what the rules are."""
    yield from at_least(FEW, ((e.organisation, e.seq) for e in telling.events if e.kind == "ruling-asked"))


def answers_owed(telling: Telling) -> Iterator[Lesson]:
    """A body that left several asks without any reply."""
    owed = (
        (telling.world.organisation_of(seat), request.id)
        for request in telling.world.requests.values()
        for seat in request.askees
        if not request.replies and seat in telling.world.seats
    )
    yield from at_least(FEW, dict.fromkeys(owed))


def accounts_apart(telling: Telling) -> Iterator[Lesson]:
    """A body that took for agreed what its partner did not."""
    for agreement in telling.world.agreements.values():
        if agreement.accounts_differ:
            yield from ((party, [agreement.id]) for party in agreement.parties)


def at_least(few: int, found: Iterator[tuple[str, int]] | dict[tuple[str, int], None]) -> Iterator[Lesson]:
    """The bodies found so often or more, each with its events."""
    seqs: dict[str, list[int]] = defaultdict(list)
    for body, seq in found:
        seqs[body].append(seq)
    yield from ((body, rows) for body, rows in seqs.items() if len(rows) >= few)


LESSONS: tuple[tuple[str, str, str, Callable[[Telling], Iterator[Lesson]]], ...] = (
    ("contracting", "A main contract was still unsigned at the end.",
     "Walk through one contract round, from last year's text to signature, with somebody who has done it.", contracts_unsigned),
    ("finance", "A plan was not wholly believed.",
     "Draft a savings plan with a reviewer in the room, line by line.", plans_not_believed),
    ("data", "A plan had lines that rest on no evidence.",
     "Agree what evidence a line needs, and who can supply it, before the next plan.", lines_without_evidence),
    ("rules", "The rules had to be asked about again and again.",
     "Map who may decide what, and settle with the centre the questions that come up most.", rules_asked_about),
    ("leadership", "Several asks got no reply.",
     "Share out who answers whom, and say early what has to wait.", answers_owed),
    ("relationships", "What one side took for agreed, the other did not.",
     "End each negotiation by reading out what was settled, and write it down together.", accounts_apart),
)  # fmt: skip
"""Each lesson with the skill that might be short, what was seen, and what might be tried: general, for any body and patch."""


def development_actions(telling: Telling, filters: Filters) -> Table:
    """For each body and skill: what was seen, how often, and an action that might be tried."""
    rows = []
    for skill, seen, action, lesson in LESSONS:
        found: dict[str, list[int]] = defaultdict(list)
        for body, seqs in lesson(telling):
            if allows(filters, "from_kind", telling.kind_of(body)):
                found[body].extend(seqs)
        rows += [((body, skill, seen, len(seqs), action), sorted(set(seqs))) for body, seqs in found.items()]
    place = {body: number for number, body in enumerate(telling.world.organisations)}
    rows.sort(key=lambda row: (place[row[0][0]], row[0][1]))
    return table(("owner", "skill", "seen", "times", "action"), rows)


MEASURES = (
    Measure("development-actions", "Lessons as development actions", "lessons",
            "Which body might learn what, and what it might do about it.", development_actions, ("from_kind",)),
)  # fmt: skip
