"""Slips of people who write a pack with an office program: each is told once, at its place, with a mend that works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shirehall.economy import levers
from shirehall.errors import PackFault, PackFaults, UsageError
from shirehall.patch.check import check_pack
from shirehall.patch.draft import pack_files
from shirehall.patch.pressure import with_inject_size, with_injects_a_month
from shirehall.patch.read import find_pack, read_pack
from shirehall.patch.scaffold import new_pack
from tests.packs import fresh_pack

EFFECT = """- id: ward-shut
  title: A ward is shut
  kind: incident
  when: {month: 2, minute: 6}
  to: [acute]
  text: Water has come through the roof.
  about: [quality]
  expects: Somebody asks who pays.
  effect:
    mechanism: capacity
    terms: {resource: medical-beds, site: two-vales-general, change: -10}
    from: assumed
    source: "pack author: one ward"
  invented_by: ours
  tests: q-waits
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = fresh_pack("two-vales", tmp_path)
    injects = made / "injects.yaml"
    site = next(
        row.split(",")[0] for row in (made / "sites.csv").read_text().splitlines() if "hospital" in row
    )
    injects.write_text(injects.read_text() + EFFECT.replace("two-vales-general", site), encoding="utf-8")
    assert faults_of(made) == []
    return made


def faults_of(folder: Path) -> list[PackFault]:
    return list(check_pack(folder, mechanisms=tuple(levers.catalogue()), terms_read=levers.problems).faults)


def altered(folder: Path, file: str, old: str, new: str) -> PackFault:
    """The one fault that a slip brings; with the slip taken back there is none."""
    path = folder / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    (fault,) = faults_of(folder)
    path.write_text(whole, encoding="utf-8")
    assert faults_of(folder) == []
    return fault


def line_of(folder: Path, file: str, words: str) -> int:
    return next(n for n, line in enumerate((folder / file).read_text().splitlines(), 1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("change: -10", "change: ten", "change should be a number"),
        ("site: ", "site: old-", "site names old-"),
        ("medical-beds", "medical-bed", "resource names medical-bed"),
        ("change: -10", "change: -10, colour: red", "colour is no term of capacity"),
    ],
)
def test_an_effect_on_which_the_county_cannot_act_is_told_and_not_played(
    folder: Path, old: str, new: str, said: str
) -> None:
    line = line_of(folder, "injects.yaml", "    terms: {resource")
    fault = altered(folder, "injects.yaml", old, new)
    assert fault.where is not None and (fault.where.file, fault.where.line) == ("injects.yaml", line)
    assert said in fault.what
    path = folder / "injects.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(PackFaults):
        read_pack(folder, mechanisms=tuple(levers.catalogue()), terms_read=levers.problems)


def test_an_effect_may_name_a_kind_of_body_for_each_body_of_that_kind(folder: Path) -> None:
    path = folder / "injects.yaml"
    cost = "mechanism: cost\n    terms: {payer: commissioner, pounds_a_month: 1000, label: drug}"
    old = [line.strip() for line in EFFECT.splitlines() if "mechanism" in line or "terms" in line]
    text = path.read_text()
    at, end = text.index(old[0]), text.index("    from: assumed", text.index(old[0]))
    path.write_text(text[:at] + cost + "\n" + text[end:])
    assert faults_of(folder) == []
    path.write_text(path.read_text().replace("payer: commissioner", "payer: commissioners"))
    assert ["payer names commissioners" in fault.what for fault in faults_of(folder)] == [True]


def test_an_assumption_is_read_but_for_what_the_agreement_fills_in(folder: Path) -> None:
    fault = altered(folder, "assumptions.yaml", "percent: 3}", "percent: 300}")
    assert "percent is 300, outside" in fault.what


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ("    role: Chair", "    role Chair", "a colon and a space after the key"),
        ("    role: Chair", "    role:Chair", "a colon and a space after the key"),
        ("    role: Chair", "   role: Chair", "as many spaces"),
        ("    role: Chair", "    role: 'The board's chair'", "an apostrophe"),
        ("    role: Chair", "    role: “Chair: East”", "straight ones"),
    ],
)
def test_a_slip_of_the_pen_is_told_at_its_own_line(folder: Path, old: str, new: str, mend: str) -> None:
    line = line_of(folder, "seats.yaml", old)
    fault = altered(folder, "seats.yaml", old, new)
    assert fault.where is not None and fault.where.line == line
    assert mend in fault.mend and "block" not in fault.what


