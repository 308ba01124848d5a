"""Judging a proposal: what it seems worth to the body, as far as the seat can tell, and whether signing it seems due."""

from __future__ import annotations

from zlib import crc32

from shirehall.play.agreements import Agreement
from shirehall.play.fields import Clause
from shirehall.players.minds import fortunes, place
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import BUYERS, PROVIDERS
from shirehall.players.minds.years import came_to_run

KNOWN_TO_RUN = 0.1
"""What each scheme that one has seen run, two at most, adds to the worth of terms for another (assumed)."""


def judged(s: Situation, a: Agreement) -> tuple[float, str]:
    """What an agreement is worth to the seat's body, about -1 to 1, and the chief reason in words.

    Who knows little of contracts reads it less well: part of what it sees in it is guesswork, the same guess each time.
    """
    mine = s.who.organisation
    others = [p for p in a.parties if p != mine]
    trust = sum(s.trust(p) for p in others) / max(len(others), 1)
    value = -0.05 + 0.35 * (trust - 0.3)
    why = f"we trust them {trust:.1f}"
    for topic in a.about[:3]:
        value += 0.12 * (s.topic_weight(topic) - 0.4)
    for clause in a.clauses:
        if clause.mechanism or fortunes.shared(clause):
            worth = clause_worth(s, clause)
            if abs(worth) > 0.1:
                why = f"“{clause.words[:60].rstrip()}” {'helps' if worth > 0 else 'hurts'} us"
            value += worth
    if a.tier == "side" and a.typed:
        value += KNOWN_TO_RUN * min(came_to_run(s), 2)
    if asked_for_nothing(s, a):
        value -= 0.25 + 0.25 * min(s.money_pressure(), 1.5)
        why = "it is more work and no more money"
    if asked_for_a_building(s, a):
        value -= LOATH + OWN_MASTER * s.concern("independence")
        why = "what we own is what we can still decide with"
    if "technology" in a.about and (s.buys or s.who.kind == "council") and put_by_a_provider(s, a):
        value -= NO_BUDGET * (1 - s.who.trait("openness-to-outsiders"))
        why = "nobody has a budget for what is new"
    if a.tier == "main":
        value += 0.2 + 0.5 * deadline_near(s) - 0.7 * stake(s, a)
        why = "the year's contract has to be signed some day"
    elif a.tier == "support":
        value += support_worth(s, a)
        why = "help that we might need"
    skill = s.who.skill("contracting")
    drawn = crc32(f"{s.world.seats[s.who.seat].position}/{a.id}/{a.version}".encode()) % 1000 / 1000
    guess = (drawn - 0.5) * 0.9 * (1 - skill)
    if a.proposer and s.body_of(a.proposer) == mine:
        value += 0.4
    return max(-1.0, min(1.2, value + guess)), why


def asked_for_nothing(s: Situation, a: Agreement) -> bool:
    """Whether a buyer asks more work of one who gives care, in a text that names no sum and no terms that pay."""
    by = s.body_of(a.proposer) if a.proposer else ""
    return (
        s.provides
        and a.tier == "side"
        and s.who.roster.kinds.get(by) in BUYERS
        and not any(dict(c.terms).get("commissioner") or "£" in c.words for c in a.clauses)
    )


NO_BUDGET = 0.8
"""How much speaks, to those who would have to pay, against what no budget has a line for (assumed)."""
LOATH, OWN_MASTER = 0.5, 0.6
"""How much speaks against giving up a building or its rooms, and how much more to who would stay its own master (assumed)."""
WORDS_FOR_A_BUILDING = ("freehold", "for a rent")
"""Words of a text by which somebody asks for a building, or for rooms in it."""


def asked_for_a_building(s: Situation, a: Agreement) -> bool:
    """Whether another asks for what one owns: a buyer's freehold, or the rooms of somebody small."""
    if not s.has("place") or not put_by_a_provider(s, a) or not (s.buys or place.bound(s) < place.MIDDLE):
        return False
    return any(words in c.words.lower() for c in a.clauses for words in WORDS_FOR_A_BUILDING)


def put_by_a_provider(s: Situation, a: Agreement) -> bool:
    """Whether a text was put by another body, one that gives care."""
    by = s.body_of(a.proposer) if a.proposer else ""
    return by != s.who.organisation and s.who.roster.kinds.get(by) in PROVIDERS


