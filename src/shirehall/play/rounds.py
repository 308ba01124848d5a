"""From one round into the next: the close judged, bodies followed by others, what is carried, dropped and assumed, the opening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shirehall.economy.trends import changes_of
from shirehall.patch.between import Succession
from shirehall.patch.model import Briefing, Deadline
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import deadlines_of
from shirehall.patch.rounds import RoundPlan
from shirehall.play.drafting import engine
from shirehall.play.lineage import papers_for, succeed
from shirehall.play.moves.takeover import succession
from shirehall.play.notices.opening import rule_row
from shirehall.play.notices.rounds import BOUND, OVER, runs_out
from shirehall.play.record.event import Draft
from shirehall.play.runsheet import is_out
from shirehall.play.session import Session
from shirehall.play.view import WALL
from shirehall.play.world import World

Row = dict[str, Any]
"""One line of what was carried, dropped or assumed: what it is, which, in words, and why."""
FORMS = {"merged": "merger", "taken-over": "takeover"}
"""How a succession between rounds is called where play has a word for it already."""
LIVED_ON = (
    "the county stands as the round before left it and lives on under the terms in force; "
    "what the unplayed months would have brought is in it only as far as the figures below say so"
)
UNPLAYED = (
    "what was in force is taken to have gone on, what ran out in them has ended, "
    "and nothing else is taken to have happened but what the notice says."
)


UNALLIED = "nothing in play bound them together when the round closed, so each goes on as it is"


@dataclass(frozen=True, slots=True)
class Following:
    """One succession as it happens: who passes on, to whom, how, and what the pack says goes along."""

    parents: tuple[str, ...]
    heir: str
    how: str
    takes: str
    why: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What becomes of bodies between two rounds: who follows whom, who ends, and what was struck out because play did not bear it."""

    followings: tuple[Following, ...]
    ended: tuple[str, ...]
    struck: tuple[Succession, ...]

    @property
    def heirs(self) -> dict[str, str]:
        """Every body that is followed, and by whom."""
        return {parent: one.heir for one in self.followings for parent in one.parents}


def current(world: World, body: str) -> str:
    """The body that stands for another by now: itself, or whoever followed it in play, to the last."""
    seen = [body]
    while (
        (known := world.organisations.get(seen[-1])) is not None
        and known.successor
        and known.successor not in seen
    ):
        seen.append(known.successor)
    return seen[-1]


def allied(world: World, bodies: Sequence[str]) -> bool:
    """Whether play bound bodies to one another: one body by now, members of one that stands, or parties to one agreement that
    is signed or in force."""
    now = {current(world, body) for body in bodies}
    if len(now) == 1:
        return True
    together = any(
        now <= set(body.members) for body in world.organisations.values() if body.kind == "alliance" and body.status == "standing"
    )  # fmt: skip
    return together or any(
        now <= set(deal.parties) for deal in world.agreements.values() if deal.phase in ("signed", "in-force")
    )


def lineage_of(world: World, successions: Sequence[Succession]) -> Lineage:
    """What becomes of bodies, by the pack's lines and by what play made of the bodies they name."""
    followings: list[Following] = []
    ended: list[str] = []
    struck: list[Succession] = []
    for one in successions:
        parents = tuple(
            body for body in dict.fromkeys(current(world, each) for each in one.of)
            if body not in one.becomes and world.organisations[body].status != "ended"
        )  # fmt: skip
        if one.only_if_allied and not allied(world, one.of):
            struck.append(one)
        elif one.how == "ended":
            ended.extend(parents)
        elif parents:
            followings.append(Following(parents, one.becomes[0], one.how, one.takes, one.why))
    return Lineage(tuple(followings), tuple(ended), tuple(struck))


