"""The packet of a modelled county: its tables as the record keeps them, and what it shows in a few sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shirehall.economy.courses import Explored, Tip
from shirehall.play.names import WorldNames, listed

LINE = (
    "course", "family", "measure", "subject", "group", "median", "low", "high", "change", "change_low", "change_high", "unit",
)  # fmt: skip
"""The columns of a packet's figures: over all months looked at, and the difference from the first course."""
TIP = (
    "course",
    "sort",
    "mark",
    "title",
    "subject",
    "body",
    "runs",
    "of",
    "first",
    "room",
    "unit",
    "origin",
    "source",
)
"""The columns of a packet's tipping points."""
COUNTY = "county"
"""The subject of figures that are the whole county's."""
MOST = 4
"""Tipping points that are named in the summary."""


def table_of(found: Explored) -> dict[str, Any]:
    """The figures and the tipping points as rows."""
    return {
        "state": found.state,
        "engine": found.engine,
        "columns": list(LINE),
        "rows": [[getattr(line, name) for name in LINE] for line in found.lines],
        "tip_columns": list(TIP),
        "tips": [[plain(getattr(tip, name)) for name in TIP] for tip in found.tips],
    }


def plain(value: Any) -> Any:
    """A tuple as a list."""
    return list(value) if isinstance(value, tuple) else value


def summary(basis: str, found: Explored, names: WorldNames, reached: Mapping[str, str]) -> str:
    """What the model shows, in a few sentences: who might pass which mark, and how far on the way; `reached` says it of each course."""
    said = [basis, *anyway(found.tips, names)]
    brought = first_course(tip for tip in found.tips if tip.sort == "brings about")
    spared = first_course(tip for tip in found.tips if tip.sort == "spares")
    for tip in brought[:MOST]:
        who, where = called(tip.subject, names), capital(reached[tip.course])
        said.append(
            f"{where}, {who} might pass the mark “{tip.title.lower()}” ({tip.runs} of {tip.of} futures)."
        )
    if len(brought) > MOST:
        said.append(f"{len(brought) - MOST} more marks might be passed.")
    for mark in dict.fromkeys(tip.mark for tip in spared):
        those = [tip for tip in spared if tip.mark == mark]
        who = listed([called(tip.subject, names) for tip in those])
        said.append(f"{capital(reached[those[0].course])}, {who} might be spared “{those[0].title.lower()}”.")
    if not brought and not spared:
        said.append("No course might take anybody past a mark that would not be passed without it.")
    return " ".join(said)


def called(subject: str, names: WorldNames) -> str:
    """A subject's name in a sentence."""
    return "the county" if subject == COUNTY else names.body(subject)


def capital(words: str) -> str:
    """The words with their first letter large."""
    return words[:1].upper() + words[1:]


def anyway(tips: Iterable[Tip], names: WorldNames) -> list[str]:
    """Who might pass a mark without any course."""
    who = dict.fromkeys(called(tip.subject, names) for tip in tips if tip.sort == "without it")
    return [f"Without any of it {listed(list(who))} might pass marks already."] if who else []


def first_course(tips: Iterable[Tip]) -> list[Tip]:
    """Each mark and body under the first course that has to do with it; of a body and its sites, the body."""
    found: dict[tuple[str, str], Tip] = {}
    for tip in tips:
        found.setdefault((tip.mark, tip.subject), tip)
    return [tip for tip in found.values() if tip.subject == tip.body or (tip.mark, tip.body) not in found]


def rows_of(body: Mapping[str, Any], table: str = "rows") -> list[dict[str, Any]]:
    """The figures (`rows`) or tipping points (`tips`) of a packet's event, each row by its column's name."""
    columns = body["columns" if table == "rows" else "tip_columns"]
    return [dict(zip(columns, row, strict=True)) for row in body[table]]
