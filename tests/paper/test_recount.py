"""Every count and share that a draft states is counted again here, from the bare events of the record and by other code.

A sentence is recounted in one of two ways. The commonest sorts of sentence are read word by word (`SORTS` in recounted.py), and
each of their figures is worked out anew. Every other figure has to be found among what the sentence's own events hold or come to:
their number, the numbers of their parts, and the figures in them. Figures changed by a little are shown not to be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from shirehall.paper.tree import DATES, Section, Sentence
from shirehall.play.record.event import Event
from shirehall.study.reading import actor
from tests.paper.played import told
from tests.paper.recounted import NUMBER, QUOTED, SORTS, number, share, stated


def test_sentences_that_can_be_read_word_by_word_state_what_is_counted_here() -> None:
    read: Counter[str] = Counter()
    wrong = []
    for section, sentence in stated():
        for pattern, check in SORTS:
            found = re.fullmatch(pattern, sentence.text, re.IGNORECASE)
            if found is not None:
                read[pattern] += 1
                if not check(section, found):
                    wrong.append((section.id, sentence.text))
                break
    assert wrong == []
    assert set(read) == {pattern for pattern, _ in SORTS}, "a sort of sentence that no draft writes any more"
    assert sum(read.values()) >= 50


# ---- every other figure -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """What events hold and come to: whole numbers that can be counted, and figures as they are written."""

    counts: frozenset[int]
    written: frozenset[str]


def held_by(sentence: Sentence) -> Held:
    """What the events that a sentence rests on come to, with what the whole record holds of the same sorts."""
    own = [told().event(seq) for seq in sentence.rests]
    counts = {len(own), 0, 1, *Counter(map(told().kind_of, told().bodies)).values()}
    for group in (own, [e for e in told().events if e.kind in {o.kind for o in own}]):
        for name in (kind_in, actor, month_in, subject_in, seat_in):
            tally = Counter(name(e) for e in group)
            counts |= {len(tally), *tally.values(), len(group)}
        counts |= {len(e.addressees) for e in group}
        counts.add(
            sum(
                len([b for b in e.body["to"] if b != "control"])
                for e in group
                if e.kind == "inject-published"
            )
        )
        for key in ("met", "missed", "lines", "parties", "clauses", "to"):
            counts |= {len(e.body[key]) for e in group if isinstance(e.body.get(key), tuple | list)}
    return Held(frozenset(counts), frozenset(written_in(own)))


def kind_in(event: Event) -> object:
    return event.kind


def month_in(event: Event) -> object:
    return event.month


def subject_in(event: Event) -> object:
    return event.subject


def seat_in(event: Event) -> object:
    return event.seat


def written_in(own: Iterable[Event]) -> Iterator[str]:
    """Figures in some events as a report writes them: pounds from pence, sums of pounds, shares, rows of figures."""
    for event in own:
        for value in numbers_in(event.body):
            for size in (value, value / 100):
                yield from (
                    f"{abs(size):,.0f}",
                    f"{abs(size):,.1f}",
                    f"{abs(size) / 1e6:.1f}",
                    f"{abs(size) * 100:.0f}",
                )


def numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from numbers_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from numbers_in(each)
    elif hasattr(value, "items"):
        for _, each in value.items():
            yield from numbers_in(each)


def figures_of(sentence: Sentence) -> list[str]:
    """The figures that a sentence states in its own words, as they are written."""
    plain = NAMES.sub("", QUOTED.sub("", DATES.sub("", sentence.text)))
    return re.findall(rf"£?\d[\d,]*(?:\.\d+)?%?|\b(?:{'|'.join(NUMBER)})\b", plain, re.IGNORECASE)


NAMES = re.compile(
    r"[Nn]o two|over 12 hours|within four hours|under 18 weeks|these \w+ organisations|over the (?:first|last) three"
)
"""Where a number is part of a name, or says no more than how many were named."""


def borne_out(figure: str, held: Held) -> bool:
    """Whether a figure is among what the events hold or come to; a share is one of two of their counts."""
    if figure.endswith("%") and "." not in figure:
        return figure.strip("%") in held.written or any(
            part <= whole and share(part, whole) == figure
            for whole in held.counts
            for part in held.counts
            if whole
        )
    plain = figure.strip("£%")
    return (
        number(plain) in held.counts
        if "." not in plain and not figure.startswith("£")
        else plain in held.written
    )


def read_by_word(sentence: Sentence) -> bool:
    return any(re.fullmatch(pattern, sentence.text, re.IGNORECASE) for pattern, _ in SORTS)


def test_every_other_figure_is_among_what_its_events_hold_or_come_to() -> None:
    wrong = []
    for section, sentence in stated():
        if not read_by_word(sentence):
            held = held_by(sentence)
            lost = [figure for figure in figures_of(sentence) if not borne_out(figure, held)]
            wrong += [(section.id, lost, sentence.text)] if lost else []
    assert wrong == []


def changed(figure: str, by: int) -> str:
    """The figure with its last digit changed by so much."""
    return re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + by) % 10), figure)


def test_figures_changed_by_a_little_are_not_borne_out() -> None:
    """The reckoning can fail: of figures written in digits, most are refused once a digit is another."""
    tried = [
        borne_out(changed(figure, by), held_by(sentence))
        for _, sentence in stated()
        if not read_by_word(sentence)
        for figure in figures_of(sentence)
        if figure[0] in "£0123456789"
        for by in (1, 3, 7)
    ]
    assert len(tried) > 30 and sum(tried) < len(tried) / 3


def test_a_sentence_keeps_every_event_that_it_rests_on() -> None:
    for _, sentence in stated():
        assert len(sentence.rests) == sentence.of and set(sentence.evidence) <= set(sentence.rests)


@pytest.mark.parametrize(("section", "text"), [
    ("body-saltmere", "Of five deadlines that it owed, it met four."),
    ("body-saltmere", "Saltmere acted seven times; 30% of its acts settled something, and the rest were talk or offers."),
    ("summary", "Twenty-two pieces of news reached organisations 147 times in all, and that was that."),
    ("published", "Of 67 findings restated as measures, 20 held in this play, 35 did not, and 12 could not be told from it."),
])  # fmt: skip
def test_a_sentence_that_states_another_number_is_found_out(section: str, text: str) -> None:
    place = Section(section, "")
    checks = [
        check(place, found)
        for pattern, check in SORTS
        if (found := re.fullmatch(pattern, text, re.IGNORECASE))
    ]
    assert checks[:1] == [False]
