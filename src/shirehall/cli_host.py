"""The command that hosts a live day: words only. It parses, calls and prints."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from shirehall.errors import UsageError

Pack = Annotated[str, typer.Argument(help="A pack by name, or the folder of one.", metavar="PACK")]
MOST_SECONDS = 24 * 3600.0


Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to serve on.")]
Data = Annotated[
    Path, typer.Option(help="The folder in which the day is kept; a day in it is taken up again.")
]
Database = Annotated[
    str, typer.Option(metavar="URL", help="Keep the record in PostgreSQL instead of in the folder.")
]
Copy = Annotated[
    Path | None,
    typer.Option(help="The folder of the second copy, best on another disk; beside --data when left out."),
]
PublicUrl = Annotated[
    str, typer.Option(metavar="URL", help="The address that people use, when it is not this machine's own.")
]
Address = Annotated[
    str, typer.Option(help="The network address to listen at; all of this machine's by default.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The day's seed.")]
MonthSeconds = Annotated[
    float,
    typer.Option(
        min=0, max=MOST_SECONDS, help="Seconds of the wall that a month lasts; 0 for the pack's own pace."
    ),
]
Months = Annotated[
    int, typer.Option(min=0, max=120, help="Play only so many months of each round; 0 for all.")
]
Rounds = Annotated[
    int, typer.Option(min=0, max=20, help="How many of the pack's rounds are played; 0 for all.")
]
RoundSeeds = Annotated[
    list[str] | None,
    typer.Option("--round-seed", metavar="ROUND=N", help="A seed for one round, by its id or its number."),
]
Seats = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=WHO", help="Who fills a seat, a body or `*`: person, script, nobody."),
]
LivesCounty = Annotated[bool, typer.Option("--county/--no-county", help="Live the county beside the play.")]
Kept = Annotated[
    bool,
    typer.Option("--keeper/--no-keeper", help="Have the host begun again by itself when it dies (on Linux)."),
]
EVERY_ADDRESS = "0.0.0.0"
STOPPED = "Stopped. Everything acknowledged is kept; the same command goes on where it stopped."


def host(
    pack: Pack,
    port: Port = 8000,
    data: Data = Path("day"),
    database: Database = "",
    copy: Copy = None,
    public_url: PublicUrl = "",
    address: Address = EVERY_ADDRESS,
    seed: Seed = 1,
    month_seconds: MonthSeconds = 0,
    months: Months = 0,
    rounds: Rounds = 0,
    round_seed: RoundSeeds = None,
    seat: Seats = None,
    county: LivesCounty = True,
    keeper: Kept = True,
) -> None:
    """Host a live day of a pack: facilitators, players, observers and a wall in their browsers."""
    gc.disable()  # nothing of the program and the day can be let go while they are read; the host looks again once everybody is back
    from shirehall.host.addresses import own_address
    from shirehall.host.house import Settings
    from shirehall.host.keeper import ALONE, KEEPS, Keeper
    from shirehall.host.serve import Prepared, listening
    from shirehall.host.welcome import welcome
    from shirehall.patch.read import read_pack
    from shirehall.play.record.disk import room_to_start

    patch = read_pack(pack)
    short = room_to_start(data)
    if short:
        typer.echo(short, err=True)
    at = listening(port, address)
    url = public_url or f"http://{own_address()}:{port}"
    settings = Settings(
        data=data,
        database=database,
        public_url=url,
        lan=not url.startswith("https://"),
        seconds_a_month=month_seconds or 60.0 * patch.round.minutes_a_month,
        seed=seed,
        months=months,
        county=county,
        copy=copy or data.with_name(f"{data.name}-copy"),
        who=fillings(seat or []),
        rounds=rounds,
        round_seeds=own_seeds(round_seed or []),
    )
    prepared = Prepared(patch, settings)
    begun = Keeper(prepared.more(), say, STOPPED).keep() if keeper and KEEPS else ALONE
    gc.freeze()

    def ready() -> None:
        begun.serves()
        if begun.number == 1 or prepared.rounds > 1:
            say("\n".join(welcome(prepared.house, port)))

    prepared.serve(at, ready)
    say(STOPPED)


def say(words: str) -> None:
    """Tell whoever started the host, at once."""
    print(words, flush=True)


def fillings(given: list[str]) -> dict[str, str]:
    """Who fills which seat, from NAME=WHO. Raises UsageError for other shapes."""
    found = {}
    for each in given:
        name, equals, who = each.partition("=")
        if not equals or who not in ("person", "script", "random", "silent", "nobody"):
            raise UsageError(
                f"`{each}` is not NAME=WHO.", mend="write --seat buft=script, or --seat '*=person'."
            )
        found[name.strip()] = who
    return found


def own_seeds(given: list[str]) -> dict[str, int]:
    """The rounds with a seed of their own, from ROUND=N. Raises UsageError for other shapes."""
    found = {}
    for each in given:
        name, equals, seed = each.partition("=")
        if not equals or not (seed.isascii() and seed.isdigit() and int(seed) < 2**63):
            raise UsageError(
                f"`{each}` is not ROUND=N.", mend="write --round-seed r2=7, or --round-seed 2=7."
            )
        found[name.strip()] = int(seed)
    return found