def judgement(world: World) -> Row:
    """How a round stands: agreements by phase, plans and tenders by state, deadlines, rules, questions, bodies founded, newest figures."""
    deadlines = [each for each in world.deadlines.values() if each.passed]
    missed = [each.id for each in deadlines if set(each.owes) - set(each.met)]
    figures = {key: list(value) for key, value in sorted(world.figures.items()) if key.endswith("|all")}
    return {
        "agreements": tally(a.phase for a in world.agreements.values()),
        "in_force": [a.title for a in world.agreements.values() if a.phase in ("signed", "in-force")],
        "unsigned": [a.title for a in world.agreements.values() if a.phase in ("idea", "proposed", "agreed")],
        "plans": tally(p.status for p in world.plans.values() if p.status != "superseded"),
        "tenders": tally(t.status for t in world.tenders.values()),
        "matters": tally(f"{m.kind}: {m.status}" for m in world.matters.values()),
        "deadlines": {"met": len(deadlines) - len(missed), "missed": len(missed)},
        "rules": tally(r.status for r in world.rules.values()),
        "questions": tally(q.status for q in world.questions.values()),
        "bodies": tally(b.status for b in world.organisations.values()),
        "levers": len([t for t in world.terms if t.until is None or t.until >= world.clock.month]),
        "figures": figures,
    }


def tally(states: Iterable[str]) -> dict[str, int]:
    """How many of each state, in the order of the states' names."""
    return dict(sorted(Counter(states).items()))


def judge(session: Session, round_id: str, title: str) -> None:
    """Put the closing judgement of a round on the record: the whole for the facilitators, and for all what everybody may know."""
    body = {
        "round": round_id,
        "title": title,
        "known": judgement(session.view(WALL).world),
        "whole": judgement(session.world),
    }
    session.commit([engine("round-judged", body, audience=("*",))], at=session.world.at)


def opened(
    world: World, patch: Patch, number: int, plan: RoundPlan, lineage: Lineage, seed: int, county: bool
) -> Draft:
    """The event that opens a later round; `number` is its place in the pack, from 0."""
    month = patch.first_month(number)
    gap, change = plan.round.transition_months, plan.change
    body = {
        "round": plan.round.id,
        "title": plan.round.title,
        "start": plan.round.start,
        "calendar": calendar_from(plan.round.start, month),
        "month": month,
        "last_month": month - 1 + plan.round.months,
        "minutes_a_month": plan.round.minutes_a_month,
        "after": month - 1,
        "unplayed": gap,
        "unplayed_are": UNPLAYED,
        "why": change.why if change else "",
        "notice": notice(plan),
        "rules": rule_changes(plan),
        "followed": [
            {"parents": list(one.parents), "heir": one.heir, "how": one.how, "why": one.why}
            for one in lineage.followings
        ],
        "seated": list(dict.fromkeys(one.heir for one in lineage.followings)),
        "ended": list(lineage.ended),
        "homes": homes(world, lineage),
        "deadlines": deadlines(world, plan, month - 1, lineage),
        "designers": {
            "seed": seed,
            **difference(world, patch, plan, lineage, month, county),
            "hypotheses": list(change.hypotheses) if change else [],
        },
    }
    return engine("round-opened", body, audience=("*",))


def calendar_from(start: str, month: int) -> str:
    """The month, as YYYY-MM, from which months are to be counted so that a round's first month bears the round's date."""
    year, first = (int(part) for part in start.split("-"))
    count = year * 12 + first - 1 - (month - 1)
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def notice(plan: RoundPlan) -> list[Row]:
    """The changes as they are read out, each with what it rests on."""
    if plan.change is None:
        return []
    rests = {one.change: one for one in plan.change.rests_on}
    lines = []
    for number, text in enumerate(plan.change.notice, start=1):
        one = rests.get(number)
        on = {
            name: list(getattr(one, name)) if one else []
            for name in ("rules", "parameters", "organisations", "injects")
        }
        lines.append({"number": number, "text": text, **on})
    return lines


