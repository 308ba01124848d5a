#!/usr/bin/env python3
"""Write docs/published.md and docs/published-seesaw.md: each published report beside a study of its own timeline. Tests compare them.

The timeline of a published report is read in as observers' notes (tests/data/*_timeline.csv) on a day in which nobody acts. An
analyst's themes and learning points are written into the notebook with the notes that speak for and against them
(tests/data/*_published.yaml). Which of them the evidence carries is then decided by rule.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from shirehall import assemble
from shirehall.patch.read import read_pack
from shirehall.play.record.memory import MemoryStore
from shirehall.study.notebook.note import vocabulary
from shirehall.study.notebook.sheet import notes_of
from shirehall.study.notebook.store import Notebook
from shirehall.study.reading import tell
from shirehall.study.study import Study
from shirehall.study.themes import By, Evidence, LearningPoint, Theme, learning_writing, theme_writing
from shirehall.study.themes.learning import ISSUE, TO_DO
from shirehall.study.themes.published import RULE, Beside, Published, beside

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
WHEN = "2014-07-01T09:00:00Z"
WITHOUT = "the published timeline holds what observers saw; players' feedback is not part of it"
READ_IN = """Its {notes} lines, in our own words, are read in here
as observers' notes on a day on which nobody acts, so that nothing but the notes can carry anything. An analyst then wrote down the
themes and the learning points that the report drew, in our own words again, each with the lines that speak for it and against it.
Which of them those lines carry is decided by one rule:

> {rule}

The notes are one source, the published report itself; so this table says how far the report's own {story} bears its conclusions
out, and not whether they are true. It is written by `tools/published_table.py`, and a test holds it to what the study gives.
"""


@dataclass(frozen=True)
class Exercise:
    """A published exercise: its pack, how many rounds it had, the page that is written of it, and how the page begins.

    `parts` names the months at which lines stand whose source gives parts of a round and no months; empty where it gives months.
    """

    pack: str
    rounds: int
    page: Path
    head: str
    parts: tuple[tuple[int, str], ...] = ()

    @property
    def sheet(self) -> Path:
        """The timeline as a sheet of notes."""
        return DATA / f"{self.pack}_timeline.csv"

    @property
    def file(self) -> Path:
        """The themes and points that were drawn."""
        return DATA / f"{self.pack}_published.yaml"


BIGSHIRE = Exercise("bigshire", 1, ROOT / "docs" / "published.md", """# The published themes beside a study of their timeline

The report on Bigshire (2011) ends with a timeline of what its observers saw. """ + READ_IN.replace("{story}", "timeline"))  # fmt: skip
SEESAW = Exercise(
    "seesaw", 2, ROOT / "docs" / "published-seesaw.md",
    """# SeeSaw's published themes beside a study of its story

The report on SeeSaw (2008) tells two rounds as a story. The story gives no months: a line is of the start, the early part, the course,
the late part or the end of a round, and each of these stands here at one month of ours. So “months” in the rule are parts of a round.
Much of what the report advises came up only in meetings afterwards, with people who had not played, and no line of play can carry that.
""" + READ_IN.replace("{story}", "story"),
    ((2, "one, early"), (6, "one, in its course"), (10, "one, late"), (12, "one, at its end"), (13, "two, at its start"),
     (14, "two, early"), (18, "two, in its course"), (22, "two, late"), (24, "two, at its end")),
)  # fmt: skip
EXERCISES = (BIGSHIRE, SEESAW)
PAGE, SHEET = BIGSHIRE.page, BIGSHIRE.sheet


@cache
def drawn(exercise: Exercise = BIGSHIRE) -> dict[str, list[dict[str, Any]]]:
    """The themes and learning points that were drawn, as the file has them."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(exercise.file.read_text(encoding="utf-8"))
    return found


