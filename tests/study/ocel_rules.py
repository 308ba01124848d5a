"""The rules of OCEL 2.0's JSON schema (https://www.ocel-standard.org/2.0/ocel20-schema-json.json), in small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TYPES = {"string": str, "integer": int, "float": float, "boolean": bool, "time": str}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")


def faults(log: dict[str, Any]) -> list[str]:
    """Everything in a log that breaks a rule."""
    found = [f"no {name}" for name in ("objectTypes", "eventTypes", "objects", "events") if name not in log]
    return found or [*of_types(log), *of_things(log)]


def of_types(log: dict[str, Any]) -> Iterator[str]:
    for lists in ("objectTypes", "eventTypes"):
        names = [each["name"] for each in log[lists]]
        if len(names) != len(set(names)):
            yield f"a type of {lists} stands twice"
        for each in log[lists]:
            if set(each) != {"name", "attributes"}:
                yield f"{lists} {each} has other fields"
            for attribute in each["attributes"]:
                if set(attribute) != {"name", "type"} or attribute["type"] not in TYPES:
                    yield f"{lists} {each['name']}: {attribute}"


def of_things(log: dict[str, Any]) -> Iterator[str]:
    objects = {each["id"] for each in log["objects"]}
    ids = [each["id"] for each in (*log["objects"], *log["events"])]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"
    for lists, types, timed in (("objects", "objectTypes", True), ("events", "eventTypes", False)):
        known = {t["name"]: {a["name"]: a["type"] for a in t["attributes"]} for t in log[types]}
        for each in log[lists]:
            if each["type"] not in known:
                yield f"{each['id']}: unknown type {each['type']}"
                continue
            if not timed and not TIME.match(each["time"]):
                yield f"{each['id']}: no time"
            yield from of_attributes(each, known[each["type"]], timed)
            for tie in each.get("relationships", ()):
                if (
                    set(tie) != {"objectId", "qualifier"}
                    or tie["objectId"] not in objects
                    or not tie["qualifier"]
                ):
                    yield f"{each['id']}: {tie}"


def of_attributes(each: dict[str, Any], known: dict[str, str], timed: bool) -> Iterator[str]:
    for attribute in each.get("attributes", ()):
        wanted = {"name", "value", "time"} if timed else {"name", "value"}
        sort = known.get(attribute["name"])
        if set(attribute) != wanted or sort is None:
            yield f"{each['id']}: {attribute}"
        elif not isinstance(attribute["value"], TYPES[sort]) or (
            sort == "integer" and isinstance(attribute["value"], bool)
        ):
            yield f"{each['id']}: {attribute['name']} is no {sort}"
        elif timed and not TIME.match(attribute["time"]):
            yield f"{each['id']}: {attribute['name']} has no time"
