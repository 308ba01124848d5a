"""The run sheet: injects by time, condition or hand; tried first, changed, held, let go, published, added on the spot."""

from __future__ import annotations

from random import Random

import pytest

from shirehall.errors import UsageError
from shirehall.play.catalogue import Catalogue
from shirehall.play.fields import Clause
from shirehall.play.interventions import interventions
from shirehall.play.moves.clock import Pause, Resume, Skip
from shirehall.play.moves.steering_sheet import (
    AddInject,
    EditInject,
    HoldInject,
    PublishInject,
    ReleaseInject,
)
from shirehall.play.runsheet import preview, run_sheet
from shirehall.play.terms import levers_for
from shirehall.play.view import OBSERVER, WALL, as_json
from shirehall.play.world import World, digest
from tests.play.county import OpenDay, bigshire, catalogue
from tests.play.steered import CHAIR, MODERATOR, TRUST, LiveDay

BACKSTAGE = (
    "run-sheet-laid",
    "inject-called",
    "inject-held",
    "inject-released",
    "inject-edited",
    "inject-added",
)


@pytest.mark.requirement("INJ-01")
def test_the_run_sheet_tells_of_every_inject_when_it_comes_to_whom_and_what_became_of_it():
    day = LiveDay()
    rows = run_sheet(day.patch, day.session.world)
    assert [row.id for row in rows] == [inject.id for inject in day.patch.injects]
    assert {row.status for row in rows} == {"waiting"}
    trolley = day.row("trolley-wait")
    assert (trolley.when, trolley.due, trolley.to) == (
        "month 2 (July 2013), minute 6",
        26,
        "BUFT and HealthWatch",
    )
    assert day.row("site-petition").when == "by hand" and day.row("site-petition").due is None
    day.pass_to(26)
    assert (day.row("trolley-wait").status, day.row("trolley-wait").out_at) == ("published", 26)


def test_a_row_says_when_a_moment_has_passed_and_when_it_lies_beyond_a_shorter_round():
    day = LiveDay(months=3)
    late = next(i for i in day.patch.injects if (i.when.month or 0) > 3 and not i.when.by_hand)
    assert "after the last month" in day.row(late.id).when and day.row(late.id).due is None
    day.by_facilitator(HoldInject(inject="trolley-wait"))
    day.pass_to(45)
    assert "its moment has passed" in day.row("trolley-wait").when


def test_an_inject_is_tried_first_and_nothing_happens():
    day = LiveDay()
    before = digest(day.session.world)
    tried = preview(day.patch, day.session.world, "costly-drug")
    assert set(tried.seen_by) == set(day.session.world.seats_of_all(tuple(tried.line.to))) | set(
        day.session.world.seats_of_all(day.session.world.of_kind("commissioner"))
    )
    assert tried.does == (
        "cost: label costly-drug, payer buft, pounds_a_month 350000".replace(
            "pounds_a_month", "pounds a month"
        ),
    )
    assert digest(day.session.world) == before and not day.arrived("costly-drug")
    day.by_facilitator(PublishInject(inject="costly-drug"))
    for seat, shown in tried.seen_by.items():
        [seen] = [
            e
            for e in day.session.view(seat).events
            if e.kind == "inject-published" and e.body["inject"] == "costly-drug"
        ]
        assert dict(seen.body) == dict(shown)
    with pytest.raises(UsageError, match="no inject called"):
        preview(day.patch, day.session.world, "nothing-like-it")


def test_a_timed_inject_published_by_hand_comes_at_once_and_not_again_at_its_time():
    day = LiveDay()
    events = day.by_facilitator(PublishInject(inject="trolley-wait"), at=3)
    assert [e.kind for e in events] == ["inject-called", "inject-published"]
    day.pass_to(40)
    assert [e.at for e in day.arrived("trolley-wait")] == [3]
    assert "out already" in day.refused(MODERATOR, PublishInject(inject="trolley-wait"))
    assert "no inject called" in day.refused(MODERATOR, PublishInject(inject="nothing-like-it"))
    assert "only a facilitator" in day.refused(CHAIR, PublishInject(inject="costly-drug"))


