"""The command line: words only. It parses, calls and prints."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from shirehall import (
    __version__,
    cli_calibrate,
    cli_erase,
    cli_export,
    cli_findings,
    cli_host,
    cli_lab,
    cli_model,
    cli_print,
    cli_rehearse,
    cli_report,
    cli_study,
    cli_why,
)
from shirehall.cli_paths import PackFolder, RecordPath
from shirehall.errors import PackFaults, ShirehallError, UsageError

if TYPE_CHECKING:
    from shirehall.patch.pack import Patch

app = typer.Typer(
    help="Open behavioural simulations of a health system. A training simulation: it shows what might happen, never what will.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


Pack = Annotated[str, typer.Argument(help="A pack by name, or the folder of one.", metavar="PACK")]

STOPPED = 130
STOPPED_WORDS = "Stopped. If a folder was being written, it may lack its last files: play into another."


def main(args: list[str] | None = None) -> None:
    """Run a command. Exit code 0: done; 1: problems were found; 2: used wrongly; 130: stopped by Ctrl+C."""
    try:
        app(args)
    except PackFaults as faults:
        for fault in faults.faults:
            print(fault, file=sys.stderr)
        print(faults, file=sys.stderr)
        raise SystemExit(1) from None
    except UsageError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    except ShirehallError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(
            f"{where}the file cannot be used: {error.strerror}. "
            "Mend (the person giving the command): see that it may be read or written, and that there is room.",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    except SystemExit as end:
        if end.code == STOPPED and not isinstance(end, cli_lab.Stopped):
            print(STOPPED_WORDS, file=sys.stderr)
        raise
    except SystemError as error:
        if not isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
            raise
        # The county's compiled loop hands a Ctrl+C on as an error that was caused by it.
        print(STOPPED_WORDS, file=sys.stderr)
        raise SystemExit(STOPPED) from None


def version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        print(f"shirehall {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Shirehall."""


@app.command()
def play(
    pack: Pack,
    seed: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="The day's seed: with the pack, it fixes every byte.")
    ] = 1,
    out: Annotated[Path, typer.Option(help="The folder to write into; it must hold no day yet.")] = Path(
        "day"
    ),
    who: Annotated[str, typer.Option(help="Who fills the seats: script, random or silent.")] = "script",
    managers: Annotated[
        bool, typer.Option("--managers", help="Give each GP consortium its managers.")
    ] = False,
    county: Annotated[
        bool, typer.Option("--county/--no-county", help="Live the county, or play without it.")
    ] = True,
    people: Annotated[
        float,
        typer.Option(min=0.01, max=1, help="The share of the people to follow; figures come at full scale."),
    ] = 1.0,
    injects: Annotated[
        float | None,
        typer.Option(min=0, help="About how many injects a month; the pack's own when left out."),
    ] = None,
    inject_size: Annotated[
        float, typer.Option(min=0, help="How large injects are against the pack's.")
    ] = 1.0,
    rounds: Annotated[
        int | None,
        typer.Option(min=1, help="Stop after so many of the pack's rounds; all of them when left out."),
    ] = None,
    round_seed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROUND=N", help="A seed of its own for one round, by its id or number; may be repeated."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a year, or a pack's rounds one after another, with scripted players; write record, report, figures and timeline."""
    from shirehall import assemble
    from shirehall.economy import levers
    from shirehall.patch.read import read_pack

    console = Console(stderr=as_json, highlight=False)
    mechanisms = tuple(levers.catalogue())
    whole = read_pack(pack, managers=managers or None, mechanisms=mechanisms, terms_read=levers.problems)
    patch = pressed(whole, injects, inject_size)
    console.print(f"{patch.head.title}: {patch.head.notice}", style="bold", markup=False)
    if county:
        cli_model.say_if_first()
    written = assemble.play_into(
        patch, seed, out, who=who, county=county, people=people, rounds=rounds,
        round_seeds=seeds_by_round(round_seed or []), say=partial(console.print, markup=False),
    )  # fmt: skip
    lines = [
        f"{written['events']} events; the record's head is {written['head'][:16]}.",
        f"Report: {written['report']}",
    ]
    print_or_json(as_json, written, lines)


