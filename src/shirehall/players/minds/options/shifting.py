"""Work that moves out of hospital: what goes, from where to where, how much of it and from when; or, by those who know less, a wish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from shirehall.play.fields import Ask, Clause, Month, OrganisationRef, Text
from shirehall.play.moves.propose import Propose
from shirehall.play.names import listed
from shirehall.players.minds import evidence
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import colleague, fact
from shirehall.players.minds.options.ideas import OPENERS
from shirehall.players.minds.options.schemes import drive, hoped, partners, room_for_one
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, month_name, number_words, pounds, say
from shirehall.players.minds.years import RAN, STANDS, ambition, came_to_run, holds, put_already

TITLE = "Care nearer home"
OUTWARD = (
    "into the community",
    "outside hospital",
    "out of hospital",
    "nearby",
    "nearer home",
    "closer to home",
    "local sites",
    "local clinics",
    "bring clinics",
    "resource centre",
    "polyclinic",
)
"""Words by which an aim says that care should move out of hospital, or nearer to those who need it."""
CLINICS = "referral"
"""How the names of work begin that people are sent to by a letter."""
WORK = {"planned": "planned treatment", "minor": "minor injuries"}
"""Other work that moves, as one says it in a sentence."""
IN_TERMS = (
    "{share}% of {work} that {here} sees now are seen at {there}: the first of them in {month}, all of them {ramp} months later.",
    "From {month} {there} takes on {work}, up to {share}% of what {here} sees now, in steps over {ramp} months.",
    "{here} sees {share}% fewer {work}, and {there} as many more, beginning in {month} and complete within {ramp} months.",
)
IN_WORDS = (
    "More of {work} should be seen at {there} and less at {here}. How much, and by when, the parties settle as they go.",
    "The parties mean to bring {work} out of {here} where that is sensible, to {there} to begin with.",
    "Over time {there} takes a larger part in {work}. The parties talk of numbers once it has begun.",
)
WHY = (
    "[Nobody goes into hospital|People do not drive an hour] to be looked at for ten minutes because they like it.",
    "[Half of those in the clinic|Many in that waiting room] come back to hear that all is well.",
    "{there} [stands empty three afternoons a week|has rooms and parking], and {here} has neither.",
    "[We keep saying that care should move.|Every paper says that care moves out.] [This says which, and where to.|Somebody has to begin.]",
)
BOLD = 0.35
"""What keeps one from a step that takes income from a hospital (assumed)."""
MOST = 40
"""The largest part of a hospital's work of one kind that anybody would take out of it in these years, in per cent (assumed)."""
SHOWN = 0.25
"""How much analysis in hand lets one put a number to what moves, on the scale of `evidence.in_hand` (assumed)."""
WANTS_WORK = 0.5
"""The wish to grow from which on one offers rooms that stand empty (assumed)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A piece of work that a hospital does at one site (`here`) and that might be done at another's (`there`)."""

    work: str
    here: str
    there: str
    hospital: str
    taker: str


def options(s: Situation) -> Options:
    """The one movement of work that comes to mind, to those who have a reason to think of any."""
    if not s.may("agreements") or not has_reason(s) or not s.fresh("proposed", 14) or not room_for_one(s):
        return
    found = max(ways(s), key=lambda way: fancied(s, way), default=None)
    if found is None or drive(s) < 0.3:
        return
    others = parties(s, found)
    if not others:
        return
    shown = max(0.0, evidence.in_hand(s)) if s.has("evidence") else 0.0
    again = put_already(s, title(s, found), others[0])
    worth = (
        drive(s)
        - BOLD
        + 0.5 * looks_outward(s)
        + 0.3 * shown
        + 0.2 * min(came_to_run(s), 2)
        + 0.3 * s.share_of("pathway", "access", "strategy")
        + 0.2 * s.concern("access")
        - 0.2 * s.load()
        - (0.8 * s.money_pressure() if s.who.organisation == found.hospital else 0.0)
        - 0.45 * again
        - 0.2 * s.times(f"proposed/{others[0]}", ours=True)
    )
    known = "we know how such a thing is done" if knows_how(s) else "we have rooms to fill"
    reasons = (
        "what we set out to do says so" if looks_outward(s) else known,
        "we have an analysis of it" if shown > SHOWN else "nobody has counted it",
        f"{s.name(found.taker)} has the rooms",
    )
    chance = min(0.95, max(0.3, 0.55 + 0.25 * s.trust(others[0])))
    yield Option("propose", worth, later(put, s, found, others), reasons, chance, others[0])


