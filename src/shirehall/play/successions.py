"""What becomes of bodies between two rounds: by a pack's lines, and by what play made of the bodies that they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shirehall.patch.between import Part, Succession
from shirehall.patch.pack import Patch
from shirehall.play.world import World


@dataclass(frozen=True, slots=True)
class Following:
    """One succession as it happens: who passes on, to whom, how, and what the pack says goes along.

    `parts` is what other heirs than the first take of a body that is split.
    """

    parents: tuple[str, ...]
    heir: str
    how: str
    takes: str
    why: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """What becomes of bodies between two rounds: who follows whom, who ends, what was struck out because play did not bear it, and
    which bodies stay with whoever took them over in play (`stayed`: body, and where it is)."""

    followings: tuple[Following, ...]
    ended: tuple[str, ...]
    struck: tuple[Succession, ...]
    stayed: tuple[tuple[str, str], ...] = ()

    @property
    def heirs(self) -> dict[str, str]:
        """Every body that is followed, and by whom first."""
        return {parent: one.heir for one in self.followings for parent in one.parents}

    @property
    def all_heirs(self) -> tuple[str, ...]:
        """Every body that follows another, those of a body that is split one after the other."""
        found = (name for one in self.followings for name in (one.heir, *(part.to for part in one.parts)))
        return tuple(dict.fromkeys(found))

    @property
    def parted(self) -> dict[str, str]:
        """The seats that go to another heir than the first, and to which."""
        return {seat: part.to for one in self.followings for part in one.parts for seat in part.seats}


def current(world: World, body: str) -> str:
    """The body that stands for another by now: itself, or whoever followed it in play, to the last."""
    seen = [body]
    while (
        (known := world.organisations.get(seen[-1])) is not None
        and known.successor
        and known.successor not in seen
    ):
        seen.append(known.successor)
    return seen[-1]


def allied(world: World, bodies: Sequence[str]) -> bool:
    """Whether play bound bodies to one another: one body by now, members of one that stands, or parties to one agreement that
    is signed or in force."""
    now = {current(world, body) for body in bodies}
    if len(now) == 1:
        return True
    together = any(
        now <= set(body.members) for body in world.organisations.values() if body.kind == "alliance" and body.status == "standing"
    )  # fmt: skip
    return together or any(
        now <= set(deal.parties) for deal in world.agreements.values() if deal.phase in ("signed", "in-force")
    )


def made_of(world: World, body: str, parts: Sequence[str]) -> bool:
    """Whether a body is one of some, or was founded in play by nobody but them."""
    known = world.organisations[body]
    return body in parts or bool(
        known.began and known.parents and all(made_of(world, each, parts) for each in known.parents)
    )


def lineage_of(world: World, successions: Sequence[Succession]) -> Lineage:
    """What becomes of bodies, by the pack's lines and by what play made of the bodies they name.

    A body that play brought into another, which the line does not name, stays there.
    """
    followings: list[Following] = []
    ended: list[str] = []
    struck: list[Succession] = []
    stayed: list[tuple[str, str]] = []
    for one in successions:
        now = {body: current(world, body) for body in one.of if body not in one.becomes}
        stayed += [(body, where) for body, where in now.items() if not made_of(world, where, one.of)]
        whole = [where for where in dict.fromkeys(now.values()) if made_of(world, where, one.of)]
        parents = tuple(body for body in whole if world.organisations[body].status != "ended")
        if one.only_if_allied and not allied(world, one.of):
            struck.append(one)
        elif one.how == "ended":
            ended.extend(parents)
        elif parents:
            parts = tuple(one.parts) if one.how == "split" else ()
            followings.append(Following(parents, one.becomes[0], one.how, one.takes, one.why, parts))
    return Lineage(tuple(followings), tuple(ended), tuple(struck), tuple(stayed))


def heirs_of(world: World) -> dict[str, str]:
    """Every body that another follows by now, with the one that stands for it."""
    return {body: current(world, body) for body in world.organisations if current(world, body) != body}


def homes_in(patch: Patch, world: World) -> dict[str, str]:
    """The pack's seats that sit by now for another body of the pack than the one that follows theirs: in a part of a body that was
    split, or hired away."""
    heirs, bodies = heirs_of(world), {body.id for body in patch.organisations}
    found = {}
    for seat in patch.seats.seats:
        chair = world.seats.get(seat.id)
        usual = heirs.get(seat.organisation, seat.organisation)
        if chair is not None and chair.organisation != usual and chair.organisation in bodies:
            found[seat.id] = chair.organisation
    return found


def founded_in(patch: Patch, world: World) -> dict[str, tuple[str, str]]:
    """The bodies founded in play that follow others of the pack by now, with their names, long and short."""
    own = {body.id for body in patch.organisations}
    heirs = (world.organisations[heir] for heir in dict.fromkeys(heirs_of(world).values()) if heir not in own)
    return {body.id: (body.name, body.short) for body in heirs}
