"""What a body spoke of beside what its deeds were about."""

from __future__ import annotations

from collections import defaultdict

from shirehall.play.record.event import Event
from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, steered
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import (
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)

NOTE = (
    "Shares are of mentions: of a body's talk, and of its commitments and settled deeds, how much was about each topic that it declared "
    "or that the agreement it acted on declares. The gap is deeds less talk; a minus says that more was said of it than done."
)


def topics_of(telling: Telling, event: Event) -> tuple[str, ...]:
    """The topics that an act declares, else those of the agreement it is about."""
    deal = telling.agreement(event)
    return event.about or (deal.about if deal else ())


def mentions(telling: Telling, filters: Filters) -> dict[tuple[str, str], tuple[list[int], list[int]]]:
    """For each body and topic the acts of talk, and the commitments and settled deeds, that are about it."""
    found: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for event in acts(telling, filters):
        done = telling.nature(event) == "commitment" or telling.settles(event)
        if done or telling.nature(event) == "talk":
            for topic in topics_of(telling, event):
                found[actor(event), topic][done].append(event.seq)
    return found


def said_and_did(telling: Telling, filters: Filters) -> Table:
    """One row a body and topic, bodies in the order of the pack."""
    found = mentions(telling, filters)
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for body in telling.bodies:
        mine = {topic: pair for (who, topic), pair in found.items() if who == body}
        talk, deeds = (sum(len(pair[n]) for pair in mine.values()) for n in (0, 1))
        for topic in sorted(mine):
            said, done = mine[topic]
            of_talk, of_deeds = share(len(said), talk), share(len(done), deeds)
            gap = None if of_talk is None or of_deeds is None else round(of_deeds - of_talk, 4) + 0.0
            rows.append(((body, topic, len(said), of_talk, len(done), of_deeds, gap), [*said, *done]))
    return table(("body", "topic", "said", "share_of_talk", "did", "share_of_deeds", "gap"), rows, NOTE)


def distance(telling: Telling, filters: Filters) -> Reading:
    """How far apart talk and deeds lie by topic: half the sum of the gaps, nought when alike and one when nothing is shared."""
    found = mentions(telling, filters)
    topics = sorted({topic for _, topic in found})
    said = {t: [seq for (_, topic), pair in found.items() if topic == t for seq in pair[0]] for t in topics}
    did = {t: [seq for (_, topic), pair in found.items() if topic == t for seq in pair[1]] for t in topics}
    talk, deeds = sum(map(len, said.values())), sum(map(len, did.values()))
    evidence = [seq for each in (*said.values(), *did.values()) for seq in each]
    if not talk or not deeds:
        return reading(
            None, evidence, f"{talk} mentions in talk, {deeds} in deeds: nothing to set side by side"
        )
    apart = sum(abs(len(said[t]) / talk - len(did[t]) / deeds) for t in topics) / 2
    return reading(
        apart, evidence, f"over {len(topics)} topics, {talk} mentions in talk and {deeds} in deeds"
    )


MEASURES = (
    Measure("said-and-did", "What was said and what was done", "mentions",
            "By body and topic, the share of its talk beside the share of its deeds.", said_and_did, EVENT_FILTERS),
    number_measure("said-did-distance", "Distance of talk from deeds", "share",
                   "How far the topics of talk and the topics of deeds lie apart (half the sum of absolute differences of shares).",
                   steered(distance), (*EVENT_FILTERS, *STEERING)),
)  # fmt: skip
