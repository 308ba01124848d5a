"""What bodies settled together, what passed between groups, phases and ranks, in a year whose numbers are known."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from shirehall.play.world import Matter
from shirehall.study.measures import reading
from tests.study_findings.made import Year, county, value

LOCAL = ["private-provider", "gp-provider", "community-provider", "mental-health-provider"]


def test_the_first_that_they_all_settled_is_a_deal_a_lead_or_an_alliance():
    year = Year()
    year.deal("north", "acute", agreed=2)
    assert value("first-joint-agreement-month", year.told(), of_kind="commissioner") == 13
    year.act("lead-appointed", "north", month=5, lead="north.chair", towards="acute")
    both = year.act("lead-appointed", "south", month=7, lead="north.chair", towards="acute")
    found = reading("first-joint-agreement-month", year.told(), {"of_kind": "commissioner"})
    assert (found.value, found.evidence) == (7, (both,))
    year.deal("north", "south", "acute", month=3, agreed=6)
    assert value("first-joint-agreement-month", year.told(), of_kind="commissioner") == 6
    founded = {"id": "pool", "members": ("north",)}
    year.act("organisation-formed", "north", month=2, organisation=founded, invited=("south",))
    year.act(
        "membership-changed",
        "south",
        month=4,
        organisation="pool",
        **{"in": ("south",)},
        out=(),
        status="standing",
    )
    assert value("first-joint-agreement-month", year.told(), of_kind="commissioner") == 4


def test_how_far_agreements_went_and_how_long_they_hung():
    year = Year()
    plain = year.deal("north", "acute", tier="main", about=["pathway"], month=2, agreed=3, signed=9)
    year.deal("south", "acute", tier="main", about=["pathway"], month=2, agreed=11)
    year.deal("north", "south", "community", about=["money"], month=1, agreed=2, disputed=3)
    told = year.told()
    of = {"party_kind": "acute-provider", "with_kind": "commissioner"}
    assert value("furthest-state", told, **of, topic="pathway") == 3
    assert value("furthest-state", told, topic="estate") == 0, "nobody put it in terms"
    assert value("months-agreed-unsigned", told, **of, tier="main") == 9 - 3
    assert value("months-agreed-unsigned", told, tier="enhanced") is None
    assert value("single-party-share", told, of_kind="commissioner") == pytest.approx(2 / 3, abs=1e-4)
    assert value("single-party-share", told, of_kind="commissioner", tier="side") == 0
    assert value("differing-accounts", told) == 1
    assert value("first-signed-has", told, party_kind="acute-provider") == 1
    assert value("first-signed-has", told, party_kind="private-provider") == 0
    assert reading("first-signed-has", told, {"party_kind": "acute-provider"}).evidence == (plain + 2,)


def test_agreements_on_which_a_party_consulted_took_longer():
    year = Year()
    asked = year.deal("north", "acute", month=1, signed=5)
    year.deal("south", "acute", month=1, signed=3)
    year.put("consultations", 1, SimpleNamespace(subject=asked))
    took = [year.events[n].at - year.events[n - 1].at for n in (1, 3)]
    assert value("consulted-latency-ratio", year.told()) == pytest.approx(took[0] / took[1], abs=1e-4)


def test_the_largest_alliance_joins_bodies_through_one_another():
    year = Year()
    year.deal("firm", "doctors", agreed=2)
    year.deal("doctors", "community", agreed=3)
    year.deal("mental", "north", agreed=3)
    told = year.told()
    assert value("largest-alliance", told, of_kind=LOCAL) == 3
    year.deal("mental", "firm", month=4)
    assert value("largest-alliance", year.told(), of_kind=LOCAL) == 3, "what is only proposed joins nobody"


def test_income_inside_the_alliance_is_that_of_standing_contracts():
    patch = county()
    providers = {c.provider: c.value.value for c in patch.contracts}
    year = Year()
    for body in providers:
        year.bodies[body] = year.bodies["community"].__class__(body, body, body, "community-provider")
    first = next(iter(providers))
    year.deal("firm", first, agreed=2)
    paid = sum(c.value.value for c in patch.contracts if c.provider == first)
    whole = sum(c.value.value for c in patch.contracts)
    found = value("alliance-income-share", year.told(), of_kind=LOCAL, over_kind=["community-provider"])
    assert found == pytest.approx(paid / whole, abs=1e-4)


def test_what_passed_between_two_groups_less_two_others():
    year = Year()
    for to in ("economic", "quality"):
        year.act("message-sent", "board", to, month=9)
    for month in (8, 9, 10):
        year.act("message-sent", "quality", "economic", month=month)
    year.act("message-sent", "economic", "quality", month=2)
    told = year.told()
    groups = {"from_kind": "national-board", "to_kind": ["economic-regulator", "quality-regulator"]}
    less = {"less_from_kind": "economic-regulator", "less_to_kind": "quality-regulator"}
    assert value("contacts-between", told, **groups) == 2
    assert value("contacts-between", told, **groups, **less) == 2 - 4
    assert value("contacts-between", told, **groups, **less, from_month=8) == 2 - 3


def test_tone_evenness_and_contact_after_a_turn():
    year = Year()
    for kind, month in (
        ("advised", 1),
        ("challenged", 2),
        ("pressed", 11),
        ("answered", 12),
        ("challenged", 12),
        ("message-sent", 12),
    ):
        year.act(kind, "board", "north", month=month)
    for _ in range(3):
        year.act("information-shared", "north", "south", month=6)
    told = year.told()
    pair = {"from_kind": "commissioner", "to_kind": "national-board"}
    assert value("tone", told, **pair) == pytest.approx((2 - 3) / 5)
    assert value("tone", told, **pair, read="late-less-early") == pytest.approx(-1 / 3, abs=1e-4)
    shared = {"event": "information-shared", "from_kind": "commissioner", "to_kind": "commissioner"}
    assert value("pair-spread", told, **shared) == 2.25, "three to one and none to the other"
    assert value("count-between", told, **pair, event="advised") == 1
    year = Year()
    year.act("message-sent", "mental", "north", month=2)
    turn = year.act(
        "knowledge-hired", "mental", month=4, **{"from": "old", "to": "mental"}, area="contracting", points=20
    )
    for month in (5, 6, 6):
        year.act("message-sent", "north", "mental", month=month)
    found = reading("contact-after-turn", year.told(), {"event": "knowledge-hired", "from_kind": "mental-health-provider",
                                                        "to_kind": "commissioner", "months": 3})  # fmt: skip
    assert found.value == pytest.approx((3 / 2) / (1 / 3)), (
        "three in the two months played since, one in the three before"
    )
    assert turn in found.evidence


def test_contacts_that_follow_from_a_plan_and_quarrels_brought_in():
    year = Year()
    plan = year.plan("north", "board")
    tied = year.act("challenged", "board", "acute", month=2, thread=plan)
    year.act("message-sent", "board", "acute", month=2)
    cited = year.act("asked", "board", "acute", month=3, evidence=(plan,))
    filters = {
        "from_kind": "national-board",
        "to_kind": "acute-provider",
        "after_event": "plan-submitted",
        "after_kind": "commissioner",
    }
    found = reading("tied-share", year.told(), filters)
    assert (found.value, found.evidence) == (pytest.approx(2 / 3, abs=1e-4), (tied, cited))
    complaint = year.act(
        "complained", "north", "board", month=4, matter={"handler": "board", "against": ("acute",)}
    )
    year.act("complained", "board", "quality", month=4, matter={"handler": "quality", "against": ("acute",)})
    settled = year.act("dispute-mediated", "board", "north", "acute", month=5)
    assert reading("drawn-in", year.told(), {"of_kind": "national-board"}).evidence == (complaint, settled)


def test_phase_by_phase():
    year = Year()
    for month, about in (
        (1, ["money"]),
        (2, ["quality"]),
        (2, ["quality"]),
        (5, ["money"]),
        (11, ["money", "quality", "money"]),
    ):
        year.act("message-sent", "firm", "north", month=month, about=about)
    year.act("message-sent", "firm", "south", month=5)
    year.act("message-sent", "doctors", "south", month=7)
    told = year.told()
    assert value("phases-with", told, topic="money") == 3
    assert value("phases-of-more", told, topic="money", against="quality") == 2
    assert value("phases-with-new-partners", told, from_kind="private-provider") == 2


def test_ranks_by_load_by_answers_and_by_what_was_done():
    year = Year()
    asked = [year.act("asked", "board", "north", month=1) for _ in range(3)]
    year.act("asked", "voice", "acute", month=1)
    year.act("asked", "north", "acute", month=2)
    year.act("answered", "acute", "north", month=2, reply=5)
    year.act("answered", "north", "board", month=3, reply=asked[0])
    told = year.told()
    assert value("backlog-rank", told, of_kind="commissioner") == 1, (
        "8 waits at three months' ends over two seats"
    )
    assert value("backlog-rank", told, of_kind="acute-provider") == 2, "3 waits over one seat"
    assert value("backlog-rank", told, of_kind="private-provider") is None
    assert value("answer-rank", told, of_kind="patient-voice") == 1
    assert value("answer-rank", told, of_kind="commissioner") == 3
    assert value("acts-per-seat-rank", told, of_kind="national-board") == 1
    assert value("acts-per-seat", told, from_kind="national-board") == 3 / 3
    assert value(
        "acts-per-seat-ratio", told, from_kind="national-board", over_kind="commissioner"
    ) == pytest.approx(3)
    rise = {"of_kind": "commissioner", "event": "answered", "from_kind": "commissioner"}
    assert value("backlog-rise-before", told, **rise) == 0


def test_what_was_conceded_for_each_demand():
    year = Year()
    for body in ("acute", "firm"):
        year.act("asked", body, "north")
        year.act("pressed", body, "north")
    year.act("conceded", "north", "acute", month=2)
    assert value("gained-for-each-demand", year.told(), of_kind="acute-provider") == 0.5


def test_how_long_a_question_or_a_case_stayed_open():
    year = Year()
    year.question("firm", "economic", month=5, about=["competition"])
    year.question("firm", "economic", month=2, rule="who-leads", about=["governance"])
    year.act("message-sent", "north", "board", month=12)
    assert value("open-question-months", year.told(), topic="competition") == 7
    assert value("open-question-months", year.told(), rule="who-leads") == 10
    opened = year.act("case-opened", "economic", "firm", month=3)
    year.put("matters", opened, Matter(opened, "competition case", "economic", ("firm",), "Case", 3, "open"))
    assert value("open-question-months", year.told(), topic="competition") == 9
    assert value("open-rule-questions", year.told(), rule="who-leads") == 1
