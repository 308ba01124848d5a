"""Rules: only those of the real job, each with its basis; they may be questioned, ruled on, suspended, renegotiated."""

from __future__ import annotations

import pytest

from shirehall.play.fields import PlanLine
from shirehall.play.moves.capacity import ChangeCapacity
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.lead import AppointLead, Delegate
from shirehall.play.moves.plan import ReviewPlan, SignOffPlan, SubmitPlan
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.ruling import AskRuling, ProposeRuleChange, Rule, SettleRule
from shirehall.play.moves.sign import Sign
from tests.play.county import OpenDay, bigshire, catalogue, words

CHAIR, TRUST, BOARD = "marlbridge.chair", "buft.chief", "nhscb.regional"


def rule_checked_by(day: OpenDay, check: str):
    return next(rule for rule in day.session.world.rules.values() if rule.check == check)


def seat_without_authority(day: OpenDay, body: str) -> str:
    chairs = day.session.world.seats
    return next(s for s in day.session.world.seats_of(body) if "agreements" not in chairs[s].may_commit)


@pytest.mark.requirement("RUL-01")
def test_every_rule_has_a_real_world_basis_and_every_machine_check_is_one_of_them():
    patch = bigshire()
    assert all(rule.basis.strip() for rule in patch.rules.rules)
    checks = [rule.check for rule in patch.rules.rules if rule.checked_by == "machine"]
    assert all(checks) and len(set(checks)) == len(checks)


@pytest.mark.requirement("RUL-01")
def test_a_refusal_under_a_rule_names_the_rule_and_who_may_change_it():
    day = OpenDay()
    number = day.done(CHAIR, Propose(to=("bct",), title="Beds", clauses=words("Fewer."), start=2))
    without = seat_without_authority(day, "bct")
    outcome = day.do(without, Sign(agreement=day.local(without, number)))
    rule = rule_checked_by(day, "commit-authority")
    assert outcome.refusal is not None and outcome.refusal.rule == rule.id
    assert all(body in outcome.refusal.who for body in rule.who_may_rule)


@pytest.mark.requirement("RUL-02")
def test_a_rule_may_be_renegotiated_in_play_and_then_no_longer_binds():
    day = OpenDay()
    rule = rule_checked_by(day, "consult-first")
    assert rule.renegotiable
    number = day.done(
        CHAIR, Propose(to=("bct",), title="Care at home", clauses=words("More of it."), start=2)
    )
    assert "consulted" in day.refused(CHAIR, Sign(agreement=day.local(CHAIR, number)))
    day.done(CHAIR, ProposeRuleChange(rule=rule.id, wording="Chairs may sign and consult afterwards."))
    assert day.session.world.rules[rule.id].status == "questioned"
    assert "may not settle" in day.refused(
        "healthwatch.chair", SettleRule(rule=rule.id, status="renegotiated")
    )
    ruler = next(
        s
        for b in rule.who_may_rule
        for s in day.session.world.seats_of(b)
        if "rulings" in day.session.world.seats[s].may_commit
    )
    day.done(ruler, SettleRule(rule=rule.id, status="renegotiated"))
    changed = day.session.world.rules[rule.id]
    assert changed.text == "Chairs may sign and consult afterwards." and [
        m for m, _, _ in changed.versions
    ] == [1, 1]
    day.done(CHAIR, Sign(agreement=day.local(CHAIR, number)))


@pytest.mark.requirement("RUL-03")
def test_a_question_about_the_rules_is_kept_open_until_somebody_who_may_answers_it():
    day = OpenDay()
    rule = next(
        r for r in day.session.world.rules.values() if r.clarity == "unclear" and "nhscb" in r.who_may_rule
    )
    asked = day.done(CHAIR, AskRuling(to=("nhscb",), text="May we?", rule=rule.id))
    left_open = day.done(CHAIR, AskRuling(to=("monitor",), text="And at what price?"))
    day.done(BOARD, Rule(question=day.local(BOARD, asked), text="You may."))
    questions = day.session.world.questions
    assert (questions[asked].status, questions[asked].answered_by) == ("answered", "nhscb")
    assert questions[left_open].status == "open" and questions[left_open].asker == CHAIR
    assert day.session.world.rules[rule.id].status == "ruled"


@pytest.mark.requirement("RUL-04")
def test_the_pack_marks_rules_clear_unclear_or_silent_and_nothing_answers_for_them():
    day = OpenDay()
    assert {rule.clarity for rule in day.session.world.rules.values()} == {"clear", "unclear", "silent"}
    day.pass_to(13 * 20)
    assert all(rule.status == "in force" for rule in day.session.world.rules.values())


