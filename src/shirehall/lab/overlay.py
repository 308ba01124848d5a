"""An overlay of a pack: its own files with some changes, read again and checked like any pack.

A change names a file, an item of it and a path in the item. What an arm sets is assumed: a figure, or a row of a table, that is set
says so and names the arm as its source. The changed files keep their names; comments and order of keys are of no consequence.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shirehall.errors import PackFault, PackFaults, Place, UsageError
from shirehall.lab.arms import Arm, Change
from shirehall.lab.forget import forget, replace_name
from shirehall.patch.draft import pack_files
from shirehall.patch.pack import Patch
from shirehall.patch.read import find_pack, read_pack
from shirehall.patch.yamls import read_yaml

NAMED_BY = ("id", "key")
"""The keys by which an item of a list is named; a row of a table is named by its first cell."""
BETWEEN = "between.yaml"
NAMED_BETWEEN = (*NAMED_BY, "opens", "rule", "name", "body")
"""The keys by which items of `between.yaml` are named besides: the round that one opens, the rule that another changes, the figure
or the body that it is about."""


@dataclass
class Pages:
    """A pack's files as they stand while changes are made: data of YAML files, rows of tables, raw text of briefings.

    `touched` holds the names of the files that a change altered; those alone are written anew.
    """

    folder: Path
    names: list[str]
    yamls: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def data(self, file: str) -> Any:
        """The data of a YAML file, read when it is first wanted."""
        if file not in self.yamls:
            self.yamls[file] = read_yaml(file, (self.folder / file).read_bytes()).data
        return self.yamls[file]

    def rows(self, file: str) -> list[list[str]]:
        """The rows of a table, its header first, read when they are first wanted."""
        if file not in self.tables:
            text = (self.folder / file).read_text(encoding="utf-8")
            self.tables[file] = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        return self.tables[file]

    def written(self, file: str) -> bytes:
        """A file's bytes as they stand now. Data is written as JSON, which is YAML too and holds every text as it is."""
        if file not in self.touched:
            return (self.folder / file).read_bytes()
        if file in self.tables:
            out = io.StringIO(newline="")
            csv.writer(out, lineterminator="\n").writerows(self.tables[file])
            return out.getvalue().encode()
        return (json.dumps(self.yamls[file], ensure_ascii=False, indent=1) + "\n").encode()


