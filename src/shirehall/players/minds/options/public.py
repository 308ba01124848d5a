"""What one says to all, shares with some, or keeps to oneself; and a word to a colleague or a neighbour."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import AgreementRef, Ask, SeatRef, Text
from shirehall.play.moves.message import Announce, Message, Share, SitOn
from shirehall.play.names import listed
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact, title_of
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, figure_words, joined, month_name, number_words, say

STATEMENTS = (
    "This month {name} puts {matter} first. {shown}",
    "A word from {name} on {matter}: there is progress and there is worry. {shown}",
    "{name} wishes people to know where things are. {shown} We shall report again {when}.",
    "[Many ask us|People ask us] about {matter}. [The honest state of it:|In plain words:] {shown}",
    "{name} on {matter}: {view}. {shown}",
    "[We said that we would report|As promised, a report] on {matter}. {shown} [What comes next we say|More] {when}.",
    "{shown} That is where {name} stands, and {matter} is what we [are working on|spend our days on].",
)
COLLEAGUES = (
    "Before we speak outside: {shown} What do we say on {matter}?",
    "Can you take {matter} off me this month? [I have {count} things waiting|{count} other things wait, and {view}].",
    "We ought to agree among ourselves on {matter} before others do it for us[; as I see it {view}|].",
    "{shown} [I should like your view on {matter} before Thursday.|Does that square with what you hear about {matter}?]",
    "On {matter} I think {view}; [do you|am I alone]?",
    "[You were there|You know them]. How would {matter} [go down|be taken]? {shown}",
    "{count} things on my list, and {matter} is the one I [cannot do alone|keep putting off]. [Swap?|Yours?]",
    "[Who is answering|Which of us answers] for {matter}? [I thought you; you, I hear, thought me.|It has two owners at present, so none.]",
)
NEIGHBOURS = (
    "How are you fixed on {matter}? {shown} [A second opinion on that|Your reading of it] would help.",
    "Between ourselves: {shown} Is it the same with you[ on {matter}|]?",
    "Shall we compare notes on {matter} before the next round of questions?",
    "[We are getting nowhere|I make no headway] on {matter}: {view}. [What do you do about it|Have you found a way with {matter}]?",
    "{shown} If you are in the same boat, [two letters weigh more than one|we might write together].",
    "[A neighbour's question:|I hope you do not mind my asking.] Do you [pay|have] anybody for {matter}, and [is it worth "
    "it|would you share them]?",
    "[I hear|They say] you have [settled|got somewhere with] {matter}. [How, and may we copy it?|May we see the paper on it?] {shown}",
)
KEPT = (
    "{figure}: not for others until we know what it means.",
    "We keep {figure} to ourselves for now; it would be used against us.",
    "{figure}. [It goes in the drawer|Nobody outside sees that] until {month}.",
    "{colleague} and I have agreed that {figure} does not leave this table [yet|before {month}].",
    "Not a word outside on {figure}. [Let them ask.|We say it when we have an answer to it.]",
)
TOLD = (
    "You should know of “{title}”, [between {others}|from {month} on|which {others} settled]. [Ask if it touches {matter} with you.|It may "
    "touch {matter}.|]",
    "So that you hear it from us: “{title}”, [agreed between|the work of] {others}.",
    "[For your files:|A courtesy copy:] “{title}”. It begins in {month}.",
    "{others} have settled “{title}”, from {month} on; [if it touches {matter} on your side, tell us|better you read it here first].",
    "[We would rather be open about|Nothing hidden:] “{title}”, with {others}, [starting|beginning] in {month}[, for the sake of "
    "{matter}|; it does not change what we do on {matter}|].",
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
            0.1 + 0.75 * s.who.trait("looks-inward") + 0.25 * s.load() + 0.15 * s.memory.heat.get(topic, 0)
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
    text = said(s, random, texts, topic, number_words(max(count, 2)))
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
    deal = s.world.agreements[number]
    text = say(
        random,
        TOLD,
        title=title_of(title),
        others=listed([s.name(p) for p in deal.parties]),
        month=month_name(s, deal.start),
        matter=named(s, random, deal.about[0] if deal.about else "strategy"),
    )
    text = joined(text, aside(s, random, 0.45))
    seat = SeatRef(s.person(body, "contract", "strategy"))
    return Share(
        to=(seat,), agreement=AgreementRef(number), text=text, about=s.about("governance", "relationship")
    )


def keep(s: Situation, random: Random, figure: str, topic: str) -> Ask:
    """Something kept back on purpose."""
    month = month_name(s, s.month + 2)
    text = say(random, KEPT, figure=figure, month=month, colleague=colleague(s, random))
    more = said_quietly(s, random, topic)
    return SitOn(text=joined(text, more), about=s.about(topic))


def said_quietly(s: Situation, random: Random, topic: str) -> str:
    """What goes with something kept back: how one sees it, what else there is, or what one is like."""
    draw = random.random()
    if draw < 0.35:
        return say(
            random,
            ("On {matter}, {view}.", "{view}."),
            matter=named(s, random, topic),
            view=lambda: seen(random, topic),
        )
    return fact(s, random, topic) if draw < 0.7 else aside(s, random, 0.7)


def announce(s: Situation, random: Random, topic: str) -> Ask:
    """A statement."""
    return Announce(text=said(s, random, STATEMENTS, topic, ""), about=s.about(topic))


def said(s: Situation, random: Random, lines: tuple[str, ...], topic: str, count: str) -> Text:
    """One of some sentences, with something of one's own in it."""
    text = say(
        random,
        lines,
        name=s.who.name,
        shown=lambda: fact(s, random, topic),
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        when=by_when(s, random, 20),
        count=count,
    )
    return joined(text, aside(s, random, 0.3 if count else 0.0))
