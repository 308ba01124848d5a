"""Topics told three ways: as people coded them, as senders declared them, and as the word list suggests; and how far the three agree."""

from __future__ import annotations

from collections import defaultdict

from shirehall.study.codes.agreement import OVERALL, Kappa, in_words
from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.raters import SEED, with_senders, with_word_list
from shirehall.study.codes.suggestions import stems_for, suggestions_of
from shirehall.study.codes.units import UNIT_FILTERS
from shirehall.study.filters import wanted, whole_number
from shirehall.study.measures.coding import BESIDE, SAMPLE, agreed, beside, evidence, plain, units_kept
from shirehall.study.measures.coding_agreement import KAPPA, pair_table
from shirehall.study.noted import NotedMeasure, NotedRow, noted_table
from shirehall.study.study import Study
from shirehall.study.tables import Cell, Filters, Table, share

TOPIC_FILTERS = (*UNIT_FILTERS, "topic", "seed")

THREE = (
    "Counts are of what somebody coded for topics. A topic is coded when more than half of its coders gave it. Declared topics are those "
    "that senders gave to their own acts; notes have none. What the word list suggests is a hint, never a code; the words are shown."
)


def by_topic(filters: Filters) -> Filters:
    """The filters, with topics in place of codes."""
    kept: dict[str, str | int | list[str]] = {**filters, "sort": "topic"}
    topics = wanted(filters, "topic")
    kept.pop("topic", None)
    return {**kept, "code": list(topics)} if topics else kept


def topics_three_ways(study: Study, filters: Filters) -> Table:
    """Each topic by coders, senders and the word list over what was coded, with the agreement of coders and of each two ways."""
    kept, book, seed = by_topic(filters), book_of(study), whole_number(filters, "seed", SEED)
    units, agreements, topics = units_kept(study, kept), agreed(study, kept), wanted(filters, "topic")
    listed, declared = (
        {k.code: k for k in way(study, plain(kept), seed=seed, one_by_one=False)}
        for way in (with_word_list, with_senders)
    )
    words: dict[str, list[str]] = defaultdict(list)
    for each in units:
        for suggestion in suggestions_of(study, each.unit):
            words[suggestion.topic] += suggestion.words
    most = {each.unit.id: each.most("topic") for each in units}
    named = dict.fromkeys((*book.topics, *(v.code for each in units for v in each.of("topic"))))
    rows: list[NotedRow] = []
    for topic in (t for t in named if not topics or t in topics):
        coded = [each for each in units if topic in most[each.unit.id]]
        sent = [
            e for e in units if e.unit.sort == "event" and topic in study.telling.event(e.unit.number).about
        ]
        hinted = [each for each in units if topic in stems_for(study, each.unit)]
        if coded or sent or hinted or any(v.code == topic for e in units for v in e.of("topic")):
            cells = (
                topic, book.title(topic, "topic"), len(units), len(coded), share(len(coded), len(units)), *beside(agreements.of(topic)),
                len(sent), value(declared, topic), len(hinted), share(len(hinted), len(units)), value(listed, topic),
                ", ".join(sorted(set(words[topic]))),
            )  # fmt: skip
            rows.append((cells, *evidence([*coded, *sent, *hinted])))
    columns = (
        "topic", "title", "units", "coded", "share", "alpha", "low", "high", "coded_twice", "declared", "kappa_with_declared", "suggested",
        "suggested_share", "kappa_with_word_list", "words",
    )  # fmt: skip
    said = (
        f"Over all topics: {in_words(agreements.overall)}; most coders with the word list: kappa {said_of(listed)}; with senders: kappa "
        f"{said_of(declared)}."
    )
    return noted_table(columns, rows, THREE, said, BESIDE, SAMPLE)


def value(found: dict[str, Kappa], topic: str) -> Cell:
    """A topic's kappa, if there is one."""
    return found[topic].value if topic in found else None


def said_of(found: dict[str, Kappa]) -> str:
    """A kappa over all topics in words."""
    whole = found.get(OVERALL)
    if whole is None or whole.value is None:
        return "cannot be told"
    between = (
        f", {whole.low:.2f} to {whole.high:.2f}" if whole.low is not None and whole.high is not None else ""
    )
    return f"{whole.value:.2f}{between} ({whole.units} coded)"


def word_list_agreement(study: Study, filters: Filters) -> Table:
    """Cohen's kappa of most coders, and of each coder, with the word list and with senders, topic by topic."""
    kept, seed = by_topic(filters), whole_number(filters, "seed", SEED)
    found = (*with_word_list(study, plain(kept), seed=seed), *with_senders(study, plain(kept), seed=seed))
    return pair_table(study, kept, found, KAPPA)


NOTED = (
    NotedMeasure("topics-three-ways", "Topics told three ways", "notes and events",
                 "Topics as coded, as declared and as the word list suggests, and how far the three agree.", topics_three_ways,
                 TOPIC_FILTERS),
    NotedMeasure("word-list-agreement", "Coders and the word list", "kappa",
                 "How far each coder agrees with the word list, and with what senders declared.", word_list_agreement, TOPIC_FILTERS),
)  # fmt: skip
