"""The timeline as people edited it: the lines drawn from the record, reworded, joined, put aside or added to, each with its evidence.

A line keeps its id through every new drawing of the timeline, because the id is made of what the line rests on and not of
its words: the sort of line, its body and its first event. An edit is an entry of the notebook and never takes evidence away;
what a line was before it was edited stays beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shirehall.errors import UsageError
from shirehall.play.record.event import Json
from shirehall.study.entries import Entry as Line
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.reading import Telling
from shirehall.study.study import Study, versions
from shirehall.study.timeline import Timeline, timeline

Do = Literal["reword", "put aside", "restore", "join", "add"]
DOES: tuple[Do, ...] = ("reword", "put aside", "restore", "join", "add")
LONGEST = 2000
Support = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class EditedLine:
    """One line of the timeline as it stands.

    `drawn` is its sentence as drawn from the record, empty for a line that people added; `by` who edited it last, empty when
    nobody did. `notes` are the notebook's entries that it rests on beside its events, `joined` the ids of lines that were
    joined to it, `why` the reason that was given. `conflicts` holds other wordings that were written upon the same one.
    """

    id: str
    part: str
    phase: str
    body: str
    line: Line
    drawn: str
    by: str = ""
    why: str = ""
    notes: tuple[int, ...] = ()
    joined: tuple[str, ...] = ()
    put_aside: bool = False
    conflicts: tuple[str, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether a person has changed it."""
        return bool(self.by)


@dataclass(frozen=True, slots=True)
class EditedTimeline:
    """The lines that stand, those put aside, the edits whose line the record no longer draws, and into which line others were joined."""

    lines: tuple[EditedLine, ...]
    put_aside: tuple[EditedLine, ...]
    lost: tuple[Entry, ...]
    heads: Mapping[str, str] = field(default_factory=dict)

    def line(self, name: str) -> EditedLine | None:
        """The line of that id, standing or put aside; for one that was joined, the line it went into."""
        wanted = self.heads.get(name, name)
        return next((each for each in (*self.lines, *self.put_aside) if each.id == wanted), None)


def drawn_lines(telling: Telling, told: Timeline | None = None) -> tuple[EditedLine, ...]:
    """Every line that the record draws, with its id, in the order of the timeline."""
    whole = told or timeline(telling)
    found: list[EditedLine] = []
    for phase in whole.phases:
        for story in phase.organisations:
            found += [drawn("happened", phase.id, each) for each in story.entries]
    found += [drawn("not done", "", each) for each in whole.not_done]
    found += [drawn("open", "", each) for each in whole.open_items]
    return apart(found)


def drawn(part: str, phase: str, each: Line) -> EditedLine:
    """A line as the record draws it."""
    first = str(each.seq[0]) if each.seq else "none"
    name = "-".join(
        (part.replace(" ", "-"), each.kind.replace(" ", "-"), each.organisation or "county", first)
    )
    return EditedLine(name, part, phase, each.organisation, each, each.sentence)


def apart(lines: Iterable[EditedLine]) -> tuple[EditedLine, ...]:
    """Lines of one id told apart by a count, in the order they are drawn."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for each in lines:
        seen[each.id] += 1
        found.append(each if seen[each.id] == 1 else replace(each, id=f"{each.id}.{seen[each.id]}"))
    return tuple(found)


def edited(study: Study) -> EditedTimeline:
    """The timeline of a study with every edit laid over it, oldest first."""
    drawing = Drawing({each.id: each for each in study.telling.once("drawn lines", drawn_lines)})
    standing: dict[str, Entry] = {}
    for entry in sorted(
        (e for all_ in versions(study.entries, "timeline-edit", "line").values() for e in all_), key=by_number
    ):
        name = str(entry.body["line"])
        before = standing.get(name)
        rival = ""
        if before is not None and entry.body.get("after", 0) != before.number:
            rival = str(before.body.get("words", ""))
        drawing.lay(name, entry, rival)
        standing[name] = entry
    told = [each for each in drawing.lines.values() if each.id not in drawing.heads]
    return EditedTimeline(
        in_order(study.telling, (each for each in told if not each.put_aside)),
        tuple(each for each in told if each.put_aside),
        tuple(drawing.lost),
        drawing.heads,
    )


def by_number(entry: Entry) -> int:
    """The place of an entry in the notebook."""
    return entry.number


@dataclass
class Drawing:
    """A timeline while edits are laid over it. `heads` tells into which line each joined one went."""

    lines: dict[str, EditedLine]
    heads: dict[str, str] = field(default_factory=dict)
    lost: list[Entry] = field(default_factory=list)

    def lay(self, name: str, entry: Entry, rival: str) -> None:
        """Lay one edit over the lines. One for a line that the record no longer draws is kept, and told."""
        do = entry.body.get("do")
        if do == "add":
            self.lines[name] = added(name, entry)
        elif name not in self.lines:
            self.lost.append(entry)
        elif do == "restore" and name in self.heads:
            self.let_go(name)
        else:
            head = self.heads.get(name, name)
            self.lines[head] = self.changed(self.lines[head], entry, rival)

    def let_go(self, name: str) -> None:
        """Let a joined line stand by itself again. What it was joined to keeps the evidence it was given."""
        head = self.lines[self.heads.pop(name)]
        self.lines[head.id] = replace(head, joined=tuple(each for each in head.joined if each != name))

    def changed(self, line: EditedLine, entry: Entry, rival: str) -> EditedLine:
        """A line after an edit: its evidence grows and is never taken away."""
        body = entry.body
        events, notes = evidence_of(body.get("supports", ()))
        others = (
            [self.lines[each] for each in self.joinable(line, body.get("joins", ()))]
            if body.get("do") == "join"
            else []
        )
        for other in others:
            self.heads.update(dict.fromkeys((other.id, *other.joined), line.id))
        events += tuple(seq for other in others for seq in other.line.seq)
        notes += tuple(number for other in others for number in other.notes)
        words = str(body.get("words", "")).strip() or line.line.sentence
        return replace(
            line,
            line=replace(line.line, sentence=words, seq=tuple(sorted({*line.line.seq, *events}))),
            by=entry.author,
            why=str(body.get("why", "")),
            notes=tuple(dict.fromkeys((*line.notes, *notes))),
            joined=tuple(
                dict.fromkeys((*line.joined, *(n for other in others for n in (other.id, *other.joined))))
            ),
            put_aside=body.get("do") == "put aside",
            conflicts=(*line.conflicts, *([rival] if rival else [])),
        )

    def joinable(self, line: EditedLine, names: Iterable[Json]) -> tuple[str, ...]:
        """The lines that may be joined to a line: those that stand, each once, and not itself."""
        heads = (self.heads.get(str(name), str(name)) for name in names)
        return tuple(dict.fromkeys(name for name in heads if name in self.lines and name != line.id))


def added(name: str, entry: Entry) -> EditedLine:
    """A line that people added: what the record does not show and somebody saw."""
    events, notes = evidence_of(entry.body.get("supports", ()))
    body = str(entry.body.get("organisation", ""))
    line = Line(entry.month or 0, events, str(entry.body.get("words", "")), "added", 2, body)
    return EditedLine(
        name,
        "happened",
        str(entry.body.get("phase", "")),
        body,
        line,
        "",
        entry.author,
        str(entry.body.get("why", "")),
        notes,
    )


def evidence_of(supports: Iterable[Json]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The events and the notebook's entries that some evidence names."""
    pairs = [(str(each[0]), int(each[1])) for each in supports]
    events = tuple(number for sort, number in pairs if sort == "event")
    return events, tuple(number for sort, number in pairs if sort != "event")


