"""People: hire from others or the market, enlarge a team, share a post, buy support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import engine, spoken
from shirehall.play.fields import Ask, Clause, OrganisationRef, Pence, Percent, SeatRef, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.lineage import HANDED, papers_for
from shirehall.play.matters import moved, short, standing
from shirehall.play.moves.formation import identity_free
from shirehall.play.moves.offering import MADE
from shirehall.play.moves.paying import paid, payment, payment_holds
from shirehall.play.moves.plan import pounds
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.terms import clauses_hold
from shirehall.play.world import Chair, Matter, TermInForce, World, alter, put

SCOPES = ("agreements", "plans", "money", "people", "rulings", "public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire(Ask):
    """Hire: offer a named seat a post with you, or take on people with `points` of knowledge from a body or the market."""

    seat: SeatRef | None = None
    away_from: OrganisationRef | None = None
    role: Text = Text("")
    may_commit: tuple[str, ...] = ()
    knowledge: str = ""
    points: Percent = Percent(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HireStaff(Ask):
    """Enlarge a team by a seat: your body's, or that of a body yours is a member of. You choose the new seat's id."""

    identity: str
    role: Text
    may_commit: tuple[str, ...] = ()
    for_body: OrganisationRef | None = None
    pay: Pence = Pence(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePost(Ask):
    """Offer another body a share in one of your posts: who holds it hears what both hear."""

    post: SeatRef
    shared_with: OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class BuySupport(Ask):
    """Offer a seller of support a price for know-how in an area. `compared_with` names the sellers you weighed it against."""

    seller: OrganisationRef
    area: str
    points: Percent
    price: Pence
    compared_with: tuple[OrganisationRef, ...] = ()


def scopes_hold(scopes: tuple[str, ...]) -> Refusal | None:
    """Authority is lent in known scopes, each once."""
    if len(set(scopes)) < len(scopes) or any(scope not in SCOPES for scope in scopes):
        return not_possible(f"authority is over any of {', '.join(SCOPES)}, each named once.")
    return None


def area_holds(area: str, points: int) -> Refusal | None:
    """Knowledge is of a named area, and moves by at least a point."""
    if not area.strip() or len(area) > 60 or "|" in area or points < 1:
        return not_possible("knowledge is of a named area, and moves by 1 to 100 points.")
    return None


def can_hire(seen: World, seat: str, ask: Hire) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.seat is None:
        if ask.away_from == mine:
            return not_possible("one hires from others or from the market.")
        refusal = area_holds(ask.knowledge, ask.points) or (
            standing(seen, ask.away_from) if ask.away_from else None
        )
        return refusal or may_commit(seen, seat, "people")
    theirs = seen.organisation_of(ask.seat)
    if theirs == mine or seen.seats[ask.seat].left:
        return not_possible("a post is offered to somebody of another body.")
    if any(m.kind == "job" and m.status == "open" and m.by == mine and m.detail.get("seat") == ask.seat
           for m in seen.matters.values()):  # fmt: skip
        return not_possible("your body's offer to them lies open.")
    refusal = standing(seen, mine, theirs) or scopes_hold(ask.may_commit)
    if refusal is None and (ask.knowledge or ask.points):
        refusal = area_holds(ask.knowledge, ask.points)
    return refusal or may_commit(seen, seat, "people")


def hired(world: World, seat: str, ask: Hire) -> list[Draft]:
    """Only the person hears of a job offer; people taken on by their knowledge are missed by the body they leave."""
    mine = world.organisation_of(seat)
    if ask.seat is not None:
        role = ask.role or world.seats[ask.seat].role
        detail = {"seat": ask.seat, "role": role, "may_commit": tuple(ask.may_commit), "knowledge": ask.knowledge,
                  "points": ask.points}  # fmt: skip
        matter = Matter(0, "job", mine, (), f"Post of {role}", world.clock.month, "open", detail=detail)
        return [moved("offer-made", world, seat, ask, matter, to=(ask.seat,))]
    source = ask.away_from or ""
    body = {"from": source, "to": mine, "area": ask.knowledge, "points": ask.points}
    to = world.seats_of(source) if source else ()
    return [spoken("knowledge-hired", world, seat, ask, body, to=to, also=world.seats_of(mine))]


def knowledge_moves(world: World, source: str, target: str, area: str, points: int) -> World:
    """Points of knowledge leave one body, if they come from one, and reach another."""
    knowledge = dict(world.knowledge)
    for body, change in ((source, -points), (target, points)):
        if body and area and points:
            key = f"{body}|{area}"
            knowledge[key] = knowledge.get(key, 0) + change
    return altered(world, knowledge=knowledge)


def is_hired(world: World, event: Event) -> World:
    body = event.body
    return knowledge_moves(world, body["from"], body["to"], body["area"], body["points"])


def takes_post(world: World, matter: Matter) -> list[Draft]:
    """Everyone learns that somebody has changed bodies; the new body hands over its papers."""
    detail, seat = matter.detail, str(matter.detail["seat"])
    body = {**detail, "from": world.organisation_of(seat), "to": matter.by}
    return [
        engine("seat-moved", body, audience=("*",), organisation=matter.by),
        *papers_for(world, matter.by, (seat,)),
    ]


def has_moved(world: World, event: Event) -> World:
    body = event.body
    chair = world.seats.get(body["seat"])
    if chair is None:
        return world
    others = tuple(b for b in chair.also_for if b != body["to"])
    moved_chair = altered(
        chair, organisation=body["to"], role=body["role"], may_commit=body["may_commit"], also_for=others
    )
    world = put(world, "seats", chair.id, moved_chair)
    return knowledge_moves(world, body["from"], body["to"], body["knowledge"], body["points"])


def can_hire_staff(seen: World, seat: str, ask: HireStaff) -> Refusal | None:
    mine = seen.organisation_of(seat)
    body = seen.organisations[ask.for_body or mine]
    if body.id != mine and mine not in body.members:
        return not_possible("staff are hired for your own body, or for one it is a member of.")
    if body.successor or body.status == "ended" or body.kind == "control":
        return not_possible(f"{body.short} hires nobody.")
    if not ask.role.strip() or len(ask.role) > 120:
        return not_possible("a post has a role, of at most 120 characters.")
    if ask.pay < 0:
        return not_possible("pay is nothing or more.")
    refusal = identity_free(seen, ask.identity) or scopes_hold(ask.may_commit)
    if refusal is None and ask.pay:
        refusal = clauses_hold(seen, (salary(mine, ask.pay, ask.role),))
    return refusal or may_commit(seen, seat, "people")


def salary(payer: str, pence: int, role: str) -> Clause:
    """The lever that a salary is: a cost each month."""
    return Clause(role, "cost", (("label", "staff"), ("payer", payer), ("pounds_a_month", pence / 100)))


def staff_hired(world: World, seat: str, ask: HireStaff) -> list[Draft]:
    """Everyone learns of the post, for it is one of the county's seats now; only the payer's own seats learn the pay."""
    mine = world.organisation_of(seat)
    body = {
        "seat": ask.identity,
        "for_body": ask.for_body or mine,
        "role": ask.role,
        "may_commit": tuple(ask.may_commit),
        "filled_by": world.seats[seat].filled_by,
        "table": world.seats[seat].table,
        "position": 1 + max(chair.position for chair in world.seats.values()),
        "pay": ask.pay,
    }
    head = spoken("seat-added", world, seat, ask, body, everyone=True)
    return [head, *papers_for(world, ask.for_body or mine, (ask.identity,))]


def pay_kept(event: Event, seat: str, organisation: str) -> Mapping[str, Any]:
    """What a post pays is the payer's own affair."""
    return event.body if organisation == event.organisation else {**event.body, "pay": 0, "text": ""}


