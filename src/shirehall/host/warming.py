"""Warming the county before the doors open, so that the first month does not wait for the loop to be compiled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal, Protocol

State = Literal["cold", "warming", "warm", "failed"]
PATIENCE = 240.0
"""Seconds that warming may take on a slow laptop."""


class Worker(Protocol):
    """A county's worker, as far as warming goes."""

    def start(self) -> None:
        """Begin at the county's start."""

    def stop(self) -> None:
        """End the process."""

    def wait_ready(self, seconds: float) -> bool:
        """Whether the county stands within so many seconds."""


class Warming:
    """One try at a time. The worker that was warmed is let go: what it compiled stays on the disk for the day's own."""

    def __init__(self, made: Callable[[], Worker]) -> None:
        self._made = made
        self._lock = threading.Lock()
        self.state: State = "cold"

    def begin(self) -> None:
        """Warm the county in a thread of its own, unless that is under way."""
        with self._lock:
            if self.state == "warming":
                return
            self.state = "warming"
        threading.Thread(target=self._warm, name="warming the county", daemon=True).start()

    def _warm(self) -> None:
        worker = self._made()
        try:
            worker.start()
            self.state = "warm" if worker.wait_ready(PATIENCE) else "failed"
        finally:
            worker.stop()
            if self.state == "warming":
                self.state = "failed"
