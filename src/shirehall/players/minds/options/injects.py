"""What arrived: answer it with a deed, with a word, or knowingly with nothing, by how it touches us and how full the day is."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, EventRef, Minutes, SeatRef
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.free import DoNothing, FreeMove
from shirehall.play.moves.message import Announce, Message
from shirehall.play.world import Inject
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import one_of_ours, say

QUESTIONS = (
    "We have seen “{title}”. What lies behind it, and what has changed since?",
    "“{title}” is on my desk. Can you tell me plainly what happened and who is dealing with it?",
    "About “{title}”: what would you need from us to put it right?",
    "Before we say anything about “{title}”, what do you know that we do not?",
)
PUBLIC = (
    "On “{title}”: we are sorry for what people have met, we are looking into it, and we shall say what we find.",
    "On “{title}”: {name} takes this seriously. {figure} is where we stand, and we shall report again next month.",
    "On “{title}”: there are no easy answers, and anybody who says otherwise has not seen the figures.",
)
DEEDS = (
    "{role} goes to see for {self} what is behind “{title}”, talks to staff and families, and asks for a note within the month.",
    "We set two people to work on “{title}” this week, with a list of what has to be different by the end of the month.",
    "We bring those concerned together on “{title}”, go through the cases one by one, and change the rota where it fails.",
)
NOTES = (
    "“{title}” reached us as well. Could we take one line on it rather than several?",
    "You will have seen “{title}”. For us it is a matter of {topic}; how do you read it?",
    "“{title}”: noted here. {figure}. I should like to compare notes before anybody commits themselves.",
)
NOTHING = (
    "“{title}” is for others to answer; we have enough in hand.",
    "We let “{title}” pass: nothing we could say this month would help.",
    "We wait to see what others make of “{title}”.",
)


def options(s: Situation) -> Options:
    """The newest few things that arrived and that the body has not answered."""
    recent = sorted(s.memory.injects.items(), reverse=True)[:3]
    for number, (at, within) in recent:
        inject = s.world.injects.get(number)
        if inject is not None and s.at - at <= within + 20:
            yield from reactions(s, inject, number)


def reactions(s: Situation, inject: Inject, number: int) -> Options:
    """What the seat might do about one thing that arrived."""
    event = s.view.events[number - 1]
    topics = event.about or tuple(sorted(s.memory.heat, key=lambda t: -s.memory.heat[t])[:3])
    topic = topics[0] if topics else s.hottest()
    share = s.share_of(*topics, scope="public" if inject.kind in ("unrest", "voice") else "")
    salience = sum(s.topic_weight(t) for t in topics[:3]) / max(len(topics[:3]), 1)
    addressed = 0.3 if len(inject.to) <= 3 else 0.0
    pull = 0.35 + 0.8 * salience * share + addressed - 0.25 * s.load()
    reasons = (
        f"“{inject.title}” touches {PLAIN_TOPIC.get(topic, topic)}",
        f"it weighs {salience:.1f} here, and {share:.1f} of it is mine",
    )
    other = whom_to_ask(s, inject, topic)
    if other:
        yield Option(
            "ask",
            pull + 0.35 + 0.2 * s.who.trait("control-habit"),
            lambda r: ask(s, r, inject, number, topic, other),
            (*reasons, f"{s.name(other)} would know"),
            0.8,
            other,
            1.0,
            number,
        )
        yield Option(
            "message",
            pull + 0.2 * s.concern("relationships"),
            lambda r: note(s, r, inject, number, topic, other),
            (*reasons, "a word to others costs little"),
            0.85,
            other,
            1.0,
            number,
        )
    yield from deeds(s, inject, number, topic, pull, reasons)
    if s.load() > 0.7 or (pull < 0.55 and s.falls_to_me(*topics)):
        yield Option(
            "do-nothing",
            0.75 + 0.2 * s.load(),
            lambda r: nothing(s, r, inject, number, topic),
            (*reasons, f"the in-tray is at {s.load():.1f}"),
            0.9,
            "",
            1.0,
            number,
        )


def deeds(
    s: Situation, inject: Inject, number: int, topic: str, pull: float, reasons: tuple[str, ...]
) -> Options:
    """A public word, or something done in one's own service."""
    if s.may("public"):
        bold = 0.35 * (1 - s.who.trait("caution-in-public")) + (
            0.25 if inject.kind in ("unrest", "voice", "incident") else 0.0
        )
        yield Option(
            "announce",
            pull + bold,
            lambda r: announce(s, r, inject, number, topic),
            (*reasons, "people expect to hear from us"),
            0.75,
            "",
            1.0,
            number,
        )
    if s.provides and inject.kind in ("incident", "performance") and topic in s.who.topics:
        yield Option(
            "free-move",
            pull + 0.45 * s.concern("quality"),
            lambda r: deed(s, r, inject, number, topic),
            (*reasons, "it is our own service"),
            0.8,
            "",
            1.0,
            number,
        )


def whom_to_ask(s: Situation, inject: Inject, topic: str) -> str:
    """Whom one turns to about it: another that it reached, or who has power over the matter, the better known first."""
    roster = s.who.roster
    bodies = [b for b in inject.to if b != s.who.organisation and b in roster.seats]
    if topic in ("rules", "governance", "competition", "price", "technology"):
        bodies += [b for b in roster.by_power.get("rule", ()) if b != s.who.organisation]
    if topic in ("quality", "access", "estate", "performance", "pathway") and not s.provides:
        bodies = [b for b in bodies if roster.kinds[b] == "acute-provider"] or list(
            roster.of("acute-provider")
        )
    upward = s.who.trait("looks-upward")
    return max(
        dict.fromkeys(b for b in bodies if b in roster.seats),
        key=lambda b: (
            s.known(b) + 0.3 * s.trust(b) + (upward if "rule" in s.world.organisations[b].powers else 0.0)
        ),
        default="",
    )


def ask(s: Situation, random: Random, inject: Inject, number: int, topic: str, other: str) -> Ask:
    """A question about what happened."""
    text = say(random, QUESTIONS, title=inject.title)
    return AskFor(
        to=(SeatRef(s.person(other, topic)),),
        wants="information",
        within=Minutes(max(inject.reply_within, 10)),
        text=text,
        in_reply_to=EventRef(number),
        about=s.about(topic),
    )


def note(s: Situation, random: Random, inject: Inject, number: int, topic: str, other: str) -> Ask:
    """A word to another about what happened."""
    text = say(
        random, NOTES, title=inject.title, topic=PLAIN_TOPIC.get(topic, topic), figure=one_of_ours(s, random)
    )
    return Message(
        to=(SeatRef(s.person(other, topic)),), text=text, in_reply_to=EventRef(number), about=s.about(topic)
    )


def announce(s: Situation, random: Random, inject: Inject, number: int, topic: str) -> Ask:
    """A public word."""
    text = say(random, PUBLIC, title=inject.title, name=s.who.name, figure=one_of_ours(s, random))
    return Announce(text=text, in_reply_to=EventRef(number), about=s.about(topic, "patients-public"))


def deed(s: Situation, random: Random, inject: Inject, number: int, topic: str) -> Ask:
    """Something done about it in the own service."""
    text = say(random, DEEDS, title=inject.title, role=s.who.role.split(",")[0], self="themselves")
    return FreeMove(text=text, in_reply_to=EventRef(number), about=s.about(topic))


def nothing(s: Situation, random: Random, inject: Inject, number: int, topic: str) -> Ask:
    """Nothing, on purpose."""
    text = say(random, NOTHING, title=inject.title)
    return DoNothing(text=text, in_reply_to=EventRef(number), about=s.about(topic))
