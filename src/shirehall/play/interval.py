"""Between two rounds: agreements scored, the specific ones put to the model, a published set standing in for the rest, results told.

Three pure steps, so that a live day can have the middle one done elsewhere: `question_of` makes the question from the record, the
economy's `explore` answers it, `results` are the events. Only what the body that is told may know goes into the question, so that
nothing reaches it through the model that it could not have put in itself; how specific all the others are is for the facilitators
and the study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shirehall.economy import levers
from shirehall.economy.courses import Course, Explored, Exploring, set_as_reached
from shirehall.economy.deals import touches
from shirehall.economy.terms import Lever, Terms
from shirehall.errors import UsageError
from shirehall.patch.assumption_sets import AssumptionSet
from shirehall.patch.between import Modelling
from shirehall.patch.pack import Patch
from shirehall.patch.rounds import RoundPlan
from shirehall.play.agreements import Agreement
from shirehall.play.analyst import of_the_tables
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause
from shirehall.play.matters import row_of
from shirehall.play.moves.modelling import MODEL
from shirehall.play.names import WorldNames, listed
from shirehall.play.packet import summary, table_of
from shirehall.play.record.event import OWN, Draft
from shirehall.play.session import Session
from shirehall.play.specificity import PARTS, Specificity, clauses_meant, specificity
from shirehall.play.terms import in_force, lever_of
from shirehall.play.world import Matter, TermInForce, World

MODELLERS_SEED = 4_409
"""The seed of the county of those who own the model: never the day's, so that no result shows what chance will bring in play."""
STANDING, AGREED, WITH = "standing", "agreed", "with the set"
MADE = ("agreed", "signed", "in-force", "disputed")
OVER = ("lapsed", "ended")
NO_COUNTY = "the county is not lived in this play, so there was no model to put it to"


@dataclass(frozen=True, slots=True)
class Scored:
    """One agreement: how specific it is, what became of it (modelled, stood in for, left out, not agreed, over) and why.

    `entries` are those of the set that stand in for it, `known` whether the body that is told the results knows of it.
    """

    agreement: Agreement
    specificity: Specificity
    taken: str
    why: str
    levers: Terms
    entries: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to the model, the agreements it rests on, and the set that stands in for what is vague."""

    step: Modelling
    enough: float
    given: AssumptionSet
    scored: tuple[Scored, ...]
    exploring: Exploring
    whole_set: bool

    @property
    def modelled(self) -> tuple[Scored, ...]:
        """The agreements that went in as they stand."""
        return tuple(each for each in self.scored if each.known and each.taken == "modelled")

    @property
    def vague(self) -> tuple[Scored, ...]:
        """The agreements that the set stands in for."""
        return tuple(each for each in self.scored if each.known and each.taken == "stood in for")


def step_of(plan: RoundPlan) -> Modelling | None:
    """The step before a round, if its pack has one and the inject that goes with it still stands."""
    change = plan.change
    if change is None or change.modelling is None:
        return None
    letter = change.modelling.letter
    return change.modelling if letter is None or any(one.id == letter for one in change.injects) else None


def shares_of(step: Modelling) -> list[float]:
    """How far along its way the set is looked at, in per cent, the nearest first."""
    return sorted(each.value for each in step.along)


def given_set(patch: Patch, step: Modelling) -> AssumptionSet:
    """The assumption set that a step falls back on. Raises UsageError when the pack does not have it."""
    for given in patch.assumption_sets:
        if given.id == step.falls_back_on:
            return given
    raise UsageError(
        f"the pack {patch.id} has no assumption set `{step.falls_back_on}`.",
        mend="name one of assumption-sets.yaml under `modelling` of between.yaml.",
    )


def question_of(session: Session, patch: Patch, plan: RoundPlan, first: int) -> Question | None:
    """What is to be put to the model before a round that has just been opened; `first` is its first month, `patch` the whole pack.

    None when the round has no such step.
    """
    step = step_of(plan)
    if step is None:
        return None
    world, given = session.world, given_set(patch, step)
    enough = next(value.value for name, value in plan.parameters if name == step.enough)
    deals, terms = known_to(session, step.to)
    scored = tuple(
        scored_one(each, world, patch, step, given, enough, known=number in deals)
        for number, each in sorted(world.agreements.items())
    )
    mine = [each for each in scored if each.known]
    modelled = tuple(one for each in mine if each.taken == "modelled" for one in each.levers)
    vague = {entry for each in mine if each.taken == "stood in for" for entry in each.entries}
    whole = not modelled and not vague
    wanted = [entry.id for entry in given.entries if whole or entry.id in vague]
    replaced = {each.agreement.id for each in mine if each.taken in ("modelled", "stood in for")}
    base = tuple(lever_of(t) for t in terms if t.source not in replaced and in_force(t, first))
    courses = [Course(STANDING, base), Course(AGREED, (*base, *modelled))]
    for share in shares_of(step) if wanted else ():
        stands = set_as_reached(given, wanted, patch.county, first, share)
        courses.append(Course(f"{WITH}, {share:g}% of its way", (*base, *modelled, *stands)))
    history = tuple(tuple(lever_of(t) for t in terms if in_force(t, month)) for month in range(1, first))
    exploring = Exploring(
        history, tuple(courses), int(step.months.value), int(step.futures.value), MODELLERS_SEED
    )
    return Question(step, enough, given, scored, exploring, whole)


def known_to(session: Session, body: str) -> tuple[frozenset[int], tuple[TermInForce, ...]]:
    """The agreements, by the record's numbers, and the levers that any seat of a body knows of."""
    deals: set[int] = set()
    sources: set[tuple[int | None, Clause]] = set()
    for seat in session.world.seats_of(body):
        fold = session.fold(seat)
        kept = fold.kept()
        deals |= {kept.things[number] for number in fold.world.agreements}
        for term in fold.world.terms:
            sources |= {
                (kept.things.get(term.source), term.clause),
                (kept.numbers[term.source - 1], term.clause),
            }
    return frozenset(deals), tuple(t for t in session.world.terms if (t.source, t.clause) in sources)


