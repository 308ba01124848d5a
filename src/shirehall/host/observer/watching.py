"""Who observes: under which mark, which tables they follow, what happens there, and which tables nobody watches."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.telling import Told
from shirehall.host.web import Who
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.record.small import write_whole
from shirehall.play.view import OBSERVER, View
from shirehall.play.world import World
from shirehall.study.notebook.coverage import room_of
from shirehall.study.notebook.note import note_of
from shirehall.study.notebook.standing import standing

AWAY = 600.0
"""Seconds after which an observer whose pages have asked for nothing is no longer taken to watch."""
SHOWN = 40
FOLLOWS = "follows.json"
SEARCHED = 5000
"""Events looked through at one search; older ones by going on from there."""


@dataclass(frozen=True, slots=True)
class Author:
    """Whose notes somebody writes: a pseudonym that stays with the invitation, and whether observer's or moderator's."""

    id: str
    origin: Literal["observer", "moderator"]

    @property
    def shown(self) -> str:
        """The mark as pages show it."""
        return shown_as(self.id)


def shown_as(author: str) -> str:
    """An author's mark as pages show it: "Observer 3", or a moderator's seat."""
    kind, _, number = author.partition(".")
    return f"Observer {number}" if kind == "observer" else author


@dataclass(frozen=True, slots=True)
class TableNow:
    """A table and how it is watched: who follows it now, and how many notes there are of it this month."""

    id: str
    title: str
    followers: tuple[str, ...]
    notes: int

    @property
    def unwatched(self) -> bool:
        """Whether nobody follows it at this moment."""
        return not self.followers


class Watching:
    """Who follows what: kept in a small file, so that it outlives the host.

    After a restart everybody who followed something is taken to be there still, until nothing was asked for in a while. The file
    holds the marks under which observers write, and no names.
    """

    def __init__(self, house: House, clock: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._clock = clock
        self._lock = threading.Lock()
        self._authors: dict[str, Author] = {}
        self._kept: dict[str, tuple[str, ...]] | None = None
        self._seen: dict[str, float] = {}

    @property
    def tables(self) -> tuple[tuple[str, str], ...]:
        """The tables of the room, facilitators' left aside, as (id, title)."""
        patch = self._house.patch
        control = {
            seat.table
            for seat in patch.seats.seats
            if patch.organisation(seat.organisation).kind == "control"
        }
        return tuple((table.id, table.title) for table in patch.seats.tables if table.id not in control)

    def author(self, who: Who) -> Author:
        """Under which mark somebody writes: a facilitator's seat, or the number of an observer's invitation. Never a name."""
        if who.kind == "seat":
            return Author(who.seat, "moderator")
        with self._lock:
            known = self._authors.get(who.token)
        if known is None:
            sessions = {each.session: each.invitation for each in self._house.register.sessions()}
            known = Author(f"observer.{sessions.get(who.token, who.token)}", "observer")
            with self._lock:
                self._authors[who.token] = known
        return known

    def follow(self, author: Author, tables: Iterable[str]) -> None:
        """Follow some tables from now on, and no others."""
        wanted = set(tables)
        known = tuple(each for each, _ in self.tables if each in wanted)
        with self._lock:
            follows = {**self._follows(), author.id: known}
            self._write(follows)
            self._kept = follows
            self._seen[author.id] = self._clock()

    def followed(self, author: Author) -> tuple[str, ...]:
        """The tables that an author follows; asking shows that the author is there."""
        known = dict(self.tables)
        with self._lock:
            self._seen[author.id] = self._clock()
            return tuple(table for table in self._follows().get(author.id, ()) if table in known)

    def follows(self) -> dict[str, tuple[str, ...]]:
        """The tables followed now, by author; those who have been away for long are left out."""
        now = self._clock()
        with self._lock:
            return {
                author: tables
                for author, tables in sorted(self._follows().items())
                if tables and now - self._seen[author] <= AWAY
            }

    @property
    def _path(self) -> Path:
        return self._house.settings.data / FOLLOWS

    def _follows(self) -> dict[str, tuple[str, ...]]:
        """Who follows what, read once. A file that cannot be read is as good as none: observers choose again."""
        if self._kept is None:
            try:
                self._kept = followed_in(self._path.read_text(encoding="utf-8", errors="replace"))
            except OSError:
                self._kept = {}
            self._seen = dict.fromkeys(self._kept, self._clock())
        return self._kept

    def _write(self, follows: dict[str, tuple[str, ...]]) -> None:
        try:
            write_whole(self._path, json.dumps(follows, indent=1, sort_keys=True))
        except OSError as fault:
            raise UsageError(
                f"what you follow cannot be kept: {fault.strerror}.",
                mend="make room on the disk and choose again.",
                who="whoever keeps the machine",
            ) from fault

    def now(self, month: int | None) -> tuple[TableNow, ...]:
        """Each table with its followers and the number of this month's notes of it."""
        follows = self.follows()
        room = room_of(self._house.patch)
        noted: list[str] = []
        for each in standing(self._house.notebook.of_kind("note", "withdrawal"), "note"):
            if month is not None and each.entry.month == month:
                noted.extend(room.tables(note_of(each.entry.body)))
        return tuple(
            TableNow(
                table, title, tuple(author for author, tables in follows.items() if table in tables), noted.count(table)
            )
            for table, title in self.tables
        )  # fmt: skip

    def view(self) -> View | None:
        """What observers see; nothing before doors open."""
        if self._house.stage == "before":
            return None
        return self._house.room.view(OBSERVER)

    def happened(self, view: View, tables: Sequence[str], most: int = SHOWN) -> list[Told]:
        """The newest events at some tables, newest first: what those who sit there did, and what was addressed to them."""
        wanted = frozenset(tables)
        found: list[Told] = []
        for event in reversed(view.events):
            if len(found) == most:
                break
            if wanted & tables_of(view.world, event):
                found.append(self._house.teller.told(OBSERVER, view.world, event))
        return found

    def search(self, view: View, words: str, table: str, before: int) -> tuple[list[Told], int]:
        """Events that hold some words, newest first, and the number from which to search on (0 when all were looked through).

        With a `table` only what happened there. Capitals do not matter.
        """
        wanted = words.casefold().split()
        found: list[Told] = []
        end = min(before - 1, len(view.events)) if before else len(view.events)
        start = max(end - SEARCHED, 0)
        for event in reversed(view.events[start:end]):
            if table and table not in tables_of(view.world, event):
                continue
            told = self._house.teller.told(OBSERVER, view.world, event)
            text = f"{told.sentence} {told.words} {told.who}".casefold()
            if all(word in text for word in wanted):
                found.append(told)
                if len(found) == SHOWN:
                    return found, event.seq if event.seq > 1 else 0
        return found, start + 1 if start else 0


