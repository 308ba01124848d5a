"""The play in numbers: the county's figures by month, the measures that come down to one number, and digests of what they rest on."""

from __future__ import annotations

from typing import Any

from shirehall import __version__
from shirehall.economy.figures import MEASURES as COUNTY
from shirehall.economy.figures import digest, number
from shirehall.play.record.chain import GENESIS, event_text, link
from shirehall.play.record.event import canonical
from shirehall.study.exports import Export
from shirehall.study.findings import judge_all
from shirehall.study.measures import measures
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.tables import NO_FILTERS

FORMAT = "shirehall-indicators"


def text(study: Study) -> str:
    """Canonical JSON: the same play gives the same bytes."""
    return canonical(indicators(study.telling)) + "\n"


def indicators(telling: Telling) -> dict[str, Any]:
    """The document as a mapping."""
    return {
        "format": FORMAT,
        "version": 1,
        "shirehall": __version__,
        "notice": telling.patch.head.notice,
        "pack": telling.patch.id,
        "months": len(telling.months),
        "round_closed": telling.closed,
        "filled_by": filled(telling),
        "digests": {
            "pack": telling.patch.digest,
            "record": record_digest(telling),
            "figures": digest(telling.figures),
        },
        "play": play(telling),
        "findings": findings(telling),
        "county": county(telling),
    }


def filled(telling: Telling) -> dict[str, int]:
    """How many seats each sort of player filled."""
    kinds = [telling.filled_by(seat) for seat in telling.world.seats]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def record_digest(telling: Telling) -> str:
    """The head of the record's chain: the same as its store's digest."""
    head = GENESIS
    for event in telling.events:
        head = link(head, event_text(event))
    return head


def play(telling: Telling) -> dict[str, float | None]:
    """Counts of events by kind, and every measure that comes down to one number, over all bodies and months."""
    kinds = [event.kind for event in telling.events]
    found: dict[str, float | None] = {f"events/{kind}": kinds.count(kind) for kind in sorted(set(kinds))}
    for name, measure in measures().items():
        if measure.read is not None:
            found[f"measure/{name}"] = measure.read(telling, NO_FILTERS).value
    return found


def findings(telling: Telling) -> dict[str, dict[str, Any]]:
    """What became of each finding of the pack."""
    judged = judge_all(telling)
    return {j.finding.id: {"outcome": j.outcome, "value": j.value, "mark": j.mark} for j in judged}


def county(telling: Telling) -> list[list[Any]]:
    """The county's figures: [month, measure, subject, group, value, unit]."""
    return [
        [f.month, f.measure, f.subject, f.group, number(f.value, COUNTY[f.measure].decimals), f.unit]
        for f in telling.figures
    ]


EXPORT = Export(
    "indicators",
    "application/json",
    ".json",
    "The county's figures and the play's measures, with digests.",
    text,
)
