"""Answer what was asked, or withhold it, or put it off."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, RequestRef
from shirehall.play.moves.asking import Answer, Defer, Withhold
from shirehall.play.world import Request
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options.answering import answer_words, thread_of
from shirehall.players.minds.options.facts import colleague
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.pressure import power
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import MARKS
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
    "[I have seen it.|It is on the pile.] {colleague} will [write to you|pick it up] in {month}.",
    "[Too much at once here.|We are behind with everything.] On {matter}, [{month} is the honest date|look for us in {month}].",
    "I want to give you a proper answer on {matter} and that [takes until {month}|I cannot do before {month}].",
)


def options(s: Situation) -> Options:
    """The oldest few things asked of the seat and not yet answered."""
    for number in sorted(s.memory.owed)[:3]:
        request = s.world.requests.get(number)
        if request is not None:
            yield from ways_to_reply(s, request)


def ways_to_reply(s: Situation, request: Request) -> Options:
    """Answer, withhold or put off one request."""
    asker = s.body_of(request.asker)
    trust = s.trust(asker)
    stands_above = 0.5 * s.who.trait("deference") if holds_sway(s, asker) else 0.0
    age = s.at - request.at
    late = 0.3 if age > request.due - request.at else 0.0
    duty = (
        0.5 * s.who.trait("grip")
        + 0.3 * s.concern("relationships")
        + 0.25 * trust
        + stands_above
        - 0.25 * min(age / 60, 1)
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
        0.25 + 0.65 * counts(s, asker) + duty + late + 0.3 * willing,
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
    """How far a body counts here, 0 to 1: by its power, by the contracts between us, by trust; who has none of these can wait
    (Mitchell, Agle and Wood 1997, on power, legitimacy and urgency)."""
    deals = [p.pounds for p in s.who.contracts if p.other == body]
    partner = 0.7 if deals else 0.0
    fellow = 0.6 if s.who.roster.kinds.get(body) == s.who.kind else 0.0
    return min(1.0, max(power(s, body), partner, fellow, s.trust(body)))


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
    text = answer_words(s, random, request, willing, full)
    return Answer(request=RequestRef(request.id), text=text, about=s.about(thread_of(s, request).topic))


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
    return Defer(request=RequestRef(request.id), text=joined(text, aside(s, random, 0.5)))
