"""Questions about the rules that lie with the body: answered, when somebody dares; and proposals to change a rule, settled."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask, EventRef, QuestionRef, RuleRef, SeatRef
from shirehall.play.moves.message import Message
from shirehall.play.moves.ruling import Rule, SettleRule
from shirehall.play.world import Question
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, month_name, say

CLEAR = (
    "The rule says it: {rule} That is how we shall read it[ on {matter}|, {when} as now|].",
    "Nothing new here: {rule} [You may act on that|On {matter} you may act on it].",
    "[Read it as it stands|It means what it says]: {rule} [On {matter} that leaves no doubt.|There is no more to it.]",
    "{rule} [We have been asked this by others|The same went to others who asked], and [they had the same answer|it holds for all].",
)
UNCLEAR = (
    "On {matter} we read it so for this year: you may, if you tell us first and write down why; the words are these: {rule}",
    "Our reading on {matter}, until somebody higher says otherwise: act reasonably, keep a record, and expect to be asked; {rule}",
    "[On {matter} it|It] is for you to decide within your own constitution, {when} if you like; we shall not stand in the way unless "
    "[patients lose by it|{colleague} hears complaints].",
    "On {matter}: yes, [within limits|up to a point], and anything that [touches a third body|cannot be undone] comes to us first; {rule}",
    "[There are two ways to read it|Lawyers could argue both ways] and we [take|choose] the one that lets work go on: {rule} "
    "You act, you tell us {when}, we say if it went too far.",
    "[Not yet|No], as far as {matter} goes. {rule} [Come back with|Show us] a case [that patients gain from|with sums] and we "
    "[look again|may see it otherwise].",
    "We would [allow it for a trial|let you try it] until {month}, and [judge by what it did|then rule for good]. {rule}",
)
ELSEWHERE = (
    "We have seen your question on {matter}; it is not for us alone to say, and [we are not sure whose it is|{colleague} cannot tell "
    "whose it is].",
    "On {matter} that touches others of equal rank with us; we shall raise it [in {month}|through {colleague}], and cannot promise an "
    "answer.",
    "On {matter} we have a view and not the last word. [Ask the others too|You might put it to the others], and tell us what they say.",
    "[I have asked upstairs|{colleague} is asking our lawyers] about {matter}. [Do not wait for it|It may be {month} before we hear].",
    "[If we answered that|An answer to that] would bind bodies that are not in the room. [Could you meet it another way?|Is "
    "there a way to do it that does not need us?]",
    "[Your question is a good one and|A good question;] nobody [owns it|will thank us for answering it]. [On {matter} I would act "
    "sensibly and keep a note.|Leave {matter} with me until {month}.]",
)


def options(s: Situation) -> Options:
    """The oldest questions put to the body, and a rule that somebody would have changed."""
    if not s.who.powers:
        return
    for number, _ in sorted(s.memory.questions.items(), key=lambda row: row[1])[:2]:
        question = s.world.questions.get(number)
        if question is not None and question.status == "open":
            yield from ways_to_answer(s, question, number)
    for rule_id in list(s.memory.rules_proposed)[:2]:
        rule = s.world.rules.get(rule_id)
        if rule is None or s.who.organisation not in rule.who_may_rule or not s.may("rulings"):
            continue
        worth = 0.45 + 0.4 * s.who.skill("rules") + 0.2 * s.share_of("rules", "governance")
        keep = s.who.trait("concern-rules") > s.who.trait("appetite-for-risk") or not rule.renegotiable
        yield Option(
            "settle-rule",
            worth,
            later(settle, s, rule_id, keep),
            ("somebody proposes to change a rule that is ours to settle",),
            0.8,
        )


def ways_to_answer(s: Situation, question: Question, number: int) -> Options:
    """Rule on it, or say that it is not for us: the less clear the rule and the more who may rule, the less one dares.

    What the body may rule on is left to those of it who may bind it.
    """
    rule = s.world.rules.get(question.rule)
    clarity = rule.clarity if rule is not None else "silent"
    may = s.who.organisation in (rule.who_may_rule if rule is not None else s.world.with_power("rule"))
    shared = rule is not None and len([b for b in rule.who_may_rule if s.world.seats_of(b)]) > 1
    daring = (
        s.who.skill("rules") * s.who.trait("proactive")
        + {"clear": 0.55, "unclear": 0.15, "silent": -0.25}[clarity]
    )
    daring -= 0.2 * shared + 0.15 * s.who.trait("caution-in-public")
    share = s.share_of("rules", rule.topic if rule is not None else "governance")
    sunk = sinking(s, number)
    reasons = (
        f"the rule is {clarity}",
        "others may rule on it too"
        if shared
        else "it is ours to rule on"
        if may
        else "it is not ours to rule on",
    )
    if may and s.may("rulings"):
        yield Option(
            "rule",
            1.05 + 0.45 * share + 0.8 * daring - 0.4 * sunk,
            lambda r: rule_on(s, r, number, clarity, rule.text if rule else ""),
            reasons,
            0.85,
            "",
            1.0,
            number,
        )
    left_to_others = may and not s.may("rulings")
    if not left_to_others and s.fresh(f"reply#{number}", 200) and s.times(f"reply#{number}", ours=True) == 0:
        worth = (
            0.35
            + 0.3 * s.who.trait("deference")
            + 0.3 * s.who.trait("grip")
            - 0.4 * daring
            + 0.25 * share
            - 0.5 * sunk
        )
        asker = question.asker
        yield Option(
            "message",
            worth,
            lambda r: not_ours(s, r, number, asker),
            (*reasons, "an answer could bind us"),
            0.8,
            "",
            1.0,
            number,
        )


def sinking(s: Situation, number: int) -> float:
    """How deep a question has sunk in the pile, 0 to 1: it is looked at when it comes, and then only if somebody comes back to it."""
    age = s.at - s.view.events[number - 1].at
    return max(0.0, min(age / 25, 1.0) - 0.4 * min(s.memory.asked_again.get(number, 0), 2))


def rule_on(s: Situation, random: Random, number: int, clarity: str, rule: str) -> Ask:
    """A ruling."""
    lines = CLEAR if clarity == "clear" else UNCLEAR
    text = say(random, lines, rule=rule, **of_question(s, random, number))
    text = joined(text, aside(s, random, 0.5))
    return Rule(question=QuestionRef(number), text=text, about=s.about("rules", "governance"))


def not_ours(s: Situation, random: Random, number: int, asker: str) -> Ask:
    """An answer that is none."""
    return Message(
        to=(SeatRef(asker),),
        text=joined(say(random, ELSEWHERE, **of_question(s, random, number)), aside(s, random, 0.35)),
        in_reply_to=EventRef(number),
        about=s.about("rules", "governance"),
    )


def of_question(s: Situation, random: Random, number: int) -> dict[str, object]:
    """What a question about a rule is about, and when one might say more."""
    topics = [t for t in s.view.events[number - 1].about if t not in ("rules", "governance")]
    return {
        "matter": named(s, random, topics[0] if topics else "rules"),
        "when": by_when(s, random, 20),
        "month": month_name(s, s.month + 2),
        "colleague": colleague(s, random),
    }


KEPT_AS_IT_IS = (
    "We keep it.",
    "It stands.",
    "We have [read|weighed] the new wording and [keep the old|leave the rule as it is]. [It asks of one body what others "
    "would pay for.|The trouble it describes is real and this is no cure.]",
)
SET_ASIDE = (
    "Until {month} nobody need wait for it. Then we look again.",
    "We set it aside [for now|until {month}] and watch [what people do without it|whether anybody is worse off].",
)
ACCEPTED = (
    "We accept the new wording.",
    "Let it be so from now on.",
    "[That is better put than ours|It says what we meant]. It holds from {month}.",
)


def settle(s: Situation, random: Random, rule: str, keep: bool) -> Ask:
    """A rule kept as it is, set aside for a while, or put in force as proposed."""
    try_without = not keep and random.random() < 0.25 * s.who.trait("appetite-for-risk")
    status: Literal["in force", "suspended", "renegotiated"] = (
        "in force" if keep else "suspended" if try_without else "renegotiated"
    )
    lines = {"in force": KEPT_AS_IT_IS, "suspended": SET_ASIDE, "renegotiated": ACCEPTED}[status]
    text = say(random, lines, month=month_name(s, s.month + 2))
    return SettleRule(rule=RuleRef(rule), status=status, text=text)
