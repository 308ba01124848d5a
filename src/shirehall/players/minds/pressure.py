"""Pressure: what is asked weighs by the power behind it and by how often it was asked.

Sources: Pfeffer and Salancik 1978, on whose demands an organisation attends to; Emerson 1962, power as the other's dependence.
The weights are assumed.
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

ARM: Mapping[str, float] = {
    "intervene": 1.0,
    "sign-off-plans": 0.7,
    "license": 0.7,
    "inspect": 0.6,
    "allocate-funds": 0.5,
    "register": 0.4,
    "review-competition": 0.4,
    "scrutinise": 0.3,
}
"""How long an arm a power gives, 0 to 1: how much it can do to a body that does not follow."""
REPLIES: Mapping[str, float] = {"answer": 1.0, "withhold": -0.7, "defer": -0.5}
FOLLOWS = ("submit-plan", "sign", "agree", "share", "accept-offer", "concede")
MOST = 3.0


def press(memory: Memory, body: str, by: float) -> None:
    """Somebody leans on the seat's body."""
    if "pressure" in memory.off:
        return
    memory.pressure = min(MOST, memory.pressure + by)
    if body:
        memory.pushes[body] = min(MOST, memory.pushes.get(body, 0.0) + by)


def power(s: Situation, body: str) -> float:
    """The power of another body over this one, 0 to 1: by its legal powers, or by how much of one's income hangs on it."""
    key = f"power/{body}"
    known = s.worked_out.get(key)
    if known is not None:
        return float(known)
    found = s.world.organisations.get(body)
    arm = max((ARM.get(each, 0.0) for each in found.powers), default=0.0) if found is not None else 0.0
    selling = sum(paper.pounds for paper in s.who.contracts if not paper.buying)
    theirs = sum(paper.pounds for paper in s.who.contracts if not paper.buying and paper.other == body)
    total = s.worked_out[key] = max(arm, 0.6 * theirs / selling if selling else 0.0)
    return float(total)


def adds(s: Situation, o: Option) -> float:
    """An answer is worth more, and a refusal less, the more power and the more reminders stand behind the asking."""
    if o.move in REPLIES:
        behind = 0.3 * power(s, o.towards) * (0.5 + s.who.trait("deference"))
        return REPLIES[o.move] * (behind + 0.12 * min(s.memory.asked_again.get(o.thing, 0), 3))
    return 0.15 * s.memory.pushes.get(o.towards, 0.0)


def why(s: Situation, o: Option) -> str:
    """The power and the reminders."""
    again = s.memory.asked_again.get(o.thing, 0) if o.move in REPLIES else 0
    times = f", reminded {again} time{'' if again == 1 else 's'}" if again else ""
    return f"{s.name(o.towards) or 'they'} can make it felt ({power(s, o.towards):.1f} of 1){times}"


def reminded(memory: Memory, event: Event) -> None:
    """Somebody comes back to what one owes."""
    number = event.in_reply_to or event.subject or 0
    if number in memory.owed and event.seat != memory.seat and memory.seat in event.addressees:
        memory.asked_again[number] = memory.asked_again.get(number, 0) + 1
        press(memory, event.organisation, 0.1)


def asked_for(memory: Memory, event: Event) -> None:
    """Somebody asks: for a plan, that leans on one; for what one owes already, again."""
    if event.body["wants"] == "plan" and memory.seat in event.addressees:
        press(memory, event.organisation, 0.1)
    reminded(memory, event)


def leaned_on(memory: Memory, event: Event) -> None:
    """Somebody presses, challenges, steps in or punishes."""
    if event.organisation != memory.organisation:
        press(memory, event.organisation, 0.5)
        reminded(memory, event)


def found_wanting(memory: Memory, event: Event) -> None:
    """A plan of ours was judged not credible."""
    if (event.subject or 0) in memory.plans_out and event.body["verdict"] == "not credible":
        press(memory, event.organisation, 0.5)


def date_missed(memory: Memory, event: Event) -> None:
    """We missed a date."""
    if memory.organisation in event.body["missed"]:
        press(memory, "", 0.6)


def eases(memory: Memory, event: Event) -> None:  # noqa: ARG001
    """Pressure that is not kept up fades by three tenths a month (assumed)."""
    memory.pressure *= 0.7
    memory.pushes = {body: value * 0.7 for body, value in memory.pushes.items() if value > 0.05}
    memory.asked_again = {
        number: times for number, times in memory.asked_again.items() if number in memory.owed
    }


LESSONS: Lessons = {
    "message-sent": reminded,
    "asked": asked_for,
    "pressed": leaned_on,
    "challenged": leaned_on,
    "intervened": leaned_on,
    "sanctioned": leaned_on,
    "plan-reviewed": found_wanting,
    "deadline-passed": date_missed,
    "month-opened": eases,
}
WEIGHER = Weigher("pressure", frozenset((*REPLIES, *FOLLOWS)), adds, why)