def test_a_number_with_a_comma_among_terms_is_told_as_such(folder: Path) -> None:
    assert "1200, not 1,200" in altered(folder, "injects.yaml", "change: -10", "change: -1,000").mend


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda text: text.replace(",", ";").encode(), "semicolons"),
        (lambda text: text.replace(",", "\t").encode(), "tabs"),
        (lambda text: "".join(f"{row},,\n" for row in text.splitlines()).encode(), "a column has no name"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
    ],
)
def test_a_table_that_a_spreadsheet_saved_its_own_way_is_told_once(
    folder: Path, write: Callable[[str], bytes], said: str
) -> None:
    path = folder / "facts.csv"
    path.write_bytes(write(path.read_text(encoding="utf-8")))
    here = [fault for fault in faults_of(folder) if fault.where and fault.where.file == "facts.csv"]
    assert len(here) == 1 and said in here[0].what


def test_a_file_in_the_encoding_of_windows_brings_one_fault_only(folder: Path) -> None:
    path = folder / "organisations.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert ["UTF-8" in fault.what for fault in faults_of(folder)] == [True]


def test_a_file_saved_under_another_ending_is_named(folder: Path) -> None:
    (folder / "film.yaml").rename(folder / "film.yaml.txt")
    assert ["film.yaml.txt" in fault.mend for fault in faults_of(folder)] == [True]


def test_a_day_played_inside_the_folder_is_no_part_of_the_pack(folder: Path) -> None:
    before, digest = pack_files(folder), read_pack(folder).digest
    (folder / "day").mkdir()
    (folder / "day" / "timeline.csv").write_text("part\n")
    assert pack_files(folder) == before and read_pack(folder).digest == digest


def test_a_new_pack_needs_a_name_of_its_own_and_a_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be made"):
        new_pack("two-vales", tmp_path / "file")
    with pytest.raises(UsageError, match="at most 60"):
        new_pack("a" * 300, tmp_path)
    with pytest.raises(UsageError, match="comes with Shirehall"):
        new_pack("bigshire", tmp_path, taken=("bigshire",))
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_folder_without_a_pack_is_not_searched(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no pack"):
        find_pack(tmp_path)


@pytest.mark.parametrize("dial", [float("inf"), float("nan"), 1e308, -1.0])
def test_the_dials_of_pressure_have_ends(folder: Path, dial: float) -> None:
    patch = read_pack(folder)
    with pytest.raises(UsageError, match="from 0 to"):
        with_injects_a_month(patch, dial)
    with pytest.raises(UsageError, match="from 0 to"):
        with_inject_size(patch, dial)


SCORE = """    rewards:
      - kinds: [commissioner]
        concern: prevention
        weight: {value: 0.2, unit: of the scale of traits, from: assumed, source: pack author}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[commissioner]", "[comissioner]", "commissioner"),
        ("prevention", "growing", "growth"),
        ("0.2", "15", "scale of traits"),
        ("0.2", "-0.2", "scale of traits"),
    ],
)
def test_a_slip_in_a_scorecard_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    made = fresh_pack("two-vales", tmp_path)
    rules = (made / "rules.yaml").read_text(encoding="utf-8")
    (made / "rules.yaml").write_text(rules.replace("questions:", SCORE + "questions:"), encoding="utf-8")
    assert faults_of(made) == []
    fault = altered(made, "rules.yaml", old, new)
    assert fault.where is not None and fault.where.file == "rules.yaml"
    assert told in f"{fault.what} {fault.mend}"
