"""What buildings make one do: ask for those that one works in and does not own; fill those that must be paid for, full or not."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Literal

from shirehall.play.fields import Ask, Clause, Minutes, Month, OrganisationRef, SeatRef, Text
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.propose import Propose
from shirehall.players.minds import place
from shirehall.players.minds.character import BuyRight
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.letters import letter
from shirehall.players.minds.options.schemes import near_home
from shirehall.players.minds.options.voice import spoken
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import pounds, say
from shirehall.players.minds.years import TWO_HATS, put_already, says

Wants = Literal["help", "plan", "money"]

FREEHOLD = (
    "{building} passes with its freehold to those who run the services in it, for {sum} or as the valuer says.",
    "The freehold of {building} goes with the services. Until it does, the rent stands still and repairs are shared.",
)
ASKED_FOR = (
    "[We run the wards and you hold the keys.|Nobody lends to a body that owns not one brick.] Without {building} [we cannot plan "
    "beyond a year|our application is a set of promises]. [Will you put it in writing {when}?|Is it yes or no, {when}?]",
    "[It has been taken for granted and never written down:|One thing has to be settled first:] {building} comes with what is done in "
    "it. {shown} [What do you want it for, if not for this?|You would still have the say on what is done there.]",
)
YOUR_PART: Mapping[Wants, tuple[str, ...]] = {
    "help": (
        "[We are to become a body of our own|Our parent is to let us go], and before the paper is written [I ask all whom we work "
        "beside|I go from door to door]: what would you put in, [people, rooms or money|a nurse's post or a room]? {shown}",
    ),
    "plan": (
        "[Which of our teams could you not do without?|Half of what we do, we do for you.] [We plan to stand alone.|We have to choose a "
        "form.] {when}, if you can: what do you plan to send our way? {shown}",
    ),
    "money": (
        "[Half of what we do, we do for you|Our teams come to your patients every day]. [When we stand alone|Once nobody carries us], what "
        "would you pay towards that? [A sum in writing, {when}.|Tell {colleague} {when}.]",
    ),
}
ROOM = (
    "[We have capacity to spare|There is spare capacity here], and nobody waits long. [Refer to us and see for yourself.|Send us your next "
    "ten, and ask your patients how it was.] {shown}",
    "[Why should your patients wait?|People choose what is sooner when they are told of it.] We could see them within weeks: [refer them "
    "here|tell them so], {when} if you like. {shown}",
    "[One floor of ours has never been opened.|Two of our theatres stand dark on Fridays.] [If your letters came here|With your patients "
    "in them] we should both be better off: {view}.",
)
DEAR = 0.1
"""From which part of turnover on the charge for a building is what one thinks of first (assumed)."""
IN_TIME = 90
"""How many of a hundred are seen within 18 weeks where one speaks of short waits (assumed)."""


def options(s: Situation) -> Options:
    """The freehold asked for; the empty ward offered."""
    yield from freehold(s)
    yield from stand_alone(s)
    yield from fill(s)


def freehold(s: Situation) -> Options:
    """What another owns and one's own work is done in, asked for by those who would stand on their own feet."""
    if (
        not s.may("agreements")
        or not s.fresh("proposed", 14)
        or not s.fresh("proposed:estate", 60, ours=True)
    ):
        return
    for right in [each for each in s.who.buy_rights if not put_already(s, title_for(each), each.owner)][:1]:
        if not s.world.seats_of(right.owner):
            continue
        worth = (
            0.5
            + 0.6 * s.concern("independence")
            + 0.3 * s.who.trait("concern-growth")
            + 0.2 * s.share_of("estate", "strategy")
            - 0.2 * s.who.trait("deference")
        )
        reasons = (f"we work in {right.name} and {s.name(right.owner)} owns it",)
        yield Option("propose", worth, later(ask_for, s, right), reasons, 0.6, right.owner)


def plain_name(right: BuyRight) -> str:
    """What one calls the building: its name without the lawyers' addition."""
    return right.name.split(",")[0]


def title_for(right: BuyRight) -> str:
    """What a proposal for a building is called."""
    return f"{plain_name(right)}: the building goes with the services"


def ask_for(s: Situation, random: Random, right: BuyRight) -> Ask:
    """The proposal."""
    building, amount = plain_name(right), pounds(right.worth * 1_000_000) if right.worth else "its upkeep"
    return Propose(
        to=(OrganisationRef(right.owner),),
        title=Text(title_for(right)),
        clauses=(Clause(say(random, FREEHOLD, building=building, sum=amount)),),
        start=Month(min(s.month + 2, s.world.clock.months + 6)),
        tier="side",
        text=spoken(s, random, ASKED_FOR, "estate", within=30, building=building),
        about=s.about("estate", "strategy"),
    )


def stand_alone(s: Situation) -> Options:
    """What neighbours would bring to a body that is to leave its parent: asked of those it works beside, plan by plan."""
    if not near_home(s, s.who.organisation) or not says(s, TWO_HATS):
        return
    if not s.fresh("asked", 12) or not s.may("agreements"):
        return
    kinds = ("gp-provider", "acute-provider", "social-enterprise", "mental-health-provider")
    near = [
        b for b in s.who.roster.of(*kinds) if s.world.seats_of(b) and s.fresh(f"asked/{b}", 70, ours=True)
    ]
    if not near:
        return
    body = max(near, key=lambda b: s.known(b) + 0.3 * s.trust(b))
    worth = (
        0.5
        + 0.4 * s.concern("independence")
        + 0.3 * s.concern("money")
        + 0.2 * s.who.trait("proactive")
        + 0.2 * s.share_of("strategy", "money", "relationship")
    )
    reasons = ("we are to stand by ourselves", f"{s.name(body)} needs what we do")
    yield Option("ask", worth, later(ask_for_a_part, s, body), reasons, 0.7, body)


def ask_for_a_part(s: Situation, random: Random, body: str) -> Ask:
    """The request."""
    wants: Wants = ("help", "plan", "money")[int(random.random() * len(YOUR_PART))]
    return AskFor(
        to=(SeatRef(s.person(body, "strategy", "money")),),
        wants=wants,
        text=spoken(s, random, YOUR_PART[wants], "strategy", within=25),
        about=s.about("strategy", "money"),
        within=Minutes(25),
    )


def fill(s: Situation) -> Options:
    """Room to spare in a building that costs the same full or empty, offered to whoever sends patients."""
    charge, turnover = s.who.money.get("capital-charge", 0.0), s.who.money.get("turnover", 0.0)
    waits = s.figure("rtt-within-18w")
    if not turnover or charge / turnover < DEAR or place.beds_full(s) or (waits and waits[1] < IN_TIME):
        return
    senders = [b for b in s.who.roster.of("gp-provider", "practices") if s.world.seats_of(b)]
    fresh = [b for b in senders if s.fresh(f"message-sent/{b}", 45, ours=True)]
    if not fresh or not s.fresh("message-sent", 6):
        return
    body = max(fresh, key=s.known)
    worth = (
        0.2
        + 4.0 * (charge / turnover - DEAR)
        + 0.6 * s.who.trait("concern-growth")
        + 0.25 * s.concern("money")
        + 0.2 * s.share_of("strategy", "access", "money")
    )
    reasons = ("the building has to be paid for, full or not", f"{s.name(body)} sends patients")
    yield Option("message", worth, later(offer_room, s, body), reasons, 0.7, body)


def offer_room(s: Situation, random: Random, body: str) -> Ask:
    """The offer, in a letter."""
    return letter(s, random, body, ROOM, "access", "competition", to=("access", "pathway"))
