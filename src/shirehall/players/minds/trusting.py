"""Trust: earned by old ties, answers, kept promises and time; lost by surprise, refusal and silence.

Sources: Mayer, Davis and Schoorman 1995, trust as readiness to be exposed to another; Axelrod 1984, reciprocity; Slovic 1993,
that trust is lost in larger steps than it is won. The steps and weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Lessons, Weigher

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.memory import Memory
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

STRANGER = 0.1
"""The tie to a body that one did not know before play."""
ANYBODY = 0.3
"""How far every body is trusted where trust plays no part: the point at which it adds nothing."""
MOST = 0.8
EXPOSES: Mapping[str, float] = {
    "propose": 0.6, "sign": 0.6, "agree": 0.4, "appoint-lead": 1.0, "delegate": 1.0, "form-alliance": 1.0, "merge": 1.0,
    "accept-offer": 0.6, "share": 0.8, "share-answer": 0.6, "share-post": 1.0, "withhold": -0.6, "deny": -0.4, "refuse": -0.3,
}  # fmt: skip
"""How far a move puts one into another's hands; below 0, how far it keeps one out of them."""
STEPS: Mapping[str, float] = {
    "signed": 0.12,
    "agreed": 0.06,
    "ruled": 0.06,
    "information-shared": 0.04,
    "endorsed": 0.06,
    "conceded": 0.05,
    "help-offered": 0.03,
    "proposal-refused": -0.06,
    "agreement-denied": -0.2,
    "agreement-disputed": -0.15,
    "agreement-ended": -0.15,
    "proposal-withdrawn": -0.08,
    "pressed": -0.06,
    "challenged": -0.06,
    "intervened": -0.1,
    "sanctioned": -0.1,
    "complained": -0.06,
    "capacity-changed": -0.03,
    "offer-declined": -0.03,
}
"""What another body's act does to trust in it. A change of services that one was only told of is a surprise."""


def trust(s: Situation, body: str) -> float:
    """How far a body is trusted, about -0.8 to 1.8."""
    who = s.who
    return ANYBODY if "trust" in who.off else who.ties.get(body, STRANGER) + s.memory.trust.get(body, 0.0)


def learn(memory: Memory, body: str, by: float) -> None:
    """Trust moves a little, and never beyond reason."""
    if body and body != memory.organisation:
        memory.trust[body] = max(-MOST, min(MOST, memory.trust.get(body, 0.0) + by))


def acted(memory: Memory, event: Event) -> None:
    """What another body did to us, or before our eyes."""
    if event.organisation != memory.organisation:
        learn(memory, event.organisation, STEPS[event.kind])


def not_answered(memory: Memory, event: Event) -> None:
    """Silence: of those asked, whoever has not answered a fortnight of play after the date loses trust, once."""
    for number, due in memory.waiting.items():
        if due + 10 < event.at and number not in memory.silent:
            memory.silent[number] = due
            for body in memory.asked_of.get(number, ()):
                learn(memory, body, -0.05)
    memory.silent = {n: due for n, due in memory.silent.items() if n in memory.waiting}
    memory.asked_of = {n: bodies for n, bodies in memory.asked_of.items() if n in memory.waiting}


def in_time(memory: Memory, event: Event) -> None:  # noqa: ARG001
    """Time heals a little and dulls a little: a twentieth of what was learnt fades in a month."""
    memory.trust = {body: value * 0.95 for body, value in memory.trust.items()}


KEPT, MISSED = 0.03, -0.05
"""What a date kept earns and a date missed costs: less is won than is lost (assumed)."""
ANSWERED, ANSWERED_LATE = 0.08, 0.04
"""What an answer earns by the date it was asked for or promised for, and what it earns after it (assumed)."""


def answered(memory: Memory, body: str, number: int, at: int) -> None:
    """A body answers what one asked; whether by the date counts."""
    learn(memory, body, ANSWERED if at <= memory.waiting[number] else ANSWERED_LATE)


def date_kept(memory: Memory, event: Event) -> None:
    """Who kept a date and who missed it, among those who owed something by it."""
    for body in event.body["met"]:
        learn(memory, body, KEPT)
    for body in event.body["missed"]:
        learn(memory, body, MISSED)


SHARED, MEETINGS = 0.15, 3
"""What a post that two bodies share adds to the trust of either in the other, and for how many meetings it stands (assumed): somebody
of one's own sits at their table."""


def post_shared(memory: Memory, event: Event) -> None:
    """One's own body and another share a post from now on."""
    both = (event.organisation, event.body["with"])
    if memory.organisation in both:
        other = both[memory.organisation == both[0]]
        learn(memory, other, SHARED)
        memory.contacts[other] = memory.contacts.get(other, 0) + MEETINGS


def month(memory: Memory, event: Event) -> None:
    """A month passes."""
    not_answered(memory, event)
    in_time(memory, event)


def adds(s: Situation, o: Option) -> float:
    """Putting oneself into somebody's hands is worth more the more one trusts them."""
    return 0.3 * EXPOSES[o.move] * (trust(s, o.towards) - ANYBODY) if o.towards else 0.0


def why(s: Situation, o: Option) -> str:
    """How far they are trusted."""
    return f"we trust {s.name(o.towards)} {'well' if trust(s, o.towards) > 0.6 else 'so far' if trust(s, o.towards) > 0.2 else 'little'}"


LESSONS: Lessons = {
    **dict.fromkeys(STEPS, acted),
    "deadline-passed": date_kept,
    "month-opened": month,
    "post-shared": post_shared,
}
WEIGHER = Weigher("trust", frozenset(EXPOSES), adds, why)
