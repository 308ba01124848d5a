"""Asking the model from a seat: who may, what it knows, when the answer comes, who gets it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from shirehall.play.analyst import Analyst
from shirehall.play.fields import Clause, EventRef
from shirehall.play.months import Umpire
from shirehall.play.moves.modelling import ANSWER_MINUTES, AskModel, ShareAnswer
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.people import BuySupport
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from tests.play.county import OpenDay, bigshire

BEDS = Clause(
    "Forty more beds",
    "capacity",
    (("change", 40), ("resource", "medical-beds"), ("site", "marlbridge-general")),
)
FOR_ALL = ("county", "buft", "saltmere", "holmewold", "bct")


class Asked:
    """A county that notes what it is asked and answers that everything asked about rises by one."""

    engine = "a county of the test's own"

    def __init__(self) -> None:
        self.tables = bigshire().county
        self.begun: list[int] = []
        self.months: list[tuple[str, ...]] = []
        self.asked: list[tuple[tuple[str, ...], tuple[str, ...], int]] = []

    def begin(self, seed):
        self.begun.append(seed)
        return "opening"

    def look_on(self, state, terms):
        self.months.append(tuple(t.mechanism for t in terms))
        return state, ()

    def outlook(self, state, terms, months, futures, against, measures):
        self.asked.append((tuple(t.mechanism for t in terms), tuple(t.mechanism for t in against), months))
        month = len(self.months) + months
        return [
            SimpleNamespace(month=month, measure=measure, subject=subject, group="all", median=11.0, change=1.0,
                            change_low=0.5, change_high=1.5)
            for subject in FOR_ALL for measure in measures
        ]  # fmt: skip


class ModelDay(OpenDay):
    """A day with an analyst over a county of the test's own."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed=seed)
        self.county = Asked()
        self.umpire = Umpire(self.patch, seed, Analyst(self.county))

    def analyst_of(self, organisation: str) -> str:
        return next(
            c.id for c in self.session.world.seats.values() if c.organisation == organisation and c.analyst
        )

    def layman_of(self, organisation: str) -> str:
        return next(
            c.id
            for c in self.session.world.seats.values()
            if c.organisation == organisation and not c.analyst
        )

    def answers(self, seat: str):
        return [e for e in self.session.view(seat).events if e.kind == "model-answered"]


def with_analysts(day: ModelDay) -> set[str]:
    return {c.organisation for c in day.session.world.seats.values() if c.analyst}


@pytest.mark.requirement("MOD-34")
def test_only_an_analyst_or_a_body_that_bought_analysis_may_ask():
    day = ModelDay()
    world = day.session.world
    without = next(b for b in world.of_kind("commissioner") if b not in with_analysts(day))
    seat = next(s for s in world.seats_of(without) if "money" in world.seats[s].may_commit)
    assert "analyst" in day.refused(seat, AskModel(clauses=(BEDS,)))
    assert "ask-model" not in day.session.view(seat).permitted()
    seller = world.with_power("sell-support")[0]
    offer = day.done(seat, BuySupport(seller=seller, area="data", points=30, price=5_000_000))
    accept(day, seller, offer)
    assert "ask-model" in day.session.view(seat).permitted()
    day.done(seat, AskModel(clauses=(BEDS,)))


def accept(day: ModelDay, body: str, offer: int) -> None:
    seller = next(
        s for s in day.session.world.seats_of(body) if "agreements" in day.session.world.seats[s].may_commit
    )
    day.done(seller, AcceptOffer(offer=EventRef(day.local(seller, offer))))


