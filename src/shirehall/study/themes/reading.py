"""All that was made of a study, read from its notebook: themes, learning points, contradictions, barriers, what stands beside them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from shirehall.study.notebook.entry import Entry
from shirehall.study.study import Study
from shirehall.study.themes.around import Literature, Talk, literature_in, talk_in
from shirehall.study.themes.evidence import Evidence, Sources
from shirehall.study.themes.learning import LearningPoint, point_in
from shirehall.study.themes.subjects import Subject, subjects
from shirehall.study.themes.theme import Theme, raised_only_later, strength_of, theme_in
from shirehall.study.themes.words import Wordings, wordings


@dataclass(frozen=True, slots=True)
class Written:
    """A theme as it stands with its number and author, its strength, its evidence that was lost, and wordings written beside it."""

    theme: Theme
    number: int
    author: str
    strength: str
    lost: tuple[Evidence, ...]
    wordings: tuple[Entry, ...]
    beside: tuple[Entry, ...]

    @property
    def only_later(self) -> bool:
        """Whether it was raised only after play."""
        return raised_only_later(self.theme.supports)


@dataclass(frozen=True, slots=True)
class Point:
    """A learning point as it stands, with the number of its entry."""

    point: LearningPoint
    number: int
    beside: tuple[Entry, ...]

    @property
    def only_later(self) -> bool:
        """Whether it was raised only after play."""
        return raised_only_later(self.point.supports)


@dataclass(frozen=True, slots=True)
class Barrier:
    """What stands in the way, drawn from all themes that add to it: their ids, the evidence, and how many sources that has."""

    title: str
    themes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    sources: int


@dataclass(frozen=True)
class Themes:
    """The themes of a study and what belongs to them."""

    study: Study

    @cached_property
    def ground(self) -> Sources:
        """The study as a ground for statements."""
        return Sources(self.study)

    @cached_property
    def every(self) -> tuple[Written, ...]:
        """All themes, those put aside included, in the order in which they were begun."""
        return tuple(self.written(found) for found in wordings(self.study, "theme").values())

    def written(self, found: Wordings) -> Written:
        """A theme from its wordings."""
        theme, entry = theme_in(found.standing), found.standing
        strength = strength_of(self.ground, theme)
        lost = self.ground.lost(theme.evidence)
        return Written(theme, entry.number, entry.author, strength, lost, found.entries, found.beside)

    @cached_property
    def standing(self) -> tuple[Written, ...]:
        """The themes that stand."""
        return tuple(each for each in self.every if not each.theme.put_aside)

    @cached_property
    def aside(self) -> tuple[Written, ...]:
        """The themes that were put aside, each with its reason."""
        return tuple(each for each in self.every if each.theme.put_aside)

    def theme(self, name: str) -> Written | None:
        """A theme by its id, put aside or not."""
        return next((each for each in self.every if each.theme.id == name), None)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Every subject, those that only a theme names at the end."""
        return subjects(self.study.telling.patch, (each.theme.subject for each in self.standing))

    def under(self, subject: str) -> tuple[Written, ...]:
        """The themes that stand under a subject."""
        return tuple(each for each in self.standing if each.theme.subject == subject)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The learning points that stand, in the order in which they were begun."""
        found = []
        for each in wordings(self.study, "learning-point").values():
            point = point_in(each.standing)
            if not point.put_aside:
                found.append(Point(point, each.standing.number, each.beside))
        return tuple(found)

    def points_of(self, theme: str, sort: str = "") -> tuple[Point, ...]:
        """The learning points of a theme, of one sort or of both."""
        return tuple(p for p in self.points if p.point.theme == theme and sort in ("", p.point.sort))

    @cached_property
    def contradictions(self) -> tuple[tuple[Written, Written], ...]:
        """Pairs of standing themes that contradict one another, each pair once. Both stay."""
        by_id = {each.theme.id: each for each in self.standing}
        pairs: dict[frozenset[str], tuple[Written, Written]] = {}
        for each in self.standing:
            for other in each.theme.contradicts:
                if other in by_id:
                    pairs.setdefault(frozenset((each.theme.id, other)), (each, by_id[other]))
        return tuple(pairs.values())

    @cached_property
    def barriers(self) -> tuple[Barrier, ...]:
        """The barriers, drawn from all themes and learning points: the one to which most themes add comes first."""
        of_it: dict[str, list[Written]] = defaultdict(list)
        titles: dict[str, str] = {}
        for each in self.standing:
            if each.theme.barrier:
                key = " ".join(each.theme.barrier.casefold().split())
                titles.setdefault(key, each.theme.barrier)
                of_it[key].append(each)
        found = []
        for key, themes in of_it.items():
            points = (p.point for t in themes for p in self.points_of(t.theme.id))
            pieces = (
                *(e for t in themes for e in t.theme.supports),
                *(e for p in points for e in p.supports),
            )
            evidence = self.ground.standing(dict.fromkeys(pieces))
            sources = len({self.ground.whose(piece) for piece in evidence})
            found.append(Barrier(titles[key], tuple(t.theme.id for t in themes), evidence, sources))
        return tuple(sorted(found, key=lambda b: (-len(b.themes), -len(b.evidence), b.title)))

    @cached_property
    def literature(self) -> tuple[Literature, ...]:
        """The publications that stand beside themes."""
        found = (literature_in(each.standing) for each in wordings(self.study, "literature").values())
        return tuple(book for book in found if not book.put_aside)

    def beside(self, theme: str) -> tuple[Literature, ...]:
        """The publications beside one theme, whichever of the two names the other."""
        written = self.theme(theme)
        named = written.theme.literature if written else ()
        return tuple(book for book in self.literature if theme in book.themes or book.id in named)

    @cached_property
    def talks(self) -> tuple[Talk, ...]:
        """The talks with people who did not play, as they stand."""
        return tuple(talk_in(each.entry) for each in self.study.standing("panel-talk"))


def read_themes(study: Study) -> Themes:
    """What was made of a study; worked out once a study."""
    return study.once("themes", Themes)
