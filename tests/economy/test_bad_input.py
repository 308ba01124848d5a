"""Whatever is put into the county's tables, levers and options: one located fault, or a plain warning, and never a hang."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shirehall.cli import main
from shirehall.economy.network import walked
from shirehall.errors import PackFault, PackFaults
from shirehall.patch.check import check_pack
from shirehall.patch.county import read_county
from shirehall.patch.yamls import read_yaml
from tests.packs import fresh_pack

SHORT = ["--months", "1", "--replications", "1", "--no-restore", "--no-cache"]
CUBICLE = "urgent,cubicle,take,cubicle,"
ROW = "assumed,pack author\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return fresh_pack("two-vales", tmp_path)


def wound(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` of a file; with no `old`, put `new` at its end."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(
        text.replace(old, new, 1) if old else text + new, encoding="utf-8", newline="\n"
    )


def faults(folder: Path) -> list[PackFault]:
    """Every fault of a county's tables and of the walk through them."""
    try:
        return walked(read_county(folder))[0]
    except PackFaults as found:
        return list(found.faults)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        (f"urgent,left,end,,,,,,{ROW}", "", 14, "falls off the last row"),
        ("urgent,left,end,,,,,,", "urgent,left,go,,,,,arrive,", 2, "with the same luck"),
        ("0.72,home", "0.72,hame", 5, "leads to hame, which is no step"),
        ("urgent,left,end,,", "urgent,left,join,nowhere,", 15, "joins nowhere"),
        (CUBICLE, "urgent,cubicle,join,urgent,", 2, "can never be left"),
        (CUBICLE, f"urgent,on,chance,,,,0.999,arrive,{ROW}{CUBICLE}", 2, "without any time passing"),
        (CUBICLE, f"urgent,on,again,,,,,,{ROW}urgent,back,chance,,,,0.5,on,{ROW}{CUBICLE}", 3, "without any time passing"),
        (CUBICLE, f"urgent,st,stay,,0,0,,,{ROW}urgent,on,chance,,,,0.5,st,{ROW}{CUBICLE}", 3, "without any time passing"),
        (CUBICLE, f"urgent,st,stay,,9,1,,,{ROW}urgent,on,chance,,,,0.5,st,{ROW}{CUBICLE}", 3, "with the same luck"),
        (CUBICLE, f"urgent,wait,patience,,1,,0.5,home,{ROW}urgent,x,count,x,,,,,{ROW}{CUBICLE}", 3, "patience with no wait"),
        (",2.2,", ",nan,", 4, "not one number"),
        (",2.2,", ",1e9,", 4, "lasts 1e9 hours"),
        ("2.2,0.7", "2.2,1e6", 4, "spread"),
        ("2.2,0.7", ",0.7", 4, "how long it lasts"),
        ("0.72", "nan", 5, "not one number"),
        (CUBICLE, f"urgent,cl,clock,stort,,,,,{ROW}{CUBICLE}", 3, "neither starts nor stops"),
        (CUBICLE, f"urgent,lh,leave-hour,,99,,,,{ROW}{CUBICLE}", 3, "lets people go"),
        (CUBICLE, f"urgent,away,turn-away,cubicle,,1e30,,home,{ROW}{CUBICLE}", 3, "limit"),
        ("time,4h,", "time,other,1e9", 8, "clock without bins"),
    ],
)  # fmt: skip
def test_a_pathway_that_cannot_be_walked_is_told_at_its_line(
    pack: Path, old: str, new: str, line: int, what: str
) -> None:
    wound(pack, "pathways.csv", old, new)
    (found,) = faults(pack)
    assert what in found.what and found.mend
    assert found.where is not None and (found.where.file, found.where.line) == ("pathways.csv", line)
    assert found.where.value