@pytest.mark.requirement("RUL-05")
def test_bodies_of_equal_weight_stay_a_tie():
    day = OpenDay()
    tied = [r for r in day.session.world.rules.values() if {"nhscb", "monitor", "cqc"} <= set(r.who_may_rule)]
    assert tied
    question = day.done(
        CHAIR, AskRuling(to=("nhscb", "monitor", "cqc"), text="Who decides?", rule=tied[0].id)
    )
    for seat in ("nhscb.regional", "monitor.case", "cqc.manager"):
        seen = day.session.view(seat)
        assert "rule" in seen.permitted()
    assert day.session.world.questions[question].status == "open"


@pytest.mark.requirement("RUL-08")
def test_with_nobody_at_the_table_the_year_ends_with_nothing_agreed_and_no_ending_given():
    day = OpenDay()
    day.pass_to(13 * 20)
    world = day.session.world
    assert world.clock.closed and not world.agreements and not world.plans
    seats = {
        e.seat
        for e in day.session.events
        if catalogue().kind(e.kind).nature in ("deed", "commitment", "talk")
    }
    assert seats <= {""}


def test_only_its_owner_changes_a_services_capacity():
    day = OpenDay()
    beds = ChangeCapacity(site="marlbridge-general", resource="beds", change=-20, start=3)
    assert "belongs to BUFT" in day.refused("bct.chief", beds)
    day.done(TRUST, beds)


def test_authority_can_be_lent_and_accountability_stays():
    day = OpenDay()
    number = day.done(CHAIR, Propose(to=("bct",), title="Beds", clauses=words("Fewer."), start=2))
    without = seat_without_authority(day, "bct")
    assert "no authority" in day.refused(without, Sign(agreement=day.local(without, number)))
    day.done("bct.chief", Delegate(to=without, scope="agreements"))
    day.done(without, Sign(agreement=day.local(without, number)))
    lent = next(iter(day.session.world.delegations.values()))
    assert (lent.accountable, lent.direction) == ("bct", "down")


def test_a_lead_signs_for_a_body_that_lent_it_its_authority_and_for_no_other():
    day = OpenDay()
    lender, lead = "saltmere.chair", "marlbridge.contracts"
    number = day.done(
        lender, Propose(to=("buft",), title="The year's contract", clauses=words("As last year."), start=3)
    )
    day.done(
        lender,
        Consult(whom="members", text="May Marlbridge sign for us?", agreement=day.local(lender, number)),
    )
    day.pass_to(day.at + 40)
    day.done(lender, Delegate(to=lead, scope="agreements"))
    sign = Sign(agreement=day.local(lead, number), for_body="saltmere")
    assert "lent you no authority" in day.refused(lead, Sign(agreement=sign.agreement, for_body="buft"))
    day.done(lead, sign)
    day.done(TRUST, Sign(agreement=day.local(TRUST, number)))
    agreement = day.session.world.agreements[number]
    assert agreement.phase == "signed" and agreement.stance_of("saltmere") == "signed"
    lent = next(iter(day.session.world.delegations.values()))
    assert (lent.accountable, lent.to, lent.direction) == ("saltmere", lead, "sideways")


def test_a_lead_stands_with_its_backers():
    day = OpenDay()
    for chair in ("saltmere.chair", "holmewold.chair"):
        day.done(chair, AppointLead(lead=CHAIR, towards="buft"))
    assert day.session.world.leads["buft"].backers == ("saltmere", "holmewold")


def test_a_plan_is_judged_with_reasons_and_only_a_body_with_the_power_signs_it_off():
    day = OpenDay()
    line = PlanLine("acute", 700_000_000, "fewer referrals")
    plan = day.done(CHAIR, SubmitPlan(to=("nhscb", "hwb"), title="Savings", gap=3_000_000_000, lines=(line,)))
    day.done(BOARD, ReviewPlan(plan=day.local(BOARD, plan), verdict="not credible", text="No means shown."))
    assert "power" in day.refused("hwb.chair", SignOffPlan(plan=day.local("hwb.chair", plan)))
    kept = day.session.world.plans[plan]
    assert (kept.status, kept.reviews[0].reasons, kept.found_pence) == (
        "reviewed",
        "No means shown.",
        700_000_000,
    )
