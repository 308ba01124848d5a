"""The command that runs a pack many times: words only. It parses, calls and prints."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from shirehall.cli_paths import PackFolder
from shirehall.errors import UsageError

if TYPE_CHECKING:
    from rich.progress import Progress

    from shirehall.lab.engines import Engine, Failed
    from shirehall.lab.ensemble import Asked, Lab
    from shirehall.lab.run import Run

STEPS = 10
"""How often a lab without a screen to draw on says how far it is."""


class Stopped(SystemExit):
    """The lab was stopped by Ctrl+C, and has said itself what that means."""


class Engines(StrEnum):
    """What runs the runs."""

    LOCAL = "local"
    DASK = "dask"


Pack = Annotated[
    str, typer.Argument(help="A pack by name, or the folder of one; none with --from.", metavar="PACK")
]
Runs = Annotated[int, typer.Option(min=1, help="How many runs in each arm, each with a seed of its own.")]
Seed = Annotated[
    int, typer.Option(min=0, max=2**62, help="The first run's seed; the others follow one by one.")
]
Arms = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A YAML list of arms, set beside the pack as it is.")
]
EngineName = Annotated[Engines, typer.Option(help="Processes of this machine, or a Dask cluster.")]
Scheduler = Annotated[
    str, typer.Option(metavar="ADDRESS", help="The Dask scheduler, such as tcp://host:8786.")
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="The lab's folder: begun, or gone on with.")]
Workers = Annotated[int, typer.Option(min=0, help="How many processes; 0 is one for each core.")]
People = Annotated[
    float,
    typer.Option(
        min=0.01, max=1, help="The share of the county's people that is simulated; the rest is scaled."
    ),
]
CountyLives = Annotated[
    bool, typer.Option("--county/--no-county", help="Live the county, or play without it.")
]
Baselines = Annotated[
    bool, typer.Option("--baselines", help="Add two arms in which every seat is random, and silent.")
]
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="RECORD", help="Branch a day that was played, from its record's file."),
]
At = Annotated[int, typer.Option(min=0, metavar="MONTH", help="The month at whose opening the futures part.")]
Seats = Annotated[
    str,
    typer.Option(
        metavar="IDS", help="Seats or bodies that scripts take in a branch, apart by commas; else all."
    ),
]
Pages = Annotated[
    bool, typer.Option("--page/--no-page", help="Write the tables and the page when it is done.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def lab(
    pack: Pack = "",
    runs: Runs = 10,
    seed: Seed = 1,
    arms: Arms = None,
    engine: EngineName = Engines.LOCAL,
    scheduler: Scheduler = "",
    out: Out = Path("lab"),
    workers: Workers = 0,
    people: People = 1.0,
    county: CountyLives = True,
    baselines: Baselines = False,
    record: From = None,
    at: At = 0,
    seats: Seats = "",
    pack_folder: PackFolder = "",
    page: Pages = True,
    as_json: Json = False,
) -> None:
    """Run a pack many times, with scripts in its seats, and see what holds: in one arm or several, paired by seed.

    Stopped by Ctrl+C, or ended by anything else, it goes on when the same command is given again.
    """
    from shirehall.lab.ensemble import Asked, lab_in

    console = Console(stderr=True, highlight=False)
    named = tuple(each.strip() for each in seats.split(",") if each.strip())
    asked = Asked(
        pack_named(pack, record, pack_folder, at, named),
        runs,
        seed,
        arms,
        people,
        county,
        baselines,
        record,
        at,
        named,
    )
    begun = lab_in(out, asked)
    held = begun.folder
    try:
        if begun.left:
            run_left(begun, engine_called(engine, scheduler, workers), console, out)
        written = written_for(begun, asked) if page else []
    finally:
        held.end()
    tell(begun, out, written, as_json)


def pack_named(pack: str, record: Path | None, folder: str, at: int, seats: tuple[str, ...]) -> str:
    """The pack that is run: the one named, or the one that the record was played on. Raises UsageError for neither, or both."""
    if record is None:
        if at or seats or folder:
            raise UsageError(
                "--at, --seats and --pack go with a day that is branched.",
                mend="add --from RECORD, or leave them out.",
            )
        if not pack:
            raise UsageError(
                "there is no pack to run.", mend="name one, such as bigshire, or a day with --from RECORD."
            )
        return pack
    if pack and folder:
        raise UsageError("the pack is named twice.", mend="leave one of the two out.")
    if not at:
        raise UsageError(
            "the month at which the futures part is missing.", mend="add --at MONTH, such as --at 6."
        )
    from shirehall import assemble

    found = assemble.pack_of(assemble.events_of(record), pack or folder)
    return pack or folder or found.id


def engine_called(engine: Engines, scheduler: str, workers: int) -> Engine:
    """The engine asked for. Raises UsageError when it cannot be had."""
    from shirehall.lab.engines import Dask, Local

    if engine is Engines.DASK:
        return Dask(scheduler)
    if scheduler:
        raise UsageError("--scheduler goes with Dask.", mend="add --engine dask, or leave it out.")
    return Local(workers)


def run_left(begun: Lab, engine: Engine, console: Console, out: Path) -> None:
    """Run what is left, with a bar; on a screen that cannot draw one, with a line now and then.

    Stopped by Ctrl+C, it says what is kept, and the interrupt goes on.
    """
    from shirehall.lab.kept import Folder

    total, left = len(begun.tasks), len(begun.left)
    kept = f"; {total - left:,} are kept already" if left < total else ""
    arms = len(begun.plan.arms)
    of_arms = f" of {arms} arms" if arms > 1 else ""
    count = f"{left:,} run{'' if left == 1 else 's'}"
    console.print(f"{count}{of_arms} on {engine.words}{kept}.", markup=False, soft_wrap=True)
    for words in begun.folder.said:
        console.print(words, markup=False, soft_wrap=True)
    with bar(console) as progress:
        task = progress.add_task("Runs", total=total, completed=total - left, rate="")

        def heard(_done: Run | Failed) -> None:
            progress.advance(task)
            speed = progress.tasks[0].speed
            progress.update(task, rate=f"{speed * 60:.1f} a minute" if speed else "")
            count = int(progress.tasks[0].completed)
            if not console.is_terminal and (count * STEPS) // total > ((count - 1) * STEPS) // total:
                console.print(f"{count:,} of {total:,} runs are done.", markup=False, soft_wrap=True)

        try:
            begun.go_on(engine, heard)
        except KeyboardInterrupt:
            progress.stop()
            begun.folder = Folder(out)
            done = total - len(begun.left)
            console.print(
                f"Stopped. {done:,} of {total:,} runs are kept in {out}; the same command goes on from there.",
                markup=False,
                soft_wrap=True,
            )
            raise Stopped(130) from None


def bar(console: Console) -> Progress:
    """A bar with how many runs are done, how many a minute, and how long the rest might take."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        speed_estimate_period=120,
        disable=not console.is_terminal,
    )


