"""Submit a savings, recovery or service plan; review it with reasons; sign it off or send it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import (
    Ask,
    EventRef,
    OrganisationRef,
    Pence,
    PlanLine,
    PlanRef,
    Text,
    line_from,
    plain,
)
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import holds_power, may_commit, not_possible
from shirehall.play.world import Plan, Review, World, put

VERDICTS = ("credible", "partly credible", "not credible")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPlan(Ask):
    """Submit a plan, or a new version of one, to bodies that judge it. Lines carry sector, amount, means and evidence."""

    to: tuple[OrganisationRef, ...]
    title: Text
    gap: Pence
    lines: tuple[PlanLine, ...]
    instead_of: PlanRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan(Ask):
    """Judge a plan, with reasons."""

    plan: PlanRef
    verdict: Literal["credible", "partly credible", "not credible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffPlan(Ask):
    """Accept a plan for your body."""

    plan: PlanRef


def can_submit(seen: World, seat: str, ask: SubmitPlan) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if not ask.to or mine in ask.to:
        return not_possible("a plan goes to one or more other bodies.")
    if not ask.title.strip():
        return not_possible("a plan needs a title.")
    old = seen.plans[ask.instead_of] if ask.instead_of is not None else None
    if old is not None and (old.owner != mine or old.status == "superseded"):
        return not_possible("a body replaces its own plan, and the last version of it.")
    return may_commit(seen, seat, "plans")


def submitted(world: World, seat: str, ask: SubmitPlan) -> list[Draft]:
    old = world.plans.get(ask.instead_of or 0)
    body = {
        "to": tuple(ask.to),
        "title": ask.title,
        "gap": ask.gap,
        "lines": plain(ask.lines),
        "instead_of": ask.instead_of,
        "plan_version": old.version + 1 if old else 1,
    }
    mine = world.organisation_of(seat)
    return [
        spoken(
            "plan-submitted",
            world,
            seat,
            ask,
            body,
            to=world.seats_of_all(ask.to),
            also=world.seats_of(mine),
            subject=OWN,
        )
    ]


def is_submitted(world: World, event: Event) -> World:
    """A new version supersedes the old; a deadline that waited for it is met."""
    body, number = event.body, event.subject or event.seq
    lines = tuple(line_from(line) for line in body["lines"])
    plan = Plan(
        number,
        event.organisation,
        body["to"],
        body["title"],
        body["gap"],
        lines,
        event.month,
        body["plan_version"],
    )
    world = put(world, "plans", number, plan)
    old = world.plans.get(body["instead_of"] or 0)
    return world if old is None else put(world, "plans", old.id, altered(old, status="superseded"))


def can_review(seen: World, seat: str, ask: ReviewPlan) -> Refusal | None:
    plan = seen.plans[ask.plan]
    mine = seen.organisation_of(seat)
    if plan.owner == mine:
        return not_possible("a body does not review its own plan.")
    if ask.verdict not in VERDICTS:
        return not_possible(f"a verdict is one of {', '.join(VERDICTS)}.")
    if not ask.text.strip():
        return not_possible("a review gives its reasons.")
    if mine not in plan.to:
        return not_possible("the plan was not submitted to your body.")
    return None


def reviewed(world: World, seat: str, ask: ReviewPlan) -> list[Draft]:
    return to_owner(
        "plan-reviewed",
        world,
        seat,
        altered(ask, in_reply_to=ask.in_reply_to or EventRef(ask.plan)),
        {"verdict": ask.verdict},
    )


def to_owner(
    kind: str, world: World, seat: str, ask: ReviewPlan | SignOffPlan, body: dict[str, object]
) -> list[Draft]:
    """An act on a plan, seen by the owner's seats and by those of the body that acts."""
    plan = world.plans[ask.plan]
    to = world.seats_of(plan.owner)
    return [
        spoken(
            kind,
            world,
            seat,
            ask,
            body,
            to=to,
            also=world.seats_of(world.organisation_of(seat)),
            subject=plan.id,
        )
    ]


def is_reviewed(world: World, event: Event) -> World:
    plan = world.plans.get(event.subject or 0)
    if plan is None:
        return world
    review = Review(event.organisation, event.body["verdict"], event.body["text"], event.at)
    status = plan.status if plan.status in ("signed off", "superseded") else "reviewed"
    return put(world, "plans", plan.id, altered(plan, status=status, reviews=(*plan.reviews, review)))


def can_sign_off(seen: World, seat: str, ask: SignOffPlan) -> Refusal | None:
    plan = seen.plans[ask.plan]
    if plan.status in ("signed off", "superseded"):
        return not_possible(f"that plan is {plan.status}.")
    mine = seen.organisation_of(seat)
    if mine not in plan.to or mine == plan.owner:
        return not_possible("the plan was not submitted to your body by another.")
    return holds_power(seen, seat, "sign-off-plans", "plan-sign-off-power") or may_commit(seen, seat, "plans")


def signed_off(world: World, seat: str, ask: SignOffPlan) -> list[Draft]:
    return to_owner(
        "plan-signed-off", world, seat, altered(ask, in_reply_to=ask.in_reply_to or EventRef(ask.plan)), {}
    )


def is_signed_off(world: World, event: Event) -> World:
    plan = world.plans.get(event.subject or 0)
    return world if plan is None else put(world, "plans", plan.id, altered(plan, status="signed off"))


def has_plan_to_judge(seen: World, seat: str) -> bool:
    """Whether a plan lies with the seat's body."""
    mine = seen.organisation_of(seat)
    return any(mine in plan.to and plan.status in ("submitted", "reviewed") for plan in seen.plans.values())


def pounds(pence: int) -> str:
    """An amount in words: "£7.0 million", "£350,000"."""
    whole = abs(pence) // 100
    sign = "−" if pence < 0 else ""
    return f"{sign}£{whole / 1e6:.1f} million" if whole >= 1_000_000 else f"{sign}£{whole:,}"


def says_submitted(event: Event, names: Names) -> str:
    found = sum(line["pence"] for line in event.body["lines"])
    version = f" (version {event.body['plan_version']})" if event.body["plan_version"] > 1 else ""
    return (
        f"{names.body(event.organisation)} submitted “{clip(event.body['title'])}”{version} to {names.bodies(event.body['to'])}: "
        f"{pounds(found)} found against a gap of {pounds(event.body['gap'])}."
    )


def says_reviewed(event: Event, names: Names) -> str:
    return (
        f"{names.body(event.organisation)} judged {names.thing(event.subject)} {event.body['verdict']}: "
        f"“{clip(event.body['text'])}”"
    )


SUBMITTED = Kind("plan-submitted", "commitment", says_submitted, is_submitted, numbers=("instead_of",))
REVIEWED = Kind("plan-reviewed", "talk", says_reviewed, is_reviewed)
SIGNED_OFF = Kind(
    "plan-signed-off",
    "deed",
    lambda event, names: f"{names.body(event.organisation)} signed off {names.thing(event.subject)}.",
    is_signed_off,
)

MOVES = (
    Move("submit-plan", SubmitPlan, "Submit a plan.", 10, can_submit, submitted, (SUBMITTED,)),
    Move(
        "review-plan",
        ReviewPlan,
        "Judge a plan, with reasons.",
        6,
        can_review,
        reviewed,
        (REVIEWED,),
        has_plan_to_judge,
    ),
    Move(
        "sign-off-plan",
        SignOffPlan,
        "Accept a plan.",
        2,
        can_sign_off,
        signed_off,
        (SIGNED_OFF,),
        has_plan_to_judge,
    ),
)
