"""Look up for the answer, or ask what the rule is, when one does not know what one may do."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Minutes, OrganisationRef, RuleRef, SeatRef
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.ruling import AskRuling, ProposeRuleChange
from shirehall.play.world import RuleState
from shirehall.players.minds import fortunes
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import by_when, clipped, joined, month_of_minute, say

GUIDANCE = (
    "What do you expect of us on {matter}? We would rather know {when} than be told afterwards.",
    "Is there guidance on {matter}, or are we to use our judgement[, as {colleague} says|]? [We begin {when}.|{view}.]",
    "Who decides on {matter}, you or we? Nobody here can say, [{colleague} least of all|and {view}].",
    "We mean to act on {matter} {when}. Before we do, is there anything you would not want us to do?",
    "[A steer, please,|We should like a steer] on {matter}; {colleague} and I read it [differently|two ways].",
    "How far may we go on {matter} without [coming back to you|your blessing]? {view}.",
    "[What do others like us do|Have others asked you] about {matter}? We would [follow|fall in with] them {when} if {colleague} has "
    "nothing better.",
    "If we [got|get] {matter} wrong, would you [back us|stand behind us] or [step in|write to us]? I ask now because {view}.",
    "On {matter} we see two courses: [wait for others|wait for you], or [go ahead|begin ourselves] {when}. Which [would you "
    "rather|could you defend]?",
    "[Our practices|Those behind us] press us on {matter}. What may we promise them {when}?",
)
RULINGS = (
    "The rule reads: “{rule}” How far does it go on {matter}[, and does {colleague} have to wait|]?",
    "“{rule}” It does not say what happens when somebody does not follow it. On {matter}, may we act {when}, and how?",
    "Could you tell us what this means in practice: “{rule}” [For us it turns on|We ask because of] {matter}.",
    "“{rule}” [Does that bind us|Are we caught by that] when {view}?",
    "[Two of us|{colleague} and I] read this rule in two ways where it touches {matter}: “{rule}” Which is it, [please|in writing if "
    "you can|{when}]?",
    "We are about to settle {matter}[, {when}|, and {colleague} is for it|]. Does “{rule}” stand in the way?",
    "Who would [hold us to|enforce] this on {matter}, and how: “{rule}”?",
    "“{rule}” [Since when|On whose authority], and is there [a way round|room in it] when it comes to {matter}?",
)
CHANGES = (
    "{rule} Where this is not clear, the bodies concerned settle it among themselves and tell the others within a month.",
    "{rule} A body that has asked and had no answer within a month may act on its own reading.",
    "{rule} Whoever acts on it in good faith and writes down why is not blamed afterwards.",
    "{rule} Those who may rule on it name one among them to answer questions, {when}.",
)
WHY_CHANGE = (
    "We asked what this means [in {month}|some time ago] and are still waiting.",
    "As it stands nobody can work with it: {view}.",
    "[Three bodies|Several of us] have been stuck on this since {month}.",
    "A rule that nobody will explain [should be rewritten|is no rule]. [Here is a wording.|Let us mend it.]",
)


def options(s: Situation) -> Options:
    """A question upward, a question about a rule, a proposal to change one."""
    if not s.fresh("asked", 6) and not s.fresh("ruling-asked", 20):
        return
    yield from guidance(s)
    yield from rulings(s)


def guidance(s: Situation) -> Options:
    """Turn to whoever stands above: by habit, the more the less one believes one knows, and the more presses."""
    topic = s.hottest()
    above = above_us(s)
    if not above or not topic or not s.fresh(f"asked:{topic}", 35) or not s.fresh("asked", 10):
        return
    unsure = 1 - s.who.thinks_it_can("rules")
    habit = s.who.trait("looks-upward")
    worth = (
        0.05
        + 1.55 * habit * (0.4 + 0.6 * unsure)
        + 0.2 * s.memory.pressure
        + 0.15 * s.memory.heat.get(topic, 0)
    )
    worth += 0.25 * s.share_of(topic, "governance")
    reasons = (f"the habit of looking upward is {habit:.1f}", f"one is unsure of the rules ({unsure:.1f})")
    for body in above[:2]:
        known = 0.15 * s.known(body) + 0.2 * min(s.memory.pushes.get(body, 0.0), 1.0)
        yield Option("ask", worth + known, later(ask_above, s, body, topic), reasons, 0.75, body)


def above_us(s: Situation) -> list[str]:
    """The bodies with power over bodies such as this one: none over those who neither buy care nor give it."""
    if not s.buys and not s.provides:
        return []
    roster = s.who.roster
    powers = ("sign-off-plans", "intervene") if s.buys else ("license", "register", "intervene")
    found = [b for power in powers for b in roster.by_power.get(power, ()) if b != s.who.organisation]
    return list(dict.fromkeys(found))


def ask_above(s: Situation, random: Random, body: str, topic: str) -> Ask:
    """A question about what is expected."""
    text = say(
        random,
        GUIDANCE,
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        when=by_when(s, random, 25),
        colleague=colleague(s, random),
    )
    shown = fact(s, random, topic) if random.random() < 0.55 else ""
    text = joined(text, shown, aside(s, random, 0.3))
    seat = SeatRef(s.person(body, topic, "rules"))
    return AskFor(
        to=(seat,), wants="advice", within=Minutes(30), text=text, about=s.about(topic, "governance")
    )


def rulings(s: Situation) -> Options:
    """Ask about a rule that touches what is on the table and is not clear, once a body; or say how it should read."""
    if not s.fresh("ruling-asked", 30) or not s.fresh("ruling-asked", 15, ours=True):
        return
    found = murky_rule(s)
    if found is None:
        return
    rule, weight = found
    to = tuple(b for b in rule.who_may_rule if b != s.who.organisation and s.world.seats_of(b))
    reasons = (
        f"a rule on {PLAIN_TOPIC.get(rule.topic, rule.topic)} is {rule.clarity}",
        f"the matter weighs {weight:.1f} here",
    )
    care = s.concern("rules") + 0.3 * s.who.trait("looks-upward") - 0.35 * s.who.trait("appetite-for-risk")
    share = s.share_of("rules", rule.topic)
    if to and rule.id not in s.memory.rules_asked:
        worth = 0.1 + 0.55 * weight + 0.55 * care + 0.25 * share
        yield Option("ask-ruling", worth, lambda r: ask_ruling(s, r, rule, to), reasons, 0.75, to[0])
    elif (
        rule.renegotiable
        and rule.id not in s.memory.rules_proposed
        and s.fresh("rule-change-proposed", 80, ours=True)
    ):
        worth = -0.05 + 0.5 * weight + 0.4 * s.who.trait("appetite-for-risk") + 0.3 * s.who.trait("proactive")
        yield Option(
            "propose-rule-change",
            worth,
            lambda r: change(s, r, rule),
            (*reasons, "we asked and nobody answered"),
            0.5,
        )


ON_THE_TABLE = 0.6
"""How much more a rule stands in the way that governs what one is asked to sign (assumed)."""


def murky_rule(s: Situation) -> tuple[RuleState, float] | None:
    """The rule that most stands in one's way: not clear, on a matter that is hot and that one looks after."""
    best: tuple[RuleState, float] | None = None
    sharing = any(
        fortunes.shares(deal)
        for number in s.memory.deals
        if (deal := s.deal(number)) is not None and deal.phase in ("proposed", "agreed")
    )
    for rule_id in s.memory.murky:
        rule = s.world.rules[rule_id]
        if rule.status in ("ruled", "renegotiated", "suspended"):
            continue
        heat = s.memory.heat.get(rule.topic, 0.0)
        weight = 0.45 * s.topic_weight(rule.topic) + 0.25 * heat + (0.2 if rule.clarity == "silent" else 0.0)
        if sharing and fortunes.of_sharing(rule.text):
            weight += ON_THE_TABLE
        if rule.id in s.memory.rules_asked:
            weight -= 0.3 if s.at - s.memory.rules_asked[rule.id] > 40 else 2.0
        if best is None or weight > best[1]:
            best = (rule, weight)
    return best if best is not None and best[1] > 0.35 else None