def is_added(world: World, event: Event) -> World:
    body = event.body
    chair = Chair(body["seat"], body["for_body"], body["role"], body["may_commit"], body["filled_by"], body["table"],
                  body["position"])  # fmt: skip
    world = put(world, "seats", chair.id, chair)
    if not body["pay"]:
        return world
    term = TermInForce(
        event.seq, salary(event.organisation, body["pay"], body["role"]), event.month, None, "signed", "staff"
    )
    return altered(world, terms=(*world.terms, term))


def can_share_post(seen: World, seat: str, ask: SharePost) -> Refusal | None:
    mine, chair = seen.organisation_of(seat), seen.seats[ask.post]
    if chair.organisation != mine or chair.left or ask.shared_with == mine:
        return not_possible("a post of your own body is shared with another body.")
    if ask.shared_with in chair.also_for:
        return not_possible("that post is shared with them already.")
    return standing(seen, mine, ask.shared_with) or may_commit(seen, seat, "people")


def post_offered(world: World, seat: str, ask: SharePost) -> list[Draft]:
    mine, chair = world.organisation_of(seat), world.seats[ask.post]
    matter = Matter(0, "shared post", mine, (ask.shared_with,), f"A share in the post of {chair.role}", world.clock.month,
                    "open", detail={"seat": ask.post})  # fmt: skip
    return [moved("offer-made", world, seat, ask, matter, to=world.seats_of(ask.shared_with))]


def shares_post(world: World, matter: Matter) -> list[Draft]:
    """Everyone learns that a post is shared; its holder is handed the papers of the body that now shares it."""
    seat, other = str(matter.detail["seat"]), matter.against[0]
    body = {"seat": seat, "with": other}
    shared = engine("post-shared", body, audience=("*",), organisation=matter.by)
    return [shared, *papers_for(world, other, (seat,))]