def written_for(begun: Lab, asked: Asked) -> list[Path]:
    """The tables and the page of a lab, written into its folder."""
    from shirehall.lab.page import write_results
    from shirehall.patch.read import read_pack

    return write_results(begun.folder.path, read_pack(asked.pack)) if begun.folder.runs() else []


def tell(begun: Lab, out: Path, written: list[Path], as_json: bool) -> None:
    """Say what a lab came to. Raises ShirehallError when runs failed."""
    from shirehall.lab.ensemble import seconds_a_run, why_failed

    runs = begun.folder.runs()
    arms = {arm.name: len(begun.folder.runs(arm.name)) for arm in begun.plan.arms}
    pages = [path for path in written if path.suffix == ".html"]
    if as_json:
        told: dict[str, Any] = {
            "folder": str(out),
            "runs": len(runs),
            "arms": arms,
            "failed": [[each.task.arm.name, each.task.seed, each.why] for each in begun.failed],
            "seconds_a_run": round(seconds_a_run(runs), 3),
            "files": [str(path) for path in written],
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        each = ", ".join(f"{name} {count:,}" for name, count in arms.items())
        print(
            f"{len(runs):,} runs are kept in {out} ({each}), {seconds_a_run(runs):.1f} processor seconds a run."
        )
        for path in pages:
            print(f"Page: {path}")
    if begun.failed:
        raise why_failed(begun.failed)
