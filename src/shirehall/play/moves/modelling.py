"""Ask what might follow if terms were agreed; the answer comes later, as evidence, to those whom the asker named."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, Clause, MatterRef, Minutes, SeatRef, clause_from, plain
from shirehall.play.kinds import Move, Names, Refusal
from shirehall.play.matters import matter_kind, moved
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.terms import clauses_hold
from shirehall.play.world import Matter, World

MODEL = "what-if"
AREA = "data"
"""The area of knowledge in which analysis can be bought."""
BOUGHT_ENOUGH = 20
"""Points of bought knowledge from which a body's seats may ask without an analyst of their own (assumed)."""
ANSWER_MINUTES = 6
"""Play minutes from the question to the answer, where a seat has the skill itself."""
BOUGHT_MINUTES = 10
"""The same, where the analysis is bought: the question has to be explained first."""
FURTHEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AskModel(Ask):
    """Ask what might follow in the next months if some typed terms were agreed. `share_with` gets the answer too."""

    clauses: tuple[Clause, ...]
    months: int = 3
    share_with: tuple[SeatRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareAnswer(Ask):
    """Give others an answer of the model that you have."""

    answer: MatterRef
    to: tuple[SeatRef, ...]


def skilled(seen: World, seat: str) -> bool:
    """Whether somebody at the seat can work the model: an analyst, or a body that holds the model for others."""
    return seen.seats[seat].analyst


def bought(seen: World, seat: str) -> bool:
    """Whether the seat's body has bought analysis enough in play."""
    return seen.knowledge.get(f"{seen.organisation_of(seat)}|{AREA}", 0) >= BOUGHT_ENOUGH


def can_ask_model(seen: World, seat: str, ask: AskModel) -> Refusal | None:
    if not (skilled(seen, seat) or bought(seen, seat)):
        sellers = ", ".join(seen.organisations[b].short for b in seen.with_power("sell-support"))
        return not_possible(
            "asking the model takes an analyst: nobody in your seat has the skill, and your body has bought no analysis of data.",
            f"whoever sells support ({sellers or 'nobody in play'}), or a colleague who is an analyst",
        )
    if not ask.clauses or any(not clause.mechanism for clause in ask.clauses):
        return not_possible(
            "the model needs typed terms: a mechanism, and what it names - which service, how much, from where, to where, from when."
        )
    if not 1 <= ask.months <= FURTHEST:
        return not_possible(f"the model looks 1 to {FURTHEST} months ahead.")
    if seat in ask.share_with:
        return not_possible("you get the answer anyhow; name others to share it with.")
    return clauses_hold(seen, ask.clauses)


def model_asked(world: World, seat: str, ask: AskModel) -> list[Draft]:
    """The question stays with the asker's own body until the answer comes."""
    minutes = ANSWER_MINUTES if skilled(world, seat) else BOUGHT_MINUTES
    body = world.organisation_of(seat)
    detail = {
        "seat": seat,
        "clauses": plain(ask.clauses),
        "months": int(ask.months),
        "due": world.at + Minutes(minutes),
        "share_with": tuple(ask.share_with),
    }
    title = ask.text.strip() or " and ".join(clause.words or clause.mechanism for clause in ask.clauses)
    matter = Matter(0, MODEL, body, (), title, world.clock.month, "asked", detail=detail)
    return [moved("model-asked", world, seat, ask, matter)]


def clauses_of(matter: Matter) -> tuple[Clause, ...]:
    """The typed clauses that a question to the model is about."""
    return tuple(clause_from(row) for row in matter.detail["clauses"])


def can_share_answer(seen: World, seat: str, ask: ShareAnswer) -> Refusal | None:
    matter = seen.matters[ask.answer]
    if matter.kind != MODEL or matter.status != "answered":
        return not_possible("that is no answer of the model.")
    if not ask.to or seat in ask.to:
        return not_possible("share it with one or more other seats.")
    return None


def answer_shared(world: World, seat: str, ask: ShareAnswer) -> list[Draft]:
    """Whoever is given the answer learns the question, the figures' one line, and who gives it."""
    matter = world.matters[ask.answer]
    sharing = altered(ask, text=ask.text or matter.outcome)
    return [moved("model-shared", world, seat, sharing, matter, to=tuple(ask.to))]


def says_asked(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} asked the model: {event.body['matter']['title']}."


def says_answered(event: Event, _names: Names) -> str:
    return f"The model answered, as evidence and not as what will happen: {event.body['sentence']}"


def says_shared(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} shared an answer of the model with {names.bodies_of(event.addressees)}."


def may_use_model(seen: World, seat: str) -> bool:
    """Offered only to those who could ask."""
    return skilled(seen, seat) or bought(seen, seat)


def has_answer(seen: World, seat: str) -> bool:
    """Offered only to those who have an answer to share."""
    return any(m.kind == MODEL and m.status == "answered" for m in seen.matters.values())


ASKED = matter_kind("model-asked", "talk", says_asked)
ANSWERED = matter_kind("model-answered", "notice", says_answered)
SHARED = matter_kind("model-shared", "talk", says_shared)

MOVES = (
    Move("ask-model", AskModel, "Ask the model what might follow if terms were agreed.", 4, can_ask_model, model_asked,
         (ASKED, ANSWERED), may_use_model),
    Move("share-answer", ShareAnswer, "Share an answer of the model.", 2, can_share_answer, answer_shared, (SHARED,), has_answer,
         in_meeting=True),
)  # fmt: skip
