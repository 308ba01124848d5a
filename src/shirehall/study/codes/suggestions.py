"""What the pack's word lists suggest for a note or an event, with the words that matched. A suggestion is never a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.patch.model import Topic
from shirehall.study.codes.units import Unit, UnitId, act_units, units_of
from shirehall.study.measures.topics import suggested_by
from shirehall.study.study import Study

Stems = Mapping[str, tuple[str, ...]]
"""The topics that a word list suggests, each with the stems that matched."""


@dataclass(frozen=True, slots=True)
class Match:
    """A word in which a stem of the list was found: the part it stands in, its place there in characters, and itself."""

    part: str
    start: int
    end: int
    word: str
    stem: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A topic that the word list suggests, and every word for which it does."""

    topic: str
    title: str
    matches: tuple[Match, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that matched, in small letters, each once."""
        return tuple(dict.fromkeys(match.word.lower() for match in self.matches))


def suggestions(topics: Iterable[Topic], unit: Unit) -> tuple[Suggestion, ...]:
    """The topics that the word list suggests for a unit, in the pack's order, each with the words that matched."""
    known = {topic.id: topic for topic in topics}
    return with_words(known, unit, suggested_by(known.values(), unit.words.lower()))


def suggestions_of(study: Study, unit: Unit) -> tuple[Suggestion, ...]:
    """The same for a unit of a study, whose word list has been gone through once."""
    return with_words(
        {topic.id: topic for topic in study.telling.patch.codebook.topics}, unit, stems_for(study, unit)
    )


def with_words(topics: Mapping[str, Topic], unit: Unit, found: Stems) -> tuple[Suggestion, ...]:
    """Suggested topics with the words in which their stems were found."""
    return tuple(
        Suggestion(topic, topics[topic].title, tuple(matches_in(unit.texts, stems)))
        for topic, stems in found.items()
    )


def matches_in(texts: Mapping[str, str], stems: Iterable[str]) -> Iterable[Match]:
    """The words of some texts that begin with one of the stems, as they come; a word is shown once, with its longest stem."""
    ordered = sorted(stems, key=lambda stem: (-len(stem), stem))
    if not ordered:
        return
    pattern = re.compile(
        rf"(?<![a-z])({'|'.join(re.escape(stem.lower()) for stem in ordered)})[\w'’-]*", re.IGNORECASE
    )
    for part, words in texts.items():
        for found in pattern.finditer(words):
            yield Match(part, found.start(), found.end(), found[0], found[1].lower())


def suggested_topics(study: Study) -> Mapping[UnitId, Stems]:
    """The topics that the word list suggests for each note and each act, with the stems that matched; worked out once.

    What it suggests for acts follows from the record alone, and stays as the notebook grows.
    """
    return study.once("suggested topics", all_suggested)


def stems_for(study: Study, unit: Unit) -> Stems:
    """The topics that the word list suggests for one unit, whatever event it is, with the stems that matched."""
    known = suggested_topics(study).get(unit.id)
    if known is None:
        return suggested_by(study.telling.patch.codebook.topics, unit.words.lower())
    return known


def all_suggested(study: Study) -> dict[UnitId, Stems]:
    """The suggestions for every unit, worked out."""
    topics = study.telling.patch.codebook.topics

    def of(units: Iterable[Unit]) -> dict[UnitId, Stems]:
        return {unit.id: suggested_by(topics, unit.words.lower()) for unit in units}

    notes = of(unit for unit in units_of(study).values() if unit.sort == "note")
    return {**notes, **study.telling.once("suggested topics", lambda told: of(act_units(told).values()))}
