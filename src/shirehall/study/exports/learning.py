"""Learning points as CSV: what is to be learnt, whom it addresses, who owns it, which skill is short, and what it rests on."""

from __future__ import annotations

from shirehall.study.exports import Export
from shirehall.study.exports.rows import csv_text
from shirehall.study.study import Study
from shirehall.study.themes import owner_called, read_themes

COLUMNS = (
    "id", "subject", "theme", "theme_title", "strength", "sort", "statement", "addressee", "owner", "owner_name", "skill_gap",
    "action", "origin", "raised_only_afterwards", "events", "notes", "other_evidence", "entry",
)  # fmt: skip


def text(study: Study) -> str:
    """One learning point a row, with its theme and the numbers of the events and entries it rests on."""
    themes = read_themes(study)
    rows = []
    for found in themes.points:
        point = found.point
        theme = themes.theme(point.theme)
        by_sort: dict[str, list[str]] = {"event": [], "note": []}
        other: list[str] = []
        for piece in point.supports:
            by_sort.get(piece.sort, other).append(
                str(piece.number) if piece.sort in by_sort else f"{piece.sort} {piece.number}"
            )
        rows.append(
            (
                point.id, theme.theme.subject if theme else "", point.theme, theme.theme.title if theme else "",
                theme.strength if theme else "", point.sort, point.statement, point.addressee, point.owner,
                owner_called(study, point.owner), point.skill_gap, point.action, point.origin, "yes" if found.only_later else "no",
                " ".join(by_sort["event"]), " ".join(by_sort["note"]), "; ".join(other), found.number,
            )
        )  # fmt: skip
    return csv_text(COLUMNS, rows)


EXPORT = Export(
    "learning",
    "text/csv",
    ".csv",
    "Learning points, one a row, with addressee, owner, skill gap, action and evidence.",
    text,
)
