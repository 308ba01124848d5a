"""Staff by body and skill: what filled posts can staff, how posts fill and empty, and what says that a plan cannot be staffed."""

from __future__ import annotations

import csv

import pytest

from shirehall.economy.dials import Dials
from shirehall.economy.terms import Lever
from shirehall.economy.workforce import Workforce, staffed
from tests.economy.small import BIGSHIRE, bigshire, tables
from tests.economy.turned import costs, made, told, turned

NURSES = ("buft", "medical-ward-nurses")
BEDS = ("marlbridge-general", "medical-beds")


def later(months: int, *given: Lever, memory: dict[str, float] | None = None) -> list[Dials]:
    """The dials of some months, each with the posts that the month before left filled."""
    life, known, out = bigshire().life, dict(memory or {}), []
    for month in range(1, months + 1):
        dials = turned(month, *given, memory=known)
        out.append(dials)
        known = life.workforce.remember(life.opened(dials), dials)
    return out


def test_bigshire_opens_with_everything_staffed_and_as_many_people_as_its_accounts_say() -> None:
    life = bigshire().life
    plain = turned(1)
    assert life.workforce.skills and life.workforce.shares(life.opened(plain), plain) == {}
    assert life.workforce.short(life.opened(plain), plain) == {}
    rows = list(csv.DictReader((BIGSHIRE / "staff.csv").read_text(encoding="utf-8").splitlines()))
    money = {p.id: p.staff for p in tables().money.providers}
    for body in sorted({row["body"] for row in rows}):
        mine = [row for row in rows if row["body"] == body]
        assert sum(float(row["filled"]) for row in mine) == money[body], body
        assert all(float(row["posts"]) >= float(row["filled"]) and row["source"] for row in mine)
    known = {s.resource for s in tables().services}
    staffs = {name for skill in life.workforce.skills.values() for (_, name), _ in skill.staffs}
    assert staffs and staffs <= known


@pytest.mark.requirement("MOD-20")
def test_beds_without_staff_are_not_open_and_the_flag_says_who_is_short() -> None:
    life, workforce = bigshire().life, bigshire().life.workforce
    more = made("capacity", site=BEDS[0], resource=BEDS[1], change=60)
    at = life.net.resource(*BEDS)
    months = later(13, more)
    open_beds = [int(life.capacity(dials)[at]) for dials in months]
    before = int(life.capacity(turned(1))[at])
    assert open_beds[0] == before, "nobody is there to staff the new beds"
    assert open_beds == sorted(open_beds) and before + 30 < open_beds[6] < before + 60
    gaps = [workforce.short(life.opened(dials), dials).get(NURSES, 0.0) for dials in months]
    assert gaps[0] > 100 and gaps == sorted(gaps, reverse=True)
    rows = {
        (r.measure, r.subject, r.group): r.value for r in workforce.rows(1, life.opened(months[0]), months[0])
    }
    assert (
        rows["staff-short", *NURSES] == rows["staff-short", "buft", "all"] == pytest.approx(gaps[0], abs=0.06)
    )
    assert rows["staff-short", "bct", "all"] == 0
    assert rows["staff-needed", "buft", "all"] > 9800
    own = made("capacity", site=BEDS[0], resource=BEDS[1], change=60, own_staff="yes")
    assert int(life.capacity(turned(1, own))[at]) == before + 60


def test_no_bed_that_was_open_closes_because_others_were_opened() -> None:
    life = bigshire().life
    before = life.capacity(turned(1))
    after = life.capacity(turned(1, made("capacity", site="buft", resource="beds", change=120)))
    assert (after >= before).all()


@pytest.mark.requirement("LEV-59")
def test_training_takes_its_time_and_without_an_owner_nobody_is_trained() -> None:
    course = {
        "body": "bct",
        "skill": "community-nurses",
        "posts": 60,
        "train_months": 10,
        "train_pounds_a_post": 12_000,
    }
    owned = later(24, made("workforce", **course, owner="saltmere", pay_pounds_a_post=30_000))
    nobody = later(24, made("workforce", **course))
    key = "staff:bct:community-nurses"
    assert owned[9].memory[key] == owned[1].memory[key] < owned[23].memory[key]
    assert nobody[23].memory[key] == owned[1].memory[key]
    assert costs(owned[3], "saltmere") == 60 * 12_000 * 100 // 12 and costs(owned[12], "saltmere") == 0
    assert costs(nobody[3], "saltmere") == 0
    assert costs(owned[12], "bct") == 60 * 30_000 * 100 // 12
    assert "acrobats" in told("workforce", body="bct", skill="acrobats", posts=3)[0]


@pytest.mark.requirement("LEV-59")
def test_a_team_with_fewer_full_professionals_needs_fewer_of_them_and_more_of_others() -> None:
    life, workforce = bigshire().life, bigshire().life.workforce
    mix = made("workforce", body="buft", skill="medical-ward-nurses", mix_percent=20, mix_skill="support-and-management",
               mix_posts=300)  # fmt: skip
    plain, mixed = turned(1), turned(1, mix)
    need = [workforce.need(workforce.skills[NURSES], life.opened(d), d) for d in (plain, mixed)]
    assert need[1] == pytest.approx(0.8 * need[0])
    assert workforce.short(life.opened(mixed), mixed) == {
        ("buft", "support-and-management"): pytest.approx(300)
    }
    fewer = {"staff:buft:medical-ward-nurses": 0.8 * need[0]}
    at = life.net.resource(*BEDS)
    assert (
        life.capacity(turned(1, memory=fewer))[at]
        < life.capacity(turned(1, mix, memory=fewer))[at]
        == life.capacity(plain)[at]
    )


def test_leavers_empty_posts_and_closed_beds_free_staff_for_schemes() -> None:
    life = bigshire().life
    gone = later(12, made("workforce", body="buft", skill="medical-ward-nurses", leavers_percent=24))
    at = life.net.resource(*BEDS)
    assert life.capacity(gone[11])[at] < life.capacity(gone[0])[at]
    closed = later(3, made("capacity", site=BEDS[0], resource=BEDS[1], change=-100))
    spare = closed[2].memory["spare:buft:medical-ward-nurses"]
    assert spare > 150
    assert staffed(closed[2], "buft", "medical-ward-nurses", spare * 2) == pytest.approx(0.5)
    assert staffed(turned(1), "buft", "medical-ward-nurses", 0) == 1


def test_a_patch_without_staff_is_limited_by_nobody() -> None:
    bare = Workforce(tables().model_copy(update={"staff": []}))
    dials = turned(4, made("capacity", site=BEDS[0], resource=BEDS[1], change=600))
    assert bare.shares({}, dials) == bare.remember({}, dials) == bare.short({}, dials) == {}
    assert bare.rows(1, {}, dials) == []
