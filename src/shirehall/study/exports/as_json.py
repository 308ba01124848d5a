"""The study as one JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from shirehall.study.exports import Export
from shirehall.study.exports.gaps import gaps
from shirehall.study.exports.rows import event_rows
from shirehall.study.notebook.entry import Entry
from shirehall.study.study import Study


def text(study: Study) -> str:
    """The patch, all events, the notebook's entries and what is missing; keys sorted, two spaces deep."""
    telling = study.telling
    whole = {
        "pack": telling.patch.id,
        "pack_digest": telling.patch.digest,
        "events": list(event_rows(telling)),
        "notebook": [{f.name: getattr(entry, f.name) for f in fields(Entry)} for entry in study.entries],
        "gaps": [asdict(gap) for gap in gaps(study)],
    }
    return json.dumps(whole, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


EXPORT = Export(
    "json",
    "application/json",
    ".json",
    "All events with their sentences, the notebook, and what is missing, as one JSON document.",
    text,
)
