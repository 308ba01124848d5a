"""Injects: when they arrive, to whom, how large, how many; what they test; and control's voice for those not seated."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from shirehall.cli import main
from shirehall.economy import levers
from shirehall.economy.figures import Figures, row, tidy
from shirehall.patch.check import check_pack
from shirehall.patch.model import Inject
from shirehall.patch.pressure import injects_a_month, scaled, timed, with_inject_size, with_injects_a_month
from shirehall.play.moves.clock import Voice
from shirehall.play.moves.message import Message
from shirehall.play.moves.people import Hire
from shirehall.play.record.opening import open_record
from shirehall.play.terms import levers_for
from shirehall.study.reactions import reactions
from shirehall.study.reading import tell
from tests.play.county import OpenDay, bigshire
from tests.requirements.helpers import DayOf, Told, alter, small_pack

CONSORTIA = ("saltmere", "holmewold", "marlbridge", "lindenvale")


def inject(name: str) -> Inject:
    return next(one for one in bigshire().injects if one.id == name)


def published(day: OpenDay, name: str):
    return next(e for e in day.session.events if e.kind == "inject-published" and e.body["inject"] == name)


@pytest.mark.requirement("INJ-01")
def test_injects_arrive_all_through_the_year_each_at_its_month_and_minute():
    months = sorted({one.when.month for one in timed(bigshire().injects)})
    assert months[0] == 1 and months[-1] == 13
    assert max(later - earlier for earlier, later in itertools.pairwise(months)) <= 2
    day = OpenDay()
    minutes = sorted((one.when.month - 1) * 20 + one.when.minute for one in timed(day.patch.injects))
    for minute in minutes:
        day.pass_to(minute)
    heads = [e for e in day.session.events if e.kind == "inject-published"]
    due = {
        one.id: (one.when.month, (one.when.month - 1) * 20 + one.when.minute)
        for one in timed(day.patch.injects)
    }
    assert {e.body["inject"]: (e.month, e.at) for e in heads} == due


@pytest.mark.requirement("INJ-01")
def test_the_reaction_of_each_addressee_is_kept_none_included():
    day = OpenDay()
    day.pass_to(26)
    head = published(day, "trolley-wait")
    seat = day.session.world.seats_of("healthwatch")[0]
    day.done(seat, Message(to=("buft.chief",), text="What happened?", in_reply_to=day.local(seat, head.seq)))
    found = {r.body: r for r in reactions(tell(day.session.events, day.patch)) if r.inject.id == head.seq}
    assert set(found) == {"healthwatch", "buft"}
    assert (found["healthwatch"].grade, found["buft"].grade) == ("token", "none")


@pytest.mark.requirement("INJ-02")
@pytest.mark.parametrize(
    ("name", "minute", "bodies"),
    [
        ("winter-unrest", 126, "all"),
        ("practice-outliers", 63, ("saltmere",)),
        ("critical-care-costs", 85, CONSORTIA),
        ("trolley-wait", 26, ("buft", "healthwatch")),
    ],
)
def test_an_inject_reaches_everyone_or_one_body_or_a_kind_and_nobody_else(name: str, minute: int, bodies):
    day = OpenDay()
    day.pass_to(minute)
    title = inject(name).title
    world = day.session.world
    for seat, chair in world.seats.items():
        if world.organisations[chair.organisation].kind == "control":
            continue
        seen = any(e.body.get("title") == title for e in day.session.view(seat).events)
        assert seen == (bodies == "all" or chair.organisation in bodies), seat


@pytest.mark.requirement("INJ-03")
def test_bigshires_library_holds_the_five_kinds_that_were_seen():
    seen = ("costly-drug", "trolley-wait", "winter-unrest", "revised-finances", "practice-outliers")
    assert [inject(name).kind for name in seen] == ["cost", "incident", "unrest", "finance", "performance"]
    assert all(inject(name).invented_by == "source" for name in seen)
    sized = [one for one in (*bigshire().injects, *bigshire().spares) if one.effect is not None]
    assert len(sized) >= 5 and all(one.size is not None for one in sized)


@pytest.mark.requirement("INJ-03")
def test_the_size_of_an_inject_scales_its_figure_its_effect_and_what_is_told():
    once, twice = inject("costly-drug"), scaled(inject("costly-drug"), 2)
    assert once.size and twice.size and once.effect and twice.effect
    assert twice.size.value == 2 * once.size.value == 8.4
    assert twice.effect.terms == {"payer": "buft", "pounds_a_month": 700_000, "label": "costly-drug"}
    assert "8.4 £m a year" in twice.text and once.text in twice.text
    assert scaled(once, 1) is once
    winter = scaled(inject("ward-norovirus"), 0.5)
    assert winter.effect and winter.effect.terms == {"pathway": "urgent", "percent": 4, "months": 2}
    closed = scaled(inject("council-threshold"), 50)
    assert closed.effect and closed.effect.terms["change_percent"] == -100


@pytest.mark.requirement("INJ-03")
@pytest.mark.parametrize("factor", [0.5, 1.5, 2.0])
def test_a_day_of_larger_or_smaller_injects_is_played_with_effects_that_the_county_can_act_on(factor: float):
    patch = with_inject_size(bigshire(), factor)
    day = DayOf(patch)
    assert day.session.events[0].body["pressure"]["inject_size"] == factor
    day.pass_to(60)
    drug = next(lever for lever in levers_for(day.session.world, 3) if lever.text("label") == "costly-drug")
    assert drug.number("pounds_a_month") == 350_000 * factor
    for one in (*patch.injects, *patch.spares):
        if one.effect is not None:
            assert levers.problems(one.effect.mechanism, one.effect.terms, patch) == [], one.id


@pytest.mark.requirement("INJ-05")
def test_the_rate_of_injects_is_a_dial_shown_with_the_run():
    patch = bigshire()
    assert patch.head.pressure.injects_a_month.value == pytest.approx(injects_a_month(patch), abs=0.01)
    fewer, more = with_injects_a_month(patch, 1.0), with_injects_a_month(patch, 2.0)
    assert (len(timed(fewer.injects)), len(timed(patch.injects)), len(timed(more.injects))) == (13, 22, 26)
    for turned in (fewer, patch, more):
        day = DayOf(turned)
        day.pass_to(13 * 20)
        arrived = [e for e in day.session.events if e.kind == "inject-published"]
        shown = day.session.events[0].body["pressure"]["injects_a_month"]
        assert len(arrived) == len(timed(turned.injects)) and shown == pytest.approx(
            len(arrived) / 13, abs=0.01
        )


@pytest.mark.requirement("INJ-05")
def test_fewer_are_taken_from_the_fullest_months_and_more_come_in_where_it_is_emptiest():
    patch = bigshire()
    per_month = [sum(one.when.month == m for one in timed(patch.injects)) for m in range(1, 14)]
    fewer = [
        sum(one.when.month == m for one in timed(with_injects_a_month(patch, 1.2).injects))
        for m in range(1, 14)
    ]
    assert max(fewer) <= 2 < max(per_month)
    assert all(one <= other for one, other in zip(fewer, per_month, strict=True))
    added = with_injects_a_month(patch, injects_a_month(patch) + 1 / 13).injects[-1]
    assert added.spare and added.when.month == 11 and per_month[10] == 0
    assert any(one.kind == "film" for one in with_injects_a_month(patch, 0).injects)
    everything = with_injects_a_month(patch, 99)
    assert everything.spares == () and everything.head.pressure.injects_a_month.value == 2.15


@pytest.mark.requirement("INJ-05")
def test_the_dial_of_a_pack_must_say_what_its_injects_come_to(tmp_path):
    folder = small_pack(tmp_path)
    assert not check_pack(folder).warnings
    alter(folder, "pack.yaml", ("injects_a_month: {value: 0.33", "injects_a_month: {value: 3"))
    assert ["the dial stands at 3" in warning.what for warning in check_pack(folder).warnings] == [True]


@pytest.mark.requirement("INJ-06")
def test_every_inject_cites_the_question_it_tests_on_the_record_too(tmp_path):
    patch = bigshire()
    questions = {question.id: question for question in patch.charter.questions}
    assert all(one.tests in questions for one in (*patch.injects, *patch.spares))
    assert len({one.tests for one in patch.injects}) >= 8
    day = OpenDay()
    day.pass_to(60)
    for event in day.session.events:
        if event.kind == "inject-published":
            assert event.body["tests"] == inject(event.body["inject"]).tests
    folder = small_pack(tmp_path)
    alter(folder, "injects.yaml", ("tests: q-waits", "tests: q-wait"))
    assert any("`q-wait` is not a charter question" in fault.what for fault in check_pack(folder).faults)


def parting(month: int) -> Figures:
    """Four consortia whose balances part company month by month."""
    pace = {"saltmere": -900_000, "holmewold": -100_000, "marlbridge": 50_000, "lindenvale": 400_000}
    return tidy(row(month, "commissioner-balance", body, month * each) for body, each in pace.items())


def balances(day: OpenDay, seat: str) -> dict[str, list[float]]:
    """What a seat has been shown of balances, by body, in the order in which it came."""
    found: dict[str, list[float]] = {}
    for event in day.session.view(seat).events:
        if event.kind == "figures-published":
            for measure, subject, _group, figure in event.body["rows"]:
                if measure == "commissioner-balance":
                    found.setdefault(subject, []).append(figure)
    return found


@pytest.mark.requirement("INJ-07")
def test_each_consortium_sees_its_own_results_by_month_and_everybody_the_parting_of_the_four_by_quarter():
    day = DayOf(bigshire(), Told(parting))
    day.pass_to(100)
    own = balances(day, "saltmere.chair")
    assert own["saltmere"] == [-900_000, -1_800_000, -2_700_000, -2_700_000]
    assert own["lindenvale"] == [1_200_000] and set(own) == set(CONSORTIA)
    assert balances(day, "healthwatch.chair")["saltmere"] == [-2_700_000]


@pytest.mark.requirement("INJ-07")
def test_who_sees_results_and_how_late_is_the_packs_to_set():
    patch = bigshire()
    opened = [
        one.model_copy(update={"audience": "all", "lag": 0}) if one.id == "consortium-accounts" else one
        for one in patch.head.publications
    ]
    head = patch.head.model_copy(update={"publications": opened})
    day = DayOf(dataclasses.replace(patch, head=head), Told(parting))
    day.pass_to(20)
    assert balances(day, "healthwatch.chair")["saltmere"] == [-900_000]
    usual = DayOf(patch, Told(parting))
    usual.pass_to(20)
    assert balances(usual, "healthwatch.chair") == {}


@pytest.mark.requirement("INJ-08")
def test_control_may_speak_for_a_body_that_nobody_sits_for_and_the_record_says_so():
    day = OpenDay()
    seats = day.session.world.seats_of("buft")
    said = Voice(
        speaking_for="public", to=seats, text="Keep the Infirmary open, or come and tell us why not."
    )
    event = day.session.events[day.done("control.moderator", said) - 1]
    assert event.body["speaking_for"] == "public" and event.organisation == "control"
    seen = next(e for e in day.session.view(seats[0]).events if e.kind == "voiced")
    assert seen.body["speaking_for"] == "public" and seen.organisation == "control"
    sentence = tell(day.session.events, day.patch).sentence(event.seq)
    assert "voiced by the facilitator" in sentence
    answer = Message(
        to=("bct.chief",), text="They will not wait.", in_reply_to=day.local(seats[0], event.seq)
    )
    assert day.session.events[day.done(seats[0], answer) - 1].in_reply_to == event.seq


@pytest.mark.requirement("INJ-08")
def test_nobody_else_lends_a_voice_and_no_seated_body_is_spoken_for():
    day = OpenDay()
    ask = Voice(speaking_for="public", to=("buft.chief",), text="We object.")
    assert "only a facilitator" in day.refused("saltmere.chair", ask)
    ask = Voice(speaking_for="healthwatch", to=("buft.chief",), text="We object.")
    assert "somebody sits for that body" in day.refused("control.moderator", ask)


@pytest.mark.requirement("RND-07")
def test_control_may_issue_a_revised_financial_position_in_the_middle_of_the_run():
    day = OpenDay()
    day.pass_to(50)
    day.umpire.by_hand(day.session, "revised-finances", 50)
    head = published(day, "revised-finances")
    assert (head.at, head.month) == (50, 3) and "£11 million" in head.body["text"]
    cost = next(
        lever for lever in levers_for(day.session.world, 4) if lever.text("label") == "revised-position"
    )
    assert cost.text("payer") == "buft" and cost.number("pounds_a_month") == 2_200_000
    seat = "buft.chief"
    reply = Hire(away_from="csi", knowledge="finance", points=5, in_reply_to=day.local(seat, head.seq))
    day.done(seat, reply)
    found = {
        r.body: r.grade for r in reactions(tell(day.session.events, day.patch)) if r.inject.id == head.seq
    }
    assert found["buft"] == "deed" and found["monitor"] == "none"
    day.pass_to(200)
    again = [e for e in day.session.events if e.body.get("inject") == "revised-finances"]
    assert sum(e.kind == "inject-published" for e in again) == 1


@pytest.mark.requirement("INJ-05")
def test_the_dials_can_be_set_from_the_command_line_and_the_run_is_played_by_them(tmp_path):
    folder, out = small_pack(tmp_path), tmp_path / "day"
    words = ["play", str(folder), "--who", "silent", "--no-county", "--out", str(out), "--json"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--injects", "0", "--inject-size", "2"])
    assert ended.value.code == 0
    events = list(open_record(out / "record.jsonl").read())
    assert events[0].body["pressure"]["injects_a_month"] == pytest.approx(1 / 6, abs=0.01)
    assert events[0].body["pressure"]["inject_size"] == 2
    assert [e.body["inject"] for e in events if e.kind == "inject-published"] == ["the-film"]