def looks_outward(s: Situation) -> bool:
    """Whether what the body set out to do speaks of moving care out of hospital."""
    return any(stem in aim.lower() for aim in s.who.aims for stem in OUTWARD)


def knows_how(s: Situation) -> bool:
    """Whether the body can say how much is to move: it has an analysis, has seen such schemes run, or holds a budget of its own."""
    shown = s.has("evidence") and evidence.in_hand(s) > SHOWN
    budget = s.provides and bool(holds(s, "practice-budget"))
    return shown or budget or came_to_run(s) > 0 or moved_before(s)


def moved_before(s: Situation) -> bool:
    """Whether the body brought such a text from an earlier round, in terms or in words: by now it knows the numbers."""
    return s.has("experience") and any(
        moved < s.memory.round_began
        and (deal := s.deal(number)) is not None
        and deal.title.startswith(TITLE)
        and deal.phase in RAN
        for number, moved in s.memory.deals.items()
    )


def has_reason(s: Situation) -> bool:
    """Who buys or gives care thinks of such a step by what it set out to do, because it knows how, or to fill rooms of its own."""
    if not (s.buys or s.provides):
        return False
    grows = s.provides and s.who.trait("concern-growth") > WANTS_WORK
    return looks_outward(s) or knows_how(s) or (grows and any(w.taker == s.who.organisation for w in ways(s)))


def ways(s: Situation) -> Iterator[Way]:
    """What hospitals do that another site has rooms for, as everybody knows it. Who gives care thinks of its own sites."""
    mine, kinds = s.who.organisation, s.who.roster.kinds
    for work, sites in s.who.roster.rooms.items():
        owners = [(site, s.world.sites.get(site, "")) for site in sites]
        for here, hospital in owners:
            if kinds.get(hospital) != "acute-provider":
                continue
            for there, taker in owners:
                own = s.buys or mine in (hospital, taker)
                if gone(s, work, here) >= MOST:
                    continue
                if kinds.get(taker, "acute-provider") != "acute-provider" and own and s.world.seats_of(taker):
                    yield Way(work, here, there, hospital, taker)


def gone(s: Situation, work: str, here: str) -> int:
    """How much of a hospital's work, in per cent, terms that one knows of move already or would move."""
    known: dict[tuple[str, str], int] | None = s.worked_out.get("gone")
    if known is None:
        known = s.worked_out["gone"] = {}
        for deal in s.world.agreements.values():
            for terms in (dict(c.terms) for c in deal.clauses if c.mechanism == "shift"):
                if deal.phase in ("proposed", "agreed", *STANDS):
                    key = (str(terms.get("service")), str(terms.get("from")))
                    known[key] = known.get(key, 0) + int(terms.get("share_percent", 0))
    return known.get((work, here), 0)


def fancied(s: Situation, way: Way) -> float:
    """How near a movement lies to one's mind: by how well one knows whoever would take the work, how long people wait where they are
    seen now, and whether it was put already."""
    other = way.taker if way.taker != s.who.organisation else way.hospital
    waits = s.figure("rtt-within-18w", way.hospital)
    late = max(0.0, 90 - waits[1]) / 20 if waits is not None else 0.0
    return s.known(other) + 0.5 * s.trust(other) + 0.3 * late - put_already(s, title(s, way), other)


def title(s: Situation, way: Way) -> str:
    """What such a text is called, before the names of its parties."""
    return f"{TITLE}: {in_words(way.work)} at {s.who.roster.sites[way.there]}"


