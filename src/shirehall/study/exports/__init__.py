"""Exports: one file each, gathered in sorted order. They hold what the study holds, and no more of people than their roles."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from shirehall.errors import Place, UsageError
from shirehall.study.exports.hiding import ANONYMOUS, Hiding, anonymised
from shirehall.study.exports.zips import packed_zip
from shirehall.study.reading import Telling
from shirehall.study.study import Study

Files = Mapping[str, bytes]
Made = str | bytes | Files
"""A text, a file, or the files of a folder by their paths within it."""

NONE: Files = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Export:
    """A form in which a study can leave Shirehall. `make` gives a text, a file or a folder of files from a study.

    `suffix` is empty for a folder. `extra` names the extra that must be installed for it, if one must. One that `takes`
    files puts those given beside the study, such as its report, in with the rest.
    """

    name: str
    media_type: str
    suffix: str
    meaning: str
    make: Callable[[Study], Made]
    extra: str = ""
    takes: Callable[[Study, Files], Made] | None = None

    def made(self, of: Study | Telling, hiding: Hiding = ANONYMOUS, files: Files = NONE) -> Made:
        """The export of a study (or of a record alone), with nobody's name in it. `files` must hold none either."""
        study = anonymised(study_of(of), hiding)
        return self.takes(study, files) if self.takes is not None else self.make(study)

    def content(self, of: Study | Telling, hiding: Hiding = ANONYMOUS, files: Files = NONE) -> bytes:
        """The export as the bytes of one file: UTF-8 for a text, a zip archive for a folder."""
        made = self.made(of, hiding, files)
        if isinstance(made, str):
            return made.encode("utf-8")
        return made if isinstance(made, bytes) else packed_zip(made)

    def text(self, of: Study | Telling, hiding: Hiding = ANONYMOUS) -> str:
        """The export as text. Raises UsageError when it is none."""
        made = self.made(of, hiding)
        if not isinstance(made, str):
            raise UsageError(f"the export {self.name} is no text.", mend="write it to a file.")
        return made

    def write(self, of: Study | Telling, path: Path, hiding: Hiding = ANONYMOUS, files: Files = NONE) -> None:
        """Write a new file, or a new folder for an export of several files; these go into one archive if `path` ends in .zip.

        Where such an export is to go into a file with its members' own suffix, the member called like the file is written, or
        else the first. Raises UsageError when something is there already or it cannot be written; nothing is overwritten.
        """
        made = self.made(of, hiding, files)
        if isinstance(made, Mapping) and path.suffix != ".zip":
            named = [name for name in made if path.suffix and Path(name).suffix == path.suffix]
            if not named:
                write_folder(path, made)
                return
            alone = next((name for name in named if Path(name).name == path.name), named[0])
            made = made[alone]
        write_new(path, packed_zip(made) if isinstance(made, Mapping) else made)


def study_of(of: Study | Telling) -> Study:
    """A study, or the study of a record without a notebook."""
    return of if isinstance(of, Study) else Study(of)


def write_new(path: Path, made: str | bytes) -> None:
    """Write a file that is not there yet. Raises UsageError when it is, or cannot be written."""
    try:
        with path.open("xb") as file:
            file.write(made.encode("utf-8") if isinstance(made, str) else made)
    except FileExistsError as fault:
        raise UsageError(
            "there is a file here already; nothing was overwritten.",
            where=Place(str(path)),
            mend="name another file.",
        ) from fault
    except OSError as fault:
        raise UsageError(
            f"the export could not be written: {fault.strerror}.",
            where=Place(str(path)),
            mend="name a place that can be written.",
        ) from fault


def read_file(path: Path) -> bytes:
    """The bytes of a file that is to be read in. Raises UsageError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"the file cannot be read: {fault.strerror}.", where=Place(str(path)), mend="name another."
        ) from fault


def write_folder(path: Path, files: Files) -> None:
    """Write files into a folder that is not there yet. Raises UsageError when it is, or cannot be written."""
    try:
        path.mkdir()
        for name in sorted(files):
            inside = path / name
            inside.parent.mkdir(parents=True, exist_ok=True)
            write_new(inside, files[name])
    except FileExistsError as fault:
        raise UsageError(
            "there is something here already; nothing was overwritten.",
            where=Place(str(path)),
            mend="name another folder.",
        ) from fault
    except OSError as fault:
        raise UsageError(
            f"the export could not be written: {fault.strerror}.",
            where=Place(str(path)),
            mend="name a place that can be written.",
        ) from fault


@cache
def exports() -> MappingProxyType[str, Export]:
    """Every export by name. Raises UsageError when two claim one name."""
    found: dict[str, Export] = {}
    for name in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        export = getattr(importlib.import_module(f"{__name__}.{name}"), "EXPORT", None)
        if export is not None:
            if export.name in found:
                raise UsageError(
                    f"the export {export.name} is claimed twice.", mend="give one of the two another name."
                )
            found[export.name] = export
    return MappingProxyType(dict(sorted(found.items())))


def export_called(name: str) -> Export:
    """The export of that name. Raises UsageError when there is none."""
    known = exports()
    if name not in known:
        raise UsageError(f"there is no export called {name!r}.", mend=f"name one of {', '.join(known)}.")
    return known[name]


def export_as(
    name: str, of: Study | Telling, path: Path, hiding: Hiding = ANONYMOUS, files: Files = NONE
) -> None:
    """Write a study in the form of that name. Raises UsageError for an unknown form or a place that cannot be written."""
    export_called(name).write(of, path, hiding, files)
