"""What those above do: ask after bad figures and missed dates, press, challenge, and use a power when words did nothing.

They go up a ladder: ask, press for the answer, question it openly, step in. Those who hold others to account begin low and go up
one rung when the rung below did nothing (Ayres and Braithwaite 1992, Responsive Regulation). It is what their posts are for, so a full
in-tray makes it shorter and not rarer; the worst case comes first and the others wait. The weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Literal

from shirehall.play.fields import Ask, Minutes, OrganisationRef, RequestRef, SeatRef
from shirehall.play.moves.advise import Challenge
from shirehall.play.moves.asking import AskFor
from shirehall.players.minds import pressure
from shirehall.players.minds.option import Option, Options, later, worded
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import BUYERS, MARKS, PROVIDERS
from shirehall.players.minds.words import (
    by_when,
    figure_words,
    joined,
    month_name,
    month_of_minute,
    number_words,
    say,
)

LONG_ARM = 0.5
"""How long an arm makes others expect to be held to account, and its owner act accordingly (assumed)."""
REACH: Mapping[str, tuple[str, ...]] = {
    "sign-off-plans": BUYERS,
    "authorise": BUYERS,
    "assess-need": BUYERS,
    "license": PROVIDERS,
    "register": PROVIDERS,
    "inspect": PROVIDERS,
    "scrutinise": (*PROVIDERS, *BUYERS),
}
"""Whom a power reaches: the kinds of body that answer to its holder."""
OFFICE = ("intervene", "inspect", "sign-off-plans", "license", "scrutinise", "assess-need")
"""The powers that make holding others to account somebody's post."""
GRAVE = 3_000_000.0
"""The sum in the red, in pounds, that looks half as grave as anything can (assumed)."""
ASKS = (
    "Your figures for {month} show {figure}. What lies behind it, [and what will be different|if not that {view}, and what changes] "
    "{when}?",
    "We see {figure} in {month}; [please let us have|we should like] a note {when}: [causes, owner, date|who, why, and until when].",
    "{figure} in {month} is not where you said you would be: [is this a blip or a trend|are we to think that {view}]? In writing, please, "
    "{when}.",
    "{figure} in {month}: [who owns it|whose desk is it on], and what have they [stopped, started or changed|done since]?",
    "[We have looked at|Before us lies] {month}: {figure}. [Would you accept that|Do you accept that] {view}?",
    "[On {figure} in {month}|About {month}'s return, with {figure}]: what would you [expect|have us expect] {when}, and what "
    "if it does not come?",
    "[Nobody has rung us about|We had to read it ourselves:] {figure} in {month}; [an explanation, please|we should like one] {when}.",
)
RETURNS = (
    "“{title}” is due from you. When may we expect it, and what is in it?",
    "We look forward to “{title}”. Please send the figures behind it as well as the words.",
    "“{title}”: [who is writing it|who has the pen], and [shall we have it|is it on course] {when}?",
    "A reminder of “{title}”. [Last year's format will do.|Ten pages are enough.] [We shall read|We look first at] {matter}.",
    "[Is there anything in|What in] “{title}” [that will surprise us|will we not like]? [Tell us before the date.|Rather now "
    "than on the day.]",
)
PRESSES = (
    "We asked in {month}, and you have not answered; {when}, please.",
    "This is the second time of asking since {month}[; there should be no third|, and {when} will do|].",
    "[I asked in {month}|It was {month} when I asked]; [we take silence as an answer too|it is now a matter of record that "
    "nothing came].",
    "[My|Our] question of {month} has not gone away: [a holding reply would do|even a date would do], {when}.",
    "You have had since {month}. [I shall have to report that {when}|What do I report {when}]?",
    "[You owe us a word|We wait for a word] on {matter}. {view}, [and silence makes that worse|or tell us why not].",
    "{matter}: asked in {month}, [and nothing since|and not a line]. [I have to write my own return {when}.|My own return goes up {when} "
    "and will show a blank.]",
    "[May I remind you|One reminder]: {matter}, {when}. [If it is bad, send it bad.|Half of it would do.] {view}.",
    "[Somebody rang and was told it was coming.|It was on its way, we were told.] On {matter} we have [seen nothing|an empty file]; "
    "{when} is the last date that helps either of us.",
    "[Who is dealing with|Has anybody picked up] our question on {matter}? [We shall be asked the same|Others ask us] {when}.",
)
CONDITIONS = (
    "{count} times we asked, wrote or waited, and we have nothing that we can believe. From now on we see your accounts each month.",
    "We have lost confidence in the recovery. Conditions: a credible plan {when}, and no new commitments until then.",
    "[Dates and promises have gone by|Our patience is used up]. From {month} you meet us every fortnight with {matter} on "
    "the table, and [we sit in on your board|nothing above £50,000 is signed without us].",
)


