"""What the tests of paper share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.paper.drawings import drawn_once


@pytest.fixture(scope="session", autouse=True)
def charts() -> Iterator[None]:
    """Each chart is drawn once a run."""
    with drawn_once():
        yield
