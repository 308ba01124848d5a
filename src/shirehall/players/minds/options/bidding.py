"""Bids: who bids in another's tender, alone or with whom, how finished and when, and what one would do in a place with many services."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, OrganisationRef, Pence, Percent, TenderRef, Text
from shirehall.play.moves.tendering import BidInTender
from shirehall.play.world import Tender
from shirehall.players.minds import place
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.beds import MANY_BEDS, beds_of
from shirehall.players.minds.options.facts import fact, title_of
from shirehall.players.minds.options.letters import letter
from shirehall.players.minds.options.talk import named, seen
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PROVIDERS, SUPPORTERS
from shirehall.players.minds.words import joined, month_name, pounds, say

OFFERS = (
    "{sum} for the year. {shown} [We begin|Our people start] in {month}, and [report|you see the count] monthly.",
    "[What you get:|We offer] {people}, {month} as the first day, {sum} [all told|with no extras]. {view}, and [we have shown "
    "elsewhere that it can change|that is where we would begin].",
    "[A plain bid|Our bid]: {sum}, from {month}. [If a month's count falls short, we give back a tenth.|You may end it after "
    "six months.] {shown}",
    "[Jointly with {partner}:|{partner} and we bid together:] {sum}, [they bring the beds and we the visits|one price and a "
    "common rota], from {month}.",
)
OFFERS_ALONE = 3
PEOPLE = (
    "a team of eight",
    "two nurses and a therapist on every shift",
    "four people who have done it before",
    "twelve people, two of them new",
)
WAYS = (
    "[One team for each town|A nurse who knows the street] and {matter} [in the same room|under one roof] by {month}.",
    "[We begin with those who come most often.|We would ask people first.] Then {matter}, and [by {month} one number to ring|one "
    "record by {month}].",
)
WARDS = (
    "[At its heart a ward of twenty beds with clinics beside it|Inpatient beds for those too ill for home], run [from our own site|on our "
    "own rotas] and paid at the hospital's tariff, since the same people do it.",
    "[We would bring what we have:|It is our hospital on a smaller scale:] beds, a day ward, theatres by the session, at tariff. "
    "[Nobody else here can staff a ward at night.|What is safe in hospital is safe there.]",
    "[Beds first|A few beds, staffed at night], since [someone has to take those whom home cannot hold|nothing else keeps people out of "
    "the infirmary]; at the price that a day on our wards is paid.",
)
HOMES = (
    "It begins in people's own homes, and [the centre is where the teams meet|a room is the last thing we ask for].",
    "[Most of it is done at home|Home first]: [people come in for what cannot be carried to them|the centre is for what needs a machine].",
    "[You ask for centres and we offer services|Services, not buildings, are what we offer]: [visits at home|a nurse at home], and rooms "
    "rented where they stand already.",
)
SPECIALISTS = (
    "[A consultant comes on set days and sees people beside ours|Specialists come out twice a week, and are a telephone call away in "
    "between].",
    "Whatever needs a hospital goes there within the day, by [one form|a line that is answered].",
)
PRACTICES = (
    "[A branch in each practice that wants one|Outreach into the practices round about], [with the same record|on a set day each week].",
    "[Satellite rooms in the larger practices|Spokes in the practices, and the centre as a hub], [so that nobody is referred twice|with "
    "one list for all].",
)
POOREST = (
    "[The poorest streets come first|Inequality is where we begin]: [the first team goes there|we count who does not come].",
    "[Those who never come are whom it is for.|It opens where people die youngest.] [The deprived wards get the first clinic.|We would be "
    "paid by the gap that closes.]",
)
SURPRISED = (
    "[I am surprised|We are surprised] not to find your bid for “{title}”. [What kept you?|Was it the price, or us?] {shown}",
    "[I had expected a bid of yours|We had assumed you would bid] for “{title}”, after all our talk. [What would it have taken?|Is it the "
    "risk?]",
    "[There is no bid of yours for “{title}”.|We looked for your name under “{title}”.] [What should have been otherwise?|Even late you "
    "would have been welcome.] {shown}",
)

ONE_SERVICE = 900_000
ONE_OF_SEVERAL = 2_400_000
"""What a service costs in a year, and what a place with many services does that is one of several put to tender, in pounds (assumed)."""
PRIZE = 0.4
"""How much more a bid for a place with many services is worth, on which years of work hang (assumed)."""
CAPITAL = 1.6
"""How much the capital that a place with many services wants weighs against a bid, at most (assumed)."""
WRITING = 27
"""How many minutes of play a large bid takes whoever is neither quick nor slow at it (assumed)."""
HALF_WRITTEN = 0.5
"""How much one minds sending a bid of which nothing is written (assumed)."""
LATE = 25
"""For how many minutes after the date one still sends a bid that was not ready (assumed)."""
WONDERS, OFTEN = 40, 3
"""For how many minutes one wonders why somebody did not bid, and after how much contact one had counted on it (assumed)."""
NEAR_HOME = 0.3
"""How much likelier those who own few wards speak of people's homes, finished bid or not (assumed)."""
NOT_OURS = 0.3
"""How far one thinks of practices, or a hospital, that one knows when one is none oneself (assumed)."""
MINDED, MIDDLING = 2.0, 0.45
"""How much likelier whoever minds illness that need not come speaks of the poorest, from which strength of that trait on (assumed)."""
CENTRE = "centre"
"""The word by which a tender says that it is for a place with many services."""
UNFINISHED = 30
"""How much less finished, of a hundred, a large bid is that was sent before anything of it was written (assumed)."""
OTHER_KIND = 0.2
"""How much one prefers a partner who does what one does not do oneself, for a place with many services (assumed)."""


