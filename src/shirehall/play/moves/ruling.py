"""Ask what a rule is, rule on it, or propose to renegotiate it. A question that nobody answers stays open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, OrganisationRef, QuestionRef, RuleRef, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Question, RuleState, World, alter, put

STATUSES = ("in force", "suspended", "renegotiated")
AS_IT_IS = "as it is"
TIMED = ("registration-before-service",)
"""Checks of duties that may bind at an earlier or a later step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRuling(Ask):
    """Ask bodies what a rule is or means. `pack_question` names one that the pack leaves open, when it is that one."""

    to: tuple[OrganisationRef, ...]
    rule: RuleRef | None = None
    pack_question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Ask):
    """Answer a question about the rules with authority."""

    question: QuestionRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeRuleChange(Ask):
    """Propose that a rule be other than it is. Those who may rule on it can accept."""

    rule: RuleRef
    wording: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleRule(Ask):
    """Settle a rule that was questioned or proposed anew: keep it, suspend it, or put the new wording in force.

    `timing` says at which step the duty binds from now on, for a rule that stays in force.
    """

    rule: RuleRef
    status: Literal["in force", "suspended", "renegotiated"]
    wording: Text = Text("")
    timing: Literal["as it is", "before-bid", "before-service"] = "as it is"


def can_ask_ruling(seen: World, seat: str, ask: AskRuling) -> Refusal | None:
    if not ask.to or seen.organisation_of(seat) in ask.to:
        return not_possible("ask one or more other bodies.")
    if not ask.text.strip():
        return not_possible("a question needs words.")
    return None


def ruling_asked(world: World, seat: str, ask: AskRuling) -> list[Draft]:
    body = {"to": tuple(ask.to), "rule": ask.rule or "", "pack_question": ask.pack_question}
    mine = world.seats_of(world.organisation_of(seat))
    return [
        spoken("ruling-asked", world, seat, ask, body, to=world.seats_of_all(ask.to), also=mine, subject=OWN)
    ]


def is_ruling_asked(world: World, event: Event) -> World:
    """The rule asked about is now a questioned rule, for those who know of the question."""
    body, number = event.body, event.subject or event.seq
    question = Question(
        number, event.seat, body["to"], body["text"], body["rule"], body["pack_question"], event.month
    )
    rule = world.rules.get(body["rule"])
    if rule is not None and rule.status == "in force":
        world = alter(world, "rules", rule.id, status="questioned")
    return put(world, "questions", number, question)


def can_rule(seen: World, seat: str, ask: Rule) -> Refusal | None:
    question = seen.questions[ask.question]
    mine = seen.organisation_of(seat)
    if question.status != "open":
        return not_possible("that question has been answered.")
    if not ask.text.strip():
        return not_possible("a ruling needs words.")
    rule = seen.rules.get(question.rule)
    may = (
        rule.who_may_rule
        if rule is not None
        else tuple(b.id for b in seen.organisations.values() if "rule" in b.powers)
    )
    if mine not in may:
        who = (
            ", ".join(seen.organisations[b].short for b in may if b in seen.organisations) or "nobody in play"
        )
        return not_possible(f"your body may not rule on that; {who} may.", who)
    return may_commit(seen, seat, "rulings")


def ruled(world: World, seat: str, ask: Rule) -> list[Draft]:
    """A ruling is heard by who asked, by who was asked, and by the ruler's colleagues."""
    question = world.questions[ask.question]
    asker = world.organisation_of(question.asker)
    bodies = tuple(b for b in dict.fromkeys((asker, *question.askees, world.organisation_of(seat))))
    ruling = altered(ask, in_reply_to=ask.in_reply_to or ask.question)
    also = world.seats_of_all(bodies)
    return [
        spoken(
            "ruled",
            world,
            seat,
            ruling,
            {"rule": question.rule},
            to=world.seats_of(asker),
            also=also,
            subject=ask.question,
        )
    ]


def is_ruled(world: World, event: Event) -> World:
    question = world.questions.get(event.subject or 0)
    if question is None:
        return world
    answered = altered(
        question,
        status="answered",
        answer=event.body["text"],
        answered_by=event.organisation,
        answered_month=event.month,
    )
    world = put(world, "questions", question.id, answered)
    rule = world.rules.get(event.body["rule"])
    return (
        world
        if rule is None
        else put(world, "rules", rule.id, amended(rule, event, "ruled", event.body["text"]))
    )


def amended(rule: RuleState, event: Event, status: str, words: str) -> RuleState:
    """The rule with a new status, and a version for the month in which it changed."""
    return altered(rule, status=status, versions=(*rule.versions, (event.month, status, words)))


