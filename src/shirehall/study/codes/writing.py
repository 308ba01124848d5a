"""What people write when they code: codings, changes to the codebook, and taking either back, each checked before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shirehall.errors import UsageError
from shirehall.study.codes.codebook import Book, BookCode, book_of, cannot, ids_of
from shirehall.study.codes.codings import SORTS, Sort
from shirehall.study.codes.units import Unit, unit_at
from shirehall.study.notebook.entry import Writing
from shirehall.study.notebook.note import LONGEST, MOST, keepable
from shirehall.study.study import Study

CODER = "whoever codes"
LONGEST_ID = 120


def refuse(what: str, mend: str, who: str = CODER) -> UsageError:
    """The error of a coding that cannot be kept."""
    return UsageError(what, mend=mend, who=who)


def coding_writing(
    study: Study,
    *,
    author: str,
    origin: str = "observer",
    key: str,
    note: int | None = None,
    event: int | None = None,
    codes: Iterable[str] = (),
    topics: Iterable[str] = (),
    part: str = "",
    start: int | None = None,
    end: int | None = None,
    memo: str = "",
    nothing: Sequence[Sort] = (),
    corrects: int | None = None,
    written_at: str = "",
    strict: bool = True,
) -> Writing:
    """The coding of a note or an event, or of some words of one part of it: characters `start` to `end`, the end left out.

    `event` is the record's number. `nothing` names what the coder looked for and found none of: ("code",),
    ("topic",) or both; it counts for agreement. With `strict` false (for what comes from another tool) codes, words, notes and
    events that are not there are kept and marked. Raises UsageError for what cannot be kept.
    """
    unit = coded(study, note, event) if strict else found(study, note, event)
    given, told = ids_of(tuple(map(keepable, codes))), ids_of(tuple(map(keepable, topics)))
    if not (given or told or nothing):
        raise refuse("no code was chosen.", "choose at least one code or topic, or say that none applies.")
    if not set(nothing) <= set(SORTS) or (given and "code" in nothing) or (told and "topic" in nothing):
        raise refuse(
            "something is given of which none is said to apply.", "give it, or say that none applies."
        )
    if len(given) > MOST or len(told) > MOST:
        raise refuse(f"{len(given) + len(told)} codes were chosen.", f"give at most {MOST} at once.")
    book = book_of(study)
    amiss = [
        *(why for code in given if (why := not_offered(book, code))),
        *(f"the pack has no topic {topic!r}" for topic in told if topic not in book.topics),
        *(
            why
            for why in [not_there(unit, part, start, end) if unit else "what it codes is not there"]
            if why
        ),
    ]
    if amiss and strict:
        raise refuse(
            f"{amiss[0]}.", "choose one that stands in the codebook, and words that are in the text."
        )
    body = {
        "note": note, "event": event, "codes": given, "topics": told, "nothing": tuple(nothing),
        "part": part, "start": start, "end": end,
        "memo": keepable(memo)[:LONGEST], "marks": tuple(amiss),
    }  # fmt: skip
    return Writing(
        kind="coding", author=author, origin=origin, key=key, body=body, month=unit.month if unit else None,
        written_at=written_at, corrects=corrects,
    )  # fmt: skip


def machine_coding(
    study: Study,
    *,
    author: str,
    key: str,
    by: str,
    shown: str,
    note: int | None = None,
    event: int | None = None,
    codes: Iterable[str] = (),
    topics: Iterable[str] = (),
) -> Writing:
    """What a program coded: `by` names it with its version, `shown` says what it was given to read. It is never counted as a code.

    Raises UsageError when it does not say which program it is, or codes nothing.
    """
    unit = coded(study, note, event)
    given, told = ids_of(tuple(map(keepable, codes))), ids_of(tuple(map(keepable, topics)))
    if not by.strip() or not shown.strip():
        raise refuse(
            "a machine's coding does not say which program gave it and what it was shown.",
            "name the program with its version, and what it read.",
            "whoever runs the program",
        )
    if not given and not told:
        raise refuse(
            "the program gave no code.", "write nothing where it found nothing.", "whoever runs the program"
        )
    body = {
        "note": note,
        "event": event,
        "codes": given,
        "topics": told,
        "by": keepable(by),
        "shown": keepable(shown),
    }
    return Writing(
        kind="machine-coding", author=author, origin="script", key=key, body=body, month=unit.month
    )


def codebook_change(
    study: Study,
    *,
    author: str,
    origin: str = "observer",
    key: str,
    do: str,
    code: str,
    into: Sequence[str] | str = (),
    title: str = "",
    group: str = "",
    means: str = "",
    why: str = "",
    written_at: str = "",
) -> Writing:
    """A change to the codebook: one of `codebook.CHANGES`. Merging, splitting and putting aside want a reason.

    Raises UsageError for a change that cannot be made to the codebook as it stands.
    """
    body = {
        "do": do, "code": keepable(code)[:LONGEST_ID], "into": ids_of(into), "title": keepable(title), "group": keepable(group),
        "means": keepable(means), "why": keepable(why)[:LONGEST],
    }  # fmt: skip
    fault = cannot(book_of(study).codes, body)
    if fault:
        raise refuse(f"{fault}.", "look at the codebook as it stands now, and choose again.")
    if do == "add" and not body["means"]:
        raise refuse(
            f"{code!r} has no meaning yet.",
            "say in a sentence when it is to be given, so that two people would give it alike.",
        )
    if do in ("merge", "split", "put-aside", "memo") and not body["why"]:
        raise refuse("no reason is given.", "say why; it stays with the code.")
    return Writing(kind="codebook", author=author, origin=origin, key=key, body=body, written_at=written_at)


def codebook_split(
    study: Study,
    *,
    author: str,
    origin: str = "observer",
    key: str,
    code: str,
    parts: Sequence[tuple[str, str, str]],
    why: str,
) -> tuple[Writing, ...]:
    """The changes that split a code into several, new ones added first: `parts` holds (id, title, meaning); of codes that stand, the
    id is enough. They are to be kept together. Raises UsageError when they cannot be."""
    book = book_of(study)
    known = book.codes.get(code)
    if known is None:
        raise refuse(f"the codebook has no code {code!r}.", "name one that stands.")
    new = [each for each in parts if each[0] not in book.codes]
    adds = [
        codebook_change(
            study, author=author, origin=origin, key=f"{key}/{place}", do="add", code=id_, title=title, group=known.group,
            means=means, why=why,
        )
        for place, (id_, title, means) in enumerate(new, start=1)
    ]  # fmt: skip
    body = {
        "do": "split", "code": code, "into": ids_of([part[0] for part in parts]), "title": "", "group": "", "means": "",
        "why": keepable(why)[:LONGEST],
    }  # fmt: skip
    codes = {
        **book.codes,
        **{id_: BookCode(id_, title, known.group, means, "notebook") for id_, title, means in new},
    }
    fault = cannot(codes, body) or ("" if body["why"] else "no reason is given")
    if fault:
        raise refuse(f"{fault}.", f"name two codes or more that {code!r} is split into, and say why.")
    return (*adds, Writing(kind="codebook", author=author, origin=origin, key=key, body=body))


def take_back(
    study: Study, *, author: str, origin: str = "observer", key: str, number: int, why: str = ""
) -> Writing:
    """The withdrawal of one's own coding or change to the codebook. Raises UsageError when there is none of that number."""
    entry = study.entry(number)
    if entry is None or entry.author != author or entry.kind not in ("coding", "codebook"):
        raise refuse(
            f"you have no coding or change to the codebook numbered {number}.", "name one of your own."
        )
    if any(each.withdraws == number for each in study.entries):
        raise refuse(f"entry {number} was taken back already.", "nothing more is to be done.")
    return Writing(
        kind="withdrawal",
        author=author,
        origin=origin,
        key=key,
        body={"why": keepable(why)},
        withdraws=number,
    )


