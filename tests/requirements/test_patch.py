"""The patch: unlike halves, tight money, borders that do not match, what reorganisation left behind."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from shirehall.economy import levers
from shirehall.economy.county import County
from shirehall.economy.figures import value
from shirehall.economy.terms import Lever
from shirehall.patch.check import check_pack
from shirehall.patch.geography import areas
from shirehall.patch.prose import LINK
from shirehall.patch.read import read_pack
from shirehall.patch.real_names import REAL_NAMES
from shirehall.play.knowledge import knowledge_of
from shirehall.play.moves.people import Hire
from shirehall.play.moves.propose import Propose
from tests.play.county import OpenDay, bigshire, words
from tests.requirements.helpers import alter, block, small_pack

PROVIDERS = (
    "acute-provider",
    "community-provider",
    "mental-health-provider",
    "private-provider",
    "gp-provider",
)


def people(consortium: str) -> list[tuple[int, tuple[int, ...]]]:
    """(deprivation fifth, people by age band) of each row of a consortium's people."""
    return [(row.fifth, row.people()) for row in bigshire().county.places if row.consortium == consortium]


def deprived(consortium: str) -> float:
    """The share of a consortium's people in the most deprived fifth."""
    rows = people(consortium)
    return sum(sum(p) for fifth, p in rows if fifth == 1) / sum(sum(p) for _, p in rows)


def older(consortium: str) -> float:
    """The share of a consortium's people aged 65 and over."""
    rows = people(consortium)
    return sum(sum(p[5:]) for _, p in rows) / sum(sum(p) for _, p in rows)


def way_to_hospital(consortium: str) -> float:
    """Mean minutes from a consortium's places to the hospital that its people use."""
    places = {row.place for row in bigshire().county.places if row.consortium == consortium}
    flows = [row for row in bigshire().county.flows if row.place in places]
    return sum(row.minutes * row.urgent for row in flows) / len(places)


def briefing(name: str) -> str:
    return next(paper.text for paper in bigshire().briefings if paper.id == name)


@pytest.mark.requirement("PAT-03")
def test_the_coast_and_the_west_differ_in_age_wealth_and_distance_and_want_different_things_of_one_purse():
    assert (
        deprived("saltmere") > 5 * deprived("lindenvale") and older("saltmere") > older("lindenvale") + 0.08
    )
    assert max(map(way_to_hospital, ("holmewold", "lindenvale"))) > way_to_hospital("marlbridge") + 10
    common = " ".join(briefing("common").split())
    assert "different things from one purse" in common
    west, coast = bigshire().organisation("lindenvale"), bigshire().organisation("saltmere")
    assert "being asked to pay for the coast" in west.threats
    assert any("merger" in threat for threat in coast.threats)


@pytest.mark.requirement("PAT-04")
def test_everyone_is_told_of_tight_money_returning_waits_and_the_councils_threshold():
    told = {match.group(2) for match in LINK.finditer(briefing("common"))}
    assert {"county.tight-years", "county.specialties-waiting", "council.packages-fall"} <= told


@pytest.mark.requirement("PAT-04")
def test_the_figures_of_that_climate_are_those_that_the_county_opens_with():
    tables, facts = bigshire().county, {fact.key: fact.value for fact in bigshire().facts}
    for payer in tables.money.commissioners:
        deals = sum(deal.plan for deal in tables.money.deals if deal.commissioner == payer.id)
        lines = sum(line.pounds for line in payer.lines)
        year = deals + lines + payer.allocation * payer.top_slice_percent / 100
        assert year / 1e6 == pytest.approx(facts[f"{payer.id}.planned-spend"], abs=0.05)
        assert year > payer.allocation
        assert payer.opening_balance / 1e6 == facts[f"{payer.id}.opening-balance"]
    packages = next(one for one in bigshire().injects if one.id == "council-threshold").effect
    assert packages is not None
    assert packages.terms["change_percent"] == facts["council.next-packages-change"]


