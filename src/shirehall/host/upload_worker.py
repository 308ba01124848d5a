"""The process in which an uploaded pack is read: by itself, with little memory, little time and nothing it may write.

`python -m shirehall.host.upload_worker FOLDER` prints one JSON object: the pack's id, title and digest, its faults and its
warnings. Whatever kills it kills only it.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from shirehall.errors import PackFault, PackFaults, Place, UsageError
from shirehall.patch.check import check_pack
from shirehall.patch.draft import pack_files
from shirehall.patch.read import read_pack
from shirehall.patch.yamls import decode

MEMORY = 1024**3
SECONDS = 60
FILES = 64
DEEPEST = 40
"""Values within values; the packs that come with Shirehall reach 8."""
MOST_VALUES = 200_000
MOST_TOLD = 100


def limit_this_process() -> None:
    """Cap memory, time, open files and written bytes, as far as the operating system has such limits."""
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return  # Windows: the parent's time limit remains
    for name, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", SECONDS),
        ("RLIMIT_NOFILE", FILES),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (most, most))


def shape_faults(name: str, raw: bytes) -> Iterator[PackFault]:
    """What is refused in a YAML file before it is built: aliases, depth, number of values. At most one fault of each kind."""
    text, _ = decode(name, raw)
    yaml: Any = importlib.import_module("yaml")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = values = 0
    told: set[str] = set()
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            values += isinstance(event, yaml.NodeEvent)
            for what, mend, is_so in (
                (
                    "an alias (*) stands here.",
                    "packs need none: write the value out.",
                    isinstance(event, yaml.AliasEvent),
                ),
                (f"values are nested more than {DEEPEST} deep.", "write them flatter.", depth > DEEPEST),
                (f"the file has more than {MOST_VALUES:,} values.", "shorten it.", values > MOST_VALUES),
            ):
                if is_so and what not in told:
                    told.add(what)
                    mark = event.start_mark
                    yield PackFault(what, where=Place(name, mark.line + 1, mark.column + 1), mend=mend)
            if depth > DEEPEST or values > MOST_VALUES:
                return
    except yaml.YAMLError:
        return  # the reader of packs says it better


def report(folder: Path) -> dict[str, Any]:
    """What the pack in a folder is, or what is wrong with it."""
    refused = [
        fault
        for name in pack_files(folder)
        if name.endswith(".yaml")
        for fault in shape_faults(name, (folder / name).read_bytes())
    ]
    if refused:
        return {"faults": told(refused)}
    try:
        patch = read_pack(folder)
    except PackFaults as faults:
        return {"faults": told(faults.faults)}
    except UsageError as fault:
        return {"faults": told([PackFault(fault.what, where=Place("pack.yaml"), mend=fault.mend)])}
    checked = check_pack(folder)
    return {
        "faults": [],
        "warnings": told([*checked.faults, *checked.warnings]),
        "id": patch.id,
        "title": patch.head.title,
        "digest": patch.digest,
    }


def told(faults: list[PackFault] | tuple[PackFault, ...]) -> list[dict[str, Any]]:
    """Faults as plain data, the first hundred."""
    return [
        {
            "what": fault.what,
            "mend": fault.mend,
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "value": place.value,
        }
        for fault in faults[:MOST_TOLD]
        for place in [fault.where or Place("")]
    ]


def main() -> None:
    """Read the folder named on the command line and print the report."""
    limit_this_process()
    sys.stdout.write(json.dumps(report(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
