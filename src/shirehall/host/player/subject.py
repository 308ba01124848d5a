"""What a move is about: the thing's own text, and whether it changed since the seat last looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shirehall.host.forms.choices import thing_told
from shirehall.play.fields import THINGS, Ask, fields_of
from shirehall.play.kinds import Move
from shirehall.play.names import WorldNames, sentence_case
from shirehall.play.record.event import Event
from shirehall.play.view import View

REWRITES = frozenset((
    "countered", "agreement-disputed", "agreement-ended", "proposal-withdrawn", "proposal-refused", "timetable-changed",
    "tender-decided", "plan-submitted", "bid-submitted", "terms-ruled", "agreement-denied",
))  # fmt: skip
"""Kinds of event that alter what one would sign, accept or decide."""


def subject_of(view: View, move: Move, data: Mapping[str, Any]) -> tuple[str, str, Any] | None:
    """The thing a form is about, when it is filled in: its table, how it is told, and itself."""
    for field in fields_of(move.ask):
        if field.what not in THINGS:
            continue
        given = data.get(field.name, ("",))
        number = given if isinstance(given, str) else given[0] if given else ""
        if number.isascii() and number.isdigit() and len(number) < 10:
            found = getattr(view.world, THINGS[field.what]).get(int(number))
            if found is not None:
                return THINGS[field.what], thing_told(view.world, found), found
    return None


def about_things(ask: Ask) -> bool:
    """Whether an ask names a thing of the play that others may alter meanwhile."""
    return any(
        field.what in THINGS and getattr(ask, field.name) is not None for field in fields_of(type(ask))
    )


def newer_text(view: View, ask: Ask, seen: int) -> str:
    """What others did, since event `seen`, to the thing that an ask is about, in a sentence; empty when nothing."""
    event = next(newer_events(view, ask, seen), None)
    return "" if event is None else told_of(view, event)


def newer_events(view: View, ask: Ask, seen: int) -> Iterator[Event]:
    """The events, since event `seen`, by which others altered the thing that an ask is about, the newest first."""
    subjects = {getattr(ask, field.name) for field in fields_of(type(ask)) if field.what in THINGS} - {None}
    for event in reversed(view.events[max(seen, 0) :]) if subjects else ():
        if event.subject in subjects and event.kind in REWRITES and event.seat != view.seat:
            yield event


def told_of(view: View, event: Event) -> str:
    """An event in a sentence, as the seat sees it."""
    return sentence_case(view.catalogue.kind(event.kind).says(event, WorldNames(view.world)))
