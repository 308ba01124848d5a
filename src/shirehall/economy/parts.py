"""Pathways written out: parts put in where they are called, every `to` found, and what cannot be right said where it stands."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shirehall.errors import PackFault, Place
from shirehall.patch.county_rows import BANDS, PathwayRow

PART = "part:"
DEEPEST = 4
LEADS = ("chance", "go", "spill", "try", "turn-away", "patience")
"""Verbs that must say where they lead."""
LAST = ("end", "go", "join")
_KEY = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
_FILLED = ("what", "to", "mean", "spread", "share", "setting")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a pathway as it stands once parts are put in: `to` is the number of a line of the same pathway, -1 for none."""

    row: PathwayRow
    step: str
    luck: str
    to: int = -1


@dataclass(frozen=True, slots=True)
class Scope:
    """Where rows are being put in: what their steps begin with, what the caller gave, who called, where `return` goes."""

    prefix: str
    luck: str
    given: Mapping[str, str] = field(default_factory=dict)
    caller: Scope | None = None
    after: str = ""
    depth: int = 0


def fault(row: PathwayRow, what: str, mend: str, step: str = "") -> PackFault:
    """A fault of a step, located."""
    return PackFault(
        f"step {step or row.step} of {row.pathway} {what}.",
        where=Place("pathways.csv", row.line, value=step or row.step),
        mend=f"{mend}.",
    )


def numbers(text: str, default: float = 0.0, row: PathwayRow | None = None) -> list[float]:
    """One number, or eight with spaces between, as eight by age band. Raises PackFault for anything else."""
    try:
        parts = [float(p) for p in text.split()] if text.strip() else [default]
    except ValueError:
        parts = []
    if len(parts) not in (1, len(BANDS)) or not all(map(math.isfinite, parts)):
        raise PackFault(
            f"{text!r} is not one number nor {len(BANDS)}"
            + (f", at step {row.step} of {row.pathway}." if row else "."),
            where=Place("pathways.csv", row.line if row else 0, value=text),
            mend=f"write one number, or {len(BANDS)} with spaces between, one for each age band.",
        )
    return parts * len(BANDS) if len(parts) == 1 else parts


