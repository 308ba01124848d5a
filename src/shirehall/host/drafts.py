"""Drafts and private notes: what a seat has begun to write, kept until it is sent. A sidecar, never part of the record.

They belong to the seat: whoever takes it on another device finds them there. No page shows them to anybody else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from shirehall.host.room import NotKept

META = sa.MetaData()
DRAFT = sa.Table(
    "draft",
    META,
    sa.Column("seat", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
LONGEST = 64 * 1024
"""Characters of one draft."""
MOST = 300
"""Drafts of one seat."""
FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was kept last: its form, what each field held, and how often it was kept."""

    form: str
    data: Mapping[str, tuple[str, ...]]
    version: int


class Drafts:
    """Drafts by seat and form: they stay with the seat, whichever device it moves to."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        META.create_all(engine)

    def keep(self, seat: str, form: str, data: Mapping[str, tuple[str, ...] | list[str]]) -> int | None:
        """Keep what a form holds, in place of what was kept before; its new version.

        None when it is too long, the seat keeps too many, or the form has no proper name: then nothing was kept. Raises NotKept
        when the disk is full or the database away.
        """
        text = json.dumps({str(name): list(values) for name, values in data.items()}, ensure_ascii=True)
        if not FORM.fullmatch(form) or len(text) > LONGEST:
            return None
        with written():
            try:
                return self._put(seat, form, text)
            except sa.exc.IntegrityError:  # the same form was kept from another tab in the same moment
                return self._put(seat, form, text)

    def _put(self, seat: str, form: str, text: str) -> int | None:
        mine = DRAFT.c.seat == seat
        with self._engine.begin() as base:
            version = base.scalar(sa.select(DRAFT.c.version).where(mine, DRAFT.c.form == form))
            if version is not None:
                changed = (
                    sa.update(DRAFT).where(mine, DRAFT.c.form == form).values(text=text, version=version + 1)
                )
                base.execute(changed)
                return int(version) + 1
            if (base.scalar(sa.select(sa.func.count()).select_from(DRAFT).where(mine)) or 0) >= MOST:
                return None
            base.execute(sa.insert(DRAFT).values(seat=seat, form=form, text=text, version=1))
        return 1

    def get(self, seat: str, form: str) -> Kept | None:
        """What a seat's form held last; none when nothing is kept."""
        with self._engine.connect() as base:
            row = base.execute(sa.select(DRAFT).where(DRAFT.c.seat == seat, DRAFT.c.form == form)).first()
        return None if row is None else Kept(row.form, held(row.text), row.version)

    def drop(self, seat: str, form: str) -> None:
        """Forget a draft: it was sent, or thrown away. Raises NotKept when the disk is full or the database away."""
        with written(), self._engine.begin() as base:
            base.execute(sa.delete(DRAFT).where(DRAFT.c.seat == seat, DRAFT.c.form == form))

    def all(self, seat: str) -> list[Kept]:
        """Every draft of a seat, by its form's name."""
        with self._engine.connect() as base:
            rows = base.execute(sa.select(DRAFT).where(DRAFT.c.seat == seat).order_by(DRAFT.c.form)).all()
        return [Kept(row.form, held(row.text), row.version) for row in rows]


@contextmanager
def written() -> Iterator[None]:
    """Tell a disk without room, or a database that is away, as what it is. Raises NotKept; no word of the draft is in it."""
    try:
        yield
    except sa.exc.OperationalError as fault:
        raise NotKept(
            "the draft could not be kept: the disk is full, or the database does not answer.",
            mend="leave the page open, and send it again in a moment.",
        ) from fault


def held(text: str) -> dict[str, tuple[str, ...]]:
    """What a draft's text holds, field by field; nothing where it is no such text."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        name: tuple(value for value in values if isinstance(value, str))
        for name, values in data.items()
        if isinstance(values, list)
    }
