"""Help given by those above to those whom they also judge."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, SeatRef
from shirehall.play.moves.advise import Advise
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague
from shirehall.players.minds.options.oversight import LONG_ARM, OFFICE, arm, patience_spent, troubles, watched
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import joined, say

COACHED = (
    "[If I were writing your plan|In your place] I would begin with {matter}: [one line, one owner, one date|what you stop, and "
    "who tells them]. [Bring it to us half made.|Ring before it is finished.]",
    "[We have seen this go wrong elsewhere|You are not the first]. On {matter}: {view}. [I can come and sit with your people for "
    "a day|{colleague} has done it and would talk you through it].",
    "A word outside the formal letters: {view}. [Start with what you can count.|Do fewer things and finish them.]",
)


def options(s: Situation) -> Options:
    """Advice to those whom one also judges, when they are in need and nobody else gives it: by the habit of supporting."""
    if not set(s.who.powers).intersection(OFFICE) or arm(s) < LONG_ARM:
        return
    if not s.fresh("advised", 16) or s.who.trait("support-habit") < 0.3:
        return
    needs = {b: 0.0 for b in watched(s) if s.fresh(f"advised/{b}", 45, ours=True)}
    for grave, body, *_ in troubles(s):
        if body in needs:
            needs[body] = max(needs[body], grave)
    for body in needs:
        needs[body] += 0.3 * min(patience_spent(s, body), 2)
    body = max(needs, key=needs.__getitem__, default="")
    if not body or needs[body] < 0.25:
        return
    worth = (
        0.35
        + 0.75 * s.who.trait("support-habit")
        + 0.4 * s.share_of("relationship", "workforce")
        + 0.3 * min(needs[body], 1.0)
        - 0.2 * s.load()
    )
    topic = asked_about(s, body) or next(
        (row[5] for row in troubles(s) if row[1] == body), s.hottest() or "money"
    )
    reasons = (f"{s.name(body)} needs it and nobody else will tell them",)
    yield Option("advise", worth, later(coach, s, body, topic), reasons, 0.75, body)


OF_RULES = 4.0
"""What a question about one's powers counts for beside one about what to do (assumed)."""


def asked_about(s: Situation, body: str) -> str:
    """What the body came to us for advice on most this year, less what we have spoken on already. What one is allowed to do weighs
    more, since only those above can tell."""
    asked: dict[str, float] = {}
    for number, request in s.world.requests.items():
        if request.wants != "advice" or s.body_of(request.asker) != body:
            continue
        about = s.view.events[number - 1].about
        if about and any(s.body_of(seat) == s.who.organisation for seat in request.askees):
            asked[about[0]] = asked.get(about[0], 0.0) + (OF_RULES if "rules" in about else 1.0)
    left = {topic: weight - s.times(f"advised:{topic}", ours=True) for topic, weight in asked.items()}
    topic = max(left, key=left.__getitem__, default="")
    return topic if topic and left[topic] > 1 else ""


def coach(s: Situation, random: Random, body: str, topic: str) -> Ask:
    """The advice."""
    text = say(
        random,
        COACHED,
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        colleague=colleague(s, random),
    )
    return Advise(
        to=(SeatRef(s.person(body, "strategy", topic)),),
        text=joined(text, aside(s, random, 0.3)),
        about=s.about(topic, "relationship"),
    )