def ask_ruling(s: Situation, random: Random, rule: RuleState, to: tuple[str, ...]) -> Ask:
    """The question. Those who know the rules ask one body; the rest ask whoever might answer."""
    bodies = to[:1] if s.who.skill("rules") > 0.4 else to[:2]
    text = say(
        random,
        RULINGS,
        rule=clipped(rule.text.split(". ")[-1] if len(rule.text) > 160 else rule.text, 160),
        matter=named(s, random, rule.topic),
        view=lambda: seen(random, rule.topic),
        when=by_when(s, random, 30),
        colleague=colleague(s, random),
    )
    shown = fact(s, random, rule.topic) if random.random() < 0.4 else ""
    text = joined(text, shown, aside(s, random, 0.45))
    return AskRuling(
        to=tuple(OrganisationRef(b) for b in bodies),
        rule=RuleRef(rule.id),
        text=text,
        about=s.about("rules", rule.topic),
    )


def change(s: Situation, random: Random, rule: RuleState) -> Ask:
    """How the rule should read."""
    when = by_when(s, random, 40)
    wording = say(random, CHANGES, rule=rule.text, when=when)
    asked = s.memory.rules_asked.get(rule.id, s.at)
    text = say(random, WHY_CHANGE, month=month_of_minute(s, asked), view=seen(random, rule.topic))
    return ProposeRuleChange(
        rule=RuleRef(rule.id),
        wording=wording,
        text=joined(text, aside(s, random, 0.3)),
        about=s.about("rules", rule.topic),
    )
