"""Pages of the documentation as a reader would use them: their fenced blocks, run one after another in one folder.

A `console` block holds commands (`$ ...`) with what they print below them. A `python` block is run in one session a page;
an `output` block after it is what it prints. In both, `…` stands for anything, and spaces and line ends count alike.
Blocks of any other language are shown and not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shirehall.cli import main

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the line on which it begins."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """A command of a console block, and what the page says it prints."""

    words: str
    prints: str


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(m[1], m[2], page.count("\n", 0, m.start()) + 1) for m in FENCE.finditer(page)]


def commands(block: Block) -> list[Command]:
    """The commands of a console block."""
    found: list[Command] = []
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        words, _, prints = part.partition("\n")
        found.append(Command(words, prints))
    return found


def matches(expected: str, printed: str) -> bool:
    """Whether a text is as a page shows it, `…` standing for anything; spaces and line ends count alike."""
    first, *rest = [" ".join(piece.split()) for piece in expected.split("…")]
    said = " ".join(printed.split())
    if not rest:
        return said == first
    *middle, last = rest
    at = len(first)
    found = said.startswith(first)
    for piece in middle:
        place = said.find(piece, at)
        found, at = found and place >= 0, place + len(piece)
    return found and said.endswith(last) and len(said) - len(last) >= at


def run_page(page: str, folder: Path) -> int:
    """Run a page's blocks in a folder. Returns how many ran; fails at the first that does not do as the page says."""
    names: dict[str, Any] = {"__name__": "__page__"}
    listed = blocks(page)
    ran = 0
    for number, block in enumerate(listed):
        after = listed[number + 1] if number + 1 < len(listed) else None
        if block.language == "console":
            for command in commands(block):
                run_command(command, folder, block.line)
                ran += 1
        elif block.language == "python":
            printed = run_python(block, names, folder)
            if after is not None and after.language == "output":
                assert matches(after.text, printed), told(after.line, after.text, printed)
            ran += 1
    return ran


def run_command(command: Command, folder: Path, line: int) -> None:
    """Run one command as a reader would; `shirehall` in this process, since starting it anew takes most of the time."""
    program, *rest = shlex.split(command.words)
    assert program == "shirehall", f"line {line}: only shirehall is run here, not {program}"
    said = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.suppress(SystemExit),
    ):
        main(rest)
    assert matches(command.prints, said.getvalue()), told(
        line, f"$ {command.words}\n{command.prints}", said.getvalue()
    )


def run_python(block: Block, names: dict[str, Any], folder: Path) -> str:
    """Run a block in the page's session, in the folder; what it printed."""
    printed = io.StringIO()
    code = compile("\n" * block.line + block.text, "page", "exec")
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
        exec(code, names)
    return printed.getvalue()


def told(line: int, expected: str, printed: str) -> str:
    """A failure in words."""
    return f"line {line} of the page says:\n{expected}\nbut this was printed:\n{printed}"
