"""Accept or decline what was offered: a post, a share in a post, support, a merger, a takeover, a site, a loan, a place in an alliance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import Ask, MatterRef
from shirehall.play.kinds import Move, Names, Refusal
from shirehall.play.lineage import HANDED
from shirehall.play.matters import matter_kind, moved, short, standing
from shirehall.play.moves.formation import FORMED, MEMBERSHIP, TASK, identity_free
from shirehall.play.moves.lending import LENT, lends
from shirehall.play.moves.paying import payment_holds
from shirehall.play.moves.people import BOUGHT, MOVED, SHARED, sells_support, shares_post, takes_post
from shirehall.play.moves.takeover import DISPOSED, PAID_FOR, SUCCEEDED, hands_site_over, merges, takes_over
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Matter, World, put

SCOPES: Mapping[str, str] = {
    "job": "",
    "shared post": "people",
    "support": "agreements",
    "merger": "agreements",
    "takeover": "agreements",
    "site": "agreements",
    "alliance": "agreements",
    "loan": "money",
}
"""What each kind of offer binds a body to when it accepts. A person accepts a post for themselves."""

THEN: Mapping[str, Callable[[World, Matter], list[Draft]]] = {
    "job": takes_post,
    "shared post": shares_post,
    "support": sells_support,
    "merger": merges,
    "takeover": takes_over,
    "site": hands_site_over,
    "loan": lends,
}
"""What follows once all have accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer(Ask):
    """Accept what was offered to you or your body. What follows, follows once all who were asked have accepted."""

    offer: MatterRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineOffer(Ask):
    """Decline what was offered to you or your body."""

    offer: MatterRef


def answers(seen: World, seat: str, matter: Matter) -> bool:
    """Whether an open offer waits for this seat or its body."""
    if matter.kind not in SCOPES or matter.status != "open":
        return False
    if matter.kind == "job":
        return matter.detail.get("seat") == seat
    mine = seen.organisation_of(seat)
    return mine in matter.against and mine not in matter.accepted


def may_answer(seen: World, seat: str, matter: Matter) -> Refusal | None:
    """An offer is answered by those it was made to, while it is open, by a seat that may."""
    if not answers(seen, seat, matter):
        return not_possible("that is no open offer to you or your body.")
    scope = SCOPES[matter.kind]
    if "rulings" in seen.seats[seat].may_commit and matter.kind == "takeover":
        return None
    return may_commit(seen, seat, scope) if scope else None


def can_accept(seen: World, seat: str, ask: AcceptOffer) -> Refusal | None:
    matter = seen.matters[ask.offer]
    return may_answer(seen, seat, matter) or still_stands(seen, matter)


def still_stands(seen: World, matter: Matter) -> Refusal | None:
    """Whether what was offered can still come about."""
    detail = matter.detail
    if matter.kind == "site" and seen.sites.get(str(detail.get("site"))) != matter.by:
        return not_possible(f"{short(seen, matter.by)} no longer owns that site.")
    if matter.kind == "merger":
        return identity_free(seen, str(detail.get("identity"))) or standing(seen, matter.by, *matter.against)
    if matter.kind == "takeover":
        if (
            matter.body == matter.by
            or matter.body not in seen.organisations
            or seen.organisations[matter.body].successor
        ):
            return not_possible("the body to be taken over is no longer there.")
    if matter.kind == "shared post":
        chair = seen.seats.get(str(detail.get("seat")))
        if chair is None or chair.organisation != matter.by:
            return not_possible("that post is no longer theirs to share.")
    if matter.kind == "job" and seen.seats[str(detail.get("seat"))].organisation == matter.by:
        return not_possible("you are of that body already.")
    if matter.kind == "support":
        return payment_holds(seen, matter.by, matter.against[0], matter.pence) or standing(seen, matter.by)
    if matter.kind == "alliance" and seen.organisations[matter.body].status == "ended":
        return not_possible("that body is over.")
    return standing(seen, matter.by)


