"""The whole study as JSON Lines, from which it can be read again: every event and every entry just as it was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from shirehall import __version__
from shirehall.errors import Place, RecordError
from shirehall.patch.pack import Patch
from shirehall.play.record.event import Event, Json, canonical, from_json, to_json
from shirehall.study.exports import Export
from shirehall.study.notebook.entry import Entry, entry_from
from shirehall.study.reading import tell
from shirehall.study.study import Study

FORMAT = "shirehall-study"
VERSION = 1


def text(study: Study) -> str:
    """A heading, one line an event, one line an entry, and a closing line with their numbers and a digest of all that stands before it."""
    patch = study.telling.patch
    head = {
        "format": FORMAT,
        "version": VERSION,
        "pack": patch.id,
        "pack_digest": patch.digest,
        "shirehall": __version__,
    }
    lines = [canonical(head)]
    lines += [canonical({"event": to_json(event)}) for event in study.telling.events]
    lines += [
        canonical({"entry": {f.name: getattr(e, f.name) for f in fields(Entry)}}) for e in study.entries
    ]
    closing = {"events": len(study.telling.events), "entries": len(study.entries), "digest": digest(lines)}
    return "\n".join((*lines, canonical(closing))) + "\n"


def digest(lines: Iterable[str]) -> str:
    """SHA-256 of some lines, each with its end."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8")).hexdigest()


def pack_named(words: str, where: str = "the file") -> str:
    """The pack that a full export was played on. Raises RecordError when it is none."""
    first = words.partition("\n")[0]
    head = an_object(first, where, 1)
    if head.get("format") != FORMAT or head.get("version") != VERSION:
        raise RecordError(
            f"this is no full export of a study (format {head.get('format')!r}, version {head.get('version')!r}).",
            where=Place(where, 1),
            who="the person giving the command",
            mend="give a file made with: shirehall export RECORD --format full.",
        )
    return str(head.get("pack", ""))


def study_from(words: str, patch: Patch, where: str = "the file") -> Study:
    """The study that a full export holds, on the pack it was played on. Raises RecordError as `parts_from` does."""
    events, entries = parts_from(words, where)
    return Study(tell(events, patch), entries)


def parts_from(words: str, where: str = "the file") -> tuple[tuple[Event, ...], tuple[Entry, ...]]:
    """The events and entries that a full export holds.

    Raises RecordError that names the line for a file that is something else, was cut short or was changed.
    """
    pack_named(words, where)
    lines = words.split("\n")
    if len(lines) < 3 or lines[-1]:
        raise damaged("the file was cut short: its closing line is missing.", where, len(lines))
    *said, closing_line = lines[:-1]
    closing = an_object(closing_line, where, len(said) + 1)
    events: list[Event] = []
    entries: list[Entry] = []
    for number, line in enumerate(said[1:], start=2):
        taken(an_object(line, where, number), events, entries, where, number)
    told = {"events": len(events), "entries": len(entries), "digest": digest(said)}
    if closing != told:
        raise damaged(
            "the closing line states something else than what stands before it.", where, len(said) + 1
        )
    return tuple(events), tuple(entries)


def taken(data: dict[str, Json], events: list[Event], entries: list[Entry], where: str, number: int) -> None:
    """Put one line where it belongs."""
    try:
        if "event" in data:
            events.append(from_json(data["event"]))
        else:
            entries.append(entry_from(data["entry"]))
    except (KeyError, TypeError) as fault:
        raise damaged(
            f"neither an event nor an entry: {fault} is missing or unfit.", where, number
        ) from fault
    if (events[-1].seq != len(events)) if "event" in data else (entries[-1].number != len(entries)):
        raise damaged("a number is missing or stands twice.", where, number)


def an_object(line: str, where: str, number: int) -> dict[str, Any]:
    """A line as a JSON object. Raises RecordError when it is none."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise damaged("the line is not JSON.", where, number) from fault
    if not isinstance(data, dict):
        raise damaged("the line is not a JSON object.", where, number)
    return data


def damaged(what: str, where: str, number: int) -> RecordError:
    """The error of a file that was cut or changed."""
    return RecordError(
        what, where=Place(where, number), mend="export the study again, or restore the file from a copy."
    )


EXPORT = Export(
    "full",
    "application/x-ndjson",
    ".study.jsonl",
    "The whole study, record and notebook, one JSON object a line; it can be read in again.",
    text,
)
