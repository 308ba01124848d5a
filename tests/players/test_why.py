"""Why a script did something is kept beside the record, and the record alone is enough to work it out again."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shirehall import assemble
from shirehall.cli import app
from shirehall.errors import RecordError, UsageError
from shirehall.play.catalogue import gathered
from shirehall.play.record.event import Event, canonical
from shirehall.players import why
from shirehall.players.cast import script_of
from shirehall.players.minds.mechanisms import MECHANISMS
from tests.players.helpers import county, year

SITS = partial(script_of, county())
Day = tuple[Path, tuple[Event, ...], list[dict]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """A year of scripts written into a folder, its events, and the reasons kept beside it."""
    folder = tmp_path_factory.mktemp("day")
    assemble.play_into(county(), 5, folder, county=False)
    lines = [json.loads(line) for line in (folder / assemble.REASONS).read_text("utf-8").splitlines()]
    return folder, assemble.events_of(folder / "record.sqlite"), lines


def acts(day: Day) -> list[dict]:
    return [line for line in day[2] if line["event"]]


def test_the_trace_has_concerns_few_candidates_with_their_worth_and_reasons(day: Day) -> None:
    for line in acts(day):
        thought = line["thought"]
        assert line["reasons"] and len(thought["concerns"]) == 3
        assert 1 <= len(thought["candidates"]) <= 4
        chosen = thought["candidates"][0]
        assert chosen["move"] == line["move"] and chosen["minutes"] == line["minutes"]
        assert {name for each in thought["candidates"] for name, _, _ in each["weighed"]} <= set(MECHANISMS)
    weighed = {
        name for line in acts(day) for each in line["thought"]["candidates"] for name, _, _ in each["weighed"]
    }
    assert len(weighed) >= 8, "most mechanisms tip something in a year"


def test_the_record_alone_gives_the_same_reasons_as_were_kept(day: Day) -> None:
    """At acts spread over the whole year, through memory and view rebuilt from the record."""
    _, events, _ = day
    catalogue = gathered()
    lines = acts(day)
    for line in lines[7 :: len(lines) // 12]:
        act = why.act_behind(events, line["event"])
        trace = why.again(events, SITS, act, catalogue)
        assert json.loads(canonical(asdict(trace))) == line


def test_an_event_that_follows_from_an_act_is_told_by_the_act(day: Day) -> None:
    _, events, _ = day
    followed = next(e for e in events if not e.seat and e.cause is not None and events[e.cause - 1].seat)
    assert why.act_behind(events, followed.seq).seq <= followed.cause


def test_the_command_tells_in_plain_words_with_and_without_what_was_kept(day: Day) -> None:
    folder, events, _ = day
    number = acts(day)[60]["event"]
    runner = CliRunner()
    told = runner.invoke(app, ["why", str(folder), str(number)])
    assert told.exit_code == 0, told.output
    words = told.output
    assert (
        "A script sits in this seat" in words
        and "this is what it did" in words
        and "leaving things be" in words
    )
    assert events[number - 1].seat not in words, "seats are told by role and body"
    elsewhere = folder / "copied"
    elsewhere.mkdir(exist_ok=True)
    (elsewhere / "record.sqlite").write_bytes((folder / "record.sqlite").read_bytes())
    rebuilt = runner.invoke(app, ["why", str(elsewhere), str(number)])
    assert rebuilt.output.startswith(words.rstrip()) and "worked out again" in rebuilt.output
    as_json = json.loads(runner.invoke(app, ["why", str(elsewhere), str(number), "--json"]).output)
    assert as_json["rebuilt"] and as_json["event"] == number and as_json["thought"]["candidates"]


def test_it_refuses_for_people_for_the_engine_and_for_events_that_there_are_not(day: Day) -> None:
    _, events, _ = day
    number = acts(day)[10]["event"]
    person = (*events[: number - 1], replace(events[number - 1], origin="person", key=""), *events[number:])
    with pytest.raises(UsageError, match="a person"):
        why.act_behind(person, number)
    with pytest.raises(UsageError, match="nobody in a seat"):
        why.act_behind(events, 1)
    with pytest.raises(UsageError, match="no event"):
        why.act_behind(events, len(events) + 1)


def test_it_refuses_for_players_without_reasons() -> None:
    done = year(1, {"*": "silent", "saltmere": "random"})
    act = next(e for e in done.events if e.seat)
    with pytest.raises(UsageError, match="`random`"):
        why.again(done.events, SITS, act, done.session.catalogue)


def test_it_says_so_when_the_mind_would_do_something_else_now(day: Day) -> None:
    _, events, _ = day
    line = next(line for line in acts(day)[50:] if events[line["event"] - 1].body.get("text"))
    act = events[line["event"] - 1]
    with pytest.raises(RecordError, match="something else"):
        why.again(events, SITS, replace(act, body={**act.body, "text": "Words of another."}), gathered())


def test_nothing_is_put_into_words_when_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*_args: object) -> None:
        raise AssertionError("a thought was told to nobody")

    from shirehall.play.record.memory import MemoryStore
    from shirehall.players.minds import mind

    monkeypatch.setattr(mind, "thought", told)
    quiet = assemble.new_day(county(), MemoryStore(assemble.about(county())), 1, county=False)
    quiet.driver.seat_everyone()
    quiet.driver.play_month()
    assert any(e.seat for e in quiet.session.events)
