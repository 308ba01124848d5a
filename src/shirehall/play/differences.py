"""The designers' difference between what a round left and what the next one opens with: carried, dropped, assumed."""

from __future__ import annotations

from typing import Any

from shirehall.economy.trends import changes_of
from shirehall.patch.pack import Patch
from shirehall.patch.rounds import RoundPlan
from shirehall.play.notices.rounds import BOUND, OVER, runs_out
from shirehall.play.runsheet import is_out, lines_of
from shirehall.play.successions import Lineage
from shirehall.play.world import World

Row = dict[str, Any]
"""One line of what was carried, dropped or assumed: what it is, which, in words, and why."""
LIVED_ON = (
    "the county stands as the round before left it and lives on under the terms in force; "
    "what the unplayed months would have brought is in it only as far as the figures below say so"
)
UNPLAYED = (
    "what was in force is taken to have gone on, what ran out in them has ended, "
    "and nothing else is taken to have happened but what the notice says."
)


UNALLIED = "nothing in play bound them together when the round closed, so each goes on as it is"
STAYS = "play brought it there, and there it stays"


def difference(
    world: World, patch: Patch, plan: RoundPlan, lineage: Lineage, month: int, county: bool
) -> dict[str, list[Row]]:
    """The designers' difference between what round one left and what the next opens with: carried, dropped, assumed."""
    return {
        "carried": [
            *deals_carried(world, plan, month),
            *business(world, plan),
            *bodies_and_sites(world, patch, lineage, county),
        ],
        "dropped": dropped(world, patch, plan, lineage, month),
        "assumed": assumed(plan, month, county),
    }


def row(what: str, which: str | int, words: str, why: str) -> Row:
    """One line of the difference."""
    return {"what": what, "which": which, "words": words, "why": why}


def deals_carried(world: World, plan: RoundPlan, month: int) -> list[Row]:
    """Agreements and levers that go on, and agreements that their parties may take up or let lie."""
    gap, last = plan.round.transition_months, month - 1
    lines = []
    for deal in world.agreements.values():
        if deal.phase in OVER or runs_out(deal.until, last, gap):
            continue
        why = (
            f"it was {deal.phase} when the round closed"
            if deal.phase in BOUND
            else "unsigned: its parties may take it up or let it lie"
        )
        lines.append(row("agreement", deal.id, deal.title, why))
    acting = [
        t for t in world.terms if (t.until is None or t.until > last) and not runs_out(t.until, last, gap)
    ]
    if acting:
        lines.append(
            row("levers", len(acting), f"{len(acting)} levers in force", "they go on acting on the county")
        )
    return lines


def business(world: World, plan: RoundPlan) -> list[Row]:
    """Plans, rules as play left them, open questions, matters and tenders."""
    lines = [
        row("plan", each.id, each.title, f"it was {each.status}")
        for each in world.plans.values()
        if each.status != "superseded"
    ]
    fresh = overwritten(plan)
    lines += [
        row("rule", rule.id, rule.text, f"play left it {rule.status}")
        for rule in world.rules.values() if rule.versions and rule.id not in fresh
    ]  # fmt: skip
    lines += [
        row("question", q.id, q.text, "nobody answered it")
        for q in world.questions.values()
        if q.status == "open"
    ]
    lines += [
        row("matter", m.id, m.title, f"{m.kind}, {m.status}")
        for m in world.matters.values()
        if m.status == "open"
    ]
    lines += [row("tender", t.id, t.title, f"it was {t.status}") for t in world.tenders.values()]
    return lines


def overwritten(plan: RoundPlan) -> set[str]:
    """The rules that the change removes or rewrites."""
    if plan.change is None:
        return set()
    return {one.rule for one in plan.change.rules.removed} | {one.rule for one in plan.change.rules.changed}


def bodies_and_sites(world: World, patch: Patch, lineage: Lineage, county: bool) -> list[Row]:
    """Bodies as play and the pack's lines left them, sites under other owners, the county, and memory."""
    lines = [
        row("body", body.id, body.name, f"founded in month {body.began} of play")
        for body in world.organisations.values() if body.began and body.status == "standing"
    ]  # fmt: skip
    for one in lineage.followings:
        names = [world.organisations[parent].short for parent in one.parents]
        heir = world.organisations[one.heir].name
        lines.append(
            row("lineage", one.heir, f"{' and '.join(names)}: {one.how} into {heir}. {one.takes}", one.why)
        )
    owners = {each.site: each.owner for each in patch.county.sites}
    lines += [
        row("site", site, f"{site} belongs to {world.organisations[owner].short}", "it changed hands in play")
        for site, owner in sorted(world.sites.items()) if owners.get(site, owner) != owner
    ]  # fmt: skip
    if county:
        lines.append(
            row(
                "county",
                "state",
                "Balances, cash, debts, waiting lists, posts and beds as the county had them",
                LIVED_ON,
            )
        )
    people = [seat for seat in world.seats.values() if not seat.left]
    lines.append(row("memory", len(people), f"What {len(people)} seats said, heard, promised and were refused",
                     "memory goes with the person, whatever the badge says"))  # fmt: skip
    return lines


def dropped(world: World, patch: Patch, plan: RoundPlan, lineage: Lineage, month: int) -> list[Row]:
    """What does not reach the next round, each with why."""
    gap, last = plan.round.transition_months, month - 1
    lines = [
        row("agreement", deal.id, deal.title, "its term ran out in the months that were not played")
        for deal in world.agreements.values() if deal.phase not in OVER and runs_out(deal.until, last, gap)
    ]  # fmt: skip
    lines += [
        row("inject", one.id, one.title, "it belonged to the round before and never came")
        for one in lines_of(patch, world) if not is_out(world, one.id)
    ]  # fmt: skip
    fresh = overwritten(plan)
    lines += [
        row("ruling", rule.id, rule.text, "what play made of the rule is overtaken by the change between the rounds")
        for rule in world.rules.values() if rule.versions and rule.id in fresh
    ]  # fmt: skip
    if plan.change is not None:
        lines += [row("rule", one.rule, one.why, one.source) for one in plan.change.rules.removed]
        lines += [
            row("assumption", one, one, "dropped by the designers") for one in plan.change.drops_assumptions
        ]
    lines += [
        row("succession", one.becomes[0] if one.becomes else one.of[0], one.takes, f"{' and '.join(one.of)}: {UNALLIED}")
        for one in lineage.struck
    ]  # fmt: skip
    lines += [
        row("succession", body, f"{body} is part of {world.organisations[where].name} by now", STAYS)
        for body, where in lineage.stayed
    ]
    lines += [
        row("body", body, world.organisations[body].name, "it ended between the rounds")
        for body in lineage.ended
    ]
    return lines


def assumed(plan: RoundPlan, month: int, county: bool) -> list[Row]:
    """What nobody played and the designers laid down: the unplayed months, figures with what they do, new assumptions."""
    lines = [
        row(
            "unplayed",
            plan.round.transition_months,
            f"{plan.round.transition_months} months were not played",
            UNPLAYED,
        )
    ]
    if plan.change is None:
        return lines
    why = {one.name: one.why for one in plan.change.parameters}
    acting = {
        one.name: one.said
        for one in changes_of(((p.name, p.value) for p in plan.change.parameters), why, month)
    }
    for one in plan.change.parameters:
        was = f"{one.was.value:g} before, " if one.was else ""
        words = f"{one.name}: {was}{one.value.value:g} {one.value.unit} from now on"
        does = (
            f"acts on the county: {acting[one.name]}"
            if one.name in acting and county
            else "stated; nothing in the county reads it"
        )
        lines.append({**row("figure", one.name, words, one.why), "acts": does, "from": str(one.value.origin)})
    lines += [
        row("assumption", one.id, one.text, "laid down for the round") for one in plan.change.assumptions
    ]
    return lines
