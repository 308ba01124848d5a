"""What an answer leaves behind: a page, its pictures, and its figures as tables that programs read."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shirehall.economy.ask import Asked
from shirehall.economy.figures import MEASURES, number
from shirehall.errors import Place, UsageError
from shirehall.paper.draw import svg
from shirehall.paper.html import print_html
from shirehall.paper.tree import Document, Figure, blocks_of

FILES = ("page.html", "figures.csv", "ranges.json")


def rows(asked: Asked, shown: Iterable[str]) -> list[dict[str, Any]]:
    """One row a measure, subject, group and option over the whole run: baseline and option as medians, the option's 10-90%
    range, the difference and its range, and what was assumed. Without options, the baseline's own."""
    assumed = [each.name for each in asked.uncertain]
    base = {(r.measure, r.subject, r.group): r.median for r in asked.whole(asked.options[0].name)}
    found = []
    for name in tuple(shown) or (asked.options[0].name,):
        for r in asked.whole(name):
            places = MEASURES[r.measure].decimals
            found.append({
                "measure": r.measure, "subject": r.subject, "group": r.group,
                "baseline": number(base.get((r.measure, r.subject, r.group), 0.0), places), "option": number(r.median, places),
                "low": number(r.low, places), "high": number(r.high, places), "unit": r.unit,
                "replications": asked.replications, "assumed": assumed, "name": name,
                "change": number(r.change, places), "change_low": number(r.change_low, places),
                "change_high": number(r.change_high, places),
            })  # fmt: skip
    return found


def figures_csv(asked: Asked) -> str:
    """Every option's figures by month: median, range, and the same of the difference from the baseline."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        (
            "option",
            "month",
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
    )
    for option in asked.options:
        for r in asked.by_month(option.name):
            places = MEASURES[r.measure].decimals
            numbers = (
                number(x, places) for x in (r.median, r.low, r.high, r.change, r.change_low, r.change_high)
            )
            writer.writerow((option.name, r.month, r.measure, r.subject, r.group, *numbers, r.unit))
    return out.getvalue()


def free(folder: Path) -> None:
    """See that a folder can take an answer. Raises UsageError when one lies there already, and when nothing can be written there."""
    there = [name for name in FILES if (folder / name).exists()]
    if there or folder.is_file():
        raise UsageError(
            f"{folder} {'is a file' if folder.is_file() else f'holds {there[0]} already'}; nothing was overwritten.",
            where=Place(str(folder)),
            mend="name another folder with --out.",
        )
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise UsageError(
            f"nothing can be written in {folder}.",
            where=Place(str(nearest)),
            mend="name a folder with --out in which you may write.",
        )


def write(folder: Path, document: Document, asked: Asked, whole: dict[str, Any]) -> dict[str, str]:
    """Write page.html, figures.csv, ranges.json and charts/*.svg; where each lies."""
    free(folder)
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    texts = {"page.html": print_html(document), "figures.csv": figures_csv(asked),
             "ranges.json": json.dumps(whole, ensure_ascii=False, indent=1) + "\n"}  # fmt: skip
    drawn = [block for block in blocks_of(document) if isinstance(block, Figure)]
    for place, figure in enumerate(drawn, 1):
        texts[f"charts/{place}-{slug(figure.title)}.svg"] = svg(figure.spec, figure.alt).replace(
            "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
        )
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: str(folder / name) for name in texts}


def slug(title: str) -> str:
    """A title as a part of a file's name."""
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())[:48]
