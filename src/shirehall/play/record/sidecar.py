"""What lies beside a record and never in it: the folder of a day, and the reasons of scripted players."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from shirehall.errors import Place, RecordError, UsageError
from shirehall.play.record.event import Json, canonical


def fresh_folder(folder: Path, names: Iterable[str]) -> Path:
    """A folder for a new day, made if need be.

    Raises UsageError when it holds any of the named files already, or cannot be made; nothing is overwritten.
    """
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise UsageError(
            f"{folder} holds a day already ({', '.join(taken)}); nothing was overwritten.",
            mend="name another folder with --out, or move this one away.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(
            f"the folder {folder} cannot be made: {fault.strerror}.", mend="name a place that can be written."
        ) from fault
    return folder


def write_lines(path: Path, lines: Iterable[Mapping[str, Json]]) -> None:
    """Write a sidecar of one JSON object a line. Raises RecordError when the file is there or cannot be written."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(canonical(line) + "\n")
    except OSError as fault:
        raise RecordError(
            f"the sidecar could not be written: {fault.strerror}.",
            where=Place(str(path)),
            mend="name a new file in a place that can be written.",
            who="the person giving the command",
        ) from fault


def line_with(path: Path, name: str, value: Json) -> Mapping[str, Json] | None:
    """The first line of a sidecar in which a field has a value; nothing when there is none, or no such file.

    Raises RecordError for a file that cannot be read or a line that is no JSON object.
    """
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                line = json.loads(text)
                if not isinstance(line, dict):
                    raise ValueError(f"line {number} is no object")
                if line.get(name) == value:
                    return line
    except (OSError, ValueError) as fault:
        raise RecordError(
            f"the sidecar cannot be read: {fault}.",
            where=Place(str(path)),
            mend="move it away; what it tells can be worked out again from the record.",
            who="the person giving the command",
        ) from fault
    return None
