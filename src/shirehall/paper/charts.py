"""The report's charts as Vega-Lite specifications. Each is drawn on the server; each says the same without colour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]
Point = tuple[str, str, float]

COLOURS = ("#14506b", "#b3541e", "#5b7f2b", "#7a3b78", "#8a6d00", "#2f7f86", "#a02c3c", "#4a5a67")
SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-right",
    "triangle-left",
)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


def heat(
    points: Sequence[Point],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    row: str,
    column: str,
    unit: str,
    decimals: int = 0,
) -> Spec:
    """A heat table: (row, column, value) points with the number written in every cell that is not nought."""
    top = max((value for _, _, value in points), default=1.0) or 1.0
    values = [
        {
            "row": r,
            "column": c,
            "value": v,
            "words": f"{v:,.{decimals}f}" if v else "",
            "dark": v > 0.36 * top,
        }
        for r, c, v in points
    ]
    x = {
        "field": "column",
        "type": "nominal",
        "sort": list(columns),
        "title": column,
        "axis": {"orient": "top", "labelAngle": -40 if long(columns) else 0, "domain": False, "ticks": False},
    }
    y = {
        "field": "row",
        "type": "nominal",
        "sort": list(rows),
        "title": row,
        "axis": {"domain": False, "ticks": False},
    }
    scale = {
        "type": "sqrt",
        "domain": [0, top],
        "range": ["#f3f6f8", "#7fb0bf", "#123f52"],
        "interpolate": "lab",
    }
    colour = {"field": "value", "type": "quantitative", "scale": scale, "title": unit, "legend": None}
    ink = {"condition": {"test": "datum.dark", "value": "#ffffff"}, "value": "#16222c"}
    return {
        "data": {"values": values},
        "width": {"step": 52 if len(columns) > 9 else 64},
        "height": {"step": 27},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 2}, "encoding": {"color": colour}},
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {"text": {"field": "words"}, "color": ink},
            },
        ],
    }


def long(words: Sequence[str]) -> bool:
    """Whether labels would run into one another if they were written level."""
    return max((len(word) for word in words), default=0) > 8


NOUGHT: Spec = {
    "data": {"values": [{"nought": 0}]},
    "mark": {"type": "rule", "color": "#16222c"},
    "encoding": {"y": {"field": "nought", "type": "quantitative"}},
}
"""A line at nought, where values lie on both sides of it."""


def part_of(month: int, breaks: Sequence[int]) -> Spec:
    """Which part of a broken line a month lies in; nothing for a line that is whole."""
    return {"part": sum(month >= first for first in breaks)} if breaks else {}


def lines(
    points: Sequence[tuple[int, str, float]],
    names: Sequence[str],
    months: Sequence[str],
    *,
    unit: str,
    nought: bool = False,
    breaks: Sequence[int] = (),
) -> Spec:
    """Lines by month: (month from 1, name, value) points. A line is told from the others by colour, dash, shape and its label.

    No line runs across the opening of one of the months in `breaks`.
    """
    values = [{"month": months[m - 1], "name": n, "value": v, **part_of(m, breaks)} for m, n, v in points]
    last = max((m for m, _, _ in points), default=1)
    ends = [value for value, (m, _, _) in zip(values, points, strict=True) if m == last]
    domain = list(names)
    x = {
        "field": "month",
        "type": "ordinal",
        "sort": list(months),
        "title": None,
        "axis": {"labelAngle": -40, "grid": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": unit,
        "scale": {
            "zero": nought,
            "nice": True,
            **({} if nought or unit != "%" else {"domain": spanned(points)}),
        },
        "axis": {"tickCount": 6},
    }
    colour = scaled("name", domain, COLOURS, legend=len(domain) > 1)
    shape = scaled("name", domain, SHAPES, legend=len(domain) > 1)
    dash = scaled("name", domain, DASHES, legend=False)
    base = {"x": x, "y": y, "color": colour}
    parts = {"detail": {"field": "part", "type": "nominal"}} if breaks else {}
    layers: list[Spec] = [
        {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {**base, "strokeDash": dash, **parts}},
        {
            "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
            "encoding": {**base, "shape": shape},
        },
    ]
    if nought and any(value < 0 for _, _, value in points):
        layers.insert(0, NOUGHT)
    if len(domain) == 1 and ends:
        layers.append(
            {
                "data": {"values": ends},
                "mark": {"type": "text", "align": "left", "dx": 8, "dy": -8, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "value", "format": ",.1f"}},
            }
        )
    return {"data": {"values": values}, "width": 640, "height": 250, "layer": layers}


def spanned(points: Sequence[tuple[int, str, float]], least: float = 10.0) -> list[float]:
    """The ends of a scale of per cent: at least ten points apart, so that a tenth of a point does not look like a fall."""
    low, high = min(v for _, _, v in points), max(v for _, _, v in points)
    room = max(least - (high - low), 0.0) / 2
    low, high = max(low - room, 0.0), high + room
    return (
        [low - max(high - 100.0, 0.0), min(high, 100.0)]
        if low > max(high - 100.0, 0.0)
        else [0.0, min(high, 100.0)]
    )


def scaled(field: str, domain: Sequence[str], values: Sequence[Any], *, legend: bool) -> Spec:
    """A channel with a fixed value for each name, so that a body looks the same in every chart that shows the same bodies."""
    kept = [values[i % len(values)] for i in range(len(domain))]
    drawn = {"title": None, "orient": "bottom", "columns": 4} if legend else None
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": list(domain), "range": kept},
        "legend": drawn,
    }


def circle(
    nodes: Sequence[tuple[str, str, int]], links: Mapping[tuple[str, str], int], most: int = 45
) -> Spec:
    """A network on a circle: nodes as (name, kind, size) in the order in which they stand, links between two names.

    Only the heaviest `most` links are drawn; the table beside the chart holds all. The layout is by order, so that the same
    day always gives the same picture.
    """
    places = {
        name: 2 * math.pi * i / max(len(nodes), 1) - math.pi / 2 for i, (name, _, _) in enumerate(nodes)
    }
    kinds = list(dict.fromkeys(kind for _, kind, _ in nodes))
    heaviest = sorted(links.items(), key=lambda item: (-item[1], item[0]))[:most]
    top = max((weight for _, weight in heaviest), default=1)
    drawn = [
        {**ends(places[a], places[b]), "weight": weight, "thick": 0.6 + 7 * weight / top}
        for (a, b), weight in heaviest
    ]
    spots = [spot(name, kind, size, places[name]) for name, kind, size in nodes]
    thick = {"field": "thick", "type": "quantitative", "scale": None, "legend": None}
    links_drawn = {
        "data": {"values": drawn},
        "mark": {"type": "rule", "color": "#5f7482", "opacity": 0.45, "strokeCap": "round"},
        "encoding": {**ACROSS, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "strokeWidth": thick},
    }
    bodies_drawn = {"data": {"values": spots}, "layer": [dots(kinds), *labels()]}
    return {"width": 760, "height": 540, "layer": [links_drawn, bodies_drawn]}


PLAIN: Spec = {"type": "quantitative", "axis": None}
ACROSS: Spec = {
    "x": {"field": "x", **PLAIN, "scale": {"domain": [-1.75, 1.75]}},
    "y": {"field": "y", **PLAIN, "scale": {"domain": [-1.22, 1.22]}},
}


def dots(kinds: Sequence[str]) -> Spec:
    """The nodes of a network: size by weight, colour and shape by kind."""
    scale = {"range": [60, 900], "zero": True}
    size = {"field": "size", "type": "quantitative", "scale": scale, "legend": None}
    colour, shape = (scaled("kind", kinds, values, legend=True) for values in (COLOURS, SHAPES))
    mark = {"type": "point", "filled": True, "opacity": 1, "stroke": "#fff", "strokeWidth": 1.5}
    return {"mark": mark, "encoding": {**ACROSS, "size": size, "color": colour, "shape": shape}}


def labels() -> list[Spec]:
    """The names of nodes, each written away from the circle."""
    where = {"x": {"field": "lx", **PLAIN}, "y": {"field": "ly", **PLAIN}, "text": {"field": "name"}}
    return [
        {
            "transform": [{"filter": f"datum.side == '{side}'"}],
            "mark": {"type": "text", "align": side, "fontSize": 13, "baseline": "middle"},
            "encoding": where,
        }
        for side in ("left", "right", "center")
    ]


def ends(one: float, other: float) -> Spec:
    """The two ends of a link between two angles."""
    return {
        "x": round(math.cos(one), 4),
        "y": round(-math.sin(one), 4),
        "x2": round(math.cos(other), 4),
        "y2": round(-math.sin(other), 4),
    }


def spot(name: str, kind: str, size: int, angle: float) -> Spec:
    """A node and where its label stands: outside the circle, on the side it lies."""
    x, y = math.cos(angle), -math.sin(angle)
    side = "center" if abs(x) < 0.12 else "left" if x > 0 else "right"
    reach = 1.12 if side != "center" else 1.16
    return {
        "name": name,
        "kind": kind,
        "size": size,
        "x": round(x, 4),
        "y": round(y, 4),
        "lx": round(x * reach, 4),
        "ly": round(y * reach, 4),
        "side": side,
    }


def lanes(
    points: Sequence[tuple[str, str, str, int]],
    bodies: Sequence[str],
    phases: Sequence[str],
    sorts: Sequence[str],
) -> Spec:
    """Swim lanes: (body, phase, sort of event, how many) as dots, the number beside each; sorts differ by shape and place."""
    values = [{"body": b, "phase": p, "sort": s, "many": n} for b, p, s, n in points if n]
    x = {
        "field": "phase",
        "type": "nominal",
        "sort": list(phases),
        "title": None,
        "axis": {
            "orient": "top",
            "labelAngle": 0,
            "labelLimit": 130,
            "labelPadding": 10,
            "domain": False,
            "ticks": False,
        },
    }
    y = {
        "field": "body",
        "type": "nominal",
        "sort": list(bodies),
        "title": None,
        "axis": {"grid": True, "domain": False, "ticks": False},
    }
    offset = {"field": "sort", "type": "nominal", "sort": list(sorts), "scale": {"domain": list(sorts)}}
    size = {
        "field": "many",
        "type": "quantitative",
        "scale": {"type": "sqrt", "range": [40, 460]},
        "legend": None,
    }
    base = {"x": x, "y": y, "xOffset": offset}
    return {
        "data": {"values": values},
        "width": {"step": 31},
        "height": {"step": 30},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "opacity": 0.85},
                "encoding": {
                    **base,
                    "size": size,
                    "color": scaled("sort", sorts, COLOURS, legend=True),
                    "shape": scaled("sort", sorts, ("circle", "square", "diamond"), legend=True),
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11, "fill": "#ffffff"},
                "transform": [{"filter": "datum.many > 2"}],
                "encoding": {**base, "text": {"field": "many"}},
            },
        ],
    }
