"""Make the golden record of this version: `python -m tests.record.make_golden`. Done once, when a version is released.

A golden record is never made anew for a version that was released: that it still folds to its world is what it is for.
"""

import json
from hashlib import sha256
from pathlib import Path

from shirehall import __version__
from shirehall.assemble import replay
from shirehall.play.record.chain import About
from shirehall.play.record.jsonl import write_jsonl
from tests.play.plays import random_day

GOLDEN = Path(__file__).parent / "golden"


def make(folder: Path = GOLDEN) -> Path:
    """The record of a short day, and beside it what it amounts to."""
    path = folder / f"{__version__}.jsonl"
    day = random_day(1303, 160)
    events = tuple(day.store.read())
    write_jsonl(events, path, about=About("bigshire", day.patch.digest), replace=True)
    proof = replay(events)
    told = {
        "bytes": sha256(path.read_bytes()).hexdigest(),
        "events": proof.events,
        "months": proof.months,
        "world": proof.world,
    }
    path.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    print(make())
