"""The lab on a Dask cluster: the same runs, and a killed worker loses none. Where Dask is not installed, the lab says so."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.lab.arms import PLAIN
from shirehall.lab.engines import Dask
from shirehall.lab.kept import Folder
from shirehall.lab.run import Task, run

RUNS_ASKED = 6
INSTALLED = importlib.util.find_spec("distributed") is not None


@contextmanager
def begun(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A program of Dask, ended with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[str], pattern: str) -> str:
    """What a program says on the first line that fits a pattern."""
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(pattern, line)
        if found:
            return found[1]
    raise AssertionError(f"the program ended without saying {pattern}")


def lab(tiny: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    words = [
        "lab",
        str(tiny),
        "--runs",
        str(RUNS_ASKED),
        "--no-county",
        "--no-page",
        "--out",
        str(out),
        *more,
    ]
    return subprocess.run(
        [sys.executable, "-m", "shirehall", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )


def test_a_cluster_gives_the_same_runs_and_a_killed_worker_loses_none(tiny: Path, tmp_path: Path) -> None:
    if not INSTALLED:
        without_dask()
        return
    with ExitStack() as stack:
        scheduler = stack.enter_context(
            begun("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        )
        address = told(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        plain = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(tmp_path))
        first = stack.enter_context(begun("distributed.cli.dask_worker", address, *plain))
        told(first, r"Registered to:\s+(tcp://\S+)")
        stack.enter_context(begun("distributed.cli.dask_worker", address, *plain))
        with subprocess.Popen(
            [
                sys.executable, "-m", "shirehall", "lab", str(tiny), "--runs", str(RUNS_ASKED), "--no-county", "--no-page",
                "--out", str(tmp_path / "lab"), "--engine", "dask", "--scheduler", address,
            ],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stderr is not None
            for line in process.stderr:
                if f"1 of {RUNS_ASKED} runs are done." in line:
                    first.kill()
                    break
            printed, said = process.communicate(timeout=100)
        assert process.returncode == 0, said
        assert f"{RUNS_ASKED} runs are kept" in printed
    here = tuple(run(Task(str(tiny), PLAIN, seed, county=False)) for seed in range(1, RUNS_ASKED + 1))
    kept = Folder(tmp_path / "lab").runs()
    assert [replace(each, seconds=0) for each in kept] == [replace(each, seconds=0) for each in here]


def without_dask() -> None:
    """Where Dask is not installed: the lab says so, and how to mend it."""
    with pytest.raises(UsageError, match=r"Dask is not installed here\. .*shirehall\[lab\]"):
        Dask("tcp://127.0.0.1:1")


def test_a_lab_without_dask_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    without_dask()


def test_an_engine_without_an_address_is_refused() -> None:
    with pytest.raises(UsageError, match="needs the address of a scheduler"):
        Dask("")
