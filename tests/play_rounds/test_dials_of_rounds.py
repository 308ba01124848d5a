"""Dials and run sheets act on every round of a pack, and arms change what lies between rounds."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from shirehall import assemble
from shirehall.errors import PackFaults
from shirehall.lab.arms_file import read_arms
from shirehall.lab.overlay import patch_with
from shirehall.patch.check import check_pack
from shirehall.patch.model import Inject
from shirehall.patch.pack import Patch
from shirehall.patch.pressure import with_inject_size, with_injects_a_month
from shirehall.patch.scaffold import new_pack
from shirehall.play.moves.steering_sheet import HoldInject
from shirehall.play.notices.inject import laid
from shirehall.play.sheet import line_of
from shirehall.rounds import into_round
from tests.packs import pack
from tests.play_rounds.small import a_day, do, two_rounds


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    """The small pack with three injects in its second round, one of them a spare, and each of a size."""
    whole = two_rounds(tmp_path_factory.mktemp("pack"))
    (change,) = whole.between
    first = change.injects[0].model_dump(by_alias=True)
    size = {"value": 100, "unit": "people", "from": "assumed", "source": "a test"}
    more = [
        Inject.model_validate(
            {**first, "id": name, "size": size, "spare": spare, "when": {"month": month, "minute": 2}}
        )
        for name, month, spare in (("one", 1, False), ("two", 2, False), ("three", 2, True))
    ]
    return dataclasses.replace(whole, between=(change.model_copy(update={"injects": more}),))


def came(patch: Patch, **settings: Any) -> list[str]:
    day = a_day(patch, **settings)
    assemble.play(day)
    return [e.body["inject"] for e in day.session.events if e.kind == "inject-published" and e.month > 2]


@pytest.mark.requirement("INJ-05")
def test_the_rate_of_injects_is_that_of_every_round(patch: Patch) -> None:
    assert came(patch) == ["one", "two"]
    assert came(with_injects_a_month(patch, 0)) == []
    assert came(with_injects_a_month(patch, 0.5)) == ["one"]
    assert sorted(came(with_injects_a_month(patch, 9))) == ["one", "three", "two"]


def test_the_size_of_injects_is_that_of_every_round(patch: Patch) -> None:
    (change,) = with_inject_size(patch, 2.5).between
    assert {one.size.value for one in change.injects if one.size} == {250}
    assert all("250" in one.text for one in change.injects)


def test_a_later_rounds_run_sheet_is_laid_where_one_was_laid_and_its_injects_can_be_held(
    patch: Patch,
) -> None:
    day = a_day(patch)
    day.session.commit([laid(tuple(line_of(one, patch.film) for one in patch.injects))], at=0)
    day.driver.play()
    assert "one" not in day.session.world.runsheet
    into_round(day.session, day.driver, day.patch, 1, 3, 1.0, None)
    assert list(day.session.world.runsheet) == ["one", "two", "three"][:2]
    do(day, "control.lead", HoldInject(inject="two"))
    day.driver.play()
    out = [e.body["inject"] for e in day.session.events if e.kind == "inject-published" and e.month > 2]
    assert out == ["one"]
    plain = a_day(patch)
    assemble.play(plain)
    assert not plain.session.world.runsheet


def arm(folder: Path, *changes: str) -> Any:
    lines = "".join(f"    - {{file: between.yaml, item: r2, {change}}}\n" for change in changes)
    file = folder / "arms.yaml"
    file.write_text(f"- name: arm\n  changes:\n{lines}", encoding="utf-8")
    return read_arms(file)[0]


def test_an_arm_takes_rules_figures_injects_bodies_and_lines_of_the_notice_out_of_what_lies_between_rounds(
    tmp_path: Path,
) -> None:
    plain = pack("seesaw").between[0]
    changed = patch_with("seesaw", arm(
        tmp_path, "path: rules.added.comments-are-read, remove: true", "path: rules.changed.indicative-budgets, remove: true",
        "path: rules.removed.arms-length, remove: true", "path: 'parameters.people:all', remove: true",
        "path: injects.patients-write, remove: true", "path: powers.monitor, remove: true", "path: notice.9, remove: true",
    )).between[0]  # fmt: skip
    assert "comments-are-read" not in {rule.id for rule in changed.rules.added}
    assert "indicative-budgets" not in {rule.rule for rule in changed.rules.changed}
    assert "arms-length" not in {rule.rule for rule in changed.rules.removed}
    assert "people:all" not in {one.name for one in changed.parameters}
    assert "monitor" not in {one.body for one in changed.powers}
    assert "patients-write" not in {one.id for one in changed.injects}
    assert len(changed.notice) == len(plain.notice) - 1
    rests = {one.change: one for one in changed.rests_on}
    assert sorted(rests) == list(range(1, len(plain.notice)))
    assert rests[10].rules == ["bidders-do-not-judge", "tender-kept-to"] and rests[6].rules == [
        "pcts-hold-the-money"
    ]
    assert changed.modelling is not None and changed.modelling.change == len(changed.notice)


def test_what_a_change_of_the_notice_rests_on_has_to_be_there(tmp_path: Path) -> None:
    folder = new_pack("hollow", tmp_path)
    (folder / "between.yaml").write_text(
        "- {opens: r2, why: To see., notice: [One buyer.], rests_on: [{change: 2, rules: [nothing]}], "
        "powers: [{body: nobody, gains: [lend], why: To see.}]}\n",
        encoding="utf-8",
    )
    try:
        faults = tuple(check_pack(folder).faults)
    except PackFaults as found:
        faults = tuple(found.faults)
    told = [fault.what for fault in faults]
    assert any("no change 2" in what for what in told) and any("nothing" in what for what in told)
    assert any("nobody" in what for what in told)
