"""Those who sell help and those who joined forces: an offer of support on paper, terms among partners, and names sought for them."""

from __future__ import annotations

from random import Random

from shirehall.play.agreements import Agreement
from shirehall.play.fields import AgreementRef, Ask, Clause, Month, OrganisationRef, SeatRef, Text
from shirehall.play.moves.message import Share
from shirehall.play.moves.propose import Propose
from shirehall.play.names import listed
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import title_of
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PROVIDERS
from shirehall.players.minds.words import clipped, month_name, pounds, say

SUPPORT = (
    "Data, contracting and finance for {body}, for the year at {sum}: a named team, monthly figures, somebody at the table.",
    "Analysis and contract support for {body}: {sum} for the year, two people on site and the rest on call.",
)
AT_RISK = (
    "Analysis for {body}: {sum}, a third of it due only if the savings come. We share the risk with you.",
    "Support for {body} at {sum}; we share the risk and are paid in full only when what we find is had.",
)
OFFERED = (
    "[You have a plan due and few hands.|Nobody sends you figures you can use.] Our terms are attached: {sum}. [Read them "
    "tonight.|Which part can you do without?] {shown}",
    "[We said that we would put a price on it|Here is the price]: {sum}, from {month}. [You need not take all of it.|Ask what "
    "others pay.] {shown}",
    "{shown} [That is the kind of thing we would do for you|You would have that each month], at {sum}. [May we begin in "
    "{month}?|Tell us {when}.]",
    "[We need a decision as much as you need the help.|I come back to it.] {sum} for the year, [or a quarter of it to try "
    "us|and we stop if it does not help]. {shown} On {matter}, {view}.",
)
TOGETHER = (
    "The partners plan care at home as one, put one number to ring before people, and none bids against another for it.",
    "The partners share night cover and one record, and speak to those who buy with one voice on care outside hospital.",
    "Each partner keeps its own people and name; referrals pass among them by one form, and gains are divided by work done.",
)
TOGETHER_SAID = (
    "[We said that we would join forces|An alliance needs more than a name]: here is a page of what that means [for each of "
    "us|from {month}]. {shown} [Cross out what you cannot live with.|Sign it and we can go to the buyers with it.]",
    "[Before others cut us up|While they are still finding their feet], let us [settle how we work|write it down]. {shown} "
    "[One page, five clauses.|Nothing in it costs you your name.]",
)
BACKING = (
    "[You should see this early|We would like you to see it first]: “{title}”, between {others}. {shown} [On {matter} would you put your "
    "name to it?|On {matter} a word of support from you would carry weight.]",
    "“{title}” [leaves you one number to ring|is what you asked for|does not ask you for a penny yet]: {others} [together|as one|at one "
    "table]. On {matter}, {view}. [Will you stand behind it {when}?|May we say that you back it?|On {matter} "
    "your name would help us with the rest.]",
    "[We hear|You said] that {view}. “{title}” is [our answer to that|what {others} make of it]. {shown} [Can you say in public "
    "that it is right?|On {matter}, what would keep you from standing behind it?]",
    "{colleague} [says that you should read this before others do|has drawn it up]: “{title}”. [With it, {matter} is one talk and not "
    "four.|It touches {matter}.] [Back us {when}, if you can.|Tell me {when} what stands in the way of your support.]",
)
WITH_US = ("proposed", "agreed", "signed", "in-force")


def options(s: Situation) -> Options:
    """What sellers of help, and partners of an alliance, might put on paper or ask others to stand behind."""
    if not s.may("agreements"):
        return
    if "sell-support" in s.who.powers:
        yield from offer_support(s)
    if s.who.kind in PROVIDERS:
        yield from settle_together(s)
        yield from seek_backing(s)


def lying_with(s: Situation, body: str, tier: str) -> bool:
    """Whether a text of a tier lies with a body or stands between it and one's own."""
    return any(
        a.tier == tier and body in a.parties and s.who.organisation in a.parties and a.phase in WITH_US
        for a in s.world.agreements.values()
    )


def offer_support(s: Situation) -> Options:
    """Terms put to those who might buy help; those who have sold nothing yet and live by it try hardest."""
    if not s.fresh("proposed", 18, ours=True):
        return
    buyers = [
        b
        for b in s.who.roster.of("commissioner", "health-board")
        if not lying_with(s, b, "support") and s.fresh(f"proposed/{b}", 60, ours=True)
    ]
    if not buyers:
        return
    sold = any(
        a.tier == "support" and a.phase in ("signed", "in-force") and s.who.organisation in a.parties
        for a in s.world.agreements.values()
    )
    tried = {b: s.times(f"proposed/{b}", ours=True) for b in buyers}
    to = max(
        buyers,
        key=lambda b: s.known(b) + 0.2 * s.trust(b) + 0.1 * s.memory.contacts.get(b, 0) - 0.3 * tried[b],
    )
    worth = (
        0.3
        + 0.6 * s.who.trait("concern-growth")
        + 0.3 * s.who.trait("persistence")
        + (0.15 if sold else 0.45)
        - 0.12 * tried[to]
    )
    reasons = (
        f"{s.name(to)} has much to do and few hands",
        "we live by what we sell" if sold else "nothing of ours is sold yet",
    )
    yield Option("propose", worth, later(put_terms, s, to), reasons, 0.75, to)


