"""Words between bodies whose fortunes hang together: reproach, blame, standing by one another, asking those above, playing for time.

Sources: Bettman and Weitz 1983, that bodies put their own bad results down to others; Ostrom 1990, that those who share a resource
watch and reproach one another; Roth, Murnighan and Schoumaker 1988, that much is put off until the last day. The weights are assumed.
"""

from __future__ import annotations

from random import Random

from shirehall.play.agreements import Agreement
from shirehall.play.fields import Ask, Minutes, SeatRef, Text
from shirehall.play.moves.advise import Challenge, OfferHelp
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.message import Message
from shirehall.players.minds import fortunes
from shirehall.players.minds.judging import deadline_near, stake
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import title_of
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import clipped, figure_words, lower_first, month_name

REPROACHES = (
    "[You said no to|You stay out of] “{title}”. [When it is your winter, remember it.|It was meant for just such a year as you "
    "are not having.] {shown}",
    "{view}. [One of us standing aside|Your standing aside] makes “{title}” [worth half|a club of the unlucky]. [Will you think "
    "again {when}?|I should like to hear it said to our faces.]",
)
BLAMES = (
    "[Our plan was sent back|They do not believe our plan], and [I can see why|they have a point]: it rests on {matter}, and that "
    "is [in your hands|yours to bring about]. [What will your practices do differently|What are you doing about it], and from when?",
    "{figure} [You keep sending us more than you pay for.|We treat whom you send.] [Until that changes|While it goes on] no plan "
    "of ours [can hold|adds up]. What do you propose on {matter}?",
    "[We are asked to close a gap that is made elsewhere.|It is not on our wards that this is decided.] {view}. [Where is your "
    "side of it?|What may we count on from you {when}?]",
)
STANDING_BY = (
    "[If you go down we all go down|What drags you down drags everybody down]. [Take {colleague} for a month|We can lend you "
    "a pair of hands], and [pay us when you can|we do not count the hours].",
    "{shown} [It could have been any of us|Next year it is one of us]. [Tell us what would help {when}.|What do you need, and from whom?]",
    "[All of us are judged by the weakest|They look at all four of us when one fails], so [your gap is ours too|let us look at your "
    "figures together]. [{colleague} is free {when}.|Shall I come over?]",
)
UP = (
    "[Two of our practices|Some of our practices] [spend far beyond the rest|will not be led], and [talking has not helped|we have "
    "no stick that we dare use]. {shown} What would you have us do?",
    "[How far may we go|What are we allowed to do] with a practice that [will not look at its own figures|refers twice as much as "
    "its neighbours]? [They elected us.|They are our members and our neighbours.]",
    "{view}. [We cannot manage|We do not get a grip on] [one of ours|a handful of them] alone. [Has anybody done it well?|Is it "
    "for us at all, or for you who hold their contract?]",
)
STALLS = (
    "“{title}” is [next on our list|our next priority]. [{colleague} has it.|It goes to our table in {month}.] [Bear with us.|"
    "You will hear next month.]",
    "[Not this week.|We have not forgotten it.] “{title}” [is a priority for next month|comes next month, as a priority]. "
    "[Nothing in it frightens us yet.|We want to see the figures first.]",
)
TAKEN = (
    "[You have taken somebody of ours|One of our people starts with you], and [nobody wrote down from when|not a line says on what "
    "notice]. {shown} [Who pays until then?|Whose work stops meanwhile?]",
    "[I hear it from {colleague} and not from you|Nobody rang us]: {matter} is short by one, and the one sits with you. [What were the "
    "terms?|On what terms, and who agreed them?] [We want them in writing {when}.|Until there are some we do not let go.]",
    "{view}. [We trained them|They had our desk until last week], and you [pay for none of it|ask us for the password]. [Say {when} how "
    "that is to be settled.|What did you think would happen to {matter}?]",
)
SORE = 60
"""Play minutes for which it rankles that somebody was taken (assumed)."""
OLD = 12
"""Play minutes that a text has lain before one thinks that a word is due."""


def options(s: Situation) -> Options:
    """What one might say to fellows, partners and those above about one's own and their fortunes."""
    yield from reproach(s)
    yield from blame(s)
    yield from stand_by(s)
    yield from ask_above(s)
    yield from taken(s)


