"""Get help when swamped or lacking a skill one knows one lacks; and the business of offers, bids, complaints that lies with one."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, MatterRef, Minutes, OrganisationRef, Pence, Percent, SeatRef, Text
from shirehall.play.moves.asking import AskFor
from shirehall.play.world import Matter
from shirehall.players.minds import fortunes
from shirehall.players.minds.option import Option, Options, has_move, worded
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.formal import case_settled, mediated
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, month_name, pounds, say

CRIES = (
    "We have more on the table than hands[: {colleague} does {area} at night|]. What would help with {area} cost, and who would come "
    "{when}?",
    "None of us has done {area} before. Could you look over our shoulder for a month?",
    "We know that we do not know {area}: what do you offer {when}, and [to whom else|at what price]?",
    "{shown} [Somebody who knows {area}|A pair of eyes on the {area}] would [be worth paying for|save us from ourselves]. "
    "[Your price?|What do you charge, and what do we get for it?]",
    "[How soon could|When could] somebody of yours start on {area} with us, and what would [two days a week|three months of it] come to?",
    "[We advertised for {area} and nobody came|{colleague} has {area} on top of everything else]. [What could you take off "
    "us|Could you lend or sell us somebody] {when}?",
)
BIDS = (
    "We ask for {sum} towards the cost of change: double running until beds can close.",
    "{sum}, once, to get through the year without cutting what keeps people at home.",
    "{shown} {sum} would [buy us the time|bridge it] until {month}. [We would report on every pound of it.|It is for change "
    "and not for the deficit.]",
    "[We put in for|This is a bid for] {sum}. Without it {matter} [stops|waits another year]; with it we [could begin|start] in {month}.",
)
ORDERS = (
    "Help with {area} for the year, at {price}. {shown}",
    "{price} for {points} points' worth of {area}: [somebody at our table two days a week|a named person, from {month}].",
    "[We would like to take you up on it|Following our talk]: {area}, {price}, [to be looked at in {month}|with a break after a quarter].",
    "{shown} [So we need|Hence this order for] help with {area}: {price}, and we want [the same person throughout|to learn to "
    "do it ourselves].",
)
ACCEPTING = (
    "Yes to “{title}”, with thanks: {view}, and [we want to do something about it|this is a beginning].",
    "We accept “{title}”, and should like to [start|begin on {matter}] {when}. [{colleague} is who to ring.|Who comes to us?]",
    "Agreed. Let us try it, and look again in {month}: [for us it has to help with {matter}|{colleague} will keep the count].",
    "[Our table said yes|{colleague} and I say yes] to “{title}”. [Send the paper.|Who draws it up?]",
    "“{title}”: accepted. [The sooner the better.|Give us until {month} to get ready.]",
)
DECLINING = (
    "Not now, thank you.",
    "We would rather stay as we are.",
    "We cannot see what “{title}” would bring us.",
    "[Flattered, but no.|Thank you for thinking of us.] {view}, and we have {matter} to [settle|mend] first.",
    "Ask again in {month}. [Our members are not ready for it.|At present we would not get it past our own people.]",
)
GRANTING = (
    "{sum}, [for the purpose you name|as asked]. [We want to see what it bought {when}.|A line {when} on what it did, please.]",
    "[You have it|Granted]: {sum}. [Nobody else need know.|Others asked too, so use it well.]",
    "A part of it: {sum}. [There were more bids than money.|The rest we should have to take from somebody else.]",
)
DENYING = (
    "[Not from this reserve|No]. [The case rests on hope|We could not see what it would change], and there were better ones.",
    "The reserve is for [change|what ends a cost], and this [carries one on|would be gone in a quarter].",
)
FINDINGS = (
    "We looked at what happened and spoke to those concerned. Some of it is upheld, and we have said what has to change.",
    "The account given to us is fair in parts. Staff did what they could with what they had.",
    "On “{title}” we [read the notes|went and saw] and [heard both sides|asked those who were there]. {view}. [What we ask of "
    "them is|We expect] a plain account {when}.",
    "[People were told too little|Nobody kept the family informed], and that we uphold. [The wait itself|The rest] is [a "
    "matter of beds and money|not the fault of anybody on the shift].",
)
REGISTERING = (
    "Registered. {title} may begin.",
    "You may begin, and we come to look {when}.",
    "[Registered|Yes], [on what we saw|on the papers]. [What we want next is|Please send] the name of who answers for safety.",
)
AREAS = ("contracting", "data", "finance")
AREA_WORDS = {"contracting": "contracting", "data": "analysis", "finance": "the money side"}
"""A skill as one calls it in a letter."""
AREA_TOPICS = {"contracting": ("contract", "money"), "data": ("data", "money"), "finance": ("money", "data")}
"""What help with a skill is about."""


def options(s: Situation) -> Options:
    """Help and money to be got."""
    yield from get_help(s)
    yield from bid(s)
    yield from matters(s)


def to_hand_over(s: Situation, area: str) -> float:
    """How little one likes to have strangers do it: figures leave the say with whoever asked for them, bargaining and the purse do not."""
    return 0.0 if area == "data" else 0.1 + 0.25 * s.concern("independence")


def lacking(s: Situation) -> tuple[str, float]:
    """The skill that the seat would most have done for it, and how much it thinks it lacks: what one does not know that one lacks is
    not felt, and hardly any before somebody presses or names it."""
    area = max(AREAS, key=lambda each: 1 - s.who.thinks_it_can(each) - to_hand_over(s, each))
    lack = 1 - s.who.thinks_it_can(area)
    shown = 0.4 + 0.3 * min(s.memory.pressure, 1.5) + 0.2 * min(sum(s.memory.named.values()), 3)
    return area, lack * min(1.0, shown)


def get_help(s: Situation) -> Options:
    """Ask those who sell help, then buy."""
    if (
        s.who.kind not in ("commissioner", "patient-voice", "community-provider", "gp-provider")
        or s.memory.support > 1
    ):
        return
    area, lack = lacking(s)
    sellers = [b for b in s.who.roster.by_power.get("sell-support", ()) if b != s.who.organisation]
    if not sellers or lack < 0.3:
        return
    merit = s.who.trait("openness-to-outsiders")
    seller = max(
        sellers,
        key=lambda b: (
            (1 - 0.6 * merit) * s.known(b) + 0.3 * s.trust(b) + 0.15 * min(s.memory.contacts.get(b, 0), 5)
        ),
    )
    push = (
        0.55 * lack
        + 0.3 * min(s.load(), 1.2)
        + 0.2 * s.memory.pressure
        + 0.2 * s.who.trait("openness-to-outsiders")
    )
    reasons = (f"we lack {area} and know it ({lack:.1f})", f"the in-tray is at {s.load():.1f}")
    if s.fresh(f"asked/{seller}", 40, ours=True):
        yield Option("ask", 0.15 + push, lambda r: cry(s, r, seller, area), reasons, 0.7, seller)
    if (
        has_move(s, "buy-support")
        and s.may("money")
        and s.memory.contacts.get(seller, 0) > 0
        and s.fresh("offer-made", 60, ours=True)
    ):
        worth = 0.65 + push - 0.15 * s.concern("money") + 0.1 * s.trust(seller)
        yield Option("buy-support", worth, lambda r: buy(s, r, seller, area), reasons, 0.75, seller)


def cry(s: Situation, random: Random, seller: str, area: str) -> Ask:
    """A call for help."""
    seat = SeatRef(s.person(seller, "contract" if area == "contracting" else "data"))
    return AskFor(
        to=(seat,),
        wants="help",
        within=Minutes(25),
        text=joined(
            say(
                random,
                CRIES,
                area=AREA_WORDS[area],
                shown=lambda: fact(s, random, "workforce"),
                colleague=colleague(s, random),
                when=by_when(s, random, 25),
            ),
            aside(s, random, 0.5),
        ),
        about=s.about(*AREA_TOPICS[area]),
    )


def buy(s: Situation, random: Random, seller: str, area: str) -> Ask:
    """An order for help: so many points of knowledge at a price that seems fair."""
    points = (20 if area == "data" else 15) + 5 * int(random.random() * 3)
    price = 20_000 * points // 5
    text = say(
        random,
        ORDERS,
        area=AREA_WORDS[area],
        price=pounds(price),
        points=points,
        month=month_name(s, s.month + 2),
        shown=lambda: fact(s, random, "data"),
    )
    ask = worded(
        s,
        "buy-support",
        seller=OrganisationRef(seller),
        area=area,
        points=Percent(points),
        price=Pence(price * 100),
        compared_with=(),
        text=text,
        about=s.about(*AREA_TOPICS[area]),
    )
    assert ask is not None
    return ask


def bid(s: Situation) -> Options:
    """Ask for some of what a body above holds back, when money presses."""
    if (
        s.money_pressure() < 0.8
        or not s.falls_to_me("money")
        or not s.fresh("funds-bid-for", 90, ours=True)
        or not has_move(s, "bid-for-funds")
    ):
        return
    holders = [b for b in s.who.roster.by_power.get("allocate-funds", ()) if b != s.who.organisation]
    if not holders:
        return
    worth = (
        0.8 + 0.35 * s.money_pressure() + 0.3 * s.who.trait("proactive") + 0.25 * s.who.trait("looks-upward")
    )
    reasons = (f"money presses ({s.money_pressure():.1f}) and {s.name(holders[0])} holds a reserve",)
    yield Option("bid-for-funds", worth, lambda r: bid_for(s, r, holders[0]), reasons, 0.8, holders[0])


def bid_for(s: Situation, random: Random, holder: str) -> Ask:
    """The bid: a fifth of what is missing, more or less."""
    amount = round(max(s.who.gap, 1_000_000) * (0.1 + 0.2 * random.random()), -4)
    ask = worded(
        s,
        "bid-for-funds",
        to=OrganisationRef(holder),
        title=Text(f"{s.who.name}: the cost of change"),
        sum=Pence(int(amount) * 100),
        text=joined(
            say(
                random,
                BIDS,
                sum=pounds(amount),
                shown=lambda: fact(s, random, "money"),
                month=month_name(s, s.month + 2),
                matter=named(s, random, "pathway"),
            ),
            aside(s, random, 0.3),
        ),
        about=s.about("money", "strategy"),
    )
    assert ask is not None
    return ask


def matters(s: Situation) -> Options:
    """Open business that lies with the body: offers, bids for money, complaints, investigations, cases, registrations."""
    mine = s.who.organisation
    count = 0
    for matter in reversed(list(s.world.matters.values())):
        if matter.status != "open" or (matter.handler != mine and mine not in matter.against):
            continue
        if matter.kind not in SETTLED_BY and matter.kind not in OFFERS:
            continue
        count += 1
        if count > 4:
            return
        if matter.kind in SETTLED_BY:
            yield from settle(s, matter)
        elif matter.by != mine and mine not in matter.accepted and matter.kind in OFFERS:
            yield from answer_offer(s, matter)


OFFERS = ("support", "alliance", "merger", "takeover", "site", "shared post", "job")
SETTLED_BY = {
    "bid for funds": "decide-funds",
    "complaint": "answer-complaint",
    "investigation": "close-investigation",
    "registration": "register",
    "challenge to an award": "answer-complaint",
    "competition case": "clear-case",
    "case": "clear-case",
    "dispute": "mediate",
}


def settle(s: Situation, matter: Matter) -> Options:
    """Settle what lies with the body, by whoever looks after such things and may."""
    move = SETTLED_BY[matter.kind]
    if not has_move(s, move) or (move in ("register", "clear-case") and not s.may("rulings")):
        return
    if move == "clear-case":
        yield from settle_case(s, matter)
        return
    worth = (
        0.55
        + 0.45 * s.share_of("quality" if matter.kind != "bid for funds" else "money", "performance")
        + 0.25 * s.who.trait("grip")
    )
    reasons = (f"“{matter.title}” lies with us",)
    yield Option(move, worth, lambda r: settled(s, r, matter, move), reasons, 0.85, "", 1.0, matter.id)


def settle_case(s: Situation, matter: Matter) -> Options:
    """A case about competition: how it ends is known only when it is looked at, and it is looked at once in a while."""
    worth = (
        0.35
        + 0.45 * s.share_of("competition", "rules", scope="rulings")
        + 0.25 * s.who.trait("grip")
        + 0.03 * min(s.month - matter.month, 6)
    )
    reasons = (f"“{matter.title}” lies with us since {month_name(s, matter.month)}",)
    move, build = case_settled(s, matter)
    yield Option(move, worth, build, reasons, 0.85, "", 1.0, matter.id)


def settled(s: Situation, random: Random, matter: Matter, move: str) -> Ask:
    """The answer: generous to those one trusts, harder by the habit of control, never quite sure."""
    if move == "mediate":
        return mediated(s, random, matter)
    favour = s.trust(matter.by) + 0.7 * random.random() - 0.4 * s.who.trait("control-habit")
    number = MatterRef(matter.id)
    ask: Ask | None
    if move == "decide-funds":
        verdict = "granted" if favour > 0.55 else "granted in part" if favour > 0.2 else "refused"
        part = Pence(max(100, matter.pence // 200 * 100) if verdict == "granted in part" else 0)
        ask = worded(
            s,
            move,
            bid=number,
            verdict=verdict,
            sum=part,
            text=put_so(s, random, GRANTING if favour > 0.2 else DENYING, matter, part),
        )
    elif move == "answer-complaint":
        verdict = "upheld" if favour > 0.5 else "upheld in part" if favour > 0.0 else "not upheld"
        ask = worded(s, move, complaint=number, verdict=verdict, text=put_so(s, random, FINDINGS, matter))
    elif move == "register":
        body = matter.body or matter.by
        verdict = "registered" if favour > 0.1 else "registered with conditions"
        ask = worded(
            s,
            move,
            body=OrganisationRef(body),
            verdict=verdict,
            text=put_so(s, random, REGISTERING, matter),
        )
    else:
        ask = worded(s, move, investigation=number, text=put_so(s, random, FINDINGS, matter))
    assert ask is not None
    return ask


def put_so(s: Situation, random: Random, lines: tuple[str, ...], matter: Matter, pence: int = 0) -> Text:
    """One of some sentences about business between bodies."""
    topic = s.hottest() or "strategy"
    return say(
        random,
        lines,
        title=matter.title,
        sum=pounds((pence or matter.pence) / 100),
        when=by_when(s, random, 20),
        month=month_name(s, s.month + 2),
        colleague=colleague(s, random),
        view=lambda: seen(random, "patients-public"),
        matter=named(s, random, topic),
    )


def answer_offer(s: Situation, matter: Matter) -> Options:
    """Accept or decline what another body offers: by trust, by growth, and against the loss of independence; who stands better than its
    fellows would pay for theirs by becoming one with them."""
    if not has_move(s, "accept-offer"):
        return
    trust = s.trust(matter.by)
    loss = {"merger": 0.9, "takeover": 1.1, "alliance": 0.35, "job": 0.3}.get(matter.kind, 0.1) * s.concern(
        "independence"
    )
    gain = (
        0.25 + 0.5 * trust + 0.3 * s.who.trait("concern-growth") + (0.5 if matter.kind == "support" else 0.0)
    )
    if matter.kind == "merger":
        loss += 0.6 * max(0.0, fortunes.standing(s))
    share = 0.3 * s.share_of("strategy", "governance", "money")
    reasons = (f"{s.name(matter.by)} offers “{matter.title}”; trust is {trust:.1f}",)
    number = MatterRef(matter.id)
    yield Option(
        "accept-offer",
        0.55 + gain - loss + share,
        lambda r: answered(s, "accept-offer", number, put_so(s, r, ACCEPTING, matter)),
        reasons,
        0.85,
        "",
        1.0,
        matter.id,
    )
    yield Option(
        "decline-offer",
        0.55 - gain + loss + share,
        lambda r: answered(s, "decline-offer", number, put_so(s, r, DECLINING, matter)),
        reasons,
        0.85,
        "",
        1.0,
        matter.id,
    )


def answered(s: Situation, move: str, number: MatterRef, text: Text) -> Ask:
    """The answer to an offer."""
    ask = worded(s, move, offer=number, text=text)
    assert ask is not None
    return ask
