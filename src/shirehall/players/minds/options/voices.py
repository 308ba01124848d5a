"""Those who speak for patients, for the public and for need: questions to whoever seems responsible, complaints, advice."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Minutes, OrganisationRef, PlanRef, SeatRef, Text
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.message import Message
from shirehall.players.minds.accountability import turnover
from shirehall.players.minds.option import Option, Options, later, worded
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.pressure import ARM
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_TOPIC, VOICES
from shirehall.players.minds.words import by_when, figure_words, joined, say

ASKS = (
    "Where in your plans are patients? We have read them for {matter} and found sums and no persons.",
    "People tell us about {matter}. Whom should they write to, and will anybody answer?",
    "Who is answerable to patients for {matter}: you, or somebody else? We have asked before.",
    "What will somebody of eighty who lives alone notice of your work on {matter}?",
    "[How many people have you asked|Whom did you ask] about {matter}, and [what did they say|where is it written down]?",
    "[A family came to us|Two families wrote to us] last week about {matter}. What do I tell them {when}?",
    "[On {matter} you say one thing and patients another|What you publish on {matter} is not what we hear]. Will you [come "
    "and hear them|meet them] {when}?",
    "May we [see|read] what you hold on {matter} [before it is decided|while it can still be changed]?",
    "[Which of your people|Who at your table] would [stand up in a village hall and explain|explain to a room of carers] {matter}?",
)
NEED = (
    "The needs assessment says where people fall ill and why. How does what you buy answer it, on {matter} for one?",
    "You are judged on this year. Need is not. What in your plan on {matter} will still be there in five?",
    "We can give you figures street by street on {matter}. Would you use them if we did?",
    "[How much of your money|What share of what you spend] goes on {matter}, and [would you know|how would anybody tell] if it worked?",
    "[The poorest fifth|Our poorest towns] [die|fall ill] ten years sooner. Where in {matter} does that [count|weigh] with you?",
    "Before you [cut|sign] anything on {matter}, will you look with us at who [loses by it|carries it]? {when} would be [soon "
    "enough|in time].",
    "[Show me|Where is] the line on {matter} in what you [bought|buy] this year?",
)
ADVICE = (
    "For what it is worth: on {matter}, start with those who have least, and ask them first.",
    "A word of advice on {matter}: the people who will carry this at home are not in the room.",
    "On {matter} we would publish what you know, bad and good. People forgive that sooner than silence.",
    "[If I sat where you sit|In your chair] I would [spend a morning|sit for an hour] in a waiting room before deciding on {matter}.",
    "On {matter}, [write to people before you write the plan|go out before the paper is written]. {shown}",
    "[Small things first|Begin small] on {matter}: a letter people can read, a number that is answered. {shown}",
    "We have [seen|watched] {matter} done [well|badly] elsewhere. [The difference was|What made the difference was] that "
    "somebody [was told to own it|rang people back].",
)
COMPLAINTS = (
    "{figure}. Behind that are people who waited and were told nothing. We ask that it be looked into.",
    "We wrote and had no answer. {figure}, and nobody says who is responsible.",
    "{figure} at {body}. [Relatives|People] bring us the [same|like] story week after week: {view}.",
    "[This is not a quarrel with the staff.|Staff do what they can.] But {figure}, and at {body} {view}. We ask you to look.",
)


def options(s: Situation) -> Options:
    """What a voice does of itself; a director of public health and a scrutineer are voices too."""
    if s.who.kind not in VOICES and s.who.profession != "public-health":
        return
    yield from own_role(s)
    topic = s.hottest()
    if not topic:
        return
    target = whom(s, topic)
    if target and s.fresh("asked", 7) and s.fresh(f"asked/{target}", 15 if speaks_for_patients(s) else 30):
        worth = (
            0.15
            + 0.5 * s.concern("patients")
            + 0.35 * s.concern("prevention")
            + 0.35 * s.who.trait("proactive")
            - 0.15 * s.load()
        )
        reasons = (
            f"{PLAIN_TOPIC.get(topic, topic)} touches those we speak for",
            f"{s.name(target)} seems responsible",
        )
        yield Option("ask", worth, lambda r: ask(s, r, target, topic), reasons, 0.75, target)
    if target and s.fresh(f"advised/{target}", 50) and s.fresh("advised", 12):
        worth = (
            0.3
            + 0.45 * s.who.trait("support-habit")
            + 0.35 * s.concern("prevention")
            + 0.2 * s.who.trait("proactive")
        )
        yield Option(
            "advise" if "advise" in s.view.catalogue.moves else "message",
            worth,
            lambda r: advise(s, r, target, topic),
            ("we know something that they might not",),
            0.7,
            target,
        )
    yield from complaint(s)
    yield from standing_behind(s)


CARE = (
    "access",
    "quality",
    "estate",
    "performance",
    "patients-public",
    "pathway",
    "technology",
    "workforce",
    "data",
)
"""Matters that people meet where they are treated."""


def whom(s: Situation, topic: str) -> str:
    """Who seems responsible: those who buy for strategy and money, those who give care for waits and quality.

    Whoever speaks for patients goes where most of them are treated and write about, and goes there again.
    """
    if speaks_for_patients(s) and topic in CARE:
        places = [
            b for b in s.who.roster.of("acute-provider", "community-provider") if b != s.who.organisation
        ]
        return max(
            places, key=lambda b: s.known(b) + 0.5 * (s.who.roster.kinds[b] == "acute-provider"), default=""
        )
    kinds = (
        ("acute-provider", "community-provider")
        if topic in ("access", "quality", "estate", "performance")
        else ("commissioner",)
    )
    bodies = [b for b in s.who.roster.of(*kinds) if b != s.who.organisation]
    return min(bodies, key=lambda b: (s.memory.tried(f"asked/{b}")[1], -s.known(b)), default="")


def speaks_for_patients(s: Situation) -> bool:
    """Whether the body's office is to speak for those who are treated, one by one."""
    return "speak-for-patients" in s.who.powers


