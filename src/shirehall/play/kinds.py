"""What a move and a kind of event are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from shirehall.play.fields import Ask
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import World

Nature = Literal["talk", "commitment", "deed", "notice", "refusal", "engine"]
Evolve = Callable[[World, Event], World]


class Names(Protocol):
    """How bodies, seats and things are called in sentences."""

    def body(self, organisation: str) -> str:
        """A body's short name."""

    def bodies(self, organisations: tuple[str, ...]) -> str:
        """Several bodies' short names, joined with commas and an "and"."""

    def seat(self, seat: str) -> str:
        """A seat's role and body."""

    def bodies_of(self, seats: tuple[str, ...]) -> str:
        """The bodies that some seats belong to, each once."""

    def thing(self, number: int | None) -> str:
        """What a thing of the play is called: an agreement's or plan's title, a request's words."""

    def rule(self, rule: str) -> str:
        """A rule's words."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move was refused: the rule, the reason in plain words, and who could change it."""

    rule: str
    why: str
    who: str


def unchanged(world: World, event: Event) -> World:  # noqa: ARG001
    """The world as it was: for events that alter nothing that moves depend on."""
    return world


def whole_body(event: Event, seat: str, organisation: str) -> Mapping[str, Any]:  # noqa: ARG001
    """The body shown whole to everyone in the audience."""
    return event.body


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: its stable name, what it does to the world, the sentence that reports it.

    `nature` tells talk from commitments (words that bind or promise) and deeds. `numbers` names the body's fields that hold
    numbers of things or events. `redact` shows the body to one seat of the audience. `lifts` maps an old version to the
    function that lifts its body by one version.
    """

    name: str
    nature: Nature
    says: Callable[[Event, Names], str]
    evolve: Evolve = unchanged
    version: int = 1
    numbers: tuple[str, ...] = ()
    redact: Callable[[Event, str, str], Mapping[str, Any]] = whole_body
    lifts: Mapping[int, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A move: what is asked, when it is refused, what then happens, and the kinds of event it can cause.

    `check` and `offered` may use only the world as the asking seat sees it. `facts` uses the whole world. `quotes` gives
    what the first event says of what the seat knows, as the seat knows it. `minutes` is what the move usually costs a
    person, and `effort` how many times as much it costs on the thing of a number. `in_meeting` says whether it can be made from
    inside a meeting.
    """

    name: str
    ask: type[Ask]
    summary: str
    minutes: int
    check: Callable[[World, str, Any], Refusal | None]
    facts: Callable[[World, str, Any], list[Draft]]
    kinds: tuple[Kind, ...]
    offered: Callable[[World, str], bool] = lambda _world, _seat: True
    in_meeting: bool = False
    control: bool = False
    depth: Literal["deep", "shallow"] = "deep"
    owner: str = ""
    quotes: Callable[[World, str, Any], Mapping[str, Any]] | None = None
    effort: Callable[[World, int], float] = lambda _world, _thing: 1.0
