"""Savings plans as lines that can be judged, and the model beside the play under the same names."""

from __future__ import annotations

import pytest

from shirehall.play.fields import Clause, PlanLine
from shirehall.play.world import Plan
from shirehall.study.measures.plans import credibility
from tests.test_from_a_handshake_to_a_bed import half_a_year, lived

MILLION = 100_000_000
PRACTICE = Clause("Practices come closer", "practice", (("close_percent", 20), ("commissioner", "saltmere")))


def plan(*lines: PlanLine) -> Plan:
    return Plan(1, "saltmere", ("nhscb",), "Savings", 30 * MILLION, lines, 7)


@pytest.mark.requirement("MOD-26")
def test_a_gap_of_thirty_with_seven_found_or_twenty_four_hoped_for_from_practices_can_be_told_apart():
    found = PlanLine("acute", 7 * MILLION, "fewer follow-ups at the trust", "reference costs of last year")
    hoped = PlanLine("practices", 24 * MILLION, "variation")
    shown = PlanLine(
        "practices", 24 * MILLION, "outlying practices come to the median", "index by practice", PRACTICE
    )
    seven, wish, whole = (
        credibility(plan(found)),
        credibility(plan(found, hoped)),
        credibility(plan(found, shown)),
    )
    assert seven is not None and wish is not None and whole is not None
    assert seven < wish < 50 < 90 < whole
    assert credibility(Plan(1, "saltmere", (), "No gap", 0, (found,), 7)) is None


@pytest.mark.requirement("MOD-01")
def test_the_county_lives_in_the_same_run_under_the_same_names():
    telling = half_a_year(40)
    names = {*telling.world.organisations, *telling.world.sites, "county", "pool", "none"}
    rows = lived(telling, 3).body["rows"]
    assert rows and {row[1] for row in rows} <= names
    signed = {e.subject for e in telling.events if e.kind == "signed"}
    acting = {
        term.source
        for term in telling.world.terms
        if term.basis == "signed" and term.clause.mechanism == "capacity"
    }
    assert acting and acting <= signed
