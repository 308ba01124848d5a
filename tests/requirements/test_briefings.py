"""Papers: what everyone is told ahead, what each body is told alone, how long it is, and what stays hidden until later."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from functools import cache

import pytest

from shirehall.economy.county import County
from shirehall.economy.figures import row, tidy, value
from shirehall.patch.check import check_pack
from shirehall.patch.checks_texts import MOST_WORDS
from shirehall.patch.prose import LINK, read_number, unit_scale
from shirehall.patch.read import find_pack, read_pack
from shirehall.play.moves.asking import AskFor
from tests.play.county import OpenDay, bigshire
from tests.requirements.helpers import DayOf, Told, alter, small_pack

CONSORTIA = ("saltmere", "holmewold", "marlbridge", "lindenvale")


def papers(day: OpenDay, seat: str) -> dict[str, str]:
    """The papers a seat has been given: id to text."""
    return {
        e.body["paper"]: e.body["text"] for e in day.session.view(seat).events if e.kind == "briefing-given"
    }


def players(day: OpenDay) -> list[str]:
    """The seats that are not control's."""
    return [s.id for s in day.patch.active_seats if s.organisation != "control"]


@cache
def facts() -> dict[str, float]:
    return {fact.key: fact.value for fact in bigshire().facts}


def paper(name: str) -> str:
    return next(one.text for one in bigshire().briefings if one.id == name)


@pytest.mark.requirement("BRF-01")
def test_everyone_is_given_the_same_background_on_health_and_social_care_before_anything_else_happens():
    day = OpenDay()
    texts = {papers(day, seat)["common"] for seat in players(day)}
    assert len(texts) == 1
    text = texts.pop()
    assert all(
        word in text for word in ("social care", "consortia", "hospital", "mental health", "HealthWatch")
    )
    given = next(e for e in day.session.events if e.body.get("paper") == "common")
    assert given.at == 0 and given.audience == ("*",)
    assert {e.kind for e in day.session.events[: given.seq - 1]} <= {"day-opened", "briefing-given"}


@pytest.mark.requirement("BRF-02")
def test_every_seat_has_its_own_bodys_paper_and_no_other_bodys():
    for detail in ("strategic", "full"):
        patch = bigshire()
        day = DayOf(dataclasses.replace(patch, head=patch.head.model_copy(update={"detail": detail})))
        for seat in players(day):
            body = day.session.world.organisation_of(seat)
            own = {one.id for one in patch.briefings if one.organisation == body}
            if detail == "strategic":
                own = {name for name in own if name.startswith("position-")}
            assert own and set(papers(day, seat)) == {"common"} | own, seat


@pytest.mark.requirement("BRF-03")
@pytest.mark.parametrize("body", CONSORTIA)
def test_each_consortium_is_told_its_need_its_money_and_its_referrals(body: str):
    blocks = ("## Health need", "## Money", "## Referral activity")
    for kind in ("position", "detail"):
        text = paper(f"{kind}-{body}")
        for heading in blocks:
            said = text.split(heading)[1].split("\n## ")[0]
            assert len(LINK.findall(said)) >= 3, f"{kind}-{body} {heading}"


@pytest.mark.requirement("BRF-03")
@pytest.mark.parametrize("body", CONSORTIA)
def test_what_a_consortium_is_told_is_what_the_county_starts_from(body: str):
    tables, told = (
        bigshire().county,
        {key.partition(".")[2]: v for key, v in facts().items() if key.startswith(f"{body}.")},
    )
    people = [(one.fifth, one.people()) for one in tables.places if one.consortium == body]
    whole = sum(sum(p) for _, p in people)
    assert whole == told["registered"]
    assert 100 * sum(sum(p[5:]) for _, p in people) / whole == pytest.approx(told["over-65"], abs=0.6)
    assert 100 * sum(sum(p) for f, p in people if f == 1) / whole == pytest.approx(
        told["most-deprived-fifth"], abs=1
    )
    payer = next(one for one in tables.money.commissioners if one.id == body)
    assert (
        payer.allocation == told["allocation"] * 1e6
        and payer.opening_balance == told["opening-balance"] * 1e6
    )
    for deal in tables.money.deals:
        if deal.commissioner == body:
            assert deal.plan == pytest.approx(told[f"contract-{deal.provider}"] * 1e6)
    indices = [one.referral_index for one in tables.practices if one.consortium == body]
    assert max(indices) / min(indices) == pytest.approx(told["referral-spread"], abs=0.06)
    assert len(indices) == told["practices"]


@cache
def first_quarter() -> list[tuple]:
    """The first three months that Bigshire lives when nobody does anything."""
    county = County(bigshire())
    state, months = county.begin(1), []
    for _ in range(3):
        state, figures = county.live_month(state, ())
        months.append(figures)
    return months