def options(s: Situation, tender: Tender) -> Options:
    """A bid for another's tender, by those who sell such things and would grow."""
    mine = s.who.organisation
    sells = s.who.kind in SUPPORTERS if is_support(tender) else s.who.kind in PROVIDERS
    if not sells or not in_time(s, tender) or not s.may("agreements"):
        return
    if any(mine in b.bidders for b in tender.bids) or not s.falls_to_me(
        "strategy", "contract", scope="agreements"
    ):
        return
    worth = (
        0.45
        + 0.8 * s.who.trait("concern-growth")
        + 0.25 * s.who.trait("proactive")
        + 0.2 * s.money_pressure()
        + 0.15 * s.trust(tender.by)
        - 0.2 * s.load()
    )
    if tender.lots > 1:
        worth += PRIZE - CAPITAL * at_stake(s) - HALF_WRITTEN * unready(s, tender)
    reasons = (f"{s.name(tender.by)} buys “{tender.title}”", "it is the kind of thing we do")
    yield Option("bid-in-tender", worth, later(offer, s, tender), reasons, 0.8, tender.by, 0.8, tender.id)


def in_time(s: Situation, tender: Tender) -> bool:
    """Whether a bid is still sent: one for a place with many services goes in late rather than never."""
    return s.at < tender.closes + (LATE if tender.lots > 1 else 0)


def unready(s: Situation, tender: Tender) -> float:
    """How much of a large bid is still to be written, 0 to 1."""
    return max(0.0, 1 - (s.at - tender.opened) / (WRITING * time_taken(s)))


def time_taken(s: Situation) -> float:
    """How much longer or shorter than usual, which is 1, it takes to write a large bid: longer for who never wrote a contract, loses
    dates or is swamped."""
    return (
        0.3
        + 0.6 * (1 - s.who.skill("contracting"))
        + 0.45 * (1 - s.who.trait("grip"))
        + 0.25 * min(s.load(), 1.0)
    )


def at_stake(s: Situation) -> float:
    """How much one minds the capital that a building wants, 0 to 1: who runs few places, counts pennies and dislikes a gamble (Williamson
    1985, on assets good for one use). Such a body would sooner be asked to join."""
    if not s.has("place"):
        return 0.0
    return (1 - place.bound(s)) * s.who.trait("concern-money") * (1 - s.who.trait("appetite-for-risk"))


def trusted_beside(s: Situation, tender: Tender, body: str) -> float:
    """How gladly one would bid with another: by trust, and for a place with many services by what it does that one does not."""
    other = tender.lots > 1 and s.who.roster.kinds.get(body) != s.who.kind
    return s.trust(body) + (OTHER_KIND if other else 0.0)


def is_support(tender: Tender) -> bool:
    """Whether a tender is for know-how and not for care."""
    words = tender.title.lower()
    return "support for the year" in words or "analysis" in words


