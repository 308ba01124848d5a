"""Plans that lie with the body: judged by evidence, means and how much of the gap they cover; signed off by those who may."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal

from shirehall.play.fields import Ask, EventRef, Minutes, PlanRef, SeatRef
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.plan import ReviewPlan, SignOffPlan
from shirehall.play.world import Plan
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.oversight import gravity
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import BUYERS, PROVIDERS
from shirehall.players.minds.words import by_when, joined, lower_first, month_name, number_words, pounds, say

Verdict = Literal["credible", "partly credible", "not credible"]
REASONS: dict[Verdict, tuple[str, ...]] = {
    "credible": (
        "It covers {cover}% of the gap, {shown} of {lines} lines show their evidence, and the means are stated. We can stand behind it.",
        "Lines, sums and means hang together, and {shown} of {lines} are evidenced. Credible, with the usual watch on delivery.",
        "{body} [has done the work|shows its working]: {shown} of {lines} lines with evidence, {found} of {gap}. [We shall "
        "want “{largest}” reported monthly.|Our eye stays on “{largest}”.]",
        "[We looked hard at “{largest}” and found it sound|“{largest}” carries it, and the evidence is there]. {cover}% of {gap} "
        "is [enough to go on|a fair start].",
    ),
    "partly credible": (
        "It covers {cover}% of {gap}; {missing} of {lines} lines show no evidence. We want the rest before we accept it.",
        "Some of this we believe. “{weakest}” is a hope and not a plan: who does it, and by when?",
        "“{largest}” we can follow. “{weakest}” we cannot: [there is no owner|nothing stands behind it]. [A page on that|More "
        "on it] {when}, please.",
        "{found} against {gap} would be [good|welcome]. {shown} of {lines} lines [tell|show] us how. [Before {month} we need|What "
        "is missing is] a name and a date for “{weakest}”.",
        "[It reads well|There is thought in it]. [It leans|Too much leans] on “{weakest}”, which [depends on others who have "
        "not agreed|we have seen promised before].",
    ),
    "not credible": (
        "It finds {cover}% of {gap} and {missing} of {lines} lines rest on nothing that we can see. That is a list of wishes.",
        "The sums are round, the means are thin, and nothing says what happens if “{weakest}” fails. Please do it again.",
        "[We cannot accept this.|This will not do.] {cover}% of {gap}, {shown} of {lines} lines evidenced, and “{weakest}” "
        "[is a heading|has no author]. [Come and see us {when}.|A new version {when}.]",
        "{body} has [written down|listed] {lines} intentions. [What we asked for was who, how much and by when.|There is no "
        "who and no when.] [Begin with|Take first] “{weakest}”.",
    ),
}
MISSING = re.compile("{(missing|shown)}")
"""In a reason that speaks of lines without evidence."""
CHECKED = (
    "{body} [plans to spend less with you|means to take {found} out of the county's bills], {line} before all. [Do you know of "
    "it?|Has anybody talked to you?] What would you [stop, and could you|lose], {when}?",
    "[Before we judge it:|We have a plan of {body}'s here.] It counts on {line}. [One body's saving is another's income.|That comes "
    "out of somebody's income.] [Is it agreed with you|Do your own books allow for it], and [what would follow|what breaks]?",
    "{body} [tells us|writes] that {line} brings it {found}. [Does your forecast show it too?|What have you signed with them?]",
)
ACCEPTED = (
    "Accepted, {found} of {gap}; we look at [it|“{largest}”] again [at the half year|in {month}].",
    "We accept {body}'s plan, “{largest}” and all, and the people behind it have our support.",
    "[Signed off|Accepted] at {found}. [The first report on it is due {when}.|We expect the first figures {when}.]",
    "[Go ahead|You may go ahead]. {found} of {gap} [in|by] the year's end is what we [hold you to|have written down], and "
    "“{largest}” is what we [watch|ask about first].",
)


def options(s: Situation) -> Options:
    """The oldest plans that the body has not judged, and those that it has and may sign off."""
    for number, at in oldest(s.memory.plans_here):
        plan = standing(s, number)
        if plan is not None and all(each.by != s.who.organisation for each in plan.reviews):
            share = s.share_of("performance", "money", "data")
            waited = min((s.at - at) / 40, 1)
            worth = 0.55 + 0.75 * share + 0.3 * s.who.trait("control-habit") + 0.25 * waited
            reasons = (f"{s.name(plan.owner)}'s plan has lain here {s.at - at} minutes",)
            yield Option("review-plan", worth, later(review, s, plan), reasons, 0.9, "", 1.0, number)
            yield from other_side(s, plan)
    if s.memory.plans_read and "sign-off-plans" in s.who.powers and s.may("plans"):
        yield from signing_off(s)


def other_side(s: Situation, plan: Plan) -> Options:
    """Ask those whose income a plan would take whether they know of it, before one judges it: by the care one takes over figures."""
    kinds = PROVIDERS if s.who.roster.kinds.get(plan.owner) in BUYERS else BUYERS
    largest = max(plan.lines, key=lambda line: line.pence, default=None)
    bodies = [b for b in s.who.roster.of(*kinds[:2]) if b != s.who.organisation]
    if largest is None or not bodies or s.times(f"reply#{plan.id}", ours=True):
        return
    body = min(bodies, key=lambda b: (s.memory.we_tried(f"asked/{b}")[1], bodies.index(b)))
    worth = (
        0.25
        + 0.35 * s.who.trait("grip")
        + 0.35 * s.who.trait("trust-in-figures")
        + 0.3 * s.who.trait("control-habit")
        + 0.25 * s.share_of("performance", "money", "contract")
    )
    reasons = (f"what {s.name(plan.owner)} would save is what {s.name(body)} earns",)
    yield Option("ask", worth, later(cross_check, s, plan, body), reasons, 0.75, body, 1.0, plan.id)


def cross_check(s: Situation, random: Random, plan: Plan, body: str) -> Ask:
    """The question about a plan, put to somebody whom it would cost."""
    line = max(plan.lines, key=lambda each: each.pence)
    text = say(
        random,
        CHECKED,
        body=s.name(plan.owner),
        found=pounds(plan.found_pence / 100),
        line=lower_first(line.sector),
        when=by_when(s, random, 14),
    )
    return AskFor(
        to=(SeatRef(s.person(body, "money", "contract")),),
        wants="information",
        within=Minutes(14),
        text=text,
        in_reply_to=EventRef(plan.id),
        about=s.about("money", "contract"),
    )


def signing_off(s: Situation) -> Options:
    """Sign off what the body found credible; what it found partly so, when it has waited, by those who do not like to hold the reins."""
    for number, at in oldest(s.memory.plans_read):
        plan = standing(s, number)
        verdicts = [each.verdict for each in plan.reviews if each.by == s.who.organisation] if plan else []
        if plan is None or not verdicts or verdicts[-1] == "not credible":
            continue
        waited = min((s.at - at) / 40, 1)
        credible = verdicts[-1] == "credible"
        ready = 0.5 if credible else 0.05 - 0.9 * s.who.trait("control-habit") + 0.3 * waited
        reasons = (f"we judged it {verdicts[-1]}",)
        yield Option("sign-off-plan", 0.75 + ready, later(sign_off, s, plan), reasons, 0.9, "", 1.0, number)


def oldest(plans: Mapping[int, int]) -> list[tuple[int, int]]:
    """The three plans that came first, with the minute at which each came."""
    return sorted(plans.items(), key=lambda row: row[1])[:3]


def standing(s: Situation, number: int) -> Plan | None:
    """A plan of another body that still waits for a last word."""
    plan = s.world.plans.get(number)
    over = plan is None or plan.owner == s.who.organisation or plan.status in ("signed off", "superseded")
    return None if over else plan


def weighed(s: Situation, random: Random, plan: Plan) -> float:
    """How credible the seat finds a plan, about 0 to 1. Who knows little of figures is led more by the total."""
    if not plan.lines:
        return 0.0
    shown = sum(1 for line in plan.lines if line.evidence) / len(plan.lines)
    means = sum(1 for line in plan.lines if len(line.means) > 15) / len(plan.lines)
    gap = max(plan.gap_pence, losing(s, plan.owner))
    cover = min(1.0, plan.found_pence / gap) if gap > 0 else 0.7
    craft = 0.5 * s.who.skill("finance") + 0.5 * s.who.trait("trust-in-figures")
    seen = craft * (0.55 * shown + 0.2 * means + 0.25 * cover) + (1 - craft) * (
        0.15 * shown + 0.25 * means + 0.6 * cover
    )
    return (
        seen
        - 0.15 * (s.who.trait("control-habit") - 0.5)
        - 0.55 * belied(s, plan)
        + 0.12 * s.trust(plan.owner)
        + 0.16 * (random.random() - 0.5)
    )


def losing(s: Situation, body: str) -> int:
    """What a body loses in a year, in pence, if it goes on as the figures that one has of it say; 0 where one has none."""
    margin, balance = s.figure("provider-margin", body), s.figure("commissioner-balance", body)
    a_month = 0.0
    if margin is not None:
        a_month = (margin[1] + margin[2]) / 2
    elif balance is not None:
        a_month = balance[1] / max(balance[0], 1)
    return max(0, round(-1200 * a_month))


def belied(s: Situation, plan: Plan) -> float:
    """How far what one knows of a body speaks against its plan, 0 to 1: the red in its figures and how much of it the plan leaves, the
    dates it missed, and whether those whom the plan would cost have put their names to anything."""
    red = max((gravity(m, value) for m, subject, value, _, topic in s.bad_figures()
               if subject == plan.owner and topic == "money"), default=0.0)  # fmt: skip
    late = min(s.memory.missed.get(plan.owner, 0), 3) / 3
    alone = not any(
        plan.owner in deal.parties and deal.phase in ("signed", "in-force") and deal.typed
        for deal in s.world.agreements.values()
    )
    goes = losing(s, plan.owner)
    left = max(0.0, 1 - plan.found_pence / goes) if goes else 0.0
    return min(1.0, 0.35 * red + 0.4 * left + 0.3 * late + 0.3 * alone)


def review(s: Situation, random: Random, plan: Plan) -> Ask:
    """The judgement, with reasons that name the plan's own figures."""
    score = weighed(s, random, plan)
    verdict: Verdict = "credible" if score > 0.68 else "partly credible" if score > 0.45 else "not credible"
    shown = sum(1 for line in plan.lines if line.evidence)
    weakest = next((line.means or line.sector for line in plan.lines if not line.evidence), "the total")
    cover = round(100 * plan.found_pence / plan.gap_pence) if plan.gap_pence > 0 else 100
    text = say(
        random,
        fitting(verdict, shown == len(plan.lines)),
        cover=cover,
        missing=number_words(len(plan.lines) - shown),
        shown=shown,
        lines=len(plan.lines),
        weakest=weakest,
        **of_plan(s, random, plan),
    )
    text = joined(text, aside(s, random, 0.95))
    return ReviewPlan(
        plan=PlanRef(plan.id), verdict=verdict, text=text, about=s.about("performance", "money")
    )


def fitting(verdict: Verdict, all_shown: bool) -> Sequence[str]:
    """The reasons that may be given for a verdict: nobody asks for evidence of a plan whose every line has some."""
    return [
        each
        for each in REASONS[verdict]
        if not all_shown or verdict == "credible" or not MISSING.search(each)
    ]


def sign_off(s: Situation, random: Random, plan: Plan) -> Ask:
    """Acceptance."""
    text = joined(say(random, ACCEPTED, **of_plan(s, random, plan)), aside(s, random, 0.95))
    return SignOffPlan(plan=PlanRef(plan.id), text=text, about=s.about("performance"))


def of_plan(s: Situation, random: Random, plan: Plan) -> dict[str, object]:
    """What can be said of a plan: whose, how much of what, its largest line, and a date for more."""
    first = max(plan.lines, key=lambda line: line.pence, default=None)
    largest = "the total" if first is None else first.means or first.sector
    return {
        "body": s.name(plan.owner),
        "found": pounds(plan.found_pence / 100),
        "gap": pounds(plan.gap_pence / 100),
        "largest": largest,
        "when": by_when(s, random, 25),
        "month": month_name(s, s.month + 1),
    }
