"""Every chart that a run of tests draws is drawn once: the drawing package is by far the dearest part of printing a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shirehall.paper import draw

PACKAGE = draw.drawer
"""What gives the drawing package itself."""


class Once:
    """The drawing package, asked once for each specification and form."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def asked(self, form: str, spec: Any, how: dict[str, Any]) -> Any:
        """A drawing, by the package the first time."""
        key = json.dumps([form, spec, how], sort_keys=True)
        if key not in self.kept:
            self.kept[key] = getattr(PACKAGE(), form)(spec, **how)
        return self.kept[key]

    def vegalite_to_svg(self, spec: Any, **how: Any) -> Any:
        """As the package draws it."""
        return self.asked("vegalite_to_svg", spec, how)

    def vegalite_to_png(self, spec: Any, **how: Any) -> Any:
        """As the package draws it."""
        return self.asked("vegalite_to_png", spec, how)


ONCE = Once()


@contextmanager
def drawn_once() -> Iterator[None]:
    """Charts are drawn once each while this lasts."""
    before, draw.drawer = draw.drawer, lambda: ONCE
    try:
        yield
    finally:
        draw.drawer = before


@contextmanager
def drawn_anew() -> Iterator[None]:
    """Every chart is drawn by the package while this lasts, for what is to be proved of the package itself."""
    before, draw.drawer = draw.drawer, PACKAGE
    try:
        yield
    finally:
        draw.drawer = before
