"""Lineage: a mind goes on in the body that follows its own, or that it moved to, and deals with whoever follows those it knew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from shirehall.play.world import World
from shirehall.players.minds.character import BuyRight, Character, Listed, Paper, Roster
from shirehall.players.minds.trade import topics_of_role

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.memory import Memory, Tried

Value = TypeVar("Value")
Names = Mapping[str, str]
"""Bodies that others follow, each with the one that stands for it."""


def bodies_succeeded(memory: Memory, event: Event) -> None:
    """Bodies are one with another from now on: what was known of them, asked of them and done with them holds for that other.

    Trust in it is the mean of what each had earned. A bad figure of a body that is no more is nobody's to mend.
    """
    heir = event.body["successor"]
    names = {body: heir for body in event.body["parents"] if body != heir}
    memory.heirs = {body: names.get(later, later) for body, later in memory.heirs.items()} | names
    memory.home = {seat: names.get(body, body) for seat, body in memory.home.items()}
    memory.organisation = names.get(memory.organisation, memory.organisation)
    memory.trust = as_one(memory.trust, names, lambda each: sum(each) / len(each))
    memory.contacts |= as_one(memory.contacts, names, sum)
    memory.missed = as_one(memory.missed, names, sum)
    memory.offers = as_one(memory.offers, names, sum)
    memory.pushes = as_one(memory.pushes, names, max)
    memory.met = as_one(memory.met, names, max)
    memory.counterpart_wanted = as_one(memory.counterpart_wanted, names, max)
    memory.asked_of = {
        number: tuple(dict.fromkeys(names.get(body, body) for body in bodies))
        for number, bodies in memory.asked_of.items()
    }
    memory.bad = {key: row for key, row in memory.bad.items() if key.partition("|")[2] not in names}
    memory.mine, memory.ours = done_with(memory.mine, names), done_with(memory.ours, names)
    for table in (memory.trust, memory.missed, memory.pushes, memory.counterpart_wanted):
        table.pop(memory.organisation, None)


def as_one(
    table: Mapping[str, Value], names: Names, together: Callable[[list[Value]], Value]
) -> dict[str, Value]:
    """A table by body after some bodies became another: the values of those that are one now put together."""
    parts: dict[str, list[Value]] = {}
    for body, value in table.items():
        parts.setdefault(names.get(body, body), []).append(value)
    return {body: values[0] if len(values) == 1 else together(values) for body, values in parts.items()}


def done_with(table: Mapping[str, Tried], names: Names) -> dict[str, Tried]:
    """How often and when last something was done, by kind and body addressed, after some bodies became another."""
    ways = {
        key: f"{kind}/{names[body]}"
        for key in table
        for kind, slash, body in [key.partition("/")]
        if body in names
    }
    return as_one(table, ways, lambda each: (sum(times for times, _ in each), max(at for _, at in each)))


def seat_moved(memory: Memory, event: Event) -> None:
    """Who is taken on by another body sits for that one."""
    if event.body["seat"] == memory.seat:
        memory.organisation = event.body["to"]


def papers_handed_over(memory: Memory, event: Event) -> None:
    """Agreements and plans of the body that one now sits for are one's own business."""
    if memory.seat not in event.addressees or event.organisation != memory.organisation:
        return
    number, copy = event.subject or event.seq, event.body["copy"]
    if event.body["what"] == "agreement" and memory.organisation in copy["parties"]:
        memory.deals.setdefault(number, event.at)
    elif event.body["what"] == "plan" and copy["owner"] == memory.organisation:
        memory.plans_out.setdefault(number, copy["status"])
        memory.plans_here.pop(number, None)


def in_its_body(character: Character, memory: Memory, world: World) -> Character:
    """The character in the body that it sits for by now, among the bodies that stand by now.

    Its traits, skills and ties are its own and stay. What its body holds goes along when another follows that body, and stays
    behind when the seat itself moves.
    """
    kinds = character.roster.kinds
    names = {body: heir for body, heir in memory.heirs.items() if body in kinds}
    mine = memory.organisation or character.organisation
    if mine == character.organisation and not names:
        return character
    body, chair = world.organisations[mine], world.seats[memory.seat]
    stays = names.get(character.organisation, character.organisation) == mine
    return replace(
        character,
        organisation=mine,
        name=body.short,
        kind=body.kind,
        role=chair.role,
        topics=character.topics if stays else topics_of_role(chair.role),
        may_commit=character.may_commit if stays else tuple(chair.may_commit),
        powers=tuple(body.powers),
        consults_first=body.consult == "consult-first",
        ties=as_one(character.ties, names, max),
        gap=character.gap if stays else 0,
        money=character.money if stays else {},
        contracts=papers_after(character.contracts, names, mine) if stays else (),
        places=character.places if stays else (),
        services=character.services if stays else (),
        aims=character.aims if stays else (),
        does=character.does if stays else (),
        buy_rights=buy_rights_after(character.buy_rights, names, mine) if stays else (),
        roster=roster_after(character.roster, names, world),
    )


def papers_after(papers: tuple[Paper, ...], names: Names, mine: str) -> tuple[Paper, ...]:
    """Standing contracts with whoever follows the other side; one between bodies that are one now is none."""
    after = (replace(paper, other=names.get(paper.other, paper.other)) for paper in papers)
    return tuple(paper for paper in after if paper.other != mine)


def buy_rights_after(buy_rights: tuple[BuyRight, ...], names: Names, mine: str) -> tuple[BuyRight, ...]:
    """What one might ask for of whoever follows its owner; what has become one's own is none."""
    after = (replace(right, owner=names.get(right.owner, right.owner)) for right in buy_rights)
    return tuple(right for right in after if right.owner != mine)


def roster_after(roster: Roster, names: Names, world: World) -> Roster:
    """The roster with those who follow in the place of those they follow. It is worked out once for all who share the roster."""
    key = tuple(names.items())
    if not key:
        return roster
    if key not in roster.later:
        roster.later[key] = followed(roster, names, world)
    return roster.later[key]


def followed(roster: Roster, names: Names, world: World) -> Roster:
    """The roster after some bodies became others: their seats sit together, their work and powers are the other's."""
    seats: dict[str, tuple[Listed, ...]] = {}
    for body, listed in roster.seats.items():
        now = names.get(body, body)
        seats[now] = (*seats.get(now, ()), *(replace(each, organisation=now) for each in listed))
    heirs = {
        heir: world.organisations[heir]
        for heir in dict.fromkeys(names.values())
        if heir in world.organisations
    }
    kinds = {body: kind for body, kind in roster.kinds.items() if body not in names}
    return Roster(
        kinds=kinds | {heir: body.kind for heir, body in heirs.items()},
        names={body: name for body, name in roster.names.items() if body not in names}
        | {heir: body.short for heir, body in heirs.items()},
        by_kind=passed_on(roster.by_kind, names),
        by_power=passed_on(roster.by_power, names),
        seats=seats,
        runs=passed_on(roster.runs, names),
        rooms=roster.rooms,
        sites=roster.sites,
    )


def passed_on(table: Mapping[str, tuple[str, ...]], names: Names) -> dict[str, tuple[str, ...]]:
    """Lists of bodies with those who follow in their places, none twice."""
    return {
        key: tuple(dict.fromkeys(names.get(body, body) for body in bodies)) for key, bodies in table.items()
    }


def years_later(table: Mapping[str, Tried]) -> dict[str, Tried]:
    """How often something was done, after years have passed: what one put to others then is no reason not to put it now."""
    return {key: (0 if key.startswith("proposed/") else times, at) for key, (times, at) in table.items()}
