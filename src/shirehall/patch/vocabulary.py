"""The words that packs share: kinds of body, and powers that a body may hold."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "commissioner", "acute-provider", "community-provider", "mental-health-provider", "private-provider", "gp-provider",
    "social-enterprise", "ambulance", "support-unit", "private-support", "national-board", "economic-regulator",
    "quality-regulator", "regional-authority", "health-board", "council", "patient-voice", "politician",
    "national-government", "public", "practices", "predecessor", "control",
]  # fmt: skip

Power = Literal[
    "commission", "provide", "sign-off-plans", "authorise", "intervene", "mediate", "allocate-funds", "license",
    "review-competition", "set-prices", "register", "inspect", "assess-need", "scrutinise", "speak-for-patients",
    "sell-support", "hold-list", "rule", "convene-summit", "publish", "lend", "advise-independently",
    "foundation",
]  # fmt: skip
