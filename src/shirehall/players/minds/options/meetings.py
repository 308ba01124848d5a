"""Join or decline what one is called to, minute what one called, and call a meeting when a matter has several parties."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, MeetingRef, Minutes, SeatRef, Text
from shirehall.play.moves.meeting import CallMeeting, Decline, Join, Minute
from shirehall.play.world import Meeting
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import listed, say

TITLES = (
    "{topic}: who does what by when",
    "An hour on {topic}",
    "{topic}, before it runs away from us",
    "What each of us can bring to {topic}",
)
DECISIONS = (
    "{body} to put figures on {topic} before the next meeting",
    "{body} to write down what was said about {topic}",
    "each of us to name one person for {topic}",
    "no change to {topic} until the members have been asked",
    "{body} to draft terms and send them round",
)


def options(s: Situation) -> Options:
    """Calls to answer, minutes to write, and one meeting that the seat might call."""
    for number, ends in sorted(s.memory.calls.items()):
        meeting = s.world.meetings.get(number)
        if meeting is not None and s.at < ends:
            yield from answer_call(s, meeting)
    for number, ends in sorted(s.memory.to_minute.items()):
        meeting = s.world.meetings.get(number)
        if meeting is not None and s.at >= ends and s.at - ends < 30 and len(meeting.joined) > 1:
            worth = 0.75 + 0.7 * s.who.trait("grip")
            yield Option(
                "minute",
                worth,
                later(minute, s, meeting),
                ("the meeting that I called is over and nothing of it is written down",),
                0.95,
                "",
                1.0,
                number,
            )
    yield from call(s)


def answer_call(s: Situation, meeting: Meeting) -> Options:
    """Come, or say that one does not."""
    caller = s.body_of(meeting.caller)
    trust = s.trust(caller)
    crowded = s.load() + meeting.minutes / max(s.who.attention, 6)
    worth = (
        1.2 + 0.4 * s.who.trait("sociability") + 0.35 * trust + 0.3 * s.who.trait("deference") - 0.5 * crowded
    )
    if s.who.organisation in (s.body_of(seat) for seat in meeting.joined):
        worth -= 0.4
    reasons = (f"{s.name(caller)} calls; trust is {trust:.1f}", f"the in-tray is at {s.load():.1f}")
    yield Option(
        "join", worth, lambda _r: Join(meeting=MeetingRef(meeting.id)), reasons, 0.95, "", 1.0, meeting.id
    )
    yield Option(
        "decline",
        0.5 + 0.42 * crowded - 0.25 * trust,
        lambda r: decline(r, meeting),
        reasons,
        0.95,
        "",
        1.0,
        meeting.id,
    )


def decline(random: Random, meeting: Meeting) -> Ask:
    """A refusal with an excuse."""
    texts = (
        "I cannot make it; please send me the note.",
        "Clinic that afternoon, I am sorry.",
        "We are stretched too thin this month.",
    )
    return Decline(meeting=MeetingRef(meeting.id), text=say(random, texts))


def minute(s: Situation, random: Random, meeting: Meeting) -> Ask:
    """What was settled, if anything: more when those who came trust one another."""
    others = [s.body_of(seat) for seat in meeting.joined if seat != s.who.seat]
    warmth = sum(s.trust(body) for body in others) / max(len(others), 1)
    topic = next(
        (t for t, plain in PLAIN_TOPIC.items() if plain.lower() in meeting.title.lower()), s.hottest()
    )
    plain = PLAIN_TOPIC.get(topic, "the matter")
    count = int(random.random() * 2 + warmth + 0.5 * s.who.skill("leadership"))
    bodies = [s.name(b) for b in dict.fromkeys((s.who.organisation, *others)) if b]
    settled = tuple(
        dict.fromkeys(
            say(random, DECISIONS, body=bodies[int(random.random() * len(bodies))], topic=plain)
            for _ in range(min(count, 3))
        )
    )
    text = Text(
        f"{listed(bodies)} went over {plain}. "
        + ("It was friendly." if warmth > 0.5 else "Not everything was said.")
    )
    return Minute(meeting=MeetingRef(meeting.id), text=text, decisions=settled, about=s.about(topic))


def call(s: Situation) -> Options:
    """A meeting on the matter that weighs most, with those it concerns, when the seat leads and none was called lately."""
    if s.memory.calls or not s.fresh("meeting-called", 45) or not s.fresh("meeting-called", 22, ours=True):
        return
    lead = s.who.skill("leadership") * s.who.trait("proactive")
    readiness = 0.05 + 0.9 * lead + 0.3 * s.who.trait("sociability") - 0.3 * s.who.trait("looks-inward")
    if readiness + 0.25 * max(s.memory.heat.values(), default=0.0) < 0.7:
        return
    topic = s.hottest()
    worth = readiness + 0.25 * s.memory.heat.get(topic, 0.0)
    if worth < 0.7:
        return
    bodies = those_concerned(s, topic)
    if not bodies:
        return
    reasons = (
        f"{PLAIN_TOPIC.get(topic, topic)} is what everybody talks of",
        "several bodies have a part in it",
    )
    yield Option("call-meeting", worth, lambda r: call_it(s, r, topic, bodies), reasons, 0.7, bodies[0])


def those_concerned(s: Situation, topic: str) -> tuple[str, ...]:
    """The bodies one would have at the table: those one deals with on the matter, the better known first, at most three."""
    kinds = suited(s, topic)
    fit = [b for b in s.who.roster.seats if b != s.who.organisation and s.who.roster.kinds[b] in kinds]
    near = sorted(fit, key=lambda b: -(s.known(b) + 0.3 * s.trust(b)))
    return tuple(near[: 2 + (s.who.trait("sociability") > 0.6)])


def suited(s: Situation, topic: str) -> tuple[str, ...]:
    """The kinds of body that a matter calls for, as this seat sees it; patients' voices come to mind only if patients do."""
    kinds: tuple[str, ...] = ("commissioner", "acute-provider", "community-provider")
    if topic in ("prevention", "strategy", "patients-public"):
        kinds = ("health-board", "commissioner", "council")
    elif topic in ("rules", "governance", "competition", "price"):
        kinds = ("national-board", "economic-regulator", "commissioner")
    if s.concern("patients") > 0.8:
        kinds = (*kinds, "patient-voice")
    return kinds


def call_it(s: Situation, random: Random, topic: str, bodies: tuple[str, ...]) -> Ask:
    """The call, with notice enough for people to come."""
    invite = tuple(SeatRef(p) for p in dict.fromkeys(s.person(body, topic) for body in bodies) if p)
    title = say(random, TITLES, topic=PLAIN_TOPIC.get(topic, topic))
    length = Minutes(4 + int(random.random() * 4))
    return CallMeeting(
        invite=invite,
        title=title,
        notice=Minutes(3 + int(random.random() * 4)),
        minutes=length,
        about=s.about(topic),
    )