def test_players_cannot_tell_an_inject_that_was_called_from_one_that_was_timed():
    called, timed = LiveDay(), LiveDay()
    called.by_facilitator(PublishInject(inject="trolley-wait"), at=26)
    timed.umpire.tick(timed.session, 20 - 1)
    timed.session.commit([], at=26)
    timed.umpire.by_hand(timed.session, "trolley-wait", 26)
    shown = [
        [
            e
            for e in as_json(day.session.view(TRUST))["events"]
            if e["kind"] == "inject-published" and e["body"]["inject"] == "trolley-wait"
        ]
        for day in (called, timed)
    ]
    bare = [
        [{k: v for k, v in e.items() if k not in ("seq", "thread", "subject")} for e in each]
        for each in shown
    ]
    assert bare[0] == bare[1] and len(bare[0]) == 1


def test_what_is_done_backstage_is_seen_by_facilitators_alone():
    day = LiveDay()
    day.by_facilitator(HoldInject(inject="costly-drug", text="not before lunch"))
    day.by_facilitator(EditInject(inject="trolley-wait", title="Two nights on a trolley"))
    day.by_facilitator(ReleaseInject(inject="costly-drug"))
    day.by_facilitator(AddInject(title="Snow", text="It snows.", month=2, minute=1))
    day.by_facilitator(PublishInject(inject="costly-drug"))
    for viewer in (*day.session.world.seats, OBSERVER, WALL):
        view = day.session.view(viewer)
        behind = [e.kind for e in view.events if e.kind in BACKSTAGE]
        if viewer == MODERATOR:
            assert set(behind) == set(BACKSTAGE) and view.world.runsheet == day.session.world.runsheet
        elif not viewer.startswith("control."):
            assert behind == [] and not view.world.runsheet
            assert "not before lunch" not in str(as_json(view)) and "It snows" not in str(as_json(view))


def test_a_held_inject_does_not_come_until_it_is_let_go_and_then_as_soon_as_it_may():
    day = LiveDay()
    day.by_facilitator(HoldInject(inject="trolley-wait"))
    assert day.row("trolley-wait").status == "held" and day.row("trolley-wait").due is None
    assert "held already" in day.refused(MODERATOR, HoldInject(inject="trolley-wait"))
    day.pass_to(50)
    assert not day.arrived("trolley-wait")
    day.by_facilitator(ReleaseInject(inject="trolley-wait"), at=51)
    assert day.row("trolley-wait").due == 51
    assert "not held" in day.refused(MODERATOR, ReleaseInject(inject="trolley-wait"))
    assert day.umpire.next_due(day.session.world) == 51
    day.pass_to(53)
    assert [e.at for e in day.arrived("trolley-wait")] == [53]


def test_an_inject_let_go_before_its_time_keeps_its_time():
    day = LiveDay()
    day.by_facilitator(HoldInject(inject="trolley-wait"))
    day.by_facilitator(ReleaseInject(inject="trolley-wait"))
    assert day.row("trolley-wait").due == 26
    day.pass_to(30)
    assert len(day.arrived("trolley-wait")) == 1


