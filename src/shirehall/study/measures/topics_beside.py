"""Topics beside one another, and what was done before and after a turn."""

from __future__ import annotations

from collections import defaultdict

from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, steered, wanted
from shirehall.study.measures.lags import THEN, both
from shirehall.study.measures.shares import without
from shirehall.study.reading import Telling
from shirehall.study.tables import Filters, Reading, number_measure, reading, share


def topic_rank(telling: Telling, filters: Filters) -> Reading:
    """Where the most named of some topics stands among all topics by how many acts that the filters keep are about it; 1 is first.

    Topics that are alike share a place.
    """
    mine = wanted(filters, "topic")
    named: dict[str, list[int]] = defaultdict(list)
    for event in acts(telling, without(filters, "topic")):
        for topic in event.about:
            named[topic].append(event.seq)
    best = max((len(named[topic]) for topic in mine if topic in named), default=0)
    if not best:
        return reading(None, (), "none of them was named")
    place = 1 + sum(len(found) > best for found in named.values())
    evidence = [seq for topic in mine for seq in named.get(topic, ())]
    first = sorted(named, key=lambda topic: (-len(named[topic]), topic))[:3]
    return reading(place, evidence, ", ".join(f"{topic} {len(named[topic])}" for topic in first))


def also_about(telling: Telling, filters: Filters) -> Reading:
    """Of the acts that are about some topics, the share that is about one of `with_topic` besides."""
    beside = set(wanted(filters, "with_topic"))
    whole = acts(telling, without(filters, "with_topic"))
    found = [e.seq for e in whole if beside & set(e.about)]
    return reading(share(len(found), len(whole)), found, f"{len(found)} of {len(whole)} acts")


def rate_after(telling: Telling, filters: Filters) -> Reading:
    """Acts a month after the first act of a second sort, over acts a month before it; its own month is left aside."""
    first, second = both(telling, filters)
    if not set(filters) & set(THEN) or not second:
        return reading(None, (), "there was no such turn")
    turn = second[0]
    before, after = turn.month - 1, max(telling.months) - turn.month
    early, late = (
        [e.seq for e in first if e.month < turn.month],
        [e.seq for e in first if e.month > turn.month],
    )
    value = (len(late) / after) / (len(early) / before) if early and after else None
    said = f"{len(late)} acts in {after} months after, {len(early)} in {before} before"
    return reading(value, (turn.seq, *early, *late), said)


MEASURES = (
    number_measure("topic-rank", "Rank of a topic", "rank", "Where some topics stand among all that were named.",
                   topic_rank, EVENT_FILTERS),
    number_measure("also-about", "About something besides", "share", "How many acts about one topic were about another besides.",
                   steered(also_about), (*EVENT_FILTERS, "with_topic", *STEERING)),
    number_measure("rate-after", "Done after a turn, over before", "ratio", "How often something was done after a turn beside before it.",
                   rate_after, (*EVENT_FILTERS, *THEN)),
)  # fmt: skip
