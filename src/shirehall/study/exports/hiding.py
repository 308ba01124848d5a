"""What leaves Shirehall holds no participant's name: roles stand where names were typed, and observers are numbered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_type_hints

from shirehall.patch.pack import Patch
from shirehall.play.catalogue import Catalogue
from shirehall.play.fields import Text
from shirehall.play.record.event import Event, Json
from shirehall.study.notebook.entry import Entry
from shirehall.study.reading import Telling, tell
from shirehall.study.study import Study

EVERYDAY = frozenset(
    "may will mark grant bill rose hope grace faith joy june april august summer young long short small large old new "
    "north south east west ward wards church hill wood woods field green brown white black gray grey king bishop price "
    "cost rich love day month page read reading sharp wise good best day days bell bush case cross drew frank gay guy "
    "jack art ray sue pat pound penny miles major minor noble lane moss park pool port rice shaw speed stone street "
    "swift bond banks booth bridge carter cook baker butler carpenter chambers chance chase cooper dean early "
    "farmer fisher forest fox garden gates hand head hunter judge knight lake law little mason mills moody moon nurse "
    "parish potter power parson post rivers sage savage self singer snow spring steel tanner taylor turner walker wall "
    "waters weaver wells winter winters worth the and for of de la van von der".split()
)
"""Words that are names and also plain English. Typed in small letters they are taken for English and stand."""

SHORTEST = 2
SHORTEST_FIRM = 4
FROM_THE_PACK = ("day-opened", "briefing-given")
"""Events that hold the pack's words alone."""
A_PARTICIPANT = "a participant"
EMPLOYER = "where a participant works"
OBSERVER = re.compile(r"observer\.(\d+)\Z")
IDENTIFIER = re.compile(r"[a-z0-9*]+(?:[-._:/][a-z0-9*]+)*\Z")

WORDED = frozenset(
    "text title words name short role purpose reason reasons why summary question answer outcome specification intention "
    "comment message decisions said said_by action feeling omission account players_account memo shown asked statement "
    "means owner addressee skill_gap place attended panel roles next_steps citation matter how_far drafted quotes "
    "mechanisms feelings stance code_title organisation_name by tables".split()
)
"""Fields that hold words which somebody typed, besides every field of a move that is free words."""


@dataclass(frozen=True, slots=True)
class Hiding:
    """What to hide. `names` gives each participant's name, as the register holds it, with the seat it belongs to ("" for none).

    A name is hidden whole and in its parts, and each of the `phrases`, such as an employer's name, whole only. With
    `keep_pseudonyms`, observers and coders keep the marks under which they wrote.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    keep_pseudonyms: bool = False


ANONYMOUS = Hiding()


@dataclass(frozen=True)
class Veil:
    """A hiding made ready: the sign of a name in a text, the role in its place, and the ids that stand for others."""

    names: re.Pattern[str] | None
    roles: Mapping[str, str]
    ids: Mapping[str, str]
    marks: re.Pattern[str] | None
    worded: frozenset[str]

    @property
    def changes(self) -> bool:
        """Whether it changes anything at all."""
        return self.names is not None or bool(self.ids)

    def words(self, text: str) -> str:
        """A text with a role in square brackets wherever a participant's name stands, and no mark of an observer that was renamed."""
        if self.marks is not None:
            text = self.marks.sub(lambda found: self.ids[found.group()], text)
        return self.names.sub(self._role, text) if self.names is not None else text

    def _role(self, found: re.Match[str]) -> str:
        written = plain(found.group())
        if written not in self.roles:
            return found.group()
        if written in EVERYDAY and found.group().islower():
            return found.group()
        return f"[{self.roles[written]}]"

    def value(self, value: Json, key: str = "") -> Json:
        """Any value of a body, with its words hidden; an identifier stays, unless it stands for another."""
        if isinstance(value, str):
            if value in self.ids:
                return self.ids[value]
            return value if key not in self.worded and IDENTIFIER.match(value) else self.words(value)
        if isinstance(value, list | tuple):
            return tuple(self.value(each, key) for each in value)
        if isinstance(value, Mapping):
            return {self.ids.get(name, name): self.value(each, name) for name, each in value.items()}
        return value

    def one(self, name: str) -> str:
        """An id, or the one that stands for it."""
        return self.ids.get(name, name)


def anonymised(study: Study, hiding: Hiding = ANONYMOUS) -> Study:
    """The study with nobody's name in it: told again when words had to be hidden, and itself when there was nothing to hide."""
    veil = veil_of(study, hiding)
    if not veil.changes:
        return study
    events = tuple(hidden_event(event, veil) for event in study.telling.events)
    telling = study.telling if events == study.telling.events else tell(events, study.telling.patch)
    entries = tuple(hidden_entry(entry, veil) for entry in study.entries)
    return study if telling is study.telling and entries == study.entries else Study(telling, entries)


def hide_of(study: Study, hiding: Hiding) -> Callable[[str], str]:
    """The function that puts roles where names were typed, for tables of the notebook."""
    return veil_of(study, hiding).words


