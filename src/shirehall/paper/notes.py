"""Entries of the notebook as the report shows them: what each is, when it was written, by whom, and in what words."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.paper.prose import capital
from shirehall.paper.reader import Reader
from shirehall.paper.tree import CitedNote
from shirehall.study.notebook.entry import Entry, moment_of
from shirehall.study.notebook.kinds import KINDS

TITLES: Mapping[str, str] = {
    "note": "Observer's note",
    "coding": "Codes given",
    "machine-coding": "Codes that a program gave",
    "codebook": "Change to the codebook",
    "theme": "Theme",
    "learning-point": "Learning point",
    "validation": "Validation meeting",
    "validation-mark": "Mark at the validation meeting",
    "validation-decision": "Decision after the validation meeting",
    "panel-talk": "Panel of people who did not play",
    "literature": "Publication or statement from outside",
    "scope": "How far something was explored",
    "timeline-edit": "Edit of the timeline",
    "report-edit": "Edit of the report",
    "report-version": "Version of the report",
    "answer": "Answer to a feedback question",
    "reason": "Reason given",
    "feedback-opened": "Feedback opened",
    "withdrawal": "Withdrawal",
}
"""What each kind of entry is called."""

SIDES: Mapping[str, str] = {
    "player": "player",
    "moderator": "moderator",
    "observer": "observer",
    "script": "program",
    "outside": "person who did not play",
}

SPOKEN = (
    "title", "statement", "asked", "question", "action", "feeling", "omission", "account", "players_account", "words", "shown",
    "mark", "stance", "citation", "relation", "matter", "how_far", "codes", "topics", "memo", "why",
)  # fmt: skip
"""The fields of a body that are shown as its words, in this order."""

LABELS: Mapping[str, str] = {
    "feeling": "Felt",
    "omission": "Left undone or unsaid",
    "players_account": "By the players' account",
    "account": "By the observer's account",
    "stance": "Taken to mean",
    "codes": "Codes",
    "topics": "Topics",
    "memo": "Memo",
    "mark": "Mark",
    "why": "Why",
    "asked": "Asked",
    "relation": "Relation",
    "how_far": "How far",
}


def cited_note(reader: Reader, number: int) -> CitedNote:
    """An entry as the report shows it. Raises KeyError for one that the notebook does not hold."""
    entry = reader.study.entry(number)
    if entry is None:
        raise KeyError(number)
    kind = TITLES.get(entry.kind, entry.kind.replace("-", " "))
    return CitedNote(number, kind, when(reader, entry), who_wrote(reader, entry), words_said(reader, entry))


def who_wrote(reader: Reader, entry: Entry) -> str:
    """By whom an entry is: the role of a seat, or an observer's pseudonym; never a name."""
    if entry.author in reader.telling.world.seats:
        return capital(reader.telling.names.seat(entry.author))
    side = SIDES.get(entry.origin, entry.origin)
    plain = entry.author.replace("*", "").replace(":", " ").replace("_", " ").strip()
    return plain if plain.lower().startswith(side) else f"{side} {plain}".strip()


def when(reader: Reader, entry: Entry) -> str:
    """The month of play that an entry is about, where it is known, and when it was written."""
    about = reader.month(entry.month) if entry.month is not None and entry.month > 0 else ""
    if about and entry.at is not None and reader.telling.began:
        minute = entry.at - reader.telling.began.get(entry.month or 0, 0)
        about = f"{about}, minute {minute}" if minute >= 0 else about
    stamp = f"written {written(entry)}"
    return f"{about}; {stamp}" if about else stamp


def written(entry: Entry) -> str:
    """The day on which an entry was written, or failing that received."""
    moment = moment_of(entry.written_at) or moment_of(entry.received_at)
    return f"{moment.day} {moment:%B %Y}" if moment else "at a time not known"


def words_said(reader: Reader, entry: Entry) -> str:
    """The words of an entry, each sort on a line of its own. Somebody's own words are shown only where that was allowed."""
    body = entry.body
    lines = []
    for name in SPOKEN:
        value = body.get(name)
        text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        if text.strip():
            lines.append(f"{LABELS[name]}: {text}" if name in LABELS else text)
    if body.get("said") and body.get("may_quote"):
        by = str(body.get("said_by") or "")
        seats = reader.telling.world.seats
        who = capital(reader.telling.names.seat(by)) if by in seats else reader.dated(by)
        lines.append(f"Said{f' by {who}' if who else ''}: “{body['said']}”")
    elif body.get("said"):
        lines.append("Words were noted that may not be quoted.")
    if body.get("scale") is not None and body.get("scale") != "":
        lines.append(f"On a scale of one to five: {body['scale']}")
    if isinstance(body.get("feelings"), list | tuple):
        felt = [
            " ".join(map(str, pair)) if isinstance(pair, list | tuple) else str(pair)
            for pair in body["feelings"]
        ]
        lines += [f"Feelings: {', '.join(felt)}"] if felt else []
    if body.get("may_quote") is False and entry.kind in ("panel-talk", "validation-mark"):
        lines = [line for line in lines if line != str(body.get("words", ""))]
        lines.append("Its words may not be quoted.")
    return "\n".join(lines) or KINDS[entry.kind].meaning
