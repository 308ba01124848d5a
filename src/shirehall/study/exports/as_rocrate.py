"""The whole study as a research object, RO-Crate 1.1: https://w3id.org/ro/crate/1.1. A folder of files, described by JSON-LD.

The description is written here, without the package `rocrate`, so that nothing more need be installed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from shirehall import __version__
from shirehall.study.exports import (
    Export,
    Files,
    as_codebook,
    as_gexf,
    as_graphml,
    as_json,
    as_ocel,
    as_qdc,
    as_qdpx,
    as_xes,
    full,
    indicators,
)
from shirehall.study.exports.gaps import gaps
from shirehall.study.exports.sheets import Sheet, sheets
from shirehall.study.study import Study

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
SPEC = "https://w3id.org/ro/crate/1.1"
FORMATS: Mapping[str, tuple[str, str]] = {
    ".jsonl": ("application/x-ndjson", ""),
    ".json": ("application/json", ""),
    ".csv": ("text/csv", ""),
    ".xes": ("application/xml", "https://xes-standard.org/"),
    ".graphml": ("application/graphml+xml", "http://graphml.graphdrawing.org/"),
    ".gexf": ("application/gexf+xml", "https://gexf.net/"),
    ".qdpx": ("application/zip", "https://www.qdasoftware.org/"),
    ".qdc": ("application/xml", "https://www.qdasoftware.org/"),
    ".html": ("text/html", ""),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""),
    ".pdf": ("application/pdf", ""),
    ".md": ("text/markdown", ""),
}


def crate(study: Study, given: Files) -> dict[str, bytes]:
    """The folder's files by name: the study whole, its tables, codebook, logs and figures, those given, and the description."""
    tables, own = sheets(study), tuple(parts(study))
    files = {name: content for name, content, _ in own}
    files |= {f"tables/{each.name}.csv": each.as_csv().encode("utf-8") for each in tables}
    files |= {f"report/{name}": content for name, content in given.items()}
    says = {name: words for name, _, words in own}
    says |= {f"tables/{each.name}.csv": each.meaning for each in tables}
    files["README.md"] = readme(study, files, says).encode("utf-8")
    says["README.md"] = "What this is, in words."
    metadata = described(study, files, says, tables)
    files["ro-crate-metadata.json"] = json.dumps(
        metadata, indent=2, ensure_ascii=False, sort_keys=True
    ).encode("utf-8")
    return files


def alone(study: Study) -> dict[str, bytes]:
    """The research object without a report."""
    return crate(study, {})


def parts(study: Study) -> Iterator[tuple[str, bytes, str]]:
    """The study's own files: name, content and what it says."""
    yield (
        "study.jsonl",
        full.text(study).encode("utf-8"),
        "The record and the notebook whole; Shirehall reads it in again.",
    )
    yield (
        "study.json",
        as_json.text(study).encode("utf-8"),
        "The same as one document, each event with its sentence.",
    )
    yield "codebook.qdc", as_qdc.codebook(study), "The codebook as it stands (REFI-QDA)."
    yield "codebook.csv", as_codebook.text(study).encode("utf-8"), "The codebook as it stands, for Taguette."
    yield "study.qdpx", as_qdpx.archive(study), "Notes, answers and messages with their codes (REFI-QDA)."
    yield (
        "ocel.json",
        as_ocel.text(study).encode("utf-8"),
        "The record as an object-centric event log (OCEL 2.0).",
    )
    yield "log.xes", as_xes.text(study).encode("utf-8"), "The record as an event log (XES)."
    yield "contacts.graphml", as_graphml.graphml(study), "The network of contact (GraphML)."
    yield "contacts.gexf", as_gexf.gexf(study), "The network of contact month by month (GEXF)."
    yield (
        "indicators.json",
        indicators.text(study).encode("utf-8"),
        "The county's figures and the play's measures.",
    )


def readme(study: Study, files: Files, says: Mapping[str, str]) -> str:
    """What the folder holds, in words."""
    telling, found = study.telling, gaps(study)
    head = telling.patch.head
    kinds = [telling.filled_by(seat) for seat in telling.world.seats]
    seats = ", ".join(f"{kinds.count(kind)} by {kind}" for kind in sorted(set(kinds)))
    lines = [
        f"# {head.title}", "", head.notice, "",
        f"{len(telling.events)} events and {len(study.entries)} entries of the notebook. Seats filled: {seats}.",
        "Names of participants are not in here; roles are.", "", "## Files", "",
        *(f"- `{name}`: {says.get(name, 'given with the study')}" for name in sorted(files)), "", "## Gaps", "",
        *(f"- {gap.where} {gap.number or ''}: {gap.what} {gap.treated}" for gap in found), *([] if found else ["None known."]), "",
    ]  # fmt: skip
    return "\n".join(lines)


def described(
    study: Study, files: Files, says: Mapping[str, str], tables: tuple[Sheet, ...]
) -> dict[str, Any]:
    """The description: the folder, its licence, what made it, and each file with its size, format and SHA-256."""
    head = study.telling.patch.head
    columns = {f"tables/{each.name}.csv": each.names for each in tables}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"A play of {head.title}",
        "description": f"{head.notice} Record, notebook, codebook, tables and report of one day, without names of participants.",
        "datePublished": date_of(study),
        "license": {"@id": "#licence"},
        "hasPart": [{"@id": name} for name in sorted(files)],
        "identifier": hashlib.sha256(files["study.jsonl"]).hexdigest(),
        "isBasedOn": {"@id": "#pack"},
        "keywords": "health policy, behavioural simulation",
        "mentions": {"@id": "#shirehall"},
    }
    about = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": SPEC},
        },
        root,
        {
            "@id": "#licence",
            "@type": "CreativeWork",
            "name": "Licence of the pack",
            "description": head.licence,
        },
        {
            "@id": "#pack",
            "@type": "CreativeWork",
            "name": head.title,
            "identifier": study.telling.patch.id,
            "version": study.telling.patch.digest,
        },
        {
            "@id": "#shirehall",
            "@type": "SoftwareApplication",
            "name": "Shirehall",
            "softwareVersion": __version__,
        },
    ]
    return {"@context": CONTEXT, "@graph": [*about, *file_entities(files, says, columns)]}


def file_entities(
    files: Files, says: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    """One entity a file."""
    for name in sorted(files):
        sort, standard = FORMATS.get(PurePosixPath(name).suffix, ("application/octet-stream", ""))
        entity = {
            "@id": name,
            "@type": "File",
            "name": PurePosixPath(name).name,
            "description": says.get(name, "Given with the study."),
            "encodingFormat": [sort, {"@id": standard}] if standard else sort,
            "contentSize": str(len(files[name])),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        if name in columns:
            entity["variableMeasured"] = list(columns[name])
        yield entity
    for standard in sorted({link for _, link in FORMATS.values() if link}):
        yield {"@id": standard, "@type": "WebPage", "name": standard}


def date_of(study: Study) -> str:
    """The day on which the notebook was last written in; for a day without one, the first of the county's year."""
    written = max((entry.received_at for entry in study.entries), default="")
    return written[:10] or f"{study.telling.patch.round.start}-01"


EXPORT = Export(
    "rocrate",
    "application/zip",
    "",
    "The whole study as a research object (RO-Crate): record, notebook, codebook, tables, report, with digests.",
    alone,
    takes=crate,
)
