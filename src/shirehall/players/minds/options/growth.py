"""Those who would grow: pitches to buyers, offers of help, alliances with others of the same mind."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, OrganisationRef, SeatRef, Text
from shirehall.play.moves.message import Message
from shirehall.players.minds import place
from shirehall.players.minds.option import Option, Options, has_move, worded
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.talk import named, seen, sellable
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PROVIDERS, SUPPORTERS
from shirehall.players.minds.words import by_when, joined, month_name, say

PITCHES = (
    "We have people and room for more: on {matter}, give us [an hour {when}|an hour and a hard question] and see what we bring.",
    "Others talk about {matter}. We could start {when}, at a price we would put in writing.",
    "You pay for {matter} and do not always get it; may we show you {when} what we do elsewhere?",
    "[What would it take for you to try us|Would you try us] on {matter}, for a quarter and for {some} of your patients?",
    "[We hear|Word is] that {matter} [worries you|keeps your members busy]. {shown}",
    "{shown} [We could do more of that for you|There is more where that comes from], {when}.",
    "[A thought on|An idea for] {matter}: you [name the number that has to move|say what success is], we are paid [when it "
    "moves|for that and no more].",
    "[May I come by|Could we have half an hour] {when}? On {matter} {view}, and [it need not be so|we know a way round].",
    "[Your patients|People on your list] already [come to us|use us] for part of it. [Why not {matter} too, {when}?|We would take on "
    "{matter} as well.]",
)
LESS = (
    "[We have offered to do more and nobody has bought it.|So far we have added and never stopped anything.] Now we [look at what "
    "to stop|have to say what we cut]: {matter} does not stretch further. [What may we drop?|Which would you keep?]",
    "{shown} [Without new money|On this money] we [reduce|withdraw] something by {month}: [a round of visits|a clinic], [and you "
    "will hear it from patients|and I would rather you chose it with us]. {view}.",
    "[I am asked what else we could take on.|New services are for those with money.] We are [stopping things|closing a team "
    "quietly], because {view}. [Can we speak {when} of what to cut first?|Tell us {when} what matters least.]",
)
PRICES = (
    "[The work is agreed; its price is not for ever.|Now that we have a year between us:] what [would you pay for the next "
    "fifty|is a case worth to you], above what is signed? {shown}",
    "[Next year's price is on my desk|We do next year's sums]. For {some} more patients we could [go lower|come down a little]; "
    "for fewer we could not. [What do you have in mind?|Shall we talk {when}?]",
    "[Volume we know.|The numbers we can read.] On price, {view}. [On {matter}, what do others ask you?|Would you see our costs of "
    "{matter}, and we yours?]",
)
HELP = (
    "You have a plan to write and few hands. We could lend you somebody who has done {matter} before.",
    "We hold figures on {matter} that you might not have seen. Ask, and they are yours for this month.",
    "If {matter} keeps you awake, ring us. The first look costs nothing.",
    "[I gather|We hear] you are short of people for {matter}. {colleague} is free [two days a week|on Mondays] until {month}.",
    "[Would a table of|Would somebody to explain] {matter} be of use? [We have one drawn up|It would take us a day], and you "
    "[would owe us nothing|could have it {when}].",
    "{shown} If [that is of use to you on {matter}|you want to see how we got there], [come over|send somebody] {when}.",
    "[We made every mistake there is|We learnt the hard way] on {matter}. [An afternoon with {colleague} might save you a "
    "few.|Ask us before you repeat them.]",
)
PURPOSES = (
    "[One front door|A common front door] and a joint bid where each alone would be too small.",
    "To offer care at home together, with [one price and one number to ring|a common price and a number that is answered].",
    "To share {matter}, and speak to those who buy as equals.",
    "To put our night cover, our back office and {matter} in [common|the same hands].",
)
ALLIANCE = (
    "We are stronger as one than as several. Will you join?",
    "Join us, and let us put one offer where there were three.",
    "{view}. [Together|As one body] we could [do something about that|bid for what none of us gets alone]. [Will you come "
    "in|Are you with us] {when}?",
    "[You keep your name|Nobody gives up their name]; we share {matter} and what comes of it. [Sleep on it.|Tell me {when}.]",
    "[Larger bodies|Bigger ones] are circling. {shown} [I would rather choose my company.|Better partners than prey.]",
)


BESIDE = ("health-board", "council", "community-provider", "acute-provider", "practices")
"""To whom else those turn who want to grow: those for whom they might work without being paid by a buyer."""


def options(s: Situation) -> Options:
    """Pitch, offer help, found an alliance."""
    if s.who.kind in (*PROVIDERS, *SUPPORTERS):
        yield from pitch(s)
    if s.who.kind in SUPPORTERS or s.who.trait("support-habit") > 0.6:
        yield from offer_help(s)
    if s.who.kind in PROVIDERS:
        yield from alliance(s)
        yield from less(s)


def pitch(s: Situation) -> Options:
    """A word to a buyer whom one has not met lately."""
    hungry = s.who.trait("concern-growth")
    buyers = [
        b
        for b in s.who.roster.of("commissioner", *(BESIDE if hungry > 0.7 else ()))
        if b != s.who.organisation
        and s.world.seats_of(b)
        and s.fresh(f"message-sent/{b}", round(60 - 40 * hungry), ours=True)
    ]
    if not buyers or not s.fresh("message-sent", 8 if hungry < 0.7 else 5):
        return
    buyer = max(buyers, key=lambda b: s.known(b) + 0.2 * s.trust(b))
    topic = sellable(s, s.hottest())
    worth = (
        -0.42
        + 1.5 * hungry
        + 0.5 * (s.known(buyer) - 0.5)
        + 0.4 * (0.4 - s.who.trait("looks-inward"))
        + 0.4 * s.who.trait("proactive")
        + 0.2 * s.share_of("strategy", "relationship", "contract")
    )
    reasons = (f"we want more work ({hungry:.1f})", f"{s.name(buyer)} buys")
    lines: tuple[str, ...] = PITCHES
    more = "competition"
    if s.provides and dealt_with(s, buyer):
        lines, topic, more = PRICES, "price", "contract"
        reasons = (f"with {s.name(buyer)} the volume is settled", "what is left to speak of is its price")
    yield Option("message", worth, lambda r: say_pitch(s, r, buyer, topic, lines, more), reasons, 0.6, buyer)


def less(s: Situation) -> Options:
    """What has to stop, said to whoever pays: those who offered more, found no buyer for it and are short of money speak of less."""
    payers = [p.other for p in s.who.contracts if not p.buying and s.world.seats_of(p.other)]
    due = [b for b in payers if carries_on_unpaid(s, b) and s.fresh(f"message-sent/{b}", 25, ours=True)]
    if not due or not s.fresh("message-sent:money", 15, ours=True):
        return
    body = max(due, key=lambda b: s.known(b))
    worth = (
        0.35
        + 0.5 * min(s.money_pressure(), 1.5)
        + 0.25 * s.concern("money")
        + 0.2 * s.share_of("money", "strategy", "pathway")
        - 0.2 * s.who.trait("deference")
    )
    reasons = (
        f"money presses ({s.money_pressure():.1f})",
        f"{s.name(body)} was offered more and buys no more",
    )
    yield Option(
        "message", worth, lambda r: say_pitch(s, r, body, "money", LESS, "pathway"), reasons, 0.75, body
    )


def dealt_with(s: Situation, buyer: str) -> bool:
    """Whether the body has a signed deal with a buyer."""
    return any(
        (deal := s.deal(number)) is not None
        and deal.phase in ("signed", "in-force")
        and buyer in deal.parties
        for number in s.memory.deals
    )


def carries_on_unpaid(s: Situation, buyer: str) -> bool:
    """Whether a buyer heard often enough of what more could be done, money presses, and growth is not all that one wants."""
    heard = s.times(f"message-sent/{buyer}", ours=True) + s.times(f"proposed/{buyer}", ours=True)
    return heard >= 2 and s.money_pressure() > 0.35 and s.who.trait("concern-growth") < 0.7


def say_pitch(s: Situation, random: Random, buyer: str, topic: str, lines: tuple[str, ...], more: str) -> Ask:
    """The pitch; or, where pitches brought nothing, what has to give; or the price of what is bought."""
    seat = SeatRef(s.person(buyer, topic, "contract"))
    return Message(to=(seat,), text=put_so(s, random, lines, topic), about=s.about(topic, more))


def put_so(s: Situation, random: Random, lines: tuple[str, ...], topic: str) -> Text:
    """One of some sentences, in the words of somebody who has something to offer."""
    text = say(
        random,
        lines,
        matter=named(s, random, topic),
        view=lambda: seen(random, topic),
        shown=lambda: fact(s, random, topic),
        colleague=colleague(s, random),
        when=by_when(s, random, 20),
        month=month_name(s, s.month + 1),
        some=("fifty", "a hundred", "two hundred")[int(random.random() * 3)],
    )
    return joined(text, aside(s, random, 0.35))


def offer_help(s: Situation) -> Options:
    """Help offered to somebody who seems to need it."""
    others = [
        b
        for b in s.who.roster.of("commissioner", "patient-voice", "community-provider")
        if b != s.who.organisation
    ]
    fresh = [b for b in others if s.fresh(f"help-offered/{b}", 60, ours=True)]
    if not fresh or not s.fresh("help-offered", 10) or not has_move(s, "offer-help"):
        return
    body = max(fresh, key=lambda b: s.known(b) + 0.3 * s.memory.missed.get(b, 0))
    topic = sellable(s, next((t for t in s.who.topics if t in s.world.topics), s.hottest()))
    worth = (
        0.0
        + 0.55 * s.who.trait("support-habit")
        + 0.4 * s.who.trait("concern-growth")
        + 0.3 * s.who.trait("proactive")
    )
    yield Option(
        "offer-help",
        worth,
        lambda r: offer(s, r, body, topic),
        (f"{s.name(body)} might need what we know",),
        0.65,
        body,
    )


def offer(s: Situation, random: Random, body: str, topic: str) -> Ask:
    """The offer."""
    seat = SeatRef(s.person(body, topic, "strategy"))
    found = worded(
        s,
        "offer-help",
        to=(seat,),
        text=put_so(s, random, HELP, topic),
        about=s.about(topic),
    )
    assert found is not None
    return found


def alliance(s: Situation) -> Options:
    """Found an alliance with neighbours, when growth or fear of being swallowed says so."""
    if (
        not has_move(s, "form-alliance")
        or not s.may("agreements")
        or not s.falls_to_me("strategy", "relationship", scope="agreements")
    ):
        return
    mine = s.who.organisation
    if (
        s.times("organisation-formed", ours=True)
        or asked_to_join(s)
        or any(mine in (*b.members, *b.parents) for b in s.world.organisations.values())
    ):
        return
    kinds = [k for k in PROVIDERS if k != "acute-provider"]
    near = sorted(
        (b for b in s.who.roster.of(*kinds) if b != s.who.organisation),
        key=lambda b: -(s.trust(b) + 0.5 * s.known(b)),
    )
    if not near or s.trust(near[0]) < 0.15:
        return
    fear = exposed(s)
    if fear < 0.4:
        return
    worth = (
        -0.2
        + 2.2 * fear
        + 0.5 * s.who.trait("concern-growth")
        + 0.3 * s.who.trait("appetite-for-risk")
        + 0.3 * s.trust(near[0])
        + 0.15 * min(s.memory.heat.get("competition", 0), 2.0)
        - 0.3 * any(b.kind == "alliance" for b in s.world.organisations.values())
    )
    with_us = tuple(b for b in near if s.trust(b) > -0.1)[:4]
    reasons = (
        f"alone we might be swallowed or passed over ({fear:.1f})",
        f"trust in {s.name(near[0])} is {s.trust(near[0]):.1f}",
    )
    yield Option("form-alliance", worth, lambda r: found_it(s, r, with_us), reasons, 0.7, near[0])


def asked_to_join(s: Situation) -> bool:
    """Whether an invitation into an alliance lies open before the body."""
    mine = s.who.organisation
    return any(
        m.kind == "alliance" and m.status == "open" and mine in m.against for m in s.world.matters.values()
    )


def exposed(s: Situation) -> float:
    """How easily one might be swallowed or passed over, 0 to 1: little to hold on to, and an income that no paper secures."""
    signed = {a.contract for a in s.world.agreements.values() if a.phase in ("signed", "in-force")}
    income = [p for p in s.who.contracts if not p.buying]
    whole = sum(p.pounds for p in income)
    loose = sum(p.pounds for p in income if p.contract not in signed) / whole if whole else 1.0
    return (1 - place.bound(s)) * (0.5 + 0.5 * loose)


def found_it(s: Situation, random: Random, members: tuple[str, ...]) -> Ask:
    """The founding, with a plain name."""
    names = (s.who.name, *(s.name(b) for b in members))
    identity = f"alliance-{s.who.organisation}-{s.month}"
    ask = worded(
        s,
        "form-alliance",
        identity=identity,
        name=Text(f"Alliance of {names[0]} and others"),
        short=Text(f"{names[0]} Alliance"[:40]),
        form="alliance",
        purpose=say(random, PURPOSES, matter=named(s, random, "workforce")),
        members=tuple(OrganisationRef(b) for b in members),
        text=put_so(s, random, ALLIANCE, "competition"),
        about=s.about("competition", "strategy"),
    )
    assert ask is not None
    return ask
