"""Schemes for which a county gives the occasion: a rule that lets health and social care buy as one, a second hospital, a bill from beyond
the county line, rooms that stand empty, crews that could do more than drive, a firm with something new."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask
from shirehall.players.minds import place
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.letters import letter
from shirehall.players.minds.options.schemes import drive, may_put_one, partners, scheme
from shirehall.players.minds.options.shifting import looks_outward
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.years import says

POOLED = "one buy for both"
"""The words of a rule by which health bodies and councils may buy as one."""
AWAY = 0.04
"""From which part of its allocation on a buyer thinks of what it pays for beyond the county line (assumed)."""
MONITORS = "monitoring"
"""The word by which a firm says that it watches over people at home."""
BY_TENDER = (
    "[We buy care by tender and have done for years.|Most of what we pay for was put to tender.] [Would you put yours out with ours|If we "
    "bought together, would you do it our way]? {shown}",
    "[You steer those you have|You talk to those you have always had]; we [invite bids|go to tender] and take who is best. [Could one "
    "tender serve us both?|What keeps you from a joint tender?] [Talk to us {when}.|Ask {colleague} {when}.]",
)
RIVALS = 0.8
"""How much talk of competition keeps two hospitals from sharing what they do (assumed)."""


def options(s: Situation) -> Options:
    """What the county gives occasion for, to whoever has put nothing lately and feels moved to."""
    if not may_put_one(s):
        return
    if s.buys:
        yield from with_the_council(s)
        yield from brought_back(s)
    elif s.who.kind == "acute-provider":
        yield from shared_out(s)
        yield from home_on_the_day(s)
    elif s.who.kind == "ambulance":
        yield from treated_at_home(s)
    if s.provides:
        yield from rooms_of_others(s)
        yield from watched_over(s)


def with_the_council(s: Situation) -> Options:
    """One budget with the council, where a rule allows it: to those who mind ties, and whose people need both."""
    if not says(s, POOLED):
        return
    for body in partners(s, "council"):
        worth = (
            drive(s)
            + 0.15
            + 0.45 * s.concern("relationships")
            + 0.2 * s.share_of("strategy", "relationship", "access")
            + 0.15 * s.memory.heat.get("access", 0.0)
            - 0.15 * s.money_pressure()
        )
        yield scheme(s, "together", (body,), worth, "Many of our people need health and social care.")


def how_councils_buy(s: Situation) -> Options:
    """A council's word to those with whom it might buy: it has bought care by tender for years, and would do so together."""
    if s.who.kind != "council" or not says(s, POOLED) or not s.fresh("message-sent:competition", 60):
        return
    if not s.falls_to_me("strategy", "contract"):
        return
    for body in [b for b in partners(s, "commissioner") if s.world.seats_of(b)][:1]:
        worth = (
            0.35
            + 0.35 * s.concern("money")
            + 0.25 * s.who.trait("openness-to-outsiders")
            + 0.2 * s.share_of("strategy", "relationship", "contract")
        )
        reasons = ("what we buy we put to tender", f"{s.name(body)} might buy with us")
        yield Option("message", worth, later(write_of_tenders, s, body), reasons, 0.7, body)


def write_of_tenders(s: Situation, random: Random, body: str) -> Ask:
    """The letter."""
    about = ("competition", "relationship")
    return letter(s, random, body, BY_TENDER, *about, to=("strategy", "contract"), within=30)


def brought_back(s: Situation) -> Options:
    """Work that is paid for beyond the county line, offered to the hospitals here: by those who pay much for it and are short of money."""
    away, whole = s.who.money.get("spend-out-of-county", 0.0), s.who.money.get("allocation", 0.0)
    if not whole or away / whole < AWAY:
        return
    for rank, body in enumerate(partners(s, "acute-provider")[:2]):
        worth = (
            drive(s)
            + 0.8 * min(s.money_pressure(), 1.2)
            + 0.2 * s.share_of("money", "access", "strategy")
            - 0.15 * rank
        )
        yield scheme(s, "back", (body,), worth, "Much of what we pay leaves the county.")


def shared_out(s: Situation) -> Options:
    """Services shared with another hospital of the county: when money or waits press, and one can bear to depend on it."""
    for body in partners(s, "acute-provider"):
        worth = (
            drive(s)
            + 0.3 * min(s.money_pressure(), 1.2)
            + 0.25 * s.memory.heat.get("access", 0.0)
            + 0.25 * s.concern("relationships")
            - 0.4 * s.concern("independence")
            - RIVALS * min(s.memory.heat.get("competition", 0.0), 2.0)
        )
        yield scheme(s, "sites", (body,), worth, "Neither of us can fill every rota alone.")


def home_on_the_day(s: Situation) -> Options:
    """Care at home, asked of the council where a rule lets the two act as one and beds are full."""
    if not says(s, POOLED) or not (place.beds_full(s) or s.memory.heat.get("access", 0.0) > 0.6):
        return
    for body in partners(s, "council"):
        worth = drive(s) + 0.35 * s.share_of("access", "estate", "pathway")
        yield scheme(s, "packages", (body,), worth, "People wait in our beds for care at home.")


def treated_at_home(s: Situation) -> Options:
    """More done by crews, agreed with those at whose door they stand."""
    for rank, body in enumerate(partners(s, "acute-provider")[:2]):
        worth = (
            drive(s)
            + 0.25 * s.who.trait("concern-growth")
            + 0.3 * s.share_of("access", "pathway")
            - 0.1 * rank
        )
        yield scheme(s, "treat", (body,), worth, "Our crews can do more than drive.")


def rooms_of_others(s: Situation) -> Options:
    """Rooms of a small body near to patients, asked for by those who own few and by those who mean to come nearer."""
    if s.who.kind not in ("private-provider", "gp-provider") and not looks_outward(s):
        return
    for body in [b for b in partners(s, "social-enterprise") if has_rooms(s, b)][:1]:
        worth = (
            drive(s)
            + 0.2 * s.who.trait("concern-growth")
            + 0.15 * s.share_of("access", "estate", "pathway")
            + 0.2 * s.known(body)
            - 0.1
        )
        yield scheme(s, "rooms", (body,), worth, "You have rooms where people live.")


def has_rooms(s: Situation, body: str) -> bool:
    """Whether a body owns a site at which there is room for some work."""
    return any(s.world.sites.get(site) == body for sites in s.who.roster.rooms.values() for site in sites)


def watched_over(s: Situation) -> Options:
    """Equipment that watches over people at home, put by whoever sells it to those who might pay, in health or at the council."""
    if not any(MONITORS in work for work in s.who.does):
        return
    for rank, body in enumerate(partners(s, "commissioner", "council")[:3]):
        worth = (
            drive(s)
            + 0.4 * s.who.trait("concern-growth")
            + 0.2 * s.share_of("strategy", "contract")
            - 0.1 * rank
        )
        yield scheme(
            s, "telecare", (body,), worth, "People with long illnesses could be watched over at home."
        )
