"""Reading a file of arms: a YAML list, each item an arm; every fault at once, with its line and its mend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from shirehall.errors import PackFault, PackFaults, Place, UsageError
from shirehall.lab.arms import Arm, Change, Doing
from shirehall.patch.faults import shape_faults
from shirehall.patch.figures import Id, Share, Strict
from shirehall.patch.yamls import YamlFile, read_yaml

DOINGS: tuple[Doing, ...] = ("set", "times", "add", "remove", "replace", "forget")
WHO = "whoever wrote the arms"
Names = dict[str, str | int | float | bool]


class ChangeRow(Strict):
    """One change of a pack: the file, the item in it, the path in the item, and what is done there (one of six).

    `set` a value, multiply it (`times`), `add` an entry, `remove` it; `replace` one name `by` another, or `forget` a name and all
    that hangs on it, in one file or in all.
    """

    file: str = ""
    item: str | int | Names | None = None
    path: str | list[str | int] = ""
    set: Any = None
    times: Annotated[float, Field(strict=False)] | None = None
    add: Any = None
    remove: Literal[True] | None = None
    replace: str | None = None
    by: str | None = None
    forget: str | None = None


class ArmRow(Strict):
    """One arm as people write it."""

    name: Id
    about: str = ""
    changes: list[ChangeRow] = []
    who: str | dict[str, str] = "script"
    without: list[str] = []
    jitter: Share = 0.0
    managers: bool | None = None
    people: Annotated[float, Field(strict=False, gt=0, le=1)] | None = None


def read_arms(path: Path) -> tuple[Arm, ...]:
    """The arms of a file, in its order.

    Raises UsageError when there is no such file, PackFaults with every fault of its shape at once.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"the arms' file {path} cannot be read: {fault.strerror}.",
            mend="name a YAML file that lists arms; see docs/lab.md.",
        ) from fault
    source = read_yaml(str(path), raw)
    if source.broken or source.faults:
        raise PackFaults([told_again(fault) for fault in source.faults])
    if not isinstance(source.data, list) or not source.data:
        raise UsageError(
            "a list of arms is expected in this file.",
            where=Place(str(path), 1, 1),
            mend="begin each arm with `- name:`; see docs/lab.md.",
        )
    faults: list[PackFault] = []
    arms: list[Arm] = []
    for number, data in enumerate(source.data):
        try:
            row = ArmRow.model_validate(data)
        except ValidationError as error:
            faults.extend(fault for _, fault in shape_faults(error, source, ArmRow, (number,)))
            continue
        faults.extend(faults_of(row, source, number, {arm.name for arm in arms}))
        arms.append(arm_of(row, source, number))
    if faults:
        raise PackFaults([told_again(fault) for fault in faults])
    return tuple(arms)


def told_again(fault: PackFault) -> PackFault:
    """A fault of a file of arms, for whoever wrote it."""
    return PackFault(fault.what, where=fault.where, mend=fault.mend, who=WHO)


def faults_of(row: ArmRow, source: YamlFile, number: int, names: set[str]) -> list[PackFault]:
    """What is wrong with an arm beyond its shape."""
    faults = []
    if row.name in names:
        faults.append(
            PackFault(
                f"two arms are called `{row.name}`.",
                where=source.place((number, "name")),
                mend="give each a name of its own.",
            )
        )
    for place, change in enumerate(row.changes):
        where = source.place((number, "changes", place))
        given = [name for name in DOINGS if name in change.model_fields_set]
        if len(given) != 1:
            faults.append(
                PackFault(
                    f"a change does one thing, and this one does {len(given)}.",
                    where=where,
                    mend=f"give one of {', '.join(DOINGS)}.",
                )
            )
        elif given[0] in ("replace", "forget"):
            if ("by" in change.model_fields_set) != (given[0] == "replace") or change.item or change.path:
                faults.append(
                    PackFault(
                        f"`{given[0]}` does not stand well here.",
                        where=where,
                        mend="write {replace: NAME, by: NAME} or {forget: NAME}, with a file or without, and no item or path.",
                    )
                )
        elif not change.file:
            faults.append(
                PackFault(
                    "the change names no file.", where=where, mend="add `file:` with a file of the pack."
                )
            )
        elif given[0] in ("set", "times") and not change.path:
            faults.append(
                PackFault(
                    f"`{given[0]}` needs a path in the item.",
                    where=where,
                    mend="add `path:`, such as traits.caution, or the column of a table.",
                )
            )
    return faults


def arm_of(row: ArmRow, source: YamlFile, number: int) -> Arm:
    """An arm as the lab keeps it."""
    changes = tuple(
        change_of(change, source.place((number, "changes", place)).line)
        for place, change in enumerate(row.changes)
    )
    who = {"*": row.who} if isinstance(row.who, str) else {"*": "script", **row.who}
    return Arm(
        name=row.name,
        about=row.about,
        changes=changes,
        who=tuple(sorted(who.items())),
        without=tuple(sorted(set(row.without))),
        jitter=row.jitter,
        managers=row.managers,
        people=row.people,
    )


def change_of(row: ChangeRow, line: int) -> Change:
    """A change as the lab keeps it, with the line on which it stands."""
    doing: Doing = next((name for name in DOINGS if name in row.model_fields_set), "set")
    value = [row.replace, row.by] if doing == "replace" else getattr(row, doing)
    steps = row.path.split(".") if isinstance(row.path, str) else [str(step) for step in row.path]
    return Change(
        doing=doing,
        file=row.file,
        item=json.dumps(row.item, ensure_ascii=False),
        path=tuple(step for step in steps if step),
        value=json.dumps(value, ensure_ascii=False),
        line=line,
    )
