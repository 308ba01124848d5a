#!/usr/bin/env python3
"""Write the table of lever mechanisms into docs/pack-authors.md, between its two marks. A test compares it with the economy's."""

from __future__ import annotations

from pathlib import Path

from shirehall.economy import levers
from shirehall.economy.levers.shape import Mechanism, Term, scheme

PAGE = Path(__file__).resolve().parents[1] / "docs" / "pack-authors.md"
BEGIN, END = "<!-- levers: written by tools/levers_table.py -->", "<!-- levers: end -->"


def render() -> str:
    """The terms that any scheme may carry, then the table: each mechanism, what it does, and its terms."""
    shared = "\n".join(f"- {described(term)}" for term in scheme())
    rows = [f"| `{one.name}` | {one.means} | {terms(one)} |" for one in levers.catalogue().values()]
    return "\n".join(
        [
            "Terms of a scheme, which the mechanisms marked so may carry:",
            "",
            shared,
            "",
            "| mechanism | what it does | terms |",
            "|---|---|---|",
            *rows,
        ]
    )


def terms(mechanism: Mechanism) -> str:
    """A mechanism's terms, each with what it may hold; those that may be left out in brackets, those of a scheme in a word."""
    shared = set(scheme())
    own = [described(term) for term in mechanism.terms if term not in shared]
    its = [term.name for term in mechanism.terms if term in shared]
    if len(its) == len(shared):
        own.append("terms of a scheme")
    elif its:
        own.append(f"of a scheme: {', '.join(f'[`{name}`]' for name in its)}")
    return "<br>".join(own)


def described(term: Term) -> str:
    """One term: its name, its kind with the bounds of a number, and its meaning."""
    number = term.kind in ("percent", "count", "pounds", "days", "months")
    kind = f"{term.kind}, {term.low:,.10g} to {term.high:,.10g}" if number else term.role or term.kind
    name = f"[`{term.name}`]" if term.optional else f"`{term.name}`"
    return f"{name} ({kind}): {term.meaning}"


def section(page: str) -> str:
    """What stands between the marks of the page."""
    return page.split(BEGIN)[1].split(END)[0].strip()


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{render()}\n\n{END}{after}", encoding="utf-8", newline="\n")
