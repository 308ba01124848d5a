"""What is studied: the day's own record, read once as far as it goes, and the notebook beside it."""

from __future__ import annotations

import threading

from fastapi import HTTPException

from shirehall.host.house import House
from shirehall.host.observer.watching import Author, Watching
from shirehall.host.observer.writing import kept
from shirehall.host.web import Who
from shirehall.play.catalogue import gathered
from shirehall.play.record.lift import lifted_all
from shirehall.play.record.opening import open_record
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.reading import Telling, tell
from shirehall.study.study import Study

AFTER = ("feedback", "closed")
"""The stages in which observers study the day. Before, a study would tell them what is hidden while people play."""


class Material:
    """The day of one house as material for study. Safe to use from any thread; the record is told once for each length it has."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._told: Telling | None = None
        self._study: Study | None = None
        self._watching = Watching(house)

    def study(self, who: Who) -> Study:
        """The record and the notebook as they stand.

        Answers 409 before doors open, and to observers while people play: the study shows what is hidden in play.
        """
        if not self._house.stores.has_record or self._house.stage in ("before", "practice"):
            raise HTTPException(409, "There is no day to study yet. Come again when it has been played.")
        if not who.facilitator and self._house.stage not in AFTER:
            raise HTTPException(
                409, "The study opens when play is over: it shows what is hidden while people play."
            )
        entries = self._house.notebook.entries()
        with self._lock:
            telling = self._telling()
            if (
                self._study is None
                or self._study.telling is not telling
                or len(self._study.entries) != len(entries)
            ):
                self._study = Study(telling, entries)
            return self._study

    def author(self, who: Who) -> Author:
        """Under which mark somebody writes."""
        return self._watching.author(who)

    def had(self, author: str, key: str) -> Entry | None:
        """The entry that an author's form with this key made before, if it was sent already."""
        number = self._house.notebook.number_of(author, key)
        return None if number is None else self._house.notebook.entries()[number - 1]

    def keep(self, writing: Writing) -> Entry:
        """Keep an entry once."""
        return kept(self._house, writing)

    def _telling(self) -> Telling:
        """The record told as far as it goes. Called under the lock."""
        house = self._house
        told = self._told
        if (
            told is None
            or len(told.events) < house.room.last_seq()
            or told.patch.digest != house.patch.digest
        ):
            with open_record(house.stores.where) as store:
                told = tell(tuple(lifted_all(store.read(), gathered().lifts)), house.patch)
            self._told = told
        return told
