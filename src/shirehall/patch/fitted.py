"""What a calibration leaves in a patch's folder: the changed cells of its tables, and the multipliers themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shirehall.patch.county import CountyTables

FITTED = "fitted.csv"


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A factor on some figures of the tables; see `patch.targets.Fit` for the knobs and what `of` and `ages` name."""

    knob: str
    of: str
    ages: str
    factor: float


def read_multipliers(folder: Path) -> tuple[Multiplier, ...]:
    """The multipliers that earlier fittings left in a patch's folder; none when there is no `fitted.csv`."""
    path = folder / FITTED
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Multiplier(row["knob"], row["of"], row["ages"], float(row["factor"]))
            for row in csv.DictReader(lines)
        )


def write_back(
    folder: Path, before: CountyTables, after: CountyTables, found: Sequence[Multiplier]
) -> tuple[str, ...]:
    """Write what a fitting changed into a patch's CSV files, and its multipliers into `fitted.csv`.

    Only the cells that change are written: provenance and sources stay. `fitted.csv` keeps the product of all fittings so far.
    Gives the names of the files written.
    """
    written = []
    for name, old, new, columns in (
        ("demand.csv", before.demand, after.demand, ("value",)),
        ("services.csv", before.services, after.services, ("capacity", "wait_weeks")),
        ("pathways.csv", before.pathways, after.pathways, ("mean", "share")),
    ):
        if _rewrite(folder / name, old, new, columns):
            written.append(name)
    if not found:
        return tuple(written)
    product = {(m.knob, m.of, m.ages): m.factor for m in read_multipliers(folder)}
    for m in found:
        product[m.knob, m.of, m.ages] = product.get((m.knob, m.of, m.ages), 1.0) * m.factor
    rows = [["knob", "of", "ages", "factor"]]
    rows += [[knob, of, ages, f"{factor:.6f}"] for (knob, of, ages), factor in sorted(product.items())]
    _write(folder / FITTED, rows)
    return (*written, FITTED)


def _rewrite(path: Path, old: Sequence[Any], new: Sequence[Any], columns: Sequence[str]) -> bool:
    """Write the changed cells of a CSV file, whose rows are those of `old` in order; whether any changed."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    changed = False
    for number, (was, now) in enumerate(zip(old, new, strict=True), 1):
        for column in columns:
            if getattr(was, column) != getattr(now, column):
                value = getattr(now, column)
                rows[number][rows[0].index(column)] = value if isinstance(value, str) else f"{value:.10g}"
                changed = True
    if changed:
        _write(path, rows)
    return changed


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