CHALLENGED = (
    "We asked, you answered, and {month} shows {figure}. [On {matter} that leaves a hole.|{view}.|] "
    "[What we were told does not account for it.|The answer and the figure "
    "cannot both be right.] [What is being done, by whom, and what will {later} show?|Who answers for it, and by when is it mended?]",
    "On {matter}: {figure}. {view}. [That is how it looks from here;|So much we can see ourselves;] what we cannot see is [who has it in "
    "hand|what stops it], and we ask [openly|for the record], {when}.",
    "[Your account of {matter} did not convince us|We read what you sent on {matter} twice]. {figure} in {month}: [is that the bottom|does "
    "it get worse]? [A number for {later}, please.|Say what {later} will look like.]",
    "{figure}, and [no sign of it turning|{later} to come]. [Which of your schemes has saved anything?|Whose budget is that?|What would "
    "make you stop?] {view}.",
    "{figure} in {month}, after all that was [said|promised]. [We do not find it good enough.|Explain it to us as you would to "
    "your own auditors.] [We want names, sums and dates {when}.|What did you stop spending on?]",
    "[This is the {count} month in which we write about it.|Again:] {figure}. [I question whether the plan is being carried "
    "out at all.|I no longer follow how the year is to end.] {view}.",
)
DUTIES = (
    "[The money apart|A question besides the money]: on {matter}, what [do your contracts require|have you asked for], and "
    "[what have you to show for it|how do you know that you get it]?",
    "Our own mandate has {matter} in it. [Please show us|What could you show us] {when}: what you found, what you did, and "
    "[what it changed|who was asked].",
    "[We are asked about {matter} ourselves, so|People above us ask about {matter}:] [what can we say of you|where do you stand]"
    "[, in evidence rather than intentions|, on a page with figures]?",
)


def options(s: Situation) -> Options:
    """Questions about figures and dates by those with powers; a power used at the end of patience."""
    powers = set(s.who.powers)
    if not powers.intersection(OFFICE):
        return
    yield from about_figures(s)
    yield from about_dates(s)
    yield from pressing(s)
    if arm(s) < LONG_ARM:
        return
    yield from about_duties(s)
    yield from challenging(s)
    if "intervene" in powers and s.may("rulings"):
        yield from a_power_used(s)


def arm(s: Situation) -> float:
    """How long the arm of one's own body is, 0 to 1: what it could do to somebody who does not follow."""
    return max((pressure.ARM.get(power, 0.0) for power in s.who.powers), default=0.0)


def watched(s: Situation) -> tuple[str, ...]:
    """The bodies that answer to one's own, by the powers it has; every body that buys or gives care where it may step in anywhere."""
    known: tuple[str, ...] | None = s.worked_out.get("watched")
    if known is None:
        kinds = tuple(dict.fromkeys(kind for power in s.who.powers for kind in REACH.get(power, ())))
        found = s.who.roster.of(*(kinds or (*BUYERS, *PROVIDERS)))
        known = s.worked_out["watched"] = tuple(b for b in found if b != s.who.organisation)
    return known


