"""Charts drawn to SVG in this process: no browser, no network, no script in the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from shirehall.errors import UsageError

VEGA_LITE = "5.20"
_ARIA = re.compile(r' (?:aria-[a-z]+|role|xmlns:xlink|class|pointer-events|version)="[^"]*"')
_LONG = re.compile(r"(\d+\.\d{2})\d+")
_SIZE = re.compile(r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"')

_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

STYLE: Mapping[str, Any] = {
    "background": None,
    "font": "Arial, Helvetica, sans-serif",
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelColor": "#1d2a35",
        "titleColor": "#1d2a35",
        "titleFontWeight": "normal",
        "gridColor": "#e1e6ea",
        "domainColor": "#6b7a86",
        "tickColor": "#6b7a86",
        "labelLimit": 260,
    },
    "legend": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelColor": "#1d2a35",
        "titleColor": "#1d2a35",
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "symbolSize": 110,
    },
    "view": {"stroke": None},
    "text": {"fontSize": 12, "fill": "#1d2a35"},
}
"""One look for all charts: dark on white, system fonts, thin lines."""


def visible(text: str) -> str:
    """The text without characters that are invisible or turn the reading direction."""
    return _HIDDEN.sub("", text)


def svg(spec: Mapping[str, Any], label: str) -> str:
    """A Vega-Lite specification as one SVG element that scales with the page and carries a one-sentence label.

    Raises UsageError when the drawing package is not installed.
    """
    drawn = drawer().vegalite_to_svg(whole(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return dressed(drawn, label)


def png(spec: Mapping[str, Any], scale: float = 2.0) -> bytes:
    """A Vega-Lite specification as a picture on white, so many dots to each of its units. Raises as `svg` does."""
    painted = whole(spec)
    painted["config"] = {**painted["config"], "background": "#ffffff"}
    drawn: bytes = drawer().vegalite_to_png(painted, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])
    return drawn


def whole(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The specification with the one look."""
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec, "config": dict(STYLE)}


def drawer() -> Any:
    """The drawing package. Raises UsageError when it is not installed."""
    try:
        import vl_convert
    except ImportError:
        raise UsageError(
            "the report's charts need the drawing package, which is not installed.",
            mend="run: pip install shirehall[report]",
        ) from None
    return vl_convert


def dressed(drawn: str, label: str) -> str:
    """The drawing without what a page does not need, with its label for those who do not see it."""
    plain = _LONG.sub(r"\1", _ARIA.sub("", visible(drawn))).replace(
        ' fill="none" fill="none"', ' fill="none"'
    )
    named = f'<svg role="img" aria-label="{escape(visible(label))}" class="chart" '
    return _SIZE.sub(lambda m: f'{named}{m[1]}width="{m[2]}" height="{m[3]}"', plain, count=1)
