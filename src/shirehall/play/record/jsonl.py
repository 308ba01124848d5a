"""The record as JSON Lines: a text file that any program can read, compare and keep for good."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Self

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import FORMAT, FORMAT_VERSION, About, event_text, link, seal
from shirehall.play.record.entry import Tail, checked, damage, fit
from shirehall.play.record.event import Event, Json, canonical, from_json, to_json
from shirehall.play.record.small import put_in_place
from shirehall.play.record.store import Store

SHOWN = 80


def write_jsonl(
    source: Store | Iterable[Event], path: Path | str, *, about: About | None = None, replace: bool = False
) -> None:
    """Write the whole record, numbered from 1, to `path`; equal records give equal bytes.

    `about` is taken from the store when it is not given. An existing file is refused, unless `replace` says that the
    same command made it; then it is exchanged in one go. Raises RecordError, and leaves no file of its own behind, when
    the path is taken, cannot be written, or the source is damaged.
    """
    path = Path(path)
    events = source if isinstance(source, Iterable) else source.read()
    said = about or getattr(source, "about", None) or About()
    target = path.with_name(path.name + ".new") if replace else path
    try:
        with target.open("xb") as file:
            try:
                _write(file, events, said, str(path))
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                target.unlink()
                raise
        if replace:
            put_in_place(target, path)
    except FileExistsError as fault:
        raise RecordError(
            "the file is there already; nothing was overwritten.",
            where=Place(str(target)),
            who="the person giving the command",
            mend="name another file, or move this one away.",
        ) from fault
    except OSError as fault:
        raise unreadable(path, fault, "written") from fault


def _write(file: BinaryIO, events: Iterable[Event], about: About, name: str) -> None:
    file.write(line_of(about.header()))
    tail = Tail()
    for given in events:
        event = fit(given, name)
        chain = link(tail.head, event_text(event))
        if event.seq != tail.seq + 1:
            raise damage(f"event {event.seq} cannot follow event {tail.seq}.", Place(name, tail.seq + 2))
        file.write(entry_line(event, chain))
        tail = Tail(event.seq, chain)
    file.write(line_of(closing(tail, about)))


def line_of(value: Json) -> bytes:
    """A line of the record, in the record's own spelling."""
    return canonical(value).encode("utf-8") + b"\n"


def entry_line(event: Event, chain: str) -> bytes:
    """The line that keeps an event, with the chain's head after it."""
    return line_of({**to_json(event), "chain": chain})


def read_jsonl(path: Path | str) -> Iterator[Event]:
    """The events of a JSON Lines record in order, each checked against the chain, and at the end the closing line.

    Raises RecordError naming file, line and value at the first line that was cut, changed, moved, dropped or added;
    the events before it have been yielded.
    """
    return JsonlStore(path).read()


class JsonlStore:
    """A JSON Lines record opened for reading. It is a finished copy: nothing is appended to it.

    With `growing` it is a copy that was still being written: it may end without its closing line, and in mid-line.
    """

    def __init__(self, path: Path | str, *, growing: bool = False) -> None:
        self.path = Path(path)
        self._growing = growing
        first = next(_lines(self.path), (0, b""))[1]
        if not first:
            raise empty(self.path)
        if not first.startswith(b"{"):
            raise no_record(Place(str(path)))
        self.about = about_in(_parsed(first, self._at(1, first)), self._at(1, first))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Raises RecordError: a JSON Lines record is finished."""
        raise finished(str(self.path), len(events), expected_seq)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events numbered above `after`; all are checked from the first. See `read_jsonl`."""
        tail = Tail()
        about = self.about
        closed = False
        number = 1
        for number, line in _lines(self.path):
            where = self._at(number, line)
            if self._growing and number > 1 and not line.endswith(b"\n"):
                return
            data = _parsed(line, where)
            if number == 1:
                about = about_in(data, where)
                continue
            if closed:
                raise damage("the record is closed by the line before; this one was added.", where)
            if "seq" not in data:
                _check_closing(data, tail, about, where)
                closed = True
                continue
            event, tail = _entry(data, tail, where)
            if event.seq > after:
                yield event
        if not closed and not self._growing:
            where = Place(str(self.path), number + 1)
            raise damage(f"the record breaks off after event {tail.seq}: its closing line is missing.", where)

    def last_seq(self) -> int:
        """The number of events that the record holds. Raises RecordError when it is damaged."""
        return self._tail().seq

    def digest(self) -> str:
        """The chain's head. Raises RecordError when the record is damaged."""
        return self._tail().head

    def has_key(self, key: str) -> tuple[int, ...]:
        """The numbers of the events committed under a key. Raises RecordError when the record is damaged."""
        return tuple(event.seq for event in self.read() if key and event.key == key)

    def close(self) -> None:
        """Nothing to let go of: each reading opens and closes the file."""

    def _tail(self) -> Tail:
        tail = Tail()
        for event in self.read():
            tail = Tail(event.seq, link(tail.head, event_text(event)))
        return tail

    def _at(self, number: int, line: bytes) -> Place:
        return Place(str(self.path), number, value=line.rstrip(b"\n")[:SHOWN].decode("utf-8", "replace"))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The file's lines, parted at line feeds only, with their numbers from 1."""
    try:
        with path.open("rb") as file:
            yield from enumerate(file, start=1)
    except OSError as fault:
        raise unreadable(path, fault, "read") from fault


