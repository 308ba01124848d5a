"""A pack is read into one frozen patch: its helpers, its digest, its switches, and the meaning of plain words."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from shirehall.errors import PackFaults, Place, UsageError
from shirehall.patch import yamls
from shirehall.patch.check import check_pack
from shirehall.patch.prose import Stated, agrees, read_number, stated_figures, unit_scale
from shirehall.patch.read import find_pack, list_packs, packs_folder, read_pack
from shirehall.patch.scaffold import new_pack
from shirehall.patch.schema import schemas, write_schemas


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_pack("two-vales", tmp_path)


def test_a_scaffolded_pack_passes_the_check_and_is_read(folder: Path) -> None:
    report = check_pack(folder)
    assert report.sound and not report.warnings, "\n".join(report.lines())
    assert report.share == 1.0 and report.figures > 100
    patch = read_pack(folder)
    assert patch.id == "two-vales"
    assert patch.month_name(1) == "June 2013" and patch.month_name(8) == "January 2014"
    assert patch.phase_of(4).id == "p2"
    assert patch.round.months == 6
    assert patch.organisation("acute").kind == "acute-provider"
    assert [seat.id for seat in patch.seats_of("acute")] == ["acute.chief", "acute.finance"]
    assert {one.kind for one in patch.organisations} >= {
        "commissioner", "acute-provider", "community-provider", "economic-regulator", "health-board",
        "patient-voice", "control",
    }  # fmt: skip
    assert sum(one.kind == "commissioner" for one in patch.organisations) == 2
    assert len(patch.county.places) == 2 and patch.county.money.commissioners[0].id == "east"


def test_every_yaml_file_of_a_new_pack_tells_editors_its_schema(folder: Path) -> None:
    for file in sorted(folder.glob("*.yaml")):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (folder / first.partition("$schema=")[2]).is_file(), first


def test_a_new_pack_never_overwrites(folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(UsageError, match="nothing was written"):
        new_pack("two-vales", folder.parent)
    assert before == {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(UsageError, match="small letters"):
        new_pack("Two Vales", folder.parent)


def test_the_digest_follows_the_bytes_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    first = read_pack(folder)
    again = read_pack(new_pack("two-vales", tmp_path / "elsewhere"))
    assert first.digest == again.digest and len(first.digest) == 64
    assert read_pack(folder, managers=True).digest == first.digest
    (folder / ".DS_Store").write_bytes(b"leavings")
    assert read_pack(folder).digest == first.digest
    film = folder / "film.yaml"
    film.write_text(film.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert read_pack(folder).digest != first.digest


@pytest.mark.requirement("SEA-09")
def test_managers_come_and_go_with_a_switch(folder: Path) -> None:
    seats = folder / "seats.yaml"
    text = seats.read_text(encoding="utf-8")
    manager = (
        "  - id: east.manager\n    organisation: east\n    role: Manager\n    profession: manager\n"
        "    may_commit: [plans]\n"
        "    position: own\n    experience_years: 12\n    skills: {contracting: {actual: 0.8, self_rated: 0.7}}\n"
        "    only_with: managers\n    table: east\n    why: So that the team's mix can be varied.\n"
    )
    seats.write_text(text.replace("ties:", manager + "ties:"), encoding="utf-8")
    patch = read_pack(folder)
    assert [seat.profession for seat in patch.seats_of("east")] == ["gp"]
    assert [seat.profession for seat in patch.with_managers(True).seats_of("east")] == ["gp", "manager"]
    assert read_pack(folder, managers=True).active_seats == patch.with_managers(True).active_seats
    assert [seat.skills for seat in patch.with_managers(True).seats_of("east")][1][
        "contracting"
    ].actual == 0.8


def test_what_is_not_there_is_refused_in_words(folder: Path, tmp_path: Path) -> None:
    patch = read_pack(folder)
    with pytest.raises(UsageError, match="no organisation `nobody`"):
        patch.organisation("nobody")
    with pytest.raises(UsageError, match="month 7 is in no phase"):
        patch.phase_of(7)
    with pytest.raises(UsageError, match="there is no pack `nowhere`"):
        find_pack("nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="holds no pack"):
        read_pack(tmp_path / "empty")
    (tmp_path / "empty" / "film.yaml").write_text("title: Alone")
    with pytest.raises(PackFaults) as refused:
        read_pack(tmp_path / "empty")
    assert {fault.where.file for fault in refused.value.faults if fault.where} >= {
        "pack.yaml",
        "facts.csv",
        "money.yaml",
    }
    assert find_pack(folder / "pack.yaml") == folder


def test_the_packs_that_come_with_shirehall_are_found_by_name() -> None:
    assert list_packs() == tuple(sorted(list_packs()))
    assert all(find_pack(name) == packs_folder() / name for name in list_packs())


WORDS = (
    "a: no\nb: yes\nc: 12:30\nd: 2013-06\ne: 1e3\nf: 0.5\ng: ~\nh: true\ni: 'true'\nj: |\n  two\n  lines\n"
    "k: [1, two, {three: 3}]\nl: on\nm: 0x1F\nn: -7\no: .5\np: &anchor {q: 1}\nr: *anchor\ns: {}\nt: []\nu:\n"
)


@pytest.mark.parametrize("fast", [True, False])
def test_plain_words_mean_what_yaml_1_2_says(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not fast:
        monkeypatch.setattr(yamls, "_fast_yaml", lambda: None)
    read = yamls.read_yaml("words.yaml", WORDS.encode())
    assert read.faults == []
    assert read.data == {
        "a": "no", "b": "yes", "c": "12:30", "d": "2013-06", "e": 1000.0, "f": 0.5, "g": None, "h": True, "i": "true",
        "j": "two\nlines\n", "k": [1, "two", {"three": 3}], "l": "on", "m": 31, "n": -7, "o": 0.5,
        "p": {"q": 1}, "r": {"q": 1}, "s": {}, "t": [], "u": None,
    }  # fmt: skip
    assert read.place(("k", 2, "three")) == Place("words.yaml", 13, 21, "3")
    assert read.place(("c",), key=True) == Place("words.yaml", 3, 1, "c")


def test_both_parsers_read_a_whole_pack_alike(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(folder.glob("*.yaml"))
    fast = {file.name: yamls.read_yaml(file.name, file.read_bytes()) for file in files}
    monkeypatch.setattr(yamls, "_fast_yaml", lambda: None)
    for file in files:
        slow = yamls.read_yaml(file.name, file.read_bytes())
        assert slow.data == fast[file.name].data
        for path, _ in yamls.texts_of(slow.data):
            assert slow.place(path) == fast[file.name].place(path)


@pytest.mark.parametrize(
    ("words", "value", "half"),
    [
        ("£700 million", 7e8, 5e5), ("about £1.2bn", 1.2e9, 5e7), ("£435m", 4.35e8, 5e5),
        ("14.3 per cent", 0.143, 0.0005), ("27%", 0.27, 0.005), ("750,000 people", 750_000, 0.5),
        ("two hospital sites", 2, 0.5), ("1.2 million people", 1.2e6, 5e4), ("a deficit of -£6.8m", -6.8e6, 5e4),
        ("£30 thousand", 30_000, 500), ("seven miles", 7, 0.5), ("7 miles", 7, 0.5),
    ],
)  # fmt: skip
def test_numbers_are_read_from_prose(words: str, value: float, half: float) -> None:
    read, rounding = read_number(words)
    assert read == pytest.approx(value) and rounding == pytest.approx(half)


def test_prose_without_a_number_states_none() -> None:
    assert read_number("the gap") == (None, 0.0)


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("£m", 1e6),
        ("£bn", 1e9),
        ("£", 1),
        ("£k", 1e3),
        ("%", 0.01),
        ("people", 1),
        ("minutes", 1),
        ("£ a head", 1),
        ("months", 1),
    ],
)
def test_units_have_a_scale(unit: str, scale: float) -> None:
    assert unit_scale(unit) == scale


def test_a_statement_agrees_as_far_as_its_digits_go() -> None:
    stated = next(stated_figures("b.md", "first line\nhas [£435 million](fact:a.b).", 7))
    assert (stated.where.file, stated.where.line, stated.where.column, stated.key) == ("b.md", 8, 5, "a.b")
    assert agrees(stated, 434.6, "£m") and agrees(stated, 0.4353, "£bn")
    assert not agrees(stated, 434.4, "£m") and not agrees(stated, 436, "£m")
    assert agrees(Stated("a.b", "the gap", Place("b.md"), None, 0.0), 3, "£m")


def test_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "schemas")
    assert len(written) == 21
    kept = Path(yamls.__file__).parent / "schemas"
    for file in written:
        assert file.read_bytes() == (kept / file.name).read_bytes(), (
            f"write_schemas again: {file.name} has changed"
        )
    bodies = json.loads((tmp_path / "schemas" / "organisations.schema.json").read_text(encoding="utf-8"))
    assert bodies["type"] == "array"
    figure = bodies["$defs"]["Figure"]
    assert (
        "from" in figure["properties"]
        and "from" in figure["required"]
        and figure["additionalProperties"] is False
    )
    assert set(schemas()) == {file.name for file in written}


def test_a_small_pack_is_read_at_once(folder: Path) -> None:
    read_pack(folder)
    begun = time.perf_counter()
    read_pack(folder)
    assert time.perf_counter() - begun < 0.8