def followed_in(text: str) -> dict[str, tuple[str, ...]]:
    """What the file of follows says; nothing for a text that says something else."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    pairs = told.items() if isinstance(told, dict) else ()
    return {
        author: tuple(tables)
        for author, tables in pairs
        if isinstance(tables, list) and all(isinstance(table, str) for table in tables)
    }


def tables_of(world: World, event: Event) -> frozenset[str]:
    """The tables at which something happened: that of whoever did it, and those of whoever it was addressed to."""
    seats = [event.seat, *(seat for seat in event.addressees if seat != EVERYONE)]
    if not event.seat and event.organisation:
        seats += world.seats_of(event.organisation)
    return frozenset(world.seats[seat].table for seat in seats if seat in world.seats)


def bodies_at(world: World, event: Event) -> tuple[str, ...]:
    """The bodies that an event is between: whose act it is, and those it was addressed to."""
    seats = [event.seat, *event.addressees]
    found = [world.seats[seat].organisation for seat in seats if seat in world.seats]
    return tuple(dict.fromkeys((*([event.organisation] if event.organisation else []), *found)))


def dealings(view: View) -> list[tuple[int, str, str]]:
    """Every time one body turned to another, as (month, one, other), facilitators left aside."""
    found = []
    for event in view.events:
        if event.seat:
            own, *others = bodies_at(view.world, event) or ("",)
            found += [
                (event.month, own, other)
                for other in others
                if not control(view.world, own) and not control(view.world, other)
            ]
    return found


def control(world: World, body: str) -> bool:
    """Whether a body runs the exercise."""
    known = world.organisations.get(body)
    return known is None or known.kind == "control"
