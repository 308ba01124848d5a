"""What many runs cost: Bigshire years in a lab with a tenth of the people, by one and two processes and one and two Dask workers.

    python bench/many.py [RUNS]        so many runs each way (20 when left out), the same seeds; Dask only where it is installed

The table gives runs a minute, processor seconds a run, and how long a thousand would take at that rate. The rows are of one session,
so that they compare with each other whatever the machine.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

RUNS = 20
SEED = 900
MANY = 1000


def lab(out: Path, runs: int, *more: str) -> tuple[float, float]:
    """Seconds that a lab took, and the processor seconds of a run in the middle."""
    words = ["lab", "bigshire", "--runs", str(runs), "--seed", str(SEED), "--people", "0.1", "--no-page"]
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "shirehall", *words, "--out", str(out), *more],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    took = time.monotonic() - began
    kept = [
        json.loads(line)
        for line in (out / "runs.jsonl").read_text(encoding="utf-8").splitlines()
        if '"seconds"' in line
    ]
    return took, sorted(each["seconds"] for each in kept)[len(kept) // 2]


@contextmanager
def begun(pattern: str, *words: str) -> Iterator[str]:
    """A program of Dask, ended with the block: what it says where the pattern fits."""
    with subprocess.Popen(
        [sys.executable, "-m", *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as one:
        try:
            assert one.stderr is not None
            said = next((found[1] for line in one.stderr if (found := re.search(pattern, line))), "")
            if not said:
                raise SystemExit(f"{' '.join(words)} ended without saying {pattern}.")
            threading.Thread(target=one.stderr.read, daemon=True).start()
            yield said
        finally:
            one.kill()


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[str]:
    """A Dask cluster of this machine: its scheduler's address."""
    plain = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(folder))
    with ExitStack() as stack:
        scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = stack.enter_context(begun(r"Scheduler at:\s+(tcp://\S+)", *scheduler))
        for _ in range(workers):
            stack.enter_context(
                begun(r"Registered to:\s+(tcp://\S+)", "distributed.cli.dask_worker", address, *plain)
            )
        yield address


def row(name: str, runs: int, took: float, each: float) -> str:
    """A line of the table."""
    return f"| {name} | {60 * runs / took:.1f} | {each:.1f} | {MANY * took / runs / 60:.0f} min |"


def main(words: Sequence[str]) -> None:
    runs = int(words[0]) if words else RUNS
    print(f"{runs} years of Bigshire, scripts in every seat, a tenth of the people\n")
    print(
        "| | runs a minute | processor seconds a run | a thousand would take |\n|---|--:|--:|--:|", flush=True
    )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for workers in (1, 2):
            told = lab(folder / f"local{workers}", runs, "--workers", str(workers))
            print(row(f"{workers} of this machine's processes", runs, *told), flush=True)
        if importlib.util.find_spec("distributed") is None:
            print("Dask is not installed: pip install 'shirehall[lab]'.")
            return
        for workers in (1, 2):
            with cluster(workers, folder) as address:
                told = lab(folder / f"dask{workers}", runs, "--engine", "dask", "--scheduler", address)
            print(row(f"Dask, {workers} worker{'s' if workers > 1 else ''}", runs, *told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