NEW_ROLE = (
    "Before we begin: what are we for, what may we ask to see, and who pays [for us after this year|once the year is out]? "
    "Nobody has written it down.",
    "[Our volunteers ask|I am asked every week] what standing we have. [May we demand an answer|Must anybody answer us], and is our "
    "money safe?",
    "We have a name and [three people|a shelf of letters]. {view}. What is our part in this, and whose budget are we in {when}?",
)


def own_role(s: Situation) -> Options:
    """A voice that holds no contract and no power over anybody asks, when it is new, what it is for and who pays for it."""
    small = turnover(s.who) < SMALL
    if not small or s.who.contracts or any(power in ARM for power in s.who.powers):
        return
    above = [*s.who.roster.of("council", "quality-regulator", "national-board")]
    bodies = [b for b in above if b != s.who.organisation]
    if (
        not bodies
        or s.times("asked:governance", ours=True) > 1
        or not s.fresh("asked:governance", 60, ours=True)
    ):
        return
    body = max(
        bodies, key=lambda b: s.known(b) + 0.3 * s.trust(b) - 0.5 * bool(s.times(f"asked/{b}", ours=True))
    )
    doubt = 1 - s.who.skill("rules")
    worth = 0.5 + 0.5 * doubt + 0.3 * s.who.trait("looks-upward") + 0.4 * s.concern("independence")
    reasons = ("nobody has told us what we are for, or who pays for us",)
    yield Option("ask", worth, later(about_us, s, body), reasons, 0.85, body)


SMALL = 1_000_000
"""Pounds a year below which a body lives on what somebody else grants it (assumed)."""


def about_us(s: Situation, random: Random, body: str) -> Ask:
    """The question about oneself."""
    text = say(random, NEW_ROLE, view=seen(random, "governance"), when=by_when(s, random, 40))
    seat = SeatRef(s.person(body, "governance", "money"))
    return AskFor(
        to=(seat,),
        wants="information",
        within=Minutes(40),
        text=joined(text, aside(s, random, 0.8)),
        about=s.about("governance", "money"),
    )


def ask(s: Situation, random: Random, target: str, topic: str) -> Ask:
    """The question of somebody who speaks for others."""
    texts = NEED if s.concern("prevention") > s.concern("patients") else ASKS
    text = say(random, texts, matter=named(s, random, topic), when=by_when(s, random, 40))
    shown = fact(s, random, topic) if random.random() < 0.3 else ""
    text = joined(text, shown, aside(s, random, 0.45))
    seat = SeatRef(s.person(target, "patients-public", topic))
    return AskFor(
        to=(seat,),
        wants="information",
        within=Minutes(40),
        text=text,
        about=s.about(topic, "patients-public"),
    )


