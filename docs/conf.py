"""How the documentation is built: `python3 dev.py docs`. Nothing is fetched from the network."""

import re
from pathlib import Path

_package = Path(__file__).parent.parent / "src" / "shirehall" / "__init__.py"

project = "Shirehall"
author = "Shirehall contributors"
copyright = "2026, Shirehall contributors"
release = re.search(r'__version__ = "([^"]+)"', _package.read_text(encoding="utf-8"))[1]
language = "en_GB"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "Shirehall"
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#2d3a4a", "color-brand-content": "#2d3a4a"},
    "dark_css_variables": {"color-brand-primary": "#b9c6d6", "color-brand-content": "#b9c6d6"},
}
