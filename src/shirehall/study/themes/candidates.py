"""What might become a theme: what was coded or answered under each subject and code, gathered for people to read. It is no theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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

    Those with most evidence come first within a subject. What a program coded is not among it.
    """
    ground = Sources(study)
    coded = coded_by_people(study)
    answers = [
        Evidence("answer", each.entry.number)
        for each in study.standing("answer")
        if each.entry.body.get("words")
    ]
    titles = {code.id: code.title for code in study.telling.patch.codebook.codes}
    found: list[Candidate] = []
    for subject in subjects(study.telling.patch):
        of_it: dict[str, list[Evidence]] = defaultdict(list)
        for piece, codes, topics in coded:
            if concerns(ground, subject, piece, topics):
                for code in codes:
                    of_it[code].append(piece)
        near = tuple(piece for piece in answers if subject.kinds and concerns(ground, subject, piece, ()))
        own = [
            Candidate(
                subject.id, code, titles.get(code, code),
                tuple(p for p in pieces if p.sort == "note"), tuple(p for p in pieces if p.sort == "event"), near,
            )
            for code, pieces in of_it.items()
        ]  # fmt: skip
        found += sorted(own, key=lambda c: (-len(c.notes) - len(c.events), c.code))
    return tuple(found)


def coded_by_people(study: Study) -> list[tuple[Evidence, tuple[str, ...], tuple[str, ...]]]:
    """Every note and event that people coded: its codes and its topics, its own and those given later."""
    found = []
    later: dict[int, list[str]] = defaultdict(list)
    events: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for each in study.standing("coding"):
        body = each.entry.body
        note, event = body.get("note"), body.get("event")
        if isinstance(note, int) and note:
            later[note] += body.get("topics") or ()
        elif isinstance(event, int) and 1 <= event <= len(study.telling.events):
            events[event][0].extend(body.get("codes") or ())
            events[event][1].extend(body.get("topics") or ())
    for each in study.standing("note"):
        topics = [*each.entry.body.get("topics", ()), *(t for n in each.versions for t in later[n])]
        if each.all_codes:
            found.append((Evidence("note", each.entry.number), each.all_codes, once(topics)))
    for seq, (codes, topics) in sorted(events.items()):
        if codes:
            found.append(
                (Evidence("event", seq), once(codes), once([*topics, *study.telling.event(seq).about]))
            )
    return found


def once(words: Iterable[str]) -> tuple[str, ...]:
    """Words, each once, in the order given."""
    return tuple(dict.fromkeys(words))


def concerns(ground: Sources, subject: Subject, piece: Evidence, topics: tuple[str, ...]) -> bool:
    """Whether a piece of evidence is of a subject: by the kinds of body that it is of, or by its topics."""
    kinds = {ground.study.telling.kind_of(body) for body in ground.bodies(piece)}
    return bool(kinds & set(subject.kinds)) or bool(set(topics) & set(subject.topics))
