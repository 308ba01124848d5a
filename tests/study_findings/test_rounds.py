"""A measure read by round, in a made-up record of two rounds of twelve months whose months go on counting."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from shirehall.assemble import play
from shirehall.errors import UsageError
from shirehall.patch.reported import Comparison, Condition, Finding
from shirehall.play.record.event import Event
from shirehall.study import rounds
from shirehall.study.findings import judge
from shirehall.study.measures import reading
from shirehall.study.reading import Telling, tell
from tests.play_rounds.small import a_day, two_rounds
from tests.study_findings.made import Year, county, value


def made_rounds() -> Telling:
    """Three asks and a deal in round one, one ask and two deals in round two, which opens with the thirteenth month."""
    year = Year()
    for month in (2, 5, 11):
        year.act("asked", "north", "board", month=month)
    year.deal("north", "acute", month=3, agreed=4)
    year.events.append(
        Event(
            len(year.events) + 1,
            "round-opened",
            1,
            1200,
            13,
            "",
            "",
            (),
            (),
            None,
            None,
            None,
            None,
            (),
            "",
            "",
            {"round": "r2", "after": 12},
        )
    )
    year.act("asked", "north", "board", month=14)
    year.deal("north", "acute", month=15, agreed=16, signed=17)
    year.deal("south", "acute", month=20)
    told = year.told()
    one = county().head.rounds[0]
    later = [p.model_copy(update={"id": f"later-{p.id}"}) for p in one.phases]
    two = one.model_copy(update={"id": "r2", "phases": later})
    patch = dataclasses.replace(told.patch, head=told.patch.head.model_copy(update={"rounds": [one, two]}))
    clock = dataclasses.replace(told.world.clock, month=24)
    return dataclasses.replace(told, patch=patch, world=dataclasses.replace(told.world, clock=clock), kept={})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Telling:
    """The two rounds; a made-up record cannot be played up to its middle, so its things are as they were at the end."""
    monkeypatch.setattr(rounds, "world_after", lambda telling, _: telling.world)
    return made_rounds()


def test_a_filter_keeps_to_a_round_whose_months_count_from_one(told: Telling):
    assert [value("count", told, event="asked", round=r) for r in ("r1", "r2")] == [3, 1]
    assert [value("month-of-first", told, event="asked", round=r) for r in ("r1", "r2")] == [2, 2]
    assert value("month-of-first", told, event="signed", round="r1") == 13, (
        "the month after the first round's last"
    )
    assert value("count", told, event="asked", phase="later-q1", round="r2") == 1
    assert value("agreements-by-state", told, state="agreed", round="r1") == 1
    assert value("agreements-by-state", told, round="r2") == 2
    assert reading("count", told, {"event": "asked", "round": "r2"}).evidence == (7,)


def test_two_rounds_are_set_side_by_side(told: Telling):
    assert value("count", told, event="asked", read="later-round-less-first") == -2
    assert value("count", told, event="asked", read="later-round-over-first") == pytest.approx(
        1 / 3, abs=1e-4
    )
    found = reading("agreements-by-state", told, {"read": "later-round-less-first"})
    assert (found.value, found.why) == (1, "2.0 in round r2, 1.0 in round r1")


def test_a_round_that_was_not_played_cannot_be_told():
    year = Year()
    year.act("asked", "north", "board", month=2)
    alone = year.told()
    one = alone.patch.head.rounds[0]
    both = alone.patch.head.model_copy(update={"rounds": [one, one.model_copy(update={"id": "r2"})]})
    told = dataclasses.replace(alone, patch=dataclasses.replace(alone.patch, head=both), kept={})
    assert value("count", told, event="asked", round="r1") == 1, (
        "a record without an opening is round one throughout"
    )
    found = reading("count", told, {"event": "asked", "round": "r2"})
    assert (found.value, found.why) == (None, "round r2 was not played")
    for filters in ({"event": "asked", "round": "r2"}, {"event": "asked", "read": "later-round-less-first"}):
        condition = Condition(measure="count", filters=filters, compare=Comparison(op="==", value=0))
        finding = Finding(
            id="F", statement="So.", strength="explicit", origin="tests", **condition.model_dump()
        )
        judged = judge(finding, told)
        assert (judged.outcome, judged.value) == ("cannot tell", None) and "was not played" in judged.why
    with pytest.raises(UsageError, match="no round called"):
        reading("count", told, {"event": "asked", "round": "r9"})


def test_a_played_record_of_two_rounds_is_cut_where_the_second_opened(
    tmp_path_factory: pytest.TempPathFactory,
):
    day = a_day(two_rounds(tmp_path_factory.mktemp("pack")), who="random")
    play(day)
    told = tell(day.session.events, day.patch)
    first, second = (rounds.in_round(told, name) for name in ("r1", "r2"))
    assert first is not None and second is not None
    assert [one.months for one in (first, second)] == [range(1, 3), range(1, 3)]
    assert first.acts and second.acts and len(first.acts) + len(second.acts) == len(told.acts)
    assert {e.month for e in second.acts} <= {1, 2} and second.phase_of(1).id == "b1"
    assert [one.world.organisations["east"].status for one in (first, second)] == ["standing", "merged"]
    assert first.closed and second.closed and (first.last_month, second.last_month) == (2, 2)
    kind = Counter(e.kind for e in first.acts).most_common(1)[0][0]
    whole = value("count", told, event=kind)
    parts = [value("count", told, event=kind, round=name) for name in ("r1", "r2")]
    assert whole is not None and whole == sum(each or 0 for each in parts) > 0
    mine = reading("count", told, {"event": kind, "round": "r1"})
    assert max(mine.evidence) < rounds.spans(told)[1].since