class Writing:
    """Writes one pathway out. `parts` holds the rows of each part by its full name."""

    def __init__(
        self, pathway: str, rows: Sequence[PathwayRow], parts: Mapping[str, Sequence[PathwayRow]]
    ) -> None:
        self.pathway, self.parts = pathway, parts
        self.drafts: list[tuple[PathwayRow, str, str, str]] = []
        self.alias: dict[str, str] = {}
        self._put(rows, Scope("", pathway), (pathway,))

    def lines(self) -> list[Line]:
        """The lines, each `to` found. Raises PackFault where a step leads nowhere."""
        at: dict[str, int] = {}
        for i, (row, step, _, _) in enumerate(self.drafts):
            if step in at:
                raise fault(row, "stands twice", "give one of them another name", step)
            at[step] = i
        return [self._line(draft, at) for draft in self.drafts]

    def _line(self, draft: tuple[PathwayRow, str, str, str], at: Mapping[str, int]) -> Line:
        row, step, luck, to = draft
        if not to:
            if row.does in LEADS:
                raise fault(
                    row, "does not say where it leads", "fill in `to` with a step of the pathway", step
                )
            return Line(row, step, luck)
        while to in self.alias:
            to = self.alias[to]
        if to not in at:
            raise fault(row, f"leads to {to}, which is no step", "name a step of the same pathway", step)
        return Line(row, step, luck, at[to])

    def _put(self, rows: Sequence[PathwayRow], scope: Scope, calls: tuple[str, ...]) -> None:
        for i, row in enumerate(rows):
            filled = self._fill(row, scope)
            step = scope.prefix + row.step
            if row.does == "part":
                after = scope.prefix + rows[i + 1].step if i + 1 < len(rows) else ""
                self._call(filled, step, scope, after, calls)
            elif row.does == "return":
                if not scope.after:
                    why = "has no row to go back to" if scope.caller else "stands outside a part"
                    raise fault(
                        row, why, "end here instead, or put a row after the one that calls the part", step
                    )
                self.drafts.append((row.model_copy(update={"does": "go"}), step, "", scope.after))
            else:
                own = filled.what if row.does == "shorter-stay" else row.step
                self.drafts.append((filled, step, f"{scope.luck}/{own}", self._target(filled, scope)))

    def _target(self, row: PathwayRow, scope: Scope) -> str:
        """A `to` as a full step: `^step` is a step of the caller, `^^step` of his caller."""
        name = row.to
        while name.startswith("^"):
            if scope.caller is None:
                raise fault(row, f"leads to {row.to}, but nobody called it", "take the ^ away")
            scope, name = scope.caller, name[1:]
        return scope.prefix + name if name else ""

    def _fill(self, row: PathwayRow, scope: Scope) -> PathwayRow:
        """A row with what the caller gave in place of each {key}."""
        update = {}
        for column in _FILLED:
            text = getattr(row, column)
            for key in _KEY.findall(text):
                if key not in scope.given:
                    raise fault(
                        row, f"has {{{key}}} in `{column}`, which its caller does not give",
                        f"write {key}=... in `what` of the row that calls the part", scope.prefix + row.step,
                    )  # fmt: skip
                text = text.replace(f"{{{key}}}", scope.given[key])
            if text != getattr(row, column):
                update[column] = text
        return row.model_copy(update=update) if update else row

    def _call(self, row: PathwayRow, step: str, scope: Scope, after: str, calls: tuple[str, ...]) -> None:
        """Put a part in at a row: `what` names it and gives its keys; mean, spread, share and to of the row are given too."""
        try:
            words = shlex.split(row.what)
        except ValueError:
            words = []
        if not words or any("=" not in word for word in words[1:]):
            raise fault(
                row,
                f"calls {row.what!r}",
                "write `NAME key=value key=value`, quoting a value with spaces",
                step,
            )
        name = words[0] if words[0].startswith(PART) else PART + words[0]
        if name not in self.parts:
            known = ", ".join(sorted(self.parts)) or "none"
            raise fault(row, f"calls {name}, which is no part", f"name one of: {known}", step)
        if name in calls:
            raise fault(
                row, f"calls {name} inside itself ({' > '.join((*calls, name))})", "break the circle", step
            )
        if scope.depth >= DEEPEST:
            raise fault(row, f"calls parts more than {DEEPEST} deep", "write one of them out", step)
        given = {c: getattr(row, c) for c in ("mean", "spread", "share", "to") if getattr(row, c)}
        given |= dict(word.split("=", 1) for word in words[1:])
        self._known_keys(row, name, given, step)
        rows = self.parts[name]
        inner = Scope(f"{step}.", f"{self.pathway}/{name}", given, scope, after, scope.depth + 1)
        self.alias[step] = inner.prefix + rows[0].step
        self._put(rows, inner, (*calls, name))

    def _known_keys(self, row: PathwayRow, name: str, given: Mapping[str, str], step: str) -> None:
        used = {
            key for r in self.parts[name] for column in _FILLED for key in _KEY.findall(getattr(r, column))
        }
        for key in sorted(given):
            if key not in used:
                raise fault(
                    row,
                    f"gives {key}, of which {name} makes no use",
                    f"take it away, or write {{{key}}} there",
                    step,
                )