class CannotChange(Exception):
    """Why a change leads nowhere, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def patch_with(pack: str, arm: Arm, arms_file: str = "the arm") -> Patch:
    """The patch of a pack as an arm has it, its managers switched as the arm says; traits are not jittered yet.

    Raises UsageError for a change that leads nowhere, PackFaults when the pack does not hold with the changes; both name the line
    of `arms_file`.
    """
    from shirehall.economy import levers

    reading: dict[str, Any] = {
        "managers": arm.managers,
        "mechanisms": tuple(levers.catalogue()),
        "terms_read": levers.problems,
    }
    if not arm.changes:
        return read_pack(pack, **reading)
    pages = changed(find_pack(pack), arm, arms_file)
    with tempfile.TemporaryDirectory(prefix="shirehall-arm-") as made:
        folder = Path(made)
        (folder / "briefings").mkdir()
        for name in pages.names:
            if name not in pages.dropped:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(pages.written(name))
        try:
            return read_pack(folder, **reading)
        except PackFaults as found:
            raise PackFaults([laid_to(fault, arm, arms_file) for fault in found.faults]) from None


def laid_to(fault: PackFault, arm: Arm, arms_file: str) -> PackFault:
    """A fault of the changed pack, laid to the last change of the arm that may have caused it."""
    file = fault.where.file if fault.where else ""
    near = [change for change in arm.changes if change.file in (file, "")]
    line = (near or list(arm.changes))[-1].line
    return PackFault(
        f"with the changes of the arm `{arm.name}` the pack does not hold: {file}: {fault.what}",
        where=Place(arms_file, line, value=fault.where.value if fault.where else ""),
        mend=fault.mend,
        who="whoever wrote the arms",
    )


def changed(folder: Path, arm: Arm, arms_file: str) -> Pages:
    """A pack's files with an arm's changes made one after another. Raises UsageError for one that leads nowhere."""
    pages = Pages(folder, pack_files(folder))
    for change in arm.changes:
        try:
            make(pages, change, arm.name)
        except CannotChange as fault:
            raise UsageError(
                f"the arm `{arm.name}`: {fault.what}",
                where=Place(arms_file, change.line),
                mend=fault.mend,
                who="whoever wrote the arms",
            ) from None
    return pages


def make(pages: Pages, change: Change, arm: str) -> None:
    """Make one change. Raises CannotChange when it leads nowhere."""
    value = json.loads(change.value)
    if change.doing in ("forget", "replace"):
        known(pages, change.file)
        files = [change.file] if change.file else [name for name in pages.names if name not in pages.dropped]
        if change.doing == "forget":
            name, done = value, forget(pages, value, files)
        else:
            name, done = value[0], replace_name(pages, value[0], value[1], files)
        if not done:
            raise CannotChange(
                f"nothing in {change.file or 'the pack'} is called `{name}`.", "use a name of the pack."
            )
        return
    known(pages, change.file)
    pages.touched.add(change.file)
    if change.file.endswith(".csv"):
        change_table(pages.rows(change.file), change, json.loads(change.item), value, arm)
    elif change.file.endswith(".yaml"):
        data = pages.data(change.file)
        read = [list(one.get("notice", [])) for one in data] if change.file == BETWEEN else []
        change_data(data, change, json.loads(change.item), value, arm)
        if change.file == BETWEEN and change.doing == "remove":
            tidied(data, read)
    else:
        raise CannotChange(
            f"{change.file} holds prose, which an arm cannot change.",
            "change a YAML or CSV file, or forget a body.",
        )


def known(pages: Pages, file: str) -> None:
    """Refuse a file that the pack does not have."""
    if file and file not in pages.names:
        raise CannotChange(
            f"the pack has no file called {file}.", f"name one of {', '.join(n for n in pages.names if '/' not in n)}."
        )  # fmt: skip


# ---- tables -------------------------------------------------------------------------------------------------


def change_table(rows: list[list[str]], change: Change, item: Any, value: Any, arm: str) -> None:
    """Set, multiply, add or remove in a table. A row is named by its first cell, by some of its cells, or `*` for every row."""
    header = rows[0]
    if change.doing == "add":
        if not isinstance(value, dict) or set(value) - set(header):
            raise CannotChange(
                f"a row of {change.file} is a map of its columns.", f"use {', '.join(header)}."
            )
        row = [cell(value.get(name, "")) for name in header]
        rows.append(marked(header, row, arm, given=value))
        return
    chosen = [i for i, row in enumerate(rows[1:], 1) if fits_row(header, row, item)]
    if not chosen:
        raise CannotChange(
            f"no row of {change.file} is {json.dumps(item, ensure_ascii=False)}.",
            "name a row by its first cell, by a map of some of its cells, or * for all.",
        )
    if change.doing == "remove":
        for index in reversed(chosen):
            del rows[index]
        return
    if len(change.path) != 1 or change.path[0] not in header:
        raise CannotChange(
            f"{change.file} has no column `{'.'.join(change.path)}`.",
            f"name as path one of {', '.join(header)}.",
        )
    at = header.index(change.path[0])
    for index in chosen:
        old = rows[index][at]
        rows[index][at] = cell(value if change.doing == "set" else times(number_in(old), value))
        rows[index] = marked(header, rows[index], arm)


def fits_row(header: list[str], row: list[str], item: Any) -> bool:
    """Whether a row is the one, or one of those, that a change means. Lines of comment never are."""
    if row[0].startswith("#"):
        return False
    if isinstance(item, dict):
        return all(
            name in header and row[header.index(name)].strip() == cell(wanted)
            for name, wanted in item.items()
        )
    return bool(item == "*" or row[0].strip() == cell(item))


def marked(header: list[str], row: list[str], arm: str, given: dict[str, Any] | None = None) -> list[str]:
    """A row that says that an arm assumed it, where the table tells where rows come from."""
    told = {"from": "assumed", "source": f"the arm {arm}"}
    return [
        told[name] if name in told and name not in (given or {}) else old
        for name, old in zip(header, row, strict=False)
    ]


def cell(value: Any) -> str:
    """A value as a cell holds it: lists parted by semicolons, truth as true and false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(cell(each) for each in value)
    return "" if value is None else str(value)


def number_in(old: Any) -> float:
    """The number that stands at a place. Raises CannotChange when none does."""
    try:
        if isinstance(old, bool):
            raise ValueError
        return float(old)
    except (TypeError, ValueError):
        raise CannotChange(f"`{old}` is no number, so it cannot be multiplied.", "use set.") from None


def times(old: float, factor: float) -> float | int:
    """A number multiplied, whole where it was whole and stays so to the nearest; decimals held to eight places."""
    found = round(old * factor, 8)
    return int(found) if found == int(found) else found


# ---- data ---------------------------------------------------------------------------------------------------


def change_data(data: Any, change: Change, item: Any, value: Any, arm: str) -> None:
    """Set, multiply, add or remove in a YAML file."""
    keys = NAMED_BETWEEN if change.file == BETWEEN else NAMED_BY
    bases = list(items_of(data, item, keys)) if item is not None else [(None, None, data)]
    if not bases:
        raise CannotChange(
            f"no item of {change.file} is {json.dumps(item, ensure_ascii=False)}.",
            "name an item by its id, by a map of some of its keys, or * for all.",
        )
    if change.doing == "remove" and not change.path:
        for holder, place, _ in reversed(bases):
            if holder is None:
                raise CannotChange("a whole file cannot be removed.", "name an item or a path.")
            del holder[place]
        return
    doings: dict[str, Callable[[Any, Any], None]] = {
        "set": lambda holder, step: put(holder, step, value, arm),
        "times": lambda holder, step: multiply(holder, step, value, arm),
        "add": lambda holder, step: grow(holder, step, value),
        "remove": take_out,
    }
    for _, _, base in bases:
        holder, step = reach(base, change.path, change.file, keys, may_be_new=change.doing in ("set", "add"))
        doings[change.doing](holder, step)


