"""Schemes of care between those who buy and those who give it, and pools of risk among those who buy."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Clause, Month, OrganisationRef
from shirehall.play.moves.propose import Claim, Propose
from shirehall.play.names import listed
from shirehall.players.minds import place as place_
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.ideas import (
    ABOUT,
    BY_OCCASION,
    IDEAS,
    OPENERS,
    WAYS_OF_CARE,
    WHY,
    WHY_BY_OCCASION,
)
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, clipped, joined, month_name, number_words, pounds, say
from shirehall.players.minds.years import ambition, came_to_run, holds, may_hold_budgets, put_already

SHARED_RISK = (
    " We share the risk: part of the fee is due only if it works.",
    " The parties share the risk and the gain by halves.",
)
"""What those who like a gamble put into their terms."""
SCHEMES = IDEAS | BY_OCCASION
REASONS = WHY | WHY_BY_OCCASION
Terms = tuple[tuple[str, str | int | float], ...]
MECHANISM_OF = {"budget": "practice-budget"}
"""The mechanism of a scheme's terms, where it has another name."""


def options(s: Situation) -> Options:
    """A few schemes that the body might put to others, as its kind and its troubles suggest."""
    if not may_put_one(s):
        return
    if s.buys:
        yield from from_a_buyer(s)
    elif s.provides:
        yield from from_a_provider(s)
    yield from claim_what_was_said(s)


def may_put_one(s: Situation) -> bool:
    """Whether a seat that has put nothing lately, nor any of its body, feels moved to put a scheme."""
    return s.fresh("proposed", 14, ours=False) and room_for_one(s) and drive(s) >= 0.3


def room_for_one(s: Situation) -> bool:
    """Whether the body has put nothing lately. For those who have schemes running, a colleague's text for the year's contract is
    another matter and keeps nobody from putting one."""
    kinds = [f"proposed:{topic}" for topic in ABOUT] if came_to_run(s) else ["proposed"]
    return all(s.fresh(kind, 8, ours=True) for kind in kinds)


def drive(s: Situation) -> float:
    """What moves a seat to put a scheme: initiative, money that presses, heat in the matter; caution holds it back."""
    eager = (
        0.45 * s.who.trait("proactive") + 0.25 * s.money_pressure() + 0.2 * s.who.trait("appetite-for-risk")
    )
    waiting = sum(
        1 for n in s.memory.deals if (a := s.deal(n)) is not None and a.phase in ("proposed", "agreed")
    )
    return 0.3 + eager - 0.1 * waiting - 0.1 * s.load()


TAKEN_ON = 1.4
"""How much more one wants others to take work on when those who do most of it might not for ever (assumed)."""


HALF_COUNTED = 5
"""After how many months of results one thinks of what a bad year might cost (assumed)."""


def near_home(s: Situation, body: str) -> bool:
    """Whether a body's people go to where patients live already."""
    return s.who.roster.kinds.get(body) == "community-provider"


def partners(s: Situation, *kinds: str) -> list[str]:
    """Bodies of some kinds, those one knows and trusts first."""
    mine = s.who.organisation
    return sorted(
        (b for b in s.who.roster.of(*kinds) if b != mine), key=lambda b: -(s.known(b) + 0.5 * s.trust(b))
    )


def from_a_buyer(s: Situation) -> Options:
    """Home sooner, rapid response, peer review, prevention with the body that assesses need, a pool with other buyers."""
    base = drive(s)
    outside = ["private-provider"] if s.who.trait("openness-to-outsiders") > 0.5 else []
    for rank, body in enumerate(
        partners(s, "community-provider", "gp-provider", "mental-health-provider", *outside)[:3]
    ):
        for idea in ("discharge", "avoidance"):
            worth = base + 0.35 * s.share_of("pathway", "access") + 0.2 * s.concern("access") - 0.12 * rank
            worth += 0.15 * min(s.memory.heat.get("pathway", 0.0), 2.0)
            worth += TAKEN_ON * place_.might_lose(s) * (1.0 if near_home(s, body) else 0.4)
            yield scheme(
                s,
                idea,
                (body,),
                worth,
                "Old people wait in hospital for want of anybody to see them at home.",
            )
    others = partners(s, *("commissioner",))
    balance = s.figure("commissioner-balance")
    if (
        others
        and balance is not None
        and balance[0] >= HALF_COUNTED
        and (s.memory.heat.get("money", 0) > 0.8 or balance[1] < 0)
    ):
        worth = (
            base
            + 0.3
            + 0.3 * s.share_of("money")
            - 0.35 * s.concern("independence")
            + 0.2 * s.concern("relationships")
        )
        yield scheme(s, "pool", tuple(others), worth, "Any of us could have the next very costly patient.")
    board = partners(s, "health-board")
    if board:
        worth = (
            base
            + 0.45 * s.concern("prevention")
            + 0.25 * s.share_of("prevention")
            - 0.2 * s.money_pressure()
            - 0.7 * max(0.0, 0.9 - s.known(board[0]))
        )
        yield scheme(
            s, "prevention", (board[0],), worth, "The needs assessment says what makes people ill here."
        )
    private = partners(s, "private-provider", "gp-provider")
    if private and s.who.trait("openness-to-outsiders") > 0.4:
        worth = base + 0.3 * s.share_of("access", "competition") - 0.15
        yield scheme(s, "price", (private[0],), worth, "People are waiting again for planned operations.")