@cache
def study(exercise: Exercise = BIGSHIRE) -> Study:
    """The rounds of an exercise gone by in silence, with its timeline as notes, and the themes and points drawn from them."""
    day = assemble.new_day(
        read_pack(exercise.pack), MemoryStore(), 1, who="silent", county=False, rounds=exercise.rounds
    )
    assemble.play(day)
    telling = tell(tuple(day.session.events), day.patch)
    book = Notebook(sa.create_engine("sqlite://", poolclass=sa.StaticPool))
    text = exercise.sheet.read_text(encoding="utf-8")
    sheet = notes_of(text, vocabulary(telling.patch), "observer.report", telling.last_month)
    book.write_all(sheet.writings, WHEN)
    numbers = {line.split(",")[0]: number for number, line in enumerate(text.splitlines()[1:], 1)}
    for each in drawn(exercise)["themes"]:
        if each["for"]:
            book.write(
                theme_writing(Study(telling, book.entries()), by("theme", each["id"]), theme(each, numbers)),
                WHEN,
            )
    for each in drawn(exercise)["learning_points"]:
        if each["for"]:
            writer = by("point", each["point"])
            book.write(learning_writing(Study(telling, book.entries()), writer, point(each, numbers)), WHEN)
    return Study(telling, book.entries())


def by(sort: str, name: str) -> By:
    """Who writes the analyst's entries."""
    return By(author="analyst.1", key=f"{sort}-{name}")


def theme(each: dict[str, Any], numbers: Mapping[str, int]) -> Theme:
    """A theme of the file."""
    return Theme(
        id=each["id"], title=each["title"], statement=each["statement"], subject=each["subject"], question=each["question"],
        supports=evidence(each["for"], numbers), against=evidence(each.get("against", ()), numbers), without=WITHOUT,
        barrier=each.get("barrier", ""),
    )  # fmt: skip


def point(each: dict[str, Any], numbers: Mapping[str, int]) -> LearningPoint:
    """A learning point of the file: a thing to do where it says whom it addresses, else an issue."""
    to = each.get("to", "")
    return LearningPoint(
        id=each["point"].lower(), theme=each["theme"], sort=TO_DO if to else ISSUE, statement=each["short"], owner=to or "programme",
        addressee=to, supports=evidence(each["for"], numbers),
    )  # fmt: skip


def evidence(rows: Sequence[str], numbers: Mapping[str, int]) -> tuple[Evidence, ...]:
    """Lines of the timeline as evidence: each is the note of its place in the sheet."""
    return tuple(Evidence("note", numbers[row], row) for row in rows)


def compared(exercise: Exercise = BIGSHIRE) -> tuple[Beside, ...]:
    """Every published theme and learning point beside the study."""
    themes = [
        Published(t["id"], "theme", f"{t['title']}. {t['statement']}", t.get("why", ""))
        for t in drawn(exercise)["themes"]
    ]
    points = [
        Published(p["point"].lower(), "learning point", p["short"], p.get("why", ""))
        for p in drawn(exercise)["learning_points"]
    ]
    return beside(study(exercise), (*themes, *points))


def render(exercise: Exercise = BIGSHIRE) -> str:
    """The page."""
    rows = compared(exercise)
    notes = len(study(exercise).standing("note"))
    when = "parts of a round" if exercise.parts else "months"
    parts = [exercise.head.format(notes=notes, rule=RULE)]
    for sort, title in (("theme", "Themes"), ("learning point", "Learning points")):
        mine = [row for row in rows if row.published.sort == sort]
        count = Counter(row.carried for row in mine)
        parts += [
            f"## {title}\n",
            f"Of {len(mine)}, {count['carried']} are carried, {count['thin']} thin and {count['not carried']} not carried.\n",
            f"| | what was published, in our words | carried | lines for | {when} | lines against | why not |",
            "|---|---|---|--:|---|--:|---|",
            *(line(row, dict(exercise.parts)) for row in mine),
            "",
        ]
    return "\n".join(parts).rstrip() + "\n"


def line(row: Beside, parts: Mapping[int, str]) -> str:
    """One row of a table; `parts` names months that stand for a part of a round."""
    when = "; ".join(parts[month] for month in row.months) if parts else ", ".join(map(str, row.months))
    why = row.why
    if parts and why.startswith("all of it is of one month"):
        why = "all of it is of one part of a round"
    cells = (
        f"`{row.published.id}`",
        row.published.words,
        row.carried,
        str(row.pieces),
        when,
        str(row.against),
        why,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for each in EXERCISES:
        each.page.write_text(render(each), encoding="utf-8", newline="\n")
        print(f"Wrote {each.page}")
