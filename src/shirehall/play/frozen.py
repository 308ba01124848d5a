"""Months that are closed on the record: the terms frozen at each close, rebuilt from the record, and which were not lived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shirehall.economy.terms import Terms
from shirehall.economy.terms import digest as terms_digest
from shirehall.errors import Place, RecordError
from shirehall.play.record.event import Draft, Event, numbered
from shirehall.play.session import Session
from shirehall.play.terms import levers_for
from shirehall.play.world import World


@dataclass(frozen=True, slots=True)
class Frozen:
    """A closed month as the county needs it: its terms, their digest as the record keeps it, and the minute of its close."""

    month: int
    terms: Terms
    digest: str
    at: int


def folded(session: Session, drafts: Sequence[Draft], at: int) -> World:
    """The world as it would be if the drafts were committed now. Nothing is kept."""
    world, first = session.world, len(session.events) + 1
    for number, draft in enumerate(drafts, start=first):
        refs = session.catalogue.kind(draft.kind).numbers
        event = numbered(draft, number, first, at, world.clock.month, "", refs)
        world = session.catalogue.evolve(world, event)
    return world


def unlived(session: Session) -> tuple[int, ...]:
    """The months that are closed and not lived, in their order."""
    lived = {event.body["of_month"] for event in session.months_lived()}
    closed = [event.body["of_month"] for _, event in session.closings]
    return tuple(month for month in closed if month not in lived)


def frozen_months(session: Session) -> tuple[Frozen, ...]:
    """Every month that was closed, in order, with its terms: what a county is lived by again from the beginning.

    Raises RecordError when the terms that the record amounts to are not those that were frozen.
    """
    return tuple(frozen_at(world, event) for world, event in session.closings)


def frozen_at(world: World, event: Event) -> Frozen:
    """The month that an event closed, from the world just before it."""
    month = event.body["of_month"]
    terms = levers_for(world, month)
    digest = terms_digest(terms)
    if digest != event.body["terms"]:
        raise RecordError(
            f"the terms of month {month} are not those that were frozen when it closed.",
            where=Place("the record", value=f"event {event.seq}"),
            mend="open it with the Shirehall that wrote it, or begin from the record's second copy.",
        )
    return Frozen(month, terms, digest, event.at)
