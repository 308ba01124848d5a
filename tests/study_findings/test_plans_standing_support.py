"""What plans say, how bodies stood, what was bought and what answers held, in a year whose numbers are known."""

from __future__ import annotations

import pytest

from shirehall.patch.ties import tie
from shirehall.play.world import Deadline
from shirehall.study.measures import reading
from tests.study_findings.made import Year, county, line, value


def test_lines_of_plans_by_what_they_speak_of_and_lack():
    year = Year()
    year.plan("north", "board", line("hospital care", 60, "fewer outliers among practices"), line("practice variation", 30, "tbc"),
              line("beds", 10, "close a ward by March"))  # fmt: skip
    told = year.told()
    about = {"of_kind": "commissioner", "words": ["practice"]}
    assert value("plan-words-share", told, **about) == 0.9
    assert value("plan-words-share", told, **about, lacks="means") == pytest.approx(30 / 90, abs=1e-4)
    assert value("plan-words-share", told, **about, lacks=["means", "evidence"]) == pytest.approx(
        30 / 90, abs=1e-4
    )
    assert value("plan-words-share", told, of_kind="acute-provider", words=["bed"]) is None
    deal = year.deal("north", "acute", tier="main", words="Beds are paid for by the need that was assessed.")
    found = reading(
        "terms-about", year.told(), {"of_kind": "commissioner", "words": ["need"], "tier": "main"}
    )
    assert (found.value, found.evidence) == (0.25, (deal,))


def test_plans_that_were_signed_off_count_once_and_come_to_what_they_claim():
    year = Year()
    first = year.plan("north", "board", line("beds", 80, "close a ward"), gap=200)
    year.plan("acute", "board", line("theatres", 20, "run later"), gap=50)
    for month in (2, 3):
        signing = year.act("plan-signed-off", "board", "north", month=month, subject=first)
    told = year.told()
    found = reading("plans-signed-off", told)
    assert (found.value, found.evidence) == (1, (signing - 1,))
    assert value("plans-signed-off", told, of_kind="acute-provider") == 0
    claimed = told.world.plans[first].found_pence / 100_000_000
    assert claimed > 0 and value("signed-off-sum", told) == pytest.approx(claimed, abs=1e-6)


def test_what_was_accepted_of_the_gap_and_what_challenges_changed():
    year = Year()
    first = year.plan(
        "acute", "economic", line("beds", 80, "close a ward"), line("theatres", 20, "run later"), gap=200
    )
    challenge = year.act("challenged", "economic", "acute", month=2)
    told = year.told()
    heads = {"event": "challenged", "from_kind": "economic-regulator", "of_kind": "acute-provider"}
    assert value("answering-plans", told, **heads) == 0
    assert value("plan-change-share", told, **heads) == 0
    second = year.plan("acute", "economic", line("beds", 50, "close a ward"), line("theatres", 20, "run later"), gap=200, month=3,
                       instead_of=first, reply=challenge)  # fmt: skip
    year.act(
        "plan-reviewed", "economic", "acute", month=4, subject=second, verdict="not credible", text="Heroic."
    )
    told = year.told()
    assert reading("answering-plans", told, heads).evidence == (second,)
    assert value("plan-change-share", told, **heads) == 0.3
    assert value("last-verdict", told, of_kind="acute-provider", from_kind="economic-regulator") == 1
    assert value("accepted-of-gap", told, of_kind="acute-provider") == 0
    year.act(
        "plan-reviewed", "economic", "acute", month=6, subject=second, verdict="credible", text="Better."
    )
    told = year.told()
    assert value("accepted-of-gap", told, of_kind="acute-provider", to_month=5) == 0
    assert value("accepted-of-gap", told, of_kind="acute-provider") == pytest.approx(70 / 200)
    assert value("last-verdict", told, of_kind="acute-provider", from_kind="economic-regulator") == 5
    assert value("last-verdict", told, of_kind="commissioner") is None


