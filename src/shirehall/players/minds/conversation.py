"""Conversation: a person's letter to the seat is answered, once, by whoever of the body it falls to."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, EventRef, SeatRef
from shirehall.play.moves.message import Message
from shirehall.play.record.event import Event
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.pressure import power
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import one_of_ours, say

OLD = 40
"""After how many play minutes a letter is too old to be answered (assumed)."""
REPLIES = (
    "Thank you for writing. On {topic}, what I can tell you today is this: {figure}. Is there something you want of us?",
    "I have read this. We stand at {figure}, and {topic} is on our list for the month. What would help you most?",
    "Understood. Before I say more on {topic} I should like to hear how {other} sees it; for us it is {figure}.",
    "Thank you. I will take it to the others here. For now: {figure}. If you need a decision, ask us for one and say by when.",
)
WARY = (
    "Thank you, noted. I would rather not say more on {topic} in writing.",
    "I have your letter. We are not in a position to comment on {topic} yet.",
)


def options(s: Situation) -> Options:
    """The oldest few letters from people that nobody here has answered."""
    for number in sorted(s.memory.letters)[:2]:
        event = s.view.events[number - 1]
        if s.at - event.at > OLD or event.seat not in s.world.seats:
            continue
        body = event.organisation
        worth = 1.6 + 0.3 * s.concern("relationships") + 0.25 * s.trust(body) + 0.3 * power(s, body)
        reasons = (f"{s.name(body)} wrote to us {s.at - event.at} minutes ago", "a letter deserves a line")
        yield Option("message", worth, later(reply, s, event), reasons, 0.9, body, 0.8, number)


def reply(s: Situation, random: Random, event: Event) -> Ask:
    """A line in answer: open to those one trusts or by habit of candour, wary to others."""
    topic = event.about[0] if event.about else s.hottest()
    willing = s.who.trait("candour") + 0.3 * s.trust(event.organisation)
    text = say(
        random,
        REPLIES if willing > 0.45 else WARY,
        topic=PLAIN_TOPIC.get(topic, "that"),
        figure=one_of_ours(s, random),
        other=s.name(event.organisation),
    )
    return Message(
        to=(SeatRef(event.seat),), text=text, in_reply_to=EventRef(event.seq), about=s.about(*event.about[:1])
    )
