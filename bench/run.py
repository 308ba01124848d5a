"""Run every bench, one after another, each in a process of its own; of the engines, the quick ones (see bench/README.md)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
QUICK = "SimPy,cimba,heapq,shirehall,C loop"
ENGINES = (["engines/run.py", "mmc", "1", QUICK], ["engines/run.py", "acute", "1", QUICK])
"""Ciw and salabim take minutes a year: `python bench/engines/run.py acute` has them too."""


def main() -> int:
    """Run them in sorted order; the number that failed."""
    failed = 0
    own = [[script.name] for script in sorted(HERE.glob("*.py")) if script.name != Path(__file__).name]
    for name, *words in (*own, *ENGINES):
        print(f"== {' '.join([name.removesuffix('.py'), *words])}", flush=True)
        failed += subprocess.run([sys.executable, str(HERE / name), *words], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
