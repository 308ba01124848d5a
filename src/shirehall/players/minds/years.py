"""What other years left: which schemes came to run, what was put to others since, and what the rules have opened meanwhile."""

from __future__ import annotations

from shirehall.play.world import NOT_IN_FORCE
from shirehall.players.minds import evidence
from shirehall.players.minds.situation import Situation

RAN = ("signed", "in-force", "ended")
"""The phases of an agreement that was settled by all, and has run or runs."""
STANDS = ("signed", "in-force")
REAL_BUDGET = "real budget"
"""The words of a rule by which a group of practices may hold its own money."""

TWO_HATS = "separates its provider services"
"""The words of a rule on bodies that buy care and have people of their own who give it."""

ELSEWHERE = 0.33
"""How far a scheme with one body speaks against the same with another, for those who know how to run it (assumed)."""


def came_to_run(s: Situation) -> int:
    """How many schemes with terms the body brought with it from an earlier round that were settled and ran: it has learnt how such
    a thing is done (March 1991, on what is exploited once it has been explored). None of it counts without experience."""
    known = s.worked_out.get("came-to-run")
    if known is None:
        known = s.worked_out["came-to-run"] = s.has("experience") * sum(
            1
            for number, moved in s.memory.deals.items()
            if moved < s.memory.round_began
            and (deal := s.deal(number)) is not None
            and deal.tier == "side"
            and deal.phase in RAN
            and deal.typed
        )
    return int(known)


def put_already(s: Situation, title: str, other: str) -> float:
    """How often such a scheme was put in this round, or runs with a body from before; what came to nothing years ago counts no more.

    For whoever has seen such schemes run, one with somebody else counts only in part: what went well in one town may go well in
    the next.
    """
    elsewhere = ELSEWHERE if came_to_run(s) else 1.0
    count = 0.0
    for number, moved in s.memory.deals.items():
        deal = s.deal(number)
        if deal is None or not deal.title.startswith(title):
            continue
        if other in deal.parties:
            count += moved >= s.memory.round_began or deal.phase in STANDS
        elif moved >= s.memory.round_began:
            count += elsewhere
    return count


def ambition(s: Situation) -> float:
    """How much larger a scheme one dares to write than in one's first year: 1 for whoever ran none, more with each that ran, the more
    so with an analysis in hand that bears it out."""
    ran = min(came_to_run(s), 2)
    figures = max(0.0, evidence.in_hand(s)) if s.has("evidence") else 0.0
    return 1 + 0.4 * ran * (1 + figures)


def may_hold_budgets(s: Situation) -> bool:
    """Whether a rule in force says that practices may hold a real budget."""
    return says(s, REAL_BUDGET)


def says(s: Situation, words: str) -> bool:
    """Whether a rule in force that the seat knows has some words, in small letters."""
    return any(
        words in rule.text.lower() and rule.status not in NOT_IN_FORCE for rule in s.world.rules.values()
    )


def holds(s: Situation, mechanism: str) -> tuple[str, ...]:
    """With whom terms of a kind stand, or are on their way; a real budget may stand in words alone."""
    return tuple(
        dict.fromkeys(
            party
            for number in s.memory.deals
            if (deal := s.deal(number)) is not None
            and deal.phase in (*STANDS, "proposed", "agreed")
            and any(
                clause.mechanism == mechanism
                or (mechanism == "practice-budget" and REAL_BUDGET in clause.words.lower())
                for clause in deal.clauses
            )
            for party in deal.parties
            if party != s.who.organisation
        )
    )
