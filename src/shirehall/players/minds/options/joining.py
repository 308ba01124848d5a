"""Joining forces when fortunes or scale press: federations of buyers, mergers, take-overs; and joining what others have founded."""

from __future__ import annotations

from random import Random
from typing import Literal

from shirehall.play.fields import Ask, OrganisationRef, Pence, Text
from shirehall.play.moves.alliances import FormAlliance, LeaveAlliance
from shirehall.play.moves.takeover import Acquire, Merge
from shirehall.play.names import listed
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PROVIDERS
from shirehall.players.minds.words import by_when, joined, month_name, pounds, say

Form = Literal["alliance", "joint venture", "integrated care organisation", "risk pool"]
FEDERATION = (
    "[Each of us|We each] pays for its own {matter}, badly. Would you [pool the people|share one team] with us from {month}?",
    "{shown} [None of us is big enough for this.|Alone we are too small.] [A federation, then:|Let us federate:] our own "
    "money, common hands. [Yes or no {when}?|Can your members be asked {when}?]",
    "[Next to the hospital|At the table with a large trust] any one of us is a junior. {names} together [buy most of what it "
    "does|would be listened to]. [Join us?|Will you come in?]",
    "{view}. [I should like the group of us|What if we] to meet it as one: a common office, {matter} [shared|in one place], "
    "each still answerable to its own.",
)
FEDERATION_PURPOSES = (
    "To share people for {matter}, and to speak to those who sell to us together.",
    "A common office for {matter}; money and decisions stay with each member.",
    "To share the people none of us can afford alone, and the risk of a bad winter.",
)
MERGERS = (
    "[I will say it first:|Somebody has to say it.] {names} might do better as one body. {shown} [Can we talk before others "
    "talk for us?|I would rather we chose it than had it chosen.]",
    "{view}. [Two boards for one county|Two head offices] is [a luxury|more than patients get anything from]. We propose to "
    "merge, from {month}, [on equal terms|with your name or ours].",
    "[We have looked at every other way.|There is a way to keep what both of us do.] {names}, one body, {month}. {shown} "
    "[Your terms?|What would you need to keep?]",
)
MERGER_PURPOSE = (
    "To keep services that neither can keep alone, under one board and with one set of accounts.",
    "One team, one budget and one back office for the people whom both serve.",
)
TAKEOVERS = (
    "We offer {sum} for your services, staff and contracts, debts included. [Nobody loses their post this year.|Your people "
    "come with their terms.] [Think it over until {month}.|We would rather hear no than nothing.]",
    "[You are good at what you do and short of money to do it.|What you run is worth keeping.] {sum}, and {body} [carries "
    "on|stays] as a division with its own name. {shown}",
    "{sum}. [It is a serious offer.|That is before we have seen your books.] {view}, and [a larger body could bear it|we have "
    "the reserves to wait].",
)
LEAVING = (
    "We leave with the month. [It was the right idea with the wrong sums.|We put in more than came back.]",
    "{shown} [With that in front of us|So] we [cannot stay in|step out]. [No hard feelings.|The door stays open on our side.]",
    "[We joined to {matter} and it has not|What we joined for has not come]. From {month} we go our own way.",
)


def options(s: Situation) -> Options:
    """What the head of a body might found, offer or leave."""
    if not s.may("agreements") or not s.falls_to_me("strategy", "governance", scope="agreements"):
        return
    if s.buys:
        yield from federate(s)
    yield from merge(s)
    yield from take_over(s)
    yield from leave(s)


def alliances(s: Situation) -> list[str]:
    """The bodies that stand and of which one's own is a member."""
    mine = s.who.organisation
    return [
        b.id
        for b in s.world.organisations.values()
        if b.kind == "alliance" and mine in b.members and b.status not in ("ended",)
    ]


def offered_before(s: Situation, *kinds: str) -> bool:
    """Whether the body made such an offer before, or has one of the kind lying open before it."""
    mine = s.who.organisation
    return any(
        m.kind in kinds and (m.by == mine or (mine in m.against and m.status == "open"))
        for m in s.world.matters.values()
    )


def fellows(s: Situation) -> list[str]:
    """Bodies of one's own kind, the more trusted first."""
    mine = s.who.organisation
    return sorted(
        (b for b in s.who.roster.of(s.who.kind) if b != mine and not s.world.organisations[b].successor),
        key=lambda b: -(s.trust(b) + 0.3 * s.known(b)),
    )


def federate(s: Situation) -> Options:
    """Buyers who are small and swamped might share people, and keep their own money."""
    if alliances(s) or s.times("organisation-formed", ours=True) or offered_before(s, "alliance"):
        return
    near = [b for b in fellows(s) if s.trust(b) > 0.15]
    if not near:
        return
    worth = (
        -0.5
        + 0.35 * s.money_pressure()
        + 0.4 * s.trust(near[0])
        + 0.3 * s.concern("relationships")
        + 0.25 * min(s.load(), 1.2)
        + 0.3 * (1 - s.who.thinks_it_can("contracting"))
        - 0.5 * s.concern("independence")
        + 0.15 * s.who.trait("proactive")
    )
    if worth > 0.1:
        reasons = (
            f"we are too small and too busy ({s.load():.1f}) alone",
            f"trust in {s.name(near[0])} is {s.trust(near[0]):.1f}",
        )
        yield Option("form-alliance", worth + 0.7, later(found, s, tuple(near[:3])), reasons, 0.6, near[0])


