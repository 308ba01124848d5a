"""Reading a file of levers: every fault with its line and its mend, before anything is lived."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from shirehall.economy import levers
from shirehall.economy.county import shift_month
from shirehall.economy.terms import Lever, Terms, Value
from shirehall.errors import PackFault, PackFaults, ShirehallError, UsageError
from shirehall.patch.county import CountyTables
from shirehall.patch.yamls import YamlFile, read_yaml

WHO = "whoever wrote the levers"
OWN = ("mechanism", "source", "start", "end", "terms", "believed")
"""The keys of a lever; any other key is one of its terms."""
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")


class LeverFaults(PackFaults):
    """All the faults found in a file of levers at once."""

    who = WHO

    def __init__(self, faults: list[PackFault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        ShirehallError.__init__(
            self, f"the levers have {count} fault{'s' if count != 1 else ''}.", mend="see each fault."
        )


@dataclass(frozen=True, slots=True)
class Belief:
    """What the parties to a lever believe of it, in per cent or in words; it is told beside the effect and never acts."""

    source: str
    mechanism: str
    believed: str
    percent: float | None


@dataclass(frozen=True, slots=True)
class Course:
    """A file's levers, and the beliefs that go with them."""

    terms: Terms
    beliefs: tuple[Belief, ...] = ()


def read_levers(path: Path, patch: Any, months: int) -> Course:
    """Read the levers of a file for a run of `months` on a patch (or its county's tables).

    Raises UsageError when there is no such file, and LeverFaults with every fault found: an unknown mechanism, a term that is
    missing, strange or out of bounds, a service that does not exist, a date outside the run.
    """
    if not path.is_file():
        raise UsageError(
            f"there is no file of levers {path}.", mend="name a YAML file that holds a list of levers."
        )
    source = read_yaml(str(path), path.read_bytes())
    faults = list(source.faults)
    items = source.data
    if not faults and not isinstance(items, list):
        faults.append(fault(source, (), "a list of levers is expected.", "begin each lever with a hyphen."))
    if faults:
        raise LeverFaults(faults)
    tables: CountyTables = patch if isinstance(patch, CountyTables) else patch.county
    found: list[Lever] = []
    beliefs: list[Belief] = []
    for number, item in enumerate(items):
        wrong, lever = read_lever(source, number, item, patch, tables, months)
        faults.extend(wrong)
        if lever is not None:
            found.append(lever)
            beliefs.extend(belief_of(item, lever))
    if faults:
        raise LeverFaults(faults)
    return Course(tuple(found), tuple(beliefs))


def fault(
    source: YamlFile, path: tuple[str | int, ...], what: str, mend: str, *, key: bool = False
) -> PackFault:
    """A fault at a place of the file."""
    return PackFault(what, where=source.place(path, key=key), mend=mend, who=WHO)


def read_lever(
    source: YamlFile, number: int, item: Any, patch: Any, tables: CountyTables, months: int
) -> tuple[list[PackFault], Lever | None]:
    """One lever, or the faults that keep it from being one."""
    if not isinstance(item, dict):
        return [
            fault(
                source,
                (number,),
                "a lever is a set of names and values.",
                "write `mechanism:` and its terms.",
            )
        ], None
    name = str(item.get("mechanism", ""))
    faults = list(mechanism_faults(source, number, name))
    terms, inside = terms_of(item)
    faults += shape_of(source, number, item, terms, inside)
    if not faults:
        faults += term_faults(source, number, name, terms, inside, patch)
    start = month_of(item.get("start", 1), tables)
    until = month_of(item["end"], tables) if item.get("end") is not None else None
    faults += date_faults(source, number, item, start, until, months, tables)
    if faults or start is None:
        return faults, None
    believed = item.get("believed")
    if isinstance(believed, int | float) and any(
        t.name == "believed_percent" for t in levers.catalogue()[name].terms
    ):
        terms["believed_percent"] = believed
    said = str(item.get("source") or f"lever {number + 1} of {Path(source.file).name}")
    return [], Lever(name, tuple(sorted(terms.items())), said, start, until, "what-if")


