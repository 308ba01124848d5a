"""Each mechanism of the minds does what it means, in one place, and nothing when it is switched off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import shirehall.players.minds as minds
from shirehall.errors import UsageError
from shirehall.play.agreements import Agreement
from shirehall.play.fields import Ask, Clause
from shirehall.play.view import View, view_of
from shirehall.players.cast import Setting, cast
from shirehall.players.contract import recall
from shirehall.players.minds import (
    accountability,
    attention,
    belief,
    cover,
    fortunes,
    hiring,
    knowledge,
    weighing,
    years,
)
from shirehall.players.minds.judging import clause_worth
from shirehall.players.minds.mechanisms import CARRIES, MECHANISMS
from shirehall.players.minds.memory import Memory
from shirehall.players.minds.mind import ScriptedMind
from shirehall.players.minds.option import Option
from shirehall.players.minds.situation import Situation
from tests.players.helpers import county, usual_year, year

SEATS = ("saltmere.chair", "buft.chief", "healthwatch.chair")
READS: Mapping[str, set[str]] = {"attention": {"habit"}}
"""Whose outcome another mechanism reads: habit is stronger under load."""


@cache
def half_way(seat: str) -> tuple[ScriptedMind, View]:
    """A seat's mind and its view in the middle of a year of scripts."""
    done = usual_year()
    record = [event for event in done.events if event.at < done.session.world.at // 2]
    players, _ = cast(county(), {seat: "script"})
    return players[seat], view_of(record, seat, done.session.catalogue)


def situation(
    seat: str = SEATS[0], off: str = "", memory: Mapping[str, object] | None = None, **who: object
) -> Situation:
    """The seat's situation, with a mechanism off, some of its memory otherwise, or some of its character."""
    mind, view = half_way(seat)
    kept: Memory = recall(mind, seat, view.events)
    character = replace(mind.character, off=frozenset({off} if off else ()), **who)
    return Situation(character, replace(kept, **(memory or {})), view)


def option(move: str, towards: str = "", thing: int = 0) -> Option:
    return Option(move, 0.5, lambda _r: Ask(), ("a reason",), 0.8, towards, 1.0, thing)


def adds(name: str, s: Situation, o: Option) -> float:
    """What one mechanism adds to an option's worth: with it at work against without."""
    without = Situation(replace(s.who, off=s.who.off | {name}), s.memory, s.view)
    return weighing.worth(s, o) - weighing.worth(without, o)


def traits(s: Situation, **changes: float) -> dict[str, float]:
    return {**s.who.traits, **{name.replace("_", "-"): level for name, level in changes.items()}}


def bank(s: Situation) -> list[Option]:
    """An option of every move, towards nobody and towards two bodies."""
    moves = [m.name for m in s.view.catalogue.moves.values() if not m.control]
    return [option(move, towards) for move in moves for towards in ("", "nhscb", "bct")]


def test_every_mechanism_is_named_with_its_meaning_its_source_and_a_file_that_is_there() -> None:
    folder = Path(minds.__path__[0])
    assert len(MECHANISMS) == 16
    for name, each in MECHANISMS.items():
        assert each.name == name and len(each.meaning) > 40
        assert re.search(r"\b(19|20)\d\d\b", each.source), f"{name}: a source has a year"
        assert (folder / each.acts_in).is_file()
    assert set(CARRIES) <= {trait.id for trait in county().traits}


def test_the_page_of_minds_tells_every_mechanism_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "minds.md").read_text(encoding="utf-8")
    for each in MECHANISMS.values():
        assert f"| `{each.name}` | {each.meaning} | {each.source} | `{each.acts_in}` |" in page


def test_a_setting_refuses_a_mechanism_that_there_is_not() -> None:
    assert Setting(without=frozenset(MECHANISMS)).without == frozenset(MECHANISMS)
    with pytest.raises(UsageError, match="telepathy"):
        Setting(without=frozenset({"telepathy"}))


def test_what_is_switched_off_in_the_setting_is_off_in_every_script() -> None:
    players, _ = cast(county(), "script", Setting(without=frozenset({"trust", "risk"})))
    for player in players.values():
        assert (
            not player.character.has("trust")
            and not player.character.has("risk")
            and player.character.has("habit")
        )
        assert player.begin("any").off == frozenset({"trust", "risk"})


