"""Minds act for general reasons: changing a cause changes the behaviour, and nothing of the pack's own story is in the code."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import get_args

import shirehall.players as players_room
from shirehall.patch.model import Kind, Power, Skill
from shirehall.patch.pack import Patch
from shirehall.patch.read import list_packs, read_pack
from shirehall.patch.scaffold import new_pack
from shirehall.players.cast import Setting
from shirehall.players.minds.character import character_of
from tests.packs import pack
from tests.players.helpers import Played, county, plain_year, year

SEEDS = (1, 2)


def with_skill(patch: Patch, profession: str, skill: str, level: float) -> Patch:
    seats = [
        s.model_copy(update={"skills": {**s.skills, skill: Skill(actual=level, self_rated=level)}})
        if s.profession == profession
        else s
        for s in patch.seats.seats
    ]
    return dataclasses.replace(patch, seats=patch.seats.model_copy(update={"seats": seats}))


def with_trait(patch: Patch, trait: str, level: float) -> Patch:
    bodies = tuple(
        o.model_copy(update={"traits": {**o.traits, trait: level}}) if o.traits else o
        for o in patch.organisations
    )
    return dataclasses.replace(patch, organisations=bodies)


@cache
def arm(name: str, seed: int) -> Played:
    if name == "skilled":
        return year(seed, patch=with_skill(county(), "gp", "contracting", 0.8))
    if name == "managers":
        return year(seed, patch=county(managers=True))
    if name == "level":
        return year(seed, patch=with_trait(county(), "looks-upward", 0.05))
    if name == "unhurried":
        return year(seed, setting=Setting(attention=60))
    return plain_year(seed)


def month_signed(played: Played) -> float:
    """The mean month in which main contracts were signed by all; the month after the round for those that were not."""
    world = played.session.world
    done = {a.contract: a.history for a in world.agreements.values() if a.tier == "main" and a.contract}
    due = [c.id for c in played.patch.contracts if c.tier == "main" and not c.signed]
    months = [
        next((m for phase, m, _ in done.get(c, ()) if phase == "signed"), world.clock.months + 1) for c in due
    ]
    return sum(months) / len(months)


def late_answers(played: Played) -> float:
    """Of what fell due within the round, the share that was answered late or not at all, one for each seat asked."""
    world = played.session.world
    asked = [(r, seat) for r in world.requests.values() if r.due < world.at for seat in r.askees]
    late = [
        1
        for r, seat in asked
        if r.replies.get(seat, ("deferred", 0))[0] == "deferred" or r.replies[seat][1] > r.due
    ]
    return len(late) / len(asked)


def contacts_upward(played: Played) -> int:
    """Exchanges begun by bodies without such powers towards bodies that judge, license or step in."""
    world = played.session.world
    above = {
        b.id
        for b in world.organisations.values()
        if {"sign-off-plans", "intervene", "license", "register"} & set(b.powers)
    }
    begun = (e for e in played.events if e.seat and e.begun and e.organisation not in above)
    return sum(
        1 for e in begun if any(world.organisation_of(s) in above for s in e.addressees if s in world.seats)
    )


def better(name: str, measure, sign: int) -> list[bool]:
    return [sign * measure(arm(name, seed)) < sign * measure(arm("as it is", seed)) for seed in SEEDS]


def test_doctors_who_know_contracts_sign_the_main_contracts_earlier() -> None:
    assert all(better("skilled", month_signed, 1))


def over_the_seeds(name: str, measure, seeds: Sequence[int] = SEEDS) -> float:
    return sum(measure(arm(name, seed)) for seed in seeds) / len(seeds)


def test_managers_in_the_consortia_bring_signatures_forward() -> None:
    """A day's signatures differ by a month from seed to seed, so that two days cannot tell."""
    seeds = (1, 2, 3, 4)
    assert over_the_seeds("managers", month_signed, seeds) < over_the_seeds("as it is", month_signed, seeds)


def test_with_time_enough_fewer_answers_are_late() -> None:
    assert over_the_seeds("unhurried", late_answers) < over_the_seeds("as it is", late_answers)


