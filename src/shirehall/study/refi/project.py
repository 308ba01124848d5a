"""A study as a REFI-QDA project: notes, answers and messages as texts, codes with whoever gave them, memos, bodies as cases."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shirehall.study.codes.codebook import STANDING, book_of
from shirehall.study.codes.units import Unit, UnitId, unit_at, units_of
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.standing import Standing
from shirehall.study.refi.model import (
    Case,
    Code,
    Coding,
    Gathering,
    Memo,
    Project,
    Selection,
    Sort,
    Source,
    User,
    Value,
    Variable,
)
from shirehall.study.refi.writer import fit
from shirehall.study.study import Study

NAMESPACE = uuid.UUID("0b5c7f0e-6f0d-5b0e-9d55-0f1c3f6d7a11")
"""The namespace of all GUIDs made here, so that a thing has the same GUID in every export of one study."""

VARIABLES: Mapping[str, tuple[Sort, str]] = {
    "what": ("Text", "note, answer, reason or event."),
    "number": ("Integer", "Its number in the notebook, or in the record for an event."),
    "month": ("Integer", "The month of play it is about, counted from 1."),
    "origin": ("Text", "Whose words it holds: player, observer, moderator, script or outside."),
    "kind": ("Text", "For a body its kind, for an event the kind of event."),
    "marks": ("Text", "What is missing of it or was not understood."),
}
HEADINGS = {"players_account": "The players' account", "said": "Said", "words": "Answer", "asked": "Question"}
PROGRAM = "program: "
GONE = "No longer in the codebook"
NOTHING = {"topic": "Looked at: no topic", "code": "Looked at: no code"}
LOOKED = "The coder looked at this and gave none; agreement between coders counts it."


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit's text as a source holds it: where in it each part of the unit begins, and the part's words."""

    text: str
    parts: Mapping[str, tuple[int, str]]

    def passage(self, part: str, start: int | None, end: int | None) -> tuple[int, int]:
        """Where some words of a part stand in the source: the whole part without places, the whole source without a part."""
        if part not in self.parts:
            return 0, len(self.text)
        begins, words = self.parts[part]
        first = start if start is not None and 0 <= start <= len(words) else 0
        last = end if end is not None and first <= end <= len(words) else len(words)
        return begins + first, begins + last

    def part_at(self, start: int, end: int) -> tuple[str, int | None, int | None] | None:
        """The part and places that a passage of the source stands for; none when it lies across several parts."""
        if (start, end) == (0, len(self.text)):
            return "", None, None
        for part, (begins, words) in self.parts.items():
            if begins <= start <= end <= begins + len(words):
                whole = (start, end) == (begins, begins + len(words))
                return (part, None, None) if whole else (part, start - begins, end - begins)
        return None


def guid(study: Study, thing: str) -> str:
    """The GUID of a thing of the study."""
    patch = study.telling.patch
    return str(uuid.uuid5(NAMESPACE, f"{patch.id}/{patch.digest}/{thing}"))


def placed(texts: Mapping[str, str]) -> Placed:
    """A unit's words as one text, each part under its heading."""
    parts: dict[str, tuple[int, str]] = {}
    text = ""
    for part, words in texts.items():
        heading = HEADINGS.get(part, part.replace("_", " ").capitalize())
        text += ("\n\n" if text else "") + f"{heading}:\n"
        parts[part] = (len(text), fit(words))
        text += fit(words)
    return Placed(text, parts)


def one_line(words: str) -> str:
    """Words as a name: on one line, not too long."""
    line = " ".join(fit(words).split())
    return line if len(line) <= 80 else line[:79] + "…"


def project_of(study: Study) -> Project:
    """The study as a project. Coders are users under their pseudonyms; what programs coded stands under users of their own."""
    codes = codes_of(study)
    selections, memos = passages(study)
    sources = tuple(sources_of(study, selections))
    patch = study.telling.patch
    return Project(
        one_line(patch.head.title),
        "Shirehall",
        tuple(User(guid(study, f"user:{name}"), name) for name in users_of(study)),
        codes,
        tuple(
            Variable(guid(study, f"variable:{name}"), name, sort, says)
            for name, (sort, says) in VARIABLES.items()
        ),
        tuple(cases_of(study, sources)),
        sources,
        tuple(memos),
        tuple(gatherings_of(study, sources)),
        one_line(patch.head.notice),
    )


