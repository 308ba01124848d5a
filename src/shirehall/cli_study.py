"""The command `study`: what a record and its notebook come to, and what people add to it, from the command line."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shirehall.study.study import Study
    from shirehall.study.tables import Table

study = typer.Typer(help="Study a record: measures, notes, codes, themes, timeline.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
By = Annotated[str, typer.Option("--by", help="Who writes: a pseudonym, never a name.")]


@study.callback(invoke_without_command=True)
def of(
    context: typer.Context,
    record: Annotated[
        Path,
        typer.Argument(
            help="A record: record.sqlite or record.jsonl, or the folder of one.", metavar="RECORD"
        ),
    ],
    pack: Annotated[
        str,
        typer.Option(
            "--pack", help="The folder of the pack it was played on, if that does not come with Shirehall."
        ),
    ] = "",
) -> None:
    """Study a record and the notebook beside it. Without a further word: what there is, and what is missing."""
    context.obj = (record_of(record), pack)
    if context.invoked_subcommand is None:
        print("\n".join(overview(read(context))))


def record_of(path: Path) -> Path:
    """The path of a record; of a folder, the record that lies in it."""
    from shirehall.cli_paths import record_file

    return record_file(path)


def read(context: typer.Context) -> Study:
    """The study of the record that the command names."""
    from shirehall import assemble

    record, pack = context.obj
    return assemble.study_of(record, pack)


def now() -> str:
    """The moment, as the notebook labels it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def overview(found: Study) -> list[str]:
    """What a study holds, in lines."""
    kinds = Counter(each.entry.kind for each in found.standing())
    telling = found.telling
    lines = [
        f"{telling.patch.head.title}: {len(telling.events):,} events in {len(telling.months)} months"
        f"{'' if telling.closed else ', the day not ended'}.",
        *(f"{number:>6} {kind}" for kind, number in sorted(kinds.items())),
    ]
    missing = [
        words for kind, words in (
            ("note", "no observers' notes (read some in: shirehall study RECORD notes FILE.csv --by NAME)"),
            ("coding", "no codings"), ("theme", "no themes"), ("answer", "no feedback"), ("validation", "no validation"),
        ) if not kinds[kind]
    ]  # fmt: skip
    return [*lines, *(f"Missing: {each}." for each in missing)]


@study.command()
def measures(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A measure; all of them are listed when it is left out.")] = "",
    keep: Annotated[
        list[str] | None, typer.Option("--filter", help="name=value, several times if need be.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a measure of the record or of its notebook as a table, or list the measures."""
    from shirehall.study.filters import filters_in
    from shirehall.study.measures import compute, every_measure

    if not name:
        rows = [
            {"name": m.name, "title": m.title, "meaning": m.meaning, "filters": list(m.filters)}
            for m in every_measure().values()
        ]
        lines = [f"{row['name']:<28} {row['meaning']}" for row in rows]
        print(json.dumps(rows, indent=2, ensure_ascii=False) if as_json else "\n".join(lines))
        return
    table = compute(name, read(context), filters_in(keep or []))
    print(
        json.dumps(as_data(table), indent=2, ensure_ascii=False) if as_json else as_csv(table),
        end="" if not as_json else "\n",
    )


def as_data(table: Table) -> list[dict[str, Any]]:
    """A table for a program: each row with the events and the notebook's entries it rests on."""
    return [
        {**row, "events": list(table.evidence[n]), "notes": list(noted_of(table, n))}
        for n, row in enumerate(table.dicts())
    ]


def noted_of(table: Table, row: int) -> tuple[int, ...]:
    """The notebook's entries that a row rests on."""
    return table.noted[row] if table.noted else ()


def as_csv(table: Table) -> str:
    """A table for a spreadsheet: each row with the events and the notebook's entries it rests on."""
    from shirehall.study.exports.rows import csv_text

    rows = (
        [*row, "; ".join(map(str, table.evidence[n])), "; ".join(map(str, noted_of(table, n)))]
        for n, row in enumerate(table.rows)
    )
    return csv_text((*table.columns, "events", "notes"), rows)


@study.command()
def themes(context: typer.Context, as_json: Json = False) -> None:
    """Print the themes as they stand: strength, origin, evidence for and against, and their learning points."""
    from shirehall.study.themes import read_themes

    found = read_themes(read(context))
    rows: list[dict[str, Any]] = [
        {
            "theme": each.theme.id, "title": each.theme.title, "statement": each.theme.statement,
            "subject": each.theme.subject, "strength": each.strength, "origin": each.theme.origin,
            "for": len(each.theme.supports), "against": len(each.theme.against), "artefact": each.theme.artefact,
            "learning_points": [point.point.statement for point in found.points_of(each.theme.id)],
        }
        for each in found.standing
    ]  # fmt: skip
    lines = []
    for row in rows:
        lines.append(
            f"{row['title']} [{row['theme']}]: {row['strength']}, {row['for']} for, {row['against']} against"
        )
        lines += [f"    {row['statement']}", *(f"    - {each}" for each in row["learning_points"])]
    told = "\n".join(lines or ["No theme has been written yet."])
    print(json.dumps(rows, indent=2, ensure_ascii=False) if as_json else told)


@study.command()
def timeline(context: typer.Context, as_json: Json = False) -> None:
    """Print the timeline as people edited it, with the ids of its lines."""
    from shirehall.study.timeline_edit import edited

    found = edited(read(context))
    rows = [
        {"line": e.id, "part": e.part, "phase": e.phase, "month": e.line.month, "body": e.body, "sentence": e.line.sentence,
         "drawn": e.drawn, "by": e.by, "why": e.why, "events": list(e.line.seq), "notes": list(e.notes)}
        for e in found.lines
    ]  # fmt: skip
    lines = [
        f"{'*' if row['by'] else ' '} {row['month']:>3} {row['sentence']} [{row['line']}]" for row in rows
    ]
    lines += [f"Put aside: {each.line.sentence} [{each.id}]" for each in found.put_aside]
    lines += [
        f"Kept, but the record no longer draws its line: {each.body.get('words', '')}" for each in found.lost
    ]
    print(json.dumps(rows, indent=2, ensure_ascii=False) if as_json else "\n".join(lines))


@study.command()
def notes(
    context: typer.Context,
    sheet: Annotated[
        Path,
        typer.Argument(help="A sheet of notes as CSV; its first row names the columns.", metavar="FILE.csv"),
    ],
    by: By,
) -> None:
    """Read observers' notes from a sheet into the notebook beside the record. Read twice, they are kept once."""
    from shirehall import assemble
    from shirehall.study.notebook.note import vocabulary
    from shirehall.study.notebook.sheet import notes_of, read_sheet

    found = read(context)
    text = read_sheet(sheet)
    told = notes_of(text, vocabulary(found.telling.patch, found.telling.world), by, found.telling.last_month)
    with assemble.notebook_beside(context.obj[0]) as notebook:
        before = len(notebook.entries())
        notebook.write_all(told.writings, now())
        added = len(notebook.entries()) - before
    print("\n".join([*told.remarks, f"{len(told.writings)} notes read, {added} of them new."]))