def parties(s: Situation, way: Way) -> tuple[str, ...]:
    """Who else has to sign: whoever takes the work and whoever pays; the hospital too, by those who mind how they stand with it."""
    mine = s.who.organisation
    if s.buys:
        asked = s.concern("relationships") > 0.65 and bool(s.world.seats_of(way.hospital))
        return (way.taker, way.hospital) if asked else (way.taker,)
    if mine == way.hospital:
        return (way.taker,)
    return tuple(partners(s, "commissioner")[:1])


def put(s: Situation, random: Random, way: Way, others: tuple[str, ...]) -> Ask:
    """The proposal: in terms by those who know how much and can write it, in words by the rest."""
    start = Month(min(s.month + 1 + int(random.random() * 2), s.world.clock.months + 6))
    share, ramp = amounts(s, random, way)
    writes = s.who.skill("contracting") >= 0.45 or s.who.skill("data") >= 0.6 or bool(s.memory.support)
    specific = writes and knows_how(s)
    words = worded(s, random, way, IN_TERMS if specific else IN_WORDS, share, ramp, start)
    names = listed([s.name(b) for b in (s.who.organisation, *others)])
    text = say(
        random,
        OPENERS,
        reason=say(random, WHY, **named(s, way)),
        saving=pounds(hoped(s, random, share)),
        other=listed([s.name(b) for b in others]),
        month=month_name(s, start),
        when=by_when(s, random, 30),
        shown=lambda: fact(s, random, "pathway"),
        colleague=colleague(s, random),
    )
    return Propose(
        to=tuple(OrganisationRef(b) for b in others),
        title=Text(f"{title(s, way)} ({names})"),
        clauses=(clause(s, way, others, words, share, ramp) if specific else Clause(words),),
        start=start,
        tier="side",
        text=joined(text, aside(s, random, 0.3)),
        about=s.about("pathway", "access"),
    )


def amounts(s: Situation, random: Random, way: Way) -> tuple[int, int]:
    """How much one dares to move, in per cent, beside what moves already, and over how many months."""
    share = min(MOST - gone(s, way.work, way.here), round(5 * (1 + int(random.random() * 3)) * ambition(s)))
    return share, (3, 6, 9)[int(random.random() * 3)]


def in_words(work: str) -> str:
    """Work as one says it in a sentence: what people are sent to by a letter are the outpatients of that kind."""
    sort, _, kind = work.partition("-")
    return f"{kind} outpatients" if sort == CLINICS and kind else WORK.get(work, work.replace("-", " "))


def named(s: Situation, way: Way) -> dict[str, str]:
    """What moves, from where and to where, in words."""
    sites = s.who.roster.sites
    return {"work": in_words(way.work), "here": sites[way.here], "there": sites[way.there]}


def worded(
    s: Situation, random: Random, way: Way, lines: tuple[str, ...], share: int, ramp: int, start: int
) -> Text:
    """One of some sentences that say what moves."""
    month = month_name(s, start)
    return say(random, lines, share=share, ramp=number_words(ramp), month=month, **named(s, way))


def clause(s: Situation, way: Way, others: tuple[str, ...], words: str, share: int, ramp: int) -> Clause:
    """The terms: which work, from where to where, how much of it, over how many months, and for whose patients where a buyer signs."""
    kinds = s.who.roster.kinds
    payers = [b for b in (s.who.organisation, *others) if kinds.get(b) == "commissioner"]
    terms: dict[str, str | int | float] = {
        "service": way.work,
        "from": way.here,
        "to": way.there,
        "share_percent": share,
        "ramp_months": ramp,
    }
    if payers:
        terms["commissioner"] = payers[0]
    return Clause(words, "shift", tuple(sorted(terms.items())))


def meant(s: Situation) -> bool:
    """Whether the body means to move work out of hospital and can say how much: there is a place for it, and it knows how."""
    return looks_outward(s) and knows_how(s) and next(ways(s), None) is not None


def as_meant(s: Situation, random: Random) -> Clause:
    """The terms of the movement that lies nearest to one's mind."""
    way = max(ways(s), key=lambda each: fancied(s, each))
    share, ramp = amounts(s, random, way)
    return clause(s, way, (), worded(s, random, way, IN_TERMS, share, ramp, s.month + 2), share, ramp)
