"""The end state: what was and was not achieved, counted from the same ledgers that the report prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shirehall.paper.prose import more, spread
from shirehall.paper.reader import Reader
from shirehall.paper.tree import SHOWN, Column, Row, Section, Table

Found = list[tuple[dict[str, Any], tuple[int, ...]]]


def main_contracts(reader: Reader) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[int]]:
    """The pack's main contracts, those of them signed, and the events behind both."""
    rows = [(row, evidence) for row, evidence in reader.rows("contracts", tier="main") if row["contract"]]
    signed = [row for row, _ in rows if row["state"].startswith("signed")]
    return [row for row, _ in rows], signed, events_of(rows)


def events_of(rows: Iterable[tuple[Mapping[str, Any], tuple[int, ...]]]) -> list[int]:
    """The events of some rows."""
    return [seq for _, evidence in rows for seq in evidence]


def end_state(reader: Reader) -> Section:
    """What was and was not achieved, in one table that the ledgers bear out."""
    heads = (
        Column("Matter"),
        Column("Achieved", "number", True),
        Column("Out of", "number", True),
        Column("What was left"),
    )
    rows = (
        contracts(reader),
        deals(reader),
        plans(reader),
        rulings(reader),
        accounts(reader),
        asks(reader),
        deadlines(reader),
    )
    table = Table(
        "The state of things when play ended",
        heads,
        rows,
        "Each line is counted from the ledgers further down.",
    )
    return Section("end-state", "What was and was not achieved", (table,))


def line(reader: Reader, what: str, part: int, whole: int, left: str, seqs: Iterable[int]) -> Row:
    """One line of the end state; with no event of its own it rests on the record read to its end."""
    return Row((what, str(part), str(whole), left), spread(sorted(set(seqs)), SHOWN) or (reader.end,))


def contracts(reader: Reader) -> Row:
    """The main contracts, those that stood signed at the start included."""
    every, signed, evidence = main_contracts(reader)
    open_ = [row["title"] for row in every if row not in signed]
    left = "; ".join(open_[:4] + ([f"and {more(len(open_) - 4)}"] if len(open_) > 4 else [])) or "none"
    return line(reader, "Main contracts signed", len(signed), len(every), left, evidence)


def deals(reader: Reader) -> Row:
    """Agreements that are no main contract."""
    rows: Found = [(row, seqs) for row, seqs in reader.rows("agreements") if row["tier"] != "main"]
    reached = sum("signed" in row["history"] for row, _ in rows)
    return line(
        reader,
        "Other deals signed",
        reached,
        len(rows),
        f"{len(rows) - reached} talked of and not signed",
        events_of(rows),
    )


def plans(reader: Reader) -> Row:
    """Plans that were not replaced."""
    rows: Found = [(row, seqs) for row, seqs in reader.rows("plans") if row["status"] != "superseded"]
    accepted = sum(row["status"] == "signed off" for row, _ in rows)
    return line(
        reader,
        "Plans signed off",
        accepted,
        len(rows),
        f"{len(rows) - accepted} without a signature",
        events_of(rows),
    )


def rulings(reader: Reader) -> Row:
    """Questions asked about the rules."""
    asked = reader.telling.world.questions
    open_ = sum(question.status == "open" for question in asked.values())
    return line(reader, "Questions on rules answered", len(asked) - open_, len(asked), f"{open_} open", asked)


def accounts(reader: Reader) -> Row:
    """Agreements on which the parties say the same."""
    whole = len(reader.telling.world.agreements)
    differ: Found = [
        (row, seqs) for row, seqs in reader.rows("agreements") if row["accounts_differ"] == "yes"
    ]
    left = f"{len(differ)} on which accounts differ"
    return line(reader, "Agreements with one account", whole - len(differ), whole, left, events_of(differ))


def asks(reader: Reader) -> Row:
    """Asks to which everybody asked gave an answer."""
    whole, bare = reader.of_kind("asked"), reader.rows("unanswered-asks")
    waiting = {seqs[0] for _, seqs in bare if seqs}
    return line(
        reader,
        "Asks with no one left waiting",
        len(whole) - len(waiting),
        len(whole),
        f"{len(bare)} answers owed",
        events_of(bare),
    )


def deadlines(reader: Reader) -> Row:
    """Deadlines that everybody met who owed them."""
    passed = reader.of_kind("deadline-passed")
    missed = sum(bool(event.body["missed"]) for event in passed)
    left = f"{missed} missed by someone"
    return line(
        reader,
        "Deadlines met by all who owed them",
        len(passed) - missed,
        len(passed),
        left,
        [e.seq for e in passed],
    )
