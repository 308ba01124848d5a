"""What a record of several rounds tells of them: how each closed, what changed before the next, and what was carried into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.study.reading import Telling


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the difference between two rounds. `part` is carried, dropped or assumed; `which` the number of a thing of the
    record, or an id of the pack; `acts` says of a figure what it does in the county."""

    part: str
    what: str
    which: str | int
    words: str
    why: str
    acts: str = ""


@dataclass(frozen=True, slots=True)
class RoundTold:
    """One round: its title, its months, the event that opened it and the one that judged its close (0: none), what was laid down
    before it (`notice`, `hypotheses`, `unplayed` months) and how it closed."""

    id: str
    title: str
    months: tuple[int, int]
    opened: int
    judged: int
    unplayed: int
    why: str
    notice: tuple[Mapping[str, Any], ...]
    hypotheses: tuple[str, ...]
    difference: tuple[Line, ...]
    close: Mapping[str, Any]


def rounds_told(telling: Telling) -> tuple[RoundTold, ...]:
    """The rounds of a record in order; one without later rounds and judgements has one line, with nothing laid down before it."""
    patch = telling.patch.whole or telling.patch
    opened = {e.body["round"]: e for e in telling.events if e.kind == "round-opened"}
    judged = {e.body["round"]: e for e in telling.events if e.kind == "round-judged"}
    told = []
    for number, one in enumerate(patch.head.rounds[: 1 + len(opened)]):
        opening, close = opened.get(one.id), judged.get(one.id)
        body: Mapping[str, Any] = opening.body if opening else {}
        first = patch.first_month(number)
        told.append(
            RoundTold(
                id=one.id,
                title=one.title,
                months=(first, first + one.months - 1),
                opened=opening.seq if opening else 0,
                judged=close.seq if close else 0,
                unplayed=body.get("unplayed", 0),
                why=body.get("why", ""),
                notice=tuple(body.get("notice", ())),
                hypotheses=tuple(body.get("designers", {}).get("hypotheses", ())),
                difference=lines_of(body.get("designers", {})),
                close=close.body["whole"] if close else {},
            )
        )
    return tuple(told)


def lines_of(designers: Mapping[str, Any]) -> tuple[Line, ...]:
    """The difference, line by line: what was carried, then what was dropped, then what was assumed."""
    return tuple(
        Line(part, row["what"], row["which"], row["words"], row["why"], row.get("acts", ""))
        for part in ("carried", "dropped", "assumed")
        for row in designers.get(part, ())
    )
