"""Join or decline what one is called to, minute what one called, and call a meeting when a matter has several parties."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, MeetingRef, Minutes, SeatRef, Text
from shirehall.play.moves.meeting import CallMeeting, Decline, Join, Minute
from shirehall.play.names import listed
from shirehall.play.world import Meeting
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC
from shirehall.players.minds.words import by_when, joined, month_name, number_words, say, spun

TITLES = (
    "{matter}: who does what by when",
    "An hour on {matter}",
    "{matter}, before it runs away from us",
    "What each of us can bring to {matter}",
    "{matter}: where we stand in {month}",
    "[A frank hour|Plain speaking] on {matter}",
    "{matter} and what it costs each of us",
    "Who owns {matter}?",
    "{matter}: three things we could do before {later}",
    "[First|Next] steps on {matter}",
    "{matter}, with the figures on the table",
)
DECISIONS = (
    "{body} to put figures on {matter} before {month}",
    "{body} to write down what was said about {matter}",
    "each of us to name somebody for {matter}, {when}",
    "no change to {matter} until the members have been asked",
    "{body} to draft terms and send them round {when}",
    "{body} to bring what is known of {matter}, cost and all",
    "{body} and {other} to meet again on {matter} in {month}",
    "{matter} to be tried in a small way first, {body} to say where",
    "{body} to ask those above what we may do on {matter}",
)
HELD = (
    "{bodies} went over {matter}; {mood}.",
    "On {matter}: {bodies} [round the table|met]. [It was said that|We heard that] {view}, and {mood}.",
    "{bodies} spent [most of the time|the better part of it] on {matter} and the rest on {second}; {mood}.",
    "{shown} [From there|That led us] to {matter}, where {mood}.",
    "[All agreed|Nobody disputed] that {view}. [Where we differed was|The rub was] {second}: {mood}.",
    "[I noted|For the note]: {view}, by {body}'s account; {mood}.",
)
WARM = (
    "it was friendly, {second} included",
    "[people stayed on to talk|we laughed once or twice|nobody looked at the clock][ about {second}| while the tea went cold|]",
    "it felt like [the same side of the table|one team for an hour][, on {second} at least|]",
    "there was goodwill, and some work on {second} came of it",
    "{body} [offered more than was asked|brought figures nobody else had][ on {second}|]",
)
COOL = (
    "not everything was said[, on {second} least of all|]",
    "[arms were folded|it was polite, and short|eyes were on the papers][ when we came to {second}| from the start|]",
    "[we parted as we came|each of us defended our own budget][, no further on {second}|]",
    "[I should have liked more straight answers on {second}|the hard part, {second}, was left for another day]",
    "{body} [left early|said little][ about {second}| once we came to {second}|]",
)
EXCUSES = (
    "I cannot make it [for {matter}|with {count} people waiting|because {colleague} and I are both on {matter}]; please send "
    "[me|us|{colleague}] the note.",
    "[Clinic|Surgery|A full list|Visits] that [afternoon|morning|day], I am sorry. [Tell {colleague} what you settle.|On "
    "{matter} I [agree with|follow] whatever is sensible.|]",
    "We are stretched too thin this month[, and {matter} is late already|: {count} things wait here|]. [Another time on {matter}, with "
    "{colleague}.|Next "
    "month, for {matter}?|Write to me what comes of it for {matter}.]",
    "{count} [things|people] are waiting here already. Go ahead without us, and tell [me|{colleague}] [what I have agreed to on "
    "{matter}|how it went].",
    "Clashes with {matter} at our own table. {colleague} [might look in|will read the note].",
    "[Not without a paper to read first.|Send me something to read on {matter} and I will come to the next.|Is there a paper? "
    "I would come for a paper.] [{colleague} feels the same.|]",
    "I [was at|sat through] the last two. [Is there something to decide this time?|Call me when there is something to "
    "decide.|{matter} gets no shorter for being talked of.|{colleague} can tell you what I think.]",
    "[Sorry, no|I shall have to pass]: [two off sick|short of people] and {matter} [will not wait|to finish].",
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
        lambda r: decline(s, r, meeting),
        reasons,
        0.95,
        "",
        1.0,
        meeting.id,
    )


def decline(s: Situation, random: Random, meeting: Meeting) -> Ask:
    """A refusal with an excuse."""
    text = say(
        random,
        EXCUSES,
        count=number_words(max(2, len(s.memory.owed) + len(s.memory.calls) + len(s.memory.injects))),
        matter=named(s, random, s.hottest()),
        colleague=colleague(s, random),
    )
    more = fact(s, random, s.hottest()) if random.random() < 0.45 else aside(s, random, 0.5)
    return Decline(meeting=MeetingRef(meeting.id), text=joined(text, more))


def minute(s: Situation, random: Random, meeting: Meeting) -> Ask:
    """What was settled, if anything: more when those who came trust one another."""
    others = [s.body_of(seat) for seat in meeting.joined if seat != s.who.seat]
    warmth = sum(s.trust(body) for body in others) / max(len(others), 1)
    topic = next((t for t in s.view.events[meeting.id - 1].about if t in PLAIN_TOPIC), "") or s.hottest()
    count = int(random.random() * 2 + warmth + 0.5 * s.who.skill("leadership"))
    bodies = [s.name(b) for b in dict.fromkeys((s.who.organisation, *others)) if b]
    settled = tuple(dict.fromkeys(settled_on(s, random, bodies, topic) for _ in range(min(count, 3))))
    text = say(
        random,
        HELD,
        bodies=listed(bodies),
        matter=named(s, random, topic),
        second=named(s, random, s.hottest() or topic),
        view=lambda: seen(random, topic),
        shown=lambda: fact(s, random, topic),
        body=bodies[-1],
        mood=lambda: mood(s, random, warmth, bodies[-1], topic),
    )
    return Minute(meeting=MeetingRef(meeting.id), text=text, decisions=settled, about=s.about(topic))


def mood(s: Situation, random: Random, warmth: float, body: str, topic: str) -> str:
    """How it went, as a clause: by how far those who came trust one another."""
    lines = WARM if warmth > 0.5 else COOL
    said = spun(random, lines[int(random.random() * len(lines))])
    return said.format(body=body, second=named(s, random, s.hottest() or topic))


def settled_on(s: Situation, random: Random, bodies: list[str], topic: str) -> Text:
    """Something that a meeting settled, with a name to it."""
    first = int(random.random() * len(bodies))
    return say(
        random,
        DECISIONS,
        body=bodies[first],
        other=bodies[(first + 1) % len(bodies)],
        matter=named(s, random, topic),
        month=month_name(s, s.month + 1),
        when=by_when(s, random, 20),
    )


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
    if "speak-for-patients" in s.who.powers:
        return ("acute-provider", "community-provider", "health-board")
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
    title = say(
        random,
        TITLES,
        matter=named(s, random, topic),
        month=month_name(s, s.month),
        later=month_name(s, s.month + 2),
    )
    length = Minutes(4 + int(random.random() * 4))
    return CallMeeting(
        invite=invite,
        title=title,
        notice=Minutes(3 + int(random.random() * 4)),
        minutes=length,
        about=s.about(topic),
    )
