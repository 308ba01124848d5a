"""Who owns a record in a file: one program at a time, by a lock that the system takes away from a dead one."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from shirehall.play.record.faults import held, stopped

TRIES = 20


class Owner:
    """The lock of a record, held from making this until `release`, on a file beside the record (`-lock`).

    Raises RecordHeld when another program, or another store in this one, holds it.
    """

    def __init__(self, record: Path) -> None:
        self.path = record.with_name(record.name + "-lock")
        self._record = str(record)
        self._file = self._taken()

    def check(self) -> None:
        """Raise WriterStopped unless the lock that stands beside the record is still ours.

        A lock that was removed, or a folder that was moved away, shows here before anything is written into nowhere.
        """
        if not self._stands(self._file):
            raise stopped(self._record, "its lock was taken away, or the folder was moved or removed")

    def release(self) -> None:
        """Let go of the record. May be called twice."""
        if self._file < 0:
            return
        if self._stands(self._file) and sys.platform != "win32":
            self.path.unlink()
        os.close(self._file)
        self._file = -1
        if sys.platform == "win32":
            self.path.unlink(missing_ok=True)

    def _taken(self) -> int:
        """The locked file. One that its owner removed while we waited at it is let go, and the new one tried."""
        for _ in range(TRIES):
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _lock(file):
                by = os.pread(file, 200, 1).decode("utf-8", "replace") if sys.platform != "win32" else ""
                os.close(file)
                raise held(self._record, by)
            if self._stands(file):
                os.ftruncate(file, 0)
                os.lseek(file, 0, os.SEEK_SET)
                os.write(file, f"\nprocess {os.getpid()} on {platform.node()}".encode())
                return file
            os.close(file)
        raise held(self._record, "")

    def _stands(self, file: int) -> bool:
        """Whether the open file is the one that stands at the lock's path."""
        try:
            there = self.path.stat()
        except OSError:
            return False
        mine = os.fstat(file)
        return (there.st_ino, there.st_dev) == (mine.st_ino, mine.st_dev)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        """Lock the file's first byte, if nobody holds it."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: int) -> bool:
        """Lock the file, if nobody holds it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
