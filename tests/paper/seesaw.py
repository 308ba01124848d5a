"""Two rounds of SeeSaw without a county, once a test run: scripts play, and in the second round a tender is steered by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from shirehall import assemble
from shirehall.paper.reader import Reader
from shirehall.paper.report import build
from shirehall.paper.tree import Document
from shirehall.play.fields import Minutes, Pence, Percent
from shirehall.play.moves.awarding import Evaluate
from shirehall.play.moves.clock import Voice
from shirehall.play.moves.tendering import BidInTender, PutToTender
from shirehall.play.record.memory import MemoryStore
from shirehall.study.reading import Telling, tell
from tests.packs import pack

BUYER = "taitshire-pct.chief"
"""A seat of the merged purchaser in the second round."""
CALLED = 14
"""The month of the record at whose end the tender is called and bids come in; they are judged a month later."""


def do(day: assemble.Day, body: str, ask: Any) -> int:
    """A move of a person now, by the first seat of a body that is free to make it; one must be. Its first event's number."""
    refusals = []
    for seat in day.session.world.seats_of(body):
        known = getattr(ask, "tender", 0)
        mine = replace(ask, tender=day.session._fold(seat).local(known)) if known else ask
        outcome = day.session.submit(seat, mine, at=day.session.world.at, origin="person")
        if outcome.refusal is None:
            return outcome.events[0].seq
        refusals.append(outcome.refusal)
    raise AssertionError(refusals)


def standing(day: assemble.Day, *bodies: str) -> list[str]:
    """Those of some bodies that somebody sits for now: what scripts do may have brought one into another."""
    return [body for body in bodies if day.session.world.seats_of(body)]


def call_for_bids(day: assemble.Day) -> None:
    """A tender for centres with two unlike bids, one of them by partners."""
    lead, partner = standing(
        day, "gomersall-trust", "georgetown-trust", "taitshire-community-trust", "moody"
    )[:2]
    small = standing(day, "farrell", "catt-ambulance", "vango", "vangashton", "georgetown-enterprise")[0]
    tender = do(day, "merged-pct", PutToTender(
        title="Resource centres", intention="Care nearer home", specification="Up to seven centres, linked with practices",
        criteria=("Reach", "Price"), weights=(Percent(60), Percent(40)), minutes=Minutes(15)))  # fmt: skip
    chain = BidInTender(tender=tender, sum=Pence(900_000_00), completeness=Percent(80), covers=("Reach", "Price"),
                        together_with=(partner,), text="One chain under one roof.")  # fmt: skip
    hubs = BidInTender(
        tender=tender,
        sum=Pence(400_000_00),
        completeness=Percent(60),
        covers=("Reach",),
        text="Hubs and a bus.",
    )
    do(day, lead, chain)
    do(day, small, hubs)


def ask_for_the_member(day: assemble.Day) -> None:
    """Control lends the local member a voice."""
    do(
        day,
        "control",
        Voice(speaking_for="mp", to=(BUYER,), text="Who was asked, and when?", about=("patients-public",)),
    )


def judge_them(day: assemble.Day) -> None:
    """The purchaser speaks to one of the bids, unless scripts have decided by then."""
    found = next(each for each in day.session.world.tenders.values() if each.title == "Resource centres")
    if found.status == "open":
        words = "Near to people, and a stretch for a small body."
        do(
            day,
            found.by,
            Evaluate(
                tender=found.id,
                bidder=found.bids[-1].bidders[0],
                scores=(Percent(70), Percent(60)),
                text=words,
            ),
        )


def steered(day: assemble.Day, month: int) -> None:
    """What is done by hand at the end of a month."""
    if month == CALLED:
        call_for_bids(day)
        ask_for_the_member(day)
    if month == CALLED + 1:
        judge_them(day)


@cache
def played() -> assemble.Day:
    """The two rounds, played."""
    patch = pack("seesaw")
    store = MemoryStore(assemble.about(patch))
    day = assemble.new_day(patch, store, 3, county=False, rounds=2, month_closed=steered)
    assemble.play(day)
    return day


@cache
def told() -> Telling:
    """The two rounds as they are told."""
    day = played()
    return tell(tuple(day.session.events), day.patch)


@cache
def reader() -> Reader:
    """The two rounds as a report reads them."""
    return Reader(told())


@cache
def report() -> Document:
    """Their report, in the shape that the pack chooses."""
    return build(told())
