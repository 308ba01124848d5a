"""What a REFI-QDA project brings to a notebook: new codes and codings as writings. Whatever has no place there is kept and told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shirehall.play.record.event import canonical
from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.units import UnitId, unit_at, units_of
from shirehall.study.notebook.entry import LONGEST_KEY, PSEUDONYM, Writing
from shirehall.study.notebook.note import LONGEST
from shirehall.study.refi.model import Code, Coding, Project, Selection, Source, Strange
from shirehall.study.refi.project import (
    NOTHING,
    PROGRAM,
    Placed,
    guid,
    passages,
    placed,
    project_of,
    texts_of,
)
from shirehall.study.study import Study

Given = tuple[str, str]
"""A code as the notebook knows it: ("code" or "topic", id), or ("nothing", "code" or "topic") for one who looked and gave none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a project: what is to be written in the notebook, how many codings were there already, and what was left.

    `strange` holds everything of the file that has no place in the notebook, whole, with the reason. `coders` gives the mark
    under which each of the file's users writes here, by the user's GUID; users' names are not kept.
    """

    writings: tuple[Writing, ...]
    known: int
    strange: tuple[Strange, ...]
    coders: Mapping[str, str]


@dataclass
class Taking:
    """One taking in: the study, the file, what its users and codes are here, and what has no place here."""

    study: Study
    project: Project
    origin: str
    coders: Mapping[str, str]
    codes: Mapping[str, Given] = field(default_factory=dict)
    strange: list[Strange] = field(default_factory=list)
    known: int = 0

    def mark(self, user: str) -> str:
        """The mark under which a user of the file writes here."""
        return self.coders.get(user, f"coder.{plain(user)[:8] or '0'}")

    def called(self, user: str) -> str:
        """How the study would call a user of the file: by mark, and a program by its name."""
        name = next((each.name for each in self.project.users if each.guid == user), "")
        return name if name.startswith(PROGRAM) else self.mark(user)

    def same_text(self, source: Source) -> str:
        """The GUID that a source has in this study. Programs that make GUIDs of their own are helped by its words, if no other has them."""
        sources = own(self.study).sources
        if source.guid in targets(self.study) or source.guid in {each.guid for each in sources}:
            return source.guid
        words = source.text.replace("\r\n", "\n").rstrip("\n")
        alike = [each.guid for each in sources if each.text == words]
        named = [each.guid for each in sources if each.text == words and each.name in source.name]
        return alike[0] if len(alike) == 1 else named[0] if len(named) == 1 else source.guid

    def left(self, where: str, what: str, why: str, content: str) -> None:
        """Keep a part that has no place in the notebook."""
        self.strange.append(Strange(where, what, why, content.encode("utf-8", "replace")))


def take(project: Project, study: Study, origin: str = "observer") -> Taken:
    """What a project brings to a study's notebook, by observers or (with `origin`) moderators.

    Codes that the codebook lacks are added to it. Codings of the study's own texts become codings; taken in twice, they count
    once. Texts of other studies, cases, variables, sets, memos of their own and colours are left, each with its reason.
    """
    taking = Taking(study, project, origin, coders_of(project, study), strange=list(project.strange))
    taking.codes, additions = codes_in(taking)
    codings = [each for source in project.sources for each in codings_in(taking, source)]
    leave_rest(taking)
    return Taken((*additions, *codings), taking.known, tuple(taking.strange), taking.coders)


def coders_of(project: Project, study: Study) -> dict[str, str]:
    """The mark of each user: the same as here for one who wrote here or under an observer's number, else one made of its GUID.

    Other programs' users are called by their names; these are not taken.
    """
    here = {*study.telling.world.seats, *(entry.author for entry in study.entries)}
    found: dict[str, str] = {}
    for user in project.users:
        known = PSEUDONYM.match(user.name) and (
            user.name in here or re.fullmatch(r"(observer|coder)\.\w+", user.name)
        )
        found[user.guid] = user.name if known else f"coder.{plain(user.guid)[:8] or '0'}"
    return found


def plain(words: str) -> str:
    """Words as part of an id: small letters and digits."""
    return "-".join(re.findall(r"[a-z0-9]+", words.casefold()))


# ---- codes --------------------------------------------------------------------------------------------------


def codes_in(taking: Taking) -> tuple[dict[str, Given], list[Writing]]:
    """What each code of the file is here, by its GUID, and the writings that add those that are not here yet."""
    study, project = taking.study, taking.project
    book, author = book_of(study), next(iter(taking.coders.values()), "coder.0")
    here = known_codes(study)
    titles = {name.casefold(): ("nothing", sort) for sort, name in NOTHING.items()}
    titles |= {given[1].casefold(): given for given in given_in(study)}
    titles |= {t.title.casefold(): ("topic", t.id) for t in book.topics.values()}
    titles |= {c.title.casefold(): ("code", c.id) for c in book.codes.values()}
    by_guid = {code.guid: code for code in project.codes}
    found: dict[str, Given] = {}
    additions: list[Writing] = []
    for code in project.codes:
        if code.colour:
            taking.left(f"Code {code.name}", "colour", "The notebook keeps no colours.", code.colour)
        known = here.get(code.guid) or (titles.get(code.name.casefold()) if code.codable else None)
        if known is not None:
            found[code.guid] = known
        elif code.codable:
            new = fresh(code, {*book.codes, *(str(w.body["code"]) for w in additions)})
            found[code.guid] = titles[code.name.casefold()] = ("code", new)
            additions.append(addition(code, new, by_guid, author, taking.origin))
    return found, additions


def known_codes(study: Study) -> dict[str, Given]:
    """Every code and topic of the study by its GUID: those of the codebook, those that were given and are gone, and none at all."""
    book = book_of(study)
    every: list[Given] = [
        *(("code", code) for code in book.codes),
        *(("topic", topic) for topic in book.topics),
    ]
    every += [*given_in(study), *(("nothing", sort) for sort in NOTHING)]
    return {guid(study, f"{sort}:{name}"): (sort, name) for sort, name in every}


def given_in(study: Study) -> Iterator[Given]:
    """Every code and topic that was given in the notebook."""
    for each in study.standing("note", "coding", "machine-coding"):
        for sort, name in (("code", "codes"), ("topic", "topics")):
            for code in each.entry.body.get(name, ()):
                yield sort, str(code)


def fresh(code: Code, taken: set[str]) -> str:
    """An id for a new code, made of its name."""
    name = plain(code.name)[:50] or f"code-{plain(code.guid)[:8]}"
    return name if name not in taken else f"{name}-{plain(code.guid)[:8]}"


def addition(code: Code, new: str, by_guid: Mapping[str, Code], author: str, origin: str) -> Writing:
    """The writing that adds a code; its group is what it stands under in the file."""
    above: list[str] = []
    parent, seen = code.parent, {code.guid}
    while parent in by_guid and parent not in seen:
        seen.add(parent)
        above.insert(0, by_guid[parent].name)
        parent = by_guid[parent].parent
    body = {
        "do": "add", "code": new, "into": (), "title": code.name[:200], "group": " / ".join(above)[:200],
        "means": code.description[:2000], "why": "taken from a REFI-QDA file",
    }  # fmt: skip
    return Writing(
        kind="codebook", author=author, origin=origin, key=f"refi:code:{code.guid}"[:LONGEST_KEY], body=body
    )


# ---- codings ------------------------------------------------------------------------------------------------


def codings_in(taking: Taking, source: Source) -> Iterator[Writing]:
    """The codings of one source, if it is one of the study's texts; the source is left otherwise."""
    here_as = taking.same_text(source)
    target = targets(taking.study).get(here_as)
    if target is None:
        if here_as not in {each.guid for each in own(taking.study).sources}:
            taking.left(
                f"source {source.name}",
                "text",
                "It is no text of this study; its codings are left with it.",
                told(source),
            )
        elif source.selections or source.codings:
            taking.left(
                f"source {source.name}", "codings", "Answers are not coded in the notebook.", told(source)
            )
        return
    unit = unit_at(taking.study, target)
    here = placed(texts_of(unit)) if unit is not None else Placed("", {})
    if here.text != source.text.replace("\r\n", "\n").rstrip("\n"):
        taking.left(
            f"source {source.name}",
            "text",
            "Its words differ from the study's; places would not fit.",
            told(source),
        )
        return
    whole = Selection("whole:" + source.guid, 0, len(source.text), source.codings)
    for selection in (*source.selections, *((whole,) if source.codings else ())):
        yield from codings_at(taking, target, here, selection)


