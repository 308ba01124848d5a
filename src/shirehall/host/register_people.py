"""The people of a day: names and consent, attendance, what was read beforehand, who looked at what, and erasing them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from shirehall.errors import Place, UsageError
from shirehall.host.register_book import (
    COPY,
    DELETION,
    INVITATION,
    LOOK,
    PERSON,
    READING,
    SESSION,
    SETTING,
    TABLES,
    Book,
)
from shirehall.play.record.small import put_in_place

Attendance = Literal["invited", "confirmed", "present", "left"]
ATTENDANCE: tuple[Attendance, ...] = ("invited", "confirmed", "present", "left")
RETENTION_DAYS = 90
"""Covers the week of feedback and the meeting a month later at which a day is validated."""
LONGEST_NAME = 120
_IN_SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to sit on a seat, sits there or did. Dates are ISO 8601 in UTC, empty when it has not come to that."""

    number: int
    seat: str
    name: str
    comes_from: str
    consent: bool
    consented: str
    wording: str
    invited: str
    confirmed: str
    present: str
    left: str

    @property
    def attendance(self) -> Attendance | Literal["expected"]:
        """How far it has come."""
        for state in reversed(ATTENDANCE):
            if getattr(self, state):
                return state
        return "expected"

    @property
    def badge(self) -> str:
        """The name, if its owner agreed to have it shown; else empty."""
        return self.name if self.consent else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper sent ahead: when the seat first opened it, and when it was first marked as read."""

    seat: str
    paper: str
    opened: str
    read: str


@dataclass(frozen=True, slots=True)
class Look:
    """A facilitator's look at something private: when, which facilitator seat, what, and whose."""

    at: str
    by: str
    what: str
    whose: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """That people were erased: when, how many, why; and the copies that could not be reached."""

    at: str
    scope: Literal["one", "seat", "everybody"]
    people: int
    why: str
    unreached: tuple[str, ...] = ()


