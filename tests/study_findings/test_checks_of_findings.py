"""The check of a pack's findings: what filters choose by, what is designed in, and a finding half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from shirehall.patch.check import check_pack
from shirehall.patch.scaffold import new_pack

SOUND = """
- id: f-1
  statement: It was so.
  measure: count
  filters: {topic: money, from_kind: commissioner}
  compare: {op: "==", value: 0}
  given: {measure: count, filters: {topic: money}, compare: {op: ">=", value: 1}}
  also: [{measure: count, filters: {phase: p1}, compare: {op: ">", value: 0}}]
  strength: explicit
  origin: the tests
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_pack("shorevale", tmp_path_factory.mktemp("packs"))


def faults(pack: Path, text: str) -> list[str]:
    """What the check says of a file of findings."""
    (pack / "findings.yaml").write_text(text, encoding="utf-8")
    return [fault.what for fault in check_pack(pack).faults if "findings.yaml" in str(fault.where)]


@pytest.mark.parametrize(
    ("sound", "wrong", "said"),
    [
        ("filters: {topic: money}", "filters: {topic: mony}", "`mony` is not a topic of this pack."),
        ("phase: p1", "phase: never", "`never` is not a phase of this pack."),
        ("phase: p1", "question: none-such", "`none-such` is not a rule question of this pack."),
        ("filters: {phase: p1}", "filters: {round: never}", "`never` is not a round of this pack."),
        ("filters: {phase: p1}", "filters: {to_most: nothing}", "`nothing` is not a fact of a body of this pack."),
        ("filters: {phase: p1}", "filters: {to_kind: comissioner}", "`comissioner` is not a kind of this pack."),
        ("strength: explicit", "strength: explicit\n  designed_in: {by: it is, without: {inject: [no-such]}}",
         "`no-such` is not an inject of this pack."),
    ],
)  # fmt: skip
def test_filters_and_what_is_designed_in_lead_somewhere(pack: Path, sound: str, wrong: str, said: str):
    text = SOUND.replace("phase: p1", f"phase: {first_phase(pack)}")
    assert faults(pack, text) == []
    assert said in faults(pack, SOUND.replace(sound, wrong))


def first_phase(pack: Path) -> str:
    """The id of the pack's first phase."""
    line = next(
        line
        for line in (pack / "pack.yaml").read_text(encoding="utf-8").splitlines()
        if "months: [" in line and "id:" in line
    )
    return line.split("id:")[1].split(",")[0].strip()


def test_a_finding_half_written_is_a_fault_that_says_what_is_missing(pack: Path):
    half = SOUND.replace('  compare: {op: "==", value: 0}\n', "", 1)
    assert any("under `compare`" in fault for fault in faults(pack, half))
    none = "\n- {id: f-1, statement: It was so., measure: none, strength: explicit, origin: the tests}\n"
    assert any("what it needs" in fault for fault in faults(pack, none))
    assert faults(pack, none.replace("strength", "needs: [observers], strength")) == []
