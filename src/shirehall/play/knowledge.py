"""What bodies know how to do: the stock that the pack places with each, and what has been hired and bought since."""

from __future__ import annotations

from shirehall.patch.pack import Patch
from shirehall.play.world import World


def knowledge_of(patch: Patch, world: World, body: str, area: str) -> int:
    """A body's knowledge of an area in points, 0 to 100: where reorganisation left it, and what came and went in play.

    A body formed in play begins with none. No seat is shown the stock of another body; the world holds only the changes.
    """
    placed = next((each.knowledge.get(area) for each in patch.organisations if each.id == body), None)
    began = round(placed.value * 100) if placed is not None else 0
    return max(0, min(100, began + world.knowledge.get(f"{body}|{area}", 0)))
