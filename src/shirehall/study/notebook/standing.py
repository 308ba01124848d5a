"""The notebook as it stands: each entry in its latest wording, with the codes added later, without those withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shirehall.study.notebook.entry import Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one thing that was written: the first entry, the one that stands, and the codes given to it later.

    `codes` holds (code, who gave it); the codes that a note was written with are not among them. `versions` are the numbers
    of all its wordings. `withdrawn` tells that its author took it back.
    """

    first: Entry
    entry: Entry
    codes: tuple[tuple[str, str], ...]
    versions: tuple[int, ...]
    withdrawn: bool

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes of the note, its own first, each once."""
        own = self.entry.body.get("codes", ())
        return tuple(dict.fromkeys((*own, *(code for code, _ in self.codes))))


def history(entries: Iterable[Entry]) -> tuple[Standing, ...]:
    """What became of everything that was written, in the order it was begun; withdrawals are told, not listed."""
    whole = tuple(entries)
    root: dict[int, int] = {}
    wordings: dict[int, list[Entry]] = defaultdict(list)
    gone: set[int] = set()
    for entry in whole:
        if entry.withdraws is not None:
            gone.add(root[entry.withdraws])
            continue
        root[entry.number] = root[entry.corrects] if entry.corrects is not None else entry.number
        wordings[root[entry.number]].append(entry)
    codes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, worded in sorted(wordings.items()):
        coding = worded[-1]
        note = coding.body.get("note") if coding.kind == "coding" else None
        if number not in gone and isinstance(note, int) and note in root:
            codes[root[note]] += [(code, coding.author) for code in coding.body.get("codes", ())]
    return tuple(
        Standing(
            worded[0], worded[-1], tuple(dict.fromkeys(codes[number])), tuple(e.number for e in worded), number in gone
        )
        for number, worded in sorted(wordings.items())
    )  # fmt: skip


def standing(entries: Iterable[Entry], *kinds: str) -> tuple[Standing, ...]:
    """What stands of some kinds, or of all: nothing that was withdrawn, and only the latest wording of each."""
    return tuple(
        each for each in history(entries) if not each.withdrawn and (not kinds or each.entry.kind in kinds)
    )
