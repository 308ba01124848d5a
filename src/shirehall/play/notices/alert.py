"""Early warning: a published figure that has passed a mark, told to those whose publication rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from shirehall.economy.figures import MEASURES
from shirehall.economy.marks import EIGHTEEN_WEEKS, EIGHTEEN_WEEKS_SINCE, FULL_BEDS, four_hours
from shirehall.patch.model import Publication
from shirehall.play.drafting import engine
from shirehall.play.kinds import Kind, Names
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import World

Mark = tuple[Literal["above", "below"], float, str]


def marks_of(month: str) -> Mapping[str, Mark]:
    """Marks of early warning in a month ("YYYY-MM") by measure: side, mark, and what it is. Those that are no standard are assumed."""
    standard = four_hours(month)
    marks: dict[str, Mark] = {
        "ae-within-4h": ("below", standard, f"the four-hour standard of {standard:g}%"),
        "bed-occupancy": ("above", FULL_BEDS, f"{FULL_BEDS:g}% of beds taken"),
        "trolley-waits-12h": ("above", 0.0, "a wait of over twelve hours for a bed"),
        "commissioner-balance": ("below", 0.0, "spending over the allocation so far"),
        "provider-margin": ("below", 0.0, "a month in deficit"),
        "reserves": ("below", 0.0, "no cash left"),
    }
    if month >= EIGHTEEN_WEEKS_SINCE:
        marks["rtt-within-18w"] = (
            "below",
            EIGHTEEN_WEEKS,
            f"the eighteen-week standard of {EIGHTEEN_WEEKS:g}%",
        )
    return marks


ACCOUNT_MANAGER = "account-manager"
"""What a seat that looks after bodies may be called where a pack says for whom an alert rings."""


def alerts(
    world: World, publication: Publication, of_month: int, rows: Sequence[Sequence[Any]], before: Sequence[Sequence[Any]],
    hearers: tuple[str, ...], body: str,
) -> list[Draft]:  # fmt: skip
    """The alert that a publication rings, if any of its figures passed a mark in the month that it had not passed in the last; an
    account manager hears of the bodies that it looks after alone."""
    ringing, marks = ears(world, publication, hearers), marks_of(calendar(world.clock.start, of_month))
    if not ringing:
        return []
    earlier = {tuple(row[:3]) for row in before if row[0] in marks and row[2] == "all" and passed(row, marks)}
    news = [
        [*row[:4], marks[row[0]][2]]
        for row in rows
        if row[0] in marks and row[2] == "all" and passed(row, marks) and tuple(row[:3]) not in earlier
    ]
    if not news:
        return []
    managers = tuple(seat for seat in ringing if world.seats[seat].looks_after)
    others = tuple(seat for seat in ringing if seat not in managers)
    heard = [(others, news)] if others else []
    for seat in managers:
        own = [each for each in news if each[1] in world.seats[seat].looks_after]
        heard += [((seat,), own)] if own else []
    content = {"publication": publication.id, "title": publication.title, "of_month": of_month}
    return [
        engine("alert-raised", {**content, "rows": told}, to=seats, audience=seats, organisation=body)
        for seats, told in heard
    ]


def calendar(start: str, month: int) -> str:
    """The calendar month ("YYYY-MM") of a month of play."""
    year, first = (int(part) for part in start.split("-"))
    months = year * 12 + first - 1 + month - 1
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def ears(world: World, publication: Publication, hearers: tuple[str, ...]) -> tuple[str, ...]:
    """The readers of a publication for whom it rings: all of them, none, or those that the pack names as seats, bodies or kinds."""
    everyone = tuple(world.seats) if hearers == ("*",) else hearers
    if isinstance(publication.alert, bool):
        return everyone if publication.alert else ()
    return tuple(seat for seat in everyone if set(publication.alert) & names_of(world, seat))


def names_of(world: World, seat: str) -> set[str]:
    """What a seat may be called in a pack: its id, its body's, its body's kind, and an account manager if it is one."""
    body = world.organisation_of(seat)
    manager = {ACCOUNT_MANAGER} if world.seats[seat].looks_after else set()
    return {seat, body, world.organisations[body].kind, *manager}


def passed(row: Sequence[Any], marks: Mapping[str, Mark]) -> bool:
    """Whether a figure that has a mark has passed it."""
    side, mark, _ = marks[row[0]]
    return bool(row[3] > mark if side == "above" else row[3] < mark)


def says_alert(event: Event, names: Names) -> str:
    told = [
        f"{MEASURES[m].title} of {called(names, s)} ({mark})" for m, s, _, _, mark in event.body["rows"][:4]
    ]
    more = len(event.body["rows"]) - len(told)
    return f"Early warning for month {event.body['of_month']}: {'; '.join(told)}{f'; and {more} more' if more else ''}."


def called(names: Names, subject: str) -> str:
    """A subject's name; the county's is its own."""
    return "the county" if subject == "county" else names.body(subject)


KINDS = (Kind("alert-raised", "notice", says_alert),)
