"""Erasing people from a data folder, and looking afterwards whether anything of them is left.

The register erases itself and its copies. This searches whatever else lies in the folder, archives and spreadsheets
included, for the very names that were erased: somebody may have typed one into a message, and the record is final.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from shirehall.errors import Place, UsageError
from shirehall.host.register import REGISTER_FILE, Register
from shirehall.host.register_people import Deletion

CHUNK = 4 * 1024**2
DEEPEST = 3
"""Archives within archives that are looked into."""
SHORTEST = 4
"""Names shorter than this are not looked for: they stand in every text."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file in which a name is still found, with the member of an archive where it is in one. The name itself is not told."""

    path: Path
    member: str
    times: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, how many files were searched for it, and where something is left."""

    deletion: Deletion
    searched: int
    left: tuple[Left, ...]

    def lines(self) -> Iterator[str]:
        """The report in words, without any name."""
        people = self.deletion.people
        yield f"Erased: {people} {'person' if people == 1 else 'people'}, from the register and its copies."
        for path in self.deletion.unreached:
            yield f"Not reached: {path}. Erase that copy by hand."
        yield f"Searched for their names: {self.searched} files."
        for one in self.left:
            place = f"{one.path} ({one.member})" if one.member else str(one.path)
            yield f"Still found: {place}, {one.times} times. Somebody typed the name there; what is on the record stays."
        if not self.left:
            yield "Nothing of them is left there."


def erase_people(
    data: Path,
    *,
    person: int | None = None,
    seat: str = "",
    why: str = "asked",
    engine: sa.Engine | None = None,
    also: Iterable[Path] = (),
) -> Erasure:
    """Erase one person, a seat's people or everybody from a day's data folder, then search it, and folders `also`, for their names.

    For a host that is stopped; a host that runs erases by its own register. Raises UsageError when there is no register,
    or it cannot be opened or written.
    """
    if engine is None and not (data / REGISTER_FILE).is_file():
        raise UsageError(
            f"{data} holds no register of people.",
            where=Place(str(data)),
            mend="name the folder that was given with --data.",
        )
    register = Register.in_folder(data, engine)
    try:
        people = [
            one
            for one in register.names()
            if (not person or one.number == person) and (not seat or one.seat == seat)
        ]
        deletion = register.erase(person, seat=seat, why=why)
    finally:
        register.close()
    words = sorted({word for one in people for word in (one.name, one.comes_from) if len(word) >= SHORTEST})
    folders = [folder for folder in (data, *also) if folder.is_dir()]
    searched = sum(1 for folder in folders for file in folder.rglob("*") if file.is_file())
    return Erasure(deletion, searched, tuple(left for folder in folders for left in found_in(folder, words)))


def found_in(folder: Path, words: Iterable[str]) -> Iterator[Left]:
    """Where any of the words stands in the files of a folder: as UTF-8 or UTF-16, plain, as JSON escapes it, or packed."""
    wanted = sorted({form for word in words for form in _forms(word)})
    if not wanted:
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield from _in_file(path, wanted)


def _forms(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield word.encode("utf-16-le")
    yield json.dumps(word)[1:-1].encode()
    yield word.encode("ascii", "xmlcharrefreplace")


def _in_file(path: Path, wanted: list[bytes]) -> Iterator[Left]:
    overlap = max(len(word) for word in wanted) - 1
    times, tail = 0, b""
    with path.open("rb") as file:
        beginning = file.read(4)
        file.seek(0)
        while chunk := file.read(CHUNK):
            text = tail + chunk
            times += _count(text, wanted) - _count(tail, wanted)
            tail = text[-overlap:] if overlap else b""
    if times:
        yield Left(path, "", times)
    if beginning[:2] in (b"PK", b"\x1f\x8b"):
        for member, many in _packed(path.read_bytes(), wanted, 1):
            yield Left(path, member, many)


def _count(text: bytes, wanted: list[bytes]) -> int:
    return sum(text.count(word) for word in wanted)


def _packed(raw: bytes, wanted: list[bytes], depth: int) -> Iterator[tuple[str, int]]:
    """The members of an archive in which a word stands, as far as it can be read."""
    for name, data in _members(raw):
        times = _count(data, wanted)
        if times:
            yield name, times
        if depth < DEEPEST and data[:2] in (b"PK", b"\x1f\x8b"):
            for inner, many in _packed(data, wanted, depth + 1):
                yield f"{name}/{inner}", many


def _members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        if raw[:2] == b"\x1f\x8b":
            yield "unpacked", gzip.decompress(raw)
            return
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for one in archive.infolist():
                yield one.filename, archive.read(one)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError):
        return  # no archive after all, or one that its own program cannot read either
