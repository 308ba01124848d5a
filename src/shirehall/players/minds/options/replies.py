"""Answer what was asked, or withhold it, or put it off."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, RequestRef
from shirehall.play.moves.asking import Answer, Defer, Withhold
from shirehall.play.world import Request
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import COUNTERPART_STEMS, PLAIN_TOPIC
from shirehall.players.minds.words import one_of_ours, say

FULL = (
    "Here is what we have: {figure}. On {topic} our view is that {view}. Come back to me if that leaves a question open.",
    "Thank you for asking. We stand at {figure}. {role} and I went through {topic} and {view}.",
    "You asked about {topic}. Honestly, {view}, and the figure I would give you is {figure}.",
    "In short: {figure}. {view}. I would rather you heard that from us than read it elsewhere.",
)
GUARDED = (
    "We are looking at {topic} and will say more when the board has seen it. For now, {figure}.",
    "The position on {topic} is under control. I can tell you {figure}, and no more than that today.",
    "I note your question on {topic}. Our published figures stand: {figure}.",
)
TOKEN = (
    "A quick holding line on {topic}: {figure}. I have not had the time to do better.",
    "Short answer because the in-tray is full: {figure}.",
    "Noted. {figure} is the best I can give you this month.",
)
NOT_OURS = (
    "We do not hold the money for that, so the answer has to be no. Try the body that does.",
    "There is nothing uncommitted on our side this year. If you can put a case with figures in it, we will read it.",
    "We cannot help with money. We can help with people's time, a little.",
)
COUNTERPART = (
    "Agreed in principle. We would rather be represented by one seat than have the same talk several times over.",
    "Yes, one of us should speak for all on this. We will say who once the others have said the same.",
)
VIEWS = {
    "money": (
        "the savings are further off than the plan says",
        "we can hold the line until the quarter turns",
    ),
    "contract": (
        "nothing is signed and that worries us",
        "the paper should follow what we have already said to each other",
    ),
    "quality": (
        "two wards are thin at night and we are watching them",
        "we have nothing to hide and some of it is not good",
    ),
    "access": (
        "the front door is busier than the figures show",
        "waits might ease if people could go home sooner",
    ),
    "practice-performance": (
        "a few practices are far from the rest",
        "we know less than we should about our own practices",
    ),
    "data": ("we are working from figures two months old", "the coding is not what it should be"),
    "prevention": (
        "it is the first thing to go when money is short",
        "the return comes in years we are not judged on",
    ),
    "rules": ("nobody has told us what is allowed", "we have gone ahead on common sense"),
}
GENERAL_VIEWS = (
    "there is more talk than decision",
    "it will take longer than people hope",
    "we would sooner settle it together",
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
    willing = s.who.trait("candour") + 0.3 * trust
    replied_by_colleague = any(s.body_of(seat) == s.who.organisation for seat in request.replies)
    if replied_by_colleague:
        duty -= 0.6
    reasons = (f"{s.name(asker)} asked, {age} minutes ago", f"trust in {s.name(asker)} is {trust:.1f}")
    full = s.load() < 0.9
    yield Option(
        "answer",
        0.85 + duty + late + 0.3 * willing,
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
            lambda _r: withhold(request),
            guard,
            0.9,
            asker,
            1.0,
            request.id,
        )
    if s.load() > 0.7 and request.replies.get(s.who.seat) is None:
        busy = (*reasons, "the in-tray is full")
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


def holds_sway(s: Situation, body: str) -> bool:
    """Whether a body has powers that others mind."""
    found = s.world.organisations.get(body)
    return found is not None and bool(
        {"intervene", "sign-off-plans", "license", "inspect"}.intersection(found.powers)
    )


def topic_of(s: Situation, request: Request) -> str:
    """What a request is about, by what it says."""
    words = request.text.lower()
    for topic, plain in PLAIN_TOPIC.items():
        if plain in words or topic.replace("-", " ") in words:
            return topic
    return s.hottest() or "relationship"


def answer(s: Situation, random: Random, request: Request, willing: float, full: bool) -> Ask:
    """An answer with a figure: full, guarded or token."""
    topic = topic_of(s, request)
    figure = one_of_ours(s, random)
    views = VIEWS.get(topic, GENERAL_VIEWS)
    view = views[int(random.random() * len(views))]
    plain = PLAIN_TOPIC.get(topic, "that")
    colleague = "the finance lead" if "money" not in s.who.topics else "the clinicians"
    if request.wants == "money":
        text = say(random, NOT_OURS)
    elif any(stem in request.text.lower() for stem in COUNTERPART_STEMS):
        text = say(random, COUNTERPART)
    else:
        kind = TOKEN if not full else FULL if willing > 0.55 else GUARDED
        text = say(random, kind, figure=figure, topic=plain, view=view, role=colleague)
    return Answer(request=RequestRef(request.id), text=text, about=s.about(topic))


def withhold(request: Request) -> Ask:
    """A refusal to give what was asked."""
    return Withhold(request=RequestRef(request.id))


def put_off(s: Situation, random: Random, request: Request) -> Ask:
    """A promise of later."""
    topic = topic_of(s, request)
    texts = ("Not this week, I am afraid; next month.", "Please bear with us: {topic} has to wait its turn.")
    return Defer(
        request=RequestRef(request.id), text=say(random, texts, topic=PLAIN_TOPIC.get(topic, "that"))
    )
