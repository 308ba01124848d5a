"""Connections whose browser takes nothing any more are cut, whatever was being sent on them.

A stream that its sender gives up on is closed in good manners otherwise: what is still to be sent would be waited for, for ever and in
memory, by a laptop whose lid is shut.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EVERY = 3.0
"""Seconds between two looks at what is still to be sent."""
LOOKS = 4
"""Looks in a row at which nothing was taken, until the connection is cut."""


class CutsUnread(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to waiting: a slow browser is waited for, one that takes nothing is not."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._looking: asyncio.TimerHandle | None = None
        self._left = self._still = 0

    def pause_writing(self) -> None:
        """There is more to send than the connection takes."""
        super().pause_writing()
        self._left, self._still = -1, 0
        self._look()

    def resume_writing(self) -> None:
        """It was taken."""
        self._look_no_more()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._look_no_more()
        super().connection_lost(exc)

    def _look(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._still = self._still + 1 if left >= self._left >= 0 else 0
        self._left = left
        if self._still >= LOOKS:
            self.transport.abort()
            return
        self._looking = asyncio.get_running_loop().call_later(EVERY, self._look)

    def _look_no_more(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
