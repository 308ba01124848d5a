"""What might become a theme: what was coded or answered under each subject and code, gathered for people to read. It is no theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.codings import codings_of
from shirehall.study.study import Study
from shirehall.study.themes.evidence import Evidence, Sources
from shirehall.study.themes.subjects import Subject, subjects


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence that was coded alike by people: the subject and the code, then notes, events and answers."""

    subject: str
    code: str
    title: str
    notes: tuple[Evidence, ...]
    events: tuple[Evidence, ...]
    answers: tuple[Evidence, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All of it."""
        return (*self.notes, *self.events, *self.answers)


def candidates(study: Study) -> tuple[Candidate, ...]:
    """For each subject and each code that people gave within it, the evidence so coded, with the answers of the bodies concerned.

    Those with most evidence come first within a subject. A code counts as the codebook stands now; what a program coded or a
    word list suggests is not among it.
    """
    ground = Sources(study)
    coded = coded_by_people(study)
    answers = [
        Evidence("answer", each.entry.number)
        for each in study.standing("answer")
        if each.entry.body.get("words")
    ]
    book = book_of(study)
    kinds = {piece: kinds_of(ground, piece) for piece in (*answers, *(row[0] for row in coded))}
    found: list[Candidate] = []
    for subject in subjects(study.telling.patch):
        of_it: dict[str, list[Evidence]] = defaultdict(list)
        for piece, codes, topics in coded:
            if concerns(subject, kinds[piece], topics):
                for code in codes:
                    of_it[code].append(piece)
        near = tuple(piece for piece in answers if subject.kinds and concerns(subject, kinds[piece], ()))
        own = [
            Candidate(
                subject.id, code, book.title(code),
                tuple(p for p in pieces if p.sort == "note"), tuple(p for p in pieces if p.sort == "event"), near,
            )
            for code, pieces in of_it.items()
        ]  # fmt: skip
        found += sorted(own, key=lambda c: (-len(c.notes) - len(c.events), c.code))
    return tuple(found)


def coded_by_people(study: Study) -> list[tuple[Evidence, tuple[str, ...], tuple[str, ...]]]:
    """Every note and event that anybody coded: its codes, disputed ones among them, and its topics (those a sender declared too)."""
    found = []
    for each in codings_of(study).units:
        codes = tuple(verdict.code for verdict in each.of("code"))
        topics = tuple(verdict.code for verdict in each.of("topic"))
        if codes:
            declared = study.telling.event(each.unit.number).about if each.unit.sort == "event" else ()
            found.append((Evidence(each.unit.sort, each.unit.number), codes, once([*topics, *declared])))
    return found


def once(words: Iterable[str]) -> tuple[str, ...]:
    """Words, each once, in the order given."""
    return tuple(dict.fromkeys(words))


def kinds_of(ground: Sources, piece: Evidence) -> frozenset[str]:
    """The kinds of body that a piece of evidence is of."""
    return frozenset(ground.study.telling.kind_of(body) for body in ground.bodies(piece))


def concerns(subject: Subject, kinds: frozenset[str], topics: tuple[str, ...]) -> bool:
    """Whether evidence of some kinds of body and some topics is of a subject, by either of the two."""
    return not kinds.isdisjoint(subject.kinds) or not set(topics).isdisjoint(subject.topics)
