"""What runs inside the county's own process: the engine, the state after each month, and the analyst's answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shirehall.economy.county import County
from shirehall.economy.state import State
from shirehall.economy.terms import Terms
from shirehall.economy.terms import digest as terms_digest
from shirehall.errors import RecordError
from shirehall.patch.read import read_pack
from shirehall.play.analyst import Analyst
from shirehall.play.catalogue import gathered
from shirehall.play.record.event import Draft, Event
from shirehall.play.view import View
from shirehall.play.world import Matter, World, at_minute


class CountySide:
    """The county, where it stands. States are kept in files named by what led to them, so that a restart need not live them again."""

    def __init__(self, pack: str, managers: bool, seed: int, keep: Path | None) -> None:
        self.patch = read_pack(pack, managers=managers)
        self.county = County(self.patch)
        self.seed = seed
        self.keep = keep
        self.analyst: Analyst | None = None
        self.state: State | None = None
        self.past: list[Terms] = []

    def begin(self, past: Sequence[Terms]) -> int:
        """Stand where these months' terms lead: from the furthest state that is kept, living only what is not."""
        self.past = list(past)
        known = len(self.past)
        self.state = None
        while known and self.state is None:
            self.state = self._kept(self.past[:known])
            known -= self.state is None
        if self.state is None:
            known, self.state = 0, self.county.begin(self.seed)
        for index in range(known, len(self.past)):
            self.state, _ = self.county.live_month(self.state, self.past[index])
        return len(self.past)

    def live(self, month: int, terms: Terms) -> tuple[str, Any, str]:
        """Live the next month. Raises RecordError when the host counts its months otherwise."""
        if month != len(self.past) or self.state is None:
            raise RecordError(f"month {month + 1} was asked for, and {len(self.past)} are lived.", mend="begin again.")
        self.state, figures = self.county.live_month(self.state, terms)
        self.past.append(terms)
        self._keep_state()
        return self.state.digest, figures, self.county.engine

    def answer(self, seat: str, organisation: str, at: int, events: Sequence[Event], question: Matter) -> Draft:
        """Answer a seat's question from its own events alone."""
        if self.analyst is None:
            self.analyst = Analyst(self.county)
        catalogue, world = gathered(), World()
        for event in events:
            world = catalogue.evolve(world, event)
        view = View(seat, organisation, at, at_minute(world, at), tuple(events), catalogue)
        return self.analyst.answer(view, question)

    def _file(self, past: Sequence[Terms]) -> Path | None:
        if self.keep is None:
            return None
        told = "/".join([self.patch.digest, str(self.seed), self.county.engine, *(terms_digest(each) for each in past)])
        return self.keep / f"{hashlib.sha256(told.encode()).hexdigest()[:40]}.county"

    def _kept(self, past: Sequence[Terms]) -> State | None:
        """A state kept in a file, None when there is none or it is damaged: it is a cache and can be worked out again."""
        file = self._file(past)
        if file is None or not file.is_file():
            return None
        raw = file.read_bytes()
        if hashlib.sha256(raw[64:]).hexdigest().encode() != raw[:64]:
            return None
        try:
            return State.from_bytes(raw[64:])
        except RecordError:
            return None

    def _keep_state(self) -> None:
        file = self._file(self.past)
        if file is None or self.state is None:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = self.state.to_bytes()
        beside = file.with_suffix(".new")
        beside.write_bytes(hashlib.sha256(raw).hexdigest().encode() + raw)
        beside.replace(file)