def accepted(world: World, seat: str, ask: AcceptOffer) -> list[Draft]:
    matter = world.matters[ask.offer]
    mine = world.organisation_of(seat)
    after = altered(matter, accepted=(*matter.accepted, seat if matter.kind == "job" else mine))
    complete = matter.kind == "job" or set(after.against) <= set(after.accepted)
    after = altered(after, status="accepted" if complete else "open")
    others = tuple(b for b in (matter.by, *matter.against, matter.body) if b in world.organisations)
    head = moved(
        "offer-accepted",
        world,
        seat,
        ask,
        after,
        to=world.seats_of(matter.by),
        also=heard_by(world, matter, others),
    )
    if matter.kind == "alliance":
        return [head, *joined(world, after, mine, complete)]
    settled = put(world, "matters", matter.id, after)
    return [head, *(THEN[matter.kind](settled, after) if complete else [])]


def heard_by(world: World, matter: Matter, bodies: tuple[str, ...]) -> tuple[str, ...]:
    """Who hears how an offer was answered: all it concerns; of a post, only the body that made the offer."""
    return () if matter.kind == "job" else world.seats_of_all(bodies)


def joined(world: World, offer: Matter, member: str, complete: bool) -> list[Draft]:
    """A member has entered an alliance, which stands once all have."""
    body = world.organisations[offer.body]
    status = "standing" if complete or body.status == "standing" else "proposed"
    change = {"organisation": body.id, "in": (member,), "out": (), "status": status}
    return [engine("membership-changed", change, audience=("*",), organisation=member)]


def can_decline(seen: World, seat: str, ask: DeclineOffer) -> Refusal | None:
    return may_answer(seen, seat, seen.matters[ask.offer])


def declined(world: World, seat: str, ask: DeclineOffer) -> list[Draft]:
    """An offer that one declines is off; an alliance goes on with those who are left, if any are."""
    matter, mine = world.matters[ask.offer], world.organisation_of(seat)
    bodies = tuple(b for b in (matter.by, *matter.against, matter.body) if b in world.organisations)
    also = heard_by(world, matter, bodies)
    if matter.kind != "alliance":
        after = altered(matter, status="declined")
        return [moved("offer-declined", world, seat, ask, after, to=world.seats_of(matter.by), also=also)]
    rest = tuple(b for b in matter.against if b != mine)
    complete = set(rest) <= set(matter.accepted)
    after = altered(
        matter, against=rest, status=("declined" if not rest else "accepted") if complete else "open"
    )
    body = world.organisations[matter.body]
    alive = "standing" if body.status == "standing" or complete else "proposed"
    change = {"organisation": body.id, "in": (), "out": (mine,), "status": alive if rest else "ended"}
    head = moved("offer-declined", world, seat, ask, after, to=world.seats_of(matter.by), also=also)
    return [head, engine("membership-changed", change, audience=("*",), organisation=mine)]


def says_answer(verb: str) -> Callable[[Event, Names], str]:
    """A sentence for an answer to an offer."""

    def says(event: Event, names: Names) -> str:
        row = event.body["matter"]
        who = names.seat(event.seat) if row["kind"] == "job" else names.body(event.organisation)
        words = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
        return f"{who} {verb} what {names.body(row['by'])} offered: “{clip(row['title'])}”.{words}"

    return says


ACCEPTED = matter_kind("offer-accepted", "commitment", says_answer("accepted"))
DECLINED = matter_kind("offer-declined", "deed", says_answer("declined"))


def some_offer_waits(seen: World, seat: str) -> bool:
    """Whether an open offer waits for the seat or its body."""
    return any(answers(seen, seat, matter) for matter in seen.matters.values())


MOVES = (
    Move("accept-offer", AcceptOffer, "Accept an offer.", 3, can_accept, accepted,
         (ACCEPTED, MOVED, SHARED, BOUGHT, FORMED, MEMBERSHIP, TASK, SUCCEEDED, DISPOSED, PAID_FOR, HANDED, LENT),
         some_offer_waits, in_meeting=True),
    Move("decline-offer", DeclineOffer, "Decline an offer.", 2, can_decline, declined, (DECLINED, MEMBERSHIP),
         some_offer_waits, in_meeting=True),
)  # fmt: skip
