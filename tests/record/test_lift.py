"""Events of older versions, read in today's shape."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shirehall.errors import RecordError
from shirehall.play.record.chain import About
from shirehall.play.record.event import Event
from shirehall.play.record.lift import Lifts, lifted, lifted_all
from shirehall.play.record.opening import open_record
from tests.record.helpers import jsonl_of, letters, memory_of, message, sqlite_of


def beds_named(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Version 1 said how many beds; version 2 says of which kind."""
    return {"from": body["from"], "beds": {"general": body["number"]}}


def beds_listed(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Version 3 keeps kinds and numbers as a list."""
    return {"from": body["from"], "beds": sorted([kind, number] for kind, number in body["beds"].items())}


LIFTS = Lifts(
    {"beds-lent": 3, "message-sent": 1}, {("beds-lent", 1): beds_named, ("beds-lent", 2): beds_listed}
)
OLD = message(1, kind="beds-lent", version=1, body={"from": "trust", "number": 12})
LATER = message(2, kind="beds-lent", version=2, body={"from": "trust", "beds": {"stroke": 4, "general": 8}})
TODAY = message(3, kind="beds-lent", version=3, body={"from": "trust", "beds": (("general", 2),)})


def test_each_version_is_lifted_step_by_step() -> None:
    old, later, today, letter = lifted_all((OLD, LATER, TODAY, message(4)), LIFTS)
    assert (old.version, old.body) == (3, {"from": "trust", "beds": (("general", 12),)})
    assert (later.version, later.body) == (3, {"from": "trust", "beds": (("general", 8), ("stroke", 4))})
    assert (today, letter) == (TODAY, message(4))
    assert (old.seq, old.audience, old.key) == (OLD.seq, OLD.audience, OLD.key)
    assert OLD.body == {"from": "trust", "number": 12}


@pytest.mark.parametrize("form", [sqlite_of, jsonl_of])
def test_stored_bytes_stay_and_are_what_the_chain_is_checked_on(tmp_path: Path, form: Any) -> None:
    events = (OLD, LATER, TODAY)
    path = form(events, tmp_path / "r")
    before = path.read_bytes()
    store = open_record(path)
    assert [event.version for event in lifted_all(store.read(), LIFTS, store.about)] == [3, 3, 3]
    assert tuple(store.read()) == events
    assert store.digest() == memory_of(events).digest()
    store.close()
    assert path.read_bytes() == before


def test_a_lift_cannot_reach_what_is_stored() -> None:
    def careless(body: Mapping[str, Any]) -> Mapping[str, Any]:
        body["beds"]["general"] = 0  # type: ignore[index]
        return body

    event = message(1, kind="beds-lent", body={"beds": {"general": 9}})
    lifts = Lifts({"beds-lent": 2}, {("beds-lent", 1): careless})
    assert lifted(event, lifts).body == {"beds": {"general": 0}}
    assert event.body == {"beds": {"general": 9}}


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (message(5, kind="beds-lent", version=4), "knows that kind up to version 3"),
        (message(5, kind="beds-sold"), "does not know that kind"),
    ],
)
def test_what_a_newer_shirehall_wrote_names_the_one_that_is_needed(event: Event, said: str) -> None:
    with pytest.raises(RecordError, match=said) as caught:
        lifted(event, LIFTS, About(shirehall="7.2.1"))
    assert "open the record with Shirehall 7.2.1" in caught.value.mend
    assert "event 5" in str(caught.value)
    with pytest.raises(RecordError, match="the Shirehall that wrote it"):
        lifted(event, LIFTS)


def test_what_comes_before_an_unknown_event_is_still_read() -> None:
    reading = lifted_all((*letters(2), message(3, kind="beds-sold")), LIFTS)
    assert [next(reading).seq, next(reading).seq] == [1, 2]
    with pytest.raises(RecordError):
        next(reading)


@pytest.mark.parametrize("steps", [{}, {("k", 1): beds_named, ("k", 2): beds_named}, {("j", 1): beds_named}])
def test_a_set_of_lifts_has_every_step_and_no_other(steps: dict[tuple[str, int], Any]) -> None:
    with pytest.raises(ValueError, match="lifts missing"):
        Lifts({"k": 2}, steps)
