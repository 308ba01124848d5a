"""What a seat can point to: its own contracts, gap, figures, plans, texts on the table and dates, said in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from shirehall.players.minds.options.talk import named
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import GOOD_NEWS, PLAIN_MEASURE
from shirehall.players.minds.words import (
    clipped,
    lower_first,
    measure_name,
    measure_value,
    month_name,
    month_of_minute,
    number_words,
    pounds,
    role_words,
    say,
)

Lines = tuple[str, ...]
Fact = tuple[float, Lines, dict[str, object]]

UNSIGNED: Lines = (
    "{sum} a year goes to {other} on a contract [that is not signed|without a signature|still waiting to be signed].",
    "[Our|The] contract with {other} is worth {sum} and [runs on last year's paper|nobody has signed this year's].",
    "Between {other} and us there is {sum} of unsigned contract.",
    "With {other} we stand at {sum} for the year, [in draft|on paper that nobody has signed|rolled over from last year].",
)
UNSIGNED_SELLING: Lines = (
    "{other} [owes us a signature|has yet to sign] for {sum}.",
    "{sum} of our income [hangs on|comes from] {other} and [the contract is not signed|there is no signature yet].",
    "We are [paid|doing the work] month by month for {other}: {sum} a year, on a contract that has run out.",
    "{sum} [of work|of our year] for {other} goes on without this year's paper.",
)
SIGNED: Lines = (
    "{other} and we signed for {sum} [in {month}|this year], so that much is settled.",
    "The {sum} with {other} is signed [since {month}|and done].",
    "At least {other} is [signed|settled]: {sum}, in {month}.",
)
GAP: Lines = (
    "We have {gap} to find [this year|before the year is out] and [have put nothing forward yet|no plan of ours lies with anybody].",
    "Our gap is {gap}. [Nothing on paper closes it so far.|I cannot show you yet what closes it.|So far it is a number "
    "without lines under it.]",
    "{gap} has to come out of our year; [that is the sum I wake up with|everything else waits on that].",
    "[I am holding|We carry] a target of {gap} and [two people to deliver it|few hands].",
)
PLANNED: Lines = (
    "Our plan of {month} finds {found} of {gap}; [it was judged {verdict}|the verdict was “{verdict}”].",
    "We put {found} [of savings|towards {gap}] on paper in {month}. The largest line is {line}, at {amount}.",
    "{amount} of our plan [rests on|is] {line}: {means}.",
    "In {month} we sent in a plan for {found}. [What came back was|It stands at] “{verdict}”.",
    "Of the {found} in our plan, {amount} is {line}, [and that is the part I watch|which is where it may slip].",
)
FIGURE: Lines = (
    "{name} [stood|was] at {value} in {month}[, by our latest figures|].",
    "[The latest we have|Our newest figure] is {month}'s: {low_name} at {value}.",
    "For {month} we have {low_name} at {value}[ and would not swear to the decimals|].",
)
FIGURE_MOVED: Lines = (
    "{name} went from {old} to {value} in {month}, which is {way}[ by any count| than {colleague} hoped|, and bears on {matter}].",
    "{low_name} was {value} in {month} and {old} the time before: [{way}|I call that {way}|{way}, {colleague} says|{way}, for all the "
    "talk of {matter}].",
    "From {old} to {value} in {month}: {low_name} is getting {way}[ while we speak of {matter}|, says {colleague}|].",
)
ROOM: Lines = (
    "At {site} we run {count} {what}[, and no more are staffed|, and that is all there is].",
    "{count} {what} at {site} are [what I have to work with|our part in it].",
    "We have {count} {what} at {site} [and a rota that only just covers them|and no room to add to them].",
)
OFFERED: Lines = (
    "“{title}” has lain with {other} since {month}[, unread for all we know|, and {colleague} hears nothing|].",
    "We put “{title}” to {other} in {month} and [wait|are still waiting|have prepared ourselves] for a yes or a no.",
    "[There is a text on the table with {other}|A draft is with {other}|What we want on {matter} lies with {other}]: “{title}”[, "
    "from {month}|].",
)
OFFERED_US: Lines = (
    "{other} sent us “{title}” in {month} and [it is with our members|we have not decided|I am reading it|{colleague} has marked it up].",
    "“{title}” is in front of us, from {other}[, and needs an answer|, and {colleague} would change half of it|, and bears on {matter}].",
)
AGREED: Lines = (
    "We have “{title}” with {other}, [agreed in words since {month}|agreed though not signed|settled by talk and not yet by paper].",
    "{other} and we are at one on “{title}”; [the signatures are missing|the paper is to follow|it was {month} when we shook hands].",
)
IN_FORCE: Lines = (
    "“{title}” with {other} is signed, [from {month} on|and the work is under way|so on {matter} we have a start].",
    "[One thing is done:|What is settled is|At least we have] “{title}”, with {other}[, since {month}|, which takes a piece out "
    "of {matter}].",
)
OWED: Lines = (
    "{other} has owed us an answer since {month}[, on {matter} of all things|, and {colleague} has rung twice|].",
    "We asked {other} in {month} and [have heard nothing|are none the wiser][; {colleague} keeps the copy|, and can do "
    "little about {matter} meanwhile|].",
    "[My last letter to|What I put to] {other} in {month} [lies unanswered|brought no reply][, and I cannot go on with "
    "{matter} without it|].",
)
DUE: Lines = (
    "“{title}” is due from us in {month} and [half written|I have one pair of hands on it|{colleague} has the pen].",
    "We owe “{title}” in {month}[, which does not leave much room for {matter}|, whatever we do about {matter}|; the first "
    "draft is with {colleague}].",
    "[Everything here is bent on|The next date on my wall is|{colleague} counts the days to] “{title}”, in {month}.",
)
ASKED_MEMBERS: Lines = (
    "{share}% of [those we asked|those who replied] were for it[, when we asked in {month}|; that was {month}|, in {month}, on "
    "{matter} as much as on anything].",
    "We asked [our people|those we speak for] in {month}: {share}% said yes, [and the rest spoke of {matter}|which is what I go "
    "by|no more and no less].",
    "[Behind us stand|We have] the {share}% who said yes in {month}[, whatever is said of {matter}|; {colleague} has every reply].",
)
DESK: Lines = (
    "{count} things on this desk want an answer, {matter} [among them|the oldest of them|not the least].",
    "[As of this morning|Today|By now] {count} matters wait here, and [there is one of me|most of my week went on {matter}].",
    "{count} people [are waiting for|want] something from me this month, [most of them|half of them] on {matter}.",
    "[Between|Apart from] {matter} and the post, {count} things [lie here|have a date on them] before {month} is out.",
)
ALONE: Lines = (
    "On {matter} [I have no figure|there is no number|we hold nothing] I would [put my name to|show you] yet.",
    "What I know of {matter} I know from {colleague}[ and not from a return|, who was there|, and {month} may prove it wrong].",
    "Ask {colleague} about {matter}; [I can give you the outline|I have it second hand|mine is the short version].",
    "[My colleagues and I|{colleague} and I|Two of us] went through what we hold on {matter}, and [it is thin|half of it is "
    "from before {start}|it would fill a page].",
    "[The last|Our own] count of {matter} is [older than this year|from before we opened], and {colleague} [does not trust "
    "it|wants it done again].",
    "For {matter} {colleague} [keeps a list|goes by the appointment book]; [that is all the evidence we have|the rest is memory].",
)

ALONE_EARLY: Lines = (
    "We opened in {start} and on {matter} I [still go by|have mostly] what people [tell me|in the corridor say].",
    "[It is early days for|We have only begun on] {matter}, and [the first return is not in|nobody has sent me a figure "
    "yet|{colleague} is still finding the files].",
    "[My desk came without a drawer|The papers of the old body are in boxes], so on {matter} [bear with me|I go by memory|ask "
    "{colleague}].",
    "[In {start} we had|We began with] a telephone and a list of names; [on|for] {matter} [it has not grown much|that is still all].",
    "{colleague} [starts|started] with {matter} [this month|next week]; [before that I would be guessing|what I have is hearsay].",
)
WORKED: Lines = (
    "{other} is whom we [hear most from|deal with most], {count} [letters|times] so far[, {matter} in most of them|].",
    "[By my count|Since {start}] {asked} [questions have gone out from here|questions of ours], and {open} without [an "
    "answer|a reply so far].",
    "We have [sat in|been to] {met} meetings since {start}, [most of them about {matter}|and {colleague} at as many again].",
    "“{title}” [reached us in {month}|has been with us since {month}], and [people still ask about it|it is not over|we see {matter} "
    "otherwise since].",
    "“{title}”, in {month}, [changed what we talk about|took most of that month|brought us back to {matter}].",
    "Since “{title}” [{colleague} has been asked about little but {matter}|we look at {matter} with other eyes].",
)
TOPICS_OF: dict[str, frozenset[str]] = {
    "contract": frozenset(("contract", "price", "money", "relationship")),
    "gap": frozenset(("money", "strategy", "performance", "governance")),
    "plan": frozenset(("money", "strategy", "performance", "practice-performance", "prevention")),
    "room": frozenset(("estate", "access", "pathway", "quality", "workforce")),
    "deal": frozenset(("contract", "pathway", "relationship", "competition", "money")),
    "members": frozenset(("patients-public", "governance", "practice-performance")),
}
MEASURES_OF: dict[str, frozenset[str]] = {
    "money": frozenset(("commissioner-balance", "commissioner-spend", "provider-margin", "provider-income", "provider-cost", "reserves")),
    "access": frozenset(("ae-within-4h", "rtt-within-18w", "elective-waiting", "ae-attendances", "community-waiting", "practice-wait")),
    "quality": frozenset(("trolley-waits-12h", "cancelled-electives", "bed-occupancy")),
    "estate": frozenset(("bed-occupancy", "delayed-days")),
    "pathway": frozenset(("delayed-days", "emergency-admissions", "community-contacts", "community-waiting")),
    "prevention": frozenset(("emergency-admissions", "referrals", "carer-hours")),
    "performance": frozenset(("ae-within-4h", "rtt-within-18w", "provider-margin", "commissioner-balance", "emergency-admissions")),
    "patients-public": frozenset(("travel-minutes", "carer-hours", "trolley-waits-12h")),
    "practice-performance": frozenset(("referrals", "practice-wait", "emergency-admissions")),
}  # fmt: skip
"""Which measures speak to which topic."""


def fact(s: Situation, random: Random, topic: str = "") -> str:
    """One sentence with something of the seat's own in it: what fits the topic first, then whatever there is to show."""
    found = [row for source in SOURCES for row in source(s, random, topic)]
    draw = random.random() * sum(weight for weight, _, _ in found)
    for weight, lines, values in found:
        draw -= weight
        if draw <= 0:
            return told(s, random, topic, lines, values)
    return told(s, random, topic, *found[-1][1:])