def seeds_by_round(words: list[str]) -> dict[str, int]:
    """The seeds of rounds from words such as `r2=7`. Raises UsageError for anything else."""
    seeds = {}
    for each in words:
        name, equals, number = each.partition("=")
        if not (name and equals and number.isascii() and number.isdigit() and int(number) < 2**63):
            raise UsageError(
                f"--round-seed {each} is not a round and a seed.", mend="write it as ROUND=N, such as r2=7."
            )
        seeds[name] = int(number)
    return seeds


def pressed(patch: Patch, injects: float | None, size: float) -> Patch:
    """The patch with its dials of pressure set as the options say."""
    from shirehall.patch.pressure import with_inject_size, with_injects_a_month

    patch = patch if injects is None else with_injects_a_month(patch, injects)
    return patch if size == 1 else with_inject_size(patch, size)


@app.command()
def check(pack: Pack, as_json: Json = False) -> None:
    """Check a pack: every fault with its file, line and mend; the share of figures with provenance."""
    from shirehall.economy import levers
    from shirehall.economy.figures import MEASURES
    from shirehall.economy.network import walked
    from shirehall.patch.check import check_pack
    from shirehall.patch.read import find_pack

    report = check_pack(
        find_pack(pack),
        mechanisms=tuple(levers.catalogue()),
        terms_read=levers.problems,
        measures=tuple(MEASURES),
        walked=walked,
    )
    print_or_json(as_json, report.as_json(), list(report.lines()))
    raise typer.Exit(1 if report.faults else 0)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The new pack's name, in small letters.")],
    directory: Annotated[Path, typer.Option("--in", help="The folder in which to put it.")] = Path(),
) -> None:
    """Begin a new pack: a small county that passes the check, with comments that say what to write."""
    from shirehall.patch.read import list_packs
    from shirehall.patch.scaffold import new_pack

    where = new_pack(name, directory, taken=list_packs())
    print(f"Wrote {where}. Check it with: shirehall check {shlex.quote(str(where))}")


@app.command()
def packs(as_json: Json = False) -> None:
    """List the packs that come with Shirehall."""
    from shirehall.patch.read import list_packs, read_pack

    rows = [
        {"id": pack.id, "title": pack.head.title, "months": pack.round.months}
        for pack in map(read_pack, list_packs())
    ]
    print_or_json(as_json, rows, [f"{row['id']:<12} {row['title']} ({row['months']} months)" for row in rows])


@app.command()
def timeline(record: RecordPath, pack: PackFolder = "", as_json: Json = False) -> None:
    """Print the timeline of a record: by phase, by organisation, with the numbers of the events it rests on."""
    from shirehall import assemble
    from shirehall.study.timeline import as_lines, as_rows
    from shirehall.study.timeline import timeline as told

    line = told(assemble.telling_of(record, pack))
    print_or_json(as_json, as_rows(line), as_lines(line))


@app.command()
def replay(
    record: RecordPath,
    county: Annotated[bool, typer.Option("--county", help="Live the county again too, and compare.")] = False,
    pack: PackFolder = "",
    as_json: Json = False,
) -> None:
    """Fold a record again and prove that it equals the day as it was live."""
    from shirehall import assemble

    proof = assemble.replay_record(record, county=county, pack=pack)
    lived = f", and so were {proof.county_months} months of the county" if county else ""
    lines = [
        f"{proof.events} events folded again: the world was the same at {proof.months} months' ends{lived}.",
        f"The world at the end: {proof.world}",
    ]
    print_or_json(as_json, asdict(proof), lines)


app.command()(cli_export.export)
app.command("import")(cli_export.import_)
app.command()(cli_model.model)
app.command()(cli_lab.lab)
app.command()(cli_findings.findings)
app.command()(cli_findings.rerun)
app.command()(cli_calibrate.calibrate)
app.command()(cli_host.host)
app.command()(cli_rehearse.rehearse)
app.command()(cli_report.report)
app.command("print")(cli_print.print_)
app.command()(cli_erase.erase)
app.command()(cli_why.why)
app.add_typer(cli_study.study, name="study")


def print_or_json(as_json: bool, data: Any, lines: list[str]) -> None:
    """Print a result for a program or for a person."""
    print(json.dumps(data, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