class People(Book):
    """What the book keeps of people."""

    def add_person(
        self,
        seat: str,
        name: str,
        *,
        comes_from: str = "",
        consent: bool = False,
        wording: str = "",
        invited: bool = True,
    ) -> Person:
        """Enter somebody for a seat. With `consent`, `wording` names the version of the words they agreed to.

        Raises UsageError for a name too long, and for consent without a wording.
        """
        if consent and not wording:
            raise UsageError(
                "consent was given to no wording.", mend="name the version of the words agreed to."
            )
        values = {
            "seat": seat,
            "name": _one_line(name),
            "comes_from": _one_line(comes_from),
            "consent": consent,
            "consented": self._stamp() if consent else None,
            "wording": wording if consent else "",
            "invited": self._stamp() if invited else None,
        }
        with self._writing() as connection:
            made = connection.execute(PERSON.insert().values(**values)).inserted_primary_key
        return self.person(int(made[0]) if made else 0)

    def person(self, number: int) -> Person:
        """Somebody by number. Raises UsageError when there is nobody, perhaps because they were erased."""
        rows = self._rows(sa.select(PERSON).where(PERSON.c.number == number))
        if not rows:
            raise UsageError(
                f"there is no person {number} in the register.",
                mend="they may have been erased; look at the list.",
            )
        return _person(rows[0])

    def names(self) -> tuple[Person, ...]:
        """Everybody, by seat and then as they were entered. For facilitators only."""
        return tuple(
            _person(row) for row in self._rows(sa.select(PERSON).order_by(PERSON.c.seat, PERSON.c.number))
        )

    def sitter(self, seat: str) -> Person | None:
        """Who is on a seat now, or is expected: the last one entered who has not left."""
        query = (
            sa.select(PERSON)
            .where(PERSON.c.seat == seat, PERSON.c.left.is_(None))
            .order_by(PERSON.c.number.desc())
        )
        rows = self._rows(query.limit(1))
        return _person(rows[0]) if rows else None

    def badges(self) -> dict[str, str]:
        """Seat to the name to show for it: only of those who agreed and are here."""
        people = [one for one in self.names() if not one.left and one.badge]
        return {one.seat: one.badge for one in people}

    def rename(self, number: int, name: str, *, comes_from: str | None = None) -> Person:
        """Correct a name, and where they come from."""
        values = {"name": _one_line(name)}
        if comes_from is not None:
            values["comes_from"] = _one_line(comes_from)
        return self._change(number, **values)

    def agree(self, number: int, consent: bool, wording: str) -> Person:
        """Keep that somebody agreed, or no longer does, to have their name shown, and to which version of the words."""
        return self._change(number, consent=consent, consented=self._stamp(), wording=wording)

    def attend(self, number: int, state: Attendance) -> Person:
        """Note the first moment at which somebody was invited, confirmed, present, or left."""
        if getattr(self.person(number), state):
            return self.person(number)
        return self._change(number, **{state: self._stamp()})

    def attendance(self) -> dict[str, tuple[Person, ...]]:
        """Seat to the people entered for it, so that those invited and those present are told apart."""
        seats: dict[str, list[Person]] = {}
        for one in self.names():
            seats.setdefault(one.seat, []).append(one)
        return {seat: tuple(people) for seat, people in seats.items()}

    def _change(self, number: int, **values: Any) -> Person:
        with self._writing() as connection:
            connection.execute(PERSON.update().where(PERSON.c.number == number).values(**values))
        return self.person(number)

    def note_reading(self, seat: str, paper: str, *, read: bool = False) -> Reading:
        """Keep that a seat opened a paper sent ahead, or marked it as read; the first time counts."""
        one = (READING.c.seat == seat) & (READING.c.paper == paper)
        with self._writing() as connection:
            row = connection.execute(sa.select(READING).where(one)).mappings().first()
            if row is None:
                connection.execute(
                    READING.insert().values(
                        seat=seat, paper=paper, opened=self._stamp(), read=self._stamp() if read else None
                    )
                )
            elif read and not row["read"]:
                connection.execute(READING.update().where(one).values(read=self._stamp()))
        return next(found for found in self.readings(seat) if found.paper == paper)

    def readings(self, seat: str = "") -> tuple[Reading, ...]:
        """What was opened and read, of one seat or of all."""
        query = sa.select(READING).order_by(READING.c.seat, READING.c.paper)
        if seat:
            query = query.where(READING.c.seat == seat)
        return tuple(
            Reading(row["seat"], row["paper"], row["opened"], row["read"] or "") for row in self._rows(query)
        )

    def forget_readings(self) -> None:
        """Forget who read what: other papers are sent ahead now."""
        with self._writing() as connection:
            connection.execute(READING.delete())

    def note_look(self, by: str, what: str, whose: str) -> Look:
        """Keep that a facilitator looked at something private: the seat that looked, what it was, whose it is."""
        look = Look(self._stamp(), by, what, whose)
        with self._writing() as connection:
            connection.execute(LOOK.insert().values(at=look.at, by=by, what=what, whose=whose))
        return look

    def looks(self) -> tuple[Look, ...]:
        """Every look of facilitators at private things, in order."""
        rows = self._rows(sa.select(LOOK).order_by(LOOK.c.number))
        return tuple(Look(row["at"], row["by"], row["what"], row["whose"]) for row in rows)

    # ---- erasing --------------------------------------------------------------------------------------------

    def erase(self, person: int | None = None, *, seat: str = "", why: str = "asked") -> Deletion:
        """Erase one person, all who were entered for a seat, or, with neither, everybody with all sessions and codes.

        What is deleted is wiped from the file, its log and every copy made by `copy_to`. Nothing of play is touched: the
        record holds seats only. Blocks that a disk keeps of files replaced are beyond any program.
        """
        scope: Literal["one", "seat", "everybody"] = "one" if person else "seat" if seat else "everybody"
        with self._writing() as connection:
            gone = self._strike(connection, person, seat)
            at = self._stamp()
            connection.execute(DELETION.insert().values(at=at, scope=scope, people=gone, why=why))
        self._forget()
        self._wipe()
        return Deletion(at, scope, gone, why, tuple(self._erase_copies()))

    def _strike(self, connection: sa.Connection, person: int | None, seat: str) -> int:
        if person:
            return connection.execute(PERSON.delete().where(PERSON.c.number == person)).rowcount
        if seat:
            connection.execute(READING.delete().where(READING.c.seat == seat))
            return connection.execute(PERSON.delete().where(PERSON.c.seat == seat)).rowcount
        for table in (READING, LOOK, SESSION, INVITATION):
            connection.execute(table.delete())
        connection.execute(SETTING.delete().where(SETTING.c.name.in_(("ended", "first_seen"))))
        return connection.execute(PERSON.delete()).rowcount

    def _forget(self) -> None:
        """Let go of what is held in memory of those erased."""

    def _wipe(self) -> None:
        """Write the file anew without what was deleted, and empty its log."""
        with self._writer, self._told("wiped"):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            with connection:
                if self._engine.dialect.name == _IN_SQLITE:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    connection.exec_driver_sql("VACUUM")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                else:
                    for table in TABLES.sorted_tables:
                        connection.exec_driver_sql(f'VACUUM FULL "{table.name}"')

    def deletions(self) -> tuple[Deletion, ...]:
        """That people were erased, in order; never who."""
        rows = self._rows(sa.select(DELETION).order_by(DELETION.c.number))
        return tuple(Deletion(row["at"], row["scope"], row["people"], row["why"]) for row in rows)

    def copy_to(self, path: Path) -> Path:
        """Copy the book (SQLite) to another path, and remember where, so that erasing reaches it.

        Raises UsageError for a book in PostgreSQL, whose copies its keeper makes and erases, and for a path that cannot be written.
        """
        if self._engine.dialect.name != _IN_SQLITE:
            raise UsageError(
                "a register in PostgreSQL is copied by its own tools.",
                mend="use pg_dump, and remember to erase its files too.",
            )
        path = path.absolute()
        with self._writing() as connection:
            connection.execute(COPY.delete().where(COPY.c.path == str(path)))
            connection.execute(COPY.insert().values(path=str(path), made=self._stamp()))
        self._write_copy(path)
        return path

    def _write_copy(self, path: Path) -> None:
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        with self._writer, self._told("copied"), self._engine.connect() as connection:
            apart = connection.execution_options(isolation_level="AUTOCOMMIT")
            apart.exec_driver_sql("VACUUM INTO ?", (str(fresh),))
        try:
            fresh.chmod(0o600)
            put_in_place(fresh, path)
        except OSError as fault:
            raise UsageError(
                f"the copy cannot be written: {fault.strerror}.",
                where=Place(str(path)),
                mend="name another place for it.",
            ) from fault

    def _erase_copies(self) -> Iterator[str]:
        """Write each copy anew from the book as it is now; tell those that could not be reached."""
        for row in self._rows(sa.select(COPY.c.path).order_by(COPY.c.path)):
            path = Path(row["path"])
            if not path.exists():
                if not path.parent.exists():
                    yield str(path)  # perhaps on a stick that is not plugged in
                continue
            try:
                self._write_copy(path)
            except (UsageError, OSError):
                with suppress(OSError):
                    path.with_name(path.name + ".new").unlink(missing_ok=True)
                yield str(path)

    # ---- how long people are kept ---------------------------------------------------------------------------

    def keep_for(self, days: int) -> None:
        """Keep names this many days after the day ended (90 unless said). Raises UsageError for less than one day."""
        if days < 1:
            raise UsageError(
                f"names cannot be kept for {days} days.", mend="give one day or more, or erase them now."
            )
        self.set_setting("retention_days", str(days))

    def day_ended(self) -> None:
        """Start counting the days that names are kept."""
        self.set_setting("ended", self._stamp())

    def kept_until(self) -> datetime | None:
        """When everybody is erased: so many days after the day ended, or after the last entry or joining if that was later.

        None while the book holds nobody.
        """
        people = self._rows(sa.select(PERSON))
        if not people:
            return None
        dates = [row[name] for row in people for name in (*ATTENDANCE, "consented") if row[name]]
        dates += [row["began"] for row in self._rows(sa.select(SESSION.c.began))]
        dates += [ended] if (ended := self.setting("ended")) else []
        days = int(self.setting("retention_days", str(RETENTION_DAYS)))
        return datetime.fromisoformat(max(dates) if dates else self._first_seen()) + timedelta(days=days)

    def _first_seen(self) -> str:
        """When the retention of people without any date was first asked for: kept, so that it too runs out."""
        seen = self.setting("first_seen")
        if not seen:
            seen = self._stamp()
            self.set_setting("first_seen", seen)
        return seen

    def sweep(self) -> Deletion | None:
        """Erase everybody if their time is over. For the start of the host and once an hour."""
        until = self.kept_until()
        if until is None or self._now().astimezone(UTC) < until:
            return None
        return self.erase(why="kept long enough")


def _person(row: sa.RowMapping) -> Person:
    return Person(
        number=row["number"],
        seat=row["seat"],
        name=row["name"],
        comes_from=row["comes_from"],
        consent=bool(row["consent"]),
        wording=row["wording"],
        **{name: row[name] or "" for name in ("consented", *ATTENDANCE)},
    )


def _one_line(text: str) -> str:
    """A name on one line, without signs that do not print (some turn the writing round, or hide). Raises UsageError when too long."""
    flat = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if len(flat) > LONGEST_NAME:
        raise UsageError(f"a name has at most {LONGEST_NAME} signs.", mend="shorten it.")
    return flat
