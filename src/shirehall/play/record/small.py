"""Small files beside a record: written whole or not at all, and on the disk before the writer goes on.

One way for all of them. What is new is written beside the file, brought to the disk, and only then takes the file's name; then
the folder, which holds the name, is brought to the disk too. Whoever reads finds the old content or the new, never a part.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes | str, *, lasting: bool = True) -> None:
    """Replace a file's content, or make the file. A text is written as UTF-8.

    `lasting` False is for what can be worked out again: it is never torn for its readers, but a power cut may lose it. Raises
    OSError when it cannot be kept: then the old content stands, and nothing is left beside it.
    """
    fresh = path.with_name(f"{path.name}.new")
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        with fresh.open("wb") as file:
            file.write(raw)
        put_in_place(fresh, path, lasting=lasting)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def put_in_place(fresh: Path, path: Path, *, lasting: bool = True) -> None:
    """Let a file that was written beside another take its name. Raises OSError when that cannot be: then the old one stands."""
    if lasting:
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
    fresh.replace(path)
    if lasting:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See that a folder's list of names is on the disk, where the operating system lets one."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
