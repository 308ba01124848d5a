"""The year's main contracts: offered by those who know that paper is due, in typed terms by those who can write them."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, Clause, Month, OrganisationRef, Text
from shirehall.play.moves.propose import Propose
from shirehall.players.minds.character import Paper
from shirehall.players.minds.judging import deadline_near
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.facts import fact
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, month_name, pounds, say

TITLES = ("Main contract for the year: {buyer} and {seller}", "{buyer} and {seller}: the year's contract")
OPENERS = (
    "Here is a text for the year. It follows last year's, at {sum}, and says what happens when activity runs ahead of plan.",
    "{other} and we have signed nothing[ for this year|]: I attach a contract at {sum}, {form}; tell me {when} what you cannot live with.",
    "We should not reach {later} without a signature: {sum} for the year, {form}, and the rest as [you know it|{other} has had it since "
    "last year].",
    "{sum}, {form}. [It is a plain text|Four pages], and [I would sign it today|we could both sign it {when}].",
    "[Last year we argued until June.|Let us not do this twice.] {sum} for the year; [the one thing new in it|the change] is "
    "what we do when the volume is wrong.",
    "[You know the number|The number will not surprise you]: {sum}. {shown} [Mark up what you must.|Comments {when}, please.]",
    "For {other}: {sum}, {form}, from {month}. [The schedules follow last year's.|Old schedules, new date.] [What else do you "
    "need to sign?|Who signs on your side?]",
)


def options(s: Situation) -> Options:
    """An offer for one of the body's unsigned main contracts, when signing is on the seat's mind."""
    if not s.who.contracts or not s.falls_to_me("contract", "price", "money"):
        return
    craft, near = s.who.skill("contracting"), deadline_near(s)
    mind = max(near, 0.55 * craft - 0.3)
    if mind < 0.15 or not s.fresh("proposed", 4):
        return
    open_now = {a.contract for a in s.world.agreements.values() if a.phase not in ("lapsed", "ended")}
    lapsed = {a.contract for a in s.world.agreements.values() if a.phase == "lapsed"}
    for paper in s.who.contracts:
        if paper.contract in open_now or not s.world.seats_of(paper.other):
            continue
        worth = 0.45 + 1.0 * mind + 0.35 * s.concern("money") - (0.4 if paper.contract in lapsed else 0.0)
        if not paper.buying:
            worth += 0.1 * s.who.trait("concern-growth")
        reasons = (
            f"“{paper.title}” is worth {pounds(paper.pounds)} and is not signed",
            f"contracting skill {craft:.1f}; the date feels {near:.1f} near",
        )
        yield Option("propose", worth, later(offer, s, paper), reasons, 0.85, paper.other)


def offer(s: Situation, random: Random, paper: Paper) -> Ask:
    """The year's contract: always in words, with terms where the writer can write them."""
    buyer, seller = (s.who.organisation, paper.other) if paper.buying else (paper.other, s.who.organisation)
    clauses = [
        Clause(
            f"{s.name(buyer)} pays {s.name(seller)} {pounds(paper.pounds)} for the year, {form_words(paper)}."
        )
    ]
    if s.who.skill("contracting") >= 0.5 or s.who.thinks_it_can("contracting") > 0.75:
        clauses[0] = typed(s, paper, buyer, seller)
        clauses.append(
            Clause("Activity is reviewed each quarter, and either side may call for a fresh count.")
        )
    title = say(random, TITLES, buyer=s.name(buyer), seller=s.name(seller))
    text = say(
        random,
        OPENERS,
        sum=pounds(paper.pounds),
        form=form_words(paper),
        other=s.name(paper.other),
        shown=lambda: fact(s, random, "contract"),
        when=by_when(s, random, 20),
        month=month_name(s, s.month + 1),
        later=month_name(s, s.month + 3),
    )
    return Propose(
        to=(OrganisationRef(paper.other),),
        title=title,
        clauses=tuple(clauses),
        start=Month(s.month + 1),
        tier="main",
        contract=paper.contract,
        text=joined(text, aside(s, random, 0.5)),
        about=s.about("contract", "money"),
    )


def form_words(paper: Paper) -> str:
    """The contract's form in plain words."""
    return {
        "tariff": "at the national tariff",
        "block": "as a block sum",
        "cost-and-volume": "for an agreed volume, with a price for each case beyond it",
        "risk-share": "sharing the difference when activity is not as planned",
    }.get(paper.form, "for fees as listed")


def typed(s: Situation, paper: Paper, buyer: str, seller: str) -> Clause:
    """The clause with terms: the block's sum, or for payment by case how the difference from plan is borne."""
    if paper.form == "block":
        words = f"{s.name(buyer)} pays {s.name(seller)} a block of {pounds(paper.pounds)} for the year."
        return Clause(
            words, "block", (("commissioner", buyer), ("pounds", paper.pounds), ("provider", seller))
        )
    share = 70 if paper.buying else 90
    words = f"Where activity is not as planned, {s.name(buyer)} bears {share}% of the difference and {s.name(seller)} the rest."
    terms = (("commissioner", buyer), ("provider", seller), ("share_percent", share))
    return Clause(Text(words), "risk-share", terms)
