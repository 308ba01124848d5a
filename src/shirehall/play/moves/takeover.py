"""Merge with others, acquire a body with its assets and debts, dispose of a site: offers first, then lineage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import Ask, Clause, OrganisationRef, Pence, SiteRef, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.lineage import papers_for, succeed
from shirehall.play.matters import FAILURE, foundation_right, moved, short, standing, under
from shirehall.play.moves.formation import founded, named_well, provides, row_of_body, tasks_for_regulators
from shirehall.play.moves.offering import MADE
from shirehall.play.moves.paying import paid, payment, payment_holds
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Body, Matter, TermInForce, World, put

BETWEEN = ("externalised", "renamed", "became", "split")
"""Forms of succession that a pack lays down between rounds, for which play has no move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Ask):
    """Offer to merge: your body and others become a new one, under an id of your choice, once all have accepted.

    What the bodies in `ring_fenced` have left over is kept apart, for their own services.
    """

    identity: str
    name: Text
    short: Text
    purpose: Text
    others: tuple[OrganisationRef, ...]
    ring_fenced: tuple[OrganisationRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquire(Ask):
    """Offer to take a body over with its assets and debts, for a sum that may be nominal.

    The offer goes to the body; when it has failed, to whoever declared the failure. With `ring_fence`, what its services have left
    over is kept apart for them.
    """

    body: OrganisationRef
    sum: Pence
    debts: Pence = Pence(0)
    ring_fence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispose(Ask):
    """Offer a site of yours to another body for a sum."""

    site: SiteRef
    to: OrganisationRef
    sum: Pence


def can_merge(seen: World, seat: str, ask: Merge) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if not ask.others or mine in ask.others or len(set(ask.others)) < len(ask.others):
        return not_possible("a merger is with one or more others, each named once.")
    if not ask.purpose.strip():
        return not_possible("a merger has a purpose.")
    if not set(ask.ring_fenced) <= {mine, *ask.others}:
        return not_possible("a fence is put round what one of the merging bodies has left over.")
    refusal = named_well(seen, ask.identity, ask.name, ask.short) or standing(seen, mine, *ask.others)
    return refusal or may_commit(seen, seat, "agreements")


def merger_offered(world: World, seat: str, ask: Merge) -> list[Draft]:
    detail = {"identity": ask.identity, "name": ask.name, "short": ask.short, "purpose": ask.purpose,
              "ring_fenced": tuple(ask.ring_fenced)}  # fmt: skip
    matter = Matter(0, "merger", world.organisation_of(seat), tuple(ask.others), f"Merger into {ask.name}", world.clock.month,
                    "open", outcome=ask.purpose, detail=detail)  # fmt: skip
    return [moved("offer-made", world, seat, ask, matter, to=world.seats_of_all(ask.others))]


def merges(world: World, matter: Matter) -> list[Draft]:
    """The new body, what passes to it, the tasks it makes for regulators, and the papers its seats now share."""
    parents, detail = (matter.by, *matter.against), matter.detail
    first = world.organisations[matter.by]
    heir = Body(
        id=str(detail["identity"]),
        name=str(detail["name"]),
        short=str(detail["short"]),
        kind=first.kind,
        consult=first.consult,
        consult_minutes=first.consult_minutes,
        registered=not provides(world, parents),
        began=world.clock.month,
        purpose=str(detail["purpose"]),
    )
    formed = {"organisation": row_of_body(heir), "invited": (), "form": "merger"}
    after = succeed(
        put(world, "organisations", heir.id, founded(row_of_body(heir))), parents, heir.id, world.clock.month
    )
    return [
        engine("organisation-formed", formed, audience=("*",), organisation=matter.by),
        succession(parents, heir.id, "merger", tuple(detail.get("ring_fenced", ()))),
        *tasks_for_regulators(world, heir, heir.id, parents),
        *papers_for(after, heir.id, after.seats_of(heir.id)),
    ]


def succession(
    parents: tuple[str, ...], successor: str, form: str, fenced: tuple[str, ...] = (), pence: int = 0
) -> Draft:
    """The public event by which a body follows others: what was paid, and round whose surplus a fence is put, if there is either."""
    body: dict[str, Any] = {"parents": parents, "successor": successor, "form": form}
    body |= {"fenced": fenced} if fenced else {}
    body |= {"pence": pence} if pence else {}
    return engine("bodies-succeeded", body, audience=("*",), organisation=successor)


def has_succeeded(world: World, event: Event) -> World:
    """All that was the parents' is the successor's, in the county too: sites, contracts, staff, cash, debts and balances."""
    body = event.body
    known = [parent for parent in body["parents"] if in_the_county(world, parent)]
    passing = tuple(passes(event, parent, body["successor"]) for parent in known)
    world = altered(world, terms=(*world.terms, *passing))
    return succeed(world, tuple(body["parents"]), body["successor"], event.month)


def in_the_county(world: World, organisation: str) -> bool:
    """Whether a body provides or commissions care, so that the county's books know it."""
    powers = world.organisations[organisation].powers if organisation in world.organisations else ()
    return "provide" in powers or "commission" in powers


def passes(event: Event, parent: str, heir: str) -> TermInForce:
    """The lever by which a body passes to another with all that it has and owes, from the month of the event."""
    terms: dict[str, str | int | float] = {"body": parent, "by": heir}
    if pence := event.body.get("pence", 0):
        terms["pounds"] = pence // 100 if pence % 100 == 0 else pence / 100
    if parent in event.body.get("fenced", ()):
        terms["ring_fence"] = "yes"
    clause = Clause("a body passes to another", "takeover", tuple(sorted(terms.items())))
    return TermInForce(event.subject or event.seq, clause, event.month, None, "signed", "takeover")


def runs_sites(world: World, organisation: str) -> bool:
    """Whether the county's model knows a body as one that runs sites: a provider that stood at the opening."""
    body = world.organisations.get(organisation)
    return body is not None and body.began == 0 and "provide" in body.powers


def handover(event: Event, site: str, owner: str) -> TermInForce:
    """The lever by which a site changes hands in the county, from the month of the event."""
    clause = Clause("a site changes hands", "transfer", (("site", site), ("to", owner)))
    return TermInForce(event.subject or event.seq, clause, event.month, None, "signed", "transfer of a site")


def can_acquire(seen: World, seat: str, ask: Acquire) -> Refusal | None:
    mine, body = seen.organisation_of(seat), seen.organisations[ask.body]
    if ask.body == mine or body.successor or body.kind in ("control", "public"):
        return not_possible("take over another body, that is still there.")
    if ask.sum < 0 or ask.debts < 0:
        return not_possible("the sum and the debts taken on are nothing or more.")
    if who_answers(seen, ask.body) == mine:
        return not_possible(
            "a body that answers for another does not take it over: it would accept its own offer."
        )
    refusal = standing(seen, mine) or (None if body.status == "failed" else standing(seen, ask.body))
    refusal = refusal or foundation_right(seen, mine)
    return refusal or may_commit(seen, seat, "agreements")


def who_answers(world: World, body: str) -> str:
    """Who answers an offer for a body: the body, or whoever declared that it failed."""
    for matter in world.matters.values():
        if matter.kind == FAILURE and matter.body == body and matter.status == "open":
            return matter.handler
    return body


def takeover_offered(world: World, seat: str, ask: Acquire) -> list[Draft]:
    """The body that is to be taken over hears of the offer in any case."""
    answers = who_answers(world, ask.body)
    matter = Matter(0, "takeover", world.organisation_of(seat), (answers,), f"Takeover of {short(world, ask.body)}",
                    world.clock.month, "open", pence=ask.sum, body=ask.body,
                    detail={"debts": ask.debts, "ring_fence": ask.ring_fence})  # fmt: skip
    return [
        moved(
            "offer-made", world, seat, ask, matter, to=world.seats_of(answers), also=world.seats_of(ask.body)
        )
    ]


def takes_over(world: World, matter: Matter) -> list[Draft]:
    after = succeed(world, (matter.body,), matter.by, world.clock.month)
    form = "takeover" if world.organisations[matter.by].began == 0 else "takeover by a new body"
    return [
        succession(
            (matter.body,),
            matter.by,
            form,
            (matter.body,) if matter.detail.get("ring_fence") else (),
            matter.pence,
        ),
        *papers_for(after, matter.by, after.seats_of(matter.by)),
    ]


def can_dispose(seen: World, seat: str, ask: Dispose) -> Refusal | None:
    mine, owner = seen.organisation_of(seat), seen.sites[ask.site]
    if ask.to == mine or ask.to == owner:
        return not_possible("a site is offered to another body.")
    if ask.sum < 0:
        return not_possible("the sum is nothing or more.")
    if owner != mine:
        refusal = under(
            seen, "own-services-only", f"{ask.site} belongs to {short(seen, owner)}.", short(seen, owner)
        )
        if refusal is not None:
            return refusal
    refusal = payment_holds(seen, ask.to, mine, ask.sum) if ask.sum else None
    return refusal or standing(seen, ask.to) or may_commit(seen, seat, "agreements")


def site_offered(world: World, seat: str, ask: Dispose) -> list[Draft]:
    matter = Matter(0, "site", world.organisation_of(seat), (ask.to,), f"Site {ask.site}", world.clock.month, "open",
                    pence=ask.sum, detail={"site": ask.site})  # fmt: skip
    return [moved("offer-made", world, seat, ask, matter, to=world.seats_of(ask.to))]


def hands_site_over(world: World, matter: Matter) -> list[Draft]:
    """Everyone learns whose the site is; only the two bodies what was paid."""
    buyer, site = matter.against[0], str(matter.detail["site"])
    drafts = [
        engine(
            "site-disposed",
            {"site": site, "from": matter.by, "to": buyer},
            audience=("*",),
            organisation=matter.by,
        )
    ]
    if matter.pence:
        body = {"payer": buyer, "receiver": matter.by, "price": matter.pence, "site": site}
        audience = world.seats_of_all((matter.by, buyer))
        drafts.append(engine("site-paid-for", body, audience=audience, organisation=buyer))
    return drafts


def is_disposed(world: World, event: Event) -> World:
    site, owner = event.body["site"], event.body["to"]
    if runs_sites(world, owner):
        world = altered(world, terms=(*world.terms, handover(event, site, owner)))
    return put(world, "sites", site, owner)


def is_paid_for(world: World, event: Event) -> World:
    body = event.body
    clause = payment(body["payer"], body["receiver"], body["price"], f"site {body['site']}")
    return paid(world, event.seq, clause, event.month)


def says_succeeded(event: Event, names: Names) -> str:
    parents, heir = names.bodies(tuple(event.body["parents"])), names.body(event.body["successor"])
    if event.body["form"] in BETWEEN:
        return f"{parents} became {heir}."
    fenced = names.bodies(tuple(event.body.get("fenced", ())))
    fence = f" What {fenced} has left over is kept for its own services." if fenced else ""
    said = (
        f"{parents} merged into {heir}." if event.body["form"] == "merger" else f"{heir} took over {parents}."
    )
    return said + fence


SUCCEEDED = Kind("bodies-succeeded", "deed", says_succeeded, has_succeeded)
DISPOSED = Kind(
    "site-disposed",
    "deed",
    lambda e, n: f"{n.body(e.body['from'])} handed the site {e.body['site']} to {n.body(e.body['to'])}.",
    is_disposed,
)
PAID_FOR = Kind(
    "site-paid-for",
    "deed",
    lambda e, n: (
        f"{n.body(e.body['payer'])} paid {n.body(e.body['receiver'])} for the site {e.body['site']}."
    ),
    is_paid_for,
)


def owns_a_site(seen: World, seat: str) -> bool:
    """Whether any site belongs to the seat's body."""
    return seen.organisation_of(seat) in seen.sites.values()


MOVES = (
    Move(
        "merge",
        Merge,
        "Offer to merge.",
        10,
        can_merge,
        merger_offered,
        (MADE,),
    ),
    Move(
        "acquire",
        Acquire,
        "Offer to take a body over.",
        10,
        can_acquire,
        takeover_offered,
        (MADE,),
    ),
    Move("dispose", Dispose, "Offer a site of yours.", 5, can_dispose, site_offered, (MADE,), owns_a_site),
)
