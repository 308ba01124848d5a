"""A quick start (G3): what is remembered is what would be folded anew; what cannot be trusted is not remembered."""

import pickle
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import RecordError
from shirehall.play.chunks import Chunks, Later
from shirehall.play.frozen import frozen_months, unlived
from shirehall.play.moves.message import Message
from shirehall.play.record.cache import Cache
from shirehall.play.record.event import Event
from shirehall.play.record.faults import NotKept
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.snapshots import Snapshots, Verifier, packed, unpacked
from shirehall.play.view import OBSERVER, WALL, Seen
from shirehall.play.world import digest
from tests.play.county import OpenDay, catalogue
from tests.play.plays import BUSY, random_day, step
from tests.record.programs import SOAK

KEY = b"a key of the tests, 32 bytes long"
VIEWERS = (OBSERVER, WALL)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of 40 events, so that a short day has many."""
    for name in ("chunks.CHUNK", "snapshots.CHUNK", "snapshots.EVERY"):
        monkeypatch.setattr(f"shirehall.play.{name}", 40)


@pytest.fixture(scope="module")
def played() -> tuple[Event, ...]:
    """The record of a short day."""
    return tuple(random_day(6, 70).store.read())


def on(events: tuple[Event, ...]) -> OpenDay:
    """A day on a record that is there already."""
    day = OpenDay.__new__(OpenDay)
    day.store = MemoryStore()
    day.store.append(events, expected_seq=0)
    day.session = Session(day.store, catalogue())
    return day


def kept(day: OpenDay, folder: Path, key: bytes = KEY, of: str = "day") -> None:
    """Keep all that the day's session has folded."""
    cache = Cache(folder, key, of)
    Snapshots(day.store, catalogue(), cache).finish(day.session)
    cache.close()
    assert cache.fault == ""


def remembered(store: MemoryStore, folder: Path, key: bytes = KEY, of: str = "day") -> Session:
    cache = Cache(folder, key, of)
    session = Snapshots(store, catalogue(), cache).session()
    cache.close()
    return session


def same(one: Session, other: Session) -> None:
    """Both sessions know the same, and show everybody the same."""
    assert digest(one.world) == digest(other.world)
    assert list(one.events) == list(other.events)
    assert frozen_months(one) == frozen_months(other)
    assert (unlived(one), one.lived, len(one.closings)) == (unlived(other), other.lived, len(other.closings))
    for viewer in (*BUSY[::3], "control.moderator", *VIEWERS):
        mine, yours = one.view(viewer), other.view(viewer)
        assert mine.events == yours.events
        assert digest(mine.world) == digest(yours.world)
        assert mine.permitted() == yours.permitted()


def is_quick(session: Session) -> bool:
    """Whether the session was remembered, not folded."""
    return session._remembered is not None


@pytest.mark.parametrize("seed", [1, 2, 3] if SOAK else [1])
def test_a_remembered_session_is_the_folded_one(small: None, tmp_path: Path, seed: int) -> None:
    """G3 and G9: kept at some moment, gone on with, opened again: world, events and every view are those of a full fold."""
    day = random_day(seed, 90)
    for viewer in VIEWERS:
        day.session.view(viewer)
    kept(day, tmp_path / "cache")
    dice = Random(seed)
    for _ in range(30):
        step(day, dice)
    session = remembered(day.store, tmp_path / "cache")
    assert is_quick(session)
    same(session, Session(day.store, catalogue()))
    day.session = session
    for _ in range(30):
        step(day, dice)
    same(session, Session(day.store, catalogue()))


def test_the_streams_and_a_move_need_no_old_event(small: None, tmp_path: Path) -> None:
    """G3: what a restart needs first is there without a look at the whole record."""
    day = random_day(4, 120)
    kept(day, tmp_path / "cache")
    session = remembered(day.store, tmp_path / "cache")
    session.submit(
        "buft.chief", Message(text="We are back.", to=("bct.chief",)), at=session.world.at, key="back"
    )
    assert isinstance(session.events, Chunks)
    views = {seat: session.view(seat) for seat in session.world.seats}
    for seat, view in views.items():
        session.news(seat, 10**9)
        assert len(view.events) == len(session.fold(seat).events)
    assert sum(chunk is None for chunk in session.events._chunks) > 2
    of_all = views["control.moderator"].events
    assert of_all == tuple(Session(day.store, catalogue()).view("control.moderator").events)
    assert (
        list(reversed(of_all)) == list(of_all)[::-1] == list(of_all[::-1])
        and of_all[3:9] == list(of_all)[3:9]
    )


