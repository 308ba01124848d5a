"""Lineage: what passes from bodies that merge or are taken over to the body that follows them, and papers for newcomers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from shirehall.play.agreements import Account, Agreement
from shirehall.play.altered import altered
from shirehall.play.copies import (
    agreement_from_copy,
    copy_of_agreement,
    copy_of_plan,
    newer_of,
    plan_from_copy,
)
from shirehall.play.drafting import engine
from shirehall.play.kinds import Kind
from shirehall.play.matters import COMMENTS, FAILURE, OFFERS, REGISTRATION, RUNNING, TWO_SIDED, row_of
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import Body, Matter, Tender, World, put

Value = TypeVar("Value")
OVER = ("lapsed", "ended")
FOLLOWED = (REGISTRATION, COMMENTS, "investigation", "case")
"""Open matters about a body that are about whoever follows it."""


def succeed(world: World, parents: tuple[str, ...], successor: str, month: int) -> World:
    """The world after a body followed others: seats, sites, members, agreements, plans, open business and duties pass on."""
    names = dict.fromkeys(parents, successor)
    world = altered(
        world,
        organisations=bodies_after(world.organisations, names, successor),
        sites={site: names.get(owner, owner) for site, owner in world.sites.items()},
        seats={k: altered(c, organisation=names.get(c.organisation, c.organisation), looks_after=passed(c.looks_after, names),
                          also_for=tuple(b for b in passed(c.also_for, names) if b != names.get(c.organisation, c.organisation)))
               for k, c in world.seats.items()},
        agreements={k: agreement_after(a, names, month) for k, a in world.agreements.items()},
        plans={k: altered(p, owner=names.get(p.owner, p.owner), to=passed(p.to, names),
                          endorsed_by=passed(p.endorsed_by, names)) for k, p in world.plans.items()},
        questions={k: altered(q, askees=passed(q.askees, names)) for k, q in world.questions.items()},
        matters={k: matter_after(m, names) for k, m in world.matters.items()},
        tenders={k: tender_after(t, names) for k, t in world.tenders.items()},
    )  # fmt: skip
    return duties_after(world, names)


def duties_after(world: World, names: Mapping[str, str]) -> World:
    """Consultations, lent authority, leads, deadlines, rules and injects under the successor's name."""
    leads = {}
    for key, lead in world.leads.items():
        leads[names.get(key, key)] = altered(
            lead,
            counterpart=names.get(key, key),
            backers=passed(lead.backers, names),
            rivals=tuple((seat, passed(backers, names)) for seat, backers in lead.rivals),
        )
    return altered(
        world,
        consultations={k: altered(c, organisation=names.get(c.organisation, c.organisation)) for k, c in world.consultations.items()},
        delegations={k: altered(d, accountable=names.get(d.accountable, d.accountable)) for k, d in world.delegations.items()},
        leads=leads,
        deadlines={k: altered(d, owes=passed(d.owes, names), to=passed(d.to, names), met=passed(d.met, names))
                   for k, d in world.deadlines.items()},
        rules={k: altered(r, who_may_rule=passed(r.who_may_rule, names)) for k, r in world.rules.items()},
        injects={k: altered(i, to=passed(i.to, names)) for k, i in world.injects.items()},
        runsheet={k: altered(line, to=passed(line.to, names)) for k, line in world.runsheet.items()},
        knowledge=knowledge_after(world.knowledge, names),
        levels=levels_after(world.levels, names),
    )  # fmt: skip


def bodies_after(
    organisations: Mapping[str, Body], names: Mapping[str, str], successor: str
) -> dict[str, Body]:
    """The parents marked as followed; the successor with their powers, members and lineage; memberships passed on."""
    after = {k: altered(b, members=passed(b.members, names)) for k, b in organisations.items()}
    heir = after.get(successor)
    for parent in names:
        body = after.get(parent)
        if body is None:
            continue
        after[parent] = altered(body, status="merged", successor=successor)
        if heir is not None:
            members = tuple(m for m in dict.fromkeys((*heir.members, *body.members)) if m != successor)
            powers = tuple(dict.fromkeys((*heir.powers, *body.powers)))
            parents = tuple(dict.fromkeys((*heir.parents, parent)))
            heir = altered(heir, members=members, powers=powers, parents=parents)
            after[successor] = heir
    return after


def agreement_after(agreement: Agreement, names: Mapping[str, str], month: int) -> Agreement:
    """The agreement with the successor as party. One that bound only bodies that are now one is over."""
    if not set(names) & {*agreement.parties, *agreement.informed}:
        return agreement
    parties = passed(agreement.parties, names)
    changed = altered(
        agreement,
        parties=parties,
        accounts=joint(agreement.accounts, agreement.parties, names, weakest),
        consulted=joint(agreement.consulted, agreement.parties, names, min),
        informed=tuple(b for b in passed(agreement.informed, names) if b not in parties),
        chain=tuple((what, names.get(who, who), *rest) for what, who, *rest in agreement.chain),
    )
    if len(parties) > 1 or changed.phase in OVER:
        return changed
    phase: Any = "ended" if changed.phase in ("signed", "in-force", "disputed") else "lapsed"
    begun = changed.history[0][2] if changed.history else changed.id
    return altered(changed, phase=phase, history=(*changed.history, (phase, month, begun)))


