#!/usr/bin/env python3
"""Write docs/published.md: the published report on Bigshire beside a study of its own timeline. A test compares it.

The timeline of the published report is read in as observers' notes (tests/data/bigshire_timeline.csv) on a day in which nobody
acts. An analyst's themes and learning points are written into the notebook with the notes that speak for and against them
(tests/data/bigshire_published.yaml). Which of them the evidence carries is then decided by rule.
"""

from __future__ import annotations

import sys
from collections import Counter
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
from shirehall.study.themes.published import RULE, Beside, Published, beside

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "published.md"
SHEET = ROOT / "tests" / "data" / "bigshire_timeline.csv"
DRAWN = ROOT / "tests" / "data" / "bigshire_published.yaml"
WHEN = "2014-07-01T09:00:00Z"
WITHOUT = "the published timeline holds what observers saw; players' feedback is not part of it"
HEAD = """# The published themes beside a study of their timeline

The report on Bigshire (2011) ends with a timeline of what its observers saw. Its {notes} lines, in our own words, are read in here
as observers' notes on a day on which nobody acts, so that nothing but the notes can carry anything. An analyst then wrote down the
themes and the learning points that the report drew, in our own words again, each with the lines that speak for it and against it.
Which of them those lines carry is decided by one rule:

> {rule}

The notes are one source, the published report itself; so this table says how far the report's own timeline bears its conclusions
out, and not whether they are true. It is written by `tools/published_table.py`, and a test holds it to what the study gives.
"""


@cache
def drawn() -> dict[str, list[dict[str, Any]]]:
    """The themes and learning points that were drawn, as the file has them."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(DRAWN.read_text(encoding="utf-8"))
    return found


@cache
def study() -> Study:
    """A silent year in Bigshire whose notebook holds the timeline as notes, and the themes and points drawn from them."""
    day = assemble.new_day(read_pack("bigshire"), MemoryStore(), 1, who="silent", county=False)
    assemble.play(day)
    telling = tell(tuple(day.session.events), day.patch)
    book = Notebook(sa.create_engine("sqlite://", poolclass=sa.StaticPool))
    sheet = notes_of(
        SHEET.read_text(encoding="utf-8"), vocabulary(telling.patch), "observer.report", telling.last_month
    )
    book.write_all(sheet.writings, WHEN)
    for each in drawn()["themes"]:
        if each["for"]:
            book.write(
                theme_writing(Study(telling, book.entries()), by("theme", each["id"]), theme(each)), WHEN
            )
    for each in drawn()["learning_points"]:
        if each["for"]:
            book.write(
                learning_writing(Study(telling, book.entries()), by("point", each["point"]), point(each)),
                WHEN,
            )
    return Study(telling, book.entries())


def by(sort: str, name: str) -> By:
    """Who writes the analyst's entries."""
    return By(author="analyst.1", key=f"{sort}-{name}")


def theme(each: dict[str, Any]) -> Theme:
    """A theme of the file."""
    return Theme(
        id=each["id"], title=each["title"], statement=each["statement"], subject=each["subject"], question=each["question"],
        supports=evidence(each["for"]), against=evidence(each.get("against", ())), without=WITHOUT,
    )  # fmt: skip


def point(each: dict[str, Any]) -> LearningPoint:
    """A learning point of the file."""
    return LearningPoint(
        id=each["point"].lower(), theme=each["theme"], sort="issue", statement=each["short"], owner="programme",
        supports=evidence(each["for"]),
    )  # fmt: skip


def evidence(rows: list[str]) -> tuple[Evidence, ...]:
    """Lines of the timeline as evidence: the note of line T012 is entry 12."""
    return tuple(Evidence("note", int(row[1:]), row) for row in rows)


def compared() -> tuple[Beside, ...]:
    """Every published theme and learning point beside the study."""
    themes = [
        Published(t["id"], "theme", f"{t['title']}. {t['statement']}", t.get("why", ""))
        for t in drawn()["themes"]
    ]
    points = [
        Published(p["point"].lower(), "learning point", p["short"], p.get("why", ""))
        for p in drawn()["learning_points"]
    ]
    return beside(study(), (*themes, *points))


def render() -> str:
    """The page."""
    rows = compared()
    notes = len(study().standing("note"))
    parts = [HEAD.format(notes=notes, rule=RULE)]
    for sort, title in (("theme", "Themes"), ("learning point", "Learning points")):
        mine = [row for row in rows if row.published.sort == sort]
        count = Counter(row.carried for row in mine)
        parts += [
            f"## {title}\n",
            f"Of {len(mine)}, {count['carried']} are carried, {count['thin']} thin and {count['not carried']} not carried.\n",
            "| | what was published, in our words | carried | lines for | months | lines against | why not |",
            "|---|---|---|--:|---|--:|---|",
            *(line(row) for row in mine),
            "",
        ]
    return "\n".join(parts).rstrip() + "\n"


def line(row: Beside) -> str:
    """One row of a table."""
    cells = (
        f"`{row.published.id}`", row.published.words, row.carried, str(row.pieces), ", ".join(map(str, row.months)), str(row.against),
        row.why,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
    print(f"Wrote {PAGE}")