def told(s: Situation, random: Random, topic: str, lines: Lines, values: dict[str, object]) -> str:
    """A fact in words, with the matter that it is told for, a colleague and a month where the sentence has a place for them."""
    at_hand: dict[str, object] = {
        "matter": lambda: named(s, random, topic or s.hottest()),
        "colleague": lambda: colleague(s, random),
        "month": lambda: month_name(s, s.month),
        "start": lambda: month_name(s, 1),
    }
    return say(random, lines, **{**at_hand, **values})


def fits(kind: str, topic: str) -> float:
    """How well a kind of fact goes with a topic."""
    return 3.0 if topic in TOPICS_OF[kind] else 0.5


def of_contracts(s: Situation, random: Random, topic: str) -> Iterator[Fact]:
    """One of the body's own main contracts, as it stands."""
    if not s.who.contracts:
        return
    paper = s.who.contracts[int(random.random() * len(s.who.contracts))]
    values: dict[str, object] = {"other": s.name(paper.other), "sum": pounds(paper.pounds)}
    for deal in s.world.agreements.values():
        if deal.contract == paper.contract and deal.phase in ("signed", "in-force"):
            month = next((m for phase, m, _ in deal.history if phase == "signed"), s.month)
            yield fits("contract", topic), SIGNED, {**values, "month": month_name(s, month)}
            return
    yield fits("contract", topic), UNSIGNED if paper.buying else UNSIGNED_SELLING, values


