"""Whatever is asked has an outcome: fields of the wrong sort are refused in words, kept on the record, and change nothing."""

import json
from dataclasses import replace
from random import Random

import pytest

from shirehall.play.fields import Clause, PlanLine, fields_of, plain
from shirehall.play.record.event import canonical
from shirehall.play.view import as_json
from tests.play.asks import random_ask
from tests.play.county import OpenDay, catalogue
from tests.play.plays import BUSY, step
from tests.record.programs import SOAK


class Odd:
    """Something that no record can keep."""


HUGE = 10**30
TERMS = (
    (), "xyz", None, (1,), ((1, 2),), ((1, 2), ("a", 3)), (("b", 1), ("a", 2)), (("a", [1]),), (("a", True),),
    (("change", float("nan")),), (("change", HUGE), ("resource", "beds"), ("site", "marlbridge-general")),
)  # fmt: skip
CLAUSES = (
    *(Clause("a", "capacity", terms) for terms in TERMS), Clause(None), Clause("a", 5), Clause("\ud800"), Clause("a", []),
)  # fmt: skip
LINES = (
    PlanLine("a", HUGE, "m"), PlanLine("a", True, "m"), PlanLine(None, 1, "m"), PlanLine("a", 1, None),
    PlanLine("a", 1, "m", b"x"), PlanLine("a", 1, "m", "", 5), PlanLine("a", 1, "m", "", Clause(None)),
)  # fmt: skip
PLAIN = (
    None, True, False, "", "x", 0, -1, HUGE, -HUGE, 10**5000, 1.5, float("nan"), float("inf"), {"a": 1}, b"x", Odd(), "\ud800",
    "\x00", "x" * 5000, "buft", "buft.chief",
)  # fmt: skip
LISTS = (
    (), ["a"], set(), ((),), ("buft", "buft"), ("buft.chief", "buft.chief"), (1, 1), ("x",) * 500,
    *((each,) for each in (*PLAIN, *CLAUSES, *LINES)),
)  # fmt: skip
ILL = (*PLAIN, *LISTS, *CLAUSES, *LINES)


@pytest.mark.parametrize("seed", range(1, 7) if SOAK else range(1, 4))
def test_ill_typed_fields_have_an_outcome_and_never_raise(seed):
    day, random = OpenDay(seed=seed), Random(seed)
    refused = 0
    for _ in range(200):
        step(day, random)
        seat = random.choice(BUSY)
        move = random.choice([m for m in catalogue().moves.values() if m.name not in ("pause", "skip-month")])
        ask = random_ask(day.session.view(seat, day.at), move, random)
        for field in random.sample(fields_of(move.ask), k=min(2, len(fields_of(move.ask)))):
            ask = replace(ask, **{field.name: random.choice(ILL)})
        before = day.session.world
        outcome = day.session.submit(seat, ask, at=day.at)
        assert outcome.events
        if outcome.refusal is not None:
            refused += 1
            assert replace(day.session.world, seq=0, at=0) == replace(before, seq=0, at=0)
            assert outcome.refusal.why and outcome.refusal.who
    assert refused > 50


@pytest.mark.parametrize("name", sorted(catalogue().moves))
def test_each_field_of_each_move_refuses_what_it_cannot_be(name):
    """Things that no field of any move can hold, one after another in every field of the move."""
    day = OpenDay()
    move = catalogue().moves[name]
    for seat in ("saltmere.chair", "control.moderator"):
        usual = random_ask(day.session.view(seat, 1), move, Random(1))
        for field in fields_of(move.ask):
            for never in (Odd(), b"x", {"a": 1}, (Odd(),), 10**5000, float("nan"), "\ud800", [[]]):
                outcome = day.do(seat, replace(usual, **{field.name: never}), at=1)
                assert outcome.refusal is not None, (field.name, never)
                assert canonical(plain(outcome.events[0].body)).encode("utf-8")


def test_what_a_refusal_quotes_is_the_same_on_every_run():
    day = OpenDay()
    move = catalogue().moves["message"]
    for value in (Odd(), {Odd()}, (Odd(),), {"b", "a"}):
        outcome = day.do("saltmere.chair", move.ask(to=value, text="x"))
        assert " at 0x" not in canonical(plain(outcome.events[0].body))


def test_a_view_has_a_json_form_for_every_seat():
    day, random = OpenDay(seed=4), Random(4)
    for _ in range(250):
        step(day, random)
    for seat in day.session.world.seats:
        told = json.loads(json.dumps(as_json(day.session.view(seat)), allow_nan=False))
        assert told["seat"] == seat and len(told["events"]) == len(day.session.view(seat).events)
