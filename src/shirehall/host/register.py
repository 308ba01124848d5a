"""The register of a day: who was invited to which seat, which browser holds it, and the people themselves, apart from the record.

A seat has one invitation at a time. Its first use binds it to one browser; the same code in another browser is refused
until a facilitator releases the seat, whereupon the old session ends at once, the old code and link never work again, and
a new invitation is issued. A code that never was and a code that was released are answered alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from shirehall.errors import UsageError
from shirehall.host.access import COOKIE_DAYS
from shirehall.host.codes import (
    Secret,
    code_of,
    keyed_hash,
    link_of,
    new_nonce,
    new_token,
    shown,
    token_hash,
    typed,
)
from shirehall.host.register_book import INVITATION, SESSION, sqlite_book, utc_now
from shirehall.host.register_people import Deletion, People

Kind = Literal["seat", "observer", "wall"]
STAFF_PLACES = 8
"""Browsers that may hold one facilitators' seat at a time: two facilitators, their tablets and a spare."""
REGISTER_FILE = "register.sqlite"
SECRET_FILE = "host.secret"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code and link to a seat, to observing or to the wall. `held` counts the browsers in which it is in use."""

    number: int
    kind: Kind
    seat: str
    label: str
    places: int
    held: int
    issued: str
    code: str
    link: str

    @property
    def shown(self) -> str:
        """The code as cards show it: `7K3D-9QXR`."""
        return shown(self.code)

    def address(self, public_url: str) -> str:
        """The link that a QR code or a message carries."""
        return f"{public_url.rstrip('/')}/in/{self.link}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a token. `session` is a name for the session that is no secret, as streams and logs may carry."""

    kind: Kind
    seat: str
    session: str
    invitation: int
    began: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody is in. `token` is for the cookie and is kept nowhere else."""

    token: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody is not in. `unknown` counts as a guess, and so does `taken`; `seated` means that this browser has another seat."""

    reason: Literal["unknown", "taken", "seated"]

    @property
    def words(self) -> str:
        """What the person is told."""
        return {
            "unknown": "This code or link does not open a seat. Look at the card again, or ask a facilitator.",
            "taken": "This seat is in use in another browser. Go on there, or ask a facilitator to release it.",
            "seated": "This browser already has a seat. Leave it first, or use another browser.",
        }[self.reason]


