"""Ask those one speaks for: members on what weighs, patients on what they meet, the public where a date asks for it."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask
from shirehall.play.moves.consult import Consult
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import joined, month_name, say

AIMS = (
    "What matters most to you about {matter} in the coming year?",
    "We are thinking about {matter}. What should we not lose?",
    "[When|If] you think of {matter}, what [would you change first|has gone wrong for you]?",
    "[Tell us|We want to hear] how {matter} [looks|feels] from where you are. [What works?|What does not?]",
    "[Before we plan|We begin to plan] for {month}. On {matter}, whom should we [ask|listen to] that we never do?",
)
DIRECTION = (
    "We would like more of {matter} to happen near home. What would have to be true for you?",
    "Should we go further on {matter} this year, even if it costs something elsewhere?",
    "{shown} [Given that|So], would you [have us put|rather we put] {matter} before the rest until {month}?",
    "[We lean towards|Our mind is nearly made up on] dealing with {matter} first. {view}. [Are we wrong?|Do you agree?]",
    "On {matter} we could [do it ourselves|go alone], [do it with neighbours|join with others] or wait until {month}. Which, and why?",
)


def options(s: Situation) -> Options:
    """A consultation that a date asks for, or one that habit and care for patients suggest."""
    if not s.fresh("consultation-opened", 45, ours=True):
        return
    topic = s.hottest()
    if not topic or not s.falls_to_me("patients-public", "strategy", "governance"):
        return
    for deadline in s.world.deadlines.values():
        ahead = deadline.at - s.at
        if (
            deadline.met_by == "consultation-closed"
            and s.who.organisation in deadline.owes
            and 20 < ahead < 30 + 60 * s.who.trait("grip")
        ):
            worth = 1.0 + 0.5 * s.who.trait("grip")
            reasons = (f"“{deadline.title}” has to be over in {ahead} minutes",)
            yield Option("consult", worth, lambda r: consult(s, r, "public", topic), reasons, 0.9)
    care = s.concern("patients")
    if s.who.kind in ("patient-voice", "health-board", "council"):
        worth = 0.15 + 0.7 * care + 0.3 * s.who.trait("proactive")
        yield Option(
            "consult",
            worth,
            lambda r: consult(s, r, "patients", topic),
            ("we speak for them and should ask them",),
            0.8,
        )
    elif s.who.consults_first and not s.memory.consulted:
        worth = 0.75 * s.who.trait("consults-members") + 0.2 * s.memory.heat.get(topic, 0.0)
        yield Option(
            "consult",
            worth,
            lambda r: consult(s, r, "members", topic),
            ("our members have not been asked anything yet",),
            0.7,
        )
    elif (s.buys or s.provides) and s.memory.heat.get("patients-public", 0.0) > 0.8:
        worth = 0.1 + 0.6 * care - 0.2 * s.who.trait("caution-in-public")
        yield Option(
            "consult",
            worth,
            lambda r: consult(s, r, "patients", topic),
            ("people are angry and nobody has asked them",),
            0.6,
        )


def consult(s: Situation, random: Random, whom: Literal["members", "patients", "public"], topic: str) -> Ask:
    """The question: aims for the cautious, a direction for those who know where they would go."""
    grade = 1 if s.who.skill("leadership") > 0.5 else 0
    text = say(
        random,
        DIRECTION if grade else AIMS,
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        shown=lambda: fact(s, random, topic),
        month=month_name(s, s.month + 2),
    )
    text = joined(text, aside(s, random, 0.4))
    return Consult(whom=whom, specificity=grade, text=text, about=s.about(topic, "patients-public"))
