"""From one round into the next: the close judged, bodies followed by others, what is carried, dropped and assumed, the opening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from shirehall.patch.between import Part
from shirehall.patch.model import Briefing, Deadline
from shirehall.patch.pack import Patch
from shirehall.patch.round_pack import deadlines_of, injects_of
from shirehall.patch.rounds import RoundPlan
from shirehall.play.differences import UNPLAYED, Row, difference
from shirehall.play.drafting import engine
from shirehall.play.lineage import papers_for, succeed
from shirehall.play.moves.takeover import succession
from shirehall.play.notices.inject import laid
from shirehall.play.notices.opening import rule_row
from shirehall.play.notices.parting import parting
from shirehall.play.record.event import Draft
from shirehall.play.session import Session
from shirehall.play.sheet import SheetLine, line_of
from shirehall.play.successions import Following, Lineage, current, lineage_of
from shirehall.play.view import WALL
from shirehall.play.world import World

FORMS = {"merged": "merger", "taken-over": "takeover"}
"""How a succession between rounds is called where play has a word for it already."""


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
        "notice": notice(plan, county),
        "rules": rule_changes(plan),
        "followed": [
            {"parents": list(one.parents), "heir": one.heir, "how": one.how, "why": one.why}
            for one in lineage.followings
        ],
        "seated": list(lineage.all_heirs),
        "powers": powers(plan),
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


def notice(plan: RoundPlan, county: bool = True) -> list[Row]:
    """The changes as they are read out, each with what it rests on; what tells of the model in other words, where there is no county."""
    if plan.change is None:
        return []
    step = plan.change.modelling
    rests = {one.change: one for one in plan.change.rests_on}
    lines = []
    for number, words in enumerate(plan.change.notice, start=1):
        text = step.otherwise if step and not county and number == step.change and step.otherwise else words
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
    fields = ("text", "clarity", "who_may_rule", "timing")
    changed = [
        {
            "id": one.rule,
            **{name: getattr(one, name) for name in fields if getattr(one, name) is not None},
            **({"limit": one.limit.value} if one.limit else {}),
        }
        for one in rules.changed
    ]
    return {
        "removed": [one.rule for one in rules.removed],
        "changed": changed,
        "added": [rule_row(one) for one in rules.added],
    }


def homes(world: World, lineage: Lineage) -> dict[str, str]:
    """The seats whose body is another from now on, and which."""
    heirs, parted = lineage.heirs, lineage.parted
    return {
        seat.id: parted.get(seat.id, heirs[seat.organisation])
        for seat in world.seats.values()
        if seat.organisation in heirs and not seat.left
    }


def powers(plan: RoundPlan) -> dict[str, Row]:
    """The powers that bodies gain and lose with the round."""
    changes = plan.change.powers if plan.change else []
    return {one.body: {"gains": list(one.gains), "loses": list(one.loses), "why": one.why} for one in changes}


def deadlines(world: World, plan: RoundPlan, before: int, lineage: Lineage) -> list[Row]:
    """The round's deadlines, by the bodies that stand and somebody sits for once the round is open."""
    heirs = lineage.heirs
    seated = [
        body.id for body in world.organisations.values()
        if body.id in lineage.all_heirs or (world.seats_of(body.id) and body.id not in heirs and body.id not in lineage.ended)
    ]  # fmt: skip

    def meant(names: Sequence[str]) -> list[str]:
        now = {heirs.get(current(world, name), current(world, name)) for name in names}
        return [body for body in seated if body in now or world.organisations[body].kind in names]

    def row(one: Deadline) -> Row:
        at = world.at + (one.month - before - 1) * plan.round.minutes_a_month + one.minute
        return {"id": one.id, "title": one.title, "month": one.month, "at": at, "owes": meant(one.owes), "to": meant(one.to),
                "met_by": one.met_by, "about": list(one.about)}  # fmt: skip

    return [row(one) for one in deadlines_of(plan, before)]


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
            for part in one.parts:
                session.commit(parted(session.world, one, part), at=at)
        if session.world.runsheet:
            session.commit([laid(sheet(patch, plan, month - 1, county))], at=at)
        for paper in plan.briefings:
            if paper.kind != "detail" or patch.head.detail != "strategic":
                session.commit(handed_out(session.world, paper), at=at)
    return lineage


def followed(world: World, one: Following) -> list[Draft]:
    """A body follows others: everybody sees it, and the seats that now sit together share their papers."""
    after = succeed(world, one.parents, one.heir, world.clock.month)
    form = FORMS.get(one.how, one.how)
    return [succession(one.parents, one.heir, form), *papers_for(after, one.heir, after.seats_of(one.heir))]


def sheet(patch: Patch, plan: RoundPlan, before: int, county: bool) -> tuple[SheetLine, ...]:
    """The round's own run sheet. A letter that goes with the model's results is not on it when nothing was modelled."""
    step = plan.change.modelling if plan.change else None
    letter = step.letter if step and not county else None
    return tuple(line_of(one, patch.film) for one in injects_of(plan, before) if one.id != letter)


def parted(world: World, one: Following, part: Part) -> list[Draft]:
    """Another heir takes its part of a body that was split, and its seats are handed their papers: everybody sees it."""
    draft = parting(world, one.parents, one.heir, part)
    seats = tuple(seat for seat in world.seats if seat in draft.body["seats"])
    return [draft, *papers_for(world, part.to, seats)]


def handed_out(world: World, paper: Briefing) -> list[Draft]:
    """One paper of the new round, to everybody or to whoever sits for its body by now; nothing when nobody does."""
    audience = ("*",) if paper.organisation is None else world.seats_of(paper.organisation)
    if not audience:
        return []
    body = {"paper": paper.id, "kind": paper.kind, "title": paper.title, "text": paper.text}
    return [engine("briefing-given", body, audience=audience, organisation=paper.organisation or "")]
