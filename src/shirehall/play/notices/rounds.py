"""A round judged at its close, and the next one opened: what it changes for everybody, and what the years between leave of agreements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shirehall.play.agreements import Agreement
from shirehall.play.altered import altered
from shirehall.play.kinds import Kind, Names
from shirehall.play.names import listed
from shirehall.play.record.event import Event
from shirehall.play.world import Deadline, RuleState, TermInForce, World

OVER = ("lapsed", "ended")
BOUND = ("signed", "in-force", "disputed")
REMOVED = "removed"
CHANGED = "changed between rounds"


def judged(event: Event, _seat: str, _organisation: str) -> Mapping[str, Any]:
    """Everybody hears how the round stands as far as everybody may know it; the whole is the facilitators' and the study's."""
    return {**event.body, "whole": {}}


def told(event: Event, _seat: str, _organisation: str) -> Mapping[str, Any]:
    """Everybody hears what changes; what was carried, dropped and assumed in detail is the designers', for it tells of secret deals."""
    return {**event.body, "designers": {}}


def is_opened(world: World, event: Event) -> World:
    """The new round: its clock, rules, deadlines and bodies; agreements and terms as the years between leave them.

    It takes of the event only what everybody is shown, so that every seat's world goes the same way.
    """
    body = event.body
    clock = altered(
        world.clock,
        start=body["calendar"],
        months=body["last_month"],
        minutes_a_month=body["minutes_a_month"],
        closed=False,
    )
    world = altered(
        world,
        clock=clock,
        round=body["round"],
        rules=rules_after(world.rules, body["rules"], event.month),
        deadlines={**world.deadlines, **{row["id"]: Deadline(**row) for row in body["deadlines"]}},
        said={},
    )
    world = across(world, event)
    return seated_and_ended(world, event)


def rules_after(
    rules: Mapping[str, RuleState], change: Mapping[str, Any], month: int
) -> dict[str, RuleState]:
    """Rules removed stay known and bind nobody; changed ones are in force as they now read; new ones come last."""
    after = dict(rules)
    for name in change["removed"]:
        if name in after:
            old = after[name]
            after[name] = altered(old, status=REMOVED, versions=(*old.versions, (month, REMOVED, old.text)))
    for row in change["changed"]:
        if row["id"] in after:
            old = after[row["id"]]
            new = {name: value for name, value in row.items() if name != "id"}
            text = new.get("text", old.text)
            after[row["id"]] = altered(
                old, **new, status="in force", proposal="", versions=(*old.versions, (month, CHANGED, text))
            )
    return {**after, **{row["id"]: RuleState(**row) for row in change["added"]}}


def across(world: World, event: Event) -> World:
    """Agreements and terms after the unplayed months: what runs out in them is over, what begins in them has begun, and later
    months come nearer by as many."""
    gap, last = event.body["unplayed"], event.body["after"]
    agreements = {n: agreement_across(a, last, gap, event) for n, a in world.agreements.items()}
    return altered(world, agreements=agreements, terms=tuple(term_across(t, last, gap) for t in world.terms))


def agreement_across(agreement: Agreement, last: int, gap: int, event: Event) -> Agreement:
    """One agreement after the unplayed months."""
    if agreement.phase in OVER:
        return agreement
    until, start = nearer(agreement.until, last, gap), begun(agreement.start, last, gap)
    if runs_out(agreement.until, last, gap):
        phase: Any = "ended" if agreement.phase in BOUND else "lapsed"
        return altered(agreement, phase=phase, history=(*agreement.history, (phase, event.month, event.seq)))
    return altered(agreement, until=until, start=start)


def term_across(term: TermInForce, last: int, gap: int) -> TermInForce:
    """One lever after the unplayed months; one that runs out in them acts no more."""
    if term.until is not None and term.until <= last:
        return term
    until = last if runs_out(term.until, last, gap) else nearer(term.until, last, gap)
    return altered(term, until=until, start=begun(term.start, last, gap))