def _parsed(line: bytes, where: Place) -> dict[str, Json]:
    """The line's JSON object. Raises RecordError unless the line is whole and in the record's own spelling."""
    if not line.endswith(b"\n"):
        raise damage("the record breaks off in the middle of a line.", where)
    try:
        data = json.loads(line.decode("utf-8"))
        spelt = line_of(data)
    except (ValueError, RecursionError) as fault:
        raise damage(f"the line cannot be read as JSON: {fault}.", where) from fault
    if not isinstance(data, dict):
        raise damage("the line is not a JSON object.", where)
    if line.endswith(b"\r\n"):
        raise damage("the line ends were changed: a record's lines end with a line feed alone.", where)
    if spelt != line:
        raise damage("the line was rewritten: it is not in the record's own spelling.", where)
    return data


def closing(tail: Tail, about: About) -> dict[str, Json]:
    """The record's last line: how many events it holds, the chain's head, and the seal over the header too."""
    return {"events": tail.seq, "head": tail.head, "seal": seal(tail.head, about.header())}


def _check_closing(data: dict[str, Json], tail: Tail, about: About, where: Place) -> None:
    wanted = closing(tail, about)
    if data.keys() != wanted.keys():
        raise damage("the line is neither an event nor the closing line.", where)
    if canonical([data["events"], data["head"]]) != canonical([tail.seq, tail.head]):
        raise damage(f"the closing line states other events than the {tail.seq} that stand before it.", where)
    if data["seal"] != wanted["seal"]:
        header = Place(where.file, 1, value=canonical(about.header())[:SHOWN])
        raise damage("the header, or the seal in the closing line, was changed: they do not fit.", header)


def _entry(data: dict[str, Json], tail: Tail, where: Place) -> tuple[Event, Tail]:
    chain = data.pop("chain", None)
    try:
        event = from_json(data)
    except (KeyError, TypeError) as fault:
        raise damage(f"the line is not an event: {fault} is missing or of the wrong kind.", where) from fault
    entry = checked(tail, event, canonical(data), str(chain), where)
    return event, entry.tail


def about_in(data: dict[str, Json], where: Place) -> About:
    """What a header says. Raises RecordError when it is no header, or one of a newer format."""
    if data.get("format") != FORMAT:
        raise no_record(where)
    if type(data.get("version")) is not int or data["version"] != FORMAT_VERSION:
        raise RecordError(
            f"the record is of format version {data.get('version')}; this Shirehall reads version {FORMAT_VERSION}.",
            where=where,
            who="the person running Shirehall",
            mend=f"open it with Shirehall {data.get('shirehall', '')} or newer.",
        )
    about = About(*(str(data.get(name)) for name in ("pack", "pack_digest", "shirehall")))
    if about.header() != data:
        raise damage("the header was changed: it does not have its five fields.", where)
    return about


def no_record(where: Place) -> RecordError:
    """The error of a file that is something else."""
    return RecordError(
        "this is not a record of Shirehall.",
        where=where,
        who="the person giving the command",
        mend="give the path of a record (record.sqlite or record.jsonl).",
    )


def empty(path: Path) -> RecordError:
    """The error of a file without content."""
    return RecordError(
        "the file is empty: no record was begun in it.",
        where=Place(str(path)),
        who="whoever keeps the record",
        mend="give the path of another record, or restore the file from a copy.",
    )


def finished(file: str, events: int, after: int) -> RecordError:
    """The error of writing to a record that is open for reading only."""
    return RecordError(
        f"the record is open for reading only; {events} events after event {after} were not written.",
        where=Place(file),
        who="the caller",
        mend="open a SQLite record with SQLiteStore(path, create=False) to go on with it.",
    )


def unreadable(path: Path, fault: OSError, done: str) -> RecordError:
    """The error of a path that the system does not let us read or write."""
    return RecordError(
        f"the file cannot be {done}: {fault.strerror or fault}.",
        where=Place(str(path)),
        who="the person giving the command",
        mend="see that the folder is there and that you may use it.",
    )
