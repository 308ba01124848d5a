"""Records of every version still open and amount to what they did (F17, G10); what is newer is refused with a sentence."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from shirehall import __version__
from shirehall.assemble import events_of, replay
from shirehall.errors import RecordError
from shirehall.play.record.chain import About
from shirehall.play.record.jsonl import JsonlStore, write_jsonl
from shirehall.play.record.opening import open_record
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.session import Session
from tests.play.county import catalogue
from tests.record.make_golden import GOLDEN
from tests.record.plain import message

RECORDS = sorted(GOLDEN.glob("*.jsonl"))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_golden_record_folds_to_its_world_and_keeps_its_bytes(path: Path, tmp_path: Path) -> None:
    """G10: opened, folded, copied into SQLite and written out again, as on the day of its release."""
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert sha256(path.read_bytes()).hexdigest() == told["bytes"]
    proof = replay(events_of(path))
    assert (proof.events, proof.months, proof.world) == (told["events"], told["months"], told["world"])
    source = JsonlStore(path)
    with SQLiteStore(tmp_path / "r.sqlite", create=True, about=source.about) as store:
        store.copy_from(source)
        assert store.digest() == source.digest()
        write_jsonl(store, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()
    assert replay(events_of(tmp_path / "r.sqlite")).world == told["world"]


def test_this_version_has_its_golden_record() -> None:
    assert GOLDEN / f"{__version__}.jsonl" in RECORDS


def newer(path: Path, tmp_path: Path) -> tuple[Path, int]:
    """A record that a newer Shirehall went on with: its last event is of a kind that this one does not know."""
    source = JsonlStore(path)
    last = source.last_seq()
    events = [*source.read(), message(last + 1, kind="ballot-held", at=10**6, subject=None, in_reply_to=None)]
    write_jsonl(events, tmp_path / "newer.jsonl", about=About("bigshire", "", "9.9"))
    return tmp_path / "newer.jsonl", last + 1


def test_what_a_newer_version_wrote_is_kept_and_play_on_it_is_refused(tmp_path: Path) -> None:
    """F17: an unknown kind is read, copied and written like any other, to the byte; only folding it is refused, by name."""
    path, last = newer(RECORDS[-1], tmp_path)
    with SQLiteStore(tmp_path / "r.sqlite", create=True, about=JsonlStore(path).about) as store:
        store.copy_from(JsonlStore(path))
        assert [event.kind for event in store.read(after=last - 1)] == ["ballot-held"]
        with pytest.raises(
            RecordError, match=f"event {last} is of kind 'ballot-held'.*does not know that kind"
        ):
            Session(store, catalogue())
    with open_record(tmp_path / "r.sqlite") as again:
        write_jsonl(again, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()


def test_a_record_of_a_newer_format_is_refused_with_the_version_that_opens_it(tmp_path: Path) -> None:
    """F17: the reverse direction says which Shirehall is needed, and touches nothing."""
    content = RECORDS[-1].read_bytes().replace(b'"version":1}', b'"version":2}', 1)
    (tmp_path / "r.jsonl").write_bytes(content)
    with pytest.raises(RecordError, match="format version 2; this Shirehall reads version 1") as caught:
        open_record(tmp_path / "r.jsonl")
    assert f"Shirehall {__version__} or newer" in caught.value.mend
    assert (tmp_path / "r.jsonl").read_bytes() == content