def test_who_does_not_look_upward_turns_less_to_bodies_of_power() -> None:
    assert all(better("level", contacts_upward, 1))


def test_a_seat_that_was_refused_for_want_of_authority_does_not_try_again_the_same_day() -> None:
    for seed in SEEDS:
        tried: set[tuple[str, str, str]] = set()
        for event in arm("as it is", seed).events:
            if event.kind == "move-refused" and event.body["rule"]:
                key = (event.seat, event.body["move"], event.body["rule"])
                assert key not in tried
                tried.add(key)


def names_of(patch: Patch) -> set[str]:
    """Everything that one pack calls by a name of its own."""
    names = (
        {o.id for o in patch.organisations}
        | {o.short for o in patch.organisations}
        | {o.name for o in patch.organisations}
    )
    names |= (
        {s.id for s in patch.seats.seats}
        | {row.site for row in patch.county.sites}
        | {c.id for c in patch.contracts}
    )
    names |= (
        {r.id for r in patch.rules.rules}
        | {q.id for q in patch.rules.questions}
        | {i.id for i in patch.injects}
    )
    names |= {d.id for d in patch.calendar} | {f.id for f in patch.findings} | {f.key for f in patch.facts}
    names |= {row.place for row in patch.county.places} | {row.pathway for row in patch.county.pathways}
    return names


def code() -> list[Path]:
    return sorted(Path(players_room.__path__[0]).rglob("*.py"))


def strings_in(path: Path) -> set[str]:
    return {
        n.value
        for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def test_no_name_of_any_pack_stands_in_the_code_of_players() -> None:
    """Words that all packs share (kinds of body, powers) are the trade's and not a pack's."""
    shared = (
        set(get_args(Kind))
        | set(get_args(Power))
        | {"planned", "community", "urgent", "minor", "practice", "mental-health"}
    )
    for name in list_packs():
        own = names_of(pack(name)) - shared
        for path in code():
            assert not own & strings_in(path), (name, path, own & strings_in(path))


def test_no_mind_reads_what_the_report_says_happened_nor_the_story_to_come() -> None:
    """Minds never touch a pack's findings, injects, rule questions, facts or codebook; only whoever casts seats touches a pack."""
    hidden = {
        "findings",
        "injects",
        "facts",
        "film",
        "calendar",
        "assumptions",
        "charter",
        "questions",
        "briefings",
        "feedback",
    }
    folder = Path(players_room.__path__[0])
    casting = (folder / "minds" / "character.py", folder / "cast.py", folder / "rounds.py")
    for path in code():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        touched = {
            n.attr
            for n in ast.walk(tree)
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "patch"
        }
        assert not touched & hidden, path
        reads_patch = any(
            isinstance(n, ast.ImportFrom) and (n.module or "").startswith("shirehall.patch")
            for n in ast.walk(tree)
        )
        assert not reads_patch or path in casting, path


def test_no_month_of_the_year_is_told_apart_in_the_code_of_minds() -> None:
    """No comparison of the month, or of the play minute, with a number."""
    for path in code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                moment = any(
                    isinstance(side, ast.Attribute) and side.attr in ("month", "at") for side in sides
                )
                number = any(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in sides)
                assert not (moment and number), (path, node.lineno)


def test_a_character_holds_only_its_own_bodys_traits_and_its_own_ties() -> None:
    patch = county()
    mine = character_of(patch, "saltmere.chair")
    others = [
        o.model_copy(update={"traits": dict.fromkeys(o.traits, 0.5)}) if o.id != "saltmere" else o
        for o in patch.organisations
    ]
    changed = dataclasses.replace(patch, organisations=tuple(others), findings=(), injects=())
    assert character_of(changed, "saltmere.chair") == mine


def test_a_small_pack_of_another_county_plays_as_well(tmp_path) -> None:
    small = read_pack(new_pack("elsewhere", tmp_path))
    played = year(1, patch=small)
    assert played.session.world.clock.closed
    assert len([event for event in played.events if event.seat]) > 20