def put_terms(s: Situation, random: Random, body: str) -> Ask:
    """The offer: what is done, for how much; who likes a gamble puts part of the fee on it."""
    amount = 40_000 * (3 + int(random.random() * 6))
    bold = random.random() < 1.6 * (s.who.trait("appetite-for-risk") - 0.3)
    words = say(random, AT_RISK if bold else SUPPORT, body=s.name(body), sum=pounds(amount))
    start = Month(s.month + 1)
    text = spoken(s, random, OFFERED, "data", within=25, sum=pounds(amount), month=month_name(s, start))
    return Propose(
        to=(OrganisationRef(body),),
        title=Text(f"Support for the year ({s.who.name} and {s.name(body)})"),
        clauses=(Clause(words),),
        start=start,
        tier="support",
        text=text,
        about=s.about("data"),
    )


def partners(s: Situation) -> list[str]:
    """Those with whom one's own body was founded to work as one, or who were invited into it."""
    mine, found = s.who.organisation, []
    for body in s.world.organisations.values():
        if body.kind == "alliance" and body.status != "ended" and mine in body.members:
            asked = [
                p
                for m in s.world.matters.values()
                if m.kind == "alliance" and m.body == body.id
                for p in m.against
            ]
            found += [b for b in (*body.members, *asked) if b != mine]
    return [b for b in dict.fromkeys(found) if s.world.organisations[b].kind in PROVIDERS]


def settle_together(s: Situation) -> Options:
    """Terms among partners, once: a name without a paper holds nobody."""
    others = partners(s)
    if not others or not s.fresh("proposed", 8, ours=True):
        return
    if any(
        set(a.parties) & set(others) and is_ours(s, a) and a.phase in WITH_US
        for a in s.world.agreements.values()
    ):
        return
    trust = sum(s.trust(b) for b in others) / len(others)
    worth = (
        0.7
        + 0.4 * trust
        + 0.3 * s.who.trait("proactive")
        + 0.2 * s.concern("relationships")
        + 0.2 * s.who.trait("grip")
    )
    reasons = (
        f"we stand together with {listed([s.name(b) for b in others])}",
        "nothing between us is on paper",
    )
    yield Option("propose", worth, later(put_together, s, tuple(others)), reasons, 0.8, others[0])


def is_ours(s: Situation, a: Agreement) -> bool:
    """Whether an agreement is one among providers, and one's own body party to it."""
    return s.who.organisation in a.parties and all(
        s.world.organisations[p].kind in PROVIDERS for p in a.parties
    )


def put_together(s: Situation, random: Random, others: tuple[str, ...]) -> Ask:
    """The partners' terms."""
    names = listed([s.who.name, *(s.name(b) for b in others)])
    return Propose(
        to=tuple(OrganisationRef(b) for b in others),
        title=Text(f"Working as one outside hospital ({names})"),
        clauses=(Clause(say(random, TOGETHER)),),
        start=Month(s.month + 1),
        tier="side",
        text=spoken(s, random, TOGETHER_SAID, "pathway", within=25, month=month_name(s, s.month + 1)),
        about=s.about("pathway", "relationship"),
    )


def seek_backing(s: Situation) -> Options:
    """An agreement among providers shown to those whose good word counts: who buys, who speaks for the place, whose beds it spares."""
    if not s.fresh("information-shared", 12, ours=True):
        return
    for deal in s.world.agreements.values():
        if not is_ours(s, deal) or deal.phase not in ("agreed", "signed", "in-force"):
            continue
        untold = [
            b
            for b in s.who.roster.of("commissioner", "health-board", "acute-provider")
            if b not in deal.informed
            and b not in deal.parties
            and s.fresh(f"information-shared/{b}", 60, ours=True)
        ]
        if not untold:
            continue
        to = max(untold, key=lambda b: s.known(b) + 0.3 * s.trust(b))
        worth = (
            0.85 + 0.4 * s.who.trait("sociability") + 0.3 * s.who.trait("concern-growth") + 0.25 * s.trust(to)
        )
        reasons = (f"“{clipped(deal.title, 60)}” needs friends", f"{s.name(to)} might put its name to it")
        yield Option("share", worth, later(show, s, deal, to), reasons, 0.75, to, 1.0, deal.id)
        return


def show(s: Situation, random: Random, deal: Agreement, body: str) -> Ask:
    """The text, and the wish that goes with it."""
    others = listed([s.name(p) for p in deal.parties])
    text = spoken(s, random, BACKING, "pathway", within=25, title=title_of(deal.title), others=others)
    return Share(
        to=(SeatRef(s.person(body, "strategy", "contract")),),
        agreement=AgreementRef(deal.id),
        text=text,
        about=s.about("pathway", "relationship"),
    )
