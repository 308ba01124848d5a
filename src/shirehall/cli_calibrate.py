"""The command that fits a county to its targets: words only."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shirehall.economy.calibrate import Fitting

Pack = Annotated[
    str, typer.Argument(help="A pack by name, or the folder of one or of a county's tables.", metavar="PACK")
]


def calibrate(
    pack: Pack,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months lived in each run.")] = 12,
    seeds: Annotated[int, typer.Option(min=1, max=50, help="Runs a round; the same seeds every round.")] = 3,
    rounds: Annotated[
        int,
        typer.Option(
            min=0, max=40, help="At most so many rounds; 0 only holds the model against the targets."
        ),
    ] = 10,
    write: Annotated[
        bool, typer.Option("--write", help="Write the fitted figures into the patch's CSV files.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")] = False,
) -> None:
    """Fit a county's multipliers to the targets its patch states, and show every target beside the model."""
    from shirehall.economy import calibrate as fitting
    from shirehall.patch.county import read_county
    from shirehall.patch.fitted import write_back
    from shirehall.patch.read import find_pack, list_packs
    from shirehall.patch.targets import read_targets

    folder = find_pack(pack) if pack in list_packs() or not Path(pack).is_dir() else Path(pack)
    tables, targets = read_county(folder), read_targets(folder)
    found = fitting.calibrate(
        tables, targets, months=months, seeds=tuple(range(1, seeds + 1)), rounds=rounds,
        say=lambda line: print(line, file=sys.stderr),
    )  # fmt: skip
    after = fitting.scaled(tables, found.multipliers)
    written = write_back(folder, tables, after, found.multipliers) if write and found.rounds else ()
    if as_json:
        rows = [row.as_json() for row in found.rows]
        told = {"rounds": found.rounds, "settled": found.settled, "months": found.months, "seeds": found.seeds,
                "targets": rows, "written": written}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines_of(found)))
        if written:
            print(f"Wrote {', '.join(written)} in {folder}.")
    raise typer.Exit(0 if found.met else 1)


def lines_of(found: Fitting) -> list[str]:
    """The fit as a table in words: what was fitted, what was predicted, what was missed."""
    outcome = "nothing was moved" if not found.rounds else "the fit settled"
    if found.rounds and not found.settled:
        outcome = "the fit has not settled"
    lines = [
        f"{found.months} months, {len(found.seeds)} seeds, {found.rounds} rounds; {outcome}.",
        f"{'':10}{'target':44}{'value':>9}{'accepted':>16}{'model':>9}{'over the seeds':>18}{'times':>8}  verdict",
    ]
    for row in found.rows:
        t = row.target
        times = "" if row.factor is None else f"{row.factor:.3f}"
        lines.append(
            f"{t.kind:10}{t.target:44}{t.value:9g}{f'{t.low:g} to {t.high:g}':>16}{row.model:9.4g}"
            f"{f'{row.least:.4g} to {row.greatest:.4g}':>18}{times:>8}  {'met' if row.met else 'MISSED'} ({t.unit})"
        )
    lines.append(
        "Fitted: a multiplier was moved until the model met it, so meeting it proves nothing. "
        "Predicted: nothing was moved for its sake."
    )
    return lines
