"""What a mind has before it when it decides: its character, its memory, its view, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shirehall.play.agreements import Agreement
from shirehall.play.fields import TopicRef
from shirehall.play.view import View
from shirehall.play.world import World
from shirehall.players.minds import accountability, attention, belief, trusting
from shirehall.players.minds.character import Character, Listed
from shirehall.players.minds.memory import Memory
from shirehall.players.minds.trade import BUYERS, MARKS, OVERSEERS, PROVIDERS, TOPIC_CONCERN

TOUCHED = tuple(dict.fromkeys((*TOPIC_CONCERN.values(), "patients")))
"""The concerns that topics touch."""
TRADE_OF = {
    "pathway": "clinical",
    "contract": "contracting",
    "price": "contracting",
    "money": "finance",
    "data": "data",
    "rules": "rules",
    "quality": "clinical",
}
"""The craft that one needs to speak of a topic with ease."""
MOST_HEAT = 2.5
"""From where on it no longer adds anything that a topic is in everybody's mouth (assumed)."""
CALLING: Mapping[str, tuple[str, ...]] = {
    "gp": ("quality", "patients-public", "pathway"),
    "doctor": ("quality", "pathway"),
    "nurse": ("quality", "patients-public"),
}
"""What people of a calling took up their post for, and begin with."""
CONCERN = {
    name: f"concern-{name}"
    for name in (
        "money", "quality", "access", "patients", "prevention", "growth", "independence", "rules", "relationships",
    )
}  # fmt: skip
"""The trait that says how much a body minds a concern before play."""


