"""Whoever lives the county's months: nobody, or a county in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from shirehall.economy.figures import Figures
from shirehall.economy.terms import Terms


class LivedState(Protocol):
    """A county's state, with the digest that tells it from any other."""

    @property
    def digest(self) -> str:
        """The digest, in hex."""


class County(Protocol):
    """The economy's interface, as far as a runner needs it."""

    engine: str

    def begin(self, seed: int) -> LivedState:
        """The state with which play opens."""

    def live_month(self, state: Any, terms: Terms) -> tuple[LivedState, Figures]:
        """The state after one more month under these terms, and the month's true figures."""


class NoCounty:
    """No county at all: the months pass and nothing is counted. For plays of the negotiation alone."""

    engine = "none"

    def live(self, terms: Terms) -> tuple[str, Figures]:  # noqa: ARG002
        """No state and no figures."""
        return "", ()


class InProcess:
    """A county lived in this process, month after month from its beginning."""

    def __init__(self, county: County, seed: int) -> None:
        self.engine = county.engine
        self._county = county
        self._state: LivedState = county.begin(seed)

    @property
    def state(self) -> LivedState:
        """The county's state after the last month lived."""
        return self._state

    def live(self, terms: Terms) -> tuple[str, Figures]:
        """Live the next month under these terms: the digest of the state after it, and its true figures."""
        self._state, figures = self._county.live_month(self._state, terms)
        return self._state.digest, figures

    def written(self, figures: Figures, number: int, seed: int) -> Sequence[Mapping[str, Any]]:
        """So many comments of patients on the month that was lived last, whose figures these are. The engine is loaded by then."""
        from shirehall.economy import journeys

        county: Any = self._county
        state: Any = self._state
        return journeys.written(county, state, figures, number, seed)

    def going_on(self, county: County, seed: int) -> InProcess:
        """The same county living on under other figures and with the chance of another seed, from the state that it is in.

        The state must be one that the other county can live on from: its tables may differ in figures and not in shape.
        """
        after: Any = InProcess.__new__(InProcess)
        state: Any = self._state
        after.engine, after._county, after._state = county.engine, county, replace(state, seed=seed)
        return after  # type: ignore[no-any-return]