def written(
    pathway: str, rows: Sequence[PathwayRow], parts: Mapping[str, Sequence[PathwayRow]]
) -> list[Line]:
    """A pathway with its parts put in. Raises PackFault where it cannot be walked to its end."""
    lines = Writing(pathway, rows, parts).lines()
    ways = [_ways(lines, i) for i in range(len(lines))]
    for i, line in enumerate(lines):
        if line.row.does == "patience" and (
            i + 1 == len(lines) or lines[i + 1].row.does not in ("take", "list")
        ):
            raise fault(
                line.row,
                "is patience with no wait after it",
                "put it just before a take or a list",
                line.step,
            )
    reached = _from(0, ways)
    back: list[list[int]] = [[] for _ in lines]
    for i, way in enumerate(ways):
        for j in way:
            back[j].append(i)
    leave = set()
    for i, line in enumerate(lines):
        if line.row.does in ("end", "join"):
            leave |= _from(i, back)
    for i in sorted(reached - leave):
        raise fault(lines[i].row, "can never be left", "lead it to an `end`", lines[i].step)
    return lines


def unreached(lines: Sequence[Line], joined: Collection[str] = ()) -> list[PackFault]:
    """Steps to which no way leads, as warnings; `joined` are steps that other pathways join."""
    ways = [_ways(lines, i) for i in range(len(lines))]
    found = _from(0, ways).union(*(_from(i, ways) for i, line in enumerate(lines) if line.step in joined))
    return [
        fault(line.row, "is never reached", "lead a step to it, or take it away", line.step)
        for i, line in enumerate(lines) if i not in found
    ]  # fmt: skip


def unfreed(lines: Sequence[Line]) -> list[PackFault]:
    """Units that somebody leaves with, or gives back without having them, as warnings: the first of each kind found.

    Who joins a named step of another pathway takes along what he holds: a cubicle, say, that is freed there.
    """
    todo: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    seen = set(todo)
    found: dict[str, PackFault] = {}
    while todo:
        i, held = todo.pop()
        row, step = lines[i].row, lines[i].step
        for way in _ways(lines, i):
            after = _holds(row, held, way == lines[i].to)
            if after is None:
                found.setdefault(
                    f"free {row.what}",
                    fault(row, f"frees {row.what}, which is not held", "take it first", step),
                )
                after = held
            if len(after) < 8 and (way, after) not in seen:
                seen.add((way, after))
                todo.append((way, after))
        if (row.does == "end" or (row.does == "join" and "." not in row.what)) and held:
            found.setdefault(
                f"end {held}",
                fault(row, f"is reached with {', '.join(held)} still held", "free it before", step),
            )
    return [found[key] for key in sorted(found)]


def _holds(row: PathwayRow, held: tuple[str, ...], aside: bool) -> tuple[str, ...] | None:
    """What is held after a row, when its `to` is gone to (`aside`) or not; None when it frees what is not held."""
    if row.does == "take" or (row.does == "try" and aside):
        return tuple(sorted((*held, row.what.strip())))
    if row.does == "spill" and aside:
        return tuple(sorted((*held, row.what.split(">")[-1].strip())))
    if row.does == "free":
        if row.what.strip() not in held:
            return None
        at = held.index(row.what.strip())
        return held[:at] + held[at + 1 :]
    return held


def _from(start: int, ways: Sequence[Sequence[int]]) -> set[int]:
    found, todo = {start}, [start]
    while todo:
        for j in ways[todo.pop()]:
            if j not in found:
                found.add(j)
                todo.append(j)
    return found


def _ways(lines: Sequence[Line], i: int) -> list[int]:
    """The lines that can come after a line. Raises PackFault when a line falls off the end of its pathway."""
    line = lines[i]
    if line.row.does in ("end", "join"):
        return []
    ways = [line.to] if line.to >= 0 and line.row.does in LEADS else []
    share = numbers(line.row.share, 1.0, line.row)
    if line.row.does == "go" or (line.row.does == "chance" and min(share) >= 1):
        return ways
    if line.row.does == "chance" and max(share) <= 0:
        ways = []
    if i + 1 == len(lines):
        raise fault(
            line.row,
            "falls off the last row of its pathway",
            "put an `end`, `go` or `join` after it",
            line.step,
        )
    return [i + 1, *ways]
