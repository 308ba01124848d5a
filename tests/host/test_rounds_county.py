"""The county of a live day lives on into a later round: as in a play that is not hosted, after a start with or without its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shirehall.economy.county import County
from shirehall.host import county_side, county_worker
from shirehall.host.county_side import CountySide
from shirehall.host.county_worker import CountyWorker, Opening
from shirehall.patch.pack import Patch
from shirehall.play.runners import InProcess
from shirehall.rounds import living_on
from tests.host.helpers import until
from tests.host.workers import drawn, in_place
from tests.play_rounds.small import two_rounds

OPENING: Opening = (1, 3, 9)
"""The second round, from the third month on, by its own seed."""


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Patch:
    return two_rounds(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def digests(patch: Patch) -> list[str]:
    """The states of two months of each round, as a play in this process has them."""
    runner = InProcess(County(patch), 3)
    first = [runner.live(())[0] for _ in range(2)]
    runner, _ = living_on(runner, patch, *OPENING[::2], 1.0)
    return [*first, *(runner.live(())[0] for _ in range(2))]


@pytest.fixture
def side(patch: Patch, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], CountySide]:
    """A county's side on the small pack, its states kept in a folder."""
    monkeypatch.setattr(county_side, "read_pack", lambda _path, managers: patch)
    return lambda keep: CountySide("small", managers=False, seed=3, keep=keep)


def test_a_hosted_county_lives_on_into_a_round_as_one_in_this_process(
    side: Callable[[Path | None], CountySide], digests: list[str], tmp_path: Path
) -> None:
    county = side(tmp_path)
    assert county.stand(0, "")
    lived = [county.live(month, ())[0] for month in range(2)]
    assert county.go_on(OPENING) == 2
    assert [*lived, county.live(2, ())[0]] == digests[:3]
    between, later, without = side(tmp_path), side(tmp_path), side(None)
    assert between.stand(2, digests[1], (OPENING,)), (
        "begun again between the rounds, from a file of the first"
    )
    assert between.live(2, ())[0] == digests[2]
    assert later.stand(3, digests[2], (OPENING,)), "begun again in the second round"
    assert later.live(3, ())[0] == digests[3]
    assert not without.stand(3, digests[2], (OPENING,)) and without.begin([(), (), ()]) == 3
    assert without.live(3, ())[0] == digests[3], "lived again from the opening, through both rounds"


def test_patients_write_of_a_hosted_month_what_they_write_in_a_play(
    side: Callable[[Path | None], CountySide], patch: Patch
) -> None:
    here, hosted = InProcess(County(patch), 3), side(None)
    assert hosted.stand(0, "") and hosted.live(0, ()).comments == (), "nobody asked for any"
    here.live(())
    _, figures = here.live(())
    written = hosted.live(1, (), (12, 5)).comments
    assert len(written) == 12 and written == here.written(figures, 12, 5)


def rounds_worker(pipe: Any, _parent: int, _pack: str, _managers: bool, _seed: int, _keep: str) -> None:
    """A drawn county that draws otherwise from a round on. It dies when it is asked about the model."""
    months, state = 0, ""
    openings: tuple[Any, ...] = ()
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        if order[0] == "stand":
            months, state, openings = order[1], order[2], order[3] if len(order) > 3 else ()
            pipe.send((True, True))
        elif order[0] == "go_on":
            openings = (*openings, order[1])
            pipe.send((True, months))
        elif order[0] == "live":
            lived = drawn(months, state, openings)
            months, state = months + 1, lived.state
            pipe.send((True, lived))
        else:
            return


def test_a_worker_that_is_begun_again_is_told_of_the_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(county_worker, "work", rounds_worker)
    found: list[str] = []
    failed: list[Exception] = []
    worker = CountyWorker(Path("small"), managers=False, seed=3)
    worker.start(2, "before")
    try:
        worker.go_on(OPENING)
        worker.live(3, (), (0, 0), lambda answer: found.append(answer[0]), failed.append)
        worker.model(1, "question", lambda _answer: None, failed.append)
        worker.live(4, (), (0, 0), lambda answer: found.append(answer[0]), failed.append)
        until(lambda: len(found) == 2, 60)
    finally:
        worker.stop()
    assert len(failed) == 1, "whoever asked the model is told that it failed"
    third = drawn(2, "before", (OPENING,))[0]
    assert found == [third, drawn(3, third, (OPENING,))[0]]


def test_a_month_is_never_lived_in_the_place_of_one_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place(monkeypatch.setattr)
    (tmp_path / "fail").touch()
    lived: list[tuple[int, str]] = []
    failed: list[int] = []
    worker = CountyWorker(Path("small"), managers=False, seed=3, keep=tmp_path)
    worker.start(2, "before")

    def ask(month: int) -> None:
        worker.live(
            month, (month,), (0, 0), lambda answer: lived.append((month, answer.state)), lambda _f: failed.append(month)
        )  # fmt: skip

    try:
        ask(3)
        ask(4)
        until(lambda: failed == [3, 4], 60)
        ask(3)
        ask(4)
        until(lambda: len(lived) == 2, 60)
    finally:
        worker.stop()
    third = drawn(2, "before", (3,)).state
    assert lived == [(3, third), (4, drawn(3, third, (4,)).state)]