def of_the_gap(s: Situation, _random: Random, topic: str) -> Iterator[Fact]:
    """What is missing, and what a plan of the body's finds of it."""
    gap = pounds(s.who.gap)
    plans = [(n, p) for n in s.memory.plans_out if (p := s.world.plans.get(n)) is not None and p.lines]
    if plans:
        number, plan = plans[-1]
        first = max(plan.lines, key=lambda line: line.pence)
        values: dict[str, object] = {
            "month": month_name(s, plan.month),
            "found": pounds(plan.found_pence / 100),
            "gap": gap if s.who.gap else pounds(plan.gap_pence / 100),
            "verdict": s.memory.plans_out[number].replace("submitted", "not judged yet"),
            "line": lower_first(first.sector),
            "amount": pounds(first.pence / 100),
            "means": lower_first(first.means or "how is still open"),
        }
        yield fits("plan", topic), PLANNED, values
    elif s.who.gap:
        yield fits("gap", topic), GAP, {"gap": gap}


def of_figures(s: Situation, random: Random, topic: str) -> Iterator[Fact]:
    """A published figure of the own body or of its sites, one that speaks to the topic before others."""
    mine = {s.who.organisation, *(place.site for place in s.who.places)}
    wanted = MEASURES_OF.get(topic, frozenset())
    rows = []
    for key, row in s.memory.figures.items():
        measure, _, subject = key.partition("|")
        if subject in mine and measure in PLAIN_MEASURE:
            rows.append((measure in wanted, measure, row))
    fitting = [row for row in rows if row[0]] or rows
    if not fitting:
        return
    fit, measure, (month, value, old) = fitting[int(random.random() * len(fitting))]
    values: dict[str, object] = {
        "name": measure_name(measure),
        "low_name": lower_first(measure_name(measure)),
        "value": measure_value(measure, value),
        "old": measure_value(measure, old),
        "month": month_name(s, month),
    }
    good = GOOD_NEWS.get(measure)
    if good is not None and values["old"] != values["value"]:
        values["way"] = "better" if (value - old) * good > 0 else "worse"
        yield 5.0 if fit else 1.0, FIGURE_MOVED, values
    else:
        yield 4.0 if fit else 1.0, FIGURE, values


