"""What the record tells of the modelling between rounds: how specific agreements were, what the model showed, which marks it came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shirehall.play.packet import rows_of
from shirehall.play.record.event import Event
from shirehall.study.reading import Telling
from shirehall.study.tables import Cell, Table, table

MIGHT = "A model's ranges under stated assumptions: what might come, not what will. Courses are set against the first one."


def modellings(telling: Telling) -> tuple[Event, ...]:
    """The packets of results on a record, in order; none when no round was modelled."""
    return tuple(event for event in telling.events if event.kind == "county-modelled")


def left_out(telling: Telling) -> tuple[Event, ...]:
    """The events that say that a round which might have been modelled was not, and why."""
    return tuple(event for event in telling.events if event.kind == "modelling-left-out")


def specificity_rows(telling: Telling) -> Table:
    """Every agreement scored before a round: what it says by terms and what in words, its score, and what became of it."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for event in telling.events:
        if event.kind == "agreements-scored":
            for number, row in zip(event.body["agreements"], event.body["rows"], strict=True):
                cells = (
                    event.body["round"], row["title"], row["between"], row["phase"], row["score"], "; ".join(row["asked"]),
                    "; ".join(row["by_terms"]), "; ".join(row["by_words"]), "; ".join(row["missing"]), row["taken"], row["why"],
                    "yes" if row["known"] else "no",
                )  # fmt: skip
                rows.append((cells, [event.seq, number]))
    columns = (
        "round", "agreement", "between", "phase", "score", "asked", "by_terms", "by_words", "missing", "taken", "why", "known_to_told",
    )  # fmt: skip
    return table(
        columns,
        rows,
        "What is said in words is found by a search for names, numbers and sums, and told apart for that.",
    )


def set_rows(telling: Telling) -> Table:
    """The named assumption set of each step, entry by entry, with where each is from."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for event in telling.events:
        if event.kind == "agreements-scored":
            given = event.body["set"]
            rows += [
                (
                    (event.body["round"], given["name"], given["version"], given["citation"], *entry),
                    [event.seq],
                )
                for entry in given["entries"]
            ]
    columns = (
        "round", "set", "version", "citation", "entry", "activity", "setting", "share_percent", "low", "high", "months", "from", "source",
    )  # fmt: skip
    return table(columns, rows)


def modelled_rows(telling: Telling) -> Table:
    """What the model showed under each course, by family and subject, with what the course rests on."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for event, course, row in told(telling, "rows"):
        cells = (event.body["round"], row["course"], course["from"], *(row[name] for name in FIGURES))
        rows.append((cells, [event.seq]))
    return table(("round", "course", "from", *FIGURES), rows, MIGHT)


FIGURES = (
    "family",
    "measure",
    "subject",
    "group",
    "median",
    "low",
    "high",
    "change",
    "change_low",
    "change_high",
    "unit",
)


def tipping_rows(telling: Telling) -> Table:
    """The marks that each course brings about, takes further or spares, how far on its way, in how many futures and in which month."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for event, course, row in told(telling, "tips"):
        first, room = row["first"] or (None, None, None), row["room"]
        cells = (
            event.body["round"], row["course"], course["reached"], course["from"], row["sort"], row["title"], row["subject"], row["body"],
            row["runs"], row["of"], *first, *room, row["unit"], row["origin"], row["source"],
        )  # fmt: skip
        rows.append((cells, [event.seq]))
    columns = (
        "round", "course", "reached", "from", "sort", "mark", "subject", "body", "runs", "of", "month", "month_low", "month_high",
        "room", "room_low", "room_high", "unit", "mark_from", "mark_source",
    )  # fmt: skip
    return table(columns, rows, MIGHT)


def told(telling: Telling, part: str) -> Iterator[tuple[Event, Mapping[str, Any], dict[str, Any]]]:
    """The rows of every packet, each with its event and its course."""
    for event in modellings(telling):
        courses = {course["name"]: course for course in event.body["courses"]}
        for row in rows_of(event.body, part):
            yield event, courses[row["course"]], row
