"""Whatever an author does to a file, the check answers with located faults and never with a traceback."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shirehall.errors import PackFaults
from shirehall.patch.check import check_pack
from shirehall.patch.read import read_pack
from shirehall.patch.yamls import read_yaml
from tests.packs import fresh_pack

FILES = (
    "pack.yaml", "charter.yaml", "organisations.yaml", "seats.yaml", "contracts.yaml", "rules.yaml", "injects.yaml",
    "film.yaml", "calendar.yaml", "codebook.yaml", "feedback.yaml", "findings.yaml", "traits.yaml", "assumptions.yaml",
    "money.yaml", "facts.csv", "places.csv", "practices.csv", "sites.csv", "services.csv", "pathways.csv", "demand.csv",
    "flows.csv", "market.csv", "briefings/common.md", "briefings/east.md",
)  # fmt: skip
SCRAPS = (
    b"", b"\t", b": ", b"- ", b"[", b"}", b"'", b'"', b"\n\n", b"~", b"{a: {b: c}}", b"? x\n: y\n", b"&a", b"*b",
    b"!!int",
    b"<<: *a", b"&x [*x]", b"---\n", b"...\n", b"\xff\xfe", b"\x00", b"1,2,3", b"=1", b"\xc2\xa3", b"|\n", b"[]", b"{}", b"null",
    b"9" * 400, b"-1", b"2013-06-01",
)  # fmt: skip


@settings(max_examples=settings().max_examples // 2)
@given(
    file=st.sampled_from(FILES),
    wounds=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(SCRAPS)), min_size=1, max_size=4
    ),
)
def test_no_wound_to_a_file_brings_a_traceback(file: str, wounds: list[tuple[float, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as room:
        folder = fresh_pack("two-vales", room)
        raw = (folder / file).read_bytes()
        for where, length, scrap in wounds:
            at = int(where * len(raw))
            raw = raw[:at] + scrap + raw[at + length :]
        (folder / file).write_bytes(raw)
        report = check_pack(folder)
        assert all(fault.where is not None and fault.where.file and fault.mend for fault in report.faults)
        assert list(report.lines()) and report.as_json()["figures"] == report.figures
        try:
            assert read_pack(folder).id
        except PackFaults as refused:
            assert refused.faults and not report.sound


@pytest.mark.parametrize("text", ["a: &x [1, *x]", "[" * 3000 + "]" * 3000, "a: " + "9" * 5000])
def test_values_without_end_are_told(text: str) -> None:
    read = read_yaml("deep.yaml", text.encode())
    assert read.broken is not text.startswith("a: 9")
    assert [fault.where.file for fault in read.faults if fault.where] == ["deep.yaml"] * read.broken


def test_a_folder_with_nothing_in_it_is_told_file_by_file(tmp_path: Path) -> None:
    folder = fresh_pack("two-vales", tmp_path)
    for file in FILES:
        (folder / file).write_bytes(b"")
    told = {fault.where.file for fault in check_pack(folder).faults if fault.where}
    assert told >= set(FILES)
    shutil.rmtree(folder)
    folder.mkdir()
    missing = {fault.where.file for fault in check_pack(folder).faults if fault.where}
    assert missing >= {file for file in FILES if not file.startswith("briefings/")}
