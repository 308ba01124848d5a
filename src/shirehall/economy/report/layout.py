"""What the reporter needs to know of a network, worked out once: which counts, steps, clocks and lists belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy.kernel import GONE
from shirehall.economy.network import FIFTHS, LIST, SEIZE, Network
from shirehall.economy.verbs import OPS
from shirehall.patch.county import NOBODY

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
COUNTY = "county"
BEDS = ("medical-beds", "surgical-beds", "children-beds")
CRITICAL = "critical-care-beds"
BOARDED = ("urgent", "gp-emergency")
"""Pathways whose waits for a ward bed are trolley waits; what else goes to hospital joins one of them."""
FREE, END, GO, JOIN, TRY, SPILL = (OPS[name] for name in ("free", "end", "go", "join", "try", "spill"))
BRANCHES = tuple(OPS[name] for name in ("chance", "try", "spill", "turn-away", "patience"))
"""Verbs from which a patient may go on either to the next row or to the row named."""


class Layout:
    """Index arrays over one network. `real` are the sites that are no practices; groups are payer x 5 + fifth."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.real = net.sites[: len(net.sites) - len(net.practices)]
        self.number = {site: i for i, site in enumerate(net.sites)}
        self.payers = tuple((p, payer) for p, payer in enumerate(net.payers) if payer != NOBODY)
        groups = np.arange(len(net.payers) * FIFTHS)
        self.to_fifths: Floats = (groups[:, None] % FIFTHS == np.arange(FIFTHS)).astype(np.float64)
        self.to_payers: Floats = (groups[:, None] // FIFTHS == np.arange(len(net.payers))).astype(np.float64)
        self.step_site: Ints = np.array([self.number[site] for _, site, _ in net.steps], np.int64)
        self.names = tuple(count for _, _, count in net.counts)
        self.counted = frozenset(self.names)
        self.numbers = {
            name: np.array([i for i, n in enumerate(self.names) if n == name])
            for name in sorted(self.counted)
        }
        self.count_site: Ints = np.array([self.number.get(site, -1) for _, site, _ in net.counts], np.int64)
        self.boarding: Ints = self._boarding()
        self.handover: Ints = self._handover()
        self.crews: Ints = self.takes(("crews",))
        self.delayed: npt.NDArray[np.bool_] = self.holding("delayed")
        self.appointments: Ints = self._listed("gp-appointments")
        self.list_steps: Ints = np.flatnonzero(net.arrays["op"] == LIST)
        self.list_of: Ints = net.arrays["arg"][self.list_steps]
        self.pathways, self.step_pathway = self._pathways()

    def matrix(self, groups: Sequence[Callable[[str, str, str], float]]) -> Floats:
        """A row for each group, a column for each count: its weight by (pathway, site, count)."""
        return np.array([[group(*key) for key in self.net.counts] for group in groups], np.float64).reshape(
            len(groups), len(self.net.counts)
        )

    def measured(self, measures: Mapping[str, tuple[str, ...]]) -> Floats:
        """A row for each measure, with ones where a count of its names stands."""
        found = np.zeros((len(measures), len(self.names)))
        for m, names in enumerate(measures.values()):
            found[m, [i for i, name in enumerate(self.names) if name in names]] = 1.0
        return found

    def at(self, names: Iterable[str]) -> Ints:
        """The numbers of the counts of these names."""
        found = [self.numbers[name] for name in names if name in self.numbers]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def clocks(self, name: str) -> list[tuple[int, str]]:
        """(number, site) of every clock of a name."""
        return [(i, site) for i, (site, clock) in enumerate(self.net.clocks) if clock == name]

    def takes(self, names: tuple[str, ...]) -> Ints:
        """The steps that take a resource of these names."""
        arrays = self.net.arrays
        return np.array([
            step for step in np.flatnonzero((arrays["op"] == SEIZE) & (arrays["bypay"] == 0)).tolist()
            if self.net.resources[arrays["arg"][step]][1] in names
        ], np.int64)  # fmt: skip

    def _listed(self, name: str) -> Ints:
        """The steps that stand on a list of this name."""
        arrays = self.net.arrays
        steps = np.flatnonzero(arrays["op"] == LIST).tolist()
        return np.array([s for s in steps if self.net.lists[arrays["arg"][s]][1] == name], np.int64)

    def _boarding(self) -> Ints:
        """Every emergency patient's wait for a hospital bed at his own site.

        Whoever next leaves a bed in critical care already lies in one.
        """
        arrays, found = self.net.arrays, []
        for step in self.takes((*BEDS, CRITICAL)).tolist():
            pathway, site, _ = self.net.steps[step]
            if pathway not in BOARDED or self.net.resources[arrays["arg"][step]][0] != site:
                continue
            after = step + 1
            leaves = arrays["op"][after] == FREE and not arrays["bypay"][after]
            if leaves and self.net.resources[arrays["arg"][after]][1] == CRITICAL:
                continue
            found.append(step)
        return np.array(found, np.int64)

    def _handover(self) -> Ints:
        """The waits of crews at the door of A&E: taking a cubicle in a pathway that takes a crew before."""
        runs = {self.net.steps[step][:2] for step in self.takes(("crews",)).tolist()}
        cubicles = self.takes(("cubicles",)).tolist()
        return np.array([step for step in cubicles if self.net.steps[step][:2] in runs], np.int64)

    def holding(self, name: str) -> npt.NDArray[np.bool_]:
        """Whether a patient who stands at a step holds a resource of a name: all steps from taking it to giving it back."""
        arrays, rows = self.net.arrays, self.net.arrays["rows"]
        held = np.zeros(len(self.net.steps), bool)
        paths = self._taken(name)
        while paths:
            step = paths.pop()
            if step >= len(held) or held[step]:
                continue
            held[step] = True
            op = arrays["op"][step]
            frees = op == FREE and self.net.resources[arrays["arg"][step]][1] == name
            if frees or op == END:
                continue
            if op in (GO, JOIN) or op in BRANCHES:
                paths.append(int(rows["tgt"][step]))
            if op not in (GO, JOIN):
                paths.append(step + 1)
        return held

    def _taken(self, name: str) -> list[int]:
        """The steps at which a patient stands who has just taken a resource of a name, by whichever verb."""
        arrays, rows, resources = self.net.arrays, self.net.arrays["rows"], self.net.resources
        found = [step + 1 for step in self.takes((name,)).tolist()]
        for op, column in ((TRY, "arg"), (SPILL, "arg2")):
            found += [
                int(rows["tgt"][step]) for step in np.flatnonzero(arrays["op"] == op).tolist()
                if resources[int(rows[column][step])][1] == name
            ]  # fmt: skip
        return found

    def _pathways(self) -> tuple[tuple[str, ...], Ints]:
        """The names of the pathways, and which of them each step belongs to."""
        names = tuple(sorted({pathway for pathway, _, _ in self.net.steps}))
        number = {name: i for i, name in enumerate(names)}
        return names, np.array([number[pathway] for pathway, _, _ in self.net.steps], np.int64)


def live(system: Mapping[str, Any], net: Network) -> npt.NDArray[np.bool_]:
    """Which slots of the patient table are people who are still there."""
    people = system["P"]
    here: npt.NDArray[np.bool_] = (people["a"] & GONE) == 0
    here[system["free"]] = False
    here[: len(net.streams) + len(net.lists) + len(net.calendars)] = False
    return here


def share_below(bins: npt.NDArray[Any], edge: int) -> float:
    """Share of a histogram that lies below a bin."""
    return float(bins[:edge].sum() / bins.sum())


def middle(bins: npt.NDArray[Any]) -> float:
    """The bin (with a fraction) below which half of a histogram lies."""
    half = bins.sum() / 2
    total = np.cumsum(bins)
    k = int(np.searchsorted(total, half))
    before = float(total[k - 1]) if k else 0.0
    return k + (float(half) - before) / max(1.0, float(bins[k]))
