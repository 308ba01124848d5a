"""G19: after erasing, a search of everything that a day leaves behind finds no name."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from shirehall.cli import main
from shirehall.host.erasing import erase_people, found_in
from shirehall.host.register import Register

CANARY = "Zephyrine Quokkathwaïte"
TRUST = "Quillfeather Infirmary"


def peopled(data: Path) -> None:
    register = Register.in_folder(data)
    for seat in ("trust.chief", "trust.nurse"):
        register.add_person(seat, f"{CANARY} {seat}", comes_from=TRUST, consent=True, wording="1")
        register.invite("seat", seat)
    register.copy_to(data / "copies.sqlite")
    register.close()


@pytest.mark.parametrize("form", ["plain", "json", "utf-16", "zip", "zip in zip", "gzip", "html", "far in"])
def test_a_name_is_found_in_whatever_form_it_was_left(tmp_path: Path, form: str) -> None:
    path = tmp_path / "left"
    inner = tmp_path / "inner.zip"
    if form == "zip" or form == "zip in zip":
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sheet.xml", CANARY)
        path.write_bytes(inner.read_bytes())
        if form == "zip in zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(inner, "inner.zip")
        inner.unlink()
    else:
        path.write_bytes(
            {
                "plain": CANARY.encode(),
                "json": json.dumps(CANARY).encode(),
                "utf-16": CANARY.encode("utf-16"),
                "gzip": gzip.compress(CANARY.encode()),
                "html": CANARY.encode("ascii", "xmlcharrefreplace"),
                "far in": b"x" * (4 * 1024**2 - 7) + CANARY.encode(),
            }[form]
        )
    assert [one.times for one in found_in(tmp_path, [CANARY])] == [1]
    assert list(found_in(tmp_path, ["Somebody Else"])) == []


def test_everybody_is_erased_and_nothing_is_left(tmp_path: Path) -> None:
    peopled(tmp_path)
    assert list(found_in(tmp_path, [CANARY, TRUST]))
    told = erase_people(tmp_path)
    assert told.deletion.people == 2 and told.left == () and told.searched >= 3
    assert list(found_in(tmp_path, [CANARY, TRUST])) == []
    assert not any(CANARY in line or TRUST in line for line in told.lines())
    assert "Nothing of them is left there." in list(told.lines())


def test_a_seats_people_are_erased_and_the_others_stay(tmp_path: Path) -> None:
    peopled(tmp_path)
    told = erase_people(tmp_path, seat="trust.nurse", why="asked by letter")
    assert told.deletion.people == 1
    assert list(found_in(tmp_path, [f"{CANARY} trust.nurse"])) == []
    assert list(found_in(tmp_path, [f"{CANARY} trust.chief"]))


def test_a_name_typed_into_a_message_is_told_without_being_repeated(tmp_path: Path) -> None:
    peopled(tmp_path)
    (tmp_path / "record.jsonl").write_text(json.dumps({"text": f"Hello {CANARY} trust.chief"}))
    told = erase_people(tmp_path)
    assert [(one.path.name, one.times) for one in told.left] == [("record.jsonl", 1)]
    assert any("Still found" in line for line in told.lines())
    assert not any(CANARY in line for line in told.lines())


def test_one_command_erases_and_says_what_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, copy = tmp_path / "day", tmp_path / "day-copy"
    data.mkdir()
    copy.mkdir()
    peopled(data)
    (copy / "notes.txt").write_text(f"{CANARY} trust.chief was late.")
    with pytest.raises(SystemExit) as ended:
        main(["erase", str(data), "--yes", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1 and told["people"] == 2
    assert [Path(one["file"]).name for one in told["left"]] == ["notes.txt"]
    (copy / "notes.txt").unlink()
    with pytest.raises(SystemExit) as ended:
        main(["erase", str(data), "--yes"])
    assert ended.value.code == 0 and "Nothing of them is left" in capsys.readouterr().out


def test_a_folder_without_a_register_is_told_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["erase", str(tmp_path), "--yes"])
    assert ended.value.code == 2 and "holds no register" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