@pytest.mark.parametrize("name", MECHANISMS)
def test_what_another_mechanism_does_is_untouched_when_one_is_switched_off(name: str) -> None:
    """What each of the others adds to an option of every move is the same, and the own adds nothing."""
    for seat in SEATS:
        on, off = situation(seat), situation(seat, name)
        for o in bank(on):
            for other in weighing.at_work(o.move, off.who.off):
                assert other.name != name
                if other.name not in READS.get(name, ()):
                    assert other.adds(off, o) == other.adds(on, o), (name, other.name, o.move)


@pytest.mark.parametrize("name", MECHANISMS)
def test_what_minds_read_of_their_state_differs_only_where_the_mechanism_is_the_one_that_makes_it(
    name: str,
) -> None:
    for seat in SEATS:
        on, off = state(situation(seat)), state(situation(seat, name))
        changed = {key.split("/")[0] for key in on if on[key] != off[key]}
        assert changed <= {name} | ({"money"} if name in ("accountability", "belief") else set()), (
            name,
            changed,
        )


def state(s: Situation) -> dict[str, object]:
    """What options read of a situation, by the mechanism that makes it."""
    cheap = [option("answer", "bct"), option("propose", "nhscb"), option("consult")]
    return {
        "attention/load": s.load(),
        "attention/minutes": [attention.minutes_of(s, o) for o in cheap],
        "attention/thoughts": attention.thoughts(s),
        "trust/trust": [s.trust(body) for body in s.who.roster.seats],
        "accountability/gap": accountability.gap_weight(s),
        "accountability/held": [accountability.held_to(s, c) for c in ("money", "prevention")],
        "fortunes/standing": fortunes.standing(s),
        "belief/hope": belief.hope(s),
        "belief/relief": belief.relief(s),
        "knowledge/skill": [s.who.skill(a) for a in knowledge.AREAS],
        "knowledge/believed": [s.who.thinks_it_can(a) for a in knowledge.AREAS],
        "money/pressure": s.money_pressure(),
        **{f"{CARRIES[trait]}/{trait}": s.who.trait(trait) for trait in CARRIES},
        **{
            f"other/{trait.id}": s.who.trait(trait.id) for trait in county().traits if trait.id not in CARRIES
        },
    }


def test_attention_a_full_in_tray_makes_minutes_dear_and_leaves_room_for_fewer_thoughts() -> None:
    empty = situation(
        memory={"owed": {}, "injects": {}, "inbox": 0, "calls": {}, "plans_here": {}, "questions": {}}
    )
    full = situation(memory={"owed": dict.fromkeys(range(9), 0), "inbox": 20})
    assert full.load() > empty.load()
    assert attention.weariness(full) > attention.weariness(empty)
    assert attention.thoughts(full) < attention.thoughts(empty)
    swamped = situation(off="attention", memory={"owed": dict.fromkeys(range(9), 0), "inbox": 20})
    assert swamped.load() == attention.USUAL_LOAD


def test_attention_less_time_and_more_to_read_make_an_act_cost_more() -> None:
    o = option("propose", "bct")
    usual = attention.minutes_of(situation(attention=20.0, memory={"unread": 0}), o)
    assert attention.minutes_of(situation(attention=10.0, memory={"unread": 0}), o) > usual
    assert attention.minutes_of(situation(attention=20.0, memory={"unread": 10}), o) > usual
    off = situation(off="attention", attention=10.0, memory={"unread": 10})
    assert attention.minutes_of(off, o) == attention.minutes_of(
        situation(off="attention", memory={"unread": 0}), o
    )


def test_pressure_power_and_reminders_make_an_answer_weigh_more_and_a_refusal_less() -> None:
    s = situation(memory={"asked_again": {7: 2}})
    above, beside = option("answer", "nhscb"), option("answer", "wrenby")
    assert adds("pressure", s, above) > adds("pressure", s, beside)
    assert adds("pressure", s, option("answer", "wrenby", 7)) > adds("pressure", s, beside)
    assert adds("pressure", s, option("withhold", "nhscb")) < 0


