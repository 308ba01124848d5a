"""Questions about the rules that lie with the body: answered, when somebody dares; and proposals to change a rule, settled."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, EventRef, QuestionRef, RuleRef, SeatRef
from shirehall.play.moves.message import Message
from shirehall.play.moves.ruling import Rule, SettleRule
from shirehall.play.world import Question
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import say

CLEAR = (
    "The rule says it: {rule} That is how we shall read it.",
    "Nothing new here. {rule} You may act on that.",
)
UNCLEAR = (
    "For this year we read it so: you may, if you tell us first and write down why. {rule}",
    "Our reading, until somebody higher says otherwise: act reasonably, keep a record, and expect to be asked. {rule}",
    "It is for you to decide within your own constitution. We shall not stand in the way unless patients lose by it.",
)
ELSEWHERE = (
    "We have seen your question. It is not for us alone to say, and we are not sure whose it is.",
    "That touches others of equal rank with us. We shall raise it, and cannot promise an answer.",
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
    """Rule on it, or say that it is not for us: the less clear the rule and the more who may rule, the less one dares."""
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
            0.55 + 0.45 * share + 0.6 * daring,
            lambda r: rule_on(s, r, number, clarity, rule.text if rule else ""),
            reasons,
            0.85,
            "",
            1.0,
            number,
        )
    if s.fresh(f"reply#{number}", 200) and s.times(f"reply#{number}", ours=True) == 0:
        worth = (
            0.45 + 0.3 * s.who.trait("deference") + 0.3 * s.who.trait("grip") - 0.4 * daring + 0.25 * share
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


def rule_on(s: Situation, random: Random, number: int, clarity: str, rule: str) -> Ask:
    """A ruling."""
    text = say(random, CLEAR if clarity == "clear" else UNCLEAR, rule=rule)
    return Rule(question=QuestionRef(number), text=text, about=s.about("rules", "governance"))


def not_ours(s: Situation, random: Random, number: int, asker: str) -> Ask:
    """An answer that is none."""
    return Message(
        to=(SeatRef(asker),),
        text=say(random, ELSEWHERE),
        in_reply_to=EventRef(number),
        about=s.about("rules", "governance"),
    )


def settle(_s: Situation, random: Random, rule: str, keep: bool) -> Ask:
    """A rule kept as it is, or put in force as proposed."""
    texts = (
        ("We keep it.", "It stands.") if keep else ("We accept the new wording.", "Let it be so from now on.")
    )
    return SettleRule(
        rule=RuleRef(rule), status="in force" if keep else "renegotiated", text=say(random, texts)
    )
