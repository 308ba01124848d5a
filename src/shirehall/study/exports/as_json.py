"""The record as one JSON document."""

from __future__ import annotations

import json

from shirehall.study.exports import Export
from shirehall.study.exports.rows import event_rows
from shirehall.study.reading import Telling


def text(telling: Telling) -> str:
    """The patch and all events, keys sorted, two spaces deep."""
    whole = {
        "pack": telling.patch.id,
        "pack_digest": telling.patch.digest,
        "events": list(event_rows(telling)),
    }
    return json.dumps(whole, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


EXPORT = Export(
    "json", "application/json", ".json", "All events with their sentences, as one JSON document.", text
)