def test_pressure_is_remembered_only_where_it_is_at_work() -> None:
    mind, view = half_way(SEATS[0])
    demand = next(e for e in usual_year().events if e.kind == "asked")
    body = {**demand.body, "wants": "plan"}
    event = replace(demand, seat="nhscb.chief", organisation="nhscb", addressees=(SEATS[0],), body=body)
    for off, leans in (frozenset(), True), (frozenset({"pressure"}), False):
        player = ScriptedMind(replace(mind.character, off=off))
        before = recall(player, SEATS[0], view.events)
        old = before.pressure
        after = player.remember(before, event)
        assert (after.pressure > old) == leans and ("nhscb" in after.pushes) == leans


def test_accountability_a_gap_presses_by_its_share_of_turnover() -> None:
    small, large = situation(gap=2_000_000), situation(gap=12_000_000)
    assert 0 < accountability.gap_weight(small) < accountability.gap_weight(large)
    assert accountability.gap_weight(situation(gap=12_000_000, off="accountability")) == 0
    richer = situation(gap=12_000_000, money={"turnover": 2000.0})
    assert accountability.gap_weight(richer) < accountability.gap_weight(large)


def test_accountability_what_is_owed_gains_and_what_nobody_asks_for_loses() -> None:
    s = situation(gap=12_000_000)
    assert adds("accountability", s, option("submit-plan")) > 0 > adds("accountability", s, option("consult"))
    assert accountability.held_to(s, "money") > accountability.held_to(s, "prevention")


def test_knowledge_people_act_where_they_think_they_can() -> None:
    bold = situation(believed={"contracting": 0.9})
    shy = situation(believed={"contracting": 0.1})
    assert adds("knowledge", bold, option("propose")) > 0 > adds("knowledge", shy, option("propose"))


def test_knowledge_no_help_is_sought_for_a_lack_that_is_not_felt_until_somebody_names_it() -> None:
    sure = dict.fromkeys(knowledge.AREAS, 0.9)
    weak = dict.fromkeys(knowledge.AREAS, 0.1)
    blind = situation(believed=sure, skills=weak)
    assert adds("knowledge", blind, option("buy-support")) < 0
    opened = knowledge.eyes_opened(blind.who, replace(blind.memory, named={"data": 1}))
    sees = Situation(opened, blind.memory, blind.view)
    assert adds("knowledge", sees, option("buy-support")) == 0
    assert opened.thinks_it_can("data") < blind.who.thinks_it_can("data")
    assert opened.thinks_it_can("rules") == blind.who.thinks_it_can("rules")


def test_habit_old_ways_gain_and_new_ones_lose_above_all_under_load() -> None:
    busy, calm = {"owed": dict.fromkeys(range(9), 0), "inbox": 20}, {"owed": {}, "injects": {}, "inbox": 0}
    s, free = situation(memory=busy), situation(memory=calm)
    assert adds("habit", s, option("submit-plan")) > 0 > adds("habit", s, option("form-alliance"))
    assert adds("habit", s, option("form-alliance")) < adds("habit", free, option("form-alliance"))


def test_trust_puts_one_into_the_hands_of_those_who_answered_and_not_of_those_who_refused() -> None:
    s = situation(memory={"trust": {"bct": 0.6, "wrenby": -0.6}}, ties={})
    assert adds("trust", s, option("sign", "bct")) > 0 > adds("trust", s, option("sign", "wrenby"))
    assert adds("trust", s, option("withhold", "bct")) < 0
    off = situation(off="trust", memory={"trust": {"bct": 0.6, "wrenby": -0.6}}, ties={})
    assert off.trust("bct") == off.trust("wrenby")


def test_risk_the_prize_tempts_who_likes_it_and_who_is_in_the_red() -> None:
    who = situation().who
    bold = situation(traits=traits(situation(), appetite_for_risk=0.9))
    shy = situation(traits=traits(situation(), appetite_for_risk=0.1))
    assert adds("risk", bold, option("acquire")) > 0 > adds("risk", shy, option("acquire"))
    assert adds("risk", shy, option("ask-ruling")) > 0
    red = situation(memory={"figures": {f"commissioner-balance|{who.organisation}": (5, -9e5, -9e5)}})
    black = situation(memory={"figures": {f"commissioner-balance|{who.organisation}": (5, 9e5, 9e5)}})
    assert adds("risk", red, option("acquire")) > adds("risk", black, option("acquire"))


