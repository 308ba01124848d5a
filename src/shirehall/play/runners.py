"""Who lives the county's months: the county in this process, or nobody."""

from __future__ import annotations

from shirehall.economy.figures import Figures
from shirehall.economy.terms import Terms
from shirehall.patch.pack import Patch


class NoCounty:
    """No county: nothing is lived, no figure comes out. For plays that look at behaviour alone."""

    engine = "none"

    def live(self, terms: Terms) -> tuple[str, Figures]:  # noqa: ARG002
        """A month in which nothing is counted."""
        return "", ()


class InProcess:
    """The county in this process, from its beginning, one month after another. The engine is loaded only here."""

    def __init__(self, patch: Patch, seed: int) -> None:
        from shirehall.economy.county import County

        self._county = County(patch)
        self._state = self._county.begin(seed)
        self.engine = self._county.engine

    def live(self, terms: Terms) -> tuple[str, Figures]:
        """Live the next month under these terms."""
        self._state, figures = self._county.live_month(self._state, terms)
        return self._state.digest, figures
