"""Bigshire, the pack that comes with Shirehall, passes its own check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shirehall.patch.check import CheckReport, check_pack
from shirehall.patch.checks_facts import citations
from shirehall.patch.draft import read_draft
from shirehall.patch.pack import Patch
from shirehall.patch.read import find_pack, read_pack


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check_pack(find_pack("bigshire"))


@pytest.fixture(scope="module")
def bigshire() -> Patch:
    return read_pack("bigshire")


@pytest.mark.requirement("BRF-04", "PAT-02")
def test_bigshire_has_no_fault_and_no_contradiction(report: CheckReport) -> None:
    assert report.sound, "\n".join(map(str, report.faults))
    stated = [
        one.stated for one in citations(read_draft(find_pack("bigshire"))) if one.stated.value is not None
    ]
    assert len(stated) > 100, "too few figures are linked for the check to mean much"


def test_bigshire_says_where_its_figures_came_from(report: CheckReport) -> None:
    assert report.share >= 0.95
    assert report.figures > 1000
    assert report.provenance.by_origin["reported"] > 0


@pytest.mark.requirement("BRF-04")
def test_a_clash_planted_between_two_of_bigshires_briefings_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "bigshire"
    shutil.copytree(find_pack("bigshire"), copy)
    common = copy / "briefings" / "common.md"
    text = common.read_text(encoding="utf-8")
    assert "[750,000 people](fact:county.population)" in text
    common.write_text(text.replace("[750,000 people]", "[760,000 people]", 1), encoding="utf-8")
    faults = check_pack(copy).faults
    assert (
        len(faults) == 1
        and "a contradiction: this says 760,000 people of county.population" in faults[0].what
    )


@pytest.mark.requirement("BRF-08", "SEA-01", "SEA-12")
def test_bigshires_bodies_and_seats_say_why_they_are_there(bigshire: Patch) -> None:
    for body in bigshire.organisations:
        assert body.why
        if body.seated in ("yes", "part"):
            assert body.mandate and body.resources and body.sanctions and body.known_unknowns, body.id
    tables = {table.id for table in bigshire.seats.tables}
    assert all(seat.why and seat.table in tables for seat in bigshire.seats.seats)
    assert bigshire.seats.left_out and all(left.who and left.why for left in bigshire.seats.left_out)


@pytest.mark.requirement("BRF-12", "PAT-05", "SEA-09")
def test_bigshires_consortia_have_remits_and_crooked_boundaries_and_no_managers(bigshire: Patch) -> None:
    consortia = [body for body in bigshire.organisations if body.kind == "commissioner"]
    assert [body.id for body in consortia] == ["saltmere", "holmewold", "marlbridge", "lindenvale"]
    assert all(
        body.remit and body.savings_target is not None and body.savings_target.value > 0 for body in consortia
    )
    beyond = [
        row for row in bigshire.county.places if row.in_county == "no" and row.consortium == "lindenvale"
    ]
    nobody = [row for row in bigshire.county.places if row.in_county == "yes" and row.consortium == "none"]
    assert beyond and nobody
    for body in consortia:
        assert {seat.profession for seat in bigshire.seats_of(body.id)} == {"gp"}
    managers = {
        seat.organisation
        for seat in bigshire.with_managers(True).active_seats
        if seat.only_with == "managers"
    }
    assert managers == {body.id for body in consortia}


def test_bigshire_is_the_same_whenever_it_is_read(bigshire: Patch) -> None:
    again = read_pack("bigshire")
    assert again.digest == bigshire.digest and again.organisations == bigshire.organisations
