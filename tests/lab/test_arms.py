"""Arms: what an overlay changes in a pack, what it refuses and where, and traits that are jittered."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from shirehall.errors import PackFaults, ShirehallError, UsageError
from shirehall.lab.arms import PLAIN, RANDOM, SILENT, Arm, arm_from_json
from shirehall.lab.arms_file import read_arms
from shirehall.lab.jitter import jittered
from shirehall.lab.overlay import patch_with
from shirehall.lab.run import Task, run
from shirehall.patch.pack import Patch
from shirehall.players.minds.mechanisms import MECHANISMS
from shirehall.study.measures import measures
from tests.packs import pack

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EXAMPLE = EXAMPLES / "arms.yaml"


@pytest.fixture(scope="module")
def bigshire() -> Patch:
    return pack("bigshire")


@pytest.fixture(scope="module")
def example() -> dict[str, Patch]:
    return {arm.name: patch_with("bigshire", arm, str(EXAMPLE)) for arm in read_arms(EXAMPLE)}


def written(folder: Path, text: str) -> Path:
    file = folder / "arms.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def arm_in(folder: Path, *changes: str) -> Arm:
    """An arm whose changes are these, each a line of YAML."""
    lines = "".join(f"    - {change}\n" for change in changes)
    return read_arms(written(folder, f"- name: arm\n  changes:\n{lines}"))[0]


# ---- the arms that are measured ---------------------------------------------------------------------------------


def test_every_mechanism_is_switched_off_in_one_of_the_measured_arms() -> None:
    off = [arm.without for arm in read_arms(EXAMPLES / "measured-arms.yaml") if arm.without]
    assert sorted(off) == sorted((name,) for name in MECHANISMS)


def test_twelve_directions_name_measured_arms_that_hold_with_the_pack_and_numbers_that_a_lab_keeps() -> None:
    file = EXAMPLES / "measured-arms.yaml"
    arms = {arm.name: arm for arm in read_arms(file)}
    asked = yaml.safe_load((EXAMPLES / "directions.yaml").read_text(encoding="utf-8"))
    for each in asked:
        assert each["number"] in measures() and each["expects"] in ("up", "down")
        patch_with("bigshire", arms[each["arm"]], str(file))
    assert len(asked) == 12


# ---- the example of the docs ----------------------------------------------------------------------------------


def test_a_trait_set_for_a_kind_of_body_is_set_for_those_bodies_alone(
    example: dict[str, Patch], bigshire: Patch
) -> None:
    for body, before in zip(
        example["venturesome-consortia"].organisations, bigshire.organisations, strict=True
    ):
        wanted = 0.9 if body.kind == "commissioner" else before.traits.get("appetite-for-risk")
        assert body.traits.get("appetite-for-risk") == wanted


def test_a_rule_is_changed_in_a_list_and_in_a_value(example: dict[str, Patch], bigshire: Patch) -> None:
    rule = next(r for r in example["one-may-rule-on-money"].rules.rules if r.id == "consortia-hold-budgets")
    before = next(r for r in bigshire.rules.rules if r.id == "consortia-hold-budgets")
    assert rule.who_may_rule == [*before.who_may_rule, "nhscb"]
    assert rule.renegotiable is True and before.renegotiable is False


def test_rows_of_a_table_are_multiplied_and_say_that_the_arm_assumed_them(
    example: dict[str, Patch], bigshire: Patch
) -> None:
    def rates(patch: Patch) -> list[float]:
        return [r.value for r in patch.county.demand if (r.pathway, r.what) == ("gp-emergency", "rate")]

    after, before = rates(example["a-tenth-more-emergencies"]), rates(bigshire)
    assert len(after) > 3 and after == pytest.approx([1.1 * value for value in before])
    touched = [r for r in example["a-tenth-more-emergencies"].county.demand if "the arm" in r.source]
    assert len(touched) == len(after)
    assert {str(r.origin) for r in touched} == {"assumed"}


def test_a_figure_that_is_set_keeps_its_unit_and_names_the_arm(example: dict[str, Patch]) -> None:
    figure = example["smaller-sums"].organisation("lindenvale").money["allocation"]
    assert (figure.value, figure.unit) == (226.5, "£m")
    assert figure.source == "the arm smaller-sums"
    assert example["smaller-sums"].county.money.commissioners[-1].allocation == 226_500_000


def test_an_inject_is_forgotten_and_another_is_added(example: dict[str, Patch], bigshire: Patch) -> None:
    before = [inject.id for inject in bigshire.injects]
    assert [i.id for i in example["no-costly-drug"].injects] == [i for i in before if i != "costly-drug"]
    assert [i.id for i in example["a-letter-in-may"].injects] == [*before, "letter-about-parking"]


def test_a_seat_is_forgotten_with_all_that_names_it_and_another_is_added(
    example: dict[str, Patch], bigshire: Patch
) -> None:
    before = {seat.id for seat in bigshire.active_seats}
    away = example["chair-away"]
    assert {seat.id for seat in away.active_seats} == before - {"buft.chief"}
    assert not any("buft.chief" in tie.between for tie in away.seats.ties)
    assert {seat.id for seat in example["an-accountant-more"].active_seats} == before | {
        "saltmere.accountant"
    }


def test_two_consortia_begin_as_one(example: dict[str, Patch], bigshire: Patch) -> None:
    three = example["three-consortia"]
    kinds = [body.id for body in three.organisations if body.kind == "commissioner"]
    assert kinds == ["holmewold", "marlbridge", "lindenvale"]
    people = {row.consortium for row in three.county.places}
    assert "saltmere" not in people and len(three.county.places) == len(bigshire.county.places)
    assert not any(seat.organisation == "saltmere" for seat in three.seats.seats)
    assert not any("saltmere" in (c.commissioner, c.provider) for c in three.contracts)
    assert not any(briefing.organisation == "saltmere" for briefing in three.briefings)


def test_players_and_switches_change_no_file(example: dict[str, Patch], bigshire: Patch) -> None:
    for name in ("people-do-without-habit", "traits-jittered", "silent-board", "with-managers"):
        assert example[name].digest == bigshire.digest
    assert len(example["with-managers"].active_seats) == len(bigshire.active_seats) + 4
    changed = set(example) - {"people-do-without-habit", "traits-jittered", "silent-board", "with-managers"}
    assert len({example[name].digest for name in changed} | {bigshire.digest}) == len(changed) + 1


def test_the_example_with_three_consortia_is_played_to_its_end() -> None:
    three = next(arm for arm in read_arms(EXAMPLE) if arm.name == "three-consortia")
    year = run(Task("bigshire", three, 7, county=False))
    assert year.kinds["round-closed"] == 1
    assert year.kinds["signed"] > 0 or year.kinds["proposed"] > 0


# ---- in a small county, played with its county ---------------------------------------------------------------


def test_a_body_less_a_seat_less_and_a_seat_more_are_played_with_the_county(
    tiny: Path, tmp_path: Path
) -> None:
    fewer = arm_in(
        tmp_path,
        "{file: places.csv, replace: west, by: east}",
        "{file: practices.csv, replace: west, by: east}",
        "{forget: west}",
    )
    year = run(Task(str(tiny), fewer, 3))
    assert not any(subject == "west" for _, _, subject, _ in year.months)
    assert any(subject == "east" for _, _, subject, _ in year.months)
    plain = run(Task(str(tiny), PLAIN, 3))
    assert any(subject == "west" for _, _, subject, _ in plain.months)
    away = arm_in(tmp_path, "{forget: board.chair}")
    assert run(Task(str(tiny), away, 3)).kinds["round-closed"] == 1


def test_a_sum_that_is_changed_shows_in_the_county(tiny: Path, tmp_path: Path) -> None:
    poor = arm_in(tmp_path, "{file: money.yaml, item: east, path: allocation, times: 0.9}")

    def balance(arm: Arm) -> float:
        rows = run(Task(str(tiny), arm, 3)).months
        return next(
            v
            for month, measure, who, v in rows
            if (month, measure, who) == (1, "commissioner-balance", "east")
        )

    assert balance(poor) < balance(PLAIN)


def test_who_sits_and_what_minds_do_without_show_on_the_record(tiny: Path) -> None:
    plain, silent, chance = (run(Task(str(tiny), arm, 3, county=False)) for arm in (PLAIN, SILENT, RANDOM))
    assert silent.events < plain.events and chance.head not in (plain.head, silent.head)
    one = replace(PLAIN, who=(("*", "script"), ("acute", "silent")))
    assert run(Task(str(tiny), one, 3, county=False)).head not in (plain.head, silent.head)
    assert (
        run(Task(str(tiny), replace(PLAIN, without=("attention", "habit")), 3, county=False)).head
        != plain.head
    )


# ---- what is refused, and where ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("{file: seats.yaml, item: nobody, remove: true}", 'no item of seats.yaml is "nobody"'),
        ("{file: nothing.yaml, item: east, remove: true}", "no file called nothing.yaml"),
        ("{file: organisations.yaml, item: east, path: wealth.much, set: 1}", "has no `wealth`"),
        ("{file: organisations.yaml, item: east, path: name, times: 2}", "is no number"),
        ("{file: places.csv, item: nowhere, path: name, set: x}", 'no row of places.csv is "nowhere"'),
        ("{file: places.csv, item: '*', path: colour, set: x}", "has no column `colour`"),
        ("{forget: nobody-at-all}", "nothing in the pack is called `nobody-at-all`"),
        ("{file: organisations.yaml, item: east, path: kind, set: kingdom}", "not one of the words"),
        ("{file: organisations.yaml, item: east, remove: true}", "`east` is not"),
    ],
)
def test_a_change_that_leads_nowhere_is_refused_with_its_file_and_line(
    tiny: Path, tmp_path: Path, change: str, words: str
) -> None:
    arm = arm_in(tmp_path, "{file: organisations.yaml, item: east, path: short, set: E}", change)
    with pytest.raises(ShirehallError) as refused:
        patch_with(str(tiny), arm, "arms.yaml")
    faults = refused.value.faults if isinstance(refused.value, PackFaults) else [refused.value]
    assert any(words in str(fault) for fault in faults), [str(fault) for fault in faults]
    assert all(str(fault.where) == "arms.yaml:4" for fault in faults)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- name: a\n  jitter: 3\n", 2, "the number must be at most 1"),
        ("- name: a\n- name: a\n", 2, "two arms are called `a`"),
        ("- name: a\n  wihtout: [habit]\n", 2, "did you mean `without`?"),
        ("- name: a\n  changes:\n    - {file: x.yaml}\n", 3, "does one thing, and this one does 0"),
        ("- name: a\n  changes:\n    - {file: x.yaml, path: y, set: 1, times: 2}\n", 3, "this one does 2"),
        ("- name: a\n  changes:\n    - {path: y, set: 1}\n", 3, "names no file"),
        ("- name: a\n  changes:\n    - {file: x.yaml, set: 1}\n", 3, "needs a path"),
        ("- name: a\n  changes:\n    - {replace: x}\n", 3, "does not stand well here"),
        ("name: a\n", 1, "a list of arms is expected"),
        ("- name: a\n  changes: [\n", 3, "cannot be read"),
    ],
)
def test_a_file_of_arms_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises((PackFaults, UsageError)) as refused:
        read_arms(file)
    faults = refused.value.faults if isinstance(refused.value, PackFaults) else [refused.value]
    assert any(words in str(fault) and f"arms.yaml:{line}:" in str(fault) for fault in faults), [
        str(f) for f in faults
    ]


def test_an_arm_is_told_from_every_other_by_its_json() -> None:
    for arm in (*read_arms(EXAMPLE), PLAIN, RANDOM, SILENT):
        again = arm_from_json(json.loads(json.dumps(arm.as_json())))
        assert again == arm
    assert [arm.baseline for arm in (PLAIN, RANDOM, SILENT)] == ["", "random", "silent"]


# ---- traits that are jittered ------------------------------------------------------------------------------


def test_jitter_moves_every_trait_within_its_share_and_keeps_it_on_its_scale(bigshire: Patch) -> None:
    moved = jittered(bigshire, 0.2, 11)
    pairs = [
        (body.traits[name], value)
        for body, before in zip(moved.organisations, bigshire.organisations, strict=True)
        for name, value in before.traits.items()
    ]
    assert len(pairs) > 300
    assert all(abs(after - before) <= 0.2 * before + 1e-4 and 0 <= after <= 1 for after, before in pairs)
    steps = [after / before - 1 for after, before in pairs if before and after < 1]
    assert abs(sum(steps) / len(steps)) < 0.03, "up as often as down"
    assert sum(abs(step) for step in steps) / len(steps) == pytest.approx(0.1, abs=0.02)


def test_jitter_follows_from_the_seed_and_from_no_name(bigshire: Patch) -> None:
    assert jittered(bigshire, 0.0, 11) is bigshire
    assert jittered(bigshire, 0.2, 11) == jittered(bigshire, 0.2, 11)
    assert jittered(bigshire, 0.2, 11) != jittered(bigshire, 0.2, 12)
    renamed = replace(
        bigshire,
        organisations=tuple(
            body.model_copy(update={"id": f"x-{body.id}"}) for body in bigshire.organisations
        ),
    )
    drawn = [body.traits for body in jittered(renamed, 0.2, 11).organisations]
    assert drawn == [body.traits for body in jittered(bigshire, 0.2, 11).organisations]