def users_of(study: Study) -> tuple[str, ...]:
    """Whoever wrote a note, a coding, an answer or a reason; for a machine's codes the program that gave them."""
    kinds = ("note", "coding", "machine-coding", "answer", "reason")
    return tuple(dict.fromkeys(coder(each.entry) for each in study.standing(*kinds)))


def coder(entry: Entry) -> str:
    """Under which name an entry's author stands among the users."""
    if entry.kind == "machine-coding":
        return one_line(f"{PROGRAM}{entry.body.get('by') or entry.author}")
    return entry.author


def codes_of(study: Study) -> tuple[Code, ...]:
    """The codebook under its groups, topics under theirs, and codes that were given and are gone from it under a last one."""
    book = book_of(study)
    found: list[Code] = []
    groups = dict.fromkeys(code.group for code in book.codes.values())
    for group in groups:
        parent = guid(study, f"group:{group}") if group else ""
        if group:
            found.append(Code(parent, one_line(group), codable=False))
        for code in book.codes.values():
            if code.group == group:
                state = (
                    ""
                    if code.state == STANDING
                    else f" ({code.state}{': ' if code.into else ''}{', '.join(code.into)})"
                )
                found.append(
                    Code(
                        guid(study, f"code:{code.id}"),
                        one_line(code.title),
                        parent,
                        description=fit(code.means + state),
                    )
                )
    parent = guid(study, "topics")
    found.append(Code(parent, "Topics", codable=False))
    for topic in book.topics.values():
        words = f"Words that suggest it: {', '.join(topic.words)}."
        found.append(
            Code(guid(study, f"topic:{topic.id}"), one_line(topic.title), parent, description=fit(words))
        )
    for sort, name in NOTHING.items():
        found.append(Code(guid(study, f"nothing:{sort}"), name, parent, description=LOOKED))
    found += gone_codes(study)
    return tuple(found)


def gone_codes(study: Study) -> Iterator[Code]:
    """Codes and topics that were given and that the codebook does not hold."""
    book, parent = book_of(study), guid(study, "gone")
    given = dict.fromkeys(
        (sort, str(code))
        for each in study.standing("note", "coding", "machine-coding")
        for sort, name in (("code", "codes"), ("topic", "topics"))
        for code in each.entry.body.get(name, ())
    )
    gone = [
        (sort, code) for sort, code in given if code not in (book.codes if sort == "code" else book.topics)
    ]
    if gone:
        yield Code(parent, GONE, codable=False)
    for sort, code in gone:
        why = book.gone(code) if sort == "code" else f"the pack has no topic {code!r}"
        yield Code(guid(study, f"{sort}:{code}"), one_line(code), parent, description=fit(why))


def passages(study: Study) -> tuple[dict[UnitId, list[Selection]], list[Memo]]:
    """The passages that were coded, by what they are of, and the memos on them."""
    found: dict[UnitId, list[Selection]] = defaultdict(list)
    memos: list[Memo] = []
    for each in study.standing("note", "coding", "machine-coding"):
        entry, number = each.entry, each.first.number
        target = target_of(study, each)
        given = tuple(codings_of(study, each))
        if target is None or not given:
            continue
        unit = unit_at(study, target)
        if unit is None:
            continue
        body = entry.body
        start, end = placed(texts_of(unit)).passage(
            str(body.get("part") or ""), body.get("start"), body.get("end")
        )
        notes: tuple[str, ...] = ()
        if body.get("memo"):
            name = one_line(f"Memo of {entry.author} on {target[0]} {target[1]}")
            memo = Memo(
                guid(study, f"memo:{number}"), name, fit(str(body["memo"])), given[0].user, given[0].when
            )
            memos.append(memo)
            notes = (memo.guid,)
        words = one_line(placed(texts_of(unit)).text[start:end]) or f"{target[0]} {target[1]}"
        selection = guid(study, f"selection:{number}")
        found[target].append(
            Selection(selection, start, end, given, words, given[0].user, given[0].when, notes=notes)
        )
    return found, memos


def target_of(study: Study, each: Standing) -> UnitId | None:
    """What a note or coding is of; a coding of a corrected note is of the note as it stands."""
    if each.entry.kind == "note":
        return ("note", each.first.number)
    note, event = each.entry.body.get("note"), each.entry.body.get("event")
    if isinstance(note, int):
        whole = next((s.first.number for s in study.history if note in s.versions), None)
        return ("note", whole) if whole is not None else None
    return ("event", event) if isinstance(event, int) else None


