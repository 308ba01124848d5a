"""By which address others on the local network reach this machine."""

from __future__ import annotations

import socket


def own_address() -> str:
    """This machine's address on its local network, found without sending anything; localhost when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "localhost"
