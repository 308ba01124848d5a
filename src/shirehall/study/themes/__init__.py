"""Themes: what is made of a day. Written by people in the notebook, whole, version upon version; read here with its evidence.

What other rooms call:

- `read_themes(study) -> Themes`: `.standing` and `.aside` (Written: theme, number, strength, lost, wordings, beside, only_later),
  `.points`, `.points_of(theme, sort)`, `.contradictions`, `.barriers`, `.literature`, `.beside(theme)`, `.talks`, `.subjects`.
- Writings, each with checks that raise UsageError in plain words: `theme_writing(study, by, Theme(...))`, `put_aside(...)`,
  `learning_writing(study, by, LearningPoint(...))`, `literature_writing`, `scope_writing`, `talk_writing`; `by` is
  `By(author=..., key=..., origin=...)`. `upon(study, kind, id)` is the number that a new wording gives as its `after`.
- `candidates(study)`: what was coded, gathered by subject and code. `spreads_from(text)`: in how many runs of an ensemble themes held.
- `scope.scope(study)`, `scope.unseated(telling)`, `scope.skill_mix(telling)`, `scope.coverage(telling)`: what a play can carry.
- `evidence.Sources(study)`: which evidence is there, whose it is, what it says.
"""

from shirehall.study.themes.around import Literature, Talk, literature_writing, talk_writing
from shirehall.study.themes.candidates import Candidate, candidates
from shirehall.study.themes.ensemble import Spread, spreads_from
from shirehall.study.themes.evidence import ORIGINS, Evidence, Sources
from shirehall.study.themes.learning import ADDRESSEES, LearningPoint, learning_writing, owner_called
from shirehall.study.themes.reading import Barrier, Point, Themes, Written, read_themes
from shirehall.study.themes.scope import scope, scope_writing
from shirehall.study.themes.subjects import SETS, Subject, subjects
from shirehall.study.themes.theme import (
    STRENGTHS,
    Dissent,
    Mechanism,
    Quotation,
    Theme,
    put_aside,
    reading_of,
    theme_writing,
)
from shirehall.study.themes.words import By, upon

__all__ = [
    "ADDRESSEES", "ORIGINS", "SETS", "STRENGTHS", "Barrier", "By", "Candidate", "Dissent", "Evidence", "LearningPoint",
    "Literature", "Mechanism", "Point", "Quotation", "Sources", "Spread", "Subject", "Talk", "Theme", "Themes", "Written",
    "candidates", "learning_writing", "literature_writing", "owner_called", "put_aside", "read_themes", "reading_of", "scope",
    "scope_writing", "spreads_from", "subjects", "talk_writing", "theme_writing", "upon",
]  # fmt: skip
