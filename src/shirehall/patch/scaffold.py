"""`shirehall new`: a small pack, whole and commented, to start from."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.patch.schema import write_schemas

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
LONGEST = 60
"""The most characters of a pack's name: it is the name of a folder too."""


def new_pack(name: str, directory: str | Path = ".", *, taken: Collection[str] = ()) -> Path:
    """Write a small pack called `name` into a new folder of that name in `directory`, and return the folder.

    The pack passes `shirehall check`. Its YAML files begin with a line that tells editors where their JSON
    Schema is, in the hidden folder `.schemas` beside them. Raises UsageError when the name is not an id or is one of `taken`,
    when anything stands there already, or when the folder cannot be made.
    """
    if not _NAME.match(name):
        raise UsageError(
            f"`{name}` cannot be the name of a pack.",
            mend="use small letters, digits and hyphens, beginning with a letter.",
        )
    if len(name) > LONGEST:
        raise UsageError(f"the name has {len(name)} characters.", mend=f"use at most {LONGEST}.")
    if name in taken:
        raise UsageError(
            f"a pack called {name} comes with Shirehall, and yours would stand in its shadow.",
            mend="choose another name.",
        )
    folder = Path(directory) / name
    if folder.exists():
        raise UsageError(
            "there is something here already, and nothing was written.",
            where=Place(str(folder)), mend="choose another name or directory; `shirehall new` never overwrites.",
        )  # fmt: skip
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            f"the folder cannot be made: {error.strerror}.",
            where=Place(str(folder)),
            mend="name a folder that can be written to.",
        ) from error
    template = Path(str(files("shirehall.patch"))) / "template"
    for source in sorted(template.rglob("*")):
        if source.suffix in (".yaml", ".csv", ".md"):
            target = folder / source.relative_to(template)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            text = text.replace("{{id}}", name).replace("{{title}}", name.replace("-", " ").title())
            target.write_text(text, encoding="utf-8", newline="\n")
    write_schemas(folder / ".schemas")
    return folder
