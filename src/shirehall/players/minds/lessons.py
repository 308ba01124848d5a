"""What the mechanisms remember of each kind of event, gathered."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.players.minds import cover, evidence, hiring, knowledge, place, pressure, trusting, voice
from shirehall.players.minds.weigher import Lesson

LEARNERS = (trusting, pressure, knowledge, voice, evidence, cover, hiring, place)
LESSONS: Mapping[str, tuple[Lesson, ...]] = {
    kind: tuple(each.LESSONS[kind] for each in LEARNERS if kind in each.LESSONS)
    for kind in dict.fromkeys(kind for each in LEARNERS for kind in each.LESSONS)
}
"""By kind of event, in the order of the learners."""