def gravity(measure: str, value: float) -> float:
    """How grave a bad figure looks, 0 to 1: money by the sum, each further pound weighing less than the one
    before; the rest by how far it lies from the mark."""
    mark = MARKS[measure][0]
    if MARKS[measure][2] == "money":
        return max(0.0, -value) / (max(0.0, -value) + GRAVE)
    return min(1.0, 4 * abs(value - mark) / max(abs(mark), 1.0))


def troubles(s: Situation) -> list[tuple[float, str, str, float, int, str]]:
    """What is bad among those watched: gravity, body, measure, value, month, topic; the gravest first, as one's concerns have it."""
    known: list[tuple[float, str, str, float, int, str]] | None = s.worked_out.get("troubles")
    if known is None:
        found = []
        for measure, subject, value, month, topic in s.bad_figures():
            body = subject if subject in s.who.roster.seats else s.world.sites.get(subject, "")
            if body in watched(s):
                found.append((gravity(measure, value), body, measure, value, month, topic))
        known = s.worked_out["troubles"] = sorted(
            found,
            key=lambda row: (-row[0] * s.topic_weight(row[5]), watched(s).index(row[1]), row[2]),
        )
    return known


def about_figures(s: Situation) -> Options:
    """Ask for an account of the worst figures one knows of, once a month a body."""
    if not s.fresh("asked", 3) or not s.fresh("asked", 2, ours=True):
        return
    thought_of = 0
    for grave, body, measure, value, month, topic in troubles(s):
        if not s.fresh(f"asked/{body}", 28 if arm(s) >= LONG_ARM else 60, ours=True):
            continue
        share = s.share_of(topic, "performance")
        worth = (
            0.45 * arm(s)
            + 0.55 * s.who.trait("control-habit")
            + 0.25 * s.topic_weight(topic)
            + 0.6 * share
            + 0.3 * grave
        )
        reasons = (f"{s.name(body)}: {figure_words(measure, value)} in month {month}",)
        build = later(after_figure, s, body, measure, value, month, topic)
        yield Option("ask", worth, build, reasons, 0.8, body)
        thought_of += 1
        if thought_of > 1:
            return


def brevity(s: Situation) -> float:
    """How long one takes over what one writes to the same bodies every month: with a full desk it is a form letter."""
    return 1.0 - 0.5 * min(s.load(), 1.0)


def notice(s: Situation) -> int:
    """The minutes within which those above want an answer: the fewer, the more they are used to being obeyed."""
    return 6 + round(20 * (1 - s.who.trait("control-habit")))


def after_figure(
    s: Situation, random: Random, body: str, measure: str, value: float, month: int, topic: str
) -> Ask:
    """The question about a figure."""
    text = say(
        random,
        ASKS,
        month=month_name(s, month),
        figure=figure_words(measure, value),
        view=lambda: seen(random, topic),
        when=by_when(s, random, notice(s)),
    )
    text = joined(text, aside(s, random, 0.9))
    about_money = measure in ("commissioner-balance", "provider-margin")
    wants: Literal["plan", "information"] = (
        "plan" if about_money and s.who.trait("control-habit") > 0.5 else "information"
    )
    return AskFor(
        to=(SeatRef(s.person(body, topic, "money")),),
        wants=wants,
        within=Minutes(notice(s)),
        text=text,
        about=s.about(topic, "performance"),
    )


def about_dates(s: Situation) -> Options:
    """Ask for what falls due to one's own body before it falls due, by grip and the habit of control."""
    for deadline in s.world.deadlines.values():
        ahead = deadline.at - s.at
        if (
            deadline.passed
            or s.who.organisation not in deadline.to
            or not 0 < ahead < 10 + 25 * s.who.trait("grip")
        ):
            continue
        owing = [b for b in deadline.owes if s.world.seats_of(b) and s.fresh(f"asked/{b}", 22, ours=True)]
        if not owing or not s.falls_to_me(*(deadline.about or ["performance"])):
            continue
        needs_an_answer = 0.35 if deadline.met_by == "share" else 0.0
        worth = 0.45 + 0.5 * s.who.trait("control-habit") + 0.3 * s.who.trait("grip") + needs_an_answer
        topic = deadline.about[0] if deadline.about else "performance"
        reasons = (f"“{deadline.title}” is due to us in {ahead} minutes",)
        yield Option(
            "ask", worth, later(for_return, s, deadline.title, tuple(owing), topic), reasons, 0.85, owing[0]
        )


