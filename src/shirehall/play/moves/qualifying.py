"""Buying without a tender: a list of whoever qualifies at a price rule, and a direct award with its reasons and its conflict check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, MatterRef, OrganisationRef, Pence, Percent, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import (
    licensed,
    lies_with,
    matter_kind,
    may_bind,
    moved,
    short,
    standing,
    told,
    waits_for,
)
from shirehall.play.moves.plan import pounds
from shirehall.play.moves.tendering import conflict_rule, conflict_set_aside, has_interest
from shirehall.play.moves.transition import BEGUN, transition_of
from shirehall.play.names import clip, listed
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import BEFORE_BID, may_commit, not_possible, registered
from shirehall.play.world import Matter, World

LIST, PLACE, DIRECT = "qualified list", "place on a list", "direct award"
AT_TARIFF, NO_FLOOR, FLOOR = "at tariff", "no lower limit", "lower limit"
QUALIFIED = "qualified"
DEAREST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList(Ask):
    """Open a list: any provider that qualifies may give the service, without a tender and without promised volumes.

    The price is the tariff, anything, or anything from a lower limit on (`floor`, per cent of the tariff).
    """

    title: Text
    specification: Text
    price_rule: Literal["at tariff", "no lower limit", "lower limit"]
    floor: Percent = Percent(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyToList(Ask):
    """Ask for a place on a list, at a price in per cent of the tariff."""

    list: MatterRef
    price: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePlace(Ask):
    """Say whether a provider qualifies for your list. Everyone learns of it."""

    place: MatterRef
    verdict: Literal["qualified", "not qualified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectAward(Ask):
    """Award work to a provider without a tender, with reasons; from a list of yours, if you name one. Everyone learns of it, and who
    of your body was found to have an interest."""

    provider: OrganisationRef
    title: Text
    sum: Pence
    list: MatterRef | None = None


def can_open(seen: World, seat: str, ask: OpenList) -> Refusal | None:
    if not (ask.title.strip() and ask.specification.strip()):
        return not_possible("a list has a title and a specification.")
    if (ask.price_rule == FLOOR) != bool(ask.floor):
        return not_possible("a lower limit, and nothing else, has a figure.")
    return may_commit(seen, seat, "agreements")


def opened(world: World, seat: str, ask: OpenList) -> list[Draft]:
    mine = world.organisation_of(seat)
    detail = {"specification": ask.specification, "price_rule": ask.price_rule, "floor": int(ask.floor)}
    matter = Matter(0, LIST, mine, (), ask.title, world.clock.month, "open", mine, detail=detail)
    return [moved("list-opened", world, seat, ask, matter, everyone=True)]


def price_holds(matter: Matter, price: int) -> Refusal | None:
    """A price that the list's rule allows."""
    rule, floor = matter.detail["price_rule"], matter.detail["floor"]
    least = {AT_TARIFF: 100, NO_FLOOR: 0, FLOOR: floor}[rule]
    most = 100 if rule == AT_TARIFF else DEAREST
    if least <= price <= most:
        return None
    return not_possible(
        f"the price on “{matter.title}” is {rule}{f' of {floor}%' if floor else ''}: {price}% is not."
    )


def is_list(seen: World, number: int) -> Refusal | None:
    """Only an open list takes places and awards."""
    matter = seen.matters[number]
    return None if matter.kind == LIST and matter.status == "open" else not_possible("that is no open list.")


def can_apply(seen: World, seat: str, ask: ApplyToList) -> Refusal | None:
    refusal = is_list(seen, ask.list)
    if refusal is not None:
        return refusal
    mine, matter = seen.organisation_of(seat), seen.matters[ask.list]
    if mine == matter.by or place_of(seen, ask.list, mine) is not None:
        return not_possible("a list is for others than who opened it, and each asks for its place once.")
    refusal = price_holds(matter, ask.price) or may_bind(seen, mine, 0, "side")
    return (
        refusal
        or registered(seen, mine, BEFORE_BID)
        or licensed(seen, mine)
        or may_commit(seen, seat, "agreements")
    )


def place_of(seen: World, number: int, body: str) -> Matter | None:
    """A body's place on a list, asked for or decided."""
    return next(
        (m for m in seen.matters.values() if m.kind == PLACE and m.subject == number and m.by == body), None
    )


def applied(world: World, seat: str, ask: ApplyToList) -> list[Draft]:
    of = world.matters[ask.list]
    place = Matter(0, PLACE, world.organisation_of(seat), (), of.title, world.clock.month, "open", of.by, subject=of.id,
                   detail={"price": ask.price})  # fmt: skip
    return [moved("place-asked-for", world, seat, ask, place, to=world.seats_of(of.by))]


def interested(seen: World, seat: str, bidders: tuple[str, ...]) -> Refusal | None:
    """Whoever has an interest in a provider neither qualifies it nor awards it work."""
    if conflict_set_aside(seen) or not has_interest(seen, seat, bidders):
        return None
    return conflict_rule(
        seen, f"{seat} has an interest in {short(seen, bidders[0])}.", short(seen, seen.organisation_of(seat))
    )