def instead(s: Situation) -> Options:
    """A word that work might be given up lies on the desk of whoever was told: one turns to those who are near patients' homes."""
    lost = place_.might_lose(s) if s.buys else 0.0
    if lost < 0.15 or not s.may("agreements"):
        return
    bodies = [
        b for b in partners(s, "community-provider") if s.fresh(f"proposed/{b}", place_.NEWS, ours=True)
    ]
    for body in bodies[:1]:
        for idea in ("discharge", "avoidance"):
            worth = (
                0.75 + TAKEN_ON * lost + 0.25 * s.share_of("pathway", "access") + 0.2 * s.concern("access")
            )
            yield scheme(s, idea, (body,), worth, "We hear that the wards might not do all of this for ever.")


def from_a_provider(s: Situation) -> Options:
    """Work that one could take on, put to those who buy; the hospital asks neighbours to help people home."""
    base = drive(s) + 0.25 * s.who.trait("concern-growth")
    for place, buyer in enumerate(partners(s, "commissioner")[:3]):
        seen = 0.1 * s.times(f"proposed/{buyer}", ours=True)
        if s.who.kind in ("community-provider", "mental-health-provider", "gp-provider", "social-enterprise"):
            idea = (
                "discharge"
                if s.memory.heat.get("access", 0) > s.memory.heat.get("pathway", 0)
                else "avoidance"
            )
            yield scheme(
                s,
                idea,
                (buyer,),
                base + 0.3 * s.share_of("pathway", "relationship") - 0.1 * place - seen,
                "Our teams are already in these homes.",
            )
        if s.who.kind == "gp-provider" and may_hold_budgets(s) and not holds(s, "practice-budget"):
            worth = base + 0.3 * s.concern("independence") + 0.3 * s.share_of("money", "strategy") - seen
            yield scheme(
                s, "budget", (buyer,), worth, "The rule says that a group may ask for a real budget."
            )
        if s.who.kind == "private-provider":
            known = s.times(f"proposed/{buyer}", ours=True) or s.times(f"signed/{buyer}", ours=True)
            idea = "price" if s.who.services and known else "discharge" if place % 2 else "avoidance"
            yield scheme(
                s,
                idea,
                (buyer,),
                base + 0.3 * s.share_of("strategy", "contract") - 0.1 * place - seen,
                "We have clinics and staff that could do more.",
            )
    if s.who.kind == "acute-provider" and (
        place_.beds_full(s) or s.memory.heat.get("access", 0) > 0.6 or s.money_pressure() > 0.7
    ):
        neighbours = partners(s, "community-provider", "private-provider", "mental-health-provider")
        for place, body in enumerate(neighbours[:2]):
            yield scheme(
                s,
                "discharge",
                (body,),
                base + 0.35 * s.share_of("access", "estate") - 0.1 * place,
                "Our beds are full of people who are well enough to leave.",
            )


def scheme(s: Situation, idea: str, others: tuple[str, ...], worth: float, reason: str) -> Option:
    """One scheme as an option; less of it where it was refused or proposed before, more where such a one has run for years."""
    title = SCHEMES[idea][0]
    again = put_already(s, title, others[0])
    worth += 0.2 * min(came_to_run(s), 2) - 0.45 * again
    worth -= 0.2 * s.times(f"proposed/{others[0]}", ours=True)
    chance = 0.55 + 0.25 * s.trust(others[0]) - 0.1 * s.memory.refused.get("propose", (0, 0))[0]
    reasons = (
        reason,
        f"trust in {s.name(others[0])} is {s.trust(others[0]):.1f}",
        f"money presses {s.money_pressure():.1f}",
    )
    return Option(
        "propose",
        worth,
        lambda r: put(s, r, idea, others, reason),
        reasons,
        min(0.95, max(0.3, chance)),
        others[0],
    )


