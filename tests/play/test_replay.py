"""The record tells it all: folded again, it gives the live world after every event, and folding alters nothing behind it."""

from functools import cache

import pytest

from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.view import SeatFold, view_of
from shirehall.play.world import World, digest
from tests.play.county import OpenDay, catalogue
from tests.play.plays import BUSY, random_day, record

SEEDS = (21, 23, 24)


class Watched(Session):
    """A session that keeps its world after each event it takes, and the digest of every tenth as it then was."""

    def __init__(self, store: MemoryStore) -> None:
        self.worlds: list[World] = []
        self.digests: dict[int, str] = {}
        super().__init__(store, catalogue())

    def _take(self, event) -> None:
        super()._take(event)
        self.worlds.append(self.world)
        if event.seq % 10 == 0:
            self.digests[event.seq] = digest(self.world)


@cache
def watched(seed: int) -> tuple[OpenDay, Watched]:
    """A day played at random, and the session that watched it."""
    day = random_day(seed, 240, Watched)
    return day, day.session


@pytest.mark.parametrize("seed", SEEDS)
def test_the_folded_world_is_the_live_one_after_every_event(seed):
    day, live = watched(seed)
    world = World()
    for event, then in zip(record(day), live.worlds, strict=True):
        world = catalogue().evolve(world, event)
        assert world == then, f"after event {event.seq}, {event.kind}"


def test_the_days_hold_most_kinds_of_event():
    kinds = {event.kind for seed in SEEDS for event in record(watched(seed)[0])}
    assert len(kinds) >= 75, sorted({*catalogue().kinds} - kinds)


@pytest.mark.parametrize("seed", SEEDS)
def test_folding_on_alters_no_world_that_was_there_before(seed):
    """A fold that changed a table in place would change the worlds before it, which share that table."""
    _, live = watched(seed)
    assert {seq: digest(live.worlds[seq - 1]) for seq in live.digests} == live.digests


def test_folding_alters_no_event():
    day, _ = watched(23)
    before = day.store.digest()
    again = MemoryStore()
    again.append(record(day), expected_seq=0)
    assert again.digest() == before


@pytest.mark.parametrize("seat", BUSY[:4])
def test_a_seat_folded_again_knows_at_every_event_what_it_knew_live(seat):
    day, _ = watched(23)
    whole = record(day)
    fold, stops = SeatFold(seat, catalogue()), range(1, len(whole), 60)
    for number, event in enumerate(whole, start=1):
        fold.see(event)
        if number in stops:
            assert digest(view_of(whole[:number], seat, catalogue(), event.at).world) == digest(
                fold.view(event.at).world
            )