def test_two_pathways_that_join_each_other_without_time_are_refused(pack: Path) -> None:
    wound(pack, "pathways.csv", CUBICLE, f"urgent,on,chance,,,,0.5,over,{ROW}{CUBICLE}")
    wound(
        pack,
        "pathways.csv",
        "",
        f"urgent,over,join,other,,,,,{ROW}other,a,count,x,,,,,{ROW}other,b,join,urgent,,,,,{ROW}",
    )
    (found,) = faults(pack)
    assert "without any time passing" in found.what and "over" in found.what


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "what"),
    [
        ("services.csv", "units,24", "units,-3", 2, "`capacity` "),
        ("services.csv", "units,24", "units,1e300", 2, "`capacity`"),
        ("services.csv", "units,24,7,0", "units,24,7,1e9", 2, "`wait_weeks`"),
        ("demand.csv", "0-4,420", "0-4,1e6", 2, "more than the county has room for"),
        ("demand.csv", "0-4,420", "0-4,-5", 2, "`rate`"),
        ("demand.csv", "rate,0-4", "rate,0-5", 2, "a key that is none"),
        ("demand.csv", "", "urgent,hour,25,2,1,assumed,x\n", 10, "a key that is none"),
        ("demand.csv", "", "urgent,payer,mars,2,1,assumed,x\n", 10, "names no commissioner"),
        ("flows.csv", "40,1,1", "-40,1,1", 2, "`minutes`"),
        ("places.csv", "3200,", "1000000000000,", 2, "people are more than"),
        ("market.csv", "", "east,urgent,small-general,1,assumed,x\n", 2, "no share for west"),
        ("money.yaml", "2013-06", "9999-12", 0, "the start"),
    ],
)  # fmt: skip
def test_an_absurd_figure_is_told_at_its_line_in_a_pack_and_in_a_folder_of_tables(
    pack: Path, file: str, old: str, new: str, line: int, what: str
) -> None:
    wound(pack, file, old, new.replace("small-general", _hospital(pack)))
    for found in (faults(pack), check_pack(pack).faults):
        told = [f for f in found if what in f.what]
        assert told and told[0].where is not None and told[0].where.file == file
        assert told[0].where.line == line and told[0].where.value and told[0].mend


def _hospital(pack: Path) -> str:
    return (pack / "flows.csv").read_text().splitlines()[1].split(",")[1]


def test_needs_and_staff_that_lead_nowhere_are_told(pack: Path) -> None:
    head = "need,name,per_1000,gradient,flares,lag_months,pathway,from,source\n"
    (pack / "needs.csv").write_text(head + "copd,C,0 0 0 1 2 3 4,1,1,3,urgent,assumed,x\n")
    head = "body,skill,posts,filled,lead_months,resources,from,source\n"
    (pack / "staff.csv").write_text(head + "acute,nurse,10,9,3,medical-bedz,assumed,x\n")
    told = {f.where.file: f for f in faults(pack) if f.where}
    assert set(told) == {"needs.csv", "staff.csv"} and "8 numbers" in told["needs.csv"].mend
    assert told["staff.csv"].where is not None and told["staff.csv"].where.value == "medical-bedz"


def test_anchors_that_multiply_are_refused_before_they_do() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for a, b in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]")
    read = read_yaml("bomb.yaml", "\n".join(lines).encode())
    assert read.broken and "values once its anchors" in read.faults[0].what


@pytest.mark.parametrize(
    "lever",
    [
        "terms: {site: acute, resource: medical-beds, change: [1]}",
        "terms: {site: acute, resource: medical-beds, change: true}",
        "terms: [1, 2]",
        "believed: [1]",
        "believed: 9000000",
    ],
)
def test_a_lever_of_the_wrong_shape_is_told_at_its_line(
    pack: Path, lever: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack.parent / "bad.yaml").write_text(f"- mechanism: capacity\n  start: 1\n  {lever}\n")
    with pytest.raises(SystemExit) as end:
        main(["model", str(pack), *SHORT, "--levers", str(pack.parent / "bad.yaml")])
    told = capsys.readouterr().err
    assert end.value.code == 1 and "bad.yaml:3:" in told and "Traceback" not in told


def test_an_overloaded_queue_is_told_by_its_growth(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wound(pack, "services.csv", "units,140", "units,60")
    try:
        main(["model", str(pack), *SHORT, "--json"])
    except SystemExit as end:
        assert not end.code
    told = capsys.readouterr()
    assert json.loads(told.out)["rows"] is not None
    warning = " ".join(told.err.split())
    assert "the queue grew by" in warning and "no usual waits" in warning


def test_a_step_that_nobody_reaches_is_a_warning_of_the_check(pack: Path) -> None:
    wound(
        pack,
        "pathways.csv",
        "urgent,left,end,,,,,,",
        f"urgent,left,end,,,,,,{ROW}urgent,lost,stay,,2,,,,{ROW}urgent,gone2,end,,,,,,",
    )
    wrong, odd = walked(read_county(pack))
    assert not wrong and any(
        "never reached" in each.what and each.where and each.where.line == 16 for each in odd
    )
    assert any("never reached" in each.what for each in check_pack(pack, walked=walked).warnings)