def put_so(s: Situation, random: Random, lines: tuple[str, ...], topic: str, **more: object) -> Text:
    """One of some sentences to somebody whose fortunes touch one's own."""
    return spoken(s, random, lines, topic, within=20, **{"month": month_name(s, s.month + 1), **more})


def reproach(s: Situation) -> Options:
    """A word to the fellow who will not share, from whoever wanted it and stands no better."""
    if not s.fresh("challenged", 50, ours=True) or fortunes.standing(s) > 0.1:
        return
    mine = s.who.organisation
    for number in s.memory.deals:
        deal = s.deal(number)
        if deal is None or not fortunes.shares(deal) or deal.stance_of(mine) in ("refused", "denies"):
            continue
        away = [
            p for p in deal.parties if p != mine and deal.stance_of(p) in ("refused", "withdrew", "denies")
        ]
        for body in away[:1]:
            worth = (
                0.6
                + 0.35 * s.who.trait("persistence")
                + 0.3 * s.money_pressure()
                - 0.25 * s.trust(body)
                - 0.25 * s.concern("relationships")
            )
            reasons = (f"{s.name(body)} will not share, and we should have to carry it",)
            yield Option("challenge", worth, later(reproached, s, deal, body), reasons, 0.7, body)
            return


def reproached(s: Situation, random: Random, deal: Agreement, body: str) -> Ask:
    """The reproach."""
    text = put_so(s, random, REPROACHES, "money", title=title_of(deal.title))
    return Challenge(
        to=(SeatRef(s.person(body, "money")),), text=text, about=s.about("money", "relationship")
    )


def blame(s: Situation) -> Options:
    """When one's own plan is not believed, the cause is looked for where the patients come from: at those who buy from one."""
    if (
        not s.provides
        or not s.fresh("challenged", 20)
        or not (s.falls_to_me("money", "performance") or s.falls_to_me("strategy"))
    ):
        return
    doubted = [
        n for n, verdict in s.memory.plans_out.items() if verdict in ("not credible", "partly credible")
    ]
    buyers = [p.other for p in s.who.contracts if not p.buying and s.world.seats_of(p.other)]
    if not buyers or not (doubted or s.money_pressure() > 0.8):
        return
    body = min(buyers, key=lambda b: (s.memory.we_tried(f"challenged/{b}")[1], s.trust(b)))
    if not s.fresh(f"challenged/{body}", 60, ours=True):
        return
    worth = (
        0.62
        + 0.35 * s.who.trait("persistence")
        + 0.3 * s.who.trait("looks-inward")
        + 0.2 * s.memory.pressure
        + 0.2 * len(doubted[:2])
        - 0.25 * s.trust(body)
    )
    reasons = ("our plan is not believed", f"what it rests on lies with {s.name(body)}")
    yield Option("challenge", worth, later(blamed, s, body), reasons, 0.7, body)


def blamed(s: Situation, random: Random, body: str) -> Ask:
    """The challenge to a buyer."""
    own = next(((m, v) for m, subject, v, *_ in s.bad_figures() if subject == s.who.organisation), None)
    figure = f"We stand with {figure_words(*own)}." if own is not None else ""
    text = put_so(s, random, BLAMES, "practice-performance", figure=figure)
    return Challenge(
        to=(SeatRef(s.person(body, "performance", "money")),),
        text=text,
        about=s.about("performance", "practice-performance", "money"),
    )


def stand_by(s: Situation) -> Options:
    """Help for the fellow who stands worst, since its failure would be everybody's."""
    measure = fortunes.BOOKS.get(s.who.kind, "provider-margin")
    if not s.fresh("help-offered", 60, ours=True) or not s.has("fortunes"):
        return
    fellows = [b for b in s.who.roster.of(s.who.kind) if b != s.who.organisation and s.world.seats_of(b)]
    known = {b: found[1] for b in fellows if (found := s.figure(measure, b)) is not None and found[1] < 0}
    if not known:
        return
    body = min(known, key=lambda b: known[b])
    worth = (
        0.45
        + 0.5 * s.concern("relationships")
        + 0.3 * s.who.trait("support-habit")
        + 0.3 * s.trust(body)
        - 0.3 * s.concern("independence")
    )
    reasons = (f"{s.name(body)} stands worst of us, and we are all looked at together",)
    yield Option("offer-help", worth, later(stood_by, s, body), reasons, 0.7, body)