def test_planned_savings_whose_lever_is_in_force():
    year = Year()
    year.plan(
        "north",
        "board",
        line("hospital", 75, "see people at home", lever="shift"),
        line("hospital", 25, "as agreed"),
    )
    assert value("claimed-in-force", year.told(), of_kind="commissioner", sector="acute") == 0
    world = year.told().world
    signed = type("Term", (), {"clause": line("", 1, lever="shift").clause, "basis": "signed"})()
    year.tables["terms"] = (signed,)  # type: ignore[assignment]
    assert world.terms == ()
    assert value("claimed-in-force", year.told(), of_kind="commissioner", sector="acute") == 0.75


FIGURES = [
    (month, "commissioner-balance", body, amount * month)
    for month in range(1, 13)
    for body, amount in (("north", 10), ("south", -10))
]
BALANCE = {"figure": "commissioner-balance", "of_kind": "commissioner"}


def test_what_those_ahead_and_behind_did_and_had_done_to_them():
    year = Year()
    refused = year.act("proposal-refused", "north", "south", month=8)
    blamed = year.act("challenged", "south", "north", month=9)
    year.act("challenged", "board", "south", month=2)
    year.act("challenged", "board", "south", month=10)
    year.act("challenged", "board", "south", month=11)
    told = year.told(FIGURES)
    best = {**BALANCE, "place": "best"}
    assert reading(
        "count-by-standing", told, {**best, "side": "from", "event": "proposal-refused"}
    ).evidence == (refused,)
    assert reading("count-by-standing", told, {**best, "side": "to", "event": "challenged"}).evidence == (
        blamed,
    )
    worst = {**BALANCE, "place": "worst", "side": "to", "event": "challenged"}
    assert value("count-by-standing", told, **worst) == 3
    assert value("count-by-standing", told, **worst, read="late-less-early") == 1
    assert value("count-by-standing", year.told(), **worst) is None, "without figures nobody stands anywhere"


def test_contact_once_results_had_parted():
    year = Year()
    for month in (1, 2, 3, 4, 5):
        year.act("message-sent", "north", "south", month=month)
    year.act("message-sent", "south", "north", month=9)
    told = year.told(FIGURES)
    assert value("contact-after-parting", told, **BALANCE, place="best") == pytest.approx(
        (1 / 7) / 1, abs=1e-4
    )
    assert value("contact-after-parting", told, **BALANCE, place="deficit") is None, (
        "one body alone has no contact with itself"
    )


def test_figures_beside_acts_over_bodies_and_over_months():
    year = Year()
    year.bodies["east"] = year.bodies["north"].__class__("east", "East", "East", "commissioner")
    for body, times in (("north", 3), ("south", 1)):
        for month in range(times):
            year.act("proposal-refused", body, "acute", month=month + 1)
    for month in (10, 11, 12):
        year.act("pressed", "board", "north", month=month)
    figures = [*FIGURES, *((m, "commissioner-balance", "east", -30.0 * m) for m in range(1, 13))]
    told = year.told(figures)
    assert value("figure-and-acts", told, **BALANCE, event="proposal-refused") == 1
    assert value(
        "shortfall-and-acts", told, **BALANCE, event="pressed", from_kind="national-board"
    ) == pytest.approx(0.7521, abs=1e-3)
    assert value("bodies-below", told, **BALANCE) == 2
    assert value("bodies-below", told, **BALANCE, below=-200) == 1
    assert value("highest-figure", told, **BALANCE) == 120


def test_months_until_somebody_acted_on_a_figure():
    year = Year()
    act = year.act("asked", "board", "south", month=4, about=["money"])
    year.act("asked", "board", "south", month=2, about=["quality"])
    told = year.told(FIGURES)
    filters = {**BALANCE, "from_kind": "national-board", "topic": "money"}
    found = reading("months-to-notice", told, filters)
    assert found.value == 3 and act in found.evidence
    assert value("months-to-notice", told, **BALANCE, side="from", from_kind="commissioner") == 12, (
        "never, and so to the end"
    )


