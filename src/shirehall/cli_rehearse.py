"""The command that rehearses a whole day on this machine: words only. It parses, calls and prints."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from shirehall.errors import UsageError

Pack = Annotated[str, typer.Argument(help="A pack by name, or the folder of one.", metavar="PACK")]
Seats = Annotated[int, typer.Option(
    min=0, max=400, help="Seats that take part; more than the pack has are opened in play; 0 for its own.")]  # fmt: skip
Months = Annotated[
    int, typer.Option(min=1, max=120, help="Months to live; no more than the pack's round has.")
]
MonthSeconds = Annotated[float, typer.Option(min=1, max=3600, help="Seconds of the wall that a month lasts.")]
ActsAMinute = Annotated[float, typer.Option(min=0.1, max=300, help="Acts a minute of each seat, on a clock.")]
Kills = Annotated[int, typer.Option(min=0, max=1000, help="How often the host is killed without warning.")]
Faults = Annotated[bool, typer.Option("--faults/--no-faults", help="Have things go wrong on purpose.")]
Streams = Annotated[bool, typer.Option("--streams", help="Measure 500 and 2,000 streams too.")]
LivesCounty = Annotated[bool, typer.Option("--county/--no-county", help="Live the county beside the play.")]
Database = Annotated[str, typer.Option(
    metavar="URL", help="Rehearse on PostgreSQL: an address with a day of its own, as for `host`.")]  # fmt: skip
Data = Annotated[
    Path | None, typer.Option(help="The folder to keep the rehearsal in; thrown away when left out.")
]
Out = Annotated[
    Path | None, typer.Option(help="Write the table to this Markdown file too; it must not be there yet.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The seed of the bots and of the troubles.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def rehearse(
    pack: Pack, seats: Seats = 0, months: Months = 13, month_seconds: MonthSeconds = 20, acts_a_minute: ActsAMinute = 36,
    kills: Kills = 10, faults: Faults = True, streams: Streams = False, county: LivesCounty = True, database: Database = "",
    data: Data = None, out: Out = None, seed: Seed = 1, as_json: Json = False,
) -> None:  # fmt: skip
    """Rehearse a whole day on this machine with bots in every seat and faults on, and print what held.

    Exit code 1 when a floor does not hold.
    """
    from shirehall.host.rehearse.day import Rehearsal
    from shirehall.host.rehearse.goals import as_json as told_as_json
    from shirehall.host.rehearse.goals import as_lines, goals_of, held, write_page
    from shirehall.host.rehearse.plan import Plan, folder_for
    from shirehall.patch.read import read_pack

    patch = read_pack(pack)
    refuse_what_is_there(data, out)
    console = Console(stderr=as_json, highlight=False)
    with folder_for(data) as folder:
        plan = Plan(pack, folder, seats, min(months, patch.round.months), month_seconds, acts_a_minute,
                    kills if faults else 0, faults, True, streams, county, database, seed)  # fmt: skip
        rehearsal = Rehearsal(plan, patch, say=lambda words: console.print(words, markup=False))
        told = asyncio.run(rehearsal.run())
    measures = rehearsal.measures
    goals = goals_of(plan, told, measures, rehearsal.crowd.histories)
    if out is not None:
        write_page(out, plan, goals, told, measures)
    lines = as_lines(goals, told, measures)
    print(
        json.dumps(told_as_json(goals, told, measures), ensure_ascii=False, indent=2)
        if as_json
        else "\n".join(lines)
    )
    raise typer.Exit(0 if held(goals, told, measures) else 1)


def refuse_what_is_there(data: Path | None, out: Path | None) -> None:
    """A rehearsal writes over nothing. Raises UsageError."""
    if data is not None and data.exists():
        raise UsageError(f"{data} is there already.", mend="name a folder that is not, with --data.")
    if out is not None and out.exists():
        raise UsageError(f"{out} is there already.", mend="name another file, or move this one away.")