def for_return(s: Situation, random: Random, title: str, owing: tuple[str, ...], topic: str) -> Ask:
    """The reminder that something is due, to all who owe it."""
    to = tuple(SeatRef(x) for x in (s.person(b, topic, "money") for b in owing) if x)
    return AskFor(
        to=to,
        wants="information",
        within=Minutes(notice(s)),
        text=joined(
            say(
                random,
                RETURNS,
                title=title,
                when=by_when(s, random, notice(s)),
                matter=named(s, random, topic),
            ),
            aside(s, random, 0.9),
        ),
        about=s.about(topic, "performance"),
    )


def about_duties(s: Situation) -> Options:
    """Ask after what one's mandate names besides the figures, those who buy care as well as those who give it, now and then."""
    if not s.who.has("accountability"):
        return
    topics = {
        "quality": "quality",
        "access": "access",
        "prevention": "prevention",
        "patients-public": "patients",
    }
    mine = {t: s.concern(c) - 0.35 * s.times(f"asked:{t}", ours=True) for t, c in topics.items()}
    if not all(s.fresh(f"asked:{t}", 30, ours=True) for t in topics):
        return
    topic = max(mine, key=mine.__getitem__)
    bodies = [b for b in (*s.who.roster.of(*BUYERS), *watched(s)) if b != s.who.organisation]
    body = min(bodies, key=lambda b: (s.memory.we_tried(f"asked/{b}")[1], -s.known(b)), default="")
    if not body:
        return
    worth = (
        0.95
        + 0.5 * s.concern(topics[topic])
        + 0.25 * s.share_of(topic, "patients-public", "strategy")
        + 0.2 * s.who.trait("control-habit")
        - 0.15 * s.load()
    )
    reasons = (f"{topic.replace('-', ' ')} is in our mandate, and we have not asked for a while",)
    yield Option("ask", worth, later(for_a_duty, s, body, topic), reasons, 0.8, body)


def for_a_duty(s: Situation, random: Random, body: str, topic: str) -> Ask:
    """The question about something other than the figures."""
    text = say(random, DUTIES, matter=named(s, random, topic), when=by_when(s, random, 20))
    return AskFor(
        to=(SeatRef(s.person(body, topic)),),
        wants="information",
        within=Minutes(notice(s) + 6),
        text=joined(text, aside(s, random, 0.9)),
        about=s.about(topic, "performance"),
    )


def pressing(s: Situation) -> Options:
    """Press on what one asked and nobody answered, where the move for it is there."""
    late = [
        (due, number)
        for number, due in s.memory.waiting.items()
        if due < s.at and s.fresh(f"pressed#{number}", 12)
    ]
    for due, number in sorted(late, reverse=True)[:2]:
        ask = worded(s, "press", request=RequestRef(number))
        if ask is None or s.times(f"pressed#{number}") > 2:
            continue
        silent = next((b for b in s.memory.asked_of.get(number, ())), "")
        grave = max((row[0] for row in troubles(s) if row[1] == silent), default=0.0)
        worth = (
            0.1
            + 0.4 * arm(s)
            + 0.6 * s.who.trait("control-habit")
            + 0.3 * s.who.trait("persistence")
            + 0.4 * grave
            - 0.1 * s.times(f"pressed#{number}")
        )
        reasons = (f"asked, due in minute {due}, and no answer",)
        yield Option("press", worth, later(press, s, number), reasons, 0.85, "", 1.0, number)


def press(s: Situation, random: Random, number: int) -> Ask:
    """The same demand, with weight behind it."""
    ask = worded(
        s,
        "press",
        request=RequestRef(number),
        text=joined(
            say(
                random,
                PRESSES,
                month=month_of_minute(s, s.world.requests[number].at),
                when=by_when(s, random, 12),
                matter=lambda: named(s, random, next(iter(s.view.events[number - 1].about), "performance")),
                view=lambda: seen(random, next(iter(s.view.events[number - 1].about), "money")),
            ),
            aside(s, random, 0.9),
        ),
        about=s.about(*s.view.events[number - 1].about),
    )
    assert ask is not None
    return ask