def tidied(data: Any, read: list[list[str]]) -> None:
    """What the changes of a notice rest on names nothing that was removed, and goes by the numbers that are left; `read` are the
    notices as they were."""
    if len(data) != len(read):
        return
    for between, before in zip(data, read, strict=True):
        parts = ("added", "removed", "changed")
        rules = [
            one.get("id") or one.get("rule")
            for part in parts
            for one in between.get("rules", {}).get(part, [])
        ]
        known = {
            "rules": set(rules),
            "parameters": {one["name"] for one in between.get("parameters", [])},
            "organisations": {body for one in between.get("organisations", []) for body in one["becomes"]},
            "injects": {one["id"] for one in between.get("injects", [])},
        }
        numbers = numbered(before, between.get("notice", []))
        lines = [line for line in between.get("rests_on", []) if line["change"] in numbers]
        for line in lines:
            line["change"] = numbers[line["change"]]
            line |= {
                name: [each for each in line[name] if each in names]
                for name, names in known.items()
                if name in line
            }
        if "rests_on" in between:
            between["rests_on"] = lines
        step = between.get("modelling")
        if step and step.get("change"):
            step["change"] = numbers.get(step["change"])


def numbered(before: list[str], after: list[str]) -> dict[int, int]:
    """The number, from 1, that each line of a notice has after some were removed, by its number before."""
    found: dict[int, int] = {}
    for number, line in enumerate(before, start=1):
        if len(found) < len(after) and line == after[len(found)]:
            found[number] = len(found) + 1
    return found


def items_of(data: Any, item: Any, keys: tuple[str, ...] = NAMED_BY) -> Iterator[tuple[Any, Any, Any]]:
    """(list, place, item) of every item meant: of the file's own list, or of the lists right under its keys."""
    lists = [data] if isinstance(data, list) else [v for v in data.values() if isinstance(v, list)]
    for each in lists:
        for place, entry in enumerate(each):
            if isinstance(entry, dict) and fits_item(entry, item, keys):
                yield each, place, entry


def fits_item(entry: dict[str, Any], item: Any, keys: tuple[str, ...] = NAMED_BY) -> bool:
    """Whether an entry of a list is the item, or one of those, that a change means."""
    if isinstance(item, dict):
        return all(entry.get(name) == wanted for name, wanted in item.items())
    return bool(item == "*" or any(entry.get(name) == item for name in keys))


def reach(
    base: Any, path: tuple[str, ...], file: str, keys: tuple[str, ...] = NAMED_BY, *, may_be_new: bool
) -> tuple[Any, Any]:
    """The map or list that holds the place a path leads to, and the key or number of the place in it.

    A step is a key of a map; of a list, the id of an item, an entry itself, or a number counted from 0. The last key may be a new
    one where something is set or added. No path at all leads to the whole of `base`.
    """
    holder: Any = [base]
    step: Any = 0
    for number, name in enumerate(path):
        here = holder[step]
        last = number == len(path) - 1
        found = step_in(here, name, keys)
        if found is None and not (last and may_be_new and isinstance(here, dict)):
            near = ", ".join(here) if isinstance(here, dict) else "an id or a number of the list"
            raise CannotChange(
                f"{file} has no `{'.'.join(path[: number + 1])}` there.", f"use one of: {near:.200}."
            )
        holder, step = here, name if found is None else found
    return holder, step


def step_in(here: Any, name: str, keys: tuple[str, ...] = NAMED_BY) -> Any:
    """The key or number to which a step leads, none when it leads nowhere."""
    if isinstance(here, dict):
        return name if name in here else None
    if isinstance(here, list):
        for place, entry in enumerate(here):
            if entry == name or (isinstance(entry, dict) and fits_item(entry, name, keys)):
                return place
        return int(name) if name.isdecimal() and int(name) < len(here) else None
    return None


def put(holder: Any, step: Any, value: Any, arm: str) -> None:
    """Set a value. A number set on a figure is its value, and the figure says that the arm assumed it."""
    old = holder[step] if not isinstance(holder, dict) or step in holder else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and isinstance(old, dict) and "value" in old:
        holder[step] = {**old, "value": value, "from": "assumed", "source": f"the arm {arm}"}
    else:
        holder[step] = value


def multiply(holder: Any, step: Any, factor: float, arm: str) -> None:
    """Multiply a number, or a figure's value."""
    old = holder[step]
    figure = isinstance(old, dict) and "value" in old
    put(holder, step, times(number_in(old["value"] if figure else old), factor), arm)


def grow(holder: Any, step: Any, value: Any) -> None:
    """Add an entry to a list, or keys to a map; a list that is not there yet is begun."""
    if isinstance(holder, dict) and step not in holder:
        holder[step] = [value]
    elif isinstance(holder[step], list):
        holder[step].append(value)
    elif isinstance(holder[step], dict) and isinstance(value, dict):
        holder[step].update(value)
    else:
        raise CannotChange("nothing can be added to a single value.", "use set.")


def take_out(holder: Any, step: Any) -> None:
    """Remove a key of a map or an entry of a list."""
    del holder[step]
