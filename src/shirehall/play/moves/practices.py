"""Practices: expel, reward, fine. Where the rules leave it open who may, it waits for a ruling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, Clause, Pence, Text
from shirehall.play.kinds import Evolve, Kind, Move, Names, Refusal
from shirehall.play.moves.plan import pounds
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible, refusal_under
from shirehall.play.world import RuleState, TermInForce, World

UNSETTLED = ("unclear", "silent")
TOPIC = "practice-performance"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpelPractice(Ask):
    """Put a practice, named in words, out of your body."""

    practice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardPractice(Ask):
    """Reward a practice, named in words, with a sum or with words alone."""

    practice: Text
    sum: Pence = Pence(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinePractice(Ask):
    """Fine a practice, named in words."""

    practice: Text
    sum: Pence


def has_practices(seen: World, seat: str) -> bool:
    """Whether practices are members of the seat's body."""
    members = seen.organisations[seen.organisation_of(seat)].members
    return any(seen.organisations[m].kind == "practices" for m in members if m in seen.organisations)


def rule_on(seen: World, check: str) -> RuleState | None:
    """The pack's rule on an act towards practices: the one behind its check, else one on practices that settles nothing."""
    named = [rule for rule in seen.rules.values() if rule.check == check]
    if named:
        return seen.rule_for(check)
    open_ones = [r for r in seen.rules.values() if r.topic == TOPIC and r.clarity in UNSETTLED]
    return next(iter(open_ones), None)


def needs_ruling(check: str, only_if_named: bool = False) -> Callable[[World, str, Any], Refusal | None]:
    """The check of an act towards a practice: it waits for a ruling while the rule on it is unclear or silent.

    `only_if_named` leaves the act free unless the pack has a rule on that very act.
    """

    def allowed(seen: World, seat: str, ask: Any) -> Refusal | None:
        if not ask.practice.strip() or not has_practices(seen, seat):
            return not_possible("name a practice, and be a body that has practices as its members.")
        if getattr(ask, "sum", 1) < 0 or (isinstance(ask, FinePractice) and ask.sum == 0):
            return not_possible("a fine is more than nothing, a reward nothing or more.")
        if only_if_named and not any(rule.check == check for rule in seen.rules.values()):
            return may_commit(seen, seat, "agreements")
        rule = rule_on(seen, check)
        if rule is not None and rule.clarity in UNSETTLED and rule.status in ("in force", "questioned"):
            return refusal_under(
                rule, f"The rule is {rule.clarity} on that, and nobody you know of has ruled."
            )
        return may_commit(seen, seat, "agreements")

    return allowed


def towards_practice(kind: str) -> Callable[[World, str, Any], list[Draft]]:
    """The event of an act towards a practice, for the body's own seats and for whoever sits for practices."""

    def facts(world: World, seat: str, ask: Any) -> list[Draft]:
        body = {"practice": ask.practice, "sum": getattr(ask, "sum", 0)}
        own = world.seats_of(world.organisation_of(seat))
        to = tuple(s for s in world.seats_of_all(world.of_kind("practices")) if s not in own)
        return [spoken(kind, world, seat, ask, body, to=to, also=own, subject=OWN)]

    return facts


def says(verb: str) -> Callable[[Event, Names], str]:
    """A sentence for an act towards a practice."""

    def sentence(event: Event, names: Names) -> str:
        amount = f" ({pounds(event.body['sum'])})" if event.body["sum"] else ""
        words = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
        return f"{names.body(event.organisation)} {verb} the practice {clip(event.body['practice'])}{amount}.{words}"

    return sentence


def is_paid(sign: int) -> Evolve:
    """The sum passes in the month of the act: to the practice, or, with a minus, from it. It is booked for the body's practices."""

    def evolve(world: World, event: Event) -> World:
        pence = sign * event.body["sum"]
        if not pence:
            return world
        terms = (
            ("commissioner", event.organisation),
            ("pounds", pence / 100),
            ("practice", event.body["practice"]),
        )
        clause = Clause(f"practice {event.body['practice']}", "practice-payment", terms)
        term = TermInForce(event.seq, clause, event.month, event.month, "signed", "practice")
        return altered(world, terms=(*world.terms, term))

    return evolve


EXPELLED = Kind("practice-expelled", "deed", says("expelled"))
REWARDED = Kind("practice-rewarded", "deed", says("rewarded"), is_paid(1))
FINED = Kind("practice-fined", "deed", says("fined"), is_paid(-1))

MOVES = (
    Move("expel-practice", ExpelPractice, "Put a practice out.", 4, needs_ruling("practice-expulsion"),
         towards_practice("practice-expelled"), (EXPELLED,), has_practices, depth="shallow", owner="issue 7"),
    Move("reward-practice", RewardPractice, "Reward a practice.", 3, needs_ruling("practice-rewards", only_if_named=True),
         towards_practice("practice-rewarded"), (REWARDED,), has_practices),
    Move("fine-practice", FinePractice, "Fine a practice.", 3, needs_ruling("practice-fines"),
         towards_practice("practice-fined"), (FINED,), has_practices),
)  # fmt: skip
