"""What one says to all, shares with some, or keeps to oneself; and a word to a colleague or a neighbour."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import AgreementRef, Ask, SeatRef
from shirehall.play.moves.message import Announce, Message, Share, SitOn
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import figure_words, one_of_ours, say

STATEMENTS = (
    "{name}: we stand at {figure}, and this month we put {topic} first.",
    "A word from {name}. On {topic} there is progress and there is worry; {figure}.",
    "{name} wishes people to know where things are: {figure}. We shall report again.",
)
COLLEAGUES = (
    "Before we speak outside: {figure}. What do we say on {topic}?",
    "Can you take {topic} off me this month? I have {count} things waiting.",
    "We ought to agree among ourselves on {topic} before others do it for us.",
)
NEIGHBOURS = (
    "How are you fixed on {topic}? We have {figure} and could do with a second opinion.",
    "Between ourselves: {figure}. Is it the same with you?",
    "Shall we compare notes on {topic} before the next round of questions?",
)
KEPT = (
    "{figure}: not for others until we know what it means.",
    "We keep {figure} to ourselves for now; it would be used against us.",
)


def options(s: Situation) -> Options:
    """Speak, share, keep, confer."""
    topic = s.hottest()
    if not topic:
        return
    yield from confer(s, topic)
    yield from share(s)
    bad = [row for row in s.bad_figures() if row[1] == s.who.organisation]
    if bad and s.fresh("information-kept", 60) and s.fresh("information-kept", 40, ours=True):
        worth = 0.2 + 0.55 * (1 - s.who.trait("candour")) + 0.2 * s.who.trait("caution-in-public")
        figure = figure_words(bad[0][0], bad[0][2])
        yield Option(
            "sit-on",
            worth,
            lambda r: keep(s, r, figure, bad[0][4]),
            (f"{figure} looks bad", "candour is low"),
            0.8,
        )
    if s.may("public") and s.fresh("announced", 60, ours=True):
        worth = (
            -0.1
            + 0.4 * s.who.trait("candour")
            + 0.45 * (1 - s.who.trait("caution-in-public"))
            + 0.12 * s.memory.heat.get(topic, 0)
        )
        worth += 0.25 if "publish" in s.who.powers else 0.0
        yield Option(
            "announce", worth, lambda r: announce(s, r, topic), ("people should hear it from us",), 0.7
        )


def confer(s: Situation, topic: str) -> Options:
    """A word with a colleague or with a neighbour of the same kind."""
    colleagues = [c.seat for c in s.who.roster.seats.get(s.who.organisation, ()) if c.seat != s.who.seat]
    if colleagues and s.fresh(f"message-sent/{s.who.organisation}", 18):
        worth = (
            0.25 + 0.35 * s.who.trait("looks-inward") + 0.25 * s.load() + 0.15 * s.memory.heat.get(topic, 0)
        )
        best = s.in_charge(topic)
        seat = best.seat if best is not None and best.seat != s.who.seat else colleagues[0]
        reasons = ("better settled among ourselves first",)
        yield Option(
            "message",
            worth,
            lambda r: talk(s, r, seat, topic, COLLEAGUES),
            reasons,
            0.7,
            s.who.organisation,
            0.6,
        )
    fellows = [
        b for b in s.who.roster.of(s.who.kind) if b != s.who.organisation and s.fresh(f"message-sent/{b}", 35)
    ]
    if fellows and s.fresh("message-sent", 9):
        body = max(fellows, key=lambda b: s.trust(b) + s.known(b))
        worth = (
            0.05
            + 0.4 * s.who.trait("sociability")
            + 0.35 * s.concern("relationships")
            + 0.25 * s.trust(body)
            - 0.25 * s.who.trait("looks-inward")
        )
        neighbour = s.person(body, topic)
        why = (f"we know {s.name(body)} ({s.known(body):.1f})", "they have the same troubles")
        yield Option("message", worth, lambda r: talk(s, r, neighbour, topic, NEIGHBOURS), why, 0.7, body)


def talk(s: Situation, random: Random, seat: str, topic: str, texts: tuple[str, ...]) -> Ask:
    """A word between people."""
    count = len(s.memory.owed) + len(s.memory.injects) + len(s.memory.deals)
    text = say(
        random, texts, topic=PLAIN_TOPIC.get(topic, topic), figure=one_of_ours(s, random), count=max(count, 2)
    )
    return Message(to=(SeatRef(seat),), text=text, about=s.about(topic))


def share(s: Situation) -> Options:
    """Tell those above or beside one of what was agreed, by candour and duty."""
    if not s.fresh("information-shared", 40, ours=True):
        return
    for number in list(s.memory.deals)[-4:]:
        a = s.deal(number)
        if (
            a is None
            or a.phase not in ("agreed", "signed", "in-force")
            or s.times(f"information-shared#{number}", ours=True)
        ):
            continue
        told = [
            b
            for b in (
                *s.who.roster.by_power.get("intervene", ()),
                *s.who.roster.of("patient-voice", "health-board"),
            )
            if b not in a.parties and b not in a.informed
        ]
        if not told:
            return
        best = max(
            told,
            key=lambda b: (
                s.known(b) + s.who.trait("looks-upward") * (b in s.who.roster.by_power.get("intervene", ()))
            ),
        )
        worth = 0.15 + 0.5 * s.who.trait("candour") + 0.25 * s.who.trait("grip") + 0.2 * s.concern("rules")
        reasons = (f"“{a.title}” touches {s.name(best)}, who does not know of it",)
        yield Option("share", worth, later(tell, s, number, best, a.title), reasons, 0.75, best, 1.0, number)
        return


def tell(s: Situation, random: Random, number: int, body: str, title: str) -> Ask:
    """An agreement shown to somebody who is not party to it."""
    text = say(
        random, ("You should know of “{title}”.", "So that you hear it from us: “{title}”."), title=title
    )
    seat = SeatRef(s.person(body, "contract", "strategy"))
    return Share(
        to=(seat,), agreement=AgreementRef(number), text=text, about=s.about("governance", "relationship")
    )


def keep(s: Situation, random: Random, figure: str, topic: str) -> Ask:
    """Something kept back on purpose."""
    return SitOn(text=say(random, KEPT, figure=figure), about=s.about(topic))


def announce(s: Situation, random: Random, topic: str) -> Ask:
    """A statement."""
    text = say(
        random,
        STATEMENTS,
        name=s.who.name,
        figure=one_of_ours(s, random),
        topic=PLAIN_TOPIC.get(topic, topic),
    )
    return Announce(text=text, about=s.about(topic))