@pytest.mark.requirement("BRF-03")
@pytest.mark.parametrize("body", CONSORTIA)
def test_the_admissions_and_referrals_told_are_near_those_that_the_county_then_lives(body: str):
    admitted = 4 * sum(value(month, "emergency-admissions", body) for month in first_quarter())
    assert admitted == pytest.approx(facts()[f"{body}.emergency-admissions"], rel=0.1)
    referred = 4 * sum(value(month, "referrals", body) for month in first_quarter())
    assert facts()[f"{body}.gp-referrals"] / referred == pytest.approx(2 / 3, abs=0.06)


@pytest.mark.requirement("BRF-05")
def test_every_kind_of_paper_has_a_budget_of_words_and_keeps_to_it(tmp_path):
    assert not [w for w in check_pack(find_pack("bigshire")).warnings if "briefing has" in w.what]
    folder = small_pack(tmp_path)
    for kind, most in MOST_WORDS.items():
        name = {"position": "acute", "common": "common", "detail": "more"}[kind]
        path = folder / "briefings" / f"{name}.md"
        if kind == "detail":
            head = "---\nid: more\norganisation: acute\nkind: detail\ntitle: More\n---\n"
            path.write_text(head, encoding="utf-8")
        with path.open("a", encoding="utf-8") as file:
            file.write("word " * (most + 1))
        told = [
            w.what for w in check_pack(folder).warnings if f"a {kind} briefing has room for {most}" in w.what
        ]
        assert len(told) == 1


@pytest.mark.requirement("BRF-05")
def test_a_table_that_exists_already_is_taken_in_as_another_program_saved_it(tmp_path):
    folder = small_pack(tmp_path)
    before = read_pack(folder).county.practices
    path = folder / "practices.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    order = list(reversed(range(len(rows[0]))))
    with path.open("w", encoding="utf-8", newline="") as file:
        quoted = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        quoted.writerows([cells[i] for i in order] for cells in rows)
    assert read_pack(folder).county.practices == before
    sourced = [fact for fact in bigshire().facts if fact.origin in ("sourced", "reported")]
    assert len(sourced) >= 10 and all(fact.source for fact in sourced)


@pytest.mark.requirement("BRF-06")
def test_the_summary_is_given_first_and_the_detail_when_it_is_asked_for():
    day = OpenDay()
    seat, colleague = "saltmere.chair", "saltmere.finance"
    assert day.patch.head.detail == "strategic"
    assert "position-saltmere" in papers(day, seat) and "detail-saltmere" not in papers(day, seat)
    day.done(seat, AskFor(to=("control.moderator",), text="May we have the detail behind our page?"))
    day.umpire.hand_over(day.session, "saltmere", day.at)
    assert (
        papers(day, seat)["detail-saltmere"]
        == papers(day, colleague)["detail-saltmere"]
        == paper("detail-saltmere")
    )
    assert "detail-saltmere" not in papers(day, "holmewold.chair")
    events = len(day.session.events)
    day.umpire.hand_over(day.session, "saltmere", day.at)
    assert len(day.session.events) == events


@pytest.mark.requirement("BRF-06")
def test_the_level_of_detail_is_a_setting_of_the_pack_and_the_check_reports_every_length(tmp_path):
    patch = bigshire()
    full = DayOf(dataclasses.replace(patch, head=patch.head.model_copy(update={"detail": "full"})))
    assert {"position-saltmere", "detail-saltmere"} <= set(papers(full, "saltmere.chair"))
    report = check_pack(find_pack("bigshire"))
    words = json.loads(json.dumps(report.as_json()))["words"]
    assert len(words) == len(patch.briefings)
    position = words["briefings/position-saltmere.md"]
    assert position == {"kind": "position", "words": len(paper("position-saltmere").split()), "budget": 450}
    detail = words["briefings/detail-saltmere.md"]["words"]
    assert detail > position["words"]
    assert any(
        re.search(r"18 position briefings: \d+ words on average, \d+ at the longest, of 450", line)
        for line in report.lines()
    )


@pytest.mark.requirement("BRF-07")
def test_each_seated_body_is_given_one_position_statement_at_the_first_minute_and_the_record_says_so():
    day = OpenDay()
    given = [e for e in day.session.events if e.kind == "briefing-given" and e.body["kind"] == "position"]
    seated = {body.id for body in day.patch.organisations if body.seated in ("yes", "part")}
    assert sorted(e.organisation for e in given) == sorted(seated)
    assert all(e.at == 0 and e.audience == day.session.world.seats_of(e.organisation) for e in given)
    assert max(e.seq for e in given) <= len(seated) + 2


def figures_told(text: str) -> set[float]:
    """Every number of a text that stands in a fact link, in base units."""
    return {number for words, _ in LINK.findall(text) if (number := read_number(words)[0]) is not None}


