"""Early warning: a published figure that has passed a mark, told to those whose publication rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from shirehall.economy.figures import MEASURES
from shirehall.patch.model import Publication
from shirehall.play.drafting import engine
from shirehall.play.kinds import Kind, Names
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import World

MARKS: Mapping[str, tuple[Literal["above", "below"], float, str]] = {
    "ae-within-4h": ("below", 95.0, "the four-hour standard of 95%"),
    "rtt-within-18w": ("below", 92.0, "the eighteen-week standard of 92%"),
    "bed-occupancy": ("above", 92.0, "92% of beds taken"),
    "trolley-waits-12h": ("above", 0.0, "a wait of over twelve hours for a bed"),
    "commissioner-balance": ("below", 0.0, "spending over the allocation so far"),
    "provider-margin": ("below", 0.0, "a month in deficit"),
    "reserves": ("below", 0.0, "no cash left"),
}
"""Marks of early warning by measure: side, mark, and what it is. The standards are those of the time; the rest is assumed."""


def alerts(
    world: World, publication: Publication, of_month: int, rows: Sequence[Sequence[Any]], before: Sequence[Sequence[Any]],
    hearers: tuple[str, ...], body: str,
) -> list[Draft]:  # fmt: skip
    """The alert that a publication rings, if any of its figures passed a mark in the month that it had not passed in the last."""
    ringing = ears(world, publication, hearers)
    earlier = {tuple(row[:3]) for row in before if passed(row)}
    news = [
        list(row[:4]) for row in rows if row[2] == "all" and passed(row) and tuple(row[:3]) not in earlier
    ]
    if not ringing or not news:
        return []
    content = {"publication": publication.id, "title": publication.title, "of_month": of_month, "rows": news}
    return [engine("alert-raised", content, to=ringing, audience=ringing, organisation=body)]


def ears(world: World, publication: Publication, hearers: tuple[str, ...]) -> tuple[str, ...]:
    """The readers of a publication for whom it rings: all of them, none, or those that the pack names as seats, bodies or kinds."""
    everyone = tuple(world.seats) if hearers == ("*",) else hearers
    if isinstance(publication.alert, bool):
        return everyone if publication.alert else ()
    return tuple(seat for seat in everyone if set(publication.alert) & names_of(world, seat))


def names_of(world: World, seat: str) -> set[str]:
    """What a seat may be called in a pack: its id, its body's, its body's kind."""
    body = world.organisation_of(seat)
    return {seat, body, world.organisations[body].kind}


def passed(row: Sequence[Any]) -> bool:
    """Whether a figure has passed its mark."""
    side, mark, _ = MARKS.get(row[0], ("above", float("inf"), ""))
    return bool(row[3] > mark if side == "above" else row[3] < mark)


def says_alert(event: Event, names: Names) -> str:
    told = [
        f"{MEASURES[m].title} of {called(names, s)} ({MARKS[m][2]})" for m, s, _, _ in event.body["rows"][:4]
    ]
    more = len(event.body["rows"]) - len(told)
    return f"Early warning for month {event.body['of_month']}: {'; '.join(told)}{f'; and {more} more' if more else ''}."


def called(names: Names, subject: str) -> str:
    """A subject's name; the county's is its own."""
    return "the county" if subject == "county" else names.body(subject)


KINDS = (Kind("alert-raised", "notice", says_alert),)
