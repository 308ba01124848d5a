"""Circles of steps out of which nobody comes: those that take no time, those walked with the same luck, those without an end.

They are looked for over all pathways at all sites together, as one pathway may join another. Without them the kernel always
comes to an end of a stretch of time, whatever the levers do to chances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shirehall.economy.parts import LEADS, Line, fault, numbers

SHORTEST = 1 / 60
"""Hours that a stay must last on average before a circle with it counts as taking time."""
LASTING = ("stay", "stay-target")
DRAWS_ANEW = ("again", "join")
"""Verbs after which a patient's luck is drawn afresh."""
MAY_DIFFER = ("try", "spill", "turn-away", "patience")
"""Verbs whose way depends on what is free, so that the same luck may lead elsewhere the next time."""

Ways = list[list[int]]


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is written at a site: its line, the number of the step after it, and where it leads (-1: nowhere)."""

    line: Line
    after: int
    to: int


def refuse(steps: Sequence[Step], entries: Sequence[int]) -> None:
    """Raises PackFault for a circle that takes no time, one that is walked with the same luck, and a step that no end follows."""
    ways = [_ways(step) for step in steps]
    reached = _reached(entries, ways)
    _refuse_endless(steps, ways, reached)
    timeless = [_timeless(step, way) for step, way in zip(steps, ways, strict=True)]
    _refuse_circle(
        steps, timeless, "comes round to itself without any time passing, so that a patient would go round for ever",
        "put a stay of a minute or more into the circle, or lead it out",
    )  # fmt: skip
    same = [
        [] if step.line.row.does in (*DRAWS_ANEW, *MAY_DIFFER) else way
        for step, way in zip(steps, ways, strict=True)
    ]
    _refuse_circle(
        steps, same, "comes round to itself with the same luck, so that whoever goes round once does so for ever",
        "put a row `again` into the circle, which draws afresh",
    )  # fmt: skip


def _ways(step: Step) -> list[int]:
    """The steps that can come after a step."""
    row = step.line.row
    if row.does == "end":
        return []
    if row.does in ("go", "join"):
        return [step.to]
    shares = numbers(row.share, 1.0, row)
    aside = [step.to] if row.does in LEADS and step.to >= 0 else []
    if row.does == "chance":
        return ([step.after] if min(shares) < 1 else []) + (aside if max(shares) > 0 else [])
    return [step.after, *aside]


def _timeless(step: Step, ways: list[int]) -> list[int]:
    """Those of a step's ways that may be gone without time passing."""
    row = step.line.row
    lasts = row.does in (*LASTING, "patience") and min(numbers(row.mean, row=row)) >= SHORTEST
    if row.does in ("list", "leave-hour") or (lasts and row.does != "patience"):
        return []
    return [step.after] if lasts else ways


def _refuse_endless(steps: Sequence[Step], ways: Ways, reached: set[int]) -> None:
    back: Ways = [[] for _ in steps]
    for i, way in enumerate(ways):
        for j in way:
            back[j].append(i)
    leave = _reached([i for i, step in enumerate(steps) if step.line.row.does == "end"], back)
    for i in sorted(reached - leave):
        raise fault(
            steps[i].line.row, "can never be left: no way from it leads to an end",
            "lead it to an `end`, or join a pathway that has one", steps[i].line.step,
        )  # fmt: skip


def _refuse_circle(steps: Sequence[Step], ways: Ways, what: str, mend: str) -> None:
    at = _circle(ways)
    if at:
        row = steps[at[0]].line.row
        names = dict.fromkeys(steps[i].line.step for i in at)
        through = f" (by way of {', '.join(list(names)[1:6])})" if len(names) > 1 else ""
        raise fault(row, f"{what}{through}", mend, steps[at[0]].line.step)


def _circle(ways: Ways) -> list[int]:
    """The steps of one circle, in order from its lowest; none when there is no circle."""
    left = _peeled(ways)
    if not left:
        return []
    here, seen = min(left), dict[int, int]()
    while here not in seen:
        seen[here] = len(seen)
        here = next(j for j in ways[here] if j in left)
    order = list(seen)[seen[here] :]
    low = order.index(min(order))
    return order[low:] + order[:low]


def _peeled(ways: Ways) -> set[int]:
    """The steps that are left when those from which every way comes to a stop are taken away again and again."""
    count = [len(way) for way in ways]
    back: Ways = [[] for _ in ways]
    for i, way in enumerate(ways):
        for j in way:
            back[j].append(i)
    todo = [i for i, number in enumerate(count) if number == 0]
    gone = set(todo)
    while todo:
        for i in back[todo.pop()]:
            count[i] -= 1
            if count[i] == 0:
                gone.add(i)
                todo.append(i)
    return set(range(len(ways))) - gone


def _reached(start: Sequence[int], ways: Ways) -> set[int]:
    found, todo = set(start), list(start)
    while todo:
        for j in ways[todo.pop()]:
            if j not in found:
                found.add(j)
                todo.append(j)
    return found
