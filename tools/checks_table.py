#!/usr/bin/env python3
"""Write the table of checks into docs/pack-authors.md, between its two marks. A test compares it with the checks."""

from __future__ import annotations

import re
from pathlib import Path

from shirehall.patch.check import BREAKS_PLAY, CHECKS, Rule

PAGE = Path(__file__).resolve().parents[1] / "docs" / "pack-authors.md"
BEGIN, END = "<!-- checks: written by tools/checks_table.py -->", "<!-- checks: end -->"


def render() -> str:
    """The table: each check, what it asks, and what it means when it fails."""
    rows = [f"| {rule.name} | {asks(rule)} | {otherwise(rule)} |" for rule in CHECKS]
    return "\n".join(["| check | asks that | else |", "|---|---|---|", *rows])


def asks(rule: Rule) -> str:
    """The first sentence of a check's docstring, as one line."""
    words = " ".join((rule.run.__doc__ or "").split("\n\n")[0].split())
    return re.sub(r" \(a warning[^)]*\)", "", words)


def otherwise(rule: Rule) -> str:
    """What a pack that fails the check is."""
    return "cannot be played" if rule in BREAKS_PLAY else "warning" if rule.warns else "fault"


def section(page: str) -> str:
    """What stands between the marks of the page."""
    return page.split(BEGIN)[1].split(END)[0].strip()


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{render()}\n\n{END}{after}", encoding="utf-8", newline="\n")
