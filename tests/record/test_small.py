"""Small files beside a record: whole or not at all, on the disk when the writer goes on, and one way for all of them."""

from __future__ import annotations

import ast
import os
import stat
from pathlib import Path

import pytest

from shirehall.play.record.small import put_in_place, write_whole

SOURCE = Path(__file__).parents[2] / "src" / "shirehall"


class Disk:
    """What was brought to the disk and what took its name, in order."""

    def __init__(self, patch: pytest.MonkeyPatch, full: bool = False) -> None:
        self.did: list[str] = []
        self.full = full
        patch.setattr(os, "fsync", self.fsync)
        whole = Path.replace

        def replace(fresh: Path, path: Path) -> Path:
            self.did.append("named")
            return whole(fresh, path)

        patch.setattr(Path, "replace", replace)

    def fsync(self, handle: int) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        self.did.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")


def test_the_content_is_on_the_disk_before_the_name_and_the_name_before_the_writer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    write_whole(tmp_path / "day.json", "Doors open – at ten")
    assert disk.did == ["file", "named", "folder"]
    assert (tmp_path / "day.json").read_text(encoding="utf-8") == "Doors open – at ten"


def test_what_can_be_worked_out_again_waits_for_no_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    write_whole(tmp_path / "a.cache", b"\x00\x01", lasting=False)
    assert disk.did == ["named"]
    assert (tmp_path / "a.cache").read_bytes() == b"\x00\x01"


def test_on_a_full_disk_the_old_content_stands_and_nothing_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")
    Disk(monkeypatch, full=True)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]


def test_what_a_stopped_writer_left_beside_a_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "minute.new").write_text("half of a much longer text", encoding="utf-8")
    write_whole(tmp_path / "minute", "7\n")
    assert (tmp_path / "minute").read_text(encoding="ascii") == "7\n"
    assert [each.name for each in tmp_path.iterdir()] == ["minute"]


def test_a_file_made_by_somebody_else_takes_its_name_only_whole(tmp_path: Path) -> None:
    path = tmp_path / "copy.sqlite"
    path.write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "never-written", path)
    assert path.read_bytes() == b"old"
    (tmp_path / "fresh").write_bytes(b"new")
    put_in_place(tmp_path / "fresh", path)
    assert path.read_bytes() == b"new" and not (tmp_path / "fresh").exists()


def renames(tree: ast.AST) -> list[int]:
    """The lines on which a path takes another's name: `x.replace(y)` with one argument, or os.replace."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "replace"
        and ((len(node.args) == 1 and not node.keywords) or getattr(node.func.value, "id", "") == "os")
    ]


def test_the_search_sees_a_file_that_takes_a_name() -> None:
    assert renames(ast.parse("fresh.replace(path)")) == [1]
    assert renames(ast.parse("os.replace(a, b)")) == [1]
    assert renames(ast.parse("text.replace('a', 'b')\nreplace(note, at=1)")) == []


def test_there_is_one_way_in_which_a_file_takes_anothers_name() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in sorted(SOURCE.rglob("*.py"))
        if (lines := renames(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert set(found) == {"play/record/small.py"}, found
