#!/usr/bin/env python3
"""Write docs/cli.md from the help of the command line. A test compares the committed page with what the help says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer.main

from shirehall.cli import app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
WIDTH = 88

INTRODUCTION = """\
# The command line

This page is written from the program's own help by `tools/cli_help.py`; do not edit it by hand.

After `make demo` the program is `.venv/bin/shirehall`, on Windows `.venv\\Scripts\\shirehall`. With the environment switched on
(`. .venv/bin/activate`, on Windows `.venv\\Scripts\\activate`) it is `shirehall`.

| exit code | means |
|--:|---|
| 0 | done |
| 1 | problems were found: faults in a pack, damage to a record |
| 2 | used wrongly: an unknown pack, an option out of bounds, a file that is there already |
| 130 | stopped by Ctrl+C |

An error says what happened, where, who can mend it and how, and goes to standard error. No command writes over a file. With
`--json` a command prints one JSON value and nothing else to standard output.
"""


def render() -> str:
    """The page."""
    group: Any = typer.main.get_command(app)
    parts = [INTRODUCTION, section("shirehall", group, None)]
    parts += [section(f"shirehall {name}", command, group) for name, command in group.commands.items()]
    return "\n".join(parts)


def section(name: str, command: Any, parent: Any) -> str:
    """One command's help under its name."""
    above = parent.context_class(parent, info_name="shirehall") if parent else None
    context = command.context_class(
        command, info_name=name.split()[-1], parent=above, terminal_width=WIDTH, max_content_width=WIDTH
    )
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return f"## {name}\n\n```text\n" + "\n".join(lines).strip() + "\n```\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
