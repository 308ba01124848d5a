"""The command that prints a day's papers: words only. It parses, calls and prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from shirehall.errors import UsageError

PAPERS = "packs, positions, roles, tents, qr, timetable, forms, observers, runsheet, checklist or all"

Pack = Annotated[str, typer.Argument(help="A pack by name, or the folder of one.", metavar="PACK")]
What = Annotated[
    list[str] | None,
    typer.Option("--what", metavar="PAPER", help=f"{PAPERS}; again for more.", show_default="all"),
]
PaperSize = Annotated[str, typer.Option("--size", help="The size of paper: a4, a5 or a6.")]
Large = Annotated[bool, typer.Option("--large", help="Large print: no letter under 18 point.")]
SeatIds = Annotated[
    list[str] | None,
    typer.Option("--seat", metavar="ID", help="Only papers for this seat and its body; again for more."),
]
BodyIds = Annotated[
    list[str] | None, typer.Option("--body", metavar="ID", help="Only papers for this body; again for more.")
]
Url = Annotated[
    str, typer.Option("--url", help="The address at which people join, such as http://192.168.1.20:8000.")
]
Codes = Annotated[
    Path | None,
    typer.Option(
        "--codes", metavar="FILE", help="Seats' codes for the join sheets: JSON or CSV with seat, code, link."
    ),
]
Detail = Annotated[
    bool,
    typer.Option(
        "--detail/--no-detail", help="The detail behind at the back of the packs, or on sheets of its own."
    ),
]
Managers = Annotated[bool, typer.Option("--managers", help="Give each GP consortium its managers.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write into.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def print_(
    pack: Pack,
    what: What = None,
    size: PaperSize = "a4",
    large: Large = False,
    seat: SeatIds = None,
    body: BodyIds = None,
    url: Url = "",
    codes: Codes = None,
    detail: Detail = True,
    managers: Managers = False,
    out: Out = Path("papers"),
    as_json: Json = False,
) -> None:
    """Print a day's papers as PDF: packs to send ahead, cards, tents, join sheets, forms, run sheet, checklist."""
    from shirehall.paper.print.codes import read_codes
    from shirehall.paper.print.look import SIZES, Look
    from shirehall.paper.print.order import Order, print_papers
    from shirehall.patch.read import read_pack

    paper = next((each for each in SIZES if each == size.casefold()), None)
    if paper is None:
        raise UsageError(f"`{size}` is no size of paper here.", mend=f"use one of {', '.join(SIZES)}.")
    patch = read_pack(pack, managers=managers or None)
    cards = read_codes(codes, patch, url) if codes is not None else ()
    order = Order(
        tuple(what or ("all",)), Look(paper, large), tuple(seat or ()), tuple(body or ()), url, cards, detail
    )  # fmt: skip
    written = print_papers(patch, order, out, say_nothing if as_json else print)
    if as_json:
        print(json.dumps([str(path) for path in written], ensure_ascii=False, indent=2))


def say_nothing(line: str) -> None:
    """Keep quiet: a program reads the list at the end."""
