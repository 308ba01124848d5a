"""From what a month showed to the tidy table of figures: one module for each family of measures."""

from __future__ import annotations

from shirehall.economy.report.reporter import Reporter, beds_by_site

__all__ = ["Reporter", "beds_by_site"]
