"""What was not done, and what was left open."""

from __future__ import annotations

from collections import defaultdict

from shirehall.play.names import clip
from shirehall.study.entries import Entry, line
from shirehall.study.measures.powers import USES, uses
from shirehall.study.measures.unanswered import asks
from shirehall.study.reactions import NONE, reactions
from shirehall.study.reading import Telling
from shirehall.study.tables import NO_FILTERS

OPEN_MATTERS = ("open", "pending", "under way")
OPEN_PHASES = ("idea", "proposed", "agreed", "disputed")
FUNDS_BID = "funds-bid-for"


def not_done(telling: Telling) -> tuple[Entry, ...]:
    """Lost opportunities: deadlines missed, asks without an answer, injects without a reaction, funds unbid for, powers unused."""
    entries = [*deadlines_missed(telling), *asks_unanswered(telling), *injects_ignored(telling)]
    entries += [*funds_unbid(telling), *powers_unused(telling), *questions_unasked(telling)]
    return tuple(entries)


def deadlines_missed(telling: Telling) -> list[Entry]:
    """Deadlines that some body missed."""
    return [
        line(
            e.month,
            (e.seq,),
            f"{telling.names.bodies(e.body['missed'])} missed “{e.body['title']}”.",
            "deadline missed",
            2,
        )
        for e in telling.events
        if e.kind == "deadline-passed" and e.body["missed"]
    ]


def asks_unanswered(telling: Telling) -> list[Entry]:
    """Asks that a body never answered, withheld or put off; one line an ask."""
    silent: dict[int, list[str]] = defaultdict(list)
    for each in asks(telling, NO_FILTERS):
        if each.outcome == "open":
            silent[each.demand.seq].append(each.demand.body)
    entries = []
    for seq, bodies in sorted(silent.items()):
        sentence = f"{telling.names.bodies(tuple(bodies))} did not answer: {telling.sentence(seq)}"
        entries.append(
            line(
                telling.event(seq).month,
                (seq,),
                sentence,
                "ask unanswered",
                2,
                bodies[0] if len(bodies) == 1 else "",
            )
        )
    return entries


def injects_ignored(telling: Telling) -> list[Entry]:
    """Injects to which some of those addressed did not react; one line an inject."""
    ignored: dict[int, list[str]] = defaultdict(list)
    for reaction in reactions(telling):
        if reaction.grade == NONE:
            ignored[reaction.inject.id].append(reaction.body)
    entries = []
    for number, bodies in sorted(ignored.items()):
        title = telling.world.injects[number].title
        sentence = f"{telling.names.bodies(tuple(bodies))} did nothing that the record shows about “{title}”."
        entries.append(line(telling.event(number).month, (number,), sentence, "inject without reaction", 1))
    return entries


def funds_unbid(telling: Telling) -> list[Entry]:
    """Money that a body holds for others to bid for, and that nobody did."""
    if (
        FUNDS_BID not in telling.catalogue.kinds
        or any(e.kind == FUNDS_BID for e in telling.events)
        or not telling.closed
    ):
        return []
    holders = tuple(body for body in telling.world.with_power("allocate-funds") if body in telling.bodies)
    return [
        line(
            telling.last_month,
            (),
            f"Nobody bid for the funds that {telling.name(body)} holds.",
            "funds unbid for",
            2,
            body,
        )
        for body in holders
    ]


def powers_unused(telling: Telling) -> list[Entry]:
    """Powers that a body held all round and never used."""
    entries = []
    for body in telling.bodies if telling.closed else ():
        for power in telling.world.organisations[body].powers:
            kinds = tuple(kind for kind in USES.get(power, ()) if kind in telling.catalogue.kinds)
            if kinds and not uses(telling, body, kinds, NO_FILTERS):
                sentence = f"{telling.name(body)} never used its power to {power.replace('-', ' ')}."
                entries.append(line(telling.last_month, (), sentence, "power unused", 1, body))
    return entries


def questions_unasked(telling: Telling) -> list[Entry]:
    """Questions that the pack leaves open and that nobody raised."""
    asked = {q.pack_question for q in telling.world.questions.values()}
    return [
        line(telling.last_month, (), f"Nobody asked: “{question.text}”", "question never asked", 1)
        for question in telling.patch.rules.questions
        if question.id not in asked and telling.closed
    ]


def within(text: str) -> str:
    """Words to stand inside quotation marks: their own marks made single, and cut when long."""
    return clip(text.replace("“", "‘").replace("”", "’"), 240)


def open_items(telling: Telling) -> tuple[Entry, ...]:
    """What was left open: questions about rules, agreements unsigned or disputed, plans unjudged, matters, consultations."""
    names, world = telling.names, telling.world
    entries = []
    for number, question in sorted(world.questions.items()):
        if question.status == "open":
            asker = world.organisation_of(question.asker)
            sentence = f"Still open: {names.body(asker)} asked {names.bodies(question.askees)}, “{within(question.text)}”"
            entries.append(line(question.month, (number,), sentence, "open question", 2, asker))
    for number, a in sorted(world.agreements.items()):
        if a.phase in OPEN_PHASES or a.accounts_differ:
            state = (
                "disputed"
                if a.phase == "disputed"
                else f"{a.phase}, not signed"
                if a.phase in OPEN_PHASES
                else a.phase
            )
            differ = "; the parties' accounts differ" if a.accounts_differ else ""
            sentence = f"“{a.title}” between {names.bodies(a.parties)} was left {state}{differ}."
            kind = "dispute" if a.phase == "disputed" or a.accounts_differ else "unsigned agreement"
            seqs = tuple(sorted({number, *(seq for _, _, seq in a.history)}))
            entries.append(line(telling.event(number).month, seqs, sentence, kind, 2))
    for number, plan in sorted(world.plans.items()):
        if plan.status in ("submitted", "reviewed"):
            state = "without a judgement" if plan.status == "submitted" else "judged and not signed off"
            sentence = f"“{plan.title}” by {names.body(plan.owner)} was left {state}."
            entries.append(line(plan.month, (number,), sentence, "plan not signed off", 1, plan.owner))
    for number, matter in sorted(world.matters.items()):
        if matter.status in OPEN_MATTERS:
            sentence = f"“{matter.title}” ({matter.kind}) was left open."
            entries.append(line(matter.month, (number,), sentence, "open case", 2, matter.by))
    for number, consultation in sorted(world.consultations.items()):
        if consultation.status == "open":
            sentence = f"{names.body(consultation.organisation)} was still consulting {consultation.whom}: “{consultation.question}”"
            month = telling.event(number).month
            entries.append(
                line(month, (number,), sentence, "open consultation", 1, consultation.organisation)
            )
    return tuple(entries)