def codings_at(taking: Taking, target: UnitId, here: Placed, selection: Selection) -> Iterator[Writing]:
    """The codings of one passage: one writing a coder. Those that the study holds, by whatever GUID, are here already."""
    mine = our_codings(taking.study)
    place = (target, selection.start, min(selection.end, len(here.text)))
    memos = {memo.guid: memo.text for memo in taking.project.memos}
    by_coder: dict[str, list[Coding]] = defaultdict(list)
    for coding in selection.codings:
        user = coding.user or selection.user
        if coding.guid in mine or (taking.called(user), *place, taking.codes.get(coding.code)) in mine:
            taking.known += 1
            leave_new_memos(taking, selection, coding, memos)
        elif coding.code not in taking.codes:
            why = "Its code is not in the file's codebook."
            taking.left(f"passage {selection.name}", "Coding", why, coding.code)
        else:
            by_coder[user].append(coding)
    for user, given in by_coder.items():
        notes = dict.fromkeys((*selection.notes, *(note for coding in given for note in coding.notes)))
        memo = "\n".join(memos[note] for note in notes if note in memos)
        yield coding_of(taking, target, here, selection, user, given, memo)


def leave_new_memos(taking: Taking, selection: Selection, coding: Coding, memos: Mapping[str, str]) -> None:
    """Memos on a coding that is here already and that say something else than any memo of the study."""
    mine = {memo.text for memo in own(taking.study).memos}
    for note in (*selection.notes, *coding.notes):
        if note in memos and memos[note] not in mine:
            why = "The coding is here already, as it was first written; this memo on it is new."
            taking.left(f"passage {selection.name}", "Note", why, memos[note])


