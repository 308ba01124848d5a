"""SeeSaw, the pack of two rounds: what the published report says of its patch is in the pack, and the rest is marked as assumed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from shirehall.patch.between import Between
from shirehall.patch.check import CheckReport, check_pack
from shirehall.patch.geography import areas
from shirehall.patch.model import Organisation
from shirehall.patch.pack import Patch
from shirehall.patch.read import find_pack, read_pack
from shirehall.patch.rounds import RoundPlan, round_plans, rule_difference


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check_pack(find_pack("seesaw"))


@pytest.fixture(scope="module")
def seesaw() -> Patch:
    return read_pack("seesaw")


@pytest.fixture(scope="module")
def plans(seesaw: Patch) -> tuple[RoundPlan, ...]:
    return round_plans(seesaw)


@pytest.fixture(scope="module")
def change(seesaw: Patch) -> Between:
    (only,) = seesaw.between
    return only


def bodies(patch: Patch) -> dict[str, Organisation]:
    return {body.id: body for body in patch.organisations}


def seated(patch: Patch) -> list[Organisation]:
    return [body for body in patch.organisations if body.seated == "yes"]


@pytest.mark.requirement("PAT-02")
def test_seesaw_has_no_fault_and_says_where_every_figure_is_from(report: CheckReport) -> None:
    assert report.sound and not report.faults, "\n".join(map(str, report.faults))
    assert report.share == 1.0 and report.figures > 3000
    origins = report.provenance.by_origin
    assert origins["reported"] > 0 and origins["sourced"] > 0 and origins["assumed"] > origins["reported"]


@pytest.mark.requirement("PUR-09")
def test_each_round_has_its_framing_question_and_the_policy_is_a_given(seesaw: Patch) -> None:
    framing = {one.id: one.round for one in seesaw.charter.questions}
    assert framing["q-now"] == "r1" and framing["q-changes"] == "r2"
    assert any("does not ask whether" in given for given in seesaw.charter.taken_as_given)
    assert any(text.startswith("Whether care outside hospital") for text in seesaw.charter.out_of_scope)


@pytest.mark.requirement("PUR-16", "PUR-18")
def test_the_charter_names_puzzle_rivals_and_four_parties(seesaw: Patch) -> None:
    charter = seesaw.charter
    assert "five years" in charter.puzzle and len(charter.explanations) >= 4
    parties = (charter.sponsor, charter.designers, charter.partner, charter.model_owner)
    assert all(parties) and len(set(parties)) == len(parties)


@pytest.mark.requirement("BRF-11")
def test_every_seated_body_has_interests_at_four_levels_and_a_character(seesaw: Patch) -> None:
    for body in seated(seesaw):
        interests = body.interests
        assert all((interests.national, interests.professional, interests.institutional, interests.personal))
        assert body.character.position and body.character.problem and body.character.ambition, body.id


@pytest.mark.requirement("PUR-14")
def test_the_canvass_keeps_reasons_providers_places_and_why_it_is_slow(seesaw: Patch) -> None:
    assert [one.id for one in seesaw.views] == ["why", "who", "where", "why-slow"]
    assert all(len({answer.says for answer in one.answers}) >= 4 for one in seesaw.views)


@pytest.mark.requirement("PAT-08")
def test_the_two_acute_trusts_are_opposites_in_words_and_in_the_county(seesaw: Patch) -> None:
    known = bodies(seesaw)
    south, north = known["georgetown-trust"], known["gomersall-trust"]
    assert "private finance" in south.contrast and "failing 18 weeks" in north.contrast
    facts = {fact.key: fact.value for fact in seesaw.facts}
    assert facts["georgetown-trust.within-18"] >= 90 > facts["gomersall-trust.within-18"]
    assert facts["gomersall-trust.planned-surplus"] > 3 * facts["georgetown-trust.planned-surplus"]
    owners = Counter(site.owner for site in seesaw.county.sites if site.kind == "hospital")
    assert owners == {"gomersall-trust": 2, "georgetown-trust": 1}
    costs = {cost.site: cost for each in seesaw.county.money.providers for cost in each.sites}
    assert (
        costs["georgetown-hospital"].estate == "tower" and costs["gomersall-hospital"].estate == "sprawling"
    )


@pytest.mark.requirement("PAT-06")
def test_georgetowns_purchaser_shares_its_boundary_with_its_council_and_taitshires_does_not(
    seesaw: Patch,
) -> None:
    found = {area.commissioner: area for area in areas(seesaw)}
    assert found["georgetown-pct"].coterminous_with == "georgetown-council"
    assert found["taitshire-pct"].coterminous_with == "" and found["taitshire-pct"].beyond > 0
    assert bodies(seesaw)["georgetown-council"].seated == "no"
    assert any("Georgetown City Council" in left.who and left.why for left in seesaw.seats.left_out)


@pytest.mark.requirement("PAT-10")
def test_the_legacies_of_estate_are_in_the_register(seesaw: Patch) -> None:
    assets = {asset.id: asset for asset in seesaw.assets}
    infirmary = assets["old-infirmary-land"]
    assert infirmary.kind == "vacated" and infirmary.state == "part sold"
    assert {option.holder for option in infirmary.options} == {"georgetown-pct", "county-council"}
    assert assets["georgetown-new-hospital"].kind == "private-finance"
    freeholds = {asset.name.split(",")[0] for asset in assets.values() if asset.owner == "taitshire-pct"}
    assert {"Dellaglio Hospital", "St Jonny's Hospital", "Jason Hospital"} <= freeholds
    assert assets["farrell-building"].owner == "farrell"
    assert all(asset.cost.source and asset.history for asset in assets.values())


@pytest.mark.requirement("PAT-11")
def test_both_purchasers_provide_too_and_buy_beyond_the_county(seesaw: Patch) -> None:
    known = bodies(seesaw)
    apart = {}
    for payer in ("taitshire-pct", "georgetown-pct"):
        assert {unit.function for unit in known[payer].units} == {"commission", "provide"}
        apart[payer] = next(unit.separation for unit in known[payer].units if unit.function == "provide")
    assert apart["taitshire-pct"] > apart["georgetown-pct"] > 0
    beyond = {
        payer.id: line.pounds
        for payer in seesaw.county.money.commissioners
        for line in payer.lines
        if line.label == "acute care beyond the county" and line.to == "none"
    }
    assert beyond["georgetown-pct"] > beyond["taitshire-pct"] > 0


@pytest.mark.requirement("SEA-17")
def test_about_seventy_seats_in_some_twenty_bodies_with_the_regulators_among_them(seesaw: Patch) -> None:
    held = Counter(seat.organisation for seat in seesaw.active_seats)
    assert 65 <= sum(held.values()) <= 75 and 20 <= len(held) <= 24
    assert {body.id for body in seated(seesaw)} == set(held) - {"control"}
    powers = {body.id: set(body.powers) for body in seesaw.organisations}
    assert "authorise" in powers["monitor"] and "register" in powers["hcc"] and "register" in powers["cqc"]


@pytest.mark.requirement("SEA-13", "SEA-14")
def test_the_council_has_two_voices_and_control_lends_one_to_the_member(
    seesaw: Patch, change: Between
) -> None:
    council = {seat.id: seat for seat in seesaw.seats_of("county-council")}
    assert "money" in council["county-council.adults"].may_commit
    scrutiny = council["county-council.scrutiny"]
    assert scrutiny.profession == "councillor" and "money" not in scrutiny.may_commit
    panel = seesaw.seats_of("patients-panel")
    assert 3 <= len(panel) <= 6 and all(
        "speak-for-patients" in bodies(seesaw)[p.organisation].powers for p in panel
    )
    assert bodies(seesaw)["mp"].kind == "politician" and bodies(seesaw)["mp"].seated == "no"
    voices = next(seat for seat in seesaw.seats.seats if seat.id == "control.voices")
    assert "the MP" in voices.role and "public" in voices.may_commit
    assert {"member-asks", "town-wants-time"} <= {inject.id for inject in change.injects}


def test_people_sit_for_what_they_are_in_life(seesaw: Patch) -> None:
    assigned = {seat.id for seat in seesaw.seats.seats if seat.position == "assigned"}
    assert assigned == {"control.moderator", "control.voices"}
    common = next(paper for paper in seesaw.briefings if paper.id == "common")
    assert "Nobody acts." in common.text


@pytest.mark.requirement("CLK-04")
def test_two_rounds_each_with_period_rules_and_papers(plans: tuple[RoundPlan, ...]) -> None:
    first, second = plans
    assert (first.begins, first.ends) == ("2008-04", "2009-03")
    assert (second.begins, second.ends) == ("2012-04", "2013-03")
    assert first.rules != second.rules and first.briefings and second.briefings
    unplayed = dict(second.parameters)["unplayed-months"]
    assert unplayed.value == 36 == second.round.transition_months
    assert "not played" in second.round.jump


@pytest.mark.requirement("PAT-15")
def test_round_one_has_the_rules_of_its_year_with_their_sources(plans: tuple[RoundPlan, ...]) -> None:
    rules = {rule.id: rule for rule in plans[0].rules}
    for name in ("tariff-for-hospital-care", "no-price-outside-hospital", "indicative-budgets", "savings-shared", "patients-choose",
                 "any-willing-provider", "eighteen-weeks", "foundation-trusts-answer-to-monitor", "arms-length", "individual-budgets",
                 "social-care-by-means", "scrutiny-and-consultation", "region-buys-training", "pooling-allowed"):  # fmt: skip
        assert rules[name].basis, name
    later = [rule.id for rule in rules.values() if any(year in rule.basis for year in ("2009", "201"))]
    assert not later, "a rule of round one rests on something that came after it"


@pytest.mark.requirement("RUL-06")
def test_each_of_the_thirteen_changes_rests_on_a_rule_a_figure_a_body_or_an_arrival(
    seesaw: Patch, plans: tuple[RoundPlan, ...], change: Between
) -> None:
    first, second = plans
    difference = rule_difference(first.rules, second.rules)
    altered = {*difference.added, *difference.removed, *(name for name, _ in difference.changed)}
    figures = {name for name, _ in second.parameters}
    become = {name for one in change.organisations for name in one.becomes}
    arrivals = {inject.id for inject in change.injects}
    assert len(change.notice) == 13
    assert [one.change for one in change.rests_on] == list(range(1, 14))
    for one in change.rests_on:
        assert one.rules or one.parameters or one.organisations or one.injects, one.change
        assert set(one.rules) <= altered and set(one.parameters) <= figures, one.change
        assert set(one.organisations) <= become and set(one.injects) <= arrivals, one.change


def test_lineage_says_what_each_body_becomes_and_monitor_stays_apart(seesaw: Patch, change: Between) -> None:
    lineage = {tuple(one.of): one for one in change.organisations}
    assert lineage["taitshire-pct", "georgetown-pct"].becomes == ["merged-pct"]
    assert lineage["taitshire-services",].becomes == ["taitshire-community-trust"]
    assert lineage["georgetown-services", "georgetown-federation"].becomes == ["georgetown-enterprise"]
    assert lineage["hcc",].becomes == ["cqc"]
    assert "allied" in lineage["vango", "ashton"].takes
    assert all(one.takes and one.why for one in change.organisations)
    touched = {name for one in change.organisations for name in (*one.of, *one.becomes)}
    assert "monitor" not in touched
    known = bodies(seesaw)
    assert all(
        known[name].seated == "no" and known[name].traits for one in lineage.values() for name in one.becomes
    )


def test_what_is_carried_stands_apart_from_what_the_authors_put_in(change: Between) -> None:
    assert len(change.carried) >= 5 and len(change.hypotheses) >= 10
    assert not set(change.carried) & set(change.hypotheses)


def test_papers_are_renewed_for_round_two_for_whoever_then_stands(
    seesaw: Patch, plans: tuple[RoundPlan, ...], change: Between
) -> None:
    gone = {name for one in change.organisations for name in one.of}
    come = {name for one in change.organisations for name in one.becomes}
    then = ({body.id for body in seated(seesaw)} - gone) | come
    for plan, who in ((plans[0], {body.id for body in seated(seesaw)}), (plans[1], then)):
        for kind in ("position", "detail"):
            held = [paper.organisation for paper in plan.briefings if paper.kind == kind]
            assert sorted(map(str, held)) == sorted(who), (plan.round.id, kind)
        assert sum(paper.kind == "common" for paper in plan.briefings) == 1


def test_round_twos_arrivals_and_deadlines_fall_within_it_and_go_to_known_bodies(
    seesaw: Patch, change: Between
) -> None:
    later = seesaw.head.rounds[1]
    kinds = {body.kind for body in seesaw.organisations}
    names = {"all", *bodies(seesaw), *kinds}
    topics = {topic.id for topic in seesaw.codebook.topics}
    questions = {one.id for one in seesaw.charter.questions}
    for inject in change.injects:
        assert inject.when.month is not None and inject.when.month <= later.months
        assert (
            inject.when.minute < later.minutes_a_month
            and set(inject.about) <= topics
            and inject.tests in questions
        )
        assert set([inject.to] if isinstance(inject.to, str) else inject.to) <= names, inject.id
    for owed in change.calendar:
        assert owed.month <= later.months and {*owed.owes, *owed.to} <= names and set(owed.about) <= topics


@pytest.mark.requirement("INJ-06")
def test_each_of_the_reports_nine_design_questions_is_asked_and_met_by_an_arrival(seesaw: Patch) -> None:
    nine = {"q-technology", "q-two-hats", "q-private-finance", "q-practice-groups", "q-health-and-care", "q-opinion", "q-surpluses",
            "q-new-providers", "q-ambulance"}  # fmt: skip
    assert nine <= {one.id for one in seesaw.charter.questions}
    assert nine <= {inject.tests for inject in seesaw.injects}


def test_the_pathways_are_those_on_which_the_economy_is_validated(seesaw: Patch) -> None:
    tested = Path(__file__).parents[1] / "patches" / "seesaw-county"
    for name in ("pathways.csv", "demand.csv", "needs.csv"):
        assert (seesaw.path / name).read_bytes() == (tested / name).read_bytes(), (
            f"{name} of the pack and of the tests have parted"
        )