@pytest.mark.requirement("MOD-08")
def test_the_answer_comes_later_and_only_to_those_named():
    day = ModelDay()
    seat = day.analyst_of("buft")
    friend, stranger = day.session.world.seats_of("bct")[0], day.session.world.seats_of("wrenby")[0]
    day.done(seat, AskModel(clauses=(BEDS,), share_with=(friend,)))
    day.pass_to(day.at + ANSWER_MINUTES - 1)
    assert not day.answers(seat)
    day.pass_to(day.at + 1)
    assert day.answers(seat) and day.answers(friend) and not day.answers(stranger)
    assert all("model" not in e.kind for e in day.session.view(stranger).events)
    given = day.answers(seat)[0]
    day.done(seat, ShareAnswer(answer=given.subject, to=(stranger,)))
    assert [e.kind for e in day.session.view(stranger).events if "model" in e.kind] == ["model-shared"]


@pytest.mark.requirement("MOD-07")
def test_an_answer_is_evidence_with_its_assumptions_and_changes_nothing_that_moves_depend_on():
    day = ModelDay()
    seat = day.analyst_of("buft")
    before = day.session.view(seat).permitted()
    day.done(seat, AskModel(clauses=(BEDS,)))
    day.pass_to(day.at + ANSWER_MINUTES)
    answer = day.answers(seat)[0]
    assert answer.body["label"] == "evidence"
    assert any("a county of the test's own" in line for line in answer.body["assumed"])
    assert "might" in answer.body["sentence"]
    assert set(day.session.view(seat).permitted()) - set(before) == {"share-answer"}
    assert not day.session.world.terms


@pytest.mark.parametrize(
    ("parties", "known"), [(("bigment", "bct"), ()), (("bigment", "buft"), ("avoidance",))]
)
def test_the_model_knows_only_what_the_seat_knows(parties, known):
    day = ModelDay()
    seat = day.analyst_of("buft")
    signed_between(day, parties)
    assert [t.clause.mechanism for t in day.session.world.terms] == ["avoidance"]
    day.pass_to(21)
    day.done(seat, AskModel(clauses=(BEDS,), months=2), at=day.at + 1)
    day.pass_to(day.at + ANSWER_MINUTES)
    assert day.county.asked == [((*known, "capacity"), known, 2)]
    assert day.county.months == [known]
    assert day.county.begun != [1]


def signed_between(day: ModelDay, parties: tuple[str, str]) -> None:
    """Two bodies sign terms that nobody else hears of."""
    able = {b: next(s for s in day.session.world.seats_of(b) if "agreements" in day.session.world.seats[s].may_commit)
            for b in parties}  # fmt: skip
    clause = Clause(
        "Places",
        "avoidance",
        (("commissioner", "holmewold"), ("effect_percent", 5), ("places", 20), ("provider", "bct")),
    )
    number = day.done(able[parties[0]], Propose(to=(parties[1],), title="Places", clauses=(clause,), start=1))
    for body in parties:
        day.done(able[body], Sign(agreement=day.local(able[body], number)))


def test_an_answer_tells_only_figures_the_seat_is_entitled_to():
    day = ModelDay()
    seat = day.analyst_of("buft")
    day.done(seat, AskModel(clauses=(BEDS,)))
    day.pass_to(day.at + ANSWER_MINUTES)
    subjects = {row[1] for row in day.answers(seat)[0].body["rows"]}
    assert subjects == {"buft", "county"}


def test_terms_that_say_too_little_are_refused_with_what_is_missing():
    day = ModelDay()
    seat = day.analyst_of("buft")
    assert "service" in day.refused(seat, AskModel(clauses=(Clause("Move care closer to home"),)))
    vague = Clause("Shift", "shift", (("service", "urgent"),))
    assert "missing" in day.refused(seat, AskModel(clauses=(vague,)))


def test_without_a_county_the_answer_says_so():
    day = OpenDay()
    seat = next(c.id for c in day.session.world.seats.values() if c.analyst)
    day.done(seat, AskModel(clauses=(BEDS,)))
    day.pass_to(day.at + ANSWER_MINUTES)
    answer = next(e for e in day.session.view(seat).events if e.kind == "model-answered")
    assert "no model" in answer.body["sentence"]
