"""Ctrl+C, a killed worker and a killed lab lose no run: the same command goes on and ends where one that was left alone ends."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from shirehall.lab.arms import PLAIN
from shirehall.lab.engines import Local
from shirehall.lab.kept import RUNS, Folder
from shirehall.lab.run import Run, Task, run

PATIENCE = 90
RUNS_ASKED = 20


def lab(tiny: Path, out: Path, *more: str) -> list[str]:
    """The command that runs a small lab."""
    words = [
        "lab",
        str(tiny),
        "--runs",
        str(RUNS_ASKED),
        "--out",
        str(out),
        "--no-county",
        "--no-page",
        "--workers",
        "2",
        *more,
    ]
    return [sys.executable, "-m", "shirehall", *words]


@contextmanager
def begun(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The command begun as a shell begins it: with its own group, so that Ctrl+C reaches all of it. It is ended with the block."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(true: Callable[[], bool], what: str) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE, what
        time.sleep(0.02)


def lines(out: Path) -> int:
    file = out / RUNS
    return file.read_bytes().count(b"\n") if file.exists() else 0


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes of a lab in which runs are made."""
    return [child for child in psutil.Process(process.pid).children() if "spawn_main" in command_of(child)]


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has ended meanwhile
        return ""


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def bare(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(replace(each, seconds=0) for each in runs)


@pytest.mark.timeout(300)
def test_ctrl_c_and_a_killed_lab_lose_nothing(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "lab"

    with begun(lab(tiny, out)) as process:
        wait_for(lambda: lines(out) >= 2, "the lab keeps runs")
        workers = workers_of(process)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    stopped = lines(out)
    assert process.returncode == 130
    assert f"Stopped. {stopped} of {RUNS_ASKED} runs are kept in {out}" in said and "Traceback" not in said
    assert 2 <= stopped < RUNS_ASKED
    assert not any(alive(worker) for worker in workers)

    with begun(lab(tiny, out)) as process:
        wait_for(lambda: lines(out) > stopped, "the lab goes on")
        workers = workers_of(process)
        process.kill()
        process.communicate(timeout=PATIENCE)
    wait_for(lambda: not any(alive(worker) for worker in workers), "workers end with their lab")
    kept = lines(out)
    assert kept < RUNS_ASKED
    with (out / RUNS).open("ab") as file:
        file.write(b'{"arm":"pack","eve')

    told = subprocess.run(
        lab(tiny, out, "--json", "--workers", "1"), capture_output=True, text=True, check=True
    )
    assert f"{RUNS_ASKED - kept} runs on 1 process of this machine; {kept} are kept already." in told.stderr
    assert "the last line was cut short" in told.stderr
    assert f"{RUNS_ASKED} of {RUNS_ASKED} runs are done." in told.stderr
    data = json.loads(told.stdout)
    assert (data["runs"], data["arms"], data["failed"]) == (RUNS_ASKED, {"pack": RUNS_ASKED}, [])
    alone = tuple(run(Task(str(tiny), PLAIN, seed, county=False)) for seed in range(1, RUNS_ASKED + 1))
    assert bare(Folder(out).runs()) == bare(alone)

    other = subprocess.run(lab(tiny, out, "--people", "0.5"), capture_output=True, text=True, check=False)
    assert other.returncode == 2 and "holds runs of another lab: another share" in other.stderr
    assert lines(out) == RUNS_ASKED


def test_a_killed_worker_loses_no_run(tiny: Path) -> None:
    tasks = tuple(Task(str(tiny), PLAIN, seed, county=False) for seed in range(1, 8))
    others = set(multiprocessing.active_children())
    found: list[Run] = []
    for done in Local(2).each(tasks):
        assert isinstance(done, Run)
        if not found:
            next(each for each in multiprocessing.active_children() if each not in others).kill()
        found.append(done)
    assert sorted(bare(tuple(found)), key=lambda each: each.seed) == list(bare(tuple(map(run, tasks))))