def test_the_county_before_play():
    patch = county()
    buyers = [o for o in patch.organisations if o.kind == "commissioner"]
    year = Year()
    year.bodies = {
        o.id: year.bodies["north"].__class__(o.id, o.name, o.short, o.kind) for o in patch.organisations
    }
    told = year.told()
    told.world.seats.update(
        {
            s.id: told.world.seats["north.chair"].__class__(s.id, s.organisation, s.role)
            for s in patch.active_seats
        }
    )  # type: ignore[attr-defined]
    paid = sum(c.value.value for c in patch.contracts if c.commissioner in {o.id for o in buyers})
    assert value("opening-spend-share", told, of_kind="commissioner") == pytest.approx(
        paid / sum(o.money["allocation"].value for o in buyers), abs=1e-4
    )
    seats = [[o.id, *(s.id for s in patch.seats_of(o.id))] for o in buyers]
    assert value("opening-tie", told, of_kind="commissioner") == pytest.approx(
        max(tie(patch, a, b) for a in seats[0] for b in seats[1])
    )


def test_support_that_was_bought_and_help_never_sought():
    year = Year()
    first = year.act(
        "support-bought",
        "north",
        "adviser",
        buyer="north",
        seller="adviser",
        price=100,
        area="data and analysis",
        points=20,
    )
    second = year.deal("south", "unit", tier="support", about=["contract"], month=2, signed=3)
    told = year.told()
    assert value("support-bought", told, of_kind="commissioner") == 2
    assert (
        value(
            "support-bought",
            told,
            of_kind="commissioner",
            party_kind="private-support",
            against_kind="support-unit",
        )
        == 0
    )
    found = reading("support-beyond", told, {"of_kind": "commissioner", "area": ["data"]})
    assert (found.value, found.evidence) == (1, (second + 1,)) and first not in found.evidence
    owed = Deadline(
        "sign",
        "Contracts",
        10,
        1000,
        ("north", "south"),
        ("board",),
        "agreement-signed",
        ("contract",),
        ("south",),
        True,
    )
    year.put("deadlines", "sign", owed)
    missed = {"of_kind": "commissioner", "met_by": "agreement-signed", "event": "asked", "topic": "contract"}
    assert value("missed-and-unsought", year.told(), **missed) == 1
    year.act("asked", "north", "board", month=11, about=["contract"])
    assert value("missed-and-unsought", year.told(), **missed) == 0


def test_what_answers_held():
    year = Year()
    shown = year.act("message-sent", "north", "acute")
    for about, evidence in ((["quality"], ()), (["quality", "pathway"], (shown,)), (["pathway"], ())):
        asked = year.act("asked", "quality", "north", month=2, about=["quality"])
        year.act("answered", "north", "quality", month=3, about=about, reply=asked, evidence=evidence)
    year.act("asked", "quality", "south", month=2, about=["quality"])
    told = year.told()
    put = {"asker_kind": "quality-regulator", "askee_kind": "commissioner", "topic": "quality"}
    assert value("answers-with-evidence", told, **put) == 1
    assert value(
        "answers-about", told, **put, with_topic="pathway", without_topic="quality"
    ) == pytest.approx(1 / 3, abs=1e-4)


def test_who_came_to_a_summit_and_what_was_said_at_it():
    year = Year()
    summit = year.meeting("summit-called", "board", ["north", "south", "voice"], ["north", "voice"], month=3)
    year.meeting("meeting-called", "north", ["south"], ["south"], month=5)
    year.act("message-sent", "north", "board", month=3, about=["money", "quality"])
    year.act("message-sent", "board", "north", month=3, about=["money", "money"])
    year.act("message-sent", "voice", "board", month=3, about=["quality"])
    year.act("message-sent", "south", "board", month=3, about=["quality"])
    told = year.told()
    found = reading("meeting-attendance", told, {"event": "summit-called", "of_kind": "commissioner"})
    assert (found.value, found.evidence) == (0.5, (summit,))
    talk = {"event": "summit-called", "of_kind": ["commissioner", "national-board"], "topic": "quality"}
    assert value("meeting-talk-share", told, **talk) == 0.25
    assert value("meeting-talk-share", told, **{**talk, "of_kind": "patient-voice"}) == 1
