"""Every fault that an author is likely to make is told with its file, its line and its mend, alone and all together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shirehall.errors import PackFaults
from shirehall.patch.check import check_pack
from shirehall.patch.read import read_pack
from tests.packs import fresh_pack
from tests.patch.helpers import Planted
from tests.patch.planted import ALONE, COMPANIONS, FAULTS


def pack(folder: Path) -> Path:
    return fresh_pack("two-vales", folder)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_each_fault_is_told_with_file_line_and_mend(fault: Planted, tmp_path: Path) -> None:
    folder = pack(tmp_path)
    fault.plant(folder)
    report = check_pack(folder)
    told = [found for found in report.faults if fault.is_told_by(found, folder)]
    assert len(told) == 1, "\n".join(report.lines())
    others = [found for found in report.faults if found not in told]
    companion = COMPANIONS.get(fault.name)
    assert all(companion is not None and companion in other.what for other in others), "\n".join(
        map(str, others)
    )
    assert re.match(r"^[\w./-]+:\d+:\d+: .* Mend \(the pack's author\): ", str(told[0])), str(told[0])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    (folder / "film.yaml").unlink()
    faults = check_pack(folder).faults
    assert [str(fault.where) for fault in faults] == ["film.yaml"]
    assert "the file film.yaml is missing" in faults[0].what
    assert "shirehall new" in faults[0].mend


def test_a_file_named_wrongly_is_told_with_the_right_name(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    (folder / "traits.yaml").rename(folder / "trait.yaml")
    faults = {str(fault.where): fault for fault in check_pack(folder).faults}
    assert faults["trait.yaml"].mend == "did you mean `traits.yaml`?"


def test_a_mechanism_that_the_economy_lacks_is_told(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    assert check_pack(folder, mechanisms=["threshold"]).sound
    faults = check_pack(folder, mechanisms=["thresholds", "shift"]).faults
    assert [(fault.where.file, fault.where.line) for fault in faults if fault.where] == [
        ("assumptions.yaml", 6)
    ]
    assert "did you mean `thresholds`?" in faults[0].mend


def test_a_measure_that_the_county_lacks_is_told(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    named = {m for p in read_pack(folder).head.publications for m in p.measures}
    assert check_pack(
        folder, measures=named | {i.when.measure for i in read_pack(folder).injects if i.when.measure}
    ).sound
    gone = sorted(named)[0]
    faults = check_pack(folder, measures=[gone + "s"]).faults
    assert any(
        f.where and f.where.file == "pack.yaml" and f.where.line and f"did you mean `{gone}s`?" in f.mend
        for f in faults
    )


def test_bytes_that_are_not_text_are_told_at_their_place(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    path = folder / "rules.yaml"
    path.write_bytes(path.read_bytes().replace(b"without a deficit", "without a £1 deficit".encode("cp1252")))
    (folder / "sites.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "sites.csv").read_bytes())
    told = {(fault.where.file, fault.where.line): fault for fault in check_pack(folder).faults if fault.where}
    assert set(told) == {("rules.yaml", 6), ("sites.csv", 1)}
    assert "the encoding UTF-8" in told["rules.yaml", 6].mend
    assert "byte order mark" in told["sites.csv", 1].what


def test_all_faults_at_once_are_told_without_a_traceback(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    planted = []
    for fault in FAULTS:
        text = (folder / fault.file).read_text(encoding="utf-8")
        if fault.name not in ALONE and fault.old in text:
            fault.plant(folder)
            planted.append(fault)
    report = check_pack(folder)
    told = [one for one in planted if one.at in (folder / (one.reported or one.file)).read_text(encoding="utf-8")
            and any(one.is_told_by(found, folder) for found in report.faults)]  # fmt: skip
    assert len(told) >= 20, sorted({one.name for one in planted} - {one.name for one in told})
    assert all(fault.where is not None and fault.where.file and fault.mend for fault in report.faults)
    assert all(fault.where.line >= 1 for fault in report.faults if fault.where is not None)
    with pytest.raises(PackFaults) as refused:
        read_pack(folder)
    assert len(refused.value.faults) >= 10