def can_propose_change(seen: World, seat: str, ask: ProposeRuleChange) -> Refusal | None:
    rule = seen.rules[ask.rule]
    if not rule.renegotiable:
        return not_possible(
            f"the rule “{rule.text}” is not open to renegotiation: it rests on law.", "nobody in play"
        )
    return None if ask.wording.strip() else not_possible("say what the rule should be.")


def change_proposed(world: World, seat: str, ask: ProposeRuleChange) -> list[Draft]:
    body = {"rule": ask.rule, "wording": ask.wording}
    return [spoken("rule-change-proposed", world, seat, ask, body, everyone=True)]


def is_change_proposed(world: World, event: Event) -> World:
    rule = world.rules.get(event.body["rule"])
    if rule is None:
        return world
    return put(
        world,
        "rules",
        rule.id,
        altered(amended(rule, event, "questioned", event.body["wording"]), proposal=event.body["wording"]),
    )


def can_settle(seen: World, seat: str, ask: SettleRule) -> Refusal | None:
    rule = seen.rules[ask.rule]
    mine = seen.organisation_of(seat)
    if ask.status not in STATUSES:
        return not_possible(f"status is one of {', '.join(STATUSES)}.")
    if mine not in rule.who_may_rule:
        who = (
            ", ".join(seen.organisations[b].short for b in rule.who_may_rule if b in seen.organisations)
            or "nobody in play"
        )
        return not_possible(f"your body may not settle that rule; {who} may.", who)
    if not rule.renegotiable and ask.status != "in force":
        return not_possible(f"the rule “{rule.text}” rests on law and stays.", "nobody in play")
    if ask.timing != AS_IT_IS and (rule.check not in TIMED or ask.status != "in force"):
        return not_possible(
            "only a duty that stays in force, and may bind sooner or later, has a step at which it binds."
        )
    return may_commit(seen, seat, "rulings")


def settled(world: World, seat: str, ask: SettleRule) -> list[Draft]:
    body = {"rule": ask.rule, "status": ask.status, "wording": ask.wording or world.rules[ask.rule].proposal}
    if ask.timing != AS_IT_IS:
        body["timing"] = ask.timing
    return [spoken("rule-settled", world, seat, ask, body, everyone=True)]


def is_settled(world: World, event: Event) -> World:
    rule = world.rules.get(event.body["rule"])
    if rule is None:
        return world
    changed = amended(rule, event, event.body["status"], event.body["wording"])
    text = (
        event.body["wording"]
        if event.body["status"] == "renegotiated" and event.body["wording"]
        else rule.text
    )
    timing = event.body.get("timing", rule.timing)
    return put(world, "rules", rule.id, altered(changed, text=text, proposal="", timing=timing))


def says_asked(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} asked {names.bodies(event.body['to'])} what the rule is: “{clip(event.body['text'])}”"


def says_settled(event: Event, names: Names) -> str:
    timing = {"before-bid": ", before anybody bids", "before-service": ", before anybody serves"}
    step = timing.get(event.body.get("timing", ""), "")
    return f"{names.body(event.organisation)} settled the rule {names.rule(event.body['rule'])}: {event.body['status']}{step}."


ASKED = Kind("ruling-asked", "talk", says_asked, is_ruling_asked)
RULED = Kind(
    "ruled",
    "deed",
    lambda event, names: (
        f"{names.body(event.organisation)} ruled on {names.thing(event.subject)}: “{clip(event.body['text'])}”"
    ),
    is_ruled,
)
PROPOSED = Kind(
    "rule-change-proposed",
    "talk",
    lambda event, names: (
        f"{names.body(event.organisation)} proposed to change a rule to: “{clip(event.body['wording'])}”"
    ),
    is_change_proposed,
)
SETTLED = Kind("rule-settled", "deed", says_settled, is_settled)


def may_rule_on_something(seen: World, seat: str) -> bool:
    """Whether a question about the rules lies with the seat's body."""
    mine = seen.organisation_of(seat)
    return any(mine in q.askees and q.status == "open" for q in seen.questions.values())


MOVES = (
    Move("ask-ruling", AskRuling, "Ask what the rule is.", 3, can_ask_ruling, ruling_asked, (ASKED,), in_meeting=True),
    Move("rule", Rule, "Rule on a question.", 4, can_rule, ruled, (RULED,), may_rule_on_something, in_meeting=True),
    Move("propose-rule-change", ProposeRuleChange, "Propose to change a rule.", 4, can_propose_change, change_proposed, (PROPOSED,)),
    Move("settle-rule", SettleRule, "Settle a rule that was questioned.", 3, can_settle, settled, (SETTLED,),
         lambda seen, seat: any(seen.organisation_of(seat) in r.who_may_rule for r in seen.rules.values())),
)  # fmt: skip
