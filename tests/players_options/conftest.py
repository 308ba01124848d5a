"""Years shared by the tests of this room."""

from __future__ import annotations

import pytest

from tests.players.helpers import Played, plain_year, usual_year


@pytest.fixture(scope="session")
def without_figures() -> Played:
    """A scripted year of which no figure is published."""
    return plain_year(3)


@pytest.fixture(scope="session")
def with_figures() -> Played:
    """A scripted year in which figures, good and bad, come out each month."""
    return usual_year(2)
