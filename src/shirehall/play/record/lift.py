"""Old events in today's shape: lifted step by step when read, while the stored bytes stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from shirehall import __version__
from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import About
from shirehall.play.record.event import Event, Json, freeze

Lift = Callable[[Mapping[str, Json]], Mapping[str, Json]]
"""A body of one version in, the same fact as a body of the next version out. Pure; must not change what it is given."""


@dataclass(frozen=True)
class Lifts:
    """The kinds of event this Shirehall knows, and the steps that lead older versions up to today's.

    `current` gives each kind's version of today; `steps[kind, n]` lifts a body from version n to n + 1. Raises
    ValueError unless every version from 1 up to today's has its step, and no step leads elsewhere.
    """

    current: Mapping[str, int]
    steps: Mapping[tuple[str, int], Lift] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = {(kind, version) for kind, today in self.current.items() for version in range(1, today)}
        missing = sorted(wanted - self.steps.keys())
        stray = sorted(self.steps.keys() - wanted)
        if missing or stray:
            raise ValueError(f"lifts missing: {missing}; lifts of no known kind and older version: {stray}")


def lifted(event: Event, lifts: Lifts, about: About | None = None) -> Event:
    """The event in today's version of its kind; the event given is not changed.

    `about` is what the record says about itself, for the error's advice. Raises RecordError for a kind, or a version
    of it, that this Shirehall does not know.
    """
    today = lifts.current.get(event.kind)
    if today is None or event.version > today:
        raise _too_new(event, today, about)
    if event.version == today:
        return event
    body: Mapping[str, Json] = event.body
    for version in range(event.version, today):
        body = freeze(lifts.steps[event.kind, version](freeze(body)))
    return replace(event, version=today, body=body)


def lifted_all(events: Iterable[Event], lifts: Lifts, about: About | None = None) -> Iterator[Event]:
    """Each event in today's version of its kind, in order; see `lifted`."""
    for event in events:
        yield lifted(event, lifts, about)


def _too_new(event: Event, today: int | None, about: About | None) -> RecordError:
    knows = "does not know that kind" if today is None else f"knows that kind up to version {today}"
    began = about.shirehall if about else ""
    wanted = f"Shirehall {began}, which began it," if began else "the Shirehall that wrote it,"
    return RecordError(
        f"event {event.seq} is of kind {event.kind!r}, version {event.version}; "
        f"this Shirehall ({__version__}) {knows}.",
        where=Place("the record", value=f"event {event.seq}, {event.kind} version {event.version}"),
        who="the person running Shirehall",
        mend=f"open the record with {wanted} or a newer one that knows {event.kind!r} version {event.version}.",
    )
