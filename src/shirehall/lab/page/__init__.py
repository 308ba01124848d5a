"""The results of a lab, written into its folder: flat tables, the table of findings, and one page to read."""

from __future__ import annotations

import json
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.lab.held import findings_json, standings
from shirehall.lab.kept import Folder
from shirehall.lab.page.document import page
from shirehall.lab.page.sheets import compared_tables
from shirehall.lab.tables import Results, a_measure_each, tables
from shirehall.paper.html import print_html
from shirehall.patch.pack import Patch
from shirehall.play.record.small import write_whole
from shirehall.study.exports.as_parquet import parquet, polars_or_say
from shirehall.study.exports.sheets import Sheet

__all__ = ["FINDINGS", "PAGE", "TABLES", "results_of", "write_results"]

PAGE = "index.html"
FINDINGS = "findings.json"
TABLES = "tables"
EACH = "measures"


def results_of(folder: Path, patch: Patch) -> Results:
    """The runs that a lab's folder holds.

    Raises UsageError when it holds none or was run on another pack, RecordError when they cannot be read.
    """
    kept = Folder(folder)
    results = Results(kept.plan, patch, kept.runs())
    if results.plan.digest != patch.digest:
        raise UsageError(
            f"the pack {patch.id} has changed since the lab in {folder} was run.",
            mend="put the pack back as it was, or run the lab again into another folder.",
        )
    if not results.runs:
        raise UsageError(
            f"{folder} holds no finished run yet.", mend="give the lab's command again; it goes on where it stopped."
        )  # fmt: skip
    return results


def write_results(folder: Path, patch: Patch) -> list[Path]:
    """Write a lab's tables, its table of findings and its page into its folder, over those that are there. Returns the files.

    `patch` is the lab's pack, unchanged. The tables are written first: CSV always, Parquet too where polars is installed. Raises
    UsageError when the folder holds no finished run or cannot be written, or the drawing package of the page is not installed.
    """
    results = results_of(folder, patch)
    try:
        written = write_tables(folder / TABLES, (*tables(results), *compared_tables(results)))
        written += write_tables(folder / TABLES / EACH, a_measure_each(results))
        told = json.dumps(findings_json(standings(results)), ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / FINDINGS, told, lasting=False)
        write_whole(folder / PAGE, print_html(page(results, folder.name or ".")), lasting=False)
    except OSError as fault:
        raise UsageError(
            f"the lab's results cannot be written: {fault.strerror}.",
            where=Place(str(folder)),
            mend="see that there is room and that the folder may be written, then give the same command again.",
        ) from fault
    return [*written, folder / FINDINGS, folder / PAGE]


def write_tables(folder: Path, found: tuple[Sheet, ...]) -> list[Path]:
    """Write tables as CSV, and as Parquet where polars is installed."""
    try:
        polars = polars_or_say()
    except UsageError:
        polars = None
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for each in found:
        made = {f"{each.name}.csv": each.as_csv().encode("utf-8")}
        if polars is not None:
            made[f"{each.name}.parquet"] = parquet(each, polars)
        for name, content in made.items():
            write_whole(folder / name, content, lasting=False)
            written.append(folder / name)
    return written