def advise(s: Situation, random: Random, target: str, topic: str) -> Ask:
    """Advice nobody asked for."""
    text = say(random, ADVICE, matter=named(s, random, topic), shown=fact(s, random, topic))
    text = joined(text, aside(s, random, 0.3))
    seat = SeatRef(s.person(target, topic, "patients-public"))
    about = s.about(topic, "prevention" if s.concern("prevention") > 0.6 else "patients-public")
    return worded(s, "advise", to=(seat,), text=text, about=about) or Message(
        to=(seat,), text=text, about=about
    )


def complaint(s: Situation) -> Options:
    """A complaint about a bad figure of a provider, to whoever inspects."""
    inspectors = [b for b in s.who.roster.by_power.get("inspect", ()) if b != s.who.organisation]
    if "speak-for-patients" not in s.who.powers or not inspectors or not s.fresh("complained", 60, ours=True):
        return
    for measure, subject, value, _month, topic in s.bad_figures():
        body = subject if subject in s.who.roster.seats else s.world.sites.get(subject, "")
        if topic == "money" or not body or body == s.who.organisation:
            continue
        worth = 0.2 + 0.6 * s.concern("quality") + 0.3 * s.who.trait("persistence") - 0.2 * s.trust(body)
        figure = figure_words(measure, value)
        reasons = (f"{s.name(body)}: {figure}", "nobody has answered to patients for it")
        if (
            worded(
                s,
                "complain",
                to=OrganisationRef(inspectors[0]),
                against=OrganisationRef(body),
                title=Text("-"),
            )
            is not None
        ):
            yield Option(
                "complain",
                worth,
                later(complain, s, inspectors[0], body, figure, topic),
                reasons,
                0.7,
                inspectors[0],
            )
        return


def complain(s: Situation, random: Random, to: str, body: str, figure: str, topic: str) -> Ask:
    """The complaint, with its figure."""
    found = worded(
        s,
        "complain",
        to=OrganisationRef(to),
        against=OrganisationRef(body),
        title=Text(f"Patients' waits at {s.name(body)}"),
        text=say(random, COMPLAINTS, figure=figure, body=s.name(body), view=seen(random, topic)),
        about=s.about(topic, "patients-public"),
    )
    assert found is not None
    return found


def standing_behind(s: Situation) -> Options:
    """Stand behind a plan one was shown, if it speaks of need; say what it lacks, if it does not."""
    if not s.may("plans"):
        return
    for number in [*s.memory.plans_here, *s.memory.plans_read][:2]:
        plan = s.world.plans.get(number)
        if (
            plan is None
            or s.who.organisation in plan.endorsed_by
            or not s.fresh(f"endorsed#{number}", 500, ours=True)
        ):
            continue
        speaks = any(line.sector in ("prevention", "quality", "mental health") for line in plan.lines)
        worth = 0.4 + 0.5 * s.trust(plan.owner) if speaks else -0.2
        if worded(s, "endorse", plan=PlanRef(number)) is not None and worth > 0:
            reasons = ("their plan has a line for what we care about",)
            yield Option("endorse", worth, later(endorse, s, number), reasons, 0.7, "", 1.0, number)


def endorse(s: Situation, random: Random, number: int) -> Ask:
    """Support for a plan, said aloud."""
    texts = (
        "We stand behind this. It has a line for people who are not yet ill.",
        "We support it, and shall say so to others.",
        "[Count us in.|You have our name for it.] {line} is what we asked for, and here it is [with a sum|in print].",
        "[Not all of it is as we would have it|There are lines we would lose], but {line} earns it our support.",
    )
    plan = s.world.plans[number]
    line = next((x.sector for x in plan.lines if x.sector in ("prevention", "quality", "mental health")), "")
    text = joined(say(random, texts, line=line or "what it says of need"), aside(s, random, 0.3))
    found = worded(s, "endorse", plan=PlanRef(number), text=text, about=s.about("prevention", "strategy"))
    assert found is not None
    return found
