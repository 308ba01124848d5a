"""The step between two rounds: agreements scored, the specific ones modelled, a named set for the rest, results to one body alone."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from shirehall import assemble
from shirehall.economy.levers.shape import ramp
from shirehall.patch.pack import Patch
from shirehall.patch.rounds import round_plans
from shirehall.play.fields import MatterRef, SeatRef
from shirehall.play.interval import left_out, question_of
from shirehall.play.moves.modelling import ShareAnswer
from shirehall.play.notices.inject import laid
from shirehall.play.packet import rows_of
from shirehall.play.record.event import Event
from shirehall.play.rounds import open_round
from shirehall.play.runsheet import lines_of
from shirehall.players.minds.memory import Memory, remembered
from shirehall.rounds import as_it_stood, into_round, modelled
from shirehall.study import modelled as told
from shirehall.study.reading import tell
from tests.interval.small import BUYER, agreements, with_step
from tests.play_rounds.small import a_day, do


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    return with_step(tmp_path_factory.mktemp("pack") / "hollow")


@pytest.fixture(scope="module")
def numbers() -> dict[str, int]:
    return {}


@pytest.fixture(scope="module")
def day(patch: Patch, numbers: dict[str, int]) -> assemble.Day:
    """Played with the county up to the opening of the second round, and a move made in it."""
    made = a_day(patch, county=True)
    numbers.update(agreements(made))
    made.driver.play()
    into_round(made.session, made.driver, patch, 1, 3, 1.0, None)
    made.driver.play()
    return made


def unlived(patch: Patch, *, seed: int = 3, secret: bool = True, deals: bool = True) -> assemble.Day:
    """The same without a county, up to the opening of the second round."""
    made = a_day(patch, seed=seed)
    if deals:
        agreements(made, secret=secret)
    made.driver.play()
    into_round(made.session, made.driver, patch, 1, seed, 1.0, None)
    return made


def asked(patch: Patch, *, seed: int = 3, secret: bool = True, deals: bool = True) -> Any:
    """What is put to the model once the second round is open."""
    made = a_day(patch, seed=seed)
    if deals:
        agreements(made, secret=secret)
    made.driver.play()
    open_round(made.session, patch, 1, round_plans(patch)[1], seed, county=True)
    return question_of(made.session, patch, round_plans(patch)[1], 3)


def only(day: assemble.Day, kind: str) -> Event:
    (event,) = [e for e in day.session.events if e.kind == kind]
    return event


@pytest.mark.requirement("RND-06")
def test_every_agreement_is_scored_and_below_the_mark_a_named_set_stands_in_and_says_so(
    day: assemble.Day, numbers: dict[str, int]
) -> None:
    scored = only(day, "agreements-scored")
    rows = dict(zip(scored.body["agreements"], scored.body["rows"], strict=True))
    assert scored.body["enough"] == 0.6 and not scored.audience
    assert {sort: rows[number]["taken"] for sort, number in numbers.items() if sort != "secret"} == {
        sort: sort for sort in numbers if sort != "secret"
    }
    rows = {number: json.loads(json.dumps(row)) for number, row in rows.items()}
    whole, vague = rows[numbers["modelled"]], rows[numbers["stood in for"]]
    assert whole["score"] == 0.8 and whole["missing"] == ["price"] and not whole["entries"]
    assert vague["score"] == pytest.approx(2 / 6, abs=1e-3) and vague["entries"] == ["attendances"]
    assert vague["missing"] == ["what", "how much", "price", "where"] and "too vague" in vague["why"]
    assert not rows[numbers["secret"]]["known"]
    given = scored.body["set"]
    assert (given["name"], given["version"], given["citation"]) == ("Care elsewhere", "1", "A report (2007)")
    assert given["from"] == "assumed" and given["entries"][0][7] == "assumed"
    assert "Care elsewhere stands in for 1" in scored.body["sentence"]


@pytest.mark.requirement("RND-05")
def test_the_packet_is_attached_to_the_opening_and_goes_to_the_purchaser_alone(day: assemble.Day) -> None:
    packet, opened = only(day, "county-modelled"), only(day, "round-opened")
    assert packet.at == opened.at and packet.seq < next(
        e.seq for e in day.session.events if e.kind == "inject-published" and e.month > 2
    )
    assert packet.audience == packet.addressees == BUYER and packet.organisation == "shire"
    for seat, chair in day.session.world.seats.items():
        kinds = [e.kind for e in day.session.view(seat).events]
        sees_all = day.session.world.organisations[chair.organisation].kind == "control"
        assert ("county-modelled" in kinds) == (seat in BUYER or sees_all), seat
        assert ("agreements-scored" in kinds) == sees_all
    assert (
        packet.body["label"] == "evidence"
        and "might" in packet.body["text"]
        and " will " not in packet.body["text"]
    )
    assert not {"forecast", "predict"} & set(json.dumps(packet.body).lower().split())


@pytest.mark.requirement("RND-05", "RND-06")
def test_both_are_shown_what_was_agreed_and_what_is_assumed_with_ranges_and_tipping_points(
    day: assemble.Day,
) -> None:
    body = only(day, "county-modelled").body
    assert [(c["name"], c["from"]) for c in body["courses"]] == [
        ("standing", "play"), ("agreed", "play"),
        ("with the set, 20% of its way", "assumed"), ("with the set, 100% of its way", "assumed"),
    ]  # fmt: skip
    rows = rows_of(body)
    assert {row["course"] for row in rows} == {c["name"] for c in body["courses"]}
    assert {"hospitals", "money", "patients"} <= {row["family"] for row in rows}
    for row in rows:
        assert row["low"] <= row["median"] <= row["high"] and row["change_low"] <= row["change_high"]
    came = {row["course"]: row["change"] for row in rows if row["measure"] == "ae-attendances"}
    assert (
        came["standing"]
        == 0
        > came["agreed"]
        > came["with the set, 20% of its way"]
        > came["with the set, 100% of its way"]
    )
    tips = [tip for tip in rows_of(body, "tips") if tip["sort"] == "brings about"]
    assert tips and all(0 < tip["runs"] <= tip["of"] == 3 and tip["origin"] for tip in tips)
    reached = {c["name"]: c["reached"] for c in body["courses"]}
    assert (
        reached[tips[0]["course"]] in body["sentence"].lower()
        or "between 20% and 100%" in body["sentence"].lower()
    )
    assert any("futures" in line for line in body["assumed"]) and any(
        "Care elsewhere" in line for line in body["assumed"]
    )


def test_nothing_that_was_kept_from_the_purchaser_is_in_what_it_is_told(patch: Patch) -> None:
    with_secret, without = asked(patch), asked(patch, secret=False)
    assert [each.agreement.title for each in with_secret.scored if not each.known] == ["Between ourselves"]
    assert len(with_secret.scored) == len(without.scored) + 1

    def lever(course: Any) -> list[Any]:
        return [(one.mechanism, one.terms, one.start) for one in course.terms]

    assert [lever(c) for c in with_secret.exploring.courses] == [lever(c) for c in without.exploring.courses]


def test_the_model_has_a_seed_of_its_own_and_answers_alike_whenever_it_is_asked(
    patch: Patch, day: assemble.Day
) -> None:
    one, other = asked(patch, seed=3), asked(patch, seed=11)
    assert one.exploring == other.exploring
    found = modelled(patch, 1, other)
    body = only(day, "county-modelled").body
    assert [list(dataclasses.astuple(line)) for line in found.lines] == [list(row) for row in body["rows"]]
    lived = {e.body["state"] for e in day.session.events if e.kind == "month-lived"}
    assert found.state == body["state"] not in lived


def test_minds_take_the_packet_for_the_evidence_that_an_answer_of_the_model_is(day: assemble.Day) -> None:
    for seat, more in (("east.chair", 1.0), ("acute.chief", 0.0)):
        memory = Memory(seat, day.session.world.organisation_of(seat))
        seen = [
            e for e in day.session.view(seat).events if e.kind in ("county-modelled", "modelling-left-out")
        ]
        for event in seen:
            memory = remembered(memory, event)
        assert memory.analyses == more


def test_others_learn_of_it_when_they_are_told(patch: Patch) -> None:
    made = a_day(patch, county=True)
    agreements(made)
    made.driver.play()
    into_round(made.session, made.driver, patch, 1, 3, 1.0, None)
    (packet,) = [m for m in made.session.view("east.chair").world.matters.values() if m.status == "answered"]
    do(made, "east.chair", ShareAnswer(answer=MatterRef(packet.id), to=(SeatRef("acute.chief"),)))
    heard = made.session.view("acute.chief").events[-1]
    assert heard.kind == "model-shared" and heard.body["text"] == packet.outcome and "rows" not in heard.body


def test_without_a_county_the_step_is_left_out_and_said_to_be(patch: Patch) -> None:
    made = unlived(patch)
    line, scored = only(made, "modelling-left-out"), only(made, "agreements-scored")
    assert (
        line.audience == BUYER
        and "was not modelled" in line.body["text"]
        and scored.body["modelled"] is False
    )
    assert len(scored.body["rows"]) == 5
    notice = only(made, "round-opened").body["notice"]
    assert notice[2]["text"] == "The county was not modelled."
    made.driver.play()
    published = [
        e.body["inject"] for e in made.session.events if e.kind == "inject-published" and e.month > 2
    ]
    assert published and "results" not in published
    stood = as_it_stood(patch, tuple(made.session.events))
    assert "results" not in [one.id for one in stood.injects]


def test_with_a_county_the_letter_comes_and_the_notice_stands(patch: Patch, day: assemble.Day) -> None:
    assert "results" in [e.body["inject"] for e in day.session.events if e.kind == "inject-published"]
    assert only(day, "round-opened").body["notice"][2]["text"] == patch.between[0].notice[2]
    assert "results" in [one.id for one in as_it_stood(patch, tuple(day.session.events)).injects]


def test_where_nothing_was_agreed_the_set_stands_in_for_all_of_it(patch: Patch) -> None:
    question = asked(patch, deals=False)
    standing, agreed, near, far = question.exploring.courses
    assert question.whole_set and standing.terms == agreed.terms
    for course, share in ((near, 0.2), (far, 1.0)):
        own = [one for one in course.terms if one not in standing.terms]
        assert own and {one.basis for one in own} == {"assumed"}
        assert {ramp(one, 2) for one in own} == {share}


def test_a_round_without_the_letter_has_no_such_step(patch: Patch) -> None:
    change = patch.between[0]
    fewer = change.model_copy(update={"injects": [one for one in change.injects if one.id != "results"]})
    made = unlived(dataclasses.replace(patch, between=(fewer,)), deals=False)
    kinds = {event.kind for event in made.session.events}
    assert not kinds & {"agreements-scored", "county-modelled", "modelling-left-out"}


def test_the_report_s_rows_are_read_from_the_record_with_their_events(
    patch: Patch, day: assemble.Day
) -> None:
    telling = tell(tuple(day.session.events), patch)
    packet = only(day, "county-modelled").seq
    scores, figures, tips = (
        told.specificity_rows(telling),
        told.modelled_rows(telling),
        told.tipping_rows(telling),
    )
    assert set(scores.column("taken")) == {"modelled", "stood in for", "left out", "not agreed"}
    assert all(len(evidence) == 2 for evidence in scores.evidence)
    assert (
        figures.rows
        and tips.rows
        and {packet} == {n for row in (*figures.evidence, *tips.evidence) for n in row}
    )
    assert set(figures.column("from")) == {"play", "assumed"} and "might" in figures.notes[0]
    assert told.set_rows(telling).column("entry") == ("attendances",)
    assert not told.left_out(telling) and len(told.modellings(telling)) == 1


def test_the_record_of_a_modelled_round_replays_to_the_same_world(patch: Patch, day: assemble.Day) -> None:
    assert assemble.replay(day.session.events, patch).county_months == 4
    assert assemble.replay(day.session.events).months == 4


def test_a_live_day_s_run_sheet_has_no_letter_where_nothing_was_modelled(patch: Patch) -> None:
    made = a_day(patch)
    made.session.commit([laid(lines_of(patch, made.session.world))], at=0)
    made.driver.play()
    plan = round_plans(patch)[1]
    open_round(made.session, patch, 1, plan, 3, county=True)
    assert made.session.world.runsheet["results"].status == "waiting"
    question = question_of(made.session, patch, plan, 3)
    assert question is not None
    made.session.commit(left_out(made.session, question, "its process failed"), at=made.session.world.at)
    assert made.session.world.runsheet["results"].status == "held"
    assert "its process failed" in only(made, "modelling-left-out").body["text"]
