"""Every move as a form: what its fields say, what may be chosen, what is posted, and what is wrong with it."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.host.forms import (
    Faults,
    Input,
    ask_from,
    ask_from_json,
    body_of,
    confirms,
    data_of,
    form_of,
    purpose_of,
    schema_of,
)
from shirehall.host.forms.amounts import pence_of, pence_typed
from shirehall.host.forms.words import CONFIRMS, GROUPS, NEEDS_WORDS
from shirehall.play.fields import Ask, Clause, Minutes, Pence, Percent, TenderRef, Text, fields_of
from shirehall.play.moves.message import Message
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.tendering import BidInTender, PutToTender
from shirehall.play.record.event import to_json
from shirehall.play.session import decide
from shirehall.play.view import View
from shirehall.players.baselines import any_ask
from tests.play.county import OpenDay, catalogue, words
from tests.play.plays import BUSY, random_day

META = ("key", "seen", "csrf", "more", "confirm", "back")
EVERY_MOVE = sorted(catalogue().moves)


@cache
def day() -> OpenDay:
    """A day on which much has happened, and a tender with a bid besides, so that there is something of each sort to refer to."""
    found = random_day(seed=11, moves=290)
    tender = PutToTender(title=Text("Clinics"), intention=Text("Nearer"), specification=Text("Ten lists"),
                         criteria=(Text("price"), Text("quality"), Text("access")),
                         weights=(Percent(50), Percent(30), Percent(20)), minutes=Minutes(9))  # fmt: skip
    world = found.session.world
    free = max(found.at, *(world.busy_until(seat) for seat in ("saltmere.chair", "bct.chief")))
    found.done("saltmere.chair", tender, at=free)
    number = TenderRef(max(found.session.view("bct.chief").world.tenders))
    bid = BidInTender(tender=number, sum=Pence(1), completeness=Percent(50), text=Text("Ours."))
    found.done("bct.chief", bid, at=free)
    return found


@cache
def views() -> tuple[View, ...]:
    return tuple(day().session.view(seat) for seat in BUSY)


def chief() -> View:
    return day().session.view("buft.chief")


def every_input(inputs: tuple[Input, ...]) -> Iterator[Input]:
    for each in inputs:
        yield each
        for row in each.rows:
            yield from every_input(row)


def filled(ask: Ask, move: str) -> Ask:
    """The ask as a player can make it: what was left out at its default, and words where the move needs them."""
    changes: dict[str, Any] = {}
    for field in fields_of(type(ask)):
        given = getattr(ask, field.name)
        if given is None and not field.nullable:
            changes[field.name] = type(ask).__dataclass_fields__[field.name].default
    ask = dataclasses.replace(ask, **changes)
    if move in NEEDS_WORDS and not ask.text.strip():
        ask = dataclasses.replace(ask, text=Text("for the patients"))
    if "identity" in {field.name for field in fields_of(type(ask))}:
        ask = dataclasses.replace(ask, identity="coast-alliance")  # type: ignore[call-arg]
    if getattr(ask, "may_commit", ()):
        ask = dataclasses.replace(ask, may_commit=("money", "plans"))  # type: ignore[call-arg]
    return ask


@pytest.mark.parametrize("move", EVERY_MOVE)
def test_an_ask_posted_as_its_form_posts_it_is_the_same_ask(move: str) -> None:
    made = catalogue().moves[move]
    seen = 0
    for number, view in enumerate(views()):
        random = Random(number)
        for _ in range(4):
            drawn = any_ask(made.ask, view, random)
            if drawn is None:
                continue
            ask = filled(drawn, move)
            assert ask_from(view, move, data_of(ask)) == ask
            assert ask_from_json(view, move, json.loads(json.dumps(body_of(ask)))) == ask
            shown = form_of(view, move, data_of(ask))
            assert {name for name in data_of(ask) if name != "in_reply_to"} <= names_posted(
                shown.inputs + shown.more
            )
            seen += 1
    assert seen, f"nothing in the day lets anybody {move}"


def names_posted(inputs: tuple[Input, ...]) -> set[str]:
    return {each.name for each in every_input(inputs)} | {
        f"covers.{i}" for i in range(100) if any(e.name == "covers" and e.look == "ticks" for e in inputs)
    }


@pytest.mark.parametrize("move", EVERY_MOVE)
def test_a_form_shows_every_field_or_has_nothing_to_choose(move: str) -> None:
    view = chief()
    form = form_of(view, move)
    names = {each.name.split(".")[0] for each in every_input(form.inputs + form.more)}
    for field in fields_of(catalogue().moves[move].ask):
        if field.name not in names:
            assert field.optional or field.many or not form_of(view, move).inputs[0].choices, field.name
        assert field.name not in META
    ids = [each.id for each in every_input(form.inputs + form.more)]
    assert len(ids) == len(set(ids))
    assert all(each.label and "_" not in each.label for each in every_input(form.inputs))
    assert form.title
    assert form.meaning


junk = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            " ",
            "0",
            "-1",
            "7 million",
            "1e999",
            "٣",
            "9" * 5000,
            "\x00",
            "\ud800",
            "buft",
            "buft.chief",
            "£",
            "capacity",
        ]
    ),
)


@given(move=st.sampled_from(EVERY_MOVE), seed=st.integers(0, 10**6), data=st.data())
def test_anything_at_all_that_is_posted_is_an_ask_or_faults(
    move: str, seed: int, data: st.DataObject
) -> None:
    view = views()[seed % len(views())]
    names = posting_names(view, move)
    posted = data.draw(
        st.dictionaries(
            st.one_of(st.sampled_from(names), st.text(max_size=12)), st.lists(junk, max_size=3), max_size=9
        )
    )
    found = ask_from(view, move, posted)
    form = form_of(view, move, posted, found if isinstance(found, Faults) else Faults(()))
    if isinstance(found, Faults):
        assert found.faults
        assert all(fault.what for fault in found.faults)
        shown = {each.name for each in every_input(form.inputs + form.more)}
        known = {field.name for field in fields_of(catalogue().moves[move].ask)}
        assert all(fault.field in shown or fault.field.split(".")[0] in known for fault in found.faults)
    else:
        assert isinstance(found, catalogue().moves[move].ask)


def posting_names(view: View, move: str) -> list[str]:
    form = form_of(
        view,
        move,
        {"clauses.0.mechanism": "capacity", "clause.mechanism": "loan", "lines.0.clause.mechanism": "pool"},
    )
    return sorted(
        {each.name for each in every_input(form.inputs + form.more)}
        | {"in_reply_to", "clauses.0.mechanism", "more"}
    )


json_junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=9),
        st.just("\ud800"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(move=st.sampled_from(EVERY_MOVE), seed=st.integers(0, 10**6), data=st.data())
def test_anything_a_program_sends_is_an_ask_that_the_play_can_judge_or_faults(
    move: str, seed: int, data: st.DataObject
) -> None:
    view = views()[seed % len(views())]
    names = [field.name for field in fields_of(catalogue().moves[move].ask)]
    body = data.draw(st.one_of(json_junk, st.dictionaries(st.sampled_from(names), json_junk, max_size=9)))
    found = ask_from_json(view, move, body)
    if not isinstance(found, Faults):
        at = day().session.world
        decide(at, day().session._fold(view.seat), found, catalogue())


def test_all_faults_are_told_at_once_each_with_its_field_in_the_order_of_the_form() -> None:
    found = ask_from(chief(), "propose", {"to": "nobody-known", "clauses.0.mechanism": "loan", "clauses.0.term.pounds": "lots",
                                         "start": "999"})  # fmt: skip
    assert isinstance(found, Faults)
    fields = [fault.field for fault in found.faults]
    assert fields[:2] == ["to", "title"]
    assert {"clauses.0.term.pounds", "clauses.0.term.lender", "start"} <= set(fields)
    assert all(re.match(r"[A-Z].*[.]$", fault.what) for fault in found.faults)


def test_what_is_hidden_and_what_does_not_exist_are_told_alike() -> None:
    open_day = OpenDay()
    number = open_day.done(
        "saltmere.chair", Propose(to=("marlbridge",), title=Text("Quiet"), clauses=words("Hush"), start=2)
    )  # type: ignore[arg-type]
    view = open_day.session.view("buft.chief")
    told = [ask_from(view, "sign", {"agreement": str(each)}) for each in (number, 999999)]
    assert told[0] == told[1]
    assert isinstance(told[0], Faults)
    assert "Quiet" not in repr(form_of(view, "sign"))
    assert "Quiet" in repr(form_of(open_day.session.view("marlbridge.chair"), "sign"))


@pytest.mark.parametrize("move", EVERY_MOVE)
def test_only_what_the_view_knows_is_on_a_form(move: str) -> None:
    """The same view, given again with everything hidden from it changed, makes the same form."""
    view = chief()
    told = json.dumps([to_json(event) for event in view.events], default=str)
    for choice in (c for each in every_input(form_of(view, move).inputs) for c in each.choices):
        quoted = re.findall("“([^”…]{4,})", choice.label)
        assert all(
            json.dumps(q.replace("‘", "“").replace("’", "”"))[1:-1].split("\\")[0][:20] in told
            or q[:12] in told
            for q in quoted
        )


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£7 million", 700_000_000), ("250,000", 25_000_000), ("7m", 700_000_000), ("£1.2bn", 120_000_000_000), ("250k", 25_000_000),
        ("1,234.56", 123_456), ("-£5", -500), ("−£5.01", -501), ("£-5", -500), ("0", 0), ("10 pounds", 1000), (".5", 50),
        ("1.005", None), ("ten", None), ("", None), ("--5", None), ("5 parsecs", None), ("9" * 60, None), ("£", None),
    ],
)  # fmt: skip
def test_pounds_as_people_type_them_are_exact_to_the_penny(typed: str, pence: int | None) -> None:
    assert pence_of(typed) == pence


@given(st.integers(-(10**14), 10**14))
def test_a_sum_typed_back_is_the_same_sum(pence: int) -> None:
    assert pence_of(pence_typed(pence)) == pence
    assert pence_of("£" + pence_typed(pence).lstrip("-")) == abs(pence)


def test_programs_may_not_send_fields_that_a_move_does_not_have() -> None:
    body = {"to": ["bct.chief"], "text": "Hello", "seat": "saltmere.chair"}
    found = ask_from_json(chief(), "message", body)
    assert isinstance(found, Faults)
    assert [fault.field for fault in found.faults] == ["seat"]
    del body["seat"]
    assert ask_from_json(chief(), "message", body) == Message(to=("bct.chief",), text=Text("Hello"))  # type: ignore[arg-type]


@pytest.mark.parametrize("move", EVERY_MOVE)
def test_the_schema_names_every_field_and_takes_json(move: str) -> None:
    made = catalogue().moves[move]
    schema = json.loads(json.dumps(schema_of(made)))
    assert list(schema["properties"]) == [field.name for field in fields_of(made.ask)]
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {field.name for field in fields_of(made.ask) if not field.optional}


def test_terms_of_a_mechanism_are_asked_for_once_it_is_chosen_and_kept_apart_by_row() -> None:
    data = {"to": "bct", "title": "Loan", "start": "2", "clauses.0.words": "A loan", "clauses.0.mechanism": "loan",
            "clauses.0.term.lender": "buft", "clauses.0.term.borrower": "bct", "clauses.0.term.pounds": "£1.5 million",
            "clauses.0.term.months": "12", "clauses.1.words": "In good faith", "clauses.2.words": ""}  # fmt: skip
    form = form_of(chief(), "propose", {**data, "more": "clauses"})
    rows = next(each for each in form.inputs if each.name == "clauses").rows
    assert [len(row) > 2 for row in rows] == [True, False, False, False]
    ask = ask_from(chief(), "propose", data)
    assert isinstance(ask, Propose)
    assert ask.clauses[0].terms == (
        ("borrower", "bct"),
        ("lender", "buft"),
        ("months", 12),
        ("pounds", 1_500_000),
    )
    assert ask.clauses[1] == Clause("In good faith")


def test_an_id_is_made_from_the_name_when_none_is_typed() -> None:
    ask = ask_from(chief(), "hire-staff", {"role": "Head of Winter Planning"})
    assert not isinstance(ask, Faults)
    assert ask.identity == "head-of-winter-planning"  # type: ignore[attr-defined]


def test_every_move_for_players_has_its_purpose_and_weighty_ones_ask_to_confirm() -> None:
    grouped = [move for _, moves in GROUPS for move in moves]
    assert len(grouped) == len(set(grouped))
    for name, move in catalogue().moves.items():
        assert move.control or name in grouped, f"{name} stands under no purpose"
        assert purpose_of(name, move.control)
    assert set(CONFIRMS) <= set(catalogue().moves)
    for weighty in ("sign", "award", "merge", "declare-failure", "expel-practice", "dispose", "acquire"):
        assert confirms(weighty)
    assert not confirms("message")
