"""What a store says when it could not keep a move: what became of it, and whether it may be tried again."""

from __future__ import annotations

from shirehall.errors import Place, RecordError


class NotKept(RecordError):
    """Nothing was written. The same move may be tried again."""


class DiskFull(NotKept):
    """Nothing was written, for want of room. Reading goes on; writing does so too, as soon as there is room."""


class OutcomeUnknown(RecordError):
    """The connection broke while the record was being committed: the events may be on the record, or not.

    `Store.was_kept` tells, once the database answers again; so does appending the very same events once more.
    """


class WriterStopped(RecordError):
    """This store writes nothing more: the disk failed it, or somebody else owns the day by now. Open the record anew."""


class RecordHeld(RecordError):
    """Another program owns the day; a record has one writer."""


class DamagedRecord(RecordError):
    """A record that does not hold together. `first_bad` is the number of the first event that is missing or changed.

    `copy` is the last good copy that was found, empty when there is none.
    """

    def __init__(
        self, what: str, *, where: Place | None, mend: str, who: str, first_bad: int, copy: str = ""
    ) -> None:
        super().__init__(what, where=where, mend=mend, who=who)
        self.first_bad = first_bad
        self.copy = copy


def stopped(file: str, why: str) -> WriterStopped:
    """The error of a store that may write no more."""
    return WriterStopped(
        f"nothing more is written to this record: {why}.",
        where=Place(file),
        who="whoever runs the day",
        mend="see to the disk, then start the program again: it goes on from the last move that was kept.",
    )


def held(file: str, by: str) -> RecordHeld:
    """The error of a second program on one day."""
    return RecordHeld(
        f"the day is owned by another program{f' ({by})' if by else ''}: a record has one writer.",
        where=Place(file),
        who="whoever runs the day",
        mend="go on with the other program, or end it first; for reading alone, open the record read-only.",
    )
