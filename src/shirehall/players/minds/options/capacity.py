"""Open or close what one runs, or put money into something: when figures press, and caution allows."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Clause, Month, Pence, SiteRef
from shirehall.play.moves.capacity import ChangeCapacity, Invest
from shirehall.players.minds.character import Place
from shirehall.players.minds.option import Option, Options
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import month_name, pounds, say

CLOSING = (
    "We close {count} {what} at {site}. The money does not stretch to staff them safely.",
    "{count} {what} at {site} come out of use from {month}, and we shall watch what it does to waits.",
    "From {month} {site} runs with {count} {what} fewer. {shown} [I do not pretend that nobody will notice.|It is not what "
    "any of us came for.]",
)
OPENING = (
    "We open {count} more {what} at {site} for the months ahead.",
    "{count} {what} more at {site}, because people are waiting.",
    "{site} [gains|opens] {count} {what} in {month}. [Staff are found for half of them|We have the rota for it] and agency fills the rest.",
)
WHY_PRACTICES = (
    "Practices look at one another's referrals, with somebody to help.",
    "{sum} from {month} so that practices can look at each other's figures, with [an hour a month paid|somebody to sit with them].",
    "[The spread between practices|Variation] is where our money goes. {sum} for peer review, [to be counted in {later}|and "
    "we stop if nothing moves].",
)
WHY_PREVENTION = (
    "Stop smoking help and falls classes in the poorest wards.",
    "{sum} for falls classes and help to stop smoking, in the wards with most need. [None of it pays back this year.|I know "
    "what it does to this year's balance.]",
    "Some illness need not come. {sum} from {month} for the streets where it comes most.",
)


def options(s: Situation) -> Options:
    """A change of the body's own capacity, or an investment."""
    if s.provides and s.who.places and s.may("money"):
        yield from change(s)
    if s.buys and s.may("money"):
        yield from invest(s)


def change(s: Situation) -> Options:
    """Close when money presses and beds stand empty enough; open when they are full and people wait."""
    if not s.fresh("capacity-changed", 40, ours=True):
        return
    places = [p for p in s.who.places if p.count >= 30 and s.world.sites.get(p.site) == s.who.organisation]
    beds = [p for p in places if p.resource.endswith("-beds")] or places
    if not beds:
        return
    beds.sort(key=lambda p: -p.count)
    place = beds[s.times("capacity-changed", ours=True) % len(beds)]
    margin, full, cut = (
        s.figure("provider-margin"),
        s.figure("bed-occupancy", place.site),
        s.figure("community-waiting"),
    )
    occupancy = full[1] if full is not None else 90.0
    caution = (
        0.35 * s.concern("quality") + 0.3 * s.concern("access") + 0.2 * (1 - s.who.trait("appetite-for-risk"))
    )
    if margin is not None and margin[1] < 0 and occupancy < 95:
        worth = (
            0.35 + 0.35 * s.concern("money") + 0.25 * s.money_pressure() - caution + 0.02 * (92 - occupancy)
        )
        reasons = (
            f"the margin is {pounds(margin[1])} a month",
            f"beds are {occupancy:.0f}% full",
            f"caution {caution:.1f}",
        )
        yield Option("change-capacity", worth, lambda r: resize(s, r, place, -1), reasons, 0.7)
    waiting = occupancy > 94 or (cut is not None and cut[1] > 200)
    if waiting and s.money_pressure() < 1.2:
        worth = 0.25 + 0.4 * s.concern("access") + 0.3 * s.concern("quality") - 0.3 * s.concern("money")
        pressing = (f"beds are {occupancy:.0f}% full",)
        yield Option("change-capacity", worth, lambda r: resize(s, r, place, 1), pressing, 0.7)


def resize(s: Situation, random: Random, place: Place, sign: int) -> Ask:
    """About one part in twenty of what is there."""
    count = max(2, round(place.count * (0.03 + 0.03 * random.random())))
    start = Month(min(s.month + 1 + int(random.random() * 2), s.world.clock.months + 1))
    text = say(
        random,
        OPENING if sign > 0 else CLOSING,
        count=count,
        what=place.resource.replace("-", " "),
        site=place.name,
        month=month_name(s, start),
        shown=lambda: fact(s, random, "money"),
    )
    return ChangeCapacity(
        site=SiteRef(place.site),
        resource=place.resource,
        change=sign * count,
        start=start,
        text=text,
        about=s.about("estate", "money"),
    )


def invest(s: Situation) -> Options:
    """Put one's own money into practices or prevention, by concern and by what one can write down in terms."""
    if not s.fresh("invested", 80, ours=True) or s.who.skill("contracting") < 0.2:
        return
    mine = s.who.organisation
    heat = s.memory.heat.get("practice-performance", 0.0)
    craft = 0.3 * s.who.skill("contracting") + 0.2 * s.who.skill("data") + 0.1 * s.memory.support
    practices = (
        0.3
        + 0.35 * heat
        + craft
        + 0.3 * s.share_of("practice-performance", "money")
        + 0.2 * s.money_pressure()
    )
    clause = Clause(
        "Practices look at one another's referrals, with somebody to help.",
        "practice",
        (("close_percent", 10), ("commissioner", mine)),
    )
    yield Option(
        "invest",
        practices,
        lambda r: put(s, r, clause, 120_000),
        ("practices differ more than their patients do",),
        0.65,
    )
    prevention = (
        0.1
        + 0.8 * s.concern("prevention")
        + craft
        - 0.35 * s.money_pressure()
        + 0.2 * s.share_of("prevention")
    )
    terms = (("commissioner", mine), ("pounds", 400_000))
    well = Clause("Stop smoking help and falls classes in the poorest wards.", "prevention", terms)
    yield Option(
        "invest", prevention, lambda r: put(s, r, well, 100_000), ("some illness need not come",), 0.6
    )


def put(s: Situation, random: Random, clause: Clause, amount: int) -> Ask:
    """The investment."""
    text = say(
        random,
        WHY_PREVENTION if clause.mechanism == "prevention" else WHY_PRACTICES,
        sum=pounds(amount),
        month=month_name(s, s.month + 1),
        later=month_name(s, s.month + 4),
    )
    topic = "prevention" if clause.mechanism == "prevention" else "practice-performance"
    return Invest(
        clause=clause,
        sum=Pence(amount * 100),
        start=Month(s.month + 1),
        text=text,
        about=s.about(topic, "money"),
    )
