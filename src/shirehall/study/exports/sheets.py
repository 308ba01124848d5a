"""The study as plain tables, which workbooks, Parquet and research objects share. One table, one subject; ids join them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shirehall.play.record.event import Event, canonical
from shirehall.study.codes.codebook import book_of
from shirehall.study.exports.gaps import gaps
from shirehall.study.exports.rows import csv_text, packed
from shirehall.study.exports.timeline import COLUMNS as TIMELINE
from shirehall.study.exports.timeline import rows as timeline_rows
from shirehall.study.exports.times import moments, stamp
from shirehall.study.measures import every_measure, reading
from shirehall.study.notebook.divergence import observers_fold
from shirehall.study.notebook.entry import Entry, text_of
from shirehall.study.notebook.note import body_of, note_of
from shirehall.study.notebook.tables import ANSWER, NOTE, cell_of
from shirehall.study.study import Study, versions

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the sort of its cells (text, int, float or bool; any may be empty), and what it says."""

    name: str
    sort: str
    says: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table: its name, what it holds, its columns and its rows."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def as_csv(self) -> str:
        """The table as CSV, safe to open in a spreadsheet."""
        return csv_text(self.names, self.rows)


def columns(words: str) -> tuple[Column, ...]:
    """Columns from words such as "seq:int kind about"; one without a sort holds text."""
    pairs = (word.partition(":") for word in words.split())
    return tuple(Column(name, sort or "text") for name, _, sort in pairs)


EVENTS = columns(
    "seq:int kind nature at:int month:int month_name county_time seat organisation addressees audience thread:int "
    "in_reply_to:int cause:int subject:int about origin begun:bool version:int sentence body"
)
CONTACTS = columns(
    "seq:int event at:int month:int seat role sender sender_kind hearer hearer_kind started:bool topics"
)
AGREEMENTS = columns(
    "id:int title tier phase version:int contract proposer parties start:int until:int topics accounts_differ:bool "
    "binding_clauses:int clauses informed"
)
PARTIES = columns("agreement:int party stance version:int at:int")
NOTES = columns(
    "number:int author origin month:int at:int written_at received_at tables bodies seats action feeling omission said said_by "
    "may_quote:bool cues stance codes topics account players_account differs:bool subject:int events confidence marks "
    "record_subject:int record_events codes_added versions withdrawn:bool"
)
ANSWERS = columns(
    "number:int author origin month:int at:int written_at received_at kind question part when asked words scale:int feelings "
    "adds_to:int pattern withdrawn:bool"
)
CODES = columns("id sort title group means source state into given:int")
CODINGS = columns(
    "number:int author origin by_program:bool sort code note:int event:int part start:int end:int words memo withdrawn:bool"
)
THEMES = columns(
    "id number:int title statement subject origin strength supports against put_aside:bool wordings:int"
)
LEARNING = columns(
    "id number:int theme sort statement addressee owner skill_gap action supports put_aside:bool wordings:int"
)
MEASURES = columns("name title unit meaning value:float how events:int")
ENTRIES = columns(
    "number:int kind version:int author origin at:int month:int written_at received_at key corrects:int withdraws:int body"
)
GIVEN = (("code", "codes"), ("topic", "topics"))
GAPS = columns("where number:int what treated")


def sheets(study: Study) -> tuple[Sheet, ...]:
    """All tables of a study, in the order in which a reader would want them. A study without a notebook has its tables empty."""
    return tuple(Sheet(name, says, heads, tuple(rows(study))) for name, says, heads, rows in SHEETS)


def event_rows(study: Study) -> Iterator[Row]:
    """One row an event."""
    told, when = study.telling, moments(study.telling)
    for event in told.events:
        values: dict[str, object] = {
            name: packed(getattr(event, name)) for name in Event.__dataclass_fields__ if name != "body"
        }
        values |= {
            "nature": told.nature(event),
            "month_name": told.patch.month_name(event.month),
            "county_time": stamp(when[event.seq]),
            "begun": event.begun,
            "sentence": told.sentence(event.seq),
            "body": canonical(event.body),
        }
        yield tuple(values[column.name] for column in EVENTS)


