"""A live month: closed at once, lived elsewhere, put on the record in one commit; nothing lost when the day is taken up again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shirehall.assemble import replay
from shirehall.economy.figures import Figures, row
from shirehall.economy.terms import Terms
from shirehall.errors import RecordError, UsageError
from shirehall.play.altered import altered
from shirehall.play.fields import Clause
from shirehall.play.frozen import frozen_months
from shirehall.play.months import Umpire
from shirehall.play.moves.clock import Skip
from shirehall.play.moves.free import FreeMove, RuleTerms
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.moves.steering_sheet import HoldInject
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Session
from shirehall.play.view import OBSERVER
from shirehall.play.world import digest
from tests.play.county import OpenDay, catalogue, words
from tests.play.steered import CHAIR, MODERATOR, TRUST, LiveDay
from tests.play.test_clock import FullDisk


class Lives:
    """A county that remembers by which terms it was lived, and counts one figure."""

    engine = "told"

    def __init__(self) -> None:
        self.terms: list[Terms] = []

    def live(self, terms: Terms) -> tuple[str, Figures]:
        self.terms.append(terms)
        return f"state {len(self.terms)}", (row(len(self.terms), "ae-within-4h", "buft", 97.0),)


def worded(day: OpenDay) -> None:
    """An agreement in words alone, for which the pack assumes terms, and a free move that was ruled to be a cost."""
    ask = Propose(
        to=("buft",),
        title="Home sooner",
        clauses=words("A supported discharge team."),
        start=1,
        about=("pathway",),
    )
    number = day.done("bct.chief", ask)
    for seat in ("bct.chief", TRUST):
        day.done(seat, Sign(agreement=day.local(seat, number)))
    free = day.done(CHAIR, FreeMove(text="We hire a nurse."))
    terms = (("label", "nurse"), ("payer", "saltmere"), ("pounds_a_month", 9))
    cost = Clause("A nurse", "cost", terms)
    day.done(MODERATOR, RuleTerms(of=free, clauses=(cost,), start=1, text="It costs."))


def test_a_month_is_closed_in_one_commit_and_play_goes_on_while_the_county_lives_it():
    day = LiveDay()
    worded(day)
    day.umpire.tick(day.session, 20)
    before = len(day.session.events)
    frozen = day.umpire.close(day.session)
    kinds = [e.kind for e in day.session.events[before:]]
    assert kinds[-2:] == ["month-closed", "month-opened"] and kinds[:-2] == ["terms-assumed"]
    assert day.session.world.clock.month == 2 and frozen.month == 1
    assert [lever.basis for lever in frozen.terms] == ["ruled", "assumed"]
    assert day.session.events[-2].body["terms"] == frozen.digest
    day.done(CHAIR, FreeMove(text="Meanwhile, we meet."), at=21)
    day.umpire.lived(day.session, frozen, "state 1", (row(1, "ae-within-4h", "buft", 80.0),), "told", at=22)
    lived = next(e for e in day.session.events if e.kind == "month-lived")
    assert (lived.at, lived.body["of_month"], lived.body["terms"]) == (22, 1, frozen.digest)
    assert [e.at for e in day.arrived("press-waits")] == [22]


def test_the_months_closed_live_are_those_of_a_scripted_day_figure_by_figure():
    live, scripted = LiveDay(), OpenDay()
    for day in (live, scripted):
        worded(day)
    here, there = Lives(), Lives()
    for month in range(1, 14):
        for day in (live, scripted):
            day.umpire.tick(day.session, month * 20)
        frozen = live.umpire.close(live.session)
        live.umpire.lived(live.session, frozen, *here.live(frozen.terms), here.engine)
        scripted.umpire.close_month(scripted.session, there)
    strip = [
        [(lever.mechanism, lever.terms, lever.start, lever.basis) for lever in terms] for terms in here.terms
    ]
    assert strip == [
        [(lever.mechanism, lever.terms, lever.start, lever.basis) for lever in terms] for terms in there.terms
    ]
    assert any(strip)
    for kind in (
        "month-closed",
        "month-lived",
        "figures-published",
        "alert-raised",
        "inject-published",
        "terms-assumed",
    ):
        told = [
            [
                (e.body.get("of_month"), e.body.get("title"), e.body.get("rows"), e.audience)
                for e in day.session.events
                if e.kind == kind
            ]
            for day in (live, scripted)
        ]
        assert sorted(told[0], key=str) == sorted(told[1], key=str), kind
    assert live.session.world.clock.closed and live.umpire.not_lived(live.session) == ()
    assert replay(live.session.events).months == 13


def test_after_a_restart_what_is_closed_and_not_lived_is_found_with_its_terms():
    day = LiveDay()
    worded(day)
    closed = []
    for month in (1, 2, 3):
        day.umpire.tick(day.session, month * 20)
        closed.append(day.umpire.close(day.session))
        if month == 1:
            day.umpire.lived(day.session, closed[0], "s", (), "told")
    again = Session(day.store, catalogue())
    umpire = Umpire(day.patch, 1)
    assert umpire.not_lived(again) == tuple(closed[1:])
    assert umpire.terms_lived(again) == (closed[0].terms,)
    assert frozen_months(again) == tuple(closed) and closed[1].terms
    umpire.lived(again, closed[1], "s2", (), "told")
    umpire.lived(again, closed[2], "s3", (), "told")
    assert umpire.not_lived(again) == () and digest(again.world)


def test_months_are_lived_in_their_order_and_each_once():
    day = LiveDay()
    closed = []
    for month in (1, 2):
        day.umpire.tick(day.session, month * 20)
        closed.append(day.umpire.close(day.session))
    with pytest.raises(UsageError, match="month 2 is not the one to be lived; that is 1"):
        day.umpire.lived(day.session, closed[1], "s", (), "told")
    for frozen in closed:
        day.umpire.lived(day.session, frozen, "s", (), "told")
    with pytest.raises(UsageError, match="that is none"):
        day.umpire.lived(day.session, closed[1], "s", (), "told")


def test_a_record_whose_terms_are_not_those_that_were_frozen_is_not_lived_on():
    day = LiveDay()
    day.umpire.tick(day.session, 20)
    day.umpire.close(day.session)
    day.session.closings = [
        (world, altered(e, body={**e.body, "terms": "0" * 64})) for world, e in day.session.closings
    ]
    with pytest.raises(RecordError, match="month 1 are not those that were frozen"):
        day.umpire.not_lived(day.session)


def test_a_month_that_could_not_be_lived_is_told_to_facilitators_alone_and_still_waits():
    day = LiveDay()
    day.umpire.tick(day.session, 20)
    frozen = day.umpire.close(day.session)
    day.umpire.failed(day.session, frozen, "the worker ended: out of memory")
    seen = {v: [e.kind for e in day.session.view(v).events] for v in (MODERATOR, CHAIR, OBSERVER)}
    assert "month-failed" in seen[MODERATOR]
    assert "month-failed" not in seen[CHAIR] and "month-failed" not in seen[OBSERVER]
    assert day.umpire.not_lived(day.session) == (frozen,)
    day.umpire.lived(day.session, frozen, "s", (), "told")
    assert day.umpire.not_lived(day.session) == ()


def test_closing_and_living_a_month_are_kept_whole_or_not_at_all():
    store = FullDisk()
    day = LiveDay(store=store)
    worded(day)
    day.umpire.tick(day.session, 20)

    def fails_whole(act: Callable[[], object]) -> None:
        """The act raises on a full disk, and the day is where it was."""
        before = digest(day.session.world), len(day.session.events)
        store.full = True
        with pytest.raises(RecordError):
            act()
        store.full = False
        assert (digest(day.session.world), len(day.session.events)) == before

    fails_whole(lambda: day.umpire.close(day.session))
    frozen = day.umpire.close(day.session)
    fails_whole(lambda: day.umpire.lived(day.session, frozen, "s", (), "told"))
    day.umpire.lived(day.session, frozen, "s", (), "told")
    assert day.umpire.not_lived(day.session) == ()


def test_the_last_month_closes_the_round_and_its_figures_still_come_but_no_inject():
    day = LiveDay(months=1)
    day.by_facilitator(Skip(), at=6)
    day.umpire.tick(day.session, 6)
    frozen = day.umpire.close(day.session)
    assert day.session.world.clock.closed
    day.umpire.lived(day.session, frozen, "s", (row(1, "ae-within-4h", "buft", 1.0),), "told")
    kinds = {e.kind for e in day.session.events[-3:]}
    assert "month-lived" in kinds and not day.arrived("press-waits")


def test_an_inject_on_a_condition_that_is_held_is_not_set_off_by_a_live_month():
    day = LiveDay()
    day.by_facilitator(HoldInject(inject="press-waits"))
    day.umpire.tick(day.session, 20)
    frozen = day.umpire.close(day.session)
    day.umpire.lived(day.session, frozen, "s", (row(1, "ae-within-4h", "buft", 1.0),), "told")
    assert not day.arrived("press-waits")


def test_a_scripted_close_and_a_live_one_may_follow_each_other():
    day = LiveDay()
    day.umpire.tick(day.session, 20)
    day.umpire.close_month(day.session, NoCounty())
    day.umpire.tick(day.session, 40)
    frozen = day.umpire.close(day.session)
    assert frozen.month == 2 and day.umpire.not_lived(day.session) == (frozen,)
    assert Session(day.store, catalogue()).world == day.session.world
    assert isinstance(day.store, MemoryStore)
