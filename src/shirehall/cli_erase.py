"""The command that erases people from a day: words only. It parses, asks, calls and prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path,
    typer.Argument(help="The folder in which the day was kept; its host must be stopped.", metavar="DATA"),
]
Seat = Annotated[
    str, typer.Option(metavar="ID", help="Only who was entered for this seat; everybody when left out.")
]
Database = Annotated[
    str, typer.Option(metavar="URL", help="The day's database, if it was kept in PostgreSQL.")
]
Also = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="Search this folder too, such as one of reports; again for more."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def erase(
    data: Data,
    seat: Seat = "",
    database: Database = "",
    also: Also = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Erase the people of a day: names, consent and attendance; then search for what is left of them.

    The record of play holds no names and stays. Exit code 1 when a name is still found somewhere, or a copy was out of reach.
    """
    from shirehall.host.erasing import erase_people
    from shirehall.host.stores import beside_in

    whom = f"everybody who was entered for {seat}" if seat else "everybody, with all codes and sessions"
    if not yes:
        typer.confirm(
            f"Erase {whom}, from {data} and the copies of its register? This cannot be undone.", abort=True
        )
    engine = beside_in(database) if database else None
    told = erase_people(
        data, seat=seat, engine=engine, also=(data.with_name(f"{data.name}-copy"), *(also or ()))
    )
    if as_json:
        left = [{"file": str(one.path), "member": one.member, "times": one.times} for one in told.left]
        unreached = list(told.deletion.unreached)
        print(
            json.dumps(
                {
                    "people": told.deletion.people,
                    "searched": told.searched,
                    "left": left,
                    "unreached": unreached,
                }
            )
        )
    else:
        print("\n".join(told.lines()))
    if told.left or told.deletion.unreached:
        raise typer.Exit(1)