def coding_of(
    taking: Taking,
    target: UnitId,
    here: Placed,
    selection: Selection,
    user: str,
    given: Iterable[Coding],
    memo: str,
) -> Writing:
    """The writing of one coder's codes for one passage. A passage across several parts is given to the whole and marked.

    What a program coded stays a program's.
    """
    at = here.part_at(selection.start, selection.end)
    marks: list[str] = []
    if at is None:
        shown = here.text[selection.start : selection.end][:200]
        marks.append(
            f"the passage from {selection.start} to {selection.end} lies across several parts: {shown}"
        )
    if len(memo) > LONGEST:
        marks.append(f"the memo was cut at {LONGEST} of {len(memo)} signs")
    part, start, end = at or ("", None, None)
    pairs = list(dict.fromkeys(taking.codes[coding.code] for coding in given))
    body = {
        "note": target[1] if target[0] == "note" else None, "event": target[1] if target[0] == "event" else None,
        "codes": tuple(code for sort, code in pairs if sort == "code"), "topics": tuple(code for sort, code in pairs if sort == "topic"),
        "nothing": tuple(code for sort, code in pairs if sort == "nothing"),
        "part": part, "start": start, "end": end, "memo": memo[:LONGEST], "marks": tuple(marks),
    }  # fmt: skip
    key = f"refi:{guid(taking.study, canonical((body, selection.start, selection.end)))}"
    author, called = taking.mark(user), taking.called(user)
    if called.startswith(PROGRAM):
        machine = {name: body[name] for name in ("note", "event", "codes", "topics")}
        shown = here.text[selection.start : selection.end][:2000]
        machine |= {"by": called.removeprefix(PROGRAM), "shown": shown}
        return Writing(kind="machine-coding", author=author, origin="script", key=key, body=machine)
    return Writing(kind="coding", author=author, origin=taking.origin, key=key, body=body)


def own(study: Study) -> Project:
    """The study as it would be given out."""
    return study.once("refi: own project", project_of)


def targets(study: Study) -> dict[str, UnitId]:
    """The notes and events of the study by the GUIDs of their sources; any event of the record may have been coded."""
    return study.once("refi: targets", work_out_targets)


def work_out_targets(study: Study) -> dict[str, UnitId]:
    """The targets, worked out."""
    events = (("event", event.seq) for event in study.telling.events)
    return {guid(study, f"{sort}:{number}"): (sort, number) for sort, number in (*units_of(study), *events)}


def our_codings(study: Study) -> frozenset[object]:
    """All codings that the study would give out itself: by GUID, and as (coder, what, start, end, code)."""
    return study.once("refi: codings", work_out_codings)


def work_out_codings(study: Study) -> frozenset[object]:
    """The codings, worked out."""
    found, codes = passages(study)[0], known_codes(study)
    users = {user.guid: user.name for user in own(study).users}
    every = [(target, s, c) for target, selections in found.items() for s in selections for c in s.codings]
    told = ((users[c.user], target, s.start, s.end, codes.get(c.code)) for target, s, c in every)
    return frozenset((*(c.guid for _, _, c in every), *told))


def told(source: Source) -> str:
    """A source in words, with every passage and what was given to it."""
    lines = [source.text, ""]
    for each in source.selections:
        codes = ", ".join(coding.code for coding in each.codings)
        lines.append(f"{each.start} to {each.end}: {source.text[each.start : each.end]!r} (codes {codes})")
    return "\n".join(lines)


# ---- the rest -----------------------------------------------------------------------------------------------


def leave_rest(taking: Taking) -> None:
    """What else is in the file and not the study's own: cases, variables, sets, and memos on nothing that was taken."""
    project, here = taking.project, own(taking.study)
    known = {
        *(case.guid for case in here.cases),
        *(variable.guid for variable in here.variables),
        *(gathering.guid for gathering in here.gatherings),
        *(memo.guid for memo in here.memos),
    }
    used = {note for source in project.sources for note in notes_of(source)}
    for case in project.cases:
        if case.guid not in known:
            taking.left(f"case {case.name}", "Case", "The study's cases are its bodies.", repr(case))
    for variable in project.variables:
        if variable.guid not in known:
            taking.left(
                f"variable {variable.name}", "Variable", "The notebook has no variables.", repr(variable)
            )
    for gathering in project.gatherings:
        if gathering.guid not in known:
            taking.left(f"set {gathering.name}", "Set", "The notebook has no sets.", repr(gathering))
    for memo in project.memos:
        if memo.guid not in known and memo.guid not in used:
            taking.left(f"note {memo.name}", "Note", "It is on nothing that was taken in.", memo.text)


def notes_of(source: Source) -> Iterator[str]:
    """The memos that a source, its passages and its codings refer to."""
    yield from source.notes
    for coding in (*source.codings, *(c for selection in source.selections for c in selection.codings)):
        yield from coding.notes
    for selection in source.selections:
        yield from selection.notes