def with_books(off: str, own: float, others: float) -> Situation:
    s = situation()
    rows = {f"commissioner-balance|{b}": (5, others, others) for b in s.who.roster.of("commissioner")}
    rows[f"commissioner-balance|{s.who.organisation}"] = (5, own, own)
    return situation(off=off, memory={"figures": rows})


def test_fortunes_those_ahead_shun_a_pool_and_those_behind_would_join() -> None:
    pool = Clause("All share.", "pool", (("members", "a,b"), ("share_percent", 10)))
    ahead, behind = with_books("", 8e5, -8e5), with_books("", -8e5, 8e5)
    assert fortunes.standing(ahead) > 0 > fortunes.standing(behind)
    neutral = clause_worth(with_books("fortunes", 8e5, -8e5), pool)
    assert clause_worth(ahead, pool) < neutral
    assert clause_worth(behind, pool) > clause_worth(with_books("fortunes", -8e5, 8e5), pool)


def test_fortunes_those_ahead_think_of_leaving_a_pool_that_is_in_force() -> None:
    pool = Clause("All share.", "pool", (("members", "a,b"), ("share_percent", 10)))
    for off, own, leaves in (("", 8e5, True), ("", -8e5, False), ("fortunes", 8e5, False)):
        s = with_books(off, own, -own)
        parties = ("saltmere", "marlbridge")
        deal = Agreement(900, "Our pool", parties, "saltmere.chair", (pool,), 1, None, "side", "in-force")
        world = replace(s.world, agreements={**s.world.agreements, 900: deal})
        memory = replace(s.memory, deals={900: 1})
        there = Situation(replace(s.who, may_commit=("agreements",)), memory, replace(s.view, world=world))
        assert [o.move for o in fortunes.leaving(there)] == (["end"] if leaves else [])


def test_experience_who_saw_schemes_run_in_earlier_years_dares_more_and_asks_elsewhere() -> None:
    beds = Clause("Thirty places at home.", "substitution", (("volume", 30),))
    deal = Agreement(
        900, "Home sooner", ("saltmere", "bct"), "saltmere.chair", (beds,), 1, None, "side", "ended"
    )
    found = {}
    for off, moved, began in (("", 10, 500), ("experience", 10, 500), ("", 10, 0)):
        s = situation(off=off)
        world = replace(s.world, agreements={900: deal})
        memory = replace(s.memory, deals={900: moved}, round_began=began)
        there = Situation(s.who, memory, replace(s.view, world=world))
        found[off, began] = (years.came_to_run(there), years.ambition(there))
    ran, without, this_year = found.values()
    assert ran[0] == 1 and ran[1] > 1
    assert without == this_year == (0, 1.0)


def test_constituents_members_behind_one_count_for_a_signature_and_against_one_against_it() -> None:
    s = situation(consults_first=True, memory={"consulted": {3: 80, 4: 20}})
    assert (
        adds("constituents", s, option("sign", thing=3))
        > 0
        > adds("constituents", s, option("sign", thing=4))
    )
    assert adds("constituents", s, option("sign", thing=5)) < 0 < adds("constituents", s, option("consult"))
    assert adds("constituents", situation(consults_first=False), option("sign")) == 0


def test_voice_who_is_not_answered_speaks_less_and_who_must_be_answered_tires_slower() -> None:
    unheard = {"unheeded": 12.0, "heeded": 0.0}
    s = situation("healthwatch.chair", memory=unheard)
    assert adds("voice", s, option("ask")) < 0
    assert adds("voice", situation("healthwatch.chair", memory={"unheeded": 0.0}), option("ask")) == 0
    obeyed = situation("healthwatch.chair", memory=unheard, powers=("intervene",))
    assert adds("voice", obeyed, option("ask")) > adds("voice", s, option("ask"))
    assert adds("voice", s, option("answer")) == 0


def test_evidence_an_analysis_emboldens_and_its_want_holds_back_those_who_go_by_figures() -> None:
    keen = traits(situation(), trust_in_figures=0.9)
    loose = traits(situation(), trust_in_figures=0.1)
    held = situation(traits=keen, memory={"analyses": 2.0})
    none = situation(traits=keen, memory={"analyses": 0.0, "figures": {}})
    assert adds("evidence", held, option("invest")) > 0 > adds("evidence", none, option("invest"))
    assert adds("evidence", situation(traits=loose, memory={"analyses": 2.0}), option("invest")) < adds(
        "evidence", held, option("invest")
    )