def in_order(telling: Telling, lines: Iterable[EditedLine]) -> tuple[EditedLine, ...]:
    """Lines by part, phase, body in the order of the pack, month and event."""
    parts = {"happened": 0, "not done": 1, "open": 2}
    phases = {phase.id: n for n, phase in enumerate(telling.patch.round.phases)}
    bodies = {body: n for n, body in enumerate(("", *telling.world.organisations))}

    def place(each: EditedLine) -> tuple[int, int, int, int, tuple[int, ...], str]:
        phase, body = phases.get(each.phase, len(phases)), bodies.get(each.body, len(bodies))
        return (
            parts[each.part],
            phase,
            body if each.part == "happened" else 0,
            each.line.month,
            each.line.seq,
            each.id,
        )

    return tuple(sorted(lines, key=place))


def edit(
    study: Study, line: str, do: str, author: str, key: str, *, words: str = "", joins: Iterable[str] = (),
    supports: Iterable[Support] = (), organisation: str = "", month: int | None = None, after: int = 0, why: str = "",
) -> Writing:  # fmt: skip
    """The entry by which somebody edits a line. `after` is the number of the edit it was written upon, nought for none.

    Raises UsageError for a line, body, event or entry that is not there, a line added without evidence, and words that are
    missing or too long.
    """
    known = edited(study)
    supports, joins = tuple(supports), tuple(joins)
    if do not in DOES:
        raise UsageError(f"a line cannot be told to {do!r}.", mend=f"use one of: {', '.join(DOES)}.")
    for name in (*joins, *([] if do == "add" else [line])):
        if known.line(name) is None:
            raise UsageError(
                f"the timeline has no line {name!r}.", mend="take the id from the timeline as it is now."
            )
    if do == "add" and known.line(line) is not None:
        raise UsageError(f"there is a line {line!r} already.", mend="give the new line another id.")
    if do in ("reword", "add") and not words.strip():
        raise UsageError("the line would have no words.", mend="say what happened, or put the line aside.")
    if len(words) > LONGEST:
        raise UsageError(
            f"the line has {len(words)} characters.", mend=f"the longest has {LONGEST}; write two."
        )
    if do == "join" and not joins:
        raise UsageError("there is nothing to join.", mend="name the other lines.")
    if do == "add" and not supports:
        raise UsageError("the line rests on nothing.", mend="name the events or notes that show it.")
    see_evidence(study, supports)
    if organisation and organisation not in study.telling.world.organisations:
        raise UsageError(
            f"there is no body {organisation!r}.", mend="name one of the patch, or leave it out."
        )
    phase = study.telling.phase_of(month).id if month is not None else ""
    body: Mapping[str, Json] = {
        "line": line, "do": do, "words": words.strip(), "organisation": organisation, "phase": phase, "joins": joins,
        "supports": supports, "after": after, "why": why.strip(),
    }  # fmt: skip
    return Writing(kind="timeline-edit", author=author, origin="observer", key=key, body=body, month=month)


def see_evidence(study: Study, supports: Iterable[Support]) -> None:
    """See that every piece of evidence is there. Raises UsageError that names the one that is not."""
    for sort, number, _ in supports:
        there = number <= len(study.telling.events) if sort == "event" else study.entry(number) is not None
        if number < 1 or not there:
            what = "event" if sort == "event" else "entry of the notebook"
            raise UsageError(
                f"there is no {what} {number}.", mend="name one that is on the record or in the notebook."
            )
