"""Plans that lie with the body: judged by evidence, means and how much of the gap they cover; signed off by those who may."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask, PlanRef
from shirehall.play.moves.plan import ReviewPlan, SignOffPlan
from shirehall.play.world import Plan
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import pounds, say

Verdict = Literal["credible", "partly credible", "not credible"]
REASONS: dict[Verdict, tuple[str, ...]] = {
    "credible": (
        "It covers {cover}% of the gap, {shown} of {lines} lines show their evidence, and the means are stated. We can stand behind it.",
        "Lines, sums and means hang together, and {shown} of {lines} are evidenced. Credible, with the usual watch on delivery.",
    ),
    "partly credible": (
        "It covers {cover}% of {gap}, but only {shown} of {lines} lines show any evidence. We want the rest before we accept it.",
        "Some of this we believe. “{weakest}” is a hope and not a plan: who does it, and by when?",
    ),
    "not credible": (
        "It finds {cover}% of {gap} and shows evidence for {shown} of {lines} lines. That is a list of wishes.",
        "The sums are round, the means are thin, and nothing says what happens if “{weakest}” fails. Please do it again.",
    ),
}


def options(s: Situation) -> Options:
    """The oldest plans not yet judged by the body, and those that it may sign off."""
    if not s.memory.plans_here:
        return
    power = "sign-off-plans" in s.who.powers
    for number, at in sorted(s.memory.plans_here.items(), key=lambda row: row[1])[:3]:
        plan = s.world.plans.get(number)
        if plan is None or plan.status in ("signed off", "superseded"):
            continue
        judged = [each for each in plan.reviews if each.by == s.who.organisation]
        share = s.share_of("performance", "money", "data")
        waited = (s.at - at) / 40
        if not judged:
            worth = 0.55 + 0.75 * share + 0.3 * s.who.trait("control-habit") + 0.25 * min(waited, 1)
            reasons = (f"{s.name(plan.owner)}'s plan has lain here {s.at - at} minutes",)
            yield Option("review-plan", worth, later(review, s, plan), reasons, 0.9, "", 1.0, number)
        elif power and s.may("plans") and judged[-1].verdict != "not credible":
            ready = (
                0.5
                if judged[-1].verdict == "credible"
                else 0.05 - 0.4 * s.who.trait("control-habit") + 0.3 * min(waited, 1)
            )
            reasons = (f"we judged it {judged[-1].verdict}",)
            yield Option(
                "sign-off-plan", 0.75 + ready, later(sign_off, s, plan), reasons, 0.9, "", 1.0, number
            )


def weighed(s: Situation, random: Random, plan: Plan) -> float:
    """How credible the seat finds a plan, about 0 to 1. Who knows little of figures is led more by the total."""
    if not plan.lines:
        return 0.0
    shown = sum(1 for line in plan.lines if line.evidence) / len(plan.lines)
    means = sum(1 for line in plan.lines if len(line.means) > 15) / len(plan.lines)
    cover = min(1.0, plan.found_pence / plan.gap_pence) if plan.gap_pence > 0 else 0.7
    craft = 0.5 * s.who.skill("finance") + 0.5 * s.who.trait("trust-in-figures")
    seen = craft * (0.55 * shown + 0.2 * means + 0.25 * cover) + (1 - craft) * (
        0.15 * shown + 0.25 * means + 0.6 * cover
    )
    return (
        seen
        - 0.15 * (s.who.trait("control-habit") - 0.5)
        + 0.12 * s.trust(plan.owner)
        + 0.16 * (random.random() - 0.5)
    )


def review(s: Situation, random: Random, plan: Plan) -> Ask:
    """The judgement, with reasons that name the plan's own figures."""
    score = weighed(s, random, plan)
    verdict: Verdict = "credible" if score > 0.68 else "partly credible" if score > 0.45 else "not credible"
    shown = sum(1 for line in plan.lines if line.evidence)
    weakest = next((line.means for line in plan.lines if not line.evidence), "the total")
    cover = round(100 * plan.found_pence / plan.gap_pence) if plan.gap_pence > 0 else 100
    text = say(
        random,
        REASONS[verdict],
        cover=cover,
        gap=pounds(plan.gap_pence / 100),
        shown=shown,
        lines=len(plan.lines),
        weakest=weakest,
    )
    return ReviewPlan(
        plan=PlanRef(plan.id), verdict=verdict, text=text, about=s.about("performance", "money")
    )


def sign_off(s: Situation, random: Random, plan: Plan) -> Ask:
    """Acceptance."""
    texts = (
        "Accepted. We look at it again at the half year.",
        "We accept the plan, and the people behind it have our support.",
    )
    return SignOffPlan(plan=PlanRef(plan.id), text=say(random, texts), about=s.about("performance"))