@pytest.mark.requirement("INJ-02")
def test_an_inject_is_changed_before_it_is_out_and_arrives_as_changed():
    day = LiveDay()
    ask = EditInject(inject="trolley-wait", title="Two nights", text="She waited two nights.", to=("cqc", "commissioner"),
                     month=1, minute=9, reply_within=5)  # fmt: skip
    day.by_facilitator(ask)
    row = day.row("trolley-wait")
    assert (row.status, row.due, row.title, row.edited) == ("edited", 9, "Two nights", True)
    day.pass_to(10)
    [arrived] = day.arrived("trolley-wait")
    assert (arrived.body["title"], arrived.body["text"], arrived.body["reply_within"]) == (
        "Two nights",
        "She waited two nights.",
        5,
    )
    assert set(arrived.body["to"]) == {"cqc", *day.session.world.of_kind("commissioner")}
    assert arrived.audience == day.session.world.seats_of_all(arrived.body["to"])
    assert TRUST not in arrived.audience
    assert "out already" in day.refused(MODERATOR, EditInject(inject="trolley-wait", title="Three nights"))


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (EditInject(inject="trolley-wait"), "as it is"),
        (EditInject(inject="trolley-wait", to=("nobody-known",)), "no body and no kind"),
        (EditInject(inject="trolley-wait", to=("all", "buft")), "not both"),
        (EditInject(inject="trolley-wait", month=14), "month 1 to 13"),
        (EditInject(inject="trolley-wait", month=2, minute=21), "20 minutes"),
        (EditInject(inject="site-petition", minute=5), "needs one"),
        (EditInject(inject="buft-problems", month=1, minute=2), "has passed"),
        (AddInject(title=" ", text="x"), "title"),
        (AddInject(title="A", text=" "), "words"),
        (AddInject(title="A", text="x", to=("moon",)), "no body and no kind"),
        (AddInject(title="A", text="x", does=(Clause("More beds"),)), "typed clauses"),
        (AddInject(title="A", text="x", month=1, minute=1), "has passed"),
    ],
)
def test_what_makes_no_sense_on_a_run_sheet_is_refused_in_words(ask, why):
    day = LiveDay()
    before = day.session.world.runsheet
    assert why in day.refused(MODERATOR, ask, at=5)
    assert day.session.world.runsheet == before


@pytest.mark.requirement("INJ-02")
def test_an_inject_is_added_on_the_spot_to_all_to_bodies_or_to_kinds():
    day = LiveDay()
    world = day.session.world
    for to, wanted in (((), ("*",)), (("buft",), world.seats_of("buft")),
                       (("commissioner", "cqc"), world.seats_of_all((*world.of_kind("commissioner"), "cqc")))):  # fmt: skip
        head, arrived = day.by_facilitator(
            AddInject(title="Snow", kind="incident", text="The roads are shut.", to=to)
        )
        assert (head.kind, arrived.kind) == ("inject-added", "inject-published")
        assert set(arrived.audience) == set(wanted) and arrived.body["inject_kind"] == "incident"
    added = [row for row in run_sheet(day.patch, day.session.world) if row.added]
    assert [row.id for row in added] == ["added-1", "added-2", "added-3"]
    assert {row.status for row in added} == {"published"}


@pytest.mark.requirement("INJ-03")
def test_an_inject_added_for_later_waits_for_its_moment_and_can_act_on_the_county():
    day = LiveDay()
    cost = Clause("", "cost", (("label", "salt"), ("payer", "council"), ("pounds_a_month", 4000)))
    day.by_facilitator(
        AddInject(
            title="Road salt", kind="cost", text="It costs.", to=("council",), month=2, minute=4, does=(cost,)
        )
    )
    assert (day.row("added-1").status, day.row("added-1").due) == ("added", 24)
    day.pass_to(23)
    assert not day.arrived("added-1")
    day.pass_to(24)
    assert [e.at for e in day.arrived("added-1")] == [24]
    [lever] = [lever for lever in levers_for(day.session.world, 3) if lever.text("label") == "salt"]
    assert lever.number("pounds_a_month") == 4000 and lever.basis == "inject"


def test_an_inject_can_be_added_on_a_day_whose_run_sheet_was_not_laid_and_the_pack_s_still_come():
    day = OpenDay()
    day.done(MODERATOR, AddInject(title="Snow", text="It snows."))
    day.pass_to(30)
    arrived = [e.body["inject"] for e in day.session.events if e.kind == "inject-published"]
    assert arrived[0] == "added-1" and {"film", "trolley-wait"} <= set(arrived)
    assert "no inject called" in day.refused(MODERATOR, HoldInject(inject="trolley-wait"))


def test_an_inject_on_a_condition_does_not_come_while_it_is_held():
    day = LiveDay()
    conditional = next(i for i in day.patch.injects if i.when.measure)
    mark = conditional.when.below if conditional.when.below is not None else conditional.when.above
    value = float(mark) + (-1 if conditional.when.below is not None else 1)
    rows = [[conditional.when.measure, conditional.when.subject or "county", "all", value, "x"]]
    assert "when" in day.row(conditional.id).when
    assert day.umpire.triggered(day.session.world, rows)
    day.by_facilitator(HoldInject(inject=conditional.id))
    assert not day.umpire.triggered(day.session.world, rows)