class Register(People):
    """The register on one engine; see the module. Safe to use from any thread."""

    def __init__(self, engine: sa.Engine, secret: Secret, *, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(engine, now=now)
        self._secret = secret
        self._known: dict[str, Holder] = {}
        self._when_ended: list[Callable[[tuple[str, ...]], None]] = []

    @classmethod
    def in_folder(
        cls, data: Path, engine: sa.Engine | None = None, *, now: Callable[[], datetime] = utc_now
    ) -> Register:
        """The register of a data folder: register.sqlite (or tables on the engine given) and the host's secret.

        Raises UsageError when either cannot be read or written.
        """
        secret = Secret.kept_in(data / SECRET_FILE)
        return cls(engine if engine is not None else sqlite_book(data / REGISTER_FILE), secret, now=now)

    def when_ended(self, listener: Callable[[tuple[str, ...]], None]) -> None:
        """Have `listener` called with the sessions that ended, at once when they do, in the thread that ended them."""
        self._when_ended.append(listener)

    # ---- invitations ----------------------------------------------------------------------------------------

    def invite(self, kind: Kind = "seat", seat: str = "", *, label: str = "", places: int = 1) -> Invitation:
        """The invitation to a seat, issued if it has none; for an observer or a wall, a new one at each call.

        Raises UsageError for a seat without a name, or a name without a seat.
        """
        if (kind == "seat") != bool(seat):
            raise UsageError(
                "an invitation is to a seat, or to observing or the wall.", mend="name the seat, or none."
            )
        with self._writer:
            standing = [one for one in self.invitations() if one.seat == seat] if seat else []
            return standing[0] if standing else self._issue(kind, seat, label, places)

    def invite_staff(self, seat: str) -> Invitation:
        """The invitation to a facilitators' seat, which several browsers may hold; shown once at the start of the host."""
        return self.invite("seat", seat, places=STAFF_PLACES)

    def invitations(self) -> tuple[Invitation, ...]:
        """Every invitation that stands, with its code and link: for printing cards, and never for a page that others see."""
        held = (
            sa.select(sa.func.count())
            .where(SESSION.c.invitation == INVITATION.c.number, SESSION.c.ended.is_(None))
            .scalar_subquery()
        )
        query = sa.select(INVITATION, held.label("held")).where(INVITATION.c.released.is_(None))
        return tuple(self._invitation(row) for row in self._rows(query.order_by(INVITATION.c.number)))

    def invitation(self, seat: str) -> Invitation | None:
        """The standing invitation to a seat."""
        return next((one for one in self.invitations() if one.seat == seat), None)

    def _invitation(self, row: sa.RowMapping) -> Invitation:
        nonce = row["nonce"]
        return Invitation(
            row["number"],
            row["kind"],
            row["seat"],
            row["label"],
            row["places"],
            row["held"],
            row["issued"],
            code_of(self._secret, nonce),
            link_of(self._secret, nonce),
        )

    def _issue(self, kind: Kind, seat: str, label: str, places: int) -> Invitation:
        with self._writing() as connection:
            nonce = new_nonce()
            while (
                self._hashes(nonce)[0]
                in connection.execute(sa.select(INVITATION.c.code_hash)).scalars().all()
            ):
                nonce = new_nonce()
            code_hash, link_hash = self._hashes(nonce)
            values = {"kind": kind, "seat": seat, "label": label, "places": places, "issued": self._stamp()}
            connection.execute(
                INVITATION.insert().values(nonce=nonce, code_hash=code_hash, link_hash=link_hash, **values)
            )
        return next(one for one in self.invitations() if one.code == code_of(self._secret, nonce))

    def _hashes(self, nonce: str) -> tuple[str, str]:
        return (
            keyed_hash(self._secret, code_of(self._secret, nonce)),
            keyed_hash(self._secret, link_of(self._secret, nonce)),
        )

    def release(self, seat: str) -> Invitation:
        """Give a seat free: its session ends at once, its code and link never work again, and a new invitation stands.

        Whoever sat there is noted as having left. Raises UsageError for a seat that was never invited.
        """
        with self._writer:
            standing = self.invitation(seat)
            if standing is None:
                raise UsageError(f"the seat {seat} has no invitation to release.", mend="invite it first.")
            self.withdraw(standing.number)
            sitter = self.sitter(seat)
            if sitter is not None and sitter.present:
                self.attend(sitter.number, "left")
            return self._issue(standing.kind, seat, standing.label, standing.places)

    def withdraw(self, number: int) -> None:
        """End an invitation and every session that came in by it, without issuing another."""
        with self._writing() as connection:
            connection.execute(
                INVITATION.update()
                .where(INVITATION.c.number == number, INVITATION.c.released.is_(None))
                .values(released=self._stamp())
            )
        self._end(SESSION.c.invitation == number, "released")

    # ---- coming in, being known, leaving --------------------------------------------------------------------

    def redeem(self, text: str, *, held: str = "") -> Joined | Refused:
        """Take a seat by a code or link. `held` is the token that the browser already carries, if any.

        The token is always a new one; if the browser held this very seat, its old token ends.
        """
        signs = typed(text)
        if not signs:
            return Refused("unknown")
        kept = keyed_hash(self._secret, signs)
        with self._writer:
            query = sa.select(INVITATION).where(
                sa.or_(INVITATION.c.code_hash == kept, INVITATION.c.link_hash == kept),
                INVITATION.c.released.is_(None),
            )
            rows = self._rows(query)
            if not rows:
                return Refused("unknown")
            invitation = rows[0]
            holder = self.who(held) if held else None
            if holder is not None and holder.invitation != invitation["number"]:
                return Refused("seated")
            if (
                holder is None
                and self._used(invitation["number"], invitation["places"]) >= invitation["places"]
            ):
                return Refused("taken")
            joined = self._begin(invitation)
        if holder is not None:
            self._end(SESSION.c.hash == token_hash(held), "rotated")
        self._seen(invitation["seat"])
        return joined

    def _used(self, number: int, places: int) -> int:
        """How many browsers have used an invitation up: of a single place, whoever came even if they left since."""
        ended = SESSION.c.ended.is_(None) if places > 1 else SESSION.c.why != "rotated"
        query = sa.select(sa.func.count().label("many")).where(SESSION.c.invitation == number, ended)
        return int(self._rows(query)[0]["many"])

    def _begin(self, invitation: sa.RowMapping) -> Joined:
        token = new_token()
        holder = Holder(
            invitation["kind"], invitation["seat"], new_nonce()[:16], invitation["number"], self._stamp()
        )
        with self._writing() as connection:
            connection.execute(
                SESSION.insert().values(
                    hash=token_hash(token),
                    session=holder.session,
                    invitation=holder.invitation,
                    began=holder.began,
                    why="",
                )
            )
        return Joined(token, holder)

    def _seen(self, seat: str) -> None:
        sitter = self.sitter(seat) if seat else None
        if sitter is not None:
            self.attend(sitter.number, "present")

    def who(self, token: str) -> Holder | None:
        """Who holds a token; None for one that never was, was rotated, released, left, or is older than a fortnight."""
        if not token:
            return None
        kept = token_hash(token)
        holder = self._known.get(kept)
        if holder is None:
            with self._writer:  # so that what ends meanwhile is not remembered as standing
                holder = self._look_up(kept)
                if holder is not None:
                    self._known[kept] = holder
        if holder is None or self._now() >= datetime.fromisoformat(holder.began) + timedelta(
            days=COOKIE_DAYS
        ):
            return None
        return holder

    def _look_up(self, kept: str) -> Holder | None:
        query = (
            sa.select(SESSION, INVITATION.c.kind, INVITATION.c.seat)
            .join(INVITATION, INVITATION.c.number == SESSION.c.invitation)
            .where(SESSION.c.hash == kept, SESSION.c.ended.is_(None), INVITATION.c.released.is_(None))
        )
        rows = self._rows(query)
        if not rows:
            return None
        row = rows[0]
        return Holder(row["kind"], row["seat"], row["session"], row["invitation"], row["began"])

    def leave(self, token: str) -> None:
        """End a session by its own wish. The seat's code stays used: a facilitator releases the seat for the next one."""
        self._end(SESSION.c.hash == token_hash(token), "left")

    def sessions(self) -> tuple[Holder, ...]:
        """Every session that stands, in order of beginning."""
        query = (
            sa.select(SESSION, INVITATION.c.kind, INVITATION.c.seat)
            .join(INVITATION, INVITATION.c.number == SESSION.c.invitation)
            .where(SESSION.c.ended.is_(None))
            .order_by(SESSION.c.began, SESSION.c.session)
        )
        rows = self._rows(query)
        return tuple(
            Holder(row["kind"], row["seat"], row["session"], row["invitation"], row["began"]) for row in rows
        )

    def _end(self, which: sa.ColumnElement[bool], why: str) -> None:
        standing = sa.and_(which, SESSION.c.ended.is_(None))
        with self._writing() as connection:
            ending = connection.execute(sa.select(SESSION.c.session, SESSION.c.hash).where(standing)).all()
            connection.execute(SESSION.update().where(standing).values(ended=self._stamp(), why=why))
            for _, kept in ending:
                self._known.pop(kept, None)
        self._tell(tuple(session for session, _ in ending))

    def _tell(self, ended: tuple[str, ...]) -> None:
        if ended:
            for listener in self._when_ended:
                listener(ended)

    def _forget(self) -> None:
        """After an erasing: whoever no longer stands in the book is known no longer."""
        with self._writer:
            standing = {
                row["hash"] for row in self._rows(sa.select(SESSION.c.hash).where(SESSION.c.ended.is_(None)))
            }
            gone = {kept: holder for kept, holder in self._known.items() if kept not in standing}
            for kept in gone:
                del self._known[kept]
        self._tell(tuple(holder.session for holder in gone.values()))


__all__ = ["Deletion", "Holder", "Invitation", "Joined", "Kind", "Refused", "Register"]
