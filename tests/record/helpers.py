"""Events for the record's tests: plain ones, and any that a record must be able to keep."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st

from shirehall.play.record.event import Event
from shirehall.play.record.jsonl import JsonlStore, write_jsonl
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.plain import ABOUT, AWKWARD, letters, message

__all__ = ["ABOUT", "AWKWARD", "letters", "message"]


def memory_of(events: tuple[Event, ...]) -> MemoryStore:
    store = MemoryStore(ABOUT)
    store.append(events, expected_seq=0)
    return store


def sqlite_of(events: tuple[Event, ...], path: Path) -> Path:
    with SQLiteStore(path, create=True, about=ABOUT) as store:
        store.append(events, expected_seq=0)
    return path


def jsonl_of(events: tuple[Event, ...], path: Path) -> Path:
    write_jsonl(memory_of(events), path)
    return path


def until_damage(store: SQLiteStore | JsonlStore | MemoryStore) -> Iterator[Event]:
    """The events that a store yields; the error comes through when the test asks for more."""
    yield from store.read()


texts = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)
numbers = st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)
leaves = st.none() | st.booleans() | numbers | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(texts, values, max_size=4)


@st.composite
def events_after(draw: st.DrawFn, seq: int, key: str, size: int) -> tuple[Event, ...]:
    """A batch of any events that may follow event `seq`, all under one key."""
    batch = []
    for number in range(seq + 1, seq + size + 1):
        earlier = st.none() | st.integers(min_value=1, max_value=number)
        batch.append(
            Event(
                seq=number,
                kind=draw(st.sampled_from(("message-sent", "agreement-signed", "nothing-done"))),
                version=draw(st.integers(min_value=1, max_value=9)),
                at=draw(numbers),
                month=draw(st.integers(min_value=0, max_value=12)),
                seat=draw(texts),
                organisation=draw(texts),
                addressees=draw(st.lists(texts, max_size=2).map(tuple)),
                audience=draw(st.lists(texts, max_size=2).map(tuple)),
                thread=draw(earlier),
                in_reply_to=draw(earlier),
                cause=draw(earlier),
                subject=draw(earlier),
                about=draw(st.lists(texts, max_size=2).map(tuple)),
                origin=draw(st.sampled_from(("script", "person", "engine"))),
                key=key,
                body=draw(bodies),
            )
        )
    return tuple(batch)