def clause_worth(s: Situation, clause: Clause) -> float:
    """What typed terms seem worth to the body, by general knowledge of what such terms do."""
    terms = dict(clause.terms)
    mine = s.who.organisation
    money = s.concern("money")
    name = clause.mechanism
    if name in ("discharge", "avoidance"):
        if terms.get("provider") == mine:
            if terms.get("commissioner"):
                return 0.25 + 0.2 * s.who.trait("concern-growth")
            return -0.25 - 0.25 * min(s.money_pressure(), 1.5)
        pays = 0.2 * money if terms.get("commissioner") == mine else 0.0
        return 0.15 * s.concern("access") + 0.15 * s.concern("patients") - pays
    if name == "price":
        up = float(terms.get("percent", 0)) / 10 * (1 if terms.get("provider") == mine else -1)
        return 0.4 * up * money
    if name == "risk-share":
        return (
            0.25 * s.who.trait("appetite-for-risk") - 0.1 if terms.get("provider") == mine else 0.15 * money
        )
    if fortunes.shared(clause):
        return (
            0.1 * money
            + fortunes.pull(s)
            + 0.1 * s.concern("relationships")
            - 0.1 * s.concern("independence")
        )
    if name == "practice-budget":
        if terms.get("commissioner") == mine:
            return 0.1 + 0.2 * money - 0.15 * s.who.trait("control-habit")
        return 0.15 + 0.2 * s.who.trait("appetite-for-risk") + 0.2 * s.concern("independence")
    if name == "fund":
        return 0.35 * money if terms.get("receiver") == mine else -0.3 * money
    if name == "block":
        return 0.15 if terms.get("provider") == mine else 0.1 * money
    if name == "shift":
        here, there = (s.world.sites.get(str(terms.get(end, "")), terms.get(end)) for end in ("from", "to"))
        if there == mine:
            return 0.4
        if here == mine:
            return -0.5
        return 0.1 * s.concern("access") + 0.15 * s.concern("patients")
    return 0.05


def stake(s: Situation, a: Agreement) -> float:
    """How much hangs on a main contract, 0 to 1: its share of what passes through the body's main contracts, the more the harder
    money presses. Whoever settles first gives up what might still be had, so the largest are put off the longest."""
    paper = next((each for each in s.who.contracts if each.contract == a.contract), None)
    if paper is None:
        return 0.0
    through = sum(each.pounds for each in s.who.contracts) or 1
    return min(1.0, 0.5 + 0.4 * paper.pounds / through + 0.15 * s.money_pressure())


def support_worth(s: Situation, a: Agreement) -> float:
    """What bought help seems worth: much to those who know what they lack and are swamped. The money counts against it, for it
    comes out of one's own running costs; a seller who stakes its fee, or whom one does not know too well, has the better of it
    with those who are open to newcomers.
    """
    if s.who.kind in ("support-unit", "private-support"):
        return 0.6
    lacks = 1 - (s.who.thinks_it_can("contracting") + s.who.thinks_it_can("data")) / 2
    seller = next((p for p in a.parties if "sell-support" in s.world.organisations[p].powers), "")
    staked = any("share the risk" in c.words for c in a.clauses)
    return (
        -0.42
        + 0.55 * lacks
        + 0.2 * min(s.load(), 1.0)
        - 0.3 * s.concern("money")
        + 0.5 * s.who.trait("openness-to-outsiders") * (0.9 - s.known(seller))
        + (0.25 if staked else 0.0)
        - 0.2 * s.memory.support
    )


def deadline_near(s: Situation) -> float:
    """How hard the date for signing presses, in the seat's own sense of time: 0 when far, 1 when it was let pass.

    Everybody was given the dates; who knows contracts and keeps lists begins to think of one long before it comes. Most of the
    moving is done on the last day and after it (Roth, Murnighan and Schoumaker 1988, the deadline effect in bargaining).
    """
    nearest = 0.0
    for deadline in s.world.deadlines.values():
        if deadline.met_by == "agreement-signed" and s.who.organisation in deadline.owes:
            ahead = deadline.at - s.at
            horizon = 15 + 150 * s.who.skill("contracting") + 25 * s.who.trait("grip")
            near = 0.6 * max(0.0, 1 - ahead / horizon) ** 2 if ahead > 0 else 0.95
            nearest = max(nearest, min(1.0, near))
    return nearest


def eager_to_sign(s: Situation, a: Agreement) -> float:
    """How far the seat knows that paper should follow words, 0 to 1: by craft, because a date is near, or because others signed.

    Those who never wrote a contract take an agreement in words for the thing itself.
    """
    main = a.tier == "main"
    craft = s.who.skill("contracting") * (1 - stake(s, a) if main else 1.0)
    prompted = (0.15 if main else 0.35) * min(s.memory.signed_by_others.get(a.id, 0), 2)
    dated = deadline_near(s) if main else 0.0
    return min(1.0, max(craft, prompted, dated) + 0.1 * min(s.memory.pressure, 1.0))
