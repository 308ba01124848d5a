"""A host of a few lines for the exam of the keeper: `python kept_host.py HOW`. It says what it is, then does what it was told.

HOW is `serves` (it serves until it is ended), `refuses` (ends with code 3 before it serves) or `dies` (is killed before it serves).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

from shirehall.host.keeper import Keeper


def say(words: str) -> None:
    """One line, at once."""
    print(words, flush=True)


def leisure() -> Iterator[None]:
    """Nothing to do beforehand."""
    yield from ()


if __name__ == "__main__":
    begun = Keeper(leisure(), say, "stopped").keep()
    say(f"host {begun.number} {os.getpid()}")
    if sys.argv[1] == "refuses":
        raise SystemExit(3)
    if sys.argv[1] == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    begun.serves()
    while True:
        time.sleep(0.05)
