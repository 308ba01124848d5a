"""The subjects under which themes are gathered: two sets to begin with, the pack's own, and room for more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.patch.pack import Patch


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: its id, its title, the kinds of body it is about (if it is about any) and the topics it gathers."""

    id: str
    title: str
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


BODIES = (
    Subject("commissioners", "Commissioners", ("commissioner", "practices", "support-unit", "private-support", "predecessor")),
    Subject("centre", "Central bodies", ("national-board", "economic-regulator", "quality-regulator", "regional-authority",
                                         "national-government")),
    Subject("providers", "Providers", ("acute-provider", "community-provider", "mental-health-provider", "private-provider",
                                       "gp-provider", "social-enterprise", "ambulance")),
    Subject("local-voice", "The voice of patients and councils", ("health-board", "council", "patient-voice", "public", "politician")),
)  # fmt: skip
"""By whom it is about: the four with which a simulation of a whole county begins."""

MATTERS = (
    Subject("rationale", "Why change: the rationale", (), ("strategy", "access")),
    Subject("technology", "Technology and data", (), ("technology", "data")),
    Subject("primary-care", "Primary care", (), ("practice-performance",)),
    Subject("commissioning", "Commissioning", (), ("contract", "governance")),
    Subject("integration", "Working as one: integration", (), ("pathway", "relationship")),
    Subject("supply-chains", "Supply chains and who provides", (), ("competition", "estate")),
    Subject("incentives", "Incentives, money and prices", (), ("money", "price", "performance")),
    Subject("workforce", "Workforce and skills", (), ("workforce",)),
)  # fmt: skip
"""By what it is about: the eight subjects of messages on how care might move."""

SETS: Mapping[str, tuple[Subject, ...]] = {"bodies": BODIES, "matters": MATTERS}
"""The sets to begin with, by name."""


def subjects(patch: Patch, used: Iterable[str] = ()) -> tuple[Subject, ...]:
    """Every subject a theme may stand under: the two sets, those of the pack's codebook, and any other that a theme names.

    A pack's theme takes the place of ours where they share an id. `used` are subjects that themes name; one that is in no
    set is a subject of its own, whose title is its name.
    """
    found = {subject.id: subject for each in SETS.values() for subject in each}
    for theme in patch.codebook.themes:
        found[theme.id] = Subject(theme.id, theme.title, tuple(theme.kinds))
    for name in used:
        found.setdefault(name, Subject(name, name[:1].upper() + name[1:]))
    return tuple(found.values())
