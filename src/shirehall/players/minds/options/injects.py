"""What arrived: answer it with a deed, with a word, or knowingly with nothing, by how it touches us and how full the day is."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, EventRef, Minutes, SeatRef, Text
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.free import DoNothing, FreeMove
from shirehall.play.moves.message import Announce, Message
from shirehall.play.world import Inject
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options.facts import colleague, fact, title_of
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import by_when, joined, lower_first, month_name, role_words, say

QUESTIONS = (
    "[We have seen “{title}”:|“{title}” has made the round here;] what lies behind it, and what has changed [for {matter}|on your side] "
    "since [the spring|last year]?",
    "“{title}” [is on my desk|was put in front of me this morning|came in with the post]; can you tell me plainly [what happened "
    "and who is dealing with it|what it means for {matter}|whose it is, and since when]?",
    "About “{title}”: what would you need from us [to put it right|on {matter}], and {when}?",
    "Before we say anything about “{title}”, what do you know [that {colleague} does not|of {matter} that is not in it|from those who "
    "were there]?",
    "[Who on your side|Which of you] has “{title}” in hand[, and with it {matter}|]? I should like [a name|to ring them|to send "
    "{colleague} round] {when}.",
    "“{title}” [touches us through|comes back to us as] {matter}; how many people are we [talking of|speaking about], and [since "
    "when|where do they live]?",
    "Is “{title}” [a lone case|bad luck|one bad week] or [the tip of something|is there more behind it|does it come back to {matter} "
    "every time]? [An honest line|Two lines] {when} would do.",
    "[My members will ask about|I shall be asked about|{colleague} has been rung about] “{title}” [tonight|this week]; what may I "
    "[say|tell them] on your side of it[, and on {matter}|]?",
    "On “{title}” I have [three versions|two stories|a newspaper] and no facts[ on {matter}|]; [yours, please|what is yours], {when}?",
    "[If|When] “{title}” comes down to {matter}, as {colleague} thinks, what [do you propose|have you done] {when}?",
)
PUBLIC = (
    "On “{title}”: we are sorry for what people have met. {deed}, and we shall say what we find {when}.",
    "On “{title}”: {name} takes this seriously: {deed}, and we [report|publish] again {when}.",
    "On “{title}”: there are no easy answers, and anybody who says otherwise has not seen the figures. {deed}.",
    "{name} has [read|seen] “{title}” and [will not hide behind others|does not dispute it]. {deed}.",
    "[People have a right to know|You will want to know] where {name} stands on “{title}”. {deed}; [a fuller word follows|more] {when}.",
    "“{title}” [concerns|worries] us too. [To those affected: please come forward.|If it happened to you, write to us.] {deed}.",
)
PUBLIC_DEEDS = (
    "{colleague} [is leading|leads] the work",
    "we [have asked for|want] the full account",
    "we [meet|sit down with] those it concerns this month",
    "we are going through {matter} case by case",
    "we have set a date, and it is {month}",
)
DEEDS = (
    "{role} goes to see at first hand what is behind “{title}”, talks to staff and families, and asks for a note {when}.",
    "We set two people to work on “{title}” this week, with a list of what has to be different {when}.",
    "We bring those concerned together on “{title}”, go through the cases one at a time, and change the rota where it fails.",
    "Because of “{title}”, {colleague} holds a meeting each morning at eight until {matter} is [back in hand|under control].",
    "After “{title}” we move two senior people to the [evenings|weekend] and count for a month whether it helps.",
    "{colleague} draws up, {when}, what “{title}” says about {matter} and what we stop doing.",
)
NOTES = (
    "“{title}” reached us as well, through {matter}. Could we [take one line on it|speak with one voice {when}] rather than several?",
    "You will have seen “{title}”; for us it is a matter of {matter}; how do you read it?",
    "“{title}”: noted here, and {colleague} [has it|is on to it]. I should like to compare notes [on {matter}|{when}] before anybody "
    "commits themselves.",
    "On “{title}”, so that you know: {colleague} has it here, and {view}.",
    "We [mean|are minded] to answer “{title}” {when}. [If you would rather we waited, say so.|Tell us if that cuts across you on "
    "{matter}.]",
    "[Have you|Has anybody on your side] looked at “{title}” yet? We think {view}.",
    "“{title}” might [land on both of us|be laid at both our doors] by way of {matter}. [Half an hour on the telephone {when}?|Shall we "
    "talk {when}, before it does?]",
    "A word on “{title}”, [less simple than it reads|which has a history]: {view}.",
)
NOTHING = (
    "“{title}” is for [others|those who run it|bigger bodies] to answer; we have [enough in hand|our hands full with "
    "{matter}|{matter} to see to|{colleague} off and no spare hands].",
    "We let “{title}” pass: [nothing we could say on {matter} this month would help|whatever we said of {matter} would be wrong by "
    "{month}].",
    "We [wait to see|shall see] what others make of “{title}”[; we put {matter} first|, and speak in {month} if we must|. "
    "{colleague} keeps an ear open|].",
    "{colleague} [keeps the cutting on|has made a file for|is watching] “{title}”; [no more than that with {matter} on our hands|that is "
    "all before {month}|the rest of us are busy with {matter}].",
    "[No answer to “{title}” from us:|On “{title}” we say nothing:|“{title}”: not a word from here;] [it would only draw fire on "
    "{matter}|we were not asked by name|{colleague} agrees|we have trouble enough with {matter}|ask me again in {month}].",
    "“{title}” can [lie|rest] until {month}; we [cannot leave|have to see to] {matter} [first|now].",
    "[Read and filed:|Seen:] “{title}” changes nothing in what we do on {matter}.",
)


A_FEW_LINES = 0.5
"""The part of the usual minutes that a line to the press takes on the day itself (assumed)."""


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
    """A public word, or something done in one's own service.

    What is in the streets does not wait for the desk: whoever speaks for a body says something the same day, however full it is.
    """
    if s.may("public"):
        streets = inject.kind == "unrest"
        bold = 0.35 * (1 - s.who.trait("caution-in-public")) + (
            0.6 if streets else 0.25 if inject.kind in ("voice", "incident") else 0.0
        )
        if streets:
            bold += 0.25 * s.load()
        yield Option(
            "announce",
            pull + bold,
            lambda r: announce(s, r, inject, number, topic),
            (*reasons, "people expect to hear from us"),
            0.9 if streets else 0.75,
            "",
            A_FEW_LINES if streets else 1.0,
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
    where_treated = "speak-for-patients" in s.who.powers and topic not in (
        "rules",
        "governance",
        "competition",
    )
    if where_treated or (
        topic in ("quality", "access", "estate", "performance", "pathway") and not s.provides
    ):
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


def filled(
    s: Situation, random: Random, lines: tuple[str, ...], inject: Inject, topic: str, minutes: int
) -> Text:
    """One of some sentences about what arrived, as this seat would say it."""
    deed = say(
        random,
        PUBLIC_DEEDS,
        colleague=colleague(s, random),
        matter=named(s, random, topic),
        month=month_name(s, s.month + 1),
    )
    return say(
        random,
        lines,
        title=title_of(inject.title),
        name=s.who.name,
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        colleague=colleague(s, random),
        role=f"our {role_words(s.who.role)}",
        when=by_when(s, random, minutes),
        month=month_name(s, s.month + 1),
        deed=lower_first(deed),
    )


def ask(s: Situation, random: Random, inject: Inject, number: int, topic: str, other: str) -> Ask:
    """A question about what happened."""
    within = max(inject.reply_within, 10)
    shown = fact(s, random, topic) if random.random() < 0.6 else ""
    return AskFor(
        to=(SeatRef(s.person(other, topic)),),
        wants="information",
        within=Minutes(within),
        text=joined(filled(s, random, QUESTIONS, inject, topic, within), shown, aside(s, random, 0.4)),
        in_reply_to=EventRef(number),
        about=s.about(topic),
    )


def note(s: Situation, random: Random, inject: Inject, number: int, topic: str, other: str) -> Ask:
    """A word to another about what happened."""
    shown = fact(s, random, topic) if random.random() < 0.6 else ""
    text = joined(filled(s, random, NOTES, inject, topic, 15), shown, aside(s, random, 0.25))
    return Message(
        to=(SeatRef(s.person(other, topic)),), text=text, in_reply_to=EventRef(number), about=s.about(topic)
    )


def announce(s: Situation, random: Random, inject: Inject, number: int, topic: str) -> Ask:
    """A public word, with a figure where there is candour enough for one."""
    shown = fact(s, random, topic) if random.random() < 0.7 * s.who.trait("candour") else ""
    text = joined(filled(s, random, PUBLIC, inject, topic, 20), shown)
    return Announce(
        text=text, in_reply_to=EventRef(number), about=s.about(*dict.fromkeys((topic, "patients-public")))
    )


def deed(s: Situation, random: Random, inject: Inject, number: int, topic: str) -> Ask:
    """Something done about it in the own service."""
    text = filled(s, random, DEEDS, inject, topic, 20)
    return FreeMove(text=text, in_reply_to=EventRef(number), about=s.about(topic))


def nothing(s: Situation, random: Random, inject: Inject, number: int, topic: str) -> Ask:
    """Nothing, on purpose."""
    shown = fact(s, random, topic) if random.random() < 0.4 else ""
    text = joined(filled(s, random, NOTHING, inject, topic, 20), shown, aside(s, random, 0.25))
    return DoNothing(text=text, in_reply_to=EventRef(number), about=s.about(topic))
