"""Power cuts without cutting power: the writes of a program replayed up to some moment, as a disk might then hold them."""

import os
import random
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.record.programs import compiler

ROOT = Path(__file__).parent.parent.parent
SECTOR = 512


def shim(folder: Path) -> Path:
    """The shim, compiled."""
    made = folder / "shim.so"
    program = compiler()
    assert program is not None
    source = Path(__file__).parent / "shim.c"
    subprocess.run([program, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl", "-lpthread"], check=True)
    return made


def environment(made: Path, folder: Path, log: Path, **more: Path) -> dict[str, str]:
    """What the writer's environment must say."""
    own = {"LD_PRELOAD": made, "POWER_FOLDER": folder, "POWER_LOG": log, **more}
    return {**os.environ, **{name: str(value) for name, value in own.items()}, "PYTHONPATH": str(ROOT)}


def traced(made: Path, folder: Path, program: str, *words: str) -> list["Step"]:
    """What a program wrote below `folder`, step by step."""
    folder.mkdir()
    log = folder.with_name(folder.name + ".log")
    command = [sys.executable, "-c", program, str(folder), *words]
    subprocess.run(command, cwd=ROOT, env=environment(made, folder, log), check=True)
    return list(steps(log))


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the log; see shim.c."""

    what: str
    path: str
    at: int
    data: bytes


def steps(log: Path) -> Iterator[Step]:
    content = log.read_bytes()
    place = 0
    while place < len(content):
        what, path_length, at, length = struct.unpack_from("<cHqI", content, place)
        place += 15
        path = content[place : place + path_length].decode()
        place += path_length
        yield Step(what.decode(), path, at, content[place : place + length])
        place += length


@dataclass(slots=True)
class OnDisk:
    """A file as the disk surely holds it, and what was done to it since without waiting for the disk."""

    sure: bytearray = field(default_factory=bytearray)
    entered: bool = False
    pending: list[Step] = field(default_factory=list)

    def settle(self) -> None:
        for step in self.pending:
            do(self.sure, step)
        self.pending.clear()
        self.entered = True

    def as_found(self, dice: random.Random) -> bytes | None:
        """The file as it might be found after the cut: what was not waited for is lost whole, kept, or torn by sectors."""
        if not self.entered and dice.random() < 0.5:
            return None
        found = bytearray(self.sure)
        manner = dice.choice(("lost", "torn", "torn", "kept"))
        for step in self.pending if manner != "lost" else ():
            if manner == "kept":
                do(found, step)
                continue
            for part in parts(step):
                if dice.random() < 0.5:
                    do(found, part)
        return bytes(found)


def parts(step: Step) -> Iterator[Step]:
    """The sectors of a write; any other step is one."""
    if step.what != "W":
        yield step
        return
    place = 0
    while place < len(step.data):
        end = min(len(step.data), (step.at + place) // SECTOR * SECTOR + SECTOR - step.at)
        yield Step("W", step.path, step.at + place, step.data[place:end])
        place = end


def do(content: bytearray, step: Step) -> None:
    if step.what == "T":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))
        return
    content.extend(bytes(max(0, step.at - len(content))))
    content[step.at : step.at + len(step.data)] = step.data


@dataclass(slots=True)
class Disk:
    """The disk under one folder, as its steps go by."""

    folder: str
    files: dict[str, OnDisk] = field(default_factory=dict)
    removed: dict[str, OnDisk] = field(default_factory=dict)
    acknowledged: int = 0

    def take(self, step: Step) -> None:
        if step.path == self.folder:
            if step.what == "S":
                self.removed.clear()
                for file in self.files.values():
                    file.entered = True
            return
        if step.path.endswith("/acks"):
            if step.what == "W":
                self.acknowledged = int(step.data)
            return
        if step.what == "U":
            gone = self.files.pop(step.path, None)
            if gone and gone.entered:
                self.removed[step.path] = gone
            return
        file = self.files.setdefault(step.path, OnDisk())
        if step.what == "S":
            file.settle()
        elif step.what in "WT":
            file.pending.append(step)

    def cut(self, dice: random.Random, folder: Path) -> None:
        """Leave in `folder` what the disk might hold if the power were cut now."""
        folder.mkdir()
        for path, file in [*self.removed.items(), *self.files.items()]:
            if path in self.removed and path not in self.files and dice.random() < 0.5:
                continue
            found = file.as_found(dice)
            if found is not None:
                (folder / Path(path).name).write_bytes(found)


def cuts(
    trace: Sequence[Step], folder: Path, count: int, seed: int, into: Path
) -> Iterator[tuple[int, Path]]:
    """`count` power cuts at random moments after the first acknowledgement: what was acknowledged by then, and the folder left."""
    dice = random.Random(seed)
    first = next(n for n, step in enumerate(trace) if step.path.endswith("/acks") and step.what == "W")
    moments = sorted(dice.randrange(first + 1, len(trace) + 1) for _ in range(count))
    disk = Disk(str(folder))
    done = 0
    for number, moment in enumerate(moments):
        for step in trace[done:moment]:
            disk.take(step)
        done = moment
        left = into / f"cut-{number}"
        disk.cut(dice, left)
        yield disk.acknowledged, left
