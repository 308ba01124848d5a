"""What commands have in common: how a record and a pack are named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shirehall.errors import UsageError


def record_file(path: Path) -> Path:
    """The path of a record; of a folder, the record that lies in it."""
    if path.is_dir():
        inside = next((path / n for n in ("record.sqlite", "record.jsonl") if (path / n).is_file()), None)
        if inside is None:
            raise UsageError(
                f"{path} is a folder without a record.",
                mend="name a record.sqlite or a record.jsonl, or the folder of one.",
            )
        return inside
    return path


RecordPath = Annotated[
    Path,
    typer.Argument(
        help="A record: record.sqlite or record.jsonl, or the folder of one.",
        metavar="RECORD",
        callback=record_file,
    ),
]
PackFolder = Annotated[
    str,
    typer.Option(
        "--pack", help="The folder of the pack it was played on, if that does not come with Shirehall."
    ),
]
