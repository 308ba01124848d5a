"""Packs that come with Shirehall, read once a run of tests; and packs as `shirehall new` writes them, laid down anew for who alters one."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.patch.scaffold import new_pack


@cache
def pack(name: str = "bigshire") -> Patch:
    """A pack by its name, as it lies: nothing in a pack that was read can be altered."""
    return read_pack(name)


@cache
def written(name: str) -> tuple[tuple[str, bytes], ...]:
    """Every file of the pack that `shirehall new` writes under a name."""
    with tempfile.TemporaryDirectory() as room:
        folder = new_pack(name, room)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files)


def fresh_pack(name: str, parent: Path | str) -> Path:
    """A folder with such a pack, the caller's own."""
    folder = Path(parent) / name
    for file, raw in written(name):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder
