"""Bid for funds to a body that allocates them, and decide such a bid: money granted is paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, MatterRef, OrganisationRef, Pence, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import (
    goes_to_holder,
    lies_with,
    matter_kind,
    moved,
    power_held,
    standing,
    waits_for,
)
from shirehall.play.moves.paying import paid, payment, payment_holds
from shirehall.play.moves.plan import pounds
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Matter, World

VERDICTS = ("granted", "granted in part", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class BidForFunds(Ask):
    """Ask a body that allocates funds for a sum, and say what for."""

    to: OrganisationRef
    title: Text
    sum: Pence


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideFunds(Ask):
    """Grant a bid for funds, grant part of it, or refuse it. `sum` matters only for a part."""

    bid: MatterRef
    verdict: Literal["granted", "granted in part", "refused"]
    sum: Pence = Pence(0)


def can_bid(seen: World, seat: str, ask: BidForFunds) -> Refusal | None:
    if ask.to == seen.organisation_of(seat):
        return not_possible("funds are asked of another body.")
    if not ask.title.strip() or ask.sum <= 0:
        return not_possible("a bid has a title and a sum.")
    return standing(seen, ask.to) or goes_to_holder(seen, ask.to, "allocate-funds", "funds-holder")


def bid(world: World, seat: str, ask: BidForFunds) -> list[Draft]:
    mine = world.organisation_of(seat)
    matter = Matter(0, "bid for funds", mine, (), ask.title, world.clock.month, "open", ask.to, pence=ask.sum)
    return [moved("funds-bid-for", world, seat, ask, matter, to=world.seats_of(ask.to))]


def can_decide(seen: World, seat: str, ask: DecideFunds) -> Refusal | None:
    matter = seen.matters[ask.bid]
    if ask.verdict not in VERDICTS:
        return not_possible(f"a verdict is one of {', '.join(VERDICTS)}.")
    refusal = lies_with(seen, seat, matter, "bid for funds") or power_held(
        seen, seat, "allocate-funds", "funds-holder"
    )
    if refusal is None and ask.verdict != "refused":
        if ask.verdict == "granted in part" and not 0 < ask.sum < matter.pence:
            return not_possible(
                f"a part of {pounds(matter.pence)} is more than nothing and less than all of it."
            )
        refusal = payment_holds(seen, matter.handler, matter.by, granted_pence(matter, ask))
    return refusal or may_commit(seen, seat, "money")


def granted_pence(matter: Matter, ask: DecideFunds) -> int:
    """What a verdict grants, in pence."""
    return {"granted": matter.pence, "granted in part": ask.sum}.get(ask.verdict, 0)


def decided(world: World, seat: str, ask: DecideFunds) -> list[Draft]:
    matter = world.matters[ask.bid]
    granted = granted_pence(matter, ask)
    after = altered(
        matter, status=ask.verdict, outcome=ask.text, detail={**matter.detail, "granted": granted}
    )
    return [moved("funds-decided", world, seat, ask, after, to=world.seats_of(matter.by))]


def is_decided(world: World, event: Event) -> World:
    """What was granted is paid in the month of the decision."""
    row = event.body["matter"]
    granted = row["detail"].get("granted", 0)
    if granted <= 0:
        return world
    clause = payment(row["handler"], row["by"], granted, row["title"])
    return paid(world, event.subject or event.seq, clause, event.month)


def says_bid(event: Event, names: Names) -> str:
    row = event.body["matter"]
    title = clip(row["title"])
    return f"{names.body(event.organisation)} asked {names.body(row['handler'])} for {pounds(row['pence'])}: “{title}”."


def says_decided(event: Event, names: Names) -> str:
    row = event.body["matter"]
    granted = row["detail"].get("granted", 0)
    verdict = f"granted {pounds(granted)}" if granted else "refused money"
    return (
        f"{names.body(event.organisation)} {verdict} to {names.body(row['by'])} for “{clip(row['title'])}”."
    )


BID = matter_kind("funds-bid-for", "talk", says_bid)
DECIDED: Kind = matter_kind("funds-decided", "deed", says_decided, is_decided)


def somebody_allocates(seen: World, seat: str) -> bool:
    """Whether another body has funds to allocate."""
    return any(b != seen.organisation_of(seat) for b in seen.with_power("allocate-funds"))


MOVES = (
    Move("bid-for-funds", BidForFunds, "Ask for funds.", 6, can_bid, bid, (BID,), somebody_allocates),
    Move("decide-funds", DecideFunds, "Decide a bid for funds.", 4, can_decide, decided, (DECIDED,),
         waits_for("bid for funds")),
)  # fmt: skip