def scored_one(
    deal: Agreement,
    world: World,
    patch: Patch,
    step: Modelling,
    given: AssumptionSet,
    enough: float,
    *,
    known: bool,
) -> Scored:
    """One agreement scored, and what becomes of it."""
    found = specificity(deal, world, patch.county)
    clauses = clauses_meant(deal, world.terms)
    acting = tuple(t for t in world.terms if t.source == deal.id and t.basis != "assumed")
    meant = tuple(lever_of(t) for t in acting) or tuple(
        Lever(each.mechanism, each.terms, f"event {deal.id}", deal.start, deal.until) for each in clauses
    )
    faults = [fault for each in meant for fault in faults_of(each, world, patch)]

    def so(taken: str, why: str, entries: tuple[str, ...] = ()) -> Scored:
        return Scored(deal, found, taken, why, meant if taken == "modelled" else (), entries, known)

    if deal.phase in OVER:
        return so("over", f"it is {deal.phase}")
    if deal.phase not in MADE:
        return so("not agreed", f"it was no more than {'an idea' if deal.phase == 'idea' else deal.phase}")
    if found.score >= enough and meant and not faults:
        return so("modelled", f"specific enough: {found.told()}")
    why = (
        f"too vague: {found.told()}" if found.score < enough
        else "its words are specific enough, but nobody put them in terms" if not meant
        else f"the county cannot act on its terms: {faults[0]}"
    )  # fmt: skip
    entries = entries_for(deal, clauses, step, given)
    if not entries:
        return so("left out", f"{why}; and the set says nothing of what it is about")
    return so("stood in for", why, entries)


def faults_of(lever: Lever, world: World, patch: Patch) -> list[str]:
    """What keeps the county from acting on a lever."""
    terms = tuple((name, of_the_tables(world, value)) for name, value in lever.terms)
    return list(levers.problems(lever.mechanism, terms, patch))


def entries_for(
    deal: Agreement, clauses: Sequence[Clause], step: Modelling, given: AssumptionSet
) -> tuple[str, ...]:
    """The entries of the set that stand in for an agreement: those about the service it names, else all, if it is about such things."""
    services = [
        str(value) for clause in clauses for name, value in clause.terms if name in ("service", "pathway")
    ]
    found = tuple(one.id for one in given.entries if any(touches(one.activity, each) for each in services))
    if found or services:
        return found
    about = not step.stands_in_for or bool(set(deal.about) & set(step.stands_in_for))
    return tuple(one.id for one in given.entries) if about else ()


def results(session: Session, question: Question, found: Explored) -> list[Draft]:
    """The events: how specific every agreement was, for the facilitators and the study; and the packet, for the body that is told."""
    world, step = session.world, question.step
    names = WorldNames(world)
    sentence = summary(question_told(question, names.body(step.to)), found, names, reached(question))
    seats = world.seats_of(step.to)
    detail = {
        "seat": seats[0] if seats else "",
        "clauses": [],
        "months": question.exploring.months,
        "due": world.at,
        "share_with": [],
    }
    matter = Matter(
        0, MODEL, step.to, (), f"What was agreed, and {question.given.name}", world.clock.month, "answered",
        outcome=sentence, detail=detail,
    )  # fmt: skip
    body = {
        "matter": row_of(matter), "on": None, "round": world.round, "text": sentence, "sentence": sentence, "label": "evidence",
        "set": set_told(question.given), "courses": courses_told(question), **table_of(found), "assumed": assumed(question, found),
        "agreements": [row_told(each, names) for each in question.scored if each.known],
    }  # fmt: skip
    packet = engine("county-modelled", body, to=seats, audience=seats, subject=OWN, organisation=step.to)
    return [scores(world, question, names, modelled=True), *([packet] if seats else [])]