def codings_of(study: Study, each: Standing) -> Iterator[Coding]:
    """The codes and topics that an entry gives."""
    entry = each.entry
    user, when = guid(study, f"user:{coder(entry)}"), entry.written_at or entry.received_at
    for sort, name in (("code", "codes"), ("topic", "topics"), ("nothing", "nothing")):
        for code in dict.fromkeys(map(str, entry.body.get(name) or ())):
            thing = f"{sort}:{code}"
            yield Coding(guid(study, f"coding:{each.first.number}:{thing}"), guid(study, thing), user, when)


def texts_of(unit: Unit) -> Mapping[str, str]:
    """A unit's words by part; for one without words, what it is."""
    if unit.sort == "event" or not unit.texts:
        return {"sentence": unit.said, **unit.texts}
    return unit.texts


def sources_of(study: Study, selections: Mapping[UnitId, list[Selection]]) -> Iterator[Source]:
    """Every note that stands, every act with words and every event that was coded, and every answer and reason."""
    units = units_of(study)
    extra = [unit_at(study, target) for target in selections if target not in units]
    for unit in (*units.values(), *(unit for unit in extra if unit is not None)):
        if unit.sort == "note" or unit.texts or unit.id in selections:
            yield unit_source(study, unit, selections.get(unit.id, ()))
    for each in study.standing("answer", "reason"):
        yield answer_source(study, each)


def unit_source(study: Study, unit: Unit, selections: Iterable[Selection]) -> Source:
    """A note or event as a source."""
    if unit.sort == "note":
        entry = study.entry(unit.number)
        origin, user, kind = (entry.origin, entry.author, "") if entry else ("", "", "")
        when = (entry.written_at or entry.received_at) if entry else ""
        name = f"Note {unit.number}: {unit.said}"
    else:
        event = study.telling.event(unit.number)
        origin, user, when, kind = event.origin, "", "", event.kind
        name = f"Event {unit.number}: {unit.said}"
    told = {
        "what": unit.sort,
        "number": unit.number,
        "month": unit.month,
        "origin": origin,
        "kind": kind,
        "marks": "; ".join(unit.marks),
    }
    return Source(
        guid(study, f"{unit.sort}:{unit.number}"), one_line(name), placed(texts_of(unit)).text, tuple(selections),
        values=values_of(study, told), user=guid(study, f"user:{user}") if user else "", when=when,
    )  # fmt: skip


def answer_source(study: Study, each: Standing) -> Source:
    """An answer or a reason as a source, with the question that was asked."""
    entry, number = each.entry, each.first.number
    body = entry.body
    texts = {name: str(body[name]) for name in ("asked", "shown", "words") if body.get(name)}
    if body.get("scale") is not None:
        texts["mark"] = f"{body['scale']} of 5"
    feelings = [f"{moment}: {word}" for moment, word in body.get("feelings") or ()]
    if feelings:
        texts["feelings"] = "; ".join(feelings)
    told = {"what": entry.kind, "number": number, "month": entry.month, "origin": entry.origin}
    name = one_line(f"{entry.kind.capitalize()} {number} of {entry.author}")
    return Source(
        guid(study, f"{entry.kind}:{number}"), name, placed(texts).text, values=values_of(study, told),
        user=guid(study, f"user:{entry.author}"), when=entry.written_at or entry.received_at,
    )  # fmt: skip


def values_of(study: Study, told: Mapping[str, object]) -> tuple[Value, ...]:
    """What variables are for a source; what is not known is left out."""
    return tuple(
        Value(guid(study, f"variable:{name}"), fit(str(value)), VARIABLES[name][0])
        for name, value in told.items()
        if value not in (None, "")
    )


def cases_of(study: Study, sources: tuple[Source, ...]) -> Iterator[Case]:
    """A case for each body, with the notes and events that are of it."""
    here = {source.guid for source in sources}
    of: dict[str, list[str]] = defaultdict(list)
    for unit in units_of(study).values():
        for name in unit.bodies:
            of[name].append(guid(study, f"{unit.sort}:{unit.number}"))
    for body in study.telling.world.organisations.values():
        mine = tuple(each for each in of[body.id] if each in here)
        yield Case(
            guid(study, f"body:{body.id}"), one_line(body.name), mine, values_of(study, {"kind": body.kind})
        )


def gatherings_of(study: Study, sources: tuple[Source, ...]) -> Iterator[Gathering]:
    """The sources by what they are."""
    variable = guid(study, "variable:what")
    by: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        by[next(value.value for value in source.values if value.variable == variable)].append(source.guid)
    for what, members in by.items():
        yield Gathering(guid(study, f"set:{what}"), f"{what.capitalize()}s", sources=tuple(members))
