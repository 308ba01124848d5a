"""Chains of care between bodies: who is responsible at each step, what it gives on and needs, by what it is measured; and how it goes."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.agreements import allows, rewrite, step
from shirehall.play.altered import altered
from shirehall.play.fields import AgreementRef, Ask, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.moves.propose import is_party, may_act, says_act, to_parties
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import World, put

MOST_STEPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LayDownChain(Ask):
    """Write a chain of care into an agreement that is being made: for each step, in order, what it is, which party is responsible
    (by its id), what it gives to the next, what it needs from the one before, by what it is measured, and by when.

    It is a new text: every party has to take its stance anew.
    """

    agreement: AgreementRef
    steps: tuple[Text, ...]
    responsible: tuple[str, ...]
    gives: tuple[Text, ...]
    needs: tuple[Text, ...]
    measures: tuple[Text, ...]
    when: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep(Ask):
    """Say whether a step of a chain, by its place from 1, was kept: by any party to the agreement, of any step."""

    agreement: AgreementRef
    step: int
    kept: bool


def can_lay(seen: World, seat: str, ask: LayDownChain) -> Refusal | None:
    agreement = seen.agreements[ask.agreement]
    columns = (ask.responsible, ask.gives, ask.needs, ask.measures, ask.when)
    if not 2 <= len(ask.steps) <= MOST_STEPS or any(len(column) != len(ask.steps) for column in columns):
        return not_possible(
            f"a chain has 2 to {MOST_STEPS} steps, and each says who, what it gives and needs, a measure, and a time."
        )
    if not all(
        words.strip() for column in (ask.steps, ask.gives, ask.measures, ask.when) for words in column
    ):
        return not_possible("no step, nothing that is given on, no measure and no time is left open.")
    if set(ask.responsible) - set(agreement.parties):
        return not_possible(f"responsible is a party: {', '.join(agreement.parties)}.")
    act = "propose-on" if agreement.phase == "idea" else "counter"
    return is_party(seen, seat, agreement, act)


def laid(world: World, seat: str, ask: LayDownChain) -> list[Draft]:
    rows = tuple(zip(ask.steps, ask.responsible, ask.gives, ask.needs, ask.measures, ask.when, strict=True))
    return to_parties("chain-laid-down", world, seat, ask, {"chain": rows})


def is_laid(world: World, event: Event) -> World:
    agreement = world.agreements.get(event.subject or 0)
    if agreement is None:
        return world
    act = "propose-on" if agreement.phase == "idea" else "counter"
    changed = rewrite(agreement, event.organisation, agreement.clauses, agreement.start, event.at)
    changed = altered(changed, chain=tuple(tuple(row) for row in event.body["chain"]), steps_reported=())
    return put(world, "agreements", agreement.id, step(changed, act, event.month, event.seq))


def can_report(seen: World, seat: str, ask: ReportStep) -> Refusal | None:
    agreement = seen.agreements[ask.agreement]
    if seen.organisation_of(seat) not in agreement.parties or not allows(agreement.phase, "dispute"):
        return not_possible("one reports on a chain that one's own body has signed, while it holds.")
    if not 1 <= ask.step <= len(agreement.chain):
        return not_possible(f"that agreement has a chain of {len(agreement.chain)} steps.")
    return not_possible("say what was not kept.") if not ask.kept and not ask.text.strip() else None


def reported(world: World, seat: str, ask: ReportStep) -> list[Draft]:
    return to_parties("step-reported", world, seat, ask, {"step": ask.step, "kept": ask.kept})


def is_reported(world: World, event: Event) -> World:
    agreement = world.agreements.get(event.subject or 0)
    if agreement is None:
        return world
    told = (event.body["step"], event.organisation, event.body["kept"], event.month)
    return put(
        world,
        "agreements",
        agreement.id,
        altered(agreement, steps_reported=(*agreement.steps_reported, told)),
    )


def says_reported(event: Event, names: Names) -> str:
    kept = "was kept" if event.body["kept"] else "was not kept"
    return f"{names.body(event.organisation)} said that step {event.body['step']} of {names.thing(event.subject)} {kept}."


LAID = Kind("chain-laid-down", "talk", says_act("laid down who does what in"), is_laid)
REPORTED = Kind("step-reported", "deed", says_reported, is_reported)


def in_a_chain(seen: World, seat: str) -> bool:
    """Whether the seat's body is party to an agreement with a chain that holds."""
    mine = seen.organisation_of(seat)
    return any(
        deal.chain and mine in deal.parties and allows(deal.phase, "dispute")
        for deal in seen.agreements.values()
    )


MOVES = (
    Move("lay-down-chain", LayDownChain, "Say who does what in a chain of care.", 8, can_lay, laid, (LAID,),
         may_act("counter", "propose-on"), in_meeting=True),
    Move("report-step", ReportStep, "Say whether a step was kept.", 2, can_report, reported, (REPORTED,), in_a_chain),
)  # fmt: skip
