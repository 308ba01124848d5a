"""How long a year takes as a whole process: with the county, without it, and the report; and the memory it needs.

Whole-process figures and ratios of one run; nothing here is asserted. Run with the project's own Python:

    .venv/bin/python bench/play.py
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOALS = {"play with county and report": 20.0, "play without the county": 2.0}


def timed(*words: str) -> float:
    """Wall seconds of one command in a process of its own."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "shirehall", *words], check=True, capture_output=True)
    return time.perf_counter() - began


def inside() -> tuple[float, int]:
    """Seconds of the play alone, without the county, inside this process; and its events."""
    from shirehall import assemble
    from shirehall.patch.read import read_pack
    from shirehall.play.record.memory import MemoryStore

    patch = read_pack("bigshire")
    began = time.perf_counter()
    store = MemoryStore()
    assemble.play(assemble.new_day(patch, store, 1, county=False))
    return time.perf_counter() - began, store.last_seq()


def main() -> None:
    """Print the figures, each beside its goal."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        timed("play", "bigshire", "--out", str(out / "warm"))
        whole = timed("play", "bigshire", "--seed", "2", "--out", str(out / "whole"))
        report = timed("report", str(out / "whole" / "record.jsonl"), "--out", str(out / "again.html"))
        replay = timed("replay", str(out / "whole" / "record.jsonl"))
        size = (out / "whole" / "record.jsonl").stat().st_size
    play, events = inside()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"play with county and report, warm   {whole:6.1f} s  (goal {GOALS['play with county and report']:.0f})"
    )
    print(
        f"play without the county, in process {play:6.2f} s  (goal {GOALS['play without the county']:.0f}); {events} events"
    )
    print(f"report of a record                  {report:6.1f} s  ({report / whole:.2f} of the play)")
    print(f"replay of a record                  {replay:6.1f} s  ({replay / whole:.2f} of the play)")
    print(f"largest process                     {peak:6.0f} MB (goal 600); record.jsonl {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
