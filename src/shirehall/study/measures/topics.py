"""What the talk was of: topics that senders declared, and apart from them those that the word list suggests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from shirehall.patch.model import Topic
from shirehall.play.record.event import Event
from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, steered, wanted
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
    "Declared topics are those the sender gave. Suggested ones come from the pack's word list and are a hint to whoever codes the talk, "
    "never a code; the words that matched are shown."
)


def words_of(event: Event) -> str:
    """All that an event says in free words, in lower case."""
    return " ".join(texts(event.body)).lower()


def texts(body: Mapping[str, Any]) -> Iterable[str]:
    """The free words of an event's body: its text, title, wording, decisions and the words of its clauses."""
    for name in ("title", "text", "wording"):
        if isinstance(body.get(name), str):
            yield body[name]
    yield from (each for each in body.get("decisions", ()) if isinstance(each, str))
    yield from (clause["words"] for clause in body.get("clauses", ()) if isinstance(clause, Mapping))


def suggested(topics: Iterable[Topic], event: Event) -> dict[str, tuple[str, ...]]:
    """The topics that the word list suggests for an event, each with the stems that matched at the beginning of a word."""
    return suggested_by(topics, words_of(event))


def suggested_by(topics: Iterable[Topic], words: str) -> dict[str, tuple[str, ...]]:
    """The topics that the word list suggests for some words in lower case, each with the stems that matched."""
    found = {}
    for topic in topics:
        matched = tuple(stem for stem in topic.words if begins_a_word(stem.lower(), words))
        if matched:
            found[topic.id] = matched
    return found


def begins_a_word(stem: str, words: str) -> bool:
    """Whether a stem stands at the beginning of a word; looked for closely only where it stands at all."""
    return stem in words and re.search(rf"(?<![a-z]){re.escape(stem)}", words) is not None


def talk_by_topic(telling: Telling, filters: Filters) -> Table:
    """Acts by month, kind of body and topic: declared, suggested by the word list, and the words that matched."""
    declared: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    hinted: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    words: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for event in acts(telling, filters):
        place = (event.month, telling.kind_of(actor(event)))
        for topic in event.about:
            declared[*place, topic].append(event.seq)
        for topic, matched in suggested(telling.patch.codebook.topics, event).items():
            hinted[*place, topic].append(event.seq)
            words[*place, topic].update(matched)
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for key in sorted({*declared, *hinted}):
        both = len(set(declared[key]) & set(hinted[key]))
        cells = (*key, len(declared[key]), len(hinted[key]), both, ", ".join(sorted(words[key])))
        rows.append((cells, [*declared[key], *hinted[key]]))
    return table(("month", "kind", "topic", "declared", "suggested", "both", "words"), rows, NOTE)


def topic_agreement(telling: Telling, filters: Filters) -> Table:
    """How far the senders' own topics and the word list agree, topic by topic, over acts whose sender declared any."""
    tagged = [e for e in acts(telling, filters) if e.about and words_of(e)]
    hints = {e.seq: suggested(telling.patch.codebook.topics, e) for e in tagged}
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for topic in telling.patch.codebook.topics:
        both = [e.seq for e in tagged if topic.id in e.about and topic.id in hints[e.seq]]
        sender = [e.seq for e in tagged if topic.id in e.about and topic.id not in hints[e.seq]]
        listed = [e.seq for e in tagged if topic.id not in e.about and topic.id in hints[e.seq]]
        neither = len(tagged) - len(both) - len(sender) - len(listed)
        counts = (len(both), len(sender), len(listed), neither)
        rows.append(
            (
                (topic.id, *counts, share(len(both) + neither, len(tagged)), kappa(*counts)),
                [*both, *sender, *listed],
            )
        )
    columns = ("topic", "both", "sender_only", "word_list_only", "neither", "agreement", "kappa")
    note = "Kappa is agreement beyond chance (Cohen 1960): 1 is whole, 0 no more than chance; none when chance alone gives all of it."
    return table(columns, rows, note)


def kappa(both: int, one: int, other: int, neither: int) -> float | None:
    """Cohen's kappa of two raters' yes or no (Cohen 1960); none when chance alone would make them agree wholly."""
    whole = both + one + other + neither
    if not whole:
        return None
    chance = ((both + one) * (both + other) + (other + neither) * (one + neither)) / whole**2
    return None if chance == 1 else round(((both + neither) / whole - chance) / (1 - chance), 4) + 0.0


def talk_share(telling: Telling, filters: Filters) -> Reading:
    """Mentions of some topics out of mentions of `over` (all topics when not set); one act may mention several. Declared topics only."""
    mine, over = wanted(filters, "topic"), wanted(filters, "over")
    rest: Filters = {name: value for name, value in filters.items() if name not in ("topic", "over")}
    part, whole, evidence = 0, 0, []
    for event in acts(telling, rest):
        mentions = [topic for topic in event.about if not over or topic in over]
        named = [topic for topic in mentions if not mine or topic in mine]
        part, whole = part + len(named), whole + len(mentions)
        evidence += [event.seq] * bool(named)
    return reading(share(part, whole), evidence, f"{part} of {whole} mentions")


MEASURES = (
    Measure("talk-by-topic", "Talk by topic", "acts", "What each kind of body spoke of, month by month.", talk_by_topic, EVENT_FILTERS),
    Measure("topic-agreement", "Two ways of telling topics", "acts and kappa",
            "How far the topics that senders declare and those of the word list agree.", topic_agreement, EVENT_FILTERS),
    number_measure("talk-share", "Share of talk", "share", "How much of what was declared to be spoken of was some topics.",
                   steered(talk_share), (*EVENT_FILTERS, "over", *STEERING)),
)  # fmt: skip
