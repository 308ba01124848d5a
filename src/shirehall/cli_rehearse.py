"""The command that rehearses a whole day on this machine: words only. It parses, calls and prints."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from shirehall.errors import UsageError

Pack = Annotated[str, typer.Argument(help="A pack by name, or the folder of one.", metavar="PACK")]
Seats = Annotated[int, typer.Option(
    min=0, max=400, help="Seats that take part; more than the pack has are opened in play; 0 for its own.")]  # fmt: skip
Course = Annotated[Literal["year", "kills", "moves"], typer.Option(
    help="A year with figures and troubles; kills one after the other under load; or so many moves, without troubles.")]  # fmt: skip
Months = Annotated[
    int, typer.Option(min=1, max=120, help="Months to live; no more than the pack's round has.")
]
MonthSeconds = Annotated[float, typer.Option(
    min=0, max=3600, help="Seconds of the wall that a month lasts; 0 for 20 in a year, 60 otherwise.")]  # fmt: skip
ActsAMinute = Annotated[float, typer.Option(min=0.1, max=300, help="Acts a minute of each seat, on a clock.")]
Kills = Annotated[int, typer.Option(
    min=-1, max=1000, help="How often the host is killed without warning; left out, 10 in a year and 200 in `kills`.")]  # fmt: skip
Moves = Annotated[int, typer.Option(min=1, max=1_000_000, help="How many moves, in `moves`.")]
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
    pack: Pack, course: Course = "year", seats: Seats = 0, months: Months = 13, month_seconds: MonthSeconds = 0,
    acts_a_minute: ActsAMinute = 36, kills: Kills = -1, moves: Moves = 10_000, faults: Faults = True, streams: Streams = False,
    county: LivesCounty = True, database: Database = "", data: Data = None, out: Out = None, seed: Seed = 1, as_json: Json = False,
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
        year, troubled = course == "year", faults and course != "moves"
        asked = kills if kills >= 0 else 10 if year else 200
        plan = Plan(pack, folder, seats, min(months, patch.round.months), month_seconds or (20.0 if year else 60.0), acts_a_minute,
                    asked if troubled else 0, troubled, year, streams and year, county, database, seed,
                    most_acts=moves if course == "moves" else 0, stop_after_troubles=course == "kills")  # fmt: skip
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