def stood_by(s: Situation, random: Random, body: str) -> Ask:
    """The offer to a fellow."""
    text = put_so(s, random, STANDING_BY, "money")
    return OfferHelp(
        to=(SeatRef(s.person(body, "money")),), text=text, about=s.about("money", "relationship")
    )


def ask_above(s: Situation) -> Options:
    """What to do about members whom one cannot manage, asked of those who stood over everybody in the old system."""
    topic = "practice-performance"
    if not s.buys or not s.fresh(f"asked:{topic}", 30) or s.share_of(topic) < 0.3:
        return
    above = s.who.roster.by_power.get("sign-off-plans", ())
    bodies = [b for b in above if b != s.who.organisation and s.fresh(f"asked/{b}", 15)]
    if not bodies:
        return
    heat = s.memory.heat.get(topic, 0.0)
    body = max(bodies, key=s.known)
    worth = (
        0.1
        + 0.55 * s.who.trait("looks-upward")
        + 0.3 * s.share_of(topic)
        + 0.15 * heat
        + 0.2 * s.concern("relationships")
        - 0.2 * s.who.trait("control-habit")
    )
    reasons = ("our own practices do not follow, and we must live with them",)
    yield Option("ask", worth, later(asked_above, s, body), reasons, 0.8, body)


def asked_above(s: Situation, random: Random, body: str) -> Ask:
    """The question."""
    return AskFor(
        to=(SeatRef(s.person(body, "practice-performance", "performance")),),
        wants="advice",
        within=Minutes(25),
        text=put_so(s, random, UP, "practice-performance"),
        about=s.about("practice-performance", "rules"),
    )


def taken(s: Situation) -> Options:
    """Somebody of ours works for another now, and nobody settled the terms."""
    if not s.memory.lost or not s.falls_to_me("workforce", "strategy", scope="people"):
        return
    for number, at in reversed(s.memory.lost.items()):
        body = s.view.events[number - 1].organisation
        if (
            s.at - at > SORE
            or not s.world.seats_of(body)
            or not s.fresh(f"challenged/{body}", SORE, ours=True)
        ):
            continue
        worth = (
            0.6
            + 0.35 * s.who.trait("persistence")
            + 0.3 * min(s.load(), 1.2)
            + 0.15 * s.money_pressure()
            + 0.15 * min(len(s.memory.lost), 3)
            - 0.25 * s.trust(body)
        )
        reasons = (f"{s.name(body)} took somebody of ours", "nothing was written about it")
        yield Option("challenge", worth, later(missed, s, body), reasons, 0.7, body, 1.0, number)
        return


def missed(s: Situation, random: Random, body: str) -> Ask:
    """The question about the terms."""
    return Challenge(
        to=(SeatRef(s.person(body, "workforce", "strategy", scope="people")),),
        text=put_so(s, random, TAKEN, "workforce"),
        about=s.about("workforce", "relationship"),
    )


def stalling(s: Situation) -> Options:
    """A word that keeps a large text waiting, while its date is far: from whichever of those to whom it was sent writes the letters."""
    if deadline_near(s) > 0.3:
        return
    mine = s.who.organisation
    for number, moved in s.memory.deals.items():
        deal = s.deal(number)
        if (
            deal is None
            or deal.tier != "main"
            or deal.phase not in ("proposed", "agreed")
            or s.at - moved < OLD
        ):
            continue
        other = next((p for p in deal.parties if p != mine), "")
        if not other or s.body_of(deal.proposer) == mine:
            continue
        if not s.fresh(f"message-sent/{other}", 40, ours=True):
            continue
        worth = (
            0.85
            + 0.012 * min(s.at - moved, 40)
            + 0.45 * stake(s, deal)
            + 0.25 * s.concern("relationships")
            + 0.15 * s.memory.pushes.get(other, 0.0)
        )
        reasons = ("they wait for our word, and the date is far",)
        yield Option("message", worth, later(stalled, s, deal, other), reasons, 0.75, other, 0.6, number)
        return


def stalled(s: Situation, random: Random, deal: Agreement, other: str) -> Ask:
    """The word."""
    text = put_so(s, random, STALLS, "contract", title=lower_first(clipped(title_of(deal.title), 60)))
    return Message(to=(SeatRef(s.person(other, "contract")),), text=text, about=s.about("contract"))