def is_shared(world: World, event: Event) -> World:
    chair, other = world.seats.get(event.body["seat"]), event.body["with"]
    if chair is None or other in (chair.organisation, *chair.also_for):
        return world
    return alter(world, "seats", chair.id, also_for=(*chair.also_for, other))


def can_buy(seen: World, seat: str, ask: BuySupport) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.seller == mine:
        return not_possible("support is bought from another body.")
    for seller in (ask.seller, *ask.compared_with):
        if "sell-support" not in seen.organisations[seller].powers:
            sellers = ", ".join(short(seen, b) for b in seen.with_power("sell-support")) or "nobody in play"
            return not_possible(f"{short(seen, seller)} sells no support; {sellers} does.", sellers)
    refusal = area_holds(ask.area, ask.points) or standing(seen, ask.seller)
    return refusal or payment_holds(seen, mine, ask.seller, ask.price) or may_commit(seen, seat, "money")


def support_offered(world: World, seat: str, ask: BuySupport) -> list[Draft]:
    """What it was compared with stays with the buyer."""
    mine = world.organisation_of(seat)
    matter = Matter(0, "support", mine, (ask.seller,), f"Support in {ask.area}", world.clock.month, "open", pence=ask.price,
                    detail={"area": ask.area, "points": ask.points})  # fmt: skip
    drafts = [moved("offer-made", world, seat, ask, matter, to=world.seats_of(ask.seller))]
    if ask.compared_with:
        body = {"sellers": (ask.seller, *ask.compared_with), "area": ask.area, "price": ask.price}
        drafts.append(
            spoken(
                "prices-compared", world, seat, altered(ask, text=Text("")), body, also=world.seats_of(mine)
            )
        )
    return drafts


def sells_support(world: World, matter: Matter) -> list[Draft]:
    body = {"buyer": matter.by, "seller": matter.against[0], "price": matter.pence, "area": matter.detail["area"],
            "points": matter.detail["points"]}  # fmt: skip
    audience = world.seats_of_all((matter.by, matter.against[0]))
    return [engine("support-bought", body, audience=audience, organisation=matter.by)]


def is_bought(world: World, event: Event) -> World:
    """The buyer knows more, the seller no less; the price is paid in the month of the purchase."""
    body = event.body
    world = knowledge_moves(world, "", body["buyer"], body["area"], body["points"])
    return paid(
        world, event.seq, payment(body["buyer"], body["seller"], body["price"], "support"), event.month
    )


def says_hired(event: Event, names: Names) -> str:
    source = names.body(event.body["from"]) if event.body["from"] else "the market"
    return f"{names.body(event.organisation)} hired people who know {event.body['area']} from {source}."


def says_moved(event: Event, names: Names) -> str:
    came = names.body(event.body["from"])
    return f"{names.body(event.body['to'])} hired {event.body['seat']} from {came} as {event.body['role']}."


def says_added(event: Event, names: Names) -> str:
    return f"{names.body(event.body['for_body'])} has a new seat: {event.body['role']}."


def says_shared(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} and {names.body(event.body['with'])} share {names.seat(event.body['seat'])}."


def says_compared(event: Event, names: Names) -> str:
    sellers = names.bodies(tuple(event.body["sellers"]))
    return f"{names.body(event.organisation)} weighed {sellers} for support in {event.body['area']}."


def says_bought(event: Event, names: Names) -> str:
    body = event.body
    return f"{names.body(body['buyer'])} bought support in {body['area']} from {names.body(body['seller'])} for {pounds(body['price'])}."


KNOWLEDGE = Kind("knowledge-hired", "deed", says_hired, is_hired)
MOVED = Kind("seat-moved", "deed", says_moved, has_moved)
ADDED = Kind("seat-added", "deed", says_added, is_added, redact=pay_kept)
SHARED = Kind("post-shared", "deed", says_shared, is_shared)
COMPARED = Kind("prices-compared", "talk", says_compared)
BOUGHT = Kind("support-bought", "deed", says_bought, is_bought)

MOVES = (
    Move("hire", Hire, "Hire from others or the market.", 5, can_hire, hired, (MADE, KNOWLEDGE), depth="shallow", owner="issue 6"),
    Move("hire-staff", HireStaff, "Enlarge a team by a seat.", 5, can_hire_staff, staff_hired, (ADDED, HANDED),
         depth="shallow", owner="issue 6"),
    Move("share-post", SharePost, "Share a post with another body.", 4, can_share_post, post_offered, (MADE,),
         depth="shallow", owner="issue 4"),
    Move("buy-support", BuySupport, "Offer a price for support.", 5, can_buy, support_offered, (MADE, COMPARED),
         lambda seen, _seat: bool(seen.with_power("sell-support")), depth="shallow", owner="issue 6"),
)  # fmt: skip
