"""From an award to the work: what has to be done by buyer and winner before it begins, and how each says that it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, MatterRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import TRANSITION, arises, matter_kind, moved
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Bid, Matter, Tender, World

TASKS = ("contract", "registration", "staff", "premises", "patients")
"""What has to be done between an award and the work: the contract signed, the partners registered, people found, rooms made ready,
patients told."""
TO_DO, ON_TRACK, AT_RISK, DONE = "to do", "on track", "at risk", "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTransition(Ask):
    """Say how one task of a transition stands, as buyer or winner: on track, at risk (say why), or done."""

    transition: MatterRef
    task: Literal["contract", "registration", "staff", "premises", "patients"]
    state: Literal["on track", "at risk", "done"]


def begun(world: World, tender: Tender, bid: Bid) -> Draft:
    """The transition that the award of a bid begins, told to both sides."""
    return transition_of(world, tender.by, bid.bidders, tender.title, bid.pence, tender.id)


def transition_of(
    world: World, buyer: str, winners: tuple[str, ...], title: str, pence: int, subject: int
) -> Draft:
    """The transition that an award begins, told to both sides. Winners that are registered already have that task done."""
    ready = all(world.organisations[body].registered for body in winners)
    tasks = tuple((task, DONE if task == "registration" and ready else TO_DO) for task in TASKS)
    matter = Matter(0, TRANSITION, buyer, winners, f"From award to work: {title}", world.clock.month, "open", buyer, pence=pence,
                    subject=subject, detail={"tasks": tasks, "risks": ()})  # fmt: skip
    return arises("transition-begun", matter, world.seats_of_all((buyer, *winners)))


def can_report(seen: World, seat: str, ask: ReportTransition) -> Refusal | None:
    matter = seen.matters[ask.transition]
    if matter.kind != TRANSITION or matter.status != "open":
        return not_possible("that is no transition that goes on.")
    if seen.organisation_of(seat) not in (matter.by, *matter.against):
        return not_possible("your body is no side of that transition.")
    if dict(matter.detail["tasks"])[ask.task] == DONE:
        return not_possible("that task is done.")
    if ask.state == AT_RISK and not ask.text.strip():
        return not_possible("say what the risk is.")
    return None


def reported(world: World, seat: str, ask: ReportTransition) -> list[Draft]:
    """The other side hears of it. Once all is done, the transition is over."""
    matter = world.matters[ask.transition]
    tasks = tuple((task, ask.state if task == ask.task else state) for task, state in matter.detail["tasks"])
    risks = tuple(row for row in matter.detail["risks"] if row[0] != ask.task)
    if ask.state == AT_RISK:
        risks = (*risks, (ask.task, clip(ask.text, 200)))
    over = all(state == DONE for _, state in tasks)
    after = altered(
        matter,
        status="complete" if over else "open",
        detail={**matter.detail, "tasks": tasks, "risks": risks, "task": ask.task, "state": ask.state},
    )
    to = world.seats_of_all((matter.by, *matter.against))
    return [moved("transition-reported", world, seat, ask, after, to=to)]


def says_begun(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(row['by'])} and {names.bodies(tuple(row['against']))} have to make ready: “{clip(row['title'])}”."


def says_reported(event: Event, names: Names) -> str:
    row = event.body["matter"]
    states = [state for _, state in row["detail"]["tasks"]]
    risks = len(row["detail"]["risks"])
    return (
        f"{names.body(event.organisation)} said how “{clip(row['title'])}” stands: {states.count(DONE)} of {len(states)} tasks done, "
        f"{risks} at risk."
    )


BEGUN: Kind = matter_kind("transition-begun", "notice", says_begun)
REPORTED: Kind = matter_kind("transition-reported", "deed", says_reported)


def in_one(seen: World, seat: str) -> bool:
    """Whether the seat's body is a side of a transition that goes on."""
    mine = seen.organisation_of(seat)
    return any(
        m.kind == TRANSITION and m.status == "open" and mine in (m.by, *m.against)
        for m in seen.matters.values()
    )


MOVES = (
    Move("report-transition", ReportTransition, "Say how a transition stands.", 2, can_report, reported, (REPORTED,), in_one,
         in_meeting=True),
)  # fmt: skip