def found(s: Situation, random: Random, members: tuple[str, ...]) -> Ask:
    """The founding of a federation, with a plain name."""
    form: Form = (
        "risk pool"
        if s.topic_weight("money") > s.topic_weight("workforce") and random.random() < 0.4
        else "alliance"
    )
    names = [s.who.name, *(s.name(b) for b in members)]
    text = said(s, random, FEDERATION, names, "workforce" if form == "alliance" else "money")
    return FormAlliance(
        identity=f"federation-{s.who.organisation}-{s.month}",
        name=Text(f"Federation of {listed(names)}"),
        short=Text(f"the {s.who.name} federation"),
        form=form,
        purpose=say(random, FEDERATION_PURPOSES, matter=named(s, random, "workforce")),
        members=tuple(OrganisationRef(b) for b in members),
        text=text,
        about=s.about("strategy", "relationship"),
    )


def said(
    s: Situation, random: Random, lines: tuple[str, ...], names: list[str], topic: str, pence: int = 0
) -> Text:
    """One of some sentences about becoming one with others."""
    text = say(
        random,
        lines,
        names=listed(names),
        body=names[-1],
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        shown=lambda: fact(s, random, "strategy"),
        sum=pounds(pence / 100),
        month=month_name(s, s.month + 2),
        when=by_when(s, random, 30),
    )
    return joined(text, aside(s, random, 0.25))


def merge(s: Situation) -> Options:
    """An offer to become one body: when money presses both hard and one's own name is not everything."""
    pressed = s.money_pressure() + 0.4 * s.memory.pressure
    if pressed < 0.7 or offered_before(s, "merger"):
        return
    near = fellows(s)
    if not near or not s.world.seats_of(near[0]):
        return
    worth = (
        -0.4
        + 0.4 * min(pressed, 2.0)
        + 0.35 * s.trust(near[0])
        + 0.25 * s.who.trait("appetite-for-risk")
        - 0.6 * s.concern("independence")
        + 0.2 * s.load()
    )
    if worth > 0.1:
        reasons = (f"money presses ({pressed:.1f})", f"{s.name(near[0])} does the same work")
        yield Option("merge", worth + 0.8, later(offer_merger, s, near[0]), reasons, 0.5, near[0])


def offer_merger(s: Situation, random: Random, other: str) -> Ask:
    """The offer to merge."""
    names = [s.who.name, s.name(other)]
    return Merge(
        identity=f"merged-{s.who.organisation}-{s.month}",
        name=Text(f"{names[0]} and {names[1]} together"),
        short=Text(f"{names[0]} and {names[1]}"),
        purpose=say(random, MERGER_PURPOSE),
        others=(OrganisationRef(other),),
        text=said(s, random, MERGERS, names, "strategy"),
        about=s.about("strategy", "governance"),
    )


def take_over(s: Situation) -> Options:
    """A larger body that would grow, and a smaller one that might not stand alone."""
    if s.who.kind not in PROVIDERS or s.who.trait("concern-growth") < 0.6 or offered_before(s, "takeover"):
        return
    sums = {p.other for p in s.who.contracts}
    smaller = [
        b
        for b in s.who.roster.of("community-provider", "mental-health-provider", "private-provider", "social-enterprise")
        if b != s.who.organisation and b not in sums and not s.world.organisations[b].successor
    ]  # fmt: skip
    if not smaller:
        return
    target = max(smaller, key=lambda b: s.known(b) - 0.3 * s.trust(b))
    worth = (
        -0.75
        + 0.55 * s.who.trait("concern-growth")
        + 0.4 * s.who.trait("appetite-for-risk")
        + 0.25 * s.who.trait("proactive")
        - 0.2 * s.concern("relationships")
        - 0.25 * s.money_pressure()
        + 0.1 * s.memory.heat.get("strategy", 0.0)
    )
    if worth > 0.05:
        reasons = (f"we would grow ({s.who.trait('concern-growth'):.1f})", f"{s.name(target)} is small")
        yield Option("acquire", worth + 1.15, later(offer_price, s, target), reasons, 0.5, target)


def offer_price(s: Situation, random: Random, target: str) -> Ask:
    """The offer for a body, for a sum that leaves room."""
    pence = int(round(1_000_000 * (1 + 4 * random.random()), -5)) * 100
    names = [s.who.name, s.name(target)]
    return Acquire(
        body=OrganisationRef(target),
        sum=Pence(pence),
        text=said(s, random, TAKEOVERS, names, "strategy", pence),
        about=s.about("strategy", "competition"),
    )


def leave(s: Situation) -> Options:
    """Out of what one joined, when trust in the other members is gone or one carries them."""
    for each in alliances(s)[:1]:
        body = s.world.organisations[each]
        others = [b for b in body.members if b != s.who.organisation]
        if not others or body.status == "proposed":
            return
        trust = sum(s.trust(b) for b in others) / len(others)
        worth = -0.35 + 0.45 * s.concern("independence") - 0.7 * trust + 0.2 * s.money_pressure()
        if worth > 0.1:
            reasons = (f"trust in the other members is {trust:.1f}",)
            yield Option("leave-alliance", worth + 0.1, later(step_out, s, each), reasons, 0.7)


def step_out(s: Situation, random: Random, alliance: str) -> Ask:
    """Notice to the other members."""
    return LeaveAlliance(
        alliance=OrganisationRef(alliance),
        text=said(s, random, LEAVING, [s.who.name], "workforce"),
        about=s.about("relationship", "strategy"),
    )
