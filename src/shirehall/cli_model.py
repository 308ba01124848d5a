"""The command that asks the county model: words only. It parses, calls and prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from shirehall.errors import UsageError

LEVERS = "option"
WIDEST = 130
MOST_RUNS = 1000


def counted(text: str) -> str:
    """A number of replications, or auto."""
    if text != "auto" and not (
        text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= MOST_RUNS
    ):
        raise UsageError(
            f"{text} is no number of replications.", mend=f"give a number from 1 to {MOST_RUNS:,}, or auto."
        )
    return text


def named_options(levers: Path | None, options: list[str]) -> list[tuple[str, Path]]:
    """The options asked for as (name, path). Raises UsageError for one that is not NAME=FILE, or two of one name."""
    found = (
        [(levers.stem.replace("_", " ").replace("-", " ") or LEVERS, levers)] if levers is not None else []
    )
    for each in options:
        name, equals, path = each.partition("=")
        if not equals or not name.strip() or not path.strip():
            raise UsageError(
                f"`{each}` is no option.", mend="write --option NAME=FILE, such as --option shift=shift.yaml."
            )
        found.append((name.strip(), Path(path.strip())))
    names = [name for name, _ in found]
    doubled = next((name for name in [*names, "baseline"] if [*names, "baseline"].count(name) > 1), "")
    if doubled:
        raise UsageError(
            f"two options are called {doubled}.",
            mend="give each a name of its own; the baseline has its own.",
        )
    return found


Pack = Annotated[
    str, typer.Argument(help="A pack by name, or a folder of one or of a county's tables.", metavar="PACK")
]
Months = Annotated[int, typer.Option(min=1, max=120, help="How many months to live, from the opening.")]
Levers = Annotated[Path | None, typer.Option(metavar="FILE", help="A YAML list of levers: one option.")]
OneMore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=FILE",
        help="Another option: a file of levers, or a folder of tables that vary the pack's; again for more.",
    ),
]
Proposed = Annotated[
    list[str] | None,
    typer.Option(
        "--proposal",
        metavar="NAME",
        help="A proposed way of working, tried as an option: one of the pack's, or a folder; again for more.",
    ),
]
Runs = Annotated[
    str,
    typer.Option(
        metavar="auto|N",
        help="How many futures to live for each option; auto: as many as are needed.",
        callback=counted,
    ),
]
Seed = Annotated[
    int, typer.Option(min=0, max=2**63 - 1, help="With the pack and the options, it fixes every figure.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write the page, charts and figures into this folder.")
]
ChanceOnly = Annotated[bool, typer.Option("--chance-only", help="Vary chance alone, not what is assumed.")]
Restore = Annotated[
    bool,
    typer.Option("--restore/--no-restore", help="Look for the single change that would restore who falls."),
]
Cache = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep warmed openings in the user's cache folder.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
FIRST = "This machine runs the county for the first time: its loop is being compiled, which takes some seconds, once."


def say_if_first() -> None:
    """Say on the error stream why the first run of a machine takes longer, when this is the first."""
    from shirehall.economy.kernel import is_compiled

    if not is_compiled():
        Console(stderr=True, highlight=False).print(FIRST)


def model(
    pack: Pack,
    months: Months = 12,
    levers: Levers = None,
    option: OneMore = None,
    proposal: Proposed = None,
    replications: Runs = "auto",
    seed: Seed = 1,
    out: Out = None,
    chance_only: ChanceOnly = False,
    restore: Restore = True,
    cache: Cache = True,
    as_json: Json = False,
) -> None:
    """Ask the county model what might happen: a baseline and options side by side, with ranges, in plain words."""
    options = named_options(levers, option or [])
    console = Console(stderr=True, highlight=False)
    from shirehall.lab import asking
    from shirehall.lab.starts import cache_folder
    from shirehall.paper.model.files import free
    from shirehall.paper.plain import print_plain

    if out is not None:
        free(out)
    say_if_first()
    with console.status("Opening the county") as status:
        question = asking.Question(
            pack, months, options, "auto" if replications == "auto" else int(replications), seed, not chance_only, restore,
            cache_folder() / "openings" if cache else None, lambda line: console.print(line, markup=False), status.update,
            proposals=proposal or (),
        )  # fmt: skip
        answer = asking.put(question)
    written: dict[str, Any] = answer.write(out) if out is not None else {}
    if as_json:
        print(json.dumps({**answer.data, "files": written}, ensure_ascii=False, indent=2))
        return
    print(print_plain(answer.document, min(console.width, WIDEST)), end="")
    if written:
        print(f"\nPage: {written['page.html']}")
