"""Change what your own services run, or put money into a scheme. Both act on the county from their start month."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, Clause, Month, Pence, SiteRef, clause_from, plain
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.moves.plan import pounds
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible, refusal_under, registered
from shirehall.play.terms import clauses_hold
from shirehall.play.world import TermInForce, World


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCapacity(Ask):
    """Open or close capacity at a site of your own: so many units of a resource, from a month on."""

    site: SiteRef
    resource: str
    change: int
    start: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Invest(Ask):
    """Put your body's own money into a scheme: a clause with terms, the sum, and the month from which it acts."""

    clause: Clause
    sum: Pence
    start: Month


def can_change(seen: World, seat: str, ask: ChangeCapacity) -> Refusal | None:
    mine = seen.organisation_of(seat)
    rule = seen.rule_for("own-services-only")
    if rule is not None and seen.sites[ask.site] != mine:
        owner = seen.sites[ask.site]
        return refusal_under(
            rule,
            f"{ask.site} belongs to {seen.organisations[owner].short if owner in seen.organisations else owner}.",
        )
    if ask.change == 0 or ask.start < seen.clock.month:
        return not_possible("say how many, and a month that is not over.")
    return (
        clauses_hold(seen, (capacity_clause(ask),))
        or registered(seen, mine)
        or may_commit(seen, seat, "money")
    )


def capacity_clause(ask: ChangeCapacity) -> Clause:
    """The lever that a change of capacity is."""
    return Clause(
        ask.text, "capacity", (("change", ask.change), ("resource", ask.resource), ("site", ask.site))
    )


def changed(world: World, seat: str, ask: ChangeCapacity) -> list[Draft]:
    body = {"clause": plain(capacity_clause(ask)), "start": ask.start, "sum": 0}
    mine = world.seats_of(world.organisation_of(seat))
    return [spoken("capacity-changed", world, seat, ask, body, also=mine, subject=OWN)]


def acts(world: World, event: Event) -> World:
    """What a body did with its own services or money is in force from its start month."""
    clause = clause_from(event.body["clause"])
    label = clause.words or clause.mechanism
    term = TermInForce(
        event.subject or event.seq, clause, max(event.body["start"], event.month), None, "signed", label
    )
    return altered(world, terms=(*world.terms, term))


def can_invest(seen: World, seat: str, ask: Invest) -> Refusal | None:
    if not ask.clause.mechanism:
        return not_possible("an investment names its terms; for words alone, use the free move.")
    if ask.sum <= 0 or ask.start < seen.clock.month:
        return not_possible("an investment has a sum, and a start month that is not over.")
    if ask.clause.mechanism == "capacity":
        return not_possible("capacity is changed by its owner, with the move for that.")
    return clauses_hold(seen, (ask.clause,)) or may_commit(seen, seat, "money")


def invested(world: World, seat: str, ask: Invest) -> list[Draft]:
    body = {"clause": plain(ask.clause), "start": ask.start, "sum": ask.sum}
    mine = world.seats_of(world.organisation_of(seat))
    return [spoken("invested", world, seat, ask, body, also=mine, subject=OWN)]


def paid(world: World, event: Event) -> World:
    """The scheme is in force, and its price leaves the investor's money in the month in which it was decided."""
    world = acts(world, event)
    pounds_spent = event.body["sum"] // 100
    cost = Clause(
        "", "cost", (("label", "investment"), ("payer", event.organisation), ("pounds_a_month", pounds_spent))
    )
    term = TermInForce(event.subject or event.seq, cost, event.month, event.month, "signed", "investment")
    return altered(world, terms=(*world.terms, term))


def says_changed(event: Event, names: Names) -> str:
    terms = dict(event.body["clause"]["terms"])
    verb = "open" if terms["change"] > 0 else "close"
    what = str(terms["resource"]).replace("-", " ")
    change = f"{verb} {abs(terms['change'])} {what} at {terms['site']} from month {event.body['start']}"
    return f"{names.body(event.organisation)} decided to {change}."


def says_invested(event: Event, names: Names) -> str:
    what = event.body["clause"]["words"] or event.body["clause"]["mechanism"]
    return f"{names.body(event.organisation)} put {pounds(event.body['sum'])} into “{clip(what)}”."


CHANGED = Kind("capacity-changed", "deed", says_changed, acts)
INVESTED = Kind("invested", "deed", says_invested, paid)


def owns_a_site(seen: World, seat: str) -> bool:
    """Whether any site belongs to the seat's body."""
    return seen.organisation_of(seat) in seen.sites.values()


MOVES = (
    Move(
        "change-capacity",
        ChangeCapacity,
        "Open or close capacity of your own.",
        4,
        can_change,
        changed,
        (CHANGED,),
        owns_a_site,
    ),
    Move("invest", Invest, "Put your own money into a scheme.", 5, can_invest, invested, (INVESTED,)),
)
