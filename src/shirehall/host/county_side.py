"""What runs inside the county's own process: the engine, the state after each month, and the analyst's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from shirehall.economy import journeys
from shirehall.economy.county import County
from shirehall.economy.courses import Explored
from shirehall.economy.figures import Figures
from shirehall.economy.state import State
from shirehall.economy.terms import Terms
from shirehall.errors import RecordError
from shirehall.host.county_worker import Lived, Opening
from shirehall.patch.read import read_pack
from shirehall.patch.round_pack import shortened
from shirehall.play.analyst import Analyst
from shirehall.play.catalogue import gathered
from shirehall.play.interval import Question
from shirehall.play.record.event import Draft, Event
from shirehall.play.record.small import write_whole
from shirehall.play.view import View
from shirehall.play.world import Matter, World, at_minute


class CountySide:
    """The county, where it stands. States are kept in files named by what led to them, so that a restart need not live them again."""

    def __init__(self, pack: str, managers: bool, seed: int, keep: Path | None, months: int = 0) -> None:
        self.patch = shortened(read_pack(pack, managers=managers), months)
        self.county = County(self.patch)
        self.seed = seed
        self.keep = keep
        self.analyst: Analyst | None = None
        self.state: State | None = None
        self.months = 0
        self.openings: tuple[Opening, ...] = ()

    def stand(self, months: int, digest: str, openings: Sequence[Opening] = ()) -> bool:
        """Stand where so many months led, by the file of their last state; whether there is one. No month needs none.

        `openings` are the later rounds that were opened by now.
        """
        self.months, self.openings = months, tuple(openings)
        passed = [one for one in self.openings if one[1] <= months + 1]
        if passed:
            self.county = self._county_in(passed[-1])
        self.state = self._kept(digest) if months else self.county.begin(self.seed)
        self._goes_on()
        return self.state is not None

    def begin(self, past: Sequence[Terms]) -> int:
        """Live these months' terms again from the opening, for want of a file; their number."""
        if self.openings:
            self.county = County(self.patch)
        self.months, self.state = 0, self.county.begin(self.seed)
        for terms in past:
            self.live(self.months, terms)
            opened = next((one for one in self.openings if one[1] == self.months + 1), None)
            if opened is not None:
                self.county = self._county_in(opened)
                self._goes_on()
        return self.months

    def go_on(self, opening: Opening) -> int:
        """Live on in a later round that was opened now, under its figures and with its chance; the months lived."""
        self.openings, self.analyst = (*self.openings, opening), None
        if self.months and self.state is not None:
            self.county = self._county_in(opening)
            self._goes_on()
        return self.months

    def model(self, number: int, question: Question) -> Explored:
        """What the model shows of a question before a later round, by its place in the pack."""
        from shirehall.rounds import modelled

        return modelled(self.patch, number, question)

    def _county_in(self, opening: Opening) -> County:
        from shirehall.rounds import county_in

        return county_in(self.patch, opening[0], 1.0)

    def _goes_on(self) -> None:
        """Where a round begins, the state takes the chance of its seed."""
        for _, first, seed in self.openings:
            if self.state is not None and first == self.months + 1:
                self.state = replace(self.state, seed=seed)

    def live(self, month: int, terms: Terms, comments: tuple[int, int] = (0, 0)) -> Lived:
        """Live the next month. `comments` are how many patients write of it, and their seed.

        Raises RecordError when the host counts its months otherwise.
        """
        if month != self.months or self.state is None:
            raise RecordError(
                f"month {month + 1} was asked for, and {self.months} are lived.", mend="begin again."
            )
        self.state, figures = self.county.live_month(self.state, terms)
        self.months += 1
        self._keep_state()
        written = self._written(figures, *comments) if comments[0] else ()
        return Lived(self.state.digest, figures, self.county.engine, written)

    def _written(self, figures: Figures, number: int, seed: int) -> Sequence[Mapping[str, Any]]:
        """What patients write of the month just lived. Raises RecordError that names it, for living the month again would not help."""
        assert self.state is not None
        try:
            return journeys.written(self.county, self.state, figures, number, seed)
        except Exception as fault:
            raise RecordError(
                f"patients' comments on month {self.months} could not be made: {type(fault).__name__}: {fault}",
                mend="send this to whoever keeps Shirehall; without a website in the pack the month can be lived.",
            ) from fault

    def answer(
        self, seat: str, organisation: str, at: int, events: Sequence[Event], question: Matter
    ) -> Draft:
        """Answer a seat's question from its own events alone."""
        if self.analyst is None:
            from shirehall.rounds import analyst_on

            newest = self._county_in(self.openings[-1]) if self.openings else self.county
            self.analyst = analyst_on(newest)
        catalogue, world = gathered(), World()
        for event in events:
            world = catalogue.evolve(world, event)
        view = View(seat, organisation, at, at_minute(world, at), tuple(events), catalogue)
        return self.analyst.answer(view, question)

    def _kept(self, digest: str) -> State | None:
        """The state with this digest, None when its file is missing or damaged: it is a cache and can be worked out again."""
        file = self.keep / f"{digest}.county" if self.keep is not None else None
        if file is None or not file.is_file():
            return None
        try:
            state = State.from_bytes(file.read_bytes())
        except (RecordError, ValueError, KeyError):
            return None
        return state if state.digest == digest else None

    def _keep_state(self) -> None:
        """Keep the state in a file. A full disk costs time after a restart, and no more."""
        if self.keep is None or self.state is None:
            return
        file = self.keep / f"{self.state.digest}.county"
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, self.state.to_bytes(), lasting=False)
