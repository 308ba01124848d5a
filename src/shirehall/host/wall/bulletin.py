"""The news film as bulletin pages: the script cut at its sentences into pages that a hall can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shirehall.patch.model import Film

MOST_WORDS = 36
"""Words on one page of the wall: five lines of a type that is read from the back."""
LEAST_SECONDS = 6.0
A_WORD = 0.5
"""Seconds for a word that is read out."""

_DIRECTION = re.compile(r"^([A-Z]{3,})(,[^.!?]*)?\.\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'])")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: who speaks, as what, the words, and for how many seconds it stays."""

    speaker: str
    role: str
    words: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The whole film: its title and its pages in order."""

    title: str
    pages: tuple[Page, ...]


def bulletin(film: Film) -> Bulletin:
    """The film's script as pages that together last as long as the film, none of them too short to be read."""
    voices = [
        voice_of(film.opening),
        *((v.speaker, v.role, v.words) for v in film.interviews),
        voice_of(film.closing),
    ]
    cut = [(speaker, role, part) for speaker, role, words in voices for part in parts(words)]
    total = sum(len(part.split()) for _, _, part in cut)
    return Bulletin(
        film.title,
        tuple(
            Page(speaker, role, part, round(max(film.seconds * len(part.split()) / total, LEAST_SECONDS), 1))
            for speaker, role, part in cut
        ),
    )


def changes(lines: Sequence[str]) -> tuple[Page, ...]:
    """A notice of changes as pages of the wall, each long enough to be read out."""
    return tuple(
        Page(f"Change {number} of {len(lines)}", "", part, round(max(LEAST_SECONDS, len(part.split()) * A_WORD), 1))
        for number, line in enumerate(lines, start=1)
        for part in parts(line)
    )  # fmt: skip


def voice_of(text: str) -> tuple[str, str, str]:
    """Who speaks, as what, and the words. A stage direction at the head, such as `PRESENTER, at the gate.`, names the speaker."""
    text = " ".join(text.split())
    found = _DIRECTION.match(text)
    if found is None:
        return "", "", text
    return found[1].capitalize(), (found[2] or "").strip(", "), text[found.end() :]


def parts(words: str, most: int = MOST_WORDS) -> list[str]:
    """A text in as few parts of at most `most` words as can be, as even as can be, cut between sentences where that does.

    The best cut is found from the end backwards: fewest parts first, then the least sum of squared lengths, which evens them.
    """
    sentences = [
        piece for sentence in _SENTENCE.split(" ".join(words.split())) for piece in pieces(sentence, most)
    ]
    lengths = [len(sentence.split()) for sentence in sentences]
    best: list[tuple[int, int, int]] = [(0, 0, len(sentences))]
    for first in range(len(sentences) - 1, -1, -1):
        ways = []
        for after in range(first + 1, len(sentences) + 1):
            long = sum(lengths[first:after])
            if long <= most:
                many, uneven, _ = best[len(sentences) - after]
                ways.append((many + 1, uneven + long * long, after))
        best.append(min(ways))
    made, at = [], 0
    while at < len(sentences):
        after = best[len(sentences) - at][2]
        made.append(" ".join(sentences[at:after]))
        at = after
    return made


def pieces(sentence: str, most: int) -> list[str]:
    """A sentence whole if it fits; else in pieces of at most `most` words."""
    words = sentence.split()
    return [" ".join(words[at : at + most]) for at in range(0, len(words), most)]
