"""The commands that carry a study out and in: words only. They parse, call and print."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shirehall.cli_paths import PackFolder, RecordPath
from shirehall.errors import Place, UsageError

if TYPE_CHECKING:
    from shirehall.study.refi.taking import Taken

Form = Annotated[
    str,
    typer.Option(
        "--format",
        help="csv, xlsx, json, jsonl, parquet, ocel, xes, graphml, gexf, qdpx, rocrate, full, or another; an unknown form is "
        "answered with all of them.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The file to write; it must not be there yet. For parquet and rocrate a folder, or a .zip.",
    ),
]
Salvage = Annotated[
    bool, typer.Option("--salvage", help="From a damaged record, write what stands before the damage.")
]
RegisterFile = Annotated[
    Path | None,
    typer.Option(
        "--register",
        metavar="FILE",
        help="The register whose names to hide; the one beside the record when left out.",
    ),
]
Keep = Annotated[
    bool, typer.Option("--keep-pseudonyms", help="Keep the marks under which observers and coders wrote.")
]


def export(
    record: RecordPath,
    form: Form = "json",
    out: Out = None,
    pack: PackFolder = "",
    salvage: Salvage = False,
    register: RegisterFile = None,
    keep_pseudonyms: Keep = False,
) -> None:
    """Write a record and its notebook in another form, with roles where participants' names were typed."""
    from shirehall import assemble
    from shirehall.host.names import hiding_beside
    from shirehall.study.exports import export_called
    from shirehall.study.exports.hiding import anonymised
    from shirehall.study.study import Study

    export = export_called(form)
    where = out or Path(f"export.{form}" if export.suffix == f".{form}" else f"{form}{export.suffix}")
    hiding = hiding_beside(record, register, keep_pseudonyms=keep_pseudonyms)
    damage = None
    if salvage:
        telling, damage = assemble.before_damage(record, pack)
        study = Study(telling, assemble.entries_beside(record))
    else:
        study = assemble.study_of(record, pack)
    files = {}
    if export.takes is not None:
        from shirehall.paper.html import print_html
        from shirehall.paper.report import build

        plain = anonymised(study, hiding)
        files["report.html"] = print_html(build(plain.telling, plain.entries)).encode("utf-8")
    export.write(study, where, hiding, files)
    told = f"the {len(study.telling.events)} events {'before the damage' if damage else 'of a whole record'}."
    print(f"Wrote {where}: {told}" if salvage else f"Wrote {where}")
    played = any(study.telling.filled_by(seat) == "person" for seat in study.telling.world.seats)
    if played and not hiding.names:
        print("No register of people was at hand: a name that somebody typed would still be in it.")
    if damage:
        raise damage


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A full export (.study.jsonl), or a REFI-QDA file (.qdpx or .qdc)."
        ),
    ],
    day: Annotated[
        Path,
        typer.Argument(
            metavar="DAY",
            help="For a full export the folder to make; for a REFI-QDA file the folder of the record.",
        ),
    ],
    pack: PackFolder = "",
) -> None:
    """Read a study in again, or take codes and codings from another program into a day's notebook."""
    from shirehall import assemble
    from shirehall.cli_paths import record_file
    from shirehall.study.exports import read_file

    raw = read_file(file)
    if file.suffix.lower() in (".qdpx", ".qdc"):
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        tell_taken(assemble.take_project(record_file(day), raw, now, pack), file, day)
        return
    try:
        words = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise UsageError(
            "this is no full export.", where=Place(str(file)), mend="give one made with --format full."
        ) from fault
    study = assemble.bring_back(words, day, pack, str(file))
    print(
        f"Wrote {day}: {len(study.telling.events)} events and {len(study.entries)} entries of the notebook."
    )


def tell_taken(taken: Taken, file: Path, day: Path) -> None:
    """Say what came of a project, and lay what has no place in the notebook beside it."""
    from shirehall.study.exports import write_new

    added = sum(writing.kind == "codebook" for writing in taken.writings)
    print(
        f"Took {len(taken.writings) - added} codings and {added} new codes; {taken.known} codings were here already."
    )
    if taken.strange:
        folder = day if day.is_dir() else day.parent
        beside = next(
            path
            for path in (folder / f"{file.stem}-left{n or ''}.json" for n in range(10_000))
            if not path.exists()
        )
        rows = [
            {"where": s.where, "what": s.what, "why": s.why, "content": b64encode(s.content).decode("ascii")}
            for s in taken.strange
        ]
        write_new(beside, json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
        print(
            f"{len(rows)} parts have no place in the notebook; they are kept, each with the reason, in {beside}."
        )
