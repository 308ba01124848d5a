"""Answer what was asked, or withhold it, or put it off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random

from shirehall.play.fields import Ask, RequestRef, SeatRef
from shirehall.play.moves.advise import Challenge
from shirehall.play.moves.asking import Answer, Defer, Withhold
from shirehall.play.world import Request
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.answering import answer_words, thread_of
from shirehall.players.minds.options.facts import colleague, fact, title_of
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.pressure import power
from shirehall.players.minds.situation import CALLING, Situation
from shirehall.players.minds.trade import BUYERS, MARKS, PROVIDERS
from shirehall.players.minds.words import joined, month_name, say

WITHHELD = (
    "[That we keep to ourselves|I shall not give you that] [for now|this year].",
    "[I have the figure and|We know, and] I am not free to pass on {matter}.",
    "[With respect|I am sorry], what we hold on {matter} [stays here|is not for others] until [our own table|the board] has seen it.",
    "You have [your sources|other ways], and I have [a board to answer to|my instructions]. Not from me.",
)
PUT_OFF = (
    "Not this [week|month], I am afraid; [next month|you shall have it in {month}].",
    "Please bear with us: {matter} has to wait its turn[ until {month}|].",
    "[I have seen it, and|It is on the pile, and] {colleague} will [write to you|pick it up] in {month}.",
    "[There is too much at once here:|We are behind with everything:] on {matter}, [{month} is the honest date|look for us in {month}].",
    "[Ahead of you lie|Before yours come] two that [cannot wait|are older], and {matter} after them: {month}[, says {colleague}|].",
    "{matter} [needs a figure that we do not have|is {colleague}'s and {colleague} is away]; [write again in {month} if you hear "
    "nothing|we come back to it in {month}].",
    "I want to give you a proper answer on {matter} and that [takes until {month}|I cannot do before {month}].",
)


ASKED_BACK = (
    "[With respect|Forgive me], what follows if we do not? [You ask and ask|Another letter from you lies here], and [nobody "
    "answers to you for {matter}|{matter} is decided, and paid for, elsewhere].",
    "[On whose authority|In what capacity] do you ask? [We answer to those who can hold us to it|{colleague} and I have two who can "
    "stop us tomorrow], and they ask about {matter}.",
    "[Tell us first what you can do for us|What could {body} bring to it, apart from questions]? [A sum, a person, a power: any of "
    "them would help with {matter}.|We have had paper enough on {matter}.]",
)


def options(s: Situation) -> Options:
    """The few things asked of the seat that come to mind first: the oldest of those who count, and on a fuller desk nothing else."""
    known = [r for number in sorted(s.memory.owed) if (r := s.world.requests.get(number)) is not None]
    first = sorted(known, key=lambda r: -round(2 * counts(s, s.body_of(r.asker))))
    for request in first[:3]:
        yield from ways_to_reply(s, request)
    yield from retort(s, known)


def retort(s: Situation, known: list[Request]) -> Options:
    """Ask back what follows if one does not: to a body that comes again and again and can do nothing about it."""
    if not (s.buys or s.provides) or not s.fresh("challenged", 40, ours=True):
        return
    often = Counter(s.body_of(r.asker) for r in known)
    for body, times in often.items():
        again = sum(s.memory.asked_again.get(r.id, 0) for r in known if s.body_of(r.asker) == body)
        pushed = s.memory.pushes.get(body, 0.0)
        if (
            times + again + 2 * pushed < 2
            or counts(s, body) > 0.45
            or not s.fresh(f"challenged/{body}", 90, ours=True)
        ):
            continue
        worth = (
            0.45
            + 0.4 * s.concern("independence")
            + 0.3 * (1 - s.who.trait("deference"))
            + 0.2 * min(s.load(), 1.5)
            + 0.15 * min(times + again + pushed, 4)
            - 0.25 * s.concern("relationships")
        )
        reasons = (f"{s.name(body)} has asked {times} times and answers for nothing of it",)
        yield Option("challenge", worth, later(ask_back, s, body), reasons, 0.8, body, 0.7)
        return


def ask_back(s: Situation, random: Random, body: str) -> Ask:
    """The question back."""
    topic = s.hottest()
    text = say(
        random, ASKED_BACK, body=s.name(body), matter=named(s, random, topic), colleague=colleague(s, random)
    )
    return Challenge(
        to=(SeatRef(s.person(body, "governance", "strategy")),),
        text=joined(text, aside(s, random, 0.4)),
        about=s.about("governance", "relationship"),
    )


def ways_to_reply(s: Situation, request: Request) -> Options:
    """Answer, withhold or put off one request."""
    asker = s.body_of(request.asker)
    trust = s.trust(asker)
    weight = counts(s, asker)
    stands_above = 0.5 * s.who.trait("deference") if holds_sway(s, asker) else 0.0
    age = s.at - request.at
    late = 0.3 * weight if age > request.due - request.at else 0.0
    duty = (
        0.5 * s.who.trait("grip")
        + 0.3 * s.concern("relationships")
        + 0.25 * trust
        + stands_above
        - 0.25 * min(age / 60, 1)
        - 0.7 * (1 - weight) * min(age / 25, 1)
    )
    not_here = s.has("knowledge") and has_no_figures_yet(s, request)
    if not_here:
        duty -= 0.6
    willing = s.who.trait("candour") + 0.3 * trust
    replied_by_colleague = any(s.body_of(seat) == s.who.organisation for seat in request.replies)
    if replied_by_colleague:
        duty -= 0.6
    reasons = (f"{s.name(asker)} asked, {age} minutes ago", f"trust in {s.name(asker)} is {trust:.1f}")
    full = s.load() < 0.9
    yield Option(
        "answer",
        0.1 + 0.8 * weight + duty + late + 0.3 * willing,
        lambda r: answer(s, r, request, willing, full),
        reasons,
        0.95,
        asker,
        1.0 if full else 0.5,
        request.id,
    )
    if willing < 0.55 and request.wants in ("information", "plan", "money"):
        guard = (*reasons, f"candour is low ({s.who.trait('candour'):.1f}) and this could be used against us")
        yield Option(
            "withhold",
            0.9 + 0.6 * (0.55 - willing) - stands_above,
            lambda r: withhold(s, r, request),
            guard,
            0.9,
            asker,
            1.0,
            request.id,
        )
    if (s.load() > 0.7 or not_here) and request.replies.get(s.who.seat) is None:
        busy = (*reasons, "we have not seen that figure ourselves" if not_here else "the in-tray is full")
        yield Option(
            "defer",
            0.75 + 0.3 * s.load(),
            lambda r: put_off(s, r, request),
            busy,
            0.9,
            asker,
            1.0,
            request.id,
        )


def counts(s: Situation, body: str) -> float:
    """How far a body counts here, 0 to 1: by its power, by the contracts between us, by trust; who has none of these can wait, and
    what waits sinks in the pile (Mitchell, Agle and Wood 1997, on power, legitimacy and urgency)."""
    deals = [p.pounds for p in s.who.contracts if p.other == body]
    partner = 0.7 if deals else 0.0
    fellow = 0.6 if s.who.roster.kinds.get(body) == s.who.kind else 0.0
    charge = 0.6 if s.oversees and s.who.roster.kinds.get(body) in (*BUYERS, *PROVIDERS) else 0.0
    there = s.world.organisations.get(body)
    seller = 0.35 if there is not None and "sell-support" in there.powers else 0.0
    return min(1.0, max(power(s, body), partner, fellow, charge, seller, 0.6 * s.trust(body)))


def has_no_figures_yet(s: Situation, request: Request) -> bool:
    """Whether one is asked about a figure of one's own that others have and that has not reached one's own desk."""
    measure = thread_of(s, request).measure
    if not measure or measure not in MARKS:
        return False
    own = s.figure(measure)
    if own is None:
        return (s.buys and measure == "commissioner-balance") or (s.provides and measure == "provider-margin")
    return own[0] < request.month - 1


def holds_sway(s: Situation, body: str) -> bool:
    """Whether a body has powers that others mind."""
    found = s.world.organisations.get(body)
    return found is not None and bool(
        {"intervene", "sign-off-plans", "license", "inspect"}.intersection(found.powers)
    )


def answer(s: Situation, random: Random, request: Request, willing: float, full: bool) -> Ask:
    """An answer to what was asked: full, guarded or token."""
    asked = thread_of(s, request).topic
    beside = tuple(each for each in s.view.events[request.id - 1].about if each != asked)
    topic = turned(s, asked) if beside else asked
    text = answer_words(s, random, request, willing, full)
    news = thread_of(s, request).title
    if news and news[:12] not in text and random.random() < 0.6:
        text = joined(say(random, ON_NEWS, title=title_of(news)), text)
    if topic == asked:
        own = calling(s)
        if not own or own == asked or random.random() > s.drawn():
            return Answer(request=RequestRef(request.id), text=text, about=s.about(asked))
        text = joined(text, say(random, TURNED, matter=named(s, random, own), view=seen(random, own)))
        return Answer(request=RequestRef(request.id), text=text, about=s.about(asked, own))
    text = joined(text, say(random, TURNED, matter=named(s, random, topic), view=seen(random, topic)))
    return Answer(request=RequestRef(request.id), text=text, about=s.about(topic, *beside[:1]))


ON_NEWS = (
    "[On|About] “{title}”, [since you ask|as you ask about it].",
    "“{title}”, [then|you say].",
    "[You write about|Your question is about] “{title}”.",
)
TURNED = (
    "[What we do about it is|Our part in it is] {matter}: {view}.",
    "[For us it comes down to|In practice that means] {matter}, and {view}.",
    "[Where we can do something|The nearest we have to that] is {matter}. {view}.",
)
NEAR: Mapping[str, str] = {
    "prevention": "pathway",
    "patients-public": "access",
    "data": "performance",
    "technology": "money",
    "competition": "price",
    "workforce": "money",
    "estate": "access",
}
"""What lies next to a matter that one has nothing to say of, and is spoken of in its stead."""


def calling(s: Situation) -> str:
    """What one took the post for and would bring into any talk, the weightiest of it; nothing for those without such a calling."""
    known = [each for each in CALLING.get(s.who.profession, ()) if each in s.world.topics]
    return max(known, key=s.on_my_mind, default="") if s.has("accountability") else ""


def turned(s: Situation, topic: str) -> str:
    """The topic of an answer: what was asked about, or what lies next to it and is on one's own mind, where that weighs more here
    (Simon 1947, that a problem is seen as what one's own trade can do about it)."""
    near = NEAR.get(topic, "")
    if not (s.buys or s.provides) or not near or near not in s.world.topics:
        return topic
    return near if s.topic_weight(near) > s.topic_weight(topic) + 0.1 else topic


def withhold(s: Situation, random: Random, request: Request) -> Ask:
    """A refusal to give what was asked, with a word or with none."""
    if random.random() > s.who.trait("concern-relationships"):
        return Withhold(request=RequestRef(request.id))
    text = say(random, WITHHELD, matter=named(s, random, thread_of(s, request).topic))
    return Withhold(request=RequestRef(request.id), text=joined(text, aside(s, random, 0.2)))


def put_off(s: Situation, random: Random, request: Request) -> Ask:
    """A promise of later, with a month to it."""
    matter = named(s, random, thread_of(s, request).topic)
    text = say(
        random, PUT_OFF, matter=matter, month=month_name(s, s.month + 1), colleague=colleague(s, random)
    )
    why = fact(s, random, s.hottest()) if random.random() < 0.4 else ""
    return Defer(
        request=RequestRef(request.id), text=joined(text, why, aside(s, random, 0.6 if why else 0.85))
    )
