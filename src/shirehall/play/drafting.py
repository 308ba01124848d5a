"""What drafts of events have in common: who is addressed, who sees them, and what the asker's own words were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.play.fields import Ask
from shirehall.play.record.event import OWN, Draft
from shirehall.play.world import World


def spoken(
    kind: str,
    world: World,
    seat: str,
    ask: Ask,
    body: Mapping[str, Any],
    *,
    to: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    everyone: bool = False,
    subject: int | None = None,
    thread: int | None = None,
) -> Draft:
    """The event of a seat's own act: its words and evidence in the body, seen by its addressees, `also`, and itself.

    Colleagues of the asking seat see what it does for the body when `also` names them.
    """
    words: dict[str, Any] = {"text": ask.text, **body}
    if ask.evidence:
        words["evidence"] = tuple(ask.evidence)
    audience = ("*",) if everyone else in_order(world, {seat, *to, *also})
    return Draft(
        kind=kind,
        body=words,
        seat=seat,
        organisation=world.organisation_of(seat),
        addressees=to,
        audience=audience,
        thread=thread if thread is not None else (ask.in_reply_to or OWN),
        in_reply_to=ask.in_reply_to,
        subject=subject,
        about=tuple(ask.about),
    )


def in_order(world: World, seats: set[str]) -> tuple[str, ...]:
    """Seats in the order of the pack, so that no set's order reaches the record."""
    known = [world.seats[seat] for seat in seats if seat in world.seats]
    return tuple(chair.id for chair in sorted(known, key=lambda chair: chair.position))


def engine(
    kind: str,
    body: Mapping[str, Any],
    *,
    to: tuple[str, ...] = (),
    audience: tuple[str, ...] = (),
    subject: int | None = None,
    cause: int | None = None,
    about: tuple[str, ...] = (),
    organisation: str = "",
) -> Draft:
    """An event that no seat asked for: the clock, the county, a consultation's end."""
    return Draft(
        kind=kind,
        body=body,
        organisation=organisation,
        addressees=to,
        audience=audience or to,
        thread=subject,
        cause=cause,
        subject=subject,
        about=about,
        origin="engine",
    )
