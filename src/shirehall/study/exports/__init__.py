"""Exports: one file each, gathered in sorted order. They hold what the record holds, and no more of people than their roles."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from shirehall.errors import Place, UsageError
from shirehall.study.reading import Telling


@dataclass(frozen=True, slots=True)
class Export:
    """A form in which a record can leave Shirehall: `text` gives the whole file as UTF-8 text with plain line ends."""

    name: str
    media_type: str
    suffix: str
    meaning: str
    text: Callable[[Telling], str]

    def write(self, telling: Telling, path: Path) -> None:
        """Write a new file. Raises UsageError when something is there already or it cannot be written; nothing is overwritten."""
        text = self.text(telling)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
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


def export_as(name: str, telling: Telling, path: Path) -> None:
    """Write a record in the form of that name. Raises UsageError for an unknown form or a place that cannot be written."""
    known = exports()
    if name not in known:
        raise UsageError(f"there is no export called {name!r}.", mend=f"name one of {', '.join(known)}.")
    known[name].write(telling, path)
