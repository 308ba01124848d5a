"""Stretches of words: a text cut where codings and suggestions begin and end, and how far two coders marked the same words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from shirehall.study.codes.codings import CodedUnit, Given, Sort
from shirehall.study.codes.suggestions import Match, Suggestion
from shirehall.study.codes.units import Unit

Span = tuple[str, int, int]
"""A stretch: the part, the first character, and the one after the last."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Some words of a part over which nothing changes: the codings that cover them, and the words of the list among them.

    `matches` pairs a topic's id with the match.
    """

    part: str
    start: int
    end: int
    text: str
    given: tuple[Given, ...]
    matches: tuple[tuple[str, Match], ...]


def span_of(unit: Unit, given: Given) -> tuple[Span, ...]:
    """What a coding covers of a unit as it stands now: some words, a whole part, or all parts."""
    if given.part and given.part in unit.texts:
        length = len(unit.texts[given.part])
        if given.start is None or given.end is None:
            return ((given.part, 0, length),)
        return ((given.part, min(given.start, length), min(given.end, length)),)
    return tuple((part, 0, len(words)) for part, words in unit.texts.items())


def segments(
    unit: Unit, part: str, given: Iterable[Given] = (), suggested: Iterable[Suggestion] = ()
) -> tuple[Segment, ...]:
    """A part's words cut into segments; joined again they are the part. Codings of the whole unit are left to its margin."""
    text = unit.texts.get(part, "")
    spans = [
        (start, end, each)
        for each in given
        if each.part == part
        for _, start, end in span_of(unit, each)
        if start < end
    ]
    found = [(m.start, m.end, s.topic, m) for s in suggested for m in s.matches if m.part == part]
    cuts = sorted(
        {0, len(text), *(n for a, b, _ in spans for n in (a, b)), *(n for a, b, *_ in found for n in (a, b))}
    )
    return tuple(
        Segment(
            part,
            start,
            end,
            text[start:end],
            tuple(each for a, b, each in spans if a <= start and end <= b),
            tuple((topic, match) for a, b, topic, match in found if a <= start and end <= b),
        )
        for start, end in pairwise(cuts)
    )


def characters(each: CodedUnit, coder: str, sort: Sort, code: str) -> set[tuple[str, int]]:
    """The characters of a unit that one coder gave a code."""
    return {
        (part, place)
        for verdict in each.of(sort)
        if verdict.code == code
        for given in verdict.given
        if given.coder == coder
        for part, start, end in span_of(each.unit, given)
        for place in range(start, end)
    }