def test_before_the_start_and_in_a_pause_nothing_falls_due_and_the_first_inject_after_it_comes():
    day = LiveDay(begun=False)
    assert day.session.world.clock.paused
    first = len(day.session.events)
    for at in (0, 5, 12):
        day.umpire.tick(day.session, at)
    assert len(day.session.events) == first
    day.by_facilitator(Resume(), at=12)
    day.umpire.tick(day.session, 12)
    assert [e.at for e in day.arrived("film")] == [12]
    day.by_facilitator(Pause(), at=13)
    day.by_facilitator(AddInject(title="Snow", text="It snows.", month=1, minute=14), at=13)
    day.umpire.tick(day.session, 15)
    assert not day.arrived("added-1")
    day.by_facilitator(Resume(), at=15)
    day.umpire.tick(day.session, 15)
    assert [e.at for e in day.arrived("added-1")] == [15]


def test_a_month_cut_short_takes_its_injects_at_its_end_edited_ones_too():
    day = LiveDay()
    day.by_facilitator(EditInject(inject="buft-problems", month=1, minute=18), at=2)
    day.by_facilitator(Skip(), at=6)
    day.pass_to(6)
    assert [e.at for e in day.arrived("buft-problems")] == [6]


def test_a_double_press_publishes_adds_and_edits_once():
    day = LiveDay()
    for key, ask in (("a", PublishInject(inject="trolley-wait")), ("b", AddInject(title="Snow", text="It snows.")),
                     ("c", EditInject(inject="costly-drug", title="Dearer"))):  # fmt: skip
        first = day.do(MODERATOR, ask, key=key)
        count = len(day.session.events)
        again = day.do(MODERATOR, ask, key=key)
        assert again.events == first.events and len(day.session.events) == count
    assert day.row("costly-drug").title == "Dearer" and len(day.arrived("added-1")) == 1


@pytest.mark.parametrize("seed", range(1, 5))
def test_whatever_is_done_to_the_run_sheet_each_inject_comes_once_at_most_and_the_record_tells_it_all(seed):
    day, random = LiveDay(), Random(seed)
    ids = [inject.id for inject in day.patch.injects]
    for _ in range(160):
        at = day.at + random.choice((0, 0, 1, 3))
        day.pass_to(at)
        if day.session.world.clock.closed:
            break
        inject, month = random.choice([*ids, "added-1", "added-2", "unknown"]), random.randint(1, 14)
        ask = random.choice((
            PublishInject(inject=inject), HoldInject(inject=inject), ReleaseInject(inject=inject),
            EditInject(inject=inject, title=f"T{at}", month=month, minute=random.randint(0, 25)),
            AddInject(title="Snow", text="It snows.", month=random.choice((None, month)), minute=random.randint(0, 19)),
        ))  # fmt: skip
        day.do(MODERATOR, ask, at=at)
        out = [e.body["inject"] for e in day.session.events if e.kind == "inject-published"]
        assert len(set(out)) == len(out)
        held = {row.id for row in run_sheet(day.patch, day.session.world) if row.status == "held"}
        assert not held & {line.id for line in day.session.world.runsheet.values() if day.arrived(line.id)}
    assert digest(folded(catalogue(), day)) == digest(day.session.world)
    assert len(interventions(day.session.events)) > 20


def folded(known: Catalogue, day: LiveDay) -> World:
    """The record folded from its beginning."""
    world = World()
    for event in day.session.events:
        world = known.evolve(world, event)
    return world


def test_a_day_that_nobody_steers_is_the_same_to_the_byte_with_the_sheet_laid_or_not():
    """What players get by time does not hang on the run sheet's being on the record."""
    laid, plain = LiveDay(), OpenDay()
    laid.pass_to(100)
    plain.pass_to(100)
    for seat in ("buft.chief", "saltmere.chair", "cqc.manager"):
        seen = [
            [(e.at, e.month, e.body) for e in day.session.view(seat).events if e.kind == "inject-published"]
            for day in (laid, plain)
        ]
        assert seen[0] == seen[1] and seen[0]
    assert bigshire().injects