def challenging(s: Situation) -> Options:
    """Question openly what one asked about and what did not get better: the harder, the graver it is and the less one believes them."""
    if not s.fresh("challenged", 6):
        return
    for grave, body, measure, value, month, topic in troubles(s)[:3]:
        asked = s.memory.we_tried(f"asked/{body}")
        if not asked[0] or s.at - asked[1] < 6 or not s.fresh(f"challenged/{body}", 18, ours=True):
            continue
        worth = (
            0.27
            + 0.5 * s.who.trait("control-habit")
            + 0.25 * s.who.trait("persistence")
            + 0.6 * grave
            + 0.25 * s.share_of(topic, "performance")
            + 0.1 * min(asked[0], 3)
            - 0.25 * max(0.0, s.trust(body))
        )
        reasons = (f"{s.name(body)}: {figure_words(measure, value)}", f"asked {asked[0]} times before")
        build = later(question, s, body, measure, value, month, topic)
        yield Option("challenge", worth, build, reasons, 0.75, body, brevity(s))
        return


def question(
    s: Situation, random: Random, body: str, measure: str, value: float, month: int, topic: str
) -> Ask:
    """The open question."""
    text = say(
        random,
        CHALLENGED,
        figure=figure_words(measure, value),
        month=month_name(s, month),
        later=month_name(s, s.month + 1),
        when=by_when(s, random, notice(s)),
        count=("second", "third", "fourth", "fifth")[min(3, s.times(f"challenged/{body}", ours=True))],
        view=lambda: seen(random, topic),
        matter=lambda: named(s, random, topic),
    )
    return Challenge(
        to=(SeatRef(s.person(body, topic, "money")),),
        text=joined(text, aside(s, random, 0.95)),
        about=s.about(topic, "performance"),
    )


def patience_spent(s: Situation, body: str) -> int:
    """How much of one's patience with a body is gone: dates it missed, open questions put to it, plans of its found wanting."""
    wanting = sum(
        1
        for plan in s.world.plans.values()
        if plan.owner == body
        and any(r.by == s.who.organisation and r.verdict == "not credible" for r in plan.reviews)
    )
    return s.memory.missed.get(body, 0) + s.times(f"challenged/{body}", ours=True) + wanting


def a_power_used(s: Situation) -> Options:
    """Step in where patience is spent and the figures are bad: rarely, late, and with care."""
    for grave, body, _measure, _value, _month, _topic in troubles(s)[:3]:
        spent = patience_spent(s, body)
        if spent < 3 or s.times(f"intervened/{body}", ours=True):
            continue
        ask = worded(s, "intervene", body=OrganisationRef(body), way="attach conditions")
        if ask is None or not s.falls_to_me("performance", "money"):
            continue
        worth = (
            -0.3
            + 0.6 * s.who.trait("control-habit")
            + 0.2 * min(spent, 6)
            + 0.6 * grave
            + 0.3 * s.who.trait("appetite-for-risk")
            - 0.2 * s.trust(body)
        )
        reasons = (f"{s.name(body)} has used up our patience ({spent} times) and is in the red",)
        yield Option("intervene", worth, later(step_in, s, body, spent), reasons, 0.75, body, brevity(s))
        return


def step_in(s: Situation, random: Random, body: str, count: int) -> Ask:
    """Conditions, with the reasons for them."""
    text = say(
        random,
        CONDITIONS,
        count=number_words(count),
        when=by_when(s, random, 20),
        month=month_name(s, s.month + 1),
        matter=named(s, random, "money"),
    )
    ask = worded(
        s,
        "intervene",
        body=OrganisationRef(body),
        way="attach conditions",
        text=text,
        about=s.about("performance", "money"),
    )
    assert ask is not None
    return ask
