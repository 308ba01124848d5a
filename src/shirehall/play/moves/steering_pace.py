"""The facilitator's hand on the pace of scripts: how often they begin something of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.fields import Ask
from shirehall.play.interventions import stepped_in
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.record.event import Draft, Event
from shirehall.play.world import World

PACE = Literal["when-asked", "slow", "usual", "brisk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPace(Ask):
    """Set how often scripts look up of themselves: only when somebody addresses them, seldom, as usual, or often."""

    pace: PACE


def can_set(_seen: World, _seat: str, _ask: SetPace) -> Refusal | None:
    return None


def paced(world: World, seat: str, ask: SetPace) -> list[Draft]:
    return [stepped_in("pace-set", world, seat, ask, "seat", {"pace": ask.pace}, backstage=True)]


def says_paced(event: Event, _names: Names) -> str:
    how = {
        "when-asked": "only when they are addressed",
        "slow": "slowly",
        "usual": "at their usual pace",
        "brisk": "briskly",
    }
    return f"The facilitator had scripts act {how[event.body['pace']]}."


PACED = Kind("pace-set", "engine", says_paced)

MOVES = (Move("set-pace", SetPace, "Set the pace of scripts.", 0, can_set, paced, (PACED,), control=True),)
