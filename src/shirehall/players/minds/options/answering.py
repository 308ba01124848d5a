"""The words of an answer: to the question that was put, in the manner that trust, candour and the hour allow."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from shirehall.play.fields import Text
from shirehall.play.world import Request
from shirehall.players.minds.options.facts import colleague, fact, title_of
from shirehall.players.minds.options.talk import named, seen, sellable
from shirehall.players.minds.options.voice import aside, greeting
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import COUNTERPART_STEMS, PLAIN_MEASURE, PLAIN_TOPIC
from shirehall.players.minds.words import by_when, joined, measure_name, month_name, pounds, say

Lines = tuple[str, ...]
SPLIT_STEMS = ("a lead for each",)
"""Words by which somebody asked for one counterpart offers several, so that nobody loses a say."""

PLAINLY: Lines = (
    "On {matter}: {view}.",
    "You asked about {matter}. [Honestly|To be plain], {view}.",
    "[As we see it|Seen from here], {view}.",
    "[Our|The short] answer on {matter} is that {view}.",
    "{colleague} and I [talked it through|sat down over it]: {view}.",
    "[What I would say on|My reading of] {matter} is this: {view}.",
    "[Two things|There are two sides to it]. First, {view}. [And second|Then], {other}.",
    "About {matter} we are [agreed here|of one mind]: {view}.",
)
ON_WHAT_HAPPENED: Lines = (
    "On “{title}”: [what we know so far is little|we have part of the story], and {view}.",
    "“{title}” [reached us as it reached you|is being looked into here]. {colleague} [is going through it|has it in hand] and {view}.",
    "[The facts on|What lies behind] “{title}” will take us a while; look for them {when}. [So far|Until then all I can say "
    "is that] {view}.",
    "You ask about “{title}”. [It did not come out of nowhere|We had some warning], and {view}.",
    "“{title}”: {colleague} [leads on it for us|deals with it], and you shall have a page {when}.",
    "[What would put right|What would help with] “{title}” is [plain|no secret]: {view}, and [nobody can mend that alone|that "
    "takes more than one body].",
)
ON_A_FIGURE: Lines = (
    "[You point to|The figure you quote is for] {measure}; [we do not dispute it|it is right]. {view}.",
    "On {measure}: [part of it is the season and part of it is us|some of that will not come back]. {colleague} [owns it and "
    "reports|has it, and you have a note] {when}.",
    "{measure} [is where it is|moved] because {view}. [What will be different:|From here:] {deed}, {when}.",
    "[A blip it is not|I will not call it a blip]. On {measure}, {view}; {deed}, {when}.",
)
DEEDS: Lines = (
    "we look at it week [by|for] week",
    "{colleague} goes through every case",
    "we hold two posts for it",
    "we take it to our own table",
    "we stop what does not work",
    "we bring in the people who know it",
)
GUARDED: Lines = (
    "We are looking at {matter} and shall say more when [our board|the table here] has [seen it|been through it].",
    "[Our position on|As regards] {matter}: [it is under review|it is being settled here]; [I can go no further|that is as "
    "far as I can go] today[, and {colleague} says the same|].",
    "I note what you ask on {matter}: [what is published stands|I add nothing to what is published][ before {colleague} has seen it|, "
    "{when} or later|].",
    "[You will have|Expect] our considered view of {matter} {when}, and [not before|no sooner].",
    "There is [work in hand|something in draft] on {matter} which is not [ready to leave the building|mine to give out].",
)
TOKEN: Lines = (
    "[A quick|Only a] holding line on {matter}: {view}[, and {colleague} writes {when}|].",
    "In haste, on {matter}: {view}.",
    "[Short answer|One line], because the in-tray is full: {view}.",
    "[Not what you deserve on|Less than you asked for on] {matter}, but all [I have|there is this week]: {view}.",
    "[Between two meetings|Standing up], on {matter}: {view}.",
)
LATER: Lines = (
    "[Come back to me|Ring {colleague}] if that leaves a question open[ on {matter}|].",
    "You shall have the rest {when}[, from {colleague}|].",
    "I would rather you heard [that|about {matter}] from us than [read it elsewhere|from the paper].",
    "[If it is no use to you, say so|Tell me if that misses the point], [and {colleague} will try again {when}|before others ask about "
    "{matter}].",
)
WITH_A_PLAN: Lines = (
    "The plan [you ask for|you mean] went in [in|at the end of] {month}: {found} [so far|in all]. [It stands at|The word on "
    "it is] “{verdict}”.",
    "You have what we [sent|put in] in {month}. Since then {view}.",
    "[What we sent in {month}|The {month} plan] still holds, with {found} [found|in it].",
)
WITHOUT_A_PLAN: Lines = (
    "There is no plan on {matter} that I could [send|show] today. [You shall have one|A first draft comes] {when}.",
    "[We are writing it|It is being written], {colleague} and I, and it [reaches you|leaves here] {when}.",
    "A plan on {matter} [needs two others to agree|is only worth sending when the sums are in]; [count on|look for] it {when}.",
)
NO_MONEY: Lines = (
    "We do not hold the money for {matter}, so the answer [has to be|is] no. [Try the body that does.|Whoever holds that "
    "budget should hear from you.]",
    "There is nothing uncommitted on our side this year. [Put a case with figures in it|Write the case down] and we will read it.",
    "[We cannot help with money.|Money we have none.] [We can help with people's time, a little.|A pair of hands for a month "
    "we might find.]",
    "[Not from this year's budget|No], and I [would not hold out|make no promise for] next year's.",
    "Show me what {matter} [saves and when|would give us back], and [I will take it to|we talk again with] {colleague}. "
    "[Today it is no.|For now, no.]",
)
SOME_MONEY: Lines = (
    "[There may be something|We might find a part] for {matter}, [once we have|against] a page with sums on it. [Send it|Let "
    "us have it] {when}.",
    "[In principle, some.|Perhaps.] {colleague} would want to see [who pays the rest|what it replaces] first.",
)
HELP_SOLD: Lines = (
    "[Yes, we do that.|That is our trade.] Two people for [six weeks|two months], beginning {when}; the price follows on paper.",
    "We could [come on Thursday|send somebody next week] to look at {matter} with you, and say afterwards what [it would "
    "take|a month of us would cost].",
    "[We have done|We do] {matter} for others: [a first look is free|you pay for what you use], and we [would begin|could be "
    "with you] {when}.",
)
HELP_GIVEN: Lines = (
    "[You can have|We will lend you] {colleague} for two days, {when}. [No bill.|Bring the papers.]",
    "[Gladly.|Of course.] On {matter} we know a little more than we did; come [and sit with us|over] {when}.",
    "We [are no further than you|have the same hole] on {matter}. [Shall we look for somebody together?|Two of us might pay "
    "for a good person.]",
)
HELP_REFUSED: Lines = (
    "[I wish we could.|Not this month.] {colleague} is the only one here who knows {matter}, and [cannot be spared|is out "
    "until the week after].",
    "We have nobody who could. [Others sell that|There are people who do this for a living].",
)
ADVICE_ABOVE: Lines = (
    "On {matter} [we expect you to use your judgement|it is yours to decide], [to write down why|with a note of your "
    "reasons], and to tell us [before|if it touches others].",
    "Our [steer|expectation] on {matter}: [do what serves your patients and stays within the money|no surprises, a date, and "
    "a name]. [The rest is yours.|We shall not do it for you.]",
    "[There is no guidance on|Nobody has written guidance on] {matter} and I [doubt there will be|would not wait for any]. {view}.",
    "[You decide, we look on|The decision is yours and the account is to us]. On {matter} we should want to see [a sum and a "
    "date|who was asked] {when}.",
    "[That is for you.|It falls to you.] [What we would not want is|All I would rule out is] {matter} [settled behind closed "
    "doors|left until the spring].",
)
ADVICE: Lines = (
    "In your place I would [start with|take] {matter} and [leave the rest|let the rest wait]: {view}.",
    "For what [it|our view] is worth: {view}. [Sign nothing before|I would not sign until] you know who carries the loss.",
    "[Read it|Go through it] line after line with somebody who [has done one|knows contracts]. {view}.",
    "We [would say yes|would take it], with [a review after a quarter|a limit on what it can cost].",
    "[I am not the one to ask|We are learning as we go], but on {matter} {view}.",
)
ACTION_YES: Lines = (
    "[We will.|Yes.] {colleague} takes it on and [you hear|there will be word] {when}.",
    "[Consider it begun:|We have started:] {deed}, {when} at the latest.",
    "[It is on our list|We take it up], with a date: {when}. {view}.",
)
ACTION_NO: Lines = (
    "[We shall not do that this month.|I cannot promise that.] {view}.",
    "That is not [ours|in our gift] to do, and [I would rather say so|better you know it] now.",
)
MEET: Lines = (
    "[Yes, let us meet|Come and see us], [an hour is enough|half an hour will do], {when}.",
    "[I can do|Put me down for] the Tuesday; {colleague} comes along.",
)
COUNTERPART: Lines = (
    "Agreed in principle: on {matter} we would rather be represented by one seat than have the same talk [several times over|in every "
    "building].",
    "Yes, [one of us should speak for all|somebody should lead for us all] on {matter}; we will say who [once the others have said the "
    "same|{when}].",
    "We [could live with|see the sense in] a lead for the group on {matter}, as long as [our own money stays ours to answer for|each "
    "still signs for itself|{colleague} sees the papers].",
)
EACH_ITS_OWN: Lines = (
    "[Not one for everything.|One for all of us goes too far.] We would offer a lead for each matter: whomever it touches most "
    "[speaks for the rest|carries it].",
    "[We talked about it.|It was on our table.] What [we could get past our members|our practices would stand] is a lead for each "
    "kind of care, and [each of us keeps its own books|nobody speaks for another's money].",
)


@dataclass(frozen=True, slots=True)
class Thread:
    """What a request is about: its topic, the arrival it hangs on, and the measure it names; empty where there is none."""

    topic: str
    title: str
    measure: str


def thread_of(s: Situation, request: Request) -> Thread:
    """The thread of a request, from its declared topics and what it replies to, else from its words."""
    event = s.view.events[request.id - 1]
    words = request.text.lower()
    topic = next((t for t in event.about if t in PLAIN_TOPIC), "") or topic_in(s, words)
    arrived = s.world.injects.get(event.in_reply_to or 0)
    measure = next((m for m in PLAIN_MEASURE if measure_name(m).lower() in words), "")
    return Thread(topic, arrived.title if arrived is not None else "", measure)


def topic_in(s: Situation, words: str) -> str:
    """The topic that words name, else what is on the seat's own mind."""
    for topic, plain in PLAIN_TOPIC.items():
        if plain in words or topic.replace("-", " ") in words:
            return topic
    return s.hottest() or "relationship"


