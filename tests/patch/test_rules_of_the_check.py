"""What a pack must hold beyond names that lead somewhere: unlike peers, a whole system, a load that can be borne."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shirehall.errors import PackFault
from shirehall.patch.check import CHECKS, check_pack
from shirehall.patch.draft import read_draft
from shirehall.patch.provenance import tally
from tests.packs import fresh_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fresh_pack("two-vales", tmp_path)


def alter(folder: Path, file: str, *pairs: tuple[str, str]) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8", newline="\n")


def told(faults: tuple[PackFault, ...], words: str) -> list[PackFault]:
    return [fault for fault in faults if words in fault.what]


@pytest.mark.requirement("SEA-02")
@pytest.mark.parametrize(
    "kind", ["mental-health-provider", "gp-provider", "support-unit", "quality-regulator"]
)
def test_a_kind_without_seat_or_reason_is_told(folder: Path, kind: str) -> None:
    seats = folder / "seats.yaml"
    lines = seats.read_text(encoding="utf-8").splitlines(keepends=True)
    seats.write_text("".join(line for line in lines if f"who: {kind}" not in line), encoding="utf-8")
    warnings = check_pack(folder).warnings
    assert [warning.what for warning in warnings] == [
        f"nobody sits for the kind {kind}, and left_out does not say why."
    ]
    assert kind in warnings[0].mend


@pytest.mark.requirement("SEA-02")
def test_every_kind_of_a_whole_system_is_looked_for(folder: Path) -> None:
    alter(folder, "organisations.yaml", ("seated: yes", "seated: no"))
    text = (folder / "seats.yaml").read_text(encoding="utf-8")
    (folder / "seats.yaml").write_text(
        text[: text.index("left_out:")] + "left_out: []\nchecklist: []\n", encoding="utf-8"
    )
    kinds = {
        warning.what.split("for the kind ")[1].split(",")[0]
        for warning in told(check_pack(folder).warnings, "nobody sits")
    }
    assert kinds == {
        "commissioner", "acute-provider", "community-provider", "mental-health-provider", "private-provider",
        "gp-provider", "health-board", "patient-voice", "national-board", "economic-regulator", "quality-regulator",
        "support-unit",
    }  # fmt: skip


@pytest.mark.requirement("PAT-07")
def test_commissioners_must_differ_in_need(folder: Path) -> None:
    alter(
        folder,
        "places.csv",
        (
            "yes,5,4800,9600,9600,22000,20000,8000,4400,1600",
            "yes,1,3200,6200,6600,13000,16000,8000,5000,2000",
        ),
    )
    assert len(told(check_pack(folder).faults, "do not differ in need")) == 1


@pytest.mark.requirement("PAT-07")
def test_commissioners_must_differ_in_balance(folder: Path) -> None:
    alter(folder, "money.yaml", ("opening_balance: -2000000", "opening_balance: 0"))
    assert len(told(check_pack(folder).faults, "do not differ in balance")) == 1


@pytest.mark.requirement("PAT-07")
def test_commissioners_must_differ_in_the_quality_of_their_practices(folder: Path) -> None:
    alter(
        folder,
        "practices.csv",
        ("1.2,1.3,1.1", "1,1,1"),
        ("1.0,1.1,1.0", "1,1,1"),
        ("0.9,0.9,1.0", "1,1,1"),
        ("1.0,0.9,0.9", "1,1,1"),
    )
    assert len(told(check_pack(folder).faults, "do not differ in practice quality")) == 1


@pytest.mark.requirement("PAT-08")
def test_each_of_two_of_a_kind_declares_its_contrast(folder: Path) -> None:
    text = (folder / "organisations.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("  contrast:")]
    (folder / "organisations.yaml").write_text("".join(kept), encoding="utf-8")
    faults = check_pack(folder).faults
    assert [fault.what.split("`")[1] for fault in told(faults, "does not say how it differs")] == [
        "east",
        "west",
    ]
    assert len(faults) == 2


@pytest.mark.requirement("PAC-01")
def test_a_month_that_is_too_full_is_warned_of(folder: Path) -> None:
    alter(folder, "pack.yaml", ("load_warning: {value: 12", "load_warning: {value: 2"))
    warnings = check_pack(folder).warnings
    assert [warning.what.split(" (")[0] for warning in warnings] == [
        "month 1 plans 7 demands",
        "month 3 plans 3 demands",
    ]
    assert all("quieter month" in warning.mend for warning in warnings)


@pytest.mark.requirement("SEA-05")
def test_outsiders_among_the_national_seats_start_without_local_ties(folder: Path) -> None:
    alter(folder, "seats.yaml", ("acute.chief], strength: 0.0", "acute.chief], strength: 0.1"))
    assert check_pack(folder).sound
    alter(folder, "seats.yaml", ("acute.chief], strength: 0.1", "acute.chief], strength: 0.11"))
    assert len(told(check_pack(folder).faults, "is an outsider")) == 1


@pytest.mark.requirement("SEA-04")
def test_every_assigned_seat_carries_its_rationale(folder: Path) -> None:
    text = (folder / "seats.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("    rationale:")]
    (folder / "seats.yaml").write_text("".join(kept), encoding="utf-8")
    named = [fault.what.split("`")[1] for fault in told(check_pack(folder).faults, "no rationale is given")]
    assert named == ["east.chair", "west.chair", "regulator.lead"]


@pytest.mark.requirement("BRF-08")
@pytest.mark.parametrize(
    ("key", "written", "empty"),
    [("mandate", "mandate: What the pack's rules give to a body of kind commissioner.", 'mandate: ""'),
     ("resources", "resources: [its staff, its figures]", "resources: []"),
     ("sanctions", "sanctions: [it may say no in public]", "sanctions: []"),
     ("known unknowns", "known_unknowns: [who has the last word over plans]", "known_unknowns: []")],
)  # fmt: skip
def test_every_body_says_what_it_can_do_and_what_is_unclear(
    folder: Path, key: str, written: str, empty: str
) -> None:
    alter(folder, "organisations.yaml", (written, empty))
    faults = check_pack(folder).faults
    assert faults and all(f"states no {key}" in fault.what for fault in faults)


def test_every_seated_body_has_a_seat_and_one_position_briefing(folder: Path) -> None:
    (folder / "briefings" / "voice.md").unlink()
    second = (
        (folder / "briefings" / "acute.md")
        .read_text(encoding="utf-8")
        .replace("id: acute-position", "id: acute-second")
    )
    (folder / "briefings" / "acute-2.md").write_text(second, encoding="utf-8")
    faults = check_pack(folder).faults
    assert [fault.what.split("`")[1] for fault in told(faults, "no position briefing")] == ["voice"]
    assert [fault.what.split("`")[1] for fault in told(faults, "2 position briefings")] == ["acute"]
    assert len(faults) == 2


def test_a_long_position_statement_is_warned_of(folder: Path) -> None:
    with (folder / "briefings" / "east.md").open("a", encoding="utf-8") as file:
        file.write("word " * 450)
    assert len(told(check_pack(folder).warnings, "has room for 450")) == 1


def test_real_names_may_stand_in_private_notes_only(folder: Path) -> None:
    alter(folder, "pack.yaml", ('analogue: ""', "analogue: Lincolnshire"))
    alter(
        folder,
        "organisations.yaml",
        ("why: The patch needs a body of kind acute-provider.", "why: Drawn from Louth."),
    )
    assert check_pack(folder).sound
    alter(
        folder, "injects.yaml", ("more than fifty people waited", "more than fifty people from Louth waited")
    )
    alter(folder, "organisations.yaml", ("name: Two Vales Patients", "name: PwC Patients"))
    alter(folder, "practices.csv", ("Quayside Surgery", "Skegness Surgery"))
    line = (folder / "organisations.yaml").read_text(encoding="utf-8").split("PwC")[0].count("\n") + 1
    faults = check_pack(folder).faults
    assert [(str(fault.where), fault.what.split(" stands")[0]) for fault in faults] == [
        ("injects.yaml:18:9", "the real name Louth"),
        (f"organisations.yaml:{line}:9", "the real name PwC"),
        ("practices.csv:2:10", "the real name Skegness"),
    ]


def test_figures_without_a_source_bring_the_share_down(folder: Path) -> None:
    alter(
        folder,
        "places.csv",
        ("assumed,pack author: an older coast", "assumed,"),
        ("assumed,pack author: a younger valley", "assumed,"),
    )
    alter(folder, "demand.csv", (",pack author: attendances per 1000 a year", ","))
    report = check_pack(folder)
    assert report.share < 0.95
    assert len(told(report.faults, "of the figures say where they came from")) == 1
    assert "add a `source`" in report.faults[-1].mend


def test_figures_are_counted_by_where_they_are_from(folder: Path) -> None:
    counted = tally(read_draft(folder))
    assert (
        sum(counted.by_origin.values())
        == counted.figures
        == sum(figures for figures, _ in counted.by_file.values())
    )
    assert counted.by_file["facts.csv"] == (9, 9)
    assert counted.by_origin["derived"] == 3
    assert sum(counted.shares().values()) == pytest.approx(1.0)


def test_the_report_says_it_all_in_lines(folder: Path) -> None:
    alter(folder, "injects.yaml", ("about: [quality]", "about: [qualitee]"))
    lines = list(check_pack(folder).lines())
    assert lines[0].startswith(
        "injects.yaml:19:11: `qualitee` is not a topic of this pack. (found: qualitee) Mend"
    )
    assert any("say where they came from" in line for line in lines)
    plain = json.loads(json.dumps(check_pack(folder).as_json()))
    assert plain["sound"] is False and plain["share"] == 1.0
    assert (plain["faults"][0]["file"], plain["faults"][0]["line"]) == ("injects.yaml", 19)


def test_every_check_says_in_a_sentence_what_it_looks_for() -> None:
    assert len({rule.name for rule in CHECKS}) == len(CHECKS)
    assert all(rule.run.__doc__ for rule in CHECKS)


def test_a_charter_question_may_name_only_findings_that_are_there(folder: Path) -> None:
    text = (folder / "charter.yaml").read_text()
    line = next(line for line in text.splitlines() if line.strip().startswith("explored_by:"))
    (folder / "charter.yaml").write_text(text.replace(line, f"{line}\n    findings: [F-X-999]", 1))
    faults = [str(fault) for fault in check_pack(folder).faults]
    assert any("charter.yaml:" in fault and "F-X-999" in fault for fault in faults)