def matter_after(matter: Matter, names: Mapping[str, str]) -> Matter:
    """The matter under the successor's name; the failure of a body that was taken over is over, and so is an offer
    that a body would now make to itself."""
    failed = matter.kind == FAILURE and matter.body in names and matter.status == "open"
    by, against = names.get(matter.by, matter.by), passed(matter.against, names)
    if matter.kind in OFFERS and matter.status == "open" and by in against:
        against = tuple(b for b in against if b != by)
        matter = altered(matter, status="open" if against else "lapsed")
    detail = matter.detail
    if detail.get("managed_by") in names:
        detail = {**detail, "managed_by": names[detail["managed_by"]]}
    about = (
        names.get(matter.body, matter.body)
        if matter.kind in FOLLOWED and matter.status == "open"
        else matter.body
    )
    return altered(
        matter,
        body=about,
        detail=detail,
        by=by,
        against=against,
        handler=names.get(matter.handler, matter.handler),
        accepted=passed(matter.accepted, names),
        status="taken over" if failed else matter.status,
    )


def tender_after(tender: Tender, names: Mapping[str, str]) -> Tender:
    """The tender and its bids under the successor's name."""
    bids = tuple(altered(bid, bidders=passed(bid.bidders, names)) for bid in tender.bids)
    return altered(
        tender, by=names.get(tender.by, tender.by), bids=bids, awarded=passed(tender.awarded, names)
    )


def knowledge_after(knowledge: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    """What the parents gained or lost of knowledge in play counts for the successor."""
    after: dict[str, int] = {}
    for key, points in knowledge.items():
        body, _, area = key.partition("|")
        mine = f"{names.get(body, body)}|{area}"
        after[mine] = after.get(mine, 0) + points
    return after


def levels_after(
    levels: Mapping[str, tuple[str, str]], names: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Who commissions what under the successor's name; where its parts had it otherwise, the one set first holds."""
    after: dict[str, tuple[str, str]] = {}
    for key, (level, body) in levels.items():
        service, _, accountable = key.partition("|")
        after.setdefault(f"{service}|{names.get(accountable, accountable)}", (level, names.get(body, body)))
    return after


def passed(bodies: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """Names of bodies with each parent's replaced by the successor's, none twice."""
    return tuple(dict.fromkeys(names.get(body, body) for body in bodies))


def joint(
    table: Mapping[str, Value],
    parties: tuple[str, ...],
    names: Mapping[str, str],
    least: Callable[[tuple[Value, ...]], Value],
) -> dict[str, Value]:
    """A table by party after parties became one: the least that any of them held is what the successor holds.

    A successor of which one part had said nothing has said nothing: it is not bound by what its other parts said.
    """
    after: dict[str, Value] = {}
    for party in passed((*parties, *table), names):
        parts = [p for p in dict.fromkeys((*parties, *table)) if names.get(p, p) == party]
        held = tuple(table[part] for part in parts if part in table)
        if held and len(held) == len(parts):
            after[party] = held[0] if len(held) == 1 else least(held)
    return after


def weakest(accounts: tuple[Account, ...]) -> Account:
    """The account that binds least: of an older text, or of a stance short of agreeing and signing."""
    bound = {"agreed": 1, "signed": 2}
    return min(accounts, key=lambda account: (account.version, bound.get(account.stance, 0)))


def papers_for(world: World, organisation: str, seats: tuple[str, ...]) -> list[Draft]:
    """A body's live agreements, plans and open business, handed to seats that may not have seen them made."""
    if not seats:
        return []
    drafts = []
    for agreement in world.agreements.values():
        if organisation in agreement.parties and agreement.phase not in OVER:
            consulted = {organisation: agreement.consulted.get(organisation, 0)}
            copy = {**copy_of_agreement(agreement), "informed": (), "consulted": consulted}
            drafts.append(handed("agreement", copy, None, agreement.id, organisation, seats))
    for plan in world.plans.values():
        if plan.owner == organisation and plan.status != "superseded":
            drafts.append(handed("plan", copy_of_plan(plan), None, plan.id, organisation, seats))
    for matter in world.matters.values():
        sides = (*matter.against, matter.by) if matter.kind in TWO_SIDED else ()
        concerned = organisation in (matter.by, matter.handler, *sides) and matter.kind != "job"
        if concerned and matter.status in ("open", RUNNING):
            drafts.append(
                handed("matter", row_of(matter), matter.subject or None, matter.id, organisation, seats)
            )
    return drafts


def handed(
    what: str, copy: Mapping[str, Any], on: int | None, number: int, body: str, seats: tuple[str, ...]
) -> Draft:
    """The event of one paper handed over."""
    content = {"what": what, "copy": copy, "on": on}
    return engine("papers-handed-over", content, to=seats, subject=number, organisation=body)


def are_handed(world: World, event: Event) -> World:
    """Whoever did not know the paper now does, or knows the newer text of it."""
    number, copy, what = event.subject or event.seq, event.body["copy"], event.body["what"]
    if what == "agreement":
        agreement = newer_of(world.agreements.get(number), agreement_from_copy(number, copy))
        return put(world, "agreements", number, agreement)
    if what == "plan" and number not in world.plans:
        return put(world, "plans", number, plan_from_copy(number, copy))
    if what == "matter" and number not in world.matters:
        history = ((copy["status"], event.month),)
        return put(
            world,
            "matters",
            number,
            Matter(id=number, subject=event.body["on"] or 0, history=history, **copy),
        )
    return world


HANDED = Kind(
    "papers-handed-over",
    "notice",
    lambda e, n: (
        f"{n.body(e.organisation)} handed {n.bodies_of(e.addressees)} its papers on “{e.body['copy']['title']}”."
    ),
    are_handed,
    numbers=("on",),
)