def offer(s: Situation, random: Random, tender: Tender) -> Ask:
    """The bid: alone, or with a body that one trusts, as finished as skill and time allow."""
    sorts = SUPPORTERS if is_support(tender) else PROVIDERS
    friends = [
        b
        for b in s.who.roster.of(*sorts)
        if b not in (s.who.organisation, tender.by) and s.trust(b) > (0.3 if tender.lots > 1 else 0.45)
    ]
    friend = max(friends, key=lambda b: trusted_beside(s, tender, b), default="")
    lots = 1 + int(random.random() * min(tender.lots, 4)) if tender.lots > 1 else 1
    small = 0.4 * max(0.0, place.MIDDLE - place.bound(s)) * (lots - 1)
    together = bool(friend) and random.random() < 0.3 + 0.4 * s.who.trait("openness-to-outsiders") + small
    usual = ONE_OF_SEVERAL if tender.lots > 1 else ONE_SERVICE
    amount = round(usual * (0.6 + 0.6 * random.random()), -4) * lots
    done = 55 + 35 * s.who.skill("contracting") + 25 * random.random() - 15 * s.load() - 5 * (lots - 1)
    done -= UNFINISHED * unready(s, tender) if tender.lots > 1 else 0
    done = max(5, min(100, round(done)))
    lines = OFFERS[OFFERS_ALONE:] if together else OFFERS[:OFFERS_ALONE]
    text = say(
        random,
        lines,
        sum=pounds(amount),
        shown=lambda: fact(s, random, "workforce"),
        view=lambda: seen(random, "pathway"),
        month=month_name(s, s.month + 2),
        people=PEOPLE[int(random.random() * len(PEOPLE))],
        partner=s.name(friend),
    )
    covers = tuple(Text(name) for name, _ in tender.criteria if random.random() < max(done, 40) / 100)
    return BidInTender(
        tender=TenderRef(tender.id),
        sum=Pence(int(amount) * 100),
        completeness=Percent(done),
        covers=covers,
        together_with=(OrganisationRef(friend),) if together else (),
        lots=lots,
        pathway=way(s, random) if tender.specified == "outcomes" else Text(""),
        text=joined(text, *concept(s, random, tender, done), aside(s, random, 0.25)),
        about=s.about("competition", "contract"),
    )


def way(s: Situation, random: Random) -> Text:
    """The way to the outcomes that a tender names, where it leaves that to bidders."""
    return say(random, WAYS, matter=named(s, random, "pathway"), month=month_name(s, s.month + 4))


def concept(s: Situation, random: Random, tender: Tender, done: int) -> tuple[str, ...]:
    """What one would do in a place with many services, from what one is: who has wards thinks in wards; a finished bid answers all that
    was asked for, an unfinished one leaves out what one knows least (Levitt and March 1988, on the trap of what one is good at)."""
    if CENTRE not in f"{tender.title} {tender.specification}".lower():
        return ()
    wards = s.has("place") and beds_of(s) >= MANY_BEDS
    hospital = max(
        (s.known(b) for b in s.who.roster.of("acute-provider") if b != s.who.organisation), default=0.0
    )
    near = max((s.known(b) for b in s.who.roster.of("gp-provider", "practices")), default=0.0)
    practices = 1.0 if s.who.kind == "gp-provider" else NOT_OURS * near
    chances = (
        (WARDS, 1.0 if wards else 0.0),
        (HOMES, done / 100 + (NEAR_HOME if s.has("place") and not wards else 0.0)),
        (SPECIALISTS, 1.0 if s.who.kind == "acute-provider" else done / 100 + NOT_OURS * hospital),
        (PRACTICES, done / 100 * practices),
        (POOREST, MINDED * (s.who.trait("concern-prevention") - MIDDLING)),
    )
    return tuple(say(random, lines) for lines, chance in chances if random.random() < chance)


def missed(s: Situation, tender: Tender) -> Options:
    """A word to somebody whose bid one had counted on, in the weeks after a large tender has closed without it."""
    since = s.at - tender.closes
    if tender.lots == 1 or not LATE <= since < LATE + WONDERS or s.who.seat in tender.barred:
        return
    if not s.falls_to_me("strategy", "contract", scope="agreements"):
        return
    bidders = {body for each in tender.bids for body in each.bidders}
    known = [
        b
        for b in s.who.roster.of(*PROVIDERS)
        if b not in bidders and s.memory.contacts.get(b, 0) >= OFTEN and s.world.seats_of(b)
    ]
    body = max(known, key=lambda b: s.memory.contacts.get(b, 0), default="")
    if not body or not s.fresh(f"message-sent/{body}", WONDERS):
        return
    worth = (
        0.6
        + 0.3 * s.concern("relationships")
        + 0.3 * s.who.trait("candour")
        + 0.2 * s.share_of("competition", "strategy")
    )
    reasons = (f"we have had much to do with {s.name(body)}, and it did not bid",)
    yield Option("message", worth, later(wonder, s, tender, body), reasons, 0.8, body)


def wonder(s: Situation, random: Random, tender: Tender, body: str) -> Ask:
    """The word."""
    about, title = ("competition", "relationship"), title_of(tender.title)
    return letter(s, random, body, SURPRISED, *about, to=("strategy", "contract"), title=title)