def can_decide(seen: World, seat: str, ask: DecidePlace) -> Refusal | None:
    matter = seen.matters[ask.place]
    if ask.verdict != QUALIFIED and not ask.text.strip():
        return not_possible("say why it does not qualify.")
    refusal = lies_with(seen, seat, matter, PLACE) or interested(seen, seat, (matter.by,))
    return refusal or may_commit(seen, seat, "agreements")


def decided(world: World, seat: str, ask: DecidePlace) -> list[Draft]:
    matter = altered(world.matters[ask.place], status=ask.verdict, outcome=ask.text)
    return [moved("place-decided", world, seat, ask, matter, to=world.seats_of(matter.by), everyone=True)]


def can_award(seen: World, seat: str, ask: DirectAward) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.provider == mine or not ask.title.strip() or not ask.text.strip() or ask.sum < 0:
        return not_possible(
            "work is awarded to another body, with a title, a sum and the reasons for having no tender."
        )
    if ask.list is not None:
        refusal = is_list(seen, ask.list)
        if refusal is not None:
            return refusal
        if seen.matters[ask.list].by != mine:
            return not_possible(f"{short(seen, seen.matters[ask.list].by)} opened that list.")
        place = place_of(seen, ask.list, ask.provider)
        if place is None or place.status != QUALIFIED:
            return not_possible(f"{short(seen, ask.provider)} has not qualified for that list.")
    refusal = interested(seen, seat, (ask.provider,)) or standing(seen, ask.provider)
    refusal = refusal or may_bind(seen, ask.provider, 0, "side") or registered(seen, ask.provider, BEFORE_BID)
    return refusal or licensed(seen, ask.provider) or may_commit(seen, seat, "agreements")


def awarded(world: World, seat: str, ask: DirectAward) -> list[Draft]:
    """The award and its conflict check for all; what has to be done before the work begins, for both sides."""
    mine = world.organisation_of(seat)
    conflicts = tuple(each for each in world.seats_of(mine) if has_interest(world, each, (ask.provider,)))
    detail = {"conflicts": conflicts, "without_a_tender": ask.text}
    matter = Matter(0, DIRECT, mine, (ask.provider,), ask.title, world.clock.month, "awarded", mine, ask.text, int(ask.sum),
                    subject=ask.list or 0, detail=detail)  # fmt: skip
    head = moved("directly-awarded", world, seat, ask, matter, to=world.seats_of(ask.provider), everyone=True)
    return [head, transition_of(world, mine, (ask.provider,), ask.title, int(ask.sum), 0)]


def says_opened(event: Event, names: Names) -> str:
    row = event.body["matter"]
    rule = row["detail"]["price_rule"]
    return f"{names.body(event.organisation)} opened a list for “{clip(row['title'])}”: any provider that qualifies, {rule}."


def says_applied(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} asked for a place on “{clip(row['title'])}” at {row['detail']['price']}% of the tariff."


def says_decided(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} found {names.body(row['by'])} {row['status']} for “{clip(row['title'])}”."


def says_awarded(event: Event, names: Names) -> str:
    row = event.body["matter"]
    found = listed([names.seat(seat) for seat in row["detail"]["conflicts"]]) or "nobody"
    return (
        f"{names.body(event.organisation)} awarded “{clip(row['title'])}” to {told(row, names)} for {pounds(row['pence'])} without a "
        f"tender; {found} on its side was found to have an interest."
    )


LISTED: Kind = matter_kind("list-opened", "deed", says_opened)
APPLIED: Kind = matter_kind("place-asked-for", "commitment", says_applied)
DECIDED: Kind = matter_kind("place-decided", "deed", says_decided)
AWARDED: Kind = matter_kind("directly-awarded", "deed", says_awarded)


def some_list(seen: World, seat: str) -> bool:
    """Whether another body's list is open."""
    mine = seen.organisation_of(seat)
    return any(m.kind == LIST and m.status == "open" and m.by != mine for m in seen.matters.values())


def buys(seen: World, seat: str) -> bool:
    """Whether the seat's body commissions care."""
    return "commission" in seen.organisations[seen.organisation_of(seat)].powers


MOVES = (
    Move("open-list", OpenList, "Open a list for whoever qualifies.", 6, can_open, opened, (LISTED,), buys),
    Move("apply-to-list", ApplyToList, "Ask for a place on a list.", 4, can_apply, applied, (APPLIED,), some_list),
    Move("decide-place", DecidePlace, "Say whether a provider qualifies.", 3, can_decide, decided, (DECIDED,), waits_for(PLACE)),
    Move("award-directly", DirectAward, "Award work without a tender.", 5, can_award, awarded, (AWARDED, BEGUN), buys),
)  # fmt: skip