@pytest.mark.requirement("PAT-04")
def test_each_of_the_three_pressures_moves_the_county_when_it_is_eased():
    patch = bigshire()
    tables = patch.county
    richer = [
        one.model_copy(update={"allocation": one.allocation * 1.1}) for one in tables.money.commissioners
    ]
    quicker = [row.model_copy(update={"wait_weeks": row.wait_weeks / 4}) for row in tables.services]
    kinder = [
        row.model_copy(update={"capacity": row.capacity * 2}) if row.resource == "care-packages" else row
        for row in tables.services
    ]
    eased = {
        "commissioner-balance": {"money": tables.money.model_copy(update={"commissioners": richer})},
        "elective-waiting": {"services": quicker},
        "delayed-days": {"services": kinder},
    }
    plain = first_month(County(patch))
    for measure, change in eased.items():
        county = County(dataclasses.replace(patch, county=tables.model_copy(update=change)))
        subject = "saltmere" if measure == "commissioner-balance" else "county"
        better = value(first_month(county), measure, subject) - value(plain, measure, subject)
        assert better > 0 if measure == "commissioner-balance" else better < 0, measure


def first_month(county: County):
    return county.live_month(county.begin(1), ())[1]


@pytest.mark.requirement("PAT-06")
def test_one_commissioner_may_share_its_borders_with_a_council_while_its_neighbour_does_not(tmp_path):
    folder = small_pack(tmp_path)
    board = block(folder, "organisations.yaml", "board")
    council = board.replace("id: board", "id: borough", 1).replace("kind: health-board", "kind: council")
    alter(folder, "organisations.yaml", (board, board + "\n" + council.replace("seated: yes", "seated: no")))
    alter(
        folder,
        "places.csv",
        ("age_85_plus,from", "age_85_plus,council,from"),
        ("2000,assumed", "2000,borough,assumed"),
        ("1600,assumed,pack author: a younger valley", "1600,,assumed,pack author: a younger valley"),
        ("meadows,The Meadows,west,yes,5,4800", "meadows,The Meadows,west,yes,5,2800"),
    )
    with (folder / "places.csv").open("a", encoding="utf-8") as file:
        file.write("fringe,The Fringe,west,no,5,2000,0,0,0,0,0,0,0,,assumed,pack author: over the line\n")
    nearest = [
        line
        for line in (folder / "flows.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith("meadows,")
    ]
    with (folder / "flows.csv").open("a", encoding="utf-8") as file:
        file.writelines(line.replace("meadows,", "fringe,", 1) + "\n" for line in nearest)
    east, west = areas(read_pack(folder))
    assert (east.commissioner, east.coterminous_with, east.beyond) == ("east", "borough", 0)
    assert (west.commissioner, west.coterminous_with, west.beyond) == ("west", "", 2000)
    alter(folder, "places.csv", ("2000,borough,assumed", "2000,burgh,assumed"))
    assert any("`burgh` is not an organisation" in fault.what for fault in check_pack(folder).faults)


@pytest.mark.requirement("PAT-06", "PAT-05")
def test_bigshires_consortia_match_no_council_exactly():
    found = {area.commissioner: area for area in areas(bigshire())}
    assert found["lindenvale"].beyond > 20_000 and found["none"].within
    assert all(not area.coterminous_with for area in found.values())


@pytest.mark.requirement("PAT-10")
def test_the_asset_register_says_of_every_building_who_owns_it_what_it_costs_who_has_rights_and_how_it_came_so():
    assets = {asset.id: asset for asset in bigshire().assets}
    assert all(
        one.owner and one.history and one.cost.value > 0 and one.cost.source for one in assets.values()
    )
    assert {"hospital", "community-hospital", "vacated", "private-finance", "land", "lease"} <= {
        one.kind for one in assets.values()
    }
    assert any(one.state == "part sold" for one in assets.values())
    holders = {(one.owner, option.holder) for one in assets.values() for option in one.options}
    assert len(holders) >= 6 and all(owner != holder for owner, holder in holders)
    capital = {site.site: site.capital for body in bigshire().county.money.providers for site in body.sites}
    tied = [one for one in assets.values() if one.site in capital]
    assert len(tied) >= 5 and all(one.cost.value * 1e6 == capital[one.site] for one in tied)


@pytest.mark.requirement("PAT-10")
def test_an_asset_of_nobody_or_with_a_right_of_nobody_is_found_where_it_stands(tmp_path):
    folder = small_pack(tmp_path)
    assert check_pack(folder).sound and read_pack(folder).assets == ()
    (folder / "assets.yaml").write_text(
        "- id: old-wing\n  name: The old wing\n  kind: vacated\n  owner: acut\n  state: empty\n"
        '  cost: {value: 1, unit: £m a year, from: assumed, source: "pack author"}\n'
        "  options:\n    - {holder: coast, right: buy, terms: At any time.}\n  history: Left in 2009.\n",
        encoding="utf-8",
    )
    faults = check_pack(folder).faults
    assert [(fault.where.line, fault.what) for fault in faults if fault.where] == [
        (4, "`acut` is not an organisation of this pack."),
        (8, "`coast` is not an organisation of this pack."),
    ]
    assert "acute" in faults[0].mend
    alter(folder, "assets.yaml", ("owner: acut", "owner: west\n  site: shore-hospital"), ("coast", "east"))
    site = read_pack_site(folder)
    alter(folder, "assets.yaml", ("shore-hospital", site))
    told = check_pack(folder).faults
    assert len(told) == 1 and "sites.csv gives its site to" in told[0].what


def read_pack_site(folder) -> str:
    line = (folder / "sites.csv").read_text(encoding="utf-8").splitlines()[1]
    return line.split(",")[0]


@pytest.mark.requirement("PAT-11")
def test_a_body_may_hold_two_functions_as_units_that_stand_more_or_less_apart():
    board = {unit.id: unit for unit in bigshire().organisation("nhscb").units}
    assert board["oversight"].function == "regulate" and board["buying"].function == "commission"
    degrees = {unit.separation for body in bigshire().organisations for unit in body.units}
    assert min(degrees) < 0.2 and max(degrees) > 0.6
    double = [b for b in bigshire().organisations if len({unit.function for unit in b.units}) > 1]
    assert {"nhscb", "wrenby", "hwb", "council"} <= {body.id for body in double}
    assert all(unit.held_apart_by for body in double for unit in body.units)


@pytest.mark.requirement("PAT-11")
def test_a_separation_is_a_degree_from_nought_to_one_and_units_are_told_apart(tmp_path):
    folder = small_pack(tmp_path)
    unit = (
        '{id: arm, title: Its own provider arm, function: provide, separation: 0.5, held_apart_by: "a board"}'
    )
    alter(folder, "organisations.yaml", ("- id: east\n", f"- id: east\n  units: [{unit}]\n"))
    assert check_pack(folder).sound
    assert [one.separation for one in read_pack(folder).organisation("east").units] == [0.5]
    alter(folder, "organisations.yaml", (f"[{unit}]", f"[{unit}, {unit}]"))
    assert "two units called `arm`" in check_pack(folder).faults[0].what
    alter(folder, "organisations.yaml", ("separation: 0.5", "separation: 1.2"))
    assert any("1.2" in str(fault) for fault in check_pack(folder).faults)


@pytest.mark.requirement("PAT-12")
def test_the_old_trusts_people_are_placed_with_consortia_the_support_unit_and_nowhere():
    facts = {fact.key: fact.value for fact in bigshire().facts}
    moved = sum(
        facts[f"{body}.former-staff"] for body in ("saltmere", "holmewold", "marlbridge", "lindenvale")
    )
    assert facts["old-pct.staff"] == facts["csi.staff"] + facts["old-pct.left-system"] + moved
    day = OpenDay()
    support, coast = (
        knowledge_of(day.patch, day.session.world, body, "contracting") for body in ("csi", "saltmere")
    )
    assert support >= 70 and coast <= 20


@pytest.mark.requirement("PAT-12")
def test_knowledge_can_be_hired_away_from_the_body_that_has_it():
    day = OpenDay()
    day.done("saltmere.chair", Hire(away_from="csi", knowledge="contracting", points=15))
    world = day.session.world
    assert knowledge_of(day.patch, world, "csi", "contracting") == 80 - 15
    assert knowledge_of(day.patch, world, "saltmere", "contracting") == 10 + 15


@pytest.mark.requirement("PAT-13")
def test_care_bought_beyond_the_county_has_a_price_and_can_be_brought_home():
    county = County(bigshire())
    begun = county.begin(1)
    away = {fact.key: fact.value for fact in bigshire().facts}["lindenvale.spend-out-of-county"] * 1e6
    terms = {"commissioner": "lindenvale", "to": "wrenby", "pounds_a_year": away, "price_percent": 90}
    assert levers.problems("repatriate", terms, bigshire()) == []
    too_much = levers.problems("repatriate", {**terms, "pounds_a_year": away + 1}, bigshire())
    assert "no more can come home" in too_much[0]
    lever = Lever("repatriate", tuple(sorted(terms.items())), source="a test", start=1)
    stays, home = county.live_month(begun, ())[1], county.live_month(begun, (lever,))[1]

    def more(measure: str, subject: str) -> float:
        return round(value(home, measure, subject) - value(stays, measure, subject), 2)

    assert more("commissioner-balance", "lindenvale") == round(away * 0.1 / 12, 2)
    assert more("provider-income", "wrenby") == round(away * 0.9 / 12, 2)
    assert more("provider-cost", "wrenby") == pytest.approx(away * 0.85 / 12, abs=0.01)


@pytest.mark.requirement("PAT-14")
def test_every_provider_is_told_what_threatens_it_and_some_of_it_is_a_rival_or_a_suitor():
    providers = [body for body in bigshire().organisations if body.kind in PROVIDERS]
    assert len(providers) >= 6
    for body in providers:
        assert body.threats, body.id
        assert "## What threatens you" in briefing(f"position-{body.id}"), body.id
    rivals = re.compile("takeover|provider|private|firms|poached|taken back|undercut|trust|rival|elsewhere")
    assert all(rivals.search(" ".join(body.threats)) for body in providers if body.id != "cuddles")


@pytest.mark.requirement("PAT-14")
def test_a_threat_that_comes_near_reaches_its_target_who_may_act_on_it():
    day = OpenDay()
    day.pass_to(105)
    seat = day.session.world.seats_of("bigment")[0]
    threat = next(e for e in day.session.events if e.body.get("inject") == "rival-courts-bigment")
    ask = Propose(
        to=("bct",),
        title="Stand together",
        clauses=words("Neither joins another trust."),
        start=7,
        in_reply_to=day.local(seat, threat.seq),
    )
    number = day.done(seat, ask)
    assert day.session.events[number - 1].in_reply_to == threat.seq


@pytest.mark.requirement("PAT-15")
def test_the_first_rounds_rules_are_those_proposed_by_2010_each_with_its_source():
    rules = bigshire().rules.rules
    dated = [[int(year) for year in re.findall(r"\b((?:19|20)\d\d)\b", rule.basis)] for rule in rules]
    assert all(rule.basis.strip() for rule in rules)
    assert sum(map(bool, dated)) >= 0.85 * len(rules)
    assert max(year for years in dated for year in years) <= 2011
    assert not any("Act 2012" in rule.basis + rule.text for rule in rules)


@pytest.mark.requirement("PAT-01")
def test_the_real_county_behind_the_patch_is_noted_in_private_and_reaches_no_player():
    patch = bigshire()
    assert patch.head.analogue.strip() and "invented" in patch.head.notice
    day = OpenDay()
    day.pass_to(13 * 20)
    told = json.dumps([event.body for event in day.session.events], ensure_ascii=False)
    assert patch.head.analogue not in told and "analogue" not in told
    assert not [word for word in REAL_NAMES if re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", told)]


@pytest.mark.requirement("PAT-01")
def test_a_real_name_in_a_players_text_is_a_fault_and_in_the_private_note_is_none(tmp_path):
    folder = small_pack(tmp_path)
    alter(folder, "pack.yaml", ('analogue: ""', "analogue: Lincolnshire"))
    assert check_pack(folder).sound
    alter(folder, "briefings/acute.md", ("title: ", "title: Lincolnshire, "))
    (fault,) = check_pack(folder).faults
    assert "the real name Lincolnshire" in fault.what