def put(s: Situation, random: Random, idea: str, others: tuple[str, ...], reason: str) -> Ask:
    """The proposal: words always; terms where the writer can write them; the saving as the writer hopes it."""
    title, topic, words = SCHEMES[idea]
    places = 10 * round((2 + int(random.random() * 4)) * ambition(s))
    share = 5 * (1 + int(random.random() * 3))
    if idea == "budget":
        share = 100 // max(1, len(s.who.roster.of("gp-provider")))
    days = 1 + int(random.random() * 3)
    amount = 50_000 * (4 + int(random.random() * 12))
    clause_words = words.format(
        places=places,
        days="a day" if days == 1 else f"{number_words(days)} days",
        share=share,
        sum=pounds(amount),
    )
    if s.provides and s.who.trait("appetite-for-risk") > 0.5 and idea in ("discharge", "avoidance"):
        clause_words += say(random, SHARED_RISK)
    clause = Clause(clause_words)
    if s.who.skill("contracting") >= 0.45 or s.who.skill("data") >= 0.6 or s.memory.support:
        clause = with_terms(s, idea, others, clause_words, places, days, share, amount)
    saving = pounds(hoped(s, random, places))
    start = Month(min(s.month + 1 + int(random.random() * 2), s.world.clock.months + 6))
    names = listed([s.name(b) for b in (s.who.organisation, *others)])
    text = say(
        random,
        OPENERS,
        reason=say(random, (reason, *REASONS[idea])),
        saving=saving,
        other=listed([s.name(b) for b in others]),
        month=month_name(s, start),
        when=by_when(s, random, 30),
        shown=lambda: fact(s, random, topic),
        colleague=colleague(s, random),
    )
    return Propose(
        to=tuple(OrganisationRef(b) for b in others),
        title=say(random, (f"{title} ({names})",)),
        clauses=(clause,),
        start=start,
        tier="side",
        text=joined(text, aside(s, random, 0.3)),
        about=s.about(topic, "pathway" if idea in WAYS_OF_CARE else "money"),
    )


def hoped(s: Situation, random: Random, places: int) -> float:
    """What the writer hopes a scheme will save in a year: more the less it knows about money and the more it thinks it does."""
    optimism = (
        1
        + max(0.0, s.who.thinks_it_can("finance") - s.who.skill("finance"))
        + 0.5 * s.who.trait("appetite-for-risk")
    )
    return round(places * 18_000 * optimism * (0.8 + 0.4 * random.random()), -4)


def with_terms(
    s: Situation,
    idea: str,
    others: tuple[str, ...],
    words: str,
    places: int,
    days: int,
    share: int,
    amount: int,
) -> Clause:
    """A clause with the terms of its lever, as far as the parties of the scheme allow them."""
    mine = s.who.organisation
    buyer = mine if s.buys else others[0] if s.who.roster.kinds[others[0]] == "commissioner" else ""
    giver = mine if s.provides and s.who.kind != "acute-provider" else others[0]
    terms: Terms = ()
    if idea == "discharge":
        paying: Terms = (("commissioner", buyer),) if buyer else ()
        terms = (*paying, ("days_saved", days), ("places", places), ("provider", giver))
    elif idea == "avoidance" and buyer:
        terms = (("commissioner", buyer), ("places", places), ("provider", giver))
    elif idea == "pool":
        terms = (("members", ",".join((mine, *others))), ("share_percent", share))
    elif idea == "price" and buyer:
        terms = (("commissioner", buyer), ("percent", -share), ("provider", giver))
    elif idea == "prevention" and buyer:
        terms = (("commissioner", buyer), ("pounds", amount))
    elif idea == "budget" and buyer:
        terms = (("commissioner", buyer), ("kind", "real"), ("share_percent", share))
    elif idea == "practice" and buyer:
        terms = (("close_percent", share), ("commissioner", buyer))
    return Clause(words, MECHANISM_OF.get(idea, idea), terms) if terms else Clause(words)


def claim_what_was_said(s: Situation) -> Options:
    """Who never wrote a contract may take a friendly answer for an agreement, and say so alone."""
    if (
        not s.may("agreements")
        or s.who.skill("contracting") > 0.4
        or not s.fresh("agreement-claimed", 60, ours=True)
    ):
        return
    for number, request in list(s.world.requests.items())[-12:]:
        if (
            request.asker != s.who.seat
            or request.wants not in ("help", "action", "meeting")
            or request.status != "answered"
        ):
            continue
        seat = next(seat for seat, (kind, _) in request.replies.items() if kind == "answered")
        body = s.body_of(seat)
        if not body or body == s.who.organisation or s.times(f"agreement-claimed/{body}", ours=True):
            continue
        worth = (
            0.35
            + 0.4 * s.who.trait("appetite-for-risk")
            + 0.4 * (1 - s.who.trait("grip"))
            + 0.2 * s.trust(body)
        )
        reasons = (f"{s.name(body)} answered warmly", "it sounded like a yes")
        yield Option("claim", worth, later(claim, s, body, request.text), reasons, 0.6, body, 1.0, number)


def claim(s: Situation, random: Random, body: str, words: str) -> Ask:
    """An agreement recorded by one party alone."""
    texts = (
        "We take it as agreed with {body}, after what was said: {words}",
        "For the record: {body} and we are agreed. {words}",
        "[I was there|We shook hands], and {body} said yes to this: {words}",
        "{body} answered us in {month} and we [count|take] it as settled: {words}",
    )
    text = say(random, texts, body=s.name(body), words=clipped(words, 160), month=month_name(s, s.month))
    return Claim(
        parties=(OrganisationRef(body),),
        title=say(random, ("What {body} and {mine} settled in talk",), body=s.name(body), mine=s.who.name),
        text=text,
        about=s.about("relationship", "contract"),
    )
