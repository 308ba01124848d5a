"""What the tests of the record share: a PostgreSQL of their own."""

from collections.abc import Iterator

import pytest

from tests.record.server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A private PostgreSQL, for as long as this worker runs."""
    made = Server()
    try:
        made.wait()
        yield made
    finally:
        made.remove()