ROOMS = (
    "beds",
    "places",
    "bays",
    "slots",
    "theatres",
    "clinics",
    "nurses",
    "doctors",
    "therapists",
    "teams",
    "visits",
)
"""Endings of resources that one can speak of by their name."""


def of_room(s: Situation, random: Random, topic: str) -> Iterator[Fact]:
    """What the body runs somewhere."""
    places = [p for p in s.who.places if p.count > 1 and p.resource.endswith(ROOMS)]
    if places:
        place = places[int(random.random() * len(places))]
        what = place.resource.replace("-", " ")
        yield (
            fits("room", topic),
            ROOM,
            {"site": place.name.split(",")[0], "count": place.count, "what": what},
        )


def of_deals(s: Situation, _random: Random, topic: str) -> Iterator[Fact]:
    """A text on the table, the one that moved last."""
    for number in reversed(s.memory.deals):
        deal = s.deal(number)
        if deal is None or deal.tier == "main":
            continue
        others = [p for p in deal.parties if p != s.who.organisation]
        if not others:
            continue
        month = month_name(s, next((m for _, m, _ in reversed(deal.history)), s.month))
        mine = bool(deal.proposer) and s.body_of(deal.proposer) == s.who.organisation
        lines = {
            "proposed": OFFERED if mine else OFFERED_US,
            "agreed": AGREED,
            "signed": IN_FORCE,
            "in-force": IN_FORCE,
        }.get(deal.phase)
        if lines:
            title = clipped(title_of(deal.title), 70)
            yield fits("deal", topic), lines, {"title": title, "other": s.name(others[0]), "month": month}
            return


