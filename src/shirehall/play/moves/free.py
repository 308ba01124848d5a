"""The free move: anything a person would really do, in words. A moderator may rule what it amounts to in terms."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, Clause, EventRef, Month, SeatRef, clause_from, plain
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.terms import clauses_hold
from shirehall.play.world import TermInForce, World, put


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeMove(Ask):
    """Do something that no other move covers, in words; seen by whom you name."""

    seen_by: tuple[SeatRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms(Ask):
    """A moderator rules what an agreement in words, or a free move, amounts to in terms."""

    of: EventRef
    clauses: tuple[Clause, ...]
    start: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNothing(Ask):
    """Do nothing, on purpose, and say why if you like. Only you and your colleagues know."""


def has_words(_seen: World, seat: str, ask: FreeMove) -> Refusal | None:
    if seat in ask.seen_by:
        return not_possible("you see your own move in any case.")
    return None if ask.text.strip() else not_possible("say what you do.")


def done(world: World, seat: str, ask: FreeMove) -> list[Draft]:
    """Moderators see every free move, so that one of them can rule on it."""
    moderators = world.seats_of_all(world.of_kind("control"))
    return [spoken("free-move", world, seat, ask, {}, to=tuple(ask.seen_by), also=moderators, subject=OWN)]


def is_done(world: World, event: Event) -> World:
    return put(world, "free", event.subject or event.seq, event.seat)


def can_rule_terms(seen: World, seat: str, ask: RuleTerms) -> Refusal | None:
    if ask.of not in seen.agreements and ask.of not in seen.free:
        return not_possible("a ruling on terms is of an agreement or of a free move.")
    if not ask.clauses or not all(clause.mechanism for clause in ask.clauses):
        return not_possible("a ruling on terms gives at least one clause with terms.")
    return clauses_hold(seen, ask.clauses)


def terms_ruled(world: World, seat: str, ask: RuleTerms) -> list[Draft]:
    """The ruling is seen by the parties of an agreement, or by the seat that made the free move."""
    agreement = world.agreements.get(ask.of)
    seats = world.seats_of_all(agreement.parties) if agreement else (world.free[ask.of],)
    body = {"clauses": plain(ask.clauses), "start": ask.start, "of": ask.of}
    ruling = altered(ask, in_reply_to=ask.in_reply_to or ask.of)
    return [spoken("terms-ruled", world, seat, ruling, body, to=seats, subject=ask.of)]


def act(world: World, event: Event) -> World:
    """What was ruled acts from its start month, and puts aside anything assumed about the same thing."""
    kept = tuple(
        t for t in world.terms if not (t.source == event.subject and t.basis in ("assumed", "ruled"))
    )
    agreement = world.agreements.get(event.subject or 0)
    new = tuple(
        TermInForce(
            event.subject or 0,
            clause_from(c),
            max(event.body["start"], event.month),
            agreement.until if agreement else None,
            "ruled",
            clip(event.body["text"]),
        )
        for c in event.body["clauses"]
    )
    return altered(world, terms=(*kept, *new))


def nothing_done(world: World, seat: str, ask: DoNothing) -> list[Draft]:
    mine = world.seats_of(world.organisation_of(seat))
    return [spoken("nothing-done", world, seat, ask, {}, also=mine)]


def says_free(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)}: “{clip(event.body['text'], 140)}”"


FREE = Kind("free-move", "deed", says_free, is_done)
TERMS = Kind(
    "terms-ruled",
    "engine",
    lambda event, names: (
        f"The moderator ruled what {names.thing(event.subject)} amounts to: “{clip(event.body['text'])}”"
    ),
    act,
    numbers=("of",),
)
NOTHING = Kind(
    "nothing-done",
    "deed",
    lambda event, names: (
        f"{names.body(event.organisation)} chose to do nothing: “{clip(event.body['text'])}”"
    ),
)

MOVES = (
    Move("free-move", FreeMove, "Do anything else, in words.", 5, has_words, done, (FREE,), in_meeting=True),
    Move(
        "rule-terms",
        RuleTerms,
        "Rule what words amount to in terms.",
        3,
        can_rule_terms,
        terms_ruled,
        (TERMS,),
        control=True,
    ),
    Move(
        "do-nothing",
        DoNothing,
        "Do nothing, on purpose.",
        0,
        lambda *_: None,
        nothing_done,
        (NOTHING,),
        in_meeting=True,
    ),
)