def coded(study: Study, note: int | None, event: int | None) -> Unit:
    """The unit that is to be coded. Raises UsageError when it is not there."""
    unit = found(study, note, event)
    if unit is None:
        what = f"the notebook has no note {note} that stands"
        if event is not None:
            what = f"the record has no event {event}"
        raise refuse(f"{what}.", "name one that is there.")
    return unit


def found(study: Study, note: int | None, event: int | None) -> Unit | None:
    """The unit that is named, by any of its wordings; none when it is not there. Raises UsageError unless just one is named."""
    if (note is None) == (event is None):
        raise refuse("a coding is of one note or one event.", "name one of the two.")
    if event is not None:
        return unit_at(study, ("event", event))
    root = {number: each.first.number for each in study.standing("note") for number in each.versions}
    return unit_at(study, ("note", root.get(note or 0, 0)))


def not_offered(book: Book, code: str) -> str:
    """Why a code cannot be given; empty when it can."""
    known = book.codes.get(code)
    if known is None:
        return book.gone(code)
    return (
        ""
        if known.offered
        else f"the code {code!r} was {known.state}"
        + (f" into {', '.join(map(repr, known.into))}" if known.into else "")
    )


def not_there(unit: Unit, part: str, start: int | None, end: int | None) -> str:
    """Why a stretch of words cannot be coded; empty when it can, or when the whole is coded."""
    if not part:
        return "" if start is None and end is None else "a stretch of words names no part"
    if part not in unit.texts:
        return f"it has no part {part!r} with words; it has {', '.join(unit.texts) or 'none'}"
    if start is None and end is None:
        return ""
    length = len(unit.texts[part])
    if start is None or end is None or not 0 <= start < end <= length:
        return f"there are no characters {start} to {end} in {part!r}, which has {length}"
    return ""