def runs_out(until: int | None, last: int, gap: int) -> bool:
    """Whether a term is over by the end of the unplayed months."""
    return until is not None and until <= last + gap


def nearer(until: int | None, last: int, gap: int) -> int | None:
    """A last month beyond the unplayed months, by the months of play."""
    return until if until is None or until <= last + gap else until - gap


def begun(start: int, last: int, gap: int) -> int:
    """A first month by the months of play: what began in the unplayed months begins with the round."""
    return start if start <= last else max(last + 1, start - gap)


def seated_and_ended(world: World, event: Event) -> World:
    """Bodies that follow others in this round stand; those that ended are over, and nobody sits for them."""
    bodies = dict(world.organisations)
    for name in event.body["seated"]:
        bodies[name] = altered(bodies[name], seated=True)
    for name in event.body["ended"]:
        bodies[name] = altered(bodies[name], status="ended")
    for name, change in event.body.get("powers", {}).items():
        kept = (power for power in bodies[name].powers if power not in change["loses"])
        bodies[name] = altered(bodies[name], powers=tuple(dict.fromkeys((*kept, *change["gains"]))))
    gone = event.body["ended"]
    seats = {
        key: altered(chair, left=True, filled_by="nobody") if chair.organisation in gone else chair
        for key, chair in world.seats.items()
    }
    agreements = {n: without(a, gone, event) for n, a in world.agreements.items()}
    return altered(world, organisations=bodies, seats=seats, agreements=agreements)


def without(agreement: Agreement, gone: tuple[str, ...], event: Event) -> Agreement:
    """An agreement after some bodies ended: over when fewer than two of its parties are left."""
    if agreement.phase in OVER or not set(gone) & set(agreement.parties):
        return agreement
    if len(set(agreement.parties) - set(gone)) > 1:
        return agreement
    phase: Any = "ended" if agreement.phase in BOUND else "lapsed"
    return altered(agreement, phase=phase, history=(*agreement.history, (phase, event.month, event.seq)))


def says_judged(event: Event, _names: Names) -> str:
    """How the round stands, by what the facilitators know; by what everybody knows where the whole is not shown."""
    found = event.body["whole"] or event.body["known"]
    deals, plans = found["agreements"], found["plans"]
    bound = sum(deals.get(phase, 0) for phase in BOUND)
    loose = sum(deals.get(phase, 0) for phase in ("idea", "proposed", "agreed"))
    parts = [
        f"{counted(bound, 'agreement')} signed or in force and {loose} left unsigned",
        f"{counted(sum(plans.values()), 'plan')} handed in, of which {plans.get('signed off', 0)} signed off",
        f"{counted(sum(found['tenders'].values()), 'tender')}",
        f"{counted(found['deadlines']['met'], 'deadline')} met by all who owed it and {found['deadlines']['missed']} missed by some",
        f"{counted(found['questions'].get('open', 0), 'question')} about the rules left open",
    ]
    return f"{event.body['title']} closed with {listed(parts)}."


def counted(number: int, what: str) -> str:
    """A number of things in words."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def says_opened(event: Event, names: Names) -> str:
    """What changed between the rounds, and why."""
    body = event.body
    said = [
        f"{body['title']} opened. {counted(body['unplayed'], 'month')} between the rounds were not played: {body['unplayed_are']}"
    ]
    if body["why"]:
        said.append(body["why"])
    said.append(f"{counted(len(body['notice']), 'change')} announced.")
    if body["seated"]:
        said.append(f"{names.bodies(tuple(body['seated']))} followed other bodies.")
    lists = body["designers"]
    if lists:
        counts = listed([f"{len(lists[name])} {name}" for name in ("carried", "dropped", "assumed")])
        said.append(f"Of what the round before left and the designers laid down: {counts}.")
    return " ".join(said)


OPENED = Kind("round-opened", "notice", says_opened, is_opened, redact=told)
JUDGED = Kind("round-judged", "notice", says_judged, redact=judged)
KINDS = (OPENED, JUDGED)