@pytest.mark.requirement("LEV-62")
def test_cover_exposure_deters_the_cautious_and_backing_frees_them() -> None:
    cautious = traits(situation(), caution_in_public=0.9)
    assert min(cover.GIVES[kind] for kind in ("endorsed", "plan-signed-off", "authorised", "ruled")) > 0
    bare = situation(traits=cautious, memory={"cover": 0.0, "heat": {"quality": 2.0}})
    covered = situation(traits=cautious, memory={"cover": 2.0, "heat": {"quality": 2.0}})
    o = option("change-capacity")
    assert adds("cover", bare, o) < adds("cover", covered, o) < 0
    assert adds("cover", bare, option("do-nothing")) > 0


def test_hiring_a_hire_brings_knowledge_ties_and_time() -> None:
    s = situation(skills={"data": 0.2}, believed={"data": 0.8}, ties={})
    memory = replace(s.memory, hired={"data": 40}, hands=1, met={"csi": 0.55}, bought={})
    now = hiring.strengthened(s.who, memory)
    assert now.skill("data") == pytest.approx(0.6) and now.tie("csi") > s.who.tie("csi")
    assert now.attention > s.who.attention
    assert hiring.strengthened(replace(s.who, off=frozenset({"hiring"})), memory).skills == s.who.skills


def test_hiring_what_is_bought_fills_only_the_gap_that_the_buyer_sees() -> None:
    s = situation(skills={"data": 0.2})
    memory = replace(s.memory, hired={}, hands=0, met={}, bought={"data": 40})
    sees = hiring.strengthened(replace(s.who, believed={"data": 0.2}), memory)
    blind = hiring.strengthened(replace(s.who, believed={"data": 0.9}), memory)
    assert sees.skill("data") > blind.skill("data") > 0.2


def test_place_the_bound_stay_and_the_nimble_move() -> None:
    hospital, small = situation("buft.chief"), situation("buft.chief", places=(), services=())
    assert (
        adds("place", hospital, option("form-alliance")) < 0 < adds("place", small, option("form-alliance"))
    )


def test_belief_who_overrates_its_grasp_of_money_hopes_for_more_and_begins_more() -> None:
    sober = situation(believed={"finance": 0.3}, skills={"finance": 0.3})
    bold = situation(believed={"finance": 0.9}, skills={"finance": 0.3})
    assert 1 < belief.hope(sober) < belief.hope(bold)
    assert 0 < adds("belief", sober, option("propose")) < adds("belief", bold, option("propose"))
    assert belief.hope(situation(off="belief")) == 1


def test_belief_a_saving_on_paper_calms_as_if_it_were_had() -> None:
    seat = next(
        seat
        for seat in ("saltmere.chair", "saltmere.finance", "marlbridge.chair", "buft.chief")
        if plans(seat)
    )
    waits = dict.fromkeys(situation(seat).memory.plans_out, "submitted")
    none, standing = (
        situation(seat, memory={"plans_out": {}}),
        situation(seat, memory={"plans_out": waits}),
    )
    assert belief.relief(standing) > 0 == belief.relief(none)
    assert standing.money_pressure() < none.money_pressure()
    assert (
        situation(seat, "belief").money_pressure()
        == situation(seat, "belief", {"plans_out": {}}).money_pressure()
    )


def plans(seat: str) -> bool:
    return seat in usual_year().session.world.seats and bool(situation(seat).memory.plans_out)


def test_no_word_of_what_was_reported_stands_in_the_files_of_minds() -> None:
    told = re.compile(
        r"King.s Fund|findings\.yaml|\bfindings?\b|timeline|Appendix|Bigshire|SeeSaw|Taitshire|Georgetown",
        re.I,
    )
    for path in sorted(Path(minds.__path__[0]).glob("*.py")):
        assert not told.search(path.read_text(encoding="utf-8")), path


def test_a_year_without_any_mechanism_is_still_a_year() -> None:
    """Everything off at once: seats still answer, sign and hand in plans, for what is on the desk alone."""
    done = year(2, setting=Setting(without=frozenset(MECHANISMS)))
    kinds = {event.kind for event in done.events if event.seat}
    assert {"asked", "answered", "signed", "plan-submitted"} <= kinds
    assert done.session.world.clock.closed
