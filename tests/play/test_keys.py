"""A key answers only whoever used it first, for what it was used for; time runs one way; nobody is nobody."""

import pytest

from shirehall.errors import UsageError
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.message import Message
from shirehall.play.moves.propose import Agree, Propose
from shirehall.play.record.event import to_json
from tests.play.county import OpenDay, words

HELLO = Message(to=("buft.chief",), text="Between us: we are short.")


def test_a_key_gives_its_first_outcome_again_to_the_same_seat_for_the_same_ask():
    day = OpenDay()
    first = day.do("saltmere.chair", HELLO, at=1, key="k")
    assert day.do("saltmere.chair", HELLO, at=3, key="k") == first
    assert len([e for e in day.session.events if e.kind == "message-sent"]) == 1


def test_a_refused_ask_is_refused_again_under_its_key():
    day = OpenDay()
    nobody = Message(to=(), text="Hello?")
    first = day.do("saltmere.chair", nobody, at=1, key="k")
    again = day.do("saltmere.chair", nobody, at=2, key="k")
    assert again == first and first.refusal is not None


def test_another_seat_gets_a_refusal_and_none_of_the_first_seats_events():
    day = OpenDay()
    day.do("saltmere.chair", HELLO, at=1, key="k")
    outcome = day.do("monitor.case", HELLO, at=2, key="k")
    assert outcome.refusal is not None and "key" in outcome.refusal.why
    assert [e.kind for e in outcome.events] == ["move-refused"]
    assert outcome.events[0].audience == ("monitor.case",) and "short" not in outcome.events[0].body["why"]


@pytest.mark.parametrize("other", [
    Message(to=("buft.chief",), text="Something else."),
    AskFor(to=("buft.chief",), text="Between us: we are short."),
], ids=("other words", "other move"))  # fmt: skip
def test_another_ask_under_a_used_key_is_refused_and_nothing_else_happens(other):
    day = OpenDay()
    day.do("saltmere.chair", HELLO, at=1, key="k")
    outcome = day.do("saltmere.chair", other, at=2, key="k")
    assert outcome.refusal is not None and [e.kind for e in outcome.events] == ["move-refused"]


def test_the_same_move_on_another_thing_under_a_used_key_is_refused():
    day = OpenDay()
    for title in ("One", "Two"):
        day.done("saltmere.chair", Propose(to=("buft",), title=title, clauses=words("We share."), start=1))
    one, two = sorted(day.session.view("buft.chief").world.agreements)
    assert day.do("buft.chief", Agree(agreement=one), key="k").refusal is None
    assert day.do("buft.chief", Agree(agreement=two), key="k").refusal is not None
    assert day.do("buft.chief", Agree(agreement=one), key="k").refusal is None


def test_time_does_not_run_backwards():
    day = OpenDay()
    day.do("saltmere.chair", HELLO, at=5)
    before = len(day.session.events)
    with pytest.raises(UsageError, match="minute 5"):
        day.do("saltmere.chair", HELLO, at=4)
    assert len(day.session.events) == before and day.session.world.at == 5


def test_whoever_has_no_seat_is_refused_and_a_later_seat_of_that_name_does_not_see_it():
    day = OpenDay()
    outcome = day.do("buft.newcomer", HELLO)
    assert outcome.refusal is not None and outcome.events[0].audience == ()
    assert [to_json(e) for e in day.session.view("buft.newcomer").events if e.kind == "move-refused"] == []
