"""What those above do: ask after bad figures and missed dates, press, judge, and use a power when words did nothing."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask, Minutes, OrganisationRef, RequestRef, SeatRef
from shirehall.play.moves.asking import AskFor
from shirehall.players.minds.option import Option, Options, later, worded
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import (
    by_when,
    figure_words,
    joined,
    month_name,
    month_of_minute,
    number_words,
    say,
)

ASKS = (
    "Your figures for {month} show {figure}. What lies behind it, [and what will be different|if not that {view}, and what changes] "
    "{when}?",
    "We see {figure} in {month}; [please let us have|we should like] a note {when}: [causes, owner, date|who, why, and until when].",
    "{figure} in {month} is not where you said you would be: [is this a blip or a trend|are we to think that {view}]? In writing, please, "
    "{when}.",
    "{figure} in {month}: [who owns it|whose desk is it on], and what have they [stopped, started or changed|done since]?",
    "[We have looked at|Before us lies] {month}: {figure}. [Would you accept that|Do you accept] that {view}?",
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
)
CONDITIONS = (
    "You missed {count} dates and we have no plan that we can believe. From now on we see your accounts each month.",
    "We have lost confidence in the recovery. Conditions: a credible plan {when}, and no new commitments until then.",
    "{count} dates have gone by. From {month} you meet us every fortnight with {matter} on the table, and [we sit in on your "
    "board|nothing above £50,000 is signed without us].",
)


def options(s: Situation) -> Options:
    """Questions about figures and dates by those with powers; a power used at the end of patience."""
    powers = set(s.who.powers)
    if not powers & {"intervene", "inspect", "sign-off-plans", "license", "scrutinise", "assess-need"}:
        return
    yield from about_figures(s)
    yield from about_dates(s)
    yield from pressing(s)
    if "intervene" in powers and s.may("rulings"):
        yield from a_power_used(s)


def about_figures(s: Situation) -> Options:
    """Ask a body about the worst figure one knows of it."""
    if not s.fresh("asked", 5):
        return
    for measure, subject, value, month, topic in s.bad_figures():
        body = subject if subject in s.who.roster.seats else s.world.sites.get(subject, "")
        if not body or body == s.who.organisation or not s.fresh(f"asked/{body}", 25, ours=True):
            continue
        share = s.share_of(topic)
        worth = (
            0.5
            + 0.55 * s.who.trait("control-habit")
            + 0.45 * s.topic_weight(topic) * share
            + 0.2 * share
            - 0.2 * s.load()
        )
        reasons = (f"{s.name(body)}: {figure_words(measure, value)} in month {month}",)
        yield Option(
            "ask", worth, later(after_figure, s, body, measure, value, month, topic), reasons, 0.8, body
        )


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
        when=by_when(s, random, 25),
    )
    text = joined(text, aside(s, random, 0.3))
    about_money = measure in ("commissioner-balance", "provider-margin")
    wants: Literal["plan", "information"] = (
        "plan" if about_money and s.who.trait("control-habit") > 0.5 else "information"
    )
    return AskFor(
        to=(SeatRef(s.person(body, topic, "money")),),
        wants=wants,
        within=Minutes(25),
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
        within=Minutes(20),
        text=joined(
            say(random, RETURNS, title=title, when=by_when(s, random, 20), matter=named(s, random, topic)),
            aside(s, random, 0.3),
        ),
        about=s.about(topic, "performance"),
    )


def pressing(s: Situation) -> Options:
    """Press on what one asked and nobody answered, where the move for it is there."""
    late = [
        (due, number)
        for number, due in s.memory.waiting.items()
        if due < s.at and s.fresh(f"pressed#{number}", 25)
    ]
    for due, number in sorted(late)[:2]:
        ask = worded(s, "press", request=RequestRef(number))
        if ask is None or s.times(f"pressed#{number}") > 1:
            continue
        worth = 0.35 + 0.6 * s.who.trait("control-habit") + 0.3 * s.who.trait("persistence")
        reasons = (f"asked, due in minute {due}, and no answer",)
        yield Option("press", worth, later(press, s, number), reasons, 0.8, "", 1.0, number)


def press(s: Situation, random: Random, number: int) -> Ask:
    """The same demand, with weight behind it."""
    ask = worded(
        s,
        "press",
        request=RequestRef(number),
        text=say(
            random,
            PRESSES,
            month=month_of_minute(s, s.world.requests[number].at),
            when=by_when(s, random, 12),
        ),
        about=s.about(*s.view.events[number - 1].about),
    )
    assert ask is not None
    return ask


def a_power_used(s: Situation) -> Options:
    """Step in where dates were missed again and again and the figures are bad: rarely, late, and with care."""
    bad = {subject for _, subject, _, _, topic in s.bad_figures() if topic == "money"}
    for body, count in sorted(s.memory.missed.items(), key=lambda row: -row[1])[:2]:
        if (
            count < 2
            or body not in bad
            or body == s.who.organisation
            or s.times(f"intervened/{body}", ours=True)
        ):
            continue
        ask = worded(s, "intervene", body=OrganisationRef(body), way="attach conditions")
        if ask is None or not s.falls_to_me("performance", "money"):
            continue
        worth = (
            -0.1
            + 0.5 * s.who.trait("control-habit")
            + 0.2 * count
            + 0.3 * s.who.trait("appetite-for-risk")
            - 0.2 * s.trust(body)
        )
        reasons = (f"{s.name(body)} missed {count} dates and is in the red",)
        yield Option("intervene", worth, later(step_in, s, body, count), reasons, 0.6, body)


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