def test_a_key_of_an_earlier_life_gives_its_first_outcome(small: None, tmp_path: Path) -> None:
    """F1 and F7: a move that was acknowledged before the restart, and is sent again after it, counts once."""
    day = random_day(5, 60)
    ask = Message(text="Twelve beds a week.", to=("bct.chief",))
    first = day.session.submit("buft.chief", ask, at=day.session.world.at, key="mine")
    for _ in range(60):
        step(day, Random(5))
    kept(day, tmp_path / "cache")
    session = remembered(day.store, tmp_path / "cache")
    again = session.submit("buft.chief", ask, at=session.world.at, key="mine")
    assert is_quick(session)
    assert again.events == first.events
    other = session.submit("bct.chief", ask, at=session.world.at, key="mine")
    assert other.refusal is not None
    with pytest.raises(RuntimeError), session.together():
        session.submit("buft.chief", ask, at=session.world.at, key="undone")
        raise RuntimeError
    assert session.submit("buft.chief", ask, at=session.world.at, key="undone").refusal is None
    same(session, Session(day.store, catalogue()))


def spoilt(folder: Path, how: str) -> None:
    files = sorted(folder.glob("*.cache"))
    if how == "one swapped for another":
        shutil.copy(files[0], files[1])
        shutil.copy(files[1], files[2])
    for number, path in enumerate(files):
        content = path.read_bytes()
        if how == "a byte changed":
            path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
        elif how == "cut short":
            path.write_bytes(content[: len(content) // 2])
        elif how == "a stranger's pickle":
            path.write_bytes(pickle.dumps(print))
        elif how == "every other one lost" and number % 2:
            path.unlink()
        elif how == "empty":
            path.write_bytes(b"")


@pytest.mark.parametrize(
    "how",
    [
        "a byte changed",
        "cut short",
        "a stranger's pickle",
        "every other one lost",
        "empty",
        "one swapped for another",
        "another key",
        "another record",
        "another code",
        "a record with another history",
    ],
)
def test_what_cannot_be_trusted_is_folded_anew(
    small: None, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch, played: tuple[Event, ...]
) -> None:
    """G3: a cache is never a truth. However it was spoilt, the session is that of the record."""
    day = on(played)
    kept(day, tmp_path / "cache")
    spoilt(tmp_path / "cache", how)
    store = day.store
    if how == "another code":
        monkeypatch.setattr("shirehall.play.record.cache.code_digest", lambda: "0" * 64)
    if how == "a record with another history":
        store = MemoryStore()
        store.append(
            [replace(event, body={**event.body, "text": "!"}) if event.seq > 60 and "text" in event.body else event
             for event in day.store.read()],
            expected_seq=0,
        )  # fmt: skip
    session = remembered(
        store,
        tmp_path / "cache",
        key=b"other" if how == "another key" else KEY,
        of="other" if how == "another record" else "day",
    )
    same(session, Session(store, catalogue()))
    assert not is_quick(session) or how in ("every other one lost", "one swapped for another")


def test_the_play_goes_on_while_pieces_are_kept(small: None, tmp_path: Path) -> None:
    """Pieces are of different moments; together they are still one session."""
    day = OpenDay(seed=7)
    cache = Cache(tmp_path / "cache", KEY, "day")
    snapshots, dice = Snapshots(day.store, catalogue(), cache), Random(7)
    for _ in range(120):
        step(day, dice)
        snapshots.step(day.session)
    cache.close()
    session = remembered(day.store, tmp_path / "cache")
    assert is_quick(session)
    same(session, Session(day.store, catalogue()))


def test_no_seat_is_kept_again_before_those_that_are_further_behind(small: None, tmp_path: Path) -> None:
    """A host that has time for one piece now and then still keeps all of them."""
    day = OpenDay(seed=9)
    kept_now: list[str] = []

    class Noting(Cache):
        def keep(self, name: str, content: bytes) -> None:
            kept_now.append(name)
            super().keep(name, content)

    cache = Noting(tmp_path / "cache", KEY, "day")
    snapshots, dice = Snapshots(day.store, catalogue(), cache), Random(9)
    seats = set(day.session.world.seats)
    while len([name for name in kept_now if name in seats]) <= len(seats):
        step(day, dice)
        snapshots.step(day.session)
    cache.close()
    first = [name for name in kept_now if name in seats][: len(seats)]
    assert set(first) == seats


def test_a_piece_takes_the_writer_no_time(tmp_path: Path) -> None:
    """A piece of a thousand events in less than 20 ms of the processor (measured: at most 7 ms at 50,000 events)."""
    day = OpenDay(seed=8)
    seats = list(day.session.world.seats)
    with day.session.together():
        for number in range(2000):
            to = seats[(number * 7 + 1) % len(seats)], seats[(number * 5 + 3) % len(seats)]
            day.session.submit(
                "buft.chief", Message(text=f"Letter {number}", to=tuple({*to} - {"buft.chief"})), at=1
            )
    cache = Cache(tmp_path / "cache", KEY, "day")
    snapshots, took, more = Snapshots(day.store, catalogue(), cache), [], True
    while more:
        began = time.thread_time()
        more = snapshots.step(day.session)
        took.append(time.thread_time() - began)
    cache.close()
    assert len(took) > 60
    assert sorted(took)[len(took) * 95 // 100] < 0.02


def verified(store: MemoryStore, session: Session, checked: MemoryStore | None = None) -> list[RecordError]:
    told: list[RecordError] = []
    verifier = Verifier(
        lambda: checked or store,
        catalogue(),
        len(session.events),
        session.world,
        told.append,
        pause=0,
        after=0,
    )
    verifier.start()
    assert verifier.done.wait(30)
    verifier.stop()
    return told


def test_what_was_taken_on_trust_is_checked_while_play_goes_on(
    small: None, tmp_path: Path, played: tuple[Event, ...]
) -> None:
    """G3: the whole chain and the fold, behind the play; a fault is told, once."""
    day = on(played)
    kept(day, tmp_path / "cache")
    session = remembered(day.store, tmp_path / "cache")
    assert verified(day.store, session) == []
    wrong = Session(day.store, catalogue())
    wrong.world = replace(wrong.world, state_digest="another")
    assert "another world" in str(verified(day.store, wrong)[0])
    changed = MemoryStore()
    changed.append(tuple(day.store.read()), expected_seq=0)
    body = changed._entries[20].event
    changed._entries[20] = replace(changed._entries[20], event=replace(body, origin="forged"))
    assert "event 21 was changed" in str(verified(day.store, session, changed)[0])


def test_a_database_that_does_not_answer_puts_the_check_off_and_is_no_fault_of_the_record(
    small: None, tmp_path: Path, played: tuple[Event, ...]
) -> None:
    day = on(played)
    kept(day, tmp_path / "cache")
    session = remembered(day.store, tmp_path / "cache")
    told: list[RecordError] = []
    asked: list[bool] = []

    def source() -> MemoryStore:
        asked.append(True)
        if len(asked) < 3:
            raise NotKept("the database does not answer.", mend="see that it runs.")
        return day.store

    verifier = Verifier(
        source, catalogue(), len(session.events), session.world, told.append, pause=0, after=0, away=0.01
    )
    verifier.start()
    assert verifier.done.wait(30)
    verifier.stop()
    assert (len(asked), told) == (3, [])


def test_a_cache_reads_nothing_but_what_play_is_made_of() -> None:
    """T12: even under the right key, a pickle that would run something is refused."""
    day = OpenDay(seed=1)
    assert unpacked(packed(day.session.world)) == day.session.world
    for evil in (print, subprocess.Popen, sys.exit, eval):
        with pytest.raises(pickle.UnpicklingError, match="no place in a cache"):
            unpacked(pickle.dumps(evil))


def test_a_cache_that_cannot_be_written_is_told_and_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    cache = Cache(tmp_path / "cache", KEY, "day")
    cache.keep("a", b"b")
    cache.close()
    assert "cannot be written" in cache.fault
    assert cache.found("a") is None


def test_views_are_read_on_many_threads_while_the_writer_goes_on(small: None, tmp_path: Path) -> None:
    """G3: whoever comes back reads what it was given, without the store and without holding up the writer."""
    day = random_day(4, 120)
    kept(day, tmp_path / "cache")
    session = remembered(day.store, tmp_path / "cache")
    views = [session.view(seat) for seat in ("control.moderator", "buft.chief", *BUSY[:4])] * 2
    for view in views:
        assert isinstance(view.events, Seen)
        view.events.here()
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(len(views)) as readers:
        patch.setattr(Cache, "found", lambda *_: pytest.fail("a reader went to the disk"))
        read = [readers.submit(tuple, view.events) for view in views]
        for number in range(20):
            ask = Message(text=f"We are back, {number}.", to=("bct.chief",))
            session.submit("buft.chief", ask, at=session.world.at, key=f"back {number}")
        found = [each.result() for each in read]
    anew = Session(day.store, catalogue())
    assert [len(events) for events in found] == [len(view.events) for view in views]
    for view, events in zip(views, found, strict=True):
        assert events == tuple(anew.view(view.seat).events[: len(events)])


@given(
    known=st.integers(min_value=0, max_value=130),
    acts=st.lists(
        st.tuples(st.sampled_from("agdis"), st.integers(min_value=-140, max_value=140)), max_size=30
    ),
    later=st.booleans(),
)
def test_chunks_are_a_list(known: int, acts: list[tuple[str, int]], later: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shirehall.play.chunks.CHUNK", 40)
        plain = list(range(known))
        earlier = tuple(plain)
        kept = lambda number: earlier[number * 40 : number * 40 + 40]  # noqa: E731
        bring = (lambda n: Later(kept(n), lambda _place, each: each)) if later else (lambda n: list(kept(n)))
        chunks: Chunks[int] = Chunks(known, bring)
        for what, number in acts:
            if what == "a":
                chunks.append(number)
                plain.append(number)
            elif what == "d":
                del chunks[number if number < 0 else len(plain) - number % 50 :]
                del plain[number if number < 0 else len(plain) - number % 50 :]
            elif what == "s":
                assert chunks[number:] == plain[number:]
                assert chunks[:number] == plain[:number]
            elif what == "g" and -len(plain) <= number < len(plain):
                assert chunks[number] == plain[number]
            else:
                assert list(chunks) == plain
            assert len(chunks) == len(plain)
