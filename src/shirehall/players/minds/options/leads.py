"""One counterpart instead of several: asked for by who faces many, given by those who trust one another."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Minutes, OrganisationRef, SeatRef
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.lead import AppointLead
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, month_name, number_words, pounds, say

REQUESTS = (
    "We have the same talk with each of you. Could one of you speak for all on the contract?",
    "Could we deal with a single lead for all of you? It would save everybody a month.",
    "Is there one person who can speak on behalf of all of you? We would come to the table the same day.",
    "{count} contracts, {count} sets of meetings, the same people in the room. Could one of you speak for all {when}?",
    "{sum} a year between us, in {count} separate conversations. We should like one voice to talk to. Whom would you send?",
)
BACKED = (
    "We are content for {lead} to lead for us in talks with {body}. We stay answerable for our own money.",
    "{lead} knows {body} better than we do and has our backing[ on {matter}|, until {month} at least|].",
    "On {matter}, {lead} may [speak|argue] for us with {body}; what is signed we [still read|sign] ourselves.",
    "[Better one good negotiator than several tired ones.|It saves us a seat at every table.] {lead} has our backing with "
    "{body}, [until {month}|to be looked at in {month}].",
)


def options(s: Situation) -> Options:
    """Ask several buyers for one voice."""
    yield from ask_for_one(s)


def backing(s: Situation) -> Options:
    """Back a lead when one was asked for, or one whom fellows back already."""
    if not s.may("people"):
        return
    wanted = list(s.memory.counterpart_wanted)
    followed = [b for b in s.world.leads if b not in wanted and fellows_behind(s, b)]
    for body in [*reversed(wanted), *followed][:3]:
        yield from back_somebody(s, body)


def fellows_behind(s: Situation, body: str) -> int:
    """How many bodies of one's own kind back the lead towards a body, where one's own does not."""
    lead = s.world.leads.get(body)
    if lead is None or s.who.organisation in lead.backers:
        return 0
    return sum(1 for b in lead.backers if s.who.roster.kinds.get(b) == s.who.kind)


def ask_for_one(s: Situation) -> Options:
    """Whoever has contracts with several bodies of one kind would rather deal with one."""
    many = tuple(dict.fromkeys(p.other for p in s.who.contracts if not p.buying))
    if (
        len(many) < 2
        or not s.falls_to_me("contract", "price", "money")
        or not s.fresh("asked:governance", 70, ours=True)
    ):
        return
    if any(lead.counterpart == s.who.organisation for lead in s.world.leads.values()):
        return
    worth = (
        0.2
        + 0.5 * s.who.trait("grip")
        + 0.5 * s.who.skill("contracting")
        + 0.15 * len(many)
        - 0.1 * s.concern("independence")
    )
    reasons = (f"{len(many)} bodies hold contracts with us and each talks apart",)
    yield Option("ask", worth, lambda r: request(s, r, many), reasons, 0.6, many[0])


def request(s: Situation, random: Random, many: tuple[str, ...]) -> Ask:
    """The wish for one counterpart, put to all of them at once."""
    to = tuple(SeatRef(x) for x in (s.person(b, "strategy", "governance", scope="people") for b in many) if x)
    return AskFor(
        to=to,
        wants="action",
        within=Minutes(40),
        text=joined(
            say(
                random,
                REQUESTS,
                count=number_words(len(many)),
                sum=pounds(sum(p.pounds for p in s.who.contracts if not p.buying)),
                when=by_when(s, random, 40),
            ),
            aside(s, random, 0.3),
        ),
        about=s.about("governance", "contract"),
    )


def back_somebody(s: Situation, body: str) -> Options:
    """Back a lead: one of the others whom one trusts, or oneself, as pride and trust have it."""
    standing = s.world.leads.get(body)
    if standing is not None and s.who.organisation in standing.backers:
        return
    worth = (
        0.65
        + 0.4 * s.who.trait("grip")
        + 0.3 * s.concern("relationships")
        - 0.45 * s.concern("independence")
        + 0.2 * s.load()
    )
    worth += 0.4 * dealings(s, body) + 0.15 * s.memory.pushes.get(body, 0.0)
    behind = fellows_behind(s, body)
    worth += 0.3 * min(behind, 3)
    lead = (
        standing.seat
        if standing is not None and content_with(s, standing.seat, behind)
        else whom_to_back(s, body)
    )
    if not lead or backed_already(s, body, lead):
        return
    name = s.name(s.body_of(lead))
    reasons = (
        f"{s.name(body)} asked for one counterpart",
        f"trust in {name} is {s.trust(s.body_of(lead)):.1f}",
    )
    yield Option("appoint-lead", worth, lambda r: back(s, r, lead, body), reasons, 0.75, body)


def content_with(s: Situation, lead: str, behind: int) -> bool:
    """Whether one can live with a lead that stands: gladly with one's own, else by trust and by how many fellows are behind it."""
    body = s.body_of(lead)
    return body == s.who.organisation or s.trust(body) + 0.15 * behind > 0.3


def dealings(s: Situation, body: str) -> float:
    """How much of what one buys and sells goes through a body, 0 to 1: the more, the more a practised negotiator is worth."""
    through = sum(paper.pounds for paper in s.who.contracts) or 1
    return sum(paper.pounds for paper in s.who.contracts if paper.other == body) / through


def backed_already(s: Situation, body: str, lead: str) -> bool:
    """Whether one's own body backs that seat already, though another stands."""
    now = s.world.leads.get(body)
    if now is None:
        return False
    return any(seat == lead and s.who.organisation in backers for seat, backers in now.rivals)


def whom_to_back(s: Situation, body: str) -> str:
    """The seat one would back: the ablest negotiator one knows among bodies of one's own kind, oneself included."""
    fellows = [b for b in s.who.roster.of(s.who.kind) if b != s.who.organisation]
    friend = max(fellows, key=s.trust, default="")
    if (
        s.who.skill("negotiation") > 0.5
        and s.who.trait("concern-independence") > 0.6
        and s.who.trait("proactive") > 0.5
    ):
        return s.who.seat
    best = (
        s.who.roster.best(friend, ("strategy", "contract"), "agreements")
        if friend and s.trust(friend) > 0.3
        else None
    )
    return best.seat if best is not None and s.body_of(best.seat) != body else ""


def back(s: Situation, random: Random, lead: str, body: str) -> Ask:
    """The backing, in words that keep accountability where it is."""
    chair = s.world.seats[lead]
    text = say(
        random,
        BACKED,
        lead=s.name(chair.organisation),
        body=s.name(body),
        matter=named(s, random, "contract"),
        month=month_name(s, s.month + 3),
    )
    text = joined(text, aside(s, random, 0.7))
    fellows = [b for b in s.who.roster.of(s.who.kind) if b not in (s.who.organisation, chair.organisation)]
    return AppointLead(
        lead=SeatRef(lead),
        towards=OrganisationRef(body),
        together_with=tuple(OrganisationRef(b) for b in fellows),
        text=text,
        about=s.about("governance", "contract"),
    )
