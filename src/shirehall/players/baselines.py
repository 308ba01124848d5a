"""Two players to measure others by: one that does anything it may, and one that does nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, get_args, get_origin

from shirehall.economy import levers
from shirehall.play.fields import (
    NAMES,
    THINGS,
    Ask,
    Clause,
    EventRef,
    Field,
    Minutes,
    Month,
    OrganisationRef,
    Pence,
    Percent,
    PlanLine,
    SeatRef,
    SiteRef,
    Text,
    fields_of,
)
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.players.contract import Act, Decision

WORDS = (
    "let us talk",
    "we agree in part",
    "who decides",
    "the figures are old",
    "patients wait",
    "more beds",
    "not this month",
    "in writing please",
)
CHOICES: Mapping[str, Callable[[Random], Any]] = {
    "specificity": lambda r: r.randrange(4),
    "tier": lambda r: r.choice(("main", "side", "support", "enhanced")),
    "change": lambda r: r.choice((-10, -4, 4, 10)),
    "resource": lambda _r: "medical-beds",
    "scope": lambda r: r.choice(("agreements", "plans", "money", "people", "public")),
    "contract": lambda _r: "",
    "pack_question": lambda _r: "",
}
"""Fields whose type says less than their meaning."""


@dataclass(frozen=True, slots=True)
class SilentPlayer:
    """Sits in a seat, reads nothing and does nothing."""

    origin: str = "script"

    def begin(self, seat: str) -> str:
        """Nothing but the seat."""
        return seat

    def remember(self, memory: str, event: Event) -> str:  # noqa: ARG002
        """Nothing is remembered."""
        return memory

    def decide(self, memory: str, view: View, random: Random) -> Decision:  # noqa: ARG002
        """Nothing, until something is addressed to the seat, or a long while has passed."""
        return Decision((), 60)


@dataclass(frozen=True, slots=True)
class RandomPlayer:
    """Does anything that its view offers, with fields of the right type filled at random: for finding faults."""

    origin: str = "script"
    tries: int = 6

    def begin(self, seat: str) -> int:
        """It remembers only how many events it saw."""
        return 0 if seat else -1

    def remember(self, memory: int, event: Event) -> int:  # noqa: ARG002
        """One more event seen."""
        return memory + 1

    def decide(self, memory: int, view: View, random: Random) -> Decision:  # noqa: ARG002
        """One move among those permitted, or none."""
        names = view.permitted()
        for _ in range(self.tries):
            if not names:
                break
            move = view.catalogue.moves[names[random.randrange(len(names))]]
            ask = any_ask(move.ask, view, random)
            if ask is not None:
                return Decision((Act(ask, max(1, move.minutes), ("at random",)),), 1 + random.randrange(12))
        return Decision((), 1 + random.randrange(12))


def any_ask(kind: type[Ask], view: View, random: Random) -> Ask | None:
    """An ask with every field filled; nothing when a field has nothing to refer to."""
    values: dict[str, Any] = {}
    for field in fields_of(kind):
        if field.name in ("in_reply_to", "evidence"):
            continue
        if field.many:
            values[field.name] = several(field, view, random)
        elif field.optional and random.random() < 0.4:
            values[field.name] = None
        else:
            values[field.name] = any_value(field, view, random)
        if values[field.name] is None and not field.optional:
            return None
    return kind(**values)


def several(field: Field, view: View, random: Random) -> tuple[Any, ...]:
    """One to three different values."""
    found = [any_value(field, view, random) for _ in range(1 + random.randrange(3))]
    return tuple(dict.fromkeys(value for value in found if value is not None))


def any_value(field: Field, view: View, random: Random) -> Any:
    """A value of a field's type, drawn from what the view holds; nothing when it holds none."""
    what, world = field.what, view.world
    if field.name in CHOICES:
        return CHOICES[field.name](random)
    if what in NAMES:
        return pick(names_for(what, view), random)
    if what in THINGS:
        return pick(list(getattr(world, THINGS[what])), random)
    if what is EventRef:
        return 1 + random.randrange(world.seq) if world.seq else None
    if what is SiteRef:
        mine = [site for site, owner in world.sites.items() if owner == view.organisation]
        return pick(mine or list(world.sites), random)
    if what is Clause:
        return any_clause(view, random)
    if what is PlanLine:
        return PlanLine(
            random.choice(("acute care", "prescribing", "estates")),
            100 * random.randrange(10**7),
            random.choice(WORDS),
        )
    return any_plain(what, view, random)


def any_plain(what: Any, view: View, random: Random) -> Any:
    """A number, words, a choice among literals."""
    if get_origin(what) is not None and get_args(what):
        return random.choice(get_args(what))
    if what is Month:
        return view.world.clock.month + random.randrange(4)
    plain: Mapping[Any, Callable[[], Any]] = {
        Minutes: lambda: 1 + random.randrange(12),
        Pence: lambda: 100 * (1 + random.randrange(10**7)),
        Percent: lambda: 1 + random.randrange(40),
        int: lambda: 1 + random.randrange(10),
        bool: lambda: random.random() < 0.5,
        Text: lambda: random.choice(WORDS),
        str: lambda: f"made-up-{random.randrange(10**6)}",
    }
    return plain[what]() if what in plain else None


def names_for(what: Any, view: View) -> list[str]:
    """Names of a sort in the view: of seats and bodies, those of others."""
    table = list(getattr(view.world, NAMES[what]))
    if what is SeatRef:
        return [seat for seat in table if seat != view.seat]
    if what is OrganisationRef:
        return [body for body in table if body != view.organisation and view.world.seats_of(body)]
    return table


def pick(values: list[Any], random: Random) -> Any:
    """One of the values; nothing of none."""
    return values[random.randrange(len(values))] if values else None


def any_clause(view: View, random: Random) -> Clause:
    """Words alone, or the terms of some mechanism with numbers within their bounds."""
    words = random.choice(WORDS)
    if random.random() < 0.5:
        return Clause(words)
    mechanism = random.choice(list(levers.catalogue().values()))
    terms: list[tuple[str, str | int | float]] = []
    for term in mechanism.terms:
        if term.optional:
            continue
        if term.kind == "organisation":
            terms.append((term.name, random.choice(list(view.world.organisations))))
        elif term.kind == "site":
            terms.append((term.name, random.choice(list(view.world.sites))))
        elif term.kind in ("service", "resource", "text"):
            return Clause(words)
        else:
            low, high = max(term.low, -20.0), min(term.high, 20.0)
            terms.append((term.name, int(low + random.random() * (high - low))))
    return Clause(words, mechanism.name, tuple(sorted(terms)))
