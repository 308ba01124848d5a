"""Where accounts differ: parties to an agreement, observers and players, moderators and players. Nothing is reconciled here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.play.view import OBSERVER, SeatFold
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.feedback import apart
from shirehall.study.notebook.note import Note, note_of
from shirehall.study.notebook.standing import standing
from shirehall.study.reading import Telling

APART = 2
"""How far two medians on the scale of 1 to 5 must lie apart to be listed."""

STANCES = {
    "told": "has said nothing of it",
    "proposed": "says it is proposed",
    "agreed": "says it is agreed",
    "signed": "signed it",
    "refused": "refused it",
    "claims": "says it was agreed",
    "denies": "denies that it was agreed",
    "withdrew": "withdrew it",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One account: who gives it, whose words they are (player, observer, moderator or script), what it says, on what it rests.

    `who` is a body, a seat or an observer's pseudonym. `entry` is a number of the notebook, `event` of the record.
    """

    who: str
    origin: str
    words: str
    entry: int | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Divergence:
    """One thing of which there are several accounts. `kind` is agreement, note or feedback; `subject` a number of the record."""

    kind: str
    about: str
    month: int | None
    accounts: tuple[Said, ...]
    subject: int | None = None


def divergence(entries: Iterable[Entry], telling: Telling) -> tuple[Divergence, ...]:
    """Every thing of which accounts differ: agreements first, then what observers marked, then answers on one scale."""
    whole = tuple(entries)
    noted = notes_by_agreement(whole, telling)
    found = [*on_agreements(telling, noted), *on_notes(whole, telling, noted), *on_scales(whole)]
    return tuple(found)


def notes_by_agreement(entries: tuple[Entry, ...], telling: Telling) -> dict[int, list[tuple[Entry, Note]]]:
    """Notes that tell of an agreement, by its number on the record."""
    fold = observers_fold(telling.events, telling)
    found: dict[int, list[tuple[Entry, Note]]] = defaultdict(list)
    for each in standing(entries, "note"):
        note = note_of(each.entry.body)
        if note.subject is not None and note.subject in fold.world.agreements:
            found[fold.record_thing(note.subject)].append((each.entry, note))
    return found


def observers_fold(events: Iterable[Event], telling: Telling) -> SeatFold:
    """What observers saw of a record, by which their numbers are turned into the record's."""
    fold = SeatFold(OBSERVER, telling.catalogue)
    for event in events:
        fold.see(event)
    return fold


def on_agreements(telling: Telling, noted: dict[int, list[tuple[Entry, Note]]]) -> list[Divergence]:
    """Agreements whose parties' accounts differ, or of which an observer gives another account than the players."""
    found = []
    for number, agreement in sorted(telling.world.agreements.items()):
        notes = noted.get(number, [])
        if agreement.accounts_differ or any(note.diverges for _, note in notes):
            accounts = [
                *parties_say(telling, agreement),
                *(said for e, n in notes for said in note_says(e, n)),
            ]
            month = agreement.history[0][1] if agreement.history else None
            found.append(Divergence("agreement", agreement.title, month, tuple(accounts), number))
    return found


def parties_say(telling: Telling, agreement: Agreement) -> list[Said]:
    """What each party says of an agreement, with the last act by which it said so."""
    said = []
    for party in agreement.parties:
        acts = [
            e for e in telling.acts
            if e.organisation == party and agreement.id in (e.subject, e.in_reply_to, e.seq)
        ]  # fmt: skip
        last = acts[-1] if acts else None
        origin = origin_of(telling, last) if last else "player"
        words = f"{telling.name(party)} {STANCES[agreement.stance_of(party)]}"
        said.append(Said(party, origin, words, event=last.seq if last else None))
    return said


def origin_of(telling: Telling, event: Event) -> str:
    """Whose act an event is: a person's, or a script's (or a model's), which is never taken for one."""
    return "player" if event.origin == "person" or telling.filled_by(event.seat) == "person" else "script"


def note_says(entry: Entry, note: Note) -> list[Said]:
    """The accounts that one note holds: the observer's own, and the players' as the observer heard it."""
    own = note.account or note.action or note.omission or note.said
    said = [Said(entry.author, entry.origin, own, entry=entry.number)] if own else []
    if note.players_account:
        who = ", ".join((*note.seats, *note.bodies, *note.tables)) or "players"
        said.append(Said(who, "player", note.players_account, entry=entry.number))
    return said


def on_notes(
    entries: tuple[Entry, ...], telling: Telling, noted: dict[int, list[tuple[Entry, Note]]]
) -> list[Divergence]:
    """Notes marked as telling another story than the players', which belong to no agreement."""
    listed = {entry.number for notes in noted.values() for entry, _ in notes}
    found = []
    for each in standing(entries, "note"):
        note = note_of(each.entry.body)
        if note.diverges and each.entry.number not in listed:
            about = ", ".join(telling.name(b) for b in note.bodies) or ", ".join(note.tables) or "the day"
            found.append(Divergence("note", about, each.entry.month, tuple(note_says(each.entry, note))))
    return found


def on_scales(entries: tuple[Entry, ...]) -> list[Divergence]:
    """Questions on a scale that observers or moderators answer quite otherwise than players do."""
    marks: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    asked: dict[str, str] = {}
    for origin, answers in apart(entries).items():
        for entry in answers:
            if entry.body.get("scale") is not None:
                marks[entry.body["question"]][origin].append(entry.body["scale"])
                asked[entry.body["question"]] = entry.body["asked"]
    found = []
    for question, by_origin in sorted(marks.items()):
        middles = {origin: median(given) for origin, given in sorted(by_origin.items())}
        if "player" in middles and any(abs(m - middles["player"]) >= APART for m in middles.values()):
            said = tuple(
                Said(f"{len(by_origin[origin])} {origin}{'s' if len(by_origin[origin]) > 1 else ''}", origin, f"median {middle:g} of 5")
                for origin, middle in middles.items()
            )  # fmt: skip
            found.append(Divergence("feedback", asked[question], None, said))
    return found