@pytest.mark.requirement("BRF-09")
def test_no_seat_can_read_a_fact_that_is_not_for_it_or_has_not_come_to_light():
    patch = bigshire()
    day = DayOf(dataclasses.replace(patch, head=patch.head.model_copy(update={"detail": "full"})))
    secret = {fact.key for fact in patch.facts if "all" not in fact.known_to}
    assert len(secret) > 100
    for seat in players(day):
        body = day.session.world.organisation_of(seat)
        may = {fact.key for fact in patch.facts_known_to(body)}
        text = json.dumps([e.body for e in day.session.view(seat).events], ensure_ascii=False)
        read = set(re.findall(r"\]\(fact:([^)]*)\)", text))
        assert read and read <= may, (seat, sorted(read - may))


@pytest.mark.requirement("BRF-09")
def test_a_secret_figure_stands_in_no_words_that_another_body_reads():
    patch = bigshire()
    hidden = {fact.key: fact.value * unit_scale(fact.unit) for fact in patch.facts if fact.key == "buft.gap"}
    day = OpenDay()
    assert hidden["buft.gap"] in figures_told(papers(day, "buft.chief")["position-buft"])
    for seat in players(day):
        if day.session.world.organisation_of(seat) not in ("buft", "monitor", "nhscb"):
            assert all(hidden["buft.gap"] not in figures_told(text) for text in papers(day, seat).values()), (
                seat
            )


@pytest.mark.requirement("BRF-09")
def test_facts_have_a_month_of_revelation_and_papers_may_not_run_ahead_of_it(tmp_path):
    patch = bigshire()
    assert "costly-drug.annual-cost" not in {fact.key for fact in patch.facts_known_to("buft", 2)}
    assert "costly-drug.annual-cost" in {fact.key for fact in patch.facts_known_to("buft", 3)}
    assert "costly-drug.annual-cost" not in {fact.key for fact in patch.facts_known_to("cuddles", 13)}
    folder = small_pack(tmp_path)
    with (folder / "briefings" / "acute.md").open("a", encoding="utf-8") as file:
        file.write("\nWe shall lose [£3 million](fact:acute.hidden-loss).\n")
    (fault,) = check_pack(folder).faults
    assert "comes to light only in month 4" in fault.what
    with (folder / "briefings" / "west.md").open("a", encoding="utf-8") as file:
        file.write("\nThe hospital is short of [£3 million](fact:acute.hidden-loss).\n")
    alter(folder, "facts.csv", ("acute.hidden-loss,3,£m,acute,4", "acute.hidden-loss,3,£m,acute,1"))
    (fault,) = check_pack(folder).faults
    assert "is not known to `west`, only to acute" in fault.what


@pytest.mark.requirement("BRF-09")
def test_a_consortium_learns_its_own_overspend_a_month_after_the_board_has_it():
    def spent(month):
        return tidy([row(month, "commissioner-balance", "saltmere", -1_000_000 * month)])

    day = DayOf(bigshire(), Told(spent))
    knows = {}
    for month in range(2, 6):
        day.pass_to((month - 1) * 20)
        for seat in ("saltmere.chair", "nhscb.regional"):
            if any(
                "commissioner-balance|saltmere|all" in view for view in [day.session.view(seat).world.figures]
            ):
                knows.setdefault(seat, month)
    assert knows == {"nhscb.regional": 3, "saltmere.chair": 4}


@pytest.mark.requirement("BRF-11")
def test_every_body_has_a_note_of_its_character_position_problem_ambition():
    for body in bigshire().organisations:
        note = body.character
        assert note.position.strip() and note.problem.strip() and note.ambition.strip()
        assert len(f"{note.position} {note.problem} {note.ambition}".split()) <= 120, body.id


@pytest.mark.requirement("FLM-01")
def test_a_news_film_opens_play_for_every_seat_and_can_be_read_again():
    day = OpenDay()
    day.pass_to(0)
    head = next(e for e in day.session.events if e.kind == "inject-published")
    assert (head.at, head.month, head.body["inject_kind"]) == (0, 1, "film")
    day.pass_to(100)
    for seat in players(day):
        again = [e for e in day.session.view(seat).events if e.body.get("inject_kind") == "film"]
        assert len(again) == 1 and day.patch.film.opening.strip() in again[0].body["text"]
    assert 120 <= day.patch.film.seconds <= 600


@pytest.mark.requirement("FLM-02")
def test_the_film_interviews_a_reporter_the_support_director_a_consortium_chair_and_the_public_health_director():
    day = OpenDay()
    day.pass_to(0)
    text = next(
        e.body["text"] for e in day.session.view("cuddles.regional").events if e.body.get("inject") == "film"
    )
    voices = day.patch.film.interviews
    roles = [voice.role.lower() for voice in voices]
    wanted = (
        "political reporter",
        "commissioning support",
        "chair of the saltmere consortium",
        "director of public health",
    )
    assert all(sum(each in role for role in roles) == 1 for each in wanted)
    assert len({voice.speaker for voice in voices}) == 4
    assert all(voice.speaker in text and voice.words.strip() in text for voice in voices)
    ends = [voice.words.lower() for voice in voices]
    views = ("who would take the decision", "invoice", "we can put that right", "no hospital caused")
    assert all(sum(view in said for said in ends) == 1 for view in views)