def contact_rows(study: Study) -> Iterator[Row]:
    """One row a pair of a body and one that it turned to."""
    for contact in study.telling.contacts:
        yield (*(getattr(contact, column.name) for column in CONTACTS[:-1]), packed(contact.topics))


def agreement_rows(study: Study) -> Iterator[Row]:
    """One row an agreement, as it stood at the end."""
    for number, each in sorted(study.telling.world.agreements.items()):
        clauses = [{"words": c.words, "mechanism": c.mechanism, "terms": c.terms} for c in each.clauses]
        yield (
            number, each.title, each.tier, each.phase, each.version, each.contract, each.proposer, packed(each.parties), each.start,
            each.until, packed(each.about), each.accounts_differ, len(each.typed), canonical(clauses), packed(each.informed),
        )  # fmt: skip


def party_rows(study: Study) -> Iterator[Row]:
    """One row a party to an agreement, with its own account of it."""
    for number, each in sorted(study.telling.world.agreements.items()):
        for party in each.parties:
            account = each.accounts.get(party)
            yield (
                number,
                party,
                each.stance_of(party),
                account.version if account else None,
                account.at if account else None,
            )


def note_rows(study: Study) -> Iterator[Row]:
    """One row a note in its latest wording. Observers' numbers of events stand beside the record's."""
    fold = observers_fold(study.telling.events, study.telling)
    for each in study.history:
        if each.entry.kind != "note":
            continue
        note = note_of(each.entry.body)
        body = body_of(note)
        events = [fold.record_event(n) for n in note.events if 0 < n <= len(fold.events)]
        known = note.subject is not None and note.subject in fold.world.agreements
        yield (
            *about(each.first, each.entry), *(packed(body[name]) for name in NOTE),
            fold.record_thing(note.subject) if known and note.subject is not None else None,
            " ".join(map(str, events)), "; ".join(f"{code} ({author})" for code, author in each.codes),
            " ".join(map(str, each.versions)), each.withdrawn,
        )  # fmt: skip


def about(first: Entry, entry: Entry) -> Row:
    """Under which number something was begun, who wrote it and when."""
    return (
        first.number,
        entry.author,
        entry.origin,
        entry.month,
        entry.at,
        entry.written_at,
        entry.received_at,
    )


def answer_rows(study: Study) -> Iterator[Row]:
    """One row an answer or a reason."""
    for each in study.history:
        if each.entry.kind in ("answer", "reason"):
            body = dict(each.entry.body)
            cells = [cell_of(body, name) if name in body else None for name in ANSWER]
            yield (
                *about(each.first, each.entry),
                each.entry.kind,
                *cells,
                body.get("pattern"),
                each.withdrawn,
            )


def code_rows(study: Study) -> Iterator[Row]:
    """One row a code or topic of the codebook as it stands, and one a code that was given and is not in it."""
    book, given = book_of(study), [(row[4], row[5]) for row in coding_rows(study) if not row[-1]]
    for code in book.codes.values():
        yield (code.id, "code", code.title, code.group, code.means, code.source, code.state, packed(code.into),
               given.count(("code", code.id)))  # fmt: skip
    for topic in book.topics.values():
        means = f"Words that suggest it: {', '.join(topic.words)}."
        yield (
            topic.id,
            "topic",
            topic.title,
            "topics",
            means,
            "pack",
            "standing",
            "",
            given.count(("topic", topic.id)),
        )
    known = {*(("code", code) for code in book.codes), *(("topic", topic) for topic in book.topics)}
    for sort, code in dict.fromkeys(each for each in given if each not in known and each[1]):
        yield (code, sort, code, "", "", "", "gone from the codebook", "", given.count((sort, code)))


