"""A name in all of a pack's files: everything that names it forgotten, or another name in its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Protocol

PROSE_COLUMNS = ("source", "note", "name")
"""Columns in which a word is no reference."""
PAIRS = ("between",)
"""Lists of two that mean nothing when one of them is gone."""


class Files(Protocol):
    """A pack's files while changes are made; see `overlay.Pages`."""

    dropped: set[str]
    touched: set[str]

    def data(self, file: str) -> Any:
        """The data of a YAML file."""

    def rows(self, file: str) -> list[list[str]]:
        """The rows of a table."""

    @property
    def folder(self) -> Any:
        """Where the pack lies."""


def forget(pages: Files, name: str, files: Iterable[str]) -> bool:
    """Forget a body, a seat or a thing: every item and row that names it goes, and so does its name in every list.

    An item of which a list is empty then goes too, and what named only such an item is forgotten in turn. Whether anything was found.
    """
    order = list(files)
    gone: set[str] = set()
    waiting = {name}
    found = False
    while waiting - gone:
        names = waiting - gone
        gone |= names
        for file in order:
            fresh = forget_in(pages, file, names)
            found = found or fresh is not None
            waiting |= fresh or set()
    return found


def forget_in(pages: Files, file: str, names: Collection[str]) -> set[str] | None:
    """Forget names in one file: the ids of the items that went with them, or none when the file named none of them."""
    if file in pages.dropped:
        return None
    if file.endswith(".md"):
        front = (pages.folder / file).read_text(encoding="utf-8").split("---")[1:2]
        if any(
            re.search(rf"^organisation:\s*{re.escape(n)}\s*$", "".join(front), re.MULTILINE) for n in names
        ):
            pages.dropped.add(file)
            return set()
        return None
    if file.endswith(".csv"):
        went = forget_rows(pages.rows(file), names)
    else:
        ids: set[str] = set()
        went = ids if forget_data(pages.data(file), names, ids) else None
    if went is not None:
        pages.touched.add(file)
    return went


def forget_rows(rows: list[list[str]], names: Collection[str]) -> set[str] | None:
    """Forget names in a table. Rows' first cells are no ids that others are told by, so nothing is forgotten in turn."""
    header, changed, kept = rows[0], False, [rows[0]]
    for row in rows[1:]:
        stays = True
        for at, value in enumerate(row):
            if header[min(at, len(header) - 1)] in PROSE_COLUMNS or row[0].startswith("#"):
                continue
            parts = [part.strip() for part in value.split(";")]
            left = [part for part in parts if part not in names]
            if len(left) < len(parts):
                changed = True
                row[at] = "; ".join(left)
                stays = stays and bool(left)
        if stays:
            kept.append(row)
    rows[:] = kept
    return set() if changed else None


def forget_data(here: Any, names: Collection[str], ids: set[str]) -> bool:
    """Forget names in some data, and note the ids of the items that went."""
    changed = False
    if isinstance(here, dict):
        for key in [key for key in here if key in names]:
            del here[key]
            changed = True
        for value in here.values():
            changed |= forget_data(value, names, ids)
    elif isinstance(here, list):
        kept = []
        for entry in here:
            if isinstance(entry, str) and entry in names:
                changed = True
            elif isinstance(entry, dict) and goes(entry, names):
                changed = True
                ids.update(str(entry[key]) for key in ("id",) if key in entry)
            else:
                changed |= forget_data(entry, names, ids)
                kept.append(entry)
        here[:] = kept
    return changed


def goes(entry: dict[str, Any], names: Collection[str]) -> bool:
    """Whether an item goes with a name: it bears or names it, is a pair with it, or has a list of nothing else."""
    for key, value in entry.items():
        if isinstance(value, str) and value in names:
            return True
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            left = [each for each in value if each not in names]
            if not left or (key in PAIRS and len(left) < len(value)):
                return True
    return False


def replace_name(pages: Files, old: str, new: str, files: Iterable[str]) -> bool:
    """Put one name in another's place wherever it stands whole: a cell or a part of one, a value, an entry of a list."""
    found = False
    for file in files:
        if file in pages.dropped or file.endswith(".md"):
            continue
        table = file.endswith(".csv")
        if (
            replace_in_rows(pages.rows(file), old, new)
            if table
            else replace_in_data(pages.data(file), old, new)
        ):
            pages.touched.add(file)
            found = True
    return found


def replace_in_rows(rows: list[list[str]], old: str, new: str) -> bool:
    """Put one name in another's place in a table."""
    header, changed = rows[0], False
    for row in rows[1:]:
        for at, value in enumerate(row):
            if header[min(at, len(header) - 1)] in PROSE_COLUMNS:
                continue
            parts = [part.strip() for part in value.split(";")]
            if old in parts:
                row[at] = "; ".join(dict.fromkeys(new if part == old else part for part in parts))
                changed = True
    return changed


def replace_in_data(here: Any, old: str, new: str) -> bool:
    """Put one name in another's place in some data; a list does not name it twice then."""
    changed = False
    if isinstance(here, dict):
        for key, value in here.items():
            if value == old:
                here[key] = new
                changed = True
            else:
                changed |= replace_in_data(value, old, new)
    elif isinstance(here, list):
        if old in here:
            at = here.index(old)
            here[:] = [each for each in here if each != old and each != new]
            here.insert(min(at, len(here)), new)
            changed = True
        for each in here:
            changed |= replace_in_data(each, old, new)
    return changed