def rule_changes(plan: RoundPlan) -> Row:
    """What becomes of the rules, as everybody is told."""
    if plan.change is None:
        return {"removed": [], "changed": [], "added": []}
    rules = plan.change.rules
    fields = ("text", "clarity", "who_may_rule")
    changed = [
        {"id": one.rule, **{name: getattr(one, name) for name in fields if getattr(one, name) is not None}}
        for one in rules.changed
    ]
    return {
        "removed": [one.rule for one in rules.removed],
        "changed": changed,
        "added": [rule_row(one) for one in rules.added],
    }


def homes(world: World, lineage: Lineage) -> dict[str, str]:
    """The seats whose body is another from now on, and which."""
    heirs = lineage.heirs
    return {
        seat.id: heirs[seat.organisation]
        for seat in world.seats.values()
        if seat.organisation in heirs and not seat.left
    }


def deadlines(world: World, plan: RoundPlan, before: int, lineage: Lineage) -> list[Row]:
    """The round's deadlines, by the bodies that stand and somebody sits for once the round is open."""
    heirs = lineage.heirs
    seated = [
        body.id for body in world.organisations.values()
        if body.id in heirs.values() or (world.seats_of(body.id) and body.id not in heirs and body.id not in lineage.ended)
    ]  # fmt: skip

    def meant(names: Sequence[str]) -> list[str]:
        now = {heirs.get(current(world, name), current(world, name)) for name in names}
        return [body for body in seated if body in now or world.organisations[body].kind in names]

    def row(one: Deadline) -> Row:
        at = world.at + (one.month - before - 1) * plan.round.minutes_a_month + one.minute
        return {"id": one.id, "title": one.title, "month": one.month, "at": at, "owes": meant(one.owes), "to": meant(one.to),
                "met_by": one.met_by, "about": list(one.about)}  # fmt: skip

    return [row(one) for one in deadlines_of(plan, before)]


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
        for one in patch.injects if not is_out(world, one.id)
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


def open_round(
    session: Session, patch: Patch, number: int, plan: RoundPlan, seed: int, county: bool
) -> Lineage:
    """Open a later round on the record, in one transaction: what changes for all, bodies that follow others, papers handed on.

    Returns what became of bodies. The pack is the whole one, not one that is set to a round.
    """
    world = session.world
    lineage = lineage_of(world, plan.successions)
    at, month = world.at, patch.first_month(number)
    with session.together():
        session.commit([opened(world, patch, number, plan, lineage, seed, county)], at=at)
        session.commit(
            [
                engine(
                    "month-opened", {"month": month, "minutes": plan.round.minutes_a_month}, audience=("*",)
                )
            ],
            at=at,
        )
        for one in lineage.followings:
            session.commit(followed(session.world, one), at=at)
        for paper in plan.briefings:
            if paper.kind != "detail" or patch.head.detail != "strategic":
                session.commit(handed_out(session.world, paper), at=at)
    return lineage


def followed(world: World, one: Following) -> list[Draft]:
    """A body follows others: everybody sees it, and the seats that now sit together share their papers."""
    after = succeed(world, one.parents, one.heir, world.clock.month)
    form = FORMS.get(one.how, one.how)
    return [succession(one.parents, one.heir, form), *papers_for(after, one.heir, after.seats_of(one.heir))]


def handed_out(world: World, paper: Briefing) -> list[Draft]:
    """One paper of the new round, to everybody or to whoever sits for its body by now; nothing when nobody does."""
    audience = ("*",) if paper.organisation is None else world.seats_of(paper.organisation)
    if not audience:
        return []
    body = {"paper": paper.id, "kind": paper.kind, "title": paper.title, "text": paper.text}
    return [engine("briefing-given", body, audience=audience, organisation=paper.organisation or "")]


def heirs_of(world: World) -> dict[str, str]:
    """Every body that another follows by now, with the one that stands for it."""
    return {body: current(world, body) for body in world.organisations if current(world, body) != body}