def answer_words(s: Situation, random: Random, request: Request, willing: float, full: bool) -> Text:
    """The whole answer: a first word, what was asked, something of one's own to show for it, and what comes next."""
    thread = thread_of(s, request)
    if any(stem in request.text.lower() for stem in COUNTERPART_STEMS):
        shown = fact(s, random, "contract") if random.random() < 0.6 else ""
        apart = s.concern("independence") + 0.3 * random.random() > 0.5 + 0.5 * s.concern("relationships")
        lines = EACH_ITS_OWN if apart and s.buys else COUNTERPART
        return joined(say_in(s, random, thread, lines), shown, aside(s, random))
    said = say_in(s, random, thread, lines_for(s, random, request, thread, willing, full))
    first = greeting(random, s.at > request.due) if full else ""
    shown = fact(s, random, thread.topic) if random.random() < (0.8 if full else 0.55) else ""
    after = say_in(s, random, thread, LATER) if full and random.random() < 0.4 else ""
    return joined(first, said, shown, after, aside(s, random, 0.35 if full else 0.25))


def lines_for(
    s: Situation, random: Random, request: Request, thread: Thread, willing: float, full: bool
) -> Lines:
    """The sentences that answer what was wanted, in the manner that candour and the hour allow."""
    wants = request.wants
    if wants == "money":
        generous = s.buys or "allocate-funds" in s.who.powers
        return SOME_MONEY if generous and willing > 0.6 and s.money_pressure() < 1 else NO_MONEY
    if wants == "help":
        if "sell-support" in s.who.powers:
            return HELP_SOLD
        return HELP_GIVEN if s.who.trait("support-habit") + 0.4 * random.random() > 0.6 else HELP_REFUSED
    if wants == "meeting":
        return MEET
    if wants == "plan" and s.who.gap:
        return WITH_A_PLAN if s.memory.plans_out else WITHOUT_A_PLAN
    if not full:
        return TOKEN
    if willing <= 0.55:
        return GUARDED
    if wants == "advice":
        return ADVICE_ABOVE if s.oversees else ADVICE
    if wants == "action":
        return ACTION_YES if s.who.trait("proactive") + 0.5 * random.random() > 0.5 else ACTION_NO
    if thread.title:
        return ON_WHAT_HAPPENED
    return ON_A_FIGURE if thread.measure else PLAINLY


def say_in(s: Situation, random: Random, thread: Thread, lines: Lines) -> Text:
    """One of some sentences, filled for a thread."""
    number = next(reversed(s.memory.plans_out), 0)
    plan = s.world.plans.get(number)
    deed = say(random, DEEDS, colleague=colleague(s, random))
    return say(
        random,
        lines,
        matter=named(s, random, sellable(s, thread.topic) if lines is HELP_SOLD else thread.topic),
        view=lambda: seen(random, thread.topic),
        other=lambda: seen(random, ""),
        title=title_of(thread.title),
        measure=measure_name(thread.measure) if thread.measure else "",
        colleague=colleague(s, random),
        when=by_when(s, random, 15 + int(random.random() * 20)),
        deed=deed[:1].lower() + deed[1:],
        month=month_name(s, plan.month if plan is not None else s.month),
        found=pounds(plan.found_pence / 100) if plan is not None else "",
        verdict=s.memory.plans_out.get(number, "").replace("submitted", "not judged yet"),
    )
