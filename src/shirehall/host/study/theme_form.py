"""The form of a theme: from its fields to a theme, and from a theme to its fields."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.errors import UsageError
from shirehall.host.study.lines import (
    WRITER,
    as_numbered,
    evidence_in,
    evidence_lines,
    numbered,
    quote_lines,
    quotes_in,
)
from shirehall.study.themes import Dissent, Mechanism, Spread, Theme

EXPLAINS = ("explains", "shows", "by")
"""The fields of a rival explanation: what it says, how it would show, and the measure that shows it."""
OTHERWISE = ("who", "otherwise", "entry")
"""The fields of somebody who sees it otherwise: the role, the words, and the entry that holds them."""
OF_RUNS = ("held", "runs", "ensemble", "ran")
WORDS = ("title", "statement", "question", "strength", "artefact", "barrier", "without")
ROOM = 2
"""How many blank rows a form has below those that are filled."""


def whole_number(words: str, what: str) -> int:
    """A whole number, nought for a blank field. Raises UsageError for anything else."""
    if not words:
        return 0
    if not (words.isascii() and words.isdigit() and len(words) < 10):
        raise UsageError(f"{words[:30]!r} is no number of {what}.", mend="write digits only.", who=WRITER)
    return int(words)


def theme_from(name: str, data: Mapping[str, str]) -> Theme:
    """The theme that a form gives, under an id. Raises UsageError for lines and numbers that say nothing."""
    given = dict(data)
    return Theme(
        id=name,
        title=given.get("title", ""), statement=given.get("statement", ""), question=given.get("question", ""),
        strength=given.get("strength", ""), artefact=given.get("artefact", ""), barrier=given.get("barrier", ""),
        without=given.get("without", ""), why=given.get("why", ""),
        subject=given.get("own", "") or given.get("subject", ""),
        origin=given.get("origin", "play"),
        supports=evidence_in(given.get("supports", "")),
        against=evidence_in(given.get("against", "")),
        mechanisms=tuple(Mechanism(*row) for row in numbered(given, EXPLAINS)),
        contradicts=tuple(given.get("contradicts", "").split()),
        quotes=quotes_in(given.get("quotes", "")),
        literature=tuple(given.get("literature", "").split()),
        dissent=tuple(
            Dissent(role, words, whole_number(entry, "an entry")) for role, words, entry in numbered(given, OTHERWISE)
        ),
        spread=spread_from(given),
        after=whole_number(given.get("after", ""), "a wording"),
    )  # fmt: skip


def spread_from(data: Mapping[str, str]) -> Spread | None:
    """In how many runs it held, if the form says. Raises UsageError for more runs than there were, or an ensemble without a name."""
    held, runs, ensemble, test = (data.get(name, "") for name in OF_RUNS)
    if not (held or runs or ensemble or test):
        return None
    spread = Spread(whole_number(held, "runs"), whole_number(runs, "runs"), ensemble, test)
    if not ensemble or not 0 <= spread.held <= spread.runs or spread.runs < 1:
        raise UsageError(
            f"it is said to have held in {spread.held} of {spread.runs} runs of {ensemble or 'an ensemble without a name'}.",
            mend="name the ensemble, and give two whole numbers of which the first is no more than the second.",
            who=WRITER,
        )
    return spread


def values_of(theme: Theme) -> dict[str, str]:
    """The fields of the form that shows a theme; the reason for the wording is left blank, for the next one has its own."""
    found = {field: str(getattr(theme, field)) for field in WORDS}
    found |= {
        "subject": theme.subject, "origin": theme.origin, "supports": evidence_lines(theme.supports),
        "against": evidence_lines(theme.against), "quotes": quote_lines(theme.quotes),
        "contradicts": " ".join(theme.contradicts), "literature": " ".join(theme.literature),
    }  # fmt: skip
    found |= as_numbered(((m.text, m.test, m.measure) for m in theme.mechanisms), EXPLAINS)
    found |= as_numbered(((d.role, d.words, d.number) for d in theme.dissent), OTHERWISE)
    spread = theme.spread
    if spread:
        found |= dict(
            zip(OF_RUNS, (str(spread.held), str(spread.runs), spread.ensemble, spread.test), strict=True)
        )
    return found


def shown_values(values: Mapping[str, str]) -> dict[str, str | int]:
    """A form's fields with how many rows of explanations and of dissent it shows, two blank ones among them."""
    given = dict(values)
    return {
        **given,
        "explanations": len(numbered(given, EXPLAINS)) + ROOM,
        "voices": len(numbered(given, OTHERWISE)) + ROOM,
    }
