"""Drafts: what a seat has begun to write, kept until it is sent. A sidecar, never part of the record."""

from __future__ import annotations

import sqlalchemy as sa

META = sa.MetaData()
DRAFT = sa.Table(
    "draft",
    META,
    sa.Column("seat", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


class Drafts:
    """Drafts by seat and form: they stay with the seat, whichever device it moves to."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        META.create_all(engine)