@dataclass(slots=True)
class Situation:
    """One waking of one seat. It reads and never writes; everything in it is the seat's own to know.

    `worked_out` keeps what was reckoned once in this waking, so that it is not reckoned again.
    """

    who: Character
    memory: Memory
    view: View
    worked_out: dict[str, Any] = field(default_factory=dict)
    world: World = field(init=False)
    at: int = field(init=False)

    def __post_init__(self) -> None:
        self.world = self.view.world
        self.at = self.view.at

    def has(self, mechanism: str) -> bool:
        """Whether a mechanism of `mechanisms.py` is at work in this mind."""
        return mechanism not in self.who.off

    @property
    def month(self) -> int:
        """The present month."""
        return self.view.world.clock.month

    @property
    def buys(self) -> bool:
        """Whether the body buys care."""
        return self.who.kind in BUYERS

    @property
    def provides(self) -> bool:
        """Whether the body gives care."""
        return self.who.kind in PROVIDERS

    @property
    def oversees(self) -> bool:
        """Whether the body stands above others."""
        return self.who.kind in OVERSEERS

    def load(self) -> float:
        """How full the in-tray is, 0 when empty, 1 when it holds all that the seat can do in a month."""
        return attention.load(self)

    def about(self, *topics: str) -> tuple[TopicRef, ...]:
        """The topics among these that the patch knows."""
        return tuple(TopicRef(t) for t in topics if t in self.world.topics)

    def name(self, body: str) -> str:
        """A body's short name."""
        found = self.world.organisations.get(body)
        return found.short if found else body

    def body_of(self, seat: str) -> str:
        """The body a seat belongs to."""
        return self.memory.home.get(seat, "")

    def trust(self, body: str) -> float:
        """How far a body is trusted."""
        return trusting.trust(self, body)

    def known(self, body: str) -> float:
        """How familiar a body is."""
        return self.memory.known(body, self.who.ties.get(body, trusting.STRANGER))

    def person(self, body: str, *topics: str, scope: str = "") -> str:
        """The seat of another body that one would turn to: whom one knows well there, or whoever looks after the matter."""
        seats = self.who.roster.seats.get(body, ())
        friends = [
            (self.who.ties[s.seat], s.seat)
            for s in seats
            if self.who.ties.get(s.seat, 0) >= 0.5 and not scope
        ]
        if friends:
            return max(friends)[1]
        best = self.who.roster.best(body, topics, scope) or self.who.roster.best(body, topics)
        if best is not None:
            return best.seat
        there = self.world.seats_of(body)
        return there[0] if there else ""

    def in_charge(self, *topics: str, scope: str = "") -> Listed | None:
        """Who of the own body looks after a matter."""
        return self.who.roster.best(self.who.organisation, topics, scope)

    def falls_to_me(self, *topics: str, scope: str = "") -> bool:
        """Whether a matter is mine among colleagues."""
        best = self.in_charge(*topics, scope=scope)
        return best is not None and best.seat == self.who.seat

    def share_of(self, *topics: str, scope: str = "") -> float:
        """How far a matter is mine: all of it when I look after it, little when a colleague does."""
        if self.falls_to_me(*topics, scope=scope):
            return 1.0
        return 0.35 if any(topic in self.who.topics for topic in topics) else 0.12

    def concern(self, name: str) -> float:
        """How much a concern weighs now: the body's trait, what it is scored on, and what the times add."""
        known = self.worked_out.get(name)
        if known is not None:
            return float(known)
        if name == "figures":
            return self.who.trait("trust-in-figures")
        weight = self.who.trait(CONCERN[name]) + accountability.praised_for(self, name)
        heat = self.memory.heat
        if name == "money":
            weight += 0.25 * self.money_pressure()
        elif name == "access":
            weight += 0.15 * heat.get("access", 0.0)
        elif name == "patients":
            weight += 0.12 * heat.get("patients-public", 0.0)
        elif name == "quality":
            weight += 0.15 * heat.get("quality", 0.0)
        elif name == "rules":
            weight += 0.1 * self.memory.pressure
        found = self.worked_out[name] = min(1.5, weight)
        return found

    def topic_weights(self) -> Mapping[str, float]:
        """How much each topic of the trade is on this seat's mind now."""
        known: dict[str, float] | None = self.worked_out.get("topics")
        if known is not None:
            return known
        heat, mine = self.memory.heat, self.who.topics
        asked_by_nobody = accountability.not_measured(self)
        base = {c: 0.55 * self.concern(c) + asked_by_nobody for c in TOUCHED}
        for concern in accountability.asked_after(self):
            if concern in base:
                base[concern] += accountability.measured(self, concern) - asked_by_nobody
        base["money"] += 0.2 * self.money_pressure()
        drawn, calling = self.drawn(), CALLING.get(self.who.profession, ())
        found: dict[str, float] = {}
        for topic, concern in TOPIC_CONCERN.items():
            weight = base[concern] + 0.12 * min(heat.get(topic, 0.0), MOST_HEAT)
            if topic in mine:
                weight += 0.3
            if topic in TRADE_OF:
                weight += self.at_home_in(topic)
            found[topic] = weight + drawn if topic in calling else weight
        self.worked_out["topics"] = found
        return found

    def drawn(self) -> float:
        """How strongly one is drawn to what one took the post for: much while nobody asks for anything else, less with every month
        in which others have pressed, until what is asked for fills the desk (Lipsky 1980, on ideals and demands in the front line)."""
        if not self.has("accountability"):
            return 0.0
        asked = self.memory.pressure + 0.25 * self.load() + 0.15 * self.memory.heat.get("money", 0.0)
        return max(0.0, 1.0 - 0.9 * asked)

    def at_home_in(self, topic: str) -> float:
        """What one thinks one understands is taken up before what one does not."""
        area = TRADE_OF.get(topic)
        return (
            0.35 * (self.who.thinks_it_can(area) - 0.5) if area is not None and self.has("knowledge") else 0.0
        )

    def topic_weight(self, topic: str) -> float:
        """How much a topic is on this seat's mind now.

        What one is held to account for and what others talk of crowd out what one merely cares about; a topic that one has just
        raised gives way to the next. A topic that only the patch knows weighs as the patients' matter that it is likely to be.
        """
        found = self.topic_weights().get(topic)
        if found is not None:
            return found
        own = 0.55 * self.concern("patients") + accountability.held_to(self, "patients")
        return (
            own
            + 0.12 * min(self.memory.heat.get(topic, 0.0), MOST_HEAT)
            + (0.3 if topic in self.who.topics else 0.0)
        )

    def on_my_mind(self, topic: str) -> float:
        """A topic's weight, less what the seat has said of it lately."""
        return self.topic_weight(topic) - 0.15 * self.memory.raised.get(topic, 0.0)

    def hottest(self) -> str:
        """The topic that weighs most now, among those that the patch knows."""
        found = self.worked_out.get("hottest")
        if found is None:
            weights = dict(self.topic_weights())
            for topic, times in self.memory.raised.items():
                if topic in weights:
                    weights[topic] -= 0.15 * times
            known = [topic for topic in self.world.topics if topic in weights]
            found = self.worked_out["hottest"] = max(known, key=weights.__getitem__, default="")
        return str(found)

    def figure(self, measure: str, subject: str = "") -> tuple[int, float, float] | None:
        """The newest figure known of a body, its month, and the one before; the own body's when none is named."""
        return self.memory.figures.get(f"{measure}|{subject or self.who.organisation}")

    def money_pressure(self) -> float:
        """How hard money presses, 0 to about 2: a known gap by its size, a bad balance or margin, and those who lean on one; less
        where a plan that stands on paper is taken for money had."""
        known = self.worked_out.get("money-pressure")
        if known is not None:
            return float(known)
        pressure = accountability.gap_weight(self)
        for measure in ("commissioner-balance", "provider-margin"):
            found = self.figure(measure)
            if found is not None and found[1] < 0:
                pressure += 0.5
        total = max(0.0, pressure + 0.3 * self.memory.pressure - belief.relief(self))
        self.worked_out["money-pressure"] = total
        return total

    def bad_figures(self) -> list[tuple[str, str, float, int, str]]:
        """Figures known to this seat that the trade calls bad: measure, subject, value, month, topic."""
        bad = []
        for key, (month, value) in self.memory.bad.items():
            measure, subject = key.split("|")
            bad.append((measure, subject, value, month, MARKS[measure][2]))
        return bad

    def deal(self, number: int) -> Agreement | None:
        """An agreement the seat knows."""
        return self.world.agreements.get(number)

    def fresh(self, key: str, minutes: int, ours: bool = False) -> bool:
        """Whether something was not done within some minutes, by the seat or by its body."""
        last = (self.memory.we_tried(key) if ours else self.memory.tried(key))[1]
        return self.at - last >= minutes

    def times(self, key: str, ours: bool = False) -> int:
        """How often something was done."""
        return (self.memory.we_tried(key) if ours else self.memory.tried(key))[0]

    def may(self, scope: str) -> bool:
        """Whether the seat may bind its body in a scope."""
        return scope in self.who.may_commit
