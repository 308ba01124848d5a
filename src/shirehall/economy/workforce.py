"""Staff by body and skill: what filled posts can staff, and how posts fill, empty and train.

A row of `staff.csv` staffs resources of the sites that its body ran at the opening. What one filled post staffs is taken from
the opening, when everything is staffed; so capacity that is opened later, or posts that empty, show as a shortage, and the
capacity that patients meet is what filled posts can staff.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.economy.dials import Dials
from shirehall.economy.figures import Row, row
from shirehall.patch.county import CountyTables
from shirehall.patch.county_rows import StaffRow

Key = tuple[str, str]
"""(site, resource), or (body, skill)."""
MONTHS_TO_CLOSE = 3
"""Months over which posts that were closed empty (assumed: notice and redeployment)."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of a body: its row, and what it staffs as (site, resource) with the capacity of the opening."""

    row: StaffRow
    staffs: tuple[tuple[Key, float], ...]

    @property
    def key(self) -> Key:
        """(body, skill)."""
        return self.row.body, self.row.skill

    def need(self, wanted: Mapping[Key, float]) -> float:
        """Posts that the capacity wanted would take, at what a post staffed at the opening (all that are filled, if it staffs nothing)."""
        opened = sum(size for _, size in self.staffs)
        if not opened:
            return self.row.filled
        return self.row.filled * sum(wanted.get(key, size) for key, size in self.staffs) / opened


class Workforce:
    """A patch's staff by body and skill. Without `staff.csv` nothing is limited and nothing is remembered."""

    def __init__(self, tables: CountyTables) -> None:
        owner = {site.site: site.owner for site in tables.sites}
        size = {(s.site, s.resource): s.capacity for s in tables.services if s.measure != "books"}
        self.skills: dict[Key, Skill] = {}
        for each in sorted(tables.staff, key=lambda r: (r.body, r.skill)):
            names = set(each.resources.split())
            staffs = [(k, size[k]) for k in sorted(size) if k[1] in names and owner[k[0]] == each.body]
            self.skills[each.body, each.skill] = Skill(each, tuple(staffs))

    def filled(self, skill: Skill, dials: Dials) -> float:
        """Posts filled at the start of the month."""
        return dials.memory.get(f"staff:{skill.row.body}:{skill.row.skill}", skill.row.filled)

    def need(self, skill: Skill, wanted: Mapping[Key, float], dials: Dials) -> float:
        """Posts that the body's own capacity takes, less the work that others of the team have taken over."""
        return skill.need(wanted) * (1 - min(0.9, dials.eased.get(skill.key, 0.0)))

    def shares(self, wanted: Mapping[Key, float], dials: Dials) -> dict[Key, float]:
        """The share of each (site, resource) that can be staffed, where that is not all of it: the scarcest skill decides.

        What was opened beyond the opening stays empty first; what is still wanting is shared by all that the skill staffs.
        """
        found: dict[Key, float] = {}
        for skill in self.skills.values():
            need = self.need(skill, wanted, dials)
            gap = need - self.filled(skill, dials)
            if not skill.staffs or gap <= 1e-9:
                continue
            size = {key: wanted.get(key, opening) for key, opening in skill.staffs}
            short = gap * sum(size.values()) / need
            new = {key: max(0.0, size[key] - opening) for key, opening in skill.staffs}
            extra = sum(new.values())
            empty = min(1.0, short / extra) if extra else 0.0
            old = sum(size.values()) - extra
            left = 1 - max(0.0, short - extra) / old if old else 0.0
            for key, whole in size.items():
                if whole > 0:
                    can = (whole - new[key]) * max(0.0, left) + new[key] * (1 - empty)
                    found[key] = min(found.get(key, 1.0), can / whole)
        return found

    def target(self, skill: Skill, wanted: Mapping[Key, float], dials: Dials) -> float:
        """Posts that the body means to have filled: those of the opening, with posts agreed, and what opened capacity or schemes take."""
        mine = skill.row.filled + dials.posts.get(skill.key, 0.0)
        more = self.need(skill, wanted, dials) + dials.needed.get(skill.key, 0.0)
        return max(mine, more if more > skill.row.filled else 0.0, 0.0)

    def remember(self, wanted: Mapping[Key, float], dials: Dials) -> dict[str, float]:
        """Posts filled at the month's end (`staff:`) and those beyond what the body's own capacity takes (`spare:`).

        A month fills one part in `lead_months` of the posts that are open; posts closed empty over three months; leavers
        beyond the usual, whom the body replaces as it always has, empty their posts at once.
        """
        out: dict[str, float] = {}
        for (body, name), skill in self.skills.items():
            left = self.filled(skill, dials) * (1 - dials.leavers.get(skill.key, 0.0) / 12)
            gap = self.target(skill, wanted, dials) - left
            now = left + gap / (max(1.0, skill.row.lead_months) if gap > 0 else MONTHS_TO_CLOSE)
            out[f"staff:{body}:{name}"] = round(max(0.0, now), 9)
            out[f"spare:{body}:{name}"] = round(max(0.0, now - self.need(skill, wanted, dials)), 9)
        return out

    def short(self, wanted: Mapping[Key, float], dials: Dials) -> dict[Key, float]:
        """Posts that are wanting by (body, skill), where any are: the flag that a plan cannot be staffed."""
        out: dict[Key, float] = {}
        for key, skill in self.skills.items():
            use = self.need(skill, wanted, dials) + dials.needed.get(key, 0.0)
            gap = use - self.filled(skill, dials)
            if gap > 0.05:
                out[key] = gap
        return out

    def rows(self, month: int, wanted: Mapping[Key, float], dials: Dials) -> list[Row]:
        """Figures: posts wanting by body (0: all can be staffed) and by skill where one is short, and posts needed by body."""
        gaps = self.short(wanted, dials)
        rows = [row(month, "staff-short", body, gap, skill) for (body, skill), gap in gaps.items()]
        for body in sorted({body for body, _ in self.skills}):
            rows.append(
                row(month, "staff-short", body, sum(gap for (b, _), gap in gaps.items() if b == body))
            )
            need = sum(
                self.need(s, wanted, dials) + dials.needed.get(k, 0.0)
                for k, s in self.skills.items()
                if k[0] == body
            )
            rows.append(row(month, "staff-needed", body, need))
        return rows


def staffed(dials: Dials, body: str, skill: str, posts: float) -> float:
    """The share (0 to 1) of a scheme's posts that can be filled from what its body has to spare; the posts are noted as used.

    1 where the scheme needs none or nothing is known of the body's staff.
    """
    if posts <= 0:
        return 1.0
    spare = dials.memory.get(f"spare:{body}:{skill}")
    taken = dials.needed.get((body, skill), 0.0)
    dials.needed[body, skill] = taken + posts
    if spare is None:
        return 1.0
    return min(1.0, max(0.0, spare - taken) / posts)
