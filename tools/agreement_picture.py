#!/usr/bin/env python3
"""Draw docs/pictures/agreements.svg from the tables of `play/agreements.py`.

Each phase of an agreement is a column. Each row is an act: an arrow to the phase where it leads, or a dot where the
agreement stays. Run it after a change of the tables; a test compares the committed picture with what they draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from shirehall.play.agreements import MOVES, NEXT

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "agreements.svg"

COLUMN, ROW, TOP, LEFT, GAP = 112, 25, 58, 70, 12
INK, FAINT, LINE, OVER = "#1f2933", "#5f6b76", "#2d5d7b", "#8a4b2d"


def render(moves: Mapping[str, tuple[str, ...]], steps: Mapping[tuple[str, str], str]) -> str:
    """The picture as SVG text."""
    phases = list(moves)
    at = {phase: LEFT + COLUMN * number for number, phase in enumerate(phases)}
    body: list[str] = []
    y = TOP + 30
    for phase in phases:
        leads = [(act, to) for (of, act), to in steps.items() if of == phase]
        stays = staying(phase, moves, steps)
        for act, to in leads:
            body += arrow(at[phase], at[to], y, act, over=not moves[to])
            y += ROW
        if stays:
            body += dot(
                at[phase], y, f"stays: {', '.join(stays)}", left=at[phase] > at[phases[-1]] - 2 * COLUMN
            )
            y += ROW
        if leads or stays:
            y += GAP
    width, height = LEFT * 2 + COLUMN * (len(phases) - 1), y + 8
    lines = [lifeline(at[phase], height - 14, over=not moves[phase]) for phase in phases]
    heads = [head(at[phase], phase, over=not moves[phase]) for phase in phases]
    return "\n".join([*opening(width, height), *lines, *heads, *body, "</svg>", ""])


def staying(
    phase: str, moves: Mapping[str, tuple[str, ...]], steps: Mapping[tuple[str, str], str]
) -> list[str]:
    """The acts that a phase allows and that do not, by themselves, lead out of it."""
    return [act for act in moves[phase] if (phase, act) not in steps]


def opening(width: int, height: int) -> list[str]:
    """The head of the file: size, name, what the picture says in words, type."""
    words = "Columns are the phases of an agreement; an arrow is an act that leads from one phase to another."
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc" font-family="Arial, Helvetica, sans-serif" font-size="12">',
        '<title id="title">The life of an agreement</title>',
        f'<desc id="desc">{escape(words)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]


def head(x: int, phase: str, *, over: bool) -> str:
    """A phase's name above its column; phases in which nothing more can be done are drawn in the other colour."""
    colour = OVER if over else LINE
    box = f'<rect x="{x - 44}" y="{TOP - 34}" width="88" height="26" rx="4" fill="#ffffff" stroke="{colour}" stroke-width="1.5"/>'
    name = escape(phase.replace("-", " "))
    return f'{box}\n<text x="{x}" y="{TOP - 16}" text-anchor="middle" font-weight="bold" fill="{INK}">{name}</text>'


def lifeline(x: int, bottom: int, *, over: bool) -> str:
    """The thin line down a column."""
    colour = "#e3cfc3" if over else "#d5dbe1"
    return f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{bottom}" stroke="{colour}"/>'


def arrow(start: int, end: int, y: int, act: str, *, over: bool) -> list[str]:
    """One act that leads from a column to another, with its name above the line."""
    way = 1 if end > start else -1
    colour = OVER if over else LINE
    tip = end - way * 2
    points = f"{tip},{y} {tip - way * 8},{y - 4} {tip - way * 8},{y + 4}"
    return [
        label(start + way * 9, y - 5, act.replace("-", " "), "start" if way > 0 else "end", INK),
        f'<circle cx="{start}" cy="{y}" r="3" fill="{colour}"/>',
        f'<line x1="{start}" y1="{y}" x2="{tip - way * 7}" y2="{y}" stroke="{colour}" stroke-width="1.5"/>',
        f'<polygon points="{points}" fill="{colour}"/>',
    ]


def dot(x: int, y: int, words: str, *, left: bool) -> list[str]:
    """Acts that leave the agreement in its phase."""
    side = -1 if left else 1
    return [
        f'<circle cx="{x}" cy="{y}" r="3" fill="#ffffff" stroke="{FAINT}"/>',
        label(x + side * 9, y + 4, words.replace("-", " "), "end" if left else "start", FAINT),
    ]


def label(x: int, y: int, words: str, anchor: str, colour: str) -> str:
    """Words on a white edge, so that a column's line does not cross them."""
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}" stroke="#ffffff" stroke-width="4" '
        f'paint-order="stroke">{escape(words)}</text>'
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(render(MOVES, NEXT), encoding="utf-8", newline="\n")
