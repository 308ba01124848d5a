"""What may be lost at any time: files that make a start quicker, each under a keyed digest, never a truth."""

from __future__ import annotations

import hashlib
import hmac
import queue
import threading
import zlib
from pathlib import Path

from shirehall.play.record.small import write_whole

DIGEST = 32
"""Bytes of HMAC-SHA-256 that stand before the content of each file."""
PLAY = Path(__file__).parent.parent


class Cache:
    """Files in a folder of their own. One that is missing, torn, swapped, of another record or another Shirehall is not there.

    `key` is the secret under which files are sealed: whoever does not know it cannot put a file here that is taken for ours.
    `of` names the record. Files are written on a thread of the cache's own; `fault` tells why no more are written, if so.
    """

    def __init__(self, folder: Path, key: bytes, of: str) -> None:
        self.folder = folder
        self.fault = ""
        self._key = key
        self._of = f"{of}\n{code_digest()}\n"
        self._orders: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="cache of the day", daemon=True)
        self._thread.start()

    def keep(self, name: str, content: bytes) -> None:
        """Have a file written, soon. What stood under the name before is replaced."""
        self._orders.put((name, content))

    def found(self, name: str) -> bytes | None:
        """The content under a name; None when there is none that can be trusted."""
        try:
            text = self._path(name).read_bytes()
        except OSError:
            return None
        seal, content = text[:DIGEST], text[DIGEST:]
        return zlib.decompress(content) if hmac.compare_digest(seal, self._seal(name, content)) else None

    def close(self) -> None:
        """Finish what is to be written, and end."""
        self._orders.put(None)
        self._thread.join()

    def clear(self) -> None:
        """Remove every file, as when one of them was found out to be wrong."""
        for path in self.folder.glob("*.cache"):
            path.unlink(missing_ok=True)

    def _write(self) -> None:
        while (order := self._orders.get()) is not None:
            name, content = order[0], zlib.compress(order[1], 1)
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(self._path(name), self._seal(name, content) + content, lasting=False)
                self.fault = ""
            except OSError as fault:
                self.fault = f"the cache cannot be written: {fault.strerror}"

    def _path(self, name: str) -> Path:
        return self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.cache"

    def _seal(self, name: str, content: bytes) -> bytes:
        made = hmac.new(self._key, f"{self._of}{name}\n".encode(), "sha256")
        made.update(content)
        return made.digest()


def code_digest() -> str:
    """The SHA-256 of the rules of play as they are written: what was folded by other rules is not to be gone on with."""
    sha = hashlib.sha256()
    for path in sorted(PLAY.rglob("*.py")):
        sha.update(path.relative_to(PLAY).as_posix().encode() + b"\n" + path.read_bytes())
    return sha.hexdigest()
