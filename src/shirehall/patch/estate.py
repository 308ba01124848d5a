"""What bodies have and are made of: buildings and land with their history, and functions that could stand by themselves."""

from __future__ import annotations

from typing import Literal

from shirehall.patch.figures import Figure, Id, Share, Strict


class Unit(Strict):
    """A function that a body performs as a unit which could be set apart from it.

    `separation` runs from 0 (one budget, the same people) over 0.5 (its own accounts and managers) to 1 (its own board, at
    arm's length); `held_apart_by` says by what.
    """

    id: Id
    title: str
    function: Literal["commission", "provide", "regulate", "assess", "support", "speak"]
    separation: Share
    held_apart_by: str
    may_leave: bool = True


class Option(Strict):
    """A right over an asset that somebody other than its owner holds: to buy it, to have it back, to be asked first."""

    holder: Id
    right: Literal["buy", "buy-back", "first-refusal", "lease", "veto"]
    terms: str


class Asset(Strict):
    """One line of the asset register (`assets.yaml`): a building, land, a lease or a privately financed scheme.

    `owner` and option holders are organisations of the pack; `site` is a row of sites.csv, where care is given there.
    `cost` is what holding it takes; `worth` what it might fetch.
    """

    id: Id
    name: str
    kind: Literal[
        "hospital", "community-hospital", "clinic", "office", "land", "vacated", "private-finance", "lease"
    ]
    owner: Id
    site: str = ""
    state: Literal["in use", "part used", "empty", "part sold"]
    cost: Figure
    worth: Figure | None = None
    options: list[Option] = []
    history: str
