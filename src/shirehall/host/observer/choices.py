"""What the form of a note offers to choose from: tables, bodies, seats, cues, codes by group, topics, agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shirehall.host.house import House
from shirehall.host.observer.watching import Watching
from shirehall.host.observer.writing import book_now
from shirehall.play.names import WorldNames
from shirehall.study.notebook.note import CONFIDENCES, CUES, STANCES

CUE_WORDS: Mapping[str, str] = {
    "tone": "Tone of voice",
    "posture": "Posture",
    "seating": "Who sits or stands where",
    "silence": "Silence",
    "power": "Who defers to whom",
}
GROUP_WORDS: Mapping[str, str] = {
    "action": "What they did",
    "feeling": "What they felt",
    "omission": "What was left out",
    "tone-and-power": "Tone and power",
    "positive": "What went well",
}
KEYED = 9
"""Codes of a group that have a key of their own."""


def choices(house: House, watching: Watching) -> dict[str, Any]:
    """Everything that a note may name, as pairs of an id and what it is called."""
    patch = house.patch
    view = watching.view()
    control = {body.id for body in patch.organisations if body.kind == "control"}
    bodies = [(body.id, body.short) for body in patch.organisations if body.id not in control]
    seats = [(seat.id, f"{seat.role} ({patch.organisation(seat.organisation).short})", seat.table) for seat in patch.active_seats
             if seat.organisation not in control]  # fmt: skip
    agreements: list[tuple[str, str]] = []
    if view is not None:
        names = WorldNames(view.world)
        known = {body for body, _ in bodies}
        bodies += [(b.id, b.short) for b in view.world.organisations.values() if b.id not in known | control]
        agreements = [
            (str(number), f"{each.title} ({names.bodies(each.parties)})")
            for number, each in sorted(view.world.agreements.items())
        ]
    return {
        "tables": watching.tables,
        "bodies": bodies,
        "seats": by_table(watching, seats),
        "cues": [(cue, CUE_WORDS[cue]) for cue in CUES],
        "stances": STANCES,
        "confidences": [each for each in CONFIDENCES if each],
        "codes": by_group(
            (code.id, code.group or "other", code.title, code.means) for code in book_now(house).offered
        ),
        "topics": [(topic.id, topic.title) for topic in patch.codebook.topics],
        "agreements": agreements,
        "hints": patch.codebook.cues,
    }


def by_group(codes: Iterable[tuple[str, str, str, str]]) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Codes, each as (id, group, title, meaning), under their groups in the order in which those come."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for id_, group, title, means in codes:
        groups.setdefault(group, []).append((id_, title, means))
    return [(group, group_words(group), found) for group, found in groups.items()]


def group_words(group: str) -> str:
    """A group of codes as pages call it."""
    return GROUP_WORDS.get(group, group.replace("-", " ").capitalize())


def by_table(
    watching: Watching, seats: list[tuple[str, str, str]]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Seats under the table at which they sit."""
    return [
        (table, title, [(i, words) for i, words, at in seats if at == table])
        for table, title in watching.tables
    ]
