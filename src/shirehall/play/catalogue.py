"""The catalogue: every move and kind of event, gathered from their files in sorted order."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from shirehall.errors import RecordError, UsageError
from shirehall.play import moves as moves_folder
from shirehall.play import notices as notices_folder
from shirehall.play.altered import altered
from shirehall.play.kinds import Kind, Move
from shirehall.play.record.event import Event
from shirehall.play.record.lift import Lifts
from shirehall.play.world import World


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The moves that can be made and the kinds of event that can happen, by name; and the moves by the asks they take."""

    moves: Mapping[str, Move]
    kinds: Mapping[str, Kind]
    asks: Mapping[type, Move]

    def move_of(self, ask: object) -> Move:
        """The move an ask belongs to. Raises UsageError for an ask that no move takes."""
        move = self.asks.get(type(ask))
        if move is not None:
            return move
        raise UsageError(
            f"no move takes {type(ask).__name__}.", mend="use an ask of a move in the catalogue."
        )

    def kind(self, name: str) -> Kind:
        """The kind of that name. Raises RecordError for one this Shirehall does not know."""
        if name not in self.kinds:
            raise RecordError(f"the record holds a kind of event that this Shirehall does not know: {name}.",
                              mend="open it with the Shirehall that wrote it, or a later one.")  # fmt: skip
        return self.kinds[name]

    def evolve(self, world: World, event: Event) -> World:
        """The world after one event. The event's own minute is the world's while it folds."""
        return self.kind(event.kind).evolve(altered(world, seq=event.seq, at=event.at), event)

    @property
    def lifts(self) -> Lifts:
        """How events of older versions are lifted when they are read."""
        steps = {(kind.name, old): lift for kind in self.kinds.values() for old, lift in kind.lifts.items()}
        return Lifts({kind.name: kind.version for kind in self.kinds.values()}, steps)


def gathered() -> Catalogue:
    """The catalogue of this Shirehall. Raises UsageError when two files claim one name."""
    moves: dict[str, Move] = {}
    kinds: dict[str, Kind] = {}
    for module in modules_of(moves_folder):
        for move in getattr(module, "MOVES", ()):
            claim(moves, move.name, move, module)
            for kind in move.kinds:
                if kinds.get(kind.name) is not kind:
                    claim(kinds, kind.name, kind, module)
    for module in modules_of(notices_folder):
        for kind in getattr(module, "KINDS", ()):
            claim(kinds, kind.name, kind, module)
    return Catalogue(moves, kinds, {move.ask: move for move in moves.values()})


def modules_of(folder: ModuleType) -> list[ModuleType]:
    """The modules of a folder in sorted order."""
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__))
    return [importlib.import_module(f"{folder.__name__}.{name}") for name in names]


def claim(table: dict[str, Any], name: str, value: object, module: ModuleType) -> None:
    """Enter a name once. Raises UsageError when it is taken."""
    if name in table:
        raise UsageError(f"the name {name} is claimed twice, the second time in {module.__name__}.",
                         mend="give one of the two another name.", who="whoever wrote the move")  # fmt: skip
    table[name] = value
