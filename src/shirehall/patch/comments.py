"""The words that patients' comments are made of, the same for every pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shirehall.patch.yamls import read_yaml

PAGE = Path(__file__).with_name("comments.yaml")


def comment_words() -> dict[str, Any]:
    """What comments.yaml holds: openings and closings by tone, who speaks, and what each kind of journey has to tell."""
    words: dict[str, Any] = read_yaml(PAGE.name, PAGE.read_bytes()).data
    return words