def veil_of(study: Study, hiding: Hiding) -> Veil:
    """The hiding made ready for one study."""
    telling = study.telling

    def called(seat: str) -> str:
        chair = telling.world.seats.get(seat)
        return f"{chair.role}, {telling.name(chair.organisation)}" if chair else A_PARTICIPANT

    bare = veil_over(hiding, called, own_names(telling.patch))
    names, roles = bare.names, bare.roles
    ids = {} if hiding.keep_pseudonyms else renamed_authors(study)
    ids = {**ids, **renamed_ids(telling, names)}
    authors = sorted((each for each in ids if each not in telling.world.seats), key=len, reverse=True)
    marks = (
        re.compile("|".join(rf"(?<![\w.]){re.escape(each)}(?![\w])" for each in authors)) if authors else None
    )
    worded = WORDED | worded_fields(telling.catalogue)
    return Veil(names, roles, ids, marks, worded)


def veil_over(hiding: Hiding, called: Callable[[str], str], own: frozenset[str]) -> Veil:
    """A hiding of names alone: `called` tells the role that stands for a seat, `own` are the pack's own names, which stand."""
    own = own - {plain(name) for name in hiding.names}
    firms = {plain(each) for each in hiding.phrases} - own
    roles = {
        **{firm: EMPLOYER for firm in firms if " " in firm or len(firm) >= SHORTEST_FIRM},
        **roles_of(hiding.names, called),
    }
    return Veil(sign_of(roles, own) if roles else None, roles, {}, None, WORDED)


def plain(words: str) -> str:
    """Words for comparing: one spelling of accents, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def roles_of(names: Mapping[str, str], called: Callable[[str], str]) -> dict[str, str]:
    """What stands in place of each form of each name: the role and body of its seat. Whole names go before their parts."""
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name, seat in names.items():
        words = plain(name).split()
        role = called(seat)
        for form in (" ".join(words), "".join(words)):
            if len(form) >= SHORTEST:
                found.setdefault(form, role)
        for word in (*words, *(piece for w in words for piece in re.split(r"[-'’.]", w))):
            if len(word) >= SHORTEST:
                parts[word] = role if parts.get(word, role) == role else A_PARTICIPANT
    return {**parts, **found}


def own_names(patch: Patch) -> frozenset[str]:
    """The pack's own names of bodies and roles that are more than one word: they stand, even where a participant bears one of the words."""
    bodies = (name for body in patch.organisations for name in (body.name, body.short))
    return frozenset(
        plain(name) for name in (*bodies, *(seat.role for seat in patch.seats.seats)) if " " in name
    )


def sign_of(roles: Mapping[str, str], own: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """The pattern of all names, longest first: whole words, in any letters, in either spelling of accents.

    It finds the pack's own names too, so that no word of theirs is found alone.
    """
    forms = {spelt for form in (*roles, *own) for spelt in (form, unicodedata.normalize("NFD", form))}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])", re.IGNORECASE)


def renamed_authors(study: Study) -> dict[str, str]:
    """A number by origin for every author who is no seat and not numbered yet, in the order in which they first wrote."""
    seats = study.telling.world.seats
    authors = dict.fromkeys((entry.author, entry.origin) for entry in study.entries)
    taken = {author for author, _ in authors}
    found: dict[str, str] = {}
    for author, origin in authors:
        if author in seats or author in found or OBSERVER.match(author) or numbered(author, origin):
            continue
        number = next(n for n in range(1, len(taken) + 2) if f"{origin}.{n}" not in taken)
        found[author] = f"{origin}.{number}"
        taken.add(found[author])
    return found


def numbered(author: str, origin: str) -> bool:
    """Whether a mark is but an origin and a number."""
    kind, _, number = author.partition(".")
    return kind == origin and number.isascii() and number.isdigit()


def renamed_ids(telling: Telling, names: re.Pattern[str] | None) -> dict[str, str]:
    """Ids for seats and bodies that were formed in play under an id with a participant's name in it."""
    if names is None:
        return {}
    formed = [
        *(seat for seat in telling.world.seats if seat not in {s.id for s in telling.patch.seats.seats}),
        *(body for body in telling.world.organisations if body not in {b.id for b in telling.patch.organisations}),
    ]  # fmt: skip
    found: dict[str, str] = {}
    for number, each in enumerate(formed, start=1):
        if names.search(each):
            body, dot, _ = each.partition(".")
            found[each] = f"{body}.added-{number}" if dot and not names.search(body) else f"added-{number}"
    return found


def worded_fields(catalogue: Catalogue) -> frozenset[str]:
    """The fields of moves that are free words."""
    return frozenset(name for move in catalogue.moves.values() for name in texts_in(move.ask))


def texts_in(ask: type) -> Iterable[str]:
    """The names of an ask's fields that are free words, in whatever number."""
    hints = get_type_hints(ask)
    for name, what in hints.items():
        if what is Text or Text in getattr(what, "__args__", ()):
            yield name


def hidden_event(event: Event, veil: Veil) -> Event:
    """An event with its words hidden; its numbers, times and audience as they were."""
    one = veil.one
    body = event.body if event.kind in FROM_THE_PACK else veil.value(event.body)
    return replace(
        event, seat=one(event.seat), organisation=one(event.organisation), addressees=tuple(map(one, event.addressees)),
        audience=tuple(map(one, event.audience)), body=body,
    )  # fmt: skip


def hidden_entry(entry: Entry, veil: Veil) -> Entry:
    """An entry with its words hidden, under its author's number."""
    return replace(entry, author=veil.one(entry.author), body=veil.value(entry.body))
