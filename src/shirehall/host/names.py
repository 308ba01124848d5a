"""The names that an export has to hide: those in a day's register, each with the seat it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.host.register import REGISTER_FILE
from shirehall.host.register_book import sqlite_book
from shirehall.host.register_people import People
from shirehall.patch.pack import Patch
from shirehall.study.exports.hiding import Hiding, own_names, veil_over


def hiding_from(people: People, *, keep_pseudonyms: bool = False) -> Hiding:
    """What exports hide of the people in a register: their names, and where they come from."""
    everybody = people.names()
    return Hiding(
        {one.name: one.seat for one in everybody if one.name},
        tuple(sorted({one.comes_from for one in everybody if one.comes_from})),
        keep_pseudonyms,
    )


def hiding_beside(record: Path, register: Path | None = None, *, keep_pseudonyms: bool = False) -> Hiding:
    """What to hide of the people in a register file: the one that is named, else the one that lies beside the record, if any.

    Raises UsageError when the one that is named is not there.
    """
    path = register or record.parent / REGISTER_FILE
    if not path.is_file():
        if register is not None:
            raise UsageError(
                "there is no register here.",
                where=Place(str(register)),
                mend=f"name the {REGISTER_FILE} of the day.",
            )
        return Hiding(keep_pseudonyms=keep_pseudonyms)
    people = People(sqlite_book(path))
    try:
        return hiding_from(people, keep_pseudonyms=keep_pseudonyms)
    finally:
        people.close()


def without_names(people: People, patch: Patch) -> Callable[[str], str]:
    """What puts roles where somebody typed the name of a participant, for tables that are taken from pages while a day goes on."""
    roles = {seat.id: seat for seat in patch.seats.seats}
    shorts = {body.id: body.short for body in patch.organisations}

    def called(seat: str) -> str:
        known = roles.get(seat)
        return (
            f"{known.role}, {shorts.get(known.organisation, known.organisation)}"
            if known
            else "a participant"
        )

    return veil_over(hiding_from(people), called, own_names(patch)).words