def left_out(session: Session, question: Question, why: str = NO_COUNTY) -> list[Draft]:
    """The events of a step that was not taken: the scores all the same, and a line that says so to the body that would have been told."""
    world = session.world
    text = f"The county was not modelled between the rounds: {why}."
    seats = world.seats_of(question.step.to)
    body = {"round": world.round, "why": why, "text": text, "letter": question.step.letter or ""}
    told = engine("modelling-left-out", body, to=seats, audience=seats)
    return [scores(world, question, WorldNames(world), modelled=False), told]


def scores(world: World, question: Question, names: WorldNames, *, modelled: bool) -> Draft:
    """How specific every agreement of the round before was, and what became of it. No seat sees it."""
    body = {
        "round": world.round, "parts": list(PARTS), "enough": question.enough, "set": set_told(question.given), "modelled": modelled,
        "agreements": tuple(each.agreement.id for each in question.scored),
        "rows": [row_told(each, names) for each in question.scored],
        "sentence": question_told(question, names.body(question.step.to)),
    }  # fmt: skip
    return engine("agreements-scored", body)


def row_told(each: Scored, names: WorldNames) -> dict[str, Any]:
    """One agreement and its score, part by part."""
    deal, found = each.agreement, each.specificity
    return {
        "title": deal.title, "parties": list(deal.parties), "phase": deal.phase, "score": found.score, "asked": list(found.asked),
        "by_terms": list(found.by_terms), "by_words": list(found.by_words), "missing": list(found.missing), "taken": each.taken,
        "why": each.why, "entries": list(each.entries), "known": each.known, "between": names.bodies(deal.parties),
    }  # fmt: skip


def question_told(question: Question, who: str) -> str:
    """How many agreements went into the model as they stand, and what stands in for the others."""
    made = [each for each in question.scored if each.known and each.agreement.phase in MADE]
    several = f"{len(made)} agreement{'' if len(made) == 1 else 's'} that {who} knows of"
    if question.whole_set:
        return f"None of {several} could be modelled; {question.given.name} stands in for all of it."
    said = [f"Of {several}, {len(question.modelled)} went into the model as they stand"]
    if question.vague:
        said.append(f"{question.given.name} stands in for {len(question.vague)} that did not say enough")
    return f"{listed(said)}."


def set_told(given: AssumptionSet) -> dict[str, Any]:
    """The set by name, version and source, with its entries and where each is from."""
    rows = [
        [
            one.id,
            one.activity,
            one.setting,
            one.share_percent,
            one.low,
            one.high,
            one.months,
            str(one.origin),
            one.source,
        ]
        for one in given.entries
    ]
    return {"id": given.id, "name": given.name, "version": given.version, "citation": given.citation, "adapted": given.adapted,
            "text": given.text, "from": str(given.origin), "source": given.source, "entries": rows}  # fmt: skip


def reached(question: Question) -> dict[str, str]:
    """How far on the way each course is, as a tipping point under it is told."""
    shares = [f"{share:g}%" for share in shares_of(question.step)]
    said = {STANDING: "without any of it", AGREED: "as agreed"}
    for number, course in enumerate(question.exploring.courses[2:]):
        so_far = f"by {shares[0]}" if not number else f"between {shares[number - 1]} and {shares[number]}"
        said[course.name] = f"{so_far} of the way of {question.given.name}"
    return said


def courses_told(question: Question) -> list[dict[str, Any]]:
    """The courses with what each rests on: `as agreed` or `assumed`, and how many levers it has."""
    rests: Mapping[str, str] = {
        STANDING: "what is in force besides the agreements that were scored",
        AGREED: f"{len(question.modelled)} agreements as they stand",
    }
    assumed = f"the agreements as they stand, and {question.given.name}, version {question.given.version}, for the rest"
    return [
        {"name": one.name, "reached": reached(question)[one.name], "levers": len(one.terms), "rests_on": rests.get(one.name, assumed),
         "from": "play" if one.name in rests else str(question.given.origin)}
        for one in question.exploring.courses
    ]  # fmt: skip


def assumed(question: Question, found: Explored) -> list[str]:
    """What the results rest on, line by line."""
    what, step, given = question.exploring, question.step, question.given
    return [
        f"The county as the pack's tables have it ({found.engine}), with chance of its own: never the day's.",
        "What the body that is told knows of; agreements that were kept from it are not in it.",
        f"{what.futures} futures of {what.months} months; a range holds the middle eight tenths of them.",
        f"An agreement is modelled if it says {question.enough:.0%} of what is asked of it ({', '.join(PARTS)}) and has terms to act by.",
        f"{given.name}, version {given.version} ({given.citation}), {given.origin}: {given.text}",
        f"It is looked at as if {listed([f'{share:g}%' for share in shares_of(step)])} of its way had been gone when the round opens.",
        "Nobody answers to what is modelled: prices, contracts and behaviour stay as they are.",
    ]