def coding_rows(study: Study) -> Iterator[Row]:
    """One row a code or topic that was given: with a note, or afterwards to a note or an event, or some of its words.

    A coder who looked and gave none has a row without a code.
    """
    for each in study.history:
        entry, number = each.entry, each.first.number
        if entry.kind not in ("note", "coding", "machine-coding"):
            continue
        body = entry.body
        note = number if entry.kind == "note" else body.get("note")
        place = (note, body.get("event"), body.get("part") or "", body.get("start"), body.get("end"))
        machine = entry.kind == "machine-coding"
        nothing = [(sort, "") for sort in body.get("nothing") or ()]
        given = [(sort, str(code)) for sort, name in GIVEN for code in body.get(name) or ()]
        for sort, code in (*given, *nothing):
            shown = body.get("shown") if machine else ""
            yield (number, entry.author, entry.origin, machine, sort, code, *place, packed(shown) or "",
                       body.get("memo") or "", each.withdrawn)  # fmt: skip


def theme_rows(study: Study) -> Iterator[Row]:
    """One row a theme in its last wording."""
    for name, wordings in sorted(versions(study.entries, "theme").items()):
        last = wordings[-1]
        cells = (packed(last.body.get(column.name)) for column in THEMES[2:-2])
        yield (name, last.number, *cells, bool(last.body.get("put_aside")), len(wordings))


def learning_rows(study: Study) -> Iterator[Row]:
    """One row a learning point in its last wording, with its owner, its skill gap and what is to be done."""
    for name, wordings in sorted(versions(study.entries, "learning-point").items()):
        last = wordings[-1]
        cells = (packed(last.body.get(column.name)) for column in LEARNING[2:-2])
        yield (name, last.number, *cells, bool(last.body.get("put_aside")), len(wordings))


def measure_rows(study: Study) -> Iterator[Row]:
    """One row a measure that comes down to one number, over all bodies and months."""
    for name, measure in every_measure().items():
        if measure.read is not None:
            found = reading(name, study)
            yield (
                name,
                measure.title,
                measure.unit,
                measure.meaning,
                found.value,
                found.why,
                len(found.evidence),
            )


def entry_rows(study: Study) -> Iterator[Row]:
    """One row an entry of the notebook, just as it was written."""
    for entry in study.entries:
        values = [getattr(entry, column.name) for column in ENTRIES[:-1]]
        yield (*values, canonical(entry.body))


def gap_rows(study: Study) -> Iterator[Row]:
    """One row a gap."""
    for gap in gaps(study):
        yield (gap.where, gap.number, gap.what, gap.treated)


def entries_jsonl(study: Study) -> str:
    """All entries of the notebook as lines of canonical JSON."""
    return "".join(f"{text_of(entry)}\n" for entry in study.entries)


TIMELINE_COLUMNS = columns(
    " ".join(f"{name}:int" if name in ("month", "weight") else name for name in TIMELINE)
)

SHEETS: tuple[tuple[str, str, tuple[Column, ...], Callable[[Study], Iterable[Row]]], ...] = (
    ("events", "Every event of the record with its sentence.", EVENTS, event_rows),
    ("contacts", "Who turned to whom: one row a body that was turned to.", CONTACTS, contact_rows),
    ("agreements", "Agreements as they stood at the end.", AGREEMENTS, agreement_rows),
    ("parties", "Each party's own account of each agreement; accounts may differ, and all stay.", PARTIES, party_rows),
    ("timeline", "The timeline as drawn from the record, with the events it rests on.", TIMELINE_COLUMNS,
     lambda study: timeline_rows(study.telling)),
    ("notes", "Observers' and moderators' notes in their latest wording.", NOTES, note_rows),
    ("answers", "What people answered afterwards, and the reasons they gave.", ANSWERS, answer_rows),
    ("codes", "The codebook as it stands, and codes that were given and are gone from it.", CODES, code_rows),
    ("codings", "Codes and topics given to notes and events, one a row; those of programs are marked.", CODINGS, coding_rows),
    ("themes", "Themes in their last wording.", THEMES, theme_rows),
    ("learning", "Learning points as development actions, with owner and skill gap.", LEARNING, learning_rows),
    ("measures", "Measures that come down to one number, over all bodies and months.", MEASURES, measure_rows),
    ("entries", "Every entry of the notebook as it was written.", ENTRIES, entry_rows),
    ("gaps", "What is missing or not known, and what was made of it.", GAPS, gap_rows),
)  # fmt: skip
