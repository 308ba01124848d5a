"""Diverging fortunes: those with most to lose by sharing keep out of a pool or leave it; those in need would join.

Sources: Olson 1965, that members of unequal size and need share unequally and drop out; Rothschild and Stiglitz 1976, that the
good risks leave a pool. The weights are assumed.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from shirehall.play.agreements import Agreement
from shirehall.play.fields import AgreementRef, Ask, Clause
from shirehall.play.moves.sign import End
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.words import say

if TYPE_CHECKING:
    from shirehall.players.minds.situation import Situation

SHARING = ("pool", "merged-budget", "joint-budget")
"""Mechanisms by which bodies put their money together."""
IN_WORDS = ("one pool", "share the risk", "sharing the risk", "one purse")
"""How people say so who write no terms."""
BOOKS = {"commissioner": "commissioner-balance"}
LEAVING = (
    "We leave “{title}”. What we put in was meant for rare misfortune, and it goes to cover other people's year.",
    "“{title}” was fair when nobody knew whose year would be bad. We know now, and our own board will not carry it further.",
    "We give notice on “{title}”: from next month our money stays with our own patients.",
)


def standing(s: Situation) -> float:
    """How the body's published result compares with that of its fellows, -1 (far worse) to 1 (far better); 0 when unknown."""
    if not s.has("fortunes"):
        return 0.0
    known = s.worked_out.get("standing")
    if known is not None:
        return float(known)
    measure = BOOKS.get(s.who.kind, "provider-margin")
    own = s.figure(measure)
    others = [
        found[1]
        for body in s.who.roster.of(s.who.kind)
        if body != s.who.organisation and (found := s.figure(measure, body)) is not None
    ]
    gap = 0.0
    if own is not None and others:
        usual = sum(others) / len(others)
        size = max(abs(own[1]), *(abs(value) for value in others), 1.0)
        gap = max(-1.0, min(1.0, (own[1] - usual) / size))
    s.worked_out["standing"] = gap
    return gap


def shares(agreement: Agreement) -> bool:
    """Whether an agreement puts its parties' money together."""
    return any(shared(clause) for clause in agreement.clauses)


def shared(clause: Clause) -> bool:
    """Whether a clause puts money together, in terms or in plain words."""
    words = clause.words.lower()
    return clause.mechanism in SHARING or any(each in words for each in IN_WORDS)


def of_sharing(words: str) -> bool:
    """Whether a rule speaks of bodies that put their money or their risks together."""
    said = words.lower()
    return any(each in said for each in ("share risk", "share the risk", "a pool", "one pool"))


def pull(s: Situation) -> float:
    """What sharing is worth to the body by how its fortunes stand: much to those behind, a loss to those ahead."""
    return -0.8 * standing(s)


def leaving(s: Situation) -> Options:
    """Leave a pool that is in force, when one's own year goes better than that of those with whom one shares."""
    ahead = standing(s)
    if ahead < 0.15 or not s.may("agreements"):
        return
    for number in s.memory.deals:
        agreement = s.deal(number)
        if agreement is None or agreement.phase not in ("signed", "in-force") or not shares(agreement):
            continue
        worth = 0.15 + 0.9 * ahead + 0.3 * s.concern("independence") - 0.35 * s.concern("relationships")
        reasons = (f"we stand better than those who share with us ({ahead:+.1f})",)
        yield Option("end", worth, later(leave, s, agreement), reasons, 0.85, "", 1.0, number)
        return


def leave(s: Situation, random: Random, agreement: Agreement) -> Ask:
    """The notice."""
    text = say(random, LEAVING, title=agreement.title)
    return End(agreement=AgreementRef(agreement.id), text=text, about=s.about("money", "relationship"))
