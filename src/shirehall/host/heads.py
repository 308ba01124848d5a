"""A cap on what a request may be besides its body: the parser itself has none."""

from __future__ import annotations

from shirehall.host.unread import CutsUnread

LONGEST_HEAD = 64 * 1024
"""Bytes of one request besides its body: its address, its headers, the lengths of its pieces, and what may follow them."""


class CappedHeads(CutsUnread):
    """One connection. The parser keeps whatever comes until a line is whole, so what is no body is counted before it gets there."""

    besides = 0

    def data_received(self, data: bytes) -> None:
        """Take what came in, or answer 400 and hang up when a request's head grows too long."""
        self.besides += len(data)
        super().data_received(data)
        if self.besides > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of this request is too long.")

    def on_body(self, body: bytes) -> None:
        """A piece of a body, which has a cap of its own (`limits.Bodies`)."""
        self.besides -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; what comes now is the next one's."""
        self.besides = 0
        super().on_message_complete()