def title_of(title: str) -> str:
    """A title without the names that stand in brackets after it."""
    return title.partition(" (")[0]


def of_dates(s: Situation, random: Random, _topic: str) -> Iterator[Fact]:
    """A date that the body owes something by, an answer that others owe it, and the pile on the desk."""
    horizon = s.at + 3 * s.world.clock.minutes_a_month
    ahead = [
        d
        for d in s.world.deadlines.values()
        if s.who.organisation in d.owes and not d.passed and s.at < d.at <= horizon
    ]
    if ahead:
        first = min(ahead, key=lambda d: d.at)
        yield 1.0, DUE, {"title": first.title, "month": month_name(s, first.month)}
    late = [n for n, due in s.memory.waiting.items() if due < s.at]
    request = s.world.requests.get(late[int(random.random() * len(late))]) if late else None
    if request is not None and (silent := [x for x in request.askees if x not in request.replies]):
        yield 0.8, OWED, {"other": s.name(s.body_of(silent[0])), "month": month_of_minute(s, request.at)}
    count = len(s.memory.owed) + len(s.memory.injects) + len(s.memory.calls) + len(s.memory.plans_here)
    if count > 2:
        yield 0.7, DESK, {"count": number_words(count)}


def of_members(s: Situation, _random: Random, topic: str) -> Iterator[Fact]:
    """What those said whom the body asked."""
    mine = s.who.organisation
    done = [c for c in s.world.consultations.values() if c.organisation == mine and c.status != "open"]
    if done:
        values = {"share": done[-1].support, "month": month_of_minute(s, done[-1].closes)}
        yield fits("members", topic), ASKED_MEMBERS, values


def of_work(s: Situation, random: Random, _topic: str) -> Iterator[Fact]:
    """What one has been doing, and what came one's way: for those who have no figures of their own before others."""
    m = s.memory
    most = max(m.contacts, key=lambda body: m.contacts[body], default="")
    came = list(s.world.injects.values())
    asked = m.we_tried("asked")[0]
    if not most or not came or asked < 3:
        return
    inject = came[-1 - int(random.random() * min(3, len(came)))]
    yield (
        0.9 if s.who.gap or s.who.contracts else 2.5,
        WORKED,
        {
            "other": s.name(most),
            "count": number_words(m.contacts[most]),
            "asked": number_words(asked),
            "open": number_words(len(m.waiting)),
            "met": number_words(max(2, m.we_tried("meeting-joined")[0] + m.we_tried("meeting-called")[0])),
            "start": month_name(s, 1),
            "title": title_of(inject.title),
            "month": month_of_minute(s, inject.at),
        },
    )


def of_nothing(s: Situation, _random: Random, _topic: str) -> Iterator[Fact]:
    """That there is nothing to show, and who might know more."""
    early = s.at < 2 * s.world.clock.minutes_a_month
    lines = ALONE_EARLY if early else ALONE
    yield 0.35, lines, {}


def colleague(s: Situation, random: Random) -> str:
    """A colleague at the own table, by post; one's own office when one sits alone."""
    others = [c.seat for c in s.who.roster.seats.get(s.who.organisation, ()) if c.seat != s.who.seat]
    if not others:
        return "my office"
    chair = s.world.seats.get(others[int(random.random() * len(others))])
    return f"our {role_words(chair.role)}" if chair is not None else "my office"


SOURCES = (
    of_contracts,
    of_the_gap,
    of_figures,
    of_room,
    of_deals,
    of_dates,
    of_members,
    of_work,
    of_nothing,
)