def shape_of(
    source: YamlFile, number: int, item: Mapping[str, Any], terms: Mapping[str, Any], inside: frozenset[str]
) -> Iterator[PackFault]:
    """Terms that are no names and values, values that are neither a word nor a number, a range that does not rise."""
    under = item.get("terms")
    if under is not None and not isinstance(under, dict):
        yield fault(
            source, (number, "terms"), "the terms are no names and values.", "write each as `name: value`."
        )
    for name, value in terms.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            steps: tuple[str | int, ...] = (number, "terms", name) if name in inside else (number, name)
            yield fault(
                source, steps, f"{name} is neither a word nor a number.", "write one word or one number."
            )
    for name in ("source", "believed"):
        if isinstance(item.get(name), list | dict):
            yield fault(
                source, (number, name), f"{name} is neither a text nor a number.", "write one text or number."
            )
    found = [terms.get(f"effect_percent{end}") for end in ("_low", "", "_high")]
    stated = [each for each in found if isinstance(each, int | float)]
    if any(a > b for a, b in pairwise(stated)):
        yield fault(source, (number, "mechanism"), "effect_percent_low, effect_percent and effect_percent_high do not rise.",
                    "write the least, the likeliest and the most.")  # fmt: skip
    believed = item.get("believed")
    if isinstance(believed, int | float) and not isinstance(believed, bool) and not -100 <= believed <= 100:
        yield fault(
            source, (number, "believed"), "what is believed lies outside -100 to 100.", "write per cent."
        )


def mechanism_faults(source: YamlFile, number: int, name: str) -> Iterator[PackFault]:
    """A lever without a mechanism, or with one that does not exist."""
    known = levers.catalogue()
    if not name:
        yield fault(
            source,
            (number,),
            "a lever says no mechanism.",
            f"write mechanism: and one of {', '.join(known)}.",
        )
    elif name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        mend = f"did you mean `{near[0]}`?" if near else f"name one of {', '.join(known)}."
        yield fault(source, (number, "mechanism"), f"there is no lever mechanism `{name}`.", mend)


def terms_of(item: Mapping[str, Any]) -> tuple[dict[str, Value], frozenset[str]]:
    """The terms of a lever, under `terms` or beside it, and which of them stand under `terms`."""
    under = item.get("terms")
    inside = dict(under) if isinstance(under, dict) else {}
    terms = {
        str(k): v
        for k, v in {**inside, **{k: v for k, v in item.items() if k not in OWN}}.items()
        if v is not None
    }
    return terms, frozenset(map(str, inside))


def term_faults(
    source: YamlFile, number: int, name: str, terms: Mapping[str, Value], inside: frozenset[str], patch: Any
) -> Iterator[PackFault]:
    """What the county finds wrong with the terms, each where the term stands."""
    for sentence in levers.problems(name, dict(terms), patch):
        term = next(
            (t for t in sorted(terms, key=len, reverse=True) if re.match(rf"{re.escape(t)}\b", sentence)), ""
        )
        steps: tuple[str | int, ...] = (
            (number, "terms", term) if term in inside else (number, term) if term else (number, "mechanism")
        )
        wanted = ", ".join(t.name for t in levers.catalogue()[name].terms if not t.optional)
        mend = (
            f"{name} needs {wanted}; the page on levers tells what each may be."
            if wanted
            else "see the page on levers."
        )
        yield fault(source, steps, sentence[:1].lower() + sentence[1:], mend)


def month_of(value: Any, tables: CountyTables) -> int | None:
    """The month of the run (from 1) that a number or a "YYYY-MM" means; None when it is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _DATE.match(str(value))
    if not found:
        return None
    first = [int(part) for part in tables.money.start.split("-")]
    return (int(found[1]) - first[0]) * 12 + int(found[2]) - first[1] + 1


def date_faults(
    source: YamlFile,
    number: int,
    item: Mapping[str, Any],
    start: int | None,
    until: int | None,
    months: int,
    tables: CountyTables,
) -> Iterator[PackFault]:
    """Dates that are none, or outside the run."""
    first = [int(part) for part in tables.money.start.split("-")]
    names = ["{:04d}-{:02d}".format(*shift_month(first[0], first[1], by)) for by in (0, months - 1)]
    run = f"give a month of the run: 1 to {months}, or {names[0]} to {names[1]}"
    if start is None:
        yield fault(source, (number, "start"), f"{item.get('start')} is no month.", f"{run}.")
    elif not 1 <= start <= months:
        yield fault(source, (number, "start"), f"{item.get('start')} lies outside the run of {months} months.",
                    f"{run}, or ask for more months with --months.")  # fmt: skip
    if item.get("end") is None:
        return
    if until is None:
        yield fault(source, (number, "end"), f"{item['end']} is no month.", f"{run}.")
    elif start is not None and until < start:
        yield fault(
            source,
            (number, "end"),
            f"the lever ends in {item['end']}, before it starts.",
            "give a later end, or none.",
        )
    elif until < 1:
        yield fault(source, (number, "end"), f"{item['end']} lies before the run.", f"{run}.")


def belief_of(item: Mapping[str, Any], lever: Lever) -> Iterator[Belief]:
    """What is believed of a lever, if that is told."""
    said = item.get("believed", dict(lever.terms).get("believed_percent"))
    if said is not None and said != "":
        percent = float(said) if isinstance(said, int | float) else None
        yield Belief(lever.source, lever.mechanism, f"{said}%" if percent is not None else str(said), percent)
