"""Interventions: what facilitators do in a day, each on the record with its class. Advice to players is not one of the classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import World

Class = Literal["clock", "inject", "seat", "ruling", "voice", "notice", "technical", "correction"]
"""The clock; the run sheet; who sits where; what rules and words amount to; speaking and acting for bodies that nobody sits
for; practical notices; what is the matter with the machines; corrections of mistakes. The list is closed."""

CLASSES: tuple[str, ...] = get_args(Class)

OF_KIND: Mapping[str, Class] = {
    "clock-paused": "clock",
    "clock-resumed": "clock",
    "month-extended": "clock",
    "month-skipped": "clock",
    "deadline-extended": "clock",
    "voiced": "voice",
    "terms-ruled": "ruling",
    "ruled": "ruling",
    "rule-settled": "ruling",
    "rule-change-proposed": "ruling",
    "message-sent": "notice",
    "information-shared": "notice",
    "announced": "notice",
    "answered": "notice",
    "deferred": "notice",
    "words-withdrawn": "correction",
    "seat-added": "seat",
    "seat-moved": "seat",
}
"""The class of events that do not carry one. Whatever else a facilitator's seat does, it does as a body in the play: a voice."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """One thing that a facilitator did: its event, minute, month and seat, its class, and its words if it has any."""

    event: int
    kind: str
    at: int
    month: int
    seat: str
    cls: str
    text: str


def stepped_in(
    kind: str,
    world: World,
    seat: str,
    ask: Ask,
    cls: Class,
    body: Mapping[str, Any],
    *,
    to: tuple[str, ...] = (),
    everyone: bool = False,
    subject: int | None = None,
    backstage: bool = False,
) -> Draft:
    """The event of a facilitator's act with its class. Backstage, only facilitators see it, and no observer either."""
    classed = {**body, "class": cls}
    draft = spoken(kind, world, seat, ask, classed, to=to, everyone=everyone, subject=subject)
    return altered(draft, audience=()) if backstage else draft


def class_of(event: Event) -> str:
    """The class of a facilitator's event: the one it carries, else that of its kind."""
    return str(event.body.get("class") or OF_KIND.get(event.kind, "voice"))


def interventions(events: Iterable[Event]) -> tuple[Intervention, ...]:
    """Everything that facilitators did, in the record's order. Refused moves did nothing and are left out."""
    facilitators: set[str] = set()
    found = []
    for event in events:
        if event.kind == "day-opened":
            facilitators = {row["id"] for row in event.body["organisations"] if row["kind"] == "control"}
        if event.seat and event.organisation in facilitators and event.kind != "move-refused":
            text = str(event.body.get("text", ""))
            found.append(
                Intervention(event.seq, event.kind, event.at, event.month, event.seat, class_of(event), text)
            )
    return tuple(found)


def counted(found: Iterable[Intervention]) -> dict[str, int]:
    """How many interventions there were of each class, every class named."""
    count = Counter(one.cls for one in found)
    return {cls: count[cls] for cls in CLASSES}
